"""`Counting`: what the calls of the model for one answer cost."""

from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, LLMResult

from memorykinds.kinds.tokens import count_tokens
from memorykinds.models import Spent


class Counting(BaseCallbackHandler):
    """Counts every call of a chat model in a run, those that failed or were stopped included.

    Tokens are the provider's own; where it counts none, a quarter of the bytes.
    """

    run_inline = True  # in the loop's own thread, so that all is counted when the run has ended

    def __init__(self) -> None:
        self._sent: dict[UUID, int] = {}
        self._spent = Spent()

    @property
    def spent(self) -> Spent:
        """What was spent so far; a call that has not ended took what was sent."""
        pending = (_failed(sent) for sent in list(self._sent.values()))
        return sum(pending, self._spent)

    def on_chat_model_start(
        self,
        serialized: dict[str, Any],  # noqa: ARG002 -- LangChain passes it
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        **_more: Any,
    ) -> None:
        """Note what is sent."""
        self._sent[run_id] = sum(count_tokens(m.text) for batch in messages for m in batch)

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **_more: Any) -> None:
        """Count a call that was answered."""
        said = [
            generation.message
            for batch in response.generations
            for generation in batch
            if isinstance(generation, ChatGeneration)
        ]
        self._spent += _answered(self._sent.pop(run_id, 0), said)

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **_more: Any) -> None:  # noqa: ARG002
        """Count a call that failed."""
        self._spent += _failed(self._sent.pop(run_id, 0))


def _answered(sent: int, said: list[BaseMessage]) -> Spent:
    usage = next((m.usage_metadata for m in said if isinstance(m, AIMessage)), None)
    if usage is not None:
        details = usage.get("input_token_details") or {}
        return Spent(
            calls=1,
            input_tokens=usage["input_tokens"],
            output_tokens=usage["output_tokens"],
            cached_tokens=details.get("cache_read") or 0,
        )
    got = sum(count_tokens(message.text) for message in said)
    return Spent(calls=1, input_tokens=sent, output_tokens=got, estimated_tokens=sent + got)


def _failed(sent: int) -> Spent:
    return Spent(calls=1, failed=1, input_tokens=sent, estimated_tokens=sent)
