# %% [markdown]
# # Lesson 7: Inside the index
#
# How does a memory find "studies swallows" when one asks about birds? By comparing lists of
# numbers. This lesson builds the index that does so by hand, then makes it skip most of the
# work, and measures what is missed. At the end you decide when exact is enough.

# %% [markdown]
# ## What you will learn
#
# - what an **embedding** is, and what its numbers are good for;
# - to build a **FAISS index** by hand, in ten lines;
# - four kinds of index: **flat**, **IVF**, **HNSW** and **quantized**, and what each gives up;
# - to measure that by **recall@k**;
# - when exact is enough, which is nearly always.
#
# Time: about 20 minutes of reading, 20 minutes of exercises.

# %% [markdown]
# ## Before you start
#
# Lesson 1, and a little NumPy: rows, columns, and `@` for the product of matrices. No key, no network,
# no cost. No chat model answers anything here (the *offline model*, a set of patterns, only reads one
# conversation for part 2). The vectors come from a small neural network on your machine.
#
# **No cell measures time.** On a laptop that does other work as well, times differ by a factor of two from
# run to run. What is missed does not, so that is what we measure.

# %%
MODEL = "offline"

import faiss
import numpy as np

import memorykinds as mk
from memorykinds import workshop

# %% [markdown]
# ## 1. A text becomes a vector
#
# An **embedder** turns a text into a list of numbers, a *vector*. It was trained so that texts that
# mean about the same get vectors that point about the same way. **Predict**: which of the three sentences
# is nearest to the question? None of them shares a word with it.

# %%
embedder = mk.embedder("offline")


def embed(texts):
    return np.array(embedder.embed_documents(texts), dtype="float32")


texts = ["Hanna counts swallows.", "Hanna drinks coffee.", "Hanna has a dentist."]
question = embed(["Which birds does she study?"])
print("shape:", question.shape, " length:", round(float(np.linalg.norm(question)), 3))
for text, cosine in zip(texts, embed(texts) @ question[0], strict=True):
    print(f"{cosine:.2f}  {text}")

# %% [markdown]
# 384 numbers, and the vector has the length 1. So the *inner product* of two of them is the cosine of the
# angle between them: 1 for the same direction, about 0 for texts that have nothing to do with each other.
# A single one of the 384 numbers means nothing to us.

# %% [markdown]
# ## 2. Seen from above
#
# Hanna is a biologist. Her four talks become facts, and the map shows their vectors. It is a shadow of
# 384 dimensions on two, and says itself how much that distorts.

# %%
clock = mk.LessonClock("2026-09-01")
memory = mk.open(user="hanna", model=MODEL, clock=clock, ids=mk.counted_ids())
for talk in workshop.conversations("researcher"):
    _ = memory.learn(talk.messages, conversation=talk.conversation, kinds=("semantic",))
memory.map("Which birds does she study?", kinds=["semantic"], near=3)

# %% [markdown]
# Eight facts and the question are drawn. The map shows 40 percent of how the vectors differ, so two points
# that are close on it may be far apart. The next cell has what is nearest *in truth*, by all 384
# dimensions.

# %%
for hit in memory.recall("Which birds does she study?", k=3).hits:
    print(f"{hit.terms[0].raw:22} {hit.record.text}")

# %% [markdown]
# ## 3. An index by hand
#
# For measuring we need more: 2,560 sentences about eight people, made by filling in a form, and 40
# questions. (Real memories are not so regular. What we learn about the *kinds* of index holds; the numbers
# are those of this data.) Embedding takes some seconds.

# %%
WHO = "Ada Grace Emil Hanna Yusuf Nora Max Eino".split()
DOES = ["likes", "dislikes", "is allergic to", "often talks about", "wants to learn about",
        "has a book about", "once tried", "dreams of"]  # fmt: skip
THINGS = """peanuts chess jazz opera rivers hills swallows Python sauna tea sailing poetry trains gardens
bread cheese bees maps museums films football knitting lakes coffee mushrooms physics cats dogs violins
robots castles volcanoes pottery dancing whales clocks bridges stamps marathons soup""".split()

sentences = [f"{who} {does} {thing}." for who in WHO for does in DOES for thing in THINGS]
vectors = embed(sentences)
questions = embed([f"Who cares about {thing}?" for thing in THINGS])
print(vectors.shape, questions.shape, vectors.nbytes, "bytes")

