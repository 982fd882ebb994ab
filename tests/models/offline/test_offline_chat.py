import asyncio
import json

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_tool
from offline_prompts import prompt, rows

from memorykinds.kinds import EpisodeProposal, FactProposal, RuleProposal
from memorykinds.kinds.blocks import render_block
from memorykinds.models.offline import OfflineChatModel

MODEL = OfflineChatModel()
ADA = prompt(rows("Hi, I'm Ada and I live in Turin."))


@pytest.mark.parametrize("form", [FactProposal, EpisodeProposal, RuleProposal])
def test_each_form_is_answered_by_a_call_of_its_own_tool(form):
    answer = MODEL.bind_tools([form], tool_choice="any").invoke(ADA)
    assert [call["name"] for call in answer.tool_calls] == [form.__name__]
    form.model_validate(answer.tool_calls[0]["args"])


def test_structured_output_takes_a_class_a_dict_schema_and_include_raw():
    by_class = MODEL.with_structured_output(FactProposal).invoke(ADA)
    by_dict = MODEL.with_structured_output(convert_to_openai_tool(FactProposal)).invoke(ADA)
    raw = MODEL.with_structured_output(FactProposal, include_raw=True).invoke(ADA)
    assert FactProposal.model_validate(by_dict) == by_class == raw["parsed"]
    assert isinstance(raw["raw"], AIMessage)
    assert raw["parsing_error"] is None


def test_a_tool_can_be_chosen_by_its_name():
    bound = MODEL.bind_tools([FactProposal, RuleProposal], tool_choice="RuleProposal")
    assert bound.invoke(ADA).tool_calls[0]["name"] == "RuleProposal"


def test_the_same_prompt_has_the_same_answer():
    assert MODEL.bind_tools([FactProposal]).invoke(ADA).tool_calls == (
        OfflineChatModel().bind_tools([FactProposal]).invoke(ADA).tool_calls
    )


def test_a_repair_is_answered_from_the_first_human_message():
    repaired = [*ADA, ("ai", "{}"), ("human", "That answer cannot be used: … Answer again.")]
    assert MODEL.with_structured_output(FactProposal).invoke(repaired) == (
        MODEL.with_structured_output(FactProposal).invoke(ADA)
    )


def test_a_prompt_without_blocks_gives_an_empty_proposal():
    found = MODEL.with_structured_output(FactProposal).invoke("I live in Turin.")
    assert found == FactProposal()


def test_streaming_gives_the_same_words_one_by_one():
    chunks = list(MODEL.stream("Where do I live?"))
    whole = MODEL.invoke("Where do I live?").content
    assert "".join(str(chunk.content) for chunk in chunks) == whole
    assert len(chunks) > 5


def test_streamed_tool_calls_add_up_to_the_call():
    bound = MODEL.bind_tools([FactProposal])
    whole = None
    for chunk in bound.stream(ADA):
        whole = chunk if whole is None else whole + chunk
    assert whole.tool_calls[0]["args"] == bound.invoke(ADA).tool_calls[0]["args"]


def test_it_answers_asynchronously():
    assert asyncio.run(MODEL.ainvoke("Where do I live?")).content


def test_a_stop_word_ends_the_answer():
    assert "pattern" not in str(MODEL.invoke("Where do I live?", stop=["pattern"]).content)


def memories(*lines):
    return render_block("memories", [{"id": f"m{n}", "text": t} for n, t in enumerate(lines)])


def test_a_question_is_answered_from_the_memories_in_the_prompt():
    system = SystemMessage(memories("The user lives in Berlin.", "The user likes jazz."))
    answer = MODEL.invoke([system, HumanMessage("Where do I live?")])
    assert answer.content == "From memory: The user lives in Berlin."


def test_memories_may_stand_in_the_human_message():
    message = f"{memories('The user prefers dark mode.')}\n\nWhich theme do I like?"
    assert "dark mode" in str(MODEL.invoke(message).content)


def test_what_no_memory_says_is_not_known_and_it_says_what_it_is():
    answer = str(MODEL.invoke("Who won the match?").content)
    assert "don't know" in answer
    assert "pattern model" in answer


def test_it_obeys_a_rule_for_bullets_and_admits_a_language_it_cannot_write():
    system = "# Rules\n- Answer in bullet points.\n- Answer in French.\n\n" + memories(
        "The user lives in Berlin."
    )
    answer = str(MODEL.invoke([SystemMessage(system), HumanMessage("Where do I live?")]).content)
    assert "- The user lives in Berlin." in answer
    assert "French" in answer


def test_a_short_answer_is_kept_short():
    system = "# Rules\n- Keep answers short and concise.\n\n" + memories(
        "The user likes " + "x " * 400
    )
    answer = str(MODEL.invoke([SystemMessage(system), HumanMessage("What do I like?")]).content)
    assert len(answer) <= 160


@tool
def search_memory(query: str) -> str:
    """Search the memories."""
    return query


@tool
def manage_memory(content: str, action: str = "create") -> str:
    """Keep a memory."""
    return content + action


TOOLS = [search_memory, manage_memory]


def test_it_searches_when_the_context_does_not_answer():
    answer = MODEL.bind_tools(TOOLS).invoke("Where do I live?")
    assert [(c["name"], c["args"]) for c in answer.tool_calls] == [
        ("search_memory", {"query": "Where do I live?"})
    ]


def test_it_answers_from_what_the_search_found():
    asked = HumanMessage("Where do I live?")
    call = MODEL.bind_tools(TOOLS).invoke([asked])
    found = ToolMessage(
        json.dumps([{"value": {"content": {"text": "The user lives in Oslo."}}}]),
        tool_call_id=call.tool_calls[0]["id"],
    )
    assert "Oslo" in str(MODEL.bind_tools(TOOLS).invoke([asked, call, found]).content)


def test_it_keeps_what_the_user_states():
    answer = MODEL.bind_tools(TOOLS).invoke("I live in Turin.")
    call = answer.tool_calls[0]
    assert call["name"] == "manage_memory"
    assert call["args"] == {"content": "I live in Turin.", "action": "create"}


def test_it_says_what_it_is():
    assert MODEL._llm_type == "memorykinds-offline"
    assert "not a language model" in (OfflineChatModel.__doc__ or "")
