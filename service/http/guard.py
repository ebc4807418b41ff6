"""Who may ask for what: keys, the scope that each address takes, and what is open to all."""

import hmac
import logging
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.status import WS_1008_POLICY_VIOLATION
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from index.errors import StoreError
from service.access import ANYONE, CALLER, Caller
from service.errors import Forbidden, TooOften
from service.http.local import LOCAL
from service.http.problems import BY_STATUS, problem, problem_of, told_where
from service.http.templates import methods_of, path_of, template_of
from service.keys import SCOPES, USE_SECONDS, Keys
from service.keys import Scope as KeyScope
from service.rate import Rate

_log = logging.getLogger(__name__)

NEEDS: Mapping[str, KeyScope] = {
    "GET /v1/answer": "read",
    "POST /v1/answer": "read",
    "GET /v1/search": "read",
    "POST /v1/search": "read",
    "POST /v1/search/batch": "read",
    "POST /v1/citations/verify": "read",
    "GET /v1/documents": "read",
    "POST /v1/documents": "write",
    "PUT /v1/documents": "write",
    "GET /v1/documents/{document_id}": "read",
    "GET /v1/documents/{document_id}/text": "read",
    "GET /v1/documents/{document_id}/raw": "read",
    "GET /v1/documents/{document_id}/structure": "read",
    "GET /v1/documents/{document_id}/outline": "read",
    "DELETE /v1/documents/{document_id}": "write",
    "DELETE /v1/documents": "write",
    "POST /v1/documents/delete": "write",
    "GET /v1/documents/deleted": "write",
    "DELETE /v1/documents/deleted": "admin",
    "POST /v1/documents/undo": "write",
    "GET /v1/folders": "read",
    "GET /v1/contents": "read",
    "GET /v1/collections": "read",
    "POST /v1/collections": "write",
    "GET /v1/collections/{name}": "read",
    "DELETE /v1/collections/{name}": "admin",
    "GET /v1/key": "read",
    "GET /v1/starters": "read",
    "GET /v1/translations": "read",
    "POST /v1/votes": "read",
    "GET /v1/models": "read",
    "GET /v1/models/{model}": "read",
    "POST /v1/chat/completions": "read",
    "GET /v1/vector_stores": "read",
    "GET /v1/vector_stores/{store_id}": "read",
    "GET /v1/vector_stores/{store_id}/files": "read",
    "POST /v1/vector_stores/{store_id}/search": "read",
    "POST /v1/vector_stores": "write",
    "POST /v1/vector_stores/{store_id}": "write",
    "DELETE /v1/vector_stores/{store_id}": "admin",
    "POST /v1/vector_stores/{store_id}/files": "write",
    "GET /v1/vector_stores/{store_id}/files/{file_id}": "read",
    "POST /v1/vector_stores/{store_id}/files/{file_id}": "write",
    "DELETE /v1/vector_stores/{store_id}/files/{file_id}": "write",
    "GET /v1/vector_stores/{store_id}/files/{file_id}/content": "read",
    "POST /v1/vector_stores/{store_id}/file_batches": "write",
    "GET /v1/vector_stores/{store_id}/file_batches/{batch_id}": "read",
    "GET /v1/vector_stores/{store_id}/file_batches/{batch_id}/files": "read",
    "POST /v1/vector_stores/{store_id}/file_batches/{batch_id}/cancel": "write",
    "POST /v1/files": "write",
    "GET /v1/files": "write",
    "GET /v1/files/{file_id}": "write",
    "GET /v1/files/{file_id}/content": "write",
    "DELETE /v1/files/{file_id}": "write",
    "GET /version": "read",
    "GET /readyz": "read",
    "GET /metrics": "read",
    "GET /openapi.json": "read",
    "POST /mcp": "read",
}
"""The scope that an address takes; in which collections is found out where the index is asked.

What does not stand here is for those who may do everything.
"""


