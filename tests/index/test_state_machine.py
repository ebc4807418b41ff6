"""The whole index against a plain model of it, after any sequence of changes and accidents.

`TORTURE=50` in the environment runs fifty times as many steps, from a new seed, which is printed.
"""

import logging
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from index import Index, text_document
from index.errors import AlreadyExists, NotFound
from index.read.document import read_document
from index.types import AddReport, Document, Hit, Mode, SearchResult, Stage
from tests.index.encoders import WordEncoder, word_encoders
from tests.index.model import ModelCollection, encoded, hash_of, passages_of, sentence_texts

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where waiting for a disk takes no time: what a loss of power does is not looked at here."""

TORTURE = int(os.environ.get("TORTURE", "0"))

COLLECTIONS = ["default", "one", "два"]
SOURCES = ["a.txt", "b.md", "папка/c.txt", "d.txt"]
WORDS = (
    "кластер кластеры парк открыт закрыт cluster park opened Козловский 2024 ёж 🎄 слово".split()
)

sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(
    lambda words: " ".join(words).capitalize() + "."
)
paragraphs = st.lists(sentences, min_size=1, max_size=4).map(" ".join)
texts = st.tuples(
    st.lists(st.one_of(paragraphs, st.just("# Глава")), min_size=1, max_size=4),
    st.sampled_from(["\n\n", "\r\n\r\n"]),
).map(lambda given: given[1].join(given[0]))
queries = st.lists(st.sampled_from([*WORDS, "нигде"]), min_size=1, max_size=3).map(" ".join)
collections = st.sampled_from(COLLECTIONS)
sources = st.sampled_from(SOURCES)
processes = st.sampled_from([0, 1])
folders = st.dictionaries(sources, texts, min_size=1)
modes = st.sampled_from(["dense", "sparse", "hybrid"])


class IndexMachine(RuleBasedStateMachine):
    """Two indexes over one folder, as two processes have them, and what they must agree with."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        # What was damaged is said in the log each time.
        self.stack.enter_context(quiet())
        self.root = Path(self.stack.enter_context(TemporaryDirectory(dir=MEMORY)))
        self.fingerprint = "words-1"
        self.model: dict[str, ModelCollection] = {"default": ModelCollection()}
        self.generation = 0
        self.indexes = [self.opened(), self.opened()]

    def opened(self) -> Index:
        return Index.open(self.root / "index", encoders=word_encoders(self.fingerprint))

    def encoder(self, process: int) -> WordEncoder:
        return cast("WordEncoder", self.indexes[process].encoders.dense)

    def teardown(self) -> None:
        for index in self.indexes:
            index.close()
        self.stack.close()

    # Changes

    @initialize(given=folders)
    def begin(self, given: dict[str, str]) -> None:
        self.add(0, "default", given)

    @rule(process=processes, collection=collections, given=folders)
    def add(self, process: int, collection: str, given: dict[str, str]) -> None:
        documents = [
            text_document(source=source, text=text, language="ru", collection=collection)
            for source, text in given.items()
        ]
        held = self.held(collection)
        unchanged = [each for each in documents if held.get(each.source) == each]
        report = self.add_and_check(
            process, collection, documents, unchanged=[each.source for each in unchanged]
        )
        assert report.removed == 0

    @rule(process=processes, collection=collections, given=folders)
    def prune(self, process: int, collection: str, given: dict[str, str]) -> None:
        folder = self.write(collection, given)
        known = self.model.get(collection, ModelCollection())
        prefix = known.prefix
        if prefix is None:
            # By its paths alone, unless what was sent has one of them.
            prefix = "documents/" if known.documents.keys() & given.keys() else ""
        files = {f"{prefix}{name}": text for name, text in given.items()}
        held = known.documents
        read = {
            source: read_document(data=text.encode(), source=source, collection=collection)
            for source, text in files.items()
        }
        same = {
            source for source, one in read.items()
            if source in held and held[source].sha256 == one.sha256
        }  # fmt: skip
        taken = (held.keys() & files.keys()) - known.owned - same
        gone = known.owned - files.keys()
        report = self.add_and_check(
            process,
            collection,
            [one for source, one in read.items() if source not in taken],
            unchanged=sorted(same),
            folder=folder,
            taken=taken,
        )
        assert report.removed == len(gone)
        known = self.model[collection]
        for source in gone:
            del known.documents[source]
        known.owned, known.prefix = set(files.keys() - taken), prefix

    def write(self, collection: str, given: dict[str, str]) -> Path:
        """Write a collection's folder anew."""
        folder = self.root / "files" / collection / "documents"
        shutil.rmtree(folder, ignore_errors=True)
        for name, text in given.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return folder

    def held(self, collection: str) -> dict[str, Document]:
        known = self.model.get(collection)
        return {} if known is None else known.documents

    def add_and_check(
        self,
        process: int,
        collection: str,
        documents: Sequence[Document],
        *,
        unchanged: Sequence[str],
        folder: Path | None = None,
        taken: Collection[str] = (),
    ) -> AddReport:
        held = self.held(collection)
        changed = [each for each in documents if each.source not in unchanged]
        replaced = [each for each in changed if each.source in held]
        passages = [
            passage
            for each in changed
            for passage in passages_of(each.text, each.media_type, each.source)
        ]
        known = self.known_parts()
        new = {hash_of(each): each for each in passages if hash_of(each) not in known}
        texts = {text for each in new.values() for text in (encoded(each), *sentence_texts(each))}
        encoder = self.encoder(process)
        encoder.encoded.clear()
        index = self.indexes[process]
        if folder is None:
            report = index.add_documents(documents, collection=collection)
        else:
            report = index.add(folder, collection=collection, prune=True)
        assert {(each.source, each.code) for each in report.failed} == {
            (source, "name_taken") for source in taken
        }
        assert report.unchanged == len(unchanged)
        assert report.replaced == len(replaced)
        assert report.added == len(changed) - len(replaced)
        assert (report.passages, report.embedded) == (len(passages), len(new))
        # Each text once, and none of a passage that was there.
        assert sorted(encoder.encoded) == sorted(texts)
        if changed:
            there = self.model.setdefault(collection, ModelCollection())
            there.documents |= {each.source: each for each in changed}
        return report

    def known_parts(self) -> dict[bytes, int]:
        """Return how many parts each passage has that was encoded, by its hash."""
        passages = [passage for known in self.model.values() for _, passage in known.passages()]
        return {hash_of(passage): len(sentence_texts(passage)) for passage in passages}

    @rule(process=processes, collection=collections, source=sources)
    def delete(self, process: int, collection: str, source: str) -> None:
        index = self.indexes[process]
        gone = text_document(source=source, text="x", collection=collection).document_id
        if source in self.held(collection):
            del self.model[collection].documents[source]
            self.model[collection].owned -= {source}
            generation = index.delete(gone)
            assert generation == index.generation
        else:
            with pytest.raises(NotFound):
                index.delete(gone)

    @rule(process=processes, collection=collections, source=sources)
    def delete_and_undo(self, process: int, collection: str, source: str) -> None:
        document = self.held(collection).get(source)
        if document is None:
            return
        name = document.document_id
        encoder = self.encoder(process)
        encoder.encoded.clear()
        before = self.indexes[process].document(name)
        self.indexes[1 - process].delete(name)
        report = self.indexes[process].undo(collection=collection, document_ids=[name])
        assert [each.source for each in report.restored] == [source]
        assert self.indexes[1 - process].document(name) == before
        assert encoder.encoded == []

    @rule(process=processes, collection=collections)
    def delete_collection_and_undo(self, process: int, collection: str) -> None:
        held = self.held(collection)
        if not held:
            return
        change = self.indexes[process].delete_collection(collection)
        report = self.indexes[1 - process].undo(collection=collection, change=change)
        assert {each.source for each in report.restored} == held.keys()

    @rule(process=processes, collection=collections)
    def create_collection(self, process: int, collection: str) -> None:
        index = self.indexes[process]
        if collection in self.model:
            with pytest.raises(AlreadyExists):
                index.create_collection(collection)
        else:
            assert index.create_collection(collection).documents == 0
            self.model[collection] = ModelCollection()

    @rule(process=processes, collection=collections)
    def delete_collection(self, process: int, collection: str) -> None:
        index = self.indexes[process]
        if collection not in self.model:
            with pytest.raises(NotFound):
                index.delete_collection(collection)
            return
        assert index.delete_collection(collection) == index.generation
        del self.model[collection]
        self.model.setdefault("default", ModelCollection())

    @rule(process=processes, collection=collections)
    def rebuild(self, process: int, collection: str) -> None:
        encoder = self.encoder(process)
        encoder.encoded.clear()
        if collection in self.model:
            count = len(self.held(collection))
            assert self.indexes[process].rebuild(collection=collection) == count
            assert encoder.encoded == []

    @rule()
    def change_encoder(self) -> None:
        for index in self.indexes:
            index.close()
        self.fingerprint = "words-2" if self.fingerprint == "words-1" else "words-1"
        self.indexes = [self.opened(), self.opened()]
        for collection in self.model:
            self.indexes[0].rebuild(collection=collection)

    # Accidents

    @rule(process=processes)
    def restart(self, process: int) -> None:
        self.indexes[process].close()
        self.indexes[process] = self.opened()

    @rule(
        process=processes,
        file=st.integers(0, 100),
        place=st.floats(0, 1, exclude_max=True),
        how=st.sampled_from(["flip", "cut", "delete"]),
    )
    def damage_what_is_derived(self, process: int, file: int, place: float, how: str) -> None:
        derived = self.root / "index" / "derived"
        files = sorted(path for path in derived.rglob("*") if path.is_file())
        if not files:
            return
        path = files[file % len(files)]
        whole = bytearray(path.read_bytes())
        at = int(place * len(whole))
        if how == "delete":
            path.unlink()
        elif how == "cut":
            path.write_bytes(whole[:at])
        elif whole:
            whole[at] ^= 4
            path.write_bytes(whole)
        self.restart(process)

    # What must hold

    @rule(
        process=processes, collection=collections, query=queries, k=st.integers(1, 100), mode=modes
    )
    def search(self, process: int, collection: str, query: str, k: int, mode: Mode) -> None:
        index = self.indexes[process]
        if collection not in self.model:
            with pytest.raises(NotFound):
                index.search(query, collection=collection)
            return
        result = index.search(query, k=k, mode=mode, collection=collection)
        self.check_citations(result)
        known = self.model[collection]
        if mode == "hybrid":
            sparse, dense = known.sparse(query), known.dense(query, self.encoder(process))
            assert len(result.hits) == min(k, len(sparse.keys() | dense.keys()))
            return
        plain = index.search(query, k=k, mode=mode, collection=collection, sentences=False)
        self.check_citations(plain)
        if mode == "sparse":
            check_ranking(plain.hits, known.sparse(query), k=k, mode=mode)
        else:
            check_ranking(plain.hits, known.dense(query, self.encoder(process)), k=k, mode=mode)

    def check_citations(self, result: SearchResult) -> None:
        documents = {each.document_id: each for each in self.held(result.collection).values()}
        for hit in result.hits:
            citation = hit.citation
            document = documents[citation.document_id]
            text = document.text
            assert citation.sha256 == document.sha256
            assert text[citation.start : citation.end] == citation.quote == hit.text
            assert text[: citation.start].endswith(citation.prefix)
            assert text[citation.end :].startswith(citation.suffix)
            for sentence in hit.sentences:
                assert text[sentence.start : sentence.end] == sentence.quote
            assert hit.best_sentence is None or hit.best_sentence in hit.sentences

    @rule(process=processes)
    def list_what_is_there(self, process: int) -> None:
        index = self.indexes[process]
        assert [info.name for info in index.collections().collections] == sorted(self.model)
        for info in index.collections().collections:
            known = self.model[info.name]
            assert info.documents == len(known.documents)
            assert info.passages == len(list(known.passages()))
            assert (info.model is None) == (not known.documents)
            page = index.documents(collection=info.name)
            assert [each.source for each in page.documents] == sorted(known.documents)
            for each in page.documents:
                assert index.text(each.document_id).text == known.documents[each.source].text

    @rule()
    def count_vectors(self) -> None:
        known = self.known_parts()
        with self.indexes[0]._store.read() as transaction:
            rows = transaction._connection.execute(
                "SELECT fingerprint, passage_hash, count(part.id) FROM embeddings"
                " JOIN encoders ON encoders.id = encoder LEFT JOIN sentence_embeddings AS part"
                " ON part.id / 4096 = embeddings.id GROUP BY embeddings.id"
            )
            expected = [(self.fingerprint, hashed, parts) for hashed, parts in known.items()]
            assert sorted(rows) == sorted(expected)
            (parts,) = transaction._connection.execute(
                "SELECT count(*) FROM sentence_embeddings"
            ).fetchone()
            assert parts == sum(known.values())

    @invariant()
    def generations_only_rise(self) -> None:
        first, second = (index.generation for index in self.indexes)
        assert first == second >= self.generation
        self.generation = first


@contextmanager
def quiet() -> Iterator[None]:
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def check_ranking(hits: Sequence[Hit], expected: dict[str, float], *, k: int, mode: Stage) -> None:
    assert len(hits) == min(k, len(expected))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    for hit in hits:
        assert hit.scores[mode] == pytest.approx(expected[hit.passage_id], rel=1e-4, abs=1e-4)
    if any("exact" in hit.scores for hit in hits):
        # A name by itself counts beside its BM25: who has it is before the others.
        return
    assert scores == pytest.approx(sorted(expected.values(), reverse=True)[:k], rel=1e-4, abs=1e-4)


TestIndex = IndexMachine.TestCase
TestIndex.settings = settings(
    max_examples=30 * max(1, TORTURE),
    stateful_step_count=50,
    derandomize=not TORTURE,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
