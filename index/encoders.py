"""The two encoders that a collection's vectors come from, and whether they are the right ones."""

from dataclasses import dataclass

from index.dense import DenseEncoder
from index.errors import EncoderMismatch
from index.sparse import SparseEncoder
from index.transaction import CollectionState


@dataclass(frozen=True, slots=True)
class Encoders:
    """The dense and the sparse encoder that documents and questions go through alike."""

    dense: DenseEncoder
    sparse: SparseEncoder


def check_encoders(collection: CollectionState, encoders: Encoders) -> None:
    """Raise EncoderMismatch where a collection holds the vectors of other encoders."""
    if collection.dense_fingerprint is None:
        return
    made = (collection.dense_fingerprint, collection.sparse_fingerprint)
    if made != (encoders.dense.fingerprint, encoders.sparse.fingerprint):
        raise EncoderMismatch(
            f"collection {collection.name!r} was indexed with the model {collection.model!r}"
            f" ({collection.dense_fingerprint}), not with {encoders.dense.name!r}"
            f" ({encoders.dense.fingerprint}) as it is now: use that model again with --model, or"
            f" run `spravka index --rebuild --collection {collection.name}` to encode anew"
        )
