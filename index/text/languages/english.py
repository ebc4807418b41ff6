"""English."""

import re

from index.text.languages.record import (
    Abbreviations,
    Contrasts,
    Language,
    Naming,
    Persons,
    Possession,
    Properties,
    Ranges,
    Series,
    Wording,
    snowball,
)
from index.text.scripts import LATIN

# The endings of ordinal numbers (1st) are among them.
_FUNCTION_WORDS = """
a about after again all also am an and any are as at be because been before being between both but
by can can't cannot could did didn't do does doesn't doing don't during each either else ever
few for from further given had has have having he her here hers herself him himself his how however
i i'm if in into is isn't it it's its itself just let me might more most much many must my myself no
nor not of off on once only or other our ours ourselves out over own per please same shall she
should so some such tell than that that's the their theirs them themselves then there there's these
they they're this those through to too under until up upon us very was wasn't we we're were what
what's whatever when where where's whether which whichever while who who's whom whose why will with
within without won't would yes yet you you're your yours yourself
nd rd st th
"""

# What the columns of tables are called by which things are compared.
_PRICES = r"\b(?:price|cost|fee)|\b(?:цена|стоимост)"
_YEARS = r"\b(?:built|founded|opened|year|date|since)\b|\b(?:построен|основан|открыт|год|дата)"
_AGES = r"\bage\b|\bвозраст"
_SIZES = r"\b(?:area|size|capacity|volume|seats)\b|\b(?:площад|размер|вместимост|объ[её]м|мест)"

