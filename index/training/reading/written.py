"""Questions written for the reader, in Russian and English, over text: `written/*.txt.xz`.

A passage starts with a line `=== name`. The headings that it stands under may follow, each after
`H `, from the title down. Then comes its text, a paragraph a line, each after `T `. Where there is
none the name is `source row count`, and the text is that many Russian sentences of `general-human`
from that row of the source on. Then, a line each, its questions in both languages:
`A Russian | English | the words that answer`, as they stand in the text, with `@2` after them where
not the first such words but the second ones are meant; or `N Russian | English` where the text
does not say it.
"""

import lzma
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from pathlib import Path

from index.errors import InvalidInput
from index.training.data import open_lines
from index.training.reading.examples import Example
from index.types import Span

FOLDER = Path(__file__).with_name("written")
NEAR = 0.5
"""What it counts that a question is not answered by another text: it may be, in other words."""

_ELSEWHERE = re.compile(r"(\S+) (\d+) (\d+)")
_PLACE = re.compile(r"(.+?)(?:@(\d))?")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w{4,}")
_STEM = 5
"""In letters."""


@dataclass(slots=True)
class _Passage:
    """A text with its questions: their wordings and where the answer stands, None if nowhere."""

    text: str
    context: str = ""
    asked: list[tuple[str, str, Span | None]] = field(default_factory=list)


def written_examples(data: Path | None, folder: Path | None = None) -> Iterator[Example]:
    """Yield every question of `folder`, FOLDER if None, in both languages.

    Each that is answered is also asked of the text of its file that is nearest to it by words and
    does not have those that answer: whether there is an answer, no question tells by itself.
    Without `data` there are only those whose text stands here. Raises InvalidInput with file and
    line where a line cannot be read or an answer does not stand in the text.
    """
    sources = {} if data is None else _sources(data)
    for path in sorted((folder or FOLDER).glob("*.txt.xz")):
        passages = _read(path, sources)
        nearest = _Nearest(passages)
        for number, passage in enumerate(passages):
            article = passage.context.partition("\n")[0] or number
            group = f"written/{path.name}/{article}"
            for russian, english, answer in passage.asked:
                wordings = (russian, english)
                for question in wordings:
                    yield Example(question, passage.text, answer, group, context=passage.context)
                if answer is None:
                    continue
                other = nearest(" ".join(wordings), number, without=answer.cut(passage.text))
                if other is not None:
                    for question in wordings:
                        yield Example(
                            question, other.text, None, group, NEAR, context=other.context
                        )


def _read(path: Path, sources: Mapping[str, list[str]]) -> list[_Passage]:
    passages: list[_Passage] = []
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            kind, _, rest = line.rstrip("\n").partition(" ")
            if kind == "===":
                passages.append(_Passage(_elsewhere(rest, sources)))
            elif not passages:
                raise InvalidInput(f"{path}:{number}: a file begins with a line of ===")
            elif kind == "H":
                passages[-1].context = f"{passages[-1].context}\n{rest}".strip()
            elif kind == "T":
                passages[-1].text = f"{passages[-1].text}\n{rest}".strip()
            elif passages[-1].text:
                try:
                    passages[-1].asked.append(_asked(kind, rest.split(" | "), passages[-1].text))
                except ValueError as error:
                    raise InvalidInput(f"{path}:{number}: {error}") from error
    return [passage for passage in passages if passage.text]


def _sources(data: Path) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    with open_lines(data / "general-human.tsv.gz") as lines:
        for line in lines:
            _, russian, source = line.rstrip("\n").split("\t")
            found[source].append(_SPACES.sub(" ", russian.strip()))
    return found


def _elsewhere(name: str, sources: Mapping[str, list[str]]) -> str:
    found = _ELSEWHERE.fullmatch(name)
    if found is None or found[1] not in sources:
        return ""
    first, count = int(found[2]), int(found[3])
    return " ".join(sources[found[1]][first : first + count])


def _asked(kind: str, fields: list[str], text: str) -> tuple[str, str, Span | None]:
    if kind == "A":
        russian, english, words = fields
        return russian, english, _place(words, text)
    if kind == "N":
        russian, english = fields
        return russian, english, None
    raise ValueError(f"{kind!r} is none of ===, H, T, A and N")


def _place(words: str, text: str) -> Span:
    found = _PLACE.fullmatch(words)
    if found is None:
        raise ValueError("there is no answer")
    start = -1
    for _ in range(int(found[2] or 1)):
        start = text.find(found[1], start + 1)
        if start < 0:
            raise ValueError(f"{words!r} does not stand in the text")
    return Span(start, start + len(found[1]))


class _Nearest:
    """Finds the passage that shares most with a question, each stem the more the rarer it is.

    What it stands under is a part of it.
    """

    def __init__(self, passages: Sequence[_Passage]) -> None:
        self._passages = passages
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        for number, passage in enumerate(passages):
            for stem in _stems(f"{passage.context}\n{passage.text}"):
                self._having[stem].append(number)

    def __call__(self, question: str, own: int, *, without: str) -> _Passage | None:
        """Return a passage other than the question's `own` whose text does not say `without`.

        It does not have all of its stems either: the words may be in another form there.
        """
        said = _stems(without)
        shared: defaultdict[int, float] = defaultdict(float)
        for stem in sorted(_stems(question)):
            having = self._having.get(stem, ())
            for number in having:
                shared[number] += log(len(self._passages) / len(having))
        for number in sorted(shared, key=lambda number: (-shared[number], number)):
            text = self._passages[number].text
            is_said = without.lower() in text.lower() or (said and said <= _stems(text))
            if number != own and not is_said:
                return self._passages[number]
        return None


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower())}
