"""The policy for rules: added, sharpened, merged or retired; the newer of two rivals wins.

Which rules say the same or contradict each other lies in their meaning ("in French", "in
German"), which code cannot see. So here the model's nominations count, within bounds that
code checks:

- Two rules can only be the same, or exclude each other, if they apply at the same times. A
  narrower rule lives beside a wider one and is rendered after it, so that there it wins.
- Of two rivals at equal scope the one said later wins. But what the user insists upon
  ("always", "never": priority 80 and more) does not fall to what the model itself takes for a
  remark in passing (below 50): that waits on trial, and replaces the rule once it is said a
  second time, or plainly. One "in German, please" may be an errand; two are a wish. Asking to
  drop a rule needs no second time: it can mean nothing else.
- What is pinned is never retired.
"""

from dataclasses import replace

from memorykinds.kinds import Reason, Record, Rule, importance_of
from memorykinds.managers.policy import (
    Case,
    Change,
    Verdict,
    add,
    close,
    decision,
    keep,
    retract,
    revise,
    spare_pinned,
    supersede,
)
from memorykinds.managers.rule_relations import (
    is_insisted_upon,
    is_rival,
    is_same,
    is_spare,
    must_wait,
    quoted,
    retire,
    rule_of,
    said_at,
    same_scope,
    standing,
    was_learned_from,
    with_rule,
)
from memorykinds.managers.rule_words import say_same, says_more


def decide(case: Case) -> Verdict:
    """Return what becomes of one proposed rule.

    The status of the draft is the one that new rules begin with: active, or trial.
    """
    rule = rule_of(case.draft)
    same = tuple(sorted((r for r in case.active if is_same(case, rule, r)), key=standing))
    rivals = tuple(r for r in case.active if r not in same and is_rival(case, rule, r))
    if case.candidate.intent == "forget":
        return _drop(case, rule, rivals)
    if same:
        return _meet_same(case, rule, same, rivals)
    again = next((r for r in case.known if was_learned_from(case, rule, r)), None)
    if again is not None:
        detail = "These words were learned before, and the rule has changed since."
        return keep(case, "already_learned", detail, again)
    return _meet_rivals(case, rule, rivals) if rivals else _stand_beside(case, rule)


# -- the same again --------------------------------------------------------------------------


def _meet_same(
    case: Case, rule: Rule, same: tuple[Record, ...], rivals: tuple[Record, ...]
) -> Verdict:
    known = next((r for r in same if case.learned_from(r)), same[0])
    if case.learned_from(known):
        return keep(case, "duplicate", "This rule is known already.", known)
    if rule_of(known).status == "trial" and rule.status == "active":
        return _said_again(case, known)
    sharper = says_more(rule.text, than=rule_of(known).text)
    if sharper and must_wait(rule, known):
        return _sharpen_on_trial(case, rule, same)
    alike = tuple(r for r in same if r is not known and is_spare(known, r))
    falling = tuple(r for r in rivals if _falls(case, rule, r))
    reason: Reason = "merged" if alike else "contradicts" if falling else "refines"
    if alike:
        detail = f"It says the same as {quoted(known)}, and so does {quoted(alike[0])}."
    elif falling:
        detail = f"{quoted(falling[0])} cannot hold beside {quoted(known)}, which was said again."
    else:
        detail = f"It says more than {quoted(known)}."
    if not (alike or falling or sharper):
        return keep(case, "duplicate", "This rule is known already.", known)
    return _one_for_all(case, known, alike or falling, reason, detail, sharper=sharper)


def _sharpen_on_trial(case: Case, rule: Rule, same: tuple[Record, ...]) -> Verdict:
    waiting = next((r for r in same if say_same(rule.text, rule_of(r).text)), None)
    if waiting is not None:
        return keep(case, "duplicate", "This rule is on trial already.", waiting)
    detail = f"On trial: until it is promoted, {quoted(same[0])} stays in force."
    replaced = tuple(r for r in same if not r.pinned)
    return _on_trial(case, "on_trial", detail, same[0], replaced)


def _said_again(case: Case, known: Record) -> Verdict:
    """Put a rule on trial in force, which the user has now said a second time."""
    replaced = tuple(r for r in case.active if r.id in rule_of(known).replaces)
    if refusal := spare_pinned(case, replaced):
        return refusal
    detail = f"{quoted(known)} was said a second time, so it is no passing remark."
    return _one_for_all(case, known, replaced, "said_again", detail)


