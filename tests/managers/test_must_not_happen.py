"""What must not happen: each of these has been seen in a memory system that is in use."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from langgraph.store.base import GetOp, PutOp, SearchOp
from proposals import START, fact, says, scripted_memory, vector_store

import memorykinds as mk
from memorykinds.evaluate.nominating import NominatingChatModel
from memorykinds.kinds import Fact, ModelError
from memorykinds.kinds.names import forgotten_namespace
from memorykinds.kinds.predicates import predicate
from memorykinds.managers.policies import FACT_POLICIES
from memorykinds.managers.policies.facts import words_of
from memorykinds.managers.proposing import MAX_REPAIRS
from memorykinds.managers.related import WINDOW_CHARACTERS

every_policy = pytest.mark.parametrize("policy", FACT_POLICIES)

KNOWN = [
    ("lives_in", "Turin"),
    ("works_as", "engineer"),
    ("has_relative", "brother Max"),
    ("likes", "tea"),
    ("dislikes", "olives"),
    ("allergic_to", "peanuts"),
    ("speaks", "Italian"),
    ("owns", "boat"),
    ("plays", "chess"),
    ("has_pet", "dog Rex"),
    ("prefers", "dark mode"),
    ("learns", "Greek"),
]


def known_facts(count=None):
    return [fact("user", relation, value) for relation, value in KNOWN[:count]]


def opened(policy, *replies, store=None, like=None, **more):
    """Return a memory of this policy whose model gives these replies, on the store of `like`."""
    chosen = mk.SemanticSettings(policy=policy, **more)
    on = {"store": like.store, "ids": like.semantic.manager.ids} if like else {"store": store}
    return scripted_memory(*replies, semantic=chosen, **on)[0]


def learn(memory, text, conversation):
    return memory.semantic.learn(text, conversation=conversation)


def texts(memory):
    return sorted(record.text for record in memory.semantic.all())


class Watched:
    """A store that notes the batches that go through it, and may refuse those that write."""

    def __init__(self, store):
        self.store, self.batches, self.refuses = store, [], False

    def batch(self, ops):
        ops = list(ops)
        self.batches.append(ops)
        if self.refuses and any(isinstance(op, PutOp) for op in ops):
            raise OSError("the disk is full")
        return self.store.batch(ops)

    def count(self, kind):
        return sum(isinstance(op, kind) for ops in self.batches for op in ops)


def watched():
    return Watched(vector_store())


# -- a second search of the store for every learn -------------------------------------------


def test_no_more_batches_than_stated_go_to_the_store_for_one_learn():
    """One for what was forgotten, which no model may see again, one for what is related, one for what
    is compared (and was forgotten since), one to see that it still is, one to write."""
    store = watched()
    memory = opened("bitemporal", says(*known_facts()), store=store)
    learn(memory, "…", "one")
    assert len(store.batches) == 5
    forgotten, related, compared, unchanged, written = store.batches
    assert len(forgotten) == 1
    assert len(related) == 1, "one window, one search"
    assert {type(op) for op in compared} == {SearchOp}
    assert len(compared) <= 4 * len(KNOWN) + 1, "the nearest, its own slot, the opposite relations"
    assert {type(op) for op in unchanged} == {GetOp}
    assert {type(op) for op in written} == {PutOp}


def test_retiring_and_other_people_cost_a_stated_number_of_searches_more():
    store = watched()
    memory = opened("bitemporal", says(*known_facts()), says(), store=store)
    learn(memory, "…", "one")
    store.batches.clear()
    moved = says(fact("user", "lives_in", "Oslo"), fact("Max", "plays", "drums"))
    second = opened("bitemporal", moved, like=memory)
    learn(second, "…", "two")
    assert len(store.batches) == 5 + 1 + 2, "who is who; what the conversation may still retire"


def test_no_search_is_asked_twice_but_what_was_forgotten_while_the_model_thought():
    store = watched()
    memory = opened("bitemporal", says(*known_facts()), store=store)
    learn(memory, "…", "one")
    searches = [repr(op) for ops in store.batches for op in ops if isinstance(op, SearchOp)]
    assert len(searches) == len(set(searches)) + 1
    asked = [op for ops in store.batches for op in ops if repr(op) == searches[0]]
    assert [op.namespace_prefix for op in asked] == [forgotten_namespace("ada")] * 2


# -- the recall for an update that embeds only the last message -----------------------------


def test_every_part_of_the_conversation_is_searched_for_what_is_related():
    store = watched()
    memory = opened("bitemporal", says(), store=store)
    turns = [f"Matter {n}. " + "word " * (WINDOW_CHARACTERS // 5) for n in range(6)]
    learn(memory, turns, "one")
    queries = " ".join(op.query for op in store.batches[1])
    assert all(f"Matter {n}." in queries for n in range(6))


# -- a failed write that is reported as done -------------------------------------------------


@every_policy
def test_a_write_that_failed_is_an_error_and_leaves_nothing(policy):
    store = watched()
    memory = opened(policy, says(*known_facts()), says(*known_facts()), store=store)
    store.refuses = True
    with pytest.raises(OSError, match="disk is full"):
        learn(memory, "…", "one")
    assert texts(memory) == []
    assert memory.history() == []
    store.refuses = False
    assert len(learn(memory, "…", "one").records) == len(KNOWN), "and it can be tried again"


# -- a model's failure that retries hide -----------------------------------------------------


def test_a_models_exception_surfaces_at_once_as_itself():
    memory, model = scripted_memory(ModelError("The provider is away.", status=503), says())
    with pytest.raises(ModelError, match="The provider is away"):
        memory.semantic.learn("…")
    assert len(model.history) == 1, "an answer in bad form is asked for again, a failure is not"


@pytest.mark.parametrize(
    "answer", ["", "null", "[]", '{"candidates": null}', '{"candidates": 7}', "{"]
)
def test_an_answer_that_cannot_be_healed_is_one_sentence(answer):
    memory, _ = scripted_memory(*[answer] * (MAX_REPAIRS + 1))
    with pytest.raises(ModelError, match="no usable answer") as caught:
        memory.semantic.learn("…")
    assert "\n" not in str(caught.value)
    assert memory.history() == []


@pytest.mark.parametrize("row", [None, 7, "text", [], {}, {"content": None}, {"evidence": "t1"}])
def test_a_nomination_that_cannot_be_healed_is_refused_and_the_others_are_kept(row):
    answer = {"candidates": [row, fact("user", "likes", "tea")]}
    memory, _ = scripted_memory(*[answer] * (MAX_REPAIRS + 1))
    update = memory.semantic.learn("…")
    assert sorted(d.action for d in update.decisions) == ["add", "refuse"]
    assert "invalid" in {d.reason for d in update.decisions}


# -- deletions although deleting was not allowed ---------------------------------------------


@every_policy
def test_nothing_is_ended_where_ending_is_not_allowed(policy):
    first = opened(policy, says(*known_facts()))
    learn(first, "one", "one")
    before = texts(first)
    hostile = [
        fact("user", "lives_in", "Oslo"),
        fact("user", "dislikes", "tea", contradicts=range(40)),
        *(fact("user", r, value, intent="forget") for r, value in KNOWN),
        *(fact("user", r, value, valid_to="2026-01-01") for r, value in KNOWN),
    ]
    bound = opened(policy, says(*hostile), like=first, allow={"add", "revise"})
    learn(bound, "two", "two")
    assert all(any(old.rstrip(".") in new for new in texts(bound)) for old in before)
    assert {e.action for e in bound.history()} <= {"add", "revise"}


# -- the same fact, said twice, deletes it ----------------------------------------------------


@every_policy
@pytest.mark.parametrize("field", ["same_as", "contradicts"])
def test_saying_the_same_twice_deletes_nothing_whatever_the_model_nominates(policy, field):
    again = [{**one, field: list(range(40))} for one in known_facts()]
    memory = opened(policy, says(*known_facts()), says(*again))
    learn(memory, "one", "one")
    before = texts(memory)
    update = learn(memory, "two", "two")
    assert texts(memory) == before
    assert {d.action for d in update.decisions} == {"keep"}


# -- one contradiction empties the store; one wrong sentence retires half of it ---------------


@every_policy
@pytest.mark.parametrize("count", range(1, len(KNOWN) + 1))
def test_one_contradiction_never_retires_half_of_what_is_known(policy, count):
    sentence = fact("user", "prefers", "light mode", contradicts=range(40))
    memory = opened(policy, says(*known_facts(count)), says(sentence))
    learn(memory, "one", "one")
    before = set(texts(memory))
    learn(memory, "two", "two")
    lost = before - set(texts(memory))
    assert len(lost) <= 1 or len(lost) < len(before) / 2


@every_policy
@pytest.mark.parametrize("intent", ["remember", "forget"])
def test_one_wrong_sentence_never_retires_half_of_what_is_known(policy, intent):
    new = {"lives_in": "Oslo", "works_as": "nurse"}
    against = [
        fact("user", r, value if intent == "forget" else new.get(r, f"no {value}"),
             intent=intent, same_as=range(40) if intent == "forget" else (),
             contradicts=range(40))
        for r, value in KNOWN
    ]  # fmt: skip
    memory = opened(policy, says(*known_facts()), says(*against), says(*against))
    learn(memory, "one", "one")
    before = {r.id: r.content for r in memory.semantic.all()}
    for text in ("two", ["two", "three"]):  # the conversation goes on, and tries again
        learn(memory, text, "wrong")
    kept = {r.id for r in memory.semantic.all() if _still_says(r.content, before.get(r.id))}
    assert len(before) - len(kept) < len(before) / 2


def _still_says(now, before):
    return before is not None and before.object in now.object


# -- recalled text that is stored again -------------------------------------------------------


@every_policy
@pytest.mark.parametrize("role", ["user", "assistant", "tool", "system"])
def test_what_recall_put_into_a_conversation_is_not_learned_from_it(policy, role):
    memory = mk.open(
        store=vector_store(),
        clock=mk.LessonClock(START),
        semantic=mk.SemanticSettings(policy=policy),
    )
    memory.learn("I live in Turin. I like tea. My brother Max plays the drums.")
    before = [record.text for record in memory.semantic.all(active=False)]
    for _ in range(3):
        recalled = memory.recall("Where does the user live, and what do they like?").prompt
        assert "Turin" in recalled
        quoted = {"role": role, "content": recalled}
        update = memory.learn([quoted, ("user", "Thanks, nothing new."), ("assistant", "Fine.")])
        assert [e for e in update.events if e.kind == "semantic"] == []
    assert [record.text for record in memory.semantic.all(active=False)] == before


# -- what holds for every policy, whatever is said --------------------------------------------

VALUES = {
    "lives_in": ["Turin", "Turin, Italy", "Berlin", "Oslo"],
    "works_as": ["engineer", "civil engineer", "nurse"],
    "likes": ["tea", "green tea", "jazz", "chess"],
    "dislikes": ["tea", "jazz"],
    "prefers": ["dark mode", "light mode", "tea"],
}


@st.composite
def nominations(draw):
    relation = draw(st.sampled_from(sorted(VALUES)))
    value = draw(st.sampled_from(VALUES[relation]))
    return {
        "subject": draw(st.sampled_from(["user", "user", "Max"])),
        "predicate": relation,
        "object": value,
        "text": f"{value}, {value}, {value}: {relation}.",  # other values read otherwise
        "intent": draw(st.sampled_from(["remember", "remember", "remember", "forget"])),
        "valid_to": draw(st.sampled_from([None, None, None, "2026-01-01"])),
        "contradicts": draw(st.sampled_from([[], [], ["."], ["tea"]])),
        "same_as": draw(st.sampled_from([[], [], ["tea"], ["mode"]])),
    }


conversations = st.lists(st.lists(nominations(), min_size=1, max_size=4), min_size=1, max_size=4)


def talked(policy, said, later=()):
    """Return a memory that learned conversations of one turn each: "talk 0", "talk 1", ...

    Its model also knows what to nominate of the turns "later 0", "later 1", ...
    """
    told = {f"talk {n}": rows for n, rows in enumerate(said)}
    told |= {f"later {n}": rows for n, rows in enumerate(later)}
    memory = mk.open(
        model=NominatingChatModel(nominations=told),
        embeddings="hash",
        clock=mk.LessonClock(START),
        ids=mk.counted_ids(),
        semantic=mk.SemanticSettings(policy=policy),
    )
    for n in range(len(said)):
        learn(memory, f"talk {n}", f"talk {n}")
    return memory


def everything(memory):
    return memory.semantic.all(active=False)


@settings(max_examples=30)
@given(conversations)
def test_bitemporal_never_believes_two_values_of_a_relation_that_has_one(said):
    memory = talked("bitemporal", said)
    single = [
        record.slot
        for record in memory.semantic.all()
        if isinstance(record.content, Fact) and predicate(record.content.predicate).single
    ]
    assert len(single) == len(set(single))


@settings(max_examples=30)
@given(conversations)
def test_slots_never_keeps_two_memos_of_one_slot(said):
    slots = [record.slot for record in talked("slots", said).semantic.all()]
    assert len(slots) == len(set(slots))


@settings(max_examples=30)
@given(conversations)
def test_add_only_never_ends_anything(said):
    assert {event.action for event in talked("add_only", said).history()} <= {"add"}


def beliefs(memory):
    """Return all memories without what tells only which turns said them again."""
    return [record.with_(echoes=()) for record in everything(memory)]


def said_of(relation, value, intent="remember"):
    told = {"subject": "user", "predicate": relation, "object": value, "intent": intent}
    text = f"{value}, {value}, {value}: {relation}."
    return {**told, "text": text, "valid_to": None, "contradicts": [], "same_as": []}


TURIN = said_of("lives_in", "Turin, Italy")
FORGET_TURIN = said_of("lives_in", "Turin", "forget")
ENDS_WHAT_WAS_KNOWN = {
    "a wish beside another end": [said_of("likes", "tea"), FORGET_TURIN],
    "less of what is then forgotten": [said_of("lives_in", "Turin"), FORGET_TURIN],
}


@pytest.mark.parametrize("policy", ["bitemporal", "slots"])
@pytest.mark.parametrize("told", ENDS_WHAT_WAS_KNOWN.values(), ids=ENDS_WHAT_WAS_KNOWN)
def test_what_a_conversation_ended_it_does_not_end_or_begin_when_it_is_learned_again(policy, told):
    memory = talked(policy, [[said_of("dislikes", "tea"), TURIN], told])
    home = next(r for r in everything(memory) if r.content.object == "Turin, Italy")
    assert home.state == "retracted"
    before = everything(memory)
    learn(memory, "talk 1", "talk 1")
    assert everything(memory) == before


def test_what_is_said_of_one_is_noted_though_the_same_words_were_said_of_another():
    of_max = {**said_of("lives_in", "Turin"), "subject": "Max"}
    of_the_user = {**said_of("lives_in", "Turin"), "valid_to": "2026-01-01"}
    memory = talked("slots", [[of_max]], later=[[of_the_user, of_max]])
    learn(memory, "later 0", "later")
    before = everything(memory)
    learn(memory, "later 0", "later")
    assert everything(memory) == before


@every_policy
@settings(max_examples=25)
@given(conversations)
def test_learning_the_last_conversation_again_changes_nothing(policy, said):
    if policy == "four_op":  # it deletes across relations without a trace; its head says so
        said = [[{**one, "contradicts": []} for one in told] for told in said]
    # What a vague wish nominates is another thing once something has gone.
    vague = {"contradicts": [], "same_as": []}
    said = [[{**one, **(vague if one["intent"] == "forget" else {})} for one in t] for t in said]
    last = len(said) - 1
    memory = talked(policy, said[:-1], later=said[-1:])
    first = learn(memory, "later 0", "later")
    # What was refused as too much is judged anew, and there may be less to retire by then.
    assume("too_many_retired" not in {decision.reason for decision in first.decisions})
    before = everything(memory)
    learn(memory, "later 0", "later")
    after = everything(memory)
    if policy == "four_op":  # so does what it knew on the model's word, which is not given again
        on_its_word = {(s["subject"], s["object"]) for s in said[last] if s["same_as"]}
        added = [record for record in after if record not in before]
        assert {(r.content.subject, r.content.object) for r in added} <= on_its_word
        after = [record for record in after if record not in added]
    assert after == before


@every_policy
@settings(max_examples=25)
@given(conversations)
def test_what_is_pinned_is_never_ended(policy, said):
    memory = talked(policy, said[:1], later=said)
    for record in memory.semantic.all():
        memory.store.put(record.namespace, record.id, record.with_(pinned=True).to_value())
    pinned = memory.semantic.all()
    for n in range(len(said)):
        learn(memory, f"later {n}", f"later {n}")
    for record in pinned:
        now = memory.get(record.id)
        assert now.state == "active"
        said, still = record.content.object, now.content.object
        assert words_of(said.replace(";", "")) <= words_of(still.replace(";", "")), "or more"


@every_policy
@settings(max_examples=25)
@given(conversations)
def test_undo_restores_what_was_believed(policy, said):
    memory = talked(policy, said[:-1], later=said[-1:])
    before = beliefs(memory)
    memory.undo(learn(memory, "later 0", "later 0"))
    assert beliefs(memory) == before
