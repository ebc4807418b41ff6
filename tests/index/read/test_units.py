"""Units: a sentence, a record, a row, a heading, as the one who wrote it meant them."""

import pytest

from index.read.records import runs_of_lines
from index.read.units import runs, sentence_spans
from index.types import Block, BlockKind, Span


def sentences(text: str) -> list[str]:
    return [span.cut(text) for span in sentence_spans(text, Span(0, len(text)))]


def lines(text: str) -> list[str]:
    return [run.span.cut(text) for run in runs_of_lines(text, Span(0, len(text)))]


def units(text: str, kind: BlockKind = "paragraph") -> list[str]:
    block = Block(Span(0, len(text)), kind, level=1 if kind == "heading" else 0)
    return [span.cut(text) for run in runs(text, block) for span in run]


@pytest.mark.parametrize(
    "text",
    [
        "The kiln was relined on Oct. 12 by two men.",
        "The lift was tested on Wed. 3 of the month and on Sept. 9 again.",
        "See Fig. 7 and Figs. 8 and 9 for the valve, pp. 88 and p. 91 for the hoist.",
        "It is told in Vol. 3, No. 5, Sec. 2, Ch. 4 and Art. 9 of the manual.",
        "Call ext. 12 or Tel. 40 about Rm. 3, Bldg. 2.",
        "The floor may carry approx. 900 kg, max. 950 kg and min. 10 kg.",
        "The lab is headed by Prof. Kay and Dr. A. B. Weld since spring.",
        "Gov. Marlow, Capt. Reed and Sgt. Poole came with Messrs. Hill.",
        "The roof was mended by Hill Bros. Roofing in spring.",
        "Use lamps, e.g. LED ones, or heaters, i.e. Radiators of the old kind.",
        "The case Brown v. Board is cited in St. Mary's hall at Mt. Pleasant.",
        "The parts come from Acme Inc. in York and Bell & Co. Ltd. in Hull.",
        "It closes at 5 p.m. on Fridays and opens at 9 a.m. on Mondays.",
        "Mr. Oak can be reached at 9 a.m. Berlin time or at 2 p.m. CET by telephone.",
        "The desk is open until 5 p.m. Monday to Friday, and at 4 p.m. March 3 once more.",
        "J. R. Smith and W. Bell signed it.",
        "Акт подписан 5 янв. 2024 г. в г. Перми на ул. Ленина, д. 5, корп. 2.",
        "Звоните по тел. 5-12, доб. 14, каб. 12.",
        "Это показано на рис. 7, в табл. 3 и на стр. 15.",
        "Зам. директора, проф. Иванов и акад. Петров, и. о. ректора И. И. Сидоров согласны.",
        "Стоит 5 тыс. руб. за шт., 7 млн. руб. за всё и т. д. по списку.",
        "Согласно п. 4.2, пп. 3 и ст. 5 ч. 2 договора стороны свободны.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "He lives on Main St. | The house is red.",
        "It was bought by Acme Inc. | It is still in use.",
        "It opens at 9 a.m. | The door is red.",
        "It opens at 9 a.m. | Visitors wait. | It shuts at 6 p.m. | Sunday is free.",
        "It was in Feb. | The next one is in Dec. 5.",
        "See Fig. 7. | Turn the key.",
        "The fair is in Oct. | Nobody came.",
        "1. Close the guard. | 2. Turn the key.",
        "Он родился в Перми и т. д. | Потом уехал.",
        "См. табл. 3. | Это важно.",
        "Встреча будет 3 февр. | Отчёт сдать.",
        "Он сидит в каб. 12. | Каб. 13 пуст.",
    ],
)
def test_a_sentence_ends_where_one_begins(text: str) -> None:
    assert sentences(text.replace(" | ", " ")) == text.split(" | ")


