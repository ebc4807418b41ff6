"""Words as people write them, through the whole index."""

from collections.abc import Iterator

import pytest

from index import Index, text_document
from index.encode.protocols import Encoders
from index.types import SparseExplanation

NOTES = {
    "seal": "The seal K-7041-B is changed every spring.",
    "gasket": "The gasket K-7041-D is greased every autumn.",
    "board": "Совет заседает 7 ноября 2023 года в зале.",
    "valve": "Задвижку осматривает инженер Ромашков.",
    "scale": "The red scale stands behind the green door.",
    "door": "The green scale stands behind the red door.",
    "sam": "The Site Acceptance Manual (SAM) lies in the office.",
    "sam2": "A copy of SAM is with the guard.",
    "pump": "The pump H404.1177 stands in bay 12.",
    "Gate_opening_manual": "Turn the red wheel to the left.",
    "staff": "Lev Orlov, room 4, phone 3301\nLev Sokolov, room 5, phone 3302\n"
    "Oleg Orlov, room 6, phone 3303",
    "store": "Инвентаризацию склада проводит Ремнёва.",
    "lorry": "The lorry К451МО 77 belongs to the creamery.",
    "van": "The van К415МО 77 belongs to the cannery.",
    "fund": "The fund's account is GB11 KLRT 2040 6080 7090 11.",
    "firm": "ООО «Ромашка и Ко» возит песок. Директор общества — Ильин.",
    "parts": "name,code,rack\nЛаба,4411,7782\nУра,4412,7790\nSozh,4413,7795",
    "proxy": "The proxy runs Zander 4.12.3 since spring.",
    "printer": "Прошивка 15.31.2 лечит принтер от полос.",
    "sign": "РУЧКА СЛОМАНА. КРАСКА НЕ ВЫСОХЛА. BOLTS ARE LOOSE.",
    "jar": "Медная банка стоит в погребе.",
    "policy": "Полис КАСКО продлевают весной.",
    "helmet": "Каска висит у входа в цех.",
    "ferry": "Natalia Shcherbina guards the ferry.",
    "roof": "Peter Markevich mends the roof.",
    "mushrooms": "Щербаков Тимур солит грибы. Маркелов Юрий солит язя.",
    "goats": "Chief Medical Officer vaccinates the goats.",
    "tower": "В С.Н.Т. «Восход» чинят водокачку.",
    "goose": "П Р И К А З о розыске гуся подписал Дроздов.",
    "lectern": "W A R N I N G on the swan is void.",
    "rings": "J.R.R. Talbot writes of rings.",
    "herder": "Чабан красит причал до осени.",
    "other_herder": "Чабанов красит причал до осени.",
    "quiet": "Смирный Ким варит смолу у причала.",
    "other_quiet": "Смирных Ким варит смолу у причала.",
    "desks": "Столов не хватает: их девять.",
    "mails": "Mail for the dairy goes to milk@quay.example, for the forge to iron@quay.example.",
    "scripts": "Скрипт уборки лежит в /opt/amber/sweep.sh, скрипт переклички в /opt/amber/call.py.",
    "watch": "Вахту 14.03 несёт Горшков, на маяке он один.",
    "other_watch": "Вахту 14.04 несёт Мишин, на маяке он один.",
    "race": "Гребцы стартуют 22 июня от причала.",
    "other_race": "The rowers start on 23 June from the pier.",
    "licences": "Лицензии на ПО хранит Ежов, обновляет его Ужов.",
    "check": "ТО лебёдки делают зимой.",
    "yarn": "По договору пряжу до осени хранит Лыкова, и то не всю.",
    "oars": "Broken oars are replaced by IT.",
    "thanks": "The US boathouse is closed in November.",
    "net": "It is mended by those who use it, not by us, who sell it.",
    "courier": "The interpreter is Xenia Khrushchova, the courier is Evgeny Zhuravlyov.",
    "other_courier": "Курьер — Егор Журавель, переводчик — Пётр Хруст.",
    "service": "Пожарно-сторожевую службу возглавил Лыков.",
}

STORY = """I am new here. Last week the boss sent me to the yard in the rain and forgot me there.
Yesterday the driver told me a long story about his uncle, a boat and a bad winter. My brother says
that one should ask. Nobody at the gate would listen, since all had gone home by then."""


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory, encoders: Encoders) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("notes"), encoders=encoders) as index:
        index.add_documents([text_document(source=f"{n}.txt", text=t) for n, t in NOTES.items()])
        yield index


@pytest.mark.parametrize(
    ("query", "source"),
    [
        *((name, "herder.txt") for name in ("Чабан", "Чабана", "Чабану", "причал Чабана")),
        *((name, "other_herder.txt") for name in ("Чабанов", "Чабанова", "причал Чабанова")),
        *((name, "quiet.txt") for name in ("Смирный", "Смирного", "у Смирного")),
        *((name, "other_quiet.txt") for name in ("Смирных", "у Смирных")),
        *((word, "desks.txt") for word in ("стол", "Столы", "сколько столов")),
    ],
)
def test_a_surname_is_found_before_another_with_its_stem(
    notes: Index, query: str, source: str
) -> None:
    assert notes.search(query, k=1).hits[0].citation.source == source


