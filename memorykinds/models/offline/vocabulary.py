"""The words that the grammar knows by their meaning.

Closed lists on purpose: a word that is not here is not guessed at.
"""

import re


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set: how the lists below are written."""
    return frozenset(text.split())


RELATIVES = {
    word: canonical
    for canonical, words in {
        "brother": "brother bro",
        "sister": "sister sis",
        "mother": "mother mum mom mama mam",
        "father": "father dad papa daddy",
        "parents": "parents",
        "son": "son",
        "daughter": "daughter",
        "child": "child kid baby",
        "children": "children kids twins triplets sons daughters boys girls",
        "siblings": "siblings brothers sisters",
        "grandmother": "grandmother grandma granny nan",
        "grandfather": "grandfather grandpa granddad",
        "grandparents": "grandparents",
        "aunt": "aunt auntie",
        "uncle": "uncle",
        "cousin": "cousin cousins",
        "niece": "niece nieces",
        "nephew": "nephew nephews",
        "mother-in-law": "mother-in-law",
        "father-in-law": "father-in-law",
        "stepfather": "stepfather stepdad",
        "stepmother": "stepmother stepmum stepmom",
        "grandson": "grandson",
        "granddaughter": "granddaughter",
        "grandchildren": "grandchildren grandkids",
        "brother-in-law": "brother-in-law",
        "sister-in-law": "sister-in-law",
        "son-in-law": "son-in-law",
        "daughter-in-law": "daughter-in-law",
        "in-laws": "in-laws",
        "stepbrother": "stepbrother",
        "stepsister": "stepsister",
        "stepson": "stepson",
        "stepdaughter": "stepdaughter",
        "half-brother": "half-brother",
        "half-sister": "half-sister",
        "godmother": "godmother",
        "godfather": "godfather",
        "godson": "godson",
        "goddaughter": "goddaughter",
    }.items()
    for word in words.split()
}
PARTNERS = {
    word: word
    for word in words(
        "wife husband girlfriend boyfriend partner fiancé fiancée fiance fiancee spouse"
    )
}
ACQUAINTANCES = {
    word: word.removesuffix("s") if word != "boss" else word
    for word in words(
        "friend friends colleague colleagues coworker coworkers co-worker boss manager "
        "supervisor neighbour neighbours neighbor neighbors roommate roommates flatmate "
        "flatmates housemate coach teacher mentor therapist doctor dentist landlord landlady "
        "tutor teammate classmate bandmate client ex ex-wife ex-husband ex-girlfriend ex-boyfriend "
        "housemates mate buddy pal employee assistant accountant lawyer nanny babysitter professor"
    )
}
PEOPLE = RELATIVES | PARTNERS | ACQUAINTANCES
FEMALE = words(
    "sister mother daughter grandmother aunt niece wife girlfriend fiancée fiancee landlady "
    "stepmother mother-in-law granddaughter sister-in-law daughter-in-law stepsister stepdaughter "
    "half-sister godmother goddaughter ex-wife ex-girlfriend"
)
MALE = words(
    "brother father son grandfather uncle nephew husband boyfriend fiancé landlord stepfather "
    "father-in-law grandson brother-in-law son-in-law stepbrother stepson half-brother godfather "
    "godson ex-husband ex-boyfriend"
)
PLURAL_PEOPLE = words("parents siblings grandparents children grandchildren in-laws")

PETS = words(
    "dog cat puppy kitten rabbit hamster parrot horse pony goldfish fish turtle tortoise "
    "snake budgie canary lizard ferret guinea-pig bird chicken chickens dogs cats rabbits "
    "hamsters puppies kittens birds fishes hens goats sheep pig rat labrador poodle "
    "beagle terrier dachshund retriever greyhound pug gecko"
)
_WORDS_OF_A_NAME = 4
UNINTERESTING = re.compile(
    r"^(?:(?:to|of|in|by|about)$|(?:was|is|were|are|have|has|had|would|will|can|did|does)|everywhere|mostly|together|online|outside|getting into it|this|that|these|those|it|its|them|you|your|yours|him|her|me|us|one|some|any|anything"
    r"|something|nothing|everything|someone|how|what|when|where|why|who|which|to (?:know|see|hear|ask|say"
    r"|think|understand|do|be|find|check|make sure)|there|here|so|such|more|less|most|much|many|all|both"
    r"|being|having|our (?:talks?|chats?|conversations?|sessions?|work)|the (?:idea|one|first|second|third|last|answer|result|way|fact|sound|look|suggestion)"
    r"|an? (?:question|problem|issue|bit|lot|few|little|minute|moment|idea|look|feeling|couple))\b",
    re.IGNORECASE,
)


def is_name(words: str) -> bool:
    """Whether every word is written as a name is: "Marta Kowalska", "Ursula K. Le Guin"."""
    parts = words.split()
    return (
        0 < len(parts) <= _WORDS_OF_A_NAME
        and all(
            (part[0].isupper() or part in {"van", "de", "der", "von", "da", "di", "al", "bin"})
            and part.replace("-", "").replace("'", "").replace(".", "").isalpha()
            for part in parts
        )
        and parts[0][0].isupper()
    )
