"""The state of the server, and its problems."""

from typing import Literal

from pydantic import BaseModel


class HealthResponse(BaseModel):
    """The process answers."""

    status: Literal["ok"]


class EncodersOut(BaseModel):
    """The fingerprints of the encoders that made the index."""

    dense: str
    sparse: str


class ReadyResponse(BaseModel):
    """The index is open and warm."""

    status: Literal["ready"]
    generation: int
    encoders: EncodersOut


class ProblemResponse(BaseModel):
    """Problem details as RFC 9457 has them; `type` is an address on this server.

    Each of `errors` has a `detail` and the place it is about: a `parameter`, a `pointer` (a JSON
    pointer) into the body, or the `source` of a document that was sent.
    """

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, str]] | None = None
