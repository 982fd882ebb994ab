"""Right and wrong answers to the exercises of exhibit 6 of the museum."""

import re
from collections import Counter

from exercise_cases import Cases

HOME, TASTE = "I live in Leeds.", "I like tea."


def facts_in(texts):
    return [fact for text in texts for fact in re.findall(r"\b(?:I|My) [^.?!]+\.", text)]


def best(known):
    return sorted(known, key=known.get, reverse=True)[:2]


def thread_of(known, words):
    note = " ".join(best(known))
    return [{"role": "user", "content": f"{note}\n\n{text}"} for text in words]


def talk(known, words):
    return thread_of(known, words), dict(Counter(known) + Counter(facts_in(words)))


def fault(known, words):
    thread = thread_of(known, words)
    said = facts_in(message["content"] for message in thread)
    return thread, dict(Counter(known) + Counter(said))


def good_test(talk):
    _, known = talk({}, [HOME, TASTE])
    _, known = talk(known, ["Where is it?"])
    assert known == {HOME: 1, TASTE: 1}


def first_conversation(talk):
    assert talk({}, [HOME])[1] == {HOME: 1}


def no_new_entry(talk):
    _, known = talk({}, [HOME])
    assert list(talk(known, ["Where is it?"])[1]) == [HOME]


def grows_slowly(talk):
    _, known = talk({}, [HOME])
    _, known = talk(known, ["Where is it?", "And then?", "Thank you."])
    assert known[HOME] <= 2


def nothing_in_the_thread(talk):
    good_test(talk)
    thread, _ = talk({HOME: 1}, ["Where is it?"])
    assert HOME not in str(thread)


def message_by_message(talk):
    good_test(talk)
    assert len(talk({HOME: 1}, ["Where is it?"])[0]) == 1


def said_twice_is_one(talk):
    good_test(talk)
    assert talk({HOME: 1}, [HOME])[1] == {HOME: 1}


def never_recalls(known, words):
    return thread_of({}, words), talk(known, words)[1]


def without_what_was_recalled(known, words):
    said = Counter(fact for fact in facts_in(words) if fact not in best(known))
    return thread_of(known, words), dict(Counter(known) + said)


def once_each(known, words):
    thread, after = talk(known, words)
    return thread, dict.fromkeys(after, 1)


def learns_nothing(known, words):
    return thread_of(known, words), dict(known)


def below_an_empty_line(known, words):
    thread = thread_of(known, words)
    said = facts_in(message["content"].split("\n\n")[-1] for message in thread)
    return thread, dict(Counter(known) + Counter(said))


def in_place(known, words):
    thread, after = talk(known, words)
    known.update(after)
    return thread, known


def what_was_said_now(known, words):
    return thread_of(known, words), dict(Counter(facts_in(words)))


def all_that_was_said(known, words):
    thread, after = talk(known, words)
    return thread, after | dict.fromkeys(words, 1)


CASES = {
    "m6.1": Cases(
        solution=lambda _: good_test,
        wrong={
            "passes with the code above": lambda _: first_conversation,
            "code above, which has the fault": lambda _: no_new_entry,
            "in a message of its own, and learns": lambda _: grows_slowly,
            "fails with a sound `talk` with the same thread": lambda _: nothing_in_the_thread,
            "fails with a sound `talk` that puts": lambda _: message_by_message,
            "fails with a sound `talk`": lambda _: said_twice_is_one,
            "returns a bool": lambda _: lambda talk: HOME in talk({}, [HOME])[1],
        },
    ),
    "m6.2": Cases(
        solution=lambda _: talk,
        wrong={
            "was said once in all, and is counted": lambda _: fault,
            "no longer shown what is known": lambda _: never_recalls,
            "said once more": lambda _: without_what_was_recalled,
            "It is not counted": lambda _: once_each,
            "is new, and not learned": lambda _: learns_nothing,
            "and not learned": lambda _: below_an_empty_line,
            "has been changed": lambda _: in_place,
            "counted less often than before": lambda _: what_was_said_now,
            "the user never said": lambda _: all_that_was_said,
            "Two results are expected": lambda _: lambda k, w: talk(k, w)[1],
            "is no thread": lambda _: lambda k, w: (w, talk(k, w)[1]),
        },
    ),
}
