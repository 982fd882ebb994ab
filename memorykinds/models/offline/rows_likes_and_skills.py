"""Rows about what somebody likes and hates, plays, speaks, can do and does."""

from memorykinds.models.offline.row import (
    HAPPENED,
    TOLD,
    Row,
    Say,
    is_general,
    is_hobby,
    is_language,
    is_no_degree,
    is_system,
    is_thing,
    is_vehicle,
)
from memorykinds.models.offline.vocabulary import is_name

_LIKES = Say("likes", "likes {o}", many=True)
_DISLIKES = Say("dislikes", "dislikes {o}", many=True)
_SPEAKS = Say("speaks", "speaks {o}", many=True)

LIKES_AND_SKILLS: tuple[Row, ...] = (
    # likes and dislikes
    Row("like love enjoy", r"(?P<o>.+?) (?:better|more)(?: than .+)?", (Say("prefers", "prefers {o}"),), only=is_general),
    Row("like love enjoy adore", r"(?P<o>.+)", (_LIKES,), (_DISLIKES,)),
    Row("be", r"(?:really )?(?:into|fond of|keen on|crazy about|mad about|passionate about|interested in|obsessed with|addicted to|hooked on) (?P<o>.+)", (_LIKES,), (_DISLIKES,)),
    Row("be", r"(?:an? |the )?(?:\w+ )?(?:fan|lover|supporter) of (?P<o>.+)", (_LIKES,), (_DISLIKES,)),
    Row("be", r"an? (?:(?:big|huge|massive|total|real|great|die-hard|lifelong|avid) )?(?P<o>.+) (?:fan|lover|enthusiast|supporter|buff|addict|nerd)", (Say("likes", "likes {o}"),), only=is_no_degree),
    Row("support", r"(?P<o>.+)", (Say("likes", "supports {o}"),), only=is_name),
    Row("hate dislike detest loathe despise", r"(?P<o>.+)", (_DISLIKES,)),
    Row("stand bear tolerate", r"(?P<o>.+)", (), (_DISLIKES,)),
    Row("care", r"for (?P<o>.+)", (), (_DISLIKES,)),
    Row("find", r"(?P<o>.+?) (?:really |very |so |quite )?(?:boring|tedious|annoying|awful|disgusting|unbearable|dull|terrible|horrible|stressful|exhausting)", (_DISLIKES,), only=is_general),
    Row("find", r"(?P<o>.+?) (?:really |very |so |quite )?(?:relaxing|fascinating|delicious|wonderful|calming|exciting|soothing)", (_LIKES,), only=is_general),
    Row("prefer", r"(?P<o>.+?)(?: (?:to|over|rather than|instead of|than) .+)?", (Say("prefers", "prefers {o}"),)),
    Row("rather", r"(?:have |drink |eat |use |take |get )(?P<o>.+?)(?: (?:than|instead of) .+)?", (Say("prefers", "prefers {o}"),)),
    Row("rather", r"(?P<o>.+?)(?: than .+)?", (Say("prefers", "prefers to {o}"),)),
    Row("be", r"(?:more of )?an? (?P<o>\w+) person", (Say("prefers", "is a {o} person"),), (Say("dislikes", "is not a {o} person"),)),
    Row("be", r"(?:afraid|scared|terrified|frightened) of (?P<o>.+)", (Say("fears", "is afraid of {o}", many=True),)),
    # languages
    Row("be", r"(?:fluent|bilingual|conversational) in (?P<o>.+)|an? native speaker of (?P<q>.+)", (_SPEAKS, Say("speaks", "speaks {o}", "q")), only=is_language),
    Row("be", r"an? native (?P<o>\w+)(?: speaker)?", (Say("speaks", "is a native {o} speaker"),), only=is_language),
    Row("speak", r"(?:only )?(?P<o>.+)", (_SPEAKS,), (Say("speaks_no", "does not speak {o}"),), only=is_language),
    # skills, pastimes, tools
    Row("play", r"(?P<o>.+?)(?: (?:in|with|at|on|for) .+)?", (Say("plays", "plays {o}", many=True),), only=is_thing),
    Row("do practise practice", r"(?P<o>.+?)(?: (?:at|with|in|on) .+)?", (Say("likes", "does {o}", many=True),), only=is_hobby),
    Row("be", r"(?P<o>.+?)(?: (?:since|for) .+)?", (Say("likes", "does {o}"),), modes=("perfect",), only=is_hobby),
    Row("paint draw knit sing dance climb surf sail ski cycle garden sew bake hike jog", r"(?P<o>)", (Say("likes", "{vs}"),)),
    Row("commute", r"(?P<o>(?:by|to|from|for|on) .+)", (Say("habit", "commutes {o}"),)),
    Row("cycle walk drive", r"(?P<o>to (?:work|school|the office|university|uni|college)\b.*)", (Say("habit", "{vs} {o}"),)),
    Row("wake get", r"up (?P<o>early|late|at .+)", (Say("habit", "{vs} up {o}"),)),
    Row("go", r"to bed (?P<o>early|late|at .+)", (Say("habit", "goes to bed {o}"),)),
    Row("go", r"(?P<o>.+?)(?: (?:at|with|in|on) .+)?", (Say("likes", "goes {o}"),), only=is_hobby),
    Row("start begin take", r"(?:up )?(?P<o>.+)", (Say("likes", "started {o}"),), modes=HAPPENED, only=is_hobby),
    Row("start begin", r"(?P<o>training for .+)", (Say("did", "started {o}"),), modes=HAPPENED),
    Row("collect", r"(?P<o>.+)", (Say("collects", "collects {o}"),), only=is_general),
    Row("sing", r"(?P<o>in .+)", (Say("sings", "sings {o}"),)),
    Row("use", r"(?P<o>.+?)(?: (?:for|to|as|on|at|with|in) .+)?", (Say("uses", "uses {o}", many=True),), only=is_thing),
    Row("switch", r"(?:over )?(?:from .+? )?to (?P<o>.+)", (Say("uses", "switched to {o}"),), modes=HAPPENED, only=is_thing),
    Row("be", r"on (?P<o>.+)", (Say("uses", "uses {o}"),), only=is_system),
    Row("code program", r"(?:mostly |mainly )?in (?P<o>.+)", (Say("uses", "{vs} in {o}"),), only=is_thing),
    Row("drive", r"(?P<o>.+?)(?: (?:to|for|at|every) .+)?", (Say("drives", "drives {o}"),), modes=TOLD[:1], only=is_vehicle),
)  # fmt: skip
