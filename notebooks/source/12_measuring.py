# %% [markdown]
# # Lesson 12: Measuring memory, and the capstone
#
# "Recall 97 %." Of what, by which rule, against what else? In this lesson you measure a memory twice over:
# what it *writes* and what it *finds*. You see how one and the same run makes a good table and a bad one.
# Then comes the capstone: beat the library's own policy, and prove it.

# %% [markdown]
# ## What you will learn
#
# - precision and recall of what a memory writes, and that the rule of matching makes the number;
# - *any* evidence against *all* evidence: two numbers for one run;
# - ten ways in which a table misleads, most of them shown on one run;
# - how much of a difference is chance: the bootstrap, and one conversation left out;
# - to improve a policy so that the gain holds on data that you have not seen.
#
# Time: about 20 minutes of reading, 20 minutes of exercises.

# %% [markdown]
# ## Before you start
#
# Lesson 4 (policies) and lesson 8 (recall). No key, no network, no cost.
#
# The *offline model* is a set of patterns and not a language model. Only part 1 measures it; what is
# found, and what is decided, is the work of code.

# %%
MODEL = "offline"

import memorykinds as mk
from memorykinds import workshop

# %% [markdown]
# ## 1. What is written: precision and recall
#
# Hanna studies migrating birds. We learn two of her talks. Beside them stands what a careful reader would
# keep: the **gold**, written by hand. Each row is a sentence and the words by which we know it again.

# %%
GOLD = {
    "The user is called Hanna.": "hanna",
    "The user is a biologist.": "biologist",
    "The user works at the University of Turku.": "works at.*turku",
    "The user studies swallows.": "swallows",
    "The user has counts from 1990 to 2025.": "1990",
    "The user works with Python.": "python",
    "Aino is the user's student.": "aino.*student|student.*aino",
    "Aino lives in Pori.": "pori",
    "The user is writing a paper about cold springs.": "paper",
    "The user wants to submit the paper on 30 April.": "30 april",
    "The user lives in Turku.": "lives in turku",
    "The user likes sauna after work.": "sauna",
    "The user has a co-author, Matteo.": "author.*matteo|matteo.*author",
    "Matteo works in Bologna.": "bologna",
}

# %%
clock = mk.LessonClock("2026-03-25")
memory = mk.open(user="hanna", model=MODEL, clock=clock, ids=mk.counted_ids())
for talk in workshop.conversations("researcher")[:2]:
    _ = memory.semantic.learn(talk.messages, conversation=talk.conversation)

written = [record.text for record in memory.semantic.all()]
print(*written, sep="\n")

# %% [markdown]
# - **Precision**: of what was written, the share that is in the gold.
# - **Recall**: of the gold, the share that was written.
#
# But when *is* a sentence "in the gold"? Three rules: the same text; the words that we wrote down; or
# near in meaning, a cosine of 0.4 or more. **Predict** the recall by each.

# %%
import re

import numpy as np

embed = mk.embedder("offline").embed_documents
near = np.array(embed(written)) @ np.array(embed(list(GOLD))).T  # a row for each written fact

RULES = {
    "same text": np.array([[text == gold for gold in GOLD] for text in written]),
    "words": np.array([[bool(re.search(pattern, text.lower())) for pattern in GOLD.values()]
                       for text in written]),
    "meaning": near >= 0.4,
}  # fmt: skip
for name, match in RULES.items():
    print(
        f"{name:10} precision {match.any(axis=1).mean():.2f}   recall {match.any(axis=0).mean():.2f}"
    )

# %% [markdown]
# One memory, three results: recall 29, 50 or 71 %. *Same text* punishes "works as a biologist" for not
# being "is a biologist". *Meaning* finds more than is there. Let us see what it took for what.

# %%
for gold in np.flatnonzero(RULES["meaning"].any(axis=0) & ~RULES["words"].any(axis=0)):
    fact = near[:, gold].argmax()
    print(f"{near[fact, gold]:.2f}  {list(GOLD)[gold]!r} was matched by {written[fact]!r}")

