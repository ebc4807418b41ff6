import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from index.errors import InvalidInput
from index.training.batches import Batch
from index.training.lessons import Parts, Targets, loss
from index.training.network import PADDING, Network
from index.training.prepare import Row
from index.training.recipe import Budget, Recipe
from index.training.rounds import Rounds
from index.training.teach import CHECKPOINT_FILE, LOG_FILE, Trainer, teach
from index.training.teacher import VECTORS_FILE, Teacher
from index.training.tokens import (
    PASSAGE,
    RUSSIAN,
    RUSSIAN_PASSAGE,
    UNITS_FILE,
    Ints,
    Tokens,
    number_texts,
    read_tokens,
    read_units,
    write_tokens,
)
from tests.index.training.made_up import LAYERS, sentences

PAIRS = sentences("The", "Этот")
ROWS = [
    *(Row("general", "newstest", *pair) for pair in PAIRS[:32]),
    *(
        Row("sections", "microsoft-docs", *PAIRS[place], *PAIRS[place + 100])
        for place in range(40, 52)
    ),
    *(
        Row("questions", "qamr", f"What of {place}?", passage=PAIRS[place][0])
        for place in range(60, 72)
    ),
]
RECIPE = Recipe(
    layer_rate=2e-3,
    sections_in_round=4,
    pairs_in_round=8,
    questions_in_round=4,
    rivals=8,
    sections_in_batch=4,
    pieces_in_batch=256,
    shortest_pair=1,
    shortest_heading=1,
    shortest_section=1,
    warm_up_steps=4,
    average_decay=0.95,
    average_every=2,
)
CPU = torch.device("cpu")
FOREVER = float("inf")


@dataclass(frozen=True)
class AsItIs:
    """A network that reads the texts of a batch and is not taught by them."""

    network: Network
    tokens: Tokens

    def embed(self, texts: Ints) -> torch.Tensor:
        return self.embed_parts(texts)[0]

    def embed_parts(self, texts: Ints) -> Parts:
        pieces, mask = self.tokens.padded(texts, padding=PADDING)
        sentences = self.tokens.sentence_numbers(texts, longest=pieces.shape[1])
        return self.network.embed_parts(*map(torch.from_numpy, (pieces, mask, sentences)))


class Stopped(Exception):
    """What ends a run at a place of the test's choice, as a signal or a power cut would."""


@pytest.fixture
def train(start: Path, tmp_path: Path) -> Callable[..., Trainer]:
    def run(
        name: str,
        *,
        units: int = 48,
        recipe: Recipe = RECIPE,
        stop_at: int | None = None,
        layers: tuple[int, ...] = tuple(range(LAYERS)),
    ) -> Trainer:
        """Train in the folder `name`, until `units` or the `stop_at`-th time it would measure."""
        work = tmp_path / name
        work.mkdir(exist_ok=True)
        texts, numbers = number_texts(np.random.default_rng(5).permutation(np.array(ROWS)))
        write_tokens(work, Tokenizer.from_file(str(start / "tokenizer.json")), texts)
        np.save(work / UNITS_FILE, numbers)
        measured = 0

        def measure() -> dict[str, float]:
            nonlocal measured
            measured += 1
            if measured == stop_at:
                raise Stopped
            return {"measured": measured}

        trainer = untrained(start, recipe=recipe, layers=layers)
        teach(
            trainer=trainer,
            teacher=make_teacher(start, work),
            rounds=Rounds(read_units(work), read_tokens(work).lengths, recipe=recipe),
            tokens=read_tokens(work),
            work=work,
            budget=Budget(minutes=FOREVER, units=units),
            measure=measure,
            minutes_between=0,
            measure_every=1,
        )
        return trainer

    return run


def untrained(
    start: Path, *, recipe: Recipe = RECIPE, layers: tuple[int, ...] = tuple(range(LAYERS))
) -> Trainer:
    return Trainer(folder=start, layers=layers, recipe=recipe, device=CPU, precision=torch.float32)


def make_teacher(start: Path, work: Path) -> Teacher:
    network = Network.load(str(start), layers=range(LAYERS), precision=torch.float32, device=CPU)
    return Teacher(network=network, tokens=read_tokens(work), work=work)


def log(work: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (work / LOG_FILE).read_text("utf-8").splitlines()]


def same(one: Network, other: Network) -> bool:
    weights = other.state_dict()
    return all(torch.equal(weight, weights[name]) for name, weight in one.state_dict().items())


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(
    train: Callable[..., Trainer], tmp_path: Path
) -> None:
    whole = train("whole", units=80)
    with pytest.raises(Stopped):
        train("stopped", units=80, stop_at=4)
    left = torch.load(tmp_path / "stopped" / CHECKPOINT_FILE, weights_only=True)["progress"]
    assert left["round"] == 3
    resumed = train("stopped", units=80)
    assert (resumed.progress.steps, resumed.progress.round, resumed.progress.pieces) == (
        whole.progress.steps,
        whole.progress.round,
        whole.progress.pieces,
    )
    assert resumed.progress.round == 5
    assert same(resumed.network, whole.network)
    assert same(resumed.averaged(), whole.averaged())


