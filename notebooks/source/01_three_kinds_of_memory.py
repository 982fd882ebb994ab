# %% [markdown]
# # Lesson 1: Three kinds of memory
#
# An agent that talks to you today has forgotten you tomorrow. This lesson gives one a long-term
# memory, and opens every box on the way: what it kept, from which sentence, why, and how it finds
# it again.

# %% [markdown]
# ## What you will learn
#
# - what **semantic**, **episodic** and **procedural** memory are, and what each is good for;
# - how a conversation becomes memories: *the model nominates, code decides*;
# - what happens to a memory when the world changes;
# - how a memory is found again, and how to ask why another one was not;
# - what each kind is good for: the same question, with one kind after another switched off.
#
# Time: about 25 minutes of reading, 15 minutes of exercises.

# %% [markdown]
# ## Before you start
#
# You need to read a little Python; nothing else. No key, no network, no cost: the *offline model*
# used here is a set of patterns and not a language model. It finds what is said plainly and misses
# the rest: on 94 cases that were set aside it had precision 1.00 and recall 0.84, and on real
# talk much less (you will see it miss). Everything behind it is what a production agent runs.
#
# Run the cells from top to bottom with **Shift + Enter**, and change anything you like: your
# results change with it. Where you read **Predict**, say what you expect before you run the cell;
# what surprises you is what you learn from. The exercises have a blank, "Your turn", and the cell
# below it says what is wrong with what you wrote, and where to look.
#
# The next cell has the one switch of this lesson. With a key in your environment (`OPENAI_API_KEY`)
# and `MODEL = "openai:gpt-4o-mini"` a language model does the work instead, for a few cents. It
# finds more, and words it in its own way: then what you see is not what is printed here.

# %%
MODEL = "offline"

import memorykinds as mk
from memorykinds import workshop

# %% [markdown]
# ## 1. An agent forgets
#
# Here is a chat model. We tell it something, and then, in a new conversation, ask for it.
# **Predict** what it answers.

# %%
model = mk.chat_model(MODEL)
print(model.invoke("I live in Turin.").text)

# %%
print(model.invoke("Where do I live?").text)

# %% [markdown]
# It does not know. That is not a weakness of this little model: the largest one answers the same,
# because a model sees only what stands in its prompt, the *context window*. What was said in an
# earlier conversation does not stand there.
#
# So somebody must keep what matters and put it back into the prompt when it matters. That is what
# a memory does. Let us open one.

# %% [markdown]
# ## 2. A conversation becomes memories
#
# A memory belongs to one user. Without a file name it lives only as long as this notebook
# (`mk.open("ada.db", user="ada")` would keep it). The clock and the ids are set by hand, so that
# you see the same times and names as everyone else who takes this lesson.
#
# **Predict** before you run the second cell: which of Ada's sentences will be remembered, and in
# which of the three kinds?

# %%
clock = mk.LessonClock("2026-05-03T09:10")
memory = mk.open(user="ada", model=MODEL, clock=clock, ids=mk.counted_ids())
memory

# %%
may = [
    ("user", "Hi, I'm Ada. I live in Turin and I work as a civil engineer."),
    ("assistant", "Welcome, Ada! What can I do for you?"),
    ("user", "My brother Max plays the drums. I'm allergic to peanuts."),
    ("assistant", "Good to know."),
    ("user", "Could you plan a weekend in Genoa?"),
    ("assistant", "With pleasure! Genoa, once a proud maritime republic, rises steeply from its "
                  "harbour. On Saturday you might begin with the aquarium, and then walk up "
                  "through the old town."),
    ("user", "Too long. Please always answer in bullet points."),
    ("assistant", "- Saturday: aquarium, old town"),
    ("user", "Perfect, thanks!"),
]

update = memory.learn(may)
print(update.ledger())

# %% [markdown]
# That is the **ledger**: one line for every candidate, with what was done, the reason as a code,
# the kind of memory, and the turns of the conversation that say it (`t1` is the first). Nothing
# vanishes in silence: what is refused stands there as well.
#
# Three kinds came out of one conversation. Let us look at each.

