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

from index.encode.dense import SentenceTransformerEncoder, load_model
from index.encode.weights import WEIGHTS_FILE, read_weights, write_weights
from index.errors import EncoderUnavailable
from index.training.encoder import NetworkEncoder
from index.training.export import START_SHARE, export
from index.training.folder import MOST_PIECES, PROMPTS
from index.training.network import Network
from index.training.recipe import Recipe
from index.training.start import START_FOLDER
from index.training.teach import CHECKPOINT_FILE, Trainer
from tests.index.training.made_up import DIMENSION, LAYERS

TEXTS = ["The old house stands by the river.", "Старый дом стоит у реки", "?", "дом " * 400]
CPU = torch.device("cpu")
KEPT = (0, 2)


@pytest.fixture(scope="module")
def work(start: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two layers that has learned something: its average is not the start any more."""
    folder = tmp_path_factory.mktemp("work")
    (folder / START_FOLDER).symlink_to(start)
    trainer = Trainer(
        folder=start, layers=KEPT, recipe=Recipe(), device=CPU, precision=torch.float32
    )
    with torch.no_grad():
        for weight in trainer._average:
            weight.mul_(torch.empty_like(weight).uniform_(0.7, 1.3))
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


def before(work: Path, *, layers: tuple[int, ...] = KEPT) -> Network:
    return Network.load(
        str(work / START_FOLDER), layers=layers, precision=torch.float32, device=CPU
    )


def test_the_file_has_a_byte_for_each_number_of_a_matrix(model: Path) -> None:
    path = model / WEIGHTS_FILE
    state = read_weights(path)
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
    assert vectors.shape == (len(TEXTS), DIMENSION)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_it_gives_the_vectors_of_the_average_averaged_with_the_start(
    work: Path, loaded: SentenceTransformer
) -> None:
    average = torch.load(work / CHECKPOINT_FILE, weights_only=True)["average"]
    network = before(work)
    tokenizer = work / START_FOLDER / "tokenizer.json"
    at_start = NetworkEncoder(network, tokenizer).encode_queries(TEXTS)
    network.load_state_dict(
        {
            name: (1 - START_SHARE) * average[name] + START_SHARE * weight
            for name, weight in network.state_dict().items()
        }
    )
    wanted = NetworkEncoder(network, tokenizer).encode_queries(TEXTS)
    exported = loaded.encode_query(TEXTS)
    assert exported == pytest.approx(wanted, abs=2e-2)
    assert np.abs(exported - at_start).max() > 5e-2


@pytest.mark.parametrize("layers", [None, [2], [0, 1]])
def test_without_a_run_the_start_is_written(
    tmp_path: Path, work: Path, layers: list[int] | None
) -> None:
    (tmp_path / START_FOLDER).symlink_to(work / START_FOLDER)
    export(work=tmp_path, model=tmp_path / "model", layers=layers)
    network = before(work, layers=tuple(layers or range(LAYERS)))
    wanted = NetworkEncoder(network, work / START_FOLDER / "tokenizer.json")
    written = SentenceTransformerEncoder(str(tmp_path / "model"))
    assert written.encode_passages(TEXTS) == pytest.approx(wanted.encode_passages(TEXTS), abs=2e-2)


def test_it_is_a_plain_bert_with_e5s_prompts_and_keeps_its_fingerprint(
    model: Path, loaded: SentenceTransformer
) -> None:
    encoder = SentenceTransformerEncoder(str(model))
    assert encoder.parts is not None
    assert {name: loaded.prompts[name] for name in PROMPTS} == PROMPTS
    assert encoder.fingerprint == SentenceTransformerEncoder(str(model)).fingerprint


def test_saved_by_sentence_transformers_it_is_still_the_same(
    loaded: SentenceTransformer, tmp_path: Path
) -> None:
    loaded.save(str(tmp_path / "saved"))
    again = load_model(str(tmp_path / "saved"))
    assert again.encode_query(TEXTS) == pytest.approx(loaded.encode_query(TEXTS), abs=1e-6)
    assert SentenceTransformerEncoder(str(tmp_path / "saved")).parts is not None


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
