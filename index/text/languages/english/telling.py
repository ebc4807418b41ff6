"""How English says that something is so, is not, or is yet to be."""

from index.text.languages.record.telling import Telling

TELLING = Telling(
    denials=r"not|never|cannot|\w+n['’]t|nobody|no[ -]one|neither|nor|no longer",
    without=r"non|not|no|without|excluding|excl\.?|except|besides",
    limits=(
        "until|till|before|unless|except|but|only|without|than|besides|save|later|earlier|if"
        "|other than|apart from"
    ),
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
        "|(?:is|are) (?:planned|scheduled|expected|promised|due|set for|fixed for|foreseen)"
    ),
    reports=(
        r"ask(?:s|ed|ing)?|wonder(?:s|ed|ing)?|questions?|questioned|inquir(?:e|es|ed|y)"
        r"|enquir(?:e|es|ed|y)|discuss(?:es|ed)?|debat(?:e|es|ed)|unclear|unknown|undecided"
        r"|not (?:yet )?(?:clear|known|decided|settled)"
    ),
    doerless=r"(?<=\w[ \xa0])(?:is|are|was|were|be|been|being)",
    doer_left_out=(
        r"(?:is|are|was|were|been|being) (?:\w+ly )?(?P<deed_en>\w+)(?: \w+)? (?:from|to)\b"
        r"(?!.*\bby\b)"
    ),
    appoints=r"(?:appoint|elect|nominat|choos|chos|select|pick)\w*",
    appointed=(
        r"(?:is|are|was|were|be) (?:\w+ly )?(?:appointed|elected|nominated|chosen|selected)"
        r"(?= (?:by|every|each|annually|for|once|at|in)\b)"
    ),
    lately=(
        "today|tomorrow|yesterday|tonight|soon|already|recently|finally|last|next|ago|early|late"
        "|later"
    ),
    speakers="i|we|me|us|my|our|mine|ours|myself|ourselves",
    deputies="deputy|vice|assistant|assistant to the|secretary to the",
    former=r"former(?:ly)?|ex|late|retired|outgoing|previous",
    titles=(
        r"(?:general|executive|managing|artistic|technical) (?:director|manager)|directors?"
        r"|head|chair(?:man|woman|person)?|leaders?|chief|presidents?|principal|rector|managers?|boss"
    ),
    heads=(
        r"heads|headed|heading|chairs|chaired|chairing|leads?|leading|led|directs|directed"
        r"|presides|presided|runs?|ran|running|manages?|managed|managing|in charge"
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
)
