"""How English writes days, numbers, places and what is numbered."""

from index.text.languages.record.values import Ranges, Series, Values

VALUES = Values(
    months=(
        r"jan(?:uary)?\b|feb(?:ruary)?\b|mar(?:ch)?\b|apr(?:il)?\b|may\b|june?\b|july?\b"
        r"|aug(?:ust)?\b|sep(?:t(?:ember)?)?\b|oct(?:ober)?\b|nov(?:ember)?\b|dec(?:ember)?\b"
    ),
    day_endings="st|nd|rd|th",
    of_month=r"(?:day\s+)?of\s+",
    of_day=r"the\s+",
    year_endings="s",
    century_endings="th|st|nd|rd",
    centuries="centur(?:y|ies)",
    numbers=(
        r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty"
        r"|fifty|sixty|seventy|eighty|ninety|hundred|dozen|once|twice|half"
    ),
    multiples="percent|hundred|thousand|million|billion|trillion",
    particles="of|de|von|van|the",
    leading=(
        r"in(?! (?:front|case|order|advance|time|addition|between|total|person|cash|full|part|spite"
        r"|favou?r|general|charge|exchange|return)\b)"
        r"|on(?! (?:top|behalf|foot|request|demand|time|average|condition|hold|leave|sale|loan)\b)"
        r"|at(?! (?:least|most|once|first|last|all|best|random|half|any)\b)"
    ),
    out_of="from|out of|off",
    into=r"(?<!next )(?<!close )(?<!due )(?<!thanks )to(?! be\b)|into|onto|towards?",
    by_way="via|through|by|along|past|for|with",
)

_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()

_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

SERIES = Series(
    # I is a word, and a number of the Romans; 7 a.m. is an hour.
    letters="[A-HJ-Z]",
    small_letters=r"[a-f](?!\.m)",
    number=r"[Nn](?:o\.?|umber)",
    cardinals={
        **dict(enumerate("one two three four five six seven eight nine ten eleven".split(), 1)),
        **dict(enumerate(("twelve", *_TEENS), 12)),
        **{place * 10: ten for place, ten in enumerate(_TENS, 2)},
    },
    ordinals={
        **dict(enumerate("first second third fourth fifth sixth seventh eighth".split(), 1)),
        **dict(enumerate("ninth tenth eleventh twelfth".split(), 9)),
        **dict(enumerate((f"{teen}th" for teen in _TEENS), 13)),
        **{place * 10: f"{ten[:-1]}ieth" for place, ten in enumerate(_TENS, 2)},
    },
    ordinal_endings="st|nd|rd|th",
    article="the",
    units={
        "metre": "m|met(?:re|er)s?",
        "centimetre": "cm",
        "kilometre": "km|kilomet(?:re|er)s?",
        "millimetre": "mm",
        "kilogram": "kg|kilos?|kilogram(?:me)?s?",
        "gram": "g|gram(?:me)?s?",
        "litre": "l|lit(?:re|er)s?",
        "ton": "tons?|tonnes?",
        "hour": "hours?",
        "minute": "minutes?",
        "second": "seconds?",
        "day": "days?",
        "week": "weeks?",
        "month": "months?",
        "year": "years?",
        "euro": "euros?",
        "dollar": "dollars?",
        "pound": "pounds?",
        "rouble": "roubles?",
        "person": "people|persons?",
        "piece": "pieces?",
    },
    to="to|through",
)

RANGES = Ranges(
    between="from|between",
    to="to|and|up to|through",
    at_most=(
        "up to|at most|(?:no|not) (?:more|longer|later|older|larger|heavier|higher) than|not over"
        "|maximum|max"
    ),
    below="under|below|(?:less|fewer|shorter|earlier|younger|smaller|lighter|lower) than",
    at_least=(
        "at least|(?:no|not) (?:less|fewer|shorter|earlier|younger|smaller|lighter|lower) than|from"
        "|minimum|min"
    ),
    above="over|above|(?:more|longer|later|older|larger|heavier|higher) than",
    or_more="(?:and|or) (?:more|over|above|up|longer|later|older|larger|heavier|higher)",
    or_less="(?:and|or) (?:less|fewer|under|below|younger|shorter|lighter|smaller)",
)

MONTHS = (
    *("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?"),
    *("aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)

MAGNITUDES = (
    ("thousand|k", 3),
    ("million|mln|mn", 6),
    ("billion|bln|bn", 9),
    ("trillion|trn", 12),
)
