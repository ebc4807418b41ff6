"""What a language calls documents, their parts and what stands around them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """How documents speak of themselves and of each other, each as in `Asking`."""

    outdated: str = ""
    """What a document says of itself that holds no more: "superseded"."""

    editions: str = ""
    """How a document calls itself as one of several: "edition"."""

    replaces: str = ""
    """What a document says of itself that took another one's place: "replaces"."""

    of_another: str = ""
    """What follows that where another one is said to hold no more: "superseded is the order"."""

    this: str = ""
    """How a document means itself: "this order"."""

    parts: str = ""
    """What stands before the number of a part: "chapter"."""

    questions: str = ""
    """What a line with a question or its answer begins with, capitals as they are: "Q"."""

    pages: str = ""
    """What stands before the number of a page, or behind it: "page", "p."."""

    of_all: str = ""
    """What stands between it and the number of all of them: "of"."""

    lines: str = ""
    """What stands before the number of a line that is cited: "line"."""

    sources: str = ""
    """What stands before the name of what is cited: "see"."""

    cookies: str = ""
    """How a web page names what it asks consent to: "cookies", "by using this site"."""

    consents: str = ""
    """What a button says by which one gives it, refuses it or puts it off: "accept", "ok"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What the values that a document has before its text are called, each as in `Asking`."""

    titles: str = ""
    """What its title is: "title"."""

    lists: str = ""
    """What stands for its content and may be several: "tags"."""

    subjects: str = ""
    """What stands for its content and is one: "subject"."""

    settings: str = ""
    """What programs are told by it, or whoever keeps it, and no reader: "layout", "updated"."""
