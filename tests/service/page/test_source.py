"""The source panel: what a document is drawn as, its outline, finding in it, and its places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from index import Index, text_document
from tests.index.encoders import word_encoders
from tests.index.office import SAMPLES
from tests.service.conftest import Visit, serving

HANDBOOK = """---
owner: HR
---

# Vacation policy

Every employee of **Nordport** has 28 calendar days of paid vacation
a year. See [the form](https://example.org/form).

## How to ask

1. Write to your manager.
   - at most three days before 🦉;

| Months | Days |
|--------|-----:|
| 1-2    | 0    |
| 12+    | 28   |

```bash
ssh db-02
```

## Ёлка и праздники

Ещё одна ёлка.
"""
FILES = ("prices.xlsx", "kickoff.pptx", "station.pdf", "lease.docx", "requests.csv")


@dataclass(frozen=True)
class Office:
    """A server over some files of an office, and what they are."""

    address: str
    ids: dict[str, str]
    texts: dict[str, str]

    def at(self, source: str, quoted: str = "", **more: str) -> str:
        """Return the address at which a quote of a source is open."""
        start = self.texts[source].index(quoted)
        span = f"&start={start}&end={start + len(quoted)}" if quoted else ""
        asked = "".join(f"&{name}={quote(value)}" for name, value in more.items())
        return f"/?document={self.ids[source]}{span}{asked}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("files")
    for name in FILES:
        (folder / name).write_bytes((SAMPLES / name).read_bytes())
    (folder / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    weeks = [
        f"Week {week} of the ferry, {'quiet' if week % 100 else 'STORMY'}." for week in range(2000)
    ]
    (folder / "log.txt").write_text("\n\n".join(weeks), encoding="utf-8")
    with Index.open(tmp_path_factory.mktemp("office"), encoders=word_encoders()) as index:
        index.add(Path(folder))
        documents = index.documents().documents
        with serving(index) as address:
            yield Office(
                address,
                {document.source: document.document_id for document in documents},
                {each.source: index.text(each.document_id).text for each in documents},
            )


@pytest.fixture
def visit(browser: Browser, office: Office, request: pytest.FixtureRequest) -> Iterator[Visit]:
    width = getattr(request, "param", 1200)
    context = browser.new_context(locale="en-GB", viewport={"width": width, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit = Visit(context, office.address)
    yield visit
    context.close()
    assert visit.faults == []


def shown(page: Page, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


class TestDrawing:
    def test_markdown_shows_what_it_means_and_none_of_its_signs(
        self, visit: Visit, office: Office
    ) -> None:
        page = visit.go(office.at("handbook.md"))
        expect(page.locator("#text [role=heading]")).to_have_text(
            ["# Vacation policy", "## How to ask", "## Ёлка и праздники"]
        )
        text = page.locator("#text").inner_text()
        for sign in ("#", "**", "](", "```", "|", "---", "bash"):
            assert sign not in text
        expect(page.locator("#text .strong:not(.syntax)")).to_have_text("Nordport")
        assert page.locator("#text pre").inner_text() == "ssh db-02"
        rows = shown(page, "#text .row")
        assert rows == ["Months Days", "1-2 0", "12+ 28"]
        assert page.locator("#text [role=columnheader]").count() == 2
        # A line that its author only wrapped goes on.
        assert "paid vacation a year" in " ".join(text.split())
        assert "\n" not in page.locator("#text .paragraph").first.inner_text()

    def test_a_mark_lands_on_its_characters(self, visit: Visit, office: Office) -> None:
        said = "employee of **Nordport** has 28"
        page = visit.go(office.at("handbook.md", said))
        expect(page.locator("#text .cited")).to_have_text(said)
        assert page.locator("#text .cited").inner_text() == "employee of Nordport has 28"

    def test_what_is_copied_are_the_document_s_characters(
        self, visit: Visit, office: Office
    ) -> None:
        page = visit.go(office.at("handbook.md", "of **Nordport** has"))
        expect(page.locator("#text .cited")).to_be_visible()
        page.evaluate("getSelection().selectAllChildren(document.querySelector('#text .cited'))")
        page.keyboard.press("Control+c")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == "of **Nordport** has"

    def test_a_sheet_shows_its_rows_and_columns_by_their_names(
        self, visit: Visit, office: Office
    ) -> None:
        page = visit.go(office.at("prices.xlsx", "Gleb Gorin | 14"))
        row = page.locator("#text .row", has_text="Gleb")
        expect(row.locator(".rowname")).to_have_text("2")
        expect(row.locator(".cell").nth(1)).to_have_attribute("title", "B2")
        expect(row.locator(".cited")).to_have_text(["Gleb Gorin", " | ", "14"])
        expect(page.locator("#text .letters").nth(1)).to_have_text("ABC")
        expect(page.locator("#text .header .cell").first).to_have_text("Услуга")

    def test_slides_are_cards_with_their_notes(self, visit: Visit, office: Office) -> None:
        page = visit.go(office.at("kickoff.pptx"))
        expect(page.locator("#text .card")).to_have_count(5)
        second = page.locator("#text .card").nth(1)
        expect(second).to_have_attribute("aria-label", "slide 2")
        expect(second).to_contain_text("notes")
        expect(second).to_contain_text("буксиры")

    def test_pages_are_told_where_they_begin(self, visit: Visit, office: Office) -> None:
        page = visit.go(office.at("station.pdf"))
        page.click("#later")
        expect(page.locator("#text .page-break")).to_have_text(["page 1", "page 2", "page 3"])

    def test_records_between_commas_are_cells(self, visit: Visit, office: Office) -> None:
        page = visit.go(office.at("requests.csv"))
        expect(page.locator("#text .row").nth(2).locator(".cell")).to_have_text(
            ["102", "2024-03-05", "Срочно"]
        )


class TestOutline:
    def test_leads_to_a_heading_and_back_again(self, visit: Visit, office: Office) -> None:
        page = visit.go(office.at("handbook.md"))
        page.click("#outline-toggle")
        links = page.locator("#outline a")
        expect(links).to_have_text(["Vacation policy", "How to ask", "Ёлка и праздники"])
        expect(links.first).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#text .cited")).to_have_text("## How to ask")
        start = office.texts["handbook.md"].index("## How")
        expect(page).to_have_url(re.compile(f"start={start}&end={start + 13}$"))
        page.keyboard.press("Escape")
        expect(page.locator("#source")).to_be_hidden()

    def test_names_sheets_slides_and_pages(self, visit: Visit, office: Office) -> None:
        page = visit.go(office.at("kickoff.pptx"))
        page.click("#outline-toggle")
        expect(page.locator("#outline a").first).to_contain_text("slide 1")
        page = visit.go(office.at("prices.xlsx"))
        page.click("#outline-toggle")
        expect(page.locator("#outline a")).to_have_text(["Тарифы 2024", "Staff"])
        page = visit.go(office.at("station.pdf"))
        page.click("#outline-toggle")
        expect(page.locator("#outline a", has_text="page 2")).to_be_visible()

    def test_is_not_offered_where_there_is_none(self, visit: Visit, office: Office) -> None:
        page = visit.go(office.at("log.txt"))
        expect(page.locator("#text")).to_contain_text("Week 1 of")
        expect(page.locator("#outline-toggle")).to_be_hidden()


class TestFind:
    def test_goes_through_a_document_of_which_little_is_loaded(
        self, visit: Visit, office: Office
    ) -> None:
        page = visit.go(office.at("log.txt"))
        expect(page.locator("#text")).to_contain_text("Week 1 of")
        page.keyboard.press("/")
        expect(page.locator("#find-text")).to_be_focused()
        page.keyboard.type("stormy")
        expect(page.locator("#find-count")).to_have_text("1 of 20")
        for place in range(2, 7):
            page.keyboard.press("Enter")
            expect(page.locator("#find-count")).to_have_text(f"{place} of 20")
        expect(page.locator("#text")).to_contain_text("Week 500 of")
        assert found_in_sight(page)
        page.keyboard.press("Shift+Enter")
        expect(page.locator("#find-count")).to_have_text("5 of 20")
        page.keyboard.press("Escape")
        expect(page.locator("#find-count")).to_be_empty()
        expect(page.locator("#source")).to_be_visible()

    def test_takes_any_case_and_either_yo(self, visit: Visit, office: Office) -> None:
        page = visit.go(office.at("handbook.md"))
        page.fill("#find-text", "ЕЛКА")
        expect(page.locator("#find-count")).to_have_text("1 of 2")
        page.click("#find-later")
        expect(page.locator("#find-count")).to_have_text("2 of 2")
        page.fill("#find-text", "nowhere")
        expect(page.locator("#find-count")).to_have_text("not there")


def found_in_sight(page: Page) -> bool:
    """Return whether what is found now lies in the panel's frame."""
    return bool(
        page.evaluate(
            """() => {
              const [range] = CSS.highlights.get("current");
              const found = range.getBoundingClientRect();
              const frame = document.getElementById("reading").getBoundingClientRect();
              return found.height > 0 && frame.top <= found.top && found.bottom <= frame.bottom;
            }"""
        )
    )


def start_of(page: Page) -> int:
    """Return where the place begins that the address names."""
    return int(parse_qs(urlsplit(page.url).query)["start"][0])


class TestPlaces:
    def test_those_found_in_a_document_follow_one_another(self, visit: Visit) -> None:
        page = visit.go(f"/?q={quote('насосная станция')}")
        page.locator("#hits a.open", has_text="station.pdf").first.click()
        count = page.locator("#cited-count")
        expect(count).to_have_text(re.compile(r"place \d+ of \d+"))
        place, of = map(int, re.findall(r"\d+", count.inner_text()))
        assert of > 2
        starts = {place: start_of(page)}
        for other in (*range(place - 1, 0, -1), *range(2, of + 1)):
            page.keyboard.press("p" if other < place and other not in starts else "n")
            expect(count).to_have_text(f"place {other} of {of}")
            starts[other] = start_of(page)
        assert [starts[n] for n in range(1, of + 1)] == sorted(set(starts.values()))
        expect(page.locator("#cited-later")).to_have_attribute("aria-disabled", "true")
        page.keyboard.press("Escape")
        expect(page.locator("#source")).to_be_hidden()
        expect(page).not_to_have_url(re.compile("document="))

    def test_a_selection_has_an_address_that_opens_it_again(
        self, visit: Visit, office: Office
    ) -> None:
        page = visit.go(office.at("handbook.md"))
        link = page.locator("#link-selection")
        expect(page.locator("#text .item, #text .list_item").last).to_contain_text("🦉")
        expect(link).to_be_hidden()
        page.evaluate("getSelection().selectAllChildren(document.querySelector('#text pre'))")
        link.click()
        expect(link).to_have_text("Copied")
        address = page.evaluate("navigator.clipboard.readText()")
        page = visit.go(address.removeprefix(office.address))
        expect(page.locator("#text .cited")).to_have_text("```bash\nssh db-02\n```")

    def test_an_address_says_so_where_the_document_has_changed(
        self, browser: Browser, tmp_path: Path
    ) -> None:
        changed = "The document has changed since this passage was found"
        texts = {"ferry.md": "The ferry leaves at nine.", "паром.md": "Паром уходит в девять."}
        with (
            Index.open(tmp_path, encoders=word_encoders()) as index,
            serving(index) as address,
        ):
            for source, text in texts.items():
                index.add_documents([text_document(source=source, text=text)])
            context = browser.new_context(locale="en-GB")
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            visit = Visit(context, address)
            addresses = []
            for source, question in (("ferry.md", "ferry"), ("паром.md", "паром")):
                page = visit.go(f"/?q={question}")
                page.locator("a.open", has_text=source).first.click()
                expect(page.locator("#text .cited")).to_have_text(texts[source])
                expect(page.locator("#notice")).to_be_hidden()
                addresses.append(page.url)
                select = "getSelection().selectAllChildren(document.querySelector('#text .cited'))"
                page.evaluate(select)
                page.click("#link-selection")
                expect(page.locator("#link-selection")).to_have_text("Copied")
                addresses.append(page.evaluate("navigator.clipboard.readText()"))
            for opened in addresses:
                page.goto(opened)
                expect(page.locator("#text .cited")).to_be_visible()
                expect(page.locator("#notice")).to_be_hidden()
            # As long as before, so that its places tell nothing.
            for source, text in texts.items():
                other = text.replace("nine", "four").replace("девять", "четыре")
                index.add_documents([text_document(source=source, text=other)])
            for opened in addresses:
                page.goto(opened)
                expect(page.locator("#notice")).to_contain_text(changed)
            # One of before there were versions opens still, and tells what it cannot show.
            unversioned = addresses[1].replace("version=", "was=")
            page.goto(unversioned)
            expect(page.locator("#text .cited")).to_be_visible()
            expect(page.locator("#notice")).to_be_hidden()
            page.goto(re.sub("start=.*", "start=500&end=510", unversioned))
            expect(page.locator("#notice")).to_contain_text(changed)
            context.close()
            assert visit.faults == []


class TestWide:
    @pytest.mark.parametrize("visit", [1920], indirect=True)
    def test_screens_show_what_was_found_and_its_source_side_by_side(self, visit: Visit) -> None:
        page = visit.go(f"/?q={quote('насосная станция')}")
        page.locator("#hits a.open").first.click()
        expect(page.locator("#text .cited").first).to_be_visible()
        assert not page.evaluate("document.getElementById('source').matches(':modal')")
        main, panel = (page.locator(each).bounding_box() for each in ("main", "#source"))
        assert main is not None
        assert panel is not None
        assert main["x"] + main["width"] <= panel["x"]
        keys = page.locator(".foot").bounding_box()
        assert keys is not None
        assert (keys["x"], keys["width"]) == (main["x"], main["width"])
        title = page.locator("#source-place").inner_text()
        page.locator("#hits a.open").nth(1).click()
        expect(page.locator("#source-place")).not_to_have_text(title)
        page.keyboard.press("Escape")
        expect(page.locator("#source")).to_be_hidden()
        expect(page).not_to_have_url(re.compile("document="))
        page.go_back()
        page.wait_for_url("about:blank")

    @pytest.mark.parametrize("visit", [1920], indirect=True)
    def test_a_source_stays_open_where_the_screen_grows_narrow(
        self, visit: Visit, office: Office
    ) -> None:
        page = visit.go(office.at("handbook.md", "Nordport"))
        expect(page.locator("#text .cited")).to_be_visible()
        page.set_viewport_size({"width": 1000, "height": 800})
        expect(page.locator("#source:modal")).to_be_visible()
        expect(page).to_have_url(re.compile("document="))
        page.set_viewport_size({"width": 1900, "height": 800})
        expect(page.locator("#source:not(:modal)")).to_be_visible()
        expect(page.locator("#text .cited")).to_have_text("Nordport")


class TestAccess:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [320, 640, 1280, 1920])
    def test_no_rule_is_broken(
        self, browser: Browser, office: Office, width: int, scheme: str
    ) -> None:
        context = browser.new_context(
            locale="ru-RU",
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        visit = Visit(context, office.address)
        for source, quoted in (
            ("handbook.md", "Nordport"),
            ("prices.xlsx", "Gleb Gorin | 14"),
            ("kickoff.pptx", "Cargo"),
            ("station.pdf", "1.1. Оборудование"),
        ):
            page = visit.go(office.at(source, quoted))
            expect(page.locator("#text .cited").first).to_be_visible()
            page.click("#outline-toggle")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        context.close()
        assert visit.faults == []
