"""What every model that reads question and text together must do."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.encode.comprehension import BertComprehender
from index.encode.protocols import Comprehender, Comprehension, ReadText
from index.learned import SHIPPED_MODEL
from index.types import Span


def text_of(*sentences: str, context: str = "") -> ReadText:
    starts = np.cumsum([0, *(len(sentence) + 1 for sentence in sentences)]).tolist()
    spans = (
        Span(start, start + len(sentence))
        for start, sentence in zip(starts[:-1], sentences, strict=True)
    )
    return ReadText(text=" ".join(sentences), sentences=tuple(spans), context=context)


CRANE = text_of(
    "The crane in Kazan costs 4,000 roubles a day.",
    "The person responsible for it is Anna Smirnova.",
    "It is serviced every spring.",
)
COUNCIL = text_of(
    "Собрание прошло в мае.", "Совет возглавил Пётр Орлов.", "Следующее собрание будет в сентябре."
)


@pytest.fixture(scope="module", params=["shipped"])
def comprehender() -> Comprehender:
    found = BertComprehender.load(SHIPPED_MODEL)
    assert found is not None
    return found


ROUNDING = 0.25
"""Of log odds. Products in bfloat16 depend on the shape of a batch, by 0.13 where it was measured;
which of two spans that are as good as none is ahead depends on that, too."""


def alike(one: Comprehension, other: Comprehension) -> bool:
    likeliest = int(one.certainties.argmax())
    return (
        np.allclose(one.answers, other.answers, atol=ROUNDING)
        and np.allclose(one.certainties, other.certainties, atol=ROUNDING)
        and one.spans[likeliest] == other.spans[likeliest]
    )


@pytest.mark.parametrize(
    ("question", "text", "number", "words"),
    [
        ("Who is responsible for the crane in Kazan?", CRANE, 1, "Anna Smirnova"),
        ("Кто отвечает за кран в Казани?", CRANE, 1, "Anna Smirnova"),
        ("Who heads the council?", COUNCIL, 1, "Пётр Орлов"),
        ("Когда прошло собрание?", COUNCIL, 0, "мае"),
    ],
)
def test_the_sentence_that_answers_stands_out_and_its_words_are_named(
    comprehender: Comprehender, question: str, text: ReadText, number: int, words: str
) -> None:
    (read,) = comprehender.read(question=question, texts=[text])
    assert int(read.answers.argmax()) == number
    assert read.answers[number] > np.delete(read.answers, number).max() + 1
    span = read.spans[number]
    assert span is not None
    assert span.cut(text.text) == words


def test_what_a_text_does_not_say_is_less_likely_than_nothing(comprehender: Comprehender) -> None:
    for question, texts in (
        ("Кто возглавил совет?", [CRANE, COUNCIL]),
        ("What does the crane in Kazan cost?", [COUNCIL, CRANE]),
    ):
        other, own = comprehender.read(question=question, texts=texts)
        assert other.answers.max() < 0 < own.answers.max()


def test_what_stands_above_is_read_but_is_no_answer(comprehender: Comprehender) -> None:
    below = text_of("It costs 4,000 roubles a day.", "It weighs 12 tonnes.", context="Crane KB-403")
    (read,) = comprehender.read(question="What does the crane KB-403 weigh?", texts=[below])
    assert len(read.answers) == len(read.spans) == 2
    assert int(read.answers.argmax()) == 1


def test_a_text_is_read_alike_alone_and_in_company(comprehender: Comprehender) -> None:
    question = "Who heads the council?"
    # So many that each is in a batch with others, on however many cores.
    texts = [CRANE, COUNCIL, text_of("Да.")] * 6
    together = comprehender.read(question=question, texts=texts)
    for each, text in zip(together, texts, strict=True):
        (alone,) = comprehender.read(question=question, texts=[text])
        assert alike(alone, each)


def test_several_questions_at_once_do_not_disturb_each_other(comprehender: Comprehender) -> None:
    questions = ["Who heads the council?", "Когда прошло собрание?"] * 4

    def read(question: str) -> Comprehension:
        return comprehender.read(question=question, texts=[COUNCIL])[0]

    expected = [read(question) for question in questions[:2]] * 4
    with ThreadPoolExecutor(4) as pool:
        for one, other in zip(pool.map(read, questions), expected, strict=True):
            assert alike(one, other)


def test_nothing_to_read_is_nothing(comprehender: Comprehender) -> None:
    assert list(comprehender.read(question="Who?", texts=[])) == []
    (read,) = comprehender.read(question="Who?", texts=[ReadText(text="x", sentences=())])
    assert (len(read.answers), read.spans) == (0, ())


def test_the_end_of_a_text_that_is_too_long_is_out_of_the_question(
    comprehender: Comprehender,
) -> None:
    text = text_of(*["Слово за слово."] * 300, "Совет возглавил Пётр.")
    (read,) = comprehender.read(question="Кто возглавил совет? " * 200, texts=[text])
    assert len(read.answers) == len(read.spans) == 301
    assert read.spans[-1] is None
    assert read.answers[-1] < -20
    assert np.isfinite(read.answers).all()


WORDS = st.sampled_from(
    ["Совет", "met", "1999", "\u00ad", "🙂", "A\u0301", "\t", "—", "ё", "中", "\u200b"]
)


@settings(max_examples=30)
@given(
    question=st.lists(WORDS, max_size=5).map(" ".join),
    sentences=st.lists(
        st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=5
    ),
    context=st.sampled_from(["", "Heading", "Раздел\nтаблица | цена"]),
)
def test_words_that_answer_stand_within_their_sentence(
    comprehender: Comprehender, question: str, sentences: list[str], context: str
) -> None:
    text = text_of(*sentences, context=context)
    (read,) = comprehender.read(question=question, texts=[text])
    assert len(read.answers) == len(read.certainties) == len(sentences)
    for span, sentence in zip(read.spans, text.sentences, strict=True):
        if span is not None:
            assert sentence.start <= span.start < span.end <= sentence.end
            assert span.cut(text.text).strip() == span.cut(text.text)
