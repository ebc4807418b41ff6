import stat
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from index.training.distil import CHECKPOINT_FILE, Recipe, Trainer
from index.training.export import export
from index.training.vocabulary import MOST_PIECES, STUDENT_FOLDER
from tests.index.training.made_up import write_network

TEXTS = ["The old house stands by the river.", "Старый дом стоит у реки", "?", "дом " * 400]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that has learned something: the weights are not the student's any more."""
    folder = tmp_path_factory.mktemp("work")
    write_network(folder / STUDENT_FOLDER, seed=2)
    trainer = load(folder)
    with torch.no_grad():
        for weight in trainer.layers:
            weight.mul_(1.1)
    trainer.save(folder / CHECKPOINT_FILE)
    return folder


@pytest.fixture(scope="module")
def model(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "model"
    export(work=work, model=folder)
    return folder


@pytest.fixture(scope="module")
def loaded(model: Path) -> SentenceTransformer:
    return SentenceTransformer(
        str(model), local_files_only=True, model_kwargs={"dtype": torch.float32}
    )


def load(work: Path) -> Trainer:
    return Trainer(
        folder=work / STUDENT_FOLDER,
        recipe=Recipe(),
        device=torch.device("cpu"),
        precision=torch.float32,
    )


def test_every_number_in_the_file_is_float16(model: Path) -> None:
    path = model / "model.safetensors"
    with safe_open(path, framework="pt") as file:
        weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    assert {weight.dtype for weight in weights.values()} == {torch.float16}
    count = sum(weight.numel() for weight in weights.values())
    assert 2 * count < path.stat().st_size < 2 * count + 10_000
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_it_loads_as_float32_and_gives_vectors_of_length_one(
    loaded: SentenceTransformer,
) -> None:
    assert {weight.dtype for weight in loaded.parameters()} == {torch.float32}
    assert loaded.max_seq_length == MOST_PIECES
    vectors = loaded.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 16)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_it_gives_the_vectors_that_were_trained(work: Path, loaded: SentenceTransformer) -> None:
    tokenizer = Tokenizer.from_file(str(work / STUDENT_FOLDER / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_PIECES)
    trained, untrained = load(work), load(work)
    trained.restore(work / CHECKPOINT_FILE)
    exported = loaded.encode(TEXTS)
    for text, vector in zip(TEXTS, exported, strict=True):
        pieces = np.array([tokenizer.encode(text).ids], dtype=np.int64)
        with torch.inference_mode():
            wanted, before = (
                trainer.embed(pieces, np.ones_like(pieces)).numpy()[0]
                for trainer in (trained, untrained)
            )
        assert vector == pytest.approx(wanted, abs=5e-3)
        assert np.abs(vector - before).max() > 5e-3


def test_without_a_run_the_student_before_training_is_written(tmp_path: Path, work: Path) -> None:
    (tmp_path / STUDENT_FOLDER).symlink_to(work / STUDENT_FOLDER)
    export(work=tmp_path, model=tmp_path / "model")
    before = load(work).model.state_dict()
    with safe_open(tmp_path / "model" / "model.safetensors", framework="pt") as file:
        for name in file.keys():  # noqa: SIM118
            assert torch.equal(file.get_tensor(name), before[name].half())
