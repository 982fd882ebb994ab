# %% [markdown]
# # Lesson 3: Semantic memory I, facts and profiles
#
# People talk; programs need facts. This lesson follows sentences on their way to facts, looks at the
# *form* that the model has to fill in, and compares two shapes of what comes out: a **collection** of
# many small facts, and a **profile**, one document with the fields that you chose.

# %% [markdown]
# ## What you will learn
#
# - what a fact is made of, and why it must be complete in itself;
# - what a schema is for the model, and what code checks of what it fills in;
# - a profile: how it changes, and what must never happen to it;
# - what a schema costs and what it buys, and when to take which shape.
#
# Time: about 20 minutes of reading, 20 minutes of exercises.

# %% [markdown]
# ## Before you start
#
# Lesson 1, and a little Pydantic: a class with annotated fields. No key, no network, no cost.
#
# The *offline model* reads plain English sentences by patterns, and fills in a profile's field only
# if it knows the field's **name** ("city", "job", "likes", …). It does not read the descriptions that you
# write for a language model. Where that matters, it is said.

# %%
MODEL = "offline"

import memorykinds as mk
from memorykinds import workshop

talks = workshop.conversations("cook")

# %% [markdown]
# ## 1. What was said, and what is worth keeping
#
# Marta cooks in a small restaurant. This is her first talk with an assistant.

# %%
for number, message in enumerate(talks[0].messages, 1):
    print(f"t{number:<3} {message['role']:9} {message['content']}")

# %% [markdown]
# **Predict**: which facts would you keep for next month? Write them down, each as one short sentence,
# before you run the next cell. How many have you?

# %%
clock = mk.LessonClock("2026-01-12T09:00Z")
memory = mk.open(user="marta", model=MODEL, clock=clock, ids=mk.counted_ids())

plan = memory.semantic.plan(talks[0].messages)
print(plan.ledger())

# %% [markdown]
# Eight, out of eleven turns. Three remarks:
#
# - One turn may hold several facts (t1 has three), and most turns hold none. "I need a starter for
#   January" is true, and useless in February.
# - "Ines eats with them every Friday": with *whom*? The user said "with us". A fact is read alone,
#   months later, so it must be **complete in itself**: names instead of "she", dates instead of
#   "yesterday". This one is not, and that is a fault of this little model.
# - "Please always give quantities in grams" (t9) is missing, rightly: it says how to behave. That is
#   another kind of memory (lesson 6).
#
# ## 2. The form
#
# How does a model know what to write? It gets a **form**, and may answer only by filling it in. Its
# fields are those of a Pydantic class, and their descriptions are instructions.

# %%
for name, field in mk.Fact.model_fields.items():
    print(f"{name:10} {field.description.splitlines()[0][:88]}")

# %% [markdown]
# So a schema is not only a check afterwards. It is **the part of the prompt that the model is held to**: what
# has no field is not said, and what has a vague description is filled in vaguely. Here is what it
# filled in for one fact. Beside the fact stands the *evidence*: the turns that say it.

# %%
for candidate in plan.trace("semantic").step("candidates").data[6:7]:
    print("evidence:", candidate["evidence"])
    for name, value in candidate["content"].items():
        print(f"{name:10} {value}")

# %% [markdown]
# A form that is filled in correctly may still be *wrong*. Let us play a model that invents: these
# four nominations are written by hand, for the same talk. The goat's cheese was the assistant's idea (t4);
# Marta never said that she likes it. **Predict** which of the four are stored.

# %%
def nominate(thing, turn):
    text = f"The user likes {thing}."
    fact = mk.Fact(subject="user", predicate="likes", object=thing, text=text)
    return {"evidence": [turn], "content": fact.model_dump()}


four = [("leeks", "t3"), ("goat's cheese", "t4"), ("goat's cheese", "t99"), ("goat's cheese", "t3")]
liar = mk.ScriptedChatModel([{"candidates": [nominate(*one) for one in four]}])
print(mk.open(model=liar).semantic.plan(talks[0].messages).ledger())

