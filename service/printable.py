"""What may be printed on a terminal.

Names and texts come from files of others, who could steer a terminal with control characters, turn
a line around with those for writing from right to left, or make of one name two lines.
"""

import re

_STEERS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_STEERING = re.compile(f"[{_STEERS}]")
_BREAKING = re.compile(rf"[\t\n\u2028\u2029{_STEERS}]")
_HIDDEN = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """Return a text of lines with � for each character that steers a terminal."""
    return _STEERING.sub(_HIDDEN, text.replace("\r\n", "\n"))


def printable_line(text: str) -> str:
    """Return a name, or whatever is one line, with � for what steers a terminal or breaks it."""
    return _BREAKING.sub(_HIDDEN, text)


def printable_json(text: str) -> str:
    """Return JSON with the escapes of what steers a terminal; its value stays the same."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
