"""HTML and SVG built from elements, all text escaped; well-formed as XML too."""

import re
from html import escape

_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold: control characters and halves of surrogate pairs."""


class Markup(str):
    """Text that is markup already, and is not escaped again."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """Return an element; a child that is no Markup is text.

    An attribute's name is read without an underscore at its end, and with hyphens for the others
    (`class_`, `aria_label`); one whose value is None is left out.
    """
    opened = [name]
    for key, value in attributes.items():
        if value is not None:
            written = f"{value:g}" if isinstance(value, float) else str(value)
            opened.append(f'{key.rstrip("_").replace("_", "-")}="{_escaped(written)}"')
    inside = joined(*children)
    start = " ".join(opened)
    return Markup(f"<{start}>{inside}</{name}>" if inside else f"<{start}/>")


def joined(*children: str) -> Markup:
    """Return the children one after the other; one that is no Markup is text."""
    return Markup(
        "".join(child if isinstance(child, Markup) else _escaped(child) for child in children)
    )


def _escaped(text: str) -> str:
    return escape(_INVALID.sub("\ufffd", text))
