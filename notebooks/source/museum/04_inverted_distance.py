# %% [markdown]
# # Exhibit 4: an inverted distance
#
# A fault that shipped, written anew and made small. Time: about 3 minutes of reading, 7 minutes of exercises.

# %% [markdown]
# ## What the user saw
#
# > If I ask for something in quite other words, it remembers. If I ask in the very words that I used myself, it
# > says that it knows nothing about it. The more exactly I ask, the less it finds! I have begun to ask vaguely on
# > purpose.

# %% [markdown]
# ## The code
#
# An index returns what is nearest to a question; a search takes from it what is alike enough. All vectors have
# length 1. `nearest` stands for an index of a library, as it is documented there, and is sound.

# %%
import numpy as np

from memorykinds import workshop


def nearest(vector, vectors, k):
    """Return the squared Euclidean distances and the rows of the k nearest, the nearest first."""
    distances = ((vectors - vector) ** 2).sum(axis=1)
    rows = np.argsort(distances)[:k]
    return distances[rows], rows


# %%
def search(vector, vectors, k=3, least=0.2):
    """Return (score, row) of the k vectors most alike, best first, none below the score `least`.

    All vectors have length 1. A score is the cosine: 1 for the same direction, 0 for nothing in
    common, and below 0 for the opposite.
    """
    scores, rows = nearest(vector, vectors, k)
    found = [(float(score), int(row)) for score, row in zip(scores, rows, strict=True)]
    return sorted([hit for hit in found if hit[0] >= least], reverse=True)


# %% [markdown]
# To see what happens, vectors with two numbers are enough: directions, in degrees. What points nearly the same
# way is meant to be alike. It was tried out, and it looks fine:

# %%
def pointing(degrees):
    """Return the vector of length 1 that points in a direction."""
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


texts = [
    "the cat is called mia",
    "the cat sleeps on the stove",
    "the stove smokes",
    "rent is due",
]
vectors = np.array([pointing(degrees) for degrees in (40, 60, 75, 250)])

for score, row in search(pointing(5), vectors):
    print(f"{score:.2f}  {texts[row]}")

# %% [markdown]
# A question from the neighbourhood, at 5 degrees, finds the cat twice and the stove. The rent, which has nothing to do
# with it, is not there.

# %% [markdown]
# ## Write the test
#
# Read the complaint and the code once more. Which question was never asked in the trial? And is what it printed
# what the docstring promises?
#
# ### Exercise m4.1: a test that finds the fault
#
# Write a function that takes a `search`, gives it vectors that you made, and asserts something. It must fail on the
# code above, and pass on any sound `search`. So ask for no more than its docstring promises, and remember that
# numbers which are computed are rarely exact to the last digit.

# %%
def my_test(search):
    """Fail on a `search` with the fault; pass on a sound one."""
    ### BEGIN SOLUTION: a question, vectors, and what must hold
    vectors = np.array([pointing(degrees) for degrees in (60, 0, 30)])
    found = search(pointing(0), vectors)
    assert [row for _, row in found] == [1, 2, 0]
    assert abs(found[0][0] - 1) < 0.001
    ### END SOLUTION


workshop.check("m4.1", my_test)

# %% [markdown]
# ## Write the mend
#
# ### Exercise m4.2: the mend
#
# Copy the body of `search` and change what is wrong; `nearest` stays as it is. Before you check it, try your test on
# it: `my_test(mended)` says nothing if it passes.

# %%
def mended(vector, vectors, k=3, least=0.2):
    """Return (score, row) of the k vectors most alike, best first; as `search` promises it."""
    ### BEGIN SOLUTION: the body, with the fault mended
    distances, rows = nearest(vector, vectors, k)
    scores = 1 - distances / 2  # |a - b|² = |a|² + |b|² - 2 a·b, and both lengths are 1
    found = [(float(score), int(row)) for score, row in zip(scores, rows, strict=True)]
    return sorted([hit for hit in found if hit[0] >= least], reverse=True)
    ### END SOLUTION


workshop.check("m4.2", mended)

# %% [markdown]
# ## Why it got through
#
# The index answers with a number for each row, and the code calls it `scores`. For a distance, small is good; for
# a score, large is good; and nothing in a number says which it is. The trial could not show it, because the index
# itself had chosen the right rows. Only their order was turned, and who looks at a list of three reads all of it. It
# takes a direct hit to see more: its distance is 0, which is below `least`.
#
# Subtracting it from 1 would bring back the order, but the scores would still be no cosines, and a threshold that
# was chosen for cosines would mean something else. Which distance it is, and squared or not, stands in the
# documentation of each index, and differs from one to the next.
#
# What would have caught it needs no example at all: **each thing is most alike to itself.** Search with a stored
# vector; it must come first, with a score of 1. And a bound: no score of a cosine is above 1. The trial printed one.
#
# In memorykinds vectors have length 1 and the index computes inner products, which then are the cosines: nothing is
# turned around. `test_every_score_of_a_narrow_search_is_the_inner_product` in `tests/store/test_index_kinds.py`
# compares each score with numpy's, and `test_scores_stay_within_minus_one_and_one` in
# `tests/store/test_store_search.py` holds the bound. What is most alike to itself:

# %%
import memorykinds as mk

index = {"dims": 384, "embed": mk.embedder("offline"), "fields": ["text"]}
with mk.FaissStore(None, index=index) as store:
    for text in texts:
        store.put(("ada",), text, {"text": text})
    for item in store.search(("ada",), query=texts[0]):
        print(f"{item.score:.2f}  {item.key}")

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("m4.q1")
