"""What is found when an index is looked through, and what reading a damaged one may raise."""

import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.errors import SpravkaError

Severity = Literal["loss", "derived", "note"]
"""Something that a user gave is gone or not to be trusted; something can be made anew from what
was given; or nothing is wrong, but worth knowing."""

REPAIR = "run `spravka doctor --repair`"
RESTORE = "restore a backup with `spravka restore`, or index its source again"

FAILURES = (
    sqlite3.Error,
    zlib.error,
    SpravkaError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    OverflowError,
)
"""What reading a damaged file may raise: a number may stand where a text was, or nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, and what to do about it."""

    severity: Severity
    what: str
    where: str
    advice: str
    repaired: bool = False


def guarded(
    where: str, findings: Iterator[Finding], *, severity: Severity = "loss"
) -> Iterator[Finding]:
    """Yield the findings, and one more where they could not be gathered to the end."""
    try:
        yield from findings
    except FAILURES as error:
        advice = RESTORE if severity == "loss" else REPAIR
        yield Finding(severity, f"cannot be read: {error}", where, advice)
