"""Front matter: what an author says of a text at its very beginning, in YAML or TOML.

Values are kept as they are written: 070, 1.10, yes and 2024-3-5 are strings, since what a number
or a date made of them would be written otherwise. What stands there and is no mapping is text.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

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
_FOR_PROGRAMS = re.compile(r"(?=[^A-ZА-ЯЁ])\S+")
_DEEPEST = 4
_LISTS = frozenset(
    "tag tags keyword keywords category categories alias aliases label labels topic topics"
    " тег теги метка метки категория категории рубрика рубрики псевдоним псевдонимы".split()
) | {"ключевые слова"}
"""Names, in small letters, whose values are lists where they have commas."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before a text's own characters, which begin at `end`.

    `metadata` is None where that is no mapping.
    """

    inner: Span
    end: int
    metadata: Mapping[str, Any] | None

    @property
    def is_text(self) -> bool:
        """Return whether it is to be read too: no mapping, or one under names for people.

        A letterhead has such: `Telephone` and `Our number`, not `valid_from`.
        """
        return self.metadata is None or not all(
            _FOR_PROGRAMS.fullmatch(name) or name.casefold() in _LISTS for name in self.metadata
        )


def front_matter(text: str) -> FrontMatter | None:
    """Return what the text begins with between lines of --- or +++, None where there is no such."""
    for pattern, load in zip(_FENCED, (_yaml, _toml), strict=True):
        match = pattern.match(text)
        if match is not None:
            inner = match["inner"]
            loaded = {} if _COMMENTS.fullmatch(inner) else load(inner)
            return FrontMatter(
                Span(*match.span("inner")),
                match.end(),
                None if loaded is None else dict(_flat(loaded)),
            )
    return None


def _yaml(inner: str) -> Mapping[Any, Any] | None:
    try:
        loaded = yaml.load(inner, _AsWritten)  # noqa: S506 - a safe one
    except Exception:  # noqa: BLE001 - for odd values the library raises whatever comes first
        return None
    return loaded if isinstance(loaded, dict) else None


def _toml(inner: str) -> Mapping[str, Any] | None:
    try:
        return tomllib.loads(re.sub(r"\r\n?", "\n", inner), parse_float=_number)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _flat(values: Mapping[Any, Any], *, above: str = "", depth: int = 0) -> Any:
    """Yield names and values, those of a mapping within under its own name and theirs."""
    for key, value in values.items():
        name = f"{above}{key}"
        if isinstance(value, dict):
            if depth < _DEEPEST:
                yield from _flat(value, above=f"{name}.", depth=depth + 1)
        elif isinstance(value, str) and name.casefold() in _LISTS and "," in value:
            yield name, tuple(filter(None, map(str.strip, value.split(","))))
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
