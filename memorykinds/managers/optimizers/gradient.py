"""The method "gradient": a criticism in words says in which direction to change the prompt.

What a gradient is to a number, a criticism is to a text. One call criticizes, another edits the
prompt by the criticism; then the new prompt is criticized, until no change is warranted or the
rounds are over. The papers answer the examples anew in between; here a `Gate` does, at the end.

Sources: Pryzant et al., Automatic Prompt Optimization with "Gradient Descent" and Beam Search
(ProTeGi), EMNLP 2023; Yuksekgonul et al., TextGrad, 2024.
"""

from memorykinds.bridge import Steps
from memorykinds.kinds.prompt_forms import Criticism, PromptProposal
from memorykinds.managers.optimizers.drafting import UNUSABLE, Draft
from memorykinds.managers.optimizers.messages import criticizing, editing


def gradient(draft: Draft) -> Steps[None]:
    """Criticize and rewrite a draft; at most 2 * `rounds` calls of the model."""
    for _ in range(draft.rounds):
        messages = criticizing(draft.prompt, draft.text, draft.rows)
        criticism = yield from draft.ask(messages, Criticism)
        if criticism is None:
            draft.refused = UNUSABLE
            continue
        if not (criticism.warrants_change and criticism.recommendations):
            draft.refused = None
            return  # the early stop: the model sees nothing to improve
        edit = editing(draft.prompt, draft.text, criticism, draft.why_refused)
        if draft.take((yield from draft.ask(edit, PromptProposal))):
            return
