# %% [markdown]
# # Exhibit 8: two users in one slot
#
# A fault that shipped, written anew and made small. Time: about 3 minutes of reading, 6 minutes of exercises.

# %% [markdown]
# ## What the user saw
#
# > At nine I told the assistant of my new allergy. It said "I will remember that." In the afternoon it knew
# > nothing of it. I told it again in the evening: no trouble. It happens about once a week, always in
# > the morning, and to my colleagues as well. There is nothing in the error log.

# %% [markdown]
# ## The code
#
# To learn a conversation takes a call of a model, so it is not done after every message. A conversation waits
# in a slot and is learned once nothing has been said in it for a while; each further message takes the place
# of what waits there, and puts it off. (That is *debouncing*.) Here `talk` is the whole conversation so far,
# and `now` are seconds.

# %%
from memorykinds import workshop


class Queue:
    """Hands each conversation over to be learned, once it has rested for `after` seconds."""

    def __init__(self, after):
        self.after = after
        self.slots = {}

    def add(self, now, user, thread, talk):
        """Let a user's thread wait, as it is now; it takes the place of what it was before."""
        self.slots[thread] = (now + self.after, user, talk)

    def due(self, now):
        """Return a list of (user, talk), in any order, of all that is to be learned by now; once."""
        ready = [slot for slot, (time, _, _) in self.slots.items() if time <= now]
        return [self.slots.pop(slot)[1:] for slot in ready]


# %% [markdown]
# It was tried out, and it looks fine. Ada writes three messages in a row, in two threads; later Bea writes in
# hers. The app calls the first thread of everybody "default".

# %%
queue = Queue(after=30)
queue.add(0, "ada", "default", "Hello!")
queue.add(8, "ada", "default", "Hello! I like tea.")
queue.add(12, "ada", "travel", "I fly to Oslo.")
queue.add(20, "ada", "default", "Hello! I like tea. And chess.")
print(queue.due(45))
print(queue.due(60))
queue.add(70, "bea", "default", "I play the piano.")
print(queue.due(100))

# %% [markdown]
# Three conversations, each learned once, as a whole, 30 seconds after its last message.

# %% [markdown]
# ## Write the test
#
# Read the complaint and the code once more. What is different at nine in the morning?
#
# ### Exercise m8.1: a test that finds the fault
#
# Write a function that takes a class such as `Queue`, makes a queue, adds to it, asks what is due, and asserts
# something about that. It must fail on the code above, and pass on any sound class. Use `add` and `due`
# alone: how the jobs are kept inside is free, and so is the order of what is due.

# %%
def my_test(Queue):
    """Fail on a `Queue` with the fault; pass on a sound one."""
    ### BEGIN SOLUTION: make a queue, add to it, assert what must be due
    queue = Queue(after=30)
    queue.add(0, "ada", "default", "I am allergic to nuts.")
    queue.add(5, "bea", "default", "I play the piano.")
    learned = queue.due(60)
    assert ("ada", "I am allergic to nuts.") in learned, learned
    assert ("bea", "I play the piano.") in learned, learned
    ### END SOLUTION


workshop.check("m8.1", my_test)

# %% [markdown]
# ## Write the mend
#
# ### Exercise m8.2: the mend
#
# Copy what is in `Queue` and change what is wrong. It must still be a debounce: what one person writes in one
# thread in a row is learned once. And names are free text: users and threads may be called anything. Try
# your test on it before you check it: `my_test(Mended)` says nothing if it passes.

# %%
class Mended:
    """Hands each conversation over to be learned, once it has rested for `after` seconds."""

    def __init__(self, after):
        ### BEGIN SOLUTION: what the queue begins with
        self.after = after
        self.slots = {}
        ### END SOLUTION

    def add(self, now, user, thread, talk):
        ### BEGIN SOLUTION: let the talk wait in a slot of its own
        self.slots[user, thread] = (now + self.after, user, talk)
        ### END SOLUTION

    def due(self, now):
        ### BEGIN SOLUTION: what is to be learned by now
        ready = [slot for slot, (time, _, _) in self.slots.items() if time <= now]
        return [self.slots.pop(slot)[1:] for slot in ready]
        ### END SOLUTION


workshop.check("m8.2", Mended)

# %% [markdown]
# ## Why it got through
#
# Who tries such a queue out is alone with it. Ada's two threads have two names, and Bea came when nothing
# waited any more. The fault needs two people, threads of the same name, and less than half a minute between
# them: rare in a trial, and daily where many begin their work at nine. And nothing fails, for to replace
# what waits in a slot is what a debounce is there for.

# %%
queue = Queue(after=30)
queue.add(0, "ada", "default", "I am allergic to nuts.")
queue.add(5, "bea", "default", "I play the piano.")
print(queue.due(60))

# %% [markdown]
# In words: of the two, one is learned. Ada's allergy is gone without a trace.
#
# What would have caught it is a test of *isolation*: **what one user gets does not depend on what another
# does.** Run one user's turns alone, then once more mixed with others' turns in threads of the same names; what is
# learned of the first must be the same, at the same second. It can be tried with turns drawn by chance, and it
# finds more than this fault: also a key of user and thread that are joined into one text, where "a" with "b-c"
# meets "a-b" with "c".
#
# In memorykinds a job of the queue is named by its user *and* the conversation
# (`memorykinds/agent/reflection/job.py`), and a user is a part of the place where it is stored.
# `test_a_run_is_the_users_whose_turns_they_were` in `tests/agent/test_reflection.py` has two users with a
# thread of the same name, and `test_talks_neither_hasten_nor_delay_each_other` in
# `tests/agent/test_reflection_rule.py` draws its turns by chance, as said above.
# The two of nine o'clock (lesson 9 tells more):

# %%
import memorykinds as mk
from langgraph.store.memory import InMemoryStore
from memorykinds.agent import Reflection

clock, store = mk.LessonClock("2026-03-02T09:00Z"), InMemoryStore()


def memory_of(user):
    return mk.open(user=user, store=store, clock=clock, ids=mk.counted_ids())


with_both = Reflection(memory_of, store=store, after=30, clock=clock)
for user, words in (("ada", "I am allergic to nuts."), ("bea", "I play the piano.")):
    _ = with_both.submit(words, user=user, thread="default")
clock.advance(minutes=1)
_ = with_both.run_due()
print([record.text for user in ("ada", "bea") for record in memory_of(user).semantic.all()])

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("m8.q1")
