"""`spravka answer`: the sentence that answers a question."""

from time import perf_counter
from typing import Annotated

import typer

from index.types import DEFAULT_COLLECTION
from service.cli.common import (
    AsJson,
    CollectionName,
    Data,
    GivenFilter,
    Model,
    Question,
    filter_of,
    open_index,
    settings_of_index,
)


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
    given: GivenFilter = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Print the sentence that answers a question, with its citation, or say that none does.

    The status is 1 where no sentence is likely enough to answer.
    """
    settings = settings_of_index(data=data, model=model)
    from service.cli.terminal import print_answer, waiting

    keep = filter_of(given)
    with open_index(settings) as index, waiting("Searching"):
        started = perf_counter()
        result = index.answer(
            question, k=k, collection=collection, filter=keep, threshold=threshold
        )
        took = (perf_counter() - started) * 1000
    if as_json:
        from service.schemas.answer import answer_response
        from service.schemas.responses import to_json

        typer.echo(to_json(answer_response(result, took_ms=took), indent=2))
    else:
        print_answer(result, filtered=keep is not None)
    if result.answer is None:
        raise typer.Exit(1)
