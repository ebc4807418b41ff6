"""What a Word document's paragraphs are by their styles: headings, and numbered as they show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.read.office import numbering
from index.read.office.packages import Element, Package, attribute, child, local, whole

_HEADING_NAME = re.compile(r"(?:heading|заголовок) ([1-9])", re.IGNORECASE)
_TITLE_NAMES = {"title", "название"}
_CONTENTS_NAME = re.compile(r"toc ?\d|оглавление \d|contents \d", re.IGNORECASE)
_CODE_NAMES = {"html preformatted", "source code", "code", "стандартный html"}
_BODY_TEXT = 9
"""The outline level that makes a paragraph none (17.3.1.20)."""

_PLACEHOLDER = re.compile(r"%([1-9])")
_STYLES_DEEP = 20


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style, with what it takes from those it is based on."""

    heading: int = 0
    is_title: bool = False
    is_contents: bool = False
    is_code: bool = False
    is_hidden: bool = False
    is_bold: bool = False
    names_first_row: bool = False
    number: str | None = None
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int
    all_decimal: bool
    restarts_after: int | None


@dataclass(slots=True)
class Numbers:
    """The lists of a document, and how far each has been counted."""

    levels: Mapping[str, Mapping[int, _Level]]
    lists: Mapping[str, str]
    starts: Mapping[str, Mapping[int, int]]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def next(self, number: str, depth: int) -> str | None:
        """Return how the next item of a list at a depth is marked, None where it is no list."""
        shape = self.lists.get(number)
        levels = self.levels.get(shape or "", {})
        level = levels.get(depth)
        if shape is None or level is None:
            return None
        counts = self._counts.setdefault(shape, {})
        if number not in self._begun:
            self._begun.add(number)
            for each, start in self.starts.get(number, {}).items():
                counts[each] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            after = levels[deeper].restarts_after if deeper in levels else None
            if after is None or (after > 0 and depth < after):
                del counts[deeper]
        if level.format == "bullet":
            return numbering.bullet(level.text)
        return _PLACEHOLDER.sub(
            lambda at: _written(int(at[1]) - 1, level, levels, counts), level.text
        )


def _written(
    depth: int, level: _Level, levels: Mapping[int, _Level], counts: Mapping[int, int]
) -> str:
    shown = levels.get(depth, level)
    count = counts.get(depth, shown.start)
    form = "decimal" if level.all_decimal else shown.format
    return numbering.OOXML.get(form, numbering.decimal)(count)


def read_styles(package: Package, part: str | None) -> Mapping[str, Style]:
    """Return the paragraph and character styles by their ids; "" is the default paragraph's."""
    if part is None or part not in package:
        return {}
    given = {
        attribute(each, "styleId"): each for each in package.xml(part) if local(each) == "style"
    }
    styles = {name: _style(name, given) for name in given}
    for name, element in given.items():
        if attribute(element, "type") == "paragraph" and attribute(element, "default") == "1":
            styles[""] = styles[name]
    return styles


def _style(name: str, given: Mapping[str, Element]) -> Style:
    """Return a style: the nearest of it and its ancestors that says a thing is right about it."""
    chain: list[Element] = []
    while name in given and len(chain) < _STYLES_DEEP and given[name] not in chain:
        chain.append(given[name])
        based = child(given[name], "basedOn")
        name = attribute(based, "val") if based is not None else ""
    heading: int | None = None
    number: str | None = None
    depth: int | None = None
    flags: dict[str, bool] = {}
    for element in chain:
        paragraph = child(element, "pPr")
        own = _heading(element)
        heading = own if heading is None else heading
        listed = child(paragraph, "numPr")
        if number is None and (at := child(listed, "numId")) is not None:
            number = attribute(at, "val")
        if depth is None and (at := child(listed, "ilvl")) is not None:
            depth = whole(at, "val")
        for flag in ("vanish", "b"):
            if flag not in flags and (at := child(element, "rPr", flag)) is not None:
                flags[flag] = is_on(at)
    looks = [attribute(at, "type") for at in chain[0] if local(at) == "tblStylePr"] if chain else []
    names = [_name(element) for element in chain]
    return Style(
        heading=heading or 0,
        is_title=bool(names) and names[0] in _TITLE_NAMES,
        is_code=not _CODE_NAMES.isdisjoint(names),
        is_contents=any(map(_CONTENTS_NAME.fullmatch, names)),
        is_hidden=flags.get("vanish", False),
        is_bold=flags.get("b", False),
        names_first_row="firstRow" in looks,
        number=number,
        depth=depth,
    )


def _name(style: Element) -> str:
    at = child(style, "name")
    return attribute(at, "val").lower() if at is not None else ""


def _heading(style: Element) -> int | None:
    """Return the depth of the heading a style makes, 0 for body text, None where it says none."""
    level = outline_level(child(style, "pPr"))
    if level is not None:
        return level
    name = _name(style)
    if name in _TITLE_NAMES:
        return 1
    named = _HEADING_NAME.fullmatch(name)
    return int(named[1]) if named else None


def outline_level(properties: Element | None) -> int | None:
    """Return the depth from 1 that a paragraph's properties give it as a heading, 0 for none."""
    at = child(properties, "outlineLvl")
    if at is None:
        return None
    level = whole(at, "val")
    return level + 1 if 0 <= level < _BODY_TEXT else 0


def read_numbers(package: Package, part: str | None, styles: Mapping[str, Style]) -> Numbers:
    """Return the lists that a numbering part describes, some of them by a style."""
    shapes: dict[str, Mapping[int, _Level]] = {}
    links: dict[str, str] = {}
    lists: dict[str, str] = {}
    starts: dict[str, Mapping[int, int]] = {}
    for each in package.xml(part) if part is not None and part in package else ():
        if local(each) == "abstractNum":
            levels = [at for at in each if local(at) == "lvl"]
            if (link := child(each, "numStyleLink")) is not None:
                links[attribute(each, "abstractNumId")] = attribute(link, "val")
            shapes[attribute(each, "abstractNumId")] = {
                whole(at, "ilvl"): _level(at) for at in levels
            }
        elif local(each) == "num":
            number = attribute(each, "numId")
            shape = child(each, "abstractNumId")
            lists[number] = attribute(shape, "val") if shape is not None else ""
            overrides = [at for at in each if local(at) == "lvlOverride"]
            own = {
                whole(at, "ilvl"): _level(level)
                for at in overrides
                if (level := child(at, "lvl")) is not None
            }
            if own:
                shapes[f"num {number}"] = {**shapes.get(lists[number], {}), **own}
                lists[number] = f"num {number}"
            starts[number] = {
                whole(at, "ilvl"): whole(start, "val")
                for at in overrides
                if (start := child(at, "startOverride")) is not None
            }
    for number, described in lists.items():
        style = styles.get(links.get(described, ""))
        if style is not None:
            lists[number] = lists.get(style.number or "", described)
    return Numbers(shapes, lists, starts)


def _level(element: Element) -> _Level:
    def value(name: str, default: str) -> str:
        at = child(element, name)
        return default if at is None else attribute(at, "val", default)

    restart = child(element, "lvlRestart")
    legal = child(element, "isLgl")
    start = child(element, "start")
    return _Level(
        format=value("numFmt", "decimal"),
        text=value("lvlText", ""),
        start=1 if start is None else whole(start, "val"),
        all_decimal=legal is not None and is_on(legal),
        restarts_after=None if restart is None else whole(restart, "val"),
    )


def is_on(element: Element) -> bool:
    """Return whether a switch that is there is on (17.17.4)."""
    return attribute(element, "val", "1") not in {"0", "false", "off"}
