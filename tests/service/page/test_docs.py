"""The documentation of the interface: read from the server's own schema, and tried from there."""

import json

from playwright.sync_api import expect

from tests.service.conftest import Visit
from tests.service.page.test_page import QUESTION


class TestTrying:
    def test_sends_what_is_written_and_shows_what_comes(self, visit: Visit) -> None:
        page = visit.go("/docs")
        section = page.locator("#post-v1-answer")
        section.locator("summary", has_text="Try it").click()
        body = section.locator("textarea")
        assert json.loads(body.input_value())["question"]
        body.fill(json.dumps({"question": QUESTION, "k": 1}))
        expect(section.locator(".codes pre").first).to_contain_text("curl -s")
        expect(section.locator(".codes pre").first).to_contain_text('"k": 1')
        section.get_by_role("button", name="Send POST").click()
        answered = section.locator(".answered")
        expect(answered.locator("p")).to_contain_text("200")
        told = json.loads(answered.locator("pre").inner_text())
        assert "Козловский" in json.dumps(told, ensure_ascii=False)
        assert len(told["hits"]) == 1

    def test_fills_an_address_and_tells_a_refusal(self, visit: Visit) -> None:
        page = visit.go("/docs")
        section = page.locator("#get-v1-documents-document-id")
        section.locator("summary", has_text="Try it").click()
        section.locator("input").first.fill("none such")
        section.get_by_role("button", name="Send GET").click()
        expect(section.locator(".answered p")).to_contain_text("404")
        expect(section.locator(".answered pre")).to_contain_text("not-found")
        expect(section.locator(".codes pre").first).to_contain_text("none%20such")

    def test_shows_a_request_in_three_tongues(self, visit: Visit) -> None:
        page = visit.go("/docs")
        section = page.locator("#get-v1-search")
        section.locator("summary", has_text="Try it").click()
        for name, said in (("Python", "urlopen"), ("JavaScript", "await fetch"), ("curl", "curl")):
            section.locator(".codes summary", has_text=name).click()
            shown = section.locator(".codes details", has_text=name).locator("pre")
            expect(shown).to_be_visible()
            expect(shown).to_contain_text(said)
            expect(shown).to_contain_text(f"{visit.server}/v1/search?q=")


class TestReading:
    def test_has_contents_that_lead_to_each_operation(self, visit: Visit) -> None:
        page = visit.go("/docs")
        page.locator("#contents a", has_text="citations/verify").click()
        expect(page.locator("#post-v1-citations-verify")).to_be_in_viewport()
        ids = page.locator("#contents a").evaluate_all(
            "(links) => links.filter(({ hash }) => !document.querySelector(hash)).map(String)"
        )
        assert ids == []

    def test_says_what_a_field_is_before_what_it_takes(self, visit: Visit) -> None:
        page = visit.go("/docs")
        row = page.locator("#post-v1-answer tr", has=page.get_by_role("rowheader", name="question"))
        expect(row.locator("td").last).to_have_text(
            "The question, in any words. Required, at most 10000 characters."
        )

    def test_draws_code_as_code_and_leaves_no_heading_empty(self, visit: Visit) -> None:
        page = visit.go("/docs")
        operations = page.locator("#operations")
        expect(operations.locator("section").first).to_be_visible()
        expect(operations.locator("p code", has_text="generate").first).to_be_visible()
        assert "`" not in operations.locator("section > p").all_inner_texts()[1]
        assert all(operations.locator("th").all_text_contents())

    def test_can_be_scrolled_by_keys(self, visit: Visit) -> None:
        page = visit.go("/docs")
        expect(page.locator("#operations section").first).to_be_visible()
        blocks = page.locator("main pre, main .scroll")
        assert blocks.count() > 10
        assert blocks.evaluate_all("(all) => all.every(({ tabIndex }) => tabIndex === 0)")
