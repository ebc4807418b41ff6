"""The index as a whole: documents go in, passages with exact citations come out."""

from index.engine.asking import Asking
from index.engine.opened import UNDO_HOURS
from index.engine.showing import Showing
from index.engine.writing import Writing

__all__ = ["UNDO_HOURS", "Index"]


class Index(Writing, Asking, Showing):
    """Documents in a folder, ready to be searched; safe to use from several threads."""
