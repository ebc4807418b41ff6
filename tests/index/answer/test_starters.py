"""Questions to begin with: out of the documents themselves, and answered by them."""

import pytest

from index import Index, text_document
from index.answer.starters import MOST_STARTERS, day_question_of, questions_of

POLICY = """# Vacation policy

## How many days are there

Every employee has 28 calendar days of paid vacation a year.

## 2. Carrying over

Unused days carry over until 31 March.

## Who signs?

Anna Smirnova, head of the personnel department, signs every request.
"""


def test_are_made_of_headings_and_of_who_is_named() -> None:
    policy = text_document(source="policy.md", text=POLICY)
    assert list(questions_of(policy, language="ru")) == [
        "How many days are there?",
        "Vacation policy: carrying over?",
        "Who signs?",
        "Who is Anna Smirnova?",
    ]


@pytest.mark.parametrize(
    ("text", "russian", "english"),
    [
        ("сказал Александр Козловский, депутат", "Александр Козловский", "Aleksandr Kozlovsky"),
        ("подписал Юрий Щербенко, юрист", "Юрий Щербенко", "Yury Shcherbenko"),
        ("по мнению Дениса Кравченко, депутата", None, None),
        ("назначили Андрея Мусатова", None, None),
        ("определил Владимир Владимирович Путин", None, None),
    ],
)
def test_name_people_only_as_they_are_called(
    text: str, russian: str | None, english: str | None
) -> None:
    document = text_document(source="a.txt", text=text)
    in_russian = list(questions_of(document, language="ru"))
    assert in_russian == ([f"Кто такой {russian}?"] if russian else [])
    in_english = list(questions_of(document, language="en"))
    assert in_english == ([f"Who is {english}?"] if english else [])


def test_are_each_answered_by_the_document_they_are_of(index: Index, seed_index: Index) -> None:
    index.add_documents([text_document(source="policy.md", text=POLICY)])
    for asked, language in ((index, "en"), (seed_index, "en"), (seed_index, "ru")):
        starters = asked.starters(language=language)
        assert 1 <= len(starters) <= MOST_STARTERS
        for each in starters:
            answer = asked.answer(each.question).answer
            assert answer is not None
            assert answer.citation.document_id == each.document_id


def test_of_documents_that_are_alike_each_question_is_tried_once(index: Index) -> None:
    index.add_documents(
        text_document(
            source=f"{day}.md",
            text=f"# Meeting notes\n\n## Guests from abroad\n\nThere were {day}.\n\n"
            "## Who signs the protocol\n\nThe head of the department signs the protocol.\n",
        )
        for day in range(1, 31)
    )
    found = {each.question: each.document_id for each in index.starters()}
    answer = index.answer("Who signs the protocol?").answer
    assert answer is not None
    assert found["Who signs the protocol?"] == answer.citation.document_id


def test_are_none_of_an_empty_collection(index: Index) -> None:
    index.create_collection("empty")
    assert index.starters(collection="empty") == ()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Pump 3 was shut on 7 May 2024.", "What happened on 7 May 2024?"),
        ("May 7, 2024: the pump was\nshut.", "What happened on May 7, 2024?"),
        ("The log of 2024-05-07 tells of a leak.", "What happened on 2024-05-07?"),
        ("Насос 3 остановлен 7\nмая 2024 года.", "Что было 7 мая 2024?"),
        ("The pump is shut in May 2024.", None),
        ("The pump is shut on 3/5/2024.", None),
        ("The pump is shut.", None),
    ],
)
def test_are_about_a_day_as_it_is_written(text: str, question: str | None) -> None:
    assert day_question_of(text_document(source="a.txt", text=text)) == question


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Pump {0} was shut on {0} May 2024 because the seal leaked.", "What happened on "),
        ("Насос {0} остановлен {0} мая 2024 года из-за течи уплотнения.", "Что было "),
    ],
)
def test_of_notes_that_are_alike_are_about_their_days(index: Index, text: str, asks: str) -> None:
    index.add_documents(
        text_document(source=f"{day:02}.txt", text=text.format(day)) for day in range(1, 31)
    )
    found = index.starters()
    assert found
    for each in found:
        assert each.question.startswith(asks)
        answer = index.answer(each.question).answer
        assert answer is not None
        assert answer.citation.document_id == each.document_id
    # They come only where nothing better does.
    index.add_documents([text_document(source="policy.md", text=POLICY)])
    assert not any(each.question.startswith(asks) for each in index.starters())


def test_are_looked_for_where_most_documents_say_none(index: Index) -> None:
    plain = [text_document(source=f"{n:02}.txt", text=f"Pump {n} is shut.") for n in range(40)]
    index.add_documents([*plain, text_document(source="20-policy.md", text=POLICY)])
    assert "Who signs?" in {each.question for each in index.starters()}
