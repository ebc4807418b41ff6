"""`spravka mcp`: the documents for an agent that starts it."""

from functools import partial
from typing import Annotated

import typer

from service.cli.common import (
    Data,
    Model,
    Store,
    open_index,
    settings_of_index,
)


def mcp(
    *,
    data: Data = None,
    store: Store = None,
    collection: Annotated[
        str | None,
        typer.Option(
            help="The set of documents to use where the agent names none.", show_default="default"
        ),
    ] = None,
    model: Model = None,
) -> None:
    """Serve the documents to an agent as an MCP server on standard input and output."""
    settings = settings_of_index(data=data, store=store, model=model)
    import anyio

    from service.mcp.server import serve_stdio

    with open_index(settings) as index:
        anyio.run(partial(serve_stdio, index, settings, collection=collection))
