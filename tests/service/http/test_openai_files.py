"""OpenAI's own client fills a store over a real server, and finds what it put there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openai import BadRequestError, ConflictError, NotFoundError, OpenAI, UnprocessableEntityError

from index import Index
from index.read.document import text_document
from tests.index.encoders import word_encoders
from tests.service.conftest import serving

SAMPLES = Path(__file__).parents[2] / "index" / "read" / "samples"
FERRY = b"# Ferry\n\nThe ferry to Skagen leaves at nine."
OWL = b"The owl of the lighthouse counted seven storms."


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "own", encoders=word_encoders()) as opened:
        yield opened


@pytest.fixture
def openai(index: Index) -> Iterator[OpenAI]:
    with (
        serving(index) as address,
        OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client,
    ):
        yield client


def send(openai: OpenAI, name: str, data: bytes) -> str:
    return openai.files.create(file=(name, data), purpose="assistants").id


def texts(openai: OpenAI, store: str, query: str, **options: Any) -> list[tuple[str, str]]:
    page = openai.vector_stores.search(store, query=query, **options)
    return [(each.file_id, each.content[0].text) for each in page.data]


def test_a_store_is_made_filled_searched_and_deleted(openai: OpenAI, index: Index) -> None:
    store = openai.vector_stores.create(name="harbour")
    assert (store.id, store.status, store.file_counts.total) == ("harbour", "completed", 0)
    assert store.created_at > 1_700_000_000
    file = openai.files.create(file=("ferry.md", FERRY), purpose="assistants")
    assert (file.filename, file.bytes, file.status) == ("ferry.md", len(FERRY), "processed")
    placed = openai.vector_stores.files.create_and_poll(
        vector_store_id=store.id, file_id=file.id, attributes={"year": 2024, "draft": False}
    )
    assert (placed.id, placed.status, placed.last_error) == (file.id, "completed", None)
    assert placed.attributes == {"year": 2024, "draft": False}
    [(found, text)] = texts(
        openai, store.id, "ferry", filters={"type": "eq", "key": "year", "value": 2024}
    )
    assert (found, text) == (file.id, FERRY.decode())
    assert texts(openai, store.id, "ferry", filters={"type": "eq", "key": "year", "value": 1}) == []
    [document] = index.documents(collection="harbour").documents
    assert (document.source, document.title) == ("ferry.md", "Ferry")
    assert openai.vector_stores.delete(store.id).deleted
    with pytest.raises(NotFoundError):
        openai.vector_stores.retrieve(store.id)
    assert openai.files.retrieve(file.id).id == file.id


def test_files_are_listed_read_and_deleted(openai: OpenAI, index: Index) -> None:
    sent = [send(openai, f"{n}.txt", f"Text {n}.".encode()) for n in range(3)]
    assert [each.id for each in openai.files.list(limit=2)] == sent[::-1]
    assert [each.id for each in openai.files.list(order="asc")] == sent
    assert list(openai.files.list(purpose="batch")) == []
    assert openai.files.content(sent[0]).read() == b"Text 0."
    store = openai.vector_stores.create(name="s", file_ids=sent[:2])
    assert store.file_counts.completed == 2
    assert openai.files.delete(sent[0]).deleted
    # With the documents that it became.
    assert [each.source for each in index.documents(collection="s").documents] == ["1.txt"]
    with pytest.raises(NotFoundError, match="no file"):
        openai.files.retrieve(sent[0])
    with pytest.raises(NotFoundError, match="no document"):
        openai.vector_stores.files.retrieve(sent[0], vector_store_id="s")


def test_files_are_uploaded_and_polled_one_and_many(openai: OpenAI) -> None:
    openai.vector_stores.create(name="s")
    one = openai.vector_stores.files.upload_and_poll(vector_store_id="s", file=("owl.txt", OWL))
    assert one.status == "completed"
    batch = openai.vector_stores.file_batches.upload_and_poll(
        "s",
        files=[("ferry.md", FERRY), ("picture.png", b"\x89PNG\r\n\x1a\nno text")],
        file_ids=[send(openai, "extra.txt", b"A harbour pilot.")],
    )
    counts = batch.file_counts
    assert (batch.status, counts.completed, counts.failed, counts.total) == ("completed", 2, 1, 3)
    files = list(
        openai.vector_stores.file_batches.list_files(batch.id, vector_store_id="s", limit=1)
    )
    states = {name_of(each): each.status for each in files}
    assert states == {"ferry.md": "completed", "picture.png": "failed", "extra.txt": "completed"}
    [failed] = openai.vector_stores.files.list("s", filter="failed")
    assert failed.last_error is not None
    assert (failed.last_error.code, failed.usage_bytes) == ("unsupported_file", 0)
    assert openai.vector_stores.files.retrieve(failed.id, vector_store_id="s").status == "failed"
    assert len(list(openai.vector_stores.files.list("s"))) == 4
    assert len(list(openai.vector_stores.files.list("s", filter="completed", limit=2))) == 3
    store = openai.vector_stores.retrieve("s")
    assert (store.file_counts.completed, store.file_counts.failed) == (3, 1)
    assert (
        openai.vector_stores.file_batches.cancel(batch.id, vector_store_id="s").status
        == "completed"
    )


def name_of(file: Any) -> str:
    return str(file.filename)


def test_a_file_of_a_store_is_read_changed_and_taken_out(openai: OpenAI, index: Index) -> None:
    data = (SAMPLES / "harbour.pdf").read_bytes()
    file = send(openai, "harbour.pdf", data)
    openai.vector_stores.create(name="s")
    openai.vector_stores.files.create_and_poll(vector_store_id="s", file_id=file)
    [page] = openai.vector_stores.files.content(file, vector_store_id="s")
    [document] = index.documents(collection="s").documents
    assert page.text == index.text(document.document_id).text
    assert index.original(document.document_id).data == data
    changed = openai.vector_stores.files.update(file, vector_store_id="s", attributes={"a": "б"})
    assert changed.attributes == {"a": "б", "pages": 2}
    assert openai.vector_stores.files.delete(file, vector_store_id="s").deleted
    assert index.documents(collection="s").total == 0
    assert openai.files.content(file).read() == data
    # By the document's id too, where it came otherwise.
    index.undo(collection="s")
    [document] = index.documents(collection="s").documents
    assert (
        openai.vector_stores.files.retrieve(document.document_id, vector_store_id="s").status
        == "completed"
    )


def test_files_of_one_name_are_two(openai: OpenAI, index: Index) -> None:
    files = [send(openai, "notes.txt", data) for data in (FERRY, OWL)]
    openai.vector_stores.create(name="s", file_ids=files)
    assert index.documents(collection="s").total == 2
    for file, query in zip(files, ("ferry Skagen", "owl lighthouse"), strict=True):
        assert texts(openai, "s", query)[0][0] == file
    # The same one again stays the same.
    openai.vector_stores.files.create_and_poll(vector_store_id="s", file_id=files[1])
    assert index.documents(collection="s").total == 2
    order = [each.id for each in openai.vector_stores.files.list("s", order="asc", limit=1)]
    assert sorted(order) == sorted(files)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": ""}, "name"),
        ({"name": "s", "metadata": {"a": "b"}}, "metadata"),
        ({"name": "s", "expires_after": {"anchor": "last_active_at", "days": 1}}, "expires_after"),
        ({"name": "s", "description": "Letters."}, "description"),
        ({"name": "s", "chunking_strategy": {"type": "static", "static": {}}}, "chunking_strategy"),
    ],
)
def test_what_is_not_kept_is_refused(openai: OpenAI, given: dict[str, Any], told: str) -> None:
    with pytest.raises(UnprocessableEntityError, match=told) as refused:
        openai.vector_stores.create(**given)
    assert set(refused.value.response.json()["error"]) == {"message", "type", "param", "code"}
    if told != "name":
        assert "leave it out" in refused.value.message
        assert refused.value.param == told


def test_a_store_that_is_updated_stays_as_it_is_or_says_why(openai: OpenAI) -> None:
    for name in ("letters", "letters/2024"):
        openai.vector_stores.create(name=name, file_ids=[send(openai, "owl.txt", OWL)])
        same: list[dict[str, Any]] = [
            {}, {"name": name}, {"name": None, "metadata": {}, "expires_after": None}
        ]  # fmt: skip
        for given in same:
            assert openai.vector_stores.update(name, **given) == openai.vector_stores.retrieve(name)
        other: list[tuple[dict[str, Any], str]] = [
            ({"name": "other"}, f"its name, which stays '{name}'"),
            ({"metadata": {"team": "harbour"}}, "keeps nothing beside its name"),
            ({"expires_after": {"anchor": "last_active_at", "days": 1}}, "until it is deleted"),
        ]
        for given, told in other:
            with pytest.raises(UnprocessableEntityError, match=told):
                openai.vector_stores.update(name, **given)
    with pytest.raises(NotFoundError, match="no collection 'none'"):
        openai.vector_stores.update("none", name="none")


def test_stores_are_listed_page_by_page_in_either_order(openai: OpenAI) -> None:
    for name in ("tide", "pier", "owl"):
        openai.vector_stores.create(name=name)
    names = ["default", "owl", "pier", "tide"]
    for limit in (1, 2, 20):
        listed = [each.id for each in openai.vector_stores.list(limit=limit)]
        assert listed == names
    made = {each.id: each.created_at for each in openai.vector_stores.list()}
    by_age = sorted(names, key=lambda name: (made[name], name))
    assert [each.id for each in openai.vector_stores.list(order="asc", limit=1)] == by_age
    assert [each.id for each in openai.vector_stores.list(order="desc", limit=2)] == by_age[::-1]
    assert len(openai.vector_stores.list(limit=2).data) == 2
    assert [each.id for each in openai.vector_stores.list(after="owl")] == ["pier", "tide"]
    with pytest.raises(NotFoundError, match="no collection 'none'"):
        openai.vector_stores.list(after="none")
    with pytest.raises(UnprocessableEntityError, match="give `after`"):
        openai.vector_stores.list(before="pier")


@pytest.mark.parametrize("limit", [1, 2, 3, 20])
def test_files_that_failed_are_on_the_pages_too(openai: OpenAI, limit: int) -> None:
    good = [send(openai, f"{n}.txt", f"Text {n}.".encode()) for n in range(3)]
    bad = [send(openai, f"{n}.png", b"\x89PNG\r\n\x1a\nno text") for n in range(2)]
    openai.vector_stores.create(name="s")
    batch = openai.vector_stores.file_batches.create("s", file_ids=[*good, *bad]).id
    of_store = openai.vector_stores.files
    of_batch = openai.vector_stores.file_batches
    pages = list(of_store.list("s", limit=limit).iter_pages())
    assert [each.id for page in pages for each in page.data] == [*good, *bad]
    assert {len(page.data) for page in pages[:-1]} <= {limit}
    failed: dict[str, Any] = {"limit": limit, "filter": "failed"}
    assert [each.id for each in of_store.list("s", **failed)] == bad
    assert [each.id for each in of_store.list("s", **failed, order="desc")] == bad[::-1]
    assert [each.id for each in of_batch.list_files(batch, vector_store_id="s", **failed)] == bad
    turned = of_batch.list_files(batch, vector_store_id="s", limit=limit, order="desc")
    assert [each.id for each in turned] == [*good, *bad][::-1]
    assert list(of_store.list("s", limit=limit, filter="in_progress")) == []
    # What was deleted since leaves no page empty before the last.
    for file in (*good[:2], bad[0]):
        of_store.delete(file, vector_store_id="s")
    left = [each.id for each in of_batch.list_files(batch, vector_store_id="s", limit=limit)]
    assert left == [good[2], bad[1]]


def test_no_store_is_made_for_files_that_are_not_there(openai: OpenAI) -> None:
    with pytest.raises(NotFoundError, match="no file 'none'"):
        openai.vector_stores.create(name="s", file_ids=[send(openai, "owl.txt", OWL), "none"])
    assert [each.id for each in openai.vector_stores.list()] == ["default"]


def test_what_cannot_be_done_to_a_file_is_told(openai: OpenAI, index: Index) -> None:
    with pytest.raises(UnprocessableEntityError, match="leave expires_after out"):
        openai.files.create(
            file=("a.txt", OWL),
            purpose="user_data",
            expires_after={"anchor": "created_at", "seconds": 3600},
        )
    assert list(openai.files.list()) == []
    of_store = openai.vector_stores.files
    picture = send(openai, "a.png", b"\x89PNG\r\n\x1a\nno text")
    openai.vector_stores.create(name="s", file_ids=[picture])
    with pytest.raises(NotFoundError, match=r"has no text here: .*a\.png"):
        of_store.content(picture, vector_store_id="s")
    calm = text_document(source="b.txt", text="Calm.", collection="s")
    index.add_documents([calm], collection="s")
    [document] = index.documents(collection="s").documents
    with pytest.raises(UnprocessableEntityError, match="was not put here as a file"):
        of_store.update(document.document_id, vector_store_id="s", attributes={"a": 1})


def test_problems_are_told_as_its_clients_read_them(openai: OpenAI) -> None:
    openai.vector_stores.create(name="s")
    with pytest.raises(ConflictError, match="already"):
        openai.vector_stores.create(name="s")
    with pytest.raises(NotFoundError, match="no file 'none'"):
        openai.vector_stores.files.create(vector_store_id="s", file_id="none")
    with pytest.raises(NotFoundError, match="no collection 'x'"):
        openai.vector_stores.files.create(vector_store_id="x", file_id=send(openai, "a.txt", OWL))
    with pytest.raises(NotFoundError, match="no batch"):
        openai.vector_stores.file_batches.retrieve("none", vector_store_id="s")
    with pytest.raises(UnprocessableEntityError, match="nothing in this file"):
        send(openai, "empty.txt", b"")
    with pytest.raises((BadRequestError, UnprocessableEntityError)):
        openai.files.create(file=("a.txt", OWL), purpose="")  # type: ignore[arg-type]
