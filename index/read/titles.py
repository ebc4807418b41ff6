"""Titles that programs write into files where nobody gave one."""

import re

_NO_TITLE = re.compile(
    r"microsoft (?:office )?(?:word|powerpoint|excel)\b.*"
    r"|(?:document|документ|presentation|презентация|powerpoint presentation"
    r"|презентация powerpoint) ?\d*"
    r"|(?:untitled|без названия|без имени|безымянный)(?: (?:document|документ|page))? ?\d*"
    r"|[(]?(?:anonymous|unspecified|no title|unknown)[)]?|slide \d+|слайд \d+"
    r"|.*\.(?:docx?|dot[xm]?|odt|rtf|pdf|indd|tex|dvi|qxd|pptx?|odp|xlsx?|ods|html?)",
    re.IGNORECASE,
)


def given_title(title: str) -> str | None:
    """Return a file's title in one line, None where it has none that a person gave."""
    line = " ".join(title.replace("\0", "").split())
    return None if not line or _NO_TITLE.fullmatch(line) else line
