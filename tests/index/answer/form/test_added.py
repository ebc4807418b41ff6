"""What only restates a question with a day does not say who, where or why."""

import pytest

from index.answer.form.added import ADDITIONS
from index.text.analysis import tokenize
from tests.index.answer.reading import asked, words_of


@pytest.mark.parametrize(
    ("question", "sentence", "nothing"),
    [
        ("Why was the fair closed?", "The fair was closed on Friday evening.", True),
        ("Why was the fair closed?", "The fair was closed on 4 May after nine years.", True),
        ("Why was the fair closed?", "The fair was closed because of ice.", False),
        ("Who closed the fair?", "The fair was closed in 1990.", True),
        ("Who closed the fair?", "The fair was closed by the mayor.", False),
        ("Who closed the fair?", "We closed the fair in 1990.", False),
        ("Where was the fair closed?", "The fair was closed on 4 May.", True),
        ("Where is the fair?", "The fair is in 305.", False),
        ("When was the fair closed?", "The fair was closed on 4 May.", False),
        ("Почему закрыли ярмарку?", "Ярмарку закрыли 4 мая в 10 часов.", True),
        ("Почему закрыли ярмарку?", "Ярмарку закрыли из-за мороза.", False),
        ("Кто закрыл ярмарку?", "Ярмарку закрыли в пятницу.", True),
        ("Кто закрыл ярмарку?", "Ярмарку закрыл мэр.", False),
        ("Кто закрыл ярмарку?", "Ярмарку закрыл Зимин.", False),
        ("Кто закрыл ярмарку?", "Ярмарку закрыла Субботина.", False),
        ("Кто закрыл ярмарку?", "Ярмарку закрыли зимой.", True),
        ("Who closed the fair?", "The fair was closed this morning.", True),
        ("Who closed the fair?", "The fair was closed by this mayor.", False),
        ("Who closed the fair?", "The fair was closed yesterday at 10.", True),
        ("Кто закрыл ярмарку?", "Ярмарку закрыли на прошлой неделе.", True),
        ("Who closed the fair?", "Ida: the fair was closed this morning", True),
        ("Who closed the fair?", "[2024-05-04 09:10] Ida Holm: the fair was closed", True),
        ("Who closed the fair?", "**Ida:** the fair was closed by Mona", False),
        ("Who closed the fair?", "Ida: I closed the fair", False),
        ("Who closed the fair?", "Ida: the fair was closed by me", False),
        ("Who closed the fair?", "Ida: closed the fair on Friday", False),
        ("Who closes the fair?", "Ida: the fair", False),
        ("Who is at the fair?", "Ida: is at the fair on Friday", False),
        ("Who is the caretaker?", "Caretaker: Ida Holm", False),
        ("Who dismissed Grekov?", "Dismissed: P. S. Grekov", True),
        ("Who dismissed Grekov?", "Dismissed Grekov: P. S.", False),
        ("Кто уволен Зиминым?", "Уволен: П. Греков", False),
        ("Кто уволен: Греков?", "Уволен: П. Греков", True),
        ("Who is the caretaker?", "Ida Holm: caretaker", False),
        ("Where was the fair closed?", "Riga: the fair was closed on Friday", False),
        ("Кто привезёт ёлку?", "**Ида:** ёлку привезут завтра", True),
        ("Кто привезёт ёлку?", "**Ида:** ёлку привезу завтра", False),
        ("Кто привезёт ёлку?", "**Ида:** привезёт ёлку в пятницу", False),
        ("Кто привезёт ёлку?", "**Ида:** ёлку привезёт Осип", False),
        ("Кто закрыл ярмарку?", "Ида: ярмарку закрыла я", False),
        ("Кто закрыл ярмарку?", "Ида: ярмарку закрыли", True),
        ("Кто чинит модели?", "Ида: модели", False),
        ("Кто ответственный?", "Ответственный: Ида", False),
    ],
)
def test_a_day_is_no_reason_and_no_person(question: str, sentence: str, nothing: bool) -> None:
    parts = asked(question, **words_of(question))
    assert ADDITIONS.adds_nothing(parts, sentence, tokenize(sentence)) is nothing
