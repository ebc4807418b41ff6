"""What a query must have meant: the other keyboard layout and typing errors, beside codes and names."""

from collections import Counter
from collections.abc import Sequence

import pytest

from index.encode.sparse import BridgedEncoder
from index.learned import SHIPPED_MODEL
from index.text.analysis import term_id
from index.vectors import Statistics

TEXTS = (
    "Pump GX-51 has a red seal. Valves D-20/K and U-9 are grey.",
    "Задвижка ТМ-88 синяя, реле СД-14 снято.",
    "Где лежит ключ от склада? В доме у сторожа.",
    "Where is the spare pump kept?",
    "The carpenter leaves a bucket beside the ladder, below the horn.",
    "Столяр оставляет ведро у лестницы.",
)
STAFF = (
    "Сотрудники: Ладар, Бесад, Хорин, Хофман.",
    "Staff: Lestans, Stoler, Hoffmann.",
)


@pytest.fixture(scope="module")
def encoder() -> BridgedEncoder:
    return BridgedEncoder.load(SHIPPED_MODEL / "bridge.npz")


def understood(encoder: BridgedEncoder, typed: str, texts: Sequence[str] = TEXTS) -> str:
    """Return what is understood over passages with these texts."""
    held = Counter(term for text in texts for term in encoder.encode_passage(text).terms.tolist())

    def statistics(terms: Sequence[str]) -> Statistics:
        return Statistics(len(texts), {term: held[term_id(term)] for term in terms})

    return encoder.encode_query(typed, statistics=statistics).text


@pytest.mark.parametrize(
    "typed",
    [
        "Где лежит ГС-45?",
        "Где лежит ВЛ-20/Л?",
        "Где лежит ПЧ-2005?",
        "Где лежит НБ-14?",
        "Где лежит гс-45?",
        "Where is the JK-14?",
        "Where is the class 1c?",
    ],
)
def test_a_code_that_nobody_has_is_not_read_as_another(encoder: BridgedEncoder, typed: str) -> None:
    assert understood(encoder, typed) == typed


def test_what_tells_one_of_a_series_is_no_typing_error(encoder: BridgedEncoder) -> None:
    texts = ["Type IIIa mortar is mixed by Olsen."]
    assert understood(encoder, "Who mixes type IIIb mortar?", texts).endswith("IIIb mortar?")
    assert understood(encoder, "Who mixes type IIIa morttar?", texts).endswith("IIIa mortar?")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Где ПЧ-51?", "Где GX-51?"),
        ("В-20/Л", "D-20/K"),
        ("ult NV-88?", "где ТМ-88?"),
        ("crkfl-2", "склад-2"),
    ],
)
def test_one_that_the_index_has_is(encoder: BridgedEncoder, typed: str, meant: str) -> None:
    assert understood(encoder, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Где згьз?", "Где pump?"),
        ("ult rk.x?", "где ключ?"),
        ("ult rk.x&", "где ключ?"),
        ("crkfl!", "склад!"),
    ],
)
def test_a_sentence_ends_as_it_was_typed(encoder: BridgedEncoder, typed: str, meant: str) -> None:
    assert understood(encoder, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lader", "ladder"),
        ("besied", "beside"),
        ("лестинцы", "лестницы"),
        ("столер", "столяр"),
    ],
)
def test_a_typing_error_is_one_though_a_name_sounds_so(
    encoder: BridgedEncoder, typed: str, meant: str
) -> None:
    assert understood(encoder, typed, TEXTS) == meant
    assert understood(encoder, typed, TEXTS + STAFF) == meant


@pytest.mark.parametrize("typed", ["horin", "hofmann", "лестанс", "Столер"])
def test_a_name_that_is_near_to_a_word_is_still_one(encoder: BridgedEncoder, typed: str) -> None:
    assert understood(encoder, typed, TEXTS + STAFF) == typed
