"""The file by which the command line finds the server of a data folder."""

import fcntl
import json
import os
import stat
from pathlib import Path

import pytest

from service.running import (
    SERVER_FILE,
    Announcement,
    Running,
    find_running,
    local_address,
    make_secret,
)


def running(address: str = "http://127.0.0.1:8000") -> Running:
    return Running(address=address, version="1", model=None, since=5.0, secret=make_secret())


def test_a_server_is_found_for_as_long_as_it_runs(tmp_path: Path) -> None:
    one = running()
    assert find_running(tmp_path) is None
    with Announcement(tmp_path) as announcement:
        assert find_running(tmp_path) is None
        announcement.publish(one)
        assert find_running(tmp_path) == one
        assert one.secret not in repr(one)
    assert find_running(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_nobody_else_may_read_the_secret(tmp_path: Path) -> None:
    (tmp_path / SERVER_FILE).touch(mode=0o666)
    (tmp_path / SERVER_FILE).chmod(0o666)
    with Announcement(tmp_path) as announcement:
        announcement.publish(running())
        assert stat.S_IMODE((tmp_path / SERVER_FILE).stat().st_mode) == 0o600


def test_the_file_of_a_dead_server_is_ignored_and_removed(tmp_path: Path) -> None:
    with Announcement(tmp_path) as announcement:
        announcement.publish(running())
        left = (tmp_path / SERVER_FILE).read_bytes()
    (tmp_path / SERVER_FILE).write_bytes(left)
    assert find_running(tmp_path) is None
    assert not (tmp_path / SERVER_FILE).exists()


def test_a_new_server_takes_a_dead_ones_place(tmp_path: Path) -> None:
    (tmp_path / SERVER_FILE).write_text("x" * 5000)
    one = running()
    with Announcement(tmp_path) as announcement:
        announcement.publish(one)
        assert find_running(tmp_path) == one


def test_of_two_servers_the_first_is_told_of(tmp_path: Path) -> None:
    first, second = running(), running("http://127.0.0.1:8001")
    with Announcement(tmp_path) as one:
        one.publish(first)
        with Announcement(tmp_path) as other:
            other.publish(second)
            assert find_running(tmp_path) == first
        assert find_running(tmp_path) == first


@pytest.mark.parametrize(
    "address", ["http://192.0.2.1:80", "http://spravka.example", "file:///etc", ""]
)
def test_no_other_machine_is_asked(tmp_path: Path, address: str) -> None:
    with Announcement(tmp_path) as announcement:
        announcement.publish(running(address))
        assert not (tmp_path / SERVER_FILE).exists()
    descriptor = os.open(tmp_path / SERVER_FILE, os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    written = {"address": address, "version": "1", "model": None, "since": 1, "secret": "x"}
    os.write(descriptor, json.dumps(written).encode())
    assert find_running(tmp_path) is None
    os.close(descriptor)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"address": "http://127.0.0.1:1"}'])
def test_what_no_server_wrote_is_none(tmp_path: Path, content: str) -> None:
    descriptor = os.open(tmp_path / SERVER_FILE, os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.write(descriptor, content.encode())
    assert find_running(tmp_path) is None
    os.close(descriptor)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / SERVER_FILE).symlink_to(tmp_path / "precious")
    with Announcement(tmp_path) as announcement:
        announcement.publish(running())
        assert find_running(tmp_path) is None
    assert (tmp_path / "precious").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_served_all_the_same(tmp_path: Path) -> None:
    with Announcement(tmp_path / "missing") as announcement:
        announcement.publish(running())
    assert not (tmp_path / "missing").exists()


def test_this_machine_reaches_what_listens_everywhere() -> None:
    assert local_address("http://0.0.0.0:80") == "http://127.0.0.1:80"
    assert local_address("http://[::]:80") == "http://[::1]:80"
    assert local_address("http://127.0.0.1:80") == "http://127.0.0.1:80"
