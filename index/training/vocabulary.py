"""Give the English teacher a Russian vocabulary: which pieces, and how text is cut into them.

The tokenizer stays the teacher's for English. For Russian it keeps й whole, which the teacher's
normalizer would turn into и, and writes ё as е. A word among the most used ones is one piece; of
the others the stem is, with pieces for what follows it. So nine words in ten of plain prose need
no cutting, and a text takes hardly more pieces than its translation.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer, pre_tokenizers, trainers
from tokenizers.decoders import WordPiece as WordPieceDecoder
from tokenizers.models import WordPiece
from tokenizers.processors import TemplateProcessing
from transformers import AutoModel, PreTrainedTokenizerFast

from index.training.data import read_pairs
from index.training.placement import place_pieces
from index.training.prepare import Row, read_mixture
from index.training.russian import general_counts, normalizer, stem, words_of
from index.training.teacher import teacher_path
from index.training.tokens import write_tokens

STUDENT_FOLDER = "student"
TOKENS = {"english": "tokens.english", "russian": "tokens.russian"}
MOST_PIECES = 256

RUSSIAN_WORDS = 45_000
RUSSIAN_STEMS = 14_000
CUTTING_PIECES = 25_000
"""Of the WordPiece model that cuts what is neither; most of its pieces are such words."""
SHORTEST_STEM = 3

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UNUSED = re.compile(r"\[unused\d+\]")


def extend_vocabulary(*, data: Path, work: Path) -> None:
    """Write the student before training to `work`/student, and the mixture in its pieces."""
    rows = read_mixture(work)
    teacher_tokenizer = Tokenizer.from_file(str(teacher_path() / "tokenizer.json"))
    pairs = list(_pairs_to_align(data, rows))
    words = Counter(word for _, russian in pairs for word in words_of(russian))
    english = english_pieces(teacher_tokenizer)
    russian = russian_pieces(words, general=general_counts(words.total()))
    tokenizer = make_tokenizer([*english, *russian])
    print(f"vocabulary: {len(english):,} English and {len(russian):,} Russian pieces", flush=True)

    model = AutoModel.from_pretrained(str(teacher_path()), dtype=torch.float32)
    old = model.get_input_embeddings().weight.detach().numpy()
    numbers = teacher_tokenizer.get_vocab()
    english_embeddings = old[[numbers[piece] for piece in english]]
    russian_embeddings = place_pieces(
        tokenizer, pairs, pieces=russian, english=english, embeddings=english_embeddings
    )
    embeddings = np.concatenate([english_embeddings, russian_embeddings])
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
    tokenizer.normalizer = normalizer()
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


def _pairs_to_align(data: Path, rows: list[Row]) -> Iterator[tuple[str, str]]:
    """Yield the mixture's pairs but for concatenations, and what short texts there are beside."""
    met = set()
    for row in rows:
        if "concatenated" not in row.kind:
            met.add(row.english)
            yield row.english, row.russian
    for name, step in (("titles", 1), ("dictionary", 1), ("names", 1), ("docs-human", 2)):
        for pair in islice(read_pairs(data, name), 0, None, step):
            if pair.english not in met:
                yield pair.english, pair.russian


def english_pieces(tokenizer: Tokenizer) -> list[str]:
    """Return the teacher's special pieces, and its others of Latin letters, digits and signs."""
    numbers = tokenizer.get_vocab()
    kept = (
        piece
        for piece in numbers
        if not (piece in _SPECIAL or _UNUSED.fullmatch(piece)) and _is_latin(piece)
    )
    return [*_SPECIAL, *sorted(kept, key=numbers.__getitem__)]


def _is_latin(piece: str) -> bool:
    return all(
        unicodedata.name(letter, "").startswith("LATIN") for letter in piece if letter.isalpha()
    )


def russian_pieces(
    counts: Counter[str],
    *,
    general: Counter[str],
    words: int = RUSSIAN_WORDS,
    stems: int = RUSSIAN_STEMS,
) -> list[str]:
    """Return the most used words, the most used stems of the others, and what cuts the rest."""
    together = counts + general
    order = [word for word, _ in together.most_common() if len(word) > 1]
    whole, others = dict.fromkeys(order[:words]), order[words:]
    of_others = Counter[str]()
    for word in others:
        of_others[stem(word)] += together[word]
    wanted = (
        name
        for name, _ in of_others.most_common()
        if len(name) >= SHORTEST_STEM and name not in whole
    )
    return list(dict.fromkeys([*whole, *islice(wanted, stems), *_cutting_pieces(counts)]))


def _cutting_pieces(counts: Counter[str]) -> list[str]:
    tokenizer = Tokenizer(WordPiece(unk_token="[UNK]"))  # noqa: S106
    trainer = trainers.WordPieceTrainer(
        vocab_size=CUTTING_PIECES,
        special_tokens=["[UNK]"],
        initial_alphabet=[*_ALPHABET, *"ієґ"],
        show_progress=False,
    )
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    repeated = (" ".join([word] * times) for word, times in sorted(counts.items()))
    tokenizer.train_from_iterator(repeated, trainer)
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    found = [piece for piece, _ in pieces if _CYRILLIC.search(piece)]
    # With every letter in every place, no word is unknown.
    return [*found, *_ALPHABET, *(f"##{letter}" for letter in _ALPHABET)]