# %% [markdown]
# (Refusals stand first.) Two are refused by the **guard**: one cites only the assistant, the other a turn that does not exist. But
# the last cites t3, a turn of Marta's, and that is all the guard looks at. Whether t3 *says so* it does not
# check, and so a lie with good papers got in. (A strict check would also refuse good facts, which say "lives
# in Braga" where the user said "moved there". It is a decision, and it is yours.)

# %% [markdown]
# ### Exercise 3.1: close the gap
#
# Write a check that is stricter. It gets the fact's object (a `thing` such as "goat's cheese"), the
# ids of the turns that are cited as `evidence`, and the turns, a list of dicts with "id", "role" and
# "text". It returns True only if
#
# - something is cited, and each cited turn exists;
# - **all words of the thing** stand in what the *user* said in the *cited* turns. Capital letters
#   and punctuation make no difference.

# %%
import re


def words(text):
    return set(re.findall(r"\w+", text.lower()))


print(sorted(words("No walnuts, please!")))


# %%
def grounded(thing, evidence, turns):
    """Return whether the user said all words of the thing in the cited turns."""
    ### BEGIN SOLUTION: True only if the user said it, and in the turns that are cited
    said = {turn["id"]: turn for turn in turns}
    if not evidence or any(cited not in said for cited in evidence):
        return False
    own = " ".join(said[cited]["text"] for cited in evidence if said[cited]["role"] == "user")
    return words(thing) <= words(own)
    ### END SOLUTION


workshop.check("3.1", grounded)

# %% [markdown]
# ## 3. A collection
#
# Three talks, from January to April. What comes of them is a **collection**: as many facts as there are
# to tell, about anybody.

# %%
for talk in talks:
    memory.learn(talk.messages, conversation=talk.conversation, feedback=talk.feedback)
    clock.advance(days=41)

for record in memory.semantic.all():
    fact = record.content
    print(f"{fact.subject:5} {fact.predicate:12} {fact.object}")

# %% [markdown]
# The inspector shows them with their dates, beside the episodes and rules; in JupyterLab you may filter,
# open a memory's source and history, and correct one.

# %%
memory.inspect()

# %% [markdown]
# Nobody had to know beforehand that walnuts would matter. The collection is asked by **likeness** to a
# question.

# %%
def ask(question, k):
    hits = memory.recall(question, kinds=["semantic"], k=k).hits
    print(f"{question}\n  " + "\n  ".join(hit.record.text for hit in hits))


ask("May I use walnuts on Friday?", k=2)

# %% [markdown]
# Very good: nothing in that sentence names Ines. And now two things that a program might need. **Predict**
# what is missing.

# %%
ask("Which languages does the user speak?", k=1)
ask("Plan Friday's dinner.", k=2)

# %% [markdown]
# The first asks for a *list*, and likeness knows no "all": with `k=1` one language is left out, with
# `k=10` eight other things come along. The second does not sound like an allergy, so the allergy is not
# recalled. Where your program **must** know something, it should not have to hope for likeness.

# %% [markdown]
# ## 4. A profile
#
# A profile is one document about the user, in a schema of your own. It is filled in by the same call.

# %%
from pydantic import BaseModel, Field


class Cook(BaseModel):
    name: str | None = None
    city: str | None = Field(default=None, description="Where the user lives now.")
    job: str | None = None
    likes: list[str] = []
    dislikes: list[str] = []
    languages: list[str] = Field(default=[], description="Languages the user speaks well.")
    theme: str = "light"


settings = mk.SemanticSettings(profiles=[Cook])
clock = mk.LessonClock("2026-01-12T09:00Z")
memory = mk.open(user="marta", model=MODEL, clock=clock, ids=mk.counted_ids(), semantic=settings)

