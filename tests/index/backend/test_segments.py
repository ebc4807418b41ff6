"""Segments: merged aside by size, without what is gone, and shared by those who search them."""

import json
from pathlib import Path

import numpy as np
import pytest

from index import Index
from index.backend import folders, local
from index.backend.local import LocalBackend, first_due
from index.backend.segment import Part, Segment
from index.store import passages
from index.types import Document
from tests.index.backend.test_derived import found, numbered, opened
from tests.index.contracts.brute_force import change, indexed, random_passage


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a few passages be as many as are merged in the background, and saved in pieces."""
    monkeypatch.setattr(local, "_SMALL", 3)
    monkeypatch.setattr(folders, "MOST_UNSAVED", 5)
    monkeypatch.setattr(passages, "IN_ONE_PIECE", 7)


def segments(folder: Path) -> list[str]:
    manifest = json.loads((folder / "derived" / "1" / "manifest.json").read_text())
    return list(manifest["segments"])


def settled(index: Index) -> None:
    index._derived._derivation.settle(seconds=60)


def all_found(index: Index, documents: list[Document]) -> bool:
    asked = [(each.source.removesuffix(".txt"), each.text) for each in documents]
    return all(found(index, number) == [text] for number, text in asked)


@pytest.mark.usefixtures("large")
def test_many_segments_become_one_in_the_background(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        index.add_documents(numbered(40))
        assert all_found(index, numbered(40))
        settled(index)
        assert len(segments(tmp_path)) == 1
        # What was merged is searched without a change, and what it was merged of is deleted.
        assert all_found(index, numbered(40))
        names = {path.name for path in (tmp_path / "derived" / "1").iterdir()}
        (name,) = segments(tmp_path)
        assert names == {"manifest.json", "gone-1", f"{name}.dense", f"{name}.arrays"}


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_merged_meanwhile_two_who_follow_find_what_there_is(
    tmp_path: Path, seed: int
) -> None:
    random = np.random.default_rng(seed)
    with opened(tmp_path) as one, opened(tmp_path) as other:
        there = set[int]()
        for step in range(25):
            number = int(random.integers(0, 30))
            if number in there:
                one.delete(numbered(1, first=number)[0].document_id)
                there.remove(number)
            else:
                one.add_documents(numbered(int(random.integers(1, 4)), first=number))
            there = held(one)
            for index in (one, other) if step % 3 else (other,):
                everything = index.search("документ", mode="sparse", k=100).hits
                assert {hit.text for hit in everything} == {
                    f"Документ номер {each}." for each in there
                }
        settled(one)
        settled(other)
    with opened(tmp_path) as again:
        assert all_found(again, [numbered(1, first=each)[0] for each in sorted(there)])
        # Few, though there were many changes.
        assert len(segments(tmp_path)) <= 5


def held(index: Index) -> set[int]:
    return {int(each.source.removesuffix(".txt")) for each in index.documents(limit=100).documents}


def test_one_takes_what_another_has_saved_in_place_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "MOST_UNSAVED", 3)
    with opened(tmp_path) as one, opened(tmp_path) as other:
        one.add_documents(numbered(50))
        assert all_found(other, numbered(50))
        for number in range(50, 56):
            one.add_documents(numbered(1, first=number))
            assert found(one, str(number)) == [f"Документ номер {number}."]
        assert all_found(other, numbered(56))
        assert names_held(other)[0] == names_held(one)[0] == segments(tmp_path)[0]
        # What was saved last is in the files that both map, but for a change or two.
        assert names_held(other)[0] is not None


def names_held(index: Index) -> list[str | None]:
    derivation = index._derived._derivation
    assert isinstance(derivation, folders.FolderDerivation)
    return [part.segment.name for part in derivation._held[1].backend.parts]


def test_what_is_gone_is_in_no_segment_that_was_merged() -> None:
    random = np.random.default_rng(2)
    made = [random_passage(random, number) for number in range(20)]
    parts = [Part(Segment.of(indexed(made[:12]))), Part(Segment.of(indexed(made[12:])))]
    left = [part.without(np.array([0, 5, 13])) for part in parts]
    assert [part.count for part in left] == [10, 7]
    merged = Segment.merged(left)
    assert merged.ids.tolist() == [each for each in range(20) if each not in (0, 5, 13)]
    expected = Segment.of(indexed([each for each in made if each.id not in (0, 5, 13)]))
    for name, array in expected.arrays().items():
        np.testing.assert_array_equal(merged.arrays()[name], array, err_msg=name)
    np.testing.assert_array_equal(merged.dense.codes, expected.dense.codes)


def test_a_change_costs_what_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    monkeypatch.setattr(local, "_SMALL", 10)
    backend = LocalBackend.empty().apply(change(add=[random_passage(random, n) for n in range(90)]))
    changed = backend.apply(change(add=[random_passage(random, 90)], remove=[3]))
    assert changed.parts[0].segment is backend.parts[0].segment
    assert changed.sizes == [89, 1]
    # It is as it was for who holds it.
    assert backend.sizes == [90]


@pytest.mark.parametrize(
    ("sizes", "most", "due"),
    [
        ([], None, None),
        ([5], None, None),
        ([100, 24], None, None),
        ([100, 25], None, 0),
        ([100, 20, 5], None, 0),
        ([100, 20, 4], None, None),
        ([1000, 100, 20, 5], None, 1),
        ([1000, 100, 20, 5], 40, 2),
        ([1000, 100, 20, 5], 24, None),
    ],
)
def test_what_is_newer_is_merged_where_it_is_a_share(
    sizes: list[int], most: int | None, due: int | None
) -> None:
    assert first_due(sizes, most=most) == due
