"""Reflection in the background, one thread and a clock that is moved by hand."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.store.base import PutOp
from langgraph.store.memory import InMemoryStore
from proposals import fact, says, scripted_memory
from reflecting import reflection_of, texts

import memorykinds as mk
from memorykinds.agent import Reflection
from memorykinds.kinds import KINDS, InputError, ModelError
from memorykinds.kinds.names import reflection_jobs_namespace, reflection_namespace

USER, ASSISTANT = "user", "assistant"


@pytest.fixture
def store():
    return InMemoryStore()


@pytest.fixture
def failing():
    """A memory whose model fails twice, then answers; its reflection; its clock."""
    replies = [ModelError("too slow"), ModelError("busy"), says(fact("user", "likes", "tea"))]
    memory, model = scripted_memory(*replies)
    clock = memory.semantic.manager.clock
    options = {"kinds": ["semantic"], "after": 0, "jitter": lambda: 1.0}
    return Reflection(memory, tries=2, pause=60, **options), clock, model


def test_a_burst_of_turns_is_learned_in_one_run_after_the_last(store):
    learned = []
    reflection, clock = reflection_of(
        store, after=30, on_update=lambda job, _: learned.append(job.turns)
    )
    turns = []
    for text in ("I live in Turin.", "I like tea.", "I like jazz."):
        turns.append((USER, text))
        reflection.submit(turns, user="ada", thread=1)
        clock.advance(minutes=0.4)
        assert reflection.run_due() == []
    clock.advance(minutes=0.1)
    (update,) = reflection.run_due()
    assert len(update.events) == 3
    assert learned == [3]
    assert reflection.pending() == []


def test_what_was_only_new_is_put_to_what_waits(store):
    reflection, _ = reflection_of(store)
    reflection.submit([(USER, "I like tea."), (ASSISTANT, "Noted.")], user="ada", thread=1)
    job = reflection.submit([(USER, "I like jazz.")], user="ada", thread=1)
    assert job.turns == 3
    reflection.flush()
    assert texts(store, "ada") == ["The user likes jazz.", "The user likes tea."]


def test_a_window_that_has_moved_on_loses_nothing_and_repeats_nothing(store):
    reflection, _ = reflection_of(store)
    turns = [(USER, f"I like {thing}.") for thing in ("tea", "jazz", "chess", "plums")]
    reflection.submit(turns[:3], user="ada", thread=1)
    assert reflection.submit(turns[1:], user="ada", thread=1).turns == 4


def test_the_same_short_answer_to_two_questions_is_heard_twice(store):
    reflection, _ = reflection_of(store)
    for question in ("Do you like tea?", "Do you like jazz?"):
        turns = [(USER, "Yes."), (ASSISTANT, question)]
        job = reflection.submit(turns, user="ada", thread=1)
    assert job.turns == 4


def test_a_message_that_was_edited_is_learned_as_it_is_now(store):
    reflection, _ = reflection_of(store)
    before = [HumanMessage("I live in Turin.", id="a"), AIMessage("Fine.", id="b")]
    reflection.submit(before, user="ada", thread=1)
    after = [HumanMessage("I live in Rome.", id="a"), AIMessage("Good.", id="c")]
    reflection.submit(after, user="ada", thread=1)
    reflection.flush()
    assert texts(store, "ada") == ["The user lives in Rome."]


def test_feedback_that_waits_is_not_lost_to_the_next_turn(store):
    reflection, _ = reflection_of(store, kinds=["procedural"])
    turns = [(USER, "Explain tea."), (ASSISTANT, "Tea is…")]
    reflection.submit(turns, user="ada", thread=1, feedback="Too long. Bullets, please.")
    again = [*turns, (USER, "And jazz?"), (ASSISTANT, "Jazz is…")]
    job = reflection.submit(again, user="ada", thread=1)
    assert job.turns == 5
    reflection.flush()
    assert len(mk.open(store=store, user="ada").rules().rules) > 0


def test_a_run_is_the_users_whose_turns_they_were(store):
    reflection, _ = reflection_of(store)
    reflection.submit("I like tea.", user="ada", thread=1)
    reflection.submit("I like jazz.", user="bob", thread=1)
    assert len(reflection.flush(user="ada")) == 1
    assert [job.user for job in reflection.pending()] == ["bob"]
    assert texts(store, "ada") == ["The user likes tea."]
    assert texts(store, "bob") == []


def test_a_talk_that_never_rests_is_learned_nonetheless(store):
    reflection, clock = reflection_of(store, after=30, longest=120)
    ran = 0
    for number in range(20):
        reflection.submit(f"I like thing {number}.", user="ada", thread=1)
        clock.advance(minutes=0.25)
        ran += len(reflection.run_due())
    assert ran == 2


def test_a_time_of_its_own_may_be_longer_or_none(store):
    reflection, clock = reflection_of(store, after=30)
    assert reflection.submit("I like tea.", user="ada", after=0).due == clock()
    later = reflection.submit("I like jazz.", user="ada", after=3600).due
    assert later == clock() + timedelta(hours=1)


def test_conversations_without_a_thread_are_known_by_their_first_turn(store):
    reflection, _ = reflection_of(store)
    reflection.submit(["I like tea."], user="ada")
    reflection.submit(["I like tea.", "I like jazz."], user="ada")
    reflection.submit(["I like plums."], user="ada")
    assert sorted(job.turns for job in reflection.pending()) == [1, 2]


def test_a_thread_has_the_id_under_which_the_agent_learns_it(store):
    reflection, _ = reflection_of(store)
    thread = UUID(int=7)
    reflection.submit("I like tea.", user="ada", thread=thread)
    (update,) = reflection.flush(thread)
    assert update.events[0].conversation == f"thread-{thread}"


def test_what_is_learned_twice_changes_nothing_the_second_time(store):
    reflection, _ = reflection_of(store)
    for changed in (1, 0):
        reflection.submit("I like tea.", user="ada", thread=1)
        (update,) = reflection.flush()
        assert len(update.events) == changed


def test_what_was_said_while_a_talk_was_learned_waits_on(store):
    reflection, clock = reflection_of(store, after=30)

    def memories(user):
        if reflection.pending()[0].turns == 1:
            reflection.submit("I like jazz.", user="ada", thread=1)
        return mk.open(store=store, user=user, clock=clock)

    reflection, _ = reflection_of(store, clock=clock, after=30, memories=memories)
    reflection.submit("I like tea.", user="ada", thread=1)
    clock.advance(minutes=1)
    assert len(reflection.run_due()) == 1
    assert texts(store, "ada") == ["The user likes tea."]
    (job,) = reflection.pending()
    assert (job.due, job.tries, job.claim) == (clock() + timedelta(seconds=30), 0, "")
    clock.advance(minutes=1)
    reflection.run_due()
    assert texts(store, "ada") == ["The user likes jazz.", "The user likes tea."]
    assert reflection.pending() == []


# -- secrets and erasing -----------------------------------------------------------------


def test_what_is_queued_holds_no_secret(store):
    reflection, _ = reflection_of(store)
    reflection.submit("My password is hunter2hunter2.", user="ada", thread=1)
    found = store.search(("ada",), limit=10) + store.search(("*reflection",), limit=10)
    assert len(found) == 2
    assert "hunter2" not in str([item.value for item in found])
    assert "[withheld: password]" in str([item.value for item in found])


@pytest.mark.parametrize("whole", [True, False])
def test_a_secret_that_is_announced_late_leaves_what_waits(store, whole):
    reflection, _ = reflection_of(store)
    first = [(USER, "hunter2hunter2 worked, I like tea."), (ASSISTANT, "Fine.")]
    last = [(USER, "My password is hunter2hunter2.")]
    reflection.submit(first, user="ada", thread=1)
    job = reflection.submit(first + last if whole else last, user="ada", thread=1)
    assert job.turns == 3
    assert "hunter2" not in str([item.value for item in store.search(("ada",), limit=10)])


def test_erasing_a_user_erases_the_queue_and_no_other_user(store):
    reflection, _ = reflection_of(store)
    for user in ("ada", "adam"):
        reflection.submit("I like tea.", user=user, thread=1)
        reflection.schedule_consolidation(3600, user=user)
    assert reflection.erase("ada") == 2
    for space in (reflection_namespace("ada"), reflection_jobs_namespace("ada")):
        assert store.search(space) == []
    assert {job.user for job in reflection.pending()} == {"adam"}


def test_a_job_whose_words_somebody_erased_is_dropped(store):
    reflection, _ = reflection_of(store)
    job = reflection.submit("I like tea.", user="ada", thread=1)
    store.delete(reflection_namespace("ada"), job.key)
    assert reflection.flush() == []
    assert reflection.pending() == reflection.failed() == []


@pytest.mark.parametrize("more", [[], [(USER, "I like jazz.")]])
def test_what_was_erased_is_not_learned_again_from_what_waits(store, more):
    reflection, clock = reflection_of(store)
    memory = mk.open(store=store, user="ada", clock=clock)
    (learned,) = memory.semantic.learn([(USER, "I like tea.")]).events
    reflection.submit([(USER, "I like tea."), *more], user="ada", thread=1)
    memory.forget(learned.memory_id, erase=True)
    assert "tea" not in str(store.search(("ada",), limit=100))
    reflection.flush()
    assert texts(store, "ada") == ["The user likes jazz."] * len(more)
    assert reflection.pending() == reflection.failed() == []


def test_nothing_can_be_handed_in_while_a_memory_is_erased():
    class Store(InMemoryStore):
        held = ()

        @contextmanager
        def exclusive(self, name):
            self.held = (*self.held, name)
            yield
            self.held = self.held[:-1]

        def batch(self, ops):
            ops = list(ops)
            writes = {self.held for op in ops if isinstance(op, PutOp) and op.namespace == words}
            seen.extend(writes)
            return super().batch(ops)

    words, seen, store = reflection_namespace("ada"), [], Store()
    reflection, clock = reflection_of(store)
    memory = mk.open(store=store, user="ada", clock=clock)
    (learned,) = memory.semantic.learn([(USER, "I like tea.")]).events
    reflection.submit([(USER, "I like tea.")], user="ada", thread=1)
    memory.forget(learned.memory_id, erase=True)
    assert seen == [("reflection of ada",), ("ada", "reflection of ada")]


def test_no_users_name_is_the_queues(store):
    reflection, _ = reflection_of(store)
    reflection.submit("I like tea.", user="*reflection", thread=1)
    reflection.submit("I like jazz.", user="ada@example.org", thread="a.b*c")
    assert len(reflection.flush()) == 2
    assert texts(store, "*reflection") == ["The user likes tea."]
    assert texts(store, "ada@example.org") == ["The user likes jazz."]


def test_what_waits_is_neither_recalled_nor_exported(tmp_path):
    with mk.open(user="ada", embeddings="hash") as memory:
        Reflection(memory).submit("I like tea.", thread=1)
        assert memory.recall("tea").hits == ()
        assert memory.export(tmp_path / "ada.jsonl").total == 0


# -- failing -----------------------------------------------------------------------------


def test_a_job_that_fails_rests_and_is_tried_again(failing):
    reflection, clock, model = failing
    reflection.submit("I like tea.", thread=1)
    assert reflection.run_due() == []
    (job,) = reflection.pending()
    assert (job.tries, job.due) == (1, clock() + timedelta(seconds=60))
    assert "too slow" in job.error
    clock.advance(minutes=0.9)
    assert reflection.run_due() == []
    assert len(model.history) == 1


def test_after_its_last_try_a_job_stays_with_its_error_and_may_be_run_again(failing):
    reflection, clock, _ = failing
    reflection.submit("I like tea.", thread=1)
    for _ in range(3):
        reflection.run_due()
        clock.advance(hours=1)
    assert reflection.pending() == []
    (job,) = reflection.failed()
    assert (job.tries, job.state) == (2, "failed")
    assert "busy" in job.error
    assert reflection.retry(job).tries == 0
    assert len(reflection.run_due()) == 1
    assert reflection.failed() == []


def test_a_failed_job_can_be_dropped(failing):
    reflection, clock, _ = failing
    reflection.submit("I like tea.", thread=1)
    for _ in range(2):
        reflection.run_due()
        clock.advance(hours=1)
    (job,) = reflection.failed()
    assert reflection.drop(job) is True
    assert reflection.drop(job) is False
    assert reflection.failed() == []
    with pytest.raises(mk.NotFoundError, match="learn:thread-1"):
        reflection.retry(job)


def test_what_failed_is_learned_with_what_is_said_next(failing):
    reflection, clock, _ = failing
    reflection.submit("I like tea.", thread=1)
    for _ in range(2):
        reflection.run_due()
        clock.advance(hours=1)
    job = reflection.submit([(USER, "I like tea."), (USER, "I like jazz.")], thread=1)
    assert (job.state, job.turns, job.tries, job.due) == ("waiting", 2, 0, clock())


def test_an_input_that_will_never_do_fails_at_once(store):
    reflection, _ = reflection_of(
        store, memories=lambda _: mk.open(store=store, user="bob", embeddings="hash")
    )
    reflection.submit("I like tea.", user="ada", thread=1)
    assert reflection.flush() == []
    (job,) = reflection.failed()
    assert "memory of 'bob' for 'ada'" in job.error
    assert job.tries == 1
    assert texts(store, "bob") == []


def test_an_error_that_quotes_a_key_is_kept_without_it(store):
    def memories(_):
        raise RuntimeError("401 for sk-abcdefghijklmnopqrstuvwx")

    reflection, _ = reflection_of(store, memories=memories)
    reflection.submit("I like tea.", user="ada", thread=1)
    reflection.flush()
    (job,) = reflection.pending()
    assert "401" in job.error
    assert "sk-abc" not in job.error


def test_an_interrupted_run_is_free_at_once_and_costs_no_try(store):
    def memories(_):
        raise KeyboardInterrupt

    reflection, clock = reflection_of(store, memories=memories)
    reflection.submit("I like tea.", user="ada", thread=1)
    with pytest.raises(KeyboardInterrupt):
        reflection.flush()
    (job,) = reflection.pending()
    assert (job.tries, job.runs(clock())) == (0, False)


def test_a_callback_that_fails_does_not_undo_what_was_learned(store, caplog):
    def on_update(_job, _update):
        raise RuntimeError("the screen is gone")

    reflection, _ = reflection_of(store, on_update=on_update)
    reflection.submit("I like tea.", user="ada", thread=1)
    assert len(reflection.flush()) == 1
    assert reflection.pending() == reflection.failed() == []
    assert "the screen is gone" in caplog.text


# -- claims ------------------------------------------------------------------------------


def test_a_job_that_runs_elsewhere_is_left_alone_until_its_lease_ends(store):
    reflection, clock = reflection_of(store, limit=300)
    job = reflection.submit("I like tea.", user="ada", thread=1)
    reflection._queue.hasten(job)
    reflection._queue.claim(job, seconds=300, most_tries=5)  # by a process that dies now
    assert reflection.flush() == []
    clock.advance(minutes=5)
    assert len(reflection.run_due()) == 1


def test_who_comes_back_after_its_lease_changes_nothing_in_the_queue(store):
    reflection, clock = reflection_of(store)
    queue = reflection._queue
    job = reflection.submit("I like tea.", user="ada", thread=1, after=0)
    slow = queue.claim(job, seconds=60, most_tries=5).job
    clock.advance(minutes=1)
    other = queue.claim(job, seconds=60, most_tries=5).job
    queue.done(slow)
    queue.failed(slow, "too late", None)
    queue.give_back(slow)
    assert reflection.pending() == [other]


def test_a_job_that_kills_its_process_each_time_fails_in_the_end(store):
    reflection, clock = reflection_of(store, tries=2, limit=60)
    job = reflection.submit("I like tea.", user="ada", thread=1, after=0)
    for _ in range(2):
        assert reflection._queue.claim(job, seconds=60, most_tries=2) is not None
        clock.advance(minutes=2)
    assert reflection.run_due() == []
    (job,) = reflection.failed()
    assert "begun 2 times and never ended" in job.error


def test_a_job_of_a_newer_version_does_not_stop_the_others(store, caplog):
    reflection, _ = reflection_of(store)
    store.put(reflection_jobs_namespace("ada"), "learn:x", {"shape": "of tomorrow"})
    reflection.submit("I like tea.", user="ada", thread=1)
    assert len(reflection.flush()) == 1
    assert "newer memorykinds" in caplog.text


# -- cancelling, draining, closing -------------------------------------------------------


def test_a_cancelled_thread_is_not_learned_and_its_words_are_gone(store):
    reflection, _ = reflection_of(store)
    reflection.submit("I like tea.", user="ada", thread=1)
    reflection.submit("I like jazz.", user="ada", thread=2)
    assert reflection.cancel(1, user="ada") is True
    assert reflection.cancel(1, user="ada") is False
    assert len(store.search(reflection_namespace("ada"))) == 1
    reflection.flush()
    assert texts(store, "ada") == ["The user likes jazz."]


def test_what_is_for_some_kinds_only_is_learned_by_those_alone(store):
    reflection, _ = reflection_of(store, kinds=KINDS)
    turns = [(USER, "I like tea. Always answer briefly.")]
    job = reflection.submit(turns, user="ada", thread=1, kinds=["procedural"])
    assert job.kinds == ("procedural",)
    (update,) = reflection.flush()
    assert {record.kind for record in update.records} == {"procedural"}


def test_turns_of_one_thread_wait_apart_if_they_are_for_other_kinds(store):
    reflection, _ = reflection_of(store, kinds=KINDS)
    reflection.submit("I like tea.", user="ada", thread=1)
    reflection.submit("I like jazz.", user="ada", thread=1, kinds=["episodic", "procedural"])
    reflection.submit("I like chess.", user="ada", thread=2, kinds=["procedural", "episodic"])
    assert [(job.thread, job.turns, job.kinds) for job in reflection.pending()] == [
        ("1", 1, None),
        ("1", 1, ("episodic", "procedural")),
        ("2", 1, ("episodic", "procedural")),
    ]
    assert len(reflection.flush(1)) == 2
    assert texts(store, "ada") == ["The user likes tea."]
    assert [job.thread for job in reflection.pending()] == ["2"]


def test_cancelling_a_thread_drops_what_waits_for_any_kinds(store):
    reflection, _ = reflection_of(store, kinds=KINDS)
    reflection.submit("I like tea.", user="ada", thread=1)
    reflection.submit("I like jazz.", user="ada", thread=1, kinds=["episodic"])
    assert reflection.cancel(1, user="ada") is True
    assert reflection.pending() == []
    assert store.search(reflection_namespace("ada")) == []


def test_all_of_the_reflections_kinds_by_name_are_no_other_job(store):
    reflection, _ = reflection_of(store, kinds=["semantic", "episodic"])
    reflection.submit("I like tea.", user="ada", thread=1)
    job = reflection.submit("I like jazz.", user="ada", thread=1, kinds=KINDS)
    assert (job.turns, job.kinds) == (2, None)


@pytest.mark.parametrize("kinds", [[], ["episodic"], ["facts"], "semantic"])
def test_kinds_that_are_not_learned_here_are_refused_in_a_sentence(store, kinds):
    reflection, _ = reflection_of(store, kinds=["semantic"])
    with pytest.raises(InputError, match="kinds=") as caught:
        reflection.submit("I like tea.", user="ada", thread=1, kinds=kinds)
    assert "\n" not in str(caught.value)
    assert reflection.pending() == []


def test_a_job_written_before_jobs_had_kinds_is_run(store):
    reflection, _ = reflection_of(store)
    job = reflection.submit("I like tea.", user="ada", thread=1)
    space = reflection_jobs_namespace("ada")
    value = store.get(space, job.key).value
    store.put(space, job.key, {name: value[name] for name in value if name != "kinds"}, index=False)
    assert len(reflection.flush(1)) == 1


def test_flushing_one_thread_leaves_the_others_waiting(store):
    reflection, _ = reflection_of(store)
    reflection.submit("I like tea.", user="ada", thread=1)
    reflection.submit("I like jazz.", user="ada", thread=2)
    assert len(reflection.flush(2)) == 1
    assert [job.thread for job in reflection.pending()] == ["1"]


def test_draining_runs_what_is_due_and_nothing_early(store):
    reflection, _ = reflection_of(store)
    reflection.submit("I like tea.", user="ada", thread=1, after=0)
    reflection.submit("I like jazz.", user="ada", thread=2)
    assert reflection.drain() is True
    assert texts(store, "ada") == ["The user likes tea."]
    assert reflection.drain(early=True) is True
    assert texts(store, "ada") == ["The user likes jazz.", "The user likes tea."]


def test_another_reflection_on_the_store_goes_on_with_what_was_left(store):
    with_job, clock = reflection_of(store)
    with_job.submit("I like tea.", user="ada", thread=1)
    with_job.close()
    clock.advance(minutes=1)
    other, _ = reflection_of(store, clock=clock)
    assert len(other.run_due()) == 1


def test_one_users_reflection_sees_no_other_users_jobs(store):
    everybody, clock = reflection_of(store)
    everybody.submit("I like tea.", user="bob", thread=1, after=0)
    own = Reflection(mk.open(store=store, user="ada", clock=clock))
    assert own.pending() == []
    assert own.run_due() == []
    with pytest.raises(mk.InputError, match="'ada'"):
        own.submit("I like tea.", user="bob")
    with pytest.raises(mk.InputError, match="'ada'"):
        own.drop(everybody.pending()[0])


# -- consolidation -----------------------------------------------------------------------


def test_consolidation_comes_again_and_again_and_is_scheduled_once(store):
    seen = []
    reflection, clock = reflection_of(store, consolidate=lambda m: seen.append(m.user))
    first = reflection.schedule_consolidation(timedelta(hours=1), user="ada")
    assert reflection.schedule_consolidation(3600, user="ada") == first
    for _ in range(6):
        reflection.run_due()
        clock.advance(minutes=30)
    assert seen == ["ada", "ada"]
    assert len(reflection.pending()) == 1
    assert reflection.schedule_consolidation(None, user="ada") is None
    assert reflection.pending() == []


def test_consolidation_that_fails_shows_its_error_and_comes_again(store):
    def consolidate(_):
        raise ModelError("no answer")

    reflection, clock = reflection_of(store, consolidate=consolidate, tries=1)
    reflection.schedule_consolidation(3600, user="ada")
    clock.advance(hours=1)
    reflection.run_due()
    (job,) = reflection.pending()
    assert (job.due, job.tries) == (clock() + timedelta(hours=1), 0)
    assert "no answer" in job.error


def test_consolidation_does_what_the_memory_does(store):
    reflection, clock = reflection_of(store)
    reflection.schedule_consolidation(3600, user="ada")
    clock.advance(hours=1)
    (update,) = reflection.run_due()
    assert update.events == ()


def test_flushing_does_not_hasten_a_consolidation(store):
    reflection, _ = reflection_of(store)
    reflection.schedule_consolidation(3600, user="ada")
    assert reflection.flush() == []


# -- what cannot be used -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"after": -1}, "after= is a number of seconds"),
        ({"after": float("nan")}, "after= is a number of seconds"),
        ({"after": True}, "after= is a number of seconds"),
        ({"longest": "soon"}, "longest="),
        ({"limit": 0}, "limit="),
        ({"workers": 0}, "workers= is a whole number"),
        ({"tries": 1.5}, "tries= is a whole number"),
        ({"kinds": "semantic"}, "kinds= must be a list"),
        ({"kinds": ["dreams"]}, "kinds= must be a list"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(options, words):
    with pytest.raises(mk.InputError, match=words):
        reflection_of(**options)


def test_many_users_need_a_store_and_one_brings_its_own():
    with pytest.raises(mk.InputError, match="store=store"):
        Reflection(lambda user: mk.open(user=user))
    with pytest.raises(mk.InputError, match="leave out store="):
        Reflection(mk.open(embeddings="hash"), store=InMemoryStore())


@pytest.mark.parametrize("thread", ["", " ", "a\nb", "x" * 600, True, 1.5, ["a"]])
def test_a_thread_that_is_no_id_is_refused(store, thread):
    reflection, _ = reflection_of(store)
    with pytest.raises(mk.InputError, match="thread="):
        reflection.submit("I like tea.", user="ada", thread=thread)
    assert reflection.pending() == []


@pytest.mark.parametrize("user", [None, "", 5])
def test_words_of_nobody_are_refused(store, user):
    reflection, _ = reflection_of(store)
    with pytest.raises(mk.InputError, match="user="):
        reflection.submit("I like tea.", user=user)


def test_an_empty_conversation_is_refused_when_it_is_handed_in(store):
    reflection, _ = reflection_of(store)
    with pytest.raises(mk.InputError, match="nothing to learn"):
        reflection.submit([], user="ada", thread=1)