def _one_for_all(
    case: Case,
    known: Record,
    closing: tuple[Record, ...],
    reason: Reason,
    detail: str,
    *,
    sharper: bool = False,
) -> Verdict:
    """Return the verdict by which `known` speaks for the candidate, and `closing` retires."""
    new, old = rule_of(case.draft), rule_of(known)
    alike = [new, old, *(rule_of(r) for r in closing if reason == "merged")]
    in_force = reason == "said_again"
    content = (new if sharper else old).with_(
        priority=max(rule.priority for rule in alike),
        rationale=new.rationale if sharper and new.rationale else old.rationale,
        status="active" if in_force else old.status,
        replaces=() if in_force else old.replaces,
    )
    sharpened = replace(case, draft=case.draft.with_(content=content))
    # The one that stays ends no belief of its own, whatever it is that ends beside it.
    own = "refines" if reason == "contradicts" else reason
    verdict = revise(sharpened, own, detail, known, importance=importance_of(content))
    closed = tuple(close(r, "superseded", reason, case.said_at, case.now) for r in closing)
    told = decision(
        case,
        "revise",
        reason,
        detail,
        known,
        memory_id=known.id,
        closes=tuple(r.id for r in closing),
    )
    return retire(Verdict(told, (*closed, *verdict.changes)))


# -- rivals ----------------------------------------------------------------------------------


def _meet_rivals(case: Case, rule: Rule, rivals: tuple[Record, ...]) -> Verdict:
    newest = max(rivals, key=said_at)
    if case.said_at < said_at(newest):
        detail = f"{quoted(newest)} was said later, so this is kept as history."
        past = with_rule(case.draft, status="retired")
        past = past.with_(state="superseded", valid_to=said_at(newest))
        return _add(case, past, "history", detail, newest)
    if not any(r.pinned for r in rivals):
        insisted = next((r for r in rivals if is_insisted_upon(rule, r)), None)
        if insisted is not None:
            detail = f"The user insists on {quoted(insisted)}; said again, this replaces it."
            return _on_trial(case, "insisted", detail, insisted, rivals)
        waiting = next((r for r in rivals if must_wait(rule, r)), None)
        if waiting is not None:
            detail = f"On trial: until it is promoted, {quoted(waiting)} stays in force."
            return _on_trial(case, "on_trial", detail, waiting, rivals)
    detail = f"The newer rule wins over {quoted(rivals[0])}."
    return retire(supersede(case, "contradicts", detail, rivals, case.said_at))


def _falls(case: Case, rule: Rule, rival: Record) -> bool:
    """Whether a rule in force ends at once because its rival was said again."""
    spared = rival.pinned or must_wait(rule, rival) or is_insisted_upon(rule, rival)
    return not spared and case.said_at >= said_at(rival)


def _on_trial(
    case: Case, reason: Reason, detail: str, about: Record, replaces: tuple[Record, ...]
) -> Verdict:
    """Add the draft on trial; the rules it would replace stay in force meanwhile."""
    ids = tuple(r.id for r in replaces)
    draft = with_rule(case.draft, status="trial", replaces=ids)
    return _add(case, draft, reason, detail, about)


def _add(case: Case, draft: Record, reason: Reason, detail: str, about: Record) -> Verdict:
    told = decision(case, "add", reason, detail, about)
    return Verdict(told, (Change("add", reason, None, draft),))


# -- other scopes, and wishes to drop --------------------------------------------------------


def _stand_beside(case: Case, rule: Rule) -> Verdict:
    """Add a rule that no other at its scope stands against."""
    others = [r for r in case.active if not same_scope(rule, r)]
    twin = next((r for r in others if say_same(rule.text, rule_of(r).text)), None)
    if twin is not None and rule_of(twin).holds_always and not must_wait(rule, twin):
        return keep(case, "duplicate", "This holds always already.", twin)
    if twin is not None and rule.holds_always and rule.status == rule_of(twin).status:
        detail = f"It holds always now, and no longer only as in {quoted(twin)}."
        return _one_for_all(case, twin, (), "refines", detail, sharper=True)
    other = next((r for r in others if r.id in case.contradicts), None)
    if other is None:
        return add(case)
    how = "wider" if rule.holds_always else "narrower" if rule_of(other).holds_always else "other"
    told = {
        "wider": f"{quoted(other)} is narrower and stays for its own case, so both stand.",
        "narrower": f"It is narrower than {quoted(other)} and wins in its own case; both stand.",
        "other": f"It applies at other times than {quoted(other)}, so both stand.",
    }
    return add(case, detail=told[how])


def _drop(case: Case, rule: Rule, rivals: tuple[Record, ...]) -> Verdict:
    """Retire what the user no longer wants; which rules are meant, the model may name."""
    named = tuple(r for r in case.active if r.id in case.same_as)
    alike = tuple(r for r in case.active if say_same(rule.text, rule_of(r).text))
    exact = tuple(r for r in alike if same_scope(rule, r))
    meant = named or exact or alike or rivals
    if not meant:
        text = "No rule in force matches what should be dropped."
        return Verdict(decision(case, "refuse", "nothing_to_retract", text, case.nearest()))
    detail = "The user no longer wants this rule."
    return retire(retract(case, "asked_to_forget", detail, meant, case.said_at))
