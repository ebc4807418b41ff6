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


def dump(postgres: PostgresServer, address: str) -> None:
    schema = address.rpartition("%3D")[2]
    file = f"--file={postgres.folder}/dump"
    postgres.run("pg_dump", "--format=custom", f"--schema={schema}", file, address)


def restore(postgres: PostgresServer, address: str, *options: str) -> None:
    into = f"--dbname={address}"
    postgres.run("pg_restore", "--exit-on-error", *options, into, f"{postgres.folder}/dump")


def test_a_backup_by_the_engines_own_tools_is_the_same_index(
    say: Say, postgres: PostgresServer, address: str, tmp_path: Path
) -> None:
    with Index.open(tmp_path / "before", encoders=word_encoders(), store=address) as index:
        for name in ("a", "b", "c"):
            text = f"Кластер {name} открыт. Парк закрыт."
            index.add_documents([text_document(source=f"{name}.txt", text=text)])
        index.delete(index.documents().documents[0].document_id)
        found, state = index.search("кластер", k=10), index.state
    restored = postgres.new_database()
    dump(postgres, address)
    restore(postgres, restored)
    there = f"{restored}&options={address.partition('&options=')[2]}"
    assert "sound: 2 documents, 2 passages" in say("doctor", "--store", there)
    with Index.open(tmp_path / "after", encoders=word_encoders(), store=there) as index:
        assert (index.search("кластер", k=10), index.state) == (found, state)
        # It goes on from there: what was deleted can be brought back, and no number is given twice.
        assert len(index.undo().restored) == 1
        index.add_documents([text_document(source="d.txt", text="Кластер d открыт.")])
        assert len(index.search("кластер", k=10).hits) == 4
    # The one that was copied has not changed.
    with Index.open(tmp_path / "before", encoders=word_encoders(), store=address) as index:
        assert index.search("кластер", k=10) == found


def test_a_state_put_back_is_noticed_by_a_server_that_knew_a_later_one(
    postgres: PostgresServer, address: str, tmp_path: Path
) -> None:
    def add(index: Index, name: str) -> None:
        index.add_documents([text_document(source=f"{name}.txt", text=f"Кластер {name} открыт.")])

    with Index.open(tmp_path / "one", encoders=word_encoders(), store=address) as index:
        add(index, "a")
        found = index.search("кластер")
        dump(postgres, address)
        add(index, "b")
        assert len(index.search("кластер").hits) == 2
    restore(postgres, postgres.address(), "--clean")
    with Index.open(tmp_path / "one", encoders=word_encoders(), store=address) as index:
        assert index.search("кластер") == found
        add(index, "c")
        sources = {hit.citation.source for hit in index.search("кластер").hits}
        assert sources == {"a.txt", "c.txt"}