_WORDING = Wording(
    what=r"(?:what|which)(?:\W+(?:is|are|was|were)\W+the)?",
    how_many=r"\bhow (?:many|much|old|long|far|large|big|tall|high|deep|wide|fast|often|heavy)\b",
    measures=(
        r"(?:(?:percent(?:age)?|proportion|number|amount|price|revenue|budget|population|height"
        r"|length|depth|width|weight|size|speed|temperature|distance)s?|share|sum|cost|profit|age)\b"
    ),
    when=r"\bwhen\b",
    times=r"(?:year|month|date|day|decade)s?\b|centur(?:y|ies)\b",
    who=r"\bwho(?:m|se)?\b",
    organisations=(
        r"(?:compan(?:y|ies)|universit(?:y|ies)|agenc(?:y|ies)|part(?:y|ies)|ministr(?:y|ies)"
        r"|(?:organi[sz]ation|firm|association|team|corporation|institut(?:e|ion)|bank)s?)\b"
    ),
    why=r"\b(?:why|what for|how come|for what reason)\b",
    manner=r"\bhow\b|\bin what (?:way|manner)\b",
    leading=(
        r"in(?! (?:front|case|order|advance|time|addition|between|total|person|cash|full|part|spite"
        r"|favou?r|general|charge|exchange|return)\b)"
        r"|on(?! (?:top|behalf|foot|request|demand|time|average|condition|hold|leave|sale|loan)\b)"
        r"|at(?! (?:least|most|once|first|last|all|best|random|half|any)\b)"
    ),
    polar=(
        r"^\W*(?:is|are|am|was|were|do|does|did|can|could|may|might|must|should|has|have|had|will"
        r"|would)\b"
    ),
    where=r"\bwhere\b",
    where_from=(
        r"\bwhere\b.*\bfrom(?:\W*$| (?:by|in|on|at|every|each|now)\b)"
        r"|\bfrom (?:where|what|which)\b"
        r"|\bwhere\b.*\b(?:comes?|came|originat\w+|depart\w*|leaves?|left|set (?:out|off))\W*$"
    ),
    where_to=(
        # A road runs from one to the other.
        r"\bwhere\b(?!.*\b(?:runs?|ran|running|stretch\w*|exten\w+|spans?|lies?|pass(?:es)?)"
        r"\b(?! to\b))|\bto (?:where|what|which)\b"
    ),
    out_of="from|out of|off",
    into=r"(?<!next )(?<!close )(?<!due )(?<!thanks )to(?! be\b)|into|onto|towards?",
    by_way="via|through|by|along|past|for|with",
    anyone="i|we|you|one|they|he|she|it",
    doerless=r"(?<=\w[ \xa0])(?:is|are|was|were|be|been|being)",
    lately=(
        "today|tomorrow|yesterday|tonight|soon|already|recently|finally|last|next|ago|early|late"
        "|later"
    ),
    speakers="i|we|me|us|my|our|mine|ours|myself|ourselves",
    attributes=(
        (r"how long\b", r"\b(?:length|duration|term)|\b(?:длин|продолжительност|срок)"),
        (r"how (?:tall|high)\b", r"\bheight|\bвысот"),
        (r"how wide\b", r"\b(?:width|breadth)|\bширин"),
        (r"how deep\b", r"\bdepth|\bглубин"),
        (r"how heavy\b|\bweighs?\b", r"\b(?:weight|mass|kg)\b|\b(?:вес|масса|кг)\b"),
        (r"how old\b", r"\b(?:age|built)\b|\b(?:возраст|построен)"),
        (r"how fast\b", r"\bspeed|\bскорост"),
        (
            r"how much (?:is|are)\b|\bcosts?\b|\bprice\b",
            r"\b(?:price|cost|fee|rate|charge)|\b(?:цена|стоимост|тариф)",
        ),
        (r"\bwhen\b", r"\b(?:date|year|time|when)\b|\b(?:дата|год|время|когда)\b"),
        (r"\bwho\b", r"\b(?:name|who|person|responsible)\b|\b(?:имя|фио|ответственн|кто)"),
        (r"\bwhere\b", r"\b(?:place|location|address|where)\b|\b(?:место|адрес|где)\b"),
    ),
    places=(
        r"(?:cit(?:y|ies)|countr(?:y|ies)"
        r"|(?:state|town|place|region|river|continent|province|village)s?)\b"
    ),
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
    courtesies=(
        r"hello|hi|hey|good (?:morning|afternoon|evening)|dear (?:colleagues?|all|team)"
        r"|(?:many )?thank(?:s| you)(?: very much| a lot)?(?: in advance)?|please|kindly"
        r"|(?:could|can|would|will) (?:you|anyone|anybody|someone|somebody)(?: please| kindly)?"
        r"(?: (?:tell|explain to|say to|remind|help|advise|inform|show) (?:me|us))?(?: please)?"
        r"|would you mind telling (?:me|us)|(?:tell|remind) (?:me|us)|let (?:me|us) know"
        r"|i(?: would|'d|’d| should) (?:like|love|be glad|be interested) to"
        r" (?:know|ask|learn|hear|find out|understand)"
        r"|i(?: just| only)? (?:want|wanted|need|needed|wish|am trying|'m trying) to"
        r" (?:know|ask|learn|find out|understand)"
        r"|(?:does|do) (?:you|anyone|anybody|someone|somebody)(?: happen to)? know"
        r"|i (?:wonder|was wondering)|i(?: have|'ve)(?: got)? a question|quick question"
    ),
    requests=(
        r"(?:tell|explain to|remind|advise|inform|show|ask) (?:me|us|you)|let (?:me|us) know"
        r"|to (?:know|learn|find out|understand)|(?:you|anyone|anybody|someone|somebody) know"
        r"|wonder(?:ing)?"
    ),
    denials=r"not|never|cannot|\w+n['’]t|nobody|no[ -]one|neither|nor|no longer",
    without=r"non|not|no|without|excluding|excl\.?|except|besides",
    things="which|what",
    rules=(
        r"(?:rules?|polic(?:y|ies)|terms|conditions?|status)(?=\W*\Z| (?:of|on|for|if|when|with)\b)"
        r"|restrictions?|limits?|limitations?|about"
        r"|regarding|concerning|happen(?:s|ed)?|becomes?|became|says?|said|mean(?:s|t)?|wrong"
        r"|problems?|differences?|exceptions?|exclu\w+|exempt\w*|forbid\w*|prohibit\w*"
        r"|bann?ed|lack(?:s|ed|ing)?|without|except|fail(?:s|ed)?|unable|refused?"
    ),
    before_things=r"of|for|on|in|at|by|with|from|the|an?|its|his|her|their|our|your|my",
    limits=(
        "until|till|before|unless|except|but|only|without|than|besides|save|later|earlier|if"
        "|other than|apart from"
    ),
    past=r"was|were|did|has been|have been|had|who \w+ed",
    plans=(
        r"if|unless|plan(?:s|ned|ning)?(?: to(?: be)?)?|will(?: be)?|(?:is|are|was|were) to(?: be)?"
        r"|(?:is|are|was|were) going to(?: be)?|would like to|inten(?:d|ds|ded|t|tions?)(?: to)?"
        r"|(?:hop|propos)(?:e|es|ed|ing) to|want(?:s|ed)? to|wish(?:es|ed)? to|meant to"
        r"|(?:is|are) (?:due|scheduled|supposed) to(?: be)?"
        r"|(?:offer|suggest|propos)(?:s|es|ed|ing)? (?:to|that)"
    ),
    wishes=(
        r"(?:propos|suggest|recommend|request|demand|insist|ask|urg|hop|expect|wish|mov|decid)"
        r"(?:e|s|es|ed|ing)?(?: [\w'’-]+){0,4} that"
        r"|(?:proposal|suggestion|recommendation|request|demand|hope|motion|wish) (?:is |was )?that"
    ),
    dropped=(
        "called off|cancel+ed|postponed|put off|abandoned|moved to|turned down|rejected"
        "|(?:is|are) (?:planned|scheduled)"
    ),
    deputies="deputy|vice|assistant|assistant to the|secretary to the",
    former=r"former(?:ly)?|ex|late|retired|outgoing|previous",
    heads=(
        r"heads|headed|heading|chairs|chaired|chairing|leads?|leading|led|directs|directed"
        r"|presides|presided|runs?|ran|running|manages?|managed|managing|in charge"
    ),
    titles=(
        r"(?:general|executive|managing|artistic|technical) (?:director|manager)|directors?"
        r"|head|chair(?:man|woman|person)?|leaders?|chief|presidents?|principal|rector|managers?|boss"
    ),
    reports=(
        r"ask(?:s|ed|ing)?|wonder(?:s|ed|ing)?|questions?|questioned|inquir(?:e|es|ed|y)"
        r"|enquir(?:e|es|ed|y)|discuss(?:es|ed)?|debat(?:e|es|ed)|unclear|unknown|undecided"
        r"|not (?:yet )?(?:clear|known|decided|settled)"
    ),
    outdated=(
        r"superseded|withdrawn|repealed|obsolete|archived|expired|outdated|deprecated|rescinded"
        r"|revoked|(?:no longer|not) (?:in force|valid|in effect|current)|out of date|draft"
    ),
    editions="edition|version|revision|in force|effective|since|as of",
    replaces="supersed(?:es|ing)|replac(?:es|ing)|repeal(?:s|ing)|instead of|in place of",
    of_another="is|are",
    this="this",
    acts=r"\w{2,}ed",
    copulas="is|was|are|were|has been",
    joining="and|or",
    superlatives=(
        r"(?<!at )(?:most|fewest|least)\b(?! of\b)|best|worst|cheapest|dearest|priciest|newest"
        r"|(?<!at the )latest|oldest|youngest|earliest|largest|biggest|greatest|smallest|longest"
        r"|shortest|tallest|highest|lowest|deepest|widest|heaviest|lightest|fastest|slowest"
        r"|nearest|farthest|furthest|strongest|richest|busiest"
    ),
    ranked=(
        (r"cheapest|least expensive|lowest price", _PRICES, False),
        (r"dearest|priciest|most (?:expensive|costly)|highest price", _PRICES, True),
        (r"newest|latest|most recent", _YEARS, True),
        (r"oldest|earliest", _YEARS, False),
        (r"oldest", _AGES, True),
        (r"youngest", _AGES, False),
        (r"longest", r"\b(?:length|duration)|\b(?:длин|длительност|продолжительност)", True),
        (r"shortest", r"\b(?:length|duration)|\b(?:длин|длительност|продолжительност)", False),
        (r"tallest|highest", r"\bheight|\bвысот", True),
        (r"lowest|shortest", r"\bheight|\bвысот", False),
        (r"deepest", r"\bdepth|\bглубин", True),
        (r"heaviest", r"\b(?:weight|mass)\b|\b(?:вес|масса)\b", True),
        (r"lightest", r"\b(?:weight|mass)\b|\b(?:вес|масса)\b", False),
        (r"fastest", r"\bspeed|\bскорост", True),
        (r"slowest", r"\bspeed|\bскорост", False),
        (r"largest|biggest", _SIZES, True),
        (r"smallest", _SIZES, False),
        (r"most|highest|largest|greatest|biggest", "", True),
        (r"fewest|least|lowest|smallest", "", False),
    ),
    unfilled=(
        r"n/?a|no data|tb[acd]|t\.b\.[acd]|unassigned|undecided"
        r"|to be (?:announced|advised|appointed|assigned|agreed|confirmed|decided|defined"
        r"|determined|elected|filled(?: in)?|fixed|found|named|set)(?: later)?"
        r"|(?:(?:not yet|still not|not) (?:announced|appointed|assigned|agreed|confirmed|decided"
        r"|elected|filled(?: in)?|fixed|found|known|named|set)(?: yet)?)"
    ),
    vacant=(
        "(?:(?:post|position|role|seat|place) (?:is )?)?(?:vacant|open|unfilled|unoccupied)"
        "|vacancy|(?:vacant|open) (?:post|position|role|seat|place)"
    ),
    interrogatives="how|what|when|where|who|whom|whose|which|why|can|may|do|does|is|are",
    pointing="it|its|this|that|these|those|they|them|their|he|him|his|she|her|hers|one|then|there",
    pages=r"(?:pages?|pg\.?|pp?\.|sheet|slide)",
    of_all="of",
    cookies=(
        r"cookies?"
        r"|(?:using|browsing|visiting|(?:use|browse|visit) of) (?:this|our|the) (?:web)?site"
    ),
    consents=(
        r"accept|allow|agree|ok|okay|yes|no|got it|fine|understand|understood|reject|refuse|decline"
        r"|deny|dismiss|close|continue|hide|settings|preferences|manage|necessary|essential"
    ),
    lines=r"(?:lines?|ll?\.)",
    sources=r"(?:sources?|from|see|cf\.|in)",
)

