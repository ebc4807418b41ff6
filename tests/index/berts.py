"""A random BERT, small and quick to make, for what holds of any model."""

from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from index.learned import SHIPPED_MODEL


def tiny_bert(
    path: Path,
    *,
    pooling: str = "mean",
    activation: str = "gelu",
    prompts: dict[str, str] | None = None,
) -> Path:
    """A random BERT with the shipped tokenizer, as a sentence-transformers folder."""
    torch.manual_seed(0)
    tokenizer = Tokenizer.from_file(str(SHIPPED_MODEL / "tokenizer.json"))
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        hidden_act=activation,
        initializer_range=0.2,
    )
    BertModel(config).save_pretrained(path / "bert")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (path / "bert" / name).write_bytes((SHIPPED_MODEL / name).read_bytes())
    transformer = Transformer(str(path / "bert"), max_seq_length=40)
    modules = [transformer, Pooling(32, pooling_mode=pooling)]
    SentenceTransformer(modules=modules, prompts=prompts).save(str(path / "model"))
    return path / "model"