# %% [markdown]
# None of these three was written; they only sound alike. With 0.5 in place of 0.4 they would be gone: who
# chooses the bar chooses the number. A *language model as the judge* is such a rule, too: another judge, or
# another prompt for it, is another number. So results by different judges cannot be compared, and of your own
# judge's verdicts you read a sample yourself.
#
# The rule of this library is the second: patterns that ask for the content. A case has two more kinds of
# rows: `optional`, which may be written, and `absent`, which **must not** be believed. Hanna gave up R.

# %%
from memorykinds.evaluate.extraction import Case, evaluate_extraction

turns = [turn for talk in workshop.conversations("researcher")[:2] for turn in talk.messages]
hanna = Case(id="hanna", turns=turns, facts=[[p] for p in GOLD.values()], absent=[[r"uses r\b"]])
score = evaluate_extraction([hanna], lambda: mk.open(model=MODEL))
print(
    f"precision {score.precision:.2f}   recall {score.recall:.2f}   violations {score.violations}"
)
print("missed:", *(row[0] for row in score.cases[0].missed), sep="\n  ")

# %% [markdown]
# In words: all that it wrote is right, half of what was said is missing, and R is not believed any more.
# A memory that writes nothing has precision 1.00; one that writes every sentence down has recall 1.00. So
# one of the numbers alone says nothing.
#
# And *whose* cases are they? `data/extraction` tells a story about that. On the cases that were written
# together with the offline model's patterns its recall is 1.00. On cases by somebody who had not read the
# patterns it was 0.52 at first sight. Then the patterns were widened, with other new cases at hand; now it
# is 0.84. Only the 0.52 was a measurement of the unknown.

# %% [markdown]
# ## 2. What is found: any, or all?
#
# `data/retrieval/talks.json` has the talks of all eight people of this course, turn by turn, and
# nine questions about each. With each question stand the ids of the turns that answer it, its
# **evidence**. Four have one piece, four have two or three, and the ninth is a trap (part 3).

# %%
from memorykinds.evaluate import evaluate_retrieval, read_conversations
from memorykinds.evaluate.recipes import recipe
from memorykinds.shipped import shipped

people = read_conversations(shipped("data") / "retrieval" / "talks.json")
for question in people[0].questions[3:6]:
    print(question.evidence, question.question)

# %%
model, vectors = mk.embedder("offline"), {}


def embed_once(texts):
    new = [text for text in dict.fromkeys(texts) if text not in vectors]
    vectors.update(zip(new, model.embed_documents(new), strict=True) if new else ())
    return [vectors[text] for text in texts]


def ask(**settings):
    return evaluate_retrieval(people, mk.embedder(embed_once), **settings)


default = ask().plain
print(len(default), "questions; the first four:")
for asked in default[3:7]:
    print(asked.ranks, asked.question)

# %% [markdown]
# Each number is the rank of one piece of evidence, 0 if it is not among the first 20. That is all one needs.
# (`embed_once` keeps the vectors, for we shall ask again.)
#
# Which towns has Marta lived in? One of the two turns has rank 1; the other has rank 6 and comes too late for
# a prompt of five. An agent that sees only the first names one town, and is wrong. **Predict**: for how many of the
# 64 questions is *some* evidence among the first five, and for how many *all* of it?

# %%
def share(holds, asked, k):
    return np.mean([holds(0 < rank <= k for rank in one.ranks) for one in asked])


one = [asked for asked in default if len(asked.ranks) == 1]
several = [asked for asked in default if len(asked.ranks) > 1]
for name, asked in (("all questions", default), ("one piece", one), ("several pieces", several)):
    print(f"{name:15} any@5 {share(any, asked, 5):.2f}   all@5 {share(all, asked, 5):.2f}")

# %% [markdown]
# Same system, same run: 97 % or 80 %. For questions with one piece the two are the same. For those with
# several, which are what one builds a memory for, *any* says 100 % and *all* says 66 %. If a table does not
# say which of the two it shows, do not expect the lower one.

