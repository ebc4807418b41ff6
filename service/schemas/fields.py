"""The fields that requests are made of, and how they are checked."""

import json
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
)

from index.checks import LONGEST_NAME
from index.errors import InvalidInput
from index.filters import Filter, parse_filter
from index.types import LONGEST_QUERY, MOST_HITS

FARTHEST = 2**40


def whole(text: str) -> str:
    """Return `text`; raises ValueError where it holds NUL or half of a surrogate pair."""
    if "\0" in text:
        raise ValueError("must not hold NUL characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half of a surrogate pair, which is no character") from None
    return text


NO_NUL = Field(json_schema_extra={"pattern": r"^[^\u0000]*$"})
# Lengths come before our own validator: behind it they would be told as "items", not characters.
Query = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_QUERY, description="The question, in any words."),
    AfterValidator(whole),
    NO_NUL,
]
Count = Annotated[int, Field(ge=1, le=MOST_HITS, description="How many passages to return.")]
Rerank = Annotated[
    bool,
    Field(
        description="Whether the best passages are read again together with the question, which"
        " takes some tenths of a second and puts the one that answers before those that are near."
    ),
]
Explain = Annotated[bool, Field(description="Say for each hit why it stands where it does.")]
Collection = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_NAME, description="The set of documents to look in."),
    AfterValidator(whole),
    NO_NUL,
]

Collections = Annotated[
    tuple[Collection, ...],
    Field(
        min_length=1,
        max_length=50,
        strict=False,
        description="Several sets of documents to look in as if they were one, in the place of"
        " `collection`.",
    ),
]
Words = Annotated[str, Field(max_length=5000), AfterValidator(whole), NO_NUL]
Source = Annotated[
    str,
    Field(min_length=1, max_length=1000, description="The name it goes by: a path or an address."),
    AfterValidator(whole),
    NO_NUL,
]


_TOO_DEEP = "the filter is nested too deep"


def _filter(value: object) -> Filter:
    try:
        # First what it may be: it is not looked into deeper than that.
        parsed = parse_filter(value)
        whole(json.dumps(value, ensure_ascii=False, allow_nan=False))
    except InvalidInput as error:
        raise ValueError(str(error)) from None
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    return parsed


FilterIn = Annotated[
    Filter,
    PlainValidator(_filter),
    WithJsonSchema(
        {
            "type": "object",
            "description": "Keeps to documents by source, title, language or front matter.",
            "required": ["type"],
            "additionalProperties": False,
            "properties": {
                "type": {"enum": ["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin", "and", "or"]},
                "key": {"type": "string", "minLength": 1},
                "value": {"description": "A string, number or boolean; a list for in and nin."},
                "filters": {"type": "array", "items": {"type": "object"}, "minItems": 1},
            },
        }
    ),
]


def _filter_of_text(text: str) -> Filter:
    try:
        value = json.loads(whole(text))
    except json.JSONDecodeError as error:
        raise ValueError(f"the filter is not JSON: {error}") from None
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    return _filter(value)


FilterText = Annotated[
    Filter,
    PlainValidator(_filter_of_text),
    WithJsonSchema({"type": "string", "description": "The filter of a body, as JSON."}),
]


class Request(BaseModel):
    """A body: nothing unknown, nothing converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
