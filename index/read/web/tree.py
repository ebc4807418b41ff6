"""What of an HTML tree a reader of the page sees, in document order."""

import re
from collections.abc import Iterator
from typing import Literal

from selectolax.lexbor import LexborNode

from index.text.languages import LANGUAGES, any_of

Event = tuple[Literal["enter", "text", "leave"], LexborNode, str]
"""What comes, its node, and that one's tag ("-text" for text)."""

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form foreignobject h1 h2 h3 h4 h5 h6 header hgroup hr html legend li"
    " main menu nav ol p pre search section summary table tbody td text tfoot th thead tr"
    " ul".split()
)
"""Elements that begin on a line of their own."""

_UNSEEN = frozenset(
    "annotation annotation-xml applet audio canvas datalist defs desc embed frameset head iframe"
    " metadata noembed noframes noscript object param rp script select style symbol template"
    " textarea title video".split()
)
_UNSEEN_CLASSES = frozenset(
    "anchor-link headerlink mw-editsection screen-reader-text sr-only visually-hidden"
    " visuallyhidden".split()
)
_SKIP = re.compile(r"(?:^|\s)skip(?:[-_]\w+)*(?:$|\s)")
"""The class of a link to the main text, which shows to who goes by keys alone."""
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE
)
_INLINE = frozenset({"a", "b", "em", "i", "small", "span", "strong", "svg", "sup"})
_MENU_ROLES = frozenset({"alertdialog", "menu", "menubar", "navigation", "search", "toolbar"})
_NOTICE = re.compile(r"(?:^|[-_\s])(?:cookies?|gdpr|consent|onetrust)(?:$|[-_\s])", re.IGNORECASE)
_SURELY_NOTICE = re.compile(
    r"(?:^|[-_\s])(?:onetrust|cookies?[-_](?:banner|consent|law|notice|popup))(?:$|[-_\s])",
    re.IGNORECASE,
)
"""Names that recipes, clinics and departments of data protection have no use for."""
_COOKIES = re.compile(
    rf"\b{any_of(language.documents.cookies for language in LANGUAGES)}\b", re.IGNORECASE
)
_CONSENTS = re.compile(
    rf"\b{any_of(language.documents.consents for language in LANGUAGES)}\b", re.IGNORECASE
)
_BUTTONS = "button, input, a[role=button], a[class*=btn], a[class*=button]"
_NOTICE_TAGS = frozenset({"aside", "dialog", "div", "footer", "form", "section"})
_LONGEST_NOTICE = 2000
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NAMED = _HEADINGS | {"dt", "summary"}
"""A button that is all of these is a question that opens its answer."""
_WORD = re.compile(r"\w")


def shown(root: LexborNode, *, furniture: bool = False) -> Iterator[Event]:
    """Yield the elements and texts under `root` that a reader sees, without comments.

    That leaves out menus, forms and notices of cookies too, but for `furniture`.
    """
    node: LexborNode | None = root
    path: list[tuple[LexborNode, str]] = []
    while node is not None:
        tag = node.tag or ""
        child = None
        if node.is_text_node:
            yield "text", node, tag
        elif node.is_element_node and _is_shown(node, tag, path, furniture=furniture):
            yield "enter", node, tag
            child = node.first_child
            path.append((node, tag))
            if child is None:
                path.pop()
                yield "leave", node, tag
        node = child or (node.next if path else None)
        while node is None and path:
            closed, tag = path.pop()
            yield "leave", closed, tag
            node = closed.next if path else None


def seen_text(root: LexborNode) -> str:
    """Return the text that is seen under `root` on one line, blocks parted by spaces."""
    pieces = []
    for kind, node, tag in shown(root):
        if kind == "text":
            pieces.append(node.text_content or "")
        elif tag in BLOCKS or tag == "br":
            pieces.append(" ")
    return " ".join("".join(pieces).split())


def _is_shown(
    node: LexborNode, tag: str, path: list[tuple[LexborNode, str]], *, furniture: bool
) -> bool:
    if tag in _UNSEEN:
        return False
    given = node.attributes
    if (given or tag == "dialog") and _is_hidden(tag, given):
        return False
    if tag == "a" and any(each in _HEADINGS for _, each in path[-3:]):
        return bool(_WORD.search(node.text()))
    if furniture:
        return True
    if tag == "button":
        named = (parent for parent, each in path[-3:] if each in _NAMED)
        said = node.text(strip=True)
        return "aria-expanded" in given or any(each.text(strip=True) == said for each in named)
    return tag != "nav" and given.get("role") not in _MENU_ROLES and not _is_notice(node, tag)


def _is_hidden(tag: str, given: dict[str, str | None]) -> bool:
    """Return whether the page itself says that an element is not to be seen."""
    if "hidden" in given and given["hidden"] != "until-found":
        return True
    if tag == "dialog" and "open" not in given:
        return True
    # On whole parts of a page it stands while a dialog is open before them.
    if tag in _INLINE and given.get("aria-hidden") == "true":
        return True
    if _UNSEEN_STYLE.search(given.get("style") or ""):
        return True
    classes = given.get("class") or ""
    if tag == "a" and _SKIP.search(classes):
        return True
    return not _UNSEEN_CLASSES.isdisjoint(classes.split())


def _is_notice(node: LexborNode, tag: str) -> bool:
    """Return whether this asks for consent to cookies, which is about the page and not of it."""
    if tag not in _NOTICE_TAGS:
        return False
    given = node.attributes
    named = f"{given.get('id') or ''} {given.get('class') or ''}"
    if not _NOTICE.search(named):
        return False
    buttons = node.css(_BUTTONS)
    holds = node.css_first("main, article, h1")
    if not buttons or holds is not None or len(node.text()) > _LONGEST_NOTICE:
        return False
    if _SURELY_NOTICE.search(named):
        return True
    asks = _COOKIES.search(node.text(separator=" ")) and any(map(_consents, buttons))
    return bool(asks) and node.css_first(", ".join(_HEADINGS)) is None


def _consents(button: LexborNode) -> bool:
    """Return whether a button answers a notice; a mark alone, such as a cross, closes it."""
    says = button.text() or button.attributes.get("value") or ""
    return bool(_CONSENTS.search(says)) or not _WORD.search(says)
