"""Questions whose answers a tiny network can learn to find: the figure of a passage, if any."""

import lzma
import random
from pathlib import Path

from tokenizers import Tokenizer

from index.training.reading.batches import Reading
from index.training.reading.examples import Example
from index.training.reading.tokens import READING_FILE, ExampleTable
from index.training.start import START_FOLDER
from index.types import Span

PLAIN = ["The city is old.", "It has the bridge.", "мост стоит у реки.", "No one is there."]
QUESTION = "how many"


def passage(chooser: random.Random, *, figure: int | None) -> tuple[str, Span | None]:
    """Return a passage, and where the figure stands in it."""
    sentences = chooser.sample(PLAIN, 2)
    if figure is not None:
        sentences[chooser.randrange(2)] = f"It has {figure} of them."
    text = " ".join(sentences)
    if figure is None:
        return text, None
    start = text.index(str(figure))
    return text, Span(start, start + len(str(figure)))


def write_reading(work: Path, start: Path, *, count: int = 300) -> Reading:
    """Write made-up examples into `work`, beside the start; each passage is a group of its own."""
    work.mkdir(exist_ok=True)
    (work / START_FOLDER).symlink_to(start)
    chooser = random.Random(1)
    table = ExampleTable(Tokenizer.from_file(str(start / "tokenizer.json")))
    table.add(
        Example(
            QUESTION,
            *passage(chooser, figure=chooser.randrange(10, 100) if number % 4 else None),
            group=f"{number}",
        )
        for number in range(count)
    )
    table.write(work / READING_FILE, choices={})
    return Reading(work / READING_FILE)


def write_written(path: Path, *lines: str) -> None:
    """Write a file of questions that were written."""
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
