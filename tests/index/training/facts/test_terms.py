import pytest

from index.training.facts.grammar import phrase
from index.training.facts.terms import END, START, Mention, Slot, Term, finish

WAREHOUSE = Term(
    "the Amber warehouse",
    (
        "склад «Янтарь»",
        "склада «Янтарь»",
        "складу «Янтарь»",
        "склад «Янтарь»",
        "складом «Янтарь»",
        "складе «Янтарь»",
    ),
    "m",
    "the warehouse",
    phrase("склад")[0],
    loose_english="Amber warehouse",
)


@pytest.mark.parametrize(
    ("mention", "russian", "english"),
    [
        (Mention.FULL, "Ключ от склада «Янтарь».", "The Amber warehouse is closed."),
        (Mention.SHORT, "Ключ от склада.", "The warehouse is closed."),
        (Mention.PRONOUN, "Ключ от него.", "It is closed."),
        (Mention.THIS, "Ключ от этого склада.", "This warehouse is closed."),
        (Mention.FIRST, "Ключ от первого склада.", "The former warehouse is closed."),
        (Mention.LAST, "Ключ от последнего склада.", "The latter warehouse is closed."),
        (Mention.NEW, "Ключ от нового склада.", "The new warehouse is closed."),
        (Mention.OLD, "Ключ от старого склада.", "The old warehouse is closed."),
    ],
)
def test_a_subject_is_mentioned_in_many_ways(mention: Mention, russian: str, english: str) -> None:
    assert finish(f"ключ от {Slot(WAREHOUSE, 'ru', mention):g}.", "ru") == russian
    assert finish(f"{Slot(WAREHOUSE, 'en', mention)} is closed.", "en") == english


def test_a_pronoun_owns_nothing_without_a_preposition() -> None:
    it = Slot(WAREHOUSE, "ru", Mention.PRONOUN)
    assert finish(f"площадь {it:g} мала.", "ru") == "Площадь этого склада мала."
    assert finish(f"по {it:d} и к {it:d}, но {it:d}", "ru") == "По нему и к нему, но ему"
    assert finish(f"о {it:p}", "ru") == "О нём"


def test_an_ending_agrees_and_an_answer_is_marked() -> None:
    fair = Term("the fair", phrase("ярмарка")[0], "f")
    assert finish(f"{Slot(fair, 'ru')} закрыт{Slot(fair, 'ru'):+}", "ru") == "Ярмарка закрыта"
    came = [f"приш{'л'}{Slot(each, 'ru'):ел}" for each in (fair, WAREHOUSE)]
    assert [finish(each, "ru") for each in came] == ["Пришла", "Пришёл"]
    assert finish(f"о {Slot(fair, 'ru', marked=True):p}", "ru") == f"О {START}ярмарке{END}"


def test_a_preposition_takes_a_vowel_where_it_needs_one() -> None:
    assert finish("с сверхурочной работой о отпуске", "ru") == "Со сверхурочной работой об отпуске"
