import asyncio
import socket

from service.http.server import listen
from service.settings import Settings


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
