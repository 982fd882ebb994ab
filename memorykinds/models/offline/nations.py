"""Languages and nationalities: closed lists, as all of the model's words are."""

from memorykinds.models.offline.vocabulary import words

LANGUAGES = words(
    "english german french italian spanish portuguese dutch flemish polish czech slovak hungarian "
    "romanian bulgarian serbian croatian bosnian slovene slovenian macedonian albanian greek "
    "turkish russian ukrainian belarusian georgian armenian azerbaijani kazakh uzbek swedish "
    "norwegian danish finnish estonian latvian lithuanian icelandic irish gaelic welsh breton "
    "catalan galician basque maltese luxembourgish yiddish arabic hebrew aramaic persian farsi "
    "dari pashto kurdish urdu hindi bengali punjabi gujarati marathi tamil telugu kannada "
    "malayalam sinhala nepali chinese mandarin cantonese hokkien japanese korean mongolian "
    "tibetan vietnamese thai lao khmer burmese indonesian malay tagalog filipino swahili amharic "
    "tigrinya somali yoruba igbo hausa zulu xhosa afrikaans shona wolof quechua nahuatl maori "
    "hawaiian latin esperanto romani braille"
)
NATIONALITIES = words(
    "dutch german french italian spanish portuguese polish czech slovak slovenian slovene english "
    "british irish scottish welsh american canadian mexican australian austrian swiss swedish "
    "norwegian danish finnish icelandic estonian latvian lithuanian russian ukrainian belarusian "
    "moldovan georgian armenian turkish greek cypriot maltese hungarian romanian bulgarian serbian "
    "croatian bosnian albanian macedonian montenegrin kosovan brazilian argentinian argentine "
    "chilean colombian peruvian bolivian venezuelan ecuadorian uruguayan paraguayan cuban "
    "dominican jamaican haitian guatemalan honduran salvadoran panamanian chinese japanese korean "
    "taiwanese mongolian vietnamese thai cambodian burmese laotian malaysian indonesian filipino "
    "singaporean indian pakistani bangladeshi nepali nepalese afghan iranian persian iraqi syrian "
    "lebanese jordanian palestinian israeli saudi yemeni omani kuwaiti emirati egyptian moroccan "
    "algerian tunisian libyan sudanese ethiopian eritrean somali kenyan ugandan tanzanian rwandan "
    "nigerian ghanaian senegalese cameroonian ivorian congolese angolan mozambican zambian "
    "zimbabwean south-african namibian belgian flemish luxembourgish catalan basque kazakh uzbek "
    "european african asian kiwi"
)
