"""`Draft`: one prompt while it is rewritten, which all methods share.

It puts the questions, keeps every answer for the trace, and takes a proposal only if the checks
let it through.
"""

from typing import TypeVar

from pydantic import ValidationError

from memorykinds.bridge import Ask, Steps
from memorykinds.bridge import Prompt as Messages
from memorykinds.kinds import Content
from memorykinds.kinds.prompt_forms import PromptProposal
from memorykinds.kinds.secrets import withhold_secrets
from memorykinds.kinds.text import clean, shorten
from memorykinds.managers.gate_answers import shown
from memorykinds.managers.optimizers.checks import Refusal, check
from memorykinds.managers.optimizers.messages import Rows
from memorykinds.managers.optimizers.prompt import Prompt
from memorykinds.managers.plan import Step
from memorykinds.models import Spent

C = TypeVar("C", bound=Content)

QUOTED = 300
"""Characters of the model's reasons that are quoted."""

UNUSABLE = Refusal("invalid", "The answer did not have the form that was asked for.")


class Draft:
    """One prompt while it is rewritten.

    Args:
        prompt: The prompt.
        rows: The conversations, as rows of a block.
        rounds: How many rounds of rewriting there may be.

    Attributes:
        text: The prompt as it was last let through.
        refused: Why the last proposal was refused; None if it was not, or there was none.
        proposal: The last proposal that may be shown; None if there was none.
        why: What the model said about its last proposal that stands; "" if nothing.
        steps: Each call of the model and each check so far.
        cost: What these calls have cost.
    """

    def __init__(self, prompt: Prompt, rows: Rows, rounds: int) -> None:
        self.prompt = prompt
        self.rows = rows
        self.rounds = rounds
        self.text = prompt.text
        self.refused: Refusal | None = None
        self.proposal: str | None = None
        self.why = ""
        self.steps: list[Step] = []
        self.cost = Spent()

    @property
    def why_refused(self) -> str:
        """Why the last proposal was refused, to be shown to the model; "" if it was not."""
        return self.refused.sentence if self.refused else ""

    def take(self, form: PromptProposal | None) -> bool:
        """Take a proposal if the checks let it through; return whether there is no more to do."""
        if form is None:
            self.refused = UNUSABLE
            return False
        proposal = _with_ends_of(self.prompt.text, clean(form.prompt))
        if not form.warrants_change or proposal == self.text:
            self.refused = None
            self.why = self.why or _quoted(form.reasoning)
            return True
        self.refused = check(self.prompt.text, proposal)
        summary = self.refused.sentence if self.refused else "let through"
        self.steps.append(Step(name="checks", summary=summary))
        if self.refused is None:
            self.text = proposal
            self.why = _quoted(form.reasoning)
        hidden = self.refused is not None and self.refused.reason in ("secret", "injection")
        self.proposal = None if hidden else proposal
        return False

    def ask(self, messages: Messages, schema: type[C]) -> Steps[C | None]:
        """Return the model's answer; None if it does not have the form."""
        form, step, cost = yield from ask_for(messages, schema)
        self.steps.append(step)
        self.cost += cost
        return form


def ask_for(messages: Messages, schema: type[C]) -> Steps[tuple[C | None, Step, Spent]]:
    """Ask for a form to be filled in; return it, or None, with the step for the trace and its cost."""
    answer = yield Ask(messages, schema, "optimize")
    form: C | None = None
    problem = answer.problem
    if problem is None:
        try:
            form = schema.model_validate(answer.data)
        except ValidationError as error:
            problem = shorten(str(error), 200)
    data = {"prompt": shown(messages), "answer": withhold_secrets(answer.text)[0]}
    told = problem or f"{len(answer.text):,} characters by {answer.model}"
    return form, Step(name=f"ask for {schema.__name__}", summary=told, data=data), answer.spent


def _quoted(reasoning: str) -> str:
    said = shorten(withhold_secrets(reasoning)[0], QUOTED)
    return f" The model says: “{said}”" if said else ""


def _with_ends_of(before: str, text: str) -> str:
    """Return `text` with the white space at its ends that the prompt had; models drop it."""
    if not text.strip() or not before.strip():
        return text
    head = before[: len(before) - len(before.lstrip())]
    tail = before[len(before.rstrip()) :]
    return f"{head}{text.strip()}{tail}"