# %% [markdown]
# And here is the index: an exact search is one product and a sort.

# %%
def nearest(vectors, questions, k):
    scores = questions @ vectors.T
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]


by_hand = nearest(vectors, questions, 10)

flat = faiss.IndexFlatIP(384)  # IP: inner product
flat.add(vectors)
scores, exact = flat.search(questions, 10)

print("the same ten:", all(set(a) == set(b) for a, b in zip(by_hand, exact, strict=True)))
for place in exact[1][:3]:
    print(sentences[place])

# %% [markdown]
# FAISS gives what we got by hand. A **flat** index compares the question with *every* vector and misses
# nothing. That is the default of this library. The question was "Who cares about chess?", and it knows
# nothing of "dislikes": near in meaning is not the same as an answer.

# %% [markdown]
# ## 4. What is missed: recall@k
#
# Every other kind of index skips something, and so may miss a neighbour. **recall@k** is the share of the
# `k` truly nearest that was found, on average over the questions.

# %% [markdown]
# ### Exercise 7.1: measure recall@k
#
# Write the function. `exact` and `found` have a row for each question, with the numbers of its `k`
# vectors. The order does not matter. Where a search found too few, FAISS fills up with -1.

# %%
def recall_at_k(exact, found):
    """Return the share of the exact neighbours that were found: one number from 0 to 1."""
    ### BEGIN SOLUTION: the mean share of the exact neighbours that were found
    shares = [np.isin(exact[n], found[n]).mean() for n in range(len(exact))]
    return float(np.mean(shares))
    ### END SOLUTION


workshop.check("7.1", recall_at_k)

# %% [markdown]
# So that the lesson goes on without it, here is a helper of its own, which searches and counts.

# %%
faiss.omp_set_num_threads(1)  # with one thread each run builds the same graph


def found_by(index):
    places = index.search(questions, 10)[1]
    hits = sum(len(set(a) & set(b)) for a, b in zip(exact, places, strict=True))
    return f"recall@10 {hits / exact.size:.2f}"


print("flat:", found_by(flat))

# %% [markdown]
# ## 5. IVF: look into a few lists
#
# An **inverted file** groups the vectors around 50 centres (found by *k-means*), each in the list of its
# nearest centre. A search compares the question with the centres, and then only with the vectors of the
# `nprobe` nearest lists. **Predict**: with one list of 50, how much is found?

# %%
ivf = faiss.IndexIVFFlat(faiss.IndexFlatIP(384), 384, 50, faiss.METRIC_INNER_PRODUCT)
ivf.train(vectors)
ivf.add(vectors)
for nprobe in (1, 4, 16, 50):
    ivf.nprobe = nprobe
    print(f"{nprobe:2} of 50 lists: {found_by(ivf)}")

# %% [markdown]
# In words: one list of 50 finds a third of the neighbours, 16 lists nearly nine of ten.
# A neighbour may lie just beyond the border of a list, and then it is missed. More lists find more and take
# longer; with all 50 it is exact, and nothing is saved. `nprobe` is set at each search, without building
# anew.

# %% [markdown]
# ### Exercise 7.2: search in lists
#
# Build that search yourself. `index` is a dict: `"centres"` has a row for each list, `"lists"` holds for
# each the *ids* of its vectors (an array), and `"vectors"` has a row for each id. All vectors are of
# length 1. Return the ids of the `k` best of the `nprobe` nearest lists, best first.

# %%
def search_lists(query, index, nprobe, k):
    """Return the ids of the k vectors nearest to the query, in the nprobe nearest lists."""
    ### BEGIN SOLUTION: the best k of the nearest lists
    near = np.argsort(-(index["centres"] @ query))[:nprobe]
    ids = np.concatenate([index["lists"][number] for number in near])
    return ids[np.argsort(-(index["vectors"][ids] @ query))][:k]
    ### END SOLUTION


workshop.check("7.2", search_lists)

# %% [markdown]
# ## 6. HNSW: walk from neighbour to neighbour
#
# A **hierarchical navigable small world** graph links each vector to some that are near. A search begins
# somewhere and walks to whoever is nearer to the question, keeping the best `efSearch` candidates.

# %%
hnsw = faiss.IndexHNSWFlat(384, 8, faiss.METRIC_INNER_PRODUCT)  # about 8 links each
hnsw.add(vectors)
for kept in (10, 16, 64, 128):
    hnsw.hnsw.efSearch = kept
    print(f"{kept:3} candidates: {found_by(hnsw)}")

