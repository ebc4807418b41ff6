"""Of several editions, the one that holds."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index import Index, text_document
from index.answer.editions import OUTDATED, REPLACED, edition_shares
from index.answer.evidence import features
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
        shares = edition_shares(parts, passages, features(parts, passages))
        assert shares.tolist() == left
