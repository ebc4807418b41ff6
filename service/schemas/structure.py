"""What a document is made of, and its outline, as programs get them."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from index.structure import OutlineEntry, PageMark, PartMark, PlacedBlock, PlacedBox
from service.schemas.documents import DocumentOut
from service.schemas.fields import FARTHEST
from service.schemas.responses import Out

MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class StructureResponse(Out):
    """What the characters `start` to `end` are made of, and where they stand in the source.

    `blocks` are those that the span touches, whole. The first page and the first part may begin
    before `start`: they are those that hold there. `boxes` are of the lines that the span touches,
    in points from the left and the top of their page.
    """

    generation: int
    document: DocumentOut
    start: int
    end: int
    blocks: tuple[PlacedBlock, ...]
    pages: tuple[PageMark, ...]
    parts: tuple[PartMark, ...]
    boxes: tuple[PlacedBox, ...]


class OutlineParameters(BaseModel):
    """Some of the entries of an outline."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=MOST_ENTRIES)] = 1000
    offset: Annotated[int, Field(ge=0, le=FARTHEST)] = 0


@dataclass(frozen=True, slots=True)
class OutlineResponse(Out):
    """Some of a document's headings, pages and parts, in the order of its text.

    A page or a part has an entry of its own where no heading begins with it. `total` counts all.
    """

    generation: int
    document: DocumentOut
    total: int
    limit: int
    offset: int
    entries: tuple[OutlineEntry, ...]
