"""Which words of a sentence answer, by how it was read and how it is written."""

from index.answer.directions import directed
from index.answer.form.cells import find_cells, is_of_cells
from index.answer.form.contrasts import POLAR
from index.answer.form.persons import marks_another
from index.answer.form.stamps import marked_stamp
from index.answer.marks import statement, trim, whole_mark
from index.answer.nearest import NearPassage, QuestionParts
from index.types import Marked, Span


def find_mark(
    asked: QuestionParts, near: NearPassage, number: int, *, least: float
) -> Marked | None:
    """Return the words of a sentence that answer, where reading is sure enough of them.

    In a row of a table it is the cell in the column that is asked for, and none where several may
    be.
    """
    sentence, header = near.hit.sentences[number], near.headers.get(number)
    start = near.hit.citation.start
    span = near.read.spans[number] if near.read.certainties[number] >= least else None
    if header is not None:
        row, at = sentence.quote, sentence.start - start
        cells = find_cells(asked, header=header, row=row)
        if cells:
            cell = cells[0].span
            is_clear = len(cells) == 1 and not cells[0].is_empty
            span = Span(at + cell.start, at + cell.end) if is_clear else None
        elif span is not None and is_of_cells(
            Span(span.start - at, span.end - at), header=header, row=row
        ):
            span = None
    elif asked.type == "date":
        at = sentence.start - start
        within = None if span is None else Span(span.start - at, span.end - at)
        stamp = marked_stamp(sentence.quote, within)
        span = None if stamp is None else Span(stamp.start + at, stamp.end + at)
    if span is None:
        return None
    if header is None:
        at = sentence.start - start
        within = Span(span.start - at, span.end - at)
        if marks_another(asked, sentence.quote, near.words[number], within):
            return None
        if asked.type is None and POLAR.search(asked.asks):
            within = statement(sentence.quote, within)
        else:
            within = directed(
                sentence.quote,
                whole_mark(sentence.quote, within),
                question=asked.asks,
                words=near.words[number],
                is_asked=asked.holds,
            )
            within = trim(
                sentence.quote,
                within,
                question=asked.asks,
                kind=asked.type,
                words=near.words[number],
                is_asked=asked.holds,
            )
        span = Span(within.start + at, within.end + at)
    return Marked(start=start + span.start, end=start + span.end, type=asked.type)
