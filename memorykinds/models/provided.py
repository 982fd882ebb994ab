"""`ProvidedEmbeddings`: a provider's embeddings with a name, and errors of one sentence."""

from langchain_core.embeddings import Embeddings

from memorykinds.models.provider_errors import provider_errors


class ProvidedEmbeddings(Embeddings):
    """What ``embedder("provider:name")`` returns.

    Args:
        inner: The provider's own LangChain embeddings.
        name: What its vectors are called where they are stored: ``provider:name``.

    Raises:
        ModelError: From each method, if the provider fails.
    """

    def __init__(self, inner: Embeddings, name: str) -> None:
        self.inner = inner
        self.name = name
        self._dims: int | None = None

    @property
    def dims(self) -> int:
        """The length of each vector; the first time this embeds one word, a request."""
        if self._dims is None:
            self._dims = len(self.embed_query("word"))
        return self._dims

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector per text, in order."""
        with provider_errors(self.inner):
            return self.inner.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one text."""
        with provider_errors(self.inner):
            return self.inner.embed_query(text)

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        """Do as `embed_documents` does, without blocking the event loop."""
        with provider_errors(self.inner):
            return await self.inner.aembed_documents(texts)

    async def aembed_query(self, text: str) -> list[float]:
        """Do as `embed_query` does, without blocking the event loop."""
        with provider_errors(self.inner):
            return await self.inner.aembed_query(text)
