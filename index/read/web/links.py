"""Links by which someone is reached, as others lead to another page."""

import re

from selectolax.lexbor import LexborNode

_REACHES = re.compile(
    r"\s*(?:(?:tel|callto|mailto|sms|sip|skype|tg|viber|whatsapp|xmpp):"
    r"|(?:https?:)?//(?:www\.)?(?:t\.me|telegram\.me|wa\.me|api\.whatsapp\.com|vk\.me|m\.me)/)",
    re.IGNORECASE,
)
_SHARES = re.compile(r"[:/]\?|\bshare\b|\bforward\b|\bmsg|\bsend\?text=", re.IGNORECASE)
"""An address of nobody: whom this page is sent to is yet to be chosen."""


def is_contact(link: LexborNode) -> bool:
    """Return whether a link calls someone or writes to them."""
    target = link.attributes.get("href") or ""
    return bool(_REACHES.match(target)) and not _SHARES.search(target)
