"""Rows about the person: body and table, ties, what somebody is, what they plan."""

from memorykinds.models.offline.row import (
    HAPPENED,
    HAS_BEEN,
    TOLD,
    Row,
    Say,
    is_age,
    is_aid,
    is_diet,
    is_role,
    is_thing,
    is_trait,
)
from memorykinds.models.offline.trades import profession
from memorykinds.models.offline.vocabulary import is_name

_DIET = Say("follows_diet", "is {o}")
_AVOIDS = Say("avoids", "does not {v} {o}", many=True)
_AS = Say("works_as", "works as {o}", "job")
_IS = Say("is", "is {o}")
_AIM = r"(?:visit|travel|move|become|buy|start|quit|study|run|climb|found|open|sail|retire|marry|adopt|live|learn (?!more|about)|get (?:married|a (?:dog|cat|puppy|kitten)))"

PERSON: tuple[Row, ...] = (
    # the body and the table
    Row("be", r"(?:\w+ )?allergic to (?P<o>.+)", (Say("allergic_to", "is allergic to {o}", many=True),)),
    Row("have", r"an? (?:\w+ )?allergy to (?P<o>.+)", (Say("allergic_to", "is allergic to {o}", many=True),)),
    Row("have", r"an? (?:severe |bad |mild |serious )?(?P<o>[\w-]+) allergy", (Say("allergic_to", "is allergic to {o}"),)),
    Row("become go turn", r"(?:an? )?(?P<o>\S+)", (_DIET,), modes=TOLD, only=is_diet),
    Row("be", r"(?:an? )?(?:\w+ )?(?P<o>\S+)", (_DIET,), only=is_diet),
    Row("eat", r"(?P<o>\S+)", (_DIET,), only=is_diet),
    Row("follow", r"(?:an? )?(?P<o>.+) diet", (Say("follows_diet", "follows a {o} diet"),)),
    Row("eat drink", r"(?P<o>.+)", (), (_AVOIDS,)),
    Row("smoke drink", r"(?P<o>)", (), (Say("avoids", "does not {v}"),)),
    Row("avoid", r"(?P<o>.+)", (Say("avoids", "avoids {o}", many=True),), only=is_thing),
    Row("give", r"up (?P<o>.+)", (Say("avoids", "gave up {o}", many=True),), modes=HAPPENED, only=is_thing),
    Row("stop quit", r"(?P<o>(?:smoking|drinking|eating|playing|using|going to) ?.*)", (Say("did", "stopped {o}"),), modes=HAPPENED),
    Row("try", r"to avoid (?P<o>.+)", (Say("avoids", "tries to avoid {o}", many=True),), only=is_thing),
    Row("be", r"on (?P<o>an? .+ diet)", (Say("follows_diet", "is on {o}"),)),
    Row("take", r"(?P<o>(?:\w+ )?(?:insulin|medication|medicine|antidepressants|painkillers|blood thinners|beta blockers|statins|vitamins|pills)(?: for .+)?)", (Say("uses", "takes {o}"),)),
    Row("have", r"(?P<o>(?:an? )?(?:bad|weak|artificial|replaced) (?:knees?|back|hips?|eyes|eyesight|heart|shoulder|ankles?|hearing|stomach))", (Say("has_condition", "has {o}"),)),
    Row("have", r"(?P<o>(?:breakfast|lunch|dinner|supper) (?:at|with|around) .+)", (Say("habit", "has {o}"),)),
    Row("suffer", r"from (?P<o>.+)", (Say("has_condition", "suffers from {o}", many=True),)),
    Row("be get", r"(?:just )?diagnosed with (?P<o>.+)", (Say("has_condition", "was diagnosed with {o}"),), modes=HAPPENED),
    Row("wear use need carry have", r"(?P<o>.+)", (Say("uses", "{vs} {o}"),), only=is_aid),
    Row("wear", r"(?P<o>.+)", (Say("wears", "wears {o}"),), only=is_thing),
    Row("be", r"in (?P<o>a wheelchair)", (Say("is", "is in {o}"),)),
    Row("be", r"(?:an? )?(?P<o>.+)", (_IS,), only=is_trait),
    Row("be", r"(?P<o>[\w-]+)(?:,? (?:years? old|years? of age|now))?", (Say("has_age", "is {o} years old"),), only=is_age),
    Row("turn", r"(?P<o>[\w-]+)", (Say("has_age", "is {o} years old"),), modes=HAPPENED, only=is_age),
    Row("be", r"in (?P<o>(?:my|his|her|their) (?:early |mid[- ]?|late )?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties))", (Say("has_age", "is in {o}"),)),
    # ties
    Row("be", r"(?:happily )?(?:married|engaged) to (?P<o>.+)", (Say("partner_of", "is married to {o}"),), only=is_name),
    Row("be", r"(?:happily )?(?P<o>married|divorced|widowed|engaged)(?: (?:with|to) .+)?", (_IS,)),
    Row("be", r"an? (?:\w+ )?member of (?P<o>.+)", (Say("member_of", "is a member of {o}"),)),
    Row("belong", r"to (?P<o>.+)", (Say("member_of", "belongs to {o}"),)),
    Row("be", r"(?:a family|a household) of (?P<o>\w+)", (Say("is", "is part of a family of {o}"),)),
    Row("be", r"expecting (?P<o>.+)", (Say("plans_to", "is expecting {o}"),), only=is_thing),
    Row("expect", r"(?P<o>(?:an?|our|my|twins|triplets)\b.*)", (Say("plans_to", "is expecting {o}"),), only=is_thing),
    Row("have", r"no (?P<o>siblings|children|kids|pets|brothers|sisters|brothers or sisters|allergies|car|tv|family|microwave|oven)(?: .*)?", (Say("has_no", "has no {o}"),)),
    Row("own", r"(?P<o>(?:an?|my|our|two|three|four|some|several|\d+) .+)", (Say("owns", "owns {o}"),)),
    Row("be", r"to (?P<o>.+)", (Say("did", "has been to {o}"),), (Say("did_not", "has never been to {o}"),), modes=("perfect",), only=is_name),
    Row("weigh", r"(?P<o>(?:about |around )?\d+.*)", (Say("weighs", "weighs {o}"),)),
    Row("be", r"(?P<o>\d.{0,12}) tall", (Say("has_height", "is {o} tall"),)),
    Row("be", r"the (?P<o>(?:youngest|oldest|eldest|middle|second|third) (?:child )?of .+|(?:youngest|oldest|eldest|middle) child)", (Say("is", "is the {o}"),)),
    Row("take drink like have", r"(?P<o>my (?:tea|coffee|steak|eggs|toast|pizza) .+)", (Say("prefers", "{vs} {o}"),)),
    # a profession, or something else that one is
    Row("be", r"(?P<job>(?:an? |the )?.+?) (?:in (?P<o>(?-i:[^\W\d_a-z]).*)|in .+)", (_AS, Say("works_in", "works in {o}")), only=profession),
    Row("be", r"(?P<job>(?:an? |the )?.+?) from (?P<o>.+)", (_AS, Say("comes_from", "comes from {o}")), only=profession),
    Row("be", r"(?P<o>(?:an? |the |his |her )?.+)", (Say("works_as", "works as {o}"),), modes=HAS_BEEN, only=profession),
    Row("be", r"(?P<o>an? .+?) from (?P<place>.+)", (_IS, Say("comes_from", "comes from {o}", "place"))),
    Row("be", r"(?P<o>an? .+)", (_IS,), only=is_role),
    # plans
    Row("plan", r"(?:on |to )(?P<o>\w+ .+)", (Say("plans_to", "plans to {o}"),)),
    Row("plan", r"(?P<o>(?:an?|my|our|the) .+)", (Say("plans_to", "plans {o}"),)),
    Row("hope intend", r"to (?P<o>\w+ .+)", (Say("plans_to", "plans to {o}"),)),
    Row("want", rf"to (?P<o>{_AIM} ?.*)", (Say("plans_to", "plans to {o}"),)),
    Row("like love", rf"to (?P<o>{_AIM} ?.*)", (Say("plans_to", "would {v} to {o}"),), modes=("modal",)),
    Row("train prepare save", r"(?:up )?for (?P<o>(?:an?|the|my|our) .+)", (Say("plans_to", "is {ing} for {o}"),)),
    Row("look", r"for (?P<o>(?:an?|my) (?:\w+ )?(?:job|flat|apartment|house|place to live|room|internship|partner|roommate|flatmate)\b.*)", (Say("plans_to", "is looking for {o}"),)),
)  # fmt: skip
