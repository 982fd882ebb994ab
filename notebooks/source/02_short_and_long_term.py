# %% [markdown]
# # Lesson 2: Short-term against long-term
#
# A conversation grows, and the model can see only so much of it. This lesson fills a context window
# until something falls out, looks at what fell, and sets two memories side by side: the *thread*,
# which keeps every word of one conversation, and the *store*, which keeps what matters of all of
# them. At the end both go through a restart.

# %% [markdown]
# ## What you will learn
#
# - why a model knows what stands in its **context window** and nothing else, and what that costs;
# - what **trimming** and **summarizing** lose;
# - what a **checkpointer** keeps: the state of one thread;
# - what belongs into the thread, what into the store, and what into neither;
# - how to fill a window from both, within a budget of tokens.
#
# Time: about 20 minutes of reading, 20 minutes of exercises.

# %% [markdown]
# ## Before you start
#
# Lesson 1, or that you know what a semantic memory is. No key, no network, no cost.
#
# The *offline model* used here is a set of patterns and not a language model. It answers from
# memories that stand in its prompt as a block; it does **not** read a conversation as a language model
# would, and it cannot write a summary. So in parts 1 to 4 we do not ask it what it knows. We look into
# the window ourselves and see what *any* model could know. The windows, the trimming, the
# checkpointer and the memory are the real ones.

# %%
MODEL = "offline"

import memorykinds as mk
from memorykinds import workshop

model = mk.chat_model(MODEL)

# %% [markdown]
# ## 1. The window is all there is
#
# Yusuf is learning Japanese with an assistant. Over half a year they talk four times. Let us take it
# all as one long thread: a list of messages.

# %%
from langchain_core.messages import convert_to_messages

talks = workshop.conversations("language_learner")
thread = convert_to_messages([(m["role"], m["content"]) for t in talks for m in t.messages])

for message in thread[:4]:
    print(f"{message.type:5} {message.text}")
print("…", len(thread), "messages")

# %% [markdown]
# A model keeps nothing between two calls. To go on with a conversation, the program sends **all of it
# again**, and the new sentence with it. How long it may be is the size of the *context window*, measured in
# *tokens*: pieces of words, about four letters each in English. `count` below is LangChain's
# estimate (it also counts a few for the form of each message).
#
# **Predict**: the whole thread has 557 tokens. Yusuf speaks 21 times, and each time everything
# before is sent again. How many tokens are sent altogether?

# %%
from langchain_core.messages.utils import count_tokens_approximately as count

calls = [thread[: n + 1] for n, message in enumerate(thread) if message.type == "human"]
print("the whole thread:", count(thread), "tokens")
print("sent in all     :", sum(count(call) for call in calls), "tokens in", len(calls), "calls")

# %% [markdown]
# Eleven times the thread. A conversation that is twice as long costs about four times as much: each
# call is longer, and there are more of them. (A provider's prompt cache makes the repeated part cheaper;
# it does not make the window larger.)
#
# Real windows hold a hundred thousand tokens and more, and then the same happens later: after a week of
# work, or one long document. And a long window is not read evenly: studies find that what
# stands in its middle is used least (see "Further reading"). Here a small one of 200
# tokens will do.

# %% [markdown]
# ## 2. Trimming: the oldest goes first
#
# The simplest remedy is to cut. `trim_messages` keeps the newest messages that fit.
#
# **Predict**: in his first talk Yusuf said his name, where he lives, and one rule, "Always write the
# romaji too". In the third he said "Correct me at once from now on". Which of these are still in
# a window of 200 tokens?

# %%
from langchain_core.messages import trim_messages

window = trim_messages(
    thread, max_tokens=200, token_counter=count, strategy="last", start_on="human"
)
mk.context_view(window, budget=200)

# %% [markdown]
# 15 of 40 messages are left: 180 tokens by `count`. (The inspector counts the words alone, 116.) No
# name, no home, no romaji. The next cell says what is known in windows of several sizes.

# %%
SAID = {"name": "Yusuf", "romaji rule": "Always write the romaji",
        "brother": "My brother Emre", "correct at once": "Correct me at once"}  # fmt: skip

for size in (100, 200, 400, 800):
    kept = trim_messages(
        thread, max_tokens=size, token_counter=count, strategy="last", start_on="human"
    )
    words = " ".join(message.text for message in kept)
    known = [what for what, said in SAID.items() if said in words]
    print(f"{size} tokens: {len(kept):2} messages; known: {', '.join(known) or 'none of these'}")

