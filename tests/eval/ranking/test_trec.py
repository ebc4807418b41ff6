from itertools import pairwise
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
import pytest

from eval.ranking.metrics import METRICS, measure
from eval.ranking.runs import Ranked, TaskRun
from eval.ranking.trec import export_texts, write_runs
from eval.sets.tasks import Corpus, Dataset, Question, Task, Text
from index.errors import InvalidInput
from index.read.document import read_document
from index.types import Mode

QUESTIONS = (Question("q 1", "Which?", "en"), Question("q2", "What?", "en"))


def a_run(mode: Mode = "hybrid", name: str = "en→ru") -> TaskRun:
    rankings = {
        "q 1": [Ranked("z", 0.5), Ranked("a b", 0.5), Ranked("c", 0.5), Ranked("d", 0.7)],
        "q2": [Ranked("x", -1e-30), Ranked("y", -1e-30)],
    }
    qrels = {"q 1": {"a b": 1}, "q2": {"y": 2}}
    run = {name: [ranked.unit for ranked in ranking] for name, ranking in rankings.items()}
    task = Task(name, Corpus("ru"), QUESTIONS, qrels=qrels)
    return TaskRun(task, mode, 9, rankings, qrels, measure(qrels=qrels, run=run))


def test_trec_files_hold_the_ranking_that_was_measured(tmp_path: Path) -> None:
    path = tmp_path / "out" / "run.trec"
    run = a_run()
    assert write_runs([run], path) == [path, tmp_path / "out" / "run.trec.qrels"]
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(line[0], line[1], line[2], line[3], line[5]) for line in lines] == [
        ("q%201", "Q0", "z", "1", "spravka-hybrid"),
        ("q%201", "Q0", "a%20b", "2", "spravka-hybrid"),
        ("q%201", "Q0", "c", "3", "spravka-hybrid"),
        ("q%201", "Q0", "d", "4", "spravka-hybrid"),
        ("q2", "Q0", "x", "1", "spravka-hybrid"),
        ("q2", "Q0", "y", "2", "spravka-hybrid"),
    ]
    scores = [np.float32(line[4]) for line in lines]
    assert scores[0] == 0.5
    assert all(higher > lower for higher, lower in pairwise(scores[:4]))
    assert scores[4] > scores[5]
    measures: Any = ir_measures
    aggregated = measures.calc_aggregate(
        list(METRICS.values()),
        list(measures.read_trec_qrels(f"{path}.qrels")),
        list(measures.read_trec_run(str(path))),
    )
    for name, metric in METRICS.items():
        assert aggregated[metric] == pytest.approx(run.measures.mean(name)), name


def test_several_runs_get_files_of_their_own(tmp_path: Path) -> None:
    write_runs([a_run("dense"), a_run("sparse", "en→all")], tmp_path / "run.trec")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "run.en-all.sparse.trec",
        "run.en-all.sparse.trec.qrels",
        "run.en-ru.dense.trec",
        "run.en-ru.dense.trec.qrels",
    ]


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_runs([a_run()], tmp_path / "file" / "run.trec")


def a_set(*texts: Text) -> Dataset:
    task = Task("en→ru", Corpus("ru", texts), QUESTIONS, qrels={"q2": {"y": 1}})
    return Dataset("set", "passage", (task, task))


def test_exported_texts_read_as_they_were(tmp_path: Path) -> None:
    texts = (Text("ru/0-0", "\ufeffДа.\r\n\r\nНет.\r"), Text("ru/0-1", "😀 и́"))
    assert export_texts(a_set(*texts), tmp_path) == 2
    for text in texts:
        source = f"{text.source}.txt"
        data = (tmp_path / source).read_bytes()
        assert read_document(data=data, source=source).text == text.text


@pytest.mark.parametrize("source", ["../up", "/up", "a/../../up"])
def test_texts_are_not_written_outside_the_folder(tmp_path: Path, source: str) -> None:
    with pytest.raises(InvalidInput, match="no name for a file"):
        export_texts(a_set(Text(source, "Да.")), tmp_path / "folder")
    assert not (tmp_path / "up.txt").exists()
