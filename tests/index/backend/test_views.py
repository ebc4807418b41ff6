"""What a view asks the store: no row twice, and many texts at once."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from index import Index, text_document
from index.types import Mode
from tests.index.encoders import word_encoders

SEARCH_STATEMENTS = 11
"""A message there and back each, where the store is on another machine."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that connections to SQLite made from now on are given."""
    statements: list[str] = []
    connect = sqlite3.connect

    def traced(*arguments: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)  # type: ignore[call-overload]
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    return statements


def selects(statements: Sequence[str]) -> list[str]:
    return [each for each in statements if each.lstrip().upper().startswith("SELECT")]


@pytest.mark.sqlite
@pytest.mark.parametrize("mode", ["dense", "sparse", "hybrid"])
def test_a_search_asks_as_much_of_ten_documents_as_of_one(
    mode: Mode, tmp_path: Path, asked: list[str]
) -> None:
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        for number in range(10):
            text = f"Кластер номер {number} открыт. Парк закрыт."
            index.add_documents([text_document(source=f"{number}.txt", text=text)])
    # Opened again: no text is known, so each is read.
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        index.search("парк", k=1, mode=mode)
        asked.clear()
        assert len(index.search("кластер открыт", k=10, mode=mode).hits) == 10
        assert 4 < len(selects(asked)) <= SEARCH_STATEMENTS
        assert len(set(asked)) == len(asked)
