"""What several packages' tests stand on: the encoders, loaded once, and the seed documents."""

import os
import signal
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from index import Index
from index.encode.dense import SentenceTransformerEncoder
from index.encode.load import load_encoders
from index.encode.protocols import Encoders
from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[1]

# How long an example takes, or takes to be made, says more of the machine than of what is tried.
settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any")

# A shell starts what runs in its background with Ctrl-C ignored, and processes started by tests would
# inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def dense_encoder() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


@pytest.fixture(scope="session")
def encoders() -> Encoders:
    """The shipped ones: each time they are loaded they take 0.2 GB, given back only now and then."""
    return load_encoders(None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server without a store; a test that needs it is skipped where it is not installed."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def seed_index(
    tmp_path_factory: pytest.TempPathFactory, seeds: Path, encoders: Encoders
) -> Iterator[Index]:
    """An index of the seed documents, for tests that only read."""
    with Index.open(tmp_path_factory.mktemp("seed-index"), encoders=encoders) as index:
        index.add(seeds)
        yield index


@pytest.fixture(autouse=bool(os.environ.get("SHARED")))
def shared(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `SHARED=1`, keep the documents of each index in a PostgreSQL, by its folder."""
    from index.store.postgres import PostgresStore

    addresses: defaultdict[Path, str] = defaultdict(postgres.new_address)

    def open_shared(folder: Path, _: str | None, *, keep_seconds: float) -> PostgresStore:
        return PostgresStore(addresses[folder.absolute()], keep_seconds=keep_seconds)

    monkeypatch.setattr("index.engine.opened.open_store", open_shared)


@pytest.fixture
def index(tmp_path: Path, encoders: Encoders) -> Iterator[Index]:
    """An empty index of one's own."""
    with Index.open(tmp_path / "index", encoders=encoders) as opened:
        yield opened
