"""What stands under a heading that asks the question."""

import pytest

from index.answer.evidence import features
from index.answer.form.headed import heading_shares
from tests.index.answer.reading import asked, near, words_of


@pytest.mark.parametrize(
    ("question", "heading", "more"),
    [
        ("How do I start the press?", "How to start the press", True),
        ("How do I start the press?", "How to start the old press", False),
        ("How do I start the press?", "Start", False),
        ("How do I start the old press?", "How to start the press", False),
        ("Как включить пресс?", "Включение пресса", False),
        ("Как включить пресс?", "Как включить пресс", True),
    ],
)
def test_the_first_sentence_under_the_question_itself_is_likelier(
    question: str, heading: str, more: bool
) -> None:
    parts = asked(question, **words_of(question))
    passages = [near(heading, "1. Close the guard.", "2. Turn the key.", stated=(1, 2))]
    shares = heading_shares(parts, passages, features(parts, passages))
    assert (shares > 1.0).tolist() == [more, False]
