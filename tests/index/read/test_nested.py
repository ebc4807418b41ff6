"""YAML: each value under the keys that hold it, in the text as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index
from index.encode.protocols import Encoders
from index.read import text as plain
from index.read.nested import nested_blocks

TOURS = """# Who travels where.
tours:
  spring:
    budget:
      hotel: 260000
      travel: 410000
    crew: 18  # with drivers
  autumn:
    budget: &usual
      hotel: 305000
      travel: 530000
    crew: 22
contacts:
  - name: Ida Orlova
    role: mail
  - name: Olga Weld
    role: catalogue
"""


@pytest.fixture(scope="module")
def tours(tmp_path_factory: pytest.TempPathFactory, encoders: Encoders) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("tours")
    (folder / "tours.yaml").write_text(TOURS)
    with Index.open(folder / "data", encoders=encoders) as index:
        index.add(folder / "tours.yaml")
        yield index


def told(text: str) -> list[tuple[str, ...]]:
    """Each block with the keys above it, outermost first."""
    found = nested_blocks(text)
    assert found is not None
    return [
        (*(heading.cut(text) for heading in block.headings), block.span.cut(text))
        for block in found
        if block.kind != "heading"
    ]


def test_a_value_stands_under_all_keys_that_hold_it() -> None:
    assert told(TOURS) == [
        ("# Who travels where.",),
        ("tours", "spring", "budget", "hotel: 260000"),
        ("tours", "spring", "budget", "travel: 410000"),
        ("tours", "spring", "crew: 18  # with drivers"),
        ("tours", "autumn", "budget", "hotel: 305000"),
        ("tours", "autumn", "budget", "travel: 530000"),
        ("tours", "autumn", "crew: 22"),
        ("contacts", "name: Ida Orlova\n    role: mail"),
        ("contacts", "name: Olga Weld\n    role: catalogue"),
    ]


@pytest.mark.parametrize("break_", ["\n", "\r\n"])
def test_the_text_stays_as_it_is(break_: str) -> None:
    text = TOURS.replace("\n", break_)
    content = plain.read(("\ufeff" + text).encode(), name="tours.yml")
    assert content.text == text
    assert [block.span.cut(text) for block in content.blocks][1] == "tours"


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: 2\n",
        "just words\n",
        "a: {{ value }}\n b: [\n",
        "[" * 5000,
    ],
)
def test_what_has_no_keys_within_keys_or_is_broken_is_text(text: str) -> None:
    assert nested_blocks(text) is None
    assert plain.read(text.encode(), name="a.yaml").blocks


STALLS = """stalls:
  - name: Herbs
    days:
      sat: Ove
      sun: Liv
  - name: Cheese
    days:
      sat: Per
    notes: >-
      Brings a scale, two knives and a marble slab; the slab goes back to the dairy in the evening
      and the scale is sealed once a year by the market's office on the square.
  - 7
  - days:
      sat: Eli
"""


def test_the_values_of_a_long_item_stand_under_what_it_begins_with() -> None:
    assert [each[:-1] for each in told(STALLS)] == [
        ("stalls", "name: Herbs", "days"),
        ("stalls", "name: Herbs", "days"),
        ("stalls", "name: Cheese", "days"),
        ("stalls", "name: Cheese"),
        ("stalls",),
        ("stalls", "days"),
    ]


@pytest.mark.parametrize("rest", ["", "  - name: Tin\n"])
def test_a_long_item_without_others_below_is_divided_under_its_name(rest: str) -> None:
    long = f"kilns:\n  - name: Clay\n    use: {'for bowls and jugs, ' * 8}\n    heat: 1100\n{rest}"
    assert [each[:-1] for each in told(long)][:2] == [("kilns", "name: Clay")] * 2


WELLS = """wells:
  - name: Fern
    pumps: {main: 1, spare: 3}
    hours:
      summer: 7 to 21
    keeper: Astrid
  - name: Ash
    hours:
      summer: 9 to 18
    keeper: Botolf
"""


def test_the_value_of_an_item_is_asked_for_by_what_it_begins_with(
    tmp_path: Path, encoders: Encoders
) -> None:
    (tmp_path / "wells.yaml").write_text(WELLS)
    with Index.open(tmp_path / "data", encoders=encoders) as index:
        index.add(tmp_path / "wells.yaml")
        for well, keeper, hours in (("Fern", "Astrid", "7 to 21"), ("Ash", "Botolf", "9 to 18")):
            for asks, said in (("Who is the keeper", keeper), ("What are the summer hours", hours)):
                answer = index.answer(f"{asks} of the {well} well?").answer
                assert answer is not None
                assert said in answer.text


def test_what_holds_itself_is_told_once() -> None:
    assert told("a: &a\n  b: 1\n  c: *a\n") == [("a", "b: 1")]


def test_what_an_alias_repeats_is_told_once() -> None:
    text = "base: &b\n  x: 1\n" + "".join(f"k{n}:\n  y{n}: *b\n" for n in range(50))
    assert sum("x: 1" in each[-1] for each in told(text)) == 1


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the hotel budget of the spring tour?", "hotel: 260000"),
        ("What is the hotel budget of the autumn tour?", "hotel: 305000"),
        ("How many people are in the crew of the autumn tour?", "crew: 22"),
        ("Who is the contact for the catalogue?", "Olga Weld"),
    ],
)
def test_a_value_is_asked_for_by_the_keys_above_it(tours: Index, question: str, said: str) -> None:
    answer = tours.answer(question, threshold=0.0).answer
    assert answer is not None
    assert said in answer.text
