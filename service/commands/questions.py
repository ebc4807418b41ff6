"""`spravka search`: passages out."""

from time import perf_counter
from typing import Annotated

import typer

from index.errors import NotFound
from index.schema import STORE_FILE
from index.types import DEFAULT_COLLECTION, Mode
from service.commands.common import AsJson, CollectionName, Data, Model, open_index, parse_json
from service.settings import load_settings


def search(
    *,
    question: Annotated[str, typer.Argument(help="The question, in English or Russian.")],
    data: Data = None,
    k: Annotated[int, typer.Option("-k", help="How many passages, 1 to 100.")] = 10,
    mode: Annotated[Mode, typer.Option(help="What to rank by.")] = "hybrid",
    collection: CollectionName = DEFAULT_COLLECTION,
    given: Annotated[
        str | None,
        typer.Option(
            "--filter",
            help='Keep to some documents, as {"type": "eq", "key": "language", "value": "ru"}.',
        ),
    ] = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Print the passages that answer a question, with their citations."""
    settings = load_settings({"data": data, "model": model})
    if not (settings.data / STORE_FILE).is_file():
        raise NotFound(f"no index in {settings.data}; make one with: spravka index PATH")
    from index.filters import parse_filter
    from service.terminal import print_hits, waiting

    keep = None if given is None else parse_filter(parse_json(given, what="the filter"))
    with open_index(settings) as index, waiting("Searching"):
        started = perf_counter()
        result = index.search(question, k=k, mode=mode, collection=collection, filter=keep)
        took = (perf_counter() - started) * 1000
    if as_json:
        from service.schemas.search import search_response

        typer.echo(search_response(result, took_ms=took).model_dump_json(indent=2))
        return
    print_hits(result)
