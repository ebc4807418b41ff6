"""Answers: the sentence and its exact place, or an honest no."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index, parse_filter, text_document
from index.answer.extract import choose
from index.answer.nearest import QuestionParts
from index.encode.protocols import AskedWord
from index.errors import InvalidInput, NotFound
from index.learned import OF_QUESTION, OF_SENTENCE, Evidence
from index.types import Answer, AnswerResult
from tests.index.encoders import word_encoders

SEED = "akit-general-meeting-2024.txt"

ACID = "who chairs AKIT's supervisory board?"
OFF_TOPIC = "What is the melting point of tungsten?"


def answer_of(result: AnswerResult) -> Answer:
    assert result.answer is not None
    return result.answer


def test_an_english_question_is_answered_by_a_russian_sentence(
    seed_index: Index, seeds: Path
) -> None:
    answer = answer_of(seed_index.answer(ACID))
    assert "Александр Козловский" in answer.text
    assert "председатель Наблюдательного совета АКИТ" in answer.text
    assert answer.confidence is not None
    assert 0.3 < answer.confidence <= 1
    text = (seeds / answer.citation.source).read_bytes().decode()
    assert text[answer.citation.start : answer.citation.end] == answer.text == answer.citation.quote
    line = answer.citation.line
    assert line is not None
    assert answer.text.splitlines()[0] in text.splitlines()[line - 1]


def test_what_was_asked_for_is_marked_where_only_one_thing_can_be_meant(
    seed_index: Index, seeds: Path
) -> None:
    answer = answer_of(seed_index.answer("On what date did AKIT hold its annual meeting?"))
    assert answer.marked is not None
    assert answer.marked.type == "date"
    text = (seeds / answer.citation.source).read_bytes().decode()
    assert text[answer.marked.start : answer.marked.end] == "13 марта"
    assert answer.citation.start <= answer.marked.start < answer.marked.end <= answer.citation.end


def test_what_the_documents_do_not_say_is_not_answered(seed_index: Index) -> None:
    result = seed_index.answer(OFF_TOPIC)
    assert result.answer is None
    assert result.abstention is not None
    assert result.abstention.reason == "not_answered"
    assert "tungsten" in result.abstention.missing
    assert result.hits


def test_a_threshold_decides_what_is_given(seed_index: Index) -> None:
    likeliest = answer_of(seed_index.answer(OFF_TOPIC, threshold=0))
    assert likeliest.confidence is not None
    given = seed_index.answer(OFF_TOPIC, threshold=likeliest.confidence)
    assert given.answer == likeliest
    withheld = seed_index.answer(OFF_TOPIC, threshold=likeliest.confidence + 1e-6)
    assert withheld.answer is None
    assert seed_index.answer(ACID, threshold=1).answer is None


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_a_threshold_is_a_probability(seed_index: Index, threshold: float) -> None:
    with pytest.raises(InvalidInput, match="from 0 to 1"):
        seed_index.answer(ACID, threshold=threshold)


def test_the_hits_are_those_of_a_search(seed_index: Index) -> None:
    assert seed_index.answer(ACID, k=3).hits == seed_index.search(ACID, k=3).hits
    assert len(seed_index.answer(ACID, k=1).hits) == 1


def test_where_there_is_nothing_nothing_is_found(index: Index) -> None:
    result = index.answer(ACID)
    assert result.answer is None
    assert result.abstention is not None
    assert (result.abstention.reason, result.abstention.missing) == ("nothing_found", ())
    with pytest.raises(NotFound):
        index.answer(ACID, collection="none such")


def test_a_filter_holds(seed_index: Index) -> None:
    kept = parse_filter({"type": "eq", "key": "language", "value": "en"})
    result = seed_index.answer(ACID, filter=kept)
    assert result.abstention is not None
    assert result.abstention.reason == "nothing_found"


def seen(*same: int) -> Evidence:
    """Three sentences of one passage and one of the next, told apart by their numbers."""
    places = ((0, 0), (0, 1), (0, 2), (1, 0))
    sentences, question = np.zeros((4, len(OF_SENTENCE))), np.zeros(len(OF_QUESTION))
    return Evidence(places, sentences, question, np.array(same))


def test_a_neighbour_that_is_nearly_as_likely_is_given_too() -> None:
    def given_of(*likelihoods: float) -> list[int]:
        return choose(seen(0, 1, 2, 3), np.array(likelihoods)).given

    assert given_of(0.1, 0.5, 0.3, 0.05) == [1, 2]
    assert given_of(0.1, 0.5, 0.1, 0.25) == [1]
    # The last sentence of one passage and the first of the next do not stand side by side.
    assert given_of(0.0, 0.1, 0.4, 0.39) == [2]
    assert given_of(0.3, 0.4, 0.29, 0.0) == [1, 0]


def test_what_is_called_by_a_line_of_its_own_is_not_given_with_what_is_before() -> None:
    likelihoods = np.array([0.1, 0.5, 0.3, 0.05])
    assert choose(seen(0, 1, 2, 3), likelihoods, parted={(0, 1)}).given == [1, 2]
    assert choose(seen(0, 1, 2, 3), likelihoods, parted={(0, 2)}).given == [1]


@pytest.mark.parametrize(
    ("text", "question", "other"),
    [
        ("Bring along:\n\n- boots\n- a mug\n\nDo not bring: radios, axes.\n", "What should I bring along?", "radios"),
        ("Взять на экзамен:\n- паспорт;\n- линейку.\n\nНе брать: телефон, часы.\n", "Что взять на экзамен?", "телефон"),
        ("Take with you:\n\n* water\n* a torch\n\n**Leave at home:** drones, dogs.\n", "What should one take?", "drones"),
    ],
)  # fmt: skip
def test_an_item_is_not_given_with_what_another_line_calls(
    text: str, question: str, other: str, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.answer.extract.LEAST_SHARE_OF_BEST", 0.0)
    index.add_documents([text_document(source="a", text=text)])
    answer = answer_of(index.answer(question, threshold=0))
    assert not (other in answer.text and "\n" in answer.text)


def test_a_copy_makes_an_answer_no_less_likely() -> None:
    alone = choose(seen(0, 1, 2, 3), np.array([0.1, 0.35, 0.1, 0.35]))
    assert alone.copies == ()
    assert alone.likelihood == pytest.approx(0.35)
    together = choose(seen(0, 1, 2, 1), np.array([0.4, 0.3, 0.01, 0.29]))
    assert together.best == 1
    assert together.copies == (3,)
    assert together.likelihood == pytest.approx(0.3 + 0.29 + 0.4)


def test_a_copy_of_a_document_is_cited_beside_it(seeds: Path, tmp_path: Path) -> None:
    text = (seeds / SEED).read_text("utf-8")
    with Index.open(tmp_path) as index:
        index.add_documents(
            [text_document(source=name, text=text, collection="default") for name in ("a", "b")]
        )
        answer = answer_of(index.answer(ACID))
        documents = {info.source: info.document_id for info in index.documents().documents}
    (other,) = answer.elsewhere
    assert {answer.citation.document_id, other.document_id} == set(documents.values())
    assert other.quote in answer.text


@pytest.mark.parametrize("word", ["mortgage", "ипотека"])
def test_a_bare_word_that_stands_nowhere_is_not_answered(index: Index, word: str) -> None:
    text = "The tenant pays by the tenth of each month.\n\nАрендатор отвечает за ремонт окон."
    index.add_documents([text_document(source="a", text=text)])
    assert index.answer(word).answer is None
    assert answer_of(index.answer("Who pays by the tenth?")).text.startswith("The tenant pays")


def test_a_question_of_one_word_that_counts_is_no_bare_word() -> None:
    unknown = AskedWord(start=12, end=16, times=1, name=False, weight=1.0, ways={})
    assert not QuestionParts("When are you open?", [unknown], "date", "").is_strange_to([])
    assert QuestionParts("open?", [replace(unknown, start=0, end=4)], None, "").is_strange_to([])


def test_how_sure_is_told_in_words(seed_index: Index) -> None:
    assert answer_of(seed_index.answer(ACID)).band in {"surely", "probably"}
    unsure = seed_index.answer(OFF_TOPIC).abstention
    assert unsure is not None
    assert unsure.likeliest is not None
    assert unsure.likeliest.band == "not_sure"
    given = answer_of(seed_index.answer(OFF_TOPIC, threshold=0))
    assert given == unsure.likeliest


def test_two_sentences_are_cited_with_what_is_between(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.answer.extract.LEAST_SHARE_OF_BEST", 0.0)
    text = "The bridge was built by Ada Hill.\n\nIt took her nine years."
    index.add_documents([text_document(source="a", text=text)])
    answer = answer_of(index.answer("Who built the bridge?", threshold=0))
    assert answer.text == answer.citation.quote == text


def test_without_learned_weights_the_best_sentence_is_given_without_confidence(
    tmp_path: Path,
) -> None:
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        index.add_documents(
            [text_document(source="a", text="One is here. Two is there.", collection="default")]
        )
        answer = answer_of(index.answer("Two is there.", threshold=1))
    assert (answer.text, answer.confidence, answer.marked) == ("Two is there.", None, None)


SENTENCES = st.sampled_from(
    ["Совет возглавил Пётр.", "It was in 1999.", "Ё 🙂 ок!", "Нет.", "A\u0301 é.", "3 мая 2020 г."]
)
BREAKS = st.sampled_from([" ", "\n", "\r\n\r\n", "\u2028", "\t"])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """One index for many collections: an encoder is loaded once."""
    with Index.open(tmp_path_factory.mktemp("library")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "table", "marked"),
    [
        (
            "What is the salary of the gardener?",
            (
                "| Post | Salary | Salary on probation |\n|---|---|---|\n"
                "| Gardener | 2100 | 1800 |\n| Driver | 2500 | 2200 |\n"
            ),
            "2100",
        ),
        (
            "Какая ставка у кочегара?",
            (
                "| Профессия | Ставка ночью | Ставка |\n|---|---|---|\n"
                "| Сторож | 320 | 250 |\n| Кочегар | 400 | 310 |\n"
            ),
            "310",
        ),
        (
            "What is the price of the washer?",
            (
                "| Item | Price south | Price north |\n|---|---|---|\n"
                "| Washer | 11 | 12 |\n| Bolt | 21 | 22 |\n"
            ),
            None,
        ),
    ],
)
def test_of_a_column_and_its_variants_the_one_asked_for_is_marked_or_none(
    library: Index, question: str, table: str, marked: str | None
) -> None:
    document = text_document(source="table.md", text=table, collection="tables")
    library.add_documents([document], collection="tables")
    answer = answer_of(library.answer(question, collection="tables"))
    assert (answer.marked and table[answer.marked.start : answer.marked.end]) == marked


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("Каков факт склада за 2023 год?", "45"),
        ("Каков факт склада за 2024 год?", "48"),
        ("Каков план продаж за 2023 год?", "100"),
    ],
)
def test_a_column_is_told_by_the_name_of_its_group_too(
    library: Index, question: str, marked: str
) -> None:
    table = "Отдел;2023;;2024;\n;План;Факт;План;Факт\nПродажи;100;90;120;130\nСклад;40;45;50;48\n"
    document = text_document(source="budget.csv", text=table, collection="groups")
    library.add_documents([document], collection="groups")
    answer = answer_of(library.answer(question, collection="groups"))
    assert (answer.marked and table[answer.marked.start : answer.marked.end]) == marked


@pytest.mark.parametrize(
    ("question", "lines", "row", "marked"),
    [
        (
            "What is the late fee for a delay of 10 days?",
            ("| Delay | Fee |", "|---|---|", "| up to 5 days | 10 euros |", "| 6 to 15 days | 25 euros |"),
            "| 6 to 15 days | 25 euros |",
            "25 euros",
        ),
        (
            "What is the late fee for a delay of 20 days?",
            ("| Delay | Fee |", "|---|---|", "| up to 5 days | 20 euros |", "| 6 to 15 days | 25 euros |"),
            None,
            None,
        ),
        (
            "Какая ставка по вкладу 300 тысяч рублей?",
            (
                *("| Сумма вклада | Ставка |", "|---|---|", "| до 100 тысяч рублей | 5 % |"),
                *("| от 100 до 500 тысяч рублей | 6 % |", "| свыше 500 тысяч рублей | 8 % |"),
            ),
            "| от 100 до 500 тысяч рублей | 6 % |",
            "6 %",
        ),
    ],
)  # fmt: skip
def test_a_number_is_answered_by_the_bracket_that_it_is_in(
    library: Index, question: str, lines: Sequence[str], row: str | None, marked: str | None
) -> None:
    table = "\n".join(lines)
    document = text_document(source="table.md", text=table, collection="brackets")
    library.add_documents([document], collection="brackets")
    answer = library.answer(question, collection="brackets").answer
    assert (answer and answer.text) == row
    assert (answer and answer.marked and table[answer.marked.start : answer.marked.end]) == marked


@settings(max_examples=25)
@given(parts=st.lists(st.tuples(SENTENCES, BREAKS), min_size=1, max_size=8))
def test_every_answer_has_a_probability_and_its_mark_within_itself(
    library: Index, parts: Sequence[tuple[str, str]]
) -> None:
    text = "".join(sentence + between for sentence, between in parts)
    document = text_document(source="a", text=text, collection="any")
    library.add_documents([document], collection="any")
    for question in ("Кто возглавил совет?", "When was it?", "Сколько?"):
        result = library.answer(question, collection="any", threshold=0)
        answer = answer_of(result)
        assert answer.citation.quote == answer.text
        assert answer.marked is None or (
            answer.citation.start <= answer.marked.start < answer.marked.end <= answer.citation.end
        )
        assert answer.confidence is not None
        assert 0 <= answer.confidence <= 1
