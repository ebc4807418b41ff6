"""Which sentence of a hit is marked: the one that was found, not what is merely near."""

from collections.abc import Iterator

import pytest

from index import Index, text_document
from index.encode.protocols import Encoders

NOTES = {
    "lorries.csv": "Номер,Марка,Водитель\nМ318ОР77,Урал,Ветров\nН415ТК77,ЗИЛ,Дроздов\n"
    "К902СА33,МАЗ,Юрьев\nР077ВВ50,Volvo,Лосев\nЕ214МН16,Ford,Гущин\nТ660УХ98,Lada,Сомов\n",
    "valves.txt": "The inlet has the mark RV-118/2 and is red. The outlet has the mark RV-220/4 and is "
    "blue. The bypass has the mark RV-731/9 and is white. The drain has the mark RV-204/1 and is "
    "black. The vent has the mark RV-377/5 and is green.",
    "club.txt": "3 мая 2021 года открыли клуб. 19 июня 2022 года купили рояль. 7 августа 2022 года "
    "сменили крышу. 2 декабря 2023 года провели ревизию. 11 марта 2024 года покрасили забор.",
    "ferry.txt": "On 4 May 2020 they bought the ferry. On 20 June 2021 they moved the pier. On 8 "
    "August 2020 they hired a mate. On 5 December 2019 they sold the raft.",
    "phones.txt": "Ветров, телефон +7 351 221 40 18\nДроздов, телефон +7 351 867 90 52\n"
    "Юрьев, телефон +7 351 604 33 71\nЛосев, телефон +7 351 450 12 96\n"
    "Гущин, телефон +7 351 539 28 07",
    "yard.txt": "In 1904 they put a gazebo behind the house. In 1911 they put a birdbath behind the "
    "house. In 1918 they put a trellis behind the house. In 1925 they put a swing behind the house.",
    "hall.txt": "Зал открывают в восемь. На стене висит надпись «тише, идёт запись». Ключ от зала "
    "лежит у вахтёра. Свет выключает последний.",
}


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory, encoders: Encoders) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("marked"), encoders=encoders) as index:
        index.add_documents([text_document(source=n, text=text) for n, text in NOTES.items()])
        yield index


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("К902СА33", "Юрьев"),
        ("н415тк 77", "Дроздов"),
        ("RV-731/9", "bypass"),
        ("rv2041", "drain"),
        ("07.08.2022", "крышу"),
        ("2 December 2023", "ревизию"),
        ("03.05.2021", "клуб"),
        ("11.03.2024", "забор"),
        ("19.06.2022", "рояль"),
        ("20.06.2021", "pier"),
        ("05.12.2019", "raft"),
        ("rv3775", "vent"),
        ("RV-220/4", "outlet"),
        ("+7 351 604 33 71", "Юрьев"),
        ("+7 351 539 28 07", "Гущин"),
        ("gazebo", "gazebo"),
        ("8 (351) 867-90-52", "Дроздов"),
        ("+7 351 450 12 96", "Лосев"),
        ("trellis", "trellis"),
        ("«тише, идёт запись»", "надпись"),
    ],
)
def test_what_is_asked_for_stands_in_the_marked_sentence(
    notes: Index, query: str, marked: str
) -> None:
    best = notes.search(query).hits[0].best_sentence
    assert best is not None
    assert marked in best.quote


def test_a_question_marks_what_answers_it_still(notes: Index) -> None:
    best = notes.search("Who has the key of the hall?").hits[0].best_sentence
    assert best is not None
    assert "вахтёра" in best.quote


def test_the_score_stays_that_of_the_nearest_sentence(notes: Index) -> None:
    hybrid, dense = (notes.search("07.08.2022", mode=mode) for mode in ("hybrid", "dense"))
    scores = {hit.passage_id: hit.scores["dense"] for hit in dense.hits}
    assert hybrid.hits[0].scores["dense"] == pytest.approx(scores[hybrid.hits[0].passage_id])
