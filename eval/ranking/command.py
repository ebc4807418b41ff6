"""`spravka eval` and `spravka eval compare`: measure search on a question set."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, get_args

import typer

from eval.options import (
    AsJson,
    CollectionName,
    DatasetPath,
    Distractors,
    Documents,
    ModelName,
    PerQuestion,
    ReportFile,
    TaskNames,
    Url,
)
from eval.ranking.compare import compare_saved
from eval.ranking.evaluation import summarise
from eval.ranking.printed import print_comparisons, print_evaluation
from eval.ranking.report import report_page
from eval.ranking.runs import METHODS, TaskRun, run_dataset
from eval.ranking.saved import comparison_records, evaluation_record, read_saved
from eval.ranking.trec import export_texts, write_file, write_runs
from eval.remote import ServerSearcher, refuse_unserved
from eval.searchers import IndexSearcher, Method
from eval.sets.datasets import DEFAULT_DATASET, load_dataset, load_texts
from eval.sets.tasks import Dataset, Unit, select_tasks, with_distractors
from eval.shown.console import failed, progress_bars
from index.errors import InvalidInput, SpravkaError
from index.types import DEFAULT_COLLECTION

_KNOWN: tuple[Method, ...] = get_args(Method)


def evaluate(
    context: typer.Context,
    *,
    dataset: DatasetPath = DEFAULT_DATASET,
    documents: Documents = None,
    distractors: Distractors = None,
    unit: Annotated[
        Unit, typer.Option(help="What is ranked: the set's own passages or its sentences.")
    ] = "passage",
    mode: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MODE",
            help="dense, sparse, hybrid or reranked; dense-whole (without the sentences' vectors)"
            " and bm25 (without translations and name keys) to compare with. Repeat for several.",
            show_default="dense, sparse, hybrid",
        ),
    ] = None,
    task: TaskNames = None,
    model: ModelName = None,
    url: Url = None,
    collection: CollectionName = DEFAULT_COLLECTION,
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
    against: Annotated[
        str | None,
        typer.Option(
            metavar="MODE",
            help="Compare every mode with this one, which is run too: the difference with its"
            " interval, a p-value, and the questions that changed most.",
        ),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Compare in the same way with an earlier run, saved by --json --per-question.",
        ),
    ] = None,
    report: ReportFile = None,
    as_json: AsJson = False,
    per_question: PerQuestion = False,
) -> None:
    """Measure search on a question set: nDCG@10, MRR@10 and recall at 1, 5 and 10.

    The set's documents are indexed in a temporary place, or a server that holds them is asked.
    With no options: the questions that ship with Spravka, over the documents in seeds. Means are
    shown with 95 % bootstrap intervals, of groups of questions where the set has them.
    """
    if context.invoked_subcommand is not None:
        return
    try:
        questions = load_dataset(dataset, unit=unit, documents=documents)
        if distractors is not None:
            questions = with_distractors(questions, load_texts(distractors))
        if task:
            questions = select_tasks(questions, task)
        if export is not None:
            typer.echo(f"{export}: {export_texts(questions, export)} texts written")
            return
        compared = None if against is None else _method(against)
        saved = None if baseline is None else read_saved(baseline)
        runs = _run(
            questions,
            methods=_methods(mode or METHODS, compared=compared),
            model=model,
            url=url,
            collection=collection,
        )
        if run is not None:
            write_runs(runs, run)
        evaluation = summarise(questions, runs, against=compared, baseline=saved)
        if report is not None:
            page = report_page(evaluation, runs, made=datetime.now().astimezone())
            write_file(report, [page])
    except SpravkaError as error:
        raise failed(error) from None
    if as_json:
        record = evaluation_record(evaluation, per_question=per_question)
        typer.echo(json.dumps(record, indent=2))
    else:
        print_evaluation(evaluation)


def compare(
    before: Annotated[Path, typer.Argument(help="An earlier run, saved by --json --per-question.")],
    after: Annotated[Path, typer.Argument(help="The later one, of the same questions.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Compare two saved runs, task by task and mode by mode.

    Where each has one mode and they differ, the one is compared with the other.
    """
    try:
        comparisons = compare_saved(read_saved(before), read_saved(after).results)
    except SpravkaError as error:
        raise failed(error) from None
    if as_json:
        typer.echo(json.dumps({"comparisons": comparison_records(comparisons)}, indent=2))
    else:
        print_comparisons(comparisons)


def _method(name: str) -> Method:
    for method in _KNOWN:
        if method == name:
            return method
    raise InvalidInput(f"no mode {name!r}; there are {', '.join(_KNOWN)}")


def _methods(names: Sequence[str], *, compared: Method | None) -> list[Method]:
    chosen = {compared, *map(_method, names)}
    return [method for method in _KNOWN if method in chosen]


def _run(
    questions: Dataset,
    *,
    methods: Sequence[Method],
    model: str | None,
    url: str | None,
    collection: str,
) -> list[TaskRun]:
    with progress_bars() as on_progress:
        if url is None:
            with IndexSearcher(model=model) as searcher:
                return run_dataset(questions, searcher, methods=methods, on_progress=on_progress)
        if model is not None:
            raise InvalidInput("--model does not go with --url: the server has its own encoder")
        refuse_unserved(methods)
        server = ServerSearcher(url, collection=collection)
        held = server.keep_held(questions)
        return run_dataset(held, server, methods=methods, on_progress=on_progress)