# %% [markdown]
# In words: with 100 tokens none of the four is known, with 200 only the last rule, with 400 also the
# brother, and with 800 all, because then nothing was cut. **Trimming goes by age, not by worth.** A
# name and a rule for good are said at the beginning, so they are the first to go, while "Taberu" and
# "That works better" stay.

# %% [markdown]
# ### Exercise 2.1: trim it yourself
#
# Write the function. It gets the messages, a budget, and `count`, which says how many tokens a *list* of
# messages takes. Return the list that is to be sent:
#
# - a system message at the beginning (`type` "system"), if there is one, always stays;
# - of the rest the newest stay, without a gap, and as many as fit;
# - after the system message comes something the user said (`type` "human"): an answer without its
#   question confuses a model, and some providers refuse it;
# - all of it takes at most `budget` tokens.

# %%
def fit(messages, budget, count):
    """Return the messages that are to be sent: at most `budget` tokens."""
    ### BEGIN SOLUTION: the system message, and the newest that fit
    system = [m for m in messages[:1] if m.type == "system"]
    rest = messages[len(system) :]
    for start, message in enumerate(rest):
        if message.type == "human" and count(system + rest[start:]) <= budget:
            return system + rest[start:]
    return system
    ### END SOLUTION


workshop.check("2.1", fit)

# %% [markdown]
# ## 3. Summaries: shorter, and not for long
#
# Instead of cutting the old messages off, one can replace them by a summary. LangChain has a
# middleware that does so when the thread gets too long. **Predict** what this model, which
# cannot summarize, puts there.

# %%
from langchain.agents import create_agent
from langchain.agents.middleware import SummarizationMiddleware

shorter = SummarizationMiddleware(model, trigger=("tokens", 120), keep=("messages", 4))
state = create_agent(model, middleware=[shorter]).invoke({"messages": thread[:11]})

for message in state["messages"][:3]:
    print(f"{message.type:5} {message.text}\n")

# %% [markdown]
# The summary is empty words, and all that it stands for is lost: the name, the home, the
# teacher. A language model writes a far better one (try the switch). But three things hold for it, too:
#
# - what it leaves out is gone, and nobody knows yet what will be asked;
# - the next summary is made of this one, so what is old is summarized again and again;
# - it is part of *this* thread. The next conversation begins without it.
#
# So have what matters **learned before it is dropped**. This middleware does what LangChain's does,
# and gives what leaves the window to a long-term memory first.

# %%
from memorykinds.agent import EpisodicSummarization

clock = mk.LessonClock("2026-01-05T17:20")
memory = mk.open(user="yusuf", model=MODEL, clock=clock, ids=mk.counted_ids())
saved = EpisodicSummarization(memory, model=model, kinds=("semantic", "episodic"),
                              trigger=("tokens", 120), keep=("messages", 4))  # fmt: skip
_ = create_agent(model, middleware=[saved]).invoke({"messages": thread[:11]})

for record in memory.semantic.all() + memory.episodic.all():
    print(f"{record.kind:9} {record.text}")

# %% [markdown]
# The window is as short as before, and the summary as poor. But name, home, languages, teacher and
# the question that was asked are kept, each with its source, outside of any thread. The rule about
# romaji is not among them: we asked for facts and episodes alone (`kinds`), and its turn is still in
# the window.

# %% [markdown]
# ## 4. The checkpointer keeps a thread
#
# So far our program held the list of messages. In LangGraph a **checkpointer** does: after each step
# it saves the state of a *thread*, under the thread's name. `InMemorySaver` keeps it in this process.
#
# **Predict**: we tell the agent something in the thread "monday". What is in the thread "tuesday"?

# %%
from langgraph.checkpoint.memory import InMemorySaver

agent = create_agent(model, checkpointer=InMemorySaver())


def config(name):
    return {"configurable": {"thread_id": name}}


def words_of(agent, name):
    messages = agent.get_state(config(name)).values.get("messages", [])
    return [f"{message.type}: {message.text}" for message in messages]


_ = agent.invoke({"messages": "Hi, my name is Yusuf. I live in Rotterdam."}, config("monday"))
_ = agent.invoke({"messages": "I want to take the N5 exam in July."}, config("monday"))
for name in ("monday", "tuesday"):
    print(name, *(text[:60] for text in words_of(agent, name)), sep="\n  ")

