"""Dates by value, also where several of them share a month or a year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.dates import Dates
from index.text.languages import ENGLISH, LANGUAGES, RUSSIAN
from tests.index.texts import any_text

DATES = Dates(LANGUAGES)
ENGLISH_MONTHS = (
    "January February March April May June July August September October November December"
).split()
RUSSIAN_MONTHS = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
).split()


def days(text: str, *, day_first: bool | None = None) -> list[str]:
    """Return the terms of the days that a text names, each without its month's and yearless one."""
    return [day.term for day in DATES.find(text, day_first=day_first)]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("The regatta lasted September 8–21, 2011.", "@2011-09-08", "@2011-09-21"),
        ("from the 8th to the 21st of September 2011", "@2011-09-08", "@2011-09-21"),
        ("September 8th through the 21st, 2011", "@2011-09-08", "@2011-09-21"),
        ("Sept. 8 - Oct. 2, 2011", "@2011-09-08", "@2011-10-02"),
        ("from Thursday, September 8 to Sunday, October 2, 2011", "@2011-09-08", "@2011-10-02"),
        ("between 8 and 21 September, 2011", "@2011-09-08", "@2011-09-21"),
        ("с 8-го по 21-е сентября 2011 года", "@2011-09-08", "@2011-09-21"),
        ("8 и 21 сентября 2011 г.", "@2011-09-08", "@2011-09-21"),
        ("8 сентября—2 октября 2011", "@2011-09-08", "@2011-10-02"),
        ("с четверга 8 сентября и до 2 октября 2011 года", "@2011-09-08", "@2011-10-02"),
        ("8–21.09.2011", "@2011-09-08", "@2011-09-21"),
        ("с 08.09 по 02.10.2011", "@2011-09-08", "@2011-10-02"),
        ("08.09.2011—02.10.2011", "@2011-09-08", "@2011-10-02"),
        ("18/09-22/10/2011", "@2011-09-18", "@2011-10-22"),
        ("28 декабря – 9 января 2011 года", "@2010-12-28", "@2011-01-09"),
        ("28.12–09.01.2011", "@2010-12-28", "@2011-01-09"),
    ],
)
def test_the_first_day_of_a_range_has_the_month_and_the_year_that_stand_behind_the_last(
    written: str, first: str, last: str
) -> None:
    assert days(written) == [first, last]


@pytest.mark.parametrize(
    "written",
    [
        "4, 11 и 18 октября 2016 года",
        "4 октября, 11 октября и 18 октября 2016 года",
        "4 and 11 October and 18 October 2016",
        "October 4, 11 and 18, 2016",
        "4, 11 and 18.10.2016",
    ],
)
def test_every_day_of_a_row_is_one(written: str) -> None:
    assert days(written) == ["@2016-10-04", "@2016-10-11", "@2016-10-18"]


@pytest.mark.parametrize(
    "written",
    [
        "7 мар. 08 г.",
        "7 марта 08",
        "7 Mar 08",
        "7 March '08",
        "March 7, ’08",
        "7-Mar-08",
        "7.мар.08",
        "07. 03. 2008",
        "7.III.2008",
        "7. III. 2008",
        "7/III-08",
        "the 7th day of March, 2008",
        "7 числа марта 2008 года",
        "7 March of 2008",
    ],
)
def test_a_day_has_its_year_however_that_is_written(written: str) -> None:
    assert days(written) == ["@2008-03-07"]


def test_the_roman_ten_may_be_a_cyrillic_letter() -> None:
    assert days("7.Х.1968 и 8.ХI.1968") == ["@1968-10-07", "@1968-11-08"]


@pytest.mark.parametrize("written", ["Burnt on 7 Mar 98.", "(7 мар. 98)"])
def test_two_digits_behind_a_short_month_are_a_year_where_they_count_nothing(written: str) -> None:
    assert days(written) == ["@1998-03-07"]


