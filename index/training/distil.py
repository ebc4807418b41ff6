"""Teach the student: its vector of the Russian goes to the teacher's vector of the English.

Reimers and Gurevych 2020, *Making Monolingual Sentence Embeddings Multilingual using Knowledge
Distillation*, with two small contrastive terms among the teacher's vectors of the same stretch of
rows: a row's own English against the others', and a heading's passage (or a passage's heading)
against the others', which teaches that a question lies near its answer.
"""

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.functional import cross_entropy
from transformers import AutoModel, PreTrainedModel

from index.errors import InvalidInput
from index.training.prepare import Row
from index.training.teacher import Teacher, batches_by_length, mean_of_tokens
from index.training.tokens import Tokens

CHECKPOINT_FILE = "checkpoint.pt"
LOG_FILE = "log.jsonl"
PADDING = 0

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of a run; the rates fall to zero as the budget is used up.

    `trained` says what of the student learns.
    """

    trained: Literal["all", "embeddings", "layers"] = "all"
    embedding_rate: float = 4e-4
    layer_rate: float = 7e-5
    weight_decay: float = 0.01
    scale: float = 20.0
    own_weight: float = 0.1
    partner_weight: float = 0.03
    english_share: float = 0.2
    stretch: int = 2048
    pieces_in_batch: int = 2048
    warm_up_steps: int = 50
    largest_gradient: float = 1.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a run goes on, whichever comes first: minutes on the clock, or pairs seen."""

    minutes: float
    pairs: int

    def used(self, *, seconds: float, pairs: int) -> float:
        """Return the share used up, 1 when nothing is left."""
        return min(1.0, max(seconds / 60 / self.minutes, pairs / self.pairs))


@dataclass(slots=True)
class Progress:
    """Where a run stands: the next stretch of rows, and what was spent."""

    stretch: int = 0
    steps: int = 0
    pairs: int = 0
    seconds: float = 0.0