class Guard:
    """Refuses who bears no key where one is asked for, and what their key does not allow.

    A key is asked for where there is a `token`, which may do everything; where keys were made; and
    where the server is `public`. The addresses `open_to_all`, named one by one, are read without.
    How often a key may ask, but for the token, says `rate`.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        keys: Keys,
        token: str | None,
        rate: Rate | None,
        public: bool,
        open_to_all: Collection[str],
    ) -> None:
        self.app = app
        self.keys = keys
        self.rate = rate
        self.token = None if token is None else token.encode()
        self.open_to_all = frozenset(open_to_all)
        # Once closed it stays so: keys that are lost while it runs open nothing.
        self._closed = public or token is not None
        self._noted: dict[str, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 401, 403 or 429; a WebSocket is closed at once."""
        if scope["type"] == "lifespan" or self._is_open(scope):
            await self.app(scope, receive, send)
            return
        try:
            caller = self._caller(scope)
            await self._note_use(caller)
            _check(caller, scope)
        except _Unknown as error:
            refusal = problem(BY_STATUS[401], detail=str(error), headers=error.headers)
        except StoreError as error:
            _log.error("%s", error)
            unread = StoreError("The keys cannot be read; the server's log tells more.")
            refusal = problem_of(unread)
        except (Forbidden, TooOften, HTTPException) as error:
            refusal = problem_of(told_where(error, scope))
        else:
            scope[CALLER] = caller
            await self.app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await WebSocketClose(WS_1008_POLICY_VIOLATION)(scope, receive, send)
        else:
            await refusal(scope, receive, send)

    def _is_open(self, scope: Scope) -> bool:
        reads = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        return reads and path_of(scope) in self.open_to_all

    def _caller(self, scope: Scope) -> Caller:
        """Return who asks; raises _Unknown, TooOften, StoreError."""
        if scope.get(LOCAL):
            return Caller("read", key="local")
        if not self._is_closed():
            return ANYONE
        scheme, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
        given = given.strip()
        if not given or scheme.lower() != "bearer":
            raise _Unknown(
                "Send a key as Authorization: Bearer KEY; who runs the server makes one with"
                " `spravka keys create`."
            )
        # In a time that does not tell how many characters were right.
        if self.token is not None and hmac.compare_digest(given.encode(), self.token):
            return Caller(SCOPES[-1], key="token")
        key = self.keys.find(given)
        state = "unknown" if key is None else key.state(datetime.now(UTC).timestamp())
        if key is None or state != "valid":
            told = {"unknown": "is not known here", "expired": "has expired"}
            raise _Unknown(
                f"This key {told.get(state, 'was revoked')}: ask who runs the server for another.",
                error="invalid_token",
            )
        if self.rate is not None:
            self.rate.take(key.id)
        return Caller(key.scope, key.collections, key=key.id)

    async def _note_use(self, caller: Caller) -> None:
        """Keep that a key was used, now and then; whether that can be written stops no one."""
        now = monotonic()
        if caller.key is None or caller.key in {"local", "token"}:
            return
        if now - self._noted.get(caller.key, -USE_SECONDS) < USE_SECONDS:
            return
        self._noted[caller.key] = now
        with suppress(StoreError):
            await to_thread.run_sync(self.keys.note_use, caller.key)

    def _is_closed(self) -> bool:
        self._closed = self._closed or self.keys.exist()
        return self._closed


def _check(caller: Caller, scope: Scope) -> None:
    """Raise Forbidden where an address is not for a caller, HTTPException where there is none.

    So does a method that it does not take: no other key would change that.
    """
    if caller.is_unlimited:
        return
    template = template_of(scope)
    if template is None:
        raise HTTPException(404)
    method = scope.get("method", "")
    method = "GET" if method == "HEAD" else method
    needed = NEEDS.get(f"{method} {template}")
    taken = methods_of(scope)
    if needed is None and taken and method not in taken:
        raise HTTPException(405)
    caller.check(SCOPES[-1] if needed is None else needed)
    if needed is None:
        caller.check_all()


class _Unknown(Exception):
    """Who asks is not known; the message says what to do."""

    def __init__(self, message: str, *, error: str | None = None) -> None:
        super().__init__(message)
        self.headers = {"WWW-Authenticate": f'Bearer error="{error}"' if error else "Bearer"}
