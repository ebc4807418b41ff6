import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

from index.errors import InvalidInput
from index.training.distil import (
    CHECKPOINT_FILE,
    LOG_FILE,
    PADDING,
    Budget,
    Recipe,
    Trainer,
    distil,
)
from index.training.prepare import Row
from index.training.teacher import Teacher
from index.training.tokens import read_tokens, write_tokens
from tests.index.training.made_up import sentences, write_network

ROWS = [
    replace(
        Row("general", "newstest", -1, english, russian), partner=(number ^ 1 if number < 8 else -1)
    )
    for number, (english, russian) in enumerate(sentences("The", "Этот")[:40])
]
RECIPE = Recipe(
    embedding_rate=1e-2, layer_rate=1e-2, stretch=16, pieces_in_batch=256, warm_up_steps=4
)
FOREVER = float("inf")


class Stopped(Exception):
    """What ends a run at a place of the test's choice, as a signal or a power cut would."""


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("networks")
    write_network(folder / "teacher", seed=1)
    write_network(folder / "student", seed=2)
    return folder


@pytest.fixture
def train(
    networks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Trainer]:
    monkeypatch.setattr("index.training.teacher.teacher_path", lambda: networks / "teacher")
    tokenizer = Tokenizer.from_file(str(networks / "student" / "tokenizer.json"))

    def run(
        name: str,
        *,
        pairs: int = 100,
        recipe: Recipe = RECIPE,
        stop_at: int | None = None,
        kinds: tuple[str, ...] = (),
    ) -> Trainer:
        """Train in the folder `name`, until `pairs` or the `stop_at`-th time it would measure."""
        work = tmp_path / name
        work.mkdir(exist_ok=True)
        for language in ("english", "russian"):
            texts = [getattr(row, language) for row in ROWS]
            write_tokens(work / language, tokenizer, texts, most=256)
        measured = 0

        def measure() -> dict[str, float]:
            nonlocal measured
            measured += 1
            if measured == stop_at:
                raise Stopped
            return {"measured": measured}

        device = torch.device("cpu")
        trainer = Trainer(
            folder=networks / "student", recipe=recipe, device=device, precision=torch.float32
        )
        distil(
            trainer=trainer,
            teacher=Teacher(work=work, texts=[row.english for row in ROWS], device=device),
            rows=ROWS,
            tokens={language: read_tokens(work / language) for language in ("english", "russian")},
            work=work,
            budget=Budget(minutes=FOREVER, pairs=pairs),
            measure=measure,
            kinds=kinds,
            minutes_between=0,
            measure_every=1,
        )
        return trainer

    return run


def log(work: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (work / LOG_FILE).read_text("utf-8").splitlines()]


def same_weights(one: Trainer, other: Trainer) -> bool:
    weights = other.model.state_dict()
    return all(
        torch.equal(weight, weights[name]) for name, weight in one.model.state_dict().items()
    )


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(
    train: Callable[..., Trainer], tmp_path: Path
) -> None:
    whole = train("whole")
    with pytest.raises(Stopped):
        train("stopped", stop_at=4)
    left = torch.load(tmp_path / "stopped" / CHECKPOINT_FILE, weights_only=True)["progress"]
    assert (left["stretch"], left["pairs"]) == (3, len(ROWS))
    resumed = train("stopped")
    assert resumed.progress.pairs == whole.progress.pairs >= 100
    assert (resumed.progress.steps, resumed.progress.stretch) == (
        whole.progress.steps,
        whole.progress.stretch,
    )
    assert same_weights(resumed, whole)


def test_the_log_of_a_resumed_run_goes_on_where_the_checkpoint_was(
    train: Callable[..., Trainer], tmp_path: Path
) -> None:
    with pytest.raises(Stopped):
        train("stopped", stop_at=3)
    before = len(log(tmp_path / "stopped"))
    train("stopped")
    records = log(tmp_path / "stopped")
    assert records[before]["pairs"] == records[before - 1]["pairs"] == 32
    assert all(one["pairs"] <= other["pairs"] for one, other in pairwise(records))
    assert next(record["steps"] for record in records if "measured" in record) == 0
    assert not list((tmp_path / "stopped").glob("*.unfinished"))


def test_the_teacher_is_asked_for_a_text_once(
    train: Callable[..., Trainer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train("work", pairs=40)

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Teacher, "_embed", never)
    train("work", pairs=80)
    assert log(tmp_path / "work")[-1]["pairs"] >= 80


def test_a_run_that_used_up_its_budget_learns_nothing_more(train: Callable[..., Trainer]) -> None:
    assert same_weights(train("work"), train("work"))


def test_the_seed_decides_what_is_learned(train: Callable[..., Trainer]) -> None:
    first = train("first", pairs=40)
    assert same_weights(first, train("again", pairs=40))
    assert not same_weights(first, train("other", pairs=40, recipe=replace(RECIPE, seed=2)))


@pytest.mark.parametrize(("trained", "kept"), [("embeddings", "encoder"), ("layers", "embeddings")])
def test_a_part_alone_can_learn(
    train: Callable[..., Trainer], networks: Path, trained: Any, kept: str
) -> None:
    recipe = replace(RECIPE, trained=trained)
    before = AutoModel.from_pretrained(str(networks / "student")).state_dict()
    after = train("work", pairs=40, recipe=recipe).model.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    table = "embeddings.word_embeddings.weight"
    assert (changed == {table}) if kept == "encoder" else (changed and table not in changed)


def test_rows_of_other_kinds_teach_nothing(train: Callable[..., Trainer], tmp_path: Path) -> None:
    train("work", pairs=40, kinds=("general",))
    assert log(tmp_path / "work")[-2]["pairs"] >= 40
    with pytest.raises(InvalidInput, match="no row of the kinds poems"):
        train("other", pairs=40, kinds=("poems",))


def test_the_student_comes_nearer_to_the_teacher(
    train: Callable[..., Trainer], networks: Path, tmp_path: Path
) -> None:
    trained = train("work", pairs=300)
    untrained = Trainer(
        folder=networks / "student",
        recipe=RECIPE,
        device=torch.device("cpu"),
        precision=torch.float32,
    )
    rows = np.arange(len(ROWS))
    texts = [row.english for row in ROWS]
    targets = Teacher(work=tmp_path / "work", texts=texts, device=torch.device("cpu")).vectors(rows)
    for language in ("english", "russian"):
        pieces, mask = read_tokens(tmp_path / "work" / language).padded(rows, padding=PADDING)
        with torch.inference_mode():
            before, after = (
                float((trainer.embed(pieces, mask).numpy() * targets).sum(axis=1).mean())
                for trainer in (untrained, trained)
            )
        assert after > before + 0.1


def test_a_budget_is_used_up_by_whichever_comes_first() -> None:
    budget = Budget(minutes=2, pairs=100)
    assert budget.used(seconds=0, pairs=0) == 0
    assert budget.used(seconds=60, pairs=10) == 0.5
    assert budget.used(seconds=6, pairs=90) == 0.9
    assert budget.used(seconds=600, pairs=1) == 1