@pytest.mark.parametrize(
    ("query", "source"),
    [
        *((name, "ferry.txt") for name in ("Щербина", "Щербине", "о Щербине")),
        *((name, "roof.txt") for name in ("Маркевич", "Маркевичу")),
        *((name, "mushrooms.txt") for name in ("Щербаков", "Маркелов")),
    ],
)
def test_a_name_alone_is_found_as_it_sounds_though_it_has_a_translation(
    notes: Index, query: str, source: str
) -> None:
    assert notes.search(query, k=1).hits[0].citation.source == source


@pytest.mark.parametrize(
    ("query", "source"),
    [
        *(("C.M.O.", "goats.txt"), ("who is the C.M.O.?", "goats.txt"), ("S.A.M.", "sam.txt")),
        *(("С.Н.Т.", "tower.txt"), ("СНТ", "tower.txt"), ("П.О.Л.И.С. К.А.С.К.О.", "policy.txt")),
        *(("приказ", "goose.txt"), ("warning", "lectern.txt"), ("J.R.R. Talbot", "rings.txt")),
    ],
)
def test_letters_that_stand_apart_are_a_word(notes: Index, query: str, source: str) -> None:
    assert notes.search(query, k=1).hits[0].citation.source == source


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("K-7041-D", "gasket.txt"),
        ("k7041b", "seal.txt"),
        ("2023-11-07", "board.txt"),
        ("Ромашкова", "valve.txt"),
        ("Romashkov", "valve.txt"),
        ("к415мо77", "van.txt"),
        ("GB11KLRT20406080709011", "fund.txt"),
        ("7790", "parts.txt"),
        ("что возит «Ромашку и Ко»", "firm.txt"),
        ("«the green scale stands behind the red door»", "door.txt"),
    ],
)
def test_what_is_named_exactly_comes_first(notes: Index, query: str, source: str) -> None:
    assert notes.search(query).hits[0].citation.source == source


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("ручку", "sign.txt"),
        ("bolt", "sign.txt"),
        ("БАНКУ", "jar.txt"),
        ("VALVE", "valve.txt"),
        ("КАСКО", "policy.txt"),
        ("каски", "helmet.txt"),
    ],
)
def test_words_in_capitals_are_found_as_words(notes: Index, query: str, source: str) -> None:
    assert notes.search(query, mode="sparse").hits[0].citation.source == source


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("ПО", "licences.txt"),
        ("кто обновляет ПО", "licences.txt"),
        ("ТО", "check.txt"),
        ("replaced by IT", "oars.txt"),
        ("US", "thanks.txt"),
        ("пряжа по договору", "yarn.txt"),
        ("ПРЯЖА ПО ДОГОВОРУ", "yarn.txt"),
        ("mended by those who use it", "net.txt"),
    ],
)
def test_in_capitals_a_word_that_says_nothing_may_be_a_name(
    notes: Index, query: str, source: str
) -> None:
    assert notes.search(query, k=1).hits[0].citation.source == source


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Since when does the proxy run Zander 4.12?", "4.12.3"),
        ("Что лечит прошивка 15.31?", "15.31.2"),
    ],
)
def test_a_version_is_found_by_how_it_begins(notes: Index, question: str, said: str) -> None:
    result = notes.answer(question)
    assert result.nowhere == ()
    assert result.answer is not None
    assert said in result.answer.text


@pytest.mark.parametrize("number", ["4.13", "4.1", "12.3", "15.3"])
def test_another_version_is_not(notes: Index, number: str) -> None:
    result = notes.search(f"Zander №{number}", explain=True)
    routes = {
        term.route
        for hit in result.hits
        if hit.explanation is not None
        and isinstance(sparse := hit.explanation["sparse"], SparseExplanation)
        for term in sparse.terms
    }
    assert "identifier" not in routes


def test_what_stands_nowhere_is_told_and_not_answered(notes: Index) -> None:
    result = notes.answer("When is the seal K-7041-X changed?")
    assert result.answer is None
    assert result.nowhere == ("K-7041-X",)
    assert result.abstention is not None
    assert result.abstention.missing[0] == "K-7041-X"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Whose mail goes to coal@quay.example?", "coal@quay.example"),
        ("Кому идёт почта на coal@quay.example?", "coal@quay.example"),
        ("Что делает скрипт /opt/amber/bake.sh?", "bake.sh"),
        ("What does the script /opt/amber/bake.sh do?", "bake.sh"),
    ],
)
def test_an_address_or_file_that_stands_nowhere_is_not_answered_by_another(
    notes: Index, question: str, named: str
) -> None:
    result = notes.answer(question)
    assert result.answer is None
    assert result.nowhere == (named,)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Whose mail goes to iron@quay.example?", "forge"),
        ("Для чего скрипт /opt/amber/sweep.sh?", "уборки"),
        ("Whose mail goes to iron@quay.example? Regards, coal@quay.example", "forge"),
    ],
)
def test_one_that_stands_somewhere_is(notes: Index, question: str, said: str) -> None:
    answer = notes.answer(question).answer
    assert answer is not None
    assert said in answer.text


