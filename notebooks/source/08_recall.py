# %% [markdown]
# # Lesson 8: Recall
#
# A memory that is never found again might as well not be there; one that is found at the wrong
# moment does harm. This lesson opens the sum that decides which memories reach the prompt. You change
# it for a need, and prove that the change does what you say.

# %% [markdown]
# ## What you will learn
#
# - the two **arms** of a search, meaning and words, and how **fusion** makes one score of them;
# - what **recency** and **importance** add, and when they begin to drown the question;
# - how a **budget** of tokens is filled;
# - to ask **why**, and **why not**, and to prove a change by ranking anew with `with_`.
#
# Time: about 20 minutes of reading, 20 minutes of exercises.

# %% [markdown]
# ## Before you start
#
# Lesson 1, or that you know what a semantic memory is. No key, no network, no cost.
#
# The *offline model* is a set of patterns and not a language model: it reads plain sentences and
# misses the rest. Here it only fills the memory. Recall itself uses no chat model at all: a small
# neural network on your machine turns texts into vectors, and the rest is arithmetic.

# %%
MODEL = "offline"

import memorykinds as mk
from memorykinds import workshop

# %% [markdown]
# Emil plans trips by bicycle with an assistant, from March to August. The cell learns each of his
# talks on the day on which it took place, and then goes on to 6 September.

# %%
from datetime import datetime

clock = mk.LessonClock("2026-03-07")
memory = mk.open(user="emil", model=MODEL, clock=clock, ids=mk.counted_ids())
for talk in workshop.conversations("cyclist"):
    day = datetime.fromisoformat(talk.messages[-1]["at"])
    clock.advance(minutes=(day - clock()).total_seconds() / 60)
    _ = memory.learn(talk.messages, conversation=talk.conversation, kinds=("semantic",))
clock.advance(days=14)

for record in memory.semantic.all():
    print(f"{record.valid_from:%d %b}  {record.id:8} {record.text}")

# %% [markdown]
# ## 1. Two arms
#
# A search has two ways to compare a question with a memory. The **dense** arm compares *meaning*: the
# cosine of two vectors. The **lexical** arm compares *words*: how many of the question's words the
# memory holds, where rare ones count more (BM25).
#
# **Predict**: the first of the next two questions names somebody, the second shares no word with its
# answer. Which arm finds which?

# %%
found = memory.recall("Who is Moser?", k=1).hits[0]
print(found.record.text)
for term in found.terms[:2]:
    print(f"{term.name:10} {term.raw}")

# %%
recall = memory.recall("Which landscape suits him?", k=3)
print(recall.explain())

# %% [markdown]
# For "Moser" both arms agree, rank 1 in each: the word is rare and stands in one memory alone, so the
# lexical arm gives it 2.27 of the 2.37 that the question's words are worth. "Landscape" stands in no
# memory: in the column *words* there is only "-", and *lexical* is 0.00 for all. Meaning alone brought
# the hills to the top.
#
# Words are blind to another way of saying a thing. Meaning is vague about names, numbers and codes, of
# which a small network knows little. So one asks both.

# %% [markdown]
# ## 2. Fusion: two scales, one number
#
# A cosine of 0.67 and a BM25 score of 3.73 have nothing in common. **Fusion** makes a number from 0 to
# 1 of each. Then a score is a *weighted mean* of its terms. Here is one, term by term.

# %%
recall = memory.recall("What kind of routes does the user like?", k=3)
for term in recall.hits[0].terms:
    print(f"{term.name:10} {term.weight:.3f} * {term.value:.3f} = {term.points:.3f}   {term.raw}")
print("score", round(recall.hits[0].score, 3))

# %% [markdown]
# *Weight* is the share of the whole weight that a term has: 0.7 for similarity, divided by 1.06, the
# sum of all that apply, is 0.660. A term that cannot apply (the time of a question that names none) is
# left out, and the others share its weight.
#
# **Predict**: the next question has no answer in this memory. Emil said once that he is a vegetarian,
# and later that he eats fish again. What is the best similarity?

# %%
print(memory.recall("Is he a vegetarian?", k=1).hits[0].terms[0])
print(memory.recall("Is he a vegetarian?", k=1).hits[0].record.text)

# %% [markdown]
# It is 1.0, for a memory about Slovenian. `minmax`, the default, stretches from the lowest cosine to the
# highest: **the best has 1.0 whatever it says.** A score ranks; it does not say that a memory answers.
# (With fewer than 20 memories the stretch begins at 0.) The other fusions make other numbers.

# %%
for fusion in ("minmax", "zscore", "rrf", "interleave"):
    hits = recall.with_(fusion=fusion).hits
    print(f"{fusion:10}", *(f"{hit.record.id} {hit.score:.2f}" for hit in hits), sep="   ")

