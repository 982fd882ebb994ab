import pytest
from offline_prompts import rules, texts

ANSWER = "a> A monad is, broadly speaking, …"


def rule_row(text, when="always"):
    return {"text": text, "applies_when": when}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Please always answer in French.", ["Answer in French."]),
        ("Never use emojis.", ["Do not use emojis."]),
        ("Be more concise.", ["Keep answers short and concise."]),
        ("Could you keep your answers brief in future?", ["Keep answers short and concise."]),
        ("From now on, call me Captain.", ["Address the user as Captain."]),
        ("Don't apologize so much.", ["Do not apologize."]),
        ("Always cite your sources!", ["Always cite your sources."]),
        ("I prefer short answers.", ["Keep answers short and concise."]),
    ],
)
def test_an_instruction_becomes_a_rule_in_the_imperative(message, expected):
    assert texts(rules(message)) == expected


def test_a_verdict_on_an_answer_becomes_rules():
    assert texts(rules("What is a monad?", ANSWER, "Too long. Bullets, please.")) == [
        "Keep answers short and concise.",
        "Answer in bullet points.",
    ]
    assert texts(rules("f> Too long. Bullets, please.")) == [
        "Keep answers short and concise.",
        "Answer in bullet points.",
    ]


@pytest.mark.parametrize(
    "message",
    [
        "Please answer this one in French.",
        "Write me a short poem about rain.",
        "Can you make this paragraph shorter?",
        "My boss always answers in French.",
        "I always answer emails in the morning.",
        "Never mind.",
        "Don't forget to buy milk.",
        "No problem, thanks!",
        "I wrote a short story.",
        "Always on my mind?",
    ],
)
def test_an_errand_is_no_rule(message):
    assert rules(message) == []


def test_people_among_themselves_give_no_rules():
    assert rules("Ada> Never give up!", "Bo> Always be yourself.") == []


def test_a_condition_is_kept():
    (rule,) = rules("When I ask for code, give me only the code.")
    assert rule.content.applies_when == "the user asks for code"
    assert rule.content.text == "Give the user only the code."


def test_always_and_never_insist():
    assert rules("Never use emojis.")[0].content.priority == 80
    assert rules("No emojis, please.")[0].content.priority == 50


def test_the_words_of_the_feedback_are_the_rationale():
    assert rules("f> Way too long for me")[0].content.rationale == "Way too long for me"


def test_rules_of_one_aspect_exclude_each_other():
    related = [rule_row("Do not use emojis."), rule_row("Answer in French.")]
    (rule,) = rules("Answer in German from now on.", related=related)
    assert rule.contradicts == (1,)
    assert rule.same_as == ()


def test_the_same_rule_is_the_same():
    (rule,) = rules("Always reply in French, please.", related=[rule_row("Answer in French.")])
    assert rule.same_as == (0,)


@pytest.mark.parametrize(
    "message",
    [
        "Forget the rule about French.",
        "You can answer in English again.",
        "You don't have to answer in French any more.",
    ],
)
def test_a_rule_can_be_dropped(message):
    (rule,) = rules(message, related=[rule_row("Answer in French.")])
    assert (rule.intent, rule.same_as) == ("forget", (0,))


@pytest.mark.parametrize(
    "message",
    ["I no longer work as a baker.", "We don't live in Turin any longer.", "Baker? No longer."],
)
@pytest.mark.parametrize("form", ["{}", "f> {}"])
def test_what_is_no_longer_so_asks_for_no_longer_answers(message, form):
    assert rules(ANSWER, form.format(message)) == []


def test_no_longer_than_is_short():
    expected = ["Keep answers short and concise."]
    assert texts(rules(ANSWER, "No longer than five lines, please.")) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Answer in Latin letters.", "Answer in Latin letters."),
        ("Always write names in Greek script.", "Always write names in Greek script."),
        ("Answer in Latin.", "Answer in Latin."),
        ("Please answer in French from now on.", "Answer in French."),
        ("Always answer in German, unless I ask for code.", "Answer in German."),
    ],
)
def test_a_language_is_one_only_where_it_stands_for_itself(message, expected):
    assert texts(rules(message)) == [expected]
