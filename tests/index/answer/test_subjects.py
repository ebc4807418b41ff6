"""What is said of another thing is not the answer, and what means the same thing is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index, text_document
from index.encode.protocols import Encoders

NOTES = {
    "tannery.md": "# Tannery\n\nThe drum was welded by Aldo Ferri. The hoist hangs over the vats, on a rail.",
    "dairy.md": "# Dairy\n\nThe butter is weighed at six. The cheese ripens in the lower cellar for a year.",
    "council.md": "# Councils\n\nMira Stolz heads the council of Ostby. Westby has no bank and two bakeries.",
    "quay.md": "# Причал\n\nКанат сплёл боцман Ершов. Якорь лежит на корме, его видно с берега.",
    "choir.md": "# Хор\n\nНоты переписала Вера Лыкова. Рояль настроен, он стоит у окна.",
    "forge.md": "# Кузница\n\nРешётку выковал Савелий Громов. Флюгер стоит на крыше и скрипит.",
    "lease.md": "# Lease\n\nThe lawyer, Ines Pohl, drew up the lease. Our attorney works from Tuesday on.",
    "hull.md": "# Дом\n\nДом оштукатурила артель Панина. Здание стоит на углу, у реки.",
    "ferry.md": "# Ferry\n\nThe crew of the Skua was trained in Esbjerg. The ferry sails at noon.",
    "bell.md": "# Bell\n\nThe bell came in 1902. It was cast by Otto Brun. The clapper is of oak and new.",
    "bath.md": "# Баня\n\nВ выходные баня топится с полудня.",
    "works.md": "# Prints\n\nVigo Aune left many prints. Three of his prints were sold in 1920.",
    "depot.md": "# Depot\n\nGate 4 was opened by Ruth Ames. Locker 5 belongs to Ida. Desk 9 is kept for"
    " Tove Lind. Rack 2 is full.",
    "loom.md": "# Loom\n\nThe loom was oiled by Petra Wolk. It stands by the door. The spindle is new.",
}


@pytest.fixture(scope="module")
def notes(encoders: Encoders, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("notes"), encoders=encoders) as index:
        index.add_documents(text_document(source=name, text=text) for name, text in NOTES.items())
        yield index


@pytest.mark.parametrize(
    "question",
    [
        "Who welded the hoist?",
        "When is the cheese weighed?",
        "Who heads the council of Westby?",
        "Кто сплёл якорь?",
        "Кто переписал рояль?",
        "Кто выковал флюгер?",
        "Who cast the clapper?",
        "Who oiled the spindle?",
        "Who owns locker 9?",
        "Who heads the council of Ulmen?",
        "Кто возглавляет совет Ульмена?",
    ],
)
def test_what_was_done_to_another_thing_is_no_answer(notes: Index, question: str) -> None:
    assert notes.answer(question).answer is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who welded the drum?", "Aldo Ferri"),
        ("When is the butter weighed?", "at six"),
        ("Who heads the council of Ostby?", "Mira Stolz"),
        ("Кто сплёл канат?", "Ершов"),
        ("Кто выковал решётку?", "Громов"),
        ("Who oiled the loom?", "Petra Wolk"),
        ("Who cast the bell?", "Otto Brun"),
    ],
)
def test_what_was_done_to_the_thing_itself_is(notes: Index, question: str, said: str) -> None:
    answer = notes.answer(question).answer
    assert answer is not None
    assert said in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        # The same by a word of the other language; two words much alike; a thing with a name.
        ("Which attorney drew up the lease?", "Ines Pohl"),
        ("Кто оштукатурил здание?", "Панина"),
        ("Where was the crew of the ferry trained?", "Esbjerg"),
        ("When were some of Aune's prints sold?", "1920"),
        ("Когда топят баню в воскресенье?", "с полудня"),
    ],
)
def test_another_word_for_the_thing_means_it(notes: Index, question: str, said: str) -> None:
    answer = notes.answer(question).answer
    assert answer is not None
    assert said in answer.text


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        (
            "**Can I bring a phone?**\nYes, but not to the lake. All phones stay with the leaders.\n",
            "Can I bring a phone to the lake?",
            "not to the lake",
        ),
        (
            "**Можно ли платить картой?**\nДа, от 500 рублей. American Express не принимаем.\n",
            "Can I pay by American Express?",
            "не принимаем",
        ),
    ],
)
def test_what_one_asks_whether_one_may_do_is_no_thing(
    text: str, question: str, said: str, encoders: Encoders, tmp_path: Path
) -> None:
    with Index.open(tmp_path, encoders=encoders) as index:
        index.add_documents([text_document(source="faq.md", text=text)])
        answer = index.answer(question).answer
    assert answer is not None
    assert said in answer.text


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        (
            "A party may have no more than nine people. Boats are cleaned after each party.",
            "What is the maximum size of a party?",
            "nine",
        ),
        (
            "Мы списали 31 банку белой краски и 12 банок серой. Лак цел.",
            "Сколько банок серой краски выбросили?",
            "12",
        ),
        # What is lacking is no thing, but what is done or how it stands.
        (
            (
                "Лысьва — крупнейший город края, не имеющий прямого сообщения с железной дорогой."
                " Остальные города соединены ею с 1930 года; туда ходят четыре поезда."
            ),
            "Which is the largest town not connected to the railway?",
            "Лысьва",
        ),
        (
            "С 1361 по 1528 год чума охватывала Венецию 22 раза. В Москве болезнь возникала реже.",
            "How many times did plague occur in Venice?",
            "22",
        ),
        (
            (
                "Прежний рекорд удерживал Илья Дроздов, который привёл «Маяк» к победе в Кубке Севера"
                " в возрасте 38 лет. Зимин, который там тоже играл, вышел на поле в 39."
            ),
            "За кого играл Илья Дроздов в Кубке Севера?",
            "Маяк",
        ),
    ],
)
def test_what_reading_is_sure_of_is_not_asked_again_of_another_thing(
    text: str, question: str, said: str, encoders: Encoders, tmp_path: Path
) -> None:
    with Index.open(tmp_path, encoders=encoders) as index:
        index.add_documents([text_document(source="notes.txt", text=text)])
        answer = index.answer(question).answer
    assert answer is not None
    assert said in answer.text
