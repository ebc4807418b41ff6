"""Values of facts: numbers with units, dates, codes, places, people and phrases, in two languages.

A value is a `Term`: its English, its six Russian forms and, for people, a gender.
"""

import random
import re
from collections.abc import Callable
from functools import cache

from index.training.facts.grammar import Forms, noun, phrase, plural, same
from index.training.facts.pools import (
    Pools,
    city,
    declined,
    person,
    sections,
    words,
)
from index.training.facts.terms import Term

Make = Callable[[random.Random, Pools], Term]

_MONTHS = (
    ("January", "января"),
    ("February", "февраля"),
    ("March", "марта"),
    ("April", "апреля"),
    ("May", "мая"),
    ("June", "июня"),
    ("July", "июля"),
    ("August", "августа"),
    ("September", "сентября"),
    ("October", "октября"),
    ("November", "ноября"),
    ("December", "декабря"),
)
_DAYS = (
    ("Monday", "понедельник"),
    ("Tuesday", "вторник"),
    ("Wednesday", "среда"),
    ("Thursday", "четверг"),
    ("Friday", "пятница"),
    ("Saturday", "суббота"),
    ("Sunday", "воскресенье"),
)
_ON_DAYS = (
    ("Mondays", "понедельникам"),
    ("Tuesdays", "вторникам"),
    ("Wednesdays", "средам"),
    ("Thursdays", "четвергам"),
    ("Fridays", "пятницам"),
    ("Saturdays", "субботам"),
    ("Sundays", "воскресеньям"),
)
_COUNTED = {
    3: ("three", "три"),
    5: ("five", "пять"),
    6: ("six", "шесть"),
    7: ("seven", "семь"),
    10: ("ten", "десять"),
    12: ("twelve", "двенадцать"),
    14: ("fourteen", "четырнадцать"),
    15: ("fifteen", "пятнадцать"),
    20: ("twenty", "двадцать"),
    30: ("thirty", "тридцать"),
}
_PHRASED = frozenset(
    {"goods", "thing", "material"},
)


@cache
def makers() -> dict[str, Make]:
    """Return how to make a value, by the name of its type."""
    found: dict[str, Make] = {name: _phrases(name) for name in sections("phrases.txt")}
    found |= {name: _quantities(name) for name in _QUANTITIES}
    return found | _MAKERS


def fixed(english: str, russian: str | None = None) -> Term:
    """Return a value that is the same in every case."""
    return Term(english, same(english if russian is None else russian))


def _phrases(name: str) -> Make:
    lines = sections("phrases.txt")[name]

    def make(rng: random.Random, pools: Pools) -> Term:
        if name.startswith("reason") and pools.clauses and rng.random() < 0.3:
            return fixed(*rng.choice(pools.clauses))
        text, _, choices = rng.choice(lines).partition(" :: ")
        english, _, russian = text.partition(" = ")
        if choices:
            left, _, right = rng.choice(choices.split(", ")).partition("/")
            english, russian = english.replace("*", left), russian.replace("*", right)
        if "#" in english:
            number = str(rng.randrange(5, 21))
            english, russian = english.replace("#", number), russian.replace("#", number)
        return declined(english, russian) if name in _PHRASED else fixed(english, russian)

    return make


