"""Generalizing: episodes that repeat show a fact or a rule, which then stands by itself.

Episodes are alike if the store's search finds them so, or if they taught the same lesson. What
three of them show in common the model may nominate, in one call for many clusters. Then the
usual way follows: the guard, and the policy of facts or of rules. But the user did not say it,
so a generalization may only add, never change or end what they did say, and a rule waits on
trial.

It cannot feed on itself: only episodes are evidence, no generalization becomes an episode, and
an episode that showed something once (the journal knows) is not evidence again.

Sources: the reflection of Park et al., Generative Agents (2023, arXiv:2304.03442), which there
feeds on its own reflections; Lin et al., Sleep-time Compute (2025, arXiv:2504.13171).
"""

import copy
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from memorykinds.bridge import Batch, Prompt, Steps
from memorykinds.kinds import Decision, Episode, Record, Rule, Transcript, Turn
from memorykinds.kinds.consolidation import GeneralCandidate, GeneralProposal
from memorykinds.kinds.text import normalized, shorten
from memorykinds.managers.consolidation.asking import Calls, general_prompt
from memorykinds.managers.consolidation.lookups import Looked
from memorykinds.managers.draft import Draft, as_known
from memorykinds.managers.manager import Manager
from memorykinds.managers.plan import Plan
from memorykinds.managers.procedural import ProceduralManager
from memorykinds.managers.proposing import Proposed
from memorykinds.managers.related import similar

FEWEST = 3
"""Episodes that must show a thing; two may be chance."""

MAX_CLUSTER = 12
MAX_ROWS = 48
"""Episodes of one cluster, and in one prompt."""

RELATED = 3
"""Known facts that are shown for each cluster."""

MAX_RELATED = 40

CONVERSATION = "memorykinds:consolidation"
"""The conversation that generalizations, and all events of a consolidation, are said to be from."""


@dataclass(frozen=True, slots=True)
class Found:
    """What episodes were found to show.

    Attributes:
        draft: The nominations, and the episodes as turns; None if nothing was asked.
        cluster: Which cluster an episode is in, by its id.
        unasked: Ids of episodes for which no call was left.
    """

    draft: Draft | None
    cluster: Mapping[str, int]
    unasked: tuple[str, ...]


def find(looked: Looked, facts: Manager, rules: ProceduralManager, calls: Calls) -> Steps[Found]:
    """Ask the model what episodes that are alike show; nothing is decided yet."""
    episodes = {
        id_: record
        for id_, record in looked.records.get("episodic", {}).items()
        if id_ not in looked.told and isinstance(record.content, Episode)
    }
    found = _clusters(episodes, looked)
    of = {id_: number for number, cluster in enumerate(found) for id_ in cluster}
    if not found or calls.left < 1:
        return Found(None, of, tuple(of))
    related = yield from _related([episodes[cluster[0]] for cluster in found], facts, rules)
    known = [_related_row(number, record) for number, record in enumerate(related)]
    shown = {f"e{number}": id_ for number, id_ in enumerate(of, start=1)}
    names = {id_: name for name, id_ in shown.items()}
    proposals: list[Proposed[GeneralCandidate]] = []
    prompts: list[Prompt] = []
    left = list(found)
    while left and calls.left > 0:
        rows: list[dict[str, Any]] = []
        while left and (not rows or len(rows) + len(left[0]) <= MAX_ROWS):
            cluster = left.pop(0)
            rows += [_row(names[id_], of[id_], episodes[id_]) for id_ in cluster]
        prompts.append(general_prompt(known, rows))
        asking = calls.ask("episodic", prompts[-1], GeneralProposal, GeneralCandidate)
        proposals.append((yield from asking))
    together = Proposed(
        tuple(_with_ids(c, shown) for p in proposals for c in p.candidates),
        tuple(row for p in proposals for row in p.invalid),
        tuple(answer for p in proposals for answer in p.answers),
        tuple(problem for p in proposals for problem in p.problems),
    )
    transcript = Transcript(
        conversation=CONVERSATION, turns=tuple(_turn(episodes[id_]) for id_ in of)
    )
    unasked = tuple(id_ for cluster in left for id_ in cluster)
    return Found(Draft(transcript, as_known(related), prompts[0], together), of, unasked)


def settle(
    found: Found, unchanged: Iterable[str], facts: Manager, rules: ProceduralManager
) -> Steps[list[Plan]]:
    """Decide about the nominations as about any other, on the newest state.

    Args:
        found: What `find` returned.
        unchanged: Ids of the episodes that are as they were when the model was asked.
        facts: The semantic manager.
        rules: The procedural manager.
    """
    if found.draft is None:
        return []
    usable = frozenset(unchanged)
    refused: list[Decision] = []
    admitted: list[GeneralCandidate] = []
    for candidate in found.draft.proposed.candidates:
        general = GeneralCandidate.model_validate(dict(candidate))
        refusal = _refusal(general, found.cluster, usable)
        if refusal is None:
            admitted.append(general)
        else:
            refused.append(refusal)
    plans = [Plan(decisions=tuple(refused))]
    careful = replace(rules.settings, new_rules="trial")
    for manager, settings in ((facts, facts.settings), (rules, careful)):
        chosen = tuple(c for c in admitted if c.content.memory_kind == manager.kind)
        invalid = found.draft.proposed.invalid if manager is facts else ()
        if not chosen and not invalid:
            continue
        proposed = replace(found.draft.proposed, candidates=chosen, invalid=invalid)
        adding = copy.copy(manager)
        adding.settings = replace(settings, allow=set(settings.allow) & {"add"})
        plan = yield from adding.settle(replace(found.draft, proposed=proposed))
        plans.append(_as_generalized(plan))
    return plans


