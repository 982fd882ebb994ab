"""Trades: what people work as, and what they may run."""

import re

from memorykinds.models.offline.vocabulary import words

COMPANIES = words(
    "company business shop store bakery restaurant café cafe bar pub startup start-up firm studio "
    "farm agency clinic practice pharmacy gallery hotel hostel guesthouse b&b bookshop bookstore "
    "boutique salon brewery winery vineyard garage workshop kindergarten nursery school gym label "
    "publisher kiosk market stall foundation charity ngo nonprofit non-profit lab laboratory"
)
_PROFESSIONS = words(
    # health and care
    "nurse vet surgeon dentist pharmacist therapist physiotherapist psychologist psychiatrist "
    "cardiologist neurologist oncologist dermatologist radiologist pediatrician paediatrician "
    "anaesthetist anesthesiologist gynaecologist optician optometrist midwife doctor physician gp "
    "paramedic veterinarian nutritionist dietitian carer caregiver caretaker nanny babysitter "
    "au-pair counselor counsellor psychotherapist chiropractor osteopath masseuse "
    # learning and science
    "teacher professor lecturer researcher scientist student pupil undergraduate postgraduate "
    "postdoc tutor librarian archivist curator historian archaeologist anthropologist sociologist "
    "philosopher theologian linguist mathematician statistician physicist chemist biologist "
    "biochemist geneticist geologist geographer astronomer meteorologist ecologist botanist "
    "zoologist economist headteacher headmaster principal educator childminder trainee apprentice "
    # office, law, money, state
    "clerk secretary receptionist assistant administrator manager director ceo cto cfo coo founder "
    "co-founder entrepreneur owner head lead leader chief president chair chairman chairwoman boss "
    "accountant auditor banker broker trader actuary analyst consultant adviser advisor recruiter "
    "lawyer attorney solicitor barrister judge notary paralegal diplomat politician mayor officer "
    "policeman policewoman detective soldier guard firefighter inspector translator interpreter "
    "planner coordinator organiser organizer executive marketer salesman saleswoman salesperson "
    "rep realtor underwriter bookkeeper supervisor bureaucrat civil-servant "
    # making and mending
    "engineer developer programmer coder designer architect tester sysadmin administrator "
    "technician mechanic electrician plumber carpenter joiner welder roofer mason bricklayer "
    "builder decorator plasterer locksmith blacksmith jeweller watchmaker tailor seamstress "
    "cobbler potter ceramicist glassblower luthier upholsterer machinist operator fitter surveyor "
    "miner labourer laborer foreman handyman farmer gardener florist beekeeper fisherman forester "
    "ranger winemaker brewer landscaper groundskeeper "
    # table, house and road
    "chef cook baker butcher barista bartender waiter waitress sommelier confectioner caterer "
    "hairdresser barber beautician stylist cleaner janitor housekeeper concierge cashier "
    "shopkeeper shop-assistant butler driver pilot steward stewardess sailor captain conductor "
    "postman courier dispatcher trucker cabbie guide "
    # word, stage, sport, faith
    "journalist reporter editor author writer copywriter poet novelist screenwriter playwright "
    "blogger youtuber streamer podcaster publisher illustrator animator artist painter sculptor "
    "photographer filmmaker cinematographer director actor actress comedian dancer choreographer "
    "singer musician pianist guitarist drummer violinist cellist composer producer dj magician "
    "model athlete footballer cyclist swimmer runner boxer gymnast trainer coach referee instructor "
    "lifeguard priest monk nun pastor vicar rabbi imam chaplain freelancer intern volunteer "
    "pensioner retiree housewife househusband homemaker stay-at-home-mum stay-at-home-dad activist"
)


def profession(noun_phrase: str) -> bool:
    """Whether the head of a noun phrase such as "retired bus driver" names a profession."""
    head = re.split(
        r" (?:of|for|in|at|from|by|with|on|to|and|who|since|near|outside)\b", noun_phrase.casefold()
    )[0]
    if head.startswith("no "):
        return False  # "I'm no doctor"
    noun = head.split(" ")[-1].strip(",")
    return noun in _PROFESSIONS or noun.removesuffix("s") in _PROFESSIONS
