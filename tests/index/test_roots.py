"""The folders a collection was given: each keeps to itself, and nothing of them is passed over."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index, Progress, Root, Unread, UnreadCount, text_document
from index.errors import InvalidInput, NotFound
from index.maintain.doctor import examine
from tests.index.encoders import word_encoders

NO_TEXT = bytes(range(32))
"""What no reader knows."""

NOWHERE_TO_LOOK = "/" + "x" * 300
"""What nobody can look at, as others what they have no right to: no file has so long a name."""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        yield index


def write(folder: Path, **texts: str) -> Path:
    """Write texts into a folder, made if missing; `__` in a name stands for a slash, `_` for a dot."""
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def texts(index: Index, *, collection: str = "default") -> dict[str, str]:
    found = index.documents(collection=collection, limit=1000).documents
    return {each.source: index.text(each.document_id).text for each in found}


def roots(index: Index) -> dict[str, Root]:
    return {each.root.name: each.root for each in index.roots()}


class TestTwoFolders:
    @pytest.fixture
    def folders(self, tmp_path: Path) -> tuple[Path, Path]:
        return (
            write(tmp_path / "hr", README_md="Alpha leads.", notes__a_txt="One."),
            write(tmp_path / "it", README_md="Beta leads.", notes__a_txt="Two."),
        )

    def test_of_the_same_names_keep_their_own(
        self, index: Index, folders: tuple[Path, Path]
    ) -> None:
        index.add(folders[0])
        report = index.add(folders[1])
        assert (report.added, report.replaced) == (2, 0)
        assert texts(index) == {
            "README.md": "Alpha leads.",
            "notes/a.txt": "One.",
            "it/README.md": "Beta leads.",
            "it/notes/a.txt": "Two.",
        }
        (change,) = report.roots
        assert (change.root.name, change.root.plain) == ("it", False)
        hit = index.search("Beta leads").hits[0]
        assert hit.citation.source == "it/README.md"
        assert hit.citation.quote == "Beta leads."

    def test_added_by_two_processes_at_once_take_nothing_from_each_other(
        self, index: Index, folders: tuple[Path, Path], tmp_path: Path
    ) -> None:
        one, two = folders
        with Index.open(tmp_path / "index", encoders=word_encoders()) as other:

            def meanwhile(_: Progress) -> None:
                if not texts(index):
                    other.add(two)

            with pytest.raises(InvalidInput, match=f"{one}: {two} was added.*add it again"):
                index.add(one, on_progress=meanwhile)
        assert texts(index) == {"README.md": "Beta leads.", "notes/a.txt": "Two."}
        index.add(one)
        assert texts(index) == {
            "README.md": "Beta leads.",
            "notes/a.txt": "Two.",
            "hr/README.md": "Alpha leads.",
            "hr/notes/a.txt": "One.",
        }

    def test_given_at_once_go_by_their_names(
        self, index: Index, folders: tuple[Path, Path]
    ) -> None:
        index.add(*folders)
        assert set(texts(index)) == {
            "hr/README.md", "hr/notes/a.txt", "it/README.md", "it/notes/a.txt"
        }  # fmt: skip
        assert index.add(*reversed(folders)).unchanged == 4

    def test_are_pruned_each_by_itself(self, index: Index, folders: tuple[Path, Path]) -> None:
        for folder in folders:
            index.add(folder)
        for folder in folders:
            (folder / "notes" / "a.txt").unlink()
        assert index.add(folders[1], prune=True).removed == 1
        assert set(texts(index)) == {"README.md", "notes/a.txt", "it/README.md"}
        assert index.update(prune=False).removed == 0
        assert index.update("hr").removed == 1
        assert set(texts(index)) == {"README.md", "it/README.md"}

    def test_of_one_name_get_two(self, index: Index, tmp_path: Path) -> None:
        for place in ("a", "b", "c"):
            index.add(write(tmp_path / place / "docs", note_md=f"In {place}."))
        assert set(texts(index)) == {"note.md", "docs-2/note.md", "docs-3/note.md"}

    def test_may_be_named(self, index: Index, folders: tuple[Path, Path]) -> None:
        index.add(folders[0], name="people")
        assert set(texts(index)) == {"people/README.md", "people/notes/a.txt"}
        assert index.add(folders[0]).unchanged == 2
        for name in ("people", "a/b", ".a", ""):
            with pytest.raises(InvalidInput, match=r"name|goes by"):
                index.add(folders[1], name=name)
        with pytest.raises(InvalidInput, match="one folder"):
            index.add(folders[0], name="again")

    def test_do_not_meet_where_one_has_a_folder_of_the_other_s_name(
        self, index: Index, tmp_path: Path
    ) -> None:
        index.add(write(tmp_path / "all", it__a_txt="Inside."))
        index.add(write(tmp_path / "it", a_txt="Beside."))
        assert texts(index) == {"it/a.txt": "Inside.", "it-2/a.txt": "Beside."}

    def test_meet_later_and_neither_is_lost(self, index: Index, tmp_path: Path) -> None:
        first = write(tmp_path / "all", a_txt="First.")
        index.add(first)
        index.add(write(tmp_path / "it", a_txt="Beside."))
        report = index.add(write(first, it__a_txt="Inside."))
        assert [(each.source, each.code) for each in report.failed] == [("it/a.txt", "name_taken")]
        assert texts(index) == {"a.txt": "First.", "it/a.txt": "Beside."}
        assert index.unread() == (Unread("it/a.txt", "name_taken", report.failed[0].reason),)


class TestAPathWithin:
    def test_a_known_folder_is_a_part_of_it(self, index: Index, tmp_path: Path) -> None:
        folder = write(tmp_path / "docs", a_txt="One.", hr__b_txt="Two.", hr__c_txt="Three.")
        index.add(folder)
        write(folder, a_txt="Other.", hr__b_txt="Other two.", hr__d_txt="Four.")
        (folder / "hr" / "c.txt").unlink()
        report = index.add(folder / "hr", prune=True)
        assert (report.added, report.replaced, report.removed, report.roots) == (1, 1, 1, ())
        assert texts(index) == {"a.txt": "One.", "hr/b.txt": "Other two.", "hr/d.txt": "Four."}
        assert index.add(folder / "a.txt").replaced == 1
        assert list(roots(index)) == ["docs"]

    def test_is_told_with_what_is_not_read_elsewhere(self, index: Index, tmp_path: Path) -> None:
        folder = write(tmp_path / "docs", a_txt="One.", hr__b_txt="Two.")
        (folder / "x.bin").write_bytes(NO_TEXT)
        (folder / "hr" / "y.bin").write_bytes(NO_TEXT)
        index.add(folder)
        (folder / "hr" / "y.bin").rename(folder / "hr" / "z.bin")
        (folder / "x.bin").unlink()
        index.add(folder / "hr")
        assert {each.path for each in index.unread()} == {"x.bin", "hr/z.bin"}

    def test_leaves_a_folder_out_that_was_given_before(self, index: Index, tmp_path: Path) -> None:
        folder = write(tmp_path / "docs", a_txt="One.", hr__b_txt="Two.")
        index.add(folder / "hr")
        report = index.add(folder)
        assert (report.added, report.unread) == (1, ())
        assert set(texts(index)) == {"b.txt", "docs/a.txt"}
        assert index.update().unchanged == 2


class TestAFile:
    def test_by_itself_goes_by_its_name(self, index: Index, tmp_path: Path) -> None:
        for place in ("a", "b"):
            write(tmp_path / place, note_md=f"In {place}.")
            index.add(tmp_path / place / "note.md")
        assert texts(index) == {"note.md": "In a.", "b/note.md": "In b."}
        write(tmp_path / "b", note_md="Changed.")
        assert index.update().replaced == 1
        assert texts(index)["b/note.md"] == "Changed."

    def test_of_a_folder_that_is_given_later_becomes_the_folder_s(
        self, index: Index, tmp_path: Path
    ) -> None:
        folder = write(tmp_path / "docs", a_txt="One.", b_txt="Two.")
        index.add(folder / "a.txt")
        report = index.add(folder)
        assert (report.added, report.unchanged, report.failed) == (1, 1, ())
        assert set(texts(index)) == {"a.txt", "b.txt"}
        assert list(roots(index)) == ["docs"]

    def test_that_is_gone_goes_where_its_folder_is_there(
        self, index: Index, tmp_path: Path
    ) -> None:
        folder = write(tmp_path / "docs", a_txt="One.")
        index.add(folder / "a.txt")
        folder.rename(tmp_path / "away")
        assert index.update().removed == 0
        folder.mkdir()
        assert index.update().removed == 1


class TestAFolder:
    def test_that_moved_is_the_same(self, index: Index, tmp_path: Path) -> None:
        folder = write(tmp_path / "docs", a_txt="One.", hr__b_txt="Two.")
        index.add(folder)
        moved = folder.rename(tmp_path / "papers")
        write(moved, c_txt="Three.")
        report = index.add(moved)
        assert (report.added, report.unchanged) == (1, 2)
        assert report.roots[0].moved_from == str(folder)
        assert roots(index)["docs"].path == str(moved)
        assert set(texts(index)) == {"a.txt", "hr/b.txt", "c.txt"}

    def test_that_is_there_twice_is_two_and_told(self, index: Index, tmp_path: Path) -> None:
        folder = write(tmp_path / "docs", a_txt="One.", hr__b_txt="Two.")
        index.add(folder)
        shutil.copytree(folder, tmp_path / "copy")
        report = index.add(tmp_path / "copy")
        assert [(each.source, each.same_as) for each in report.duplicates] == [
            ("copy/a.txt", "a.txt"), ("copy/hr/b.txt", "hr/b.txt")
        ]  # fmt: skip
        assert index.add(tmp_path / "copy").duplicates == ()

    @pytest.mark.parametrize("how", ["gone", "empty", "nothing to read"])
    def test_that_is_gone_or_empty_loses_nothing_and_is_named(
        self, index: Index, tmp_path: Path, how: str
    ) -> None:
        folder = write(tmp_path / "docs", a_txt="One.")
        other = write(tmp_path / "it", b_txt="Two.")
        index.add(folder)
        index.add(other)
        shutil.rmtree(folder)
        if how != "gone":
            folder.mkdir()
        if how == "nothing to read":
            (folder / "x.bin").write_bytes(NO_TEXT)
        write(other, c_txt="Three.")
        report = index.update()
        assert (report.added, report.removed) == (1, 0)
        assert set(texts(index)) == {"a.txt", "it/b.txt", "it/c.txt"}
        if how == "nothing to read":
            assert [each.path for each in report.unread] == ["x.bin"]
        else:
            assert [each.source for each in report.failed] == ["docs"]
            with pytest.raises(InvalidInput, match=str(folder)):
                index.add(folder, prune=True)

    def test_that_cannot_be_looked_at_keeps_no_other_from_being_read(
        self, index: Index, tmp_path: Path
    ) -> None:
        barred, other = write(tmp_path / "a", a_md="One."), write(tmp_path / "b", b_md="Two.")
        index.add(barred)
        index.add(other)
        shutil.rmtree(barred)
        barred.symlink_to(NOWHERE_TO_LOOK)
        write(other, b_md="Three.")
        report = index.update()
        assert (report.replaced, report.removed) == (1, 0)
        assert [each.reason for each in report.failed] == [
            f"{barred}: File name too long; its documents stay"
        ]
        assert texts(index) == {"a.md": "One.", "b/b.md": "Three."}
        with pytest.raises(InvalidInput, match="File name too long"):
            index.add(barred)

    @pytest.mark.parametrize("was", ["rules.md", "правила.md"])
    def test_in_a_file_s_place_takes_its_document_s(
        self, index: Index, tmp_path: Path, was: str
    ) -> None:
        folder = write(tmp_path / "notes", other_md="Other.")
        folder.joinpath(was).write_text("Nine.", encoding="utf-8")
        index.add(folder)
        (folder / was).unlink()
        write(folder / was, part_md="Ten.")
        assert index.update().removed == 1
        assert texts(index) == {f"{was}/part.md": "Ten.", "other.md": "Other."}

    def test_is_known_behind_a_link(self, index: Index, tmp_path: Path) -> None:
        folder = write(tmp_path / "docs", a_txt="One.")
        (tmp_path / "link").symlink_to(folder)
        index.add(folder)
        assert index.add(tmp_path / "link").unchanged == 1
        assert list(roots(index)) == ["docs"]

    def test_that_is_deleted_takes_its_documents_along(self, index: Index, tmp_path: Path) -> None:
        index.add(write(tmp_path / "docs", a_txt="One."))
        index.add(write(tmp_path / "it", a_txt="Two."))
        assert index.delete_root("docs") == 1
        assert texts(index) == {"it/a.txt": "Two."}
        assert [hit.text for hit in index.search("One Two").hits] == ["Two."]
        assert list(roots(index)) == ["it"]
        for ask in (index.delete_root, index.update):
            with pytest.raises(NotFound, match="docs"):
                ask("docs")


class TestWhatWasSent:
    def test_is_never_pruned(self, index: Index, tmp_path: Path) -> None:
        index.add_documents([text_document(source="sent.txt", text="Sent.")])
        folder = write(tmp_path / "docs", a_txt="One.", b_txt="Two.")
        index.add(folder)
        (folder / "b.txt").unlink()
        assert index.add(folder, prune=True).removed == 1
        assert set(texts(index)) == {"a.txt", "sent.txt"}

    def test_is_not_overwritten_by_a_file_of_its_name(self, index: Index, tmp_path: Path) -> None:
        index.add_documents([text_document(source="a.txt", text="Sent.")])
        folder = write(tmp_path / "docs", a_txt="One.", b_txt="Two.")
        index.add(folder)
        assert texts(index) == {"a.txt": "Sent.", "docs/a.txt": "One.", "docs/b.txt": "Two."}

    def test_meets_a_file_that_comes_later(self, index: Index, tmp_path: Path) -> None:
        folder = write(tmp_path / "docs", a_txt="One.")
        index.add(folder)
        index.add_documents([text_document(source="b.txt", text="Sent.")])
        report = index.add(write(folder, b_txt="Two."))
        assert [each.code for each in report.failed] == ["name_taken"]
        assert texts(index) == {"a.txt": "One.", "b.txt": "Sent."}
        write(folder, b_txt="Sent.")
        assert index.add(folder).failed == ()
        # It is the folder's now.
        (folder / "b.txt").unlink()
        assert index.add(folder, prune=True).removed == 1

    def test_replaces_a_folder_s_document_until_that_is_read_again(
        self, index: Index, tmp_path: Path
    ) -> None:
        folder = write(tmp_path / "docs", a_txt="One.")
        index.add(folder)
        index.add_documents([text_document(source="a.txt", text="Sent.")])
        assert texts(index) == {"a.txt": "Sent."}
        assert index.add(folder).replaced == 1
        assert texts(index) == {"a.txt": "One."}

    def test_twice_is_told(self, index: Index) -> None:
        same = [text_document(source=name, text="One text.") for name in ("a.txt", "b.txt")]
        report = index.add_documents(same)
        assert [(each.source, each.same_as) for each in report.duplicates] == [("b.txt", "a.txt")]
        other = text_document(source="c.txt", text="One text.", collection="other")
        assert index.add_documents([other], collection="other").duplicates == ()


class TestWhatIsNotRead:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = write(
            tmp_path / "docs", a_txt="One.", _gitignore="build/\n*.log\n!keep.log\n",
            build__b_txt="Built.", c_log="Line.", keep_log="Kept.", _hidden__d_txt="Hidden.",
            sub___spravkaignore="drafts/\n", sub__drafts__e_txt="Draft.", sub__f_txt="Six.",
        )  # fmt: skip
        for name in ("x.zip", "y.ZIP", "photo"):
            (folder / name).write_bytes(NO_TEXT)
        (folder / "~$plan.docx").write_bytes(NO_TEXT)
        return folder

    def test_is_counted_and_kept(self, index: Index, folder: Path) -> None:
        report = index.add(folder)
        assert set(texts(index)) == {"a.txt", "keep.log", "sub/f.txt"}
        assert report.failed == ()
        told = {each.path: each.code for each in report.unread}
        assert told == {
            ".gitignore": "hidden", ".hidden/": "hidden", "sub/.spravkaignore": "hidden",
            "~$plan.docx": "hidden", "build/": "ignored", "c.log": "ignored",
            "sub/drafts/": "ignored", "photo": "unknown_format", "x.zip": "unknown_format",
            "y.ZIP": "unknown_format",
        }  # fmt: skip
        assert {each.path: each.code for each in index.unread()} == told
        (info,) = index.roots()
        assert (info.documents, info.missed) == (3, 3)
        assert UnreadCount("unknown_format", ".zip", 2) in info.unread
        for result in (index.search("One"), index.answer("One")):
            assert (result.coverage.documents, result.coverage.unread) == (3, 3)
        assert examine(index.folder).sound

    def test_is_no_change_of_the_documents(self, index: Index, folder: Path) -> None:
        before = index.add(folder).generation
        (folder / "z.zip").write_bytes(NO_TEXT)
        assert index.add(folder).generation == before
        assert index.search("One").coverage.unread == 4
        (folder / "z.zip").unlink()
        index.update()
        assert index.search("One").coverage.unread == 3

    def test_takes_back_what_git_ignores(self, index: Index, folder: Path) -> None:
        write(folder, _spravkaignore="!c.log\na.txt\n")
        report = index.add(folder)
        assert set(texts(index)) == {"c.log", "keep.log", "sub/f.txt"}
        assert Unread("a.txt", "ignored") in report.unread

    def test_is_removed_where_it_is_ignored_by_now(self, index: Index, folder: Path) -> None:
        index.add(folder)
        write(folder, _spravkaignore="sub/\n")
        assert index.add(folder).removed == 0
        assert index.add(folder, prune=True).removed == 1
        assert set(texts(index)) == {"a.txt", "keep.log"}

    def test_is_counted_whole_however_many_they_are(
        self, index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("index.store.roots.MOST_NAMED", 2)
        index.add(folder)
        assert [each.code for each in index.unread()] == ["unknown_format"] * 2
        assert sum(each.count for each in index.roots()[0].unread) == 10
        assert index.search("One").coverage.unread == 3
        # Of a part of the folder it is then not known what there was elsewhere.
        index.add(folder / "sub")
        assert sum(each.count for each in index.roots()[0].unread) == 10

    def test_says_why_a_file_failed(self, index: Index, folder: Path) -> None:
        (folder / "empty.md").write_bytes(b"")
        (failure,) = index.add(folder).failed
        assert (failure.source, failure.code) == ("empty.md", "empty")
        assert Unread("empty.md", "empty", failure.reason) in index.unread()


class TestLinks:
    def test_within_a_folder_are_read_once(self, index: Index, tmp_path: Path) -> None:
        folder = write(tmp_path / "docs", a_txt="One.", sub__b_txt="Two.", _store__c_txt="Three.")
        (folder / "again.txt").symlink_to("a.txt")
        (folder / "sub-again").symlink_to("sub")
        (folder / "up").symlink_to("..")
        (folder / "sub" / "loop").symlink_to(folder)
        (folder / "c.txt").symlink_to(".store/c.txt")
        report = index.add(folder)
        # What is hidden is read where a link that is not leads there, as by those who keep versions.
        assert texts(index) == {"a.txt": "One.", "sub/b.txt": "Two.", "c.txt": "Three."}
        assert [(each.path, each.code) for each in report.unread] == [
            (".store/", "hidden"), ("up", "link")
        ]  # fmt: skip

    def test_in_the_place_of_what_was_read_leave_it_under_one_name(
        self, index: Index, tmp_path: Path
    ) -> None:
        folder = write(
            tmp_path / "notes",
            today_md="Nine.",
            rules_md="Ten.",
            old__a_md="One.",
            new__a_md="Two.",
            away_md="Three.",
        )
        index.add(folder)
        for name, target in {"today.md": "rules.md", "old": "new", "away.md": "/away.md"}.items():
            path = folder / name
            path.rename(tmp_path / path.name)
            path.symlink_to(target)
        assert index.update().removed == 2
        # What leads nowhere may be there again when a disk is.
        assert texts(index) == {"rules.md": "Ten.", "new/a.md": "Two.", "away.md": "Three."}

    def test_out_of_it_are_named_or_followed(self, index: Index, tmp_path: Path) -> None:
        write(tmp_path / "away", b_txt="Two.", deep__c_txt="Three.")
        (tmp_path / "away" / "back").symlink_to(tmp_path / "docs")
        folder = write(tmp_path / "docs", a_txt="One.")
        (folder / "away").symlink_to(tmp_path / "away")
        (folder / "b.txt").symlink_to(tmp_path / "away" / "b.txt")
        report = index.add(folder)
        assert {each.path for each in report.unread} == {"away", "b.txt"}
        assert str(tmp_path / "away") in report.unread[0].reason
        assert set(texts(index)) == {"a.txt"}
        assert index.add(folder, follow_links=True).unread == ()
        assert set(texts(index)) == {"a.txt", "away/b.txt", "away/deep/c.txt"}
        # So it stays.
        assert index.update().unchanged == 3

    def test_to_where_one_cannot_look_are_named_and_the_rest_is_read(
        self, index: Index, tmp_path: Path
    ) -> None:
        folder = write(tmp_path / "notes", a_md="One.")
        (folder / "link.md").symlink_to(NOWHERE_TO_LOOK)
        report = index.add(folder)
        assert report.added == 1
        assert [(each.path, each.code) for each in report.unread] == [("link.md", "link")]
        report = index.add(folder, follow_links=True)
        assert [each.reason for each in report.failed] == ["link.md: File name too long"]

    def test_to_what_is_not_there_are_named_as_such(self, index: Index, tmp_path: Path) -> None:
        folder = write(tmp_path / "docs", a_txt="One.")
        (folder / "gone.txt").symlink_to("nowhere.txt")
        (failure,) = index.add(folder).failed
        assert failure.reason == "gone.txt: a link to what is not there"


NAMES = st.sampled_from(["a.txt", "b.txt", "sub/a.txt", "sub/c.txt", "one/a.txt", "two/a.txt"])
FILES = st.dictionaries(NAMES, st.sampled_from(["Кластер открыт.", "Отчёт принят."]), min_size=1)


@settings(max_examples=12)
@given(before=st.tuples(FILES, FILES), after=st.tuples(FILES, FILES), together=st.booleans())
def test_whatever_two_folders_hold_each_is_in_the_index_as_it_is(
    tmp_path_factory: pytest.TempPathFactory,
    before: tuple[dict[str, str], dict[str, str]],
    after: tuple[dict[str, str], dict[str, str]],
    together: bool,
) -> None:
    place = tmp_path_factory.mktemp("two")
    folders = [place / "one", place / "two"]
    with Index.open(place / "index", encoders=word_encoders()) as index:
        for state in (before, after):
            for folder, files in zip(folders, state, strict=True):
                shutil.rmtree(folder, ignore_errors=True)
                for name, text in files.items():
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    (folder / name).write_text(text)
            if together:
                index.add(*folders, prune=True)
            else:
                for folder in folders:
                    index.add(folder, prune=True)
        told = {Path(each.root.path).name: each.root for each in index.roots()}
        taken = {each.path for each in index.unread() if each.code == "name_taken"}
        expected = {
            told[folder.name].source(name): text
            for folder, files in zip(folders, after, strict=True)
            for name, text in files.items()
        }
        # A folder of which nothing can be taken in loses nothing either.
        spared = {
            told[folder.name].source(name)
            for folder, old, new in zip(folders, before, after, strict=True)
            if all(told[folder.name].source(name) in taken for name in new)
            for name in old
        }
        found = texts(index)
        # A name that became free after it was asked for is taken in the next time.
        assert expected.keys() - taken <= found.keys() <= expected.keys() | spared
        assert all(found[name] == expected[name] for name in expected.keys() - taken)
