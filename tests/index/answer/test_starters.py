"""Questions to begin with: out of the documents themselves, and answered by them."""

import pytest

from index import Index, text_document
from index.answer.starters import MOST_STARTERS, questions_of

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


def test_are_looked_for_where_most_documents_say_none(index: Index) -> None:
    plain = [text_document(source=f"{n:02}.txt", text=f"Pump {n} is shut.") for n in range(40)]
    index.add_documents([*plain, text_document(source="20-policy.md", text=POLICY)])
    assert "Who signs?" in {each.question for each in index.starters()}
