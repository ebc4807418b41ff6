"""Words of English of which one rules out another."""

from index.text.languages.record.contrasts import Contrasts

CONTRASTS = Contrasts(
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
        "span": (
            (
                r"from (?:when|what time|which (?:hour|day))|since when"
                r"|(?:opens?|starts?|begins?) (?:at|on|in)\b"
                r"|when (?:does|do|did|will) (?:[\w'’-]+ ){1,5}?(?:open|start|begin)"
                r"|\d\w* ?[–-] ?\d|\d[\w:. ]* (?:to|till|until) \d|from (?!what|which|when)\w.*"
            ),
            (
                r"until when|(?:until|till) (?:what|which) (?:time|hour|day)"
                r"|(?:open|works?|runs?|served) (?:until|till)"
                r"|(?:closes?|ends?|finish(?:es)?) (?:at|on|in)\b"
                r"|\d\w* ?[–-] ?\d|\d[\w:. ]* (?:to|till|until) \d|from (?!what|which|when)\w.*"
            ),
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
    deeds={
        "leave": (
            (
                r"depart(?:s|ed|ure)?|leaves?|left(?![- ]hand)|sail(?:s|ed)|exited|(?-i:OUT)"
                r"|(?:go|went|drive|drove)(?=(?: \w+){0,3} out\b)"
            ),
            r"arriv(?:e|es|ed|al)|entered|(?-i:IN)|(?:come|came|drive|drove)(?=(?: \w+){0,3} in\b)",
        ),
        "order": ("ordered", "delivered"),
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
        "have": (
            r"buys?|buying|bought|purchas(?:e|es|ed|ing)|sells?|sold|selling|for sale",
            r"hir(?:e|es|ed|ing)|rent(?:s|ed|ing|al)?|leas(?:e|es|ed|ing)|on loan",
        ),
    },
    opposites={
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
        "rank": ("seniors?", "juniors?"),
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
        "before": ("before", "after", "during"),
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
