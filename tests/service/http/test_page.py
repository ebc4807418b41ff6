"""The page as it is served: in the reader's language, its files kept by what is in them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index import Index
from service.http.app import create_app
from service.http.page import PAGE, files, modules_of, version, words_of
from service.settings import Settings
from tests.index.encoders import word_encoders


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with Index.open(tmp_path_factory.mktemp("page"), encoders=word_encoders()) as index:
        app = create_app(Settings(), index=index)
        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield client


class TestViews:
    @pytest.mark.parametrize(
        ("asked", "chosen", "spoken"),
        [
            ("ru-RU,ru;q=0.9", None, "ru"),
            ("en-GB,en;q=0.9,ru;q=0.8", None, "ru"),
            ("uk", None, "ru"),
            ("de", None, "en"),
            ("", None, "en"),
            ("ru", "en", "en"),
            ("en", "ru", "ru"),
            ("en", "<script>", "en"),
        ],
    )
    def test_speak_the_readers_language_from_the_first_byte(
        self, client: TestClient, asked: str, chosen: str | None, spoken: str
    ) -> None:
        headers = {"Accept-Language": asked}
        if chosen is not None:
            headers["Cookie"] = f"spravka-language={chosen}"
        response = client.get("/", headers=headers)
        assert f'<html lang="{spoken}">' in response.text
        assert words_of(spoken)["tagline"] in response.text
        assert response.headers["vary"] == "Accept-Language, Cookie"
        assert response.headers["cache-control"] == "no-cache"
        assert not re.search(r"\{\w", response.text)

    def test_say_the_same_in_both_languages(self) -> None:
        assert words_of("en").keys() == words_of("ru").keys()
        assert words_of("ru")["copy"] == "Скопировать"

    @pytest.mark.parametrize("path", ["/nothing", "/page/nothing.js", "/documents/none/such"])
    def test_tell_a_person_that_there_is_nothing_at_an_address(
        self, client: TestClient, path: str
    ) -> None:
        headers = {"Accept": "text/html,application/xhtml+xml", "Accept-Language": "ru"}
        response = client.get(path, headers=headers)
        assert response.status_code == 404
        assert response.headers["content-type"].startswith("text/html")
        assert "По этому адресу ничего нет" in response.text
        assert 'href="/"' in response.text

    @pytest.mark.parametrize("accept", ["*/*", "application/json, text/html"])
    def test_tell_a_program_in_its_way(self, client: TestClient, accept: str) -> None:
        response = client.get("/nothing", headers={"Accept": accept})
        assert response.json()["type"] == "/docs#no-such-address"
        of_the_api = client.get("/v1/nothing", headers={"Accept": "text/html"})
        assert of_the_api.headers["content-type"] == "application/problem+json"


class TestFiles:
    def test_are_kept_for_ever_under_what_is_in_them(self, client: TestClient) -> None:
        text = client.get("/").text
        addresses = re.findall(r'(?:src|href)="\.(/page/[^"]+)"', text)
        assert f"/page/{version()}/page.js" in addresses
        assert f"/page/{version()}/style.css" in addresses
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200
            assert response.headers["cache-control"] == "public, max-age=31536000, immutable"

    def test_under_another_name_are_checked_each_time(self, client: TestClient) -> None:
        for address in ("/page/page.js", "/page/0123456789ab/page.js"):
            first = client.get(address)
            assert first.headers["cache-control"] == "no-cache"
            again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")

    def test_are_all_asked_for_at_once(self, client: TestClient) -> None:
        text = client.get("/").text
        modules = modules_of("page.js")
        assert {"page.js", "api.js", "words/ru.js"} <= set(modules)
        for module in modules:
            assert f'rel="modulepreload" href="./page/{version()}/{module}"' in text

    def test_come_packed_where_that_is_understood(self, client: TestClient) -> None:
        packed = client.get("/page/style.css", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        plain = client.get("/page/style.css", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert packed.text == plain.text == (PAGE / "style.css").read_text("utf-8")
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
        font = client.get("/page/fonts/literata-latin.woff2")
        assert font.headers["content-type"] == "font/woff2"
        assert "content-encoding" not in font.headers

    def test_are_read_alone(self, client: TestClient) -> None:
        assert client.head("/page/page.js").status_code == 200
        response = client.post("/page/page.js")
        assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")

    def test_are_those_of_the_folder_and_no_view(self) -> None:
        assert all((PAGE / name).is_file() for name in files())
        assert not any(Path(name).suffix == ".html" for name in files())
