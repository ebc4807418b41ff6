"""The ways in: a program that an agent starts, and an address; who may use them, and how much."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from starlette.testclient import TestClient

from index import Index
from service import version
from service.async_index import AsyncIndex
from service.cli.main import run
from service.http.app import create_app
from service.settings import Settings
from tests.pages import ROOT, blocks
from tests.service.cli.test_main import one_line
from tests.service.conftest import asking, bearing, serving, serving_app
from tests.service.http.test_app import QUESTION, assert_problem
from tests.service.mcp.talk import PATIENCE, call, refusal, talk

TOKEN = "correct-horse-battery"
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
SPEAKS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    """A home with an index of the seeds in it."""
    home = tmp_path_factory.mktemp("home")
    with Index.open(home / ".spravka") as index:
        index.add(seeds)
        index.create_collection("empty")
    return home


def configured(home: Path) -> StdioServerParameters:
    """Return the server of the configuration that README and guide show, in another home."""
    shown, again = (
        json.loads(each.text)
        for page in (ROOT / "README.md", ROOT / "docs" / "agents.md")
        for each in blocks(page)
        if each.language == "json" and '"command"' in each.text
    )
    assert shown == again
    given = shown["mcpServers"]["spravka"]
    assert set(given) == {"command", "args"}
    command = shutil.which(given["command"], path=str(Path(sys.executable).parent))
    assert command is not None
    arguments = [each.replace("/home/you", str(home)) for each in given["args"]]
    return StdioServerParameters(command=command, args=arguments, cwd=home)


LATE = """
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient
from service.http.app import create_app
from service.settings import Settings

ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
speaks = {"Accept": "application/json, text/event-stream"}
with TemporaryDirectory() as folder:
    app = create_app(Settings(data=Path(folder)))
    with TestClient(app, base_url="http://localhost") as client:
        client.get("/healthz").raise_for_status()
        print("mcp" in sys.modules)
        for _ in range(2):
            print(client.post("/mcp", json=ping, headers=speaks).status_code)
        print("mcp" in sys.modules)
