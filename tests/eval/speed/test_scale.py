"""Growth: what is measured is there and true of the index that was made."""

import json
from pathlib import Path

from typer.testing import CliRunner

from eval.speed.scale import app
from index import Index

TEXTS = [
    "The museum is closed on Mondays. It opens at ten. Children are let in for free.",
    "The river flooded the city in spring. Two bridges were closed. Nobody was hurt.",
    "The company reported its annual profit. It grew by a tenth. The board was content.",
] * 5


def write_set(folder: Path) -> None:
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": f"d{n}", "text": f"{n}. {text}"} for n, text in enumerate(TEXTS)]
    queries = [{"_id": "q0", "text": "When is the museum closed?"}, {"_id": "q1", "text": "profit"}]
    for name, records in (("corpus", corpus), ("queries", queries)):
        lines = "\n".join(json.dumps(record) for record in records)
        (folder / f"{name}.jsonl").write_text(lines)
    (folder / "qrels" / "test.tsv").write_text("q0\td0\t1\nq1\td2\t1\n")


def test_each_size_is_filled_served_and_measured(tmp_path: Path) -> None:
    write_set(tmp_path / "set")
    work = tmp_path / "work"
    arguments = ["--dataset", str(tmp_path / "set"), "--work", str(work), "--seconds", "0.1"]
    result = CliRunner().invoke(app, [*arguments, "--passages", "60", "--json"])
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    assert row["filling"]["passages"] == 60
    assert row["recall"] == 1
    assert row["http"].keys() == {"dense", "sparse", "hybrid", "tenth", "hundredth", "myriad"}
    assert all(0 < median <= p95 for median, p95 in row["http"].values())
    assert 0 < row["anonymous"] < row["memory"]
    assert min(row["dense"], row["found"], row["start_seconds"], row["store"], row["derived"]) > 0
    with Index.open(work / "60") as index:
        # And the one that was changed.
        assert index.documents().total == 7


def test_what_is_no_question_set_is_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--dataset", str(tmp_path / "missing")])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
