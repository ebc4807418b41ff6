"""`python -m eval.soak`: a server asked and written to for long, and whether it stays as it is.

Readers search, answer, list and open documents while a writer adds, replaces, deletes and brings
back. What grows without end shows in the second half of the run beside the first: memory, open
files, the store. At the end the doctor looks through the index.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated

import httpx2
import typer

from index.maintain.doctor import examine

_WORDS = "кластер парк открыт закрыт отчёт принят совет cluster report opened harbour ferry".split()
_SOURCES = 150
_READERS = 2
_PAUSE = 0.05
_FAILED = 500
_PUT, _DELETE = 0.7, 0.85
"""Up to where in 0 to 1 a change is of that kind; beyond, it is brought back."""
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
    """A moment of the server: its memory and what its folder takes in bytes, its open files."""

    resident: int
    files: int
    store: int


class Asking:
    """Asks a server at random, and tallies what it answers."""

    def __init__(self, url: str, tally: Tally, *, seed: int) -> None:
        self._client = httpx2.Client(base_url=url, timeout=60)
        self._tally = tally
        self._random = Random(seed)  # noqa: S311 - no secret

    def ask(
        self, name: str, method: str, path: str, body: object = None, **query: str | int
    ) -> None:
        """Ask, and tally what is answered; a `body` that is text is sent as it is."""
        content = body if isinstance(body, str) else None
        sent = body if content is None else None
        started = time.perf_counter()
        response = self._client.request(method, path, content=content, json=sent, params=query)
        self._tally.note(name, response.status_code, time.perf_counter() - started)

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(_WORDS, k=count))

    def read(self) -> None:
        """Ask one of what readers ask."""
        kinds: list[Callable[[], object]] = [
            lambda: self.ask("search", "GET", "/v1/search", q=self._words(3)),
            lambda: self.ask("answer", "GET", "/v1/answer", q=f"who {self._words(2)}?"),
            lambda: self.ask(
                "batch", "POST", "/v1/search/batch", {"queries": [self._words(2) for _ in range(4)]}
            ),
            lambda: self.ask("list", "GET", "/v1/documents", sort="-modified", limit=20),
            lambda: self.ask("metrics", "GET", "/metrics"),
        ]
        self._random.choice(kinds)()
        time.sleep(_PAUSE)

    def write(self) -> None:
        """Make one change of what a writer makes."""
        source = f"soak/{self._random.randrange(_SOURCES)}.txt"
        kind = self._random.random()
        if kind < _PUT:
            text = ". ".join(self._words(6).capitalize() for _ in range(8)) + "."
            self.ask("put", "PUT", "/v1/documents", text, source=source)
        elif kind < _DELETE:
            self.ask("delete", "DELETE", "/v1/documents", source=source)
        else:
            self.ask("undo", "POST", "/v1/documents/undo", {})
        time.sleep(_PAUSE)


def _sample(process: int, data: Path) -> Sample:
    status = Path(f"/proc/{process}/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    sizes = [path.stat().st_size for path in data.rglob("*") if path.is_file()]
    return Sample(
        resident=int(resident.split()[1]) * 1024,
        files=len(list(Path(f"/proc/{process}/fd").iterdir())),
        store=sum(sizes),
    )


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
            tally, samples = _run(url, process.pid, data, minutes=minutes, seed=seed)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
        sound = examine(data).sound
    _print(tally, samples, sound=sound)
    bad = sum(count for (_, status), count in tally.statuses.items() if status >= _FAILED)
    if bad or not sound:
        raise typer.Exit(1)


def _run(
    url: str, process: int, data: Path, *, minutes: float, seed: int
) -> tuple[Tally, list[Sample]]:
    tally, samples = Tally(), list[Sample]()
    filling = Asking(url, tally, seed=seed)
    for _ in range(_SOURCES):
        filling.write()
    deadline = time.monotonic() + 60 * minutes
    reading = [Asking(url, tally, seed=seed + 1 + number) for number in range(_READERS)]
    acts = [*(each.read for each in reading), filling.write]
    threads = [threading.Thread(target=_until, args=(deadline, act)) for act in acts]
    for thread in threads:
        thread.start()
    while time.monotonic() < deadline:
        samples.append(_sample(process, data))
        time.sleep(max(1.0, minutes / 6))
    for thread in threads:
        thread.join()
    return tally, samples


def _print(tally: Tally, samples: list[Sample], *, sound: bool) -> None:
    half = len(samples) // 2
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
    print("\n| | first half, median | second half, median | most |\n|---|---|---|---|")
    for name, unit in (("resident", 1e6), ("files", 1), ("store", 1e6)):
        values = [getattr(each, name) / unit for each in samples]
        print(
            f"| {name}{'' if unit == 1 else ', MB'} | {median(values[:half] or values):.1f}"
            f" | {median(values[half:]):.1f} | {max(values):.1f} |"
        )
    print(f"\nthe doctor finds it {'sound' if sound else 'damaged'}")


if __name__ == "__main__":
    app()
