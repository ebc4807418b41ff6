"""Pages of named origins may ask, and no others."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from index import Index
from service.cli.main import run
from service.http.app import create_app
from service.settings import Settings
from tests.service.cli.test_main import one_line
from tests.service.conftest import asking

OURS = "https://intranet.example"
OTHER = "https://elsewhere.example"


@pytest.fixture(scope="module")
def client(library: Index) -> Iterator[TestClient]:
    settings = Settings(origins=(OURS, "http://localhost:3000"), token="a-token-of-16-characters")
    with asking(create_app(settings, index=library)) as client:
        yield client


def preflight(client: TestClient, origin: str, method: str = "POST") -> dict[str, str]:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return dict(client.options("/v1/search", headers=asked).headers)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_named_origin_may_ask(client: TestClient, method: str) -> None:
    allowed = preflight(client, OURS, method)
    assert allowed["access-control-allow-origin"] == OURS
    assert method in allowed["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in allowed


def test_clients_may_send_headers_of_their_own(client: TestClient) -> None:
    asked = {
        "Origin": OURS,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,mcp-protocol-version,x-stainless-lang",
    }
    for path in ("/mcp", "/v1/chat/completions"):
        allowed = client.options(path, headers=asked)
        assert allowed.is_success
        assert "x-stainless-lang" in allowed.headers["access-control-allow-headers"]


def test_another_may_not(client: TestClient) -> None:
    assert "access-control-allow-origin" not in preflight(client, OTHER)
    found = client.get("/v1/search?q=who", headers={"Origin": OTHER})
    assert "access-control-allow-origin" not in found.headers


def test_a_page_of_a_named_origin_asks_and_writes_with_a_key(client: TestClient) -> None:
    browser = {"Origin": OURS, "Sec-Fetch-Site": "cross-site"}
    bearing = browser | {"Authorization": "Bearer a-token-of-16-characters"}
    found = client.post("/v1/search", json={"query": "who?"}, headers=bearing)
    assert found.is_success
    assert found.headers["access-control-allow-origin"] == OURS
    assert "X-Request-Id" in found.headers["access-control-expose-headers"]
    made = client.post("/v1/collections", json={"name": "from-a-page"}, headers=bearing)
    assert made.status_code == 201
    # A page can read why it was refused, too.
    refused = client.post("/v1/search", json={"query": "who?"}, headers=browser)
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == OURS


def test_a_page_of_another_origin_writes_nothing(client: TestClient) -> None:
    browser = {"Origin": OTHER, "Sec-Fetch-Site": "cross-site"}
    bearing = browser | {"Authorization": "Bearer a-token-of-16-characters"}
    assert client.post("/v1/collections", json={"name": "x"}, headers=bearing).status_code == 403


def test_without_a_name_there_is_no_such_header(library: Index) -> None:
    with asking(create_app(Settings(), index=library)) as client:
        assert "access-control-allow-origin" not in preflight(client, OURS)


@pytest.mark.parametrize("origin", ["*", "intranet.example", "https://a/b", "https://*.example"])
def test_what_is_no_origin_is_refused(
    origin: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPRAVKA_ORIGINS", origin)
    assert run(["serve"]) == 2
    assert "SPRAVKA_ORIGINS" in one_line(capsys.readouterr().err)
