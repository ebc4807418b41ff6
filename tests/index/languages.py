"""Languages beside those there are, each as small as a record can be."""

from index.text.analysis import Analysis
from index.text.languages import LANGUAGES, Asking, Language, Values, snowball
from index.text.scripts import CYRILLIC, LATIN

GERMAN = Language(
    code="de",
    script=LATIN,
    stem=snowball("german"),
    function_words="der die das und wann wer ist in wurde",
    asking=Asking(when=r"\bwann\b", who=r"\bwer\b"),
    values=Values(day_endings=r"\.", months="märz|mai"),
)
UKRAINIAN = Language(
    code="uk",
    script=CYRILLIC,
    stem=lambda word: word.rstrip("аеиіїоую"),
    function_words="і та що",
    marked_letters="йї",
)
THREE = Analysis((*LANGUAGES, GERMAN))
