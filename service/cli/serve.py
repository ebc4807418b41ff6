"""`spravka serve`: the page and the HTTP API."""

import contextlib
import os
import socket
import time
from typing import TYPE_CHECKING, Annotated

import typer

from index.store.address import name_of
from service import memory, version
from service.cli.common import (
    Data,
    Model,
    Store,
    open_index,
    settings_of,
    tell,
)
from service.running import Announcement, Running, local_address, make_secret

if TYPE_CHECKING:
    from service.settings import Settings


def serve(
    *,
    data: Data = None,
    store: Store = None,
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
    watch: Annotated[
        bool | None,
        typer.Option(
            "--watch/--no-watch",
            envvar="SPRAVKA_WATCH",
            help="Keep up with the folders of spravka.toml, and those the index remembers.",
            show_default="those of spravka.toml",
        ),
    ] = None,
    model: Model = None,
) -> None:
    """Serve the page and the HTTP API until Ctrl-C, and keep up with folders."""
    from service.http.server import address_of, interruptible, listen, make_server

    settings = settings_of(
        data=data, store=store, host=host, port=port, workers=workers, watch=watch, model=model
    )
    secret = make_secret()
    # A port that is taken is told before anything slow is loaded.
    with listen(settings) as listener, Announcement(settings.data) as announcement:
        address = address_of(listener)

        def on_ready() -> None:
            announcement.publish(_running(settings, address, secret=secret))
            notify("READY=1")
            tell("ready")

        # So is what no server could use, before an address is told.
        if settings.llm_url is not None:
            from service.llm import make_answerer

            make_answerer(settings)
        if settings.workers > 1:
            from service.http.workers import run_workers

            open_index(settings).close()
            tell(f"{address} (Ctrl-C stops it)")
            run_workers(settings, listener, secret=secret, on_ready=on_ready)
        else:
            memory.begin()
            with open_index(settings) as index:
                tell(f"{address} (Ctrl-C stops it)")
                from service.http.app import create_app

                app = create_app(settings, index=index, secret=secret, on_ready=on_ready)
                with contextlib.suppress(KeyboardInterrupt), interruptible():
                    make_server(app, settings).run(sockets=[listener])
        notify("STOPPING=1")


def _running(settings: "Settings", address: str, *, secret: str) -> Running:
    return Running(
        address=local_address(address),
        version=version(),
        model=settings.model,
        since=time.time(),
        secret=secret,
        store=None if settings.store is None else name_of(settings.store),
    )


def notify(state: str) -> None:
    """Tell systemd, where it started this and asks for it (sd_notify(3)), what state this is in."""
    path = os.environ.get("NOTIFY_SOCKET", "")
    if not path.startswith(("/", "@")):
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        # A name that begins with @ is in no folder.
        sender.connect(path.replace("@", "\0", 1) if path.startswith("@") else path)
        sender.sendall(state.encode())