# %% [markdown]
# ## 3. Semantic memory: what is true
#
# *"Paris is in France."* Facts, each complete in itself. The split into subject, predicate and
# object is there for code: it is how two sentences can be seen to speak of the same thing.

# %%
for record in memory.semantic.all():
    fact = record.content
    print(f"{record.id:8} {fact.subject:5} | {fact.predicate:12} | {fact.object}")

# %% [markdown]
# Around each content stands a **record**: since when it is true, when it was written, and its
# *provenance*, the very words it came from. A memory that cannot say where it comes from cannot
# be trusted.

# %%
homes = [record for record in memory.semantic.all() if "Turin" in record.text]
for home in homes:
    print(home.text)
    print("true since   ", home.valid_from)
    print("learned from ", home.provenance.turns, "of", home.provenance.conversation)
    print("in the words ", home.provenance.excerpt)

# %% [markdown]
# ## 4. Episodic memory: what happened
#
# *"My first day at work."* An episode tells an experience so that it helps the next time: what was
# wanted, what was done, how it ended.

# %%
for record in memory.episodic.all():
    for field in ("title", "situation", "action", "outcome", "lesson"):
        print(f"{field:10} {getattr(record.content, field) or '-'}")

# %% [markdown]
# Look at the lesson: the plan was right only after a correction, and next time the correction
# should not be needed. The offline model can only quote; a language model would tell the same
# episode in its own words.

# %% [markdown]
# ## 5. Procedural memory: how to behave
#
# *How to ride a bicycle.* Rules that feedback has taught the agent. They are not searched for:
# all that are in force stand in the system prompt.

# %%
book = memory.rules()
print("version", book.version)
print(book.render())

# %% [markdown]
# Feedback can also come from outside of the conversation: a button, a review, your own word.

# %%
update = memory.procedural.learn("Thanks for the plan.", feedback="Never use emojis.")
print(update.ledger())

# %% [markdown]
# ### Exercise 1.1: tell the three kinds apart
#
# Here are six things an agent might keep. Say for each number which kind of memory it belongs to:
# `"semantic"`, `"episodic"` or `"procedural"`.

# %%
for number, sentence in workshop.given("1.1").items():
    print(number, sentence)

# %%
### BEGIN SOLUTION: a kind for each number, like {1: "semantic", 2: …}
kinds = {
    1: "episodic",
    2: "semantic",
    3: "semantic",
    4: "procedural",
    5: "episodic",
    6: "procedural",
}
### END SOLUTION
workshop.check("1.1", kinds)

# %% [markdown]
# ## 6. Inside: the model nominates, code decides
#
# How did "I live in Turin" become `fact-2`? Every run keeps a **trace** of its seven steps.

# %%
update = memory.learn([("user", "I live in Turin, and I play chess on Sundays.")])
trace = update.trace("semantic")
print(trace)

# %% [markdown]
# Step 3 is the exact prompt. This is the part that holds the data: what is known already, by
# number, and the conversation. It is JSON between tags, so that no sentence of a user can pretend
# to be an instruction or another turn.

# %%
print(trace.step("prompt").data[1]["text"])

# %% [markdown]
# **Predict**: one of the two sentences was known already. What will the model propose for it?
#
# Step 4 is what the model answered. It proposes; it changes nothing.

# %%
for candidate in trace.step("candidates").data:
    content = candidate["content"]
    print(content["text"], "| same as", candidate["same_as"], "| evidence", candidate["evidence"])

# %% [markdown]
# And then plain code decided, by a policy you can read
# (`memorykinds/managers/policies/bitemporal.py`). The home was known, so nothing was written. That is why
# saying a thing twice changes nothing.

# %%
for decision in update.decisions:
    if decision.kind == "semantic":
        print(f"{decision.action:5} {decision.text}")
        print(f"      because: {decision.detail}")

# %% [markdown]
# You may ask for the decisions without their effect: a **plan** writes nothing until you apply it.

# %%
plan = memory.plan("Please forget that Max plays the drums.")
print(plan.ledger())
print("still there:", *(record for record in memory.semantic.all() if "drums" in record.text))

# %% [markdown]
# ## 7. The world changes
#
# A month goes by, and Ada moves. **Predict**: what happens to the memory that she lives in Turin?

