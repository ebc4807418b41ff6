"""What Spravka has to know of a language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import Stemmer

from index.text.scripts import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a language asks for a person, place, date or number, and writes them.

    Each is the alternatives of a regular expression, matched in either case but for `particles`;
    empty where the language has no such words.
    """

    what: str = ""
    """Asks for the kind of thing that follows: "which", "what is the"."""

    how_many: str = ""
    measures: str = ""
    """What "what is the …" asks a number for: "population", "share"."""

    when: str = ""
    times: str = ""
    """What "in which …" asks a date for: "year", "month"."""

    who: str = ""
    organisations: str = ""
    why: str = ""
    manner: str = ""
    """Asks in what way: "how"."""

    leading: str = ""
    """What stands before a place, time or thing and is no part of it: "in", not of "in front"."""

    polar: str = ""
    """Asks whether something is so: "is", at the beginning."""

    where: str = ""
    places: str = ""

    where_from: str = ""
    """Asks for a place that something comes from: "where … from"."""

    where_to: str = ""
    """Asks for a place that something goes to, if it does not ask for the other: "where"."""

    out_of: str = ""
    """What stands before the place that something comes from: "from"."""

    into: str = ""
    """What stands before the place that something goes to: "to"."""

    by_way: str = ""
    """What stands between those places and says how one comes there: "via"."""

    anyone: str = ""
    """Who is meant where it is asked whether one may: "I", "you"."""

    doerless: str = ""
    """What says by its form that something is done, whoever does it: "was"."""

    lately: str = ""
    """What tells when by the day on which it is said: "yesterday"."""

    speakers: str = ""
    """How who writes means himself: "I"."""

    attributes: tuple[tuple[str, str], ...] = ()
    """What is asked of a thing in words that do not name it, and how it is named: "how long", for
    which "length"."""

    months: str = ""
    day_endings: str = ""
    """What follows the digits of a day: "th"."""

    of_month: str = ""
    """What stands between a day and its month, with the space behind it: "of "."""

    of_day: str = ""
    """What stands before a day, with the space behind it: "the "."""

    year_endings: str = ""
    year_words: str = ""
    century_endings: str = ""
    centuries: str = ""

    numbers: str = ""
    multiples: str = ""
    """What a number counts: "percent", "million"."""

    particles: str = ""
    """Words in small letters within a name: "von"."""

    courtesies: str = ""
    """What a question is wrapped in and is not asked about: "could you tell me"."""

    requests: str = ""
    """Those of them that a question follows, which needs no question mark then."""

    denials: str = ""
    """Words that deny what follows: "not"."""

    without: str = ""
    """What rules out the thing that follows: "non-", "without"."""

    things: str = ""
    """Asks which thing something is said of: "which", "what"."""

    rules: str = ""
    """What asks how something stands, which is told by a denial too: "rule", "excluded"."""

    before_things: str = ""
    """What stands before a thing and before nothing that is done: "for", "the"."""

    limits: str = ""
    """What makes of a denial a statement: "not paid until May"."""

    past: str = ""
    """What a question asks by that has come to pass: "was", "did"."""

    plans: str = ""
    """What says that what follows is to be: "plan to", "will"."""

    wishes: str = ""
    """What says that the whole clause that follows is to be: "proposed that"."""

    deputies: str = ""
    """What makes another post of the one that follows: "deputy", "vice"."""

    former: str = ""
    """What says that the one that follows is held no more: "former"."""

    heads: str = ""
    """What somebody does at the head of something: "heads", "in charge"."""

    titles: str = ""
    """What such a one is called: "chairman"."""

    dropped: str = ""
    """What says that something came to nothing: "called off"."""

    reports: str = ""
    """What tells that something is asked, or not known: "asked", "unclear"."""

    outdated: str = ""
    """What a document says of itself that holds no more: "superseded"."""

    editions: str = ""
    """How a document calls itself as one of several: "edition"."""

    replaces: str = ""
    """What a document says of itself that took another one's place: "replaces"."""

    of_another: str = ""
    """What follows that where another one is said to hold no more: "superseded is the order"."""

    this: str = ""
    """How a document means itself: "this order"."""

    acts: str = ""
    """Words that by their form tell what is done, though some that name things have it too."""

    copulas: str = ""
    """What joins a thing with what is said of it: "is"."""

    joining: str = ""
    """What stands between things that are asked about together: "and"."""

    superlatives: str = ""
    """What asks for the first or last of many by some measure: "cheapest", "the most"."""

    ranked: tuple[tuple[str, str, bool], ...] = ()
    """Those of them by a measure that has a name: how it is asked for, how a column is named that
    has it, and whether the highest is meant; no name where the question has it ("most goals")."""

    unfilled: str = ""
    """What stands where nothing is filled in, in a cell of a table or behind a name: "n/a"."""

    vacant: str = ""
    """The same where somebody is to be named: "vacant"."""

    interrogatives: str = ""
    """What a heading begins with that asks: "how"."""

    pointing: str = ""
    """Words that mean what was named before: "it", "that"."""

    pages: str = ""
    """What stands before the number of a page, or behind it: "page", "p."."""

    of_all: str = ""
    """What stands between it and the number of all of them: "of"."""

    cookies: str = ""
    """How a web page names what it asks consent to: "cookies", "by using this site"."""

    consents: str = ""
    """What a button says by which one gives it, refuses it or puts it off: "accept", "ok"."""

    lines: str = ""
    """What stands before the number of a line that is cited: "line"."""

    sources: str = ""
    """What stands before the name of what is cited: "see"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrasts:
    """Words of which one rules out the others, by what they tell apart, each as in `Wording`.

    What has the same name and place in two languages means the same.
    """

    moments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """When something is: one weekday is no other, whatever stands beside it."""

    cases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What of something is meant, whatever stands beside it: "at least", "check-in"."""

    turns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What of the word before or behind ends where the other begins: "opens", "closes"."""

    opposites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What is said of the word before or behind: "upper", "inbound"."""

    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Who is meant, said of the word before or behind where that is known: "guests"."""

    relations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What is said of the word behind alone: "before", "without"."""

    from_on: str = ""
    """What stands before a moment that others follow or precede: "since", "until"."""

    shut: str = ""
    """What something is at a moment for which it is asked when it is open: "closed"."""

    until: str = ""
    """What stands before the end of what has begun: "open until"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Possession:
    """How a language says whose an attribute is, each as in `Wording`."""

    of: str = ""
    """What stands between an attribute and the thing that has it: "of the"."""

    genitives: str = ""
    """The words, in small letters, that by their form alone are a thing that has what stands
    before; none where a language says so by `of`."""

    verbs: str = ""
    """The words, in small letters, that by their form are no attribute."""

    determiners: str = ""
    """What stands before a thing: "its"."""

    how: str = ""
    sizes: str = ""
    """What is asked of a thing behind `how` and told of it behind one of the `copulas`: "long"."""

    apart: str = ""
    """What between two words says that they are not two names of one thing: "at"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """How a language tells the things of a series apart: "hall 6", "store B", each as in `Wording`.

    Capitals and small letters are meant as they stand.
    """

    letters: str = ""
    """Capitals that may tell one alone: not "I", which is a word."""

    small_letters: str = ""
    """Small letters that may tell one behind a number: not "m", which is a measure."""

    number: str = ""
    """What stands before the number: "No."."""

    cardinals: Mapping[int, str] = field(default_factory=dict)
    """How the numbers up to 20 and the tens up to 90 are written, as what is numbered is called:
    "twelve"; the others are made of these."""

    ordinals: Mapping[int, str] = field(default_factory=dict)
    """How the same are written as what tells one by its place: "twelfth"."""

    ordinal_endings: str = ""
    """What follows the digits then: "th"."""

    article: str = ""
    """What stands before such a word behind what it tells: "Henry the Eighth"."""

    units: Mapping[str, str] = field(default_factory=dict)
    """What says of a number that it counts, in either case: "metres". What has the same name in two
    languages is the same."""

    to: str = ""
    """What stands between the numbers of several: "through"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """How a language says between which numbers something is, each as in `Wording`."""

    between: str = ""
    """What stands before the first of two: "from", "between"."""

    to: str = ""
    """What stands between the two: "to"."""

    at_most: str = ""
    """What stands before the last of them: "up to"."""

    below: str = ""
    """What stands before the first that is none of them any more: "less than"."""

    at_least: str = ""
    """What stands before the first of them: "at least"."""

    above: str = ""
    """What stands before the last that is none of them yet: "over"."""

    or_more: str = ""
    """What stands behind the first of them: "or more"."""

    or_less: str = ""
    """What stands behind the last of them: "or less"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How a language names persons.

    `person` are alternatives of a regular expression, capitals as they are, for names as persons
    are called; `who_is` makes of such a name the question for them. `in_latin` writes a name in
    Latin letters, None where it is.
    """

    person: str = ""
    who_is: Callable[[str], str] = str
    in_latin: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """How a language tells persons apart who share a name, each but `given` as in `Wording`.

    `given` makes of a given name, in small letters, what its other forms share: Марина, Марины.
    """

    given: Callable[[str], str] = str

    short: str = ""
    """Given names for short, of which nobody can tell whose they are: "Bob"."""

    patronymics: str = ""

    roles: str = ""
    """What stands before a name and is none: "coach"."""

    surnames: tuple[tuple[str, str, str, Literal["man", "woman"]], ...] = ()
    """By which form a surname is a man's or a woman's, in small letters, and behind and before what
    it stands then, capitals as they are; the first that fits says it."""

    alike: tuple[tuple[str, str], ...] = ()
    """Forms of two surnames that may have one stem, in small letters: of the one that is asked
    about and of the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What the values that a document has before its text are called, each as in `Wording`."""

    titles: str = ""
    """What its title is: "title"."""

    lists: str = ""
    """What stands for its content and may be several: "tags"."""

    subjects: str = ""
    """What stands for its content and is one: "subject"."""

    settings: str = ""
    """What programs are told by it, or whoever keeps it, and no reader: "layout", "updated"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviations:
    """Words whose full stop does not end a sentence, between spaces and without that stop.

    One in small letters is meant in any case, one with a capital only as it stands.
    """

    before_numbers: str = ""
    """Where a number follows: "fig" as in Fig. 7."""

    before_names: str = ""
    """Where a word follows that seldom begins a sentence: "prof" as in Prof. Bell."""

    within: str = ""
    """Whatever follows: "e.g"."""

    hours: str = ""
    """Where the place or day follows that an hour is told for: "p.m" as in 5 p.m. Monday."""

    of_hours: str = ""
    """What so follows, as alternatives of a regular expression, capitals as they are."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """A language: `code` is its ISO 639-1, as a document's language is found.

    `stem` makes of a folded word what its other forms share. Marks fall off letters before that, as
    in é, save from `marked_letters`, which are letters of their own. `function_words`, between
    spaces, carry no content: they neither match, translate nor name.

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
    """

    code: str
    script: Script
    stem: Callable[[str], str]
    function_words: str
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
    wording: Wording = Wording()
    contrasts: Contrasts = Contrasts()
    possession: Possession = Possession()
    series: Series = Series()
    ranges: Ranges = Ranges()
    naming: Naming = Naming()
    persons: Persons = Persons()
    properties: Properties = Properties()
    abbreviations: Abbreviations = Abbreviations()


def any_of(wordings: Iterable[str]) -> str:
    """Return what matches any of several languages' alternatives, nothing where none has any."""
    return "(?:" + ("|".join(filter(None, wordings)) or "(?!)") + ")"


def snowball(algorithm: str) -> Callable[[str], str]:
    """Return Snowball's stemmer of that name (Porter 2001, snowballstem.org)."""
    stem: Callable[[str], str] = Stemmer.Stemmer(algorithm).stemWord
    return stem
