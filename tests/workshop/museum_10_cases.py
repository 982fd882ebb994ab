"""Right and wrong answers to the exercises of exhibit 10 of the museum."""

from exercise_cases import Cases


def asked(versions, talks, model):
    reply = model(f"Improve: {versions[-1]}\n" + "\n".join(talks))
    valid = isinstance(reply["change"], bool) and isinstance(reply["prompt"], str)
    if not valid:
        raise ValueError(reply)
    return reply["change"], reply["prompt"].strip()


def improve(versions, talks, model):
    change, prompt = asked(versions, talks, model)
    return [*versions, prompt] if change and prompt else list(versions)


def fault(versions, talks, model):
    return [*versions, asked(versions, talks, model)[1]]


def content(text):
    return lambda _question: {"change": False, "prompt": text}


def good_test(improve):
    assert improve(["Be brief."], [], content("")) == ["Be brief."]
    assert improve(["Be brief."], [], content("Fine.")) == ["Be brief."]


def a_real_change(improve):
    reply = {"change": True, "prompt": "Be kind."}
    assert improve(["Be brief."], [], lambda _: reply) == ["Be brief.", "Be kind."]


def old_version_kept(improve):
    assert "Be brief." in improve(["Be brief."], [], content(""))


def empty_alone(improve):
    assert improve(["Be brief."], [], content(""))[-1] == "Be brief."


def the_same_again(improve):
    good_test(improve)
    assert len(improve(["Be brief."], [], content(""))) == 2


def stripped(improve):
    good_test(improve)
    reply = {"change": True, "prompt": " Be kind."}
    assert improve(["Be brief."], [], lambda _: reply)[-1] == "Be kind."


def without_prompt(improve):
    assert improve(["Be brief."], [], lambda _: {"change": False}) == ["Be brief."]


def by_the_text(versions, talks, model):
    prompt = asked(versions, talks, model)[1]
    return [*versions, prompt] if prompt else list(versions)


def by_the_word(versions, talks, model):
    change, prompt = asked(versions, talks, model)
    return [*versions, prompt] if change else list(versions)


def the_last_again(versions, talks, model):
    change, prompt = asked(versions, talks, model)
    return [*versions, prompt if change and prompt else versions[-1]]


def by_known_words(versions, talks, model):
    prompt = asked(versions, talks, model)[1]
    return list(versions) if prompt in ("", "No change.") else [*versions, prompt]


def in_place(versions, talks, model):
    versions[:] = improve(versions, talks, model)
    return versions


def only_the_last(versions, talks, model):
    return improve(versions, talks, model)[-1:]


def unchecked(versions, talks, model):
    reply = model(versions[-1] + "".join(talks))
    prompt = (reply["prompt"] or "").strip()
    return [*versions, prompt] if reply["change"] and prompt else list(versions)


def asks_twice(versions, talks, model):
    asked(versions, talks, model)
    return improve(versions, talks, model)


def rewrites_the_last(versions, talks, model):
    return [version.strip() for version in improve(versions, talks, model)]


def no_way_back(versions, talks, model):
    new = improve(versions, talks, model)
    if len(new) > len(versions):
        return new
    return None


CASES = {
    "m10.1": Cases(
        solution=lambda _: good_test,
        wrong={
            "passes with the code above": lambda _: a_real_change,
            "code above, which has the fault": lambda _: old_version_kept,
            "stores every text but an empty one": lambda _: empty_alone,
            "fails with a sound `improve`": lambda _: the_same_again,
            "stores a new prompt as it comes": lambda _: stripped,
            "stops with KeyError": lambda _: without_prompt,
        },
    ),
    "m10.2": Cases(
        solution=lambda _: improve,
        wrong={
            "there are 3 versions in place of 2; the last is ['']": lambda _: fault,
            "the last is ['No change.']": lambda _: by_the_text,
            "to nothing at all": lambda _: by_the_word,
            "in place of 2": lambda _: the_last_again,
            "the last is ['The prompt is fine.']": lambda _: by_known_words,
            "has been changed": lambda _: in_place,
            "is not added as above": lambda _: only_the_last,
            "is no valid reply and is taken": lambda _: unchecked,
            "asked once": lambda _: asks_twice,
            "The model changes the prompt": lambda _: rewrites_the_last,
            "this is nothing (None)": lambda _: no_way_back,
        },
    ),
}