# %%
clock.advance(days=36)
june = [("user", "Hello again! I moved to Berlin last week.")]
update = memory.learn(june)
print(update.ledger())
print()
for decision in update.decisions[:1]:
    print(decision.detail)

# %% [markdown]
# A person has one home at a time, and code knows that (many hobbies are fine). So the new home
# **supersedes** the old one. Superseded is not deleted: the old fact got an end.

# %%
for record in memory.semantic.all(active=False):
    if record.content.predicate == "lives_in":
        end = f"{record.valid_to:%Y-%m-%d}" if record.valid_to else "today"
        print(f"{record.valid_from:%Y-%m-%d} to {end:10}  {record.state:10}  {record.text}")

# %% [markdown]
# The end is 1 June, not the day on which we heard of it: "last week" was counted from the turn
# that says it. There are two questions about time, and they have two answers.
#
# - What was **believed** on 5 June? The memory had not heard of the move yet.
# - What was **true** on 5 June, as far as is known today?

# %%
from datetime import datetime, timezone

june_5 = datetime(2026, 6, 5, tzinfo=timezone.utc)

believed = memory.at(june_5).of("semantic")
true = memory.at(clock()).true_on(june_5)

print("believed:", [r.content.object for r in believed if r.content.predicate == "lives_in"])
print("true:    ", [r.content.object for r in true if r.kind == "semantic"
                    and r.content.predicate == "lives_in"])

# %% [markdown]
# Both come from the **journal**, a log to which every change is added and from which nothing is
# taken. It tells the life of each memory, and it can take an update back.

# %%
for home in homes:
    for event in memory.history(home.id):
        print(f"{event.at:%Y-%m-%d}  {event.action:6} because {event.reason}")

# %% [markdown]
# ### Exercise 1.2: believed and true
#
# Write a function that tells, for any memory and any day, which home was *believed* on that day and
# which was *true*, as far as is known at `now`. It returns the two names as a pair, and None for
# a home that nobody knows. The cell above has all you need; the checker tries people whom you have
# not met.

# %%
def homes(memory, day, now):
    """Return (believed, true): where the user lived on `day`."""
    ### BEGIN SOLUTION: believed and true, as in the cell above
    def home(records):
        for record in records:
            if record.kind == "semantic" and record.content.predicate == "lives_in":
                return record.content.object
        return None

    return home(memory.at(day).of("semantic")), home(memory.at(now).true_on(day))
    ### END SOLUTION


workshop.check("1.2", homes)

# %% [markdown]
# ## 8. Found again
#
# Now the question that the agent could not answer.

# %%
recall = memory.recall("Which city does the user live in now?", k=3)
print(recall.explain())

# %% [markdown]
# Query and memory are turned into vectors by a small neural network that runs on your machine;
# the *similarity* comes from the cosine of the two. *Lexical* is the share of the question's words
# that a memory holds, where rare words count more. *Recency* and *importance* add a little. Each
# column is what that term adds, and a row's columns add up to its score (but for rounding): no
# number is hidden.
#
# What the agent gets is this block, marked as data, with ids and dates:

# %%
print(recall.prompt)

# %%
system = f"# Rules\n{memory.rules().render()}\n\n{recall.prompt}"
print(model.invoke([("system", system), ("human", "Where do I live?")]).text)

# %% [markdown]
# The same model as in part 1, and the same question. The difference is the prompt: facts from
# semantic memory, and, as the bullet shows, a rule from procedural memory.
#
# And why did it *not* recall Turin, or the allergy?

# %%
for record in memory.semantic.all(active=False):
    for what, word in (("Turin:  ", "Turin"), ("Allergy:", "peanuts")):
        if word in record.text:
            print(what, recall.why_not(record.id))

# %% [markdown]
# ### Exercise 1.3: write the prompt yourself
#
# You have seen all that an agent needs. Write the function that makes its system prompt: the rules
# that are in force, and what is recalled for the question. No more than that: a prompt that holds
# every memory costs tokens and hides what matters.

