"""Problems under the addresses of OpenAI's clients, told as these read them."""

import json
import re
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.problems import MEDIA_TYPE
from service.http.templates import path_of

_THEIRS = re.compile(
    r"/v1/(assistants|audio|batches|chat|completions|conversations|embeddings|files|fine_tuning"
    r"|images|models|moderations|responses|threads|uploads|vector_stores|videos)(/|$)"
)
"""Also what their clients can ask for and this server has not."""

_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
_SERVER = 500


class Compatible:
    """Adds an `error` to each problem under such an address, whoever in the server told it.

    It has `message`, `type`, `code` and `param`: OpenAI's name for the status, the problem's own
    name, and what of the request is wrong, null where that is not one value.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the response back."""
        if scope["type"] != "http" or not _THEIRS.match(path_of(scope)):
            await self.app(scope, receive, send)
            return
        begun: Message | None = None
        body = bytearray()

        async def send_told(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                kind = MutableHeaders(scope=message).get("content-type", "")
                if kind.startswith(MEDIA_TYPE):
                    begun = message
                    return
            if begun is None:
                await send(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                told = _told(bytes(body))
                MutableHeaders(scope=begun)["content-length"] = str(len(told))
                await send(begun)
                await send({"type": "http.response.body", "body": told})

        await self.app(scope, receive, send_told)


def _told(body: bytes) -> bytes:
    """Return a problem with its `error`; what has no body, as HEAD's, still has none."""
    if not body:
        return body
    problem: dict[str, Any] = json.loads(body)
    status = problem["status"]
    usual = "server_error" if status >= _SERVER else "invalid_request_error"
    problem["error"] = {
        "message": problem.get("detail", problem["title"]),
        "type": _TYPES.get(status, usual),
        "code": problem["type"].rpartition("#")[2],
        "param": _parameter(problem.get("errors", [])),
    }
    return json.dumps(problem, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _parameter(errors: list[dict[str, str]]) -> str | None:
    """Return which value is wrong, `messages[0].content`, None where it is none or several."""
    if len(errors) != 1:
        return None
    if "parameter" in errors[0]:
        return errors[0]["parameter"]
    name = ""
    for step in errors[0].get("pointer", "").split("/")[1:]:
        plain = step.replace("~1", "/").replace("~0", "~")
        name += f"[{plain}]" if plain.isdecimal() and name else f".{plain}" if name else plain
    return name or None
