"""`spravka search`: the passages that answer a question."""

from time import perf_counter
from typing import Annotated

import typer

from index.types import DEFAULT_COLLECTION, Mode
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


def search(
    *,
    question: Question,
    data: Data = None,
    k: Annotated[int, typer.Option("-k", help="How many passages, 1 to 100.")] = 10,
    mode: Annotated[Mode, typer.Option(help="What to rank by.")] = "hybrid",
    collection: CollectionName = DEFAULT_COLLECTION,
    given: GivenFilter = None,
    rerank: Annotated[
        bool, typer.Option("--rerank", help="Read the best again together with the question.")
    ] = False,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Print the passages that answer a question, with their citations."""
    settings = settings_of_index(data=data, model=model)
    from service.cli.terminal import print_found, waiting

    keep = filter_of(given)
    with open_index(settings) as index, waiting("Searching"):
        started = perf_counter()
        result = index.search(
            question, k=k, mode=mode, collection=collection, filter=keep, rerank=rerank
        )
        took = (perf_counter() - started) * 1000
    if as_json:
        from service.schemas.responses import to_json
        from service.schemas.search import search_response

        typer.echo(to_json(search_response(result, took_ms=took), indent=2))
        return
    print_found(result, filtered=keep is not None)