# %% [markdown]
# We sent one new sentence each time, and the checkpointer added it to what was there. Monday is complete,
# to the letter. Tuesday is empty: it is the same user, and another thread. That is no fault. A
# thread is *short-term memory*: the state of one piece of work.
#
# A checkpointer saves each step, so you may go on after a crash, let a person decide in the
# middle, or return to an earlier state. What it does not do is choose, resolve or forget. The list
# of steps, read from below: nothing, a sentence, its answer, the next sentence, its answer.

# %%
steps = list(agent.get_state_history(config("monday")))
for step in steps:
    print(f"step {step.metadata['step']:2}: {len(step.values.get('messages', []))} messages")

# %% [markdown]
# ## 5. The store keeps what all threads need
#
# Now the same with a long-term memory. `mk.create_agent` is LangChain's agent with a memory in front
# of it: before each answer it recalls, and after it, it learns. The memory lies in a **store**, in the
# namespace of the *user*; no thread owns it.
#
# **Predict**: Tuesday's thread is new and empty. Can the agent answer there?

# %%
import tempfile
from pathlib import Path

from memorykinds.agent import MemoryMiddleware

folder = tempfile.TemporaryDirectory()  # gone when the notebook is closed
file = Path(folder.name) / "yusuf.db"
memory = mk.open(file, user="yusuf", model=MODEL, clock=clock, ids=mk.counted_ids())
remembering = MemoryMiddleware(memory, k=3)
agent = mk.create_agent(remembering, model=model, checkpointer=InMemorySaver())

_ = agent.invoke({"messages": "Hi, my name is Yusuf. I live in Rotterdam."}, config("monday"))
_ = agent.invoke({"messages": "Always write the romaji too."}, config("monday"))
_ = agent.invoke({"messages": "Which city do I live in?"}, config("tuesday"))
print(*words_of(agent, "tuesday"), sep="\n")

# %% [markdown]
# It can. Tuesday's thread holds two messages and no memory. The memories were put into the
# *request*, for this one call, and then they were gone. This is what the model saw:

# %%
remembering.last("tuesday").view()

# %% [markdown]
# First the rule, in the system prompt. Then, before the user's words, the facts in a block that is marked
# as data. So there are two memories, which differ in nearly everything:
#
# | | the thread (short-term) | the store (long-term) |
# |---|---|---|
# | belongs to | one conversation | one user |
# | kept by | a checkpointer | a store, here a file |
# | holds | every message, to the letter | few facts, episodes, rules |
# | when something changes | both sentences stand there | the old one is closed |
# | gets into the prompt | whole, until it is cut | what fits the question |
# | ends | with the work | when it is forgotten on purpose |

# %% [markdown]
# ### Exercise 2.2: where does it belong?
#
# Nine things come up while an agent works. Say for each number where it belongs: `"thread"` (needed
# until this work is done, and nowhere else), `"store"` (it will matter in other conversations as
# well), or `"neither"` (it should not be kept at all, or can be looked up again at any time).

# %%
for number, thing in workshop.given("2.2").items():
    print(number, thing)

# %%
### BEGIN SOLUTION: a place for each number, like {1: "thread", 2: …}
places = {
    1: "thread",
    2: "neither",
    3: "neither",
    4: "neither",
    5: "store",
    6: "store",
    7: "store",
    8: "thread",
    9: "thread",
}
### END SOLUTION
workshop.check("2.2", places)

# %% [markdown]
# ### Exercise 2.3: fill the window from both
#
# Here is the heart of every agent with a memory. Write the function that makes the list of messages for one
# call:
#
# - first one system message: the rules (`memory.rules().render()`) and what is recalled for the
#   question (`memory.recall(question, k=3, budget=…)`, which takes a budget of tokens of its own);
# - then the newest of the thread, as many as there is room for;
# - last the question, as the user's message;
# - all of it within `budget`, by the same `count`.
#
# The thread is too long for the window, and what the question is about was said long ago. Decide
# what is to go short. If you have solved 2.1, use `fit`.

# %%
from langchain_core.messages import HumanMessage, SystemMessage


