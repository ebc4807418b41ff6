"""`spravka eval answers`: measure answers, their confidence and their citations on a set."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from eval.answers.printed import print_answers
from eval.answers.reading import SURELY
from eval.answers.report import answers_page
from eval.answers.results import AnswerEvaluation, summarise_answers
from eval.answers.runs import add_near_misses, run_answers
from eval.answers.saved import answers_record
from eval.answers.votes import measure_votes, print_votes, read_votes
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
from eval.ranking.trec import write_file
from eval.remote import ServerSearcher
from eval.searchers import IndexSearcher
from eval.sets.answers import AnswerTask, load_answer_tasks
from eval.sets.datasets import DEFAULT_DATASET, dataset_name
from eval.sets.tasks import named_tasks
from eval.shown.console import failed, progress_bars
from index.errors import InvalidInput, SpravkaError
from index.learned import Bands
from index.types import DEFAULT_COLLECTION


def answers(
    *,
    dataset: DatasetPath = DEFAULT_DATASET,
    documents: Documents = None,
    distractors: Distractors = None,
    task: TaskNames = None,
    model: ModelName = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="The least confidence of an answer that is given; needed with --url.",
            show_default="the model's own",
        ),
    ] = None,
    surely: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="The least confidence of an answer that is sure.",
            show_default=f"the model's own; {SURELY} with --url",
        ),
    ] = None,
    near_misses: Annotated[
        bool,
        typer.Option(
            "--near-misses",
            help="Ask the questions of a set in SQuAD's format once more of their paragraphs"
            " without the sentence that answers.",
        ),
    ] = False,
    url: Url = None,
    collection: CollectionName = DEFAULT_COLLECTION,
    votes: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Measure votes instead, as a server with SPRAVKA_VOTES keeps them in votes.jsonl.",
        ),
    ] = None,
    report: ReportFile = None,
    as_json: AsJson = False,
    per_question: PerQuestion = False,
) -> None:
    """Measure answers on a question set: how often right, how well withheld, how exactly cited.

    Questions of a set in SQuAD's format are asked once more without what answers them, and have no
    answer then; a set of our own has questions that its documents do not answer. An answer is right
    where the characters that it cites hold the gold answer. No model judges.
    """
    if votes is not None:
        _tell_votes(votes, as_json=as_json)
        return
    try:
        tasks = load_answer_tasks(dataset, documents=documents, distractors=distractors)
        if task:
            tasks = named_tasks(tasks, task, dataset=dataset_name(dataset))
        evaluation = _evaluate(
            tasks,
            dataset=dataset_name(dataset),
            model=model,
            threshold=threshold,
            surely=surely,
            near_misses=near_misses,
            url=url,
            collection=collection,
        )
        if report is not None:
            write_file(report, [answers_page(evaluation, made=datetime.now().astimezone())])
    except SpravkaError as error:
        raise failed(error) from None
    if as_json:
        typer.echo(json.dumps(answers_record(evaluation, per_question=per_question), indent=2))
    else:
        print_answers(evaluation)


def _tell_votes(path: Path, *, as_json: bool) -> None:
    try:
        measured = measure_votes(read_votes(path))
    except SpravkaError as error:
        raise failed(error) from None
    if as_json:
        typer.echo(json.dumps(asdict(measured), indent=2))
    else:
        print_votes(measured)


def _evaluate(
    tasks: tuple[AnswerTask, ...],
    *,
    dataset: str,
    model: str | None,
    threshold: float | None,
    surely: float | None,
    near_misses: bool,
    url: str | None,
    collection: str,
) -> AnswerEvaluation:
    if near_misses and not any(task.near_misses for task in tasks):
        raise InvalidInput(f"{dataset}: --near-misses needs a set in SQuAD's format")
    with progress_bars() as on_progress:
        if url is None:
            with IndexSearcher(model=model) as searcher:
                runs = run_answers(tasks, searcher, on_progress=on_progress)
                if near_misses:
                    runs = add_near_misses(runs, tasks, searcher, on_progress=on_progress)
                bands = searcher.bands or Bands(probably=0.0, surely=SURELY)
                return summarise_answers(
                    dataset,
                    runs,
                    threshold=bands.probably if threshold is None else threshold,
                    surely=bands.surely if surely is None else surely,
                )
        if model is not None:
            raise InvalidInput("--model does not go with --url: the server has its own encoder")
        if threshold is None:
            raise InvalidInput("--url needs --threshold: a server does not tell its own")
        if near_misses:
            raise InvalidInput("near misses are asked in process only: leave out --url")
        server = ServerSearcher(url, collection=collection)
        held = server.keep_answered(tasks, dataset=dataset)
        runs = run_answers(held, server, on_progress=on_progress)
        sure = SURELY if surely is None else surely
        return summarise_answers(dataset, runs, threshold=threshold, surely=sure)