class Trainer:
    """The student with its optimizers, at some point of a run."""

    def __init__(
        self, *, folder: Path, recipe: Recipe, device: torch.device, precision: torch.dtype
    ) -> None:
        self.recipe = recipe
        self.device = device
        self.precision = precision
        self.progress = Progress()
        # Eager attention without dropout is the fastest for short texts on a CPU.
        self.model: PreTrainedModel = AutoModel.from_pretrained(
            str(folder),
            dtype=torch.float32,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        ).to(device)
        self.model.train()
        embeddings = self.model.get_input_embeddings()
        embeddings.sparse = True
        table = embeddings.weight
        layers = [
            weight
            for name, weight in self.model.named_parameters()
            if weight is not table and not name.startswith("pooler")
        ]
        self.layers = layers
        table.requires_grad_(recipe.trained != "layers")
        for weight in layers:
            weight.requires_grad_(recipe.trained != "embeddings")
        self.optimizers: list[tuple[torch.optim.Optimizer, float]] = []
        if recipe.trained != "layers":
            rate = recipe.embedding_rate
            self.optimizers.append((torch.optim.SparseAdam([table], lr=rate), rate))
        if recipe.trained != "embeddings":
            rate = recipe.layer_rate
            adam = torch.optim.AdamW(layers, lr=rate, weight_decay=recipe.weight_decay)
            self.optimizers.append((adam, rate))

    def embed(self, pieces: Rows, mask: Rows) -> torch.Tensor:
        """Return the student's L2-normalised vectors of padded `pieces`."""
        attention = torch.from_numpy(mask).to(self.device)
        lower = self.precision != torch.float32
        with torch.autocast(self.device.type, self.precision, enabled=lower):
            hidden = self.model(
                input_ids=torch.from_numpy(pieces).to(self.device), attention_mask=attention
            ).last_hidden_state
        return mean_of_tokens(hidden, attention)

    def step(
        self,
        pieces: Rows,
        mask: Rows,
        *,
        targets: torch.Tensor,
        own: torch.Tensor,
        partner: torch.Tensor,
        rate: float,
    ) -> dict[str, float]:
        """Learn from one batch and return its losses.

        `targets` are the teacher's vectors of the stretch; `own[i]` is the number there of row
        i's English and `partner[i]` of its partner, -1 for none. `rate` scales both rates.
        """
        vectors = self.embed(pieces, mask)
        similarity = vectors @ targets.T
        everyone = torch.arange(len(own), device=self.device)
        distance = 1 - similarity[everyone, own].mean()
        paired = partner >= 0
        # Beside its own English or its partner, a row's other one is no wrong answer.
        without_partner = similarity.scatter(1, torch.where(paired, partner, own)[:, None], -1.0)
        without_partner[everyone, own] = similarity[everyone, own]
        own_loss = cross_entropy(self.recipe.scale * without_partner, own)
        loss = distance + self.recipe.own_weight * own_loss
        losses = {"distance": distance, "own": own_loss}
        if paired.any():
            without_own = similarity.scatter(1, own[:, None], -1.0)[paired]
            # A share of the whole batch: a lone heading among titles must not lead it.
            share = len(without_own) / len(own)
            losses["partner"] = share * cross_entropy(
                self.recipe.scale * without_own, partner[paired]
            )
            loss = loss + self.recipe.partner_weight * losses["partner"]
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.layers, self.recipe.largest_gradient)
        for optimizer, full in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = full * rate
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.progress.steps += 1
        self.progress.pairs += len(own)
        return {name: float(value.detach()) for name, value in losses.items()}

    def save(self, path: Path) -> None:
        """Write everything a later run needs to go on from here, whole or not at all."""
        state = {
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer, _ in self.optimizers],
            "progress": asdict(self.progress),
        }
        unfinished = path.with_suffix(".unfinished")
        torch.save(state, unfinished)
        unfinished.replace(path)

    def restore(self, path: Path) -> None:
        """Go back to what `save` wrote."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        for (optimizer, _), kept in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(kept)
        self.progress = Progress(**state["progress"])


def distil(
    *,
    trainer: Trainer,
    teacher: Teacher,
    rows: list[Row],
    tokens: Mapping[str, Tokens],
    work: Path,
    budget: Budget,
    measure: Callable[[], dict[str, float]],
    kinds: Collection[str] = (),
    minutes_between: float = 5.0,
    measure_every: int = 2,
) -> None:
    """Train until the budget is used up, from the last checkpoint where there is one.

    `tokens` are the rows' English and Russian in the student's pieces. Where `kinds` are named,
    only rows of these are learned; InvalidInput is raised where there are none. A checkpoint is
    written every `minutes_between`, and `measure`'s figures logged with every `measure_every`-th.
    """
    checkpoint = work / CHECKPOINT_FILE
    if checkpoint.exists():
        trainer.restore(checkpoint)
    stretches = list(_stretches(rows, trainer.recipe.stretch, kinds=kinds))
    if not stretches:
        raise InvalidInput(f"the mixture has no row of the kinds {', '.join(kinds)}")
    progress = trainer.progress
    started = time.monotonic() - progress.seconds
    saved = progress.seconds
    checkpoints = 0
    _log(work, trainer, {"hardware": _hardware(trainer.device), "recipe": asdict(trainer.recipe)})
    if progress.steps == 0:
        _log(work, trainer, measure())

    def used() -> float:
        progress.seconds = time.monotonic() - started
        return budget.used(seconds=progress.seconds, pairs=progress.pairs)

    while used() < 1:
        stretch = stretches[progress.stretch % len(stretches)]
        losses = _learn_stretch(trainer, teacher, stretch, rows, tokens, used)
        progress.stretch += 1
        _log(work, trainer, losses)
        if progress.seconds - saved > 60 * minutes_between or used() >= 1:
            saved = progress.seconds
            trainer.save(checkpoint)
            checkpoints += 1
            if checkpoints % measure_every == 0 or used() >= 1:
                _log(work, trainer, measure())


def _learn_stretch(  # noqa: PLR0917 - what `distil` was given, in its order
    trainer: Trainer,
    teacher: Teacher,
    stretch: Rows,
    rows: list[Row],
    tokens: Mapping[str, Tokens],
    used: Callable[[], float],
) -> dict[str, float]:
    """Learn one stretch of rows in batches of like length; return its mean losses."""
    recipe = trainer.recipe
    chooser = np.random.default_rng((recipe.seed, trainer.progress.stretch))
    targets = torch.from_numpy(teacher.vectors(stretch)).to(trainer.device)
    place = {int(row): number for number, row in enumerate(stretch)}
    partners = np.array([place.get(rows[row].partner, -1) for row in stretch])
    english = chooser.random(len(stretch)) < recipe.english_share
    batches = [
        (language, members[batch])
        for language, members in (
            ("english", np.flatnonzero(english)),
            ("russian", np.flatnonzero(~english)),
        )
        for batch in batches_by_length(
            tokens[language].lengths[stretch[members]], pieces=recipe.pieces_in_batch
        )
    ]
    sums: dict[str, list[float]] = {}
    for number in chooser.permutation(len(batches)):
        left = 1 - used()
        if left <= 0:
            break
        language, members = batches[number]
        warm = min(1.0, (trainer.progress.steps + 1) / recipe.warm_up_steps)
        losses = trainer.step(
            *tokens[language].padded(stretch[members], padding=PADDING),
            targets=targets,
            own=torch.from_numpy(members).to(trainer.device),
            partner=torch.from_numpy(partners[members]).to(trainer.device),
            rate=warm * left,
        )
        for name, value in losses.items():
            sums.setdefault(f"loss.{name}.{language}", []).append(value)
    return {name: round(float(np.mean(values)), 4) for name, values in sums.items()}


def _stretches(rows: list[Row], size: int, *, kinds: Collection[str]) -> Iterator[Rows]:
    """Yield the numbers of all rows in stretches, a row's partner right behind it."""
    order: list[int] = []
    for number, row in enumerate(rows):
        if kinds and row.kind not in kinds:
            continue
        if row.partner < 0:
            order.append(number)
        elif number < row.partner:
            order += [number, row.partner]
    numbers = np.array(order, dtype=np.int64)
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


def _hardware(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{torch.get_num_threads()} CPU threads, {torch.backends.cpu.get_cpu_capability()}"


def _log(work: Path, trainer: Trainer, figures: Mapping[str, Any]) -> None:
    progress = trainer.progress
    record = {
        "minutes": round(progress.seconds / 60, 1),
        "pairs": progress.pairs,
        "steps": progress.steps,
        **figures,
    }
    with (work / LOG_FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")
    print(json.dumps(record), flush=True)
