import gzip
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from index.errors import SpravkaError
from index.training.__main__ import main
from index.training.data import ORIGINS, Pair, read_pairs
from index.training.prepare import (
    ASIDE_BLOCK,
    ASIDE_BLOCKS,
    MIXTURE_FILE,
    MOST_CONCATENATED,
    Row,
    prepare,
    read_aside,
    read_mixture,
)
from tests.index.training.made_up import QUESTIONS, SECTIONS, write_data

TWICE = "A bell rings at noon\tКолокол звонит в полдень\ttatoeba"
USELESS = [
    "no tab at all",
    "",
    "\tтолько перевод\ttatoeba",
    "Nobody translated this\t\ttatoeba",
    "Not translated either\tNot translated either\ttatoeba",
    "Nobody knows its licence\tНикто не знает её лицензии\tfound-somewhere",
    "Nobody said where from\tНикто не сказал откуда",
    "Much too short\t" + "Слишком длинный перевод " * 10 + "\ttatoeba",
]


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    same = "A bell rings, at NOON!\tКолокол звонит в полдень.\ttatoeba"
    lines = (*USELESS, TWICE, same, TWICE)
    return write_data(tmp_path_factory.mktemp("made-up") / "data", more_general=lines)


@pytest.fixture(scope="module")
def work(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    prepare(data=data, work=folder)
    return folder


@pytest.fixture(scope="module")
def rows(work: Path) -> list[Row]:
    return read_mixture(work)


def test_no_text_is_in_the_mixture_twice(rows: list[Row]) -> None:
    pairs = [row for row in rows if row.kind != "questions"]
    for texts in ([row.english for row in pairs], [row.russian for row in pairs]):
        assert Counter(map(words, texts)).most_common(1)[0][1] == 1
    assert sum(words(row.english) == "a bell rings at noon" for row in rows) == 1


def test_pairs_set_aside_are_in_no_row_not_even_as_a_part(work: Path, rows: list[Row]) -> None:
    aside = read_aside(work)
    assert len(aside) == ASIDE_BLOCK * sum(ASIDE_BLOCKS.values())
    english = " | ".join(row.english for row in rows)
    russian = " | ".join(row.russian for row in rows)
    assert not [pair for pair in aside if pair[0] in english or pair[1] in russian]


def test_pairs_set_aside_are_whole_blocks_of_neighbours(data: Path, work: Path) -> None:
    place = {pair.english: pair.row for pair in read_pairs(data, "general-human")}
    taken = [place[english] for english, _ in read_aside(work) if english in place]
    assert len(taken) == ASIDE_BLOCKS["general-human"] * ASIDE_BLOCK
    for start in range(0, len(taken), ASIDE_BLOCK):
        block = taken[start : start + ASIDE_BLOCK]
        assert block == list(range(block[0], block[0] + ASIDE_BLOCK))


def test_every_kind_of_row_is_mixed_and_counted(work: Path, rows: list[Row]) -> None:
    kinds = Counter(row.kind for row in rows)
    counts = json.loads((work / "mixture.json").read_text(encoding="utf-8"))
    assert counts["kinds"] == kinds
    assert counts["origins"] == Counter(row.origin for row in rows)
    assert kinds.keys() == {
        "general",
        "general-concatenated",
        "misc",
        "documentation",
        "documentation-concatenated",
        "titles",
        "dictionary",
        "names",
        "sections",
        "questions",
    }
    assert kinds["sections"] == SECTIONS
    assert {row.origin for row in rows} <= ORIGINS.keys()


def test_the_rows_are_in_no_order_of_kinds(rows: list[Row]) -> None:
    runs = sum(one.kind != other.kind for one, other in pairwise(rows))
    assert runs > len(rows) / 4


def test_a_heading_asks_for_its_passage_in_both_languages(rows: list[Row]) -> None:
    for row in rows:
        if row.kind == "sections":
            assert row.english.split()[-1] in row.passage
            assert row.russian.split()[-1] in row.russian_passage
        elif row.kind != "questions":
            assert (row.passage, row.russian_passage) == ("", "")


def test_a_question_asks_in_english_for_a_passage_in_english(rows: list[Row]) -> None:
    questions = [row for row in rows if row.kind == "questions"]
    assert all(row.passage and not row.russian and not row.russian_passage for row in questions)
    assert Counter(row.origin for row in questions) == {
        "squad2-roundtrip": 2 * QUESTIONS,
        "qed-nq": QUESTIONS,
        "qamr": QUESTIONS,
    }
    assert {row.english.split()[0] for row in questions} == {"What", "Say,", "which"}


def test_neighbours_are_joined_in_both_languages_alike(rows: list[Row]) -> None:
    joined = [row for row in rows if row.kind.endswith("-concatenated")]
    assert joined
    for row in joined:
        assert 2 <= row.english.count(".") <= MOST_CONCATENATED
        assert row.english.count(".") == row.russian.count(".")


def test_rows_that_are_no_translations_are_left_out(rows: list[Row]) -> None:
    found = {row.english for row in rows}
    assert not [line for line in USELESS if line.split("\t")[0] in found - {""}]
    assert "" not in found


def test_the_seed_decides_the_mixture(data: Path, work: Path, tmp_path: Path) -> None:
    prepare(data=data, work=tmp_path / "same", seed=1)
    prepare(data=data, work=tmp_path / "other", seed=2)
    first, same, other = (
        (folder / MIXTURE_FILE).read_bytes()
        for folder in (work, tmp_path / "same", tmp_path / "other")
    )
    assert first == same
    assert first != other


def test_an_empty_data_folder_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(SpravkaError, match=r"general-human\.tsv\.gz: no such file"):
        prepare(data=tmp_path / "data", work=tmp_path / "work")
    arguments = ["prepare", "--data", str(tmp_path / "data"), "--work", str(tmp_path / "work")]
    assert main(arguments) == 1
    errors = capsys.readouterr().err
    assert "index/training/README.md" in errors
    assert errors.count("\n") == 1


def test_a_row_knows_its_place_and_where_it_is_from(tmp_path: Path) -> None:
    lines = [
        "one\tодин\tnewstest2019-ruen",
        "broken",
        "  two \u00a0 words\tдва  слова\tmlqe_pe_ru_en",
    ]
    with gzip.open(tmp_path / "general-human.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(lines))
    assert list(read_pairs(tmp_path, "general-human")) == [
        Pair("one", "один", "newstest", 0),
        Pair("two words", "два слова", "mlqe", 2),
    ]