@pytest.mark.parametrize(
    "text",
    [
        "Ира Волкова, каб. 3, тел. 2003/Олег Титов, каб. 14, тел. 2114/Яна Рудь, каб. 5, тел. 2205",
        "Ann Weld 2003/Bob Stone 2114/Cy Orr 2205",
        "host = db1/port = 5432/user=reader",
        "Name: Ann Weld/Room: 12/Phone: 2003",
        "2024-05-01 12:00 disk full/2024-05-01 12:05 disk cleared/2024-05-02 09:00 start",
        "[12:04] Anna: the kiln is hot/[12:09] Boris: open it",
        "05.03.2024 осмотрен насос/06.03.2024 осмотрен кран",
        "lamp\t12\tred/rug\t40\tblue/vase\t7\tgreen",
        "lamp;12;red/rug;40;blue/vase;7;green",
        "lamp | 12/rug | 40/vase | 7",
        "What is in the hall/lamp | by the door/rug | on the floor/vase | on the table",
        "- Torque wrench/- Feeler gauge/- Two rags",
        "* Spring/** TODO Prune the apple trees/** DONE Mend the fence",
        "1. Close the guard./2. Turn the key./3. Wait for the lamp.",
        "4.2.1 The tenant pays by the fifth./4.2.2 The landlord answers within ten days.",
        "а) пылесос/б) щётка/в) ведро",
        "Q: Who waters the ferns?/A: The night guard.",
        "В: Кто поливает цветы?/О: Сторож.",
        "**KROKUS & PARTNERS**/Elena Mirova, notary/*Tel.: see below*",
        "[^1]: Kay, 2003./[^2]: Weld, 2010.",
        "def start(self):/self.pump.run()/return self.pump",
        '"port": 8080,/"host": "db1"',
        "SELECT name FROM staff/WHERE room = 12/ORDER BY name;",
        "Болт М8 оцинкованный 12,50 руб./Гайка М8 4,20 руб./Шайба 8 мм 1,10 руб.",
        "buy milk/call Anna about the lease/fix the lamp",
        "Мука 2 стакана/Сахар 1 стакан/Соль щепотка/Масло 100 г",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_records_are_units(text: str, end: str) -> None:
    assert lines(text.replace("/", end)) == text.split("/")


@pytest.mark.parametrize(
    "text",
    [
        (
            "The council meets twice a year in the old hall\nand decides about the budget, the parks "
            "and\nthe streets."
        ),
        "Совет собирается дважды в год в старом зале\nи решает о бюджете, парках и\nулицах города.",
        (
            "The annual meeting of the society was opened by Alexander\nKozlovsky, who has led it since "
            "the summer of the year\nin which the new hall was built."
        ),
        (
            "Ответственным за кран назначен мастер участка Сергей\nПетрович Волков, его заменяет в "
            "отпуске бригадир Олег\nТитов, телефон в журнале."
        ),
        "one line only",
    ],
)
def test_wrapped_lines_are_one(text: str) -> None:
    assert lines(text) == [text]


def test_a_record_keeps_the_lines_that_go_on_with_it() -> None:
    log = "2024-05-01 12:00 failed\n  File a.py, line 3\nValueError: no\n2024-05-01 12:05 started"
    assert lines(log) == [log[: log.index("2024-05-01 12:05") - 1], "2024-05-01 12:05 started"]
    steps = "1. Close the guard and\n   Lock it.\n2. Turn the key\nto the right."
    assert lines(steps) == ["1. Close the guard and\n   Lock it.", "2. Turn the key\nto the right."]
    terms = "Kiln\n: an oven for clay\nGlaze\n: what makes it shine"
    assert lines(terms) == ["Kiln\n: an oven for clay", "Glaze\n: what makes it shine"]


def test_a_rule_goes_with_the_row_above_it() -> None:
    table = "* Garden\n| Plant | Water |\n|-------+-------|\n| Tomato | daily |\n| Gourd | weekly |"
    garden, names, rule, tomato, gourd = table.split("\n")
    assert lines(table) == [garden, f"{names}\n{rule}", tomato, gourd]
    assert lines(f"* Yard\n** Fence\n{table}") == [
        "* Yard", "** Fence", garden, f"{names}\n{rule}", tomato, gourd
    ]  # fmt: skip


def test_a_record_is_one_unit_and_prose_is_its_sentences() -> None:
    log = "12:04 disk full. Retrying.\n12:09 disk cleared. Done."
    assert units(log) == log.split("\n")
    assert units("The hull is grey. The mast\nis red.") == [
        "The hull is grey.",
        "The mast\nis red.",
    ]


def test_a_short_item_is_one_unit_and_a_long_one_its_sentences() -> None:
    assert units("- **Kran.** Room 20. Phone 2060.", "list_item") == [
        "- **Kran.** Room 20. Phone 2060."
    ]
    long_item = "- " + "The crane is tested in May. " * 8
    assert len(units(long_item.strip(), "list_item")) == 8


def test_code_is_lines_without_its_fence() -> None:
    code = '```json\n{\n  "port": 8080,\n  "hosts": [\n    "db1"\n  ]\n}\n```'
    assert units(code, "code") == ["{", '"port": 8080,', '"hosts": [', '"db1"\n  ]\n}']
    assert units("***", "code") == ["***"]
