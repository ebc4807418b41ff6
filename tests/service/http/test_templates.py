"""A request's address as the application knows it is that of the route which answers it."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from service.http.app import create_app
from service.http.templates import template_of
from service.settings import Settings


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings())


def told(app: FastAPI, method: str, path: str, **more: Any) -> str | None:
    scope = {"type": "http", "method": method, "path": path, "headers": [], "app": app, **more}
    return template_of(scope)


def test_every_address_is_known_by_its_own_name(app: FastAPI) -> None:
    for context in iter_route_contexts(app.routes):
        template = str(context.path_format)
        path = template.replace("{", "").replace("}", "")
        for method in context.methods or {"GET"}:
            assert told(app, method, path) == template
            assert told(app, method, f"/under{path}", root_path="/under") == template


@pytest.mark.parametrize(
    ("method", "path", "template"),
    [
        ("GET", "/v1/collections/a/b", "/v1/collections/{name}"),
        ("POST", "/v1/vector_stores/a/b/search", "/v1/vector_stores/{store_id}/search"),
        ("POST", "/v1/vector_stores/a/b", "/v1/vector_stores/{store_id}"),
        ("GET", "/v1/vector_stores/a/files", "/v1/vector_stores/{store_id}/files"),
        ("PATCH", "/v1/search", "/v1/search"),
        ("GET", "/v1/documents/a/b", None),
        ("GET", "/nothing", None),
    ],
)
def test_the_first_route_that_answers_counts(
    app: FastAPI, method: str, path: str, template: str | None
) -> None:
    assert told(app, method, path) == template


def test_a_route_that_is_added_later_is_known_too() -> None:
    app = create_app(Settings())
    assert told(app, "GET", "/later") is None

    async def tell(_: Request) -> PlainTextResponse:
        return PlainTextResponse("later")

    app.add_route("/later", tell)
    assert told(app, "GET", "/later") == "/later"
