"""The headings sets that ship: what must hold of eval/questions/headings-*.jsonl."""

from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from eval.sets.datasets import DEFAULT_DATASET
from eval.sets.own import OwnSet, read_own
from index.read.document import read_document

QUESTIONS = DEFAULT_DATASET.parent
NAMES = ("headings-dev", "headings-test")


def folder_of(name: str) -> Path:
    return QUESTIONS / name


def read(name: str) -> OwnSet:
    return read_own(QUESTIONS / f"{name}.jsonl", folder=folder_of(name))


def files_of(name: str) -> list[Path]:
    return sorted(path for path in folder_of(name).rglob("*") if path.is_file())


@pytest.mark.parametrize(("name", "files", "questions"), [(NAMES[0], 8, 50), (NAMES[1], 16, 90)])
def test_it_is_large_enough(name: str, files: int, questions: int) -> None:
    own = read(name)
    assert len(files_of(name)) >= files
    assert {path.suffix for path in files_of(name)} == {".md", ".txt"}
    assert len(own.questions) >= questions
    without = [each for each in own.questions if each.question_id not in own.golds]
    assert 0.3 < len(without) / len(own.questions) < 0.4
    languages = Counter(each.language for each in own.questions)
    assert min(languages["en"], languages["ru"]) >= 0.4 * len(own.questions)


@pytest.mark.parametrize("name", NAMES)
def test_every_difficulty_is_asked_about(name: str) -> None:
    own = read(name)
    kinds = Counter(kind for each in own.questions for kind in each.kinds)
    for kind in ("heading", "anaphora", "table", "near-miss", "cross", "copy"):
        assert kinds[kind] >= 8, kind
    for kind in ("list", "label", "disagree", "head", "sum", "absent"):
        assert kinds[kind] >= 1, kind
    for question in own.questions:
        answered = question.question_id in own.golds
        assert answered == ({"near-miss", "absent"}.isdisjoint(question.kinds)), question


@pytest.mark.parametrize("name", NAMES)
def test_a_heading_is_never_what_answers(name: str) -> None:
    headings = {}
    for path in files_of(name):
        source = path.relative_to(folder_of(name)).as_posix()
        document = read_document(data=path.read_bytes(), source=source)
        headings[source] = [block.span for block in document.blocks if block.kind == "heading"]
    for spans in read(name).spans.values():
        for stated in spans:
            for heading in headings[stated.source]:
                before = stated.sentence.end <= heading.start
                assert before or heading.end <= stated.sentence.start, stated


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_of_a_file_answers_as_the_file_does(name: str) -> None:
    own = read(name)
    alike: dict[bytes, set[str]] = {}
    for path in files_of(name):
        source = path.relative_to(folder_of(name)).as_posix()
        alike.setdefault(sha256(path.read_bytes()).digest(), set()).add(source)
    copied = [sources for sources in alike.values() if len(sources) > 1]
    assert copied
    for spans in own.spans.values():
        answering = {stated.source for stated in spans}
        for sources in copied:
            assert answering.isdisjoint(sources) or sources <= answering


def test_what_thresholds_are_chosen_on_is_not_what_they_are_tested_on() -> None:
    dev, test = (read(name) for name in NAMES)
    assert {each.text for each in dev.questions}.isdisjoint(each.text for each in test.questions)
    lines = [
        {
            line.strip()
            for path in files_of(name)
            for line in path.read_text(encoding="utf-8").splitlines()
            if len(line.strip()) > 30
        }
        for name in NAMES
    ]
    assert lines[0].isdisjoint(lines[1])
