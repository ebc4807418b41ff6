"""What is said of the opposite is no answer."""

from dataclasses import fields, replace

import pytest

from index.answer.form.contrasts import AskedContrasts, are_opposites
from index.encode.protocols import Way
from index.text.analysis import tokenize
from index.text.languages import LANGUAGES, Contrasts
from tests.index.answer.reading import asked, near, words_of


def is_contrary(question: str, sentence: str, above: str = "") -> bool:
    passage = near(sentence)
    passage = replace(passage, hit=replace(passage.hit, context=above))
    return AskedContrasts(asked(question, **words_of(question))).is_contrary(passage, 0)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who rings the bell before mass?", "After mass Ida rings the bell."),
        ("What do visitors over 60 pay?", "Visitors under 60 pay 8 euros."),
        ("What does the tour cost without lunch?", "The tour with lunch costs 30 euros."),
        ("When does the rehearsal end?", "The rehearsal begins at six."),
        ("When does the pool open?", "The pool closes at nine."),
        ("When does the last tram leave?", "The first tram leaves at 5:10."),
        ("What is the maximum load?", "The load is at least 40 kg."),
        ("What is the shortest stay?", "Guests stay for no more than a week."),
        ("When is check-in?", "Check-out is by ten."),
        ("Who guards the gate on Tuesday?", "On Friday Ida guards the gate."),
        ("How often does the bus go in winter?", "In summer the bus goes hourly."),
        ("How much did the roof cost in 2019?", "In 2018 the roof cost 900."),
        ("How many adults came?", "Forty children came."),
        ("Кто дежурит до обеда?", "После обеда дежурит Ида."),
        ("Сколько платят дети старше 7 лет?", "Дети младше 7 лет платят 50 рублей."),
        ("Какова минимальная доза?", "Доза не больше 5 мл."),
        ("Когда заканчивается смена?", "Смена начинается в восемь."),
        ("Кто открывает зал по средам?", "По пятницам зал открывает Ида."),
        ("Когда чистят нижний бак?", "Верхний бак чистят в мае."),
        ("Сколько стоил ремонт в 2019 году?", "Ремонт в 2018 году стоил 900."),
        ("Who loaded the lorry?", "The lorry from Ulmen was unloaded by the crew."),
        ("When does the leave of Ida end?", "The leave of Ida Holm begins on 2 May."),
        ("What does it cost to buy a boat?", "Boats can be hired for 9 euros."),
        ("Where was the piano bought?", "The piano of the club is on loan from Ulmen."),
        ("What is the notice after probation?", "Notice during probation is two weeks."),
        ("From what time is the bar open?", "The bar is open until 23:00."),
        ("When does the bar open?", "The bar works until 23:00."),
        ("Until when is the shop open?", "The shop opens at 8."),
        ("When do juniors train?", "Seniors train on Mondays."),
        ("Кто загрузил машину?", "Машину из Тулы разгрузили за час."),
        ("Когда заканчивается отпуск Титова?", "Отпуск Титова начинается 2 мая."),
        ("Где купили рояль?", "Рояль взяли напрокат в Туле."),
        ("Кто дежурит после матча?", "Во время матча дежурит Ида."),
        ("Со скольких работает буфет?", "Буфет работает до 21 часа."),
        ("До скольких открыт склад?", "Склад открывается в 7 утра."),
    ],
)  # fmt: skip
def test_what_is_said_of_the_opposite_is_no_answer(question: str, sentence: str) -> None:
    assert is_contrary(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who was chair before Ida?", "Ida was chair after Mona."),
        ("How many live with no car?", "Nine live without a car."),
        ("Who rows with no coat?", "Ида гребёт без пальто."),
        ("Who rings the bell before mass?", "Ida rings the bell before mass, Mona after it."),
        ("When does the pool close?", "The pool is open until nine."),
        ("Is the pool open on Mondays?", "The pool is closed on Mondays."),
        ("Открыт ли бассейн?", "Бассейн закрыт."),
        ("Who guards the gate on Tuesday?", "From Monday to Friday Ida guards the gate."),
        ("How often does the bus go in July?", "Since May the bus goes hourly."),
        ("How much was the fee in 2020?", "Since 2018 the fee has been 40."),
        ("How much was the fee in 2020?", "The fee was 40 in 2018–2021."),
        ("What is the maximum load?", "The load is at least 40 and at most 60 kg."),
        ("What is the maximum load?", "The load is 40 kg."),
        ("Who may enter?", "Ida may enter on Friday."),
        ("When does the old mill open?", "The mill opens at nine, the new shop at ten."),
        ("Кто дежурит до обеда?", "Ида дежурит до обеда."),
        ("Сколько стоит дневной билет?", "Билет стоит 40 рублей, ночной автобус 60."),
        ("Who loaded the lorry?", "The lorry was loaded by Ida, and the van unloaded by Tom."),
        ("Who loaded the lorry?", "Ida loaded it; Tom unloaded the van."),
        ("Who bought the boat?", "The boat that Ida bought is hired out."),
        ("When does the bar open?", "The bar opens at 9 and is open until 23:00."),
        ("Until when is the bar open?", "The bar is open from 9 to 23."),
        ("When does the bar open?", "The bar is open 9–23."),
        ("When does the bar open?", "The bar is closed until nine."),
        ("Until when is the ticket valid?", "The ticket is valid until May."),
        ("До скольких открыт склад?", "Склад открыт с 7 до 18."),
        ("Со скольких работает буфет?", "Буфет открывается в 8, работает до 21."),
        ("Кто купил лодку?", "Лодку, которую купил Пётр, дают напрокат."),
    ],
)
def test_what_may_take_in_the_questions_own_is(question: str, sentence: str) -> None:
    assert not is_contrary(question, sentence)


