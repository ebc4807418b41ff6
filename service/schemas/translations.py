"""What a word is called in the other language."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from index.types import Translation
from service.schemas.responses import Out


class TranslationsParameters(BaseModel):
    """A word, English or Russian."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: Annotated[str, Field(min_length=1, max_length=100, description="English or Russian.")]


@dataclass(frozen=True, slots=True)
class TranslationsResponse(Out):
    """What a word is likely called in the other language, best first; none if unknown."""

    word: str
    translations: tuple[Translation, ...]
