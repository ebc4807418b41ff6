"""Filters: the grammar, and what passes."""

from typing import Any

import pytest

from index.backend.attributes import DocumentAttributes
from index.errors import InvalidInput
from index.filters import parse_filter
from index.types import DocumentInfo

DOCUMENT = DocumentInfo(
    document_id="d",
    collection="default",
    source="law/charter.md",
    title="Устав",
    language="ru",
    media_type="text/markdown",
    sha256="",
    text_sha256="",
    length=1,
    passages=1,
    size=None,
    added=None,
    modified=None,
    metadata={"year": 2024, "draft": False, "tags": ("право", "АКИТ"), "date": "2024-03-13"},
)


def compare(kind: str, key: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "value": value}


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        (compare("eq", "language", "ru"), True),
        (compare("eq", "source", "law/charter.md"), True),
        (compare("eq", "title", "устав"), False),
        (compare("ne", "language", "en"), True),
        (compare("gt", "year", 2023), True),
        (compare("gt", "year", 2024), False),
        (compare("gte", "year", 2024.0), True),
        (compare("lt", "date", "2024-04"), True),
        (compare("lte", "year", "2024"), False),
        (compare("eq", "tags", "АКИТ"), True),
        (compare("in", "year", [2023, 2024]), True),
        (compare("nin", "tags", ["право"]), False),
        (compare("eq", "draft", False), True),
        (compare("eq", "draft", 0), False),
        (compare("eq", "author", "x"), False),
        (compare("ne", "author", "x"), True),
        (compare("nin", "author", ["x"]), True),
        (compare("gt", "author", 1), False),
        ({"type": "and", "filters": [compare("eq", "language", "ru")] * 2}, True),
        (
            {
                "type": "or",
                "filters": [compare("eq", "language", "en"), compare("eq", "year", 2024)],
            },
            True,
        ),
        (
            {
                "type": "and",
                "filters": [compare("eq", "language", "en"), compare("eq", "year", 2024)],
            },
            False,
        ),
    ],
)
def test_what_passes(value: dict[str, Any], passes: bool) -> None:
    attributes = DocumentAttributes.of({7: DOCUMENT.attributes})
    assert attributes.find(parse_filter(value)).tolist() == [passes]


def nested(depth: int) -> dict[str, Any]:
    value = compare("eq", "a", 1)
    for _ in range(depth):
        value = {"type": "and", "filters": [value]}
    return value


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "language = ru",
        {},
        {"type": "like", "key": "a", "value": "b"},
        {"type": ["eq"], "key": "a", "value": "b"},
        {"type": "eq", "key": "a"},
        {"type": "eq", "key": 1, "value": 1},
        {"type": "eq", "key": "", "value": 1},
        {"type": "eq", "key": "a", "value": {"b": 1}},
        {"type": "eq", "key": "a", "value": None},
        {"type": "eq", "key": "a", "value": 1, "more": 1},
        {"type": "lt", "key": "a", "value": float("nan")},
        {"type": "in", "key": "a", "value": [1, float("inf")]},
        {"type": "in", "key": "a", "value": "b"},
        {"type": "in", "key": "a", "value": list(range(1000))},
        {"type": "and", "filters": []},
        {"type": "and", "filters": {}},
        {"type": "and", "key": "a", "filters": [compare("eq", "a", 1)]},
        nested(50),
    ],
)
def test_what_is_no_filter_is_an_error(value: object) -> None:
    with pytest.raises(InvalidInput):
        parse_filter(value)
