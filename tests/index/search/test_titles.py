"""Documents found by what people call them: title, other names, tags, headings, file name."""

from collections.abc import Iterator

import pytest

from index import Index, text_document
from index.encode.protocols import Encoders
from index.encode.sparse import BridgedEncoder
from index.learned import SHIPPED_MODEL
from tests.index.encoders import WordEncoder

SPARSE = BridgedEncoder.load(SHIPPED_MODEL / "bridge.npz")

NOTES = {
    "Sluice_night_watch.txt": "Two lamps stay lit. The bell is rung at four.",
    "duties/ferryTimetable.txt": "First at six, last at ten.",
    "дежурства-2031.md": "Смену сдают в восемь. Старший — Ремнёв.",
    "log_2031-02-07.txt": "Nothing was seen.",
    "grafik_pomyvki.txt": "Ким 3\nПак 5\nЦой 7",
    "perechen-vesel.txt": "Ким 11\nПак 13\nЦой 17",
    "instruktsii/jakornaya_lebedka.txt": "Ким 19\nПак 23\nЦой 29",
    "magazine.txt": "Ким 31\nПак 37\nЦой 41",
    "k5.md": "Магазин у пристани торгует снастями.",
    "k1.md": "---\ntitle: Rules for anglers\naliases: [blue card, правило 7-У]\ntags: [fishing]\n---\n"
    "Nets are not allowed.",
    "k2.md": "# Порядок окраски лодок\n\nКраску выдаёт Ремнёв.\n\n## Сушка\n\nДва дня под навесом.",
    "k3.md": "# Sundry\n\nThe rules of the sluice are on the wall, and a watch is on the table.",
    "k4.md": "# Разное\n\nОкраска стен и порядок на складе лодок ждут весны.",
}


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    encoders = Encoders(dense=WordEncoder(), sparse=SPARSE, sparse_weight=None)
    with Index.open(tmp_path_factory.mktemp("notes"), encoders=encoders) as index:
        index.add_documents([text_document(source=n, text=text) for n, text in NOTES.items()])
        yield index


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("sluice night watch", "Sluice_night_watch.txt"),
        ("the sluice night watch file", "Sluice_night_watch.txt"),
        ("Which lamps stay lit in the sluice night watch?", "Sluice_night_watch.txt"),
        ("ferry timetable", "duties/ferryTimetable.txt"),
        ("расписание парома", "duties/ferryTimetable.txt"),
        ("дежурства 2031", "дежурства-2031.md"),
        ("в файле дежурства-2031", "дежурства-2031.md"),
        ("log of 7 February 2031", "log_2031-02-07.txt"),
        ("rules for anglers", "k1.md"),
        ("blue card", "k1.md"),
        ("правило 7-У", "k1.md"),
        ("fishing", "k1.md"),
        ("порядок окраски лодок", "k2.md"),
        ("сушка", "k2.md"),
        ("график помывки", "grafik_pomyvki.txt"),
        ("Кто седьмой в графике помывок?", "grafik_pomyvki.txt"),
        ("перечень вёсел", "perechen-vesel.txt"),
        ("инструкция к якорной лебёдке", "instruktsii/jakornaya_lebedka.txt"),
        ("магазин", "k5.md"),
    ],
)
def test_a_document_is_found_by_what_it_is_called(notes: Index, query: str, source: str) -> None:
    assert notes.search(query).hits[0].citation.source == source


def test_what_a_document_is_called_is_in_no_citation(notes: Index) -> None:
    for hit in notes.search("sluice night watch").hits:
        text = NOTES[hit.citation.source]
        assert text[hit.citation.start : hit.citation.end] == hit.citation.quote


def test_all_its_passages_are_found_by_its_title(notes: Index) -> None:
    first = notes.search("порядок окраски лодок", k=2).hits
    assert {hit.citation.source for hit in first} == {"k2.md"}


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    encoders = Encoders(dense=WordEncoder(), sparse=SPARSE, sparse_weight=None)
    with Index.open(tmp_path_factory.mktemp("listed"), encoders=encoders) as index:
        index.add_documents(
            text_document(source=f"{name}.md", text=f"---\n{name}: {said}\n---\nAsk the office.")
            for name, said in LISTED.items()
        )
        yield index


LISTED = {
    "Tags": "weaving, looms",
    "TAGS": "ropewalk",
    "Keywords": "thatching; reeds",
    "Aliases": "Big Bertha",
    "labels": "[taxidermy, saddlery]",
    "category": "puppetry",
    "topics": "cartography",
    "теги": "гончарство",
    "Метки": "ковроделие",
    "псевдонимы": "Чёрный ящик",
    "ключевые слова": "сыроварение; казеин",
    "Рубрика": "водолазы",
    "тема": "лудильщик",
    "название": "Порядок охоты на уток",
}