def test_the_log_of_a_resumed_run_goes_on_where_the_checkpoint_was(
    train: Callable[..., Trainer], tmp_path: Path
) -> None:
    with pytest.raises(Stopped):
        train("stopped", stop_at=3)
    before = len(log(tmp_path / "stopped"))
    train("stopped")
    records = log(tmp_path / "stopped")
    assert records[before]["units"] == records[before - 1]["units"] == 32
    assert all(one["units"] <= other["units"] for one, other in pairwise(records))
    assert next(record["steps"] for record in records if "measured" in record) == 0
    assert not list((tmp_path / "stopped").glob("*.unfinished"))


def test_the_teacher_is_asked_for_a_text_once(
    train: Callable[..., Trainer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train("work", units=len(ROWS))

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Teacher, "_embed", never)
    train("work", units=2 * len(ROWS))
    assert log(tmp_path / "work")[-1]["units"] >= 2 * len(ROWS)


def test_a_sentence_belongs_where_the_teacher_reads_it_alone(start: Path, tmp_path: Path) -> None:
    sentences = ["The old house stands by the river.", "Старый дом стоит у реки.", "It is new."]
    passages = [" ".join(sentences), f"{sentences[2]} {sentences[0]}"]
    texts = [f"passage: {text}" for text in (*passages, *sentences, "No.")]
    write_tokens(tmp_path, Tokenizer.from_file(str(start / "tokenizer.json")), texts)
    teacher = make_teacher(start, tmp_path)
    # In the order of the passages asked for; of one too short to be parted there is none.
    found = teacher.sentences(np.array([1, 5, 0]))
    alone = teacher.vectors(np.array([4, 2, 2, 3, 4]))
    cosines = found.numpy() @ alone.T
    assert cosines.diagonal().min() > 0.995
    assert found[1].numpy() @ alone[3] < 0.97
    assert teacher.sentences(np.array([5])).shape == (0, 32)


def test_vectors_of_another_mixture_are_told(start: Path, tmp_path: Path) -> None:
    tokenizer = Tokenizer.from_file(str(start / "tokenizer.json"))
    write_tokens(tmp_path, tokenizer, ["one", "two"])
    assert make_teacher(start, tmp_path).vectors(np.array([1, 0])).shape == (2, 32)
    write_tokens(tmp_path, tokenizer, ["one", "two", "three"])
    with pytest.raises(InvalidInput, match=rf"{VECTORS_FILE} is of another mixture: delete it"):
        make_teacher(start, tmp_path)


def test_a_run_that_used_up_its_budget_learns_nothing_more(train: Callable[..., Trainer]) -> None:
    assert same(train("work").network, train("work").network)


def test_the_seed_decides_what_is_learned(train: Callable[..., Trainer]) -> None:
    first = train("first", units=16)
    assert same(first.network, train("again", units=16).network)
    other = train("other", units=16, recipe=replace(RECIPE, seed=2))
    assert not same(first.network, other.network)


def test_the_student_can_have_fewer_layers(train: Callable[..., Trainer], tmp_path: Path) -> None:
    assert len(train("work", layers=(0, 2)).network.layers) == 2
    assert torch.load(tmp_path / "work" / CHECKPOINT_FILE, weights_only=True)["layers"] == [0, 2]
    with pytest.raises(InvalidInput, match="is a run of --layers 0,2: give these, or delete it"):
        train("work", layers=(0, 1))


def test_the_average_lags_behind_the_weights(train: Callable[..., Trainer], start: Path) -> None:
    before = untrained(start).network.positions
    trained = train("work")
    average = trained.averaged().positions
    assert 0 < (average - before).norm() < (trained.network.positions - before).norm()


def test_the_table_of_pieces_stays_as_it_was_and_all_else_learns(
    train: Callable[..., Trainer], start: Path
) -> None:
    before, trained = untrained(start).network.state_dict(), train("work")
    for network in (trained.network, trained.averaged()):
        stayed = {
            name for name, weight in network.state_dict().items() if weight.equal(before[name])
        }
        assert stayed == {"words"}


def test_what_was_taught_costs_less(
    train: Callable[..., Trainer], start: Path, tmp_path: Path
) -> None:
    trained = train("work", units=480)
    work = tmp_path / "work"
    units, tokens = read_units(work), read_tokens(work)
    targets = Targets(
        units, rivals=units, teacher=make_teacher(start, work), recipe=RECIPE, device=CPU
    )
    pairs = units[(units[:, RUSSIAN] >= 0) & (units[:, PASSAGE] < 0)]
    sections = units[units[:, RUSSIAN_PASSAGE] >= 0]

    def costs(network: Network) -> list[float]:
        student = AsItIs(network, tokens)
        batches = Batch("pair", (RUSSIAN,), pairs), Batch("section", (RUSSIAN, PASSAGE), sections)
        with torch.inference_mode():
            return [
                float(loss(batch, student=student, targets=targets, recipe=RECIPE))
                for batch in batches
            ]

    before = costs(untrained(start).network)
    for after in (costs(trained.network), costs(trained.averaged())):
        assert after[0] < 0.85 * before[0]
        assert after[1] < 0.85 * before[1]