_CONTRASTS = Contrasts(
    moments={
        "weekday": (
            "mondays?",
            "tuesdays?",
            "wednesdays?",
            "thursdays?",
            "fridays?",
            "saturdays?",
            "sundays?",
        ),
        "week": ("weekdays?", "weekends?"),
        "month": (
            "january",
            "february",
            "(?-i:March)",
            "april",
            "(?-i:May)",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ),
        "season": ("spring", "summer", "autumn", "winter"),
        "hour": ("mornings?", "afternoons?", "evenings?", "nights?"),
    },
    cases={
        "bound": (
            "minimum|minimal|at least|(?:no|not) (?:less|fewer) than|shortest|smallest|lowest",
            "maximum|maximal|at most|(?:no|not) more than|up to|longest|largest|biggest|highest",
        ),
        "stay": ("check[- ]?in", "check[- ]?out"),
        "measure": (
            r"width|breadth|how wide|\d[\d.,]*[ \xa0]?\w+ wide",
            r"heights?|how (?:high|tall)|\d[\d.,]*[ \xa0]?\w+ (?:high|tall)",
            r"depths?|how deep|\d[\d.,]*[ \xa0]?\w+ deep",
            r"length|how long|\d[\d.,]*[ \xa0]?\w+ long",
            r"weigh(?:s|ed|t)?|mass|how heavy",
            r"how old|years? old|age",
            r"costs?|price|how expensive",
        ),
        "sum": ("deposit", "rent", "fine|penalty", "salary|wages?", "advance|prepayment"),
    },
    turns={
        "begin": (r"beg[iau]n(?:s|ning)?|start(?:s|ed|ing)?", r"end(?:s|ed|ing)?|finish(?:es|ed)?"),
        "open": (
            "open(?:s|ed|ing)?|unlock(?:s|ed|ing)?",
            r"clos(?:e|es|ed|ing)|shuts?|(?<!the )(?<!\ba )locks?|lock(?:ed|ing)",
        ),
        "run": (
            (
                r"start(?:s|ed|ing)?|launch(?:es|ed)?|(?:enabl|activat)(?:e|es|ed|ing)"
                r"|(?:switch(?:es|ed)?|turn(?:s|ed)?|power(?:s|ed)?)(?=(?: \w+){0,3} on\b)"
            ),
            (
                r"(?<!\bbus )(?<!\btram )stop(?:s|ped|ping)?|halt(?:s|ed)?"
                r"|(?:disabl|deactivat)(?:e|es|ed|ing)"
                r"|(?:switch(?:es|ed)?|turn(?:s|ed)?|power(?:s|ed)?|shuts?)"
                r"(?=(?: \w+){0,3} (?:off|down)\b)"
            ),
        ),
        "session": (
            r"(?:log|sign)(?:s|ged|ed)? (?:in|on)|log(?:in|on)s?",
            r"(?:log|sign)(?:s|ged|ed)? (?:out|off)|log(?:out|off)s?",
        ),
        "connection": ("connect(?:s|ed|ing)?", "disconnect(?:s|ed|ing)?"),
    },
    opposites={
        "leave": (
            (
                r"depart(?:s|ed|ure)?|leaves?|left(?![- ]hand)|sail(?:s|ed)|exited|(?-i:OUT)"
                r"|(?:go|went|drive|drove)(?=(?: \w+){0,3} out\b)"
            ),
            r"arriv(?:e|es|ed|al)|entered|(?-i:IN)|(?:come|came|drive|drove)(?=(?: \w+){0,3} in\b)",
        ),
        "order": ("ordered", "delivered"),
        "order of things": (
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "last|final",
            "next",
            "previous",
            "current|present",
        ),
        "heat": ("hot", "cold"),
        "height": ("upper|top", "lower|bottom"),
        "age": ("old", "new"),
        "rank": ("senior", "junior"),
        "grown": (
            "adults?",
            "child(?:ren)?|kids?|pupils?",
            "students?",
            "pensioners?|retirees?|senior citizens?|seniors",
        ),
        "light": ("day|daytime", "night"),
        "inside": ("internal|inner|indoors?", "external|outer|outdoors?|open[- ]air"),
        "home": ("domestic", "international|foreign"),
        "hours": ("full[- ]time", "part[- ]time"),
        "quarter": ("north(?:ern)?", "south(?:ern)?", "east(?:ern)?", "west(?:ern)?"),
        "trade": ("wholesale", "retail"),
        "face": ("front", "back|rear"),
        "side": (
            (
                r"(?:on|to) the left|left(?:[- ]hand)?(?! (?:the|an?|to|at|in|on|for|over|by|from"
                r"|after|before|behind|it|his|her|their|our|out|off|early|late|us|him|them|with"
                r"|without|until|and|when)\b)"
            ),
            (
                r"(?:on|to) the right|right(?:[- ]hand)?(?! (?:the|an?|to|of|now|away|after|before"
                r"|at|on|in|up|here|there|from|behind|beside|by|next|through|and)\b)"
            ),
        ),
        "tax": ("gross", "net"),
        "release": (
            "deploy(?:s|ed|ing|ments?)?|roll(?:s|ed) out|releas(?:e|es|ed)",
            r"roll(?:s|ed)?[- ]?back|roll(?:s|ed)?(?=(?: \w+){1,3} back\b)|revert(?:s|ed)?",
            "restart(?:s|ed)?|reboot(?:s|ed)?",
        ),
        "load": ("load(?:s|ed|ing)?", "unload(?:s|ed|ing)?"),
        "staff": (
            "hir(?:e|es|ed|ing)|recruit(?:s|ed)?|engaged",
            r"dismiss(?:es|ed|al)?|fired|sack(?:s|ed)|laid off|resign(?:s|ed)?",
        ),
        "loan": ("borrow(?:s|ed)?|lent|lends?|issued|checked out", r"return(?:s|ed)?|gave back"),
        "flow": ("inbound|incoming", "outbound|outgoing"),
        "border": (r"import(?:s|ed|ing)?", r"export(?:s|ed|ing)?"),
        "entry": ("entrance|entry|way in", "exit|way out"),
        "signal": ("input", "output"),
        "access": ("public", "private"),
        "moisture": ("wet|damp|moist", "dry"),
        "cooking": (
            "raw|uncooked|unpasteuri[sz]ed",
            "pasteuri[sz]ed|boiled|cooked|fried|roasted|smoked",
        ),
        "taste": ("sweet", r"savou?ry|salty|salted"),
        "parity": (
            r"odd(?:[- ]numbered)?(?! (?:jobs?|ones?)\b)",
            (
                r"even(?:[- ]numbered)?(?! (?:if|though|when|the|an?|so|more|less|in|on|at|after"
                r"|before|with|without|for)\b)"
            ),
        ),
        "marriage": ("married", r"unmarried|(?<!every )(?<!each )(?<!\bno )(?<!not a )single"),
        "bed": (r"(?<!every )(?<!each )(?<!\bno )(?<!not a )single", "double|twin", "triple"),
        "sex": (
            r"males?|m[ae]n(?:['’]s)?|gentlem[ae]n|boys?",
            r"females?|wom[ae]n(?:['’]s)?|lad(?:y|ies)|girls?",
        ),
        "frequency": (
            "daily|every day",
            "weekly|every week",
            "monthly|every month",
            "quarterly|every quarter",
            "yearly|annual(?:ly)?|every year",
        ),
        "medium": ("printed|paper|hard[- ]copy", "digital|electronic|online"),
        "control": ("manual(?:ly)?|by hand|hand-operated", r"automat(?:ic|ically|ed)"),
        "term": ("temporary|temporarily|interim", "permanent(?:ly)?"),
        "charge": (r"paid(?= \w+s\b)|ticketed", "free"),
        "account": ("debit(?:s|ed)?", "credit(?:s|ed)?"),
        "balance": ("income|revenues?|profits?", r"expens(?:es?|diture)|loss(?:es)?"),
        "weight": ("heavy", r"light(?= \w+s?\b)"),
    },
    parties={
        "belonging": ("(?<!non )members?", "guests?|non[- ]members?"),
    },
    relations={
        "before": ("before", "after"),
        "over": (
            r"(?<!no )(?<!not )(?:over|above|more than|(?:long|old|larg|heavi|high|bigg)er than)",
            (
                r"(?<!no )(?<!not )(?:under|below|(?:less|fewer) than"
                r"|(?:short|young|small|light|low)er than)"
            ),
        ),
        "with": (r"with(?! (?:no|neither)\b)", "without|with (?:no|neither)"),
    },
    from_on="since|from|until|till|by|before|after|through|between",
    shut="closed|shut",
    until="until|till|to",
)

