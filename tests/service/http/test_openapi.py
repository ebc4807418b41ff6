"""The API against its own schema, by generated requests to a real server."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from index import Index, text_document
from service.http.app import create_app
from service.http.described import operations
from service.http.examples import BODIES
from service.http.guard import NEEDS
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.service.conftest import serving

OPERATIONS = [
    ("POST", "/v1/answer"),
    ("GET", "/v1/answer"),
    ("POST", "/v1/search"),
    ("GET", "/v1/search"),
    ("POST", "/v1/search/batch"),
    ("POST", "/v1/citations/verify"),
    ("POST", "/v1/votes"),
    ("GET", "/v1/starters"),
    ("GET", "/v1/translations"),
    ("GET", "/v1/documents"),
    ("POST", "/v1/documents"),
    ("PUT", "/v1/documents"),
    ("GET", "/v1/documents/{document_id}"),
    ("GET", "/v1/documents/{document_id}/text"),
    ("GET", "/v1/documents/{document_id}/structure"),
    ("GET", "/v1/documents/{document_id}/outline"),
    ("GET", "/v1/documents/{document_id}/raw"),
    ("DELETE", "/v1/documents/{document_id}"),
    ("DELETE", "/v1/documents"),
    ("POST", "/v1/documents/delete"),
    ("GET", "/v1/documents/deleted"),
    ("DELETE", "/v1/documents/deleted"),
    ("POST", "/v1/documents/undo"),
    ("GET", "/v1/folders"),
    ("GET", "/v1/contents"),
    ("GET", "/v1/collections"),
    ("POST", "/v1/collections"),
    ("GET", "/v1/collections/{name}"),
    ("DELETE", "/v1/collections/{name}"),
    ("GET", "/v1/key"),
    ("GET", "/v1/models"),
    ("GET", "/v1/models/{model}"),
    ("POST", "/v1/chat/completions"),
    ("POST", "/v1/files"),
    ("GET", "/v1/files"),
    ("GET", "/v1/files/{file_id}"),
    ("GET", "/v1/files/{file_id}/content"),
    ("DELETE", "/v1/files/{file_id}"),
    ("POST", "/v1/vector_stores"),
    ("GET", "/v1/vector_stores"),
    ("POST", "/v1/vector_stores/{store_id}"),
    ("DELETE", "/v1/vector_stores/{store_id}"),
    ("POST", "/v1/vector_stores/{store_id}/files"),
    ("GET", "/v1/vector_stores/{store_id}/files/{file_id}"),
    ("POST", "/v1/vector_stores/{store_id}/files/{file_id}"),
    ("DELETE", "/v1/vector_stores/{store_id}/files/{file_id}"),
    ("GET", "/v1/vector_stores/{store_id}/files/{file_id}/content"),
    ("POST", "/v1/vector_stores/{store_id}/file_batches"),
    ("GET", "/v1/vector_stores/{store_id}/file_batches/{batch_id}"),
    ("GET", "/v1/vector_stores/{store_id}/file_batches/{batch_id}/files"),
    ("POST", "/v1/vector_stores/{store_id}/file_batches/{batch_id}/cancel"),
    ("GET", "/v1/vector_stores/{store_id}"),
    ("GET", "/v1/vector_stores/{store_id}/files"),
    ("POST", "/v1/vector_stores/{store_id}/search"),
    ("GET", "/healthz"),
    ("GET", "/version"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
]
# A blank query, or a filter that is not one, is refused though a schema can hardly say so.
NOT_CHECKED = [positive_data_acceptance]


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings())


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("written-to")
    with Index.open(folder, encoders=word_encoders()) as index, serving(index) as address:
        index.add_documents([text_document(source="a.txt", text="The ferry leaves at nine.")])
        yield schemathesis.openapi.from_url(f"{address}/openapi.json")


def test_every_operation_is_tried(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    operations = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert operations == set(OPERATIONS)


def test_every_operation_can_be_called_by_a_client_that_is_made_of_it(app: FastAPI) -> None:
    schema = app.openapi()
    names = [each["operationId"] for _, each in operations(schema)]
    assert len(set(names)) == len(names)
    for address, each in operations(schema):
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", each["operationId"]), address
        assert each["summary"], address
        assert each["description"], address
        assert each["x-scope"] == NEEDS[address] if address in NEEDS else "x-scope" not in each
        assert ({"key": []} in each["security"]) == (address in NEEDS)
        for status in ("4XX", "5XX"):
            assert each["responses"][status] == {"$ref": "#/components/responses/Problem"}
    [problem] = schema["components"]["responses"].values()
    [content] = problem["content"].values()
    assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert schema["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_every_operation_has_an_example(app: FastAPI) -> None:
    for address, each in operations(app.openapi()):
        required = [given for given in each.get("parameters", []) if given["required"]]
        assert all("example" in given for given in required), address
        for kind, content in each.get("requestBody", {}).get("content", {}).items():
            assert "example" in content or kind == "application/octet-stream", (address, kind)
        for content in each["responses"].get("200", {}).get("content", {}).values():
            # What has no fields to be described, as a stream of events.
            assert content.get("schema"), address
    assert set(BODIES) <= {each["operationId"] for _, each in operations(app.openapi())}


def test_every_field_and_parameter_is_described(app: FastAPI) -> None:
    schema = app.openapi()
    lacking = [
        f"{name}.{field}"
        for name, shape in schema["components"]["schemas"].items()
        for field, told in shape.get("properties", {}).items()
        if not told.get("description")
    ]
    lacking += [
        f"{address} {given['name']}"
        for address, each in operations(schema)
        for given in each.get("parameters", [])
        if not given.get("description")
    ]
    assert lacking == []


def test_its_answers_have_all_their_fields_each_time(app: FastAPI) -> None:
    schema = app.openapi()
    asked = json.dumps(
        [each.get("requestBody") for of in schema["paths"].values() for each in of.values()]
    )
    answers = {
        name: shape for name, shape in schema["components"]["schemas"].items()
        if "properties" in shape and f'schemas/{name}"' not in asked and not name.endswith("In")
            and name != "Problem"
    }  # fmt: skip
    assert {"SearchResponse", "HitOut", "Citation", "Verification", "Failure"} <= set(answers)
    for shape in answers.values():
        assert sorted(shape["required"]) == sorted(shape["properties"])
        assert shape["description"]


def test_streams_are_as_its_schema_says(schema: Any) -> None:
    body = {"model": "spravka", "messages": [{"role": "user", "content": "When does it leave?"}]}
    operation = schema["/v1/chat/completions"]["POST"]
    for stream, kind in [(False, "application/json"), (True, "text/event-stream")]:
        case = operation.Case(body={**body, "stream": stream}, media_type="application/json")
        response = case.call_and_validate()
        assert response.headers["content-type"][0].startswith(kind)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_answers_as_its_schema_says(schema: Any, method: str, path: str) -> None:
    @settings(
        max_examples=25,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method].as_strategy())
    def answers(case: Any) -> None:
        case.call_and_validate(excluded_checks=NOT_CHECKED)

    answers()
