"""The cache: what was used last stays, within its capacity."""

from index.cache import Cache


def test_what_was_not_used_for_longest_goes_first() -> None:
    cache: Cache[str] = Cache(capacity=2)
    cache.put("a", "A")
    cache.put("b", "B")
    assert cache.get("a") == "A"
    cache.put("c", "C")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == ("A", None, "C")


def test_sizes_count() -> None:
    cache: Cache[str] = Cache(capacity=10)
    cache.put("a", "A", size=6)
    cache.put("b", "B", size=5)
    assert (cache.get("a"), cache.get("b")) == (None, "B")
    cache.put("c", "C", size=11)
    assert (cache.get("b"), cache.get("c")) == ("B", None)


def test_a_key_that_is_there_keeps_its_value() -> None:
    cache: Cache[str] = Cache(capacity=10)
    cache.put("a", "A", size=5)
    cache.put("a", "A", size=5)
    cache.put("b", "B", size=5)
    assert (cache.get("a"), cache.get("b")) == ("A", "B")