# %% [markdown]
# In words: `minmax` and `zscore` look at how far apart the likenesses are, and put fact-3 first. `rrf`
# and `interleave` look at ranks alone, and put fact-11 first, by a hair; and to `rrf` even the third,
# which is far behind in meaning, is nearly as good. None is right: it depends on the data, so it is
# measured (lesson 12).
#
# `with_` is what made this cheap: it ranks the *same search* anew. Nothing is searched or embedded again,
# and the recall itself never changes.

# %% [markdown]
# ### Exercise 8.1: work out a score
#
# Write the function. `values` has for each term a number from 0 to 1, or None if the term does not
# apply; `weights` has a number for each. Return the score. (No term is left only if all are None; that
# does not happen here.)

# %%
def score(values, weights):
    """Return the weighted mean of the terms that apply."""
    ### BEGIN SOLUTION: the weighted mean of the terms that apply
    applying = [name for name, value in values.items() if value is not None]
    total = sum(weights[name] * values[name] for name in applying)
    return total / sum(weights[name] for name in applying)
    ### END SOLUTION


workshop.check("8.1", score)

# %% [markdown]
# ## 3. Recency and importance
#
# Look at the question about routes again.

# %%
print(recall.explain())

# %% [markdown]
# First stands what Emil said in March. In July he said "I don't like flat routes any more". Both memories
# are active: the policy saw two different things, "flat routes along rivers" and "flat routes", and
# closed neither. Recall cannot mend that, but it can put the newer one first.
#
# *Recency* is 0.5 ^ (days / half-life): 1 today, a half after 30 days, a quarter after 60.
# **Predict**: what happens to the first place if recency counts more, and more, and more?

# %%
for recency in (0.03, 0.1, 0.3, 1, 3):
    again = recall.with_(weights=mk.Weights(recency=recency))
    print(f"recency={recency:<5} {again.hits[0].score:.2f}  {again.hits[0].record.text}")

# %% [markdown]
# With 0.3 and 1 the newer word about routes is first. With 3 it is Ljubljana: what was said last, and
# nothing to do with routes. Recency knows nothing of the question. A little of it decides between
# equals; a lot of it drowns what was asked.
#
# *Importance* is each memory's own number, from 0 to 1, and has the same danger: what is important is so
# whatever is asked. The offline model does not judge it, so all facts have the same:

# %%
print({record.importance for record in memory.semantic.all()})

# %% [markdown]
# What is the same for all moves nothing. A weight helps only where the term tells memories apart.

# %% [markdown]
# ### Exercise 8.2: choose weights for a need
#
# An assistant for everyday life needs this:
#
# - when a taste has changed, what was said last about it comes first, even two months later and even if
#   the older words are nearer to the question;
# - a fact that was said once, half a year ago, and that alone answers the question (an allergy, a
#   doctor), still comes first, whatever was said since.
#
# Choose the weights. Try them on Emil's memory; the checker tries other people. Two settings matter here:
# how much age counts, and how fast it fades.

# %%
### BEGIN SOLUTION: a mk.Weights for this need
chosen = mk.Weights(recency=0.6, half_life=60)
### END SOLUTION
workshop.check("8.2", chosen)

# %%
for asked in ("What kind of routes does the user like?", "Who is Moser?"):
    for name, weights in (("default", None), ("yours", chosen)):
        found = memory.recall(asked, k=1, weights=weights).hits[0]
        print(f"{name:8} {asked:40} {found.record.text}")

# %% [markdown]
# (Until you have chosen, "yours" is the default.) You met one need; every choice of weights has a need
# that it fails. With too much recency the memory of an allergy is lost behind small talk: the reason why
# one changes weights with questions at hand, and not by taste.

# %% [markdown]
# ## 4. Why not?
#
# Suppose a prompt has room for one memory (`k=1`). Asked about routes, it gets the taste of March. Why
# not that Emil dislikes flat routes? One can ask the recall itself. **Predict** which term lost
# it most.

# %%
narrow = recall.with_(k=1)
why = narrow.why_not(recall.hits[1].record.id)  # fact-11
print(why.reason)
print(why.change)

# %% [markdown]
# By meaning it is even the first. The words lost it: "like" is one of the question's words, and stands
# in "likes" but not in "dislikes". So does an arm of words err that does not know what a sentence says.
#
# The answer has the memory's rank by each arm, and the term that made the difference against the
# last that was recalled. Then it names the *smallest* change of each setting that admits it. These are not
# guesses: each was held against a real ranking. Let us see for ourselves.

# %%
for change in why.changes:
    other = narrow.with_(**change.settings)
    print(f"{change}: {other.tokens} tokens, {[hit.record.id for hit in other.hits]}")
print("as it was:", narrow.tokens, "tokens,", [hit.record.id for hit in narrow.hits])

