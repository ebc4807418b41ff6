"""Whether documents' blocks and places are as they were stored; those of a text are made anew."""

from collections.abc import Iterator

from index.maintain.findings import FAILURES, REPAIR, RESTORE, Finding
from index.read.document import text_content
from index.read.readers import READERS
from index.store.rows import checksum
from index.store.sql import Connection
from index.store.structure import pack_blocks, pack_places, unpack_blocks, unpack_places

_MADE_ANEW = [each.media_type for each in READERS if each.is_text]
_COLUMNS = "media_type, length, blocks_checksum, places_checksum, blocks, places"


def inspect_structure(connection: Connection, number: int, *, where: str) -> Iterator[Finding]:
    """Yield whether the blocks or places of the document in this row are damaged."""
    media_type, *row = connection.execute(
        f"SELECT {_COLUMNS} FROM documents WHERE id = ?", [number]
    ).fetchone()
    if not _is_sound(*row):
        what = "its blocks or places are damaged"
        if media_type in _MADE_ANEW:
            yield Finding("derived", what, where, REPAIR)
        else:
            yield Finding("loss", what, where, RESTORE)


def inspect_readers(connection: Connection) -> Iterator[Finding]:
    """Yield which documents were read by another version of their reader than today's."""
    of_today = {each.name: each.version for each in READERS}
    rows = connection.execute(
        "SELECT collections.name, reader, reader_version, count(*) FROM documents"
        " JOIN collections ON collections.id = collection GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    for collection, reader, version, count in rows:
        if version != of_today.get(reader, version):
            yield Finding(
                "note",
                f"{count} read by version {version} of the reader {reader!r}, which is at"
                f" {of_today[reader]}: their passages would be others today",
                f"collection {collection!r}",
                "run `spravka index` with their folder again",
            )


def repair_structure(connection: Connection) -> None:
    """Make damaged blocks and places anew, where the text says all and it is what was stored."""
    numbers = connection.execute("SELECT id FROM documents NOT INDEXED").fetchall()
    for (number,) in numbers:
        text, media_type, *row = connection.execute(
            f"SELECT text, {_COLUMNS} FROM documents WHERE id = ?", [number]
        ).fetchone()
        if media_type not in _MADE_ANEW or _is_sound(*row):
            continue
        content = text_content(text, media_type=media_type)
        blocks, places = pack_blocks(content.blocks), pack_places(content.places)
        connection.execute(
            "UPDATE documents SET blocks = ?, places = ?"
            " WHERE id = ? AND blocks_checksum = ? AND places_checksum = ?",
            [blocks, places, number, checksum([blocks]), checksum([places])],
        )


def _is_sound(
    length: int, blocks_checksum: int, places_checksum: int, blocks: bytes, places: bytes
) -> bool:
    try:
        if (checksum([blocks]), checksum([places])) != (blocks_checksum, places_checksum):
            return False
        spans = [block.span for block in unpack_blocks(blocks)]
        unpack_places(places)
    except FAILURES:
        return False
    borders = [0, *(at for span in spans for at in (span.start, span.end)), length]
    return borders == sorted(borders)
