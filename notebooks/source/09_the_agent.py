# %% [markdown]
# # Lesson 9: The agent, in the hot path and in the background
#
# Somebody has to decide *when* an agent writes to its memory. While the user waits for the answer? Or later,
# when the talk is over? This lesson has the same talk both ways, counts what each costs, and then lets
# both crash.

# %% [markdown]
# ## What you will learn
#
# - the **hot path**: an agent with tools, which writes while it answers;
# - **reflection in the background**: a queue of talks, each learned once it rests;
# - what each remembers, when, for how many calls of a model, and what a crash takes;
# - how one agent serves many users without mixing them.
#
# Time: about 20 minutes of reading, 20 minutes of exercises.

# %% [markdown]
# ## Before you start
#
# Lesson 2, or that you know what a thread and a checkpointer are. No key, no network, no cost. Nothing here
# waits: the clock is moved by hand.
#
# The *offline model* is a set of patterns. It calls a tool for what is said plainly, and it always calls it when
# it understands. A language model understands more, and at times forgets to call. What we
# count below, calls and times, comes from the agent's code and would be of the same kind with either.

# %%
MODEL = "offline"

import tempfile
from pathlib import Path

from langchain.agents import create_agent
from langgraph.checkpoint.memory import InMemorySaver

import memorykinds as mk
from memorykinds import workshop
from memorykinds.agent import MemoryMiddleware, Reflection, memory_tools

# %% [markdown]
# Chloe shares a flat with Oskar and Mina. These are her words to an assistant; its answers will come from our
# agents.

# %%
talk = workshop.conversations("flat")[0].messages
said = [turn["content"] for turn in talk if turn["role"] == "user"][:5]
said.append("Never use sayings.")
for sentence in said:
    print("-", sentence)

# %%
folder = tempfile.TemporaryDirectory()
clock = mk.LessonClock("2026-01-18T19:45Z")
ids = mk.counted_ids()  # one counter for all: no id may come twice, not even after a restart
model = mk.chat_model(MODEL)
thread = {"configurable": {"thread_id": "sunday"}}


def open_memory(name):
    return mk.open(Path(folder.name) / name, user="chloe", model=MODEL, clock=clock, ids=ids)

# %% [markdown]
# ## 1. The hot path: the agent writes while it answers
#
# We hand the agent tools: one to manage memories, one to search them. When to call them, the model
# decides. **Predict**: Chloe says one sentence. How often is the model called until she
# has an answer?

# %%
trial = open_memory("trial.db")
agent = create_agent(model, memory_tools(trial))

state = agent.invoke({"messages": "I like rye bread."})
for message in state["messages"]:
    asked = [call["name"] for call in getattr(message, "tool_calls", [])]
    print(f"{message.type:6}", asked or message.text)

# %% [markdown]
# Twice: each line that begins with `ai` is one call of the model. The first asks for a tool; the tool
# writes; the second call turns the tool's words into an answer. Chloe waits for both. In return the
# fact is there at once, and she is told so.
#
# Now her whole talk, with a memory of its own. After each sentence we note how many facts it holds.

# %%
def converse(agent, memory):
    for number, sentence in enumerate(said, start=1):
        message = {"role": "user", "content": sentence, "id": f"chloe-{number}"}
        state = agent.invoke({"messages": [message]}, thread)
        print("facts:", len(memory.semantic.all()), " after:", sentence)
        clock.advance(minutes=0.2)
    return sum(message.type == "ai" for message in state["messages"])


hot = open_memory("hot.db")
hot_agent = create_agent(model, memory_tools(hot), checkpointer=InMemorySaver())
hot_calls = converse(hot_agent, hot)
print("calls of the model while Chloe waited:", hot_calls)

# %% [markdown]
# The facts grow while she talks. Where the model understood a sentence, it was called twice; where not,
# once, and nothing was kept. The flat in Ghent, Oskar's studies, his cats, and who cleans what are beyond the
# offline model's patterns.

