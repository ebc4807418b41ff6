"""The dense half: the shipped model reads both languages, and its fingerprint names it."""

import pytest

from index.encode.dense import SentenceTransformerEncoder
from index.errors import EncoderUnavailable
from index.learned import SHIPPED_MODEL

PAIRS = [
    ("Who is the chairman of the supervisory board?", "Кто председатель наблюдательного совета?"),
    ("The museum is closed on Mondays.", "По понедельникам музей закрыт."),
    ("The river flooded the city in spring.", "Весной река затопила город."),
    ("The company reported its annual profit.", "Компания сообщила о годовой прибыли."),
    ("He plays the violin very well.", "Он очень хорошо играет на скрипке."),
]


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The hosts that were looked up, none of which is found."""
    hosts: list[object] = []

    def look_up(host: object, *_: object, **__: object) -> None:
        hosts.append(host)
        raise OSError("no network")

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    return hosts


def test_a_sentence_is_nearest_to_its_translation(
    dense_encoder: SentenceTransformerEncoder,
) -> None:
    english, russian = (
        dense_encoder.encode_passages(list(side)) for side in zip(*PAIRS, strict=True)
    )
    nearest = (english @ russian.T).argmax(axis=1)
    assert nearest.tolist() == list(range(len(PAIRS)))


def test_the_fingerprint_names_the_weights(dense_encoder: SentenceTransformerEncoder) -> None:
    again = SentenceTransformerEncoder()
    assert again.fingerprint == dense_encoder.fingerprint
    with_other_weights = SentenceTransformerEncoder()
    parameter = next(with_other_weights._model.parameters())
    parameter.data[0, 0] += 1
    from index.encode.dense import _fingerprint

    assert _fingerprint(with_other_weights._model) != dense_encoder.fingerprint


def test_the_shipped_model_may_be_named_by_its_path_and_nothing_is_looked_up(
    dense_encoder: SentenceTransformerEncoder,
    monkeypatch: pytest.MonkeyPatch,
    looked_up: list[object],
) -> None:
    # A path that could be a name on the hub.
    monkeypatch.chdir(SHIPPED_MODEL.parents[1])
    by_path = SentenceTransformerEncoder("index/model")
    assert by_path.fingerprint == dense_encoder.fingerprint
    assert by_path.name == "index/model"
    assert not looked_up


def test_a_model_that_is_not_there_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As the variable HF_HUB_OFFLINE=1 would: the answer is the same, but comes at once.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EncoderUnavailable, match="leave out --model") as caught:
        SentenceTransformerEncoder("nobody/no-such-model")
    assert "\n" not in str(caught.value)


def test_a_hub_that_cannot_be_reached_is_told_at_once(
    looked_up: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EncoderUnavailable, match=r"cannot be reached: .*leave out --model"):
        SentenceTransformerEncoder("nobody/no-such-model")
    assert len(looked_up) == 1
    assert not "".join(capsys.readouterr())
