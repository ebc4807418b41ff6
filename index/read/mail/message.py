"""What a mail is, whichever program kept it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A piece of what a mail says: as text, as a page, or as both, which mostly say the same."""

    text: str | None = None
    markup: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail: `date` as it is written there, `sent` the moment that means."""

    subject: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    date: str = ""
    sent: datetime | None = None
    bodies: tuple[Body, ...] = ()
    attachments: tuple["Attachment", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a mail, or a mail; `name` is what a person sees, never a path."""

    name: str
    data: bytes = b""
    mail: Mail | None = None