# %% [markdown]
# ## 2. In the background: the talk is learned when it rests
#
# The other agent has no tools. Middleware shows it what is remembered, and when the agent has
# answered, hands the thread to a `Reflection`: a queue. A job in it is due 30 seconds after the *last* turn.
# Without `with`, no thread of Python's runs it; we say ourselves when to look, by `run_due()`.
#
# **Predict**: how many facts are there after each sentence?

# %%
background = open_memory("background.db")
reflection = Reflection(background, after=30)
remembering = MemoryMiddleware(background, reflect=reflection)
background_agent = create_agent(model, middleware=[remembering], checkpointer=InMemorySaver())

background_calls = converse(background_agent, background)
print("calls of the model while Chloe waited:", background_calls)

# %% [markdown]
# None, and the model was called once for each answer. Did the queue grow to six jobs?

# %%
for job in reflection.pending():
    print(f"{job.turns} turns of {job.thread!r}, due at {job.due:%H:%M:%S}, now {clock():%H:%M:%S}")
print("learned now:", reflection.run_due())

# %% [markdown]
# One job of twelve turns, six of hers and six answers: each turn took the place of the job before it and put
# it off. That is **debouncing**. It is not due yet, so nothing ran. Half a minute later:

# %%
clock.advance(minutes=0.5)
(update,) = reflection.run_due()
for decision in update.decisions:
    print(f"{decision.action:5} {decision.kind:10} {decision.text[:70]}")

# %%
for row in background.cost().rows:
    print(row.purpose, row.spent.calls)

# %% [markdown]
# One call for each of the three kinds, for the whole talk, while nobody waited.

# %% [markdown]
# ## 3. Side by side
#
# There is a third way: to learn in the background's manner, but after every answer and before the run ends
# (`reflect="now"`, which is what `mk.create_agent` does unless told otherwise). **Predict** which of the
# three asks the model most often.

# %%
eager = open_memory("eager.db")
eager_agent = mk.create_agent(eager, model=model, checkpointer=InMemorySaver())
eager_calls = converse(eager_agent, eager)

# %%
print("way         answering  learning  facts  episodes  rules")
for name, memory, calls in (
    ("hot path", hot, hot_calls),
    ("background", background, background_calls),
    ("now", eager, eager_calls),
):
    kinds = [len(getattr(memory, kind).all()) for kind in ("semantic", "episodic", "procedural")]
    print(f"{name:11} {calls:9} {memory.cost().total.calls:9} {kinds[0]:6} {kinds[1]:9} {kinds[2]:6}")

# %% [markdown]
# `answering` is what Chloe waited for: nine calls in the hot path, against six, one for each sentence, in the
# background. `learning` are the further calls: three in the background for the whole talk, and three times
# six where each answer was followed by learning the thread anew. The `now` way is shown in its plainest
# form; `mk.open(min_turns=4)` makes it cheaper.
#
# All three hold the same facts. The hot path has neither an episode nor a rule: its tool writes one kind,
# which we let be facts, and nobody decided to note "Never use sayings". One could give it a tool for rules as well;
# an episode shows only when it is over. With a language model the numbers vary: a talk in which
# little is worth keeping calls few tools.

# %%
for record in sorted(background.semantic.all(), key=lambda record: record.text):
    print(f"{record.text:45} from {record.provenance.turns} of {record.provenance.conversation}")

# %% [markdown]
# Each fact learned in the background knows the turn it came from. A tool believes what the agent hands
# it: that the *user* said so, only code that sees the conversation can check. So an agent that reads
# strangers' pages should not be able to write by a tool.

# %% [markdown]
# ### Exercise 9.1: the rule of the queue
#
# Write the debounce. `turns` are the seconds at which the turns of one thread came, in order. Return the
# seconds at which the thread is learned:
#
# 1. A run is due `after` seconds after the last turn that waits.
# 2. A talk may never rest: a run is due `longest` seconds after the *first* turn that waits, at the latest.
# 3. A run learns all that waits. A turn that comes at that very second, or later, waits for the next run.
#
# `longest` is never less than `after`. Example: `runs([0, 10, 100], after=30, longest=600)` is `[40, 130]`.

