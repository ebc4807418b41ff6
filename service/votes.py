"""Whether answers were right, as the people who read them say: lines of JSON beside the index.

A line holds the question, what was shown with how sure that was, and the vote. The file belongs to
the user: no other part of Spravka reads it, but for `spravka eval answers --votes`.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from index.errors import StoreError

VOTES_FILE = "votes.jsonl"
MOST_BYTES = 64 * 1024 * 1024
"""Of the file: some hundred thousand votes."""


def append_vote(folder: Path, vote: Mapping[str, object]) -> None:
    """Add a vote to those kept in a data folder; raises StoreError.

    A line is written at once, so that those of several processes do not mix.
    """
    line = json.dumps(vote, ensure_ascii=False).encode() + b"\n"
    path = folder / VOTES_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.fstat(descriptor).st_size + len(line) > MOST_BYTES:
                raise StoreError(f"{path}: it is full of votes; move it away")
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
