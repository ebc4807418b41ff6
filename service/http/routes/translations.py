"""What a word is called in the other language."""

from typing import Annotated

from fastapi import APIRouter, Query

from service.http.dependencies import Opened
from service.schemas.translations import TranslationsParameters, TranslationsResponse

router = APIRouter(tags=["search"])


@router.get("/translations")
async def get_translations(
    opened: Opened, parameters: Annotated[TranslationsParameters, Query()]
) -> TranslationsResponse:
    """Return what a word by itself is likely called in the other language.

    It is what the search asks for beside the word, and says nothing of a sentence that has it.
    """
    found = await opened.ask(opened.index.translations, parameters.word)
    return TranslationsResponse(word=parameters.word, translations=found)
