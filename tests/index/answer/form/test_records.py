"""Of several records, the one that is asked about."""

from collections.abc import Iterator

import pytest

from index import Index
from index.answer.evidence import features
from index.answer.form.records import OTHER_RECORD, record_stance
from index.encode.protocols import Encoders
from tests.index.answer.reading import asked, near, words_of

FILES = {
    "vats.yaml": (
        "vats:\n  - name: Copper\n    litres: 900\n    scrubbed: May 2022\n"
        "  - name: Steel\n    litres: 450\n"
    ),
    "berths.yaml": (
        "berths:\n  - number: 3\n    keeper: Runa Holt\n  - number: 8\n    keeper: Ivar Moen\n"
    ),
    "lifts.csv": "Lift,Operator,Opens\n2,Dagny,08:15\n5,Sverre,09:45\n",
    "tutors.csv": "Кружок,Ведёт,Взнос\nРезьба,Шубина,800\nЛепка,,650\n",
    "wool.csv": "Yarn,Price\nGrey merino,14\nRed alpaca,21\n",
}


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory, encoders: Encoders) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("records")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Index.open(tmp_path_factory.mktemp("index"), encoders=encoders) as index:
        index.add(folder)
        yield index


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When was the copper vat scrubbed?", "May 2022"),
        ("How many litres does the steel vat hold?", "450"),
        ("Who is the keeper of berth 3?", "Runa"),
        ("Who is the keeper of berth 8?", "Ivar"),
        ("When does lift 5 open?", "09:45"),
        ("Кто ведёт резьбу?", "Шубина"),
        ("Какой взнос за лепку?", "650"),
        ("How much is the red alpaca?", "21"),
    ],
)
def test_a_record_is_asked_about_by_its_name_or_number(
    records: Index, question: str, said: str
) -> None:
    answer = records.answer(question).answer
    assert answer is not None
    assert said in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "When was the steel vat scrubbed?",
        "Who is the keeper of berth 5?",
        "When does lift 4 open?",
        "Кто ведёт лепку?",
        "How much is the grey alpaca?",
    ],
)
def test_what_is_said_of_a_neighbour_does_not_answer(records: Index, question: str) -> None:
    assert records.answer(question).answer is None


def left(question: str, *sentences: str) -> list[float]:
    passage = near(*sentences)
    parts = asked(question, **words_of(question))
    return list(record_stance(parts, [passage], features(parts, [passage])).shares)


def test_two_that_are_named_together_are_both_asked_about() -> None:
    items = ("- grey merino: 14 crowns", "- red alpaca: 21 crowns")
    assert left("What do merino and alpaca cost?", *items) == [1.0, 1.0]
    assert left("What does grey alpaca cost?", *items) == [OTHER_RECORD, OTHER_RECORD]
    assert left("What does red alpaca cost?", *items) == [OTHER_RECORD, 1.0]


def test_where_no_record_is_named_all_stay_as_they_are() -> None:
    items = ("name: Copper\nlitres: 900", "name: Steel\nlitres: 450")
    assert left("Which vat is the largest?", *items) == [1.0, 1.0]
    assert left("Which vat holds 450 litres?", *items) == [1.0, 1.0]


def test_what_is_no_record_stays_as_it_is() -> None:
    said = ("name: Copper\nlitres: 900", "name: Steel\nlitres: 450", "All vats are scrubbed.")
    assert left("Is the steel vat scrubbed?", *said) == [OTHER_RECORD, 1.0, 1.0]
