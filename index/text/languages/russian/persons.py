"""How Russian names persons and tells them apart."""

import re
from typing import Literal

from index.text.languages.record.persons import Naming, Persons


def _who_is(name: str) -> str:
    return f"Кто {'такая' if name[-1] == 'я' else 'такой'} {name}?"


_LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya yo".split(" "),
        strict=True,
    )
)


def _in_latin(name: str) -> str:
    letters = (
        _LATIN.get(letter, letter)
        if letter.islower()
        else _LATIN.get(letter.lower(), letter).capitalize()
        for letter in name
    )
    return re.sub(r"(?:iy|yy)\b", "y", "".join(letters))


NAMING = Naming(
    # In the nominative, as far as endings tell it from other cases.
    person=(
        r"\b(?!\w+вич\b)[А-ЯЁ][а-яё]+[бвгджзйклмнпрстфхцчшщ]"
        r" [А-ЯЁ][а-яё]+(?:ов|ев|ёв|ин|ын|ский|цкий|енко|чук|юк|ян)\b"
        r"|\b[А-ЯЁ][а-яё]+[ая] [А-ЯЁ][а-яё]+(?:ская|цкая)\b"
    ),
    who_is=_who_is,
    in_latin=_in_latin,
)

_FLEETING = {"павел": "павл", "лев": "льв"}


def _given(name: str) -> str:
    """Return what the cases of a given name share, and the name of the other sex: Валентина.

    Nor are Кубок and Кубка two of what has a person's name.
    """
    name = re.sub(r"(?<=\w\w)(?:[ое][йм]|ью|[аеиоуыьюяй])+$", "", name)
    name = re.sub(r"(?<=\w\w)[оеё](?=[кц]$)", "", name)
    return _FLEETING.get(name, name)


# Морозова is she, or one has something of him; Морозову is to him, or her one sees.
_HER_OR_HIS = r"\w+(?:[ое]в|[иы]н)а"

_HER_OR_TO_HIM = r"\w+(?:[ое]в|[иы]н)у"

_NAMES = r"\s+(?:[А-ЯЁ][а-яё]+\s+)*"

_ACTS = r"\w+(?:[её]т|ит|ла)(?:с[яь])?"

_ASKING = (
    r"^\W*(?:\w{1,3}\s+)?"
    r"(?i:что|чем|чего|чему|где|куда|откуда|когда|как|как(?:ом|ую|ого|их)|сколько)"
)

_SURNAMES: tuple[tuple[str, str, str, Literal["man", "woman"]], ...] = (
    (r"\w+(?:(?:[ое]в|[иы]н)(?:ым|е)?|[сц]к(?:ий|ого|ому|им|ом))", "", "", "man"),
    (r"\w+(?:(?:[ое]в|[иы]н)ой|[сц]к(?:ая|ой|ую))", "", "", "woman"),
    # Of him: the nominative of hers stands behind no preposition.
    (
        _HER_OR_HIS,
        rf"(?<!\w)(?i:у|от|для|без|из|про|за|после|кроме|вместо|против|на|через){_NAMES}$",
        "",
        "man",
    ),
    (_HER_OR_HIS, rf"(?<!\w)(?i:кто)\s.*(?<!\w){_ACTS}{_NAMES}$", "", "man"),
    # She: behind what asks or is done, or first in a line, a cell or a clause of her own.
    (_HER_OR_HIS, rf"{_ASKING}(?:\s.*(?<!\w){_ACTS})?{_NAMES}$", "", "woman"),
    (
        _HER_OR_HIS,
        r"(?:^|[|;:.!?\n])[\s*_•–—-]*(?:[А-ЯЁ][а-яё]+\s+){0,2}$",
        rf"\s*(?:[|:–—-]|$)|(?:\s+[А-ЯЁ][а-яё]+){{1,2}}\s*(?:[|:,–—-]|$)|\s+{_ACTS}(?!\w)",
        "woman",
    ),
    (_HER_OR_HIS, r",\s+(?:а\s+)?$", rf"\s+(?:[–—-]\s|{_ACTS}(?!\w))", "woman"),
    (_HER_OR_TO_HIM, rf"(?<!\w)(?i:к|ко|по){_NAMES}$", "", "man"),
    (_HER_OR_TO_HIM, rf"(?<!\w)(?i:про|за|на|через){_NAMES}$", "", "woman"),
    # What is given to him; whom she is.
    (
        _HER_OR_TO_HIM,
        rf"^\W*(?i:что|сколько|какую|какой|какое)\s.*\w(?:ли|[ая]т|[ую]т){_NAMES}$",
        "",
        "man",
    ),
    (
        _HER_OR_TO_HIM,
        rf"^\W*(?i:кто)\s.*(?<!\w)(?!помо|звон|плат|пис|от(?:да|ве)|да|пере|вы|сооб){_ACTS}{_NAMES}$",
        "",
        "woman",
    ),
)

# Бондарь is not Бондарев, nor Седого a form of Седых. The plural Кузнецы has the form Кузнецов.
_OF_ONE = r"\w+(?:[ыио]й|[ое]го|[ое]му|[ыио]м|ем|ая|ую|яя|юю)"

_OF_ALL = r"\w+[ыи]х"

_ALIKE = (
    (r"(?!\w+[оеё]в$)\w+(?:[бвгджзклмнпрстфхцчшщьаяуюе]|[оеё]м)", r"\w+[оеё]в"),
    (_OF_ONE, _OF_ALL),
    (_OF_ALL, _OF_ONE),
)

PERSONS = Persons(
    surnames=_SURNAMES,
    alike=_ALIKE,
    given=_given,
    short=(
        r"(?:алеш|ан|ас|боб|вал|валер|ван|вас|вик|вит|влад|вов|волод|гал|ген|гош|гриш|даш|дим|жен"
        r"|зин|илюш|ир|кат|кол|кост|ксюш|лар|лев|лен|леш|лид|лиз|люб|люд|люс|макс|маш|мил|миш|мит|над"
        r"|наст|нат|наташ|ник|ол|паш|пет|пол|рит|ром|саш|свет|сев|сен|серег|сереж|слав|сон|степ|тан"
        r"|тим|тол|том|ул|фед|шур|эл|юл|юр|яш)(?:[ая]|[иы]|е|[ую]|[ео]й)"
        r"|(?:алик|вадик|владик|гарик|макс|славик|стас|толик|эдик|юрик)(?:[аеу]|ом)?"
    ),
    patronymics=r"\w{2,}ич(?:а|у|е|[ое]м)?|\w{2,}(?:вн|ичн)(?:а|ы|е|у|ой)",
    roles=(
        r"тренер\w*|мастер\w*|врач\w*|доктор\w*|професс?ор\w*|инженер\w*|учител\w+|воспитател\w+"
        r"|преподавател\w+|директор\w*|начальник\w*|завхоз\w*|бухгалтер\w*|водител\w+|дежурн\w+"
        r"|господин\w*|госпож\w+|товарищ\w*|коллег\w+|сестр\w+|старост\w+|секретар\w+|заместител\w+"
        r"|помощни[кц]\w*|председател\w+|президент\w*|министр\w*|мэр\w*|губернатор\w*|капитан\w*"
        r"|майор\w*|полковник\w*|генерал\w*|сержант\w*|инспектор\w*|судь\w+|адвокат\w*|юрист\w*"
        r"|администратор\w*|менеджер\w*|кладовщи[кц]\w*|слесар\w+|электрик\w*|охранник\w*|сторож\w*"
        r"|повар\w*|библиотекар\w+|руководител\w+|заведующ\w+|глав[аыуе]|методист\w*|логопед\w*"
    ),
)
