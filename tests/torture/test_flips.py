"""A byte that is not as it was written: what is read is right, or an error, never another thing."""

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from index import Index, parse_filter, text_document
from index.errors import SpravkaError, StoreError
from index.maintain.doctor import examine
from index.types import Document, Excerpt, SearchResult
from tests.index.encoders import word_encoders
from tests.torture.conftest import tell

QUERY = "кластер открыт"
LATER = parse_filter({"type": "gte", "key": "part", "value": 2})


def documents() -> list[Document]:
    made = [
        text_document(
            source=f"{number}.txt",
            text=f"Кластер {number} открыт. Парк закрыт.\n\n"
            + f"Отчёт номер {number} принят. " * 12,
            language="ru",
            metadata={"part": number},
        )
        for number in range(6)
    ]
    # Its text is on pages of its own.
    return [*made, text_document(source="long.txt", text="Длинный кластер. " * 900, language="ru")]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("original") / "data"
    with Index.open(data, encoders=word_encoders()) as index:
        index.add_documents(documents())
        other = text_document(source="0.txt", text="Кластер другой.", collection="другая")
        index.add_documents([other], collection="другая")
        # A page that was in use and is free now.
        index.add_documents([text_document(source="gone.txt", text="Будет удалено. " * 400)])
        gone = text_document(source="gone.txt", text="x").document_id
        index.delete(gone, for_good=True)
        index.add_documents([text_document(source="undone.txt", text="Вернётся.")])
        index.delete(text_document(source="undone.txt", text="x").document_id)
        index.search(QUERY)
        index.search(QUERY, collection="другая")
    return data


def questions(index: Index) -> dict[str, Callable[[], object]]:
    asked: dict[str, Callable[[], object]] = {
        "dense": lambda: index.search(QUERY, mode="dense"),
        "sparse": lambda: index.search(QUERY, mode="sparse"),
        "hybrid": lambda: index.search(QUERY, k=100),
        "filter": lambda: index.search(QUERY, filter=LATER, k=100),
        "other": lambda: index.search(QUERY, collection="другая"),
        "documents": index.documents,
        "collections": index.collections,
        "deleted": index.deleted,
    }
    for document in documents():
        number = document.document_id
        asked[document.source] = lambda number=number: index.text(number)  # type: ignore[misc]
    return asked


def answers(data: Path, *, errors: type[SpravkaError] = StoreError) -> dict[str, object]:
    """Return what each question is answered, None where that is one of the errors."""
    found: dict[str, object] = {}
    try:
        with Index.open(data, encoders=word_encoders()) as index:
            for name, ask in questions(index).items():
                try:
                    found[name] = ask()
                except errors:
                    found[name] = None
    except StoreError:
        return dict.fromkeys(found, None)
    return found


def without_counts(answer: object) -> object:
    """Return what a repair cannot lead to another value of."""
    if isinstance(answer, Excerpt):
        return replace(answer, document=replace(answer.document, passages=0), generation=0)
    return replace(answer, generation=0) if isinstance(answer, SearchResult) else answer


def flipped(whole: bytes, places: Iterable[int], random: Random) -> Iterator[tuple[str, bytes]]:
    for place in places:
        mask = random.choice([1, 2, 4, 8, 16, 32, 64, 128, 255])
        yield (
            f"byte {place} ^ {mask}",
            whole[:place] + bytes([whole[place] ^ mask]) + whole[place + 1 :],
        )


