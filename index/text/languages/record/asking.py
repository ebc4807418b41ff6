"""What a language asks by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How a language asks, and for what.

    Each is the alternatives of a regular expression, matched in either case; empty where the
    language has no such words.
    """

    what: str = ""
    """Asks for the kind of thing that follows: "which", "what is the"."""

    things: str = ""
    """Asks which thing something is said of: "which", "what"."""

    how_many: str = ""
    measures: str = ""
    """What "what is the …" asks a number for: "population", "share"."""

    when: str = ""
    times: str = ""
    """What "in which …" asks a date for: "year", "month"."""

    who: str = ""
    doer: str = ""
    """Asks who does something: "who bought", not "who was hired"."""

    organisations: str = ""
    why: str = ""
    manner: str = ""
    """Asks in what way: "how"."""

    polar: str = ""
    """Asks whether something is so: "is", at the beginning."""

    anyone: str = ""
    """Who is meant where it is asked whether one may: "I", "you"."""

    where: str = ""
    places: str = ""
    where_from: str = ""
    """Asks for a place that something comes from: "where … from"."""

    where_to: str = ""
    """Asks for a place that something goes to, if it does not ask for the other: "where"."""

    attributes: tuple[tuple[str, str], ...] = ()
    """What is asked of a thing in words that do not name it, and how it is named: "how long", for
    which "length"."""

    superlatives: str = ""
    """What asks for the first or last of many by some measure: "cheapest", "the most"."""

    ranked: tuple[tuple[str, str, bool], ...] = ()
    """Those of them by a measure that has a name: how it is asked for, how a column is named that
    has it, and whether the highest is meant; no name where the question has it ("most goals")."""

    rules: str = ""
    """What asks how something stands, which is told by a denial too: "rule", "excluded"."""

    past: str = ""
    """What a question asks by that has come to pass: "was", "did"."""

    interrogatives: str = ""
    """What a heading begins with that asks: "how"."""

    courtesies: str = ""
    """What a question is wrapped in and is not asked about: "could you tell me"."""

    requests: str = ""
    """Those of them that a question follows, which needs no question mark then."""
