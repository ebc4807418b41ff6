"""Front matter: values as they are written, and text where it is no mapping."""

import pytest

from index.errors import ReadError
from index.read.document import read_document
from index.types import Document


def read(text: str) -> Document:
    return read_document(data=text.encode(), source="a.md")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("070", "070"),
        ("1.10", "1.10"),
        ("1.1", 1.1),
        ("42", 42),
        ("-7", -7),
        ("0", 0),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("1e5", "1e5"),
        (".5", ".5"),
        (".inf", ".inf"),
        ("190:20:30", "190:20:30"),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("2024-03-13", "2024-03-13"),
        ("2024-3-5", "2024-3-5"),
        ("2024-03-13 09:30", "2024-03-13 09:30"),
        ("13.03.2024", "13.03.2024"),
        ("12345678901234567890", "12345678901234567890"),
        ("'1.0'", "1.0"),
        ('"yes"', "yes"),
        ("v1.10", "v1.10"),
        ("Отчёт № 070", "Отчёт № 070"),
    ],
)
def test_a_value_is_what_was_written(written: str, value: object) -> None:
    metadata = read(f"---\nkey: {written}\n---\nText.\n").metadata
    assert metadata == {"key": value}
    assert type(metadata["key"]) is type(value)


def test_lists_and_what_stands_within_others() -> None:
    metadata = read(
        "---\ntags: safety, noise\nKeywords: насос, кран,\nnote: one, two\ncodes: [070, 1.10, true]\n"
        "author:\n  name: Kay\n  room: {floor: 2}\nempty:\n---\nText.\n"
    ).metadata
    assert metadata == {
        "tags": ("safety", "noise"),
        "Keywords": ("насос", "кран"),
        "note": "one, two",
        "codes": ("070", "1.10", "true"),
        "author.name": "Kay",
        "author.room.floor": 2,
    }


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_toml_is_read(end: str) -> None:
    text = end.join(
        [
            "+++",
            'title = "Палатка"',
            "date = 2024-02-02",
            "version = 1.10",
            "weight = 5",
            "draft = false",
            'tags = ["лес", "дождь"]',
            "[extra]",
            'place = "шкаф"',
            "+++",
            "",
            "Сушить после дождя.",
        ]
    )
    document = read(text)
    assert document.title == "Палатка"
    assert document.metadata == {
        "date": "2024-02-02",
        "version": "1.10",
        "weight": 5,
        "draft": False,
        "tags": ("лес", "дождь"),
        "extra.place": "шкаф",
    }
    assert [block.span.cut(text) for block in document.blocks] == ["Сушить после дождя."]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        (
            "---\n**BELL & SONS**\nAnna Bell, notary\n---\n\nPay by May.\n",
            ["**BELL & SONS**\nAnna Bell, notary", "Pay by May."],
        ),
        ("---\n\nThe sandpit is closed.\n\n---\n\nOpen.\n", ["The sandpit is closed.", "Open."]),
        ("---\ntitle: Gate: old\n---\nText.\n", ["title: Gate: old", "Text."]),
        ("---\n- a\n- b\n---\nText.\n", ["- a", "- b", "Text."]),
        ("+++\nnot toml\n+++\nText.\n", ["not toml", "Text."]),
        ("---\ntitle: never closed\n\nText.\n", ["title: never closed", "Text."]),
        ("---\n# only a remark\n---\nText.\n", ["Text."]),
        ("---\n---\nText.\n", ["Text."]),
    ],
)
def test_what_is_no_mapping_is_text(text: str, read_as: list[str]) -> None:
    document = read(text)
    assert document.metadata == {}
    assert [block.span.cut(text) for block in document.blocks] == read_as


@pytest.mark.parametrize(
    ("name", "read_too"),
    [
        ("valid_from", False),
        ("owner", False),
        ("lastChanged", False),
        ("должность", False),
        ("ключевые слова", False),
        ("Telephone", True),
        ("Телефон", True),
        ("our number", True),
    ],
)
def test_what_is_written_under_names_for_people_is_text_as_well(name: str, read_too: bool) -> None:
    document = read(f"---\n{name}: 555 0199\n---\nDear customers\n")
    shown = [block.span.cut(document.text) for block in document.blocks]
    assert ("555 0199" in shown[0]) is read_too
    assert "555 0199" in str(document.metadata[name])
    assert shown[-1] == "Dear customers"


