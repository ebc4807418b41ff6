"""Words of a language of which one rules out another."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrasts:
    """Words of which one rules out the others, by what they tell apart, each as in `Asking`.

    What has the same name and place in two languages means the same.
    """

    moments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """When something is: one weekday is no other, whatever stands beside it."""

    cases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What of something is meant, whatever stands beside it: "at least", "check-in"."""

    turns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What of the word before or behind ends where the other begins: "opens", "closes"."""

    deeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What is done with a word of the same clause, and what else may be: "loads", "unloads"."""

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
