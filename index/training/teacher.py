"""The teacher: the network as it starts, whose vectors the student's go to.

Those of texts are made when they are first asked for and kept as float16 in `teacher.npy`, so that
a run that stops early paid for no more than it used, and the next one pays nothing again. Those of
sentences are made anew each time.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from index.errors import InvalidInput
from index.training.batches import by_length
from index.training.network import LAST, PADDING, Network
from index.training.tokens import TAUGHT_PIECES, Ints, Tokens

VECTORS_FILE = "teacher.npy"
PIECES_IN_BATCH = 4096
SENTENCE_PIECES_IN_BATCH = 65_536

Vectors = npt.NDArray[np.float32]


class Teacher:
    """A network with the vectors it gave so far for the texts of `tokens`."""

    def __init__(self, *, network: Network, tokens: Tokens, work: Path) -> None:
        """Keep the vectors under `work`; raises InvalidInput where others are kept there."""
        network.freeze()
        self._network = network
        self._tokens = tokens
        path, shape = work / VECTORS_FILE, (len(tokens), network.words.shape[1])
        mode = "r+" if path.exists() else "w+"
        self._kept = np.lib.format.open_memmap(path, mode=mode, dtype=np.float16, shape=shape)
        if self._kept.shape != shape:
            raise InvalidInput(f"{path} is of another mixture: delete it")

    def vectors(self, texts: Ints) -> Vectors:
        """Return the vectors of `texts`, which are their numbers, float32[n, dimension]."""
        missing = texts[~self._kept[texts].any(axis=1)]
        if len(missing):
            self._embed(missing)
        return self._kept[texts].astype(np.float32)

    def sentences(self, texts: Ints) -> Tensor:
        """Return the vectors of passages' sentences, each read alone, float32[m, dimension]."""
        begins, ends, own = self._tokens.sentence_slices(texts)
        # What stands before the first sentence of a passage is its prompt.
        prompt = int((begins - own).min(initial=TAUGHT_PIECES))
        lengths = ends - begins + prompt + 1
        device = self._network.words.device
        vectors = torch.empty(len(begins), self._network.words.shape[1], device=device)
        for rows in by_length(lengths, pieces=SENTENCE_PIECES_IN_BATCH, most=len(begins)):
            pieces, mask = self._read_alone(begins[rows], ends[rows], own[rows], prompt)
            with torch.no_grad():
                vectors[torch.from_numpy(rows).to(device)] = self._network.embed(
                    torch.from_numpy(pieces).to(device), torch.from_numpy(mask).to(device)
                )
        return vectors

    def _read_alone(
        self, begins: Ints, ends: Ints, own: Ints, prompt: int
    ) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Return slices of passages as rows of pieces: the prompt, the slice and `</s>`."""
        lengths = ends - begins
        columns = np.arange(int(lengths.max()) + prompt + 1)
        places = np.where(
            columns < prompt, own[:, None] + columns, begins[:, None] + columns - prompt
        )
        mask = columns <= lengths[:, None] + prompt
        found = self._tokens.pieces[np.minimum(places, len(self._tokens.pieces) - 1)]
        pieces = np.where(mask, found, PADDING).astype(np.int64)
        pieces[np.arange(len(begins)), lengths + prompt] = LAST
        return pieces, mask

    def _embed(self, texts: Ints) -> None:
        lengths = self._tokens.lengths[texts]
        device = self._network.words.device
        for rows in by_length(lengths, pieces=PIECES_IN_BATCH, most=PIECES_IN_BATCH):
            pieces, mask = self._tokens.padded(texts[rows], padding=PADDING)
            with torch.inference_mode():
                vectors = self._network.embed(
                    torch.from_numpy(pieces).to(device), torch.from_numpy(mask).to(device)
                )
            self._kept[texts[rows]] = vectors.cpu().numpy().astype(np.float16)
