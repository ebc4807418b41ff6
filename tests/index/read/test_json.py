"""JSON as a person would tell it: each value by its name, each record a place of its own."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index
from index.encode.protocols import Encoders
from index.errors import ReadError
from index.read.json import read
from index.read.readers import Content
from tests.index.encoders import word_encoders
from tests.index.web import sample, samples


def shown(content: Content) -> list[tuple[str | None, str]]:
    return [
        (content.places.part(block.span.start), block.span.cut(content.text))
        for block in content.blocks
    ]


def told(value: Any) -> list[tuple[str | None, str]]:
    return shown(read(json.dumps(value).encode(), name="a.json"))


def test_what_a_messenger_exports() -> None:
    content = read(sample("chat.json"), name="chat.json")
    assert content.title == "Склад и ворота"
    assert shown(content) == [
        (None, "name: Склад и ворота\ntype: private_supergroup\nid: 4417"),
        (
            "messages[0]",
            (
                "id: 1\ntype: message\ndate: 2024-03-04T09:30:00\nfrom: Анна Белова\n"
                "text: Ключи от архива хранит Игорь Волков."
            ),
        ),
        (
            "messages[1]",
            (
                "id: 2\ntype: message\ndate: 2024-03-04T09:41:10\nfrom: Oleg Sidorov\n"
                "text: The plan is at http://wiki.example.org/plan, gate 3 opens at six."
            ),
        ),
        ("messages[1].reactions[0]", "emoji: 👍\ncount: 2"),
    ]


def test_a_record_on_each_line() -> None:
    assert shown(read(sample("log.jsonl"), name="log.jsonl")) == [
        (
            "line 1",
            ("time: 2024-03-04T09:30:00Z\nlevel: error\nhost: n17\nmessage: Диск заполнен на 98 %"),
        ),
        ("line 1, disk", "disk.path: /data\ndisk.free: 1.10 GB"),
        (
            "line 2",
            (
                "time: 2024-03-04T09:31:12Z\nlevel: info\nhost: n18\n"
                "message: Backup took 14 minutes\ntags: nightly, ok"
            ),
        ),
    ]


VATS = [
    {"name": "Copper", "scrubbed by": "Solveig", "litres": 900},
    {"name": "Steel", "litres": 450},
    {"name": "Glass", "scrubbed by": "Torvald", "litres": 30},
]


@pytest.mark.parametrize(
    ("name", "data"),
    [("vats.json", json.dumps(VATS)), ("vats.jsonl", "\n".join(map(json.dumps, VATS)))],
)
def test_what_is_said_of_one_of_many_is_read_together(
    tmp_path: Path, encoders: Encoders, name: str, data: str
) -> None:
    (tmp_path / name).write_text(data)
    with Index.open(tmp_path / "index", encoders=encoders) as index:
        index.add(tmp_path / name)
        for vat, said in (("copper", "Solveig"), ("glass", "Torvald")):
            answer = index.answer(f"Who scrubbed the {vat} vat?").answer
            assert answer is not None
            assert said in answer.text
            assert answer.text.startswith(f"name: {vat.title()}")
        assert index.answer("Who scrubbed the steel vat?").answer is None


def test_an_answer_names_the_record(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "chat.json").write_bytes(sample("chat.json"))
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        index.add(folder)
        hits = index.search("Ключи от архива хранит", k=3, mode="sparse").hits
        text = index.text(hits[0].citation.document_id).text
    citation = hits[0].citation
    assert text[citation.start : citation.end] == citation.quote
    assert "Ключи от архива хранит Игорь Волков." in citation.quote


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"a": {"b": {"c": True}}, "d": None}, [("a.b", "a.b.c: true")]),
        ([1, 2], [(None, "1, 2")]),
        ([[1, 2], [3]], [(None, "1, 2\n3")]),
        ("слово", [(None, "слово")]),
        ({"vector": list(range(500)), "a": 1}, [(None, "a: 1")]),
        ({"image": "A" * 5000, "a": 1}, [(None, "a: 1")]),
        ([{"a": 1}, {"a": 2}], [("[0]", "a: 1"), ("[1]", "a: 2")]),
        ({"текст": "раз\nдва"}, [(None, "текст: раз\nдва")]),
    ],
)
def test_values_by_their_names(value: Any, said: list[tuple[str | None, str]]) -> None:
    assert told(value) == said


def test_numbers_are_as_they_are_written() -> None:
    file = b'{"version": 1.10, "big": 123456789012345678901234567890, "e": 1E5}'
    assert read(file, name="a.json").text == (
        "version: 1.10\nbig: 123456789012345678901234567890\ne: 1E5"
    )


def test_what_is_no_json_is_read_as_text() -> None:
    content = read('// настройки\n{"порт": 8080,}\n'.encode(), name="a.json")
    assert shown(content) == [(None, '// настройки\n{"порт": 8080,}')]
    assert content.places.lines is False


@pytest.mark.parametrize(
    ("file", "code"),
    [(b"{}", "no_text"), (b"[null]", "no_text"), (b" ", "empty"), (b"[" * 100_000, "limits")],
)
def test_a_file_that_says_nothing_is_refused_by_name(file: bytes, code: str) -> None:
    with pytest.raises(ReadError, match=r"a\.json: ") as refused:
        read(file, name="a.json")
    assert refused.value.code == code


@given(file=samples("chat.json", "log.jsonl"))
def test_a_damaged_file_is_read_or_refused_by_name(file: bytes) -> None:
    try:
        said = read(file, name="a.json").text
    except ReadError as error:
        said = str(error).partition("a.json: ")[2]
    assert said


words = st.text(alphabet="абвгxyz", min_size=1, max_size=6)


@given(
    value=st.recursive(
        words,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3)
            | st.dictionaries(words, inner, min_size=1, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_every_value_is_told_once(value: Any) -> None:
    values: list[str] = []

    def number(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: number(each) for key, each in value.items()}
        if isinstance(value, list):
            return [number(each) for each in value]
        values.append(f"{value}{len(values)}к")
        return values[-1]

    content = read(json.dumps(number(value)).encode(), name="a.json")
    inside = [block.span.cut(content.text) for block in content.blocks]
    for each in values:
        assert sum(each in block.replace(",", " ").split() for block in inside) == 1


def test_what_a_messenger_says_twice_is_told_once() -> None:
    pieces = [{"type": "plain", "text": "He is there until "}, {"type": "bold", "text": "18:00"}]
    messages = [
        {"from": "Анна", "text": "Ключи у Сомова.", "text_entities": [{"type": "plain", "text": "Ключи у Сомова."}]},
        {"from": "Ivan", "text": [pieces[0]["text"], pieces[1]], "text_entities": pieces},
        {"user": "U1", "text": "The code is new.", "blocks": [{"elements": [{"text": "The code is new."}]}]},
        # What says something else is read.
        {"read": True, "text": "See below.", "blocks": [{"elements": [{"text": "The gate is shut."}]}]},
        {"read": True, "seen": [{"by": "Olga"}]},
    ]  # fmt: skip
    content = read(json.dumps(messages).encode(), name="a.json")
    for said in ("Ключи у Сомова.", "He is there until", "18:00", "The code is new."):
        assert content.text.count(said) == 1
    assert "The gate is shut." in content.text
    assert "Olga" in content.text
