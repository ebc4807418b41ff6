"""The state of the server, and its problems."""

from dataclasses import dataclass
from typing import Literal

from service.keys import Scope
from service.schemas.responses import Out


@dataclass(frozen=True, slots=True)
class HealthResponse:
    """The process answers."""

    status: Literal["ok"]


@dataclass(frozen=True, slots=True)
class VersionResponse:
    """The program, and its version."""

    name: Literal["spravka"]
    version: str


@dataclass(frozen=True, slots=True)
class KeyResponse(Out):
    """What a key allows: `scope` is read, write or admin, each all that the one before it does.

    `key` is the id of the key, `token` for the server's own, null where none is asked for;
    `collections` are those it is for, null for all.
    """

    key: str | None
    scope: Scope
    collections: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class EncodersOut:
    """The fingerprints of the encoders that made the index."""

    dense: str
    sparse: str


@dataclass(frozen=True, slots=True)
class ReadyResponse:
    """The index is open and warm."""

    status: Literal["ready"]
    generation: int
    encoders: EncodersOut


@dataclass(frozen=True, slots=True)
class ProblemResponse:
    """Problem details as RFC 9457 has them; `type` is an address on this server.

    Each of `errors` has a `detail` and the place it is about: a `parameter`, a `pointer` (a JSON
    pointer) into the body, or the `source` of a document that was sent, with the `code` of why it
    is not read (`index.errors.UnreadCode`).
    """

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, str]] | None = None