_POSSESSION = Possession(
    of=r"of(?:[ \xa0](?:the|an?|our|this|its|their))?",
    determiners="the|its|his|her|their|our|an?",
    how="how",
    sizes="long|high|tall|wide|deep|old|heavy|thick|broad",
    apart="of|for|at|in|on|to|by|with|from|near|and",
)

_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

_SERIES = Series(
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

_RANGES = Ranges(
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

_NAMING = Naming(
    # What they are is put beside: Anna Smirnova, head of the port.
    person=r"\b[A-Z][a-z]+ [A-Z][a-z]{2,}(?=, (?:an? |the |our )?[a-z])",
    who_is="Who is {}?".format,
)

_SPELLINGS = (
    ("ph", "f"),
    ("c?[ck]h?", "k"),
    ("y|ie", "i"),
    ("h", ""),
    (r"(.)\1", r"\1"),
    ("e$", ""),
)


def _given(name: str) -> str:
    """Return what the spellings of a given name share: Catherine, Kathryn; Ann, Anne."""
    name = name.removesuffix("'s")
    for letters, sound in _SPELLINGS:
        name = re.sub(letters, sound, name)
    return name


_PERSONS = Persons(
    given=_given,
    short=(
        "al|alex|andy|ben|beth|betty|bill|billy|bob|bobby|cathy|charlie|chris|connie|dan|danny|dave"
        "|dick|don|ed|eddie|ellie|frank|fred|gabe|gene|greg|hank|harry|jack|jackie|jake|jamie|jeff"
        "|jen|jenny|jerry|jess|jessie|jim|jimmy|jo|joe|joey|johnny|jon|josh|kate|kathy|katie|katya"
        "|ken|kim|kit|larry|lena|leo|les|lisa|liz|lizzie|lou|maggie|mandy|matt|max|meg|mick|mike"
        "|misha|molly|nancy|nat|ned|nell|nick|nicky|pam|pat|patty|peggy|pete|phil|polly|ray|rich"
        "|rick|rob|robbie|ron|sally|sam|sandy|sasha|stan|steve|sue|susie|tanya|ted|teddy|terry|theo"
        "|tim|toby|tom|tommy|tony|val|vic|vicky|walt|will|willie|zack"
    ),
    roles=(
        "mr|mrs|ms|miss|mx|dr|doctor|prof|professor|sir|dame|lady|lord|madam|coach|captain|colonel"
        "|major|general|sergeant|officer|inspector|judge|justice|nurse|sister|brother|father|mother"
        "|aunt|uncle|reverend|pastor|chef|teacher|trainer|instructor|engineer|caretaker"
        "|janitor|driver|clerk|colleague|comrade|director|manager|chair(?:man|woman)?|president"
        "|minister|senator|mayor|head|principal|dean|secretary|deputy|assistant|king|queen|prince"
        "|princess|saint|st"
    ),
    # Of Russians.
    surnames=(
        (r"\w+(?:[oe]va|ina|[st]kaya)(?:'s)?", "", "", "woman"),
        (r"\w+(?:[oe]v|in|[st]k(?:iy|y|ii))(?:'s)?", "", "", "man"),
    ),
)

_MONTHS = (
    *("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?"),
    *("aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)
_MAGNITUDES = (
    ("thousand|k", 3),
    ("million|mln|mn", 6),
    ("billion|bln|bn", 9),
    ("trillion|trn", 12),
)

# Months, days and what else is a word of its own in small letters are meant with a capital alone.
_ABBREVIATIONS = Abbreviations(
    before_numbers="""
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
    fig figs eq eqs eqn tab tbl vol vols no nos nr num p pp pg pgs ch chs chap sec sect secs
    art arts para paras cl apps apdx ann ex exs pt pts v ver vers rev ed eds iss ref refs ln
    ext tel ph mob fax rm bldg apt ste dept fl flr approx c ca circa est min max avg abs temp qty
    wt ht hr hrs wk wks yr yrs mo mos sq cu ft lb lbs oz gal mi mph st ave blvd rd hwy rte lvl
    jr sr inc ltd corp co bros al
    """,
    before_names="""
    mr mrs ms mx dr drs prof profs messrs gov pres sen rep hon amb rev fr sr jr st ste Mt Mts Ft
    gen lt col maj capt cpt sgt cpl pvt cmdr adm supt insp det msgr esq asst assoc dir mgr exec dep
    dept div univ inst acad bros co inc ltd corp llc plc intl natl govt mfg dist eng engr treas
    attn est ext tel fig al v u.s u.k u.n ph.d d.c
    """,
    within="e.g i.e cf viz vs resp approx w.r.t a.k.a n.b",
    hours="a.m p.m",
    of_hours=(
        r"(?:[A-Z]{2,4}T|UTC|MSK)\b|(?:[A-Z][a-z]+[ \xa0]){1,3}[Tt]ime\b"
        r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\b(?!\s+(?:is|are|was|were|has|will)\b)"
        r"|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d"
    ),
)

_PROPERTIES = Properties(
    titles="title",
    lists="tags?|keywords?|categor(?:y|ies)|alias(?:es)?|labels?|topics?",
    subjects="subjects?",
    # Names that makers of sites and papers, and programs for notes, have in common.
    settings=(
        "layouts?|templates?|themes?|styles?|(?:css)?class(?:es)?|css|scripts?|js|javascript|ids?"
        "|u?uid|guid|slug|permalink|urls?|uri|href|path|canonical|redirects?|dates?|time|timezone"
        "|created|updated|modified|changed|published|lang|language|locale|charset|encoding|formats?"
        "|types?|kind|status|draft|version|revision|weight|order|position|priority|rank|sort"
        "|sidebar|nav(?:igation)?|menus?|toc|header|footer|banner|covers?|images?|img|thumbnail"
        "|icons?|logo|emoji|favicon|colou?r|background|fonts?|fontsize|geometry|documentclass"
        "|outputs?|engine|parser|filters?|bibliography|csl|plugins?|extensions?|widgets?"
        "|components?|params?|extra|options?|config|build|cascade|resources?|assets?|markup|render|robots"
        "|seo|og|twitter|schema|kernel(?:spec)?|jupytext|marp|publish|hidden|hide|visibility"
    ),
)

ENGLISH = Language(
    code="en",
    script=LATIN,
    stem=snowball("english"),
    function_words=_FUNCTION_WORDS,
    alphabet="abcdefghijklmnopqrstuvwxyz",
    shortened=r"tis|twas|twere|twill|twould|til|till|em|cause|bout|round|neath|n|\d0s",
    months=_MONTHS,
    magnitudes=_MAGNITUDES,
    wording=_WORDING,
    contrasts=_CONTRASTS,
    possession=_POSSESSION,
    series=_SERIES,
    ranges=_RANGES,
    naming=_NAMING,
    persons=_PERSONS,
    properties=_PROPERTIES,
    what_happened="What happened on {}?",
    abbreviations=_ABBREVIATIONS,
)
