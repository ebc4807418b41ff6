"""Teach the student, a round of the mixture at a time, from the last checkpoint on."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import BertConfig

from index.errors import InvalidInput
from index.training.batches import Batch, cut
from index.training.lessons import Parts, Targets, loss
from index.training.network import PADDING, Network
from index.training.recipe import Budget, Recipe
from index.training.rounds import Rounds
from index.training.teacher import Teacher
from index.training.tokens import Ints, Tokens

CHECKPOINT_FILE = "checkpoint.pt"
LOG_FILE = "log.jsonl"
MINUTES_BETWEEN = 6.0


@dataclass(slots=True)
class Progress:
    """Where a run stands: the next round, and what was spent."""

    round: int = 0
    steps: int = 0
    pieces: int = 0
    seconds: float = 0.0


class Trainer:
    """The student with its optimizer and the running average of its weights."""

    def __init__(
        self,
        *,
        folder: Path,
        layers: Sequence[int],
        recipe: Recipe,
        device: torch.device,
        precision: torch.dtype,
    ) -> None:
        """Start with these layers of the network in `folder`."""
        self.recipe = recipe
        self.device = device
        self.layers = list(layers)
        self.progress = Progress()
        self.network = Network.load(str(folder), layers=layers, precision=precision, device=device)
        self._config = BertConfig.from_pretrained(folder)
        self._names = [name for name, _ in self.network.named_parameters()]
        self._average = [weight.detach().clone() for weight in self.network.parameters()]
        # The table of pieces stays as it is: what was never read in training stays where it was
        # beside what was, and the reader shares it.
        self.network.words.requires_grad_(False)  # noqa: FBT003
        learned = [weight for weight in self.network.parameters() if weight.requires_grad]
        self._learned = learned
        self._optimizer = torch.optim.AdamW(
            learned,
            lr=recipe.layer_rate,
            weight_decay=recipe.weight_decay,
            betas=(0.9, recipe.second_moment),
        )

    def averaged(self) -> Network:
        """Return a network of the averaged weights."""
        weights = dict(zip(self._names, self._average, strict=True))
        return Network.of(
            weights, self._config, precision=self.network.precision, device=self.device
        )

    def step(self, batch: Batch, *, targets: Targets, tokens: Tokens, used: float) -> Tensor:
        """Learn from one batch and return its loss, a scalar.

        `used` is the share of the budget that is gone.
        """
        recipe, progress = self.recipe, self.progress
        student = _Student(self.network, tokens, self.device)
        cost = loss(batch, student=student, targets=targets, recipe=recipe)
        progress.pieces += student.pieces
        cost.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._learned, recipe.largest_gradient)
        warm = min(1.0, (progress.steps + 1) / recipe.warm_up_steps)
        for group in self._optimizer.param_groups:
            group["lr"] = recipe.layer_rate * warm * max(recipe.least_rate, 1 - used)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        progress.steps += 1
        if progress.steps % recipe.average_every == 0:
            self._update_average()
        return cost.detach()

    def _update_average(self) -> None:
        decay = self.recipe.average_decay**self.recipe.average_every
        weights = [weight.detach() for weight in self.network.parameters()]
        torch._foreach_lerp_(self._average, weights, 1 - decay)

    def save(self, path: Path) -> None:
        """Write everything a later run needs to go on from here, whole or not at all."""
        state = {
            "layers": self.layers,
            "network": self.network.state_dict(),
            "average": dict(zip(self._names, self._average, strict=True)),
            "optimizer": self._optimizer.state_dict(),
            "progress": asdict(self.progress),
        }
        unfinished = path.with_suffix(".unfinished")
        torch.save(state, unfinished)
        unfinished.replace(path)

    def restore(self, path: Path) -> None:
        """Go back to what `save` wrote; raises InvalidInput where it is of other layers."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        if state["layers"] != self.layers:
            listed = ",".join(map(str, state["layers"]))
            raise InvalidInput(f"{path} is a run of --layers {listed}: give these, or delete it")
        self.network.load_state_dict(state["network"])
        self._average = [state["average"][name] for name in self._names]
        self._optimizer.load_state_dict(state["optimizer"])
        self.progress = Progress(**state["progress"])


