"""A network that is still in training, as what is measured."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from index.training.batches import by_length
from index.training.evaluate import Vectors
from index.training.folder import MOST_PIECES, PROMPTS
from index.training.network import PADDING, Network
from index.training.tokens import pad

_PIECES_IN_BATCH = 4096


class NetworkEncoder:
    """Encodes with the prompts and the length that the model will ship with."""

    def __init__(self, network: Network, tokenizer: Path) -> None:
        self._network = network
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_PIECES)

    def encode_queries(self, texts: Sequence[str], /) -> Vectors:
        """Return float32[n, dimension] for n questions, each of length 1."""
        return self._encode([PROMPTS["query"] + text for text in texts])

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        """Return float32[n, dimension] for n passages, each of length 1."""
        return self._encode([PROMPTS["document"] + text for text in texts])

    def _encode(self, texts: list[str]) -> Vectors:
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts)]
        device, dimension = self._network.words.device, self._network.words.shape[1]
        vectors = np.empty((len(rows), dimension), dtype=np.float32)
        lengths = np.array([len(row) for row in rows])
        for batch in by_length(lengths, pieces=_PIECES_IN_BATCH, most=_PIECES_IN_BATCH):
            pieces, mask = pad([rows[row] for row in batch], padding=PADDING)
            with torch.inference_mode():
                embedded = self._network.embed(
                    torch.from_numpy(pieces).to(device), torch.from_numpy(mask).to(device)
                )
            vectors[batch] = embedded.cpu().numpy()
        return vectors
