"""The API against its own schema, by generated requests to a real server."""

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

OPERATIONS = [
    ("POST", "/v1/search"),
    ("GET", "/v1/search"),
    ("GET", "/v1/documents"),
    ("GET", "/v1/documents/{document_id}"),
    ("GET", "/v1/documents/{document_id}/text"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
]
# A blank query, or a filter that is not one, is refused though a schema can hardly say so.
NOT_CHECKED = [positive_data_acceptance]


@pytest.fixture(scope="module")
def schema(server: str) -> Any:
    return schemathesis.openapi.from_url(f"{server}/openapi.json")


def test_every_operation_is_tried(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    operations = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert operations == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_answers_as_its_schema_says(schema: Any, method: str, path: str) -> None:
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method].as_strategy())
    def answers(case: Any) -> None:
        case.call_and_validate(excluded_checks=NOT_CHECKED)

    answers()
