"""`spravka answer`: the sentence that answers a question."""

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
    Store,
    filter_of,
    say_json,
    settings_of_index,
)
from service.cli.session import Asking


def answer(
    *,
    question: Question,
    data: Data = None,
    store: Store = None,
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
    opened: Annotated[
        bool, typer.Option("--open", help="Then open the file at the answer in an editor.")
    ] = False,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Print the sentence that answers a question, with its citation, or say that none does.

    The status is 1 where no sentence is likely enough to answer.
    """
    settings = settings_of_index(data=data, store=store, model=model)
    keep = filter_of(given)
    asking = Asking(settings, collection=collection)
    with asking:
        told = asking.answer(question, k=k, filter=keep, given=given, threshold=threshold)
        if as_json:
            say_json(told.as_json)
        else:
            from service.cli.terminal import print_answer

            print_answer(told.result, filtered=keep is not None, link=asking.link)
        if told.result.answer is None:
            raise typer.Exit(1)
        if opened:
            asking.open(told.result.answer.citation)