# %%
def system_prompt(memory, question):
    """Return the system prompt for a question: the rules, and what is recalled."""
    ### BEGIN SOLUTION: the rules, and what is recalled for the question
    return f"# Rules\n{memory.rules().render()}\n\n{memory.recall(question, k=3).prompt}"
    ### END SOLUTION


workshop.check("1.3", system_prompt)

# %% [markdown]
# ## 9. With one kind switched off
#
# What is each kind good for? Take it away and ask again. Two questions, each with all three kinds
# and then with one of them left out of the prompt. **Predict** which answers change.

# %%
KINDS = ("semantic", "episodic", "procedural")


def answer(question, kinds):
    parts = []
    if "procedural" in kinds:
        parts.append("# Rules\n" + memory.rules().render())
    searched = [kind for kind in kinds if kind != "procedural"]
    parts.append(memory.recall(question, kinds=searched, k=1).prompt)
    return model.invoke([("system", "\n\n".join(parts)), ("human", question)]).text


for question in ("What am I allergic to?", "How did the weekend plan for Genoa go?"):
    print("QUESTION:", question)
    for off in (None, *KINDS):
        print(f"\n[{off or 'nothing'} switched off]")
        print(answer(question, [kind for kind in KINDS if kind != off]))
    print("\n" + "-" * 60)

# %% [markdown]
# In words: without *semantic* memory the agent does not know the allergy. Without *episodic* memory
# it does not know how the plan went. Without *procedural* memory it knows everything and says it in
# the way that Ada did not want: no bullet point, and nobody told it to be short. No kind stands in
# for another.

# %% [markdown]
# ## 10. Where it lies
#
# A memory is kept in a *store*, in the **namespace** of its user and kind. Each namespace has a
# FAISS index of its own, so kinds never mix, and another user's memories are never even looked at.

# %%
for namespace in memory.store.list_namespaces():
    print(namespace, len(memory.store.search(namespace, limit=100)), "items")

# %%
grace = mk.open(store=memory.store, user="grace", clock=clock, ids=mk.counted_ids())
print("Grace recalls:", grace.recall("Where does the user live?").hits)

# %% [markdown]
# ## 11. What this model misses
#
# Honesty about the tool: the offline model reads plain sentences. This one it does not understand,
# although you do at once.

# %%
print(memory.plan("My sister's place in Lyon is where you'd find me these days.").ledger())

# %% [markdown]
# It would rather miss than invent. With the switch at the top a language model nominates instead,
# through the same prompt, the same guard and the same policy; not another line of this notebook
# changes.

# %% [markdown]
# ## Check yourself
#
# Choose and press *Answer*: every choice is explained then, the wrong ones too. Where no button
# shows, answer with a letter, as the last line says.

# %%
workshop.quiz("1.q1")

# %%
workshop.quiz("1.q2")

# %%
workshop.quiz("1.q3")

# %% tags=["solution-only"]
for number in ("1.q1", "1.q2", "1.q3"):
    right = workshop.quiz(number).question.right
    print(workshop.quiz(number).answer(right), end="\n\n")

# %% [markdown]
# ## What you have seen
#
# One conversation became facts, an episode and rules, each with its source. A policy in plain code
# decided what to keep, and said why. A changed fact was closed and not lost, recall showed every
# number, and each kind was missed when it was gone. In the source,
# `memorykinds/managers/manager.py` is the pipeline of part 6, and `memorykinds/recall/weights.py`
# the score of part 8.
#
# To go on by yourself, write a sentence of your own between the quotes, run the cell, and read the
# decision. Then try one that contradicts it. As long as the quotes are empty, it does nothing.

# %%
sentence = ""

if sentence:
    print(memory.learn(sentence).ledger())

# %% [markdown]
# ## Further reading
#
# - Endel Tulving, "Episodic and Semantic Memory", in *Organization of Memory*, 1972: where the
#   distinction of the first two kinds comes from.
# - Theodore Sumers, Shunyu Yao, Karthik Narasimhan and Thomas Griffiths, "Cognitive Architectures
#   for Language Agents", 2023: the three kinds in agents made of language models.
# - Joon Sung Park and others, "Generative Agents: Interactive Simulacra of Human Behavior", 2023:
#   recall by recency, importance and relevance.
