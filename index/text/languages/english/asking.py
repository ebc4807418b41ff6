"""What English asks by."""

from index.text.languages.record.asking import Asking

# What the columns of tables are called by which things are compared.
_PRICES = r"\b(?:price|cost|fee)|\b(?:цена|стоимост)"

_YEARS = r"\b(?:built|founded|opened|year|date|since)\b|\b(?:построен|основан|открыт|год|дата)"

_AGES = r"\bage\b|\bвозраст"

_SIZES = r"\b(?:area|size|capacity|volume|seats)\b|\b(?:площад|размер|вместимост|объ[её]м|мест)"

ASKING = Asking(
    what=r"(?:what|which)(?:\W+(?:is|are|was|were)\W+the)?",
    things="which|what",
    how_many=r"\bhow (?:many|much|old|long|far|large|big|tall|high|deep|wide|fast|often|heavy)\b",
    measures=(
        r"(?:(?:percent(?:age)?|proportion|number|amount|price|revenue|budget|population|height"
        r"|length|depth|width|weight|size|speed|temperature|distance)s?|share|sum|cost|profit|age)\b"
    ),
    when=r"\bwhen\b",
    times=r"(?:year|month|date|day|decade)s?\b|centur(?:y|ies)\b",
    who=r"\bwho(?:m|se)?\b",
    doer=(
        r"^\W*who (?!(?:is|are|was|were|am|has|have|had|did|does|do|will|would|can|may|must|to"
        r"|else)\b)\w+"
    ),
    organisations=(
        r"(?:compan(?:y|ies)|universit(?:y|ies)|agenc(?:y|ies)|part(?:y|ies)|ministr(?:y|ies)"
        r"|(?:organi[sz]ation|firm|association|team|corporation|institut(?:e|ion)|bank)s?)\b"
    ),
    why=r"\b(?:why|what for|how come|for what reason)\b",
    manner=r"\bhow\b|\bin what (?:way|manner)\b",
    polar=(
        r"^\W*(?:is|are|am|was|were|do|does|did|can|could|may|might|must|should|has|have|had|will"
        r"|would)\b"
    ),
    anyone="i|we|you|one|they|he|she|it",
    where=r"\bwhere\b",
    places=(
        r"(?:cit(?:y|ies)|countr(?:y|ies)"
        r"|(?:state|town|place|region|river|continent|province|village)s?)\b"
    ),
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
    rules=(
        r"(?:rules?|polic(?:y|ies)|terms|conditions?|status)(?=\W*\Z| (?:of|on|for|if|when|with)\b)"
        r"|restrictions?|limits?|limitations?|about"
        r"|regarding|concerning|happen(?:s|ed)?|becomes?|became|says?|said|mean(?:s|t)?|wrong"
        r"|problems?|differences?|exceptions?|exclu\w+|exempt\w*|forbid\w*|prohibit\w*"
        r"|bann?ed|lack(?:s|ed|ing)?|without|except|fail(?:s|ed)?|unable|refused?"
    ),
    past=r"was|were|did|has been|have been|had|who \w+ed",
    interrogatives="how|what|when|where|who|whom|whose|which|why|can|may|do|does|is|are",
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
)
