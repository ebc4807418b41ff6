"""A paragraph without the sentence that answers."""

from eval.sets.answers import AnswerTask, SpanGold, near_miss_tasks
from eval.sets.near_misses import near_miss
from eval.sets.squad import GoldSpan
from eval.sets.tasks import Corpus, Question, Text
from index.types import Span

TEXT = Text("ru/0-0", "The mill is old. Ann lives there. Nobody knows why. It has no roof.", "en")


def gold(words: str, *, text: Text = TEXT) -> GoldSpan:
    start = text.text.index(words)
    return GoldSpan(text.source, Span(start, start + len(words)), words)


def test_the_sentence_that_answers_is_cut_out() -> None:
    cut = near_miss(TEXT, [gold("Ann")])
    assert cut == Text("ru/0-0", "The mill is old. Nobody knows why. It has no roof.", "en")


def test_every_sentence_that_answers_is_cut_out() -> None:
    cut = near_miss(TEXT, [gold("Ann"), gold("old")])
    assert cut is not None
    assert cut.text == "Nobody knows why. It has no roof."
    over_a_border = near_miss(TEXT, [gold("old. Ann")])
    assert over_a_border == cut


def test_the_sentences_are_those_of_the_set() -> None:
    sentences = [Span(0, 33), Span(34, len(TEXT.text))]
    cut = near_miss(TEXT, [gold("Ann")], sentences=sentences)
    assert cut is not None
    assert cut.text == "Nobody knows why. It has no roof."


def test_what_may_still_answer_is_no_near_miss() -> None:
    twice = Text("a", "Ann came. She sat. Then ann left.")
    assert near_miss(twice, [gold("Ann", text=twice)]) is None
    assert near_miss(twice, [gold("She", text=twice)]) is not None


def test_nothing_is_left_of_one_sentence() -> None:
    one = Text("a", "Ann came.")
    assert near_miss(one, [gold("Ann", text=one)]) is None


def test_each_question_is_asked_once_of_a_corpus_with_its_near_miss() -> None:
    other = Text("b", "Ann came. She sat.")
    asked = {"who": (TEXT, "Ann"), "where": (TEXT, "there"), "how": (TEXT, "old")}
    asked |= {"sat": (other, "She"), "none": (Text("c", "One."), "One")}
    golds = {name: (gold(words, text=text),) for name, (text, words) in asked.items()}
    cuts = {name: near_miss(text, golds[name]) for name, (text, _) in asked.items()}
    task = AnswerTask(
        name="en→en",
        corpus=Corpus("en", (TEXT, other, Text("c", "One."))),
        questions=tuple(Question(name, f"{name}?", "en") for name in asked),
        golds={name: SpanGold(spans) for name, spans in golds.items()},
        left_out=dict.fromkeys(asked, "b"),
        near_misses={name: cut for name, cut in cuts.items() if cut is not None},
    )
    first, second = near_miss_tasks(task)
    # Two questions are answered by one sentence, and so have one near miss.
    assert [each.question_id for each in first.questions] == ["who", "where", "sat"]
    assert [each.question_id for each in second.questions] == ["how"]
    assert [text.text for text in first.corpus.texts] == [
        "The mill is old. Nobody knows why. It has no roof.",
        "Ann came.",
        "One.",
    ]
    assert second.corpus.texts[1:] == (other, Text("c", "One."))
    assert len({each.corpus.name for each in (task, first, second)}) == 3
    assert not first.left_out
    assert not first.near_misses
