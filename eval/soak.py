"""`python -m eval.soak`: a server asked and written to for long, and whether it stays as it is.

Readers search, answer, list and open documents, as programs, as OpenAI clients and as agents, while
a writer adds, replaces, deletes and brings back. What grows without end shows from tenth to tenth
of the run: memory, open files, threads, the store. At the end the doctor looks through the index.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import anyio
import httpx2
import typer
from mcp import Client

from index.maintain.doctor import examine

_WORDS = "кластер парк открыт закрыт отчёт принят совет cluster report opened harbour ferry".split()
_SOURCES = 150
_READERS = 2
_PARTS = 10
_FAILED = 500
_PUT, _FILE, _DELETE = 0.5, 0.7, 0.85
"""Up to where in 0 to 1 a change is of that kind; beyond, it is brought back."""
_KINDS = {"md": "# {}\n\n{}", "html": "<h1>{}</h1><p>{}</p>", "csv": "a,b\n{},{}\n"}
_UNDO_HOURS = "0.02"
"""What is deleted is forgotten within the run, or the store would rightly grow."""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@dataclass(slots=True)
class Tally:
    """What was asked and how it went; times are in seconds."""

    times: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)

    def note(self, name: str, status: int, seconds: float) -> None:
        """Keep one request."""
        self.statuses[name, status] += 1
        self.times.setdefault(name, []).append(seconds)


@dataclass(frozen=True, slots=True)
class Sample:
    """A moment of the server: its memory and its folder in bytes, its open files and threads.

    What it has started counts as its own. The store grows rightly with its `documents`.
    """

    resident: int
    files: int
    threads: int
    store: int
    documents: int


class Asking:
    """Asks a server at random, `pause` seconds after each answer, and tallies what it answers."""

    def __init__(self, url: str, tally: Tally, *, seed: int, pause: float) -> None:
        self._client = httpx2.Client(base_url=url, timeout=60)
        self._url, self._tally, self._pause = url, tally, pause
        self._random = Random(seed)  # noqa: S311 - no secret
        self._deleted: list[int] = []

    def ask(self, name: str, method: str, path: str, **options: Any) -> httpx2.Response:
        """Ask, tally what is answered, and return it."""
        started = time.perf_counter()
        response = self._client.request(method, path, **options)
        self._tally.note(name, response.status_code, time.perf_counter() - started)
        return response

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(_WORDS, k=count))

    def read(self) -> None:
        """Ask one of what readers ask."""
        words, question = self._words(3), f"who {self._words(2)}?"
        batch = {"queries": [self._words(2) for _ in range(4)]}
        chat = {"messages": [{"role": "user", "content": question}]}
        store, latest = {"query": words}, {"sort": "-modified", "limit": 20}
        kinds: list[Callable[[], object]] = [
            lambda: self.ask("search", "GET", "/v1/search", params={"q": words}),
            lambda: self.ask("answer", "GET", "/v1/answer", params={"q": question}),
            lambda: self.ask("batch", "POST", "/v1/search/batch", json=batch),
            lambda: self.ask("list", "GET", "/v1/documents", params=latest),
            lambda: self.ask("metrics", "GET", "/metrics"),
            lambda: self.ask("store", "POST", "/v1/vector_stores/default/search", json=store),
            lambda: self.ask("chat", "POST", "/v1/chat/completions", json=chat),
            lambda: self.ask(
                "stream", "POST", "/v1/chat/completions", json={**chat, "stream": True}
            ),
        ]
        self._random.choice(kinds)()
        time.sleep(self._pause)

    def write(self) -> None:
        """Make one change of what a writer makes."""
        number, kind = self._random.randrange(_SOURCES), self._random.random()
        source = f"soak/{number}.txt"
        text = ". ".join(self._words(6).capitalize() for _ in range(8)) + "."
        if kind < _PUT:
            self.ask("put", "PUT", "/v1/documents", params={"source": source}, content=text)
        elif kind < _FILE:
            self._send_file(number, text)
        elif kind < _DELETE:
            response = self.ask("delete", "DELETE", "/v1/documents", params={"source": source})
            if response.is_success:
                self._deleted.append(response.json()["generation"])
        elif self._deleted:
            # Not whatever went last: a document of a file, once brought back, would stay for good.
            self.ask("undo", "POST", "/v1/documents/undo", json={"change": self._deleted.pop()})
        time.sleep(self._pause)

    def _send_file(self, number: int, text: str) -> None:
        """Fill a store as an OpenAI client does, and take back the file that was sent for it."""
        suffix, form = self._random.choice(list(_KINDS.items()))
        sent = {"file": (f"soak-{number}.{suffix}", form.format(self._words(2), text))}
        response = self.ask("file", "POST", "/v1/files", files=sent, data={"purpose": "assistants"})
        if response.is_success:
            file = response.json()["id"]
            self.ask("fill", "POST", "/v1/vector_stores/default/files", json={"file_id": file})
            self.ask("unfile", "DELETE", f"/v1/files/{file}")

    def talk(self, deadline: float) -> None:
        """Use the tools as an agent until then, in conversations of a hundred calls."""
        while time.monotonic() < deadline:
            anyio.run(self._converse, deadline)

    async def _converse(self, deadline: float) -> None:
        async with Client(f"{self._url}/mcp", read_timeout_seconds=60) as client:
            for _ in range(100):
                words = self._words(3)
                tool, arguments = self._random.choice(
                    [
                        ("search", {"query": words}),
                        ("answer", {"question": f"who {words}?"}),
                        ("verify_citation", {"quote": words}),
                        ("list_collections", {}),
                    ]
                )
                started = time.perf_counter()
                result = await client.call_tool(tool, arguments)
                status = _FAILED if result.is_error else 200
                self._tally.note(f"mcp {tool}", status, time.perf_counter() - started)
                await anyio.sleep(self._pause)
                if time.monotonic() > deadline:
                    break


def _sample(url: str, process: int, data: Path) -> Sample:
    resident = files = threads = 0
    for each in _family(process):
        with suppress(OSError):  # what it started may end meanwhile
            status = dict(
                line.split(":", 1) for line in Path(f"/proc/{each}/status").read_text().splitlines()
            )
            resident += int(status.get("VmRSS", "0 kB").split()[0]) * 1024
            threads += int(status["Threads"])
            files += len(list(Path(f"/proc/{each}/fd").iterdir()))
    store = 0
    for path in data.rglob("*"):
        with suppress(FileNotFoundError):
            store += path.stat().st_size
    told = httpx2.get(f"{url}/v1/documents", params={"limit": 1}, timeout=60).json()
    return Sample(
        resident=resident, files=files, threads=threads, store=store, documents=told["total"]
    )


def _family(process: int) -> list[int]:
    """Return a process and all that it has started."""
    found = [process]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, task.read_text().split())
    return found


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until and process.poll() is None:
        with suppress(httpx2.TransportError):
            if httpx2.get(f"{url}/readyz", timeout=5).is_success:
                return
        time.sleep(0.5)
    raise typer.Exit(2)


def _until(deadline: float, act: Callable[[], None]) -> None:
    while time.monotonic() < deadline:
        act()


@app.command()
def soak(
    minutes: Annotated[float, typer.Option(help="How long to go on.")] = 60.0,
    pause: Annotated[float, typer.Option(help="Seconds that each waits after an answer.")] = 0.05,
    seed: Annotated[int, typer.Option(help="What the requests are drawn from.")] = 1,
) -> None:
    """Ask and change a server for long, and print what became of its memory, files and store."""
    with TemporaryDirectory(prefix="spravka-soak-") as folder:
        data, port = Path(folder, "data"), _free_port()
        program = "from service.cli.main import main; main()"
        process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-c", program, "serve", "--data", str(data), "--port", str(port)],
            env={**os.environ, "SPRAVKA_UNDO_HOURS": _UNDO_HOURS},
            stdout=subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process)
            tally, samples = _run(url, process.pid, data, minutes=minutes, pause=pause, seed=seed)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
        sound = examine(data).sound
    _print(tally, samples, sound=sound)
    bad = sum(count for (_, status), count in tally.statuses.items() if status >= _FAILED)
    if bad or not sound:
        raise typer.Exit(1)


def _run(
    url: str, process: int, data: Path, *, minutes: float, pause: float, seed: int
) -> tuple[Tally, list[Sample]]:
    tally, samples = Tally(), list[Sample]()
    filling, agent, *reading = (
        Asking(url, tally, seed=seed + number, pause=pause) for number in range(_READERS + 2)
    )
    for _ in range(_SOURCES):
        filling.write()
    deadline = time.monotonic() + 60 * minutes
    with ThreadPoolExecutor(_READERS + 2) as threads:
        acts = [*(each.read for each in reading), filling.write]
        running = [threads.submit(_until, deadline, act) for act in acts]
        running.append(threads.submit(agent.talk, deadline))
        while time.monotonic() < deadline and not any(each.done() for each in running):
            samples.append(_sample(url, process, data))
            time.sleep(max(1.0, minutes / 6))
    for each in running:
        each.result()
    return tally, samples


def _print(tally: Tally, samples: list[Sample], *, sound: bool) -> None:
    print(f"{sum(tally.statuses.values())} requests, {len(samples)} samples")
    print("| request | times | p50 ms | p95 ms | statuses |\n|---|---|---|---|---|")
    for name, times in sorted(tally.times.items()):
        ordered = sorted(times)
        p95 = ordered[int(0.95 * (len(ordered) - 1))]
        told = {status: n for (of, status), n in sorted(tally.statuses.items()) if of == name}
        print(
            f"| {name} | {len(times)} | {1000 * median(ordered):.0f} | {1000 * p95:.0f}"
            f" | {', '.join(f'{status}: {n}' for status, n in told.items())} |"
        )
    print("\n| tenth | memory, MB | open files | threads | store, MB | documents |")
    print("|---|---|---|---|---|---|")
    for part in range(min(_PARTS, len(samples))):
        of = samples[part * len(samples) // _PARTS : (part + 1) * len(samples) // _PARTS] or samples
        resident, files, threads, store, documents = (
            median(getattr(each, name) for each in of)
            for name in ("resident", "files", "threads", "store", "documents")
        )
        print(
            f"| {part + 1} | {resident / 1e6:.0f} | {files:.0f} | {threads:.0f}"
            f" | {store / 1e6:.1f} | {documents:.0f} |"
        )
    print(f"\nthe doctor finds it {'sound' if sound else 'damaged'}")


if __name__ == "__main__":
    app()
