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
        "child": "child kid children kids twins sons daughters",
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
        "tutor teammate client ex"
    )
}
PEOPLE = RELATIVES | PARTNERS | ACQUAINTANCES
FEMALE = words(
    "sister mother daughter grandmother aunt niece wife girlfriend fiancée fiancee landlady "
    "stepmother mother-in-law granddaughter"
)
MALE = words(
    "brother father son grandfather uncle nephew husband boyfriend fiancé landlord stepfather "
    "father-in-law grandson"
)
PLURAL_PEOPLE = words("parents siblings grandparents")

PETS = words(
    "dog cat puppy kitten rabbit hamster parrot horse pony goldfish fish turtle tortoise "
    "snake budgie canary lizard ferret guinea-pig bird chicken chickens dogs cats rabbits "
    "hamsters puppies kittens birds fishes hens goats sheep pig rat labrador poodle "
    "beagle terrier dachshund retriever greyhound pug gecko"
)
POSSESSIONS = words(
    "car bike bicycle motorbike motorcycle scooter van truck campervan boat yacht house flat "
    "apartment farm garden piano guitar violin drum-kit camera telescope laptop computer "
    "phone smartphone tablet printer cottage cabin company business shop bakery restaurant "
    "café cafe stutter asthma diabetes adhd dyslexia migraine migraines epilepsy disability "
    "allergy condition disease blog podcast channel newsletter degree phd tattoo"
)
COMPANIES = words("company business shop bakery restaurant café cafe startup firm studio farm")

DIETS = {
    "vegetarian": "vegetarian",
    "veggie": "vegetarian",
    "vegan": "vegan",
    "pescatarian": "pescatarian",
    "halal": "halal",
    "kosher": "kosher",
    "gluten-free": "gluten-free",
    "keto": "keto",
}
TRAITS = words(
    "left-handed right-handed retired asthmatic diabetic colour-blind color-blind colorblind "
    "deaf blind dyslexic autistic bilingual self-employed freelance unemployed pregnant "
    "single married divorced widowed engaged epileptic introverted extroverted catholic "
    "protestant muslim jewish hindu buddhist christian atheist dutch german french italian "
    "spanish portuguese polish czech english british irish scottish welsh american canadian "
    "australian austrian swiss swedish norwegian danish finnish russian ukrainian turkish "
    "greek hungarian romanian bulgarian serbian croatian brazilian argentinian mexican "
    "chilean colombian chinese japanese korean indian pakistani nigerian ghanaian kenyan "
    "egyptian moroccan south-african belgian vegan vegetarian coeliac celiac transgender "
    "nonbinary non-binary gay lesbian bisexual"
)
LANGUAGES = words(
    "english german french italian spanish portuguese dutch polish czech slovak hungarian "
    "romanian bulgarian serbian croatian slovene greek turkish russian ukrainian swedish "
    "norwegian danish finnish estonian latvian lithuanian icelandic irish welsh catalan "
    "basque arabic hebrew persian farsi urdu hindi bengali punjabi tamil telugu chinese "
    "mandarin cantonese japanese korean vietnamese thai indonesian malay swahili yoruba igbo "
    "hausa zulu afrikaans latin esperanto"
)
_PROFESSIONS = words(
    "nurse chef cook vet surgeon pilot architect clerk judge coach scientist analyst student "
    "intern mechanic plumber diplomat journalist potter tailor priest monk nun pastor "
    "secretary librarian musician dj dentist pharmacist therapist accountant consultant "
    "assistant tester developer designer engineer physicist chemist biologist mathematician "
    "economist linguist artist soldier paramedic firefighter lawyer attorney solicitor "
    "barrister midwife veterinarian researcher professor lecturer teacher translator "
    "interpreter editor author writer poet novelist actor actress dancer singer painter "
    "photographer illustrator sculptor baker butcher farmer gardener florist barista waiter "
    "waitress bartender hairdresser carpenter electrician welder builder driver sailor "
    "captain programmer coder sysadmin freelancer manager director ceo cto cfo founder "
    "entrepreneur salesman salesperson realtor broker banker trader auditor recruiter "
    "cardiologist neurologist psychologist psychiatrist pediatrician paediatrician "
    "physiotherapist optician counselor counsellor policeman policewoman detective officer "
    "guard postman cashier geologist astronomer historian archaeologist anthropologist "
    "sociologist statistician technician supervisor administrator planner producer composer "
    "conductor athlete footballer cyclist trainer tutor doctor physician nanny caretaker "
    "janitor cleaner seamstress jeweller blacksmith beekeeper fisherman miner roofer mason "
    "surveyor pensioner housewife"
)

_WORDS_OF_A_NAME = 4
UNINTERESTING = re.compile(
    r"^(?:(?:to|of|in|by|about)$|(?:was|is|were|are|have|has|had|would|will|can|did|does)|everywhere|mostly|together|online|outside|getting into it|this|that|these|those|it|its|them|you|your|yours|him|her|me|us|one|some|any|anything"
    r"|something|nothing|everything|someone|how|what|when|where|why|who|which|to (?:know|see|hear|ask|say"
    r"|think|understand|do|be|find|check|make sure)|there|here|so|such|more|less|most|much|many|all|both"
    r"|being|having|the (?:idea|one|first|second|third|last|answer|result|way|fact|sound|look|suggestion)"
    r"|an? (?:question|problem|issue|bit|lot|few|little|minute|moment|idea|look|feeling|couple))\b",
    re.IGNORECASE,
)


def profession(noun_phrase: str) -> bool:
    """Whether the head of a noun phrase such as "retired bus driver" names a profession."""
    head = re.split(r" (?:of|for|in|at|from|by|with|on|to|and)\b", noun_phrase.casefold())[0]
    return head.split(" ")[-1] in _PROFESSIONS if head else False


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
