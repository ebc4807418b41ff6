"""What the styles of an OpenDocument file say of a text: hidden, bold, listed, how numbered."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.read.office import numbering
from index.read.office.packages import Element, Package, attribute, child, local, whole

_STYLES_DEEP = 20
_PLACEHOLDER = re.compile(r"%(\d{1,2})%")
_MOST_LEVELS = 10

_Counts = dict[int, int]


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of a list's level are marked: a bullet, or else a number."""

    bullet: str | None = None
    format: str = ""
    prefix: str = ""
    suffix: str = ""
    shown: int = 1
    start: int = 1
    pattern: str | None = None


@dataclass(slots=True)
class Styles:
    """The styles of a file by their families and names, and its lists' by theirs."""

    _styles: dict[tuple[str, str], Element] = field(default_factory=dict)
    lists: dict[str, Mapping[int, Level]] = field(default_factory=dict)
    outline: Mapping[int, Level] = field(default_factory=dict)

    def chain(self, family: str, name: str) -> list[Element]:
        """Return a style and those it takes from, the nearest first."""
        found: list[Element] = []
        while (style := self._styles.get((family, name))) is not None:
            if style in found or len(found) == _STYLES_DEEP:
                break
            found.append(style)
            name = attribute(style, "parent-style-name")
        return found

    def value(self, family: str, name: str, properties: str, key: str) -> str:
        """Return what a style or its nearest ancestor says of a property, "" for nothing."""
        for style in self.chain(family, name):
            at = child(style, properties) if properties else style
            said = "" if at is None else attribute(at, key)
            if said:
                return said
        return ""

    def is_hidden(self, family: str, name: str) -> bool:
        """Return whether text of a style is not shown."""
        return self.value(family, name, "text-properties", "display") == "none"

    def is_raised(self, family: str, name: str) -> bool:
        """Return whether text of a style stands above the line (ODF 1.3, part 3, 20.398)."""
        place = self.value(family, name, "text-properties", "text-position").split(" ")[0]
        return place == "super" or (place.endswith("%") and place[0].isdigit() and place != "0%")

    def is_bold(self, family: str, name: str) -> bool:
        """Return whether text of a style is bold."""
        return self.value(family, name, "text-properties", "font-weight") in {
            "bold",
            "700",
            "800",
            "900",
        }

    def is_a(self, family: str, name: str, ancestor: str) -> bool:
        """Return whether a style is another one, or takes from it."""
        return name == ancestor or any(
            ancestor in {attribute(style, "name"), attribute(style, "parent-style-name")}
            for style in self.chain(family, name)
        )

    def add(self, groups: Iterable[Element]) -> None:
        """Take in the styles of a part."""
        for group in groups:
            for style in group:
                kind = local(style)
                if kind == "style":
                    key = attribute(style, "family"), attribute(style, "name")
                    self._styles[key] = style
                elif kind == "list-style":
                    self.lists[attribute(style, "name")] = _levels(style)
                elif kind == "outline-style":
                    self.outline = _levels(style)


def read_styles(package: Package, content: Element | None = None) -> Styles:
    """Return the styles of a file, those of its content's own part last, where that is given."""
    styles = Styles()
    groups = {"styles", "automatic-styles"}
    roots = [package.xml("styles.xml")] if "styles.xml" in package else []
    for root in (*roots, *(() if content is None else (content,))):
        styles.add(each for each in root if local(each) in groups)
    return styles


def _levels(style: Element) -> Mapping[int, Level]:
    levels = {}
    for each in style:
        kind = local(each)
        if not 1 <= whole(each, "level") <= _MOST_LEVELS:
            continue
        if kind in {"list-level-style-number", "outline-level-style"}:
            levels[whole(each, "level")] = Level(
                format=attribute(each, "num-format"),
                prefix=attribute(each, "num-prefix"),
                suffix=attribute(each, "num-suffix"),
                shown=whole(each, "display-levels", 1),
                start=whole(each, "start-value", 1),
                pattern=attribute(each, "num-list-format") or None,
            )
        elif kind == "list-level-style-bullet":
            levels[whole(each, "level")] = Level(bullet=attribute(each, "bullet-char"))
        elif kind == "list-level-style-image":
            levels[whole(each, "level")] = Level(bullet=numbering.BULLET)
    return levels


def count(
    counts: _Counts, levels: Mapping[int, Level], depth: int, start: int | None = None
) -> str:
    """Count one more item at a depth from 1 and return how it is marked."""
    level = levels.get(depth, Level(bullet=numbering.BULLET))
    before = level.start - 1 if start is None else start - 1
    counts[depth] = (counts.get(depth, before) if start is None else before) + 1
    for deeper in [each for each in counts if each > depth]:
        del counts[deeper]
    if level.bullet is not None:
        return numbering.bullet(level.bullet)
    if not level.format:
        return f"{level.prefix}{level.suffix}".strip()

    def written(at: int) -> str:
        form = levels.get(at, Level(format="1"))
        write = numbering.ODF.get(form.format[:1], numbering.decimal)
        return write(counts.get(at, form.start))

    if level.pattern is not None:
        return _PLACEHOLDER.sub(lambda match: written(int(match[1])), level.pattern).strip()
    first = max(1, depth - level.shown + 1)
    numbers = [
        written(at)
        for at in range(first, depth + 1)
        if at == depth or (at in levels and levels[at].format)
    ]
    return f"{level.prefix}{'.'.join(numbers)}{level.suffix}".strip()