class _Student:
    """The network as it reads the texts of one batch, and how many pieces that were."""

    def __init__(self, network: Network, tokens: Tokens, device: torch.device) -> None:
        self._network = network
        self._tokens = tokens
        self._device = device
        self.pieces = 0

    def embed(self, texts: Ints) -> Tensor:
        return self._network.embed(*self._rows(texts))

    def embed_parts(self, texts: Ints) -> Parts:
        pieces, mask = self._rows(texts)
        sentences = self._tokens.sentence_numbers(texts, longest=pieces.shape[1])
        return self._network.embed_parts(pieces, mask, torch.from_numpy(sentences).to(self._device))

    def _rows(self, texts: Ints) -> tuple[Tensor, Tensor]:
        pieces, mask = self._tokens.padded(texts, padding=PADDING)
        self.pieces += int(mask.sum())
        return torch.from_numpy(pieces).to(self._device), torch.from_numpy(mask).to(self._device)


def teach(
    *,
    trainer: Trainer,
    teacher: Teacher,
    rounds: Rounds,
    tokens: Tokens,
    work: Path,
    budget: Budget,
    measure: Callable[[], Mapping[str, float]],
    minutes_between: float = MINUTES_BETWEEN,
    measure_every: int = 2,
) -> None:
    """Train until the budget is used up, from the last checkpoint where there is one.

    A checkpoint is written with the first round that ends `minutes_between` or more after the
    last one, and `measure`'s figures are logged with every `measure_every`-th.
    """
    checkpoint = work / CHECKPOINT_FILE
    if checkpoint.exists():
        trainer.restore(checkpoint)
    progress = trainer.progress
    started = time.monotonic() - progress.seconds
    saved = progress.seconds
    checkpoints = 0

    def log(figures: Mapping[str, Any]) -> None:
        _log(work, progress, figures, units=rounds.size * progress.round)

    log({"hardware": _hardware(trainer.device), "recipe": asdict(trainer.recipe)})
    if progress.steps == 0:
        log(measure())

    def used(share: float = 0.0) -> float:
        progress.seconds = time.monotonic() - started
        return budget.used(seconds=progress.seconds, units=rounds.size * (progress.round + share))

    while used() < 1:
        losses = _learn_round(trainer, teacher, rounds, tokens, used)
        progress.round += 1
        log(losses)
        if progress.seconds - saved > 60 * minutes_between or used() >= 1:
            saved = progress.seconds
            trainer.save(checkpoint)
            checkpoints += 1
            if checkpoints % measure_every == 0 or used() >= 1:
                log(measure())


def _learn_round(
    trainer: Trainer,
    teacher: Teacher,
    rounds: Rounds,
    tokens: Tokens,
    used: Callable[[float], float],
) -> dict[str, float]:
    """Learn one round of units; return the mean loss of each kind of batch."""
    recipe, number = trainer.recipe, trainer.progress.round
    units = rounds.units(number)
    targets = Targets(
        units,
        rivals=rounds.rivals(number),
        teacher=teacher,
        recipe=recipe,
        device=trainer.device,
    )
    chooser = np.random.default_rng((recipe.seed, number))
    batches = cut(units, tokens.lengths, recipe=recipe, chooser=chooser)
    losses: dict[str, list[Tensor]] = {}
    for place, batch in enumerate(batches):
        gone = used(place / len(batches))
        if gone >= 1:
            break
        cost = trainer.step(batch, targets=targets, tokens=tokens, used=gone)
        losses.setdefault(f"loss.{batch.name}", []).append(cost)
    return {
        name: round(float(torch.stack(values).mean()), 4) for name, values in sorted(losses.items())
    }


def _hardware(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{torch.get_num_threads()} CPU threads, {torch.backends.cpu.get_cpu_capability()}"


def _log(work: Path, progress: Progress, figures: Mapping[str, Any], *, units: int) -> None:
    record = {
        "minutes": round(progress.seconds / 60, 1),
        "units": units,
        "steps": progress.steps,
        "pieces": progress.pieces,
        **figures,
    }
    with (work / LOG_FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")
    print(json.dumps(record), flush=True)
