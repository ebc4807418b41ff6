"""What kind of answer a question asks for, and where a sentence has one of that kind.

Both by form alone: question words, digits, names of months, capitals. It counts as one sign among
others of whether a sentence answers, and marks an answer only where nothing else could be meant.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from index.text.analysis import Token
from index.text.function_words import FUNCTION_STEMS
from index.types import AnswerType, Span

_WHAT = (
    r"(?:(?:what|which)(?:\W+(?:is|are|was|were)\W+the)?"
    r"|как(?:ой|ая|ое|ие|ого|ому|им|ом|ую|их|ими|ов|ова|ово|овы))\W+"
)
_MEASURE = (
    r"(?:\w+\W+)?(?:percent|share\b|proportion|number|amount|sum\b|price|cost\b|revenue|profit|budget"
    r"|population|age\b|height|length|depth|width|weight|size|speed|temperature|distance"
    r"|процент|дол[яиюе]\b|число\b|количеств|сумм|площадь|численност|населени|стоимост|цен[аыу]\b"
    r"|выручк|прибыл|бюджет|возраст|высот|длин[аеуы]|глубин|ширин|вес\b|скорост|температур"
    r"|расстояни|объ[её]м|размер)"
)
# The first that fits: "in what year" is a date, "how many people" a number.
_ASKED: tuple[tuple[AnswerType, str], ...] = (
    (
        "number",
        (
            r"\bhow (?:many|much|old|long|far|large|big|tall|high|deep|wide|fast|often|heavy)\b"
            r"|\b(?:на)?сколько\b|\bскольк(?:их|им|ими)\b"
            rf"|\b{_WHAT}{_MEASURE}"
        ),
    ),
    (
        "date",
        (
            r"\bwhen\b|\bкогда\b"
            rf"|\b{_WHAT}(?:year|month|date|day|century|decade|год|месяц|числа|дат|день|дн|век|столет"
            r"|десятилет)"
        ),
    ),
    (
        "person",
        r"\bwho(?:m|se)?\b|\b(?:кто|кого|кому|кем|ком|чей|чья|чь[её]|чьи|чь(?:ей|его|им))\b",
    ),
    (
        "organisation",
        (
            rf"\b{_WHAT}(?:compan|organi[sz]ation|firm|universit|agenc|association|part(?:y|ies)\b"
            r"|team|corporation|institut|bank|ministr|компани|организаци|фирм|университет"
            r"|агентств|ассоциаци|парти|команд|корпораци|институт|банк|министерств)"
        ),
    ),
    (
        "place",
        (
            r"\bwhere\b|\b(?:где|куда|откуда)\b"
            rf"|\b{_WHAT}(?:cit(?:y|ies)|countr|state|town|place|region|river|continent|province"
            r"|village|город|стран|штат|мест|област|регион|рек|континент|провинци|сел[оеа]\b)"
        ),
    ),
)
_QUESTIONS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKED]

_MONTH = (
    r"(?:январ|феврал|март|апрел|ма[йея]\b|июн|июл|август|сентябр|октябр|ноябр|декабр"
    r"|jan(?:uary)?\b|feb(?:ruary)?\b|mar(?:ch)?\b|apr(?:il)?\b|may\b|june?\b|july?\b|aug(?:ust)?\b"
    r"|sep(?:t(?:ember)?)?\b|oct(?:ober)?\b|nov(?:ember)?\b|dec(?:ember)?\b)[а-я]{0,3}"
)
_YEAR = r"(?:1\d{3}|20\d{2})(?:[-–—]\d{2,4})?(?:-?(?:х|е|м|го|s)\b)?(?:\W?(?:год[а-я]*|гг?\.))?"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:-?(?:го|st|nd|rd|th))?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"
    rf"|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR})?"
    rf"|\b{_MONTH},?\s+{_YEAR}"
    r"|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b"
    rf"|\b(?<![\d.,]){_YEAR}(?![\d%])"
    r"|\b(?:[IVX]+|\d{1,2})(?:-?[а-я]{1,2}|th|st|nd|rd)?\s+(?:век[а-я]*|столети[а-я]*|centur(?:y|ies))",
    re.IGNORECASE,
)
_NUMBER_WORDS = (
    r"(?:дв(?:а|е|ух|ое)|тр(?:и|[её]х|ое)|четыр(?:е|[её]х)|пят(?:ь|и|еро)"
    r"|шест(?:ь|и)|сем(?:ь|и)|восем(?:ь|ью)|восьми|девят(?:ь|и)|десят(?:ь|и|ок|ки)"
    r"|\w+надцать|двадцать|тридцать|сорок|\w+десят|сто|двести|триста|\w+сот|полтора"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundred|dozen|once|twice|half|полов[а-я]+)"
)
_NUMBER = re.compile(
    rf"(?<![\w.,])(?:\d+(?:[.,\s\xa0\u202f]\d+)*|{_NUMBER_WORDS})"
    r"(?:\s?%|\s(?:процент[а-я]*|тыс[а-я]*\.?|млн|млрд|миллион[а-я]*|миллиард[а-я]*|percent"
    r"|hundred|thousand|million|billion|trillion))*(?![\w])",
    re.IGNORECASE,
)
_JOINS = re.compile(
    r"[ \xa0]|[ \xa0]?[-–][ \xa0]?|\.[ \xa0]?|[ \xa0](?:де|да|ди|фон|ван|of|de|von|van|the)[ \xa0]"
)

_PLACED = re.compile(r"\b(?:in|at|near|from|во?|на|из|под|около)[ \xa0]$", re.IGNORECASE)

IsAsked = Callable[[Token], bool]
"""Tells whether a word of a sentence stands in the question too, in whatever language or form."""


def expected_type(question: str) -> AnswerType | None:
    """Return the kind of answer that a question asks for, None where its words do not say."""
    return next((kind for kind, pattern in _QUESTIONS if pattern.search(question)), None)


def find_spans(
    kind: AnswerType, sentence: str, *, words: Sequence[Token], is_asked: IsAsked
) -> list[Span]:
    """Return what may be of this kind in a sentence and is not named in the question, in order.

    `words` are the sentence's.
    """
    asked = {word.start for word in words if is_asked(word)}
    if kind in {"date", "number"}:
        dates = [Span(*match.span()) for match in _DATE.finditer(sentence)]
        found = dates
        if kind == "number":
            numbers = (Span(*match.span()) for match in _NUMBER.finditer(sentence))
            found = [
                span
                for span in numbers
                if not any(date.start <= span.start < date.end for date in dates)
            ]
        return [
            span
            for span in found
            if not any(
                word.start in asked and word.word[0].isdecimal()
                for word in words
                if span.start <= word.start < span.end
            )
        ]
    return list(_names(sentence, words, asked=asked))


def _names(sentence: str, words: Sequence[Token], *, asked: set[int]) -> Iterator[Span]:
    """Yield the rows of words with a capital, but for a sentence's first word alone."""
    row: list[Token] = []
    for word in words:
        named = word.capital and word.stem not in FUNCTION_STEMS
        if row and not (named and _JOINS.fullmatch(sentence[row[-1].end : word.start])):
            yield from _name(row, asked=asked, first=words[0])
            row = []
        if named:
            row.append(word)
    yield from _name(row, asked=asked, first=words[0] if words else None)


def _name(row: list[Token], *, asked: set[int], first: Token | None) -> Iterator[Span]:
    if not row or row == [first] or any(word.start in asked for word in row):
        return
    yield Span(row[0].start, row[-1].end)


def is_sure(kind: AnswerType, sentence: str, span: Span) -> bool:
    """Return whether what `find_spans` found may be shown as the answer: names are often others.

    A person is named by two words at least, and a place after a word such as "in".
    """
    if kind == "person":
        words = span.cut(sentence).split()
        return len(words) > 1 and not any(word.isupper() and len(word) > 1 for word in words)
    return kind != "place" or _PLACED.search(sentence[: span.start]) is not None
