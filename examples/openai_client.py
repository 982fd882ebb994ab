"""Memory for the bare OpenAI client: no LangChain, no framework, a loop of twenty lines.

    OPENAI_API_KEY=... python examples/openai_client.py "I live in Turin." "Where do I live?"

Each question is a conversation of its own; what the model stored in the first it finds in the
second. With OPENAI_BASE_URL set, a server that speaks OpenAI's protocol answers.
"""

import sys

from openai import OpenAI, OpenAIError

import memorykinds as mk
from memorykinds.agent import functions

MODEL = "gpt-4o-mini"
PROMPT = "You are a helpful assistant with a long-term memory."


def main() -> None:
    """Answer each question of the command line."""
    try:
        client = OpenAI()
    except OpenAIError:
        sys.exit(
            "There is no key: set OPENAI_API_KEY, and for a server of your own OPENAI_BASE_URL."
        )
    with mk.open("ada.db", user="ada") as memory:
        for question in sys.argv[1:]:
            print(">", question)
            print(answer(client, memory, question))


def answer(client: OpenAI, memory: mk.Memory, question: str) -> str:
    """Ask the model, and do what it wants to be done, until it answers in words."""
    offered = {function["name"]: function for function in functions(memory)}
    tools = [
        {
            "type": "function",
            "function": {
                "name": function["name"],
                "description": function["description"],
                "parameters": function["parameters"],
                "strict": True,
            },
        }
        for function in offered.values()
    ]
    messages = [{"role": "system", "content": PROMPT}, {"role": "user", "content": question}]
    while True:
        reply = client.chat.completions.create(model=MODEL, messages=messages, tools=tools)
        message = reply.choices[0].message
        if not message.tool_calls:
            return message.content or ""
        messages.append(message)
        for call in message.tool_calls:
            told = offered[call.function.name]["call"](call.function.arguments)
            print(f"  [{call.function.name}] {told}")
            messages.append({"role": "tool", "tool_call_id": call.id, "content": told})


if __name__ == "__main__":
    main()
