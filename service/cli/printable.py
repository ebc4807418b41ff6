"""What may be printed on a terminal."""

import unicodedata


def printable(text: str) -> str:
    """Return `text` without the control characters a document could steer a terminal with."""
    return "".join(
        character if character in "\n\t" or unicodedata.category(character) != "Cc" else "�"
        for character in text.replace("\r\n", "\n")
    )
