"""Spravka beside others: what a library's script tells becomes its row, and one that fails is said."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.peers import command
from eval.peers.command import PEERS, Measured, as_page, run_library
from eval.sets.datasets import load_dataset
from tests.eval.written import write_squad

FOLDER = Path(command.__file__).parent


def test_each_library_has_a_script() -> None:
    assert {path.stem for path in FOLDER.glob("with_*.py")} == {
        f"with_{name}" for name in ("spravka", *PEERS)
    }


def test_spravka_finds_the_paragraphs_that_answer(tmp_path: Path) -> None:
    tasks = [task for task in load_dataset(write_squad(tmp_path)).tasks if task.corpus.name == "ru"]
    row = run_library("spravka", Path(sys.executable), tasks, model=tmp_path / "none", questions=2)
    assert set(row.quality) == {"en→ru", "ru→ru"}
    assert min(row.quality.values()) > 0.6
    assert 0 < row.median <= row.p95
    assert row.documents_per_second > 0
    assert row.memory > 10_000_000


def test_a_library_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    tasks = [task for task in load_dataset(write_squad(tmp_path)).tasks if task.corpus.name == "ru"]
    with pytest.raises(subprocess.CalledProcessError):
        run_library("txtai", Path(sys.executable), tasks, model=tmp_path / "none", questions=1)


def test_the_scripts_need_nothing_of_this_project_but_ours(tmp_path: Path) -> None:
    program = f"""
import io, json, sys
sys.path.insert(0, {str(FOLDER)!r})
import measured
job = {{"model": "m", "folder": "f", "documents": {{"a": "one", "b": "two"}}, "k": 1,
       "questions": ["one", "two"]}}
sys.stdin = io.StringIO(json.dumps(job))
held = {{}}
def open_index(model, folder):
    add = lambda ids, texts: held.update(zip(texts, ids))
    return add, lambda question, k: [held[question]][:k]
measured.run(open_index)
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    told = json.loads(done.stdout)
    assert told["found"] == [["a"], ["b"]]
    assert len(told["times"]) == 2
    assert told["memory"] > 1_000_000
    assert told["indexing"] > 0


def test_the_page_has_a_mark_and_a_row_for_each() -> None:
    rows = [
        Measured("spravka", "1", 20.0, 12.0, 20.0, 500_000_000, {"en→ru": 0.9}),
        Measured("txtai", "2", 10.0, 30.0, 50.0, 900_000_000, {"en→ru": 0.7}),
    ]
    shown = as_page(rows)
    for told in ("spravka: 0.900 at 12.0", "txtai: 0.700 at 30.0", "<td>txtai 2</td>"):
        assert told in shown
