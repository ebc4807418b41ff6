"""What was last used, up to a total size."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Values by key, of which those not used for longest go first; safe among threads."""

    def __init__(self, *, capacity: int) -> None:
        """Keep values whose sizes add up to at most `capacity`."""
        self._capacity = capacity
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """Return the value at `key`, None where there is none."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: Hashable, value: Value, *, size: int = 1) -> None:
        """Keep a value, unless it alone is more than the capacity."""
        with self._lock:
            if key in self._values or size > self._capacity:
                return
            self._values[key] = value, size
            self._size += size
            while self._size > self._capacity:
                _, (_, dropped) = self._values.popitem(last=False)
                self._size -= dropped
