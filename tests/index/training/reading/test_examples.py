"""Questions of public sets, as people write them."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.errors import InvalidInput
from index.training.reading.examples import NOISY, Example, read_examples
from tests.index.training.made_up import write_data, write_lines

FILES = ("squad2-roundtrip-en", "qed-nq-en", "qamr-en", "squad1-val4284-tokenised")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    return list(read_examples(write_data(tmp_path_factory.mktemp("asked") / "data")))


def answers(found: list[Example], *, of: str) -> list[str]:
    return [
        each.answer.cut(each.passage) if each.answer else ""
        for each in found
        if each.group.startswith(of)
    ]


def only(folder: Path, name: str, record: Mapping[str, object]) -> list[Example]:
    """Return the examples of a data folder where one record is all there is."""
    (folder / "qa").mkdir(parents=True)
    for each in FILES:
        lines = [json.dumps(record)] if each == name else []
        write_lines(folder / "qa" / f"{each}.jsonl.gz", lines)
    return list(read_examples(folder))


def test_each_set_says_where_the_answer_stands(found: list[Example]) -> None:
    numbers = range(12)
    assert answers(found, of="squad/") == [*["That"] * 6, ""] * 12
    assert answers(found, of="qed-nq") == [f"number {number}" for number in numbers]
    assert answers(found, of="qamr") == [str(number) for number in numbers for _ in range(2)]
    assert answers(found, of="squad1") == [f"of {number}" for number in numbers]


def test_what_was_cut_into_words_is_joined_again(found: list[Example]) -> None:
    passages = {each.passage for each in found}
    assert "That old house stands by the river (number 0)." in passages
    assert '"That old house stands by the river", they say of 0.' in passages
    assert {each.question for each in found if each.group.startswith("squad1")} == {"What of?"}


def test_both_wordings_of_a_question_are_asked(found: list[Example]) -> None:
    asked = Counter(each.question for each in found if each.group == "squad/0")
    assert asked["What is said of it, first?"] == asked["Say, first?"] == 4


def test_what_was_not_checked_to_have_no_answer_counts_less(found: list[Example]) -> None:
    assert {each.weight for each in found if each.answer is None} == {NOISY}
    assert {each.weight for each in found if each.answer} == {1.0}


def test_passages_of_one_article_are_one_group(found: list[Example]) -> None:
    groups = {each.group for each in found if each.group.startswith("squad/")}
    assert groups == {"squad/0", "squad/1", "squad/2"}


def test_of_an_answer_that_stands_twice_the_place_asked_for_is_kept(tmp_path: Path) -> None:
    text = "`` Ann '' did n't call ( he said ) , but Ann , that is Ann Lee , wrote ."
    second = text.index("Ann ,")
    record = {
        "question_text": "who",
        "paragraph_text": text,
        "answer_spans": [[second, second + 3]],
    }
    (example,) = only(tmp_path / "data", "qed-nq-en", record)
    assert example.passage == '"Ann" didn\'t call (he said), but Ann, that is Ann Lee, wrote.'
    assert example.answer is not None
    assert example.passage[example.answer.start :] == "Ann, that is Ann Lee, wrote."


@pytest.mark.parametrize("spans", [[], [[-1, -1]], [[0, 2], [3, 5]]])
def test_a_question_with_no_answer_or_several_in_pieces_is_left_out(
    tmp_path: Path, spans: list[list[int]]
) -> None:
    record = {"question_text": "who", "paragraph_text": "He or she .", "answer_spans": spans}
    assert only(tmp_path / "data", "qed-nq-en", record) == []


def test_a_set_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"squad2-roundtrip-en\.jsonl\.gz: no such file"):
        list(read_examples(tmp_path))