@pytest.mark.parametrize(
    ("front", "text"),
    [
        ("внимание: мост разобран до весны", "внимание: мост разобран до весны"),
        ("to: abbot Fulk\nfrom: prior Hugh", "to: abbot Fulk\nfrom: prior Hugh"),
        ("кому: воеводе\nот: дьяка", "кому: воеводе\nот: дьяка"),
        ("beekeeper: Osric Vane", "beekeeper: Osric Vane"),
        ("садовник: Пётр", "садовник: Пётр"),
        ("p.s.: the ferret bites", "p.s.: the ferret bites"),
        ("head_office: Penzance", "head_office: Penzance"),
        ("mail: ann@bell.example", "mail: ann@bell.example"),
        ("crew: [Ann, Fulk]", "crew: [Ann, Fulk]"),
        ("crew:\n- Ann\n- Fulk", "crew:\n- Ann\n- Fulk"),
        ("foreman:\n  name: Bogdan\n  pager: 5521", "foreman:\n  name: Bogdan\n  pager: 5521"),
        ("note: |\n  Two lamps\n  stay lit.", "note: |\n  Two lamps\n  stay lit."),
        ("status: closed until the ice melts", "status: closed until the ice melts"),
        ("cook: Hob\nphone: 555 0199", "cook: Hob\nphone: 555 0199"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_says_something_in_words_is_text_as_well(front: str, text: str, end: str) -> None:
    document = read(f"---\ntitle: Bees\n{front}\nlayout: post\n---\n\nHive.\n".replace("\n", end))
    *said, last = (block.span.cut(document.text) for block in document.blocks)
    assert end.join(said).split() == text.split()
    assert last == "Hive."
    name = front.partition(":")[0]
    assert any(each.startswith(name) for each in document.metadata) or "- Ann" in front


@pytest.mark.parametrize(
    "front",
    [
        "layout: post\ncssclass: wide\ndate: 13 мая 2024\nid: 42\ndraft: true\npermalink: /bees/",
        "theme: dark\nslug: on-bees\npage_template: wide\nsidebarLabel: Bees\nlang: ru",
        "tags: [bees, wax]\nключевые слова: пчёлы, воск\nCategories: bees",
        "название: Устройство улья для начинающих",
        "photo: hives/red.png\nsite: https://hive.example/bees\nhives: 12\nopen: true",
        "status: done\ntype: note\nstate_id: x1\nдата: 5 мая\nстатус: черновик",
        "build:\n  render: never\n  list: 3\nимя:",
    ],
)
def test_titles_lists_and_settings_are_no_text(front: str) -> None:
    document = read(f"---\n{front}\n---\nHive.\n")
    assert [block.span.cut(document.text) for block in document.blocks] == ["Hive."]


def test_settings_between_are_in_no_passage() -> None:
    document = read(
        "---\ncook: Hob\nlayout: wide\nmiller: Wat\n# a remark\nporter: Ned\n---\nHive.\n"
    )
    said = [block.span.cut(document.text) for block in document.blocks]
    assert said == ["cook: Hob", "miller: Wat", "porter: Ned", "Hive."]


def test_in_toml_too() -> None:
    text = (
        '+++\ntitle = "Mill"\nkeeper = "Jasper"\ndate = 2024-02-02\n"внимание" = "мост разобран"\n'
        '[params]\nlayout = "wide"\nkeeper = "none"\n[crew]\ncook = "Hob"\n+++\nSails.\n'
    )
    said = [block.span.cut(text) for block in read(text).blocks]
    assert said[:2] == ['keeper = "Jasper"', '"внимание" = "мост разобран"']
    assert said[2:] == ['[crew]\ncook = "Hob"', "Sails."]


@pytest.mark.parametrize("name", ["title", "Title", "TITLE", "название", "Заголовок"])
def test_a_title_goes_by_several_names(name: str) -> None:
    document = read(f"---\n{name}: Устав улья\n---\n# Раздел\n\nText.\n")
    assert document.title == "Устав улья"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitle: Okapi census\n---\n", "title: Okapi census"),
        ("---\nlayout: post\nназвание: Перепись\nтеги: [выхухоль]\n---\n\n", "Перепись выхухоль"),
        ('+++\ntitle = "Okapi"\n+++', "Okapi"),
        ("---\ntitle: Okapi\n---\n<!-- soon -->\n", "Okapi"),
    ],
)
def test_front_matter_alone_is_text(text: str, said: str) -> None:
    read_as = " ".join(block.span.cut(text) for block in read(text).blocks)
    assert all(word in read_as for word in said.split())
    assert "post" not in read_as
    assert "soon" not in read_as


@pytest.mark.parametrize("text", ["---\nlayout: post\n---\n", "---\n---\n\n"])
def test_a_file_with_nothing_to_be_read_is_told_of(text: str) -> None:
    with pytest.raises(ReadError, match=r"a\.md: no text in it") as caught:
        read(text)
    assert caught.value.code == "no_text"
