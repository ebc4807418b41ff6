from functools import partial
from pathlib import Path

import numpy as np
import pytest

from index.errors import EncoderUnavailable
from index.learned import SHIPPED_MODEL
from index.text.analysis import tokenize
from index.text.bridge import TermBridge
from index.text.scripts import is_cyrillic
from index.training.alignment import Translations
from index.training.bridge import write_bridge
from tests.calls import calls_of

SHIPPED = SHIPPED_MODEL / "bridge.npz"
LARGEST = 4_000_000
TERMS = ["cluster", "chair", "кластер", "стул", "председател"]


def small_table(path: Path) -> Path:
    source = np.array([0, 1, 1, 2], dtype=np.int32)
    target = np.array([2, 4, 3, 0], dtype=np.int32)
    probability = np.array([0.9, 0.3, 0.5, 0.01], dtype=np.float32)
    write_bridge(path, TERMS, [Translations(source, target, probability)])
    return path


@pytest.fixture(scope="module")
def shipped() -> TermBridge:
    return TermBridge.load(SHIPPED)


def test_what_is_written_is_read_best_first(tmp_path: Path) -> None:
    bridge = TermBridge.load(small_table(tmp_path / "bridge.npz"))
    assert [stem for stem, _ in bridge.translations("chair")] == ["стул", "председател"]
    assert [weight for _, weight in bridge.translations("chair")] == pytest.approx(
        [0.5, 0.3], abs=1 / 255
    )
    assert bridge.translations("кластер") == ()
    assert len(bridge) == 2


@pytest.mark.parametrize("stem", ["", "a", "zzzz", "яяяя", "chai", "chairs", "\n", "\ud800"])
def test_an_unknown_stem_has_no_translations(tmp_path: Path, stem: str) -> None:
    bridge = TermBridge.load(small_table(tmp_path / "bridge.npz"))
    assert bridge.translations(stem) == ()


def test_the_fingerprint_is_of_the_content(tmp_path: Path) -> None:
    first = TermBridge.load(small_table(tmp_path / "one.npz"))
    again = TermBridge.load(small_table(tmp_path / "two.npz"))
    assert first.fingerprint == again.fingerprint
    write_bridge(
        tmp_path / "two.npz",
        TERMS,
        [Translations(*(np.zeros(1, np.int32), np.full(1, 2, np.int32), np.ones(1, np.float32)))],
    )
    assert TermBridge.load(tmp_path / "two.npz").fingerprint != first.fingerprint


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=r"cannot be read.*index\.training bridge"):
        TermBridge.load(tmp_path / "none.npz")


@pytest.mark.parametrize("kept", [0, 10, 200, 600])
def test_a_file_cut_short_is_a_clear_error(tmp_path: Path, kept: int) -> None:
    path = small_table(tmp_path / "bridge.npz")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(EncoderUnavailable, match="is damaged"):
        TermBridge.load(path)


def test_the_shipped_table_is_small_and_loads_whole() -> None:
    assert SHIPPED.stat().st_size < LARGEST
    # Whole arrays are read, nothing is done for each of the words.
    assert calls_of(partial(TermBridge.load, SHIPPED)) < len(TermBridge.load(SHIPPED)) / 10


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("chair", "председатель"),
        ("supervisory", "наблюдательный"),
        ("board", "совет"),
        ("cluster", "кластер"),
        ("meeting", "собрание"),
        ("председатель", "chairman"),
        ("кластер", "cluster"),
    ],
)
def test_the_shipped_table_knows_common_words(shipped: TermBridge, word: str, wanted: str) -> None:
    stem, translation = tokenize(word)[0].stem, tokenize(wanted)[0].stem
    found = dict(shipped.translations(stem))
    assert translation in found


def test_every_translation_is_in_the_other_script(shipped: TermBridge) -> None:
    for stem in ("board", "google", "совет", "москв", "network"):
        for translation, weight in shipped.translations(stem):
            assert is_cyrillic(translation) != is_cyrillic(stem)
            assert 0 < weight <= 1
