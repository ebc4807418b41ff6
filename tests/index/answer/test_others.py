"""Documents that answer otherwise: named where what they say differs, and only there."""

import pytest

from index import Index, text_document
from index.types import Answer, AnswerResult

QUESTION = "How much is the monthly rent of the Murmansk office?"
LEASE = "The monthly rent of the Murmansk office is 3,200 euros."


def likeliest(result: AnswerResult) -> Answer:
    answer = result.answer or (result.abstention and result.abstention.likeliest)
    assert answer
    return answer


def answered(index: Index, *texts: str, question: str = QUESTION) -> Answer:
    index.add_documents(
        [text_document(source=f"{number}.txt", text=text) for number, text in enumerate(texts)]
    )
    return likeliest(index.answer(question))


def test_another_amount_in_another_document_is_told_with_its_words(index: Index) -> None:
    amended = "The monthly rent of the Murmansk office is 3,450 euros."
    answer = answered(index, LEASE, amended, "The crane in Kazan was painted in May.")
    (other,) = answer.otherwise
    assert {answer.text, other.citation.quote} == {LEASE, amended}
    first = other.citation.start
    words = other.citation.quote[other.marked.start - first : other.marked.end - first]
    assert words.split()[0] in {"3,200", "3,450"}
    assert answer.confidence is not None
    assert 0 < other.confidence <= answer.confidence


@pytest.mark.parametrize(
    "same",
    [
        "The lease says that the monthly rent of the Murmansk office is 3200 euros, paid by the 5th.",
        "Аренда офиса в Мурманске стоит 3200 евро в месяц.",
        LEASE,
    ],
)
def test_the_same_in_other_words_or_another_language_is_no_other_answer(
    index: Index, same: str
) -> None:
    assert answered(index, LEASE, same).otherwise == ()


def test_the_same_document_does_not_answer_otherwise(index: Index) -> None:
    text = f"{LEASE}\n\nFrom 2026 the monthly rent of the Murmansk office is 3,450 euros."
    assert answered(index, text).otherwise == ()
