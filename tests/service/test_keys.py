"""Keys as they are kept."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.errors import InvalidInput, NotFound, StoreError
from service.keys import KEYS_FILE, Keys, expiry


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "data")


def now() -> float:
    return datetime.now(UTC).timestamp()


def test_a_key_is_found_by_what_its_owner_sends_and_by_nothing_else(keys: Keys) -> None:
    key, given = keys.create(scope="write", collections=["hr", "it"], name="Anna")
    other, of_other = keys.create(scope="read")
    assert keys.find(given) == key
    assert (key.scope, key.collections, key.name) == ("write", frozenset({"hr", "it"}), "Anna")
    assert keys.find(of_other) == other
    assert other.collections is None
    swapped = f"spr_{key.id}_{of_other.rpartition('_')[2]}"
    for wrong in ("", "spr_", given[:-1], f"{given}x", given.upper(), swapped, f"spr_{key.id}_"):
        assert keys.find(wrong) is None


def test_only_a_hash_is_kept_and_the_file_is_its_owners_alone(keys: Keys, tmp_path: Path) -> None:
    key, given = keys.create(scope="read")
    files = list((tmp_path / "data").iterdir())
    assert [file.name for file in files] == [KEYS_FILE]
    content = files[0].read_bytes()
    assert key.id.encode() in content
    assert given.removeprefix(f"spr_{key.id}_").encode() not in content
    assert files[0].stat().st_mode & 0o077 == 0


def test_nothing_is_written_where_no_key_is_made(keys: Keys, tmp_path: Path) -> None:
    assert not keys.exist()
    assert keys.all() == []
    assert keys.find("spr_00000000_" + "x" * 43) is None
    with pytest.raises(NotFound, match="spravka keys list"):
        keys.revoke("00000000")
    assert not (tmp_path / "data").exists()


def test_a_revoked_key_opens_nothing_and_counts_all_the_same(keys: Keys) -> None:
    key, given = keys.create(scope="read")
    assert key.state(now()) == "valid"
    first = keys.revoke(key.id)
    assert first.state(now()) == "revoked"
    assert keys.revoke(key.id) == first
    assert keys.find(given) == first
    assert keys.all() == [first]
    assert keys.exist()


def test_a_key_expires(keys: Keys) -> None:
    key, _ = keys.create(scope="read", expires=now() + 100)
    assert key.state(now()) == "valid"
    assert key.state(now() + 101) == "expired"
    with pytest.raises(InvalidInput, match="already"):
        keys.create(scope="read", expires=now() - 1)


@pytest.mark.parametrize("name", ["", "\0", "x" * 101])
def test_what_no_collection_is_called_is_refused(keys: Keys, name: str) -> None:
    with pytest.raises(InvalidInput):
        keys.create(scope="read", collections=["hr", name])
    assert keys.all() == []


def test_many_may_make_and_revoke_keys_at_once(tmp_path: Path) -> None:
    def make_and_revoke(number: int) -> Sequence[str]:
        keys = Keys(tmp_path)
        kept, given = keys.create(scope="read")
        lost, _ = keys.create(scope="read", name=f"lost {number}")
        keys.revoke(lost.id)
        assert keys.find(given) == kept
        return [kept.id]

    with ThreadPoolExecutor(8) as threads:
        kept = {key for made in threads.map(make_and_revoke, range(24)) for key in made}
    found = Keys(tmp_path).all()
    assert len(found) == 48
    assert {key.id for key in found if key.revoked is None} == kept


def test_a_file_that_holds_no_keys_is_told_and_not_passed_over(keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / KEYS_FILE).write_text("what is no database, at length " * 20)
    for act in (keys.exist, keys.all, lambda: keys.create(scope="read")):
        with pytest.raises(StoreError, match="delete it and make new keys"):
            act()


@pytest.mark.parametrize(
    ("given", "span"),
    [("12h", timedelta(hours=12)), ("90d", timedelta(days=90)), ("2w", timedelta(days=14))],
)
def test_an_expiry_may_be_a_duration(given: str, span: timedelta) -> None:
    assert expiry(given) == pytest.approx((datetime.now(UTC) + span).timestamp(), abs=60)


def test_an_expiry_may_be_a_day_to_its_end_or_a_time() -> None:
    assert expiry("2031-01-31") == datetime(2031, 2, 1, tzinfo=UTC).timestamp()
    assert expiry("2031-01-31T18:00") == datetime(2031, 1, 31, 18, tzinfo=UTC).timestamp()
    assert expiry("2031-01-31T18:00+03:00") == datetime(2031, 1, 31, 15, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("given", ["", "soon", "0d", "-1d", "90", "90 d", "2031-02-30", "1m"])
def test_what_is_no_time_is_refused_with_what_is(given: str) -> None:
    with pytest.raises(InvalidInput, match="90d"):
        expiry(given)
