# %% [markdown]
# # Exhibit 9: a filter after the best k
#
# A fault that shipped, written anew and made small. Time: about 3 minutes of reading, 6 minutes of exercises.

# %% [markdown]
# ## What the user saw
#
# > We tried the assistant with the three of us, and it was splendid. Now the whole house uses it, 200 people,
# > and it forgets. "What tea do I like?": it has no idea. I can see my entry in the list of my memories. A new
# > colleague says that it has never remembered anything of hers.

# %% [markdown]
# ## The code
#
# The memories of all users lie in one array of vectors, a row each; `owners` says whose each one is. The
# query is a vector as well, and the greater the product of the two, the nearer.

# %%
import numpy as np

from memorykinds import workshop


def search(vectors, owners, query, user, k):
    """Return a list of rows of `vectors`: the user's k nearest, best first; fewer only if there are."""
    nearness = vectors @ query
    best = np.argsort(-nearness)[:k]
    return [int(row) for row in best if owners[row] == user]


# %% [markdown]
# It was tried out by three people with three memories each, and it looks fine. (The vectors are drawn by
# chance here; a query is near the memory that it asks for.)

# %%
chance = np.random.default_rng(8)


def memories(people, each=3):
    vectors = chance.normal(size=(people * each, 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors, np.repeat([f"user {n}" for n in range(people)], each)


vectors, owners = memories(3)
for row in (0, 4, 8):
    query = vectors[row] + chance.normal(size=16) / 5
    print(f"asked for row {row} of {owners[row]}:", search(vectors, owners, query, owners[row], k=3))

# %% [markdown]
# What was asked for is first each time, and no row belongs to anybody else.

# %% [markdown]
# ## Write the test
#
# Read the complaint and the code once more. How many rows came back above, and how many does the docstring
# promise?
#
# ### Exercise m9.1: a test that finds the fault
#
# Write a function that takes a `search`, gives it vectors and owners that you made, and asserts something
# about the rows. It must fail on the code above, and also on one that takes ten times as many rows and does
# the same; and pass on any sound `search`. You may make vectors by hand: those of two numbers will do.

# %%
def my_test(search):
    """Fail on a `search` with the fault; pass on a sound one."""
    ### BEGIN SOLUTION: make vectors and owners, call search, assert what must come back
    others = np.tile([1.0, 0.0], (1000, 1))
    vectors = np.vstack([others, [[0.8, 0.6], [0.6, 0.8]]])
    owners = np.array(["bea"] * 1000 + ["ada"] * 2)
    found = search(vectors, owners, np.array([1.0, 0.0]), "ada", k=2)
    assert list(found) == [1000, 1001], found
    ### END SOLUTION


workshop.check("m9.1", my_test)

# %% [markdown]
# ## Write the mend
#
# ### Exercise m9.2: the mend
#
# Copy the body of `search` and change what is wrong. A row is still a place in the whole of `vectors`. Try
# your test on it before you check it: `my_test(mended)` says nothing if it passes.

# %%
def mended(vectors, owners, query, user, k):
    """Return a list of rows of `vectors`: the user's k nearest, best first; fewer only if there are."""
    ### BEGIN SOLUTION: the body, with the fault mended
    own = np.flatnonzero(owners == user)
    nearness = vectors[own] @ query
    best = np.argsort(-nearness)[:k]
    return [int(row) for row in own[best]]
    ### END SOLUTION


workshop.check("m9.2", mended)

# %% [markdown]
# ## Why it got through
#
# The k best of *all* are taken, and those of the others are thrown away; what is left of the k is handed out. With
# three people something of the user's is mostly among them, and it is the best one. Nobody counts whether there
# should be more. Each further person makes the user's share smaller. Here is how many of the three memories of
# a user come back with k=3, on average over 200 questions:

# %%
for people in (1, 3, 10, 50, 200):
    vectors, owners = memories(people)
    queries = chance.normal(size=(200, 16))
    found = sum(len(search(vectors, owners, query, "user 0", k=3)) for query in queries)
    print(f"{people:3} people: {found / 200:.2f} of 3")

# %% [markdown]
# With one person it is 3, as promised; with three it is about 1, with 200 next to nothing. These questions ask
# for nothing in particular. One that is very near to its memory still finds it, so a demonstration goes well.
#
# It happens where the search has no room for a condition: the index knows vectors alone, and whose they are
# stands in a table beside it. To fetch ten times as many puts the day off on which it shows.
#
# What would have caught it is a test of *isolation*, which compares two runs: **among the memories of others a user
# finds the same as in a store of their own.** No right answer need be known, and the others' memories can be made
# up by the thousand.
#
# In memorykinds "the filter and the namespaces decide before anything is ranked"
# (`memorykinds/store/search.py`; a user is a namespace), in each kind of index (lesson 7).
# `test_the_filter_decides_before_the_best_are_taken` and `test_another_user_is_neither_found_nor_counted`
# in `tests/store` hold it to that. Ada alone, and among twenty others who like tea:

# %%
import memorykinds as mk

clock, ids = mk.LessonClock("2026-03-02T09:00Z"), mk.counted_ids()
ada = mk.open(user="ada", clock=clock, ids=ids)
_ = ada.learn("I like green tea.")
before = ada.recall("What tea do I like?", k=1)
for number in range(20):
    other = mk.open(user=f"user {number}", store=ada.store, clock=clock, ids=ids)
    _ = other.learn("I like black tea.")
after = ada.recall("What tea do I like?", k=1)
for found in (before, after):
    print([f"{hit.score:.2f} {hit.record.text}" for hit in found.hits])

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("m9.q1")
