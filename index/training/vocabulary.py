"""Give the English teacher Russian word pieces, each placed where its English counterparts are.

The tokenizer stays the teacher's for English. For Russian it keeps й whole, which the teacher's
normalizer would turn into и, and writes ё as е.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, trainers
from tokenizers.decoders import WordPiece as WordPieceDecoder
from tokenizers.models import WordPiece
from tokenizers.processors import TemplateProcessing
from transformers import AutoModel, PreTrainedTokenizerFast

from index.training.alignment import Translations, align_backwards, count_couples
from index.training.data import read_pairs
from index.training.prepare import Row, read_mixture
from index.training.teacher import teacher_path
from index.training.tokens import write_tokens

STUDENT_FOLDER = "student"
TOKENS = {"english": "tokens.english", "russian": "tokens.russian"}
RUSSIAN_PIECES = 25_000
ENGLISH_PIECES = 24_000
ALIGNED_PAIRS = 250_000
MOST_ALIGNED_PIECES = 60
LEAST_PROBABILITY = 0.03
MOST_PIECES = 256

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_RUSSIAN_WORD = re.compile(r"[а-яё]+", re.IGNORECASE)
_UNUSED = re.compile(r"\[unused\d+\]")


def extend_vocabulary(*, data: Path, work: Path) -> None:
    """Write the student before training to `work`/student, and the mixture in its pieces."""
    rows = read_mixture(work)
    teacher_tokenizer = Tokenizer.from_file(str(teacher_path() / "tokenizer.json"))
    teacher_tokenizer.no_truncation()
    teacher_tokenizer.no_padding()
    pairs = _pairs_to_align(data, rows)
    english = _english_pieces(teacher_tokenizer, [text for pair in pairs for text in pair])
    russian = _russian_pieces([pair[1] for pair in pairs], known=set(english))
    tokenizer = make_tokenizer([*english, *russian])
    print(f"vocabulary: {len(english):,} English and {len(russian):,} Russian pieces", flush=True)

    model = AutoModel.from_pretrained(str(teacher_path()), dtype=torch.float32)
    old = model.get_input_embeddings().weight.detach().numpy()
    numbers = teacher_tokenizer.get_vocab()
    embeddings = np.zeros((len(english) + len(russian), old.shape[1]), dtype=np.float32)
    embeddings[: len(english)] = old[[numbers[piece] for piece in english]]
    table = _align_pieces(tokenizer, pairs)
    mean = old[[numbers[piece] for piece in english if piece.isalpha()]].mean(axis=0)
    embeddings[len(english) :] = expected_embeddings(
        table, embeddings, first=len(english), otherwise=mean
    )
    model.resize_token_embeddings(len(embeddings), mean_resizing=False)
    with torch.no_grad():
        model.get_input_embeddings().weight.copy_(torch.from_numpy(embeddings))
    model.config.pad_token_id = tokenizer.token_to_id("[PAD]")
    folder = work / STUDENT_FOLDER
    model.save_pretrained(folder)
    save_tokenizer(tokenizer, folder)
    for language, file in TOKENS.items():
        texts = [getattr(row, language) for row in rows]
        write_tokens(work / file, tokenizer, texts, most=MOST_PIECES)


def make_tokenizer(pieces: list[str]) -> Tokenizer:
    """Return the teacher's kind of tokenizer over `pieces`, whose order gives their numbers."""
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(
        WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100)  # noqa: S106
    )
    tokenizer.add_special_tokens(list(_SPECIAL))
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    start, end = "[CLS]", "[SEP]"
    tokenizer.post_processor = TemplateProcessing(
        single=f"{start} $A {end}",
        pair=f"{start} $A {end} $B:1 {end}:1",
        special_tokens=[(start, vocabulary[start]), (end, vocabulary[end])],
    )
    tokenizer.decoder = WordPieceDecoder(prefix="##")
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Write `tokenizer` in the form that transformers reads without a class of its own."""
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        pad_token="[PAD]",  # noqa: S106
        unk_token="[UNK]",  # noqa: S106
        cls_token="[CLS]",  # noqa: S106
        sep_token="[SEP]",  # noqa: S106
        mask_token="[MASK]",  # noqa: S106
        model_max_length=MOST_PIECES,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    ).save_pretrained(folder)


def expected_embeddings(
    table: Translations,
    embeddings: npt.NDArray[np.float32],
    *,
    first: int,
    otherwise: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    """Return float32[n, dimension] for the n pieces from number `first` on.

    Each is the mean of the embeddings of the pieces it is aligned with, weighted by P(piece |
    Russian piece) where that is above 0.03, or `otherwise` where nothing is.
    """
    kept = (
        (table.probability > LEAST_PROBABILITY) & (table.source >= first) & (table.target < first)
    )
    source, weight = table.source[kept] - first, table.probability[kept]
    sums = np.zeros((len(embeddings) - first, embeddings.shape[1]), dtype=np.float32)
    np.add.at(sums, source, embeddings[table.target[kept]] * weight[:, None])
    weights = np.bincount(source, weight, minlength=len(sums)).astype(np.float32)
    known = weights > 0
    sums[known] /= weights[known, None]
    sums[~known] = otherwise
    print(f"vocabulary: {np.count_nonzero(~known):,} pieces not aligned", flush=True)
    return sums


def _normalizer() -> normalizers.Normalizer:
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


def _pairs_to_align(data: Path, rows: list[Row]) -> list[tuple[str, str]]:
    """Return the mixture's pairs but for concatenations, and titles up to the number wanted."""
    short = [(row.english, row.russian) for row in rows if "concatenated" not in row.kind]
    for pair in read_pairs(data, "titles"):
        if len(short) >= ALIGNED_PAIRS:
            break
        short.append((pair.english, pair.russian))
    return short


