"""BERT for training: weights in float32, products in bfloat16, rows of pieces that are padded.

The three products that attention starts from are one, and every weight is cast once a step.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Self

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig

from index.encode.weights import WEIGHTS_FILE

PADDING, LAST = 1, 2
"""The numbers of `<pad>` and `</s>`."""

_MASKED = -1e4
_WORDS = "embeddings.word_embeddings.weight"
_POSITIONS = "embeddings.position_embeddings.weight"
_TYPES = "embeddings.token_type_embeddings.weight"
_FIRST_NORM = "embeddings.LayerNorm"
_PROJECTIONS = tuple(f"attention.self.{name}" for name in ("query", "key", "value"))
_PARTS = {
    "attended": "attention.output.dense",
    "attended_norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "norm": "output.LayerNorm",
}
"""The parts of a layer, by the names that transformers gives them."""


class Network(nn.Module):
    """A BERT without a pooler; it drops nothing until it is told to."""

    def __init__(self, config: BertConfig, *, layers: int, precision: torch.dtype) -> None:
        super().__init__()
        dimension = config.hidden_size
        self.precision = precision
        self.dropped = 0.0
        self.words = nn.Parameter(torch.empty(config.vocab_size, dimension))
        self.positions = nn.Parameter(torch.empty(config.max_position_embeddings, dimension))
        self.norm = nn.LayerNorm(dimension, config.layer_norm_eps)
        self.layers = nn.ModuleList(_Layer(config) for _ in range(layers))

    @classmethod
    def load(
        cls, folder: str, *, layers: Sequence[int], precision: torch.dtype, device: torch.device
    ) -> Self:
        """Return the network of a folder of transformers with these of its layers, in order."""
        config = BertConfig.from_pretrained(folder)
        weights = from_bert(load_file(f"{folder}/{WEIGHTS_FILE}"), layers=layers)
        return cls.of(weights, config, precision=precision, device=device)

    @classmethod
    def of(
        cls,
        weights: Mapping[str, Tensor],
        config: BertConfig,
        *,
        precision: torch.dtype,
        device: torch.device,
    ) -> Self:
        """Return the network of `weights`, under the names that `state_dict` gives."""
        layers = len({name.split(".")[1] for name in weights if name.startswith("layers.")})
        with torch.device("meta"):
            network = cls(config, layers=layers, precision=precision)
        network.to_empty(device=device)
        network.load_state_dict(weights)
        return network

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Return the last states, [n, longest, dimension], of int64 `pieces` and bool `mask`."""
        states = functional.embedding(pieces, self.words)
        states = self.norm(states + self.positions[: pieces.shape[1]]).to(self.precision)
        states = functional.dropout(states, self.dropped, self.training)
        hidden = None
        # To ask a GPU would be to wait for it.
        if mask.device.type == "cuda" or not mask.all():
            hidden = torch.zeros(mask.shape, dtype=self.precision, device=mask.device)
            hidden = hidden.masked_fill(~mask, _MASKED)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, hidden)
        return states

    def embed(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Return the L2-normalised mean of each text's states, float32[n, dimension]."""
        weights = mask.unsqueeze(-1).float()
        mean = (self(pieces, mask).float() * weights).sum(1) / weights.sum(1)
        return functional.normalize(mean, dim=-1)

    def embed_parts(
        self, pieces: Tensor, mask: Tensor, sentences: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the vectors of texts and of their sentences, as these are read where they stand.

        `sentences`, int64[n, longest], says which sentence of its text, from 1, each piece is of.
        The vectors are the L2-normalised means of states (Günther et al. 2024, *Late Chunking*),
        float32[n, dimension] and float32[m, dimension]; of the latter int64[m] names the texts.
        """
        states = self(pieces, mask).float()
        weights = mask.unsqueeze(-1).float()
        texts = functional.normalize((states * weights).sum(1), dim=-1)
        most = int(sentences.max()) + 1
        rows = torch.arange(len(states), device=states.device).unsqueeze(1) * most
        sums = torch.zeros(len(states) * most, states.shape[2], device=states.device)
        sums.index_add_(0, (sentences + rows).flatten(), states.flatten(0, 1))
        counts = torch.bincount((sentences + rows).flatten(), minlength=len(sums))
        kept = (counts > 0).view(len(states), most)
        kept[:, 0] = False
        owners = kept.nonzero()[:, 0]
        return texts, functional.normalize(sums[kept.flatten()], dim=-1), owners

    def drop(self, share: float) -> None:
        """Drop this share of the states and of attention in learning, as BERT was taught.

        Srivastava et al. 2014, *Dropout*.
        """
        self.dropped = share
        for layer in self.layers:
            layer.dropped = share  # type: ignore[assignment]

    def freeze(self) -> None:
        """Let the network learn nothing, its layers cast for good."""
        self.requires_grad_(False)  # noqa: FBT003
        self.layers.to(self.precision)


class _Layer(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        dimension, epsilon = config.hidden_size, config.layer_norm_eps
        self.heads = config.num_attention_heads
        self.dropped = 0.0
        self.projections = nn.Linear(dimension, 3 * dimension)
        self.attended = nn.Linear(dimension, dimension)
        self.attended_norm = nn.LayerNorm(dimension, epsilon)
        self.wide = nn.Linear(dimension, config.intermediate_size)
        self.narrow = nn.Linear(config.intermediate_size, dimension)
        self.norm = nn.LayerNorm(dimension, epsilon)

    def forward(self, states: Tensor, hidden: Tensor | None) -> Tensor:
        count, longest, dimension = states.shape
        split = _linear(self.projections, states).view(count, longest, 3, self.heads, -1)
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        dropped = self.dropped if self.training else 0.0
        mixed = _attend(query, key, value, hidden, dropped=dropped)
        mixed = mixed.transpose(1, 2).reshape(count, longest, dimension)
        attended = functional.dropout(_linear(self.attended, mixed), dropped)
        states = _norm(self.attended_norm, states + attended)
        inner = functional.gelu(_linear(self.wide, states))
        narrowed = functional.dropout(_linear(self.narrow, inner), dropped)
        return _norm(self.norm, states + narrowed)


def _attend(
    query: Tensor, key: Tensor, value: Tensor, hidden: Tensor | None, *, dropped: float
) -> Tensor:
    if query.device.type == "cuda":
        return functional.scaled_dot_product_attention(
            query, key, value, attn_mask=hidden, dropout_p=dropped
        )
    # For short texts on a processor this is faster than torch's fused attention.
    scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
    if hidden is not None:
        scores = scores + hidden
    mixed: Tensor = functional.dropout(scores.softmax(-1), dropped) @ value
    return mixed


def _linear(part: nn.Linear, states: Tensor) -> Tensor:
    kind = states.dtype
    return functional.linear(states, part.weight.to(kind), part.bias.to(kind))


def _norm(part: nn.LayerNorm, states: Tensor) -> Tensor:
    kind = states.dtype
    weight, bias = part.weight.to(kind), part.bias.to(kind)
    return functional.layer_norm(states, part.normalized_shape, weight, bias, part.eps)


def from_bert(state: Mapping[str, Tensor], *, layers: Sequence[int]) -> dict[str, Tensor]:
    """Return a BertModel's weights, of these of its layers, under the names of `Network`.

    A text is of the first type throughout, so that its embedding goes into those of positions.
    """
    weights = {"words": state[_WORDS], "positions": state[_POSITIONS] + state[_TYPES][0]}
    for kind in ("weight", "bias"):
        weights[f"norm.{kind}"] = state[f"{_FIRST_NORM}.{kind}"]
        for place, layer in enumerate(layers):
            old, new = f"encoder.layer.{layer}", f"layers.{place}"
            weights[f"{new}.projections.{kind}"] = torch.cat(
                [state[f"{old}.{name}.{kind}"] for name in _PROJECTIONS]
            )
            for part, name in _PARTS.items():
                weights[f"{new}.{part}.{kind}"] = state[f"{old}.{name}.{kind}"]
    return weights


def to_bert(weights: Mapping[str, Tensor], *, types: Tensor) -> dict[str, Tensor]:
    """Return the weights of a `Network` under the names of a BertModel; `types` are its types'."""
    layers = {int(name.split(".")[1]) for name in weights if name.startswith("layers.")}
    state = {
        _WORDS: weights["words"],
        _POSITIONS: weights["positions"] - types[0],
        _TYPES: types,
    }
    for kind in ("weight", "bias"):
        state[f"{_FIRST_NORM}.{kind}"] = weights[f"norm.{kind}"]
        for layer in sorted(layers):
            parts = weights[f"layers.{layer}.projections.{kind}"].chunk(len(_PROJECTIONS))
            for name, part in zip(_PROJECTIONS, parts, strict=True):
                state[f"encoder.layer.{layer}.{name}.{kind}"] = part
            for part_name, name in _PARTS.items():
                weight = weights[f"layers.{layer}.{part_name}.{kind}"]
                state[f"encoder.layer.{layer}.{name}.{kind}"] = weight
    return state


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