for talk in talks:
    memory.semantic.learn(talk.messages, conversation=talk.conversation)
    clock.advance(days=41)
    print(repr(memory.semantic.profile(Cook)), end="\n\n")

# %% [markdown]
# All languages, always, and no search: `profile.languages`. The program reads it by name, and it may stand in
# every prompt whole.
#
# Compare the three states. In the second talk Marta spoke of pans and French, and said nothing of her
# city or her taste. They stayed. In the third she moved, rose to head cook, and came to like
# celery. How did it change?

# %%
for event in memory.history("profile-Cook"):
    print(f"{event.at:%d %B}  {event.action:7} {event.detail}")

# %% [markdown]
# **The model proposes patches, code merges them.** It is asked for what was *said*, not for the new
# document. That matters more than it seems: a model that writes the whole document anew must copy all
# that has not changed, and one day it writes null for a field that was not mentioned. In profiles kept
# that way, memories vanish in silence. Four rules keep it from happening here:
#
# 1. What was not said stays. Null, an empty text and an empty list mean "not said".
# 2. Lists change by what is *added* and *removed*; an item that is not named is never lost.
# 3. What the user no longer has is named on purpose, in a list of fields to clear.
# 4. Defaults ("light") are not stored. They stand in for what was never said.

# %%
if record := memory.semantic.profile_record(Cook):
    print("stored:", record.content.data)
    if source := record.sources.get("likes[celery]"):
        print("celery:", source.excerpt)
print("before:", memory.semantic.profile(Cook, when="2026-03-01").city)

# %% [markdown]
# The theme is not in it. Every field and every item knows the sentence it comes from, and the past is
# still there. A profile is a memory like any other.

# %% [markdown]
# ### Exercise 3.2: merge a patch
#
# Write the merging yourself. `document` is what is known, a dict. `patch` is a dict with two
# parts: `"changes"`, from fields to a new value, or for a list to `{"add": […], "remove": […]}`; and
# `"clear"`, the fields that the user no longer has. Return the new document. The four rules hold, and:
# the document that was passed in stays as it was, nothing stands twice in a list, and the same patch a second
# time changes nothing.

# %%
document = {"name": "Marta", "city": "Porto", "likes": ["leeks"]}
patch = {
    "changes": {"name": None, "city": "Braga", "likes": {"add": ["celery"], "remove": []}},
    "clear": [],
}


# %%
def merge(document, patch):
    """Return the document with what the patch says."""
    ### BEGIN SOLUTION: the four rules
    new = dict(document)
    for field, value in patch["changes"].items():
        if isinstance(value, dict):
            kept = [item for item in new.get(field, []) if item not in value["remove"]]
            items = list(dict.fromkeys([*kept, *value["add"]]))
            if items or field in new:
                new[field] = items
        elif value not in (None, "", []):
            new[field] = value
    return {field: value for field, value in new.items() if field not in patch["clear"]}
    ### END SOLUTION


workshop.check("3.2", merge)

# %% [markdown]
# ## 5. What a schema costs, and what it buys
#
# The form is sent with **every** call. How large is it? Here for facts alone, with our profile, and with
# one that wants to know much more. (Tokens are estimated, four letters each.)

# %%
import json

from memorykinds.managers.profiles.nominating import proposal_form


class Dish(BaseModel):
    title: str | None = None
    minutes: int | None = None
    vegan: bool | None = None


class Everything(Cook):
    signature_dish: Dish = Dish()
    dishes: list[Dish] = []
    suppliers: dict[str, str] = {}
    opening_hours: dict[str, str] = {}
    kitchen_size: int | None = None
    stars: int | None = None


for name, profiles in (("facts", []), ("+ Cook", [Cook]), ("+ Everything", [Everything])):
    form = proposal_form([mk.Profile(schema) for schema in profiles], facts=True)
    print(f"{name:13} {len(json.dumps(form.model_json_schema())) // 4:5} tokens a call")