def _english_pieces(tokenizer: Tokenizer, texts: list[str]) -> list[str]:
    """Return the special pieces and the teacher's most used others that are not Cyrillic.

    `texts` are of both languages, for the sake of signs that only Russian uses. Single
    characters stay, used or not: without them a word is unknown as a whole.
    """
    counts = Counter[int]()
    for start in range(0, len(texts), 10_000):
        for encoding in tokenizer.encode_batch_fast(texts[start : start + 10_000]):
            counts.update(encoding.ids)
    numbers = tokenizer.get_vocab()
    pieces = [
        piece
        for piece in numbers
        if not (piece in _SPECIAL or _CYRILLIC.search(piece) or _UNUSED.fullmatch(piece))
    ]
    pieces.sort(
        key=lambda piece: (
            piece.removeprefix("##").isascii() and len(piece.removeprefix("##")) == 1,
            counts[numbers[piece]],
            piece.removeprefix("##").isascii(),
            -numbers[piece],
        ),
        reverse=True,
    )
    kept = pieces[: ENGLISH_PIECES - len(_SPECIAL)]
    return [*_SPECIAL, *sorted(kept, key=numbers.__getitem__)]


def _russian_pieces(texts: list[str], *, known: set[str]) -> list[str]:
    """Return the Cyrillic pieces of a WordPiece model trained on the Russian words of `texts`."""
    tokenizer = Tokenizer(WordPiece(unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=RUSSIAN_PIECES,
        special_tokens=["[UNK]"],
        initial_alphabet=list("абвгдежзийклмнопрстуфхцчшщъыьэюяієґ"),
        show_progress=False,
    )
    words = (" ".join(_RUSSIAN_WORD.findall(text)) for text in texts)
    tokenizer.train_from_iterator(words, trainer)
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [piece for piece, _ in pieces if _CYRILLIC.search(piece) and piece not in known]


def _align_pieces(tokenizer: Tokenizer, pairs: list[tuple[str, str]]) -> Translations:
    """Return P(English piece | Russian piece) from the distinct pieces of each pair."""
    english = _distinct_pieces(tokenizer, [pair[0] for pair in pairs])
    russian = _distinct_pieces(tokenizer, [pair[1] for pair in pairs])
    short = [
        (left, right)
        for left, right in zip(english, russian, strict=True)
        if len(left) <= MOST_ALIGNED_PIECES and len(right) <= MOST_ALIGNED_PIECES
    ]
    couples = count_couples([left for left, _ in short], [right for _, right in short])
    return align_backwards(couples)


def _distinct_pieces(tokenizer: Tokenizer, texts: list[str]) -> Iterator[list[int]]:
    for start in range(0, len(texts), 10_000):
        batch = tokenizer.encode_batch_fast(texts[start : start + 10_000], add_special_tokens=False)
        for encoding in batch:
            yield sorted(set(encoding.ids))
