"""Files that are held against the checksum with which they were written."""

from pathlib import Path

import pytest

from index.durable import check_digest, write_file

SIZES = [0, 1, 16 << 20, (16 << 20) + 1]
"""Of nothing, of little, of as much as is read at a time, and of more."""


@pytest.mark.parametrize("size", SIZES)
def test_a_file_that_is_as_it_was_written_is_taken(tmp_path: Path, size: int) -> None:
    digest = write_file(tmp_path / "file", lambda file: file.write(bytes(size)))
    check_digest(tmp_path / "file", digest=digest)


@pytest.mark.parametrize("size", SIZES)
def test_a_byte_that_is_another_or_missing_or_more_is_found(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    digest = write_file(path, lambda file: file.write(bytes(size)))
    damaged = [bytes(size) + b"\0"]
    if size:
        damaged += [bytes(size - 1), b"\1" + bytes(size - 1), bytes(size - 1) + b"\1"]
    for content in damaged:
        path.write_bytes(content)
        with pytest.raises(ValueError, match="file is damaged"):
            check_digest(path, digest=digest)
