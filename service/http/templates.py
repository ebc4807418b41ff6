"""Which of the application's addresses a request is for."""

import re
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Match
from starlette.types import Scope

_TEMPLATE = "spravka.template"


class _Known(NamedTuple):
    """The patterns of an application's addresses, in their order, when it had so many routes."""

    routes: int
    addresses: list[tuple[re.Pattern[str], frozenset[str] | None, str]]


def template_of(scope: Scope) -> str | None:
    """Return the address as the application knows it, /v1/documents/{document_id}, if it does."""
    if _TEMPLATE not in scope:
        scope[_TEMPLATE] = _by_pattern(scope) or _by_route(scope)
    template: str | None = scope[_TEMPLATE]
    return template


def path_of(scope: Scope) -> str:
    """Return the path of a request within the application, which a proxy may have under another."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path[len(root) :] if path.startswith(f"{root}/") else path


def methods_of(scope: Scope) -> frozenset[str]:
    """Return the methods that an address takes, whichever of its routes takes them."""
    path = path_of(scope)
    found = (
        methods or frozenset()
        for pattern, methods, _ in _known(scope["app"]).addresses
        if pattern.match(path)
    )
    return frozenset().union(*found)


def _by_pattern(scope: Scope) -> str | None:
    """Return the address of the first pattern that fits, if one does; quicker than by route."""
    if scope["type"] != "http":
        return None
    method, path = scope["method"], path_of(scope)
    for pattern, methods, template in _known(scope["app"]).addresses:
        if (methods is None or method in methods) and pattern.match(path):
            return template
    return None


def _known(app: FastAPI) -> _Known:
    known: _Known | None = getattr(app.state, "addresses", None)
    if known is None or known.routes != len(app.router.routes):
        known = _Known(
            len(app.router.routes),
            [
                (context.path_regex, _methods(context.methods), str(context.path_format))
                for context in iter_route_contexts(app.routes)
            ],
        )
        app.state.addresses = known
    return known


def _methods(methods: set[str] | None) -> frozenset[str] | None:
    return None if methods is None else frozenset(methods)


def _by_route(scope: Scope) -> str | None:
    other = None
    for context in iter_route_contexts(scope["app"].routes):
        match, _ = context.matches(scope)
        if match is Match.FULL:
            return context.path_format
        if match is Match.PARTIAL and other is None:
            other = context.path_format
    return other
