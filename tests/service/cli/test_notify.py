"""What a service manager is told of the server."""

import socket
from pathlib import Path

import pytest

from service.cli.serve import notify
from tests.service.cli.test_main import start


def test_it_is_told_when_the_server_is_ready_and_when_it_stops(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(120)
        process = start(
            ["serve", "--port", "0", "--data", str(tmp_path / "data")],
            NOTIFY_SOCKET=str(tmp_path / "notify"),
        )
        assert manager.recv(100) == b"READY=1"
        process.terminate()
        assert manager.recv(100) == b"STOPPING=1"
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_socket_that_is_in_no_folder_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0spravka-test")
        monkeypatch.setenv("NOTIFY_SOCKET", "@spravka-test")
        notify("READY=1")
        assert manager.recv(100) == b"READY=1"


@pytest.mark.parametrize("path", ["", "nowhere", "/nowhere/at/all"])
def test_nobody_is_told_where_nobody_asks(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", path)
    notify("READY=1")
