"""Secrets are replaced before anything else sees them.

A password in a conversation must not reach the provider's log, the trace, the journal or a
memory. So the transcript step puts a mark such as ``[withheld: password]`` in its place, and
everything after it works on the marked text.

Numbers that carry a checksum (cards, IBANs) are recognized by it; keys by the prefixes that
their issuers publish; the rest by the words that announce them. What no word announces and no
form betrays is not found: this lowers a risk, it does not end it.
"""

import re

MARK = "[withheld: {}]"
SHORTEST_REPEATED = 5
"""A shorter secret, such as a PIN, is too like other text to be replaced where it stands bare."""

_MARKS = re.compile(r"\[withheld: [a-z ]+\]")

_KEYS = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,10000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)"
    r"|\bsk-[A-Za-z0-9_-]{16,200}"  # OpenAI and others
    r"|\bgh[pousr]_[A-Za-z0-9]{20,255}|\bgithub_pat_[A-Za-z0-9_]{20,255}"
    r"|\bAKIA[0-9A-Z]{16}\b"  # AWS
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,200}"  # Slack
    r"|\bAIza[0-9A-Za-z_-]{35}"  # Google
    r"|\beyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}"  # JWT
)
_DIGITS = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
# The date that a card ends on, or an amount, often stands beside it with a space between.
_GROUPED = re.compile(
    r"(?<![\w-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{4,5})(?![\w-])"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_SSN = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")

_NUMBER_WORDS = (
    r"passport|social security|ssn|national insurance|national id|identity card|id card|tax id|"
    r"driver'?s licen[cs]e|driving licen[cs]e|bank account|account|credit card|debit card|card|"
    r"passnummer|reisepass|personalausweis|steuer(?:nummer)?|passeport|pasaporte|passaporto"
)
_NUMBERED = re.compile(
    rf"\b(?:{_NUMBER_WORDS})(?:[ -]?(?:number|no\.?|nr\.?|num|nummer|#|is|ist|:|=|was|it's))*"
    r"[ ]+((?=[A-Z0-9-]*\d)[A-Z0-9](?:[A-Z0-9-]|[ ](?=\d)){4,30})",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"\b(?:password|passcode|passphrase|passwort|kennwort|mot de passe|contraseña|"
    r"pin(?:[ -]?(?:code|number))?|cvv|cvc|api[ -]?key|secret key|access (?:key|token|code)|"
    r"auth(?:entication)? token|door code|alarm code)"
    r"(?:[ ](?:for|to|of|on|at)[ ](?:[\w'.-]+[ ]){0,3}[\w'.-]+)?"
    r"(?:[ ]*(?:is|was|are|=|:|ist|est|es)[ ]*(?:now[ ])?)"
    r"(\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|“[^”\n]{1,200}”|[^\s,;]{0,199}[^\s,;.!?])",
    re.IGNORECASE,
)


def withhold_secrets(text: str, known: set[str] | None = None) -> tuple[str, list[str]]:
    """Return `text` with each secret replaced by a mark, and what was withheld.

    The labels say the sort of secret ("password"), never the secret.

    Args:
        text: Any text.
        known: Secrets found before; they are replaced wherever they stand, and what is found
            here is added. A secret is announced once and may be repeated bare.
    """
    found: list[str] = []
    known = set() if known is None else known

    def mark(label: str, secret: str) -> str:
        found.append(f"a secret ({label})")
        if len(secret) >= SHORTEST_REPEATED:
            known.add(secret)
        return MARK.format(label)

    def mark_group(match: re.Match[str], label: str) -> str:
        before, after = match[0][: match.start(1) - match.start()], text[match.end(1) : match.end()]
        return f"{before}{mark(label, match[1])}{after}"

    text = _KEYS.sub(lambda m: mark("key", m[0]), text)
    for digits in (_DIGITS, _GROUPED):
        text = digits.sub(lambda m: mark("card number", m[0]) if _luhn(m[0]) else m[0], text)
    text = _IBAN.sub(lambda m: mark("bank account", m[0]) if _iban(m[0]) else m[0], text)
    text = _SSN.sub(lambda m: mark("social security number", m[0]), text)
    text = _NUMBERED.sub(lambda m: mark_group(m, "identity number"), text)
    text = _ANNOUNCED.sub(lambda m: _keep_mark(m) or mark_group(m, "password"), text)
    for secret in sorted(known, key=len, reverse=True):
        if secret in text:
            text = text.replace(secret, mark("repeated", secret))
    return text, found


def has_secret(text: str) -> bool:
    """Whether `text` holds a secret, or the mark that stands for one."""
    return bool(_MARKS.search(text)) or bool(withhold_secrets(text)[1])


def _keep_mark(match: re.Match[str]) -> str | None:
    """Return the whole match if its secret was replaced already: "my card is [withheld: ...]"."""
    return match[0] if match[1].startswith("[withheld:") else None


def _luhn(number: str) -> bool:
    """Whether the digits satisfy the checksum of payment cards (ISO/IEC 7812)."""
    digits = [int(c) for c in reversed(number) if c.isdigit()]
    doubled = (2 * d - 9 if d > 4 else 2 * d for d in digits[1::2])  # noqa: PLR2004
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _iban(text: str) -> bool:
    """Whether the text satisfies the checksum of account numbers (ISO 13616: mod 97 is 1)."""
    compact = text.replace(" ", "")
    rotated = compact[4:] + compact[:4]
    return int("".join(str(int(c, 36)) for c in rotated)) % 97 == 1
