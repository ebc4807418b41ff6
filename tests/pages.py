"""README and guides, as their tests read them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
GUIDES = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", *GUIDES]
"""What a user reads; the pages on decisions tell of their day."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page."""

    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page, in their order."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [Block(*each) for each in found]


def section(page: Path, heading: str) -> str:
    """Return what stands under a heading, to the next one of any level."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    parts = re.split(r"^#+ (.*)$", text, flags=re.MULTILINE)
    under = dict(zip(parts[1::2], parts[2::2], strict=True))
    return under[heading]


def rows(markdown: str) -> list[list[str]]:
    """Return the cells of the only table in a text, without its head."""
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    assert sum(set(line) == set("|-") for line in lines) == 1, "one table is wanted"
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]


def code(cell: str) -> list[str]:
    """Return what stands between backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def commands(page: Path) -> Iterator[tuple[str, str]]:
    """Yield each command line shown on a page, with the language of its block."""
    for block in blocks(page):
        for line in block.text.splitlines():
            if block.language == "sh" or line.startswith("$ "):
                command = line.removeprefix("$ ").partition(" #")[0].strip()
                if command:
                    yield block.language, command
