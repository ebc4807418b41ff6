"""Mails as their readers see them: who wrote what to whom, and what came with it."""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index, parse_filter
from index.errors import ReadError
from index.read.mail import eml, mbox, msg
from index.read.mail.compressed_rtf import decompress
from index.read.mail.content import DEEPEST, MOST_ATTACHMENTS
from index.read.mail.quotes import unfold
from index.read.readers import Content
from tests.index.encoders import word_encoders
from tests.index.web import sample, samples

OF_MARCH = {"type": "gte", "key": "date", "value": "2024-03"}


def shown(content: Content) -> list[tuple[str | None, str]]:
    """Return where each block is, and its characters."""
    return [
        (content.places.part(block.span.start), block.span.cut(content.text))
        for block in content.blocks
    ]


def mail(*, subject: str = "Тема", body: str = "Текст.") -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "a@example.org"
    message["Subject"] = subject
    message.set_content(body)
    return message


def read(message: EmailMessage) -> Content:
    return eml.read(message.as_bytes(), name="a.eml")


def test_a_mail_with_its_attachments() -> None:
    content = eml.read(sample("estimate.eml"), name="estimate.eml")
    assert content.title == "Смета на ремонт"
    assert content.metadata == {
        "from": "Белова, Анна <belova@example.org>",
        "to": ("Игорь Волков <volkov@example.org>", "Oleg Sidorov <sidorov@example.org>"),
        "date": "2024-03-04T09:30:00+03:00",
        "unread_attachments": ("схема.png: a picture, of which nothing is read",),
    }
    said = shown(content)
    assert said[:9] == [
        (None, "Смета на ремонт"),
        (None, "From: Белова, Анна <belova@example.org>"),
        (None, "To: Игорь Волков <volkov@example.org>, Oleg Sidorov <sidorov@example.org>"),
        (None, "Date: Mon, 04 Mar 2024 09:30:00 +0300"),
        (None, "Attachments: список.csv, договор аренды.docx, схема.png, delivery.eml"),
        (None, "Игорь, добрый день!"),
        (
            None,
            (
                "Смету на ремонт склада нужно согласовать до пятницы, 8 марта.\n"
                "Ответственный за ремонт: Пётр Смирнов."
            ),
        ),
        ("quoted", "Когда начнём ремонт?\nИ кто отвечает?"),
        (None, "-- \nАнна Белова, главный бухгалтер\nтел. +7 495 765-43-21"),
    ]
    assert ("attachment список.csv, row 3", '"Белова, Анна";"Бухгалтерия";305') in said
    lease = "attachment договор аренды.docx, 2. Плата"
    assert (lease, "Залог равен плате за два месяца.") in said
    assert ("attachment delivery.eml", "The shelves arrive on 11 March, gate 3.") in said
    assert ("attachment delivery.eml, attachment shelves.csv, row 2", "A-12;40") in said
    row = next(block for block in content.blocks if "A-12" in block.span.cut(content.text))
    assert row.header is not None
    assert row.header.cut(content.text) == "Shelf;Count"
    headings = [heading.cut(content.text) for heading in row.headings]
    assert headings == ["Смета на ремонт", "Delivery of shelves"]


def test_a_mailbox_is_one_document_whose_mails_are_parts() -> None:
    content = mbox.read(sample("team.mbox"), name="team.mbox")
    assert content.metadata == {"messages": 3}
    assert content.title is None
    assert shown(content) == [
        ("message 1", "Ключи от архива"),
        ("message 1", "From: Анна Белова <belova@example.org>"),
        ("message 1", "To: team@example.org"),
        ("message 1", "Date: Mon, 04 Mar 2024 09:30:00 +0300"),
        ("message 1", "Ключи от архива хранит Игорь Волков."),
        ("message 1", "From now on the archive closes at six."),
        ("message 2", "Re: Ключи от архива"),
        ("message 2", "From: Oleg Sidorov <sidorov@example.org>"),
        ("message 2", "To: team@example.org"),
        ("message 2", "Date: Mon, 04 Mar 2024 11:02:00 +0300"),
        ("message 2", "В понедельник Анна писала:"),
        ("message 2", "The spare key is with the guard at gate 3."),
        ("message 3", "Отпуск"),
        ("message 3", "From: Игорь Волков <volkov@example.org>"),
        ("message 3", "To: team@example.org"),
        ("message 3", "Date: Tue, 05 Mar 2024 08:00:00 +0300"),
        ("message 3", "С 11 марта меня заменяет Пётр Смирнов, комната 214."),
    ]


