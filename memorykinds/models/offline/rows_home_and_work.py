"""Rows about home, origin, work and study."""

from memorykinds.models.offline.row import (
    HAPPENED,
    HAS_BEEN,
    LASTING,
    TOLD,
    Row,
    Say,
    is_business,
    is_dwelling,
    is_project,
    is_studies,
    is_thing,
)
from memorykinds.models.offline.trades import profession
from memorykinds.models.offline.vocabulary import is_name

_AS = Say("works_as", "works as {o}", "job")
_AT = Say("works_at", "works at {o}")
_LIVES = Say("lives_in", "lives {p} {o}")
_DWELLS = Say("dwells_in", "lives {p} {o}")
"""What is no name of a place ("a flat", "the countryside") does not say that a home has changed."""

_PLACE = (
    r"(?!(?:an?|the|my|our|this|that|these|those|your|his|her|their) (?-i:[a-z])"
    r"|(?:strange|interesting|difficult|hard|modern|crazy) "
    r"|(?:fear|hope|peace|poverty|sin|denial|harmony|exile|town|constant|there|here|it)\b)"
)
"""What begins otherwise may be a place: "Turin", "the Hague", "porto", but not "a flat" or "hope"."""

HOME_AND_WORK: tuple[Row, ...] = (
    # home and origin
    Row("be", rf"(?:now )?(?:based|living|located|settled) (?P<p>in|at|near|outside) (?P<o>{_PLACE}.+)", (_LIVES,), modes=HAS_BEEN),
    Row("be", r"(?:now )?(?:based|living|located|settled) (?P<p>in|at|near|outside) (?P<o>.+)", (_DWELLS,), modes=HAS_BEEN, only=is_dwelling),
    Row("live reside dwell", rf"(?:with \w+(?: \w+)?,? )?(?P<p>in|at|near|on|outside|by|close to) (?P<o>{_PLACE}.+?)(?: (?:together )?with .+)?", (_LIVES,), modes=LASTING),
    Row("live reside dwell", r"(?:with \w+(?: \w+)?,? )?(?P<p>in|at|near|on|outside|by|close to) (?P<o>.+?)(?: (?:together )?with .+)?", (_DWELLS,), modes=LASTING, only=is_dwelling),
    Row("live", r"(?P<o>alone|with .+)", (Say("lives_with", "lives {o}"),)),
    Row("share", r"(?P<o>an? (?:\w+ )?(?:flat|house|apartment|home|room) with .+)", (Say("lives_with", "shares {o}"),)),
    Row("settle", rf"(?:down )?(?P<p>in|near) (?P<o>{_PLACE}.+)", (_LIVES,), modes=HAPPENED),
    Row("be come hail", r"(?:originally )?from (?P<o>.+)", (Say("comes_from", "comes from {o}"),)),
    Row("be", r"born (?:and raised )?in (?P<o>[^\d].*)", (Say("born_in", "was born in {o}"),), modes=("past",)),
    Row("be", r"raised (?:in|near) (?P<o>.+)", (Say("grew_up_in", "was raised in {o}"),), modes=("past",)),
    Row("grow", r"up (?P<p>in|near|on) (?P<o>.+)", (Say("grew_up_in", "grew up {p} {o}"),), modes=HAPPENED),
    Row("move relocate", rf"(?:here )?(?:back )?(?:from .+? )?to (?P<o>{_PLACE}.+?)(?: from .+)?", (Say("lives_in", "lives in {o}"),), modes=HAPPENED),
    # work: what as, where
    Row("get have find take accept land", r"(?:an?|my|the) (?:\w+ )?(?:job|position|role)(?: as (?P<job>.+?))?(?: (?:at|with) (?P<o>.+))?", (_AT, _AS), modes=TOLD),
    Row("be", r"(?P<o>(?:an? )?(?:[\w-]+ ){0,3}student (?:at|in) .+)", (Say("studies_at", "is {o}"),)),
    Row("be", r"(?P<job>an? .+?),? (?:living|based|working) (?:in|at) (?P<o>.+)", (_AS, Say("lives_in", "lives in {o}")), only=profession),
    Row("get be", r"promoted to (?P<job>.+)|hired as (?P<job2>.+)", (_AS, Say("works_as", "works as {o}", "job2")), modes=HAPPENED),
    Row("get be", r"(?:just )?hired by (?P<o>.+?)(?: as (?P<job>.+))?", (_AT, _AS), modes=HAPPENED),
    Row("get be", r"(?:just )?(?:laid off|fired|let go|made redundant|dismissed|sacked) (?:from|by|at) (?P<o>.+)", (_AT,), modes=HAPPENED, over=True),
    Row("lose", r"(?:my|the) (?:job|position|post) (?:at|with) (?P<o>.+)", (_AT,), modes=HAPPENED, over=True),
    Row("quit leave", r"(?:my |the )?(?:job|position|post|work) (?:at|with|in) (?P<o>.+)", (_AT,), modes=HAPPENED, over=True),
    Row("quit leave", r"(?:my |the )?(?:job|position|post|work) as (?P<job>.+)", (_AS,), modes=HAPPENED, over=True),
    Row("quit leave", r"(?P<o>.+)", (_AT,), modes=HAPPENED, only=is_name, over=True),
    Row("retire", r".*(?P<o>)", (Say("is", "is retired"),), modes=HAPPENED),
    Row("work", r"(?P<o>(?:remotely|from home|(?:part|full)[- ]time|freelance|(?:the |mostly )?night ?shifts?|nights|shifts)(?: (?:at|in|on|for) .+)?)", (Say("works", "works {o}"),)),
    Row("work", r"(?:\w+ )?as (?P<job>(?!(?:fast|hard|much|long|well|little|if|usual|soon|often|quickly|efficiently|agreed)\b)(?:an? |the )?.+?)(?: (?:at|for|with|in) (?P<o>.+))?", (_AS, _AT), modes=LASTING),
    Row("work", r"for (?P<o>myself|ourselves)", (Say("is", "is self-employed"),)),
    Row("work", r"(?:\w+ly |part[- ]time |full[- ]time )?(?:at|for) (?P<o>(?!myself\b|ourselves\b|free\b|now\b|fun\b).+?)(?: as (?P<job>(?!well\b).+))?", (_AT, _AS), modes=LASTING),
    Row("work", r"in (?P<o>.+)", (Say("works_in", "works in {o}"),), modes=LASTING),
    Row("work", r"with (?P<o>.+)", (Say("works_with", "works with {o}"),), only=is_thing),
    Row("work", r"on (?P<o>(?:an?|my|our) .+)", (Say("works_on", "is working on {o}"),), only=is_project),
    Row("write", r"(?P<o>(?:an?|my|our) .+)", (Say("works_on", "is writing {o}"),), only=is_project),
    Row("be", r"employed (?:at|by|with) (?P<o>.+)", (_AT,), modes=HAS_BEEN),
    Row("be", r"(?P<job>(?:an? |the )?.+?) (?:at|for) (?P<o>.+)", (_AS, _AT), modes=HAS_BEEN, only=profession),
    Row("be", r"(?P<job>(?:an? |the )?.+) by (?:profession|trade|training)", (_AS,)),
    Row("start begin", r"(?:working )?(?:(?:a|my) new job )?as (?P<job>an? .+?)(?: (?:at|for) (?P<o>.+))?", (_AS, _AT), modes=HAPPENED),
    Row("start begin", r"(?:working |(?:a|my) new (?:job|role|position) )(?:at|for|with) (?P<o>.+)", (_AT,), modes=HAPPENED),
    Row("become", r"(?P<job>an? .+?)(?: (?:at|for) (?P<o>.+))?", (_AS, _AT), modes=HAPPENED, only=profession),
    Row("join", r"(?P<o>.+)", (Say("member_of", "joined {o}"),), modes=HAPPENED),
    Row("run own manage found start open", r"(?P<o>(?:an?|my|our|the|two|three) .+)", (Say("owns", "runs {o}"),), modes=TOLD, only=is_business),
    Row("manage lead coach captain conduct supervise mentor", r"(?P<o>(?:an?|the|our|my) .+|\w+ people)", (Say("does", "{vs} {o}"),)),
    Row("volunteer", r"(?P<o>(?:at|for|with|as|in) .+)", (Say("does", "volunteers {o}"),)),
    # study
    Row("teach", r"(?P<o>.+?)(?: (?:at|in|to) .+)?", (Say("teaches", "teaches {o}"),), only=is_thing),
    Row("study", r"(?P<o>(?!hard\b).+ (?:at|in) .+)", (Say("did", "studied {o}"),), modes=HAPPENED),
    Row("study", r"(?P<o>(?!hard\b|for\b|at\b|with\b).+)", (Say("did", "studied {o}"),), modes=HAPPENED, only=is_thing),
    Row("study", r"at (?P<place>.+)", (Say("studies_at", "studies at {o}", "place"),)),
    Row("study", r"(?P<o>.+?)(?: (?:in|at) (?P<place>.+))?", (Say("learns", "studies {o}"), Say("studies_at", "studies at {o}", "place")), only=is_thing),
    Row("do", r"(?P<o>(?:my|an?) .+)", (Say("studies", "is doing {o}"),), only=is_studies),
    Row("do have get", r"(?P<o>(?:my|an?) .+)", (Say("did", "did {o}"),), modes=("past",), only=is_studies),
    Row("learn", r"(?P<o>.+)", (Say("learns", "is learning {o}", many=True),)),
    Row("try", r"to learn (?P<o>.+)", (Say("learns", "is learning {o}", many=True),)),
    Row("start begin", r"(?:learning|studying) (?P<o>.+)|to learn (?P<q>.+)", (Say("learns", "is learning {o}", many=True), Say("learns", "is learning {o}", "q")), modes=HAPPENED),
)  # fmt: skip
