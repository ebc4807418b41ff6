"""Pages, mails and tables as tests read them: the samples that other programs wrote, and worse."""

import json
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from hypothesis import strategies as st

from tests.index.office import xml_text
from tests.index.texts import any_text

SAMPLES = Path(__file__).parent / "read" / "samples"

_A_PLACE = st.integers(0, 10**6)


def sample(name: str) -> bytes:
    """Return a file of the samples."""
    return (SAMPLES / name).read_bytes()


def samples(*names: str) -> st.SearchStrategy[bytes]:
    """Return samples, whole and with some bytes lost or changed, and any text."""
    whole = st.sampled_from([sample(name) for name in names])
    cut = st.builds(_without, whole, _A_PLACE, st.integers(1, 300))
    changed = st.builds(_with, whole, _A_PLACE, st.binary(min_size=1, max_size=1))
    return whole | cut | changed | any_text.map(str.encode)


def _without(file: bytes, at: int, size: int) -> bytes:
    return file[: at % len(file)] + file[at % len(file) + size :]


def _with(file: bytes, at: int, byte: bytes) -> bytes:
    return file[: at % len(file)] + byte + file[at % len(file) + 1 :]


def _printed(text: str) -> dict[str, str]:
    return {"output_type": "stream", "text": text}


html_files = samples("leave.html", "leave.xhtml", "cluster.html")
csv_files = samples("requests.csv", "staff-1251.csv", "staff-16.tsv")


def _mail(subject: str, body: str, attached: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Анна Белова <belova@example.org>"
    mail["Subject"] = " ".join(subject.split())
    mail["Message-ID"] = "<1@example.org>"
    mail.set_content(body)
    mail.add_alternative(f"<p>{body}</p>", subtype="html")
    mail.add_attachment(attached.encode(), maintype="text", subtype="csv", filename="список.csv")
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            part.set_boundary(f"==border-{number}==")
    return mail.as_bytes()


_mail_text = any_text.map(lambda text: "".join(filter(str.isprintable, text)))
_mails = st.builds(_mail, _mail_text, any_text, any_text)

_cells = st.fixed_dictionaries(
    {
        "cell_type": st.sampled_from(["markdown", "code", "raw"]),
        "source": st.one_of(any_text, st.lists(any_text, max_size=3)),
    },
    optional={"outputs": st.lists(st.builds(_printed, any_text), max_size=2)},
)
notebook_files = st.just(sample("load.ipynb")) | st.lists(_cells, min_size=1, max_size=4).map(
    lambda cells: json.dumps({"cells": cells}).encode()
)

eml_files = samples("estimate.eml") | _mails
mbox_files = samples("team.mbox") | st.lists(_mails, min_size=1, max_size=3).map(
    lambda mails: b"".join(
        b"From a@example.org Mon Mar  4 09:30:00 2024\n" + mail.replace(b"\r\n", b"\n") + b"\n\n"
        for mail in mails
    )
)
msg_files = samples("passes.msg")

_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=10,
)
json_files = samples("chat.json", "log.jsonl") | _values.map(
    lambda value: json.dumps(value).encode()
)

_elements = st.recursive(
    xml_text,
    lambda inner: st.builds(
        "<{0} a='1'>{1}</{0}>".format,
        st.sampled_from(["p", "title", "item", "price"]),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=8,
)
xml_files = samples("goods.xml", "harbour.fb2") | _elements.map(
    lambda inner: f"<root>{inner}</root>".encode()
)