@pytest.mark.parametrize("written", ["7/11/2023", "11/7/2023", "6-7 ноября 2023", "7–8 Nov 2023"])
def test_of_several_days_that_are_meant_one_is_enough(notes: Index, written: str) -> None:
    result = notes.search(f"Where does the council sit on {written}?")
    assert result.nowhere == ()
    assert result.hits[0].citation.source == "board.txt"


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("вахта 14 марта", "watch.txt"),
        ("watch of April 14", "other_watch.txt"),
        ("гребцы 22.06", "race.txt"),
        ("rowers 23.06", "other_race.txt"),
        ("до 23.06", "other_race.txt"),
        ("22.06", "race.txt"),
    ],
)
def test_a_day_is_found_by_figures_without_a_year(notes: Index, query: str, source: str) -> None:
    result = notes.search(query)
    assert result.hits[0].citation.source == source


def test_a_number_that_is_no_day_stands_nowhere_though_the_day_does(notes: Index) -> None:
    assert notes.search("Кто стартует до 22.06?").nowhere == ()
    assert notes.search("Кто стартует до 24.06?").nowhere == ("24.06",)
    assert notes.search("Zander 22.06").nowhere == ("22.06",)


@pytest.mark.parametrize("written", ["7/12/2023", "8/11/2023", "8-9 ноября 2023", "7–8 Nov 2022"])
def test_where_none_of_them_is_held_they_stand_nowhere(notes: Index, written: str) -> None:
    assert notes.search(f"Where does the council sit on {written}?").nowhere == (written,)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("задвжка", "задвижка"), ("pfldb;rf", "задвижка"), ("задвижка", None)],
)
def test_a_word_is_read_as_it_was_meant(notes: Index, typed: str, meant: str | None) -> None:
    result = notes.search(typed)
    assert result.did_you_mean == meant
    assert result.hits[0].citation.source == "valve.txt"


@pytest.mark.parametrize(
    ("typed", "meant", "source"),
    [
        ("мнвентаризация", "инвентаризация", "store.txt"),
        ("енвентаризацию", "инвентаризацию", "store.txt"),
        ("kreamery", "creamery", "lorry.txt"),
        ("vannery", "cannery", "van.txt"),
        ("xannery", "cannery", "van.txt"),
        ("zannery", None, None),
    ],
)
def test_a_first_letter_is_read_as_one_that_sounds_so_or_is_the_next_key(
    notes: Index, typed: str, meant: str | None, source: str | None
) -> None:
    result = notes.search(typed)
    assert result.did_you_mean == meant
    if source is not None:
        assert result.hits[0].citation.source == source


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("шербина", "ferry.txt"),
        ("маркевичу", "roof.txt"),
        ("журавлёв курьер", "courier.txt"),
        ("курьер журавлёв", "courier.txt"),
        ("журавель курьер", "other_courier.txt"),
    ],
)
def test_a_name_in_small_letters_is_found_as_it_sounds(
    notes: Index, query: str, source: str
) -> None:
    assert notes.search(query, k=1).hits[0].citation.source == source


def test_an_abbreviation_is_learned_from_the_documents(notes: Index) -> None:
    found = {hit.citation.source for hit in notes.search("SAM", k=2).hits}
    assert found == {"sam.txt", "sam2.txt"}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who has a copy of the site acceptance manual?", "guard"),
        ("Where is the site acceptance manual kept?", "office"),
        ("Where does the SAM lie?", "office"),
        ("Кто возглавил ПСС?", "Лыков"),
        ("Where does the pump H4041177 stand?", "bay 12"),
        ("How is the gate opened?", "red wheel"),
        ("What is the phone of Oleg Orlov?", "3303"),
        ("кто проводит инвинторизацию", "Ремнёва"),
        (f"{STORY} Where does the SAM lie?", "office"),
        (f"{STORY} Please tell me who has a copy of the SAM.", "guard"),
    ],
)
def test_a_question_is_answered_as_it_was_meant(notes: Index, question: str, said: str) -> None:
    answer = notes.answer(question).answer
    assert answer is not None
    assert said in answer.text


def test_words_in_strange_letters_are_not_answered_by_likeness(notes: Index) -> None:
    assert notes.answer("Қайықтың түсі қандай?").answer is None
