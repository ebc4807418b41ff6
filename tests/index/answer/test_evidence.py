"""What speaks for a sentence, told as numbers."""

import numpy as np
import pytest

from index.answer.evidence import features
from index.answer.nearest import QuestionParts
from index.encode.protocols import AskedWord, Way
from index.learned import OF_QUESTION, OF_SENTENCE, Evidence
from index.text.analysis import tokenize
from tests.index.answer.reading import asked, near


def column(evidence: Evidence, name: str) -> list[float]:
    values: list[float] = evidence.sentences[:, OF_SENTENCE.index(name)].tolist()
    return values


def of_question(evidence: Evidence, name: str) -> float:
    return float(evidence.question[OF_QUESTION.index(name)])


def test_words_count_by_their_weight() -> None:
    question = asked("who chairs the board", chairs=3.0, board=1.0)
    evidence = features(question, [near("She chairs it.", "The board met.", "No.")])
    assert evidence.places == ((0, 0), (0, 1), (0, 2))
    assert column(evidence, "words nearby") == pytest.approx([1.0, 1.0, 0.25])
    assert column(evidence, "words in passage") == pytest.approx([1.0, 1.0, 1.0])


def test_what_was_read_is_told_of_each_sentence() -> None:
    question = asked("who chairs the board", chairs=3.0, board=1.0)
    evidence = features(question, [near("She chairs it.", "The board met.")])
    assert column(evidence, "reading") == [0.0, 1.0]
    assert column(evidence, "span") == [0.0, -1.0]


def test_what_only_names_what_stands_below_is_no_answer() -> None:
    question = asked("who chairs the board", chairs=3.0, board=1.0)
    evidence = features(question, [near("Who chairs the board?", "She does.", stated=(1,))])
    assert evidence.places == ((0, 1),)
    # It counts as what stands beside a sentence all the same.
    assert column(evidence, "words nearby") == pytest.approx([1.0])
    assert not features(question, [near("Board", stated=())]).places


def test_what_reads_alike_in_two_passages_is_the_same_unless_it_is_short() -> None:
    question = asked("who chairs the board", board=1.0)
    one = near("The board met in May.", "Yes.")
    other = near("Yes.", "THE board  met in May.")
    same = features(question, [one, other]).same
    assert same[0] == same[3]
    assert len(set(same.tolist())) == 3


@pytest.mark.parametrize(
    ("copy", "is_same"),
    [
        ("- The fee is **€5** a day,\n  or 3.5 a night.", True),
        ("| The fee is | €5 a day, or 3.5 a night |", True),
        ("2. The fee is _€5_ a day or “3.5” a night", True),
        ("The fee is $5 a day, or 3.5 a night.", False),
        ("The fee is €5 a day, or 3 5 a night.", False),
        ("The fee is €-5 a day, or 3.5 a night.", False),
    ],
)
def test_how_a_file_sets_off_a_sentence_makes_it_no_other(copy: str, is_same: bool) -> None:
    passages = [near("The fee is €5 a day, or 3.5 a night."), near(copy)]
    same = features(asked("what is the fee", fee=1.0), passages).same
    assert bool(same[0] == same[1]) is is_same


def test_a_sentence_without_what_is_asked_for_speaks_against_itself() -> None:
    nearest = [near("It was in 1999.", "It was long ago.", "So said Ada Lovelace.")]
    evidence = features(asked("when was it", was=1.0), nearest)
    assert column(evidence, "no number") == [0.0, 1.0, 1.0]
    assert column(evidence, "no name") == [0.0, 0.0, 0.0]
    evidence = features(asked("who was it", was=1.0), nearest)
    assert column(evidence, "no number") == [0.0, 0.0, 0.0]
    assert column(evidence, "no name") == [1.0, 1.0, 0.0]
    assert of_question(evidence, "untyped") == 0
    evidence = features(asked("why was it", was=1.0), nearest)
    assert column(evidence, "no number") == column(evidence, "no name") == [0.0, 0.0, 0.0]
    assert of_question(evidence, "untyped") == 1


def test_what_is_told_of_the_question() -> None:
    unknown = AskedWord(start=4, end=10, times=1, name=False, weight=1.0, ways={})
    known = AskedWord(
        start=15, end=20, times=1, name=False, weight=3.0, ways={"board": Way("stem", 1.0, "en")}
    )
    question = QuestionParts(
        "who chairs the board", [unknown, known], "person", "who chairs the board"
    )
    nearest = [near("Совет собрался.", score=2.0), near("The board met.", score=1.5)]
    evidence = features(question, nearest)
    assert of_question(evidence, "unknown words") == pytest.approx(0.25)
    assert of_question(evidence, "lead") == pytest.approx(0.5)
    assert of_question(evidence, "other language") == 1
    assert question.missing_from(nearest) == ("chairs",)


def test_of_a_long_question_only_some_missing_words_are_named() -> None:
    text = " ".join(f"word{letter * 3}" for letter in "abcdefghijklmnop")
    words = [
        AskedWord(start=token.start, end=token.end, times=1, name=False, weight=1.0, ways={})
        for token in tokenize(text)
    ]
    question = QuestionParts(text, words, None, text)
    assert len(words) > 10
    assert len(question.missing_from([near("One.")])) == 10


def test_a_question_without_words_that_count_has_evidence_too() -> None:
    evidence = features(QuestionParts("?", [], None, "?"), [near("One.")])
    assert np.isfinite(evidence.sentences).all()
    assert np.isfinite(evidence.question).all()
