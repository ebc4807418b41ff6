"""What the documents of the passages found have in common, counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from index.types import DocumentInfo, FacetValue, MetadataValue

_MOST_VALUES = 100


def count_facets(
    keys: Sequence[str], documents: Iterable[DocumentInfo]
) -> Mapping[str, tuple[FacetValue, ...]]:
    """Return for each key its values among the documents, the most frequent first, 100 at most."""
    # To a dictionary True is 1.
    counts: dict[str, Counter[tuple[type, MetadataValue]]] = {key: Counter() for key in keys}
    for document in documents:
        attributes = document.attributes
        for key, counted in counts.items():
            counted.update({(type(value), value) for value in attributes.get(key, ())})
    return {
        key: tuple(
            FacetValue(value, count)
            for (_, value), count in sorted(
                counted.items(), key=lambda item: (-item[1], str(item[0][1]))
            )[:_MOST_VALUES]
        )
        for key, counted in counts.items()
    }