"""


def test_what_agents_need_is_loaded_when_the_first_one_asks() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LATE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "200", "200", "True"]


class TestStandardInputAndOutput:
    @pytest.mark.parametrize("mode", ["auto", "legacy"])
    def test_is_started_as_the_guide_says(self, home: Path, mode: str) -> None:
        async def research(client: Client) -> Any:
            assert client.server_info is not None
            tools = [tool.name for tool in (await client.list_tools()).tools]
            answered = await call(client, "answer", question=QUESTION)
            checked = await call(client, "verify_citation", **answered["answer"]["citation"])
            resource = await client.read_resource(answered["url"])
            return client.server_info, tools, answered, checked, resource.contents[0]

        server, tools, answered, checked, resource = talk(configured(home), research, mode=mode)
        assert (server.name, server.version) == ("spravka", version())
        assert len(tools) == 5
        citation = answered["answer"]["citation"]
        assert "Александр Козловский" in citation["quote"]
        assert checked["verdict"] == "verbatim"
        assert answered["url"] == (
            f"spravka://documents/{citation['document_id']}"
            f"?start={citation['start']}&end={citation['end']}"
        )
        assert resource.text == citation["quote"]

    def test_keeps_to_a_collection(self, home: Path) -> None:
        given = configured(home)
        given.args += ["--collection", "empty"]

        async def look(client: Client) -> Any:
            return await call(client, "list_collections"), await call(client, "search", query="x")

        collections, found = talk(given, look)
        assert collections["searched"] == "empty"
        assert found["results"] == []

    def test_without_an_index_says_how_to_make_one(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["mcp", "--data", str(tmp_path)]) == 2
        assert "spravka index PATH" in one_line(capsys.readouterr().err)
        assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def guarded(library: Index) -> Iterator[str]:
    with serving(library, token=TOKEN) as address:
        yield f"{address}/mcp"


class TestAddress:
    def test_asks_for_the_token(self, guarded: str) -> None:
        async def look(client: Client) -> int:
            return len((await client.list_tools()).tools)

        assert talk(guarded, look, headers=bearing(TOKEN)) == 5
        for headers in ({}, bearing(f"{TOKEN}x")):
            response = httpx2.post(guarded, json=PING, headers=SPEAKS | headers)
            assert response.status_code == 401
            assert response.headers["www-authenticate"].startswith("Bearer")
            assert response.json()["type"] == "/docs#token"

    @pytest.mark.parametrize(
        ("headers", "status", "slug"),
        [
            ({"Origin": "http://evil.example"}, 403, "origin"),
            ({"Sec-Fetch-Site": "cross-site"}, 403, "origin"),
            ({"Host": "evil.example"}, 421, "host"),
        ],
    )
    def test_is_closed_to_pages_of_others(
        self, client: TestClient, headers: dict[str, str], status: int, slug: str
    ) -> None:
        assert client.post("/mcp", json=PING, headers=SPEAKS).status_code == 200
        response = client.post("/mcp", json=PING, headers=SPEAKS | headers)
        assert_problem(response, status, slug)

    @pytest.mark.parametrize(
        "address",
        ["?collections=harbour", "?collection=default&collection=harbour", "?collection=", "?x"],
    )
    def test_answers_from_no_other_collection_than_it_names(
        self, client: TestClient, address: str
    ) -> None:
        assert client.post("/mcp?collection=harbour", json=PING, headers=SPEAKS).is_success
        refused = client.post(f"/mcp{address}", json=PING, headers=SPEAKS)
        assert "?collection=NAME" in assert_problem(refused, 422, "invalid")["detail"]

    def test_takes_json_alone(self, client: TestClient) -> None:
        headers = SPEAKS | {"Content-Type": "text/plain"}
        refused = client.post("/mcp", content=json.dumps(PING), headers=headers)
        assert "application/json" in assert_problem(refused, 415, "media-type")["detail"]

    @pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "HEAD"])
    def test_holds_no_sessions(self, client: TestClient, method: str) -> None:
        assert client.request(method, "/mcp", headers=SPEAKS).status_code == 405

    @pytest.mark.parametrize("declared", [True, False])
    def test_takes_no_more_than_others(self, library: Index, declared: bool) -> None:
        body = json.dumps(PING | {"params": {"_meta": {"x": "x" * 3_000}}}).encode()
        content = body if declared else (body[at : at + 500] for at in range(0, len(body), 500))
        headers = SPEAKS | {"Content-Type": "application/json"}
        with asking(create_app(Settings(body_limit=2_000), index=library)) as client:
            assert client.post("/mcp", content=content, headers=headers).status_code == 413

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'"\xff"', b"[" * 100_000])
    def test_survives_what_is_no_message(self, client: TestClient, body: bytes) -> None:
        for version_ in ("2025-11-25", "2026-07-28", "1999-01-01"):
            headers = SPEAKS | {
                "Content-Type": "application/json",
                "MCP-Protocol-Version": version_,
            }
            response = client.post("/mcp", content=body, headers=headers)
            assert 400 <= response.status_code < 500, (version_, response.text)
        assert client.post("/mcp", json=PING, headers=SPEAKS).status_code == 200

    def test_can_be_opened_again_with_the_application(self, library: Index) -> None:
        app = create_app(Settings(), index=library)
        for _ in range(2):
            with asking(app) as client:
                assert client.post("/mcp", json=PING, headers=SPEAKS).status_code == 200


class TestLoad:
    @pytest.fixture
    def going(self, library: Index, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
        """Until this is set, no search ends."""
        search, going = library.search, threading.Event()

        def slow(*given: Any, **options: Any) -> Any:
            assert going.wait(PATIENCE)
            return search(*given, **options)

        app = create_app(Settings(port=0, threads=1, waiting=1), index=library)
        with serving_app(app) as self.address:
            self.opened: AsyncIndex = app.state.opened
            monkeypatch.setattr(library, "search", slow)
            yield going
            going.set()

    async def asked(self, count: int) -> None:
        with anyio.fail_after(PATIENCE):
            while self.opened.asked != count:  # noqa: ASYNC110 - it is counted in another thread
                await anyio.sleep(0.01)

    def test_beyond_what_may_wait_is_told_to_come_back(self, going: threading.Event) -> None:
        async def race(client: Client) -> None:
            async with anyio.create_task_group() as group:
                for count in (1, 2):
                    group.start_soon(partial(call, client, "search", query="ferry"))
                    await self.asked(count)
                assert "try again" in await refusal(client, "search", query="ferry")
                going.set()

        talk(f"{self.address}/mcp", race)

    def test_that_is_given_up_gives_its_place_back(self, going: threading.Event) -> None:
        async def race(client: Client) -> None:
            async with anyio.create_task_group() as group:
                group.start_soon(partial(call, client, "search", query="ferry"))
                await self.asked(1)
                async with anyio.create_task_group() as impatient:
                    impatient.start_soon(partial(call, client, "search", query="ferry"))
                    await self.asked(2)
                    impatient.cancel_scope.cancel()
                await self.asked(1)
                going.set()

        talk(f"{self.address}/mcp", race)

    def test_of_an_older_client_that_leaves_ends_too(self, going: threading.Event) -> None:
        message = PING | {
            "method": "tools/call",
            "params": {"name": "search", "arguments": {"query": "ferry"}},
        }

        async def race() -> None:
            async with httpx2.AsyncClient() as client, anyio.create_task_group() as group:
                ask = partial(client.post, f"{self.address}/mcp", json=message, headers=SPEAKS)
                group.start_soon(partial(ask, timeout=PATIENCE))
                await self.asked(1)
                async with anyio.create_task_group() as impatient:
                    impatient.start_soon(partial(ask, timeout=PATIENCE))
                    await self.asked(2)
                    impatient.cancel_scope.cancel()
                await self.asked(1)
                going.set()

        anyio.run(race)


def test_an_error_of_the_protocol_says_which(client: TestClient) -> None:
    unknown = client.post("/mcp", json=PING | {"method": "tools/forget"}, headers=SPEAKS)
    assert "Method not found" in unknown.text
