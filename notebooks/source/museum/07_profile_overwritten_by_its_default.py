# %% [markdown]
# # Exhibit 7: a profile overwritten by its default
#
# A fault that shipped, written anew and made small. Time: about 3 minutes of reading, 6 minutes of exercises.

# %% [markdown]
# ## What the user saw
#
# > In January I filled in my profile: German, allergic to nuts, no reminders. Yesterday I told the assistant in
# > passing that people call me Kim, not Kimberly. It said "Noted, Kim!". Since then it writes English, reminds
# > me of everything, and today it suggested a recipe with nuts.

# %% [markdown]
# ## The code
#
# The profile has a schema. `update` gets the profile as it is and what was said now: a dict of the fields
# that were named, and no others. It goes through the schema first, so that nothing wrong gets in: a field that
# there is not, or a text in place of a list, raises an error.

# %%
from pydantic import BaseModel, ConfigDict

from memorykinds import workshop


class Profile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    language: str = "English"
    allergies: list[str] = []
    reminders: bool = True


def update(profile, said):
    """Return a new profile with what was said, checked by the schema; the rest stays as it is."""
    checked = Profile(**said)
    return profile.model_copy(update=checked.model_dump())


# %% [markdown]
# It was tried out with the form in which users fill in their profile, and it looks fine:

# %%
form = {"name": "Kimberly", "language": "German", "allergies": ["nuts"], "reminders": "no"}
kim = update(Profile(), form)
print(kim)
print(update(kim, {**form, "language": "Danish"}))

# %% [markdown]
# The form is taken, the "no" became False, and when she changes one field in the form, one field changes.

# %% [markdown]
# ## Write the test
#
# Read the complaint and the code once more. What does `said` hold when a form sends it, and what when it
# comes from a conversation?
#
# ### Exercise m7.1: a test that finds the fault
#
# Write a function that takes an `update`, calls it with a `Profile` and a dict, and asserts something
# about the profile that comes back. It must fail on the code above, on one that spares only some of the
# fields, and pass on any sound `update`.

# %%
def my_test(update):
    """Fail on an `update` with the fault; pass on a sound one."""
    ### BEGIN SOLUTION: make a profile, name a field, assert what must hold
    known = Profile(name="Kimberly", language="German", allergies=["nuts"], reminders=False)
    new = update(known, {"name": "Kim"})
    assert new.name == "Kim"
    assert new.model_dump(exclude={"name"}) == known.model_dump(exclude={"name"}), new
    ### END SOLUTION


workshop.check("m7.1", my_test)

# %% [markdown]
# ## Write the mend
#
# ### Exercise m7.2: the mend
#
# Copy the body of `update` and change what is wrong. What worked must still work: what is said is checked; who
# says "I have no allergies any more" gets an empty list; and who goes back to English gets English. Try
# your test on it before you check it: `my_test(mended)` says nothing if it passes.

# %%
def mended(profile, said):
    """Return a new profile with what was said, checked by the schema; the rest stays as it is."""
    ### BEGIN SOLUTION: the body, with the fault mended
    checked = Profile(**said)
    return profile.model_copy(update=checked.model_dump(exclude_unset=True))
    ### END SOLUTION


workshop.check("m7.2", mended)

# %% [markdown]
# ## Why it got through
#
# To check what was said it was made a `Profile`, and a `Profile` has a value for every field. What was not said
# became a default, and from then on it looks like something said. In the trial nothing was unsaid: the
# form sends all four fields each time. And with a new profile the fault cannot be seen at all, for there the default
# takes the place of the same default. A conversation, though, names one field in passing.

# %%
checked = Profile(name="Kim")
print(checked.model_dump())
print("really said:", checked.model_fields_set)

# %% [markdown]
# Pydantic knows which fields were set (`model_fields_set`), and forgets it unless it is asked
# (`exclude_unset=True`). To go by the *values* instead does not help: an empty list may be unsaid or be
# meant.
#
# What would have caught it is a test of the *frame*, of what must **not** change: **take any profile in which no
# field has its default, name any one field; all others are as they were.** One loop over the fields tries
# it for those as well that are added next year.
#
# In memorykinds a model proposes patches, never a whole profile; nothing unsaid is in a patch, and to empty
# a field has a word of its own, `clear` (lesson 3). `memorykinds/managers/profiles/patches.py` reads them,
# and `test_a_partial_update_never_blanks_a_field` in `tests/managers/profiles/test_profiles_must_not_happen.py`
# holds it to that, also for models that fill all they did not hear with null. Here is such a
# model; its two replies are ours, the form and one of that kind:

# %%
import memorykinds as mk


def reply(**changes):
    return {"candidates": [], "profile_Profile": [{"evidence": ["t1"], "changes": changes}]}


passing = reply(name="Kim", language=None, allergies=[], reminders=None)
model = mk.ScriptedChatModel([reply(**form), passing])
clock = mk.LessonClock("2026-01-05T09:00Z")
settings = mk.SemanticSettings(profiles=[Profile])
mine = mk.open(user="kim", model=model, clock=clock, ids=mk.counted_ids(), semantic=settings)
for words in ("What she says of herself in the form.", "By the way, people call me Kim."):
    _ = mine.semantic.learn(words)
    print(mine.semantic.profile(Profile))
    clock.advance(days=60)

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("m7.q1")