# %% [markdown]
# ### Exercise 12.1: all of the evidence
#
# Write the function. `runs` is a list of dicts: `"evidence"` holds the ids that answer a question,
# `"ranked"` the ids that were found, best first. Return the share of the questions whose evidence is
# all among the first `k`.
#
# A question without evidence cannot be judged: leave it out. If none is left, return None. Ids may
# stand in a list twice; in `"ranked"` each takes a place.


# %%
def all_at_k(runs, k):
    """Return the share of the questions with evidence whose evidence is all among the first k."""
    ### BEGIN SOLUTION: the questions with evidence, of which all is among the first k
    judged = [run for run in runs if run["evidence"]]
    if not judged:
        return None
    found = [set(run["evidence"]) <= set(run["ranked"][:k]) for run in judged]
    return sum(found) / len(found)
    ### END SOLUTION


workshop.check("12.1", all_at_k)

# %% [markdown]
# ## 3. How a table misleads
#
# Suppose that we had something to sell. The honest line first, then tricks with the *same run*. **Predict**
# which of them gains most.

# %%
ids = list(dict.fromkeys(asked.conversation for asked in default))
of = {who: [asked for asked in default if asked.conversation == who] for who in ids}
best = max(ids, key=lambda who: share(all, of[who], 5))
turns = np.mean([len(person.ids) for person in people])

print(f"all@5, 64 questions                     {share(all, default, 5):.2f}")
print(f"1. any piece of evidence will do        {share(any, default, 5):.2f}")
print(f"2. k = 20, of {turns:.0f} turns a person         {share(all, default, 20):.2f}")
print(f"3. only questions with one piece        {share(all, one, 5):.2f}")
print(f"4. only one person, {best}          {share(all, of[best], 5):.2f}")

# %% [markdown]
# In words, and what to ask:
#
# 1. *Any* for *all*: 17 points.
# 2. **A large k.** Twenty of 37 turns are more than half of a conversation: drawn blindly they hold a single
#    piece of evidence in 54 of 100 cases. Ask what *k* costs in tokens, and what chance reaches.
# 3. **A category left out**, or so few questions of it that the average hides them. Ask for each category.
# 4. **A part of the set**: "on the subset that …".
# 5. **All in the context.** If everything fits into the prompt nothing is missed, and nothing was retrieved:
#    100 %, by definition. No memory can beat that on short conversations, so a set of short ones (as
#    this one is) says little about long ones.
# 6. **No questions without an answer.** The ninth question of each person asks one for what another said.
#    Nobody ever told whether Lara, the secretary in a law office, is allergic to anything. **Predict** what recall
#    does with "What is Lara allergic to?"

# %%
def filled(person):
    memory = mk.open(user=person, model=MODEL, clock=mk.LessonClock("2026-09-01"))
    for talk in workshop.conversations(person):
        memory.semantic.learn(talk.messages, conversation=talk.conversation)
    return memory


for hit in filled("law_office").recall("What is Lara allergic to?", k=1).hits:
    print(hit.record.text, f"(score {hit.score:.2f})")

# %% [markdown]
# It hands over what fits best: that *Simon* is allergic. Recall has no way to say "nobody told me" (lesson 8),
# so what comes of it depends on the model that reads it. A table without such questions cannot show that. If
# one counts the eight traps as missed, `all@5` falls to:

# %%
print(f"{share(all, default, 5) * 64 / 72:.2f}")

# %% [markdown]
# 7. **No baseline.** 80 % against what? Search by words alone (BM25), which every database has, is the least
#    that a memory has to beat. Here is that; vectors alone; and "both arms", without any other term of the
#    library's.

# %%
runs = {
    "words alone": evaluate_retrieval(people, None, **recipe("lexical")).plain,
    "vectors alone": ask(**recipe("dense")).plain,
    "both arms": ask(**recipe("arms")).plain,
    "default": default,
}
for name, asked in runs.items():
    print(f"{name:14}", *(f"all@{k} {share(all, asked, k):.2f}" for k in (3, 5, 10)), sep="   ")

