"""A request for each operation that can be sent as it stands, over the documents that ship."""

from collections.abc import Mapping
from typing import Any

_QUESTION = "who chairs AKIT's supervisory board?"
_SOURCE = "akit-general-meeting-2024.txt"
_QUOTE = "председатель Наблюдательного совета АКИТ РФ"
_DOCUMENT = "64a3b21d3b4f0fbc22b5c28b"
_FILE = "file-65d7ab531fdf1d2c00f73811"

PARAMETERS: Mapping[str, Any] = {
    "word": "председатель",
    "q": _QUESTION,
    "collection": "default",
    "document_id": _DOCUMENT,
    "source": _SOURCE,
    "name": "default",
    "store_id": "default",
    "model": "spravka",
    "file_id": _FILE,
    "batch_id": "vsfb_65d7ab531fdf1d2c00f73811",
    "start": 1664,
    "end": 1904,
}
BODIES: Mapping[str, Any] = {
    "answer": {"question": _QUESTION},
    "search": {"query": "Kalibr", "k": 3, "facets": ["language"]},
    "search_batch": {"queries": ["Kalibr", "AKIT"], "k": 3},
    "verify_citations": {"citations": [{"source": _SOURCE, "quote": _QUOTE, "line": 13}]},
    "add_documents": {"documents": [{"source": "notes.md", "text": "The ferry leaves at nine."}]},
    "delete_documents": {"prefix": "news/", "dry_run": True},
    "undo_deletion": {"collection": "default"},
    "create_collection": {"name": "news"},
    "vote": {
        "question": _QUESTION,
        "generation": 1,
        "right": True,
        "shown": {
            "document_id": _DOCUMENT, "source": _SOURCE, "sha256": "1159eef1ae419c40",
            "start": 1860, "end": 1903, "quote": _QUOTE,
        },
    },
    "complete_chat": {"model": "spravka", "messages": [{"role": "user", "content": _QUESTION}]},
    "create_file": {"purpose": "assistants"},
    "create_store": {"name": "letters"},
    "update_store": {"name": "default"},
    "create_store_file": {"file_id": _FILE, "attributes": {"year": 2024}},
    "update_store_file": {"attributes": {"year": 2025}},
    "create_batch": {"file_ids": [_FILE]},
    "search_store": {"query": "Kalibr", "max_num_results": 3},
}  # fmt: skip
