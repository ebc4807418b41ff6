"""How often each key may ask."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index import Index
from index.errors import InvalidInput
from service import rate as rate_module
from service.errors import TooOften
from service.http.app import create_app
from service.keys import Keys
from service.metrics import FOLDER
from service.rate import Rate
from service.settings import Settings, load_settings
from tests.index.encoders import word_encoders
from tests.service.conftest import asking, bearing
from tests.service.http.test_app import assert_problem

TOKEN = "correct-horse-battery"


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(rate_module, "monotonic", clock)
    return clock


def taken(rate: Rate, key: str, *, tries: int = 1000) -> int:
    """Return how many requests are let through, one after the other."""
    for number in range(tries):
        try:
            rate.take(key)
        except TooOften:
            return number
    return tries


@pytest.mark.parametrize("most", [1, 6, 120])
def test_a_key_may_make_so_many_at_once_and_then_as_many_a_minute(clock: Clock, most: int) -> None:
    rate = Rate(most)
    assert taken(rate, "a") == most
    assert taken(rate, "b") == most
    with pytest.raises(TooOften) as refusal:
        rate.take("a")
    clock.now += refusal.value.seconds
    assert taken(rate, "a") >= 1
    clock.now += 60
    assert taken(rate, "a") == most
    for _ in range(3 * most):
        clock.now += 60 / most + 1e-6
        assert taken(rate, "a") == 1
    rate.close()


def test_one_that_keeps_to_its_rate_is_never_refused(clock: Clock) -> None:
    rate = Rate(7)
    for _ in range(100):
        clock.now += 60 / 7 + 1e-6
        rate.take("a")
    rate.close()


def test_several_processes_count_together(clock: Clock, tmp_path: Path) -> None:
    rates = [Rate(20, shared=tmp_path / "rate.sqlite") for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(lambda rate: taken(rate, "a"), rates)) == 20
    clock.now += 6
    assert sum(taken(rate, "a") for rate in rates) == 2
    for rate in rates:
        rate.close()


def test_what_is_too_much_is_told_when_to_come_back(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    (_, one), (_, other) = (keys.create(scope="read") for _ in range(2))
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        app = create_app(Settings(data=tmp_path, token=TOKEN, rate=3), index=index)
        with asking(app) as client:
            told = [client.get("/version", headers=bearing(one)).status_code for _ in range(3)]
            assert told == [200] * 3
            refused = client.get("/version", headers=bearing(one))
            problem = assert_problem(refused, 429, "rate")
            assert "3 requests a minute" in problem["detail"]
            assert 1 <= int(refused.headers["retry-after"]) <= 20
            assert client.get("/version", headers=bearing(other)).status_code == 200
            # Whoever runs the server is not kept out of it, and who bears no key is no one.
            for _ in range(5):
                assert client.get("/version", headers=bearing(TOKEN)).status_code == 200
                assert client.get("/version", headers=bearing("wrong")).status_code == 401
                assert client.get("/healthz").status_code == 200


def test_workers_of_one_server_count_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shared").mkdir()
    monkeypatch.setenv(FOLDER, str(tmp_path / "shared"))
    _, given = Keys(tmp_path).create(scope="read")
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        settings = Settings(data=tmp_path, token=TOKEN, rate=3)
        one, other = (
            TestClient(create_app(settings, index=index), base_url="http://127.0.0.1")
            for _ in range(2)
        )
        told = [each.get("/version", headers=bearing(given)) for each in (one, other) * 2]
    assert [each.status_code for each in told] == [200, 200, 200, 429]


@pytest.mark.parametrize("rate", [0, -1, "many"])
def test_a_rate_that_is_none_is_refused(rate: object) -> None:
    with pytest.raises(InvalidInput, match="SPRAVKA_RATE"):
        load_settings({"rate": rate})