def test_a_month_has_a_year_of_two_digits_too() -> None:
    assert days("May '21 and в феврале 06 г.") == ["@2021-05", "@2006-02"]


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("On October 4, 20 guests came", ["@--10-04"]),
        ("sold on October 4 to 20 guests", ["@--10-04"]),
        ("On 4 Oct 20 guests came", ["@--10-04"]),
        ("4 октября 20 человек", ["@--10-04"]),
        ("4 октября 12, 5 октября 15", ["@--10-04", "@--10-05"]),
        ("4 октября 12 годовалых телят", ["@--10-04"]),
        ("4 октября 10:30", ["@--10-04"]),
        ("4 октября\t12\n5 октября\t15", ["@--10-04", "@--10-05"]),
        ("- 4 октября\n- 5 ноября 2016", ["@--10-04", "@2016-11-05"]),
        ("4 октября родился, 5 ноября 2016 года ушёл", ["@--10-04", "@2016-11-05"]),
        ("July 4, 2016 and July 5", ["@2016-07-04", "@--07-05"]),
    ],
)
def test_what_stands_behind_a_day_is_not_always_of_it(written: str, held: list[str]) -> None:
    assert days(written) == held


@pytest.mark.parametrize(
    "written",
    [
        "в комнате 12, 18 октября 2016 года",
        "комнаты 40 и 18 октября 2016 года",
        "заявка № 5 до 18 октября 2016 года",
        "Version 1.4 - 18.10.2016",
        "с 9.30 до 18.10.2016",
        "п. 4.12, 18.10.2016",
    ],
)
def test_a_number_before_a_day_is_not_always_another(written: str) -> None:
    assert days(written) == ["@2016-10-18"]


@pytest.mark.parametrize("written", ["Акт 22-18.10.2016", "10.20.30-40.50.60", "№ 12/II-2019"])
def test_numbers_that_are_no_days_in_order_are_none(written: str) -> None:
    assert days(written) == []


def test_days_that_share_a_year_stand_on_the_characters_of_all() -> None:
    text = "In room 12, 3 May - 2 June 2016, and on 7 July 2016"
    assert [text[day.start : day.end] for day in DATES.find(text, day_first=None)] == [
        *["3 May - 2 June 2016"] * 2,
        "7 July 2016",
    ]


def test_the_short_second_day_of_a_range_is_no_day_with_the_month_behind_it() -> None:
    assert days("February 12–March 28, 2020") == ["@2020-02-12", "@2020-03-28"]


any_day = st.dates(date(1100, 1, 1), date(2098, 12, 31))
any_gap = st.integers(1, 300).map(timedelta)


@given(any_day, any_gap, st.sampled_from([" – ", "-", " по ", " и ", ", "]))
def test_two_days_with_one_year_are_both_held_in_russian(
    first: date, gap: timedelta, join: str
) -> None:
    last = first + gap
    one, other = (f"{day.day} {RUSSIAN_MONTHS[day.month - 1]}" for day in (first, last))
    if first.month != last.month or first.year == last.year:
        found = Dates([RUSSIAN]).find(f"{one}{join}{other} {last.year} года", day_first=None)
        assert [day.term for day in found] == [f"@{first}", f"@{last}"]


@given(any_day, any_gap, st.sampled_from([" - ", "–", " to ", " and ", ", "]))
def test_two_days_with_one_year_are_both_held_in_english(
    first: date, gap: timedelta, join: str
) -> None:
    last = first + gap
    one, other = (f"{ENGLISH_MONTHS[day.month - 1]} {day.day}" for day in (first, last))
    if first.month != last.month or first.year == last.year:
        found = Dates([ENGLISH]).find(f"{one}{join}{other}, {last.year}", day_first=None)
        assert [day.term for day in found] == [f"@{first}", f"@{last}"]


@given(any_text)
def test_every_day_stands_within_its_text_and_once(text: str) -> None:
    found = DATES.find(text, day_first=True)
    assert len(set(found)) == len(found)
    assert all(0 <= day.start < day.end <= len(text) for day in found)
