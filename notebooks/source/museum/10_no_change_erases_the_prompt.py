# %% [markdown]
# # Exhibit 10: a valid "no change" that erases the prompt
#
# A fault that shipped, written anew and made small. Time: about 3 minutes of reading, 6 minutes of exercises.

# %% [markdown]
# ## What the user saw
#
# > Since Tuesday the assistant behaves as if it had no instructions: long answers, no page numbers, and it asks
# > which firm we are. Monday was the first day on which nobody had anything to complain about. In the log of
# > Monday night stands: `{'change': False, 'prompt': ''}`; in that of our second office, which has the same
# > trouble: `{'change': False, 'prompt': 'No change.'}`. Both say "reply valid".

# %% [markdown]
# ## The code
#
# Every night a model is shown the prompt and the day's talks, and improves the prompt. `model` is any function
# that takes a question and returns a reply with two parts: `change`, whether the prompt needs any, and
# `prompt`, the new one, in which nothing useful need stand if it needs none. All versions are kept; the
# assistant works with the last.

# %%
from memorykinds import workshop


def improve(versions, talks, model):
    """Ask a model about the last of the versions; return a new list, with a better one if there is any."""
    question = f"Improve this prompt, if the talks show that it failed.\n{versions[-1]}\n"
    reply = model(question + "\n".join(talks))
    valid = isinstance(reply["change"], bool) and isinstance(reply["prompt"], str)
    if not valid:
        raise ValueError(f"This is no valid reply: {reply}")
    return [*versions, reply["prompt"].strip()]


# %% [markdown]
# It was tried out, and it looks fine. The reply is ours; a language model would write its own.

# %%
def unhappy(question):
    return {"change": True, "prompt": "You work for Lind & Co. Be brief, and name the page."}


versions = improve(["You work for Lind & Co. Be brief."], ["User: On which page is that?"], unhappy)
for version in versions:
    print(version)

# %% [markdown]
# The old version is kept, the better one is the last. A reply of another form would be refused.

# %% [markdown]
# ## Write the test
#
# Read the complaint and the code once more. Which replies are valid and were never tried?
#
# ### Exercise m10.1: a test that finds the fault
#
# Write a function that takes an `improve`, calls it with a model that you made (a function, or a `lambda`), and
# asserts something about the list that comes back. It must fail on the code above, and on one that stores
# every text but an empty one, and pass on any sound `improve`.

# %%
def my_test(improve):
    """Fail on an `improve` with the fault; pass on a sound one."""
    ### BEGIN SOLUTION: make models, call improve, assert what must come back
    for text in ("", "No change."):
        reply = {"change": False, "prompt": text}
        after = improve(["Be brief."], ["User: Thanks!"], lambda question, reply=reply: reply)
        assert after == ["Be brief."], after
    ### END SOLUTION


workshop.check("m10.1", my_test)

# %% [markdown]
# ## Write the mend
#
# ### Exercise m10.2: the mend
#
# Copy the body of `improve` and change what is wrong. If nothing changes, no version is added. And what if a
# reply contradicts itself, and wants to change the prompt to nothing at all? That must not erase it either.
# Try your test on it before you check it: `my_test(mended)` says nothing if it passes.

# %%
def mended(versions, talks, model):
    """Ask a model about the last of the versions; return a new list, with a better one if there is any."""
    ### BEGIN SOLUTION: the body, with the fault mended
    question = f"Improve this prompt, if the talks show that it failed.\n{versions[-1]}\n"
    reply = model(question + "\n".join(talks))
    valid = isinstance(reply["change"], bool) and isinstance(reply["prompt"], str)
    if not valid:
        raise ValueError(f"This is no valid reply: {reply}")
    better = reply["prompt"].strip()
    if not reply["change"] or not better:
        return list(versions)
    return [*versions, better]
    ### END SOLUTION


workshop.check("m10.2", mended)

# %% [markdown]
# ## Why it got through
#
# Who tries an optimizer out brings it something to improve. The good day, on which there is nothing to do, was no
# case that anybody thought of; and the check of the reply asks for its *form*, which is right: "no change" is a valid
# answer. It was read as if it had been the other one. So it works until all goes well for the first time, and what
# comes then lasts: the next night the model is asked to improve an empty prompt.

# %%
def content(question):
    return {"change": False, "prompt": ""}


print([len(version) for version in improve(versions, ["User: Thanks, that was right."], content)])

# %% [markdown]
# In words: the versions have 33, 52 and 0 characters, and the last is in force.
#
# What would have caught it is a test with *one case for each answer that the form allows*, "nothing to do" first
# of all: **whatever a reply that changes nothing looks like, the state afterwards is the state before.** And
# besides, an invariant of what is stored, whoever writes it: **no version is ever empty.**
#
# In memorykinds a model that proposes a prompt says in a field of its own whether any change is needed.
# `Draft.take` in `memorykinds/managers/optimizers/drafting.py` goes by that field, whatever the text says, and
# checks every other proposal before it is taken (lesson 6).
# `test_no_change_is_honoured_at_once_whatever_else_the_answer_says` in `tests/managers/test_optimizers.py` holds it
# to that. Both replies of the log, in its form; they are ours, too:

# %%
import memorykinds as mk

prompt = "You work for Lind & Co. Be brief, and name the page."
talk = [("user", "On which page is that?"), ("assistant", "On page 4."), ("user", "Thanks!")]
for text in ("", "No change."):
    reply = {"reasoning": "All went well.", "warrants_change": False, "prompt": text}
    mine = mk.open(user="lind", model=mk.ScriptedChatModel([reply]), ids=mk.counted_ids(),
                   clock=mk.LessonClock("2026-03-02T23:00Z"))  # fmt: skip
    update = mine.procedural.optimize(prompt, [(talk, "")])
    print(update.decision.action, "|", update.after)

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("m10.q1")
