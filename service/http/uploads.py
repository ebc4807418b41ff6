"""Documents as they are sent over HTTP: JSON, a form with files, or one file as the body.

A body is received on the event loop, its files are read in a thread of those that read, and what
is not text in child processes; the thread that changes the index has documents to add.
"""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar
from urllib.parse import unquote_to_bytes

import anyio
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from index import Index
from index.errors import InvalidInput, ReadError
from index.read.document import read_document, text_document
from index.read.pool import ReaderPool
from index.types import Document, Failure
from service.errors import NothingRead
from service.schemas.documents import (
    MOST_DOCUMENTS,
    AcceptedOut,
    AddBody,
    AddResponse,
    DocumentIn,
    FormFields,
)
from service.schemas.fields import Source
from service.schemas.responses import narrowed

Model = TypeVar("Model", bound=BaseModel)

_LONGEST_ARRIVAL = 120
"""In seconds; while a body arrives, it keeps a place from others."""
_SOURCE: TypeAdapter[str] = TypeAdapter(Source)


@dataclass(frozen=True, slots=True)
class Upload:
    """What a request holds for a collection: documents, and failures for what is none."""

    collection: str
    documents: list[Document]
    failed: list[Failure]


@asynccontextmanager
async def arriving() -> AsyncIterator[None]:
    """Make a problem of what can go wrong while a body arrives."""
    try:
        with anyio.fail_after(_LONGEST_ARRIVAL):
            yield
    except TimeoutError:
        detail = f"A body has {_LONGEST_ARRIVAL} seconds to arrive: send less at a time."
        raise HTTPException(408, detail=detail, headers={"Connection": "close"}) from None
    except ClientDisconnect:
        raise HTTPException(400, detail="The body broke off.") from None


_STARRED = re.compile(
    rb"(;[ \t]*filename)\*[ \t]*=[ \t]*\"?utf-8'[^']*'([^;\"\s]*)\"?", re.IGNORECASE
)
_PLAIN = re.compile(
    rb";[ \t]*filename[ \t]*=[ \t]*(?:\"(?:\\\\.|[^\"\\\\])*\"|[^;\s]*)", re.IGNORECASE
)
_BROWSERS = {"%22": '"', "%0D": "\r", "%0A": "\n"}
"""What browsers write for these in a file's name, and nothing else so (WHATWG HTML, 4.10.21.8)."""


class WholeFormParser(MultiPartParser):
    """Reads a form, and refuses one whose end is missing instead of passing over its last file.

    Names are UTF-8, and refused where they are not instead of read as another code. A file's is
    that of `filename*` (RFC 5987) where there is one, which other clients than browsers send.
    """

    ended = False

    def on_headers_finished(self) -> None:
        """Take a part's names; raises MultiPartException where they are not UTF-8."""
        given = bytes(self._current_part.content_disposition or b"")
        if starred := _STARRED.search(given):
            name = unquote_to_bytes(starred[2])
            plain = _PLAIN.sub(b"", _STARRED.sub(b"", given))
            quoted = name.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
            given = plain + b'; filename="' + quoted + b'"'
            self._current_part.content_disposition = given
        _utf_8(given)
        super().on_headers_finished()
        file = self._current_part.file
        if file is not None and file.filename and not starred:
            for written, meant in _BROWSERS.items():
                file.filename = file.filename.replace(written, meant)

    def on_part_end(self) -> None:
        """Take a part's content; raises MultiPartException where a field is not UTF-8."""
        if self._current_part.file is None:
            _utf_8(self._current_part.data)
        super().on_part_end()

    def on_end(self) -> None:
        """Take note of the form's end."""
        self.ended = True

    async def parse(self) -> FormData:
        """Return the form; raises MultiPartException."""
        charset = parse_options_header(self.headers["Content-Type"])[1].get(b"charset", b"utf-8")
        if charset.lower() not in {b"utf-8", b"utf8"}:
            raise MultiPartException("A form is in UTF-8: leave the charset out.")
        form = await super().parse()
        if not self.ended:
            for file in self._files_to_close_on_error:
                file.close()
            raise MultiPartException("The form has no end.")
        return form


def _utf_8(name: bytes | bytearray) -> None:
    try:
        name.decode()
    except UnicodeDecodeError:
        raise MultiPartException("The form's names and fields are not UTF-8.") from None


@asynccontextmanager
async def form_of(request: Request) -> AsyncIterator[FormData]:
    """Yield the form that a request holds; its larger files lie on disk until the end."""
    parser = WholeFormParser(
        request.headers, request.stream(), max_files=MOST_DOCUMENTS, max_fields=MOST_DOCUMENTS
    )
    try:
        async with arriving():
            form = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(400, detail=error.message) from None
    except ValueError as error:  # a charset that is none, among others
        raise HTTPException(400, detail=f"The form cannot be read: {error}") from None
    try:
        yield form
    finally:
        await form.close()


