import asyncio
import socket
import threading
from pathlib import Path
from time import sleep

import httpx2
import pytest

from index import Index
from service.http import server
from service.http.app import create_app
from service.http.server import address_of, listen, make_server
from service.settings import Settings
from tests.service.http.test_app import assert_problem


def test_an_answer_in_several_packets_is_sent_at_once() -> None:
    async def option_of_a_connection() -> int:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connection = writer.get_extra_info("socket")
            seen.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with listen(Settings(port=0)) as listener:
            async with await asyncio.start_server(answer, sock=listener):
                _, writer = await asyncio.open_connection(*listener.getsockname()[:2])
                option = await asyncio.wait_for(seen, 60)
                writer.close()
                await writer.wait_closed()
                return option

    assert asyncio.run(option_of_a_connection()) != 0


def test_who_asked_for_more_than_a_stop_waits_for_is_told_so(
    library: Index,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(server, "LONGEST_SHUTDOWN", 1)
    settings = Settings(port=0)
    with Index.open(tmp_path, encoders=library.encoders) as index, listen(settings) as listener:
        serving = make_server(create_app(settings, index=index), settings)
        thread = threading.Thread(target=serving.run, kwargs={"sockets": [listener]})
        thread.start()
        stopping = threading.Timer(1.0, setattr, (serving, "should_exit", True))
        text = "\n\n".join(f"The ferry number {number} leaves at nine." for number in range(20_000))
        address = f"{address_of(listener)}/v1/documents?source=long.txt"
        while not serving.started:
            sleep(0.05)
        stopping.start()
        response = httpx2.put(address, content=text, timeout=120)
        thread.join()
    problem = assert_problem(response, 503, "stopping")
    assert "send it again" in problem["detail"]
    assert response.headers["retry-after"] == "1"
    assert response.headers["x-request-id"]
    assert "Traceback" not in caplog.text
