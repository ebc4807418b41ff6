"""Russian."""

from index.text.languages.record import Language, snowball
from index.text.languages.russian.asking import ASKING
from index.text.languages.russian.contrasts import CONTRASTS
from index.text.languages.russian.documents import DOCUMENTS, PROPERTIES
from index.text.languages.russian.grammar import ABBREVIATIONS, GRAMMAR, POSSESSION
from index.text.languages.russian.persons import NAMING, PERSONS
from index.text.languages.russian.romanised import blurred, from_latin
from index.text.languages.russian.telling import TELLING
from index.text.languages.russian.values import MAGNITUDES, MONTHS, RANGES, SERIES, VALUES
from index.text.scripts import CYRILLIC

# The endings of ordinal numbers (2-й) are among them.
_FUNCTION_WORDS = """
а без более будет будут бы бывает был была были было быть в вам вами вас ваш ваша ваше ваши ваших
ведь во вот все всего всеми всех вы где да даже для до его ее если есть еще ею ж же за зачем и из
или им ими их к как какая какие каким какими каких каков какова каково каковы какой каком какую кем
когда кого ком кому которая которого которое которой которому которые который которым которыми
которых кто куда ли либо лишь между меня мне мог могут может мой моя мы на над нам нами нас
насколько наш наша нашей наших не него нее ней нем нет нею ни нибудь ним них но о об однако он она
они оно от откуда очень перед по под после почему при про расскажи расскажите с сам своего своей
своих свой свою себе себя скажи скажите сколько со собой так такая также такие такой там те тем теми
тех то того тоже той только том тот ту тут ты у уже чего чей чем чему через что чтобы чье чьего чьи
чья эта эти этим этими этих это этого этой этом этот эту я является являются
г гг го е й му х ые ый ых
"""

_CONSONANT = "[бвгджзклмнпрстфхцчшщ]"

RUSSIAN = Language(
    code="ru",
    script=CYRILLIC,
    stem=snowball("russian"),
    function_words=_FUNCTION_WORDS,
    acronyms="по то от до",
    marked_letters="й",
    alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюя",
    surname="(?:ов|ев)$",
    # Nouns such as журнал and план pass for verbs in two of their cases.
    longer="(.{2,}[ая][нл])[аы]?",
    with_vowel=rf"(.*[а-яё])[оеё]({_CONSONANT})ь?",
    # A sign for softness, or й for a vowel, stands in its place: пальца, бойца, письма.
    without_vowel=(
        rf"(.*(?:{_CONSONANT}(?=ь?)|[аеёиоуэ](?=й)))[ьй]?({_CONSONANT})"
        r"(?:[аеёиоуыюя]|[оеё][йм]|[ое]ю|[ая](?:х|м|ми)|[оеё]в|ью)"
    ),
    months=MONTHS,
    magnitudes=MAGNITUDES,
    asking=ASKING,
    telling=TELLING,
    values=VALUES,
    documents=DOCUMENTS,
    grammar=GRAMMAR,
    contrasts=CONTRASTS,
    possession=POSSESSION,
    series=SERIES,
    ranges=RANGES,
    naming=NAMING,
    persons=PERSONS,
    properties=PROPERTIES,
    what_happened="Что было {}?",
    from_latin=from_latin,
    blurred=blurred,
    abbreviations=ABBREVIATIONS,
)
