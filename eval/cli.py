"""`python -m eval` and `spravka eval`: measure search on a question set."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from eval.datasets import DEFAULT_DATASET, load_dataset, load_texts
from eval.files import export_texts, write_runs
from eval.metrics import METRICS
from eval.runs import MODES, TaskRun, run_dataset
from eval.searchers import IndexSearcher, OnProgress, ServerSearcher
from eval.tables import print_table
from eval.tasks import Dataset, Unit, select_tasks, with_distractors
from index.errors import InvalidInput, SpravkaError
from index.types import DEFAULT_COLLECTION, Mode

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command("eval")
def evaluate(
    *,
    dataset: Annotated[
        Path,
        typer.Option(
            help="A question set: a .jsonl file of our own, a folder of {language}.json in"
            " SQuAD's format, or a BEIR folder.",
            show_default="eval/questions/akit.jsonl",
        ),
    ] = DEFAULT_DATASET,
    documents: Annotated[
        Path | None,
        typer.Option(
            help="The folder of documents that a set of our own asks about.",
            show_default="seeds",
        ),
    ] = None,
    distractors: Annotated[
        Path | None,
        typer.Option(
            help="Another set, whose documents are indexed beside: every task is run alone and"
            " among them. A SQuAD set's {language}.json gives one language."
        ),
    ] = None,
    unit: Annotated[
        Unit, typer.Option(help="What is ranked: the set's own passages or its sentences.")
    ] = "passage",
    mode: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MODE",
            help="dense, sparse or hybrid; repeat for several.",
            show_default="all three",
        ),
    ] = None,
    task: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TASK", help="A task to run, as en-ru; repeat for several.", show_default="all"
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="Another encoder: a sentence-transformers name or path.",
            show_default="the shipped one",
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(help="A running server that already holds the documents; ask it instead."),
    ] = None,
    collection: Annotated[
        str, typer.Option(help="With --url, the collection that holds them.")
    ] = DEFAULT_COLLECTION,
    run: Annotated[
        Path | None,
        typer.Option(
            help="Write the rankings as a TREC run file, with qrels beside it; several tasks or"
            " modes get files of their own, named after them."
        ),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(
            help="Only write the tasks' texts as files into this folder, to index them for --url."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    per_question: Annotated[
        bool, typer.Option("--per-question", help="With --json, every question's values too.")
    ] = False,
) -> None:
    """Measure search on a question set: nDCG@10, MRR@10 and recall at 1, 5 and 10.

    The set's documents are indexed in a temporary place, or a server that holds them is asked.
    With no options: the questions that ship with Spravka, over the documents in seeds.
    """
    try:
        questions = load_dataset(dataset, unit=unit, documents=documents)
        if distractors is not None:
            questions = with_distractors(questions, load_texts(distractors))
        if task:
            questions = select_tasks(questions, task)
        if export is not None:
            typer.echo(f"{export}: {export_texts(questions, export)} texts written")
            return
        runs = _run(
            questions, modes=_modes(mode or MODES), model=model, url=url, collection=collection
        )
        if run is not None:
            write_runs(runs, run)
    except SpravkaError as error:
        typer.echo(f"spravka: {' '.join(str(error).split())}", err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(_report(questions, runs, per_question=per_question), indent=2))
    else:
        _print_tables(questions, runs)


def _modes(names: Sequence[str]) -> list[Mode]:
    for name in names:
        if name not in MODES:
            raise InvalidInput(f"no mode {name!r}; there are {', '.join(MODES)}")
    return [mode for mode in MODES if mode in names]


def _run(
    questions: Dataset,
    *,
    modes: Sequence[Mode],
    model: str | None,
    url: str | None,
    collection: str,
) -> list[TaskRun]:
    with _progress() as on_progress:
        if url is None:
            with IndexSearcher(model=model) as searcher:
                return run_dataset(questions, searcher, modes=modes, on_progress=on_progress)
        if model is not None:
            raise InvalidInput("--model does not go with --url: the server has its own encoder")
        server = ServerSearcher(url, collection=collection)
        held = server.keep_held(questions)
        return run_dataset(held, server, modes=modes, on_progress=on_progress)


@contextmanager
def _progress() -> Iterator[OnProgress]:
    """Yield what draws progress bars on stderr, one for each thing done."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bars: dict[str, Any] = {}

        def show(doing: str, done: int, total: int) -> None:
            if doing not in bars:
                bars[doing] = progress.add_task(doing, total=total)
            progress.update(bars[doing], completed=done, visible=done < total)

        yield show


def _report(
    questions: Dataset, runs: Sequence[TaskRun], *, per_question: bool
) -> dict[str, object]:
    results = []
    for run in runs:
        result: dict[str, object] = {
            "task": run.task.name,
            "mode": run.mode,
            "documents": run.documents,
            "questions": len(run.task.questions),
            "unanswerable": run.task.unanswerable,
            "metrics": {metric: run.measures.mean(metric) for metric in METRICS},
        }
        if per_question:
            result["per_question"] = {
                "questions": run.measures.questions,
                **run.measures.values,
            }
        results.append(result)
    return {"dataset": questions.name, "unit": questions.unit, "results": results}


def _print_tables(questions: Dataset, runs: Sequence[TaskRun]) -> None:
    table = Table(
        title=f"{questions.name}, by {questions.unit}", box=box.SIMPLE_HEAD, title_justify="left"
    )
    table.add_column("task", no_wrap=True)
    table.add_column("mode")
    for name in ("documents", "questions", *METRICS):
        table.add_column(name, justify="right", no_wrap=True)
    previous = ""
    for run in runs:
        first = run.task.name != previous
        if first and previous:
            table.add_section()
        previous = run.task.name
        table.add_row(
            run.task.name if first else "",
            run.mode,
            str(run.documents) if first else "",
            str(len(run.task.questions)) if first else "",
            *(f"{run.measures.mean(metric):.3f}" for metric in METRICS),
        )
    print_table(table)
    # Distractors do not answer them either: one count for each task of the set says it.
    counts = {run.task.name.split("+")[0]: run.task.unanswerable for run in runs}
    if any(counts.values()):
        listed = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
        typer.echo(f"Not ranked, for the documents do not answer them: {listed}.")
