"""The sets of notes that ship: what must hold of eval/questions/notes-*.jsonl."""

from collections import Counter
from pathlib import Path

import pytest

from eval.sets.datasets import DEFAULT_DATASET
from eval.sets.own import OwnSet, read_own

QUESTIONS = DEFAULT_DATASET.parent
NAMES = ("notes-dev", "notes-test")


def files_of(name: str) -> list[Path]:
    return sorted(path for path in (QUESTIONS / name).iterdir())


def read(name: str) -> OwnSet:
    """Read a set, all of whose places must stand in its documents once."""
    return read_own(QUESTIONS / f"{name}.jsonl", folder=QUESTIONS / name)


@pytest.mark.parametrize(("name", "files"), [(NAMES[0], 60), (NAMES[1], 40)])
def test_every_document_is_asked_eight_questions_in_both_languages(name: str, files: int) -> None:
    own = read(name)
    groups = Counter(each.group for each in own.questions)
    assert set(groups) == {path.name for path in files_of(name)}
    assert len(groups) == files
    assert set(groups.values()) == {8}
    languages = Counter(each.language for each in own.questions)
    assert min(languages["en"], languages["ru"]) >= 0.4 * len(own.questions)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_answered_is_a_near_miss(name: str) -> None:
    own = read(name)
    without = {each.question_id for each in own.questions} - set(own.golds)
    assert 0.35 < len(without) / len(own.questions) < 0.5
    for question in own.questions:
        assert ("near-miss" in question.kinds) == (question.question_id in without), question


def test_the_two_sets_have_nothing_in_common() -> None:
    dev, test = ({path.read_text(encoding="utf-8") for path in files_of(name)} for name in NAMES)
    assert not dev & test
    assert not {each.text for each in read(NAMES[0]).questions} & {
        each.text for each in read(NAMES[1]).questions
    }
