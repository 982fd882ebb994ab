# %% [markdown]
# # Exhibit 2: a rank taken for an index
#
# A fault that shipped, written anew and made small. Time: about 3 minutes of reading, 6 minutes of exercises.

# %% [markdown]
# ## What the user saw
#
# > Each new note is linked to older ones on the same matter. In my first week that was wonderful. Now there are
# > two hundred notes, and nearly every link leads to one of the first three that I ever wrote. My note on
# > sourdough is linked to a dentist's appointment.

# %% [markdown]
# ## The code
#
# It shows a model the notes that are most alike, as a numbered list, and asks with which of them the new one
# belongs together.

# %%
from memorykinds import workshop


def words_in_common(one, other):
    return len(set(one.lower().split()) & set(other.lower().split()))


def link(text, notes, choose, k=3):
    """Return the ids of the notes that a new text is linked to, in the order chosen.

    The k notes that are most alike are shown to a model as lines, the most alike first, numbered
    from 1: choose(text, lines) returns the numbers of those that belong together with the text.
    A number that was not shown means nothing.
    """
    near = sorted(notes, key=lambda note: words_in_common(text, note["text"]), reverse=True)[:k]
    lines = [f"{number}. {note['text']}" for number, note in enumerate(near, 1)]
    chosen = [number for number in choose(text, lines) if 1 <= number <= len(lines)]
    return [notes[number - 1]["id"] for number in chosen]


# %% [markdown]
# The model is played by a function that chooses the lines which hold a certain word. It was tried out, and
# it looks fine:

# %%
def chooses(word):
    """Return a model that chooses each line with this word."""

    def choose(text, lines):
        print("shown: ", lines)
        return [number for number, line in enumerate(lines, 1) if word in line]

    return choose


notes = [
    {"id": "n1", "text": "the bread needs more salt"},
    {"id": "n2", "text": "bread with seeds from the market"},
    {"id": "n3", "text": "the bus is late on fridays"},
]
print("linked:", link("the bread needs more time", notes, chooses("bread")))

# %% [markdown]
# The model chose lines 1 and 2, and they are the notes on bread: n1 and n2.

# %% [markdown]
# ## Write the test
#
# Read the complaint and the code once more. In which order did the three notes of the trial stand, and in which
# order were they shown?
#
# ### Exercise m2.1: a test that finds the fault
#
# Write a function that takes a `link`, gives it notes and a model that you made, and asserts something. It must
# fail on the code above, and pass on any sound `link`. So ask for no more than its docstring promises: which
# of two notes is shown first that are equally alike is open, and so is how likeness is measured.

# %%
def my_test(link):
    """Fail on a `link` with the fault; pass on a sound one."""
    ### BEGIN SOLUTION: notes, a model, and what must hold
    notes = [
        {"id": "bus", "text": "the bus is late on fridays"},
        {"id": "tooth", "text": "dentist at nine"},
        {"id": "salt", "text": "the bread needs more salt"},
        {"id": "seeds", "text": "the bread with seeds"},
    ]

    def choose(text, lines):
        return [number for number, line in enumerate(lines, 1) if "salt" in line]

    assert list(link("the bread needs more time", notes, choose)) == ["salt"]
    ### END SOLUTION


workshop.check("m2.1", my_test)

# %% [markdown]
# ## Write the mend
#
# ### Exercise m2.2: the mend
#
# Copy the body of `link` and change what is wrong. Before you check it, try your test on it: `my_test(mended)`
# says nothing if it passes.

# %%
def mended(text, notes, choose, k=3):
    """Return the ids of the notes that a new text is linked to; as `link` promises it."""
    ### BEGIN SOLUTION: the body, with the fault mended
    near = sorted(notes, key=lambda note: words_in_common(text, note["text"]), reverse=True)[:k]
    lines = [f"{number}. {note['text']}" for number, note in enumerate(near, 1)]
    chosen = [number for number in choose(text, lines) if 1 <= number <= len(lines)]
    return [near[number - 1]["id"] for number in chosen]  # the list that was shown
    ### END SOLUTION


workshop.check("m2.2", mended)

# %% [markdown]
# ## Why it got through
#
# A number is no link: it means something only together with the list that it counts in. Here two lists
# lie side by side, `notes` and `near`, and the model's numbers count in the second. Off by one was thought of
# (`number - 1`), numbers out of range were thought of, and so nothing ever crashes: each wrong number leads
# to *some* note. The trial had as many notes as the list has lines, and they happened to stand in the order of
# likeness; there the two lists are the same.
#
# What would have caught it is a round trip: **shuffle the notes; what is linked must have the same texts as what
# was chosen.** No order in which something is stored may change what it is linked to.
#
# memorykinds shows its model the related memories by number, too. The numbers become ids in one place, next to
# the very list that was shown: `_nominated` in `memorykinds/managers/manager.py`. From there on only ids are
# handed on. `test_the_model_is_shown_related_memories_by_number` and
# `test_numbers_that_name_no_memory_mean_nothing` in `tests/managers/test_pipeline.py` hold it to that. The lines
# that do it:

# %%
import inspect

from memorykinds.managers import manager

print(inspect.getsource(manager._nominated))

# %% [markdown]
# (There the numbers begin at 0: one thing less to get wrong.)

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("m2.q1")
