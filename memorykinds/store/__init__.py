"""Floor 1: the store. `FaissStore` is a LangGraph store on SQLite and FAISS.

SQLite is the truth on disk; what is searched is derived from it in memory, so the two cannot
disagree after a crash. Read the files in this order: `faiss_store` (the shell), `schema`,
`rows` and `writes` (what is on disk), `scope`, `columns`, `vectors` and `indexes` (what is
derived), `cache` (how it follows the disk), `search`; `words`, `lexical` and `look` (ranking by
words, and by whatever the caller likes); then `exclusive` (who waits for whom) and
`block` (how what a holder does becomes one transaction).
"""

from memorykinds.store.faiss_store import FaissStore
from memorykinds.store.indexes.plan import FaissIndexConfig, IndexKind, IndexParameters
from memorykinds.store.vectors import IndexState

__all__ = ["FaissIndexConfig", "FaissStore", "IndexKind", "IndexParameters", "IndexState"]
