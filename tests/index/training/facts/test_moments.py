import random
from datetime import date

import pytest

from index.training.facts.moments import Amount, Day, Value, Word, Year, make, word
from index.training.facts.pools import load_pools
from index.training.facts.terms import END, START

PUMPS = word("pumps pump = насос насоса насосов")
HOURS = word("hours = час часа часов")


@pytest.mark.parametrize(
    ("number", "spec", "english", "russian"),
    [
        (3, "d", "3 pumps", "3 насоса"),
        (12, "d", "12 pumps", "12 насосов"),
        (22, "g", "22 pumps", "22 насосов"),
        (3, "#", "3", "3"),
        (25, "=people/xx/xx", "25 people", "25 xx"),
    ],
)
def test_amounts_agree_with_what_they_are_of(
    number: int, spec: str, english: str, russian: str
) -> None:
    rng = random.Random(1)
    assert Amount(number, PUMPS).text(rng, "en", spec) == english
    assert Amount(number, PUMPS).text(rng, "ru", spec) == russian


def test_some_amounts_are_in_words_and_some_have_a_half() -> None:
    rng = random.Random(2)
    texts = {Amount(12, PUMPS).text(rng, "en", "") for _ in range(200)}
    assert texts == {"12 pumps", "twelve pumps", "a dozen pumps"}
    assert Amount(1, HOURS, half=True).text(rng, "ru", "") == "полтора часа"
    assert Amount(4, HOURS, half=True).text(rng, "ru", "") == "4,5 часа"
    assert Amount(40, None, sign="%").text(rng, "ru", "") == "40%"


def test_what_is_said_before_a_number_is_outside_its_marks() -> None:
    rng = random.Random(3)
    said = {Amount(44, HOURS).said(rng, "en", "~", marked=True) for _ in range(200)}
    assert len(said) > 5
    assert all(each.endswith(f"{START}44 hours{END}") for each in said)


def test_dates_are_written_in_several_ways() -> None:
    rng = random.Random(4)
    day = date(2024, 3, 12)
    english = [Day(day, style).text(rng, "en", "") for style in range(6)]
    assert english == [
        "12 March 2024",
        "March 12, 2024",
        "12 March",
        "12.03.2024",
        "2024-03-12",
        "March 12",
    ]
    assert Day(day, 3).text(rng, "en", "w") == "12 March 2024"
    assert Day(day, 0).text(rng, "ru", "") == "12 марта 2024 года"


def test_values_keep_to_each_other() -> None:
    rng = random.Random(5)
    pools = load_pools(None)
    units: dict[str, Word] = {"n": PUMPS}
    for _ in range(300):
        known: dict[str, Value] = {}
        for name, spec in (
            ("all", "n:8:60"),
            ("some", "part:all"),
            ("more", "more:all"),
            ("less", "less:all"),
            ("year", "year:1900:2000"),
            ("next", "after:year:1:9"),
            ("years", "between:year:next"),
        ):
            known[name] = make(rng, pools, spec, known, units)
        whole, some, more, less = (known[each] for each in ("all", "some", "more", "less"))
        assert isinstance(whole, Amount)
        assert isinstance(some, Amount)
        assert isinstance(more, Amount)
        assert isinstance(less, Amount)
        assert 2 <= some.number <= whole.number
        assert less.number < whole.number < more.number
        year, after = known["year"], known["next"]
        assert isinstance(year, Year)
        assert isinstance(after, Year)
        assert after.number > year.number