def _clusters(episodes: Mapping[str, Record], looked: Looked) -> list[tuple[str, ...]]:
    """Return groups of episodes that are alike, each with one that was not looked up before.

    An episode and those the search found alike to it are one group, so none is in it only for
    being like one that is like another. No episode is in two groups.
    """
    near: dict[str, list[str]] = defaultdict(list)
    pairs = looked.pairs.get("episodic", {})
    for one, other in sorted(pairs, key=lambda pair: (-pairs[pair], pair)):
        if one in episodes and other in episodes:
            near[one].append(other)
            near[other].append(one)
    lessons: dict[str, list[str]] = defaultdict(list)
    for id_, record in episodes.items():
        if isinstance(record.content, Episode) and record.content.lesson:
            lessons[normalized(record.content.lesson)].append(id_)
    around = [[id_, *others] for id_, others in near.items()]
    around.sort(key=lambda group: (-len(group), group))
    taken: set[str] = set()
    found = []
    for group in (*lessons.values(), *around):
        free = [id_ for id_ in group if id_ not in taken][:MAX_CLUSTER]
        if len(free) >= FEWEST and looked.new.intersection(free):
            taken.update(free)
            found.append(tuple(free))
    return found


def _related(
    like: Sequence[Record], facts: Manager, rules: ProceduralManager
) -> Steps[tuple[Record, ...]]:
    """Return the known facts nearest to the episodes, and the rules."""
    searches = [similar(facts.namespace, record.text, RELATED) for record in like]
    results = yield Batch(searches)
    items = {item.key: item for found in results for item in found}
    near = [Record.from_value(item.namespace, item.key, item.value) for item in items.values()]
    active = yield from rules.active_rules()
    return (*near, *active)[:MAX_RELATED]


def _with_ids(candidate: GeneralCandidate, shown: Mapping[str, str]) -> GeneralCandidate:
    """Return a nomination that cites episodes by their ids instead of the names in the prompt."""
    cited = tuple(dict.fromkeys(shown[name] for name in candidate.evidence if name in shown))
    return candidate.with_(evidence=cited, intent="remember", contradicts=())


def _refusal(
    candidate: GeneralCandidate, cluster: Mapping[str, int], usable: frozenset[str]
) -> Decision | None:
    cited = [id_ for id_ in candidate.evidence if id_ in usable]
    numbers = {cluster[id_] for id_ in candidate.evidence}
    told = Decision(
        kind=candidate.content.memory_kind,
        action="refuse",
        reason="no_evidence",
        detail=f"It takes {FEWEST} episodes of one cluster to show it.",
        text=shorten(candidate.content.render(), 200),
        evidence=candidate.evidence,
    )
    if len(candidate.evidence) < FEWEST or len(numbers) != 1:
        return told
    if len(cited) < len(candidate.evidence):
        detail = "An episode that shows it changed while the model was asked."
        return told.with_(reason="changed_meanwhile", detail=detail)
    return None


def _as_generalized(plan: Plan) -> Plan:
    """Say in the decisions and events of what is added where it comes from."""
    decisions = tuple(
        d.with_(
            reason="generalized", detail=f"{len(d.evidence)} episodes show it. {d.detail}".strip()
        )
        if d.action == "add" and d.reason == "new"
        else d
        for d in plan.decisions
    )
    events = tuple(
        e.with_(reason="generalized") if e.action == "add" and e.reason == "new" else e
        for e in plan.events
    )
    return Plan(decisions=decisions, events=events)


def _turn(record: Record) -> Turn:
    """Return an episode as a turn: what a generalization is known from.

    The user's own doings count as the user's word; an episode of others does not.
    """
    content = record.content
    people = content.participants if isinstance(content, Episode) else ()
    digest = record.provenance.digests[0] if record.provenance.digests else record.id
    return Turn(
        id=record.id,
        role="user" if not people or "user" in people else "assistant",
        text=record.text,
        at=record.provenance.said_at or record.created_at,
        digest=digest,
    )


def _row(name: str, cluster: int, record: Record) -> dict[str, Any]:
    row: dict[str, Any] = {"id": name, "cluster": cluster}
    content = record.content
    if isinstance(content, Episode):
        fields = ("title", "situation", "action", "outcome", "lesson")
        row |= {field: getattr(content, field) for field in fields}
    return row


def _related_row(number: int, record: Record) -> dict[str, Any]:
    content = record.content
    if isinstance(content, Rule):
        return {"n": number, "text": content.text, "applies_when": content.applies_when}
    return {"n": number, "text": record.text}
