"""Files of all kinds as nobody should send them: damaged, under wrong names, nested, and bombs."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "index" / "read" / "samples"

Named = tuple[str, bytes]


class HostileFiles:
    """Makes files from a seed, the same each time: first the bombs, then damaged samples.

    The slow bombs, which take what a file may, are among them where that is asked for.
    """

    def __init__(self, seed: int, *, slow: bool) -> None:
        self._random = random.Random(seed)
        self._bombs = BOMBS | SLOW_BOMBS if slow else BOMBS
        self._samples = [
            (path.name, path.read_bytes()) for path in sorted(SAMPLES.iterdir()) if path.is_file()
        ]
        self._suffixes = [*sorted({Path(name).suffix for name, _ in self._samples}), ".txt", ""]

    def make(self, count: int) -> Iterator[Named]:
        """Yield so many files, each by a name of its own."""
        bombs = list(self._bombs.items())
        for number in range(count):
            if number < len(bombs):
                name, make = bombs[number]
                yield f"{number}-{name}", make()
            else:
                name, data = self._damaged()
                yield f"{number}-{name}", data

    def _damaged(self) -> Named:
        name, data = self._random.choice(self._samples)
        for _ in range(self._random.randint(1, 3)):
            name, data = self._random.choice(DAMAGES)(self, name, data)
        return name, data

    def _at(self, data: bytes) -> int:
        return self._random.randrange(len(data) + 1)

    def cut(self, name: str, data: bytes) -> Named:
        return name, data[: self._at(data)]

    def behead(self, name: str, data: bytes) -> Named:
        return name, data[self._at(data) :]

    def lose(self, name: str, data: bytes) -> Named:
        at = self._at(data)
        return name, data[:at] + data[at + self._random.randint(1, 2000) :]

    def flip(self, name: str, data: bytes) -> Named:
        changed = bytearray(data)
        for _ in range(self._random.choice((1, 5, 100)) if data else 0):
            changed[self._random.randrange(len(changed))] ^= 1 << self._random.randrange(8)
        return name, bytes(changed)

    def blank(self, name: str, data: bytes) -> Named:
        at, size = self._at(data), self._random.randint(1, 4000)
        return name, data[:at] + bytes(len(data[at : at + size])) + data[at + size :]

    def repeat(self, name: str, data: bytes) -> Named:
        at, size = self._at(data), self._random.randint(1, 500)
        return name, data[:at] + data[at : at + size] * self._random.randint(2, 200) + data[at:]

    def splice(self, name: str, data: bytes) -> Named:
        _, other = self._random.choice(self._samples)
        return name, data[: self._at(data)] + other[self._at(other) :]

    def rename(self, name: str, data: bytes) -> Named:
        return f"{Path(name).stem}{self._random.choice(self._suffixes)}", data

    def invent(self, name: str, data: bytes) -> Named:
        """Change numbers, which say how long and how many."""
        changed = bytearray(data)
        digits = [at for at, byte in enumerate(data[:100_000]) if 48 <= byte <= 57]
        for at in self._random.sample(digits, min(len(digits), 20)):
            changed[at] = self._random.randrange(48, 58)
        return name, bytes(changed)

    def repack(self, name: str, data: bytes) -> Named:
        """Damage what is in a package, and pack it well again."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                entries = {each: package.read(each) for each in package.namelist()}
        except Exception:  # noqa: BLE001 - it is none, or damaged already
            return self.flip(name, data)
        for entry in self._random.sample(sorted(entries), min(2, len(entries))):
            damage = self._random.choice(DAMAGES[:-3])
            entries[entry] = damage(self, entry, entries[entry])[1]
        return name, packed(entries)

    def wrap(self, name: str, data: bytes) -> Named:
        """Put a file into a mail, or into a package in a package."""
        if self._random.random() < 0.5:
            return f"{name}.zip", packed({name: packed({"../../" + name: data})})
        mail = EmailMessage()
        mail["From"], mail["Subject"], mail["Message-ID"] = "a@b.example", name, "<1@b.example>"
        mail.set_content("See the file.")
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        return f"{name}.eml", bytes(mail)


DAMAGES: tuple[Callable[[HostileFiles, str, bytes], Named], ...] = (
    HostileFiles.cut,
    HostileFiles.behead,
    HostileFiles.lose,
    HostileFiles.flip,
    HostileFiles.blank,
    HostileFiles.repeat,
    HostileFiles.splice,
    HostileFiles.invent,
    HostileFiles.rename,
    HostileFiles.repack,
    HostileFiles.wrap,
)


def packed(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries.items():
            package.writestr(name, data)
    return file.getvalue()


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)


def _docx(document: str | bytes) -> bytes:
    data = document.encode() if isinstance(document, str) else document
    return packed({"_rels/.rels": _RELATIONS, "word/document.xml": data})


def _docx_body(body: str, doctype: str = "") -> bytes:
    head = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{_WORD}"><w:body>'
    return _docx(f"{head}{body}</w:body></w:document>")


def _odf(kind: str, body: str) -> bytes:
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{urn}:office:1.0" xmlns:text="{urn}:text:1.0"'
        f' xmlns:table="{urn}:table:1.0"><office:body>{body}</office:body></office:document-content>'
    )
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed({"mimetype": mimetype, "content.xml": content.encode()})


def _sheet_of_repeats() -> bytes:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16000">'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}<text:p>a</text:p>'
    end = "</table:table-cell></table:table-row></table:table></office:spreadsheet>"
    return _odf("spreadsheet", f'<office:spreadsheet><table:table table:name="a">{row}{end}')


def _text_of_spaces() -> bytes:
    return _odf(
        "text", '<office:text><text:p>a<text:s text:c="2000000000"/>b</text:p></office:text>'
    )


