"""Front matter: what an author says of a text at its very beginning, in YAML or TOML.

Values are kept as they are written: 070, 1.10, yes and 2024-3-5 are strings, since what a number
or a date made of them would be written otherwise. What stands there and is no mapping is text.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, starmap
from typing import Any

import yaml

from index.read.properties import is_list, is_setting, is_title, items, stands_for_content
from index.text.scripts import CAPITALS
from index.types import Span

_END = r"[ \t]*(?:\r\n|\r|\n|\Z)"
_FENCED = (
    re.compile(
        rf"\A\ufeff?---[ \t]*(?:\r\n|\r|\n)(?P<inner>.{{0,65536}}?)(?<=[\r\n])(?:---|\.\.\.){_END}",
        re.DOTALL,
    ),
    re.compile(
        rf"\A\ufeff?\+\+\+[ \t]*(?:\r\n|\r|\n)(?P<inner>.{{0,65536}}?)(?<=[\r\n])\+\+\+{_END}",
        re.DOTALL,
    ),
)
_COMMENTS = re.compile(r"(?:[ \t]*(?:#.*)?(?:\r\n|\r|\n|\Z))*")
_TOML_NAME = re.compile(
    r"(?:\A|(?<=[\r\n]))[ \t]*(?P<table>\[{1,2}[ \t]*)?"
    r"(?P<name>\"[^\"\r\n]*\"|'[^'\r\n]*'|[\w-]+)[ \t]*[=.\]]"
)
_FOR_PROGRAMS = re.compile(rf"(?=[^{CAPITALS}])\S+")
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
_ADDRESS = re.compile(r"[^\s@]*(?:[/\\][^\s@]*|\w\.\w{1,5})")
_PROSE = re.compile(r"(?:[^\W\d_]{2,}[ \t]+){2}[^\W\d_]{2,}")
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before a text's own characters, which begin at `end`.

    `metadata` is None where that is no mapping. `text` is what of it is to be read too, and `whole`
    what is where nothing follows.
    """

    end: int
    metadata: Mapping[str, Any] | None
    text: tuple[Span, ...]
    whole: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name with its value, and where they stand."""

    name: Any
    value: Any
    span: Span

    @property
    def leaves(self) -> dict[str, Any]:
        """Return the values in it, each under the names that lead there."""
        return dict(_flat({self.name: self.value}))

    def has(self, wanted: Callable[[str, Any], bool]) -> bool:
        """Return whether any of them, with its name, is what is wanted."""
        return any(starmap(wanted, self.leaves.items()))


def front_matter(text: str) -> FrontMatter | None:
    """Return what the text begins with between lines of --- or +++, None where there is no such.

    What is to be read too is all where that is no mapping. Of one it is what says something in
    words that is neither a list, such as of tags, nor the title nor a setting for programs; what
    stands beside it without words, such as a telephone, goes with it.
    """
    for pattern, load in zip(_FENCED, (_yaml, _toml), strict=True):
        match = pattern.match(text)
        if match is None:
            continue
        inner = match["inner"]
        entries = [] if _COMMENTS.fullmatch(inner) else load(inner)
        if entries is None:
            all_of_it = (Span(*match.span("inner")),)
            return FrontMatter(match.end(), None, text=all_of_it, whole=all_of_it)
        read = [each for each in entries if each.has(_is_for_readers)]
        speaks = any(each.has(_speaks) for each in read)
        named = [
            each for each in entries if each.has(_is_for_readers) or each.has(_says_what_it_is)
        ]
        start = match.start("inner")
        return FrontMatter(
            match.end(),
            {name: value for each in entries for name, value in each.leaves.items()},
            text=_joined(text, start, read) if speaks else (),
            whole=_joined(text, start, named),
        )
    return None


def _is_for_readers(name: str, value: object) -> bool:
    """Return whether an entry is to be read, beside others if it has no words of its own.

    A letterhead has `Telephone` and `Our number`, which no program reads, and `to`.
    """
    if is_list(name):
        return False
    if not _FOR_PROGRAMS.fullmatch(name):
        return True
    return not is_title(name) and (not is_setting(name) or _has(_PROSE, value))


def _speaks(name: str, value: object) -> bool:
    """Return whether an entry is to be read by itself: has words, or a name that is for people."""
    return _is_for_readers(name, value) and (
        not _FOR_PROGRAMS.fullmatch(name) or _has(_WORD, value)
    )


def _says_what_it_is(name: str, value: object) -> bool:  # noqa: ARG001 - as the other two
    return is_title(name) or stands_for_content(name)


def _has(wanted: re.Pattern[str], value: object) -> bool:
    """Return whether any text in a value has what is wanted, addresses and booleans apart."""
    if isinstance(value, Mapping):
        return any(_has(wanted, each) for each in value.values())
    if isinstance(value, list):
        return any(_has(wanted, each) for each in value)
    return isinstance(value, str) and not _ADDRESS.fullmatch(value) and bool(wanted.search(value))


def _joined(text: str, start: int, entries: Sequence[_Entry]) -> tuple[Span, ...]:
    """Return where entries stand in `text`, those as one between which is nothing else."""
    joined: list[Span] = []
    for each in entries:
        span = Span(start + each.span.start, start + each.span.end)
        if joined and not text[joined[-1].end : span.start].strip():
            span = Span(joined.pop().start, span.end)
        joined.append(span)
    return tuple(joined)


def _yaml(inner: str) -> list[_Entry] | None:
    loader = _AsWritten(inner)
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode) or root.tag != loader.DEFAULT_MAPPING_TAG:
            return None
        entries = [
            _Entry(
                loader.construct_object(name, deep=True),
                loader.construct_object(value, deep=True),
                Span(name.start_mark.index, value.end_mark.index),
            )
            for name, value in root.value
        ]
        # What is no name a mapping refuses.
        dict.fromkeys(each.name for each in entries)
    except Exception:  # noqa: BLE001 - for odd values the library raises whatever comes first
        return None
    return entries


def _toml(inner: str) -> list[_Entry] | None:
    try:
        loaded = tomllib.loads(re.sub(r"\r\n?", "\n", inner), parse_float=_number)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    begins: dict[str, int] = {}
    in_table = False
    for match in _TOML_NAME.finditer(inner):
        name = match["name"].strip("\"'")
        if name in loaded and (match["table"] or not in_table):
            begins.setdefault(name, match.start())
        in_table = in_table or match["table"] is not None
    borders = pairwise([*begins.values(), len(inner)])
    spans = dict(zip(begins, starmap(Span, borders), strict=True))
    return [_Entry(name, value, spans.get(name, Span(0, 0))) for name, value in loaded.items()]


def _flat(values: Mapping[Any, Any], *, above: str = "", depth: int = 0) -> Any:
    """Yield names and values, those of a mapping within under its own name and theirs."""
    for key, value in values.items():
        name = f"{above}{key}"
        if isinstance(value, dict):
            if depth < _DEEPEST:
                yield from _flat(value, above=f"{name}.", depth=depth + 1)
        elif isinstance(value, str) and is_list(name) and len(items(value)) > 1:
            yield name, items(value)
        else:
            yield name, value


def _number(written: str) -> float | str:
    """Return a number where it would be written as it is, else what is written."""
    number = float(written)
    return number if repr(number) == written else written


class _AsWritten(yaml.SafeLoader):
    """Loads plain values as they are written, without aliases, by which a few lines could grow."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as the library has it

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse an alias."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("front matter has no aliases")
        return super().compose_node(parent, index)

    def construct_written(self, node: yaml.ScalarNode) -> float | str:
        """Return the number that a scalar is."""
        return _number(str(self.construct_scalar(node)))


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"0|-?[1-9][0-9]{0,17}", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}", "-0123456789"),
):
    _AsWritten.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first)
    )
_AsWritten.add_constructor("tag:yaml.org,2002:float", _AsWritten.construct_written)
