"""Lines of logs: the moment they begin with says when."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index, text_document
from index.answer.evidence import features
from index.answer.extract import parts_of
from index.answer.form.stamps import OF_ANOTHER_NAME, find_stamp, marked_stamp, stamp_shares
from index.types import Span
from tests.index.answer.reading import asked, near, words_of

PIER = """2025-03-02 07:45 SAILED Corvina berth 2
2025-03-02 11:20 ARRIVED Halden Star berth 2
2025-03-04 05:15 SAILED Ymir berth 7
"""


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("2025-03-02 07:45 SAILED Corvina berth 2", "2025-03-02 07:45"),
        ("[2025-01-07T08:41:52.120Z] room 9 opened", "2025-01-07T08:41:52.120Z"),
        ("14.02 07:30 запущена печь 3", "14.02 07:30"),
        ("- 15.02.2024, 06:45 запущена печь 2", "15.02.2024, 06:45"),
        ("2025-03-02 ERROR: disk full", "2025-03-02"),
        ("2025-03-02 12:03 Boris: the ladder is in hall 2", None),
        ("14.02 Общие положения", None),
        ("Opened on 2025-03-02", None),
        ("12 chairs", None),
    ],
)
def test_a_record_may_begin_with_its_moment(line: str, stamp: str | None) -> None:
    found = find_stamp(line)
    assert (found and found.cut(line)) == stamp


@pytest.mark.parametrize(
    ("line", "found", "marked"),
    [
        ("2025-03-02 07:45 SAILED Corvina berth 2", None, "2025-03-02 07:45"),
        ("2025-03-02 07:45 SAILED Corvina berth 2", "2", "2025-03-02 07:45"),
        ("2025-03-02 07:45 SAILED Corvina berth 2", "07:45", "2025-03-02 07:45"),
        ("2025-03-02 07:45 SAILED to return on 5 May 2025", "5 May 2025", "5 May 2025"),
        ("2025-03-02 07:45 SAILED to return on 5 May 2025", None, None),
        ("2025-03-02 07:45 stocktaking on Friday", None, None),
        ("2025-03-02 07:45 back at 9:30", "9:30", "9:30"),
        ("14.02.2025 ремонт переносится на завтра", "завтра", "завтра"),
        ("The ferry sailed.", None, None),
    ],
)
def test_when_it_came_to_pass_is_marked_whole(
    line: str, found: str | None, marked: str | None
) -> None:
    at = line.rindex(found) if found else 0
    mark = marked_stamp(line, Span(at, at + len(found)) if found else None)
    assert (mark and mark.cut(line)) == marked


@given(st.text(alphabet="0123 -:.TZ[]a", max_size=30))
def test_a_stamp_stays_in_its_line(line: str) -> None:
    found = find_stamp(line)
    assert found is None or 0 <= found.start < found.end <= len(line)


def test_a_record_is_not_given_with_the_next_one() -> None:
    lines = PIER.splitlines()
    assert parts_of([near(*lines)]) == {(0, 1), (0, 2)}
    said = ("2025-03-02 12:01 Lena: where is it?", "2025-03-02 12:03 Boris: in hall 2")
    assert not parts_of([near(*said)])
    assert not parts_of([near(lines[0], "The berth is then free.")])


def test_a_record_of_another_by_name_gives_way() -> None:
    passages = [near(*PIER.splitlines(), "The berth is free then.")]
    parts = asked("When did the Ymir sail?", ymir=1.0, sail=1.0)
    shares = stamp_shares(parts, passages, features(parts, passages))
    assert list(shares) == [OF_ANOTHER_NAME, OF_ANOTHER_NAME, 1.0, 1.0]
    for question in ("When did the Bella sail?", "When did it sail?"):
        parts = asked(question, **words_of(question))
        assert stamp_shares(parts, passages, features(parts, passages)).min() == 1.0


def test_a_line_of_a_log_says_when(tmp_path: Path) -> None:
    with Index.open(tmp_path) as index:
        index.add_documents([text_document(source="pier.log", text=PIER, collection="default")])
        answer = index.answer("When did the Corvina sail?", threshold=0).answer
    assert answer is not None
    assert answer.text == PIER.splitlines()[0]
    assert answer.marked is not None
    assert PIER[answer.marked.start : answer.marked.end] == "2025-03-02 07:45"