def test_damage_to_what_is_derived_is_always_found(
    original: Path, tmp_path: Path, scale: int, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    expected = answers(original)
    random = Random(seed)
    data = tmp_path / "data"
    shutil.copytree(original, data)
    tried = 0
    for path in sorted(data.glob("derived/*/*")):
        whole = (original / path.relative_to(data)).read_bytes()
        step = max(1, min(64, len(whole) // 64))
        cases = list(flipped(whole, [*range(0, len(whole), step), *range(8)], random))
        cases += [(f"cut to {at}", whole[:at]) for at in (0, 1, len(whole) // 2, len(whole) - 1)]
        cases += [("longer", whole + b"\0")]
        if scale == 1:
            cases = random.sample(cases, 5)
        for what, content in cases:
            shutil.rmtree(data / "derived")
            shutil.copytree(original / "derived", data / "derived")
            path.write_bytes(content)
            caplog.clear()
            with caplog.at_level(logging.WARNING):
                assert answers(data) == expected, (path.name, what)
            assert "deriving it again" in caplog.text, (path.name, what)
            # Derived again, it was saved again.
            assert not path.exists() or path.read_bytes() != content
        tried += len(cases)
    tell("derived files with a byte flipped, or cut: all found", tried)


@pytest.mark.parametrize("derived", [True, False], ids=["derived", "store-alone"])
def test_a_damaged_store_gives_the_right_answer_or_an_error(
    original: Path, tmp_path: Path, scale: int, seed: int, derived: bool
) -> None:
    expected = answers(original)
    assert None not in expected.values()
    random = Random(seed)
    whole = (original / "spravka.sqlite").read_bytes()
    pages = len(whole) // 4096
    # Where a page's header and the pointers to its cells are, every byte counts most.
    places = [
        *range(16, 100),
        *(page * 4096 + at for page in range(pages) for at in range(0, 24, 3)),
    ]
    step = len(whole) // 30 if scale == 1 else 512
    places = random.sample(places, 25) if scale == 1 else places
    tried = errors = 0
    for what, content in flipped(whole, [*places, *range(0, len(whole), step)], random):
        data = tmp_path / "data"
        shutil.rmtree(data, ignore_errors=True)
        if derived:
            shutil.copytree(original, data)
        data.mkdir(exist_ok=True)
        (data / "spravka.sqlite").write_bytes(content)
        found = answers(data)
        wrong = [name for name, answer in found.items() if answer not in (expected[name], None)]
        assert not wrong, (what, wrong, [found[name] for name in wrong])
        tried += 1
        if None in found.values() or not found:
            errors += 1
            assert not examine(data).sound, what
        with_repair = examine(data, repair=True)
        # What cannot be repaired may be gone now, and is said to be.
        again = answers(data, errors=SpravkaError)
        wrong = [
            name
            for name in again.keys() - {"documents", "collections", "deleted"}
            if without_counts(again[name]) not in (without_counts(expected[name]), None)
        ]
        assert not wrong, (what, "repaired", wrong)
        if with_repair.sound and again:
            assert None not in again.values(), (what, with_repair)
    tell(f"bytes of the store flipped ({'with' if derived else 'without'} derived)", tried)
    tell("of them led to an error, which the doctor finds", errors)


def test_a_store_that_is_cut_is_an_error(original: Path, tmp_path: Path) -> None:
    whole = (original / "spravka.sqlite").read_bytes()
    expected = answers(original)
    for length in (1, 50, 100, 4096, 4097, len(whole) // 2, len(whole) - 4096, len(whole) - 1):
        shutil.rmtree(tmp_path / "data", ignore_errors=True)
        shutil.copytree(original, tmp_path / "data")
        (tmp_path / "data" / "spravka.sqlite").write_bytes(whole[:length])
        found = answers(tmp_path / "data")
        assert all(answer in (expected[name], None) for name, answer in found.items()), length
        # The last bytes of all may be ones that nothing is kept in.
        if not found or None in found.values():
            assert not examine(tmp_path / "data").sound, length


def test_whatever_the_file_the_doctor_does_not_stumble(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    path = tmp_path / "spravka.sqlite"
    for content in (
        b"",
        b"x",
        random.randbytes(10_000),
        b"SQLite format 3\0" + random.randbytes(9000),
    ):
        path.write_bytes(content)
        examination = examine(tmp_path, repair=True)
        assert not examination.sound
        assert [finding.severity for finding in examination.findings] == ["loss"]
    with pytest.raises(SpravkaError, match="no index"):
        examine(tmp_path / "nowhere")