DAYS = "| Day | Lab | X-ray |"
DNI = "| День | Касса | Камера хранения |"
GATES = "| Month | North gate | South gate |"


@pytest.mark.parametrize(
    ("question", "header", "row", "contrary"),
    [
        ("When is the X-ray open on Monday?", DAYS, "| Monday | closed | 9:00–13:00 |", False),
        ("When is the lab open on Monday?", DAYS, "| Monday | closed | 9:00–13:00 |", False),
        ("Когда в субботу открыта камера хранения?", DNI, "| Суббота | закрыта | 6–23 |", False),
        ("Когда открыта касса в субботу?", DNI, "| Суббота | закрыта | 6–23 |", False),
        ("When is the south gate open?", GATES, "| October | open | closed |", True),
        ("When is the south gate open?", GATES, "| November | closed | open |", False),
        ("When is the upper tank cleaned?", "| Tank | Cleaned |", "| Lower tank | May |", True),
        ("Когда чистят нижний бак?", "| Бак | Чистка |", "| Верхний бак | май |", True),
    ],
)  # fmt: skip
def test_in_a_row_of_a_table_each_cell_speaks_for_itself(
    question: str, header: str, row: str, contrary: bool
) -> None:
    passage = replace(near(row), headers={0: header})
    assert AskedContrasts(asked(question, **words_of(question))).is_contrary(passage, 0) is contrary


@pytest.mark.parametrize(
    ("question", "sentence", "contrary"),
    [
        ("When is the shop open on Tuesdays?", "The shop is closed on Tuesdays.", False),
        ("Когда открыт зал по пятницам?", "Зал закрыт по пятницам.", False),
        ("When does the shop open?", "The shop is closed on Tuesdays.", True),
        ("When does the shop open on Tuesdays?", "On Tuesdays the shop closes at nine.", True),
    ],
)
def test_what_is_shut_on_the_day_asked_about_says_when_it_is_open(
    question: str, sentence: str, contrary: bool
) -> None:
    assert is_contrary(question, sentence) is contrary


def test_a_column_says_when_in_another_form_too() -> None:
    passage = replace(near("| Хирургия | Власов | |"), headers={0: "| Отделение | День | Ночь |"})
    for question in ("Кто дежурит днём в хирургии?", "Кто дежурит ночью в хирургии?"):
        parts = asked(question, **words_of(question))
        assert not AskedContrasts(parts).is_contrary(passage, 0)
    without = replace(passage, headers={0: "| Отделение | Врач | Ночь |"})
    parts = asked("Кто дежурит днём?", дежурит=1.0, днём=1.0)
    assert AskedContrasts(parts).is_contrary(without, 0)


def test_headings_say_when_too() -> None:
    assert is_contrary("Who guards the gate on Tuesday?", "Ida guards it.", above="Friday")
    assert not is_contrary("Who guards the gate on Friday?", "Ida guards it.", above="Friday")
    assert not is_contrary("How much was it in 2019?", "It was 4, in 2018 it was 3.", above="2019")


def is_contrary_across(question: str, sentence: str, **translations: str) -> bool:
    """Where the documents have words of the question only in another language."""
    known = asked(question, **words_of(question))
    words = []
    for word in known.words:
        said = translations.get(known.text[word.start : word.end].casefold(), "")
        ways = {token.stem: Way("translation", 1.0, "en") for token in tokenize(said)}
        words.append(replace(word, ways=ways))
    return AskedContrasts(replace(known, words=words)).is_contrary(near(sentence), 0)


