"""The page: written in the reader's language, its files kept by the browser for what is in them.

The files are served under an address that names all of their contents, `/page/0123456789ab/…`, so
that a browser need never ask for one again, and after a change of any asks for all.
"""

import gzip
import mimetypes
import re
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from service.http.prefix import ROOT

PAGE = Path(__file__).parents[1] / "page"
COOKIE = "spravka-language"
"""The language that a reader chose; the page sets it."""

_VERSION = 12
_FOREVER = "public, max-age=31536000, immutable"
_CHECKED = "no-cache"
_WORD = re.compile(r'^  "?([\w-]+)"?:\s+"((?:[^"\\]|\\.)*)",$', re.MULTILINE)
_IMPORT = re.compile(r'^(?:import|export)\b[^"]*?from "(\.{1,2}/[^"]+)";$', re.MULTILINE)
_RUSSIAN = re.compile(r"(?:^|,)\s*(?:ru|be|uk|kk)\b", re.IGNORECASE)
_PACKED = ("text/", "image/svg", "application/json")


@cache
def version() -> str:
    """Return what names the contents of all files of the page."""
    digest = sha256()
    for path in sorted(files()):
        digest.update(f"{path}\0".encode() + (PAGE / path).read_bytes())
    return digest.hexdigest()[:_VERSION]


@cache
def files() -> frozenset[str]:
    """Return the names of the page's files within its folder; views are not among them."""
    found = (path for path in PAGE.rglob("*") if path.is_file() and path.suffix != ".html")
    return frozenset(path.relative_to(PAGE).as_posix() for path in found)


def open_addresses() -> set[str]:
    """Return the addresses of the page's files, which hold nothing of anyone's."""
    return {f"/page/{within}{name}" for name in files() for within in ("", f"{version()}/")}


class Files:
    """Serves the page's files: for ever under their version, else to be checked each time."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file, or raise HTTPException where there is none."""
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        first, _, rest = path.partition("/")
        is_versioned = re.fullmatch(f"[0-9a-f]{{{_VERSION}}}", first) is not None
        name = rest if is_versioned else path
        if name not in files():
            raise HTTPException(404)
        is_kept = is_versioned and first == version()
        tag = f'"{_digest(name)}"'
        headers = {"Cache-Control": _FOREVER if is_kept else _CHECKED, "ETag": tag}
        asked = Headers(scope=scope)
        if tag in asked.get("if-none-match", ""):
            await Response(status_code=304, headers=headers)(scope, receive, send)
            return
        kind = _kind(name)
        content = (PAGE / name).read_bytes()
        if kind.startswith(_PACKED):
            headers["Vary"] = "Accept-Encoding"
            if "gzip" in asked.get("accept-encoding", ""):
                headers["Content-Encoding"] = "gzip"
                content = _packed(name)
        await Response(content, headers=headers, media_type=kind)(scope, receive, send)


def _kind(name: str) -> str:
    kinds = {".js": "text/javascript", ".mjs": "text/javascript", ".woff2": "font/woff2"}
    found = kinds.get(Path(name).suffix) or mimetypes.guess_type(name)[0]
    return found or "application/octet-stream"


@cache
def _digest(name: str) -> str:
    return sha256((PAGE / name).read_bytes()).hexdigest()[:_VERSION]


@cache
def _packed(name: str) -> bytes:
    return gzip.compress((PAGE / name).read_bytes(), mtime=0)


def respond(
    request: Request, name: str, *, status: int = 200, values: Mapping[str, str] | None = None
) -> HTMLResponse:
    """Return a view of the page, `name`.html, in the language of who asks.

    `values` are put where it names them, as {votes}.
    """
    spoken = language_of(request.headers, chosen=request.cookies.get(COOKIE))
    headers = {"Cache-Control": _CHECKED, "Vary": "Accept-Language, Cookie"}
    # What is missing may be asked for at any depth; the views all stand beside each other.
    root = ROOT.get() if status == HTTPStatus.NOT_FOUND else "."
    content = _written(name, spoken).replace("{root}", root)
    for key, value in (values or {}).items():
        content = content.replace(f"{{{key}}}", value)
    return HTMLResponse(content, status_code=status, headers=headers)


def language_of(headers: Headers, *, chosen: str | None) -> str:
    """Return the language to speak: the one that was chosen, else as the browser asks."""
    if chosen in {"en", "ru"}:
        return str(chosen)
    return "ru" if _RUSSIAN.search(headers.get("accept-language", "")) else "en"


@cache
def _written(name: str, spoken: str) -> str:
    text = (PAGE / f"{name}.html").read_text(encoding="utf-8")
    unspoken = "en" if spoken == "ru" else "ru"
    words = {
        "spoken": spoken,
        "unspoken": unspoken,
        "preload": _preload(text),
        "assets": f"{{root}}/page/{version()}",
    }
    for key, value in words.items():
        text = text.replace(f"{{{key}}}", value)
    said = words_of(spoken)
    return re.sub(r"\{say:([\w-]+)\}", lambda found: said[found[1]], text)


@cache
def words_of(spoken: str) -> Mapping[str, str]:
    """Return the plain words that the page's scripts say in a language, by their keys."""
    source = (PAGE / "words" / f"{spoken}.js").read_text(encoding="utf-8")
    return {key: text.replace('\\"', '"') for key, text in _WORD.findall(source)}


def _preload(text: str) -> str:
    """Return the links that let a browser fetch at once all modules of a view, given as HTML."""
    entries = re.findall(r'<script type="module" src="\{assets\}/([^"]+)">', text)
    modules = dict.fromkeys(name for entry in entries for name in modules_of(entry))
    return "\n".join(f'<link rel="modulepreload" href="{{assets}}/{name}">' for name in modules)


def modules_of(entry: str) -> Iterable[str]:
    """Return the names of the modules that one imports at its start, it first, each once."""
    found: dict[str, None] = {entry: None}
    for module in (queue := [entry]):
        source = (PAGE / module).read_text(encoding="utf-8")
        for target in _IMPORT.findall(source):
            path = (PAGE / module).parent.joinpath(target).resolve()
            name = path.relative_to(PAGE.resolve()).as_posix()
            if name not in found:
                found[name] = None
                queue.append(name)
    return tuple(found)
