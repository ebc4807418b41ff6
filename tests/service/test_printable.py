"""What comes of names and texts that would steer a terminal."""

import json
import unicodedata

import pytest

from service.printable import printable, printable_json, printable_line

EVERY = "".join(chr(code) for code in range(0x11_0000) if not 0xD800 <= code < 0xE000)
RTL = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def steers(character: str) -> bool:
    """Return whether Unicode has it for control, or for the direction of what comes after."""
    control = unicodedata.category(character) == "Cc" and character not in "\n\t"
    mark = character in "\u061c\u200e\u200f"
    return control or mark or unicodedata.bidirectional(character) in RTL


def test_no_character_that_steers_is_printed_and_every_other_one_is() -> None:
    assert printable(EVERY) == "".join("�" if steers(each) else each for each in EVERY)


def test_a_line_stays_one() -> None:
    assert printable_line(EVERY).splitlines() == [printable_line(EVERY)]
    assert "\t" not in printable_line(EVERY)
    assert printable_line("отчёт\r\n2024.txt") == "отчёт��2024.txt"
    assert printable("one\r\ntwo\tthree") == "one\ntwo\tthree"


@pytest.mark.parametrize("ensure_ascii", [True, False])
def test_json_keeps_its_value(ensure_ascii: bool) -> None:
    value = {EVERY: [EVERY]}
    written = json.dumps(value, ensure_ascii=ensure_ascii, indent=2)
    printed = printable_json(written)
    assert json.loads(printed) == value
    assert not any(map(steers, printed))
