"""The faces of the index: HTTP, command line and web page."""

from importlib.metadata import version as _installed


def version() -> str:
    """Return the installed version."""
    return _installed("spravka")
