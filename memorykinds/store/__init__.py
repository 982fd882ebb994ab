"""Floor 1: the store. `FaissStore` is a LangGraph store on SQLite and FAISS.

SQLite is the truth on disk; what is searched is derived from it in memory, so the two cannot
disagree after a crash. Read the files in this order: `faiss_store` (the shell), `schema`,
`rows` and `writes` (what is on disk), `scope`, `columns` and `vectors` (what is derived),
`cache` (how it follows the disk), `search`.
"""

from memorykinds.store.faiss_store import FaissStore

__all__ = ["FaissStore"]
