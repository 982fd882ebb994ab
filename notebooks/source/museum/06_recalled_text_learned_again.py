# %% [markdown]
# # Exhibit 6: recalled text learned again
#
# A fault that shipped, written anew and made small. Time: about 3 minutes of reading, 6 minutes of exercises.

# %% [markdown]
# ## What the user saw
#
# > In March I told the assistant that I live in Leeds, once. In April I moved to York, and I have told it so
# > every week since, six times by now. It answers: "You have told me many times that you live in Leeds."
# > The more we talk, the surer it gets.

# %% [markdown]
# ## The code
#
# It holds a conversation. Before each message the model is shown the two best-known facts about the user;
# when the conversation is over, it is learned. Each fact has a number: how often the user has said it. The
# higher number wins, for who says a thing six times means it. `facts_in` stands in for a language model,
# and the model's answers are left out: nothing is learned from them.

# %%
import re
from collections import Counter

from memorykinds import workshop


def facts_in(text):
    return re.findall(r"\b(?:I|My) [^.?!]+\.", text)


def talk(known, words):
    """Hold one conversation, and learn from it.

    known: how often the user has said each fact. words: the user's messages of this conversation.
    Return the thread that the model sees, and a new dict of what is known now.
    """
    best = sorted(known, key=known.get, reverse=True)[:2]
    thread = []
    for text in words:
        if best:
            text = f"What you know about me: {' '.join(best)}\n\n{text}"
        thread.append({"role": "user", "content": text})
    now_known = Counter(known)
    for message in thread:
        now_known.update(facts_in(message["content"]))
    return thread, dict(now_known)


# %% [markdown]
# It was tried out, and it looks fine:

# %%
thread, known = talk({}, ["I live in Leeds. I like tea.", "What could I drink?"])
print(known)
thread, _ = talk(known, ["Where could I go today?"])
print(thread[0]["content"])

# %% [markdown]
# Two facts, each said once. In the next conversation the model has both before its eyes, and can tell
# what there is to do in Leeds.

# %% [markdown]
# ## Write the test
#
# Read the complaint and the code once more. Which result did the trial above not look at?
#
# ### Exercise m6.1: a test that finds the fault
#
# Write a function that takes a `talk`, holds conversations with it, and asserts something about what is
# known. It must fail on the code above, and pass on any sound `talk`. How the thread looks is free: what is
# known may be shown to the model in any way. A fact that the user says twice is counted twice.

# %%
def my_test(talk):
    """Fail on a `talk` with the fault; pass on a sound one."""
    ### BEGIN SOLUTION: hold conversations, assert what must be known
    _, known = talk({}, ["I live in Leeds. I like tea."])
    _, later = talk(known, ["Where could I go today?", "And if it rains?"])
    assert later == known, later
    ### END SOLUTION


workshop.check("m6.1", my_test)

# %% [markdown]
# ## Write the mend
#
# ### Exercise m6.2: the mend
#
# Copy the body of `talk` and change what is wrong. The model must still see what is known. Try your
# test on it before you check it: `my_test(mended)` says nothing if it passes.

# %%
def mended(known, words):
    """Hold one conversation, and learn from it."""
    ### BEGIN SOLUTION: the body, with the fault mended
    best = sorted(known, key=known.get, reverse=True)[:2]
    thread = []
    for text in words:
        if best:
            recalled = f"What you know about the user: {' '.join(best)}"
            thread.append({"role": "system", "content": recalled})
        thread.append({"role": "user", "content": text})
    now_known = Counter(known)
    for message in thread:
        if message["role"] == "user":
            now_known.update(facts_in(message["content"]))
    return thread, dict(now_known)
    ### END SOLUTION


workshop.check("m6.2", mended)

# %% [markdown]
# ## Why it got through
#
# In a first conversation nothing is recalled, so it is learned rightly; and what is learned wrongly later is
# no new entry but a higher number, where nobody looks. No answer is wrong until two facts disagree. Then it is
# too late. Here is what happened to the user, by the code above:

# %%
_, known = talk({}, ["I live in Leeds. I like tea."])
for week in range(1, 7):
    _, known = talk(known, ["I live in York.", "Where is the station?"])
    print(f"week {week}:", known)

# %% [markdown]
# York was said six times and has a 6. Leeds was said once and has a 13: it was recalled before each of twelve
# messages. York is never among the two that are recalled, so it never catches up. **A memory that counts what it
# recalls as evidence confirms itself**, a wrong one as well as a right one.
#
# What would have caught it is a test for a *fixed point*: **a conversation in which the user tells nothing
# leaves the memory as it was.** It needs no example of what should be learned.
#
# In memorykinds, what is recalled stands in a marked block, in the request alone and never in the thread; and
# should a block come back in a conversation, `strip_blocks` in `memorykinds/kinds/blocks.py` takes it out
# before anything is learned. `test_what_recall_put_into_a_conversation_is_not_learned_again` in
# `tests/test_memory.py` holds it to that. Tried with a block that is pasted into a message:

# %%
import memorykinds as mk

mine = mk.open(user="ada", clock=mk.LessonClock("2026-03-02T09:00Z"), ids=mk.counted_ids())
_ = mine.learn("I live in Leeds.")
recalled = mine.recall("Where does the user live?").prompt
update = mine.learn(f"{recalled}\n\nI like tea.", conversation="the next")
print([f"{decision.action}: {decision.text}" for decision in update.decisions])
print("left out:", update.traces[0].steps[0].data["withheld"])

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("m6.q1")
