"""Rich text (RTF): paragraphs, tables, lists and notes as they are shown, changes accepted."""

import re
from copy import copy

from index.errors import ReadError
from index.read.building import Builder
from index.read.office import numbering
from index.read.office.properties import OwnMetadata
from index.read.office.rtf_tables import Table
from index.read.office.rtf_tokens import Fonts, Token, tokens
from index.read.office.rtf_words import (
    CONTENTS_NAME,
    DEEPEST,
    HEADING_NAME,
    INFO,
    LONGEST_HEADING,
    MOST_GROUPS,
    PARTS,
    SEEN_BEHIND_STARS,
    SIGNS,
    SWITCHES,
    TYPED_MARKER,
    UNSEEN,
    WORDS,
    Flow,
    State,
    Style,
)
from index.read.raised import raised
from index.read.readers import Content
from index.read.titles import given_title


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a rich text; raises ReadError, naming it, where it is none or cut."""
    if not data.strip():
        raise ReadError(f"{name}: nothing in it", code="empty")
    reading = _Reading(name)
    source = data.decode("latin-1")
    if not source.lstrip("\xef\xbb\xbf \t\r\n").startswith("{\\rtf"):
        raise reading.damaged()
    for token in tokens(source[source.index("{") :]):
        reading.take(token)
        if reading.is_over:
            break
    if not reading.is_over:
        raise reading.damaged()
    return reading.content()


class _Reading:
    def __init__(self, name: str) -> None:
        self.is_over = False
        self._name = name
        self._builder = Builder(part_is_heading_path=True)
        self._fonts = Fonts()
        self._styles: dict[int, Style] = {}
        self._state = State()
        self._saved: list[State] = []
        self._flows = [Flow(0)]
        self._bytes = bytearray()
        self._left_out = 0
        self._marker = ""
        self._about: dict[str, str] = {}
        self._style_name = ""
        self._default_font: int | None = None
        self._notes = {"footnote": 0, "endnote": 0}
        self._due: list[str] = []
        self._last: list[str] = []
        self._table = Table()

    def damaged(self) -> ReadError:
        return ReadError(
            f"{self._name}: damaged: it breaks off, or is no RTF; open it and save it again",
            code="damaged",
        )

    def content(self) -> Content:
        """Return what was read."""
        self._end_paragraph()
        self._end_table()
        for note in self._last:
            self._builder.paragraph(note)
        title = self._about.get("title", "").strip()
        metadata: OwnMetadata = {
            key: said for key in ("author", "subject") if (said := self._about.get(key, "").strip())
        }
        words = re.split("[,;]", self._about.get("keywords", ""))
        if keywords := tuple(filter(None, map(str.strip, words))):
            metadata["keywords"] = keywords
        return self._builder.content(name=self._name, title=given_title(title), metadata=metadata)

    def take(self, token: Token) -> None:
        """Read on by one token."""
        if self._left_out and token.kind in {"byte", "text"}:
            # What stands for a character to who cannot show it.
            skipped = min(self._left_out, len(token.text))
            self._left_out -= skipped
            token = Token(token.kind, token.text[skipped:])
        if token.kind in {"byte", "text"}:
            self._bytes += token.text.encode("latin-1")
            return
        self._decode()
        if token.kind == "open":
            self._open()
        elif token.kind == "close":
            self._close()
        elif token.kind == "sign":
            self._sign(token.text)
        else:
            self._word(token.text, token.number)

    def _decode(self) -> None:
        if self._bytes:
            data, font = bytes(self._bytes), self._state.font
            self._bytes.clear()
            self._put(self._fonts.decode(data, font=font))

    def _put(self, text: str) -> None:
        """Give characters to what they belong to."""
        state = self._state
        if state.skips or state.is_hidden or state.is_deleted:
            return
        if state.destination == "marker":
            self._marker += text
        elif state.destination in INFO:
            self._about[state.destination] = self._about.get(state.destination, "") + text
        elif state.destination == "style":
            self._style_name += text
        elif not state.destination:
            self._flows[-1].pieces.append(raised(text) if state.is_raised else text)
            if text.strip():
                self._table.saw(is_bold=state.is_bold)

    def _open(self) -> None:
        if len(self._saved) >= MOST_GROUPS:
            raise self.damaged()
        self._saved.append(self._state)
        self._state = copy(self._state)
        self._state.starred = False
        if self._state.is_upr:
            # Its first group says the same in an older way.
            self._state.skips, self._state.is_upr = True, False
            self._saved[-1].is_upr = False
        if self._state.destination == "styles":
            self._state.destination = "style"
            self._state.style, self._state.outline, self._style_name = 0, None, ""

    def _close(self) -> None:
        state = self._state
        if state.destination == "style" and state.style is not None and not state.skips:
            self._end_style(state)
        if not self._saved:
            self.is_over = True
            return
        self._state = self._saved.pop()
        flow = self._flows[-1]
        if len(self._flows) > 1 and flow.closes_at == len(self._saved):
            self._end_flow(self._flows.pop())
        self.is_over = not self._saved

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._state.starred = True
        elif sign in "\r\n":
            self._end_paragraph()
        elif sign in SIGNS:
            self._put(SIGNS[sign])

    def _word(self, word: str, number: int | None) -> None:
        state = self._state
        starred, state.starred = state.starred, False
        if word in UNSEEN or (starred and word not in SEEN_BEHIND_STARS):
            state.skips = True
        elif word == "u" and number is not None:
            self._put(chr(number % 0x10000))
            self._left_out = state.unicode_width
        elif word in WORDS:
            self._put(WORDS[word])
        elif not self._document_word(word, number) and not state.skips:
            self._paragraph_word(word, number)

    def _document_word(self, word: str, number: int | None) -> bool:
        """Take a word about characters and destinations; return whether it is one."""
        state = self._state
        if word in SWITCHES:
            setattr(state, SWITCHES[word], number != 0)
        elif word == "plain":
            state.is_hidden = state.is_deleted = state.is_bold = state.is_raised = False
            state.font = self._default_font
        elif word in {"nosupersub", "sub"}:
            state.is_raised = False
        elif word == "uc":
            state.unicode_width = max(0, number or 0)
        elif word == "upr":
            state.is_upr = True
        elif word == "ud":
            state.skips = False
        elif word in PARTS:
            state.destination = PARTS[word]
        elif state.destination == "info":
            state.destination = word if word in INFO else "info"
        else:
            return self._font_word(word, number)
        return True

    def _font_word(self, word: str, number: int | None) -> bool:
        """Take a word about fonts and encodings; return whether it is one."""
        state = self._state
        if word == "ansicpg":
            self._fonts.set_code_page(number or 0)
        elif word == "deff":
            self._default_font = number
        elif word == "f":
            state.font = number
        elif word == "fcharset" and state.font is not None:
            self._fonts.set_charset(state.font, number or 0)
        else:
            return False
        return True

    def _paragraph_word(self, word: str, number: int | None) -> None:
        state = self._state
        if word == "s":
            state.style = number
        elif word == "outlinelevel":
            state.outline = (number or 0) + 1
        elif word == "ilvl":
            state.depth = min(max(number or 0, 0), DEEPEST)
        elif word == "pard":
            state.style = state.outline = None
            state.in_table, state.depth = False, 0
        elif word == "intbl":
            state.in_table = True
        elif word in {"listtext", "pntext"}:
            state.destination, self._marker = "marker", ""
        elif word in {"footnote", "shptxt"}:
            self._begin_flow(word)
        elif word == "ftnalt" and self._flows[-1].kind == "footnote":
            self._flows[-1].kind = "endnote"
        elif state.destination == "":
            self._border_word(word, number)

    def _border_word(self, word: str, number: int | None) -> None:
        """Take a word that ends a paragraph, a cell or a row, or says what a row is."""
        if word in {"par", "sect", "page", "column"}:
            self._end_paragraph()
        elif word == "trowd":
            self._table.begin_row()
        elif word in {"trhdr", "cellx", "clvmgf", "clvmrg", "clmgf", "clmrg"}:
            self._table.word(word, number)
        elif word == "cell" and len(self._flows) == 1:
            self._table.add_line(self._taken())
            self._table.end_cell()
        elif word == "row" and len(self._flows) == 1:
            self._table.end_row()

    def _begin_flow(self, word: str) -> None:
        self._flows.append(Flow(len(self._saved) - 1, word))

    def _end_flow(self, flow: Flow) -> None:
        flow.lines.append(_joined(flow.pieces))
        lines = [line for line in flow.lines if line.strip()]
        if flow.kind == "shptxt":
            self._due += lines
            return
        self._notes[flow.kind] += 1
        number = self._notes[flow.kind]
        marker = f"[{number if flow.kind == 'footnote' else numbering.roman(number)}]"
        self._flows[-1].pieces.append(marker)
        note = f"{marker} " + "\n".join(lines).lstrip()
        (self._due if flow.kind == "footnote" else self._last).append(note)

    def _end_style(self, state: State) -> None:
        name = self._style_name.strip().rstrip(";").strip()
        named = HEADING_NAME.fullmatch(name)
        outline = int(named[1]) if named else state.outline
        if name.lower() in {"title", "название"}:
            outline = 1
        self._styles[state.style or 0] = Style(outline, CONTENTS_NAME.fullmatch(name) is not None)

    def _taken(self) -> str:
        """Return the text of the current paragraph with its marker, and begin a new one."""
        flow = self._flows[-1]
        text = _joined(flow.pieces)
        flow.pieces.clear()
        return text

    def _end_paragraph(self) -> None:
        state = self._state
        text = self._taken()
        if len(self._flows) > 1:
            self._flows[-1].lines.append(text)
            return
        marker, self._marker = self._marker.strip(), ""
        if state.in_table:
            self._table.add_line(f"{marker} {text}")
            return
        self._end_table()
        style = self._styles.get(state.style or 0, Style(None, is_contents=False))
        if style.is_contents and state.style:
            return
        outline = style.outline if state.outline is None else state.outline
        typed = TYPED_MARKER.match(text)
        if outline is not None and outline <= DEEPEST and len(text) <= LONGEST_HEADING:
            if text.strip():
                self._builder.heading(f"{marker} {text}", level=outline)
        elif marker:
            shown = (
                numbering.bullet(marker) if len(marker) == 1 and not marker.isalnum() else marker
            )
            self._builder.list_item(text, marker=shown, depth=state.depth)
        elif typed is not None:
            self._builder.list_item(text[typed.end() :], marker=typed[1])
        else:
            self._builder.paragraph(text)
        self._flush()

    def _flush(self) -> None:
        due, self._due = self._due, []
        for text in due:
            self._builder.paragraph(text)

    def _end_table(self) -> None:
        if self._table.end(self._builder):
            self._flush()


def _joined(pieces: list[str]) -> str:
    """Return the characters of pieces; those beyond the first plane come as two halves."""
    text = "".join(pieces)
    if not text.isascii() and any("\ud800" <= each <= "\udfff" for each in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
