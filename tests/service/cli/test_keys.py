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