# %% [markdown]
# The form for facts takes about 635 tokens. Our seven fields add 500, and the large profile makes
# it 2.7 times as long. That is paid with each call, whether or not anybody ever speaks of suppliers. And a longer form is a harder
# one: a language model that has to fill in twenty fields is tempted to find something for each.
#
# What does it buy? **Your validators decide**: what they refuse is shown to the model, which may mend it,
# and is not stored if it does not. And what does it *not* buy? Look for the walnuts:

# %%
print("in the profile:  ", "walnuts" in str(memory.semantic.profile(Cook)))
print("in the collection:", any("walnuts" in record.text for record in memory.semantic.all()))

# %% [markdown]
# A profile is blind to all that its author did not think of. The allergy of a sister had no field, so
# in a program with this profile *alone* it would not exist. That is why both at once is the default here, and one
# call fills in both.
#
# | | a profile | a collection |
# |---|---|---|
# | holds | the fields that you chose | whatever people say |
# | is read | by name, whole | by likeness, the best few |
# | about | the user | anybody |
# | a question for *all* of something | answers it | may miss some |
# | what you did not think of | is lost | is there |
# | costs | a larger form with each call | a search with each question |
# | old values | in its history | closed facts with dates |

# %% [markdown]
# ### Exercise 3.3: design a profile
#
# A restaurant's booking program is to know its guests. Write the class `Guest`:
#
# - the guest's `name` and `city`, and a list of `allergies`;
# - `party`, how many usually come: a whole number from 1 to 40;
# - `table`: "inside" or "terrace", and nothing else.
#
# Nobody has said anything yet when the first guest arrives, so `Guest()` must be possible, and it must be plain
# from it that *nothing is known*. Give each field a description; a language model reads it.

# %%
from typing import Literal

### BEGIN SOLUTION: class Guest(BaseModel), with five fields


class Guest(BaseModel):
    name: str | None = Field(default=None, description="What the guest is called.")
    city: str | None = Field(default=None, description="Where the guest lives now.")
    allergies: list[str] = Field(default=[], description="What the guest cannot eat or touch.")
    party: int | None = Field(default=None, ge=1, le=40, description="How many usually come.")
    table: Literal["inside", "terrace"] | None = Field(
        default=None, description="Where the guest likes to sit."
    )


### END SOLUTION
workshop.check("3.3", Guest)

# %% [markdown]
# ## Check yourself
#
# Choose and press *Answer*: every choice is explained then, the wrong ones too.

# %%
workshop.quiz("3.q1")

# %%
workshop.quiz("3.q2")

# %%
workshop.quiz("3.q3")

# %% tags=["solution-only"]
for number in ("3.q1", "3.q2", "3.q3"):
    right = workshop.quiz(number).question.right
    print(workshop.quiz(number).answer(right), end="\n\n")

# %% [markdown]
# ## What you have seen
#
# A model fills in a form, and the form is an instruction. Code checks what it says: that there is
# evidence, that the user said it, that it fits the schema. What comes out may be a collection, which
# is open and searched by likeness, or a profile, which is closed and read by name, and changes by patches so
# that nothing is lost by silence. In the source, `memorykinds/kinds/fact.py` is the form,
# `memorykinds/managers/guard.py` the guard, and `memorykinds/managers/profiles/` the profiles.
#
# What happens when two facts speak of the same thing is the next lesson.

# %% [markdown]
# ## Further reading
#
# - Prateek Chhikara and others, "Mem0: Building Production-Ready AI Agents with Scalable Long-Term
#   Memory", 2025, arXiv:2504.19413: a pipeline that extracts facts and keeps them as a collection.
# - Endel Tulving, "Episodic and Semantic Memory", in *Organization of Memory*, 1972: what makes
#   knowledge differ from what one has lived through.
# - The chapters on models and validators of Pydantic's documentation: what a schema can demand.
