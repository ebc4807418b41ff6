"""YAML as its text: keys that hold others are headings, so that each value knows its parents.

"hotel: 305000" says nothing by itself. An item of a list is read whole, or is called by the value
that it begins with where it is too long for that. The text stays as it is, comments too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import yaml

from index.read.blocks import trim
from index.read.units import LONGEST_ITEM
from index.types import Block, BlockKind, Span

SUFFIXES = (".yaml", ".yml")

_LONGEST = 1_000_000
"""In code points: a longer one is data, and takes minutes to take apart."""

_LONGEST_NAME = 80

_WORD = re.compile(r"\w")
_SIGNS = re.compile(r"(?:^|(?<=\s))[&*!][^\s,\]}]*")
"""Anchors, aliases and tags, which say nothing."""

_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?")

Above = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    span: Span
    kind: BlockKind
    above: Above


def nested_blocks(text: str) -> tuple[Block, ...] | None:
    """Return what is in a text of YAML, in order; None where it is none, or holds no other keys."""
    if len(text) > _LONGEST:
        return None
    found: list[_Found] = []
    try:
        for document in yaml.compose_all(text, yaml.SafeLoader):
            found += _of(document, text, (), seen=set())
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if not any(each.kind == "heading" for each in found):
        return None
    return tuple(
        Block(
            each.span,
            each.kind,
            level=len(each.above) + 1 if each.kind == "heading" else 0,
            headings=each.above,
        )
        for each in _with_comments(text, found)
    )


def _of(
    node: yaml.Node, text: str, above: Above, *, seen: set[int], is_item: bool = False
) -> Iterator[_Found]:
    """Yield the blocks of a node; what an alias repeats is told where it stands."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode) and _is_nested(node):
        pairs = node.value
        key, value = pairs[0]
        if is_item and _is_name(key, value, text):
            pairs = pairs[1:]
            name = _leaf(key, value, text, above)
            yield replace(name, kind="heading")
            above = (*above, name.span)
        for key, value in pairs:
            if _is_nested(value):
                heading = _span(key, text)
                yield _Found(heading, "heading", above)
                yield from _of(value, text, (*above, heading), seen=seen)
            elif value.end_mark.index > key.start_mark.index:
                yield _leaf(key, value, text, above)
    elif isinstance(node, yaml.SequenceNode) and _is_nested(node):
        for item in node.value:
            if isinstance(item, yaml.MappingNode) and _is_read_whole(item):
                yield _leaf(item, item, text, above)
            else:
                yield from _of(item, text, above, seen=seen, is_item=True)
    else:
        yield _leaf(node, node, text, above)


def _is_read_whole(item: yaml.MappingNode) -> bool:
    """Return whether what is said of one is short, and holds no others."""
    length = item.end_mark.index - item.start_mark.index
    return not any(_is_nested(value) for _, value in item.value) and (
        length <= LONGEST_ITEM or item.flow_style or len(item.value) == 1
    )


def _is_name(key: yaml.Node, value: yaml.Node, text: str) -> bool:
    """Return whether a value is short and on the line of its key, and so may be a name."""
    return (
        isinstance(value, yaml.ScalarNode)
        and value.value != ""
        and value.end_mark.index - key.start_mark.index <= _LONGEST_NAME
        and "\n" not in text[key.start_mark.index : value.end_mark.index].strip()
    )


def _is_nested(node: yaml.Node) -> bool:
    """Return whether a node holds others below it, a line or more for each."""
    if isinstance(node, yaml.SequenceNode):
        return any(isinstance(item, yaml.CollectionNode) for item in node.value)
    return isinstance(node, yaml.MappingNode) and not node.flow_style and bool(node.value)


def _leaf(first: yaml.Node, last: yaml.Node, text: str, above: Above) -> _Found:
    end = trim(text, Span(first.start_mark.index, last.end_mark.index)).end
    rest = _REST_OF_LINE.match(text, end)
    return _Found(
        trim(text, Span(first.start_mark.index, rest.end() if rest else end)), "list_item", above
    )


def _span(node: yaml.Node, text: str) -> Span:
    return trim(text, Span(node.start_mark.index, node.end_mark.index))


def _with_comments(text: str, found: list[_Found]) -> Iterator[_Found]:
    """Yield what was found, and what stands between with words in it under the same headings."""
    end = 0
    for each in sorted(found, key=lambda each: each.span.start):
        if each.span.start < end or each.span.start == each.span.end:
            continue
        between = trim(text, Span(end, each.span.start))
        if _WORD.search(_SIGNS.sub("", between.cut(text))):
            yield _Found(between, "paragraph", each.above)
        yield each
        end = each.span.end
    rest = trim(text, Span(end, len(text)))
    if _WORD.search(_SIGNS.sub("", rest.cut(text))):
        yield _Found(rest, "paragraph", ())
