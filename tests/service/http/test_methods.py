"""Which methods an address takes, and HEAD wherever it takes GET."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.service.http.test_app import QUESTION, assert_problem


@pytest.mark.parametrize(
    ("method", "address", "taken"),
    [
        ("DELETE", "/v1/search", "GET, HEAD, POST"),
        ("PATCH", "/v1/documents/deleted", "DELETE, GET, HEAD"),
        ("GET", "/mcp", "POST"),
        ("HEAD", "/mcp", "POST"),
        ("POST", "/", "GET, HEAD"),
        ("POST", "/page/style.css", "GET, HEAD"),
    ],
)
def test_another_method_is_told_which_there_are(
    client: TestClient, method: str, address: str, taken: str
) -> None:
    response = client.request(method, address)
    assert response.status_code == 405
    assert response.headers["allow"] == taken
    if method != "HEAD" and address != "/page/style.css":
        assert taken in assert_problem(response, 405, "method")["detail"]


@pytest.mark.parametrize(
    ("address", "told"),
    [("/v1/search/", "slash"), ("/v1/nothing", "/docs"), ("/v1/nothing/", "/docs")],
)
def test_an_address_that_is_not_there_is_told_where_they_are(
    client: TestClient, address: str, told: str
) -> None:
    assert told in assert_problem(client.get(address), 404, "no-such-address")["detail"]


def test_head_is_answered_as_get_without_the_body(app: FastAPI, client: TestClient) -> None:
    [document, *_] = client.get("/v1/documents").json()["documents"]
    for path, operations in app.openapi()["paths"].items():
        if "get" not in operations:
            continue
        # What there is none of has no body either.
        address = path.replace("{document_id}", document["document_id"])
        given = {"q": QUESTION, "word": "chair"}
        known = {each["name"] for each in operations["get"].get("parameters", ())}
        parameters = {name: value for name, value in given.items() if name in known}
        got = client.get(address, params=parameters)
        head = client.head(address, params=parameters)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        assert head.headers["content-type"] == got.headers["content-type"]
