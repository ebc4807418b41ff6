"""Texts as pieces on disk, so that training reads numbers: `NAME.npy` and `NAME.starts.npy`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

_BATCH = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Rows of pieces: row i is `pieces[starts[i]:starts[i + 1]]`, special pieces included."""

    pieces: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Return the number of pieces of every row."""
        return np.diff(self.starts)

    def padded(
        self, rows: npt.NDArray[np.int64], *, padding: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return `rows` as int64[n, longest] filled up with `padding`, and their 0/1 mask."""
        lengths = self.lengths[rows]
        mask = np.arange(lengths.max(initial=1)) < lengths[:, None]
        pieces = np.full(mask.shape, padding, dtype=np.int64)
        pieces[mask] = np.concatenate(
            [self.pieces[self.starts[row] : self.starts[row + 1]] for row in rows]
        )
        return pieces, mask.astype(np.int64)


def write_tokens(path: Path, tokenizer: Tokenizer, texts: Sequence[str], *, most: int) -> None:
    """Write `texts` as at most `most` pieces each, cut as the model will cut them."""
    tokenizer.enable_truncation(max_length=most)
    rows: list[npt.NDArray[np.uint32]] = []
    for start in range(0, len(texts), _BATCH):
        batch = tokenizer.encode_batch_fast(list(texts[start : start + _BATCH]))
        rows += [np.asarray(encoding.ids, dtype=np.uint32) for encoding in batch]
    tokenizer.no_truncation()
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    np.save(path.with_name(f"{path.name}.npy"), np.concatenate(rows))
    np.save(path.with_name(f"{path.name}.starts.npy"), starts)


def read_tokens(path: Path) -> Tokens:
    """Return what `write_tokens` wrote, mapped rather than read."""
    return Tokens(
        np.load(path.with_name(f"{path.name}.npy"), mmap_mode="r"),
        np.load(path.with_name(f"{path.name}.starts.npy")),
    )
