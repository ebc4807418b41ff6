"""Answers over HTTP: the sentence with its exact place, or an abstention that says why."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index import Index, text_document
from service.http.app import create_app
from service.settings import Settings
from tests.service.conftest import OWL, asking
from tests.service.http.test_app import DEEP, JSON, QUESTION, assert_problem

STORMS = "How many storms did the owl of the lighthouse at Skagen count?"
UNANSWERED = "Who piloted the Mars mission of 2019?"
ADDRESS = "/v1/answer"


def ask(client: TestClient, question: str = QUESTION, **body: object) -> Any:
    response = client.post(ADDRESS, json={"question": question, **body})
    assert response.status_code == 200, response.text
    return response.json()


class TestAnswer:
    def test_cites_exactly_the_characters_of_the_file(
        self, client: TestClient, seeds: Path
    ) -> None:
        answer = ask(client)["answer"]
        citation = answer["citation"]
        file = seeds / citation["source"]
        text = file.read_bytes().decode()
        assert "Александр Козловский" in answer["text"]
        assert "председатель Наблюдательного совета АКИТ" in answer["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"] == answer["text"]
        assert text[: citation["start"]].endswith(citation["prefix"])
        assert text[citation["end"] :].startswith(citation["suffix"])
        assert citation["sha256"] == sha256(file.read_bytes()).hexdigest()
        assert citation["line"] == text[: citation["start"]].count("\n") + 1
        assert citation["page"] is None
        assert 0 < answer["confidence"] <= 1

    def test_has_the_shape_that_programs_depend_on(self, client: TestClient) -> None:
        found = ask(client, k=3)
        assert list(found) == [
            "question", "collection", "collections", "generation", "took_ms", "abstained", "reason",
            "missing", "likeliest", "answer", "hits", "coverage", "did_you_mean", "nowhere",
        ]  # fmt: skip
        assert found["question"] == QUESTION
        assert found["collection"] == "default"
        assert found["took_ms"] > 0
        assert (found["abstained"], found["reason"], found["missing"]) == (False, None, [])
        assert list(found["answer"]) == [
            "text", "confidence", "citation", "marked", "band", "elsewhere", "otherwise",
        ]  # fmt: skip
        assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]

    def test_comes_with_the_hits_of_a_search(self, client: TestClient) -> None:
        found = client.get("/v1/search", params={"q": QUESTION}).json()
        assert ask(client, k=10)["hits"] == found["hits"]
        assert ask(client)["hits"] == found["hits"][:5]

    def test_marks_what_was_asked_for(self, client: TestClient, long_text: str) -> None:
        answer = ask(client, STORMS, collection="harbour", threshold=0)["answer"]
        marked, citation = answer["marked"], answer["citation"]
        assert list(marked) == ["start", "end", "type"]
        assert OWL in answer["text"]
        assert long_text[citation["start"] : citation["end"]] == answer["text"]
        assert long_text[marked["start"] : marked["end"]] == "seven"
        assert marked["type"] == "number"

    def test_is_the_same_by_address_and_by_body(self, client: TestClient) -> None:
        keep = {"type": "eq", "key": "kind", "value": "trap"}
        options: dict[str, Any] = {"k": 2, "collection": "harbour", "threshold": 0.25}
        by_address = client.get(
            ADDRESS, params={"q": STORMS, **options, "filter": json.dumps(keep)}
        ).json()
        by_body = ask(client, STORMS, **options, filter=keep)
        assert by_address | {"took_ms": 0} == by_body | {"took_ms": 0}

    def test_keeps_to_a_filter(self, client: TestClient) -> None:
        keep = {"type": "eq", "key": "kind", "value": "trap"}
        found = ask(client, STORMS, collection="harbour", filter=keep, threshold=0)
        assert found["answer"]["citation"]["source"] == "hostile.md"
        assert {hit["citation"]["source"] for hit in found["hits"]} == {"hostile.md"}

    def test_may_be_all_that_the_only_document_says(self, tmp_path: Path, library: Index) -> None:
        text = "The ferry leaves at nine."
        with Index.open(tmp_path, encoders=library.encoders) as index:
            index.add_documents([text_document(source="ferry.txt", text=text)])
            with asking(create_app(Settings(), index=index)) as client:
                answer = ask(client, "When does the ferry leave?", threshold=0)["answer"]
        assert answer["text"] == answer["citation"]["quote"] == text

    @pytest.mark.parametrize(
        ("collection", "question"),
        [
            ("default", QUESTION),
            ("default", "Где прошло собрание АКИТ?"),
            ("default", "Кто директор АКИТ?"),
            ("default", UNANSWERED),
            ("default", "?!"),
            ("harbour", STORMS),
            ("harbour", "which bird counted the storms?"),
            ("harbour", "what was copied by hand 🌊?"),
            ("harbour", "Что переписывали в гавани?"),
            ("harbour", "is there a trap in <b>bold</b>?"),
        ],
    )
    def test_is_verbatim_whatever_is_asked(
        self, client: TestClient, collection: str, question: str
    ) -> None:
        answer = ask(client, question, collection=collection, threshold=0)["answer"]
        citation, marked = answer["citation"], answer["marked"]
        assert citation["quote"] == answer["text"]
        verified = client.post(
            "/v1/citations/verify", json={"citations": [citation], "collection": collection}
        ).json()["results"][0]
        assert verified["verdict"] == "verbatim"
        assert verified["citation"] == citation
        if marked is not None:
            assert citation["start"] <= marked["start"] < marked["end"] <= citation["end"]


class TestAbstention:
    def test_says_why_and_shows_the_nearest_passages(self, client: TestClient) -> None:
        found = ask(client, UNANSWERED, threshold=1.0)
        assert found["abstained"] is True
        assert found["reason"] == "not_answered"
        assert found["answer"] is None
        assert found["missing"]
        assert all(word in UNANSWERED for word in found["missing"])
        assert "Mars" in found["missing"]
        assert found["hits"] == ask(client, UNANSWERED, threshold=0)["hits"] != []

    @pytest.mark.parametrize("question", [QUESTION, UNANSWERED])
    def test_comes_just_below_the_threshold(self, client: TestClient, question: str) -> None:
        confidence = ask(client, question, threshold=0)["answer"]["confidence"]
        assert ask(client, question, threshold=confidence)["answer"] is not None
        assert ask(client, question, threshold=confidence + 1e-6)["abstained"] is True

    def test_is_the_models_own_choice_by_default(self, client: TestClient) -> None:
        assert ask(client, QUESTION)["abstained"] is False
        assert ask(client, UNANSWERED)["abstained"] is True

    def test_of_nothing_found_says_so(self, client: TestClient) -> None:
        french = {"type": "eq", "key": "language", "value": "fr"}
        for threshold in (None, 0.0, 1.0):
            found = ask(client, filter=french, threshold=threshold)
            assert found["abstained"] is True
            assert found["reason"] == "nothing_found"
            assert (found["missing"], found["answer"], found["hits"]) == ([], None, [])

    def test_is_all_that_an_empty_collection_says(self, tmp_path: Path, library: Index) -> None:
        with Index.open(tmp_path, encoders=library.encoders) as index:
            index.create_collection("plans")
            with asking(create_app(Settings(), index=index)) as client:
                for collection in ("default", "plans"):
                    found = ask(client, collection=collection)
                    assert found["reason"] == "nothing_found"
                    assert found["collection"] == collection


BODIES: list[tuple[str, bytes, int, str]] = [
    ("nothing", b"", 422, "invalid"),
    ("not JSON", b"who?", 400, "malformed"),
    ("no question", b"{}", 422, "invalid"),
    ("empty question", b'{"question": ""}', 422, "invalid"),
    ("blank question", b'{"question": " \\n\\t "}', 422, "invalid"),
    ("list of questions", b'{"question": ["who"]}', 422, "invalid"),
    ("NUL question", b'{"question": "who\\u0000"}', 422, "invalid"),
    ("half a pair", b'{"question": "who \\ud83e"}', 422, "invalid"),
    ("half a pair as a field", b'{"question": "who", "\\ud83e": 1}', 422, "invalid"),
    ("100 kB question", json.dumps({"question": "a" * 100_000}).encode(), 422, "invalid"),
    ("unknown field", b'{"question": "who", "query": "who"}', 422, "invalid"),
    ("k of 0", b'{"question": "who", "k": 0}', 422, "invalid"),
    ("k of a million", b'{"question": "who", "k": 1000000}', 422, "invalid"),
    ("threshold of 2", b'{"question": "who", "threshold": 2}', 422, "invalid"),
    ("threshold of -0.1", b'{"question": "who", "threshold": -0.1}', 422, "invalid"),
    ("threshold as a string", b'{"question": "who", "threshold": "0.5"}', 422, "invalid"),
    ("threshold as a boolean", b'{"question": "who", "threshold": true}', 422, "invalid"),
    ("threshold as NaN", b'{"question": "who", "threshold": NaN}', 422, "invalid"),
    ("threshold as infinity", b'{"question": "who", "threshold": Infinity}', 422, "invalid"),
    ("threshold of 1e999", b'{"question": "who", "threshold": 1e999}', 422, "invalid"),
    ("unknown collection", b'{"question": "who", "collection": "nowhere"}', 404, "not-found"),
    ("filter as a string", b'{"question": "who", "filter": "ru"}', 422, "invalid"),
    ("deep filter", b'{"question": "who", "filter": ' + DEEP.encode() + b"}", 422, "invalid"),
]  # fmt: skip
PARAMETERS: list[tuple[str, int, str]] = [
    ("", 422, "invalid"),
    ("q=", 422, "invalid"),
    ("q=%20%09", 422, "invalid"),
    ("q=a%00", 422, "invalid"),
    ("q=%ed%a0%80", 400, "malformed"),
    ("q=" + "a" * 60_000, 422, "invalid"),
    ("q=who&question=who", 422, "invalid"),
    ("q=who&mode=dense", 422, "invalid"),
    ("q=who&k=0", 422, "invalid"),
    ("q=who&threshold=2", 422, "invalid"),
    ("q=who&threshold=-1", 422, "invalid"),
    ("q=who&threshold=x", 422, "invalid"),
    ("q=who&threshold=NaN", 422, "invalid"),
    ("q=who&threshold=inf", 422, "invalid"),
    ("q=who&collection=nowhere", 404, "not-found"),
    ("q=who&filter=ru", 422, "invalid"),
    ("q=who&filter=" + "%5B" * 5000, 422, "invalid"),
]


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "status", "slug"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES]
    )
    def test_of_bodies_are_clear(
        self, client: TestClient, body: bytes, status: int, slug: str
    ) -> None:
        response = client.post(ADDRESS, content=body, headers=JSON)
        assert len(assert_problem(response, status, slug)["detail"]) < 1000

    @pytest.mark.parametrize(
        ("parameters", "status", "slug"), PARAMETERS, ids=[case[0][:40] for case in PARAMETERS]
    )
    def test_of_addresses_are_clear(
        self, client: TestClient, parameters: str, status: int, slug: str
    ) -> None:
        assert_problem(client.get(f"{ADDRESS}?{parameters}"), status, slug)

    def test_of_other_media_types(self, client: TestClient) -> None:
        headers = {"Content-Type": "text/plain"}
        response = client.post(ADDRESS, content=b'{"question": "who"}', headers=headers)
        assert_problem(response, 415, "media-type")
