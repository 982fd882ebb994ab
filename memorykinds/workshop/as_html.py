"""`as_html`: an author's sentence, in which `code` stands between backticks, for a notebook."""

import re
from html import escape


def as_html(text: str) -> str:
    """Return a sentence as HTML: what stands between backticks as code, all else as text.

    >>> as_html("Is `a < b`?")
    'Is <code>a &lt; b</code>?'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
