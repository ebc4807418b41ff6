"""Questions to begin with."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from index.types import DEFAULT_COLLECTION, Starter
from service.schemas.fields import Collection
from service.schemas.responses import Out


class StartersParameters(BaseModel):
    """A collection, and who asks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: Collection = DEFAULT_COLLECTION
    language: Annotated[
        Literal["en", "ru"], Field(description="That of who asks, in which names are written.")
    ] = "en"


@dataclass(frozen=True, slots=True)
class StartersResponse(Out):
    """A few questions that the documents of a collection answer; none where none was found."""

    collection: str
    starters: tuple[Starter, ...]
