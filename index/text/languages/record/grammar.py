"""What words do in a sentence of a language, by what they are or how they end."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What words do in a sentence, each as in `Asking`."""

    acts: str = ""
    """Words that by their form tell what is done, though some that name things have it too."""

    copulas: str = ""
    """What joins a thing with what is said of it: "is"."""

    joining: str = ""
    """What stands between things that are asked about together: "and"."""

    turning: str = ""
    """What begins a clause that says something else than the one before: "while"."""

    pointing: str = ""
    """Words that mean what was named before: "it", "that"."""

    before_things: str = ""
    """What stands before a thing and before nothing that is done: "for", "the"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Possession:
    """How a language says whose an attribute is, each as in `Asking`."""

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
