"""The server's log: a line for each request, and no question in it unless that is asked for."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from index import Index, text_document
from index.errors import InvalidInput
from service.http.app import create_app
from service.http.log import REQUESTS, set_up
from service.keys import Keys
from service.settings import Settings, load_settings
from tests.index.encoders import word_encoders
from tests.service.conftest import bearing, serving, serving_app

SECRET = "ferry of the mistress"


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers, root.level, REQUESTS.level
    # A server that was started before in this process may have kept its own for its loggers.
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    yield
    root.handlers, root.level, REQUESTS.level = before


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        index.add_documents([text_document(source="a.txt", text="The ferry leaves at nine.")])
        yield index


def lines(error: str) -> list[dict[str, Any]]:
    """Return what is logged in JSON of requests, without those that asked whether it is ready."""
    told = [json.loads(line) for line in error.splitlines()]
    return [line for line in told if line.get("route") != "/readyz"]


def ask_secretly(address: str) -> httpx2.Response:
    httpx2.post(f"{address}/v1/search", json={"query": SECRET})
    return httpx2.get(f"{address}/v1/answer", params={"q": SECRET}, headers={"X-Request-Id": "me"})


def test_a_request_is_a_line_of_json_without_what_was_asked(
    index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(index, log="json") as address:
        ask_secretly(address)
        httpx2.get(f"{address}/v1/documents/{SECRET}")
        httpx2.get(f"{address}/{SECRET}")
    error = capsys.readouterr().err
    assert "ferry" not in error
    searched, answered, missing, nowhere = lines(error)
    assert list(answered) == [
        "time", "level", "method", "route", "status", "duration_ms", "request_id", "stages_ms",
        "outcomes",
    ]  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", answered["time"])
    assert (answered["method"], answered["route"], answered["status"]) == ("GET", "/v1/answer", 200)
    assert answered["request_id"] == "me"
    assert answered["outcomes"] == ["answered"]
    assert set(searched["stages_ms"]) == {"wait", "encode", "dense", "sparse", "cite"}
    assert sum(searched["stages_ms"].values()) <= searched["duration_ms"]
    assert (missing["route"], missing["status"]) == ("/v1/documents/{document_id}", 404)
    assert "route" not in nowhere


def test_what_was_asked_is_there_where_that_is_asked_for(
    index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(index, log="json", log_questions=True) as address:
        ask_secretly(address)
    searched, answered = lines(capsys.readouterr().err)
    assert searched["questions"] == answered["questions"] == [SECRET]


def test_a_request_is_a_line_of_text(index: Index, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(index, log="text") as address:
        ask_secretly(address)
    last = capsys.readouterr().err.splitlines()[-1]
    assert re.match(
        r"\S+ info method=GET route=/v1/answer status=200 duration_ms=[\d.]+ request_id=me ", last
    )


def test_a_line_names_the_key_and_not_what_its_owner_sends(
    index: Index, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, given = Keys(tmp_path).create(scope="read")
    app = create_app(Settings(data=tmp_path, port=0, token="t" * 16, log="json"), index=index)
    with serving_app(app) as address:
        httpx2.get(f"{address}/v1/collections", headers=bearing(given))
        httpx2.get(f"{address}/v1/collections", headers=bearing(f"{given}x"))
    error = capsys.readouterr().err
    allowed, refused = lines(error)
    assert (allowed["status"], allowed["key"]) == (200, key.id)
    assert refused["status"] == 401
    assert "key" not in refused
    assert given not in error


def test_what_fails_is_logged_by_the_name_that_the_response_has(
    index: Index, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of the program's own")

    with serving(index, log="json") as address:
        monkeypatch.setattr(Index, "search", fail)
        response = httpx2.get(f"{address}/v1/search", params={"q": SECRET})
    assert response.status_code == 500
    error = capsys.readouterr().err
    told = lines(error)
    [line] = [line for line in told if line.get("status") == 500]
    assert line["request_id"] == response.headers["x-request-id"]
    [failure] = [line for line in told if line["level"] == "error"]
    assert "a fault of the program's own" in failure["exception"]


def test_nothing_is_logged_unless_it_is_asked_for(
    index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(index) as address:
        ask_secretly(address)
    assert capsys.readouterr().err == ""


def test_what_a_line_cannot_hold_does_not_break_it(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("json", "text"):
        set_up(form)
        logging.getLogger("elsewhere").warning("%s", "half a pair \ud800,\na second line")
        line = capsys.readouterr().err
        assert "half a pair" in line
        if form == "json":
            assert line.count("\n") == 1
            json.loads(line)


def test_a_form_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="SPRAVKA_LOG"):
        load_settings({"log": "xml"})
