"""Sentences that have what a question names."""

import re
from pathlib import Path

import pytest

from index import Index, text_document
from index.encode.protocols import Encoders

VERBS, NOUNS, ENDS = ("parse", "split", "send"), ("Ledger", "Meter", "Ticket"), ("Owner", "History")
SAID = ("returns nothing", "asks the bank", "holds a lock", "writes a line to the journal")
NAMES = [f"{verb}{noun}{end}" for verb in VERBS for noun in NOUNS for end in ENDS]


def test_words_that_a_sentence_has_in_one_name_what_is_asked_about(
    tmp_path: Path, encoders: Encoders
) -> None:
    units = [
        f"## Unit {number}\n\nThe call `{name}` {SAID[number % len(SAID)]}.\n"
        for number, name in enumerate(NAMES)
    ]
    with Index.open(tmp_path, encoders=encoders) as index:
        index.add_documents([text_document(source="calls.md", text="\n".join(units))])
        for name in NAMES:
            answer = index.answer(re.sub("([A-Z])", r" \1", name).lower()).answer
            assert answer is not None, name
            assert name in answer.text


HOUSES = {
    "«Желуди»": ("Утренник", "22 декабря"),
    "«Ромашка»": ("Концерт", "9 апреля"),
    "«Ракета»": ("Выпускной", "30 мая"),
}


def test_a_document_that_has_a_quoted_name_is_about_it_in_all_its_passages(
    tmp_path: Path, encoders: Encoders
) -> None:
    with Index.open(tmp_path, encoders=encoders) as index:
        index.add_documents(
            [
                text_document(
                    source=f"{number}.md",
                    text=f"# Детский сад\n\nДетский сад {name} открыт в 1974 году.\n\n"
                    f"## Праздники\n\n{feast} назначен на {day}, на десять часов.\n\n"
                    "## Порядок\n\nОбувь оставляйте у входа.\n",
                )
                for number, (name, (feast, day)) in enumerate(HOUSES.items())
            ]
        )
        for number, (name, (feast, day)) in enumerate(HOUSES.items()):
            given = index.answer(f"Когда {feast.lower()} в {name}?")
            held = given.abstention
            likeliest = given.answer if held is None else held.likeliest
            assert likeliest is not None
            assert day in likeliest.text, name
            assert likeliest.citation.source == f"{number}.md"


def test_what_stands_under_another_quoted_name_is_not_about_the_one_asked_about(
    tmp_path: Path, encoders: Encoders
) -> None:
    text = (
        "# Лагеря\n\n## «Заря»\n\nЛагерь у озера принимает детей с семи лет.\n\n"
        "## «Восход»\n\nЛагерь «Восход» у леса построили в 1961 году.\n"
    )
    with Index.open(tmp_path, encoders=encoders) as index:
        index.add_documents([text_document(source="лагеря.md", text=text)])
        assert index.answer("В каком году построили лагерь «Заря»?").answer is None
        told = index.answer("В каком году построили лагерь «Восход»?").answer
        assert told is not None
        assert "1961" in told.text


WORKS = {
    "The ferry was painted September 8–21, 2011, bosun Crane.": "Who was the bosun when the ferry "
    "was painted on September {}, {}?",
    "Плотину чинили 8, 15 и 21 сентября 2011 года, прораб Ершов.": "Кто был прорабом, когда "
    "чинили плотину {} сентября {} года?",
}


@pytest.mark.parametrize("text", WORKS)
def test_a_day_of_a_range_or_a_row_is_that_of_its_year(
    text: str, tmp_path: Path, encoders: Encoders
) -> None:
    with Index.open(tmp_path, encoders=encoders) as index:
        index.add_documents([text_document(source="works.txt", text=text)])
        for day in ("8", "21"):
            asked = index.search(WORKS[text].format(day, 2011))
            assert asked.nowhere == (), day
            assert index.search(WORKS[text].format(day, 2014)).nowhere != (), day
            assert index.answer(WORKS[text].format(day, 2014)).answer is None, day


def test_a_day_without_a_year_may_be_that_of_any(tmp_path: Path, encoders: Encoders) -> None:
    text = "On September 8, 20 guests came to the ferry, bosun Crane."
    with Index.open(tmp_path, encoders=encoders) as index:
        index.add_documents([text_document(source="works.txt", text=text)])
        assert index.search("Who was the bosun on September 8, 2014?").nowhere == ()