def _lying_zip() -> bytes:
    """Return a package whose directory says that its one large entry is small."""
    data = bytearray(_docx(b"<a>" + b"A" * 300_000_000))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def _nested_zip() -> bytes:
    data = b"a" * 1_000_000
    for depth in range(12):
        data = packed({f"{depth}-{number}.zip": data for number in range(10)})
    return data


def _pdf(*objects: str | bytes, size: int | None = None) -> bytes:
    """Return a PDF of these objects, the first of which is its catalogue."""
    data = bytearray(b"%PDF-1.7\n")
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode()
        data += each.encode() if isinstance(each, str) else each
        data += b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += f"trailer<</Root 1 0 R/Size {size or len(objects) + 1}>>\n".encode()
    return bytes(data) + b"startxref\n%d\n%%%%EOF\n" % start


_FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def _pdf_page(stream: bytes, *, box: str = "[0 0 600 800]", filters: str = "") -> bytes:
    return _pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox{box}/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(stream)}{filters}>>stream\n".encode() + stream + b"\nendstream",
        _FONT,
    )


def _pdf_bomb() -> bytes:
    data = b"BT /F 9 Tf (word and word and word) Tj ET\n" * 4_000_000
    for _ in range(2):
        data = zlib.compress(data, 9)
    return _pdf_page(data, filters="/Filter[/FlateDecode/FlateDecode]")


def _pdf_of_itself() -> bytes:
    """Return a PDF whose pages hold their own tree, and whose form draws itself."""
    return _pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 900000000>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        "/Resources<</XObject<</X 5 0 R>>>>>>",
        "<</Length 5>>stream\n/X Do\nendstream",
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 5/Resources<</XObject<</X 5 0 R>>>>>>"
        "stream\n/X Do\nendstream",
    )


def _mail_in_mail() -> bytes:
    mail = (
        b"Message-ID: <0@a.example>\r\nFrom: a@b.example\r\nSubject: in\r\n\r\nThe innermost.\r\n"
    )
    for depth in range(300):
        border = f"b{depth}".encode()
        mail = (
            b"Message-ID: <1@a.example>\r\nFrom: a@b.example\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/mixed; boundary=" + border + b"\r\n\r\n--" + border
            + b"\r\nContent-Type: message/rfc822\r\n\r\n" + mail + b"\r\n--" + border + b"--\r\n"
        )  # fmt: skip
    return mail


BOMBS: dict[str, Callable[[], bytes]] = {
    "empty.pdf": lambda: b"",
    "ratio.docx": lambda: _docx(b"<a>" + b"A" * 300_000_000),
    "lying.docx": _lying_zip,
    "entries.xlsx": lambda: packed({f"xl/{n}": b"" for n in range(20_000)}),
    "nested.zip": _nested_zip,
    "laughs.docx": lambda: _docx_body("<w:p>&l9;</w:p>", f"<!DOCTYPE w [{_LAUGHS}]>"),
    "fetches.docx": lambda: _docx_body(
        "<w:p>&e;</w:p>", '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    ),
    "deep.docx": lambda: _docx_body("<w:tbl><w:tr><w:tc>" * 20_000),
    "wide.docx": lambda: _docx_body("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 300_000),
    "spaces.odt": _text_of_spaces,
    "itself.pdf": _pdf_of_itself,
    "huge-page.pdf": lambda: _pdf_page(b"1 0 0 RG 0 0 9 9 re S", box="[0 0 1e9 1e9]"),
    "deep-array.pdf": lambda: _pdf("<</Type/Catalog/Pages " + "[" * 200_000 + ">>"),
    "long-tag.html": lambda: b"<!doctype html><a " + b"b='c' " * 1_000_000 + b">end",
    "deep.ipynb": lambda: b'{"cells": ' + b"[" * 200_000,
    "mail-in-mail.eml": _mail_in_mail,
    "deep.rtf": lambda: rb"{\rtf1 " + b"{" * 500_000 + b"deep",
    "binary.rtf": lambda: rb"{\rtf1 {\pict\bin2000000000 a}}",
    "one-line.txt": lambda: b"word " * 2_000_000,
    "deep.json": lambda: b"[" * 200_000,
    "deep.xml": lambda: b"<a>" * 300_000,
    "nul.txt": lambda: bytes(3_000_000),
    "noise.bin": lambda: random.Random(1).randbytes(3_000_000),
}
SLOW_BOMBS: dict[str, Callable[[], bytes]] = {
    "repeats.ods": _sheet_of_repeats,
    "stream.pdf": _pdf_bomb,
    "many-letters.pdf": lambda: _pdf_page(b"BT /F 1 Tf " + b"(a) Tj 1 0 Td " * 400_000 + b"ET"),
    "deep.html": lambda: b"<!doctype html>" + b"<div><table><tr><td>" * 50_000 + b"deep",
    "cells.ipynb": lambda: (
        b'{"cells": [' + b'{"cell_type":"code","source":"a"},' * 200_000 + b"1]}"
    ),
    "headers.eml": lambda: b"Message-ID: <a@b>\r\nFrom: a\r\n" + b"To: a@b.example\r\n" * 300_000,
    "parts.eml": lambda: (
        b"Message-ID: <a@b>\r\nFrom: a\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\na\r\n" * 100_000
    ),
    "cells.csv": lambda: b"a;" * 2_000_000 + b"\n" + b"b;c\n" * 100_000,
    "quote.csv": lambda: b'a,"' + b"b,\n" * 500_000,
    "deep.md": lambda: b"> " * 50_000 + b"deep\n" + b"* " * 20_000,
    "links.md": lambda: b"[" * 60_000 + b"a" + b"](b)" * 60_000,
    "stars.md": lambda: b"*a_ " * 60_000,
}