# %% [markdown]
# The baseline has 59 % at `all@5`. And a surprise: with fewer terms, "both arms" is better than the default
# by five points! The default was chosen on other conversations, with 786 questions of the LoCoMo set,
# and there it is the other way round: 75 % against 63 % (`all@10`, `docs/benchmarks.md`). Words alone beat
# vectors alone there, by nine points; here they lose by 22. Who wins depends on the set. And who writes the
# questions in other words than the answers, as we did for this one, has half decided it.
#
# 8. **Other models.** If A answers with a large language model and B with a small one, or they have different
#    judges or embedders, the table compares those.
#
# But *is* "both arms" better here? Five points of 64 questions are three questions.

# %% [markdown]
# ## 4. How much is chance?
#
# 9. **Noise.** Another 64 questions would have given another number. How different? The **bootstrap** asks
#    the questions that we have: draw 64 of them *with replacement* (some come twice, some not at all), take
#    the mean, and do so 2,000 times. Between the 2.5th and the 97.5th percentile of these means lies the
#    95 % **interval**.
#
# Both systems were asked the same questions, so the *difference at each question* is what is drawn
# (**paired**). That some questions are hard for both does no harm then. **Predict**: which of the two
# differences is more than chance?

# %%
def right(asked, k=5):
    return np.array([all(0 < rank <= k for rank in one.ranks) for one in asked], dtype=float)


def interval(values):
    rng = np.random.default_rng(12)
    means = rng.choice(values, (2000, len(values))).mean(axis=1)
    return np.percentile(means, (2.5, 97.5))


low, high = interval(right(default))
print(f"default, all@5: {right(default).mean():.2f}, between {low:.2f} and {high:.2f}")
for a, b in (("words alone", "default"), ("default", "both arms")):
    difference = right(runs[b]) - right(runs[a])
    low, high = interval(difference)
    print(f"{b} minus {a}: {difference.mean():+.2f}, between {low:+.2f} and {high:+.2f};",
          f"better {np.sum(difference > 0)} times, worse {np.sum(difference < 0)}")  # fmt: skip

# %% [markdown]
# In words: the 80 % may as well be 70 or 89. That the default beats words alone is no chance: the whole
# interval is above 0. That "both arms" beats the default may well be chance: five questions were won, two
# lost, and 0 lies within. A table whose lines differ by two points needs thousands of questions. Ask how many it
# had.

# %% [markdown]
# ### Exercise 12.2: is B really better?
#
# Write the function. `a` and `b` have one number for each question, in the same order: how well each
# system did. Return True only if B is better and chance can hardly have made that: if the 95 %
# interval of the paired difference lies above 0. You may use another sound test.


# %%
def really_better(a, b):
    """Return whether B did better than A at these questions, beyond chance."""
    ### BEGIN SOLUTION: the paired difference, resampled
    differences = np.subtract(b, a)
    rng = np.random.default_rng(0)
    means = rng.choice(differences, (2000, len(differences))).mean(axis=1)
    return bool(np.percentile(means, 2.5) > 0)
    ### END SOLUTION


workshop.check("12.2", really_better)

# %% [markdown]
# ### One conversation left out
#
# 10. **Tuned on the test.** One often plays this trick on oneself: to choose the settings *by the questions by
#     which one is judged*. Here we choose for each person the best of the four systems, at `all@3`: once by that
#     person's own questions, and once by those of the seven others, as it would be for somebody new.
#     **Predict** which looks better.

# %%
def chosen(choose_by, who):
    """Return how well the system does on `who` that is best on the people `choose_by`."""

    def at(name, whom):
        return right([a for a in runs[name] if a.conversation in whom], k=3).mean()

    return at(max(runs, key=lambda name: at(name, choose_by)), [who])


own = [chosen([who], who) for who in ids]
others = [chosen([other for other in ids if other != who], who) for who in ids]
print(f"chosen by their own questions:  {np.mean(own):.2f}")
print(f"chosen by the other people's:   {np.mean(others):.2f}")
print("a person each:", *(f"{who} {value:.2f}" for who, value in zip(ids, others, strict=True)))

