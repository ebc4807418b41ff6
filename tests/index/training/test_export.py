import shutil
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from index.encode.dense import SentenceTransformerEncoder, load_model
from index.encode.weights import WEIGHTS_FILE, read_weights, write_weights
from index.errors import EncoderUnavailable
from index.training.distil import CHECKPOINT_FILE, Recipe, Trainer
from index.training.export import UNTRAINED_SHARE, export
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
    return load_model(str(model))


def load(work: Path) -> Trainer:
    return Trainer(
        folder=work / STUDENT_FOLDER,
        recipe=Recipe(),
        device=torch.device("cpu"),
        precision=torch.float32,
    )


def test_the_file_has_a_byte_for_each_number_of_a_matrix(work: Path, model: Path) -> None:
    path = model / WEIGHTS_FILE
    state = {
        name: weight
        for name, weight in load(work).model.state_dict().items()
        if not name.startswith("pooler.")
    }
    matrices = {name: weight for name, weight in state.items() if weight.ndim == 2}
    size = sum(weight.numel() + 2 * sum(weight.shape) for weight in matrices.values())
    size += sum(2 * weight.numel() for name, weight in state.items() if name not in matrices)
    header = 8 + int.from_bytes(path.read_bytes()[:8], "little")
    assert path.stat().st_size == header + size
    assert header < 200 * len(load_file(path))
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


def test_it_gives_the_vectors_that_were_trained_averaged_with_those_before(
    work: Path, loaded: SentenceTransformer
) -> None:
    tokenizer = Tokenizer.from_file(str(work / STUDENT_FOLDER / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_PIECES)
    trained, untrained = load(work), load(work)
    trained.restore(work / CHECKPOINT_FILE)
    averaged = {
        name: (1 - UNTRAINED_SHARE) * weight + UNTRAINED_SHARE * before
        for (name, weight), before in zip(
            trained.model.state_dict().items(), untrained.model.state_dict().values(), strict=True
        )
        if weight.is_floating_point()
    }
    trained.model.load_state_dict(averaged, strict=False)
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
    written = read_weights(tmp_path / "model" / WEIGHTS_FILE)
    assert written.keys() == {name for name in before if not name.startswith("pooler.")}
    for name, weight in written.items():
        assert weight == pytest.approx(before[name], abs=2e-3)


def test_it_is_a_plain_bert_and_keeps_its_fingerprint(model: Path) -> None:
    encoder = SentenceTransformerEncoder(str(model))
    assert encoder._bert is not None
    assert encoder.fingerprint == SentenceTransformerEncoder(str(model)).fingerprint


def test_saved_by_sentence_transformers_it_is_still_the_same(
    model: Path, loaded: SentenceTransformer, tmp_path: Path
) -> None:
    loaded.save(str(tmp_path / "saved"))
    again = SentenceTransformerEncoder(str(tmp_path / "saved"))
    wanted = SentenceTransformerEncoder(str(model)).encode_passages(TEXTS)
    assert again.encode_passages(TEXTS) == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("damage", ["missing", "unknown", "another shape", "cut off"])
def test_weights_that_do_not_fit_are_one_clear_line(
    model: Path, tmp_path: Path, damage: str
) -> None:
    shutil.copytree(model, tmp_path / "model")
    path = tmp_path / "model" / WEIGHTS_FILE
    weights = read_weights(path)
    name = "encoder.layer.0.output.dense.weight"
    if damage == "missing":
        del weights[name]
    elif damage == "unknown":
        weights["more"] = torch.zeros(3)
    else:
        weights[name] = weights[name][:, :-1]
    write_weights(path, weights)
    if damage == "cut off":
        path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(EncoderUnavailable, match="put the file back") as caught:
        load_model(str(tmp_path / "model"))
    assert "\n" not in str(caught.value)


def test_without_its_reader_the_folder_is_refused(model: Path) -> None:
    """Plain transformers would take the int8 numbers for the weights."""
    code = f"from transformers import AutoModel; AutoModel.from_pretrained({str(model)!r})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "spravka-bert-in-8-bits" in ran.stderr
