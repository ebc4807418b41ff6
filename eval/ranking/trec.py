"""What an evaluation writes: TREC run files with their qrels, and a set's texts as files."""

import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from eval.ranking.runs import TaskRun
from eval.remote import EXPORT_SUFFIX
from eval.sets.tasks import Dataset
from index.errors import InvalidInput


def write_runs(runs: Sequence[TaskRun], path: Path) -> list[Path]:
    """Write each run as a TREC run file, what was right beside it as `.qrels`; return the files.

    A single run goes to `path` itself, several to files named after it, task and method. White
    space in names is written `%20`. Raises InvalidInput where a file cannot be written.
    """
    written = []
    for run in runs:
        file = path
        if len(runs) > 1:
            task = run.task.name.replace("→", "-")
            file = path.with_name(f"{path.stem}.{task}.{run.method}{path.suffix}")
        qrels = file.with_name(f"{file.name}.qrels")
        write_file(file, _run_lines(run))
        write_file(qrels, _qrels_lines(run))
        written += [file, qrels]
    return written


def export_texts(dataset: Dataset, folder: Path) -> int:
    """Write the texts that the tasks search into `folder`, and return how many there are.

    Indexing the folder gives a collection that `--url` can evaluate. Raises InvalidInput where
    a source is no name for a file or a file cannot be written.
    """
    texts = {text.source: text for task in dataset.tasks for text in task.corpus.texts}
    root = folder.resolve()
    for source, text in texts.items():
        file = (root / f"{source}{EXPORT_SUFFIX}").resolve()
        if root not in file.parents:
            raise InvalidInput(f"{source!r} is no name for a file in {folder}")
        # A mark at a file's start is not text; one that is part of the text needs its own.
        mark = "\ufeff" if text.text.startswith("\ufeff") else ""
        write_file(file, [mark + text.text])
    return len(texts)


def write_file(file: Path, parts: Iterable[str]) -> None:
    """Write a text file, and the folders it lies in; raises InvalidInput where that fails."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # No newline translation: an exported text must stay the text that is asked about.
        with file.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(parts)
    except OSError as error:
        raise InvalidInput(f"{file}: cannot be written: {error.strerror}") from None


def _run_lines(run: TaskRun) -> Iterable[str]:
    for question, ranking in run.rankings.items():
        highest = np.float32(math.inf)
        for rank, ranked in enumerate(ranking, 1):
            # TREC's tools order by score, in single precision; ties are parted to keep the order.
            score = min(np.float32(ranked.score), np.nextafter(highest, np.float32(-math.inf)))
            highest = score
            unit, tag = _word(ranked.unit), f"spravka-{run.method}"
            yield f"{_word(question)} Q0 {unit} {rank} {score:.9g} {tag}\n"


def _qrels_lines(run: TaskRun) -> Iterable[str]:
    for question, right in run.qrels.items():
        for unit, grade in right.items():
            yield f"{_word(question)} 0 {_word(unit)} {grade}\n"


def _word(name: str) -> str:
    return re.sub(r"\s", "%20", name)
