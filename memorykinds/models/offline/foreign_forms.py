"""The forms that are read of German, French, Spanish and Italian.

Each is a relation, English words and a pattern for a whole clause; ``o`` is the object, ``k``
whose name it is. A digit tells two groups of one sort apart.
"""

from memorykinds.models.offline.persons import NAME
from memorykinds.models.offline.vocabulary import words

_THING = r"(?:[\w'-]+ ){0,4}[\w'-]+"
_ITEM = r"[\w'-]+(?: [\w'-]+)?"
_O = rf"(?P<o>{_THING})"
_PLACE = rf"(?P<o>{NAME})"
_AGE = r"(?P<o>\d{1,3})"

Form = tuple[str, str, str]

FORMS: dict[str, tuple[Form, ...]] = {
    "German": (
        ("follows_diet", "is vegetarian ({o})", r"(?:ich )?(?:bin|lebe|esse) (?P<o>vegetarier(?:in)?|vegetarisch)"),
        ("follows_diet", "is vegan ({o})", r"(?:ich )?(?:bin|lebe|esse) (?P<o>veganer(?:in)?|vegan)"),
        ("works_as", "works as {o}", r"(?:ich )?arbeite(?: jetzt)? als (?P<o>[\w-]+)(?: (?:bei|in|an|von) .+)?"),
        ("is", "is {o}", r"(?:ich )?bin (?:eine? )?(?P<o>[\w-]+(?:in|er|or|ist|ent|eur|arzt|ärztin|schwester|mann|frau|wirt))(?: (?:bei|in|an|von) .+)?"),
        ("has_name", "", rf"(?:ich heiße|ich heisse|mein name ist|ich bin(?: der| die)?) (?P<o>{NAME})"),
        ("lives_in", "lives in {o}", rf"(?:ich |wir )?(?:wohnen?|leben?)(?: jetzt| zurzeit| seit [\w ]{{1,20}})? (?:in|bei|auf) {_PLACE}"),
        ("lives_in", "lives in {o}", rf"(?:ich bin |bin |wir sind )(?:letzte \w+ |gerade |vor kurzem )?nach {_PLACE} gezogen"),
        ("comes_from", "comes from {o}", rf"(?:ich )?(?:komme|bin|stamme) (?:ursprünglich )?aus {_PLACE}"),
        ("has_age", "is {o} years old", rf"(?:ich )?bin {_AGE}(?: jahre alt)?"),
        ("allergic_to", "is allergic to {o}", rf"(?:ich )?bin (?:allergisch gegen (?P<o>{_ITEM})|gegen (?P<o2>{_ITEM}) allergisch)"),
        ("allergic_to", "has {o}", r"(?:ich )?habe eine (?P<o>\w+allergie)"),
        ("avoids", "avoids {o}", rf"(?:ich )?(?:esse|trinke|vertrage) keine?n? (?P<o>{_ITEM})"),
        ("works_at", "works at {o}", rf"(?:ich )?arbeite (?:bei|für) {_O}"),
        ("learns", "studies {o}", rf"(?:ich )?studiere (?P<o>{_ITEM})(?: (?:in|an) .+)?"),
        ("learns", "is learning {o}", r"(?:ich )?lerne (?P<o>\w+isch)"),
        ("speaks", "speaks {o}", r"(?:ich )?spreche (?:fließend |auch |nur )?(?P<o>\w+(?:isch|ch)(?: und \w+isch)?)"),
        ("owns", "has {o}", r"(?:ich |wir )?(?:habe|haben) (?P<o>(?:eine?n?|zwei|drei|vier|fünf) (?:[\w-]+ )?(?:hunde?|katzen?|kater|kinder?|söhne?|sohn|tochter|töchter|brüder|bruder|schwestern?|geschwister|auto|pferde?|kaninchen))"),
        ("has_relative", "", rf"meine?(?: \w+)? (?P<k>frau|mann|sohn|tochter|bruder|schwester|mutter|vater|freund|freundin|hund|katze|partner|partnerin) heißt (?P<o>{NAME})"),
        ("dislikes", "dislikes {o}", rf"(?:ich )?(?:(?:mag|liebe) keine?n? (?P<o>{_THING})|(?:hasse|verabscheue) (?P<o2>{_THING})|mag (?P<o3>{_ITEM}) (?:gar |überhaupt )?nicht)"),
        ("likes", "likes {o}", rf"(?:ich )?(?:mag|liebe) (?!kein|nicht|es\b|das\b|dich\b)(?!.* nicht)(?P<o>{_THING})"),
        ("plays", "plays {o}", r"(?:ich )?spiele (?:gerne? )?(?P<o>\w+)(?: (?:in|bei|mit|im|seit) .+)?"),
    ),
    "French": (
        ("has_name", "", rf"(?:je m'appelle|mon nom est|moi,? c'est|je suis) (?P<o>{NAME})"),
        ("lives_in", "lives in {o}", rf"(?:j'habite|je vis|je demeure|nous habitons|nous vivons|on habite) (?:maintenant )?(?:à|en|au|aux|près de) {_PLACE}"),
        ("lives_in", "lives in {o}", rf"(?:je viens de déménager|j'ai déménagé) (?:à|en|au) {_PLACE}"),
        ("comes_from", "comes from {o}", rf"je (?:viens|suis) (?:de |d'|du ){_PLACE}"),
        ("has_age", "is {o} years old", rf"j'ai {_AGE} ans"),
        ("allergic_to", "is allergic to {o}", rf"je suis allergique (?:à la |à l'|aux |au |à ){_O}"),
        ("follows_diet", "is vegetarian ({o})", r"je suis (?P<o>végétarien(?:ne)?)"),
        ("follows_diet", "is vegan ({o})", r"je suis (?P<o>végane?|végétalien(?:ne)?)"),
        ("avoids", "avoids {o}", rf"je ne (?:mange|bois) (?:pas|jamais|plus) (?:de |d')(?P<o>{_ITEM})"),
        ("works_at", "works at {o}", rf"je travaille (?:chez|pour) {_O}"),
        ("works_as", "works as {o}", rf"je (?:travaille comme|suis une?) {_O}"),
        ("works_as", "works as {o}", r"je suis (?P<o>\w+(?:eur|euse|trice|ier|ière|iste|ecin|ant|ante|ien|ienne|ecte|fesseur|avocat|avocate))(?: (?:à|dans|chez) .+)?"),
        ("learns", "studies {o}", rf"j'(?:étudie|apprends) (?:le |la |les |l')?(?P<o>{_ITEM})(?: à .+)?"),
        ("speaks", "speaks {o}", rf"je parle (?:aussi |couramment )?(?:le |l')?(?P<o>{_ITEM})"),
        ("owns", "has {o}", r"(?:j'ai|nous avons|on a) (?P<o>(?:une?|deux|trois|quatre|cinq) (?:\w+ )?(?:chiens?|chats?|enfants?|fils|filles?|frères?|sœurs?|soeurs?|voiture|chevaux|cheval|lapins?))"),
        ("has_relative", "", rf"m(?:on|a)(?: petite?| grande?)? (?P<k>femme|mari|fils|fille|frère|sœur|soeur|mère|père|ami|amie|copain|copine|chien|chat) s'appelle (?P<o>{NAME})"),
        ("dislikes", "dislikes {o}", rf"(?:je n'aime pas(?: du tout)?|je déteste) (?:le |la |les |l')?{_O}"),
        ("likes", "likes {o}", rf"j'(?:aime(?: bien| beaucoup)?|adore) (?:le |la |les |l')?{_O}"),
        ("plays", "plays {o}", rf"je joue (?:au|à la|du|de la|de l') ?(?P<o>{_ITEM})"),
    ),
    "Spanish": (
        ("has_name", "", rf"(?:me llamo|mi nombre es|soy) (?P<o>{NAME})"),
        ("lives_in", "lives in {o}", rf"(?:yo )?(?:vivo|vivimos|resido)(?: ahora| actualmente)? en {_PLACE}"),
        ("lives_in", "lives in {o}", rf"(?:me (?:he mudado|mudé)|nos mudamos) a {_PLACE}"),
        ("comes_from", "comes from {o}", rf"(?:yo )?(?:soy|vengo) de {_PLACE}"),
        ("has_age", "is {o} years old", rf"tengo {_AGE} años"),
        ("allergic_to", "is allergic to {o}", rf"(?:soy alérgic[oa] a|tengo alergia a) ?(?:el |la |los |las |l )?{_O}"),
        ("follows_diet", "is vegetarian ({o})", r"soy (?P<o>vegetarian[oa])"),
        ("follows_diet", "is vegan ({o})", r"soy (?P<o>vegan[oa])"),
        ("avoids", "avoids {o}", rf"no (?:como|bebo|tomo) (?P<o>{_ITEM})"),
        ("works_as", "works as {o}", r"(?:trabajo (?:como|de)|soy una?) (?P<o>[\w'-]+(?: de [\w'-]+)?)(?: en .+)?"),
        ("works_as", "works as {o}", r"soy (?P<o>(?!de\b|un\b|una\b|muy\b|alérgic)\w+(?:or|ora|ero|era|ista|ente|ico|ica|ogo|oga|ado|ada|esor|esora|ecto|ecta))(?: en .+)?"),
        ("works_at", "works at {o}", rf"trabajo (?:en|para) {_O}"),
        ("learns", "studies {o}", rf"(?:estudio|estoy (?:estudiando|aprendiendo)) (?P<o>{_ITEM})(?: en .+)?"),
        ("speaks", "speaks {o}", rf"hablo (?:también )?(?P<o>{_ITEM})"),
        ("owns", "has {o}", r"(?:tengo|tenemos) (?P<o>(?:una?|dos|tres|cuatro|cinco) (?:perros?|perras?|gatos?|gatas?|hij[oa]s?|herman[oa]s?|coche|caballos?|niñ[oa]s?))(?: (?:que se llama|llamad[oa]) .+)?"),
        ("has_relative", "", rf"mi (?P<k>mujer|esposa|marido|esposo|hijo|hija|hermano|hermana|madre|padre|novio|novia|amigo|amiga|perro|perra|gato|gata) se llama (?P<o>{NAME})"),
        ("dislikes", "dislikes {o}", rf"(?:no me gustan?(?: nada)?|odio|detesto) (?:el |la |los |las )?{_O}"),
        ("likes", "likes {o}", rf"me (?:gustan?|encantan?)(?: mucho)? (?:el |la |los |las )?{_O}"),
        ("plays", "plays {o}", rf"(?:juego al?|toco) (?:el |la )?(?P<o>{_ITEM})"),
    ),
    "Italian": (
        ("has_name", "", rf"(?:mi chiamo|il mio nome è|sono) (?P<o>{NAME})"),
        ("lives_in", "lives in {o}", rf"(?:io )?(?:abito|vivo|abitiamo|viviamo)(?: ora| adesso)? (?:a|ad|in|vicino a) {_PLACE}"),
        ("lives_in", "lives in {o}", rf"mi sono (?:appena )?trasferit[oa] (?:a|ad|in) {_PLACE}"),
        ("comes_from", "comes from {o}", rf"(?:sono di|vengo da) {_PLACE}"),
        ("has_age", "is {o} years old", rf"ho {_AGE} anni"),
        ("allergic_to", "is allergic to {o}", rf"sono allergic[oa] (?:al |alla |alle |ai |agli |allo |all'|a ){_O}"),
        ("follows_diet", "is vegetarian ({o})", r"sono (?P<o>vegetarian[oa])"),
        ("follows_diet", "is vegan ({o})", r"sono (?P<o>vegan[oa])"),
        ("avoids", "avoids {o}", rf"non (?:mangio|bevo) (?:mai |più )?(?P<o>{_ITEM})"),
        ("works_as", "works as {o}", r"(?:lavoro come|faccio (?:il |la |lo |l')|sono una? |sono un')(?P<o>[\w'-]+(?: [\w'-]+)?)(?: (?:a|in|presso) .+)?"),
        ("works_at", "works at {o}", rf"lavoro (?:per|presso|alla|da) {_O}"),
        ("learns", "studies {o}", rf"(?:studio|sto (?:studiando|imparando)) (?:il |la |lo |l')?(?P<o>{_ITEM})(?: (?:a|in) .+)?"),
        ("speaks", "speaks {o}", rf"parlo (?:anche )?(?:il |l')?(?P<o>{_ITEM})"),
        ("owns", "has {o}", r"(?:ho|abbiamo) (?P<o>(?:una? |un'|due |tre |quattro |cinque )(?:\w+ )?(?:cane|cani|gatt[oaie]|figli[oae]?|fratell[oi]|sorell[ae]|macchina|cavall[oi]|bambin[oaie]))"),
        ("has_relative", "", rf"(?:il mio |la mia |mi[oa] )(?P<k>moglie|marito|figlio|figlia|fratello|sorella|madre|padre|ragazzo|ragazza|amico|amica|cane|gatto|gatta) si chiama (?P<o>{NAME})"),
        ("dislikes", "dislikes {o}", rf"(?:non mi (?:piace|piacciono)|odio|detesto) (?:il |lo |la |i |gli |le |l')?{_O}"),
        ("likes", "likes {o}", rf"(?:mi (?:piace|piacciono)(?: molto)?|amo|adoro) (?:il |lo |la |i |gli |le |l')?{_O}"),
        ("plays", "plays {o}", rf"(?:suono|gioco a) (?:il |la |lo |l')?(?P<o>{_ITEM})"),
    ),
}  # fmt: skip

NAMES_LIKE_TRADES = words(
    "peter martin katrin kathrin robin günter günther walter viktor victor werner dieter rainer "
    "oliver alexander christopher jasmin karin kerstin erwin benjamin valentin justin kevin hector "
    "igor esther jennifer"
)
"""Names with the ending of a trade: "Ich bin Peter" beside "Ich bin Lehrer"."""
KIN = {
    word: english
    for english, words_of_it in {
        "wife": "frau femme mujer esposa moglie", "husband": "mann mari marido esposo marito",
        "son": "sohn fils hijo figlio", "daughter": "tochter fille hija figlia",
        "brother": "bruder frère hermano fratello", "sister": "schwester sœur soeur hermana sorella",
        "mother": "mutter mère madre", "father": "vater père padre",
        "friend": "freund freundin ami amie amigo amiga amico amica",
        "boyfriend": "copain novio ragazzo", "girlfriend": "copine novia ragazza",
        "partner": "partner partnerin", "dog": "hund chien perro perra cane",
        "cat": "katze chat gato gata gatto gatta",
    }.items()
    for word in words_of_it.split()
}  # fmt: skip