# %%
def runs(turns, after, longest):
    """Return the seconds at which a thread is learned."""
    ### BEGIN SOLUTION: rules 1 to 3
    times = []
    first = due = None
    for turn in turns:
        if due is not None and turn >= due:
            times.append(due)
            first = None
        first = turn if first is None else first
        due = min(turn + after, first + longest)
    return times if due is None else [*times, due]
    ### END SOLUTION


workshop.check("9.1", runs)

# %% [markdown]
# ## 4. What a crash takes
#
# A process may die at any moment. First the hot path. We stop a run in its midst, after the tool
# and before the answer, as if the machine had gone off. **Predict**: is the fact there?

# %%
def crash(agent, sentence, after, name):
    run = {"configurable": {"thread_id": name}}
    for step in agent.stream({"messages": sentence}, run):
        print("done:", *step)
        if after in step:
            break


crash(hot_agent, "I play the violin.", "tools", "crash-1")
print([r.text for r in hot.semantic.all() if "violin" in r.text])

# %% [markdown]
# It is there, though Chloe never got an answer. What the tool wrote is written. Had it stopped one step
# earlier, after the first `model`, it would not be: there is no queue that remembers the intent.

# %%
crash(hot_agent, "I play the cello.", "model", "crash-2")
print([r.text for r in hot.semantic.all() if "cello" in r.text])

# %% [markdown]
# Now the background. Chloe goes on talking; the run ends, so her turn is in the queue. Then the process
# is gone: we close the memory, and let nothing run. A new process opens the same file.
# (In a notebook we only close it; the library's own tests kill a process.)

# %%
background_agent.invoke({"messages": "I play the violin."}, thread)
background.close()

reopened = open_memory("background.db")
after_crash = Reflection(reopened, after=30)
print("facts about a violin:", [r.text for r in reopened.semantic.all() if "violin" in r.text])
print("jobs that wait:", len(after_crash.pending()))

# %%
clock.advance(minutes=5)
after_crash.run_due()
print("facts about a violin:", [r.text for r in reopened.semantic.all() if "violin" in r.text])

# %% [markdown]
# The job lay in the store, beside the memories, so whoever opens the store next runs it. (A run that dies
# before it has ended has handed in nothing yet. Here, too, there is a moment too early.) And if a process
# dies *while* it learns, the job comes back after a while and runs again: that costs its calls
# twice and changes nothing, since what is known is not added again. We learn the talk once more to see it:

# %%
before = len(reopened.semantic.all())
after_crash.submit([{"role": "user", "content": text} for text in said], thread="sunday")
after_crash.flush()
print("facts before and after:", before, len(reopened.semantic.all()))

# %% [markdown]
# ### Exercise 9.2: hot path, background, or both
#
# Four needs decide, each a field of a dictionary:
#
# | field | meaning |
# |---|---|
# | `confirm` | True: the user must be told, in the answer, what was stored |
# | `asked_elsewhere` | seconds until *another* thread may ask for it; None if that is no matter |
# | `whole_talk` | True: it shows only over several turns, such as how an attempt ended |
# | `strangers` | True: the agent reads pages or mail that others wrote |
#
# The background learns `after` seconds after the talk rests, so `asked_elsewhere` is met by it if it is
# no less than `after`. (The same thread needs no memory for this: it has the words.) Write the function
# that returns a set of `"hot path"` and `"background"`: each where it is needed, and not more.
# Safety comes before every other need. If nothing speaks for either, take the one for which the user
# waits less.

# %%
def choose(need, after):
    """Return which ways an agent should write its memory."""
    ### BEGIN SOLUTION: a set with one or both of the two ways
    ways = set()
    at_once = need["asked_elsewhere"] is not None and need["asked_elsewhere"] < after
    if (need["confirm"] or at_once) and not need["strangers"]:
        ways.add("hot path")
    if need["whole_talk"] or not ways:
        ways.add("background")
    return ways
    ### END SOLUTION