def fill(memory, thread, question, budget, count):
    """Return the messages of one call: from the store, from the thread, and the question."""
    ### BEGIN SOLUTION: a system message, the newest of the thread, and the question
    recalled = memory.recall(question, k=3, budget=budget // 3)
    system = SystemMessage(f"# Rules\n{memory.rules().render()}\n\n{recalled.prompt}")
    return fit([system, *thread, HumanMessage(question)], budget, count)
    ### END SOLUTION


workshop.check("2.3", fill)

# %% [markdown]
# ## 6. A restart
#
# Both memories side by side: on the left what Monday's thread holds, on the right what is known of
# Yusuf.

# %%
from itertools import zip_longest


def side_by_side(short, long):
    print(f"{'SHORT-TERM: the thread monday':46} | LONG-TERM: what is known of yusuf")
    for left, right in zip_longest(short, long, fillvalue=""):
        print(f"{left[:46]:46} | {right[:52]}".rstrip())


def known(memory):
    kinds = (memory.semantic, memory.episodic, memory.procedural)
    return [f"{record.kind}: {record.text}" for kind in kinds for record in kind.all()]


side_by_side(words_of(agent, "monday"), known(memory))

# %% [markdown]
# Now the program ends, and another begins. This is not played: the next cell writes a small program,
# and starts it in **a process of its own**, which shares nothing with this notebook but the file.
#
# **Predict** what each column will hold.

# %%
memory.close()
program = file.with_name("tomorrow.py")
program.write_text("""
import json, sys
import memorykinds as mk
from langgraph.checkpoint.memory import InMemorySaver

clock = mk.LessonClock("2026-01-06T17:00")
memory = mk.open(sys.argv[1], user="yusuf", model=sys.argv[2], clock=clock)
agent = mk.create_agent(memory, model=sys.argv[2], checkpointer=InMemorySaver())
monday = {"configurable": {"thread_id": "monday"}}
before = [m.text for m in agent.get_state(monday).values.get("messages", [])]
kinds = (memory.semantic, memory.episodic, memory.procedural)
known = [f"{record.kind}: {record.text}" for kind in kinds for record in kind.all()]
answer = agent.invoke({"messages": "Which city do I live in?"}, monday)["messages"][-1].text
print(json.dumps({"short": before, "long": known, "answer": answer}))
""")  # fmt: skip
print("written:", program.name)

# %%
import json
import subprocess
import sys

tomorrow = subprocess.run(
    [sys.executable, program, file, MODEL], capture_output=True, text=True, check=True
)
told = json.loads(tomorrow.stdout)
side_by_side(told["short"], told["long"])
print("\nAsked again:", told["answer"])

# %% [markdown]
# The thread is gone, and every word with it: `InMemorySaver` lived in the process that ended. The
# memory was in a file, so all of it is there, and the agent answers.
#
# A thread can be kept in a file as well. `pip install langgraph-checkpoint-sqlite` brings `SqliteSaver`,
# a checkpointer like this one; `examples/short_and_long.py` of this project runs the same scene with it,
# and there Monday's thread goes on after the restart. It is worth having: nobody wants to lose the
# work of an hour. But look at what it would change here. *Monday* would be complete again. *Tuesday* would
# still be empty. **To last is not what makes a memory long-term**: it is to be there in the next
# conversation, short, and true today.

# %% [markdown]
# ## Check yourself
#
# Choose and press *Answer*: every choice is explained then, the wrong ones too.

# %%
workshop.quiz("2.q1")

# %%
workshop.quiz("2.q2")

# %%
workshop.quiz("2.q3")

# %% tags=["solution-only"]
for number in ("2.q1", "2.q2", "2.q3"):
    right = workshop.quiz(number).question.right
    print(workshop.quiz(number).answer(right), end="\n\n")

# %% [markdown]
# ## What you have seen
#
# A model knows its window, and each call pays for all of it. Trimming drops what is oldest, a summary
# what its writer thought unimportant; both may take what matters. A checkpointer keeps one thread to
# the letter, and knows nothing of the next. A store keeps little, for all threads of a user, and gives
# back what fits the question. An agent fills its window from both, within a budget.
#
# In the source, `memorykinds/agent/middleware.py` puts memories into a request, and
# `memorykinds/agent/summarization.py` learns what leaves the window.

# %% [markdown]
# ## Further reading
#
# - Nelson F. Liu and others, "Lost in the Middle: How Language Models Use Long Contexts", 2023,
#   arXiv:2307.03172: what stands in the middle of a long window is used least.
# - Charles Packer and others, "MemGPT: Towards LLMs as Operating Systems", 2023, arXiv:2310.08560: the
#   window as working memory, and a model that moves things in and out of it.
# - Richard Atkinson and Richard Shiffrin, "Human Memory: A Proposed System and its Control Processes",
#   1968: where the distinction of a short-term and a long-term store comes from.
