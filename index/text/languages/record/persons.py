"""How a language names persons and tells them apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


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
    """How a language tells persons apart who share a name, each but `given` as in `Asking`.

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
