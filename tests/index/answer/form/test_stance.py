"""How a sentence stands to a question: what denies it or asks it does not answer it."""

from dataclasses import replace

import pytest

from index.answer.evidence import features
from index.answer.form.stance import STANCES, stance_of
from tests.index.answer.reading import asked, near, words_of


@pytest.mark.parametrize(
    ("question", "sentence", "left"),
    [
        ("Who is allowed on the bridge?", "Guests are not allowed on the bridge.", False),
        ("Who is not allowed on the bridge?", "Guests are not allowed on the bridge.", True),
        ("Are guests allowed on the bridge?", "Guests are not allowed on the bridge.", True),
        ("When is the grant paid?", "The grant isn't paid to firms.", False),
        ("When is the grant paid?", "The grant isn't paid until May.", True),
        ("Who winds the clock?", "Nobody winds the clock of the tower.", False),
        ("Who winds the clock?", "Ida winds the clock, not the warden.", True),
        ("Who is paid the grant?", "It is not paid to firms; it is paid to schools.", True),
        ("How much is paid for parking?", "Parking is not paid.", True),
        ("Which crane lifts slabs?", "The yellow crane does not lift slabs.", False),
        ("Which crane lifts slabs?", "The yellow crane lifts slabs, not beams.", True),
        ("Which crane does not lift slabs?", "The yellow crane does not lift slabs.", True),
        ("What does the crane lift?", "The crane never lifts slabs.", False),
        ("What is sublet?", "The cellar may not be sublet.", False),
        ("What does the policy cover?", "The policy does not cover glass.", False),
        ("What is the covering policy?", "The firm does not cover glass.", True),
        ("What holds for subletting?", "The cellar may not be sublet.", True),
        ("What is the rule if guests park?", "Guests may not park here.", True),
        ("What is excluded if we lift slabs?", "We do not lift slabs of lead.", True),
        ("Which halls lack a crane?", "No crane: the hall is not craned.", True),
        ("How are slabs lifted?", "Slabs are not lifted, they are rolled.", True),
        ("Why are slabs lifted?", "Slabs are not lifted, they are rolled.", True),
        ("Can slabs be lifted, and by what?", "Slabs are not lifted.", True),
        ("subletting the cellar", "The cellar may not be sublet.", True),
        ("Какой кран поднимает плиты?", "Жёлтый кран не поднимает плиты.", False),
        ("Какой кран поднимает плиты?", "Жёлтый кран поднимает плиты, а серый не поднимает.", True),
        ("Какой кран не поднимает плиты?", "Жёлтый кран не поднимает плиты.", True),
        ("Что поднимает кран?", "Кран не поднимает плиты.", False),
        ("Чем поднимают плиты?", "Плиты не поднимают лебёдкой.", False),
        ("Что сказано: сдают ли подвал?", "Подвал не сдают.", True),
        ("Какое правило у тех, что сдают подвал?", "Подвал не сдают.", True),
        ("Кто получает пропуск?", "Пропуск не получают подрядчики.", False),
        ("Кто чинит солеварню?", "Кузницу и солевар-\nни чинит Осип.", True),
        ("Кто не получает пропуск?", "Пропуск не получают подрядчики.", True),
        ("Когда открыта касса?", "По средам касса не открыта.", False),
        ("Когда сдают отчёт?", "Отчёт сдают не позднее пятого числа.", True),
        ("When was the gate painted?", "We plan to paint the gate in May.", False),
        ("Who handed in the plan?", "The plan was handed in by Ida and rejected.", True),
        ("When was the trip to Ulm?", "The trip to Ulm was rejected in May.", False),
        ("Where was the press moved?", "The press was moved to the hall.", True),
        ("Where was the fair held?", "The fair was moved to the hall.", False),
        ("When was the jetty built?", "The jetty is expected in July.", False),
        ("When was the shed built?", "The shed is promised for July.", False),
        ("Who paid the deposit?", "Lena paid the deposit, the rest is open.", True),
        ("Who is the treasurer?", "The treasurer is vacant.", False),
        ("Who is the treasurer?", "The treasurer, since May, is vacant.", False),
        ("Когда покрасили катер?", "Весной мы покрасим катер.", False),
        ("Когда починили мотор?", "Мотор починят к субботе.", False),
        ("Когда покрасили катер?", "Катер покрасили весной, мотор покрасим позже.", True),
        ("Кто принёс ключи?", "Ключи приносит вахтёр.", True),
        ("Когда покрасят катер?", "Весной мы покрасим катер.", True),
        ("Когда провели турнир?", "Турнир назначен на 9 июня.", False),
        ("Когда стал директором Ильин?", "Ильин назначен на пост директора 9 июня.", True),
        ("На какой день назначен турнир?", "Турнир назначен на 9 июня.", True),
        ("When was the gate painted?", "The gate is to be painted in May.", False),
        ("When is the gate painted?", "We plan to paint the gate in May.", True),
        ("When was the gate painted?", "The gate was painted in May and will be moved.", True),
        ("When was it planned to paint the gate?", "We plan to paint the gate in May.", True),
        ("When was the intention to paint the gate told?", "It is planned to paint it.", True),
        ("Who painted the gate?", "Ida will paint the gate.", False),
        ("Когда покрасили ворота?", "В мае мы хотим покрасить ворота.", False),
        ("Когда покрасили ворота?", "Ворота покрасили в мае, а забор будут красить потом.", True),
        ("Когда красят ворота?", "В мае мы хотим красить ворота.", True),
        ("Who feeds the seals?", "The board asked who feeds the seals.", False),
        ("Who feeds the seals?", "Who feeds the seals is not clear yet.", False),
        ("Who feeds the seals?", "When asked who feeds the seals, Ida named the vet.", True),
        ("Who feeds the seals?", "The seals are fed by whoever asks.", True),
        ("Who painted the gate?", "It was proposed that Ida paint the gate.", False),
        ("Who painted the gate?", "The board asked at noon that the chair paint the gate.", False),
        ("Who painted the gate?", "It was proposed that Ida paint it, and Mona painted it.", True),
        (
            "Who painted the gate?",
            "Ida, who painted the gate, moved that the fair be closed.",
            True,
        ),
        ("Who proposed that the gate be painted?", "Ida proposed that it be painted.", True),
        ("Who paints the gate?", "It was proposed that Ida paint the gate.", True),
        ("Кто покрасил ворота?", "Правление попросило, чтобы Ида покрасила ворота.", False),
        ("Кто привёз сено?", "Ида попросила, чтобы сено привёз Осип.", False),
        ("Кто покрасил ворота?", "Ида покрасила ворота и попросила, чтобы их не трогали.", True),
        ("What is the berth?", "Berth: TBD.", False),
        ("What is the berth?", "**Berth** — to be announced later", False),
        ("What is the berth?", "The berth is not yet known.", False),
        ("What is the berth?", "Berth: 7, to be confirmed in May.", True),
        ("Is the berth known?", "Berth: TBD.", True),
        ("Which berth is not assigned?", "Berth 7: not assigned.", True),
        ("What is the fee?", "Berth: TBD.", True),
        ("Who is the purser?", "Purser: vacant.", False),
        ("Who is the purser?", "Purser: position vacant", False),
        ("Кто казначей?", "Казначей: должность свободна", False),
        ("Which post is vacant?", "Purser: vacant.", True),
        ("What is the state of the cabin?", "Cabin: vacant.", True),
        ("Где стоянка?", "Стоянка: уточняется.", False),
        ("Где стоянка?", "Стоянка: причал 7, время уточняется.", True),
        ("Кто казначей?", "Казначей: вакансия", False),
        ("Кто казначей?", "Казначей — ещё не назначен.", False),
        ("Назначен ли казначей?", "Казначей: не назначен.", True),
        ("Who feeds the seals?", "Mona: where is the rake?", False),
        ("Кто кормит тюленей?", "Осип: когда придёт баржа?", False),
        ("Кто кормит тюленей?", "Кто кормит тюленей, спросили ещё раз.", False),
        ("Кто кормит тюленей?", "Тюленей кормит тот, кто спросил.", True),
        ("Who has the ladder?", "[09:12] Mona: who has the ladder?", False),
        ("Где лестница?", "— Где лестница?", False),
        ("Who has the ladder?", "Who has the ladder? Ida.", True),
        ("When was the trip?", "The trip in May was called off.", False),
        ("When was the trip called off?", "The trip was called off in May.", True),
        ("When was Ida hired?", "If we hire Ida, it is for May.", False),
        ("How much was charged for it?", "We plan to charge 90 for it.", False),
        ("За сколько купили трактор?", "Ида хочет купить трактор за 900 тысяч.", False),
        ("Who is the head of the yard?", "The deputy head of the yard is Ida.", False),
        ("Who heads the yard?", "The vice-head of the yard is Ida.", False),
        ("Who is the deputy head of the yard?", "The deputy head of the yard is Ida.", True),
        ("Who is the head of the yard?", "The head is Ida, the deputy head is Mona.", True),
        ("Who is the head of the yard?", "Ida, deputy chair of the fund, is the head.", True),
        ("Who is the head of the yard?", "The former head of the yard, Ida, spoke.", False),
        ("Who was the head of the yard?", "The former head of the yard, Ida, spoke.", True),
        ("Кто начальник верфи?", "Заместитель начальника верфи — Ида.", False),
        ("Who leads the yard?", "The deputy head of the yard is Ida.", False),
        ("Who leads the yard?", "Ida, deputy head of the yard, chair of the fund, spoke.", False),
        ("Who leads the fund?", "Ida, deputy head of the yard, chair of the fund, spoke.", True),
        ("Who leads the yard?", "The yard is led by Ida, a former director of the fund.", True),
        ("Who leads the yard?", "The deputy director leads the yard.", True),
        ("Who runs the yard?", "The former nurse Ida runs the yard.", True),
        ("Who heads the yard?", "The deputy leads the yard.", True),
        ("Who heads the yard?", "Ida, the former executive director of the yard, spoke.", False),
        ("Кто возглавляет верфь?", "Бывший токарь Осип руководит верфью.", True),
        ("Кто возглавляет верфь?", "Заместитель Анны Осип руководит верфью.", True),
        ("Кто возглавляет верфь?", "Осип, зам. генерального директора верфи, уехал.", False),
        ("Кто возглавляет верфь?", "Заместитель начальника верфи — Ида.", False),
        ("Кто возглавляет верфь?", "«Да», — сказал Осип, первый зам. директора верфи.", False),
        ("Кто возглавляет верфь?", "Осип, зам. главы фонда, директор верфи, уехал.", True),
        ("Кто возглавляет верфь?", "Верфью руководит заместитель директора фонда.", True),
        ("Кто возглавляет верфь?", "Осип, бывший директор верфи, уехал.", False),
        ("Кто возглавлял верфь?", "Осип, бывший директор верфи, уехал.", True),
        ("Кто возглавляет верфь?", "Осип, помощник начальника верфи, уехал.", False),
        ("Кто зам. начальника верфи?", "Зам. начальника верфи — Ида.", True),
        ("Кто начальник верфи?", "Зам. начальника верфи — Ида.", False),
        ("Кто начальник верфи?", "Бывший начальник верфи Ида.", False),
        ("Кто был начальником верфи?", "Бывший начальник верфи Ида.", True),
    ],
)
def test_a_sentence_that_denies_or_asks_is_no_answer(
    question: str, sentence: str, left: bool
) -> None:
    parts, passages = asked(question, **words_of(question)), [near(sentence)]
    (share,) = stance_of(parts, passages, features(parts, passages)).shares
    assert bool(share == 1.0) is left


def test_a_mark_of_doubt_in_a_row_asks_nothing() -> None:
    question = "Who has the ladder?"
    parts = asked(question, **words_of(question))
    row = near("ladder,Ida,?")
    for headers, is_left in (({0: "thing,who,until"}, True), ({}, False)):
        passages = [replace(row, headers=headers)]
        (share,) = stance_of(parts, passages, features(parts, passages)).shares
        assert bool(share == 1.0) is is_left


def test_who_asks_politely_denies_nothing() -> None:
    parts = asked("Who is allowed on the bridge?")
    assert STANCES.may_be_denied(parts)
