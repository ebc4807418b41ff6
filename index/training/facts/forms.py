"""Passages in the forms that people write: prose, lists, tables, questions, minutes, mail, logs.

Every form takes a `Speaker` and returns text in which the answer is marked.
"""

from collections.abc import Callable
from itertools import chain

from index.training.facts.mentions import Speaker, qualified
from index.training.facts.pools import city
from index.training.facts.scenes import Fact
from index.training.facts.terms import Mention, Slot, Term, capital, finish

Form = Callable[[Speaker], str]

_PAIRS = (
    ("pair", (Mention.FIRST, Mention.LAST)),
    ("renewal", (Mention.OLD, Mention.NEW)),
)
_SHORTEST, _LONGEST = 50, 200
"""Words below which a passage is filled up, and above which nothing is added."""


def prose(speaker: Speaker) -> str:
    """Return paragraphs, a subject each, under a heading or none."""
    paragraphs = [_paragraph(speaker, group, named=False) for group in speaker.scene.groups]
    text = _fill(speaker, _joined(speaker, paragraphs))
    return f"{_heading(speaker)}\n\n{text}" if speaker.rng.random() < 0.5 else text


def sections(speaker: Speaker) -> str:
    """Return a section for each subject, whose heading may be the only place that names it."""
    parts = []
    for group in speaker.scene.groups:
        title = speaker.name(group[0].subject)
        if speaker.rng.random() < 0.3:
            title = _with_label(speaker, group, title)
        parts.append(f"{_mark(speaker, 2)}{title}\n\n{_paragraph(speaker, group, named=True)}")
    return _fill(speaker, "\n\n".join(parts))


def pair(speaker: Speaker) -> str:
    """Return two subjects side by side, then called the former and the latter."""
    groups = speaker.scene.groups
    if len(groups) != 2 or any(not _is_thing(group[0].subject) for group in groups):
        return prose(speaker)
    first, last = (Slot(group[0].subject, speaker.language) for group in groups)
    intro, mentions = speaker.rng.choice(_PAIRS)
    sentences = [finish(speaker.aside(intro).format(a=first, b=last), speaker.language)]
    for group, mention in zip(groups, mentions, strict=True):
        sentences.append(speaker.say(group[0], mention))
        sentences += [speaker.say(fact, speaker.later()) for fact in group[1:]]
    return _fill(speaker, " ".join(sentences))


def bullets(speaker: Speaker) -> str:
    """Return a list of sentences or of labels with values, by subject."""
    lines = []
    sign = speaker.rng.choice(("- ", "* ", "• ", "— "))
    labelled = speaker.rng.random() < 0.5
    for group in speaker.scene.groups:
        lines.append(_opening(speaker, group))
        for fact in group:
            if labelled:
                lines.append(f"{sign}{speaker.label(fact)}: {speaker.value(fact)}")
            else:
                lines.append(sign + speaker.say(fact, speaker.later()))
        lines.append("")
    return _lines(speaker, lines)


def numbered(speaker: Speaker) -> str:
    """Return a numbered list or the clauses of a document."""
    clauses = speaker.rng.random() < 0.5
    lines = [_heading(speaker), ""]
    chapter = speaker.rng.randrange(1, 9)
    sentences = []
    for group in speaker.scene.groups:
        sentences += speaker.tell(group, speaker.first(group))
        if speaker.rng.random() < 0.5:
            sentences.append(speaker.filler())
    while _words(sentences) < _SHORTEST:
        sentences.append(speaker.filler())
    for number, sentence in enumerate(sentences, 1):
        lines.append(f"{chapter}.{number}. {sentence}" if clauses else f"{number}. {sentence}")
    return "\n".join(lines)


def labels(speaker: Speaker) -> str:
    """Return `Label: value` lines below each subject's name."""
    lines = []
    bold = speaker.rng.random() < 0.25
    for group in speaker.scene.groups:
        lines.append(_opening(speaker, group))
        for fact in group:
            label = f"**{speaker.label(fact)}:**" if bold else f"{speaker.label(fact)}:"
            lines.append(f"{label} {speaker.value(fact)}")
        lines.append("")
    return _lines(speaker, lines)


def table(speaker: Speaker) -> str:
    """Return a Markdown table with a row for each subject and a column for each relation."""
    columns: dict[str, Fact] = {}
    for fact in chain.from_iterable(speaker.scene.groups):
        columns.setdefault(_column(fact), fact)
    kept = list(columns)[:6]
    answer = speaker.scene.answer
    if answer is not None and _column(answer) not in kept:
        kept[-1] = _column(answer)
    speaker.rng.shuffle(kept)
    header = ["Name" if speaker.language == "en" else "Название"]
    header += [speaker.label(columns[column]) for column in kept]
    rows = [header, ["---"] * len(header)]
    for group in speaker.scene.groups:
        facts = {_column(fact): fact for fact in group}
        cells = [speaker.value(facts[column]) if column in facts else "—" for column in kept]
        asked = next((fact for fact in group if fact is answer), group[0])
        rows.append([speaker.row(asked), *cells])
    text = "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
    text = f"{_heading(speaker)}\n\n{text}"
    return _fill(speaker, text)


