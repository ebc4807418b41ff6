"""Russian words as the tokenizer spells them: lower case, е for ё, no marks of stress."""

import re
from collections import Counter
from functools import lru_cache

import Stemmer
from tokenizers import Regex, normalizers

from index.errors import EncoderUnavailable

GENERAL_WORDS = 400_000

_WORD = re.compile(r"[а-я]+")


def normalizer() -> normalizers.Normalizer:
    """Return the teacher's normalizer but for й: every mark goes, save a breve that follows и."""
    return normalizers.Sequence(
        [
            normalizers.BertNormalizer(
                clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=True
            ),
            normalizers.NFD(),
            normalizers.Replace(Regex(r"(?<!и)\u0306|[^\P{Mn}\u0306]"), ""),
            normalizers.Replace("и\u0306", "\u0439"),
            # To the teacher № is no punctuation, and №5 an unknown word.
            normalizers.Replace("№", " # "),
        ]
    )


def words_of(text: str) -> list[str]:
    """Return the Russian words of `text` in order."""
    return _WORD.findall(_normalizer().normalize_str(text))


@lru_cache(maxsize=500_000)
def stem(word: str) -> str:
    """Return the Snowball stem of a word that `words_of` gave."""
    return str(_stemmer().stemWord(word))


def general_counts(total: int) -> Counter[str]:
    """Return how often each word of general Russian would stand in a text of `total` words.

    From wordfreq's list (Speer 2022), which joins books, news, subtitles and the web. Raises
    EncoderUnavailable where the package is not installed.
    """
    try:
        import wordfreq
    except ImportError as error:
        raise EncoderUnavailable(
            "wordfreq is not installed: `pip install spravka[training]` brings it"
        ) from error
    frequencies = wordfreq.get_frequency_dict("ru", wordlist="large")
    counts = Counter[str]()
    for word in wordfreq.top_n_list("ru", GENERAL_WORDS, wordlist="large"):
        spelled = _normalizer().normalize_str(word)
        if _WORD.fullmatch(spelled):
            counts[spelled] += round(total * frequencies[word])
    return counts


@lru_cache(maxsize=1)
def _normalizer() -> normalizers.Normalizer:
    return normalizer()


@lru_cache(maxsize=1)
def _stemmer() -> "Stemmer.Stemmer":
    return Stemmer.Stemmer("russian")
