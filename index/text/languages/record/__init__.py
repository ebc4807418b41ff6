"""What Spravka has to know of a language: a record of what is said in it, part by part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import Stemmer

from index.text.languages.record.asking import Asking
from index.text.languages.record.contrasts import Contrasts
from index.text.languages.record.documents import Documents, Properties
from index.text.languages.record.grammar import Abbreviations, Grammar, Possession
from index.text.languages.record.persons import Naming, Persons
from index.text.languages.record.telling import Telling
from index.text.languages.record.values import Ranges, Series, Values
from index.text.scripts import Script

__all__ = [
    "Abbreviations",
    "Asking",
    "Contrasts",
    "Documents",
    "Grammar",
    "Language",
    "Naming",
    "Persons",
    "Possession",
    "Properties",
    "Ranges",
    "Series",
    "Telling",
    "Values",
    "any_of",
    "snowball",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """A language: `code` is its ISO 639-1, as a document's language is found.

    `stem` makes of a folded word what its other forms share. Marks fall off letters before that, as
    in é, save from `marked_letters`, which are letters of their own. `function_words`, between
    spaces, carry no content: they neither match, translate nor name. `acronyms` are those of them
    that in capitals are names and no such words, as in IT.

    `alphabet` are the small letters that its words are written in, but for marks that fall off.

    `surname` finds in a name the ending that `stem` takes off it and off none of its other forms.
    `longer` matches a word of which `stem` takes more off than off its other forms, and as its
    first group what these keep.
    `shortened` are the words, as alternatives of a regular expression, before which an apostrophe
    stands for what is left out of them, as in 'tis, and opens no quotation.
    `with_vowel` matches a form of a noun in whose stem a vowel stands that falls out of it in those
    which `without_vowel` matches; the groups of each, joined, are what both keep: окон, окна.
    `months` are how the twelve are written, from January, and `magnitudes` what counts a number
    with the power of ten it stands for, each as alternatives of a regular expression; none where
    texts of the language are not read for dates and amounts. `what_happened` asks for a day, which
    stands in its place as a text writes it.
    `from_latin` reads a word in small Latin letters, as names of files have it, None where the
    language has no others; `blurred` makes of its stem what such spellings leave of it.
    """

    code: str
    script: Script
    stem: Callable[[str], str]
    function_words: str
    acronyms: str = ""
    marked_letters: str = ""
    alphabet: str = ""
    surname: str = ""
    longer: str = ""
    shortened: str = ""
    with_vowel: str = ""
    without_vowel: str = ""
    months: tuple[str, ...] = ()
    magnitudes: tuple[tuple[str, int], ...] = ()
    what_happened: str = ""
    from_latin: Callable[[str], str] | None = None
    blurred: Callable[[str], str] = str
    asking: Asking = field(default_factory=Asking)
    telling: Telling = field(default_factory=Telling)
    values: Values = field(default_factory=Values)
    documents: Documents = field(default_factory=Documents)
    grammar: Grammar = field(default_factory=Grammar)
    contrasts: Contrasts = field(default_factory=Contrasts)
    possession: Possession = field(default_factory=Possession)
    series: Series = field(default_factory=Series)
    ranges: Ranges = field(default_factory=Ranges)
    naming: Naming = field(default_factory=Naming)
    persons: Persons = field(default_factory=Persons)
    properties: Properties = field(default_factory=Properties)
    abbreviations: Abbreviations = field(default_factory=Abbreviations)


def any_of(wordings: Iterable[str]) -> str:
    """Return what matches any of several languages' alternatives, nothing where none has any."""
    return "(?:" + ("|".join(filter(None, wordings)) or "(?!)") + ")"


def snowball(algorithm: str) -> Callable[[str], str]:
    """Return Snowball's stemmer of that name (Porter 2001, snowballstem.org)."""
    stem: Callable[[str], str] = Stemmer.Stemmer(algorithm).stemWord
    return stem
