"""The words of rich text by what they mean, and what holds while a file is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

UNSEEN = {
    "colortbl", "pict", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr",
    "footerf", "annotation", "atnid", "atnauthor", "atntime", "fldinst", "xe", "tc", "nonshppict",
    "sn", "sv", "objdata", "listtable", "listoverridetable", "revtbl", "filetbl", "bkmkstart",
    "bkmkend", "pn", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "themedata",
    "template", "private", "comment", "doccomm", "rxe", "txe",
}  # fmt: skip
"""Destinations whose text the pages do not show."""

SEEN_BEHIND_STARS = {"footnote", "shpinst", "ud", "listtext", "pntext", "shptxt", "fldrslt"}
INFO = {"title": "title", "author": "author", "subject": "subject", "keywords": "keywords"}
SIGNS: Mapping[str, str] = {"~": "\u00a0", "_": "\u2011", "\\": "\\", "{": "{", "}": "}"}
WORDS: Mapping[str, str] = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "nestcell": " ", "nestrow": "\n",
    "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
TYPED_MARKER = re.compile(r"\s*(\d{1,3}[.)]|[•–—·▪o-])\t\s*(?=\S)")
HEADING_NAME = re.compile(r"(?:heading|заголовок) ([1-9])", re.IGNORECASE)
CONTENTS_NAME = re.compile(r"(?:toc|contents|оглавление) ?\d", re.IGNORECASE)
SWITCHES = {"v": "is_hidden", "deleted": "is_deleted", "b": "is_bold", "super": "is_raised"}
PARTS = {"fonttbl": "fonts", "stylesheet": "styles", "info": "info"}
DEEPEST = 9
LONGEST_HEADING = 300
MOST_GROUPS = 10_000


@dataclass(slots=True)
class State:
    """What holds within a group, and ends with it."""

    skips: bool = False
    starred: bool = False
    is_upr: bool = False
    destination: str = ""
    unicode_width: int = 1
    font: int | None = None
    is_hidden: bool = False
    is_deleted: bool = False
    is_bold: bool = False
    is_raised: bool = False
    style: int | None = None
    outline: int | None = None
    in_table: bool = False
    depth: int = 0


@dataclass(slots=True)
class Flow:
    """A run of paragraphs: the body's, a note's or a text box's; `closes_at` is its group."""

    closes_at: int
    kind: str = "body"
    pieces: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: the depth of its headings, and whether it is of a table of contents."""

    outline: int | None
    is_contents: bool
