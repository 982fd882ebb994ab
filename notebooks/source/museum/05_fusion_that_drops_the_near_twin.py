# %% [markdown]
# # Exhibit 5: fusion that drops the near-twin
#
# A fault that shipped, written anew and made small. Time: about 3 minutes of reading, 6 minutes of exercises.

# %% [markdown]
# ## What the user saw
#
# > In the memory of the ward, both are there: that Mrs Ito may have ibuprofen for her back, and, a week later, that
# > she may have it no longer. Asked about her back, the assistant recommends ibuprofen. I looked at its prompt: only
# > the first of the two is in it, though there was room for ten. It is not always the same one that is missing.

# %% [markdown]
# ## The code
#
# Two searches, one by meaning and one by words, have ranked the memories. Fusion makes one list of the two. What
# both have found must not stand in it twice.

# %%
from memorykinds import workshop


def fuse(by_meaning, by_words, k=10):
    """Return the k best of two ranked lists, best first, each memory once.

    A memory is told by its id. What stands higher in both lists comes first.
    (This is reciprocal rank fusion.)
    """
    scores, found = {}, {}
    for ranked in (by_meaning, by_words):
        for rank, memory in enumerate(ranked, 1):
            key = memory["text"].lower()[:32]
            scores[key] = scores.get(key, 0) + 1 / (60 + rank)
            found[key] = memory
    best = sorted(scores, key=scores.get, reverse=True)
    return [found[key] for key in best[:k]]


# %% [markdown]
# It was tried out, and it looks fine:

# %%
ward = {
    "m1": {"id": "m1", "text": "Mrs Ito has room 12."},
    "m2": {"id": "m2", "text": "Mr Bos is allergic to penicillin."},
    "m3": {"id": "m3", "text": "Visitors may come from two o'clock."},
    "m4": {"id": "m4", "text": "Mrs Ito's daughter comes on Sundays."},
}
fused = fuse([ward["m1"], ward["m4"], ward["m3"]], [ward["m4"], ward["m1"], ward["m2"]])
for memory in fused:
    print(memory["id"], memory["text"])

# %% [markdown]
# Two lists of three, and four memories came out: the two that both searches have found stand above, once each.

# %% [markdown]
# ## Write the test
#
# Read the complaint and the code once more. When are two memories one, for this code?
#
# ### Exercise m5.1: a test that finds the fault
#
# Write a function that takes a `fuse`, gives it two lists that you made, and asserts something. It must fail on
# the code above, and pass on any sound `fuse`. So ask for no more than its docstring promises; which of two comes
# first that are higher in one list each is open.

# %%
def my_test(fuse):
    """Fail on a `fuse` with the fault; pass on a sound one."""
    ### BEGIN SOLUTION: two lists, and what must hold
    yes = {"id": "a", "text": "The doctor says that Mrs Ito may have ibuprofen for her back."}
    no = {"id": "b", "text": "The doctor says that Mrs Ito may have ibuprofen no longer."}
    for by_meaning, by_words in (([yes, no], [no, yes]), ([yes, no], [])):
        found = fuse(by_meaning, by_words)
        assert sorted(memory["id"] for memory in found) == ["a", "b"]
    ### END SOLUTION


workshop.check("m5.1", my_test)

# %% [markdown]
# ## Write the mend
#
# ### Exercise m5.2: the mend
#
# Copy the body of `fuse` and change what is wrong. Before you check it, try your test on it: `my_test(mended)`
# says nothing if it passes.

# %%
def mended(by_meaning, by_words, k=10):
    """Return the k best of two ranked lists, best first, as `fuse` promises it."""
    ### BEGIN SOLUTION: the body, with the fault mended
    scores, found = {}, {}
    for ranked in (by_meaning, by_words):
        for rank, memory in enumerate(ranked, 1):
            key = memory["id"]
            scores[key] = scores.get(key, 0) + 1 / (60 + rank)
            found[key] = memory
    best = sorted(scores, key=scores.get, reverse=True)
    return [found[key] for key in best[:k]]
    ### END SOLUTION


workshop.check("m5.2", mended)

# %% [markdown]
# ## Why it got through
#
# To show nothing twice is a good aim, and the beginning of a text is a handy name for it: it needs no ids, which the
# two searches perhaps did not have in common. But memories about one thing begin alike, since the same people wrote
# them, and what decides stands at the end: "no longer", "since May", a dose. So what gets lost is not any memory, but
# just the one that says something *else* about what was asked. In a trial each memory speaks of another
# thing. And which of the twins stays depends on which list came last.
#
# A longer beginning, a rounded score or "95 percent alike" in the place of the beginning are the same fault with
# another number in it. What would have caught it: **nothing gets lost: the ids that come out are those that went
# in, each once**, as long as k leaves room. That holds for any two lists, so a machine can make them up: also with
# texts that differ in one letter.
#
# In memorykinds no recall takes two memories for one. Both arms score the same rows, one for each memory, and
# `scored` in `memorykinds/recall/terms.py` adds up columns. Even where variety is asked for (`diversity=`), twins
# move down and are not dropped. `test_whatever_is_recalled_a_score_is_the_sum_of_its_points_from_0_to_1` in
# `tests/recall/test_ranking.py` makes up memories, equal texts among them, and counts them all in the result. Where
# memories *are* merged, on request, code looks for what keeps two sentences apart before a likeness may count:

# %%
from memorykinds.managers.consolidation.differences import differences

may = "Mrs Ito may have ibuprofen for her back."
print(differences(may, "Mrs Ito may not have ibuprofen for her back."))
print(differences(may, "Mr Bos may have ibuprofen for his back."))

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("m5.q1")