# %% [markdown]
# That is the whole method: *ask, change, rank anew, look*. A change has a price as well. `k=2` costs 34 more
# tokens in each prompt. The other weight costs no more than before, but it pushed fact-3 out, and it
# holds for every question, not for this one alone. And some things no weight can bring back:

# %%
for record in memory.semantic.all(active=False):
    for what, word in (("Graz:      ", "Graz"), ("Vegetarian:", "vegetarian")):
        if word in record.text and record.state != "active":
            print(what, recall.why_not(record.id))

# %% [markdown]
# Graz was superseded when Emil moved, so today's search left it out; a search *as of* July would find it
# (`with_` cannot, for it searches nothing). That he is a vegetarian is retracted since he
# said that he eats fish again, and what is retracted, nothing recalls.

# %% [markdown]
# ### Exercise 8.3: prove the cheapest change
#
# Write the function. It gets a recall and the id of a memory, and returns a `Recall`:
#
# - the same recall, if the memory is among its hits;
# - otherwise the one, of those that `why_not` offers and `with_` can make, whose prompt takes the fewest
#   tokens;
# - None if there is none (`change.searches` says that a change needs a new search).

# %%
def admit(recall, memory_id):
    """Return a recall that holds the memory, with the fewest tokens; None if there is none."""
    ### BEGIN SOLUTION: the cheapest of the changes that `with_` can make
    why = recall.why_not(memory_id)
    if why.gate == "passed":
        return recall
    possible = [recall.with_(**c.settings) for c in why.changes if not c.searches]
    return min(possible, key=lambda one: one.tokens, default=None)
    ### END SOLUTION


workshop.check("8.3", admit)

# %% [markdown]
# ## 5. The budget
#
# A prompt has room for so much. `budget=` is the most tokens that the block of memories may take. It is
# filled best first; a memory that is too long is passed over, never cut in half.
# **Predict**: what is left of eight memories with 100 tokens?

# %%
wide = recall.with_(k=8)
print("no budget:", wide.tokens, "tokens,", len(wide.hits), "memories")
for budget in (200, 100, 40):
    small = wide.with_(budget=budget)
    print(budget, "->", small.tokens, "tokens,", [hit.record.id for hit in small.hits])

# %%
small = wide.with_(budget=100)
print(small.counted_by)
print(small.prompt)

# %% [markdown]
# In words: with 200 tokens five of the eight are left, with 100 two, with 40 none. Every memory costs its words, and besides them an id, a kind, a date and quotes;
# so short memories are dear. The count is an estimate, as the first line of the last cell says. And
# `why_not` speaks of the budget as well:

# %%
left_out = [hit.record.id for hit in small.lost if hit.gate == "budget"]
for memory_id in left_out[:1]:
    print(*small.why_not(memory_id).changes[:1])

# %% [markdown]
# ## 6. By hand
#
# All of this with sliders. Move *recency*, and watch in the column "moved" who rises and who falls; press
# a memory that was left out, and read why. Beneath the sliders stands the call of `with_` that does the
# same. Without a running notebook you see the table as it is at the start.

# %%
recall.explore()

# %% [markdown]
# In words: the table has the three memories of part 3 and the points that each term gave them. Most of
# every score is similarity; words give at most 0.14, recency and importance at most 0.01 each.

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("8.q1")

# %%
workshop.quiz("8.q2")

# %%
workshop.quiz("8.q3")

# %%
workshop.quiz("8.q4")

# %% tags=["solution-only"]
for number in ("8.q1", "8.q2", "8.q3", "8.q4"):
    right = workshop.quiz(number).question.right
    print(workshop.quiz(number).answer(right), end="\n\n")

# %% [markdown]
# ## What you have seen
#
# Two arms, blind in different places; a fusion that makes them comparable; a weighted mean in which
# every term can be read; recency, which decides between equals and drowns the question when it is too
# strong; a budget that is filled best first. And a way to argue about recall: ask `why_not`, make the
# change with `with_`, look. In the source, `memorykinds/recall/weights.py` is the sum,
# `memorykinds/recall/fusion.py` the fusion and `memorykinds/recall/why_not.py` the answer to "why not".
#
# A ranking on one question proves nothing about the next. How weights are judged on many, lesson 12
# shows.

# %% [markdown]
# ## Further reading
#
# - Joon Sung Park and others, "Generative Agents: Interactive Simulacra of Human Behavior", 2023,
#   arXiv:2304.03442: a score of recency, importance and relevance.
# - Gordon Cormack, Charles Clarke and Stefan Büttcher, "Reciprocal Rank Fusion Outperforms Condorcet
#   and Individual Rank Learning Methods", SIGIR 2009: the fusion `rrf`.
# - Stephen Robertson and Hugo Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009:
#   where the lexical score comes from.
