"""Words typed on the other keyboard layout: what the same keys give on it, character for character.

The layouts are those of a Windows or macOS keyboard, US English and Russian.
"""

_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./" + '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?@#$^&'
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю." + 'ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?'
_TO_RUSSIAN = dict(zip(map(ord, _ENGLISH), _RUSSIAN, strict=True))
_TO_ENGLISH = dict(zip(map(ord, _RUSSIAN), _ENGLISH, strict=True))


def on_russian(text: str) -> str:
    """Return what the keys of `text`, typed on the English layout, give on the Russian one."""
    return text.translate(_TO_RUSSIAN)


def on_english(text: str) -> str:
    """Return what the keys of `text`, typed on the Russian layout, give on the English one."""
    return text.translate(_TO_ENGLISH)
