"""Right and wrong answers to the exercises of lesson 10."""

import gzip
import re
import sqlite3
from contextlib import suppress
from pathlib import Path

from exercise_cases import Cases

RUN = re.compile(r"(?<![\w-])\d(?:[ -]?\d)*(?![\w-])")


# -- 10.1


def holding(folder, word, *, encodings=("utf-8", "utf-16-le"), paths=None, unpack=True, low=True):
    found = set()
    for path in paths or Path(folder).rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            data = gzip.decompress(data) if unpack and path.suffix == ".gz" else data
            data = data.lower() if low else data
            wanted = [(word.lower() if low else word).encode(code) for code in encodings]
            found |= {path.name for one in wanted if one in data}
    return found


def by_query(folder, word):
    found = {
        path.name for path in Path(folder).rglob("*") if path.suffix != ".db" and path.is_file()
    }
    for path in Path(folder).rglob("*.db"):
        connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
        with suppress(sqlite3.OperationalError):  # the table of one is in its log
            if any(word in note for (note,) in connection.execute("SELECT note FROM notes")):
                found.add(path.name)
        connection.close()
    return found


def opens(folder, word):
    for path in Path(folder).rglob("*.db"):
        with suppress(sqlite3.Error):
            connection = sqlite3.connect(path)
            connection.execute("SELECT * FROM notes").fetchall()
            connection.close()
    return holding(folder, word)


def visible(folder, word):
    shown = [path for path in Path(folder).rglob("*") if not path.name.startswith(".")]
    return holding(folder, word, paths=shown)


def no_log(folder, word):
    return {name for name in holding(folder, word) if not name.endswith("-wal")}


def loud_in_one(folder, word):
    small = holding(folder, word, encodings=("utf-8",))
    return small | holding(folder, word, encodings=("utf-16-le",), low=False)


# -- 10.2


def is_card(run, longest=19, shortest=13, first=1):
    digits = [int(character) for character in reversed(run) if character.isdigit()]
    checksum = sum(sum(divmod(2 * d, 10)) if n % 2 == first else d for n, d in enumerate(digits))
    return shortest <= len(digits) <= longest and checksum % 10 == 0


def redact(text, pattern=RUN, judge=is_card, count=0):
    return pattern.sub(lambda m: "[card]" if judge(m[0]) else m[0], text, count=count)


def from_the_left(run):
    digits = [c for c in run if c.isdigit()]
    return is_card("".join(reversed(digits)))


def sixteen(run):
    return sum(c.isdigit() for c in run) == 16


def with_stop(text):
    return re.sub(r"\[card\]\.", "[card]", redact(text))


def each(text):
    return redact(text, re.compile(r"(?<!\d)\d{13,19}(?!\d)"))


# -- 10.3


def words(text):
    return set(re.findall(r"\w{4,}", text.casefold()))


def may_become_rule(
    rule, turns, *, roles=("user", "feedback"), quote=r'"[^"]*"', share=0.5, heard=None, empty="ask"
):
    own = [turn["content"] for turn in turns if turn["role"] in roles]
    if not own:
        return "refuse"
    said = set()
    for content in own if heard is None else heard(turns, own):
        said |= words(re.sub(quote, " ", content))
    wanted = words(rule)
    if not wanted:
        return empty
    return "take" if len(wanted & said) >= share * len(wanted) and wanted & said else "ask"


def variant(**options):
    return lambda _: lambda rule, turns: may_become_rule(rule, turns, **options)


def guard(_rule, turns):
    return "take" if any(turn["role"] in ("user", "feedback") for turn in turns) else "refuse"


CASES = {
    "10.1": Cases(
        solution=lambda _: holding,
        wrong={
            "freed.db holds": lambda _: by_query,
            "looking has changed them": lambda _: opens,
            "live.db-wal holds": lambda _: no_log,
            "wide.db holds": lambda _: lambda f, w: holding(f, w, encodings=("utf-8",)),
            ".draft holds": lambda _: visible,
            "letter.bak holds": lambda _: lambda f, w: holding(f, w, paths=list(f.iterdir())),
            "loud.log holds": lambda _: lambda f, w: holding(f, w, low=False),
            "loud.db holds": lambda _: loud_in_one,
            "backup.jsonl.gz holds": lambda _: lambda f, w: holding(f, w, unpack=False),
            "was named all the same": lambda _: lambda f, w: holding(f, w[:5]),
            "is in no file": lambda _: lambda f, w: holding(f, w) or {"notes.txt"},
            "A set of names is expected": lambda _: lambda f, w: bool(holding(f, w)),
            "returned nothing": lambda _: lambda f, w: None,  # noqa: ARG005
            "each a text": lambda _: lambda f, w: {Path(one) for one in holding(f, w)},
            "without their folders": lambda _: lambda f, w: {f"{f}/{n}" for n in holding(f, w)},
        },
    ),
    "10.2": Cases(
        solution=lambda _: redact,
        wrong={
            "has 16 digits and a wrong checksum": lambda _: lambda t: redact(t, judge=sixteen),
            "from the wrong end only": lambda _: lambda t: redact(t, judge=from_the_left),
            "has 12 digits": lambda _: lambda t: redact(t, judge=lambda r: is_card(r, shortest=12)),
            "has 20 digits": lambda _: lambda t: redact(t, judge=lambda r: is_card(r, longest=99)),
            "with spaces": lambda _: each,
            "has 15 digits": lambda _: (
                lambda t: redact(
                    t, judge=lambda r: is_card(r) and sum(c.isdigit() for c in r) != 15
                )
            ),
            "and two cards": lambda _: lambda t: redact(t, count=1) if "Not" in t else redact(t),
            "came back as 'It is [card]'": lambda _: with_stop,
            "A text is expected back": lambda _: lambda t: redact(t) and None,
            "holds no card number": lambda _: lambda t: redact(t).strip().lower(),
        },
    ),
    "10.3": Cases(
        solution=lambda _: may_become_rule,
        wrong={
            "says nothing of the rule": lambda _: guard,
            "names no turn at all": lambda _: lambda r, t: may_become_rule(r, t) if t else "ask",
            "said it, and the answer is": lambda _: (
                lambda r, t: may_become_rule(
                    r, t, roles=("user", "feedback", "system", "tool", "assistant")
                )
            ),
            "without these words beside": variant(heard=lambda t, _: [x["content"] for x in t]),
            "quotes the rule": variant(quote="«»"),
            "without a word of four letters": variant(empty="take"),
            "turn of feedback says all of it": variant(roles=("user",)),
            "Just half of the words": variant(share=0.51),
            "second of the user's turns": variant(heard=lambda _, own: own[:1]),
            "between two quotations": variant(quote=r'(?s)".*"'),
            "One word of": variant(share=0.1),
            "One of": lambda _: lambda r, t: may_become_rule(r, t) == "take",
        },
    ),
}
