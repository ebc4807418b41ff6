"""Following folders: what is seen of them, and what is told."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from index.errors import InvalidInput, StoreError
from index.roots import Unread
from index.types import AddReport, Failure
from service.watching import Followed, Follower, Stopped, look

Answer = AddReport | Exception


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "documents")


def make(folder: Path) -> Path:
    folder.mkdir()
    (folder / "ferry.txt").write_text("The ferry leaves at nine.", encoding="utf-8")
    return folder


def change(folder: Path) -> None:
    (folder / "new.txt").write_text(f"{len(list(folder.iterdir()))}", encoding="utf-8")
    os.utime(folder / "new.txt", ns=(1, (folder / "new.txt").stat().st_mtime_ns + 10**9))


def report(*reasons: str, unread: Sequence[Unread] = ()) -> AddReport:
    failed = tuple(Failure("a", reason, "empty") for reason in reasons)
    return AddReport(
        added=0, replaced=0, unchanged=0, removed=0, passages=0, embedded=0, failed=failed,
        generation=0, unread=tuple(unread),
    )  # fmt: skip


def followed(path: Path) -> Followed:
    return Followed(path=path, collection="default", update=report)


class Script:
    """What updates of each folder come to, one after the other; it stops when they are used up."""

    def __init__(self, answers: Mapping[Path, Sequence[Answer]]) -> None:
        self.told: list[str] = []
        self.updated: list[str] = []
        self.answers = {str(path): list(each) for path, each in answers.items()}
        self.folders = [followed(path) for path in answers]

    def follow(self, *, then: Callable[[Path], None] = lambda _: None) -> list[str]:
        """Follow them, `then` after each update, and return what was told."""

        def update(one: Followed) -> AddReport:
            left = self.answers[str(one.path)]
            if not left:
                raise Stopped
            self.updated.append(one.path.name)
            answer = left.pop(0)
            then(one.path)
            if isinstance(answer, Exception):
                raise answer
            return answer

        Follower(lambda: self.folders, update, self.told.append, every=0.01).run()
        return self.told


class TestFollower:
    def test_tells_a_failure_once_until_it_is_another(self, folder: Path) -> None:
        answers = [
            report("a: no text"), report("a: no text"), report(), report("a: no text", "b: binary"),
        ]  # fmt: skip
        told = Script({folder: answers}).follow(then=change)
        assert told == [f"following {folder}", "a: no text", "a: no text", "b: binary"]

    def test_tells_what_is_not_read_with_the_folder(self, folder: Path) -> None:
        unread = [Unread("a.zip", "unknown_format")]
        told = Script({folder: [report(unread=unread)] * 3}).follow(then=change)
        assert len(told) == 2
        assert told[1].startswith(f"{folder}: 1 file not read: 1 .zip")

    def test_tries_again_by_itself_where_the_store_was_busy(self, folder: Path) -> None:
        busy = StoreError("another process is writing")
        script = Script({folder: [busy, busy, busy]})
        assert script.follow()[1:] == [str(busy)]
        assert len(script.updated) == 3

    def test_of_several_one_that_cannot_be_read_keeps_no_other_from_it(
        self, folder: Path, tmp_path: Path
    ) -> None:
        gone, refused = tmp_path / "gone", InvalidInput("gone: no such folder")
        script = Script({gone: [refused], folder: [report(), report(), report()]})
        assert script.follow(then=lambda path: change(path) if path == folder else None) == [
            f"following {gone}, {folder}",
            str(refused),
        ]
        assert script.updated == ["gone", *["documents"] * 3]

    def test_follows_those_that_come_and_leaves_those_that_go(
        self, folder: Path, tmp_path: Path
    ) -> None:
        other = make(tmp_path / "other")
        script = Script({folder: [report()] * 2, other: [report()]})
        [first, second] = script.folders
        script.folders = [first]

        def then(path: Path) -> None:
            script.folders = [second] if len(script.updated) == 2 else script.folders
            change(path)

        assert script.follow(then=then) == [f"following {folder}", f"following {other}"]
        assert script.updated == ["documents", "documents", "other"]


def test_a_look_sees_files_come_change_and_go(folder: Path) -> None:
    seen = [look(followed(folder))]
    (folder / "new.md").write_text("Low water.", encoding="utf-8")
    seen.append(look(followed(folder)))
    (folder / "new.md").write_text("Low tide.", encoding="utf-8")
    os.utime(folder / "new.md", ns=(1, 1))
    seen.append(look(followed(folder)))
    (folder / "new.md").unlink()
    seen.append(look(followed(folder)))
    assert seen[0] == seen[3]
    assert len(set(seen)) == 3
    folder.rename(folder.with_name("elsewhere"))
    assert look(followed(folder)) == frozenset()
    # Nor is there anything to see where one cannot look.
    folder.symlink_to("/" + "x" * 300)
    assert look(followed(folder)) == frozenset()


def test_a_look_sees_what_keeps_its_size_and_time_of_change(folder: Path) -> None:
    path = folder / "ferry.txt"
    seen, status = [look(followed(folder))], path.stat()
    # As what is put back from an archive has them.
    path.write_text("The ferry leaves at five.", encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    seen.append(look(followed(folder)))
    # What could not be read may be read now.
    path.chmod(0o600)
    seen.append(look(followed(folder)))
    assert len(set(seen)) == 3
    assert look(followed(folder)) == seen[2]


def test_a_look_goes_where_links_lead_that_are_followed(folder: Path, tmp_path: Path) -> None:
    away = make(tmp_path / "away")
    (folder / "away").symlink_to(away)
    linked = Followed(folder, "default", report, follow_links=True)
    before, not_followed = look(linked), look(followed(folder))
    change(away)
    assert look(linked) != before
    assert look(followed(folder)) == not_followed
