"""Things: what is worth a memory when somebody has it, does it or goes to it."""

from memorykinds.models.offline.vocabulary import words

POSSESSIONS = words(
    "car bike bicycle e-bike motorbike motorcycle scooter moped van truck campervan motorhome "
    "caravan tractor boat yacht sailboat canoe kayak house flat apartment condo farm garden "
    "allotment balcony greenhouse vineyard orchard piano guitar ukulele violin viola cello flute "
    "saxophone trumpet harp accordion keyboard drum-kit drums synthesizer camera telescope "
    "microscope drone laptop computer pc macbook thinkpad phone smartphone iphone pixel tablet "
    "ipad kindle printer 3d-printer console playstation xbox cottage cabin chalet "
    "company business shop bakery restaurant café cafe degree phd doctorate master's bachelor's "
    "diploma licence license tattoo tattoos piercing blog podcast channel newsletter website "
    "stutter visa passport pension mortgage sauna pool treehouse oven microwave freezer"
)
CONDITIONS = words(
    "asthma diabetes adhd add autism dyslexia dyscalculia migraine migraines epilepsy arthritis "
    "eczema psoriasis hayfever insomnia depression anxiety ptsd ocd tinnitus glaucoma anaemia "
    "anemia hypertension endometriosis coeliac celiac crohn's ibs lupus ms parkinson's alzheimer's "
    "dementia cancer scoliosis sciatica allergy allergies intolerance disability disease disorder "
    "syndrome condition pacemaker"
)
AIDS = words(
    "glasses spectacles lenses contacts aid aids wheelchair pacemaker pump epipen braces cane "
    "crutches prosthesis inhaler insulin orthotics"
)
PROJECTS = words(
    "novel book thesis dissertation phd memoir play screenplay album song opera film movie "
    "documentary game app startup blog podcast comic symphony cookbook biography trilogy"
)
STUDIES = words(
    "phd doctorate master's masters bachelor's degree apprenticeship internship mba residency postdoc traineeship a-levels"
)
OCCASIONS = words(
    "appointment interview exam exams test wedding trip flight holiday vacation surgery operation "
    "deadline race marathon triathlon concert gig conference festival party meeting audition "
    "performance recital show checkup check-up ceremony graduation reunion baptism christening "
    "funeral hearing match tournament competition viewing class course lesson anniversary birthday "
    "honeymoon presentation talk workshop defence defense due-date"
)
PAPERS = words("visa passport contract lease licence license permit insurance subscription id")
HOBBIES = words(
    "yoga pilates judo karate aikido taekwondo boxing kickboxing fencing crossfit gymnastics ballet "
    "salsa tango capoeira parkour athletics archery triathlons marathons birdwatching bird-watching "
    "birding bouldering climbing hiking camping sailing surfing kitesurfing windsurfing kayaking "
    "canoeing rowing diving snorkelling skiing snowboarding skating ice-skating cycling running "
    "jogging swimming riding fishing hunting gardening knitting crocheting sewing quilting "
    "embroidery pottery woodworking carpentry calligraphy origami painting drawing sketching "
    "photography baking cooking brewing gaming reading writing journaling blogging singing dancing "
    "meditation improv geocaching stargazing astronomy genealogy beekeeping foraging chess bridge"
)
ABILITIES = words(
    "swim drive cook ski dance sing read write knit sew ride skate juggle bake draw paint cycle "
    "surf sail whistle"
)
FOODS = words(
    "gluten dairy lactose milk cheese eggs egg nuts nut peanuts peanut almonds walnuts hazelnuts "
    "wheat soy sesame shellfish seafood fish meat pork beef chicken lamb sugar caffeine coffee "
    "alcohol wine beer bread pasta rice onions garlic mushrooms tomatoes chocolate honey tofu"
)
