"""Blocks: how data stands inside a prompt so that it stays data.

A block is a pair of tags around JSON lines. JSON escapes newlines, and ``<`` is escaped as
well, so no text of a user can close a block, open another, or pretend to be another turn.
The write path removes blocks that a conversation quotes: what recall put in is never
learned again.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

RecalledBlock = Literal["conversation", "related", "memories", "examples", "profiles"]
"""Blocks that may come back in a conversation, which the write path then removes."""

BlockName = Literal[RecalledBlock, "answer", "prompts", "criticism", "clusters"]

_ANY_BLOCK = re.compile(
    rf"<({'|'.join(get_args(RecalledBlock))})\b[^>\n]*>\n.*?(?:\n</\1>|\Z)", re.DOTALL
)


def render_block(name: BlockName, rows: Iterable[Mapping[str, Any]], note: str = "") -> str:
    """Return `rows` as a block, one JSON object a line, None and empty values left out."""
    lines = (
        json.dumps(
            {k: v for k, v in row.items() if v not in (None, "", [], ())}, ensure_ascii=False
        )
        for row in rows
    )
    body = "\n".join(line.replace("<", "\\u003c") for line in lines)
    head = f'<{name} note="{note}">' if note else f"<{name}>"
    return f"{head}\n{body}\n</{name}>"


def parse_block(name: BlockName, text: str) -> list[dict[str, Any]]:
    """Return the rows of the first block of this name in `text`; [] if there is none."""
    found = re.search(rf"<{name}\b[^>\n]*>\n(.*?)\n?</{name}>", text, re.DOTALL)
    if found is None:
        return []
    return [json.loads(line) for line in found.group(1).split("\n") if line.strip()]


def strip_blocks(text: str) -> tuple[str, int]:
    """Return `text` without its blocks of recalled data, and how many were removed.

    A block that was never closed is removed to the end of the text.
    """
    stripped, count = _ANY_BLOCK.subn("", text)
    return (stripped.strip(), count) if count else (text, 0)
