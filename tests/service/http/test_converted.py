"""Files of other formats than text, sent over HTTP: read apart, cited by page and box."""

from pathlib import Path

from starlette.testclient import TestClient

SAMPLES = Path(__file__).parents[2] / "index" / "read" / "samples"


def test_a_pdf_is_read_and_cited_by_page_and_boxes(client: TestClient) -> None:
    data = (SAMPLES / "station.pdf").read_bytes()
    answer = client.put("/v1/documents?source=station.pdf&collection=pdf", content=data)
    assert answer.status_code == 201, answer.text
    (shown,) = client.get("/v1/documents?collection=pdf").json()["documents"]
    assert shown["title"] == "Отчёт насосной станции за 2023 год"
    asked = {"q": "Месяц Февраль 104 250 562 950", "collection": "pdf"}
    hits = client.get("/v1/search", params=asked).json()["hits"]
    citation = next(h["citation"] for h in hits if "104 250" in h["citation"]["quote"])
    assert citation["line"] is None
    assert citation["page"] in {1, 2}
    assert citation["boxes"]
    assert all(box["page"] >= 1 and box["x0"] < box["x1"] for box in citation["boxes"])
    back = client.post(
        "/v1/citations/verify", json={"citations": [citation], "collection": "pdf"}
    ).json()
    assert [result["verdict"] for result in back["results"]] == ["verbatim"], back


def test_what_is_not_read_has_a_code_and_does_not_stop_the_others(client: TestClient) -> None:
    whole = (SAMPLES / "harbour.pdf").read_bytes()
    files = [
        ("files", ("locked.pdf", (SAMPLES / "locked.pdf").read_bytes())),
        ("files", ("cut.pdf", whole[:2000])),
        ("files", ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(99))),
        ("files", ("harbour.pdf", whole)),
    ]  # fmt: skip
    answer = client.post("/v1/documents", files=files, data={"collection": "mixed"}).json()
    assert [each["source"] for each in answer["documents"]] == ["harbour.pdf"]
    assert [(each["source"], each["code"]) for each in answer["failed"]] == [
        ("locked.pdf", "encrypted"), ("cut.pdf", "damaged"), ("old.doc", "old_format")
    ]  # fmt: skip
    problem = client.put("/v1/documents?source=locked.pdf", content=files[0][1][1]).json()
    assert [error["code"] for error in problem["errors"]] == ["encrypted"]