def test_a_mail_that_outlook_keeps() -> None:
    content = msg.read(sample("passes.msg"), name="passes.msg")
    assert content.title == "Пропуска на склад"
    assert content.metadata == {
        "from": "Игорь Волков <volkov@example.org>",
        "to": ("Анна Белова <belova@example.org>", "Oleg Sidorov <sidorov@example.org>"),
        "cc": ("Охрана <guard@example.org>",),
        "date": "2024-03-04T09:30:00+00:00",
    }
    said = shown(content)
    assert (None, "Коллеги, новые пропуска выдаёт Вера Громова в комнате 12.") in said
    assert (None, "вечер | 16–24") in said
    assert ("attachment staff-1251.csv, row 4", '"Oleg Sidorov";"Sales";118') in said


def test_a_mail_of_outlook_with_its_text_in_rtf_alone() -> None:
    file = sample("passes.msg")
    for body in ("1000001F", "10130102"):
        file = file.replace(body.encode("utf-16-le"), "7FF0001F".encode("utf-16-le"))
    content = msg.read(file, name="passes.msg")
    assert "новые пропуска выдаёт Вера Громова в комнате 12." in content.text
    assert "htmltag" not in content.text
    assert "<p>" not in content.text


def test_a_page_that_a_browser_saved_as_one_file_is_a_page() -> None:
    content = eml.read(sample("cluster.mhtml"), name="cluster.mhtml")
    assert content.title == "Кластер — Вики отдела"
    said = shown(content)
    assert ("Кластер", "Дежурит Анна Белова.") in said
    assert ("Кластер › Доступ", "long | 72") in said
    assert "cookie" not in content.text


def test_an_answer_from_an_attachment_names_it(tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    for name in ("estimate.eml", "team.mbox", "passes.msg", "cluster.mhtml"):
        (folder / name).write_bytes(sample(name))
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        report = index.add(folder)
        places = {}
        for question in ("Залог равен плате за два месяца", "меня заменяет Пётр", "вечер 16"):
            citation = index.search(question, k=1, mode="sparse").hits[0].citation
            text = index.text(citation.document_id).text
            assert text[citation.start : citation.end] == citation.quote
            places[citation.source] = citation.part
        days = index.search("Залог", k=1, filter=parse_filter(OF_MARCH)).hits
    assert report.added == 4
    assert places["estimate.eml"] == "attachment договор аренды.docx, 2. Плата"
    assert places["team.mbox"] == "message 3"
    assert "passes.msg" in places
    assert days


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?koi8-r?B?8NLJ18XU?= =?koi8-r?Q?,_=CD=C9=D2?=", "Привет, мир"),
        ("=?utf-8?b?0J/RgNC40LLQtdGC0Q==?=\r\n =?utf-8?b?iw==?=", "Приветы"),
        ("=?windows-1251*ru?Q?=CE=F2=EF=F3=F1=EA?= в марте", "Отпуск в марте"),
        ("=?x-none?b?0J/RgA==?= =?utf-8?b?!?=", "Пр"),
        ("plain =?not encoded", "plain =?not encoded"),
    ],
)
def test_encoded_words_are_read_as_they_are_meant(raw: str, text: str) -> None:
    file = f"From: a@example.org\r\nSubject: {raw}\r\n\r\nТекст".encode()
    assert eml.read(file, name="a.eml").title == text


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8"])
def test_headers_that_are_not_encoded_are_in_the_charset_of_the_mail(charset: str) -> None:
    head = f"From: Анна Белова <a@example.org>\r\nContent-Type: text/plain; charset={charset}\r\n"
    file = f"{head}Subject: Отпуск в марте\r\n\r\nОтпуск начинается в марте.".encode(charset)
    content = eml.read(file, name="a.eml")
    assert content.title == "Отпуск в марте"
    assert (content.metadata or {})["from"] == "Анна Белова <a@example.org>"
    assert shown(content)[-1] == (None, "Отпуск начинается в марте.")


@pytest.mark.parametrize(
    ("text", "markup", "said"),
    [
        ("Встреча в пять.", "<p>Встреча <b>в пять</b>.</p>", "Встреча в пять."),
        ("Ваша программа не показывает страниц.", "<p>Встреча в пять.</p>", "Встреча в пять."),
        ("", "<p>Встреча в пять.</p>", "Встреча в пять."),
        ("Встреча в пять.", "<style>p {}</style>", "Встреча в пять."),
    ],
)
def test_of_a_text_and_a_page_that_say_the_same_one_is_read(
    text: str, markup: str, said: str
) -> None:
    message = mail(body=text)
    message.add_alternative(markup, subtype="html")
    assert [block for _, block in shown(read(message))][2:] == [said]


