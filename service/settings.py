"""Settings of the faces: from flags, from `SPRAVKA_…` variables, then from `spravka.toml`."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.errors import InvalidInput
from service.config import Config, load_config


def _split(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


class Settings(BaseSettings):
    """Everything a deployment may choose; a keyword beats the environment variable of its name.

    Made by itself it knows no file; see `load_settings`.

    With a `store`, the address of a PostgreSQL, the documents are kept there, for several servers,
    and the folder `data` holds what this one derives of them, its keys and its votes.

    `link` is where a terminal's links to files lead, as "vscode://file{path}:{line}".

    `hosts` are further names (beside localhost, any IP address and `host` itself) that the server
    may be called by, with commas between them in the environment. Where there is a `token`, every
    request but for the page's own files must bear it, and only then may `host` be reached from
    other machines.

    Pages of the `origins`, such as https://intranet.example, may ask from a browser. `root_path` is
    the path, such as /search, under which a proxy serves this.

    With a `rate` every key but the token may make so many requests a minute.

    `body_limit` is in bytes of a request's body: a longest query, every character written as an
    escaped pair, still fits. `upload_limit` takes its place where documents are sent. `text_limit`
    is in code points of a document's text per request.

    With `watch` the server follows the folders of `spravka.toml` and those the index remembers;
    where that is not said, those of the file.

    With `keep_originals` the files that are sent are kept beside what was read of them. What is
    deleted can be brought back for `undo_hours`.

    Of tens of thousands of passages, `compared` that may be near by their codes are compared as
    they are.

    Of `workers` processes, each lets `threads` requests use the index at a time and `waiting` more
    queue for it; the next one is told to come back.

    Where `votes` are kept, the page asks whether an answer was right, and a line of each vote goes
    to `votes.jsonl` in the data folder. Requests are logged on stderr in the form `log`, as text or
    JSON lines, or not at all; what was asked is in it only with `log_questions`. With `otel` they
    are exported as traces, to where OpenTelemetry's own variables say.

    `llm_url` is the base address of an OpenAI-compatible server, as https://host/v1, whose
    `llm_model` writes the answers that a request asks to have generated; `llm_key` is its key. It
    may be silent for `llm_silence` seconds. Without an address nothing is generated.
    """

    model_config = SettingsConfigDict(
        env_prefix="SPRAVKA_", env_ignore_empty=True, frozen=True, extra="forbid"
    )

    data: Path = Path(".spravka")
    store: str | None = Field(default=None, pattern=r"^postgres(ql)?://", repr=False)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    model: str | None = None
    link: str = "file://{path}"
    hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = ()
    origins: Annotated[
        tuple[Annotated[str, Field(pattern=r"^https?://[^/*?#@\s]+$")], ...],
        NoDecode,
        BeforeValidator(_split),
    ] = ()
    root_path: str = Field(default="", pattern=r"^(/[\w.~-]+)*$")
    token: str | None = Field(default=None, min_length=16, pattern=r"^[!-~]*$", repr=False)
    rate: int | None = Field(default=None, ge=1, le=1_000_000)
    body_limit: int = Field(default=256 * 1024, ge=1024)
    upload_limit: int = Field(default=16 * 1024 * 1024, ge=1024)
    keep_originals: bool = True
    undo_hours: float = Field(default=168, ge=0, le=24 * 3660)
    text_limit: int = Field(default=200_000, ge=1)
    compared: int | None = Field(default=None, ge=100, le=1_000_000)
    watch: bool | None = None
    workers: int = Field(default=1, ge=1, le=64)
    threads: int = Field(default=2, ge=1)
    waiting: int = Field(default=64, ge=0)
    votes: bool = False
    log: Literal["text", "json"] | None = None
    log_questions: bool = False
    otel: bool = False
    llm_url: str | None = None
    llm_model: str | None = None
    llm_key: str | None = Field(default=None, pattern=r"^[!-~]*$", repr=False)
    llm_silence: float = Field(default=30, gt=0, le=600)


def load_settings(flags: Mapping[str, Any], *, config: Config | None = None) -> Settings:
    """Return the settings: `flags` beat the environment, and that beats the file `spravka.toml`.

    A flag that is None is not given. Raises InvalidInput, naming the setting and where it was
    given, where a value does not fit.
    """
    config = config_of_settings() if config is None else config
    given = {name: value for name, value in flags.items() if value is not None}
    set_here = {name.upper() for name, value in os.environ.items() if value}
    filed = {
        name: value
        for name, value in config.settings.items()
        if name not in given and f"SPRAVKA_{name.upper()}" not in set_here
    }
    try:
        return Settings(**filed, **given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        top = str(first["loc"][0]) if first["loc"] else name
        if top in filed:
            raise InvalidInput(
                f"{config.where(top)}: {name} does not fit: {first['msg']}"
            ) from None
        raise InvalidInput(
            f"the setting {name} (SPRAVKA_{top.upper()}) does not fit: {first['msg']}"
        ) from None


def config_of_settings() -> Config:
    """Return what `spravka.toml` says; raises InvalidInput."""
    return load_config(Settings.model_fields)