# %% [markdown]
# 80 % against 72 %. The second is what a new user gets. The first is what a table shows that was tuned on its
# test set; with hundreds of settings instead of four the gap grows. (The default alone has 73 % at `all@3`, as
# you saw above: to choose between systems that the questions cannot tell apart gained nothing.) A whole
# *conversation* is left out, not one question, for its questions are about the same turns. And look at the
# last line: people differ more than systems do.

# %% [markdown]
# ## 5. The capstone: beat the default policy
#
# In lesson 4 you wrote a policy that keeps rules. Now improve the one that the library ships, `bitemporal`, and
# prove it. You are given 32 stories (other ones after `workshop.seed("your name")`). In each, somebody says
# something on two or three days. Beside it stands the fact that a good model nominates, and what should be
# believed in the end.

# %%
given = workshop.given("12.3")

for number in (0, 8, 16):
    print(given[number].kind)
    for told in given[number].told:
        print(f"   day {told.day:2}  {told.words:45} {told.fact.predicate} {told.fact.object}")
    print("   believed in the end:", *given[number].believed)

# %%
from memorykinds.managers.policies import bitemporal
from memorykinds.workshop.capstone import believed, judged


def scored(policy, stories):
    print(f"right: {sum(judged(policy, stories))} of {len(stories)}")
    for kind in dict.fromkeys(story.kind for story in stories):
        right = judged(policy, [story for story in stories if story.kind == kind])
        print(f"   {kind:30} {sum(right)} of {len(right)}")


scored(bitemporal.decide, given)

# %% [markdown]
# Of three kinds the default has *none* right; the head of its source, "What it gets wrong", names them. The five
# other kinds are their neighbours, and it has them all right. They are there so that nobody wins by closing
# too much, or too little. Look at some of them, too, before you write: `given[4].told`, `given[12].told` …
#
# The stories were made for its weak spots: 20 of 32 does not say how often the default fails in life. They
# measure the decision alone: no model, and all that is known lies before the policy.

# %%
story = given[0]
print("should be:", *story.believed, sep="\n   ")
print("the default believes:", *believed(bitemporal.decide, story), sep="\n   ")

# %% [markdown]
# ### Exercise 12.3: beat it
#
# Write a policy that
#
# - has more of your stories right than the default;
# - is better on 64 stories that you have not seen, beyond chance (as in 12.2);
# - and does not lose a *kind*: of none has it fewer right than the default.
#
# One of the three kinds mended is enough; try for all. Begin with what the default says, and change its mind
# where you know better. What you have:
#
# | part | what it is |
# |---|---|
# | `bitemporal.decide(case)` | the default's verdict; `.decision.action`, `.decision.reason` ("new", "newer_value" …) |
# | `case.draft.provenance.excerpt` | the words that were said |
# | `case.active` | the records that are believed; `fact_of(record)` is a record's fact |
# | `case.said_at`, `said_at(record)` | when the new fact, and when a record was said |
# | `subject_of(fact)`, `words_of(text)` | whom it is about; a set of words |
# | `add(case)` | adds the fact and closes nothing |
# | `supersede(case, "contradicts", why, records, until)` | adds the fact, closes the records (one or more) |
#
# `believed(policy, story)` shows what becomes of a story. Try ideas in a cell of your own.

# %%
from memorykinds.managers.policies.facts import fact_of, said_at, subject_of, words_of
from memorykinds.managers.policy import add, supersede


# %%
def my_policy(case):
    ### BEGIN SOLUTION: the default's verdict, and where you know better
    new, verdict = fact_of(case.draft), bitemporal.decide(case)
    if verdict.decision.reason == "newer_value":
        sentences = re.split(r"[.!?]", case.draft.provenance.excerpt)
        here = next((s for s in sentences if new.object in s), "")
        return add(case) if re.search(r"\b(also|too|as well)\b", here) else verdict
    if verdict.decision.reason != "new":
        return verdict

    def ends(record):
        old = fact_of(record)
        if subject_of(old) != subject_of(new) or said_at(record) > case.said_at:
            return False
        if (old.predicate, new.predicate) == ("plans_to", "did"):
            _verb, _, rest = new.object.partition(" ")
            return words_of(rest) <= words_of(old.object)
        wider = words_of(new.object) < words_of(old.object)
        return wider and (old.predicate, new.predicate) == ("likes", "dislikes")

    over = tuple(record for record in case.active if ends(record))
    return supersede(case, "contradicts", "That is over.", over, case.said_at) if over else verdict
    ### END SOLUTION


