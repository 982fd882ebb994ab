# %% [markdown]
# # Exhibit 1: the oldest scored as the most recent
#
# A fault that shipped, written anew and made small. Time: about 3 minutes of reading, 6 minutes of exercises.

# %% [markdown]
# ## What the user saw
#
# > In January I told the assistant that I drink tea in the morning, in May that it is coffee now. It took
# > note both times. It still greets me with tea. A colleague, who began this week, says that it works
# > perfectly. It seems to get worse the longer one uses it.

# %% [markdown]
# ## The code
#
# It finds the memories that fit a question. More words in common count more; of two with equally many
# the more recent one comes first.

# %%
from datetime import datetime

from memorykinds import workshop

DECAY = 0.9


def recall(question, memories, k=3):
    """Return the k memories that fit best, best first; of equals the more recent first."""
    asked = set(question.lower().split())
    by_age = sorted(memories, key=lambda memory: memory["at"])

    def score(memory):
        in_common = asked & set(memory["text"].lower().split())
        recency = DECAY ** by_age.index(memory)  # 1, 0.9, 0.81 ...
        return len(in_common) + recency

    return sorted(memories, key=score, reverse=True)[:k]


# %% [markdown]
# It was tried out, and it looks fine:

# %%
def memory(day, text):
    return {"at": datetime.fromisoformat(day), "text": text}


first_week = [
    memory("2026-05-04", "my sister lives in oslo"),
    memory("2026-05-05", "my train leaves at seven"),
    memory("2026-05-06", "i swim on fridays"),
]
for question in ("where does my sister live", "when does my train leave", "when do i swim"):
    print(f"{question:26} {recall(question, first_week, k=1)[0]['text']}")

# %% [markdown]
# Three questions, three right answers.

# %% [markdown]
# ## Write the test
#
# Read the complaint and the code once more. What did the trial above never ask for?
#
# ### Exercise m1.1: a test that finds the fault
#
# Write a function that takes a `recall`, gives it memories that you made, and asserts something. It must
# fail on the code above, and pass on any sound `recall`. So ask for no more than its docstring promises.
# Inside, `recall` is the argument; memories may come in any order.

# %%
def my_test(recall):
    """Fail on a `recall` with the fault; pass on a sound one."""
    ### BEGIN SOLUTION: make two memories, call recall, assert what must hold
    older = memory("2026-01-10", "i drink tea in the morning")
    newer = memory("2026-05-20", "i drink coffee in the morning")
    for memories in ([older, newer], [newer, older]):
        found = recall("what do i drink in the morning", memories)
        assert found[0] == newer, found
    ### END SOLUTION


workshop.check("m1.1", my_test)

# %% [markdown]
# ## Write the mend
#
# ### Exercise m1.2: the mend
#
# Copy the body of `recall` and change what is wrong. Before you check it, try your test on it:
# `my_test(mended)` says nothing if it passes.

# %%
def mended(question, memories, k=3):
    """Return the k memories that fit best, best first; of equals the more recent first."""
    ### BEGIN SOLUTION: the body, with the fault mended
    asked = set(question.lower().split())
    newest_first = sorted(memories, key=lambda memory: memory["at"], reverse=True)

    def score(memory):
        in_common = asked & set(memory["text"].lower().split())
        recency = DECAY ** newest_first.index(memory)  # 1 for the newest
        return len(in_common) + recency

    return sorted(memories, key=score, reverse=True)[:k]
    ### END SOLUTION


workshop.check("m1.2", mended)

# %% [markdown]
# ## Why it got through
#
# `by_age` is a name that can be read both ways: oldest first, or youngest first. It was sorted one way and
# read the other way, and each line looks right by itself. Nothing crashes, every score lies where scores
# lie, and as long as one memory fits better than all others, recency decides nothing. So a trial with three
# memories on three subjects cannot show it, and the fault grows with the memory: the more was said about one
# thing, the more often recency decides.
#
# What would have caught it is a test that compares two runs and needs to know no right score (a *metamorphic*
# test): **make one memory newer and leave all else as it is; its place must not get worse.** That can be
# tried on any memories, also on made-up ones by the hundred.
#
# memorykinds takes no place in a list for an age. In `memorykinds/recall/terms.py`, recency is worked out
# from the days themselves, and `test_recency_is_halved_after_its_half_life` in `tests/recall/test_recall.py`
# names the number that must come out. Every score shows it:

# %%
import memorykinds as mk

clock = mk.LessonClock("2026-01-10T08:00Z")
mine = mk.open(user="ada", clock=clock, ids=mk.counted_ids())
_ = mine.learn("I like tea.")
clock.advance(days=30)
_ = mine.learn("I like coffee.")
for hit in mine.recall("What does the user like?").hits:
    recency = next(term for term in hit.terms if term.name == "recency")
    print(f"{hit.record.text:24} recency {recency.value:.2f}, {recency.raw}")

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("m1.q1")
