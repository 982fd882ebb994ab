"""Floor 1: the store. `FaissStore` is a LangGraph store on SQLite and FAISS.

SQLite is the truth on disk; a FAISS index is derived from it in memory, one for each
namespace, so the two cannot disagree after a crash. Read the files in this order:
`faiss_store` (the shell), `rows` (what is on disk), `vectors` (what is derived), `search`.
"""

from memorykinds.store.faiss_store import FaissStore

__all__ = ["FaissStore"]
