"""What names a request, its duration and the program that answers."""

import re

import pytest
from starlette.testclient import TestClient

from index import Index
from service import version
from service.http.app import create_app
from service.settings import Settings
from tests.service.conftest import asking

PATHS = ["/", "/v1/collections", "/v1/nothing", "/healthz", "/page/page.js"]


@pytest.mark.parametrize("path", PATHS)
def test_every_response_has_a_name_of_its_own_and_a_duration(client: TestClient, path: str) -> None:
    first, second = client.get(path), client.get(path)
    for response in (first, second):
        assert re.fullmatch(r"[0-9a-f]{32}", response.headers["x-request-id"])
        timing = response.headers["server-timing"]
        took = re.fullmatch(r"total;dur=(\d+\.\d)(?:, \w+;dur=\d+\.\d)*", timing)
        assert took is not None
        assert 0 <= float(took[1]) < 60_000
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


@pytest.mark.parametrize(
    ("path", "stages"),
    [
        ("/healthz", []),
        ("/v1/collections", ["wait"]),
        ("/v1/search?q=cluster&mode=dense", ["wait", "encode", "dense", "cite"]),
        (
            "/v1/search?q=cluster&rerank=true",
            ["wait", "encode", "dense", "sparse", "rerank", "cite"],
        ),
        ("/v1/answer?q=cluster", ["wait", "encode", "dense", "sparse", "cite", "answer"]),
    ],
)
def test_a_duration_is_told_by_its_stages(client: TestClient, path: str, stages: list[str]) -> None:
    timing = client.get(path).headers["server-timing"]
    times = dict(re.findall(r"(\w+);dur=(\d+\.\d)", timing))
    assert list(times) == ["total", *stages]
    # Each is rounded by itself.
    assert sum(float(times[name]) for name in stages) <= float(times["total"]) + 0.5


@pytest.mark.parametrize("given", ["a", "7c2e:/+=._-9", "x" * 128])
def test_the_name_that_a_request_came_with_is_kept(client: TestClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "<b>", "é", "a,b"])
def test_what_is_no_name_is_not(client: TestClient, given: str) -> None:
    headers = {b"X-Request-Id": given.encode()}
    assert len(client.get("/healthz", headers=headers).headers["x-request-id"]) == 32


def test_what_is_refused_is_named_too(library: Index) -> None:
    token = "correct-horse-battery"
    with asking(create_app(Settings(token=token), index=library)) as client:
        refused = client.get("/version")
        assert refused.status_code == 401
        assert refused.headers["x-request-id"]
        told = client.get("/version", headers={"Authorization": f"Bearer {token}"})
    assert told.json() == {"name": "spravka", "version": version()}