def parameters(speaker: Speaker) -> str:
    """Return a two-column table for each subject."""
    parts = []
    header = ("Parameter", "Value") if speaker.language == "en" else ("Параметр", "Значение")
    for group in speaker.scene.groups:
        lines = [_opening(speaker, group), "", f"| {header[0]} | {header[1]} |", "|---|---|"]
        lines += [f"| {speaker.label(fact)} | {speaker.value(fact)} |" for fact in group]
        parts.append("\n".join(lines))
    return _fill(speaker, "\n\n".join(parts))


def price_list(speaker: Speaker) -> str:
    """Return lists under the name of a relation: each line a subject and its value."""
    by_relation: dict[str, list[Fact]] = {}
    for fact in chain.from_iterable(speaker.scene.groups):
        by_relation.setdefault(_column(fact), []).append(fact)
    lines = []
    sign = speaker.rng.choice((" — ", ": ", " ... ", "\t"))
    for facts in by_relation.values():
        lines.append(_mark(speaker, 3) + speaker.label(facts[0]))
        lines += [f"{speaker.row(fact)}{sign}{speaker.value(fact)}" for fact in facts]
        lines.append("")
    return _lines(speaker, lines)


def faq(speaker: Speaker) -> str:
    """Return questions with their answers below; the answers are short or whole sentences."""
    parts = []
    for group in speaker.scene.groups:
        for fact in group:
            said_of = qualified(fact.qualifier, speaker.language)
            template = speaker.rng.choice(fact.relation.questions[speaker.language])
            slot = Slot(fact.subject, speaker.language)
            asked = finish(template.format(s=slot, q=said_of), speaker.language)
            said = (
                finish(f"{speaker.value(fact)}.", speaker.language)
                if speaker.rng.random() < 0.35
                else speaker.say(fact, speaker.later())
            )
            parts.append((asked, said))
    style = speaker.rng.choice(("**{}**\n\n{}", "### {}\n{}", "Q: {}\nA: {}", "— {}\n— {}"))
    if speaker.language == "ru":
        style = style.replace("Q: ", "Вопрос: ").replace("A: ", "Ответ: ")
    return _fill(speaker, "\n\n".join(style.format(*part) for part in parts))


def minutes(speaker: Speaker) -> str:
    """Return the minutes of a meeting whose items are about the subjects."""
    rng, english = speaker.rng, speaker.language == "en"
    number, day = rng.randrange(2, 90), f"{rng.randrange(1, 29):02}.{rng.randrange(1, 13):02}.2024"
    lines = [
        f"Minutes No. {number} of {day}" if english else f"Протокол № {number} от {day}",
        "",
    ]
    for item, group in enumerate(speaker.scene.groups, 1):
        name = speaker.name(group[0].subject)
        lines.append(f"{item}. {'On the agenda' if english else 'Слушали'}: {name}.")
        said = speaker.tell(group, Mention.FULL if rng.random() < 0.5 else speaker.later())
        lines.append(f"{'Resolved' if english else 'Отметили'}: {' '.join(said)}")
    lines.append("")
    return _lines(speaker, lines)


def mail(speaker: Speaker) -> str:
    """Return a letter with a subject line, a greeting and a signature."""
    english = speaker.language == "en"
    subject = _heading(speaker).lstrip("#= ").split("\n")[0]
    hello = ("Hello,", "Best regards") if english else ("Добрый день!", "С уважением")
    body = _fill(
        speaker,
        _joined(
            speaker, [_paragraph(speaker, group, named=False) for group in speaker.scene.groups]
        ),
    )
    head = "Subject" if english else "Тема"
    return f"{head}: {subject}\n\n{hello[0]}\n\n{body}\n\n{hello[1]}"


def log(speaker: Speaker) -> str:
    """Return lines with a time stamp each."""
    rng = speaker.rng
    hour, lines = rng.randrange(0, 20), []
    sentences = []
    for group in speaker.scene.groups:
        sentences += speaker.tell(group, speaker.first(group))
    while _words(sentences) < _SHORTEST:
        sentences.insert(rng.randrange(len(sentences) + 1), speaker.filler())
    day = f"2025-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    level = rng.choice(("INFO ", "", "[note] "))
    for number, sentence in enumerate(sentences):
        lines.append(f"{day} {hour:02}:{number * 4 + rng.randrange(4):02} {level}{sentence}")
    return "\n".join(lines)


