"""`--store` and `spravka migrate`, as they are typed; nothing here is encoded."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Index, text_document
from service.cli.main import run
from tests.index.encoders import word_encoders
from tests.postgres import PostgresServer

Say = Callable[..., str]


@pytest.fixture
def address(postgres: PostgresServer) -> str:
    return postgres.new_address()


@pytest.fixture
def local(tmp_path: Path) -> Path:
    folder = tmp_path / "local"
    with Index.open(folder, encoders=word_encoders()) as index:
        index.add_documents([text_document(source="a.txt", text="Кластер открыт. Да.")])
    return folder


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    monkeypatch.setenv("SPRAVKA_DATA", str(tmp_path / "derived"))

    def said(*arguments: str, status: int = 0) -> str:
        assert run(arguments) == status
        out, err = capsys.readouterr()
        return err if status else out

    return said


def test_an_index_goes_to_a_server_and_back(
    say: Say, local: Path, address: str, tmp_path: Path
) -> None:
    copied = say("migrate", str(local), address)
    assert copied.startswith("postgresql://postgres@/postgres?host=/")
    assert copied.endswith(": 1 document, 1 passage, generation 1\n")
    assert say("--store", address, "ls") == "a.txt\n"
    assert say("ls", "--store", address) == "a.txt\n"
    assert say("show", "a.txt:1", f"--store={address}") == "Кластер открыт. Да.\n"
    assert "sound: 1 document, 1 passage and 3 vectors" in say("doctor", "--store", address)
    assert say("delete", "a.txt", "--store", address) == "1 document deleted\n"
    assert say("undo", "--store", address) == "1 document brought back\n"
    back = json.loads(say("migrate", address, str(tmp_path / "back"), "--json"))
    assert (back["documents"], back["passages"], back["generation"]) == (1, 1, 3)
    assert "sound" in say("doctor", "--data", str(tmp_path / "back"))
    again = say("migrate", str(local), address, status=2)
    assert "there is something in this store; name a new one" in again


def test_the_variable_names_it_too(
    say: Say, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SPRAVKA_STORE", address)
    assert (
        say("collections", "--create", "notes").splitlines()[-1] == "notes: 0 documents, 0 passages"
    )
    assert json.loads(say("status", "--json"))["store"].startswith(
        "postgresql://postgres@/postgres"
    )
    assert say("status").startswith("postgresql://postgres@/postgres")
    for command in (["backup", str(tmp_path / "copy")], ["restore", str(tmp_path / "copy")]):
        assert "pg_dump" in say(*command, status=2)


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("postgresql://anna:geheim@127.0.0.1:1/docs", "127.0.0.1:1/docs: it cannot be reached"),
        ("mysql://anna:geheim@127.0.0.1:1/docs", "the setting store (SPRAVKA_STORE) does not fit"),
    ],
)
def test_what_cannot_be_used_is_one_line_without_a_password(
    say: Say, store: str, said: str
) -> None:
    for command in (["search", "кто?"], ["status"], ["doctor"], ["index", "."]):
        line = say(*command, "--store", store, status=2)
        assert said in line
        assert (line.count("\n"), "geheim" in line) == (1, False)


def test_a_folder_without_an_index_is_not_copied(say: Say, tmp_path: Path) -> None:
    assert "no index in this folder" in say("migrate", str(tmp_path), str(tmp_path / "b"), status=2)
