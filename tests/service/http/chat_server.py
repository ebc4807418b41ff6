"""A local server that speaks the streaming protocol of chat completions, as a script tells it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from typing_extensions import override


class Turn(BaseHTTPRequestHandler):
    """One request and its answer: `body` is what was asked, `send` and the like answer it."""

    server: "ChatServer"
    protocol_version = "HTTP/1.1"
    timeout = 20
    body: Any

    def do_POST(self) -> None:
        self.close_connection = True
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.turns.append(self)
        try:
            self.server.script(self)
        except OSError:
            self.server.left.set()

    def begin(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/event-stream")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send(self, data: str | bytes) -> None:
        self.wfile.write(data.encode() if isinstance(data, str) else data)
        self.wfile.flush()

    def say(self, text: str | None, *, reason: str | None = None) -> None:
        """Send a part of the answer, and with it why the model stops."""
        delta = {} if text is None else {"content": text}
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        event = {"object": "chat.completion.chunk", "choices": [choice]}
        self.send(f"data: {json.dumps(event)}\n\n")

    def done(self) -> None:
        self.say(None, reason="stop")
        self.send("data: [DONE]\n\n")

    @override
    def log_message(self, format: str, *args: Any) -> None:
        pass


class ChatServer(ThreadingHTTPServer):
    """Answers every request by `script`; `left` is set when a reader leaves before the end."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Turn)
        self.script: Callable[[Turn], None] = Turn.begin
        self.turns: list[Turn] = []
        self.left = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def chatting() -> Iterator[ChatServer]:
    """Yield a server that is running."""
    with ChatServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
