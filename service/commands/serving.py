"""`spravka serve`: the page and the HTTP API."""

import contextlib
from typing import Annotated

import typer

from service.commands.common import Data, Model, open_index, tell
from service.settings import load_settings


def serve(
    *,
    data: Data = None,
    host: Annotated[
        str | None,
        typer.Option(
            envvar="SPRAVKA_HOST", help="The address to listen on.", show_default="127.0.0.1"
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            envvar="SPRAVKA_PORT", help="The port; 0 takes a free one.", show_default="8000"
        ),
    ] = None,
    model: Model = None,
) -> None:
    """Serve the page and the HTTP API until Ctrl-C."""
    from service.server import address_of, listen, make_server

    settings = load_settings({"data": data, "host": host, "port": port, "model": model})
    # A port that is taken is told before anything slow is loaded.
    with listen(settings) as listener, open_index(settings) as index:
        from service.app import create_app

        server = make_server(create_app(settings, index=index), settings)
        tell(f"{address_of(listener)} (Ctrl-C stops it)")
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
