"""What the values that stand before a text are called: by who writes them, and for programs."""

import re

from index.text.languages import LANGUAGES, any_of
from index.text.scripts import CAPITALS, SMALL

_PROPERTIES = [language.properties for language in LANGUAGES]
_TITLES, _LISTS, _SUBJECTS, _SETTINGS = (
    re.compile(any_of(names), re.IGNORECASE)
    for names in zip(
        *((each.titles, each.lists, each.subjects, each.settings) for each in _PROPERTIES),
        strict=True,
    )
)
_PARTED = re.compile(rf"[\W_]+|(?<=[{SMALL}])(?=[{CAPITALS}])")
_BETWEEN = re.compile(r"[,;]")


def is_title(name: str) -> bool:
    """Return whether a document's title goes by this name."""
    return _TITLES.fullmatch(name) is not None


def is_list(name: str) -> bool:
    """Return whether what goes by this name is a list, such as of tags."""
    return _LISTS.fullmatch(name) is not None


def stands_for_content(name: str) -> bool:
    """Return whether what goes by this name says what a document is about, or is called besides."""
    return is_list(name) or _SUBJECTS.fullmatch(name) is not None


def is_setting(name: str) -> bool:
    """Return whether a word of a name is one for programs: layout, css_class, pageTemplate."""
    return any(map(_SETTINGS.fullmatch, _PARTED.split(name)))


def items(value: str) -> tuple[str, ...]:
    """Return what commas or semicolons part in the value of a list."""
    return tuple(filter(None, map(str.strip, _BETWEEN.split(value))))
