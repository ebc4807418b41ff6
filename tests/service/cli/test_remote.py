"""The command line asks the server that runs on its folder, and says what it would have said."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from index import Index
from index.encode.protocols import Encoders
from service import version
from service.cli.main import run
from service.http.app import create_app
from service.keys import KEYS_FILE, Keys
from service.running import Announcement, Running, make_secret
from service.settings import Settings
from tests.service.cli.test_light import MODEL, loaded_by
from tests.service.cli.test_main import QUESTION, one_line
from tests.service.conftest import serving_app


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, seeds: Path, encoders: Encoders) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    with Index.open(folder, encoders=encoders) as index:
        index.add(seeds)
    return folder


@contextmanager
def served(data: Path, encoders: Encoders, **settings: Any) -> Iterator[None]:
    """Serve a folder, and tell the command line so."""
    secret = make_secret()
    with Index.open(data, encoders=encoders) as index:
        app = create_app(Settings(port=0, data=data, **settings), index=index, secret=secret)
        with serving_app(app) as address, announced(data, address, secret=secret):
            yield


@contextmanager
def announced(data: Path, address: str, *, secret: str) -> Iterator[None]:
    told = Running(address=address, version=version(), model=None, since=1.0, secret=secret)
    with Announcement(data) as announcement:
        announcement.publish(told)
        yield


@pytest.fixture
def own_model(monkeypatch: pytest.MonkeyPatch, encoders: Encoders) -> list[str]:
    """What is noted when this process loads the model itself, which then takes no time."""
    loaded: list[str] = []

    def load(_: str | None) -> Encoders:
        loaded.append("model")
        return encoders

    monkeypatch.setattr("index.engine.opened.load_encoders", load)
    return loaded


COMMANDS = [
    ["answer", QUESTION],
    ["answer", QUESTION, "-k", "2", "--json"],
    ["answer", "Who piloted the Mars mission of 2019?", "--threshold", "0.9"],
    ["answer", "кто председатель?", "--filter", '{"type": "eq", "key": "language", "value": "ru"}'],
    ["answer", "кто?", "--filter", '{"type": "eq", "key": "language", "value": "fr"}'],
    ["answer", "who?", "--collection", "nowhere"],
    ["answer", "who?", "-k", "0"],
    ["answer", ""],
    ["search", QUESTION, "-k", "3"],
    ["search", "председатель", "--mode", "sparse", "--json"],
    ["search", "председатель", "--rerank", "-k", "2"],
    ["search", "who \udcff"],
]


def said(
    arguments: list[str], data: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    status = run([*arguments, "--data", str(data)])
    captured = capsys.readouterr()
    return status, re.sub(r'"took_ms": [\d.]+', "", captured.out), captured.err


@pytest.fixture(params=["open", "token", "keys"])
def server(data: Path, encoders: Encoders, request: pytest.FixtureRequest) -> Iterator[None]:
    token = "a-token-of-16-characters" if request.param == "token" else None
    with served(data, encoders, token=token):
        if request.param == "keys":
            # From now on everyone is asked for one.
            Keys(data).create(scope="read")
        yield
        (data / KEYS_FILE).unlink(missing_ok=True)


class TestAsking:
    @pytest.mark.usefixtures("server")
    def test_says_the_same_as_without_a_server(
        self, data: Path, own_model: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        asked = [said(each, data, capsys) for each in COMMANDS]
        assert own_model == []
        away = tmp_path / "data"
        away.mkdir()
        (away / "spravka.sqlite").symlink_to(data / "spravka.sqlite")
        alone = [said(each, away, capsys) for each in COMMANDS]
        assert own_model
        assert asked == alone

    @pytest.mark.usefixtures("server")
    def test_loads_no_model(self, data: Path) -> None:
        assert not MODEL & loaded_by(["answer", QUESTION, "--data", str(data)])

    @pytest.mark.usefixtures("server")
    def test_is_not_done_for_another_model(
        self, data: Path, own_model: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        said(["search", "who?", "--model", "other"], data, capsys)
        assert own_model == ["model"]


class Stranger(BaseHTTPRequestHandler):
    """Answers at an address where a server was before, and notes all it gets."""

    heard: ClassVar[list[str]]

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.heard.append(f"{self.requestline} {self.headers} {self.rfile.read(length)!r}")
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.send_header("X-Spravka-Proof", "0" * 64)
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = answer  # noqa: N815 - what the library calls

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


def test_a_stranger_at_the_address_learns_nothing(
    data: Path, own_model: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    class Listening(Stranger):
        heard: ClassVar[list[str]] = []

    with ThreadingHTTPServer(("127.0.0.1", 0), Listening) as stranger:
        thread = threading.Thread(target=stranger.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{stranger.server_address[1]}"
        secret = make_secret()
        with announced(data, address, secret=secret):
            status, out, _ = said(["search", "who chairs the board"], data, capsys)
        stranger.shutdown()
        thread.join()
    assert (status, own_model) == (0, ["model"])
    assert "akit" in out
    assert [line.split()[:2] for line in Listening.heard] == [["GET", "/healthz"]]
    assert not any(secret in line or "chairs" in line for line in Listening.heard)


def test_a_server_that_is_gone_is_done_without(
    data: Path, own_model: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with announced(data, "http://127.0.0.1:1", secret=make_secret()):
        assert said(["search", "who?"], data, capsys)[0] == 0
    assert own_model == ["model"]


def test_the_secret_opens_nothing_but_questions(data: Path, encoders: Encoders) -> None:
    from starlette.testclient import TestClient

    secret = make_secret()
    with Index.open(data, encoders=encoders) as index:
        settings = Settings(data=data, token="a-token-of-16-characters")
        app = create_app(settings, index=index, secret=secret)
        with TestClient(app, base_url="http://127.0.0.1") as client:
            bearing = {"Authorization": f"Bearer {secret}"}
            asked = {"question": "who?"}
            assert client.post("/v1/answer", json=asked, headers=bearing).status_code in {200, 503}
            assert client.post("/v1/answer", json=asked).status_code == 401
            wrong = {"Authorization": "Bearer none"}
            assert client.post("/v1/answer", json=asked, headers=wrong).status_code == 401
            assert client.get("/v1/documents", headers=bearing).status_code == 401
            assert client.delete("/v1/collections/default", headers=bearing).status_code == 401


class TestStatus:
    def test_says_whether_a_server_is_ready(self, data: Path, encoders: Encoders) -> None:
        ready = ["status", "--ready", "--data", str(data)]
        assert run(ready) == 1
        with served(data, encoders, token="a-token-of-16-characters"):
            assert run(ready) == 0
        with announced(data, "http://127.0.0.1:1", secret=make_secret()):
            assert run(ready) == 1

    def test_tells_of_the_server(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["status", "--data", str(data)]) == 0
        head = capsys.readouterr().out.splitlines()[0]
        assert re.fullmatch(rf"{data}: \d+\.\d MB, generation 1; no server", head)
        with announced(data, "http://127.0.0.1:8000", secret=make_secret()):
            assert run(["status", "--data", str(data)]) == 0
            head = capsys.readouterr().out.splitlines()[0]
            assert "; server at http://127.0.0.1:8000, ready " in head
            assert run(["status", "--json", "--data", str(data)]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["server"]["address"] == "http://127.0.0.1:8000"
        assert "secret" not in told["server"]
        assert told["size"] > 10_000

    def test_of_no_index_is_an_error(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["status", "--data", str(tmp_path)]) == 2
        one_line(capsys.readouterr().err)
