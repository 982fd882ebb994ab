"""How many tokens a text takes, as far as that can be told without a model's own tokenizer.

Tokens are estimated as a quarter of the UTF-8 bytes, rounded up: the rule of thumb that OpenAI
gives for English. It is an estimate; a model's own tokenizer may count more or fewer.
"""

BYTES_PER_TOKEN = 4


def count_tokens(text: str) -> int:
    """Return the estimated number of tokens of `text`."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)
