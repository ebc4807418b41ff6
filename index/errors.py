"""What a user can do wrong, each with a message that says what to do about it."""

from typing import Literal

UnreadCode = Literal[
    "unknown_format",
    "old_format",
    "encrypted",
    "damaged",
    "no_text",
    "garbled",
    "empty",
    "too_large",
    "limits",
    "unreachable",
    "invalid",
    "name_taken",
    "link",
    "hidden",
    "ignored",
]
"""Why a file is not read, for programs; every face uses these.

`unknown_format`: no reader knows what the file is. `old_format`: one that programs no longer write
(DOC, PPT), to be saved as today's. `encrypted`: it opens with a password alone. `damaged`: it is
not what it should be, or breaks off. `no_text`: there is something in it, such as scanned pages,
but no text. `garbled`: its text is not what its pages show. `empty`: there is nothing in it.
`too_large`: it has more bytes than are read. `limits`: reading it took more time or memory than a
file may, or it unpacks to more. `unreachable`: the system does not give its bytes. `invalid`: a
request gave what can be no document. `name_taken`: another document goes by its name. `link`: it
is a link that leads out of its folder. `hidden`: its name begins with a dot, or is that of an
office program's lock. `ignored`: a `.gitignore` or `.spravkaignore` leaves it out.
"""


class SpravkaError(Exception):
    """Base of every error a user can cause; its message is shown to them as it is."""


class InvalidInput(SpravkaError):
    """A request or an argument that cannot be served as given."""


class NotFound(SpravkaError):
    """Something was named that the index does not hold."""


class AlreadyExists(SpravkaError):
    """Something was to be made under a name that the index holds already."""


class Conflict(SpravkaError):
    """What is there is not what the request took for granted."""


class ReadError(SpravkaError):
    """A source that cannot be read as a document; `code` says why, for programs."""

    def __init__(self, message: str, *, code: UnreadCode) -> None:
        super().__init__(message)
        self.code = code


class EncoderMismatch(SpravkaError):
    """The index was made by another encoder than the one now in use."""


class EncoderUnavailable(SpravkaError):
    """An encoder that cannot be loaded here."""


class StoreError(SpravkaError):
    """The store on disk cannot be opened, read or written."""
