"""Files that are sent to be put into stores later."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from index import Index
from index.errors import InvalidInput, NotFound
from index.types import FileInfo
from service.http.dependencies import FORM, Opened, media_type
from service.http.routes.openai.shapes import file_out
from service.http.routes.originals import saved
from service.http.uploads import form_of, source_of, validated
from service.schemas.openai.stores import (
    FileDeletedResponse,
    FileFields,
    FileOut,
    FilesParameters,
    FilesResponse,
)

router = APIRouter(tags=["openai"])

_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "description": "One file, with its filename, and what it is for.",
                    "required": ["file", "purpose"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "purpose": FileFields.model_json_schema()["properties"]["purpose"],
                    },
                }
            }
        },
    }
}


@router.post("/files", openapi_extra=_FORM)
async def create_file(request: Request, opened: Opened) -> FileOut:
    """Keep a file, to be put into one or more stores; in none of them is it found before."""
    if media_type(request) != FORM:
        raise HTTPException(415, detail=f"Send the file in a form, as Content-Type: {FORM}.")
    with opened.taking_write():
        async with form_of(request) as form:
            fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
            if any(name.partition("[")[0] == "expires_after" for name in fields):
                raise InvalidInput("a file stays until it is deleted: leave expires_after out")
            given = validated(FileFields, fields)
            files = [each for each in form.getlist("file") if isinstance(each, UploadFile)]
            if len(files) != 1:
                raise InvalidInput("the form holds one file, as a part `file` that has a filename")
            [file] = files
            name, data = source_of(file), await file.read()
        info = await opened.write(opened.index.keep_file, name, data, purpose=given.purpose)
    return file_out(info)


@router.get("/files")
async def list_files(
    opened: Opened, parameters: Annotated[FilesParameters, Query()]
) -> FilesResponse:
    """Return a page of the files that were sent, the last ones first."""
    page, more = await opened.ask(_page, opened.index, parameters)
    files = tuple(file_out(info) for info in page)
    return FilesResponse(
        object="list",
        data=files,
        first_id=files[0].id if files else None,
        last_id=files[-1].id if files else None,
        has_more=more,
    )


@router.get("/files/{file_id}")
async def get_file(opened: Opened, file_id: str) -> FileOut:
    """Return what is known of a file."""
    return file_out(await opened.ask(opened.index.file, file_id))


@router.delete("/files/{file_id}")
async def delete_file(opened: Opened, file_id: str) -> FileDeletedResponse:
    """Delete a file, and the documents that it became in any store."""
    with opened.taking_write():
        await opened.write(opened.index.delete_file, file_id)
    return FileDeletedResponse(id=file_id, object="file", deleted=True)


@router.get(
    "/files/{file_id}/content",
    response_class=Response,
    responses={
        200: {
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
        }
    },
)
async def get_file_content(opened: Opened, file_id: str) -> Response:
    """Return the bytes of a file."""
    info = await opened.ask(opened.index.file, file_id)
    data = await opened.ask(opened.index.file_data, file_id)
    return saved(data, name=info.name)


def _page(index: Index, asked: FilesParameters) -> tuple[list[FileInfo], bool]:
    files = [each for each in index.files() if asked.purpose in {None, each.purpose}]
    if asked.order == "asc":
        files.reverse()
    start = 0
    if asked.after is not None:
        places = [place for place, each in enumerate(files) if each.file_id == asked.after]
        if not places:
            raise NotFound(f"no file {asked.after!r}")
        start = places[0] + 1
    return files[start : start + asked.limit], len(files) > start + asked.limit
