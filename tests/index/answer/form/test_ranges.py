"""Numbers as they are read, and the ranges that they are in."""

import pytest

from index.answer.form.ranges import find_ranges, only_range


@pytest.mark.parametrize(
    ("bracket", "within", "outside"),
    [
        ("up to 5 days", ("1 day", "5 days"), ("6 days", "10 days")),
        ("under 2 hours", ("1 hour",), ("2 hours", "3 hours")),
        ("6 to 15 days", ("6 days", "10 days", "15 days"), ("5 days", "16 days")),
        ("between 5 and 10 people", ("7 people",), ("11 people",)),
        ("10–20 kg", ("10 kg", "15 kg"), ("9 kg", "21 kg")),
        ("over 30", ("31",), ("30", "3")),
        ("at least 30 days", ("30 days", "40 days"), ("29 days",)),
        ("not more than 7 days", ("7 days",), ("8 days",)),
        ("25 kg or more", ("25 kg", "32 kg"), ("24 kg",)),
        ("≤ 5", ("5",), ("6",)),
        ("5+", ("5", "50"), ("4",)),
        ("10k–50k", ("30,000", "30 thousand"), ("5,000", "60,000")),
        ("от 3 до 8 лет", ("3 года", "5 лет"), ("2 года", "15 лет")),
        ("до 10 тысяч рублей", ("7 тысяч рублей", "9 500 рублей"), ("12 тысяч рублей",)),
        ("от 10 до 40 тысяч рублей", ("12 тысяч рублей", "30 000 рублей"), ("7 тысяч рублей",)),
        ("свыше 100 шт", ("101 шт",), ("100 шт",)),
        ("не менее 14 дней", ("14 дней",), ("13 дней",)),
        ("65 лет и старше", ("70 лет",), ("64 года",)),
        ("от 500 до 2 тысяч рублей", ("700 рублей",), ("3000 рублей",)),
        ("0,125–0,5 л", ("0,25 л",), ("1 л",)),
        ("over 2 million", ("3 million",), ("500 thousand",)),
        ("over 45 km", ("over 30 km", "30 to 60 km"), ("10 to 30 km", "up to 45 km")),
    ],
)
def test_what_is_in_a_range_meets_it(
    bracket: str, within: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    read = only_range(bracket)
    assert read is not None
    for text in within:
        assert read.meets(next(find_ranges(text))), text
    for text in outside:
        assert not read.meets(next(find_ranges(text))), text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "closed",
        "8:00–9:30",
        "3-01",
        "21-15",
        "K-20",
        "4.2.1",
        "12 May 2024",
        "5 days, 10 euros",
    ],
)
def test_what_is_no_single_number_or_range_is_none(text: str) -> None:
    assert only_range(text) is None


def test_what_a_dash_sets_off_is_no_end_of_a_range() -> None:
    assert [each.high for each in find_ranges("- до 5 дней — 10 евро")] == [5, 10]
    assert [each.high for each in find_ranges("6–15 days - 25 euros")] == [15, 25]


def test_what_is_counted_has_one_name_in_both_languages() -> None:
    assert [each.unit for each in find_ranges("5 дней, 5 days, €5, 5 евро")] == [
        *("day", "day", "euro", "euro")
    ]
