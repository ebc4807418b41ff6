"""Requests: checked where they are made, and what `Index` offers, option for option."""

from dataclasses import MISSING, FrozenInstanceError, fields
from inspect import Parameter, signature

import pytest

from index import Index
from index.answer.request import AnswerRequest
from index.errors import InvalidInput
from index.search.request import SearchRequest


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"query": " \n"}, "the query is empty"),
        ({"query": "a" * 10_001}, "10001 characters"),
        ({"query": "\ud800"}, "lone surrogate"),
        ({"query": "a", "k": 0}, "k is from 1 to 100"),
        ({"query": "a", "k": 101}, "k is from 1 to 100"),
        ({"query": "a", "mode": "fuzzy"}, "mode is one of"),
    ],
)
def test_a_search_that_cannot_be_served_cannot_be_made(
    options: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        SearchRequest(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize("options", [{"question": ""}, {"k": 0}, {"threshold": 1.5}])
def test_a_question_that_cannot_be_served_cannot_be_made(options: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        AnswerRequest(**({"question": "?"} | options))  # type: ignore[arg-type]


def test_a_request_stays_what_was_checked() -> None:
    with pytest.raises(FrozenInstanceError):
        SearchRequest(query="a").k = 1000  # type: ignore[misc]


@pytest.mark.parametrize(
    ("method", "request_type"), [(Index.search, SearchRequest), (Index.answer, AnswerRequest)]
)
def test_the_index_offers_every_option_with_the_same_default(
    method: object, request_type: type
) -> None:
    _, *parameters = signature(method).parameters.values()  # type: ignore[arg-type]
    offered = {
        parameter.name: MISSING if parameter.default is Parameter.empty else parameter.default
        for parameter in parameters
    }
    assert offered == {field.name: field.default for field in fields(request_type)}
