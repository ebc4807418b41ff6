"""A data folder and a network, both small enough that every step of training runs in a test."""

import gzip
import json
from itertools import product
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from index.training.vocabulary import make_tokenizer, save_tokenizer

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
        _write_lines(folder / f"{name}.tsv.gz", [*("\t".join(row) for row in rows), *more])
    _write_lines(folder / "titles.tsv.gz", ["Black Sea\tЧёрное море", "Moscow\tМосква"])
    _write_lines(folder / "dictionary.tsv.gz", ["river\tрека", "evening\tвечер"])
    _write_lines(folder / "names.tsv.gz", ["kozlovsky\tкозловский"])
    _write_lines(folder / "sections.jsonl.gz", [_section(number) for number in range(SECTIONS)])
    return folder


def write_network(folder: Path, *, seed: int) -> Path:
    """Write a network of one layer and random weights that reads single characters."""
    letters = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя0123456789.,:"
    tokenizer = make_tokenizer(
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{sign}" for sign in letters)]
    )
    torch.manual_seed(seed)
    network = BertModel(
        BertConfig(
            vocab_size=tokenizer.get_vocab_size(),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=256,
        )
    )
    network.save_pretrained(folder)
    save_tokenizer(tokenizer, folder)
    return folder


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


def _write_lines(path: Path, lines: list[str]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
