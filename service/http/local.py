"""The command line of who runs the server: it is known by the secret in the data folder."""

import hmac

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.templates import path_of
from service.running import NONCE_HEADER, PROOF_HEADER, proof

LOCAL = "spravka.local"
"""Is true in the scope of a request of the command line's, which needs no other key."""

_ADDRESSES = frozenset({"/v1/answer", "/v1/search", "/readyz"})
_LONGEST_NONCE = 200


class LocalDoor:
    """Proves to the command line whose server this is, and lets it ask.

    It may read the folder anyway, since it has read the secret in it. It answers a nonce with what
    only who knows the secret can say, so that the secret goes to nobody else.
    """

    def __init__(self, app: ASGIApp, *, secret: str) -> None:
        self.app = app
        self.secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, marked where it is the command line's."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope[LOCAL] = path_of(scope) in _ADDRESSES and self._knows(headers)
        nonce = headers.get(NONCE_HEADER, "")
        if not nonce or len(nonce) > _LONGEST_NONCE:
            await self.app(scope, receive, send)
            return

        async def send_proof(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[PROOF_HEADER] = proof(self.secret, nonce)
            await send(message)

        await self.app(scope, receive, send_proof)

    def _knows(self, headers: Headers) -> bool:
        given = headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self.secret.encode())