@pytest.mark.parametrize(
    ("question", "sentence", "translations"),
    [
        ("Кто топит южную баню?", "The northern bathhouse is heated by Ida.", {"баню": "bathhouse"}),
        ("Кто дежурит до обеда?", "After lunch Ida is on duty.", {"обеда": "lunch"}),
        ("Who paints the old mill?", "Новую мельницу красит Ида.", {"mill": "мельница"}),
        ("Who sweeps after mass?", "Перед службой метёт Ида.", {"mass": "служба"}),
        ("Чем греют открытый каток?", "The indoor rink is heated by gas.", {"каток": "rink"}),
        ("Who hires part-time cooks?", "На полную ставку поваров берёт Ида.", {"cooks": "повар"}),
        # What nobody can translate is what stands there instead.
        ("Who paints the old mill?", "Новую мельницу красит Ида.", {"paints": "красит"}),
        ("Кто топит южную баню?", "The northern bathhouse is heated by Ida.", {}),
    ],
)  # fmt: skip
def test_what_is_said_of_the_opposite_in_another_language_is_no_answer(
    question: str, sentence: str, translations: dict[str, str]
) -> None:
    assert is_contrary_across(question, sentence, **translations)


@pytest.mark.parametrize(
    ("question", "sentence", "translations"),
    [
        ("Кто топит южную баню?", "The southern bathhouse is heated by Ida.", {"баню": "bathhouse"}),
        (
            "Кто топит южную баню?", "The bathhouse is heated by Ida of the northern farm.",
            {"баню": "bathhouse"},
        ),
        ("Who paints the old mill?", "Мельницу красит новый мастер Ида.", {"mill": "мельница"}),
        ("Where did the guests head?", "После собрания членов союза все пошли к реке.", {}),
    ],
)  # fmt: skip
def test_an_opposite_of_something_else_in_another_language_rules_nothing_out(
    question: str, sentence: str, translations: dict[str, str]
) -> None:
    assert not is_contrary_across(question, sentence, **translations)


def test_a_road_that_leads_to_something_leads_to_no_time_until() -> None:
    assert is_contrary("Who greases the upper gate?", "The lower gate to the yard Ida greases.")
    assert is_contrary("Кто красит верхнюю дверь?", "Нижнюю дверь до крыльца красит Ида.")
    assert not is_contrary("When does the gate close?", "The gate is open until nine.")


@pytest.mark.parametrize("kind", [each.name for each in fields(Contrasts) if each.type is not str])
def test_every_contrast_stands_in_every_language(kind: str) -> None:
    first, *others = [getattr(language.contrasts, kind) for language in LANGUAGES]
    for other in others:
        assert {name: len(members) for name, members in other.items()} == {
            name: len(members) for name, members in first.items()
        }


@pytest.mark.parametrize(
    ("question", "sentence", "contrary"),
    [
        ("Who repairs the right turnstile?", "The left turnstile is repaired by Ida.", True),
        ("Where are left-hand gloves?", "Right-hand gloves are in crate 6.", True),
        ("Кто красит правые ворота?", "The left gate, левые ворота, is painted by Ida.", True),
        ("Who left the gate open?", "The right gate stood open, as Ida says.", False),
        ("Who has the right to fish?", "The fish left to the cook are Ida's.", False),
        ("Who may turn right after the gate?", "Ida left the gate by bus.", False),
    ],
)
def test_left_is_a_side_where_nobody_leaves(question: str, sentence: str, contrary: bool) -> None:
    assert is_contrary(question, sentence) is contrary


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who weighs the outgoing parcels?", "Incoming parcels are weighed by Ida."),
        ("Who taxes the imported cheese?", "Exported cheese is taxed by Ida."),
        ("Who owns the private beach?", "The public beach is owned by the town."),
        ("Where is the dry sand kept?", "Wet sand is kept in bay 4."),
        ("Who sells cooked ham?", "Raw ham is sold by Ida."),
        ("Who waters the even rows?", "Odd rows are watered by Ida."),
        ("Where do single nurses live?", "Married nurses live in the annexe."),
        ("What does a single room cost?", "A double room costs 90 euros."),
        ("Who trains the female runners?", "Male runners are trained by Ida."),
        ("Who audits the yearly accounts?", "Monthly accounts are audited by Ida."),
        ("Who moves the manual gate?", "The automatic gate is moved by Ida."),
        ("Who rents the permanent stand?", "The temporary stand is rented by Ida."),
        ("Кто взвешивает исходящие посылки?", "Входящие посылки взвешивает Ида."),
        ("Кто облагает экспорт зерна?", "Импорт зерна облагает Ида."),
        ("Где хранят сухой песок?", "Мокрый песок хранят в яме 4."),
        ("Кто продаёт сладкий сыр?", "Солёный сыр продаёт Ида."),
        ("Кто поливает чётные ряды?", "Нечётные ряды поливает Ида."),
        ("Кто шьёт женскую обувь?", "Мужскую обувь шьёт Ида."),
        ("Кто сверяет ежегодные счета?", "Ежемесячные счета сверяет Ида."),
        ("Кто двигает ручные ворота?", "Автоматические ворота двигает Ида."),
        ("Кто читает платные лекции?", "Бесплатные лекции читает Ида."),
    ],
)
def test_what_is_of_another_sort_is_no_answer(question: str, sentence: str) -> None:
    assert is_contrary(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who does the odd jobs?", "Even the jobs on the roof are done by Ida."),
        ("Who waters the odd rows?", "Ida waters them even when it rains in odd weeks."),
        ("Who waters the odd rows?", "The rows are watered by Ida, even on Sundays."),
        ("Who checks every single lock?", "Ida checks each lock on the double."),
        ("Which man keeps the key?", "Ida's brother keeps the key, and women the book."),
        ("Кто ездит без выходных?", "Ида ездит каждый день, вход со двора."),
        ("Кто режет сыр?", "Ида режет сухим ножом сыр."),
    ],
)
def test_the_same_words_in_another_sense_are_of_no_other_sort(question: str, sentence: str) -> None:
    assert not is_contrary(question, sentence)