workshop.check("12.3", my_policy)

# %% [markdown]
# Once the check says *right*, look at its figures on stories that are drawn anew: write `policy = my_policy`,
# and run the cell.

# %%
import random

from memorykinds.workshop.stories import stories

policy = None

if policy:
    scored(policy, stories(random.Random(2026), 8))

# %% tags=["solution-only"]
policy = my_policy
scored(policy, stories(random.Random(2026), 8))

# %% [markdown]
# And in a real memory, where the offline model nominates. Until you set `policy`, this is what the default
# believes: one job of two, coffee that is liked and disliked, and a plan that has been carried out.

# %%
clock = mk.LessonClock("2026-03-01")
settings = mk.SemanticSettings(policy=policy or "bitemporal")
memory = mk.open(user="hanna", model=MODEL, clock=clock, ids=mk.counted_ids(), semantic=settings)
for words in ("I work at the museum. I like strong coffee. I want to visit Rome.",
              "I also work at the harbour. I hate coffee now. I visited Rome last week."):  # fmt: skip
    _ = memory.semantic.learn(words)
    clock.advance(days=60)

print(*(record.text for record in memory.semantic.all()), sep="\n")

# %% [markdown]
# Now be as strict with your own table as with a vendor's. The unseen stories come from the same hand and are
# of the same eight kinds as yours. Say "I want to sell the boat", then "I painted the boat": would your
# policy close the plan? "I like tennis shoes", then "I hate tennis"? The solution errs in both. What it gained
# is real *on these kinds*; what it costs elsewhere only other data can tell. `data/reconcile` has 47 cases
# that were not made for this, and lesson 4 shows how a policy is scored on them. (The solution loses none.)

# %% [markdown]
# ## Check yourself

# %%
workshop.quiz("12.q1")

# %%
workshop.quiz("12.q2")

# %%
workshop.quiz("12.q3")

# %%
workshop.quiz("12.q4")

# %% tags=["solution-only"]
for number in ("12.q1", "12.q2", "12.q3", "12.q4"):
    answer = workshop.quiz(number).question.right
    print(workshop.quiz(number).answer(answer), end="\n\n")

# %% [markdown]
# ## What you have seen
#
# A number belongs to a rule of matching, a set, a *k* and a baseline. *Any* and *all* are two numbers of one
# run. Chance is measured by drawing the questions again, in pairs; and what was chosen on one set is measured
# on another. And you have improved a part of a memory, and held it against what you had not seen.
#
# Before you believe a table, ask:
#
# - any or all? which *k*, of how many? which categories, and those without an answer?
# - which judge, which models? against what baseline?
# - how many questions, and which interval? tuned on what?
#
# In the source, `memorykinds/evaluate/` has the measures, and `docs/benchmarks.md` says what they show of this
# library.

# %% [markdown]
# ## Further reading
#
# - Christopher Manning, Prabhakar Raghavan and Hinrich Schütze, *Introduction to Information Retrieval*,
#   2008, chapter 8: precision, recall and what counts as relevant.
# - Adyasha Maharana and others, "Evaluating Very Long-Term Conversational Memory of LLM Agents", 2024,
#   arXiv:2402.17753: LoCoMo, with its five categories, one of them adversarial.
# - Di Wu and others, "LongMemEval: Benchmarking Chat Assistants on Long-Term Interactive Memory", 2024,
#   arXiv:2410.10813: questions over many sessions, some without an answer.
# - Philipp Koehn, "Statistical Significance Tests for Machine Translation Evaluation", EMNLP 2004: the
#   paired bootstrap.
# - Mark Smucker, James Allan and Ben Carterette, "A Comparison of Statistical Significance Tests for
#   Information Retrieval Evaluation", CIKM 2007.
