"""`spravka search`: the passages that answer a question."""

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
    Store,
    filter_of,
    say_json,
    settings_of_index,
)
from service.cli.session import Asking


def search(
    *,
    question: Question,
    data: Data = None,
    store: Store = None,
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
    settings = settings_of_index(data=data, store=store, model=model)
    keep = filter_of(given)
    asking = Asking(settings, collection=collection)
    with asking:
        told = asking.search(question, k=k, mode=mode, filter=keep, given=given, rerank=rerank)
        if as_json:
            say_json(told.as_json)
            return
        from service.cli.terminal import print_found

        print_found(told.result, filtered=keep is not None, link=asking.link)
