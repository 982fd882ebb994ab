"""The method "prompt_memory": one pass over all conversations, and no second look.

The cheapest of the three, for a prompt that is kept up with feedback as it comes in.

Source: the method of that name in LangMem (langchain-ai/langmem), after Shinn et al., Reflexion,
NeurIPS 2023: what was learned from a trial is kept in words for the next.
"""

from memorykinds.bridge import Steps
from memorykinds.kinds.prompt_forms import PromptProposal
from memorykinds.managers.optimizers.drafting import Draft
from memorykinds.managers.optimizers.messages import rewriting


def prompt_memory(draft: Draft) -> Steps[None]:
    """Rewrite a draft; one call of the model."""
    messages = rewriting(draft.prompt, draft.text, draft.rows)
    draft.take((yield from draft.ask(messages, PromptProposal)))
