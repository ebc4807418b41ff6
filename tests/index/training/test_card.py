import json
import re
from pathlib import Path
from typing import Any

import pytest
import torch

import index.training
from index.learned import SHIPPED_MODEL
from index.training.card import EVALUATION_FILE, write_card
from index.training.data import ORIGINS
from index.training.export import START_SHARE
from index.training.start import START_FOLDER
from index.training.teach import CHECKPOINT_FILE, LOG_FILE

MEASURED = {"xquad.en-ru.paragraph": 0.8125, "xquad.en-en.paragraph": 0.5625, "meet.en-ru": 0.4375}
START = {"xquad.en-ru.paragraph": 0.0625, "xquad.en-en.paragraph": 0.6875}
CONFIGURATION = {"hidden_size": 16, "num_hidden_layers": 1, "vocab_size": 1234}
ROWS = {"tatoeba": 1, "wiktionary": 2345, "microsoft-docs": 9}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    _write(folder / EVALUATION_FILE, {"student": MEASURED, "start": START})
    (folder / START_FOLDER).mkdir()
    _write(folder / START_FOLDER / "config.json", CONFIGURATION | {"num_hidden_layers": 3})
    _write(folder / "mixture.json", {"kinds": {}, "origins": ROWS, "aside": 0})
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    _write(folder / "config.json", CONFIGURATION)
    (folder / "model.safetensors").write_bytes(bytes(5678))
    (folder / "bridge.npz").write_bytes((SHIPPED_MODEL / "bridge.npz").read_bytes())
    return folder


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


def card(*, work: Path, model: Path) -> str:
    write_card(work=work, model=model)
    return (model / "README.md").read_text(encoding="utf-8")


def table(text: str, heading: str) -> list[list[str]]:
    """Return the rows of the table under `heading`, its own heading row left out."""
    lines = text.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_every_figure_in_the_card_was_measured(work: Path, model: Path) -> None:
    rows = table(card(work=work, model=model), "Measured")
    assert [row[1:] for row in rows] == [["0.812", "0.062"], ["0.562", "0.688"], ["0.438", ""]]
    assert "English question, Russian paragraph" in rows[0][0]
    assert "English question, English paragraph" in rows[1][0]


def test_what_was_not_measured_is_not_mentioned(work: Path, model: Path) -> None:
    _write(work / EVALUATION_FILE, {"student": {"meet.en-ru": 0.25}, "start": START})
    text = card(work=work, model=model)
    assert [row[1:] for row in table(text, "Measured")] == [["0.250", ""]]
    assert "XQuAD" not in text
    assert not re.findall(r"\b0\.\d+", text.replace("0.250", ""))


def test_the_sources_are_named_with_their_licences_and_rows(work: Path, model: Path) -> None:
    rows = table(card(work=work, model=model), "Made from")
    assert [(row[1], row[2]) for row in rows] == [
        (ORIGINS[name].licence, f"{ROWS[name]:,}")
        for name in ("wiktionary", "microsoft-docs", "tatoeba")
    ]
    assert rows[0][0] == f"[{ORIGINS['wiktionary'].name}]({ORIGINS['wiktionary'].url})"


def test_the_size_is_that_of_the_files(work: Path, model: Path) -> None:
    text = card(work=work, model=model)
    for said in ("1 layers of e5's 3, 16 dimensions", "1,234", "5,678 bytes"):
        assert said in text


def test_training_is_told_from_the_checkpoint_and_the_log(work: Path, model: Path) -> None:
    assert "none: the start as it is" in card(work=work, model=model)
    progress = {"round": 3, "steps": 1200, "pieces": 9, "seconds": 2400.0}
    torch.save({"progress": progress}, work / CHECKPOINT_FILE)
    records = [
        {"minutes": 0.0, "hardware": "3 CPU threads, ABC"},
        {"minutes": 40.0, "units": 45_678},
    ]
    (work / LOG_FILE).write_text("".join(json.dumps(record) + "\n" for record in records))
    text = card(work=work, model=model)
    assert "45,678 rows in 1,200 steps, 40 minutes on 3 CPU threads, ABC" in text
    assert f"{START_SHARE:.0%} of the start's averaged in" in text
    assert "none: the start" not in text


@pytest.mark.parametrize("name", ORIGINS)
def test_the_guide_to_training_says_where_each_source_is(name: str) -> None:
    origin = ORIGINS[name]
    guide = Path(index.training.__file__).with_name("README.md").read_text(encoding="utf-8")
    assert origin.url.startswith("https://")
    assert f"| [{origin.name}]({origin.url}) | {origin.licence} |" in guide
