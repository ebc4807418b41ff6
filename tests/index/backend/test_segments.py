"""Segments: merged aside by size, without what is gone, and shared by those who search them."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import Index
from index.backend import dense, folders, local
from index.backend.local import LocalBackend, first_due
from index.backend.segment import Part, Segment
from index.store import passages
from index.types import Document
from tests.index.backend.test_derived import found, numbered, opened
from tests.index.contracts.brute_force import DIM, change, indexed, random_passage


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
    np.testing.assert_array_equal(merged.dense.packed, expected.dense.packed)


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


@pytest.fixture
def coded(monkeypatch: pytest.MonkeyPatch) -> LocalBackend:
    """Have a thousand passages be as many as are found by their codes, with some gone."""
    monkeypatch.setattr(dense, "CODED_FROM", 600)
    monkeypatch.setattr(dense, "ALLOWED_FROM", 300)
    monkeypatch.setattr(dense, "COMPARED", 200)
    random = np.random.default_rng(8)
    made = [random_passage(random, number) for number in range(1200)]
    made = [replace(each, document=each.id + 1) for each in made]
    backend = LocalBackend.empty().apply(change(add=made))
    parts = [Part(part.segment.coded()) for part in backend.parts]
    backend = LocalBackend(generation=1, parts=parts)
    return backend.apply(change(remove=list(range(0, 1200, 3))))


def test_of_many_the_nearest_are_found_by_codes_and_have_their_exact_scores(
    coded: LocalBackend,
) -> None:
    random = np.random.default_rng(9)
    (part,) = coded.parts
    exact = LocalBackend(generation=1, parts=[Part(Segment.merged(coded.parts))])
    assert part.segment.dense.codes is not None
    assert exact.parts[0].segment.dense.codes is None
    even = np.arange(2, 1201, 2)
    shares = []
    for within in (None, even):
        for _ in range(20):
            query = random.standard_normal(DIM).astype(np.float32)
            found = coded.search_dense(query, k=10, within=within)
            truth = exact.search_dense(query, k=10, within=within)
            everything = exact.search_dense(query, k=2000, within=within)
            scores = dict(zip(everything.ids.tolist(), everything.scores.tolist(), strict=True))
            assert found.scores.tolist() == pytest.approx(
                [scores[number] for number in found.ids.tolist()], abs=1e-5
            )
            shares.append(len(np.intersect1d(found.ids, truth.ids)) / 10)
    assert np.mean(shares) > 0.98


def test_more_that_are_compared_find_more_of_the_nearest(coded: LocalBackend) -> None:
    random = np.random.default_rng(9)
    exact = LocalBackend(generation=1, parts=[Part(Segment.merged(coded.parts))])
    queries = random.standard_normal((30, DIM)).astype(np.float32)

    def recall(compared: int) -> float:
        found = [coded.search_dense(query, k=5, compared=compared).ids for query in queries]
        truth = [exact.search_dense(query, k=5).ids for query in queries]
        return float(
            np.mean([len(np.intersect1d(*pair)) / 5 for pair in zip(found, truth, strict=True)])
        )

    assert recall(100) < recall(1200) == 1.0


def test_of_the_few_that_pass_a_narrow_filter_all_are_compared(coded: LocalBackend) -> None:
    exact = LocalBackend(generation=1, parts=[Part(Segment.merged(coded.parts))])
    query = np.random.default_rng(4).standard_normal(DIM).astype(np.float32)
    for within in (np.arange(1, 1201, 4), np.array([2, 3, 700]), np.array([1])):
        found = coded.search_dense(query, k=200, within=within)
        assert found.ids.tolist() == exact.search_dense(query, k=200, within=within).ids.tolist()


def test_large_segments_are_given_codes_in_the_background(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "CODED_FROM", 30)
    monkeypatch.setattr(dense, "ALLOWED_FROM", 30)
    with opened(tmp_path) as index:
        index.add_documents(numbered(60))
        assert all_found(index, numbered(60))
        settled(index)
        before = index.search("документ 7", k=60).hits
        (name,) = segments(tmp_path)
        assert (tmp_path / "derived" / "1" / f"{name}.codes").exists()
    with opened(tmp_path) as index:
        assert [hit.text for hit in index.search("документ 7", k=60).hits] == [
            hit.text for hit in before
        ]
        derivation = index._derived._derivation
        assert isinstance(derivation, folders.FolderDerivation)
        (part,) = derivation._held[1].backend.parts
        assert part.segment.dense.codes is not None
    path = tmp_path / "derived" / "1" / f"{name}.codes"
    path.write_bytes(path.read_bytes()[:-1] + b"\x07")
    with opened(tmp_path) as index:
        assert [hit.text for hit in index.search("документ 7", k=60).hits] == [
            hit.text for hit in before
        ]