def test_lines_of_a_flowed_text_are_put_together() -> None:
    text = "Длинная \nстрока.\n> Чужая \n> строка.\n-- \nАнна"
    assert unfold(text, joined=False) == "Длинная строка.\n> Чужая строка.\n-- \nАнна"
    assert unfold("сло \nво", joined=True) == "слово"


def test_a_damaged_attachment_does_not_cost_the_mail() -> None:
    message = mail()
    for name, data in {
        "план.docx": b"PK\x03\x04 cut",
        "../../etc/отчёт.csv": b"a,b\n1,2",
        "пусто.txt": b"",
        "архив.zip": b"PK\x05\x06" + bytes(18),
    }.items():
        message.add_attachment(data, maintype="application", subtype="x", filename=name)
    content = read(message)
    assert ("attachment отчёт.csv, row 2", "1,2") in shown(content)
    unread = (content.metadata or {})["unread_attachments"]
    assert isinstance(unread, tuple)
    assert [each.partition(":")[0] for each in unread] == ["план.docx", "пусто.txt", "архив.zip"]
    assert all(each.partition(": ")[2] for each in unread)


def test_a_mail_of_outlook_of_impossible_size_is_refused_by_name() -> None:
    file = bytearray(sample("passes.msg"))
    # The sizes of sectors are powers of two, and this is the power.
    file[32] = 100
    with pytest.raises(ReadError, match=r"a\.msg: damaged"):
        msg.read(bytes(file), name="a.msg")


def test_mails_within_mails_are_read_to_a_depth() -> None:
    message = mail(subject="1", body="слово1")
    for depth in range(2, 9):
        outer = mail(subject=str(depth), body=f"слово{depth}")
        outer.add_attachment(message.as_bytes(), maintype="application", subtype="x", filename="m")
        message = outer
    content = read(message)
    assert [f"слово{depth}" in content.text for depth in range(8, 0, -1)] == [
        depth > 8 - DEEPEST for depth in range(8, 0, -1)
    ]
    assert "too deep" in str((content.metadata or {})["unread_attachments"])


def test_more_attachments_than_are_read_are_named() -> None:
    head = "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    part = '--b\r\nContent-Disposition: attachment; filename="f{}.txt"\r\n\r\nслово\r\n'
    body = "".join(part.format(number) for number in range(MOST_ATTACHMENTS + 3))
    content = eml.read(f"{head}{body}--b--".encode(), name="a.eml")
    unread = (content.metadata or {})["unread_attachments"]
    assert isinstance(unread, tuple)
    assert len(unread) == 3
    assert content.text.count("слово") == MOST_ATTACHMENTS


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("Content-Type: multipart/encrypted; boundary=b", "encrypted"),
        ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "encrypted"),
    ],
)
def test_an_encrypted_mail_is_refused_by_name(head: str, code: str) -> None:
    with pytest.raises(ReadError, match=r"a\.eml: encrypted") as refused:
        eml.read(f"From: a@example.org\r\n{head}\r\n\r\nx".encode(), name="a.eml")
    assert refused.value.code == code


def test_parts_within_parts_without_end_are_refused_or_read() -> None:
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n"
        for depth in range(2000)
    )
    said = ""
    try:
        said = eml.read(f"From: a@example.org\r\n{nested}\r\n\r\nx".encode(), name="a.eml").text
    except ReadError as error:
        said = str(error)
    assert "a@example.org" in said or "a.eml: parts within parts" in said


def test_rtf_in_outlooks_packing_is_unpacked() -> None:
    # The example of MS-OXRTFCP, section 4.1.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3"
        "20 68656c09002062 77 05b06c647d0a800fa0".replace(" ", "")
    )
    assert decompress(packed, name="a.msg") == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


@given(
    file=samples("estimate.eml", "team.mbox", "passes.msg"),
    reader=st.sampled_from([eml, mbox, msg]),
)
def test_a_damaged_mail_is_read_or_refused_by_name(file: bytes, reader: type[object]) -> None:
    try:
        said = reader.read(file, name="a.eml").text  # type: ignore[attr-defined]
    except ReadError as error:
        said = str(error).partition("a.eml: ")[2]
    assert said
