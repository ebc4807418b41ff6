"""The faces of the index: HTTP, command line and web page."""


def version() -> str:
    """Return the installed version."""
    from importlib import metadata

    return metadata.version("spravka")
