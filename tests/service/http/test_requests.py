"""The options of searches and answers: one definition for body and address, and the index's own."""

from dataclasses import fields
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.testclient import TestClient

from index.answer.request import AnswerRequest
from index.search.request import SearchRequest
from service.schemas.answer import AnswerBody, AnswerParameters
from service.schemas.search import SearchBody, SearchParameters

MODELS: list[tuple[type[BaseModel], type]] = [
    (SearchBody, SearchRequest),
    (SearchParameters, SearchRequest),
    (AnswerBody, AnswerRequest),
    (AnswerParameters, AnswerRequest),
]
OF_HTTP_ALONE = {"generate", "collections"}
"""Several collections are several of the index's requests, joined."""
QUESTION = {"q", "query", "question"}


@pytest.mark.parametrize(("model", "request_type"), MODELS)
def test_options_are_those_of_the_index_with_its_defaults(
    model: type[BaseModel], request_type: Any
) -> None:
    known = {field.name: field.default for field in fields(request_type)}
    for name, field in model.model_fields.items():
        if name in OF_HTTP_ALONE:
            continue
        assert name in known
        assert field.is_required() or field.default == known[name]


@pytest.mark.parametrize("path", ["/v1/search", "/v1/answer"])
def test_an_address_has_every_option_of_a_body(app: FastAPI, path: str) -> None:
    schema = app.openapi()
    operations = schema["paths"][path]
    in_address = [parameter["name"] for parameter in operations["get"]["parameters"]]
    body = operations["post"]["requestBody"]["content"]["application/json"]["schema"]
    in_body = list(schema["components"]["schemas"][body["$ref"].split("/")[-1]]["properties"])
    assert [name for name in in_address if name not in QUESTION] == [
        name for name in in_body if name not in QUESTION | {"generate"}
    ]
    assert "q" in in_address


@pytest.mark.parametrize("path", ["/v1/search", "/v1/answer"])
@pytest.mark.parametrize("name", ["query", "question", "sentences", "k "])
def test_an_address_with_what_is_no_option_is_refused(
    client: TestClient, path: str, name: str
) -> None:
    assert client.get(path, params={"q": "who?", name: "1"}).status_code == 422


def test_an_address_without_a_question_is_told_its_name(client: TestClient) -> None:
    refused = client.get("/v1/search")
    assert refused.status_code == 422
    assert "q" in str(refused.json())


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"query": ""}, {"#/query"}),
        ({"query": ["a", ""]}, {"#/query", "#/query/1"}),
        ({"query": None}, {"#/query"}),
        ({}, {"#/query"}),
        ({"query": "a", "b/c": 1}, {"#/b~1c"}),
        (
            {"query": "a", "ranking_options": {"score_threshold": "x"}},
            {"#/ranking_options/score_threshold"},
        ),
    ],
)
def test_what_is_wrong_in_a_body_is_named_as_the_body_has_it(
    client: TestClient, body: Any, pointers: set[str]
) -> None:
    """A field that may be of several shapes is one field."""
    refused = client.post("/v1/vector_stores/default/search", json=body)
    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.json()["errors"]} == pointers
