"""Of several editions, the one that holds."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index import Index, text_document
from index.answer.evidence import features
from index.answer.form.editions import OUTDATED, REPLACED, edition_stance, says_outdated
from index.answer.nearest import NearPassage
from index.encode.protocols import Encoders
from tests.index.answer.reading import asked, near

EDITIONS = {
    "moorings-1": "# Mooring dues (superseded)\n\nA night at the quay costs 30 crowns.",
    "moorings-2": "# Mooring dues\n\nA night at the quay costs 45 crowns.",
    "shoeing-1": "Each mare is shod every ten weeks.",
    "shoeing-2": "Each mare is shod every six weeks.",
    "grazing-1": "# Grazing (2021)\n\nStatus: superseded by the rules of 2024.\n\nA goat costs 3 crowns.",
    "grazing-2": "# Grazing (2024)\n\nSupersedes the rules of 2021.\n\nA goat costs 4 crowns.",
    "kiln-2018": "# Kiln\n\nSecond edition. Superseded by that of 2023.\n\nA firing takes 14 hours.",
    "kiln": "# Kiln\n\nThird edition, 2023; replaces the second.\n\nA firing takes nine hours.",
    "oats-2020": "# Feed\n\nA sack of oats costs 12 crowns.",
    "oats-2024": "# Feed\n\nA sack of oats costs 17 crowns.",
    "мост": (
        "# Мост\n\n## До 2022 года (не действует)\n\nПроезд по мосту стоит 40 рублей.\n\n"
        "## С 2023 года\n\nПроезд по мосту стоит 65 рублей."
    ),
    "устав": "# Устав\n\nРедакция 2022 года.\n\nСход жителей собирают дважды в год.",
    "прежний": (
        "# Устав\n\nРедакция 2016 года, утратила силу в 2022.\n\nСход жителей собирают весной."
    ),
    "зачёт-1": "# Порядок зачёта (утратил силу)\n\nЗачёт пересдают через месяц.",
    "зачёт-2": "# Порядок зачёта\n\nЗачёт пересдают через неделю.",
}
STATUS = {"shoeing-1": "archived", "shoeing-2": "active"}


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory, encoders: Encoders) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("editions"), encoders=encoders) as index:
        index.add_documents(
            [
                text_document(
                    source=f"{name}.md",
                    text=text,
                    metadata={"status": STATUS[name]} if name in STATUS else None,
                )
                for name, text in EDITIONS.items()
            ]
        )
        yield index


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does a night at the quay cost?", "45"),
        ("What did a night at the quay cost by the superseded dues?", "30"),
        ("What does a goat cost?", "4 crowns"),
        ("What did a goat cost by the rules of 2021?", "3 crowns"),
        ("How often is each mare shod?", "six weeks"),
        ("Через сколько пересдают зачёт?", "неделю"),
        ("How long does a firing take?", "nine"),
        ("How long did a firing take in 2018?", "14"),
        ("How much does a sack of oats cost?", "17"),
        ("How much did a sack of oats cost in 2020?", "12"),
        ("Сколько стоит проезд по мосту?", "65"),
        ("Когда собирают сход жителей?", "дважды"),
    ],
)
def test_what_holds_no_more_yields_to_what_does(editions: Index, question: str, said: str) -> None:
    answer = editions.answer(question).answer
    assert answer is not None
    assert said in answer.text


def titled(title: str, sentence: str, *, opening: str = "") -> NearPassage:
    passage = near(sentence)
    citation = replace(passage.hit.citation, title=title)
    return replace(
        passage, hit=replace(passage.hit, citation=citation), standing=title, opening=opening
    )


def test_it_yields_wholly_to_one_of_the_same_title_that_holds() -> None:
    parts = asked("How long are books lent?", books=1.0, lent=1.0)
    old = titled("Lending (2021)", "Books are lent for 21 days.", opening="Status: superseded.")
    new = titled("Lending (2024)", "Books are lent for 28 days.")
    other = titled("Films", "Films are lent for 7 days.")
    for passages, left in (([old, new], [REPLACED, 1.0]), ([old, other], [OUTDATED, 1.0])):
        shares = edition_stance(parts, passages, features(parts, passages)).shares
        assert shares.tolist() == left


def test_where_what_took_its_place_says_nothing_of_it_nothing_answers(
    tmp_path: Path, encoders: Encoders
) -> None:
    with Index.open(tmp_path, encoders=encoders) as index:
        kept = "# Rule 7\n\nStatus: superseded by rule 12.\n\nThe boats are kept in Shed Nine."
        index.add_documents([text_document(source="7.md", text=kept)])
        assert index.answer("Where are the boats kept?").answer is not None
        index.add_documents(
            [text_document(source="12.md", text="# Rule 12\n\nThe sails are dried on the pier.")]
        )
        assert index.answer("Where are the boats kept?").answer is None


@pytest.mark.parametrize(
    ("opening", "is_outdated"),
    [
        ("Second edition, 2018. Superseded by the third.", True),
        ("Редакция 2016 года, утратила силу 4 марта.", True),
        ("Third edition; replaces the second, superseded in May.", False),
        ("Редакция 2022 года взамен прежней, утратила силу старая.", False),
        ("The gates were repaired. Withdrawn coins lie in the hall.", False),
    ],
)
def test_an_edition_says_of_itself_that_it_holds_no_more(opening: str, is_outdated: bool) -> None:
    assert says_outdated("Kiln", opening) is is_outdated


def test_an_older_year_yields_to_a_later_one_that_has_as_much_of_the_question() -> None:
    parts = asked("How long are books lent?", books=1.0, lent=1.0)
    old = titled("Lending (2021)", "Books are lent for 21 days.")
    later = titled("Lending (2024)", "Books are lent for 28 days.")
    other = titled("Lending (2024)", "The desk is open at noon.")
    for passages, left in (([old, later], [OUTDATED, 1.0]), ([old, other], [1.0, 1.0])):
        stance = edition_stance(parts, passages, features(parts, passages))
        assert stance.shares.tolist() == left
