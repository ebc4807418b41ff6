"""English."""

from index.text.languages.english.asking import ASKING
from index.text.languages.english.contrasts import CONTRASTS
from index.text.languages.english.documents import DOCUMENTS, PROPERTIES
from index.text.languages.english.grammar import ABBREVIATIONS, GRAMMAR, POSSESSION
from index.text.languages.english.persons import NAMING, PERSONS
from index.text.languages.english.telling import TELLING
from index.text.languages.english.values import MAGNITUDES, MONTHS, RANGES, SERIES, VALUES
from index.text.languages.record import Language, snowball
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

ENGLISH = Language(
    code="en",
    script=LATIN,
    stem=snowball("english"),
    function_words=_FUNCTION_WORDS,
    acronyms="it us who",
    alphabet="abcdefghijklmnopqrstuvwxyz",
    shortened=r"tis|twas|twere|twill|twould|til|till|em|cause|bout|round|neath|n|\d0s",
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
    what_happened="What happened on {}?",
    abbreviations=ABBREVIATIONS,
)
