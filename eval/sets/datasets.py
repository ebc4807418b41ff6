"""Question sets found by their path, in whatever format, as the one shape of `eval.sets.tasks`."""

from pathlib import Path
from typing import Literal

from eval.sets.beir import CORPUS, beir_tasks, beir_texts
from eval.sets.own import own_tasks
from eval.sets.squad import squad_tasks, squad_texts
from eval.sets.tasks import Dataset, Text, Unit
from index.errors import InvalidInput

_ROOT = Path(__file__).resolve().parents[2]
DEFAULT_DATASET = _ROOT / "eval" / "questions" / "akit.jsonl"
DEFAULT_DOCUMENTS = _ROOT / "seeds"
"""What a set of our own asks about that has no folder of its own beside it."""

Format = Literal["own", "beir", "squad"]


def load_dataset(
    path: Path | str, *, unit: Unit = "passage", documents: Path | str | None = None
) -> Dataset:
    """Return the question set at `path`.

    A `.jsonl` file is a set of our own, a folder with `corpus.jsonl` is BEIR's, and a folder of
    `{language}.json`, or one such file, is SQuAD's. `unit` chooses between the set's paragraphs
    or sections and its sentences. `documents` is the folder that a set of our own asks about
    (`documents_of`).
    Raises InvalidInput where there is no question set, or one without what is asked of it.
    """
    path = Path(path)
    kind = format_of(path)
    if documents is not None and kind != "own":
        raise InvalidInput(f"{path}: the set has its own documents; leave out --documents")
    if unit == "sentence" and kind != "squad":
        raise InvalidInput(f"{path}: the set does not name its sentences; use --unit passage")
    if kind == "squad":
        tasks = squad_tasks(path, unit=unit)
    elif kind == "beir":
        tasks = beir_tasks(path)
    else:
        tasks = own_tasks(path, folder=documents_of(path, documents))
    if not tasks:
        raise InvalidInput(f"{path}: no question in it that its documents answer")
    return Dataset(name=dataset_name(path), unit=unit, tasks=tuple(tasks))


def documents_of(path: Path, documents: Path | str | None) -> Path:
    """Return the folder that the set of our own at `path` asks about.

    It is `documents` where that is given, or else the folder beside the file that has its name
    without `.jsonl`; where there is none, the documents that ship with Spravka.
    """
    beside = path.with_suffix("")
    if documents is not None:
        return Path(documents)
    return beside if beside.is_dir() else DEFAULT_DOCUMENTS


def dataset_name(path: Path) -> str:
    """Return what the question set at `path` is called."""
    return path.stem if path.is_file() else path.name


def load_texts(path: Path | str) -> tuple[Text, ...]:
    """Return the documents of the question set at `path`, in all its languages.

    A single `{language}.json` gives that language alone. Raises InvalidInput.
    """
    path = Path(path)
    kind = format_of(path)
    if kind == "own":
        raise InvalidInput(f"{path}: a set of questions alone brings no documents")
    return squad_texts(path) if kind == "squad" else beir_texts(path)


def format_of(path: Path) -> Format:
    """Return the format of the question set at `path`; raises InvalidInput where it has none."""
    if not path.exists():
        raise InvalidInput(f"{path}: no such question set")
    if path.is_file() and path.suffix == ".jsonl":
        return "own"
    if (path / CORPUS).is_file():
        return "beir"
    if (path.is_file() and path.suffix == ".json") or any(path.glob("*.json")):
        return "squad"
    raise InvalidInput(
        f"{path}: not a question set; give a .jsonl file of questions, a folder of"
        " {language}.json in SQuAD's format, or a BEIR folder with corpus.jsonl"
    )
