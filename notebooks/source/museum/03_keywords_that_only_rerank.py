# %% [markdown]
# # Exhibit 3: keywords that only rerank
#
# A fault that shipped, written anew and made small. Time: about 3 minutes of reading, 6 minutes of exercises.

# %% [markdown]
# ## What the user saw
#
# > Last winter I noted what to do when the boiler shows E-4711. Today it shows E-4711 again. I search for exactly
# > that, and get three notes without that code. The note is there, I can scroll to it! When I tried the search
# > a year ago, with a handful of notes, it found every code. It says "hybrid search" on the box.

# %% [markdown]
# ## The code
#
# Half of a score is meaning, by the cosine of two vectors; half is words. The embedder is a toy that knows
# three topics. As with real ones, a code that it has never met means nothing to it: that is what the words
# are for.

# %%
import numpy as np

from memorykinds import workshop

TOPICS = ("boiler heating radiator water", "train bus ticket station", "bread cake oven flour")


def embed(text):
    """Return how many words of each topic a text holds; a code leaves no trace."""
    words = text.lower().split()
    return np.array([sum(word in topic.split() for word in words) for topic in TOPICS], float)


def cosine(one, other):
    lengths = np.linalg.norm(one) * np.linalg.norm(other)
    return float(one @ other / lengths) if lengths else 0.0


# %%
POOL = 20


def search(question, texts, embed, k=3):
    """Return the k texts that fit best, best first; no two texts are the same.

    Half of a score is meaning: the cosine of the two vectors that `embed` makes. Half is words: the
    share of the question's words that the text holds.
    """
    asked = set(question.lower().split())
    vector = embed(question)
    meaning = {text: cosine(vector, embed(text)) for text in texts}
    candidates = sorted(texts, key=lambda text: meaning[text], reverse=True)[:POOL]

    def score(text):
        words = len(asked & set(text.lower().split())) / len(asked)
        return (meaning[text] + words) / 2

    return sorted(candidates, key=score, reverse=True)[:k]


# %% [markdown]
# It was tried out, with a word, with a meaning and with a code, and it looks fine:

# %%
few = [
    "the train leaves from another station",
    "flour is in the upper drawer",
    "cold radiator upstairs again",
    "e-4711 means press the red button",
    "my ticket is in the blue bag",
]
for question in ("ticket", "heating", "e-4711"):
    print(f"{question:8} {search(question, few, embed, k=1)}")

# %% [markdown]
# "heating" found the radiator, without a word in common. "e-4711" found its note, of which the embedder knows
# nothing. Each half does its work.

# %% [markdown]
# ## Write the test
#
# Read the complaint and the code once more. What has changed since the search "found every code"?
#
# ### Exercise m3.1: a test that finds the fault
#
# Write a function that takes a `search`, gives it texts that you made, and asserts something. It must fail on the
# code above, and pass on any sound `search`. So ask for no more than its docstring promises; which of two equal
# scores comes first is open. You may hand in `embed` from above.

# %%
def my_test(search):
    """Fail on a `search` with the fault; pass on a sound one."""
    ### BEGIN SOLUTION: texts, a question, and what must hold
    texts = [f"train number {number} was late" for number in range(100)]
    texts.append("e-4711 means press the red button")
    assert "e-4711 means press the red button" in search("e-4711", texts, embed)
    ### END SOLUTION


workshop.check("m3.1", my_test)

# %% [markdown]
# ## Write the mend
#
# ### Exercise m3.2: the mend
#
# Copy the body of `search` and change what is wrong. Before you check it, try your test on it: `my_test(mended)`
# says nothing if it passes.

# %%
def mended(question, texts, embed, k=3):
    """Return the k texts that fit best, best first; as `search` promises it."""
    ### BEGIN SOLUTION: the body, with the fault mended
    asked = set(question.lower().split())
    vector = embed(question)
    meaning = {text: cosine(vector, embed(text)) for text in texts}
    words = {text: len(asked & set(text.lower().split())) / len(asked) for text in texts}
    near = sorted(texts, key=lambda text: meaning[text], reverse=True)[:POOL]
    worded = sorted(texts, key=lambda text: words[text], reverse=True)[:POOL]
    candidates = dict.fromkeys([*near, *worded])  # each of them once
    return sorted(candidates, key=lambda text: meaning[text] + words[text], reverse=True)[:k]
    ### END SOLUTION


workshop.check("m3.2", mended)

# %% [markdown]
# ## Why it got through
#
# Two steps stand one after the other: the first keeps the 20 texts nearest in meaning, the second scores them by
# both. Each is right by itself. But what the first step has dropped no score of the second can bring back, and
# just the texts that need the words, because their meaning is not understood, are dropped first. With 20 texts
# or fewer nothing is ever dropped, so no trial with a handful can show it. It goes wrong when the
# memory has grown, long after the release.
#
# What would have caught it: **put a text with a word that occurs nowhere else among ever more others, and ask for
# that word; it must be found each time.** More generally: whatever a shortcut keeps of many, compare the
# result with that of scoring all of them, at sizes well beyond every constant in the code.
#
# In memorykinds each arm looks at every memory, and only then are the best taken: `arms_of` in
# `memorykinds/recall/arms.py`. `test_a_word_is_found_that_no_vector_is_near_to` in `tests/recall/test_ranking.py`
# looks for one name among two hundred notes on the weather. Here it is with our deaf embedder:

# %%
import memorykinds as mk

index = {"dims": 3, "embed": lambda texts: [embed(text) for text in texts], "fields": ["text"]}
store = mk.FaissStore(None, index=index)
memory = mk.open(store=store, user="ada", clock=mk.LessonClock("2026-01-10T08:00Z"))
for number in range(25):
    text = f"Train {number} was late."
    _ = memory.semantic.add(mk.Fact(subject="train", predicate="was", object=text, text=text))
text = "E-4711: press the button."
code = mk.Fact(subject="E-4711", predicate="means", object="button", text=text)
_ = memory.semantic.add(code)
(hit,) = memory.recall("E-4711", k=1).hits
print(hit.record.text, "| rank by words:", hit.lexical_rank, "| by meaning:", hit.dense_rank)

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("m3.q1")
