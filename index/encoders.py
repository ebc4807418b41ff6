"""The two encoders that a collection's vectors come from, and whether they are the right ones."""

from dataclasses import dataclass

from index.dense import SHIPPED_MODEL, DenseEncoder, SentenceTransformerEncoder
from index.errors import EncoderMismatch
from index.fusion import load_sparse_weight
from index.rows import CollectionState
from index.sparse import BridgedEncoder, SparseEncoder


@dataclass(frozen=True, slots=True)
class Encoders:
    """The dense and the sparse encoder that documents and questions go through alike.

    `sparse_weight` is what the sparse score counts beside this dense encoder's, None where that
    was not measured.
    """

    dense: DenseEncoder
    sparse: SparseEncoder
    sparse_weight: float | None


def load_encoders(model: str | None) -> Encoders:
    """Return the encoders for a model's name or path, None for the one that ships with Spravka.

    Raises EncoderUnavailable where one cannot be loaded.
    """
    dense = SentenceTransformerEncoder(model)
    return Encoders(
        dense=dense,
        sparse=BridgedEncoder.load(SHIPPED_MODEL / "bridge.npz"),
        sparse_weight=load_sparse_weight(
            SHIPPED_MODEL / "fusion.json", dense_fingerprint=dense.fingerprint
        ),
    )


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
