"""`Decision`: what became of one candidate, and why.

The ledger of a plan is a list of these. Every candidate that a model proposes ends in one,
so that nothing vanishes in silence.
"""

from typing import Literal

from memorykinds.kinds.content import Frozen, MemoryKind
from memorykinds.kinds.trial import Trial

Action = Literal["add", "revise", "supersede", "retract", "keep", "refuse"]
"""What was done: `supersede` adds a memory and closes older ones; `keep` changes nothing
because the memory is there already; `refuse` changes nothing because it must not be."""

Reason = Literal[
    "new",  # add: nothing like it was known
    "history",  # add: true in the past only, so it is stored closed
    "generalized",  # add: three episodes or more show it
    "on_trial",  # add: a rule that changes rules in force waits until it is promoted
    "insisted",  # add: a passing remark against what the user insists upon, kept on trial
    "refines",  # revise: says the same with more detail
    "continues",  # revise: the conversation of this episode went on
    "appended",  # revise: a statement joins the memo of its slot
    "merged",  # revise: several memories say the same, so one stays and the others are closed
    "said_again",  # revise: said a second time: a rule on trial is in force, a profile's field newer
    "passed_trial",  # revise: a rule on trial, or a rewritten prompt, proved itself
    "improved",  # revise: a prompt was rewritten for what the conversations show
    "contradicts",  # supersede, retract, revise: cannot be true together with what it ends
    "newer_value",  # supersede, revise: this relation has one value at a time
    "asked_to_forget",  # retract: the user wants it gone, or says without a date that it is over
    "no_longer_true",  # retract: the user says that it has ended
    "failed_trial",  # retract, refuse: with the rule, or the rewritten prompt, answers are worse
    "faded",  # retract: not used for long, and not important enough to be kept all the same
    "rolled_back",  # revise or retract: an earlier version of the rules is back
    "duplicate",  # keep: already known
    "already_learned",  # keep: these very turns were learned before
    "waiting",  # keep: too few new turns for a call of the model, so they are learned with the next
    "differs",  # keep: the model takes it for the same, and code sees that it is not
    "taken_back",  # keep: somebody brought it back after it was merged or let go of
    "undecided",  # keep: the examples do not tell better from worse, so all stays as it is
    "not_judged",  # keep: an answer could not be scored, so all stays as it is
    "nothing_to_improve",  # keep: the model sees no failure that this prompt could prevent
    "not_concerned",  # keep: what the conversations show is a matter of other prompts
    "said_earlier",  # refuse: what was said later stands in a profile
    "nothing_to_retract",  # refuse: no memory matches what should be retracted
    "invalid",  # refuse: does not fit the schema, even after the model was shown the error
    "no_evidence",  # refuse: cites no turn of the conversation
    "not_said_by_user",  # refuse: only the assistant or a tool said it
    "secret",  # refuse: a credential, or a number that identifies a person
    "injection",  # refuse: tries to command the model that reads it
    "too_long",  # refuse: longer than a memory may be, or grown more than a prompt may
    "empty",  # refuse: a rewritten prompt without words
    "variables_changed",  # refuse: a rewritten prompt lost or invented a template variable
    "forgotten",  # refuse: comes from words of which a person forgot what was learned from them
    "pinned",  # refuse: would end a memory that the user pinned
    "not_allowed",  # refuse: does what the manager's settings or its policy do not allow
    "too_many_retired",  # refuse: would retire more than one conversation, or consolidation, may
    "too_many_calls",  # refuse: would take more calls of the model than one consolidation may
    "changed_meanwhile",  # refuse: the memory changed while the model was asked about it
]
"""Why, as a code; the comment beside each says which action it goes with."""


class Decision(Frozen):
    """The fate of one candidate.

    Attributes:
        kind: Which manager decided.
        action: What was done.
        reason: Why, as a code.
        detail: Why, as one sentence for a person.
        text: The candidate's text; replaced by a mark where it must not be kept.
        memory_id: The memory that was added, revised, retracted or kept; None if refused.
        closes: Ids of the memories that this one superseded.
        evidence: Ids of the turns that say it.
        neighbour_id: The known memory that decided the matter, if there was one.
        neighbour_text: Its text.
        similarity: Cosine of candidate and neighbour, -1 to 1; None where code compared
            fields and no vector was asked.
        trial: What a gate measured before the decision; None if no gate was asked.
    """

    kind: MemoryKind
    action: Action
    reason: Reason
    detail: str
    text: str
    memory_id: str | None = None
    closes: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    neighbour_id: str | None = None
    neighbour_text: str | None = None
    similarity: float | None = None
    trial: Trial | None = None
