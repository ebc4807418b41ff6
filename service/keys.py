"""Keys: who may ask, for which collections, and until when; of each only a hash is kept.

They are in a file of their own beside the store, so that one made or revoked by any process holds
for the next request of every other.
"""

import hmac
import json
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from index.checks import check_collection_name
from index.errors import InvalidInput, NotFound, StoreError

KEYS_FILE = "keys.sqlite"
Scope = Literal["read", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""What a key may do, each all that those before it may: ask and read; add and delete documents;
delete collections."""

_BUSY_SECONDS = 2.0
_LONGEST_NAME = 200
_KEY = re.compile(r"spr_(?P<id>[0-9a-f]{8})_(?P<secret>[\w-]{43})", re.ASCII)
_DURATION = re.compile(r"(?P<number>[1-9]\d{0,4})(?P<unit>[hdwy])")
_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    scope TEXT NOT NULL,
    collections TEXT,
    created REAL NOT NULL,
    expires REAL,
    revoked REAL
) STRICT
"""
_USES = "CREATE TABLE IF NOT EXISTS uses (id TEXT PRIMARY KEY, at REAL NOT NULL) STRICT"
USE_SECONDS = 60.0
"""How exactly the last use of a key is kept: a key that asks all the time is written so often."""

_COLUMNS = "id, name, hash, scope, collections, created, expires, revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is known of a key; times are in seconds since 1970, None where there is no such time.

    `collections` are those it is for, None for all of them, also those to come.
    """

    id: str
    name: str
    scope: Scope
    collections: frozenset[str] | None
    created: float
    expires: float | None
    revoked: float | None

    def state(self, now: float) -> Literal["valid", "expired", "revoked"]:
        """Return whether the key opens anything at a time."""
        if self.revoked is not None:
            return "revoked"
        return "expired" if self.expires is not None and self.expires <= now else "valid"


class Keys:
    """The keys of a data folder; safe to use from several threads and processes.

    Every method raises StoreError where the file cannot be read or written.
    """

    def __init__(self, data: Path) -> None:
        self._path = data / KEYS_FILE

    def exist(self) -> bool:
        """Return whether a key was ever made here; a revoked one counts, it opens nothing."""
        return bool(self._rows("SELECT id FROM keys LIMIT 1"))

    def create(
        self,
        *,
        scope: Scope,
        collections: Sequence[str] = (),
        name: str = "",
        expires: float | None = None,
    ) -> tuple[Key, str]:
        """Make a key, and return it with what its owner sends, which is kept nowhere.

        Without `collections` it is for all. Raises InvalidInput.
        """
        for collection in collections:
            check_collection_name(collection)
        if len(name) > _LONGEST_NAME or not name.isprintable():
            raise InvalidInput(f"a key's name is at most {_LONGEST_NAME} printable characters")
        now = datetime.now(UTC).timestamp()
        if expires is not None and expires <= now:
            raise InvalidInput("the key would have expired already: name a time that is to come")
        key = Key(
            id=secrets.token_hex(4),
            name=name,
            scope=scope,
            collections=frozenset(collections) or None,
            created=now,
            expires=expires,
            revoked=None,
        )
        given = f"spr_{key.id}_{secrets.token_urlsafe(32)}"
        listed = None if key.collections is None else json.dumps(sorted(key.collections))
        row = (key.id, name, _hash(given), scope, listed, now, expires, None)
        self._make()
        self._rows(f"INSERT INTO keys ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)
        return key, given

    def all(self) -> list[Key]:
        """Return the keys, in the order in which they were made."""
        found = self._rows(f"SELECT {_COLUMNS} FROM keys ORDER BY created, id")
        return [_key(row) for row in found]

    def revoke(self, key_id: str) -> Key:
        """Let a key open nothing any more, and return it; raises NotFound."""
        now = datetime.now(UTC).timestamp()
        found = self._rows(
            f"UPDATE keys SET revoked = coalesce(revoked, ?) WHERE id = ? RETURNING {_COLUMNS}",
            now,
            key_id,
        )
        if not found:
            raise NotFound(f"no key {key_id!r}: `spravka keys list` names those there are")
        return _key(found[0])

    def find(self, given: str) -> Key | None:
        """Return the key that was sent, also one that is valid no more; None where it is none."""
        read = _KEY.fullmatch(given)
        if read is None:
            return None
        found = self._rows(f"SELECT {_COLUMNS} FROM keys WHERE id = ?", read["id"])
        # In a time that does not tell how much of it was right.
        if not found or not hmac.compare_digest(found[0][2], _hash(given)):
            return None
        return _key(found[0])

    def note_use(self, key_id: str) -> None:
        """Keep that a key was used now, unless one use of the last minute is kept already."""
        with self._connected() as connection:
            connection.execute(_USES)
            connection.execute(
                "INSERT INTO uses (id, at) VALUES (?, ?) ON CONFLICT (id)"
                " DO UPDATE SET at = excluded.at WHERE excluded.at >= at + ?",
                (key_id, datetime.now(UTC).timestamp(), USE_SECONDS),
            )

    def uses(self) -> dict[str, float]:
        """Return when keys were last used, to the minute, by id; of one that never was, nothing."""
        # A file of an older Spravka has no such table before a key is used.
        if not self._rows("SELECT name FROM sqlite_master WHERE name = 'uses'"):
            return {}
        return dict(self._rows("SELECT id, at FROM uses"))

    def _make(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be made: {error.strerror}") from error
        with self._connected() as connection:
            connection.execute(_SCHEMA)

    def _rows(self, statement: str, *values: object) -> list[Any]:
        """Return what a statement gives; nothing where no key was ever made."""
        try:
            if not self._path.stat().st_size:
                return []
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be read: {error.strerror}") from error
        with self._connected() as connection:
            return connection.execute(statement, values).fetchall()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection, a new one each time: the file may have been put back from a copy."""
        address = f"{self._path.absolute().as_uri()}?mode=rw"
        try:
            connection = sqlite3.connect(
                address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None
            )
            with closing(connection):
                yield connection
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise StoreError(
                f"{self._path}: the keys cannot be read or written: {error}; check its permissions,"
                " or delete it and make new keys with `spravka keys create`"
            ) from error


def expiry(given: str) -> float:
    """Return the time that a date (2027-01-31), a time or a duration (90d) names.

    A date ends with its day, in UTC. Raises InvalidInput.
    """
    if duration := _DURATION.fullmatch(given):
        passed = int(duration["number"]) * _UNITS[duration["unit"]]
        return (datetime.now(UTC) + passed).timestamp()
    try:
        named = datetime.fromisoformat(given)
    except ValueError:
        raise InvalidInput(
            f"{given!r} is no time: give a duration as 12h, 90d, 8w or 1y, a date as 2027-01-31,"
            " or a time as 2027-01-31T18:00+03:00"
        ) from None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", given):
        named += timedelta(days=1)
    return (named if named.tzinfo else named.replace(tzinfo=UTC)).timestamp()


def _hash(given: str) -> str:
    # A secret of 256 random bits cannot be guessed from its hash, however fast that is made.
    return sha256(given.encode()).hexdigest()


def _key(row: Any) -> Key:
    key_id, name, _, scope, collections, created, expires, revoked = row
    return Key(
        id=key_id,
        name=name,
        scope=scope,
        collections=None if collections is None else frozenset(json.loads(collections)),
        created=created,
        expires=expires,
        revoked=revoked,
    )
