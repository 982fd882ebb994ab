"""Exhibit 10, a valid "no change" that erases the prompt: its exercises and its question."""

from collections.abc import Callable, Sequence
from typing import Any

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.museum.trying import Tried, need_test
from memorykinds.workshop.questions import Choice, question

Reply = dict[str, Any]
Model = Callable[[str], Reply]

_QUESTION = "Improve this prompt, if the talks show that it failed.\n{}\n{}"


def _asked(versions: Sequence[str], talks: Sequence[str], model: Model) -> Reply:
    reply = model(_QUESTION.format(versions[-1], "\n".join(talks)))
    valid = isinstance(reply["change"], bool) and isinstance(reply["prompt"], str)
    if not valid:
        raise ValueError(f"This is no valid reply: {reply}")
    return reply


def _faulty(versions: list[str], talks: Sequence[str], model: Model) -> list[str]:
    return [*versions, _asked(versions, talks, model)["prompt"].strip()]


def _goes_by_the_text(versions: list[str], talks: Sequence[str], model: Model) -> list[str]:
    prompt = _asked(versions, talks, model)["prompt"].strip()
    return [*versions, prompt] if prompt else list(versions)


def _goes_by_the_word(versions: list[str], talks: Sequence[str], model: Model) -> list[str]:
    reply = _asked(versions, talks, model)
    prompt = reply["prompt"].strip()
    if not reply["change"] or not prompt:
        return list(versions)
    return [*versions, prompt]


def _adds_to_a_copy(versions: list[str], talks: Sequence[str], model: Model) -> list[str]:
    new = list(versions)
    reply = _asked(versions, talks, model)
    if reply["change"] and reply["prompt"].split():
        new.append(reply["prompt"].strip())
    return new


def _as_it_comes(versions: list[str], talks: Sequence[str], model: Model) -> list[str]:
    reply = _asked(versions, talks, model)
    new = reply["prompt"] if reply["change"] and not reply["prompt"].isspace() else ""
    return versions + [new] * bool(new)


@exercise("m10.1", title="A test that finds the fault")
def keeps_the_prompt(answer: Any, _case: Case) -> None:
    """Try the test on an `improve` that stores whatever comes, on half a mend, and on sound ones."""
    need_test(
        answer,
        "improve",
        faulty=[
            Tried(
                "the code above",
                _faulty,
                "You play the model: what may it reply when all went well? The log has two replies.",
            ),
            Tried(
                "an `improve` that stores every text but an empty one",
                _goes_by_the_text,
                "The log has two replies that say the same. Does your test try both?",
            ),
        ],
        sound=[
            Tried("a sound `improve` that returns early", _goes_by_the_word),
            Tried("a sound `improve` that adds to a copy", _adds_to_a_copy),
            Tried(
                "a sound `improve` that stores a new prompt as it comes",
                _as_it_comes,
                "What becomes of white space around a new prompt is not promised.",
            ),
        ],
    )


@exercise("m10.2", title="The mend")
def mend(answer: Any, case: Case) -> None:
    """Reply that nothing is to change in several ways, that something is, and both at once."""
    need_function(answer, "versions, talks, model")
    firm = case.rng.choice(("Lind & Co", "Moser", "the Okafor office"))
    old = ["You are an assistant.", f"You are the assistant of {firm}. Be brief.  \n"]
    better = f"You are the assistant of {firm}. Be brief, and name the page."
    got = _improved(answer, old, {"change": True, "prompt": f"\n{better} "})
    need(
        got[:-1] == old and got[-1].strip() == better,
        f"The model changes the prompt, and the new one is not added as above: {got[-1:]} is last.",
        hint="What worked must still work: the new text is the last, and the older versions stand "
        "before it as they were.",
    )
    for text in ("", "  \n", "No change.", "The prompt is fine.", better, old[-1], old[0]):
        _compare_no_change(answer, old, {"change": False, "prompt": text})
    for text in ("", " \n\t"):
        reply = {"change": True, "prompt": text}
        need(
            _improved(answer, old, reply) == old,
            f"The model wants to change the prompt to nothing at all, {reply}, and that was stored.",
            hint="The reply contradicts itself. What would the assistant do with such a prompt?",
        )
    _must_refuse(answer, old, {"change": "no", "prompt": better})
    _must_refuse(answer, old, {"change": True, "prompt": None})


def _compare_no_change(answer: Any, old: list[str], reply: Reply) -> None:
    got = _improved(answer, old, reply)
    which = "Which of the two parts of a reply says whether anything is to change?"
    need(
        len(got) == len(old),
        f"Nothing is to change, {reply}, and yet there are {len(got)} versions in place of "
        f"{len(old)}; the last is {got[-1:]}.",
        hint=which,
    )
    need(
        got == old,
        f"Nothing is to change, {reply}, and yet a version is another one: {got[-1]!r}.",
        hint=which,
    )


def _must_refuse(answer: Any, old: list[str], reply: Reply) -> None:
    refused = False
    try:
        answer(list(old), [], lambda _question: reply)
    except ValueError:
        refused = True
    need(
        refused,
        f"{reply} is no valid reply and is taken; the code above refuses it with a ValueError.",
    )


def _improved(answer: Any, old: list[str], reply: Reply) -> list[str]:
    """Return what the learner's function returns, if it is of the form and the model was asked."""
    asked: list[str] = []
    talks = ["User: Which page?", "User: Thanks, that was right."]

    def model(prompt: str) -> Reply:
        asked.append(prompt)
        return dict(reply)

    versions = list(old)
    got = answer(versions, talks, model)
    need(
        isinstance(got, list) and all(isinstance(version, str) for version in got),
        f"A list of versions, which are texts, is expected back, and this is {a_value(got)}.",
        hint="Does every way through the function end in a `return`?",
    )
    need(versions == old, "The list of versions that was passed in has been changed.")
    need(
        len(asked) == 1 and all(part in asked[0] for part in (old[-1].strip(), *talks)),
        "The model is to be asked once, with the last version and the talks in the question.",
    )
    return list(got)


question(
    "m10.q1",
    "A form has a switch, “change”, and a text that stays empty where nothing changes. What must the "
    "code that reads it do?",
    Choice(
        "Take the text: the model knows what it writes.",
        "An empty text is a right answer here, and no prompt.",
    ),
    Choice(
        "Take the text if it is not empty.",
        "A model that is asked for a text likes to write one: “No change.” would be the new prompt.",
    ),
    Choice(
        "Go by the switch, and still refuse a new text that is empty.",
        "The switch says what is meant. And what must never happen is checked whatever was meant.",
        right=True,
    ),
)
