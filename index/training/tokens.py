"""The mixture in e5's pieces on disk, so that training reads numbers.

`tokens.npy` and `tokens.starts.npy` have every text once, with its prompt; `units.npy` says which
texts belong together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.errors import InvalidInput
from index.training.folder import PROMPTS
from index.training.prepare import Row, read_mixture
from index.training.start import START_FOLDER

TOKENS_FILE = "tokens.npy"
STARTS_FILE = "tokens.starts.npy"
UNITS_FILE = "units.npy"
TAUGHT_PIECES = 384
"""Of a text that training reads; what `export` writes reads 512."""

ENGLISH, RUSSIAN, PASSAGE, RUSSIAN_PASSAGE = range(4)
"""The columns of units."""

_BATCH = 10_000

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Texts as pieces: text i is `pieces[starts[i]:starts[i + 1]]`, special pieces included."""

    pieces: npt.NDArray[np.uint16 | np.uint32]
    starts: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Ints:
        """Return the number of pieces of every text."""
        return np.diff(self.starts)

    def padded(self, texts: Ints, *, padding: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Return `texts` as int64[n, longest] filled up with `padding`, and where they are."""
        return pad(
            [self.pieces[self.starts[text] : self.starts[text + 1]] for text in texts],
            padding=padding,
        )


def pad(texts: Sequence[npt.ArrayLike], *, padding: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return rows of pieces as int64[n, longest] filled up with `padding`, and where they are."""
    rows = [np.asarray(text, dtype=np.int64) for text in texts]
    lengths = np.array([len(row) for row in rows])
    mask = np.arange(lengths.max(initial=1)) < lengths[:, None]
    pieces = np.full(mask.shape, padding, dtype=np.int64)
    pieces[mask] = np.concatenate(rows)
    return pieces, mask


def tokenize_mixture(*, work: Path) -> None:
    """Write the mixture under `work` as tokens and units; raises InvalidInput before `start`."""
    path = work / START_FOLDER / "tokenizer.json"
    if not path.exists():
        raise InvalidInput(f"{path}: no such file; `python -m index.training start` writes it")
    texts, units = number_texts(read_mixture(work))
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(TAUGHT_PIECES)
    write_tokens(work, tokenizer, texts)
    np.save(work / UNITS_FILE, units)
    print(f"tokens: {len(units):,} units of {len(texts):,} texts", flush=True)


def number_texts(rows: Iterable[Row]) -> tuple[list[str], npt.NDArray[np.int32]]:
    """Return every text once with its prompt, and int32[rows, 4]: the numbers of a row's texts.

    Their columns are ENGLISH to RUSSIAN_PASSAGE, -1 where there is none. What asks is a query and
    what is asked for a passage. Of the pairs, one in two is a query, so that both sides of the
    network learn Russian; joined sentences are passages.
    """
    numbers: dict[str, int] = {"": -1}
    units = []
    query, passage = PROMPTS["query"], PROMPTS["document"]
    for place, row in enumerate(rows):
        asks = bool(row.passage) or (place % 2 == 1 and not row.kind.endswith("-concatenated"))
        prompts = (query if asks else passage,) * 2 + (passage,) * 2
        sides = (row.english, row.russian, row.passage, row.russian_passage)
        prompted = (
            prompt + text if text else "" for prompt, text in zip(prompts, sides, strict=True)
        )
        units.append([numbers.setdefault(text, len(numbers) - 1) for text in prompted])
    del numbers[""]
    return list(numbers), np.array(units, dtype=np.int32).reshape(-1, 4)


def write_tokens(work: Path, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
    """Write `texts` in the pieces that `tokenizer`, as it is set to cut, makes of them."""
    kind = np.min_scalar_type(tokenizer.get_vocab_size())
    rows = []
    for start in range(0, len(texts), _BATCH):
        batch = tokenizer.encode_batch_fast(list(texts[start : start + _BATCH]))
        rows += [np.array(encoding.ids, dtype=kind) for encoding in batch]
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    np.save(work / TOKENS_FILE, np.concatenate(rows))
    np.save(work / STARTS_FILE, starts)


def read_tokens(work: Path) -> Tokens:
    """Return what `write_tokens` wrote, mapped rather than read."""
    return Tokens(np.load(work / TOKENS_FILE, mmap_mode="r"), np.load(work / STARTS_FILE))


def read_units(work: Path) -> Ints:
    """Return the units in training order, int64[n, 4]; raises InvalidInput before `tokens`."""
    path = work / UNITS_FILE
    if not path.exists():
        raise InvalidInput(f"{path}: no such file; `python -m index.training tokens` writes it")
    units: Ints = np.load(path).astype(np.int64)
    return units
