"""Passages that are made of real ones: whole, of one language each, and searched."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from eval.speed.postings import app, make_passages, misspelt, read_passages
from index.encode.sparse import BridgedEncoder

TEXTS = {
    "en": ["The council meets in May.", "A cluster of plants moved.", "Nobody chairs the board."],
    "ru": ["Совет собирается в мае.", "Кластер заводов переехал.", "Советом никто не руководит."],
}


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    told = [
        {"text": f"{text} № {number}", "language": language, "titles": ["Minutes"]}
        for language, texts in TEXTS.items()
        for number in range(15)
        for text in texts
    ]
    path = tmp_path / "passages.jsonl"
    path.write_text("\n".join(map(json.dumps, told)), "utf-8")
    return path


def test_what_is_made_is_passages_of_the_terms_of_one_language(passages: Path) -> None:
    real = read_passages(passages, BridgedEncoder(None))
    made = make_passages(real, 130)
    assert len(made.lengths) == len(made.languages) == 130
    assert made.offsets[-1] == len(made.terms) == len(made.counts)
    spoken = np.repeat(real.languages, np.diff(real.offsets))
    for place, language in enumerate(made.languages):
        terms = made.terms[made.offsets[place] : made.offsets[place + 1]]
        assert (terms[1:] > terms[:-1]).all()
        assert np.isin(terms, real.terms[spoken == language]).all()
    assert np.array_equal(make_passages(real, 130).terms, made.terms)


def test_searches_are_timed_over_what_is_real_and_made(passages: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.txt"
    queries.write_text("Who chairs the council?\nКто руководит советом?", "utf-8")
    told = CliRunner().invoke(app, [str(passages), str(queries), "--made", "200", "--json"])
    rows = json.loads(told.stdout)
    assert [(row["name"], row["passages"]) for row in rows] == [
        *[("real", 90)] * 2,
        *[("made", 200)] * 2,
    ]
    assert all(row["postings"] > 0 and row["search_ms"] > 0 for row in rows)
    shown = CliRunner().invoke(app, [str(passages), str(queries)])
    assert "postings each" in shown.stdout


def test_a_query_is_misspelt_in_its_longest_word() -> None:
    assert misspelt("who chairs it") == "who chiars it"
    assert misspelt("a") == "a"
    assert misspelt("") == ""