@pytest.mark.parametrize("name", LISTED)
def test_a_document_is_found_by_its_tags_whatever_they_are_called(listed: Index, name: str) -> None:
    for said in LISTED[name].strip("[]").replace(";", ",").split(","):
        hits = listed.search(said.strip(), mode="sparse").hits
        assert [hit.citation.source for hit in hits] == [f"{name}.md"]


IN_FOLDERS = {
    "team/2021/budget.txt": "Spending was cut.",
    "team/2019/budget.txt": "Spending was raised.",
    "team/Gherkin Tower/log.txt": "Nothing unusual.",
    "team/Rotunda/log.txt": "A pane was cracked.",
    "team/Охрана труда/памятка.txt": "Нарушителей штрафуют.",
    "team/Гражданская оборона/памятка.txt": "Нарушителей предупреждают.",
    "team/sled-rental/terms.txt": "Payment is in cash.",
    "team/kayak-rental/terms.txt": "Payment is in advance.",
    "team/клиенты/Ромашка/счёт.txt": "К оплате сорок.",
    "team/клиенты/Василёк/счёт.txt": "К оплате двести.",
    "team/notes.txt": "The rotunda is painted.",
    "team/people.txt": "The team meets on Mondays.",
    "team/kayaks.txt": "Two of them leak.",
}


@pytest.fixture(scope="module")
def in_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    encoders = Encoders(dense=WordEncoder(), sparse=SPARSE, sparse_weight=None)
    with Index.open(tmp_path_factory.mktemp("folders"), encoders=encoders) as index:
        texts = IN_FOLDERS.items()
        index.add_documents([text_document(source=n, text=text) for n, text in texts])
        yield index


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("budget 2021", "2021/budget.txt"),
        ("budget of 2019", "2019/budget.txt"),
        ("Gherkin Tower log", "Gherkin Tower/log.txt"),
        ('the log of the "Gherkin Tower"', "Gherkin Tower/log.txt"),
        ("памятка по охране труда", "Охрана труда/памятка.txt"),
        ("гражданская оборона", "Гражданская оборона/памятка.txt"),
        ("sled rental terms", "sled-rental/terms.txt"),
        ("счёт Ромашки", "Ромашка/счёт.txt"),
    ],
)
def test_a_document_is_found_by_its_folders(in_folders: Index, query: str, source: str) -> None:
    result = in_folders.search(query)
    assert result.hits[0].citation.source.endswith(source)
    assert result.nowhere == ()


@pytest.mark.parametrize(
    ("query", "source"), [("rotunda", "notes.txt"), ("team", "people.txt"), ("kayak", "kayaks.txt")]
)
def test_a_text_or_a_name_of_its_own_comes_before_a_folder(
    in_folders: Index, query: str, source: str
) -> None:
    hits = in_folders.search(query, mode="sparse").hits
    assert hits[0].citation.source == f"team/{source}"


def test_a_folder_that_holds_all_gives_no_document_anything(in_folders: Index) -> None:
    first, *others = in_folders.search("team", mode="sparse", k=20).hits
    assert max(hit.score for hit in others) < 0.1 * first.score


BESIDE_TRANSLATIONS = {
    "light.md": "Lamps are replaced in pairs.",
    "notes/bow.md": "The ship is painted in May.",
    "b1.md": "# Post\n\nThe guard changes at six.",
    "кран.txt": "Поднимает 12 тонн.",
    "b2.md": "# Лист\n\nБумага лежит в шкафу.",
    "b3.txt": "Свет в цехе выключают в десять вечера.",
    "b4.txt": "Лук сажают в мае. Лук любит солнце.",
    "board.md": "Members meet each quarter.",
    "b5.txt": "Доска для объявлений висит у входа. Доску протирают.",
    "b6.txt": "The tap drips. The tap is closed at night.",
    "b7.txt": "A leaf fell on the deck.",
}


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory: pytest.TempPathFactory, encoders: Encoders) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("bilingual"), encoders=encoders) as index:
        texts = BESIDE_TRANSLATIONS.items()
        index.add_documents([text_document(source=n, text=text) for n, text in texts])
        yield index


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("свет", "b3.txt"),
        ("лук", "b4.txt"),
        ("Где лук?", "b4.txt"),
        ("доска", "b5.txt"),
        ("tap", "b6.txt"),
        ("Where is the leaf?", "b7.txt"),
    ],
)
def test_what_has_a_word_comes_before_what_is_called_by_its_translation(
    bilingual: Index, query: str, source: str
) -> None:
    assert bilingual.search(query).hits[0].citation.source == source


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("light", "light.md"),
        ("корабельный нос", "notes/bow.md"),
        ("crane", "кран.txt"),
        ("кран", "кран.txt"),
        ("пост", "b1.md"),
        ("sheet", "b2.md"),
    ],
)
def test_what_no_passage_has_is_found_by_what_it_is_called(
    bilingual: Index, query: str, source: str
) -> None:
    assert bilingual.search(query).hits[0].citation.source == source
