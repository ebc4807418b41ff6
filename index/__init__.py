"""Spravka's index: documents to passages with exact citations, and search over them.

All that a caller needs is here: the index, what it is given and gives back, and its errors. None of
it waits for the libraries that run a model; the first text that is encoded does. What needs NumPy
is imported when it is first asked for, so that a program's help is not the slower for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from index.errors import (
    AlreadyExists,
    Conflict,
    EncoderMismatch,
    EncoderUnavailable,
    InvalidInput,
    NotFound,
    ReadError,
    SpravkaError,
    StoreError,
    UnreadCode,
)
from index.filters import Combination, Comparison, Filter, parse_filter
from index.roots import (
    Coverage,
    Duplicate,
    Patterns,
    Root,
    RootChange,
    RootInfo,
    Unread,
    UnreadCount,
)
from index.structure import (
    Outline,
    OutlineEntry,
    PageMark,
    PartMark,
    PlacedBlock,
    PlacedBox,
    Structure,
)
from index.types import (
    DEFAULT_COLLECTION,
    Abstention,
    AbstentionReason,
    AddReport,
    Answer,
    AnswerResult,
    AnswerType,
    Block,
    Box,
    Citation,
    CollectionInfo,
    CollectionList,
    Contents,
    Counted,
    DeletedDocument,
    DeletedList,
    DeletionReport,
    DenseExplanation,
    Document,
    DocumentInfo,
    DocumentList,
    Excerpt,
    Explanation,
    FacetValue,
    Failure,
    FileInfo,
    Hit,
    Marked,
    MatchedTerm,
    Metadata,
    Mode,
    Original,
    OtherAnswer,
    Placement,
    Places,
    Progress,
    Quote,
    Route,
    ScoreExplanation,
    SearchResult,
    Span,
    SparseExplanation,
    Stage,
    Starter,
    Translation,
    UndoReport,
    make_document_id,
)

if TYPE_CHECKING:
    from index.backend.derived import View
    from index.encode.protocols import Encoders
    from index.engine import Index
    from index.read.document import text_document
    from index.verify.claims import (
        AbsentBecause,
        Claim,
        Piece,
        Verdict,
        Verification,
        VerifyResult,
    )

__all__ = [
    "DEFAULT_COLLECTION",
    "AbsentBecause",
    "Abstention",
    "AbstentionReason",
    "AddReport",
    "AlreadyExists",
    "Answer",
    "AnswerResult",
    "AnswerType",
    "Block",
    "Box",
    "Citation",
    "Claim",
    "CollectionInfo",
    "CollectionList",
    "Combination",
    "Comparison",
    "Conflict",
    "Contents",
    "Counted",
    "Coverage",
    "DeletedDocument",
    "DeletedList",
    "DeletionReport",
    "DenseExplanation",
    "Document",
    "DocumentInfo",
    "DocumentList",
    "Duplicate",
    "EncoderMismatch",
    "EncoderUnavailable",
    "Encoders",
    "Excerpt",
    "Explanation",
    "FacetValue",
    "Failure",
    "FileInfo",
    "Filter",
    "Hit",
    "Index",
    "InvalidInput",
    "Marked",
    "MatchedTerm",
    "Metadata",
    "Mode",
    "NotFound",
    "Original",
    "OtherAnswer",
    "Outline",
    "OutlineEntry",
    "PageMark",
    "PartMark",
    "Patterns",
    "Piece",
    "PlacedBlock",
    "PlacedBox",
    "Placement",
    "Places",
    "Progress",
    "Quote",
    "ReadError",
    "Root",
    "RootChange",
    "RootInfo",
    "Route",
    "ScoreExplanation",
    "SearchResult",
    "Span",
    "SparseExplanation",
    "SpravkaError",
    "Stage",
    "Starter",
    "StoreError",
    "Structure",
    "Translation",
    "UndoReport",
    "Unread",
    "UnreadCode",
    "UnreadCount",
    "Verdict",
    "Verification",
    "VerifyResult",
    "View",
    "make_document_id",
    "parse_filter",
    "text_document",
]

_LATE = {
    "Index": "index.engine",
    "View": "index.backend.derived",
    "Encoders": "index.encode.protocols",
    "text_document": "index.read.document",
} | dict.fromkeys(
    ("AbsentBecause", "Claim", "Piece", "Verdict", "Verification", "VerifyResult"),
    "index.verify.claims",
)


if not TYPE_CHECKING:  # else a type checker would take any name for one of these

    def __getattr__(name: str) -> object:
        """Import what is asked for late (PEP 562)."""
        if name not in _LATE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(_LATE[name]), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
