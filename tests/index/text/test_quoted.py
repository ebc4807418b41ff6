"""Phrases between quotation marks, and where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.quoted import find_quoted, stands_in


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ('who said "keep it dry"?', ["keep it dry"]),
        ("кто сказал «держи сухим»", ["держи сухим"]),
        ("who said 'keep it dry'?", ["keep it dry"]),
        ("who said ‘keep it dry’?", ["keep it dry"]),
        ("кто сказал 'держи сухим'", ["держи сухим"]),
        ("who said 'don't wet it'?", ["don't wet it"]),
        ("who wrote 'keep it dry' and 'lift it up'", ["keep it dry", "lift it up"]),
        ("who wrote ＂keep it dry＂", ["keep it dry"]),
        ("who wrote \"the crew 'must all' go\"", ["the crew 'must all' go"]),
    ],
)
def test_a_phrase_is_found_between_marks_of_any_kind(question: str, phrases: list[str]) -> None:
    assert [span.cut(question) for span in find_quoted(question)] == phrases


@pytest.mark.parametrize(
    "question",
    [
        "don't open the crew's door, it's Ann's",
        "where are the dogs' and the cats' bowls",
        "'tis the crews' room",
        "who led the '90s boys' choir",
        "salt 'n' vinegar",
        "is a 6' ladder longer than a 5' plank",
        "об'явление и под'езд",
        "what is 'slack'",
    ],
)
def test_an_apostrophe_is_no_quotation_mark(question: str) -> None:
    assert find_quoted(question) == []


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("must stay dry in winter", "The pump must **stay dry** in winter, says Ames."),
        ("must stay dry", "The pump must *stay* __dry__."),
        ("the green button at dusk", "Press [the green button](x.html) at dusk."),
        ("run make twice", "Please run `make` twice."),
        ("под вторым камнем", "Ключ лежит под вто-\nрым камнем."),
        ("the second stone", "It is under the sec-\r\n  ond stone."),
        ("под вторым камнем", "Ключ лежит под **вто-\nрым** камнем."),
        ("из-за угла", "Вышел из-\nза угла."),
        ("кормить сову.", "Можно ли кормить сову?"),
        ("feed the owl,", "May I feed the owl?"),
        ("feed the owl…", "May I feed the owl every day?"),
        ("…feed the owl!", "May I feed the owl every day?"),
        ("snake_case", "It is written in snake_case."),
        ("5 * 3", "It is 5 * 3."),
    ],
)
def test_a_phrase_stands_where_it_is_read(phrase: str, text: str) -> None:
    assert stands_in(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("stay dry", "It must dry and stay."),
        ("button x", "Press [the button](x.html)."),
        ("__init__", "It is called init."),
        ("вторым", "Ключ под вто-рым камнем."),
        ("the owl may", "May I feed the owl? May be."),
        ("v1.2", "It is v12."),
    ],
)
def test_a_phrase_does_not_stand_in_other_words(phrase: str, text: str) -> None:
    assert not stands_in(phrase, text)


@given(
    st.lists(st.sampled_from(["pump", "сову", "stay", "dry"]), min_size=3, max_size=6),
    st.sampled_from(["**", "*", "_", "`", "~~"]),
    st.data(),
)
def test_emphasis_changes_nothing_of_what_is_said(
    words: list[str], mark: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    inner = f"{mark}{' '.join(words[start:end])}{mark}"
    assert stands_in(" ".join(words), " ".join([*words[:start], inner, *words[end:]]))
