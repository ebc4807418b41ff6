"""Teach a network to read, and write what it learned."""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from math import inf, isinf
from multiprocessing import Queue, get_context
from pathlib import Path
from queue import Empty
from traceback import format_exc

import torch
from torch import Tensor

from index.encode.weights import read_weights
from index.errors import InvalidInput
from index.training.network import PADDING, Network
from index.training.reading.batches import Batch, Reading
from index.training.reading.network import ReadingNetwork, loss
from index.training.recipe import Budget, Changeable

READER_FILE = "reader.pt"
_LOG_EVERY = 50
"""In steps."""
_SAVE_EVERY = 60.0
"""In seconds."""
_PATIENCE = 30.0
"""In seconds, for a batch, before it is looked whether any process still makes them."""


@dataclass(frozen=True, slots=True)
class ReadingRecipe(Changeable):
    """The numbers of a run."""

    rate: float = 1.5e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    second_moment: float = 0.98
    warm_up_steps: int = 100
    largest_gradient: float = 1.0
    pieces_in_batch: int = 49_152
    average_decay: float = 0.997
    dropped: float = 0.1
    """The share of the states and of attention that is dropped."""
    kept: float = 0.3
    """The share of the reader that was gone on from in what is written (Wortsman et al. 2022,
    *Robust fine-tuning of zero-shot models*)."""
    seed: int = 1


def teach_reading(
    *,
    network: Network,
    reading: Reading,
    work: Path,
    minutes: float,
    device: torch.device,
    recipe: ReadingRecipe,
    makers: int = 0,
    learned_before: Path | None = None,
) -> None:
    """Learn for `minutes`, or until the batches had every example where these have no end.

    The averaged weights are written, with what is `kept` of `learned_before`, the file of a reader
    that `export` wrote, to go on from. `makers` processes make the batches, none for this one.
    Raises InvalidInput without examples.
    """
    if not len(reading):
        raise InvalidInput(f"{work}: there is no question to learn reading from")
    torch.manual_seed(recipe.seed)
    reader = ReadingNetwork(network)
    if learned_before is not None:
        _recall(reader, learned_before)
    reader.to(device)
    network.drop(recipe.dropped)
    learned = {name: weight for name, weight in reader.named_parameters() if weight.requires_grad}
    head = [weight for name, weight in learned.items() if name.startswith("head.")]
    layers = [weight for name, weight in learned.items() if not name.startswith("head.")]
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": recipe.rate}, {"params": head, "lr": recipe.head_rate}],
        weight_decay=recipe.weight_decay,
        betas=(0.9, recipe.second_moment),
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    average = [weight.detach().clone() for weight in learned.values()]
    before = average if learned_before is None else [weight.clone() for weight in average]
    budget = Budget(minutes=minutes, units=len(reading) if isinf(minutes) else inf)
    started = saved = time.monotonic()
    costs: list[Tensor] = []
    examples = pieces = 0
    for step, batch in enumerate(_batches(reading, recipe, makers)):
        used = budget.used(seconds=time.monotonic() - started, units=examples)
        if used >= 1:
            break
        warm = min(1.0, (step + 1) / recipe.warm_up_steps)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * warm * max(0.02, 1 - used)
        rows, sentences, first, last, sentence, weights = (
            _sent(torch.from_numpy(part), device)
            for part in (
                batch.pieces,
                batch.sentences,
                batch.first,
                batch.last,
                batch.sentence,
                batch.weights,
            )
        )
        outputs = reader(rows, sentences, most=int(batch.sentences.max()))
        cost = loss(outputs, first=first, last=last, sentence=sentence, weights=weights)
        cost.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learned.values(), recipe.largest_gradient)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        decay = min(recipe.average_decay, (step + 1) / (step + 10))
        torch._foreach_lerp_(average, [weight.detach() for weight in learned.values()], 1 - decay)
        costs.append(cost.detach())
        examples += len(batch.pieces)
        pieces += int((batch.pieces != PADDING).sum())
        if step % _LOG_EVERY == 0 and step:
            mean = float(torch.stack(costs[-_LOG_EVERY:]).mean())
            record = {
                "minutes": round((time.monotonic() - started) / 60, 2),
                "steps": step + 1,
                "examples": examples,
                "pieces": pieces,
                "loss": round(mean, 4),
            }
            print(json.dumps(record), flush=True)
            if time.monotonic() - saved > _SAVE_EVERY:
                saved = time.monotonic()
                _save(learned, average, before, kept=recipe.kept, work=work)
    _save(learned, average, before, kept=recipe.kept, work=work)


def _sent(part: Tensor, device: torch.device) -> Tensor:
    """Return a tensor on the device, without waiting for a GPU to take it."""
    return (part.pin_memory() if device.type == "cuda" else part).to(device, non_blocking=True)


def _recall(reader: ReadingNetwork, path: Path) -> None:
    """Give a reader the weights of one that was exported, all but the table of pieces."""
    weights = {
        name if name.startswith("head.") else f"network.{name}": weight
        for name, weight in read_weights(path).items()
    }
    missing = reader.load_state_dict(weights, strict=False).missing_keys
    if missing != ["network.words"]:
        raise InvalidInput(
            f"{path}: this is no reader of this network: it lacks {', '.join(missing[1:4])}"
        )


def _save(
    names: Iterable[str],
    average: Iterable[Tensor],
    before: Iterable[Tensor],
    *,
    kept: float,
    work: Path,
) -> None:
    """Write the weights, between what they are and what they were before."""
    weights = {
        name: torch.lerp(now, old, kept).cpu()
        for name, now, old in zip(names, average, before, strict=True)
    }
    unfinished = work / f"{READER_FILE}.unfinished"
    torch.save(weights, unfinished)
    unfinished.replace(work / READER_FILE)


def _batches(reading: Reading, recipe: ReadingRecipe, makers: int) -> Iterator[Batch]:
    if not makers:
        for seed in count(recipe.seed):
            yield from reading.batches(seed=seed, pieces=recipe.pieces_in_batch)
    context = get_context("fork")
    ready = context.Queue(maxsize=4 * makers)
    processes = [
        context.Process(
            target=_make, args=(reading, recipe.seed * 1000 + number, recipe, ready), daemon=True
        )
        for number in range(makers)
    ]
    for process in processes:
        process.start()
    try:
        while True:
            try:
                made = ready.get(timeout=_PATIENCE)
            except Empty:
                if any(process.is_alive() for process in processes):
                    continue
                raise RuntimeError("none of the processes that make batches is left") from None
            if isinstance(made, Exception):
                raise made
            yield made
    finally:
        for process in processes:
            process.terminate()


def _make(
    reading: Reading, seed: int, recipe: ReadingRecipe, ready: "Queue[Batch | Exception]"
) -> None:
    try:
        for round_ in count():
            for batch in reading.batches(seed=seed + 100 * round_, pieces=recipe.pieces_in_batch):
                ready.put(batch)
    # Whatever it is, who waits for batches must hear of it.
    except Exception as error:  # noqa: BLE001
        error.add_note(format_exc())
        ready.put(error)
