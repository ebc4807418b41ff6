import pytest

from index.training.facts.grammar import noun, phrase, plural, surname


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("отдел _закупок", "отдел отдела отделу отдел отделом отделе"),
        ("верфь", "верфь верфи верфи верфь верфью верфи"),
        ("модуль/m", "модуль модуля модулю модуль модулем модуле"),
        ("столовая", "столовая столовой столовой столовую столовой столовой"),
        ("фабрика", "фабрика фабрики фабрике фабрику фабрикой фабрике"),
        ("экспедиция", "экспедиция экспедиции экспедиции экспедицию экспедицией экспедиции"),
        ("соглашение", "соглашение соглашения соглашению соглашение соглашением соглашении"),
        ("санаторий", "санаторий санатория санаторию санаторий санаторием санатории"),
    ],
)
def test_a_phrase_is_declined_by_its_noun(text: str, forms: str) -> None:
    declined, _ = phrase(text)
    assert [form.removesuffix(" закупок") for form in declined] == forms.split(" ")


def test_an_adjective_goes_with_its_noun() -> None:
    forms, gender = phrase("упаковочная линия")
    assert gender == "f"
    assert forms[3] == "упаковочную линию"
    assert phrase("технический отдел")[0][1] == "технического отдела"


@pytest.mark.parametrize(
    ("name", "female", "genitive", "instrumental"),
    [
        ("Смирнов", False, "Смирнова", "Смирновым"),
        ("Смирнова", True, "Смирновой", "Смирновой"),
        ("Покровский", False, "Покровского", "Покровским"),
        ("Покровская", True, "Покровской", "Покровской"),
        ("Адлер", False, "Адлера", "Адлером"),
        ("Адлер", True, "Адлер", "Адлер"),
    ],
)
def test_surnames_of_men_and_women(
    name: str, female: bool, genitive: str, instrumental: str
) -> None:
    forms = surname(name, female=female)
    assert (forms[1], forms[4]) == (genitive, instrumental)


def test_a_living_being_is_its_own_accusative() -> None:
    assert noun("Игорь", masculine=True, animate=True)[3] == "Игоря"
    assert noun("Мария", animate=True) == ("Мария", "Марии", "Марии", "Марию", "Марией", "Марии")


def test_a_number_chooses_the_form() -> None:
    counted = [plural(number, "день", "дня", "дней") for number in (1, 2, 5, 11, 12, 21, 24, 112)]
    assert counted == ["день", "дня", "дней", "дней", "дней", "день", "дня", "дней"]
