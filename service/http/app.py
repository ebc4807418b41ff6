"""The HTTP server: the API, the page and its documentation, put together."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI, Request
from pydantic import TypeAdapter
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import HTMLResponse
from starlette.routing import Route

from index import Index
from index.read.readers import suffixes
from service import memory, version
from service.async_index import open_async
from service.http.agents import Agents, AgentsRoute
from service.http.compatible import Compatible
from service.http.conditional import Conditional
from service.http.described import describe, operation_name
from service.http.following import following
from service.http.guard import Guard
from service.http.local import LocalDoor
from service.http.middleware import (
    BodyLimit,
    Ends,
    Heads,
    KnownHosts,
    OwnPages,
    SecurityHeaders,
)
from service.http.observe import Observed
from service.http.page import Files, open_addresses, respond
from service.http.prefix import UnderPath
from service.http.problems import add_handlers
from service.http.routes import api, machine
from service.http.server import reaches_others
from service.http.templates import path_of
from service.keys import Keys
from service.llm import make_answerer
from service.metrics import FOLDER, Metrics
from service.rate import Rate
from service.schemas.server import ProblemResponse
from service.settings import Settings
from service.starters import Starters
from service.telemetry import make_telemetry

VIEWS = {"/": "index", "/documents": "documents", "/docs": "docs"}
"""The addresses of the page, and the file that each shows."""


def create_app(
    settings: Settings,
    *,
    index: Index | None = None,
    secret: str | None = None,
    on_ready: Callable[[], None] = lambda: None,
) -> FastAPI:
    """Return the application over `index`, or over the index in `settings.data`.

    The index is opened (and closed again, where it was not given) and warmed up in the background
    over the application's lifespan; `on_ready` is called once, when that is done. The command line
    of who runs the server is known by the `secret`, where there is one.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with (
            open_async(settings, index, on_ready=on_ready) as opened,
            Agents.serving(opened, settings) as agents,
            following(opened, settings),
            memory.trimmed(),
        ):
            app.state.opened, app.state.agents = opened, agents
            opened.watch(metrics.load)
            yield
        if telemetry is not None:
            await to_thread.run_sync(telemetry.close)

    metrics = Metrics()
    telemetry = make_telemetry() if settings.otel else None
    app = FastAPI(
        title="Spravka",
        version=version(),
        description="Passages of your own documents, with citations exact to the character.",
        lifespan=lifespan,
        # The documentation pages that come with the framework load scripts from a network.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        servers=[{"url": settings.root_path}] if settings.root_path else None,
        middleware=[
            *([Middleware(UnderPath, root=settings.root_path)] if settings.root_path else []),
            Middleware(
                Observed,
                metrics=metrics,
                telemetry=telemetry,
                logged=settings.log is not None,
                questions=settings.log_questions,
            ),
            Middleware(SecurityHeaders),
            Middleware(Compatible),
            Middleware(Ends),
            Middleware(KnownHosts, names={settings.host, *settings.hosts}),
            *_cors(settings),
            Middleware(OwnPages, origins=settings.origins),
            *([] if secret is None else [Middleware(LocalDoor, secret=secret)]),
            _guard(settings),
            Middleware(Conditional, settings=settings),
            Middleware(BodyLimit, limit=settings.body_limit, upload_limit=settings.upload_limit),
            Middleware(Heads),
        ],
        generate_unique_id_function=operation_name,
        responses={"4XX": {}, "5XX": {}},
    )
    app.state.settings, app.state.metrics = settings, metrics
    app.state.answerer = make_answerer(settings)
    app.state.starters = Starters()
    describe(app, TypeAdapter(ProblemResponse).json_schema())
    add_handlers(app)
    app.include_router(api)
    app.include_router(machine)
    app.router.routes.append(Route("/mcp", AgentsRoute(), methods=["POST"]))
    _add_page(app, settings)
    return app


def _cors(settings: Settings) -> list[Middleware]:
    """Return what lets pages of named origins ask; they bear a key, as there are no cookies."""
    if not settings.origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            # Clients of agents and of OpenAI send some of their own.
            allow_headers=["*"],
            expose_headers=[
                "Accept-Ranges",
                "Content-Range",
                "ETag",
                "Retry-After",
                "Server-Timing",
                "X-Request-Id",
            ],
        )
    ]


def _guard(settings: Settings) -> Middleware:
    """Return what asks for keys everywhere but at the page's own files and `/healthz`."""
    return Middleware(
        Guard,
        keys=Keys(settings.data),
        token=settings.token,
        rate=None if settings.rate is None else Rate(settings.rate, shared=_shared()),
        public=reaches_others(settings.host),
        open_to_all={*VIEWS, *open_addresses(), "/healthz"},
    )


def _shared() -> Path | None:
    """Return the file in which several workers count together how often a key asks."""
    folder = os.environ.get(FOLDER)
    return None if folder is None else Path(folder) / "rate.sqlite"


def _add_page(app: FastAPI, settings: Settings) -> None:
    values = {
        "suffixes": ",".join(suffixes()),
        "votes": "on" if settings.votes else "off",
        "writes": "off" if settings.llm_url is None else "on",
        "most": str(settings.upload_limit),
    }

    async def view(request: Request) -> HTMLResponse:
        return respond(request, VIEWS[path_of(request.scope)], values=values)

    for address in VIEWS:
        app.add_api_route(address, view, methods=["GET", "HEAD"], include_in_schema=False)
    app.mount("/page", Files())
