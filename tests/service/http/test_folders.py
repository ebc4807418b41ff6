"""The folders of a collection over HTTP, and what of them is not read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index import Index
from service.http.app import create_app
from service.settings import Settings
from tests.service.conftest import asking
from tests.service.http.test_app import assert_problem

NO_TEXT = bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "team"
    folder.mkdir()
    (folder / "ferry.txt").write_text("The ferry to Skagen leaves at nine.", encoding="utf-8")
    (folder / "empty.md").write_bytes(b"")
    (folder / ".hidden.md").write_bytes(b"Hidden.")
    for name in ("a.zip", "b.zip"):
        (folder / name).write_bytes(NO_TEXT)
    (folder / "out.txt").symlink_to(tmp_path / "away.txt")
    (tmp_path / "away.txt").write_bytes(b"Away.")
    return folder


@pytest.fixture
def client(tmp_path: Path, library: Index, folder: Path) -> Iterator[TestClient]:
    with Index.open(tmp_path / "own", encoders=library.encoders) as index:
        index.add(folder)
        with asking(create_app(Settings(), index=index)) as client:
            yield client


def test_are_told_with_what_is_not_read(client: TestClient, folder: Path) -> None:
    answer = client.get("/v1/folders")
    told = answer.json()
    (team,) = told["folders"]
    assert (team["name"], team["documents"], team["missed"]) == ("team", 1, 4)
    assert {"code": "unknown_format", "suffix": ".zip", "count": 2} in team["unread"]
    assert told["total"] == 5
    # What was left out on purpose comes last.
    assert told["unread"][-1] == {"path": ".hidden.md", "code": "hidden", "reason": ""}
    reasons = {one["path"]: one["reason"] for one in told["unread"]}
    assert "no text" in reasons["empty.md"]
    # Where a folder lies on the server is nobody's business.
    assert str(folder.parent) not in answer.text


def test_are_told_page_by_page(client: TestClient) -> None:
    paths: list[str] = []
    for offset in range(0, 6, 2):
        answer = client.get("/v1/folders", params={"limit": 2, "offset": offset}).json()
        assert answer["total"] == 5
        paths += [one["path"] for one in answer["unread"]]
    assert len(set(paths)) == 5


def test_every_answer_says_what_was_not_searched(client: TestClient) -> None:
    for address in ("/v1/search", "/v1/answer"):
        answer = client.get(address, params={"q": "When does the ferry leave?"}).json()
        assert answer["coverage"] == {"documents": 1, "unread": 4}


def test_of_no_collection_are_refused(client: TestClient) -> None:
    response = client.get("/v1/folders", params={"collection": "missing"})
    assert_problem(response, 404, "not-found")
