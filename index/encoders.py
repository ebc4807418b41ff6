"""The two encoders that a collection's vectors come from, and whether they are the right ones."""

from dataclasses import dataclass

from index.confidence import AnswerModel
from index.dense import SHIPPED_MODEL, DenseEncoder, SentenceTransformerEncoder
from index.errors import EncoderMismatch
from index.fusion import load_sparse_weight
from index.rows import CollectionState
from index.sparse import BridgedEncoder, SparseEncoder
from index.tokens import CachedTokens, TokenEncoder


@dataclass(frozen=True, slots=True)
class Encoders:
    """The dense and the sparse encoder that documents and questions go through alike.

    `sparse_weight` is what the sparse score counts beside this dense encoder's, None where that
    was not measured. `tokens` is what reads single tokens, None where the model has no such, and
    `answers` how likely a sentence answers, None where that was not learned with this encoder.
    """

    dense: DenseEncoder
    sparse: SparseEncoder
    sparse_weight: float | None
    tokens: TokenEncoder | None = None
    answers: AnswerModel | None = None


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
        tokens=dense.tokens and CachedTokens(dense.tokens),
        answers=AnswerModel.load(
            SHIPPED_MODEL / "answers.json", dense_fingerprint=dense.fingerprint
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
