"""The examples of README and guides are what the program does."""

import doctest
import json
import re
import shlex
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from index import Index
from service.cli.main import run
from tests.pages import PAGES, Block, blocks
from tests.service.conftest import serving

ADDRESS = "http://127.0.0.1:8000"
# Libraries and processors may differ in the last digits of a probability.
NEAR = 0.01

Run = Callable[[str], str]


@pytest.fixture
def shell(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Run]:
    """What runs a command line in a folder beside seeds/, and returns what it prints."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").symlink_to(seeds)
    with ExitStack() as opened:
        served: list[str] = []

        def run_line(line: str) -> str:
            words = shlex.split(line)
            if words[0] == "curl":
                if not served:
                    index = opened.enter_context(Index.open(".spravka"))
                    index.add("seeds")
                    served.append(opened.enter_context(serving(index)))
                return curl([word.replace(ADDRESS, served[0]) for word in words[1:]])
            assert words[0] == "spravka", line
            capsys.readouterr()
            assert run(words[1:]) in {0, 1}
            return capsys.readouterr().out

        yield run_line


def curl(arguments: Sequence[str]) -> str:
    """Send what curl would, which not every machine has, and return the body of the response."""
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("-s", action="store_true", required=True)
    parser.add_argument("--json", type=str.encode)
    parser.add_argument("-T", type=lambda name: Path(name).read_bytes())
    parser.add_argument("-F", action="append", type=lambda field: field.split("=", 1), default=[])
    parser.add_argument("address")
    given = parser.parse_args(arguments)
    fields = {name: value for name, value in given.F if not value.startswith("@")}
    files = [(name, Path(value[1:])) for name, value in given.F if value.startswith("@")]
    response = httpx2.request(
        "PUT" if given.T else "POST" if given.json or given.F else "GET",
        given.address,
        content=given.T or given.json,
        headers={"Content-Type": "application/json"} if given.json else None,
        data=fields or None,
        files=[(name, (path.name, path.read_bytes())) for name, path in files] or None,
    )
    assert response.is_success, response.text
    return response.text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_shown_is_what_happens(
    page: Path, shell: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = ""
    for block in blocks(page):
        match block.language:
            case "console":
                printed = _follow(block, shell)
            case "python" if block.text.startswith(">>>"):
                test = doctest.DocTestParser().get_doctest(block.text, {}, page.name, None, None)
                assert doctest.DocTestRunner().run(test).failed == 0
            case "python":
                capsys.readouterr()
                exec(compile(block.text, page.name, "exec"), {})
                printed = capsys.readouterr().out
            case "text":
                assert _fits(block.text, printed)
            case "json" if printed and "mcpServers" not in block.text:
                _check_json(json.loads(block.text), json.loads(printed), where="")


def _follow(block: Block, shell: Run) -> str:
    """Give each command of a block, and return what the last one printed."""
    printed = ""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        command = line.partition(" #")[0]
        if command.startswith("make "):
            continue
        printed = shell(command)
        assert not shown or _fits(shown, printed), printed
    return printed


def _fits(shown: str, printed: str) -> bool:
    """Return whether a text is as shown: "…" is anything, a decimal may differ in its last digit."""
    pieces = re.split(r"(…|\d+\.\d+)", shown.strip())
    pattern = "".join(
        ".*" if piece == "…" else r"(\d+\.\d+)" if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    )
    found = re.fullmatch(pattern, printed.strip(), re.DOTALL)
    numbers = [piece for piece in pieces[1::2] if piece != "…"]
    return found is not None and all(map(_near, numbers, found.groups()))


def _near(shown: str, printed: str) -> bool:
    unit = Decimal(1).scaleb(-len(shown.partition(".")[2]))
    return abs(Decimal(shown) - Decimal(printed)) <= unit


def _check_json(shown: Any, given: Any, *, where: str) -> None:
    if shown == "…" or where.endswith("/took_ms"):
        return
    if isinstance(shown, dict):
        assert list(shown) == list(given), where
        for name, value in shown.items():
            _check_json(value, given[name], where=f"{where}/{name}")
    elif shown == ["…"]:
        assert isinstance(given, list), where
        assert given, where
    elif isinstance(shown, list):
        assert len(shown) == len(given), where
        for place, (value, other) in enumerate(zip(shown, given, strict=True)):
            _check_json(value, other, where=f"{where}/{place}")
    elif isinstance(shown, float):
        assert given == pytest.approx(shown, rel=NEAR), where
    else:
        assert given == shown, where


def test_a_difference_is_found() -> None:
    assert _fits("a … c 0.48", "a b c 0.49")
    assert not _fits("a … c 0.48", "a b c 0.50")
    assert not _fits("1 document", "2 documents")
    for shown, given in [({"a": 1}, {"a": 2}), ({"a": 1}, {"a": 1, "b": 2}), ([1], [1, 2])]:
        with pytest.raises(AssertionError):
            _check_json(shown, given, where="")
