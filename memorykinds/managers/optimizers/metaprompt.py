"""The method "metaprompt": a prompt that tells the model how to improve a prompt.

The model reflects and rewrites in one call, then looks at its own draft again, until it says
that nothing is to be improved or the rounds are over.

Sources: Zhou et al., Large Language Models Are Human-Level Prompt Engineers (APE), ICLR 2023;
Yang et al., Large Language Models as Optimizers (OPRO), ICLR 2024; the looking again is that of
Madaan et al., Self-Refine, NeurIPS 2023.
"""

from memorykinds.bridge import Steps
from memorykinds.kinds.prompt_forms import PromptProposal
from memorykinds.managers.optimizers.drafting import Draft
from memorykinds.managers.optimizers.messages import rewriting


def metaprompt(draft: Draft) -> Steps[None]:
    """Rewrite a draft; at most `rounds` calls of the model."""
    for _ in range(draft.rounds):
        messages = rewriting(draft.prompt, draft.text, draft.rows, draft.why_refused)
        if draft.take((yield from draft.ask(messages, PromptProposal))):
            return