_QUANTITIES: dict[str, tuple[tuple[int, int, int], tuple[tuple[str, str], ...]]] = {
    "people": ((12, 4900, 1), (("people", "человек человека человек"),)),
    "seats": ((12, 1900, 1), (("people", "человек человека человек"),)),
    "inhabitants": ((1200, 990000, 100), (("people", "человек человека человек"),)),
    "users": ((20, 9000, 10), (("users", "пользователь пользователя пользователей"),)),
    "characters": ((8, 21, 1), (("characters", "символ символа символов"),)),
    "days": (
        (2, 60, 1),
        (
            ("days", "день дня дней"),
            ("calendar days", "календарный_день календарных_дня календарных_дней"),
            ("working days", "рабочий_день рабочих_дня рабочих_дней"),
        ),
    ),
    "months": ((2, 48, 1), (("months", "месяц месяца месяцев"), ("years", "год года лет"))),
    "short": ((2, 95, 1), (("minutes", "минута минуты минут"), ("hours", "час часа часов"))),
    "weight": (
        (2, 900, 1),
        (("kg", "кг"), ("kilograms", "килограмм килограмма килограммов"), ("g", "г")),
    ),
    "load": ((2, 90, 1), (("tonnes", "тонна тонны тонн"), ("t", "т"))),
    "power": ((2, 750, 1), (("kW", "кВт"), ("kilowatts", "киловатт киловатта киловатт"))),
    "pressure": ((2, 60, 1), (("bar", "бар"), ("atmospheres", "атмосфера атмосферы атмосфер"))),
    "temperature": (
        (2, 95, 1),
        (("°C", "°C"), ("degrees", "градус градуса градусов")),
    ),
    "area": ((12, 9000, 1), (("m²", "м²"), ("square metres", "кв. м"))),
    "bigarea": ((12, 9000, 1), (("km²", "км²"), ("square kilometres", "кв. км"))),
    "altitude": ((20, 3900, 1), (("metres", "метр метра метров"), ("m", "м"))),
    "distance": ((12, 2900, 1), (("km", "км"), ("kilometres", "километр километра километров"))),
    "consumption": ((2, 90, 1), (("litres an hour", "л/ч"), ("kWh", "кВт·ч"), ("l/h", "л/ч"))),
    "pieces": ((5, 9000, 5), (("pieces", "штука штуки штук"), ("pcs", "шт."))),
    "size": ((2, 500, 1), (("MB", "МБ"), ("megabytes", "МБ"))),
    "memory": ((2, 128, 2), (("GB", "ГБ"),)),
    "pages": ((40, 980, 1), (("pages", "страница страницы страниц"),)),
    "stops": ((3, 40, 1), (("stops", "остановка остановки остановок"),)),
    "vehicles": (
        (3, 90, 1),
        (
            ("lorries", "грузовик грузовика грузовиков"),
            ("buses", "автобус автобуса автобусов"),
            ("cranes", "кран крана кранов"),
        ),
    ),
    "parking": (
        (5, 300, 5),
        (("parking spaces", "парковочное_место парковочных_места парковочных_мест"),),
    ),
}
"""Lowest, highest and step of a number, and its units in English and Russian (1, 2, 5)."""


