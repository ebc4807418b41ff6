"""`spravka serve`: the page and the HTTP API."""

import contextlib
from typing import Annotated

import typer

from service.cli.common import Data, Model, open_index, settings_of, tell


def serve(
    *,
    data: Data = None,
    host: Annotated[
        str | None,
        typer.Option(
            envvar="SPRAVKA_HOST",
            help="The address to listen on; one that other machines reach needs a key.",
            show_default="127.0.0.1",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            envvar="SPRAVKA_PORT", help="The port; 0 takes a free one.", show_default="8000"
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            envvar="SPRAVKA_WORKERS",
            help="How many processes serve; each holds the encoder and the index in memory.",
            show_default="1",
        ),
    ] = None,
    model: Model = None,
) -> None:
    """Serve the page and the HTTP API until Ctrl-C."""
    from service.http.server import address_of, listen, make_server

    settings = settings_of(data=data, host=host, port=port, workers=workers, model=model)
    # A port that is taken is told before anything slow is loaded.
    with listen(settings) as listener:
        address = f"{address_of(listener)} (Ctrl-C stops it)"
        if settings.workers > 1:
            from service.http.workers import run_workers

            # So is a folder that no worker could use.
            open_index(settings).close()
            tell(address)
            run_workers(settings, listener)
            return
        with open_index(settings) as index:
            from service.http.app import create_app

            server = make_server(create_app(settings, index=index), settings)
            tell(address)
            with contextlib.suppress(KeyboardInterrupt):
                server.run(sockets=[listener])
