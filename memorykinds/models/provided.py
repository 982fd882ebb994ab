"""`ProvidedEmbeddings`: a provider's embeddings with a name, and errors of one sentence."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

from langchain_core.embeddings import Embeddings

from memorykinds.kinds.tokens import count_tokens
from memorykinds.models.provider_errors import provider_errors
from memorykinds.models.spent import Spent


class ProvidedEmbeddings(Embeddings):
    """What ``embedder("provider:name")`` returns.

    Args:
        inner: The provider's own LangChain embeddings.
        name: What its vectors are called where they are stored: ``provider:name``.

    Attributes:
        on_spent: Told what each request cost; its tokens are an estimate, since LangChain
            hands none on.

    Raises:
        ModelError: From each method, if the provider fails.
    """

    def __init__(self, inner: Embeddings, name: str) -> None:
        self.inner = inner
        self.name = name
        self.on_spent: Callable[[Spent], None] | None = None
        self._dims: int | None = None

    @property
    def dims(self) -> int:
        """The length of each vector; the first time this embeds one word, a request."""
        if self._dims is None:
            self._dims = len(self.embed_query("word"))
        return self._dims

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector per text, in order."""
        with self._metered(texts):
            return self.inner.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one text."""
        with self._metered([text]):
            return self.inner.embed_query(text)

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        """Do as `embed_documents` does, without blocking the event loop."""
        with self._metered(texts):
            return await self.inner.aembed_documents(texts)

    async def aembed_query(self, text: str) -> list[float]:
        """Do as `embed_query` does, without blocking the event loop."""
        with self._metered([text]):
            return await self.inner.aembed_query(text)

    @contextmanager
    def _metered(self, texts: Sequence[str]) -> Iterator[None]:
        """Tell what the request cost, failed ones included, and raise its errors as ours."""
        started, failed = perf_counter(), 1
        try:
            with provider_errors(self.inner):
                yield
            failed = 0
        finally:
            tokens = 0 if failed else sum(map(count_tokens, texts))
            if self.on_spent is not None:
                seconds, counted = perf_counter() - started, {"input_tokens": tokens}
                counted |= {"estimated_tokens": tokens, "texts": len(texts), "failed": failed}
                self.on_spent(Spent(calls=1, **counted, seconds=seconds))
