"""Words as people write them, found by their stems."""

from pathlib import Path

import pytest

from index.learned import SHIPPED_MODEL
from index.text.analysis import ANALYSIS
from index.text.written import WrittenWords


@pytest.fixture(scope="module")
def written() -> WrittenWords:
    return WrittenWords(SHIPPED_MODEL / "tokenizer.json", analysis=ANALYSIS)


@pytest.mark.parametrize(
    "word", ["council", "president", "advice", "absence", "заместитель", "председателя", "совет"]
)
def test_a_stem_is_told_by_a_word_that_has_it(written: WrittenWords, word: str) -> None:
    [stem] = ANALYSIS.stems(word)
    found = written.of(stem)
    assert found is None or stem in ANALYSIS.stems(found)
    assert written.of(stem) is not None or word == "absence"


@pytest.mark.parametrize("stem", ["", "a", "qqqqq", "вкладыж", "\ud800", "🦉"])
def test_of_a_stem_that_no_word_has_none_is_told(written: WrittenWords, stem: str) -> None:
    assert written.of(stem) is None


def test_without_a_tokenizer_there_are_none(tmp_path: Path) -> None:
    assert WrittenWords(tmp_path / "tokenizer.json", analysis=ANALYSIS).of("council") is None
