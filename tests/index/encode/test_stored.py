"""The shipped model without the libraries that others need: the same in all that is seen of it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.encode.dense import SentenceTransformerEncoder
from index.encode.load import load_encoders
from index.encode.stored import StoredEncoder, is_stored
from index.encode.weights import WEIGHTS_FILE, read_weights, write_weights
from index.errors import EncoderUnavailable
from index.learned import SHIPPED_MODEL
from index.types import Span
from tests.index.berts import tiny_bert

TEXTS = [
    "?",
    "",
    "Who chairs the supervisory board?",
    "Ёлка, café, 東京, 🙂 and [SEP] in one text.",
    "длинный текст " * 600,
]


@pytest.fixture(scope="module")
def stored() -> StoredEncoder:
    return StoredEncoder(SHIPPED_MODEL, name="spravka")


def test_it_is_what_sentence_transformers_makes_of_the_folder(
    stored: StoredEncoder, dense_encoder: SentenceTransformerEncoder
) -> None:
    assert stored.fingerprint == dense_encoder.fingerprint
    for name in ("name", "dim", "max_tokens"):
        assert getattr(stored, name) == getattr(dense_encoder, name)
    assert list(stored.count_tokens(TEXTS)) == list(dense_encoder.count_tokens(TEXTS))
    assert list(stored.reads(TEXTS)) == list(dense_encoder.reads(TEXTS))
    assert False in stored.reads(TEXTS)
    # The two may have found different products the fastest.
    for encode in ("encode_queries", "encode_passages"):
        ours, theirs = (getattr(each, encode)(TEXTS) for each in (stored, dense_encoder))
        assert (ours * theirs).sum(axis=1) == pytest.approx(1, abs=2e-4)


def test_it_reads_sentences_where_they_stand(
    stored: StoredEncoder, dense_encoder: SentenceTransformerEncoder
) -> None:
    text = "The crane stands in Kazan. It costs 4,000 roubles."
    spans = [[Span(0, 26), Span(27, len(text))]]
    parts = [each.parts for each in (stored, dense_encoder)]
    (ours,), (theirs,) = (each.encode_parts([text], spans) for each in parts if each is not None)
    assert (ours.parts * theirs.parts).sum(axis=1) == pytest.approx(1, abs=2e-4)


def test_what_loads_it_imports_neither_library() -> None:
    program = (
        "import sys; from index.encode.load import load_encoders; load_encoders(None);"
        " print(*sorted({'transformers', 'sentence_transformers'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not done.stdout.strip()


def test_a_folder_that_training_wrote_is_loaded_so_by_its_path(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED_MODEL, tmp_path / "model")
    encoders = load_encoders(str(tmp_path / "model"))
    assert encoders.dense.name == str(tmp_path / "model")
    assert encoders.dense.fingerprint == load_encoders(None).dense.fingerprint


def test_other_weights_have_another_fingerprint(tmp_path: Path, stored: StoredEncoder) -> None:
    shutil.copytree(SHIPPED_MODEL, tmp_path / "model")
    path = tmp_path / "model" / WEIGHTS_FILE
    weights = read_weights(path)
    weights["embeddings.LayerNorm.bias"][0] += 1
    write_weights(path, weights)
    other = StoredEncoder(tmp_path / "model", name="other")
    assert other.fingerprint != stored.fingerprint


def test_any_other_folder_is_not_one(tmp_path: Path) -> None:
    assert is_stored(SHIPPED_MODEL)
    assert not is_stored(tiny_bert(tmp_path))
    assert not is_stored(tmp_path / "missing")
    shutil.copytree(SHIPPED_MODEL, tmp_path / "copy")
    assert is_stored(tmp_path / "copy")
    pooling = tmp_path / "copy" / "1_Pooling" / "config.json"
    pooling.write_text(json.dumps(json.loads(pooling.read_text()) | {"include_prompt": False}))
    assert not is_stored(tmp_path / "copy")


@pytest.mark.parametrize("damage", ["missing", "unknown", "another shape", "cut off", "tokenizer"])
def test_what_does_not_fit_is_one_clear_line(tmp_path: Path, damage: str) -> None:
    shutil.copytree(SHIPPED_MODEL, tmp_path / "model")
    path = tmp_path / "model" / WEIGHTS_FILE
    if damage == "tokenizer":
        (tmp_path / "model" / "tokenizer.json").write_text("{}")
    elif damage == "cut off":
        path.write_bytes(path.read_bytes()[:-1000])
    else:
        weights = read_weights(path)
        name = "encoder.layer.0.output.dense.bias"
        bias = weights.pop(name)
        if damage == "another shape":
            weights[name] = bias[:-1].clone()
        elif damage == "unknown":
            weights |= {name: bias, "further": bias}
        write_weights(path, weights)
    with pytest.raises(EncoderUnavailable) as caught:
        StoredEncoder(tmp_path / "model", name="model")
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)
