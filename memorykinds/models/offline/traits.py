"""Traits: what somebody can be said to be in a word: left-handed, married, vegan, Finnish."""

from memorykinds.models.offline.nations import NATIONALITIES
from memorykinds.models.offline.vocabulary import words

DIETS = {
    "vegetarian": "vegetarian",
    "veggie": "vegetarian",
    "vegan": "vegan",
    "pescatarian": "pescatarian",
    "flexitarian": "flexitarian",
    "halal": "halal",
    "kosher": "kosher",
    "gluten-free": "gluten-free",
    "dairy-free": "dairy-free",
    "keto": "keto",
    "paleo": "paleo",
    "teetotal": "teetotal",
}
TRAITS = NATIONALITIES | words(
    "left-handed right-handed ambidextrous retired asthmatic diabetic colour-blind color-blind "
    "colorblind colourblind short-sighted near-sighted far-sighted deaf blind mute dyslexic autistic "
    "neurodivergent bilingual trilingual self-employed freelance unemployed pregnant single married "
    "divorced widowed engaged separated adopted orphaned epileptic anaemic anemic celiac coeliac "
    "introverted extroverted shy catholic protestant lutheran anglican orthodox muslim jewish hindu "
    "buddhist sikh christian atheist agnostic religious vegan vegetarian transgender trans nonbinary "
    "non-binary gay lesbian bisexual queer childless allergic lactose-intolerant sober tall bald"
)
