from collections import Counter

from eval.speed.texts import make_passages, make_texts, queries
from index.encode.dense import load_model
from index.text.analysis import tokenize
from index.text.scripts import is_cyrillic


def test_texts_and_queries_are_one_of_a_kind() -> None:
    texts = make_texts(100)
    assert len(set(texts)) == 100
    assert max(map(len, texts)) < 620
    asked = queries()
    assert len({next(asked) for _ in range(500)}) == 500


def test_passages_have_words_of_both_languages_as_frequent_as_words_are() -> None:
    vocabulary = load_model(None).tokenizer.get_vocab()
    passages = make_passages(2000, vocabulary=vocabulary, texts=["Козловский chairs AKIT."])
    assert passages == make_passages(2000, vocabulary=vocabulary, texts=["Козловский chairs AKIT."])
    assert [is_cyrillic(passage) for passage in passages[:4]] == [False, True, False, True]
    tokens = [token for passage in passages for token in tokenize(passage)]
    assert all(20 <= len(passage.split()) <= 120 for passage in passages)
    assert 0.15 < sum(token.capital for token in tokens) / len(tokens) < 0.18
    times = Counter(token.word for token in tokens)
    # e5's pieces were counted in a hundred languages: its first words are not English alone.
    assert {"the", "на"} <= {word for word, _ in times.most_common(60)}
    # By Zipf's law the tenth rank has some five times what the hundredth has.
    ranked = [count for word, count in times.most_common() if not is_cyrillic(word)]
    assert 5 < ranked[9] / ranked[99] < 13
    assert len(times) > 15000


def test_names_of_the_texts_are_among_the_rarest() -> None:
    passages = make_passages(200, vocabulary={"the": 0, "##s": 1}, texts=["The Козловский"])
    words = {word for passage in passages for word in passage.split()}
    assert words == {"the", "The", "козловский", "Козловский"}