def _quantities(name: str) -> Make:
    (low, high, step), units = _QUANTITIES[name]

    def make(rng: random.Random, pools: Pools) -> Term:
        del pools
        top = high if rng.random() < 0.5 else max(low + 3 * step, high // 8)
        number = rng.randrange(low, top, step)
        english, russian = rng.choice(units)
        return quantity(rng, number, english, russian)

    return make


def quantity(rng: random.Random, number: int, english: str, russian: str) -> Term:
    """Return a number with its unit, in figures, sometimes in words or both."""
    if number % 10 == 1:
        number += 1
    forms = russian.split(" ") if russian.count(" ") == 2 else [russian] * 3
    one, few, many = (form.replace("_", " ") for form in forms)
    name = plural(number, one, few, many)
    left, right = thousands(rng, number)
    if number in _COUNTED and rng.random() < 0.2:
        counted = _COUNTED[number]
        both = rng.random() < 0.4
        left = f"{left} ({counted[0]})" if both else counted[0]
        right = f"{right} ({counted[1]})" if both else counted[1]
        genitive = right if both else _genitive_of(counted[1])
    else:
        genitive = right
    said, of = f"{right} {name}", f"{genitive} {many}"
    return Term(f"{left} {english}", (said, of, of, said, said, said))


def _genitive_of(word: str) -> str:
    if word == "три":
        return "трёх"
    return word[:-1] + "и"


def thousands(rng: random.Random, number: int) -> tuple[str, str]:
    """Return a number as English and as Russian text groups its figures."""
    if number < 10_000 and (number < 1000 or rng.random() < 0.3):
        return str(number), str(number)
    return f"{number:,}", f"{number:,}".replace(",", rng.choice((" ", "\u00a0")))


def _money(rng: random.Random, pools: Pools) -> Term:
    del pools
    unit = rng.choice((("roubles", "рублей"), ("dollars", "долларов"), ("euros", "евро")))
    style = rng.random()
    if style < 0.35:
        whole, part = rng.randrange(2, 90), rng.randrange(1, 10)
        scale = rng.choice((("million", "млн"), ("billion", "млрд")))
        tail = (f".{part}", f",{part}") if rng.random() < 0.6 else ("", "")
        return fixed(
            f"{whole}{tail[0]} {scale[0]} {unit[0]}", f"{whole}{tail[1]} {scale[1]} {unit[1]}"
        )
    number = rng.randrange(11, 999) * rng.choice((100, 1000, 500, 10_000))
    left, right = thousands(rng, number)
    if style < 0.45:
        return fixed(f"RUB {left}", f"{right} руб.")
    if style < 0.55:
        return fixed(f"${left}", f"${right}")
    return fixed(f"{left} {unit[0]}", f"{right} {unit[1]}")


def _pay(rng: random.Random, pools: Pools) -> Term:
    del pools
    left, right = thousands(rng, rng.randrange(24, 400) * rng.choice((1000, 500)))
    style = rng.random()
    if style < 0.2:
        number = rng.randrange(24, 400)
        return fixed(f"{number} thousand roubles", f"{number} тыс. рублей")
    return fixed(f"{left} roubles", f"{right} {rng.choice(('рублей', 'руб.'))}")


def _price(rng: random.Random, pools: Pools) -> Term:
    del pools
    number = rng.choice((rng.randrange(5, 99) * 10, rng.randrange(5, 99) * 100, rng.randrange(95)))
    number = max(number, 5)
    left, right = thousands(rng, number)
    style = rng.random()
    if style < 0.2:
        kopecks = rng.choice((20, 50, 90, 99))
        return fixed(f"{left}.{kopecks} roubles", f"{right},{kopecks} руб.")
    if style < 0.3:
        return fixed(f"€{left}", f"{right} €")
    if style < 0.4:
        return fixed(f"{left} RUB", f"{right} руб.")
    rouble = plural(number, "рубль", "рубля", "рублей")
    said, of = f"{right} {rouble}", f"{right} рублей"
    return Term(f"{left} roubles", (said, of, of, said, said, said))


def _year(rng: random.Random, pools: Pools) -> Term:
    del pools
    return fixed(
        str(rng.randrange(1870, 2026) if rng.random() < 0.6 else rng.randrange(1995, 2027))
    )


def _date(rng: random.Random, pools: Pools) -> Term:
    del pools
    return _day_in(rng, rng.randrange(1996, 2029))


def _birthday(rng: random.Random, pools: Pools) -> Term:
    del pools
    return _day_in(rng, rng.randrange(1948, 2006))


def _day_in(rng: random.Random, year: int) -> Term:
    day, month = rng.randrange(1, 29), rng.randrange(12)
    english, russian = _MONTHS[month]
    style = rng.random()
    if style < 0.3:
        return fixed(f"{day} {english} {year}", f"{day} {russian} {year} года")
    if style < 0.4:
        return fixed(f"{english} {day}, {year}", f"{day} {russian} {year} г.")
    if style < 0.62:
        return fixed(f"{day} {english}", f"{day} {russian}")
    if style < 0.72:
        return fixed(f"{year}-{month + 1:02}-{day:02}")
    return fixed(f"{day:02}.{month + 1:02}.{year}")


def _clock(rng: random.Random) -> str:
    return f"{rng.randrange(6, 23)}:{rng.choice((0, 5, 10, 15, 20, 30, 40, 45)):02}"


def _time(rng: random.Random, pools: Pools) -> Term:
    del pools
    return fixed(_clock(rng))


def _hours(rng: random.Random, pools: Pools) -> Term:
    del pools
    start, end = rng.randrange(6, 12), rng.randrange(15, 23)
    half = rng.choice(("00", "00", "30"))
    days = rng.choice(
        (
            ("", ""),
            (" on weekdays", " по будням"),
            (" every day", " ежедневно"),
            (" from Tuesday to Saturday", " со вторника по субботу"),
            (" at weekends", " по выходным"),
        )
    )
    if rng.random() < 0.7:
        english, russian = f"from {start}:{half} to {end}:00", f"с {start}:{half} до {end}:00"
    else:
        english = russian = f"{start:02}:{half}–{end}:00"
    return fixed(english + days[0], russian + days[1])


def _daterange(rng: random.Random, pools: Pools) -> Term:
    del pools
    start = rng.randrange(1, 15)
    end = start + rng.randrange(3, 14)
    english, russian = rng.choice(_MONTHS)
    return fixed(f"from {start} to {end} {english}", f"с {start} по {end} {russian}")


def _weekday(rng: random.Random, pools: Pools) -> Term:
    del pools
    english, russian = rng.choice(_DAYS)
    return Term(english, noun(russian))


def _weekdays(rng: random.Random, pools: Pools) -> Term:
    del pools
    first, second = sorted(rng.sample(range(7), 2))
    return fixed(
        f"on {_ON_DAYS[first][0]} and {_ON_DAYS[second][0]}",
        f"по {_ON_DAYS[first][1]} и {_ON_DAYS[second][1]}",
    )


def _digits(rng: random.Random, count: int) -> str:
    return str(rng.randrange(10 ** (count - 1), 10**count))


def _phone(rng: random.Random, pools: Pools) -> Term:
    del pools
    area, first, second, third = (_digits(rng, count) for count in (3, 3, 2, 2))
    return fixed(
        rng.choice(
            (
                f"+7 ({area}) {first}-{second}-{third}",
                f"8 {area} {first} {second} {third}",
                f"8-{area}-{first}-{second}-{third}",
                f"{first}-{second}-{third}",
                f"+44 20 {_digits(rng, 4)} {_digits(rng, 4)}",
            )
        )
    )


def _word(rng: random.Random) -> str:
    return rng.choice(words("things"))[0].lower()


def _email(rng: random.Random, pools: Pools) -> Term:
    del pools
    box = rng.choice(("info", "office", "help", "sales", "post", _word(rng), _word(rng)))
    return fixed(f"{box}@{_word(rng)}{rng.choice(('', '-group', '24'))}.example")


def _url(rng: random.Random, pools: Pools) -> Term:
    del pools
    start = rng.choice(("https://", "www.", ""))
    return fixed(f"{start}{_word(rng)}-{_word(rng)}.example{rng.choice(('', '/about', '/ru'))}")


def _path(rng: random.Random, pools: Pools) -> Term:
    del pools
    name = _word(rng)
    return fixed(
        rng.choice(
            (
                f"/var/log/{name}",
                f"/etc/{name}/{name}.conf",
                f"C:\\{name}\\data",
                f"/opt/{name}/run",
            )
        )
    )


def _host(rng: random.Random, pools: Pools) -> Term:
    del pools
    number = rng.randrange(1, 60)
    return fixed(
        rng.choice(
            (
                f"{_word(rng)}-{number:02}",
                f"srv{number}.{_word(rng)}.local",
                f"10.{number}.{rng.randrange(255)}.{rng.randrange(2, 250)}",
            )
        )
    )


def _version(rng: random.Random, pools: Pools) -> Term:
    del pools
    parts = [rng.randrange(1, 12), rng.randrange(15)]
    if rng.random() < 0.6:
        parts.append(rng.randrange(20))
    return fixed(".".join(map(str, parts)))


def _code(rng: random.Random, pools: Pools) -> Term:
    del pools
    letters = "".join(rng.choice("ABCDEHKMNPRTVX") for _ in range(rng.randrange(1, 4)))
    number = _digits(rng, rng.randrange(2, 6))
    return fixed(
        rng.choice((f"{letters}-{number}", f"{letters}{number}", f"{number}/{letters}", number))
    )


def _serial(rng: random.Random, pools: Pools) -> Term:
    del pools
    return fixed("".join(rng.choice("0123456789ABCDEF") for _ in range(rng.randrange(7, 12))))


def _secret(rng: random.Random, pools: Pools) -> Term:
    del pools
    return fixed(f"{_word(rng)}{rng.choice(('-', '_', ''))}{rng.randrange(10, 9999)}")


def _doorcode(rng: random.Random, pools: Pools) -> Term:
    del pools
    return fixed(f"{_digits(rng, 4)}{rng.choice(('', '#', '*', 'K'))}")


def _number(count: int) -> Make:
    def make(rng: random.Random, pools: Pools) -> Term:
        del pools
        return fixed(_digits(rng, count))

    return make


def _port(rng: random.Random, pools: Pools) -> Term:
    del pools
    return fixed(str(rng.choice((80, 443, 5432, 8080, 8443, 3306, rng.randrange(1025, 65000)))))


def _percent(rng: random.Random, pools: Pools) -> Term:
    del pools
    whole = rng.randrange(2, 96)
    if rng.random() < 0.25:
        part = rng.randrange(1, 10)
        return fixed(f"{whole}.{part}%", f"{whole},{part} %")
    space = rng.choice(("", " ", "\u00a0"))
    return fixed(f"{whole}%", f"{whole}{space}%")


def _address(rng: random.Random, pools: Pools) -> Term:
    del pools
    english, russian = rng.choice(words("streets"))
    house = rng.randrange(1, 140)
    flat = rng.randrange(1, 60)
    where = city(rng)
    tail = (f", office {flat}", f", офис {flat}") if rng.random() < 0.25 else ("", "")
    if rng.random() < 0.4:
        return fixed(
            f"{house} {english} Street, {where.english}{tail[0]}",
            f"г. {where.russian[0]}, ул. {russian}, д. {house}{tail[1]}",
        )
    return fixed(f"{house} {english} Street{tail[0]}", f"ул. {russian}, {house}{tail[1]}")


def _floor(rng: random.Random, pools: Pools) -> Term:
    del pools
    english, russian = rng.choice(
        (
            ("second", "второй"),
            ("third", "третий"),
            ("fourth", "четвёртый"),
            ("fifth", "пятый"),
            ("sixth", "шестой"),
            ("ninth", "девятый"),
        )
    )
    if russian == "третий":
        forms: Forms = ("третий", "третьего", "третьему", "третий", "третьим", "третьем")
        last = noun("этаж")
        both = [f"{forms[case]} {last[case]}" for case in range(6)]
        return Term(f"{english} floor", (both[0], both[1], both[2], both[3], both[4], both[5]))
    return declined(f"{english} floor", f"{russian} этаж")


def _station(rng: random.Random, pools: Pools) -> Term:
    del pools
    english, russian = rng.choice(words("streets"))
    return fixed(english, f"«{russian}»")


def _name(rng: random.Random, pools: Pools) -> Term:
    english, russian = rng.choice(pools.names)
    return fixed(english, f"«{russian}»")


def _bank(rng: random.Random, pools: Pools) -> Term:
    english, russian = rng.choice(pools.names)
    return fixed(f"{english} Bank", f"«{russian}»")


def _river(rng: random.Random, pools: Pools) -> Term:
    english, russian = rng.choice(pools.surnames)
    return Term(f"the {english}", same(russian), gender="f")


def _school(rng: random.Random, pools: Pools) -> Term:
    del pools
    first, second = rng.choice(words("adjectives")), rng.choice(words("schools"))
    return fixed(f"{first[0]} {second[0]}", f"{first[1]} {second[1]}")


def _department(rng: random.Random, pools: Pools) -> Term:
    del pools
    english, russian = rng.choice(words("departments"))
    return fixed(english, phrase(russian)[0][0])


def _platform(rng: random.Random, pools: Pools) -> Term:
    del pools
    number = rng.randrange(1, 15)
    english, russian = rng.choice((("platform", "платформа"), ("gate", "выход"), ("bay", "путь")))
    return fixed(f"{english} {number}", f"{russian} {number}")


def _company(rng: random.Random, pools: Pools) -> Term:
    english, russian = rng.choice(pools.names)
    kind = rng.random()
    if kind < 0.3:
        return Term(f"{english} LLC", same(f"ООО «{russian}»"), gender="n")
    left, right = rng.choice(
        (("company", "компания"), ("plant", "завод"), ("firm", "фирма"), ("trust", "трест"))
    )
    forms = noun(right)
    named = [f"{form} «{russian}»" for form in forms]
    return Term(
        f"the {english} {left}",
        (named[0], named[1], named[2], named[3], named[4], named[5]),
        gender="f" if right[-1] in "ая" else "m",
    )


_MAKERS: dict[str, Make] = {
    "person": person,
    "city": lambda rng, _: city(rng),
    "year": _year,
    "date": _date,
    "birthday": _birthday,
    "time": _time,
    "hours": _hours,
    "daterange": _daterange,
    "weekday": _weekday,
    "weekdays": _weekdays,
    "money": _money,
    "pay": _pay,
    "price": _price,
    "phone": _phone,
    "email": _email,
    "url": _url,
    "path": _path,
    "host": _host,
    "version": _version,
    "code": _code,
    "part": _code,
    "serial": _serial,
    "secret": _secret,
    "doorcode": _doorcode,
    "longnumber": _number(10),
    "postcode": _number(6),
    "extension": _number(4),
    "port": _port,
    "percent": _percent,
    "address": _address,
    "floor": _floor,
    "station": _station,
    "name": _name,
    "bank": _bank,
    "river": _river,
    "school": _school,
    "department": _department,
    "platform": _platform,
    "company": _company,
}


def bare(text: str) -> str:
    """Return English without the article that it starts with."""
    return re.sub(r"^(?:the|a|an) ", "", text)
