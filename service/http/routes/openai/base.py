"""Addresses that tell their problems as OpenAI's clients read them."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from index.errors import SpravkaError
from service.http.problems import problem_of


class WithMessage(APIRoute):
    """An address whose problems hold an `error` with a `message` too, which clients show."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles a request."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await handle(request)
            except (SpravkaError, HTTPException, RequestValidationError) as error:
                return _with_message(problem_of(error))

        return handler


def openai_router() -> APIRouter:
    """Return a router of such addresses."""
    return APIRouter(tags=["openai"], route_class=WithMessage)


def _with_message(response: Response) -> Response:
    told = json.loads(bytes(response.body))
    slug = told["type"].rpartition("#")[2]
    message = told.get("detail", told["title"])
    told["error"] = {"message": message, "type": slug, "param": None, "code": slug}
    response.body = response.render(json.dumps(told))
    response.headers["content-length"] = str(len(response.body))
    return response
