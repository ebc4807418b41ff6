from collections import Counter
from pathlib import Path

import pytest

from index.errors import InvalidInput
from index.training.data import ORIGINS
from index.training.questions import Asked, join_words, read_questions
from tests.index.training.made_up import QUESTIONS, write_data


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    return list(read_questions(write_data(tmp_path_factory.mktemp("made-up") / "data")))


def test_every_passage_stands_once_with_all_that_it_answers(asked: list[Asked]) -> None:
    assert Counter(each.origin for each in asked) == dict.fromkeys(
        ("squad2-roundtrip", "qed-nq", "qamr"), QUESTIONS
    )
    assert len({each.passage for each in asked}) == len(asked)
    assert {len(each.questions) for each in asked if each.origin == "qamr"} == {2}
    assert {each.origin for each in asked} <= ORIGINS.keys()


def test_a_question_without_an_answer_asks_for_no_passage(asked: list[Asked]) -> None:
    squad = [each for each in asked if each.origin == "squad2-roundtrip"]
    assert squad[0].questions[1] == ("What is said of it, second?", "Say, second ?")
    assert {len(each.questions) for each in squad} == {3}


def test_text_that_was_cut_into_words_is_joined_again(asked: list[Asked]) -> None:
    natural = next(each for each in asked if each.origin == "qed-nq")
    assert natural.passage.endswith(" (number 0).")
    assert join_words("`` It does n't , '' he said .") == '"It doesn\'t," he said.'


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"qa/squad2-roundtrip-en\.jsonl\.gz: no such file"):
        next(read_questions(tmp_path))
