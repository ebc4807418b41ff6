"""`spravka answer` and `spravka search`: answers and passages out."""

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from index.types import DEFAULT_COLLECTION, Mode
from service.commands.common import (
    AsJson,
    CollectionName,
    Data,
    Model,
    check_index,
    open_index,
    parse_json,
)
from service.settings import Settings, load_settings

if TYPE_CHECKING:
    from index.search.filters import Filter

Question = Annotated[str, typer.Argument(help="The question, in English or Russian.")]
Given = Annotated[
    str | None,
    typer.Option(
        "--filter",
        help='Keep to some documents, as {"type": "eq", "key": "language", "value": "ru"}.',
    ),
]


def answer(
    *,
    question: Question,
    data: Data = None,
    k: Annotated[int, typer.Option("-k", help="How many passages to show, 1 to 100.")] = 5,
    threshold: Annotated[
        float | None,
        typer.Option(
            help="The least confidence of an answer that is given, 0 to 1.",
            show_default="the model's own",
        ),
    ] = None,
    collection: CollectionName = DEFAULT_COLLECTION,
    given: Given = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Print the sentence that answers a question, with its citation, or say that none does.

    The status is 1 where the documents do not answer.
    """
    settings = _settings(data=data, model=model)
    from service.terminal import print_answer, waiting

    keep = _filter(given)
    with open_index(settings) as index, waiting("Searching"):
        started = perf_counter()
        result = index.answer(
            question, k=k, collection=collection, filter=keep, threshold=threshold
        )
        took = (perf_counter() - started) * 1000
    if as_json:
        from service.schemas.answer import answer_response

        typer.echo(answer_response(result, took_ms=took).model_dump_json(indent=2))
    else:
        print_answer(result)
    if result.answer is None:
        raise typer.Exit(1)


def search(
    *,
    question: Question,
    data: Data = None,
    k: Annotated[int, typer.Option("-k", help="How many passages, 1 to 100.")] = 10,
    mode: Annotated[Mode, typer.Option(help="What to rank by.")] = "hybrid",
    collection: CollectionName = DEFAULT_COLLECTION,
    given: Given = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Print the passages that answer a question, with their citations."""
    settings = _settings(data=data, model=model)
    from service.terminal import print_hits, waiting

    keep = _filter(given)
    with open_index(settings) as index, waiting("Searching"):
        started = perf_counter()
        result = index.search(question, k=k, mode=mode, collection=collection, filter=keep)
        took = (perf_counter() - started) * 1000
    if as_json:
        from service.schemas.search import search_response

        typer.echo(search_response(result, took_ms=took).model_dump_json(indent=2))
        return
    print_hits(result.hits)


def _settings(*, data: Path | None, model: str | None) -> Settings:
    settings = load_settings({"data": data, "model": model})
    check_index(settings)
    return settings


def _filter(given: str | None) -> "Filter | None":
    from index.search.filters import parse_filter

    return None if given is None else parse_filter(parse_json(given, what="the filter"))