def news(speaker: Speaker) -> str:
    """Return a news item: a place, a date, and one paragraph among real sentences."""
    where = city(speaker.rng)
    place = where.english if speaker.language == "en" else where.russian[0]
    said: list[str] = []
    for group in speaker.scene.groups:
        said.append(_paragraph(speaker, group, named=False))
        said.append(speaker.filler())
    return _fill(speaker, f"{place.upper()}. {' '.join(said)}")


FORMS: tuple[tuple[Form, int], ...] = (
    (prose, 20),
    (sections, 14),
    (pair, 6),
    (bullets, 10),
    (numbered, 8),
    (labels, 9),
    (table, 9),
    (parameters, 5),
    (price_list, 5),
    (faq, 6),
    (minutes, 5),
    (mail, 5),
    (log, 3),
    (news, 7),
)
"""The forms and how often they are taken, in parts of their sum."""

WITHOUT_SUBJECTS = frozenset({bullets, labels, parameters, faq})
"""Forms in which only a heading or a question names the subject of a fact."""


def _paragraph(speaker: Speaker, group: tuple[Fact, ...], *, named: bool) -> str:
    mention = speaker.later() if named and speaker.rng.random() < 0.7 else speaker.first(group)
    sentences = []
    if mention is Mention.FULL and speaker.rng.random() < 0.12:
        sentences.append(speaker.about(group[0].subject))
        mention = speaker.later()
    return " ".join(sentences + speaker.tell(group, mention))


def _joined(speaker: Speaker, paragraphs: list[str]) -> str:
    return speaker.rng.choice((" ", "\n\n", "\n")).join(paragraphs)


def _heading(speaker: Speaker) -> str:
    """Return a heading: of the page, of the asked relation, or of both relation and subject."""
    scene, rng = speaker.scene, speaker.rng
    chance = rng.random()
    label = capital(rng.choice(scene.relation.labels[speaker.language]))
    if chance < 0.25:
        title = label
    elif chance < 0.5 and scene.groups:
        title = _with_label(speaker, rng.choice(scene.groups), "")
    elif chance < 0.65:
        title = speaker.name(scene.subject)
    else:
        title = speaker.aside("headings")
    return _mark(speaker, rng.choice((1, 2))) + title


def _with_label(speaker: Speaker, group: tuple[Fact, ...], title: str) -> str:
    relation = speaker.scene.relation
    label = capital(speaker.rng.choice(relation.labels[speaker.language]))
    subject = group[0].subject
    if not title and not relation.is_nominal:
        return f"{label}: {speaker.name(subject)}"
    if title:
        return f"{title}. {label}"
    if speaker.language == "en":
        return f"{label} of {subject.english}"
    return f"{label} {subject.russian[1]}"


def _mark(speaker: Speaker, level: int) -> str:
    return "#" * level + " " if speaker.rng.random() < 0.7 else ""


def _opening(speaker: Speaker, group: tuple[Fact, ...]) -> str:
    name = speaker.name(group[0].subject)
    style = speaker.rng.random()
    if style < 0.4:
        return f"{_mark(speaker, 2)}{name}"
    return f"**{name}**" if style < 0.55 else f"{name}:" if style < 0.8 else name


def _is_thing(subject: Term) -> bool:
    return subject.short is not None and not subject.is_person


def _column(fact: Fact) -> str:
    return f"{fact.relation.key} {fact.qualifier.english if fact.qualifier else ''}"


def _words(sentences: list[str]) -> int:
    return sum(sentence.count(" ") + 1 for sentence in sentences)


def _lines(speaker: Speaker, lines: list[str]) -> str:
    text = "\n".join(lines).strip("\n")
    if speaker.rng.random() < 0.4:
        text = f"{_heading(speaker)}\n\n{text}"
    return _fill(speaker, text)


def _fill(speaker: Speaker, text: str) -> str:
    """Return `text` with sentences before and after it until it is long enough, some more often."""
    rng = speaker.rng
    wanted = rng.choice((_SHORTEST, 60, 90, 130, 180))
    before: list[str] = []
    after: list[str] = []
    length = text.count(" ") + 1
    while length < wanted and length < _LONGEST:
        sentence = speaker.filler()
        (before if rng.random() < 0.4 else after).append(sentence)
        length += sentence.count(" ") + 1
    parts = [" ".join(before), text, " ".join(after)]
    glue = "\n\n" if "\n" in text or rng.random() < 0.5 else " "
    return glue.join(part for part in parts if part)