def read_json(body: bytes) -> Upload:
    """Return what a JSON body holds; raises HTTPException, RequestValidationError."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, detail=f"The body is not JSON: {error}") from None
    given = validated(AddBody, content)
    return _upload(
        given.collection,
        [_attempt(one.source, partial(_of_json, one, given.collection)) for one in given.documents],
    )


def read_form(form: FormData, *, keep: bool) -> Upload:
    """Return what a form's files hold, with the files themselves where they are to be kept.

    Raises InvalidInput, RequestValidationError.
    """
    sent = form.multi_items()
    texts = [(name, value) for name, value in sent if isinstance(value, str)]
    files = [(name, value) for name, value in sent if isinstance(value, UploadFile)]
    if not files:
        raise InvalidInput("the form holds no files: send each as a part that has a filename")
    said = Counter(name for name, _ in sent if name in FormFields.model_fields)
    for name, times in said.items():
        if times > 1 or name not in dict(texts):
            raise InvalidInput(f"{name}: send it once, as a part without a filename")
    collection = validated(FormFields, dict(texts)).collection
    with ReaderPool() as pool, ThreadPoolExecutor(pool.most) as threads:

        def read(file: UploadFile) -> Document | Failure:
            return _attempt(
                file.filename or "", partial(_of_file, file, collection, pool, keep=keep)
            )

        return _upload(collection, list(threads.map(read, [file for _, file in files])))


def read_file(body: bytes, *, source: str, collection: str, keep: bool) -> Upload:
    """Return what a body holds that is a file by itself, as `read_form` does; raises nothing."""
    with ReaderPool(most=1) as pool:
        read = partial(read_document_of, body, source, collection, pool, keep=keep)
        return _upload(collection, [_attempt(source, read)])


def add_upload(index: Index, upload: Upload) -> AddResponse:
    """Add what was sent, and say what that did.

    Raises NothingRead where no document is in it, and what `Index.add_documents` raises.
    """
    if not upload.documents:
        raise NothingRead(upload.failed)
    report = index.add_documents(upload.documents, collection=upload.collection)
    return narrowed(
        AddResponse,
        report,
        collection=upload.collection,
        documents=tuple(narrowed(AcceptedOut, document) for document in upload.documents),
        failed=tuple(upload.failed),
    )


def _attempt(source: str, read: Callable[[], Document]) -> Document | Failure:
    try:
        return read()
    except (ReadError, InvalidInput) as error:
        # A form can spell a name that no answer can repeat.
        code = error.code if isinstance(error, ReadError) else "invalid"
        return Failure(source.encode(errors="replace").decode(), str(error), code)


def _of_json(given: DocumentIn, collection: str) -> Document:
    return text_document(
        source=given.source,
        text=given.text,
        title=given.title,
        metadata={
            key: tuple(value) if isinstance(value, list) else value
            for key, value in given.metadata.items()
        },
        media_type=given.media_type,
        collection=collection,
    )


def _of_file(file: UploadFile, collection: str, pool: ReaderPool, *, keep: bool) -> Document:
    return read_document_of(file.file.read(), source_of(file), collection, pool, keep=keep)


def source_of(file: UploadFile) -> str:
    """Return the source that a file's name is; raises InvalidInput."""
    try:
        return _SOURCE.validate_python(file.filename)
    except ValidationError as error:
        raise InvalidInput(f"the file's name: {error.errors()[0]['msg']}") from None


def read_document_of(
    data: bytes, source: str, collection: str, pool: ReaderPool, *, keep: bool
) -> Document:
    """Return a file as a document; with `keep` its bytes too, where its text is not all of it."""
    document = read_document(data=data, source=source, collection=collection, pool=pool)
    same = document.sha256 == document.text_sha256
    return replace(document, original=data) if keep and not same else document


def _upload(collection: str, read: Sequence[Document | Failure]) -> Upload:
    documents: dict[str, Document] = {}
    failed: list[Failure] = []
    for one in read:
        if isinstance(one, Failure):
            failed.append(one)
            continue
        # The last one of a name counts, in its own place.
        if documents.pop(one.source, None) is not None:
            reason = f"{one.source}: sent twice; of two of one name the last one counts"
            failed.append(Failure(one.source, reason, "name_taken"))
        documents[one.source] = one
    return Upload(collection=collection, documents=list(documents.values()), failed=failed)


def validated(model: type[Model], content: object) -> Model:
    """Return what a body holds as a model of it; raises RequestValidationError."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        errors = [{**found, "loc": ("body", *found["loc"])} for found in error.errors()]
        raise RequestValidationError(errors) from None
