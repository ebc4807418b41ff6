"""Which of the application's addresses a request is for."""

from typing import Any

from fastapi.routing import iter_route_contexts
from starlette.routing import Match
from starlette.types import Scope

_TEMPLATE = "spravka.template"


def template_of(scope: Scope) -> str | None:
    """Return the address as the application knows it, /v1/documents/{document_id}, if it does."""
    if _TEMPLATE not in scope:
        scope[_TEMPLATE] = _match(scope)
    template: str | None = scope[_TEMPLATE]
    return template


def _match(scope: Scope) -> Any:
    other = None
    for context in iter_route_contexts(scope["app"].routes):
        match, _ = context.matches(scope)
        if match is Match.FULL:
            return context.path_format
        if match is Match.PARTIAL and other is None:
            other = context.path_format
    return other
