"""Packages: what a hostile one asks for is refused, and its names lead nowhere."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ReadError
from index.read.office import docx, epub, odp, ods, odt, packages, pptx, rtf, xls, xlsx
from index.read.office.packages import Package, resolve
from index.read.readers import Reader
from tests.index import office

READERS: Mapping[str, Reader] = {
    ".docx": docx, ".pptx": pptx, ".xlsx": xlsx, ".xls": xls, ".odt": odt, ".odp": odp,
    ".ods": ods, ".rtf": rtf, ".epub": epub,
}  # fmt: skip
FILES = [path for path in sorted(office.SAMPLES.iterdir()) if path.suffix in READERS]


def refused(file: bytes, *, reader: Reader = docx, name: str = "odd.docx") -> ReadError:
    with pytest.raises(ReadError, match=name.replace(".", r"\.")) as error:
        reader.read(file, name=name)
    return error.value


def test_a_part_that_unpacks_to_far_more_than_the_file_is_not_unpacked() -> None:
    spaces = " " * 60_000_000
    bomb = office.with_parts(office.docx(office.paragraph("x") + spaces), {})
    assert len(bomb) < 100_000
    assert refused(bomb).code == "limits"


def test_all_parts_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "LARGEST_UNPACKED", 1000)
    package = Package(office.package({"a": "x" * 600, "b": "y" * 600}), name="a.odt")
    assert package.read("a") == b"x" * 600
    with pytest.raises(ReadError, match=r"a\.odt: unpacks to more") as error:
        package.read("b")
    assert error.value.code == "limits"


def test_a_header_that_lies_about_a_part_s_size_is_not_believed() -> None:
    file = bytearray(office.docx(office.paragraph("x" * 2000)))
    with ZipFile(BytesIO(bytes(file))) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lie = file.replace(size.to_bytes(4, "little"), (5).to_bytes(4, "little"))
    assert lie != file
    assert refused(bytes(lie)).code == "damaged"


def test_an_archive_of_too_many_parts_is_refused() -> None:
    assert refused(office.package({f"{n}": "" for n in range(10_001)})).code == "limits"


def test_a_part_that_a_password_locks_is_refused() -> None:
    file = bytearray(office.docx(office.paragraph("x")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = file.find(mark)
        while start >= 0:
            file[start + at] |= 1
            start = file.find(mark, start + 1)
    assert refused(bytes(file)).code == "encrypted"


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><d>&b;</d>',
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>',
        '<!DOCTYPE d [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]><d/>',
    ],
)
def test_entities_are_neither_expanded_nor_fetched(document: str) -> None:
    file = office.with_parts(office.docx(""), {"word/document.xml": document})
    assert refused(file).code == "damaged"


@pytest.mark.parametrize(
    ("part", "target", "resolved"),
    [
        ("word/document.xml", "styles.xml", "word/styles.xml"),
        ("ppt/slides/slide1.xml", "../notes/n.xml", "ppt/notes/n.xml"),
        ("", "/word/document.xml", "word/document.xml"),
        ("B/b.opf", "a%20b.xhtml#here", "B/a b.xhtml"),
        ("B/b.opf", "../../../../etc/passwd", "../../../etc/passwd"),
    ],
)
def test_an_address_leads_to_a_part_of_the_package_alone(
    part: str, target: str, resolved: str
) -> None:
    assert resolve(part, target) == resolved
    package = Package(office.package({"a": "x"}), name="a.epub")
    with pytest.raises(ReadError):
        package.read("../../../etc/passwd")


def damaged(file: bytes, random: Random) -> bytes:
    """Return a file with some of its bytes changed or its end cut off, within a part or without."""
    if file.startswith(b"PK") and random.random() < 0.6:
        with ZipFile(BytesIO(file)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = random.choice([name for name, part in parts.items() if part])
        parts[name] = damaged(parts[name], random)
        buffer = BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for each, part in parts.items():
                archive.writestr(each, part)
        return buffer.getvalue()
    changed = bytearray(file)
    for _ in range(random.randint(1, 8)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed[: random.randrange(len(changed))] if random.random() < 0.2 else changed)


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=30)
def test_a_damaged_file_is_read_or_refused_by_name(path: Path, seed: int) -> None:
    file = damaged(path.read_bytes(), Random(seed))
    said = ""
    try:
        said = READERS[path.suffix].read(file, name=f"odd{path.suffix}").text.strip()
    except ReadError as error:
        said = str(error) if f"odd{path.suffix}: " in str(error) else ""
    assert said
