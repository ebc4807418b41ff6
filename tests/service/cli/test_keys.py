"""`spravka keys`, as whoever runs a server uses it."""

import json
import re
from pathlib import Path

import pytest

from service.cli.main import run
from service.keys import Keys
from tests.service.cli.test_main import one_line


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    return ["--data", str(tmp_path)]


def test_a_key_is_made_shown_once_listed_and_revoked(
    data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("hr", "it"):
        assert run(["collections", "--create", name, *data]) == 0
    capsys.readouterr()
    options = ["--scope", "write", "--collection", "hr", "--collection", "it", "--name", "Anna"]
    assert run(["keys", "create", *options, "--expires", "2031-01-31", *data]) == 0
    out, err = capsys.readouterr()
    given = out.strip()
    key = Keys(tmp_path).find(given)
    assert key is not None
    assert "shown this once" in one_line(err)
    assert given not in err

    assert run(["keys", "list", *data]) == 0
    listed = capsys.readouterr().out
    assert re.fullmatch(
        rf"{key.id}  write  hr, it  made \d{{4}}-.* UTC  never used  expires 2031-02-01 00:00 UTC  Anna\n",
        listed,
    )
    assert run(["keys", "revoke", key.id, *data]) == 0
    assert "revoked" in capsys.readouterr().out
    assert run(["keys", "list", "--json", *data]) == 0
    [told] = json.loads(capsys.readouterr().out)
    assert told == {
        "id": key.id, "name": "Anna", "scope": "write", "collections": ["hr", "it"],
        "created": told["created"], "expires": "2031-02-01T00:00:00+00:00",
        "revoked": told["revoked"], "state": "revoked",
        "last_used": None,
    }  # fmt: skip


def test_a_key_is_to_read_all_collections_for_ever_unless_said_otherwise(
    data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["keys", "create", "--json", *data]) == 0
    told = json.loads(capsys.readouterr().out)
    key = Keys(tmp_path).find(told["key"])
    assert key is not None
    assert (key.scope, key.collections, key.expires) == ("read", None, None)
    assert (told["id"], told["collections"], told["state"]) == (key.id, None, "valid")


@pytest.mark.parametrize("made", [[], ["default", "hr"], [f"c{n:02}" for n in range(30)]])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_collection_that_is_not_there_is_told_and_the_key_made(
    data: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    made: list[str],
    form: list[str],
) -> None:
    for name in made:
        if name != "default":
            assert run(["collections", "--create", name, *data]) == 0
    capsys.readouterr()
    wanted = ["--collection", "hrr", *(["--collection", "default"] if made else [])]
    assert run(["keys", "create", *wanted, *form, *data]) == 0
    out, err = capsys.readouterr()
    given = json.loads(out)["key"] if form else out.strip()
    assert Keys(tmp_path).find(given) is not None
    [told] = [line for line in err.splitlines() if "hrr" in line and "shown this once" not in line]
    assert "no collection 'hrr' is there" in told
    assert len(err.splitlines()) == (1 if form else 2)
    if not made:
        assert "there is none yet" in told
        assert [each.name for each in tmp_path.iterdir()] == ["keys.sqlite"]
    elif "hr" in made:
        assert told.endswith("those there are: 'default', 'hr'")
    else:
        assert "'c00', 'c01'" in told
        assert told.endswith("and 11 more")


def test_a_key_is_made_where_the_collections_cannot_be_seen(
    data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "spravka.sqlite").write_bytes(b"no store" * 1000)
    assert run(["keys", "create", "--collection", "hr", *data]) == 0
    out, err = capsys.readouterr()
    assert Keys(tmp_path).find(out.strip()) is not None
    assert "could not be seen" in err.splitlines()[1]


def test_no_keys_are_told_with_who_may_ask(
    data: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["keys", "list", *data]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "whoever is on the server's machine may read and change everything" in one_line(err)
    monkeypatch.setenv("SPRAVKA_TOKEN", "correct-horse-battery")
    assert run(["keys", "list", *data]) == 0
    assert "only the token opens the server" in one_line(capsys.readouterr().err)
    assert run(["keys", "list", "--json", *data]) == 0
    out, err = capsys.readouterr()
    assert (json.loads(out), err) == ([], "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["create", "--scope", "all"], "'read', 'write', 'admin'"),
        (["create", "--expires", "soon"], "90d"),
        (["create", "--expires", "2001-01-01"], "to come"),
        (["create", "--collection", ""], "name"),
        (["revoke", "00000000"], "spravka keys list"),
        ([], "Missing command"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    data: list[str], arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["keys", *arguments, *(data if arguments else [])]) == 2
    assert told in one_line(capsys.readouterr().err)