@pytest.mark.parametrize(
    ("question", "line", "contrary"),
    [
        ("When did barge 12 leave?", "06:10 IN barge 12 pilot Ida", True),
        ("When did barge 12 arrive?", "06:10 IN barge 12 pilot Ida", False),
        ("When did barge 12 come in?", "06:10 OUT barge 12 pilot Ida", True),
        ("Who locked cage 3?", "06:10 cage 3 opened by Ida", True),
        ("Who opened cage 3?", "06:10 cage 3 opened by Ida, locked by Mona", False),
        ("Who rolled back payroll?", "06:10 payroll deployed by Ida", True),
        ("Who rolled the payroll back?", "06:10 payroll deployed by Ida", True),
        ("Who switched the mixer off?", "06:10 mixer started by Ida", True),
        ("When was sensor 4 disconnected?", "06:10 sensor 4 connected", True),
        ("When did ida log out?", "06:10 ida logged in", True),
        ("Who borrowed the drill?", "06:10 drill returned by Ida", True),
        ("Who unloaded van 8?", "06:10 van 8 loaded by Ida", True),
        ("Кто остановил насос 2?", "06:10 запущен насос 2, дежурный Ида", True),
        ("Кто запустил насос 2?", "06:10 запущен насос 2, дежурный Ида", False),
        ("Когда выключили свет?", "06:10 включён свет", True),
        ("Кто откатил склад?", "06:10 развёрнут склад, Ида", True),
        ("Когда приехал фургон 8?", "06:10 ВЫЕЗД фургон 8", True),
        ("Кого уволили в цех?", "06:10 наняли в цех Иду", True),
        ("Кто вернул дрель?", "06:10 взяла дрель Ида", True),
    ],
)
def test_a_line_of_a_log_tells_of_its_own_event(question: str, line: str, contrary: bool) -> None:
    assert is_contrary(question, line) is contrary


@pytest.mark.parametrize(
    ("question", "sentence", "contrary"),
    [
        ("How much do members give a year?", "Guests give 6 euros a year.", True),
        ("What does a pass for pensioners cost?", "A pass for students costs 9 euros.", True),
        ("How much do guests give?", "Non-members give 6 euros.", False),
        ("How much do children give?", "Children of members give 3 euros.", False),
        ("How much do guests give?", "Members give 6 euros, their guests 8.", False),
        ("Which members keep the keys?", "Ida keeps the keys, and guests ask her.", False),
        ("Сколько вносят пенсионеры?", "Студенты вносят 90 рублей.", True),
        ("Сколько вносят члены клуба?", "Гости вносят 90 рублей.", True),
        ("Сколько вносят школьники?", "Дети вносят 90 рублей.", False),
    ],
)
def test_what_one_group_pays_another_does_not(question: str, sentence: str, contrary: bool) -> None:
    assert is_contrary(question, sentence) is contrary


def test_opposites_are_told_whatever_the_language() -> None:
    assert are_opposites("closes", "open")
    assert are_opposites("верхний", "lower")
    assert not are_opposites("верхний", "upper")
    assert not are_opposites("pump", "boiler")
