"""What two runs decided, beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from memorykinds.kinds import Decision
from memorykinds.widgets.markup import diff, join, table, tag


@dataclass(frozen=True, slots=True)
class Pair:
    """What became of one candidate in two runs.

    Attributes:
        was: In the first; None if it was not nominated there.
        now: In the second; None if it is not nominated any longer.
    """

    was: Decision | None
    now: Decision | None

    @property
    def differs(self) -> bool:
        """Whether another thing was done, or for another reason."""
        return _fate(self.was) != _fate(self.now)


def compared(was: Sequence[Decision], now: Sequence[Decision]) -> tuple[Pair, ...]:
    """Return both runs' decisions in pairs: of the same text, else of the same turns."""
    left = list(now)
    found: dict[int, Decision | None] = {}
    for n, one in enumerate(was):
        found[n] = _taken(left, [d.text == one.text for d in left])
    for n, one in enumerate(was):
        if found[n] is None and one.evidence:
            found[n] = _taken(left, [d.evidence == one.evidence for d in left])
    pairs = (Pair(one, found[n]) for n, one in enumerate(was))
    return (*pairs, *(Pair(None, one) for one in left))


def comparison(pairs: Sequence[Pair]) -> Markup:
    """Return pairs as a table, with what differs as words that are struck and added."""
    changed = sum(pair.differs for pair in pairs)
    if not pairs:
        return tag("p", "Nothing was decided, then or now.")
    caption = f"Decisions, was and now: {changed} of {len(pairs)} differ"
    head = ("candidate", "was", "now", "what differs")
    return table(caption, head, [_row(pair) for pair in pairs])


def _row(pair: Pair) -> tuple[Any, ...]:
    was, now = pair.was, pair.now
    if was and now:
        text = diff(was.text, now.text)
        differs: Any = "nothing"
        if (was.action, was.reason) != (now.action, now.reason):
            differs = f"It was: {was.detail} Now: {now.detail}"
        elif pair.differs:
            differs = diff(was.detail, now.detail)
        return text, _told(was), _told(now), differs
    if now:
        return tag("ins", now.text), "not nominated", _told(now), f"It is new. {now.detail}"
    gone = was.text if was else ""
    return tag("del", gone), _told(was), "not nominated", "It is gone."


def _told(decision: Decision | None) -> Markup:
    if decision is None:
        return Markup()
    return join([tag("strong", decision.action), f": {decision.reason.replace('_', ' ')}"])


def _fate(decision: Decision | None) -> tuple[str, ...] | None:
    if decision is None:
        return None
    return (decision.action, decision.reason, decision.text, decision.detail)


def _taken(left: list[Decision], fits: Sequence[bool]) -> Decision | None:
    return left.pop(fits.index(True)) if True in fits else None
