"""The network to PostgreSQL is cut, stalls or loses all, at any place of a question and of a change.

Who asks is told within a bound, the next one is answered, and what was acknowledged is kept.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import get_args

import pytest

from index import Index, text_document
from index.errors import StoreError
from index.maintain.server import examine_store
from index.store.opening import open_store
from tests.index.encoders import word_encoders
from tests.postgres import PostgresServer
from tests.relay import Relay, Trouble, When, relayed
from tests.torture.conftest import tell

LONGEST = 30.0
"""No bound of what is tested, which waits some seconds: it ends a test that would hang."""

BOUNDS = "connect_timeout=2&tcp_user_timeout=300"

MOST_PLACES = 1000

Do = Callable[[], object]


@dataclass
class Shared:
    """A server behind a relay, and one that is not, over one store."""

    relay: Relay
    index: Index
    near: Index
    address: str
    folder: Path
    written: int = 0

    def search(self) -> None:
        result = self.index.search("кластер", k=100)
        assert result.generation == self.written
        assert len(result.hits) == self.written

    def write(self) -> None:
        """Put a document; what was acknowledged is there, and what was not whole or not at all."""
        text = f"Кластер номер {self.written} открыт. Да."
        documents = [text_document(source=f"{self.written}.txt", text=text)]
        try:
            self.index.add_documents(documents)
        except StoreError:
            self.heal()
            assert self.near.generation in {self.written, self.written + 1}
            self.written = self.near.generation
            raise
        self.written += 1

    def heal(self) -> None:
        self.relay.heal()
        with closing(open_store(self.folder, self.address)) as store, store.write():
            # Who was cut off had the lock until PostgreSQL has seen that and ended its change.
            pass

    def check(self) -> None:
        """Check that all is as it was, and that the next ones are answered."""
        self.heal()
        self.search()
        self.write()
        self.search()
        listed = [each.source for each in self.near.documents(limit=1000).documents]
        assert sorted(listed) == sorted(f"{each}.txt" for each in range(self.written))
        with closing(open_store(self.folder, self.address)) as store:
            examination = examine_store(store, self.folder)
        assert examination.sound, examination.findings


@pytest.fixture
def shared(postgres: PostgresServer, tmp_path: Path) -> Iterator[Shared]:
    schema = postgres.new_address().rpartition("%3D")[2]
    with relayed(postgres.port) as relay:
        address = postgres.address(schema=schema, port=postgres.port)
        behind = f"{postgres.address(schema=schema, port=relay.port)}&{BOUNDS}"
        with (
            Index.open(tmp_path / "near", encoders=word_encoders(), store=address) as near,
            Index.open(tmp_path / "behind", encoders=word_encoders(), store=behind) as index,
        ):
            shared = Shared(relay, index, near, address, tmp_path / "near")
            shared.write()
            shared.search()
            yield shared
            relay.heal()


def troubled(shared: Shared, do: Do, number: int, when: When, trouble: Trouble) -> bool:
    """Do it, with trouble at a place; return whether that place was come to."""
    shared.relay.plan(number, when, trouble)
    said = ""
    with ThreadPoolExecutor(1) as pool:
        doing = pool.submit(do)
        try:
            doing.result(LONGEST)
        except StoreError as error:
            said = str(error)
        except TimeoutError:
            shared.relay.heal()
            raise
        came = shared.relay.troubled or shared.relay.sent > number
        shared.relay.heal()
    assert "\n" not in said
    assert "geheim" not in said
    return came


@pytest.mark.parametrize("kind", ["search", "write"])
@pytest.mark.parametrize("when", ["sent", "answered"])
def test_a_connection_to_a_shared_store_is_cut_at_any_place(
    shared: Shared, when: When, kind: str, scale: int, seed: int
) -> None:
    do = getattr(shared, kind)
    # At every one in a long run.
    step = 1 if scale > 1 else 6
    number, tried = seed % step, 0
    while troubled(shared, do, number, when, "cut"):
        shared.check()
        number, tried = number + step, tried + 1
    assert number > 6
    tell(f"places at which a {kind} was cut off, {when}", tried)


@pytest.mark.parametrize("kind", ["search", "write"])
@pytest.mark.parametrize("trouble", ["stall", "lose"])
def test_a_network_to_a_shared_store_that_answers_nothing_is_given_up(
    shared: Shared, trouble: Trouble, kind: str, scale: int, seed: int
) -> None:
    do, random = getattr(shared, kind), Random(seed)
    shared.relay.plan(MOST_PLACES, "sent", trouble)
    do()
    known = shared.relay.sent
    assert 3 < known < MOST_PLACES
    # Each takes seconds, which is what is tested; a later one may take fewer pieces than the first.
    number, tried = random.randrange(known // 2) % (known if scale == 1 else 4), 0
    while troubled(shared, do, number, random.choice(get_args(When)), trouble):
        shared.check()
        number, tried = number + (known if scale == 1 else 4), tried + 1
    assert tried > 0
    tell(f"places at which a network had a {kind} {trouble}", tried)
