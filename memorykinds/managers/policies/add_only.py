"""`add_only`: every statement is kept, and nothing is ever closed.

**In words.** A statement that is there word for word is kept once; everything else is added
beside what is known. What the user asks to forget is refused.

**Source.** The memory stream of Park et al., Generative Agents, 2023, arXiv:2304.03442; also
what Mem0's third pipeline (2026) went over to, to be rid of wrong deletions.

**What it gets wrong.** Nothing is lost, and nothing is resolved: Turin and Berlin are both the
user's home, and whoever recalls them must find out from the dates. The stream grows with
every paraphrase. No sentence of the user's makes it forget; only `Memory.forget` does.
"""

from memorykinds.kinds import Fact, Record
from memorykinds.managers.policies.facts import fact_of, is_over, same_value
from memorykinds.managers.policy import Case, Verdict, add, decision, keep


def decide(case: Case) -> Verdict:
    """Return what becomes of one proposed fact."""
    fact = fact_of(case.draft)
    if case.candidate.intent == "forget":
        text = "This policy closes nothing; use memory.forget(id)."
        return Verdict(decision(case, "refuse", "not_allowed", text, case.nearest()))
    same = [r for r in case.known if _is_repeated(case, fact, r)]
    for record in same:
        if record.state == "active":
            return keep(case, "duplicate", "This is known already.", record)
    for record in same:
        if case.learned_from(record):
            detail = "These turns were learned before, and what they said was closed since."
            return keep(case, "already_learned", detail, record)
    return add(case)


def _is_repeated(case: Case, fact: Fact, record: Record) -> bool:
    """Whether it is the same statement; that it has ended is another one than that it holds."""
    return same_value(fact, record) and is_over(case, fact) == is_over(case, fact_of(record))