workshop.check("9.2", choose)

# %% [markdown]
# ## 5. Try it: a chat with its memory beside it
#
# `mk.chat` is an agent to talk to. `send` returns the turn: what was recalled, what was learned, and
# what both cost. Here the memory that came through the crash answers in a new thread.

# %%
lab = mk.chat(reopened)
turn = lab.send("What am I allergic to?")
print(turn.answer)
print("recalled:", [record.text for record in turn.recalled][:1])

# %%
lab

# %% [markdown]
# In words: at the left the question and its answer, with a field to write in; at the right what
# was recalled for it with a score, the rules in force, what was learned of this turn, and the calls
# that it cost. In a live notebook, write something there, and look at what it learns.

# %% [markdown]
# ## 6. Whose memory
#
# One agent serves many people. Its tools must know whose memory is meant, and the model must not be the one
# who says it. So a tool takes a **template**, filled in at each call from what the *application* hands to the
# run. `"{user_id}"` is the user's own; text around a place, as in `"team-{team}"`, names a memory that a team
# shares. What is missing is refused.

# %%
import logging

from memorykinds.agent import manage_memory_tool, search_memory_tool

logging.getLogger("memorykinds").setLevel(logging.ERROR)  # without the warning of a refusal
store = reopened.store
search = search_memory_tool(namespace="{user_id}", store=store)
for who in ({"user_id": "chloe"}, {"user_id": "oskar"}, {}):
    answer = search.invoke({"query": "violin", "limit": 1}, {"configurable": who})
    print(who, "->", "found" if "plays the violin" in answer else answer)

# %% [markdown]
# Chloe's run finds her violin, Oskar's finds nothing, and the run without a name is refused: in a sentence to the
# model, and in a warning in the log, which this cell has switched off.

# %% [markdown]
# ### Exercise 9.3: two houses, one Chloe each
#
# Your agent now serves many houses. Each run brings a `house`, a `user_id` and a `thread_id`. A `user_id` is
# unique **within a house** only: there is a Chloe in two of them. Make the two tools so that everybody
# finds their own facts again in a later thread, and nobody else's. Return them as `(manage, search)`.

# %%
def make_tools(store):
    """Return (manage, search): tools that keep each person's facts apart."""
    ### BEGIN SOLUTION: a tool to manage facts and one to search them, for the same people
    namespace = "{house}:{user_id}"
    manage = manage_memory_tool("semantic", namespace=namespace, store=store)
    return manage, search_memory_tool(namespace=namespace, store=store)
    ### END SOLUTION


workshop.check("9.3", make_tools)

# %% [markdown]
# ## Check yourself
#
# Choose and press *Answer*: every choice is explained then, the wrong ones too.

# %%
workshop.quiz("9.q1")

# %%
workshop.quiz("9.q2")

# %%
workshop.quiz("9.q3")

# %% tags=["solution-only"]
for number in ("9.q1", "9.q2", "9.q3"):
    right = workshop.quiz(number).question.right
    print(workshop.quiz(number).answer(right), end="\n\n")

# %% [markdown]
# ## What you have seen
#
# In the hot path a memory is there at once and the user is told, for a further call of the model while
# they wait; what the agent does not think of is not kept. In the background a talk is learned once, when it
# rests, in all three kinds and with its sources, and until then other threads do not know of it. A job
# that is in the store outlives its process; what was not handed in yet does not. The two go together: tools for
# "remember this", reflection for the rest.
#
# In the source, the rule of exercise 9.1 is `memorykinds/agent/reflection/rule.py`. How to take something out of a
# memory, and how others try to put something in, is the next lesson.

# %% [markdown]
# ## Further reading
#
# - Charles Packer and others, "MemGPT: Towards LLMs as Operating Systems", 2023, arXiv:2310.08560: a model
#   that manages its memory by calling functions, while it talks.
# - Joon Sung Park and others, "Generative Agents: Interactive Simulacra of Human Behavior", 2023,
#   arXiv:2304.03442: where reflection, as a step apart from acting, was made well known.