# %% [markdown]
# With 10 candidates 94 of 100 are found, with 64 nearly all (1.00 is rounded), of few vectors looked at. The price is paid elsewhere: linking the graph takes much
# longer than filing into lists, the links take memory, and a vector cannot simply be taken out, for others
# are reached through it.

# %% [markdown]
# ## 7. Quantized: smaller numbers
#
# One can also compare with *every* vector, and make each smaller: a byte for each number instead of four,
# or half a byte. **Predict** what that costs.

# %%
for bits, kind in ((8, faiss.ScalarQuantizer.QT_8bit), (4, faiss.ScalarQuantizer.QT_4bit)):
    small = faiss.IndexScalarQuantizer(384, kind, faiss.METRIC_INNER_PRODUCT)
    small.train(vectors)
    small.add(vectors)
    print(f"{bits} bits: {small.code_size:3} bytes a vector (flat: {384 * 4}), {found_by(small)}")

# %% [markdown]
# A quarter of the memory costs next to nothing here (1.00 is rounded): only vectors whose scores are very near to each other
# change places. With an eighth, seven of 100 are missed.

# %% [markdown]
# ## 8. When exact is enough
#
# In a store the kind is one word. **Predict** how this small memory is searched, though we ask for a graph.

# %%
graph = mk.open(user="hanna", model=MODEL, index="hnsw", clock=clock, ids=mk.counted_ids())
_ = graph.learn("I study swallows. I live in Helsinki.")
_ = graph.recall("Where does she live?")
print({used.kind for used in graph.store.indexes()})

# %% [markdown]
# Flat. Up to 10,000 vectors (`exact_up_to`) the store compares one by one, whatever the kind, for nothing
# is gained otherwise. `docs/indexes.md` has measured it on two shared cores: 10,000 vectors took a flat
# index 1.6 ms, 100,000 took 29 ms; HNSW took 1.4 ms for those, after 80 s of building. A language model
# takes seconds for its answer.
#
# So count first: how many vectors has *one user*? Ten facts a day are 3,650 a year. Each user and kind has
# an index of its own here, so other users' memories do not count.

# %% [markdown]
# ### Exercise 7.3: choose an index
#
# Say for each number which kind you would take: `"flat"`, `"hnsw"`, `"ivf"` or `"sq8"` (8 bits).

# %%
for number, situation in workshop.given("7.3").items():
    print(number, situation)

# %%
### BEGIN SOLUTION: a kind for each number, like {1: "flat", 2: …}
kinds = {1: "sq8", 2: "hnsw", 3: "ivf", 4: "flat", 5: "flat"}
### END SOLUTION
workshop.check("7.3", kinds)

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("7.q1")

# %%
workshop.quiz("7.q2")

# %%
workshop.quiz("7.q3")

# %% tags=["solution-only"]
for number in ("7.q1", "7.q2", "7.q3"):
    right = workshop.quiz(number).question.right
    print(workshop.quiz(number).answer(right), end="\n\n")

# %% [markdown]
# ## What you have seen
#
# A text is a direction in 384 dimensions, and an exact search is one product and a sort. IVF skips lists,
# HNSW skips whatever its walk does not pass, quantization skips digits; each gives something up, and
# recall@k says how much. It compares with an exact search, and so says nothing about whether the nearest
# memories *answer*: that is the next lesson. In the source, `memorykinds/store/indexes/` has a file for
# each kind.

# %% [markdown]
# ## Further reading
#
# - Jeff Johnson, Matthijs Douze and Hervé Jégou, "Billion-scale similarity search with GPUs", 2017,
#   arXiv:1702.08734: FAISS.
# - Yury Malkov and Dmitry Yashunin, "Efficient and robust approximate nearest neighbor search using
#   Hierarchical Navigable Small World graphs", 2016, arXiv:1603.09320: HNSW.
# - Josef Sivic and Andrew Zisserman, "Video Google: A Text Retrieval Approach to Object Matching in
#   Videos", ICCV 2003: lists around centres.
# - Nils Reimers and Iryna Gurevych, "Sentence-BERT: Sentence Embeddings using Siamese BERT-Networks",
#   2019, arXiv:1908.10084: vectors of sentences that can be compared by the cosine.
