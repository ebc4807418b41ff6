"""Votes on answers: kept where that is set, as lines that the evaluation reads."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.answers.votes import measure_votes, read_votes
from index import Index, text_document
from service.http.app import create_app
from service.settings import Settings
from service.votes import VOTES_FILE
from tests.index.encoders import word_encoders
from tests.service.conftest import asking

VOTE: dict[str, Any] = {
    "question": "Кто открыл паром?",
    "collection": "default",
    "generation": 1,
    "confidence": 0.8,
    "band": "probably",
    "shown": {
        "document_id": "0" * 24,
        "source": "a.txt",
        "sha256": "f" * 64,
        "start": 0,
        "end": 5,
        "quote": "Паром",
    },
    "right": True,
}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index = Index.open(tmp_path / "kept", encoders=word_encoders())
    index.add_documents([text_document(source="a.txt", text="Паром открыла Анна.")])
    return index


def test_are_kept_as_lines_of_which_the_last_on_an_answer_counts(index: Index) -> None:
    with index, asking(create_app(Settings(votes=True), index=index)) as client:
        for right in (True, False):
            response = client.post("/v1/votes", json={**VOTE, "right": right})
            assert (response.status_code, response.json()) == (201, {"status": "kept"})
        other = {**VOTE, "question": "Who opened the ferry?", "confidence": None, "band": None}
        assert client.post("/v1/votes", json=other).status_code == 201
        path = index.folder / VOTES_FILE
        kept = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [one | {"at": 0} for one in kept] == [
        {"at": 0, **VOTE},
        {"at": 0, **VOTE, "right": False},
        {"at": 0, **other},
    ]
    assert path.stat().st_mode & 0o077 == 0
    measured = measure_votes(read_votes(path))
    assert [(each.band, each.votes, each.right.mean) for each in measured.bands] == [
        ("probably", 1, 0.0),
        (None, 1, 1.0),
    ]


def test_are_not_kept_unless_that_is_set(index: Index) -> None:
    with index, asking(create_app(Settings(), index=index)) as client:
        response = client.post("/v1/votes", json=VOTE)
        assert response.status_code == 404
        assert "SPRAVKA_VOTES" in response.json()["detail"]
        assert not (index.folder / VOTES_FILE).exists()


@pytest.mark.parametrize(
    "change", [{"right": "yes"}, {"confidence": 2}, {"shown": {}}, {"more": 1}]
)
def test_of_another_shape_are_refused(index: Index, change: dict[str, object]) -> None:
    with index, asking(create_app(Settings(votes=True), index=index)) as client:
        assert client.post("/v1/votes", json={**VOTE, **change}).status_code == 422
        assert not (index.folder / VOTES_FILE).exists()


def test_stop_where_the_file_is_full(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.votes.MOST_BYTES", 700)
    with index, asking(create_app(Settings(votes=True), index=index)) as client:
        answers = [client.post("/v1/votes", json=VOTE) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 503, 503]
        assert "move it away" in answers[-1].json()["detail"]
