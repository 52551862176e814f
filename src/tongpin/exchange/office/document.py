"""The review as Word: a page that says where we stand, the two tracks as a drawing, then the tables."""

import io
from typing import Any

from docx import Document

from tongpin.exchange.office import word
from tongpin.exchange.office.document_pictures import drawing
from tongpin.exchange.office.review import Cell, Paper, Review, Table
from tongpin.exchange.office.typeset import FAINT, LINE, SOFT, TONES, clean, fractions, properties

WHOLE_ROWS = 8
LONGEST = 4000
"""Characters of a cell; a note that is longer is read in the records."""


def document(review: Review) -> bytes:
    """The file."""
    kept = _begun(review)
    if review.actions:
        word.heading(kept, review.labels.actions)
        for action in review.actions:
            kept.add_paragraph(clean(action), style="List Number")
    word.heading(kept, review.labels.tracks)
    picture = kept.add_paragraph()
    picture.add_run()._r.append(drawing(review.narrow, word.INSIDE, review.lang))
    _tables(kept, review)
    if review.unknown:
        word.heading(kept, review.labels.unknown)
        for line in review.unknown:
            kept.add_paragraph(clean(line), style="List Bullet")
    return _ended(kept, review)


def paper(told: Paper) -> bytes:
    """A paper as a file."""
    kept = _begun(told)
    _tables(kept, told)
    for line in told.notes:
        word.said(kept.add_paragraph(), line, size=word.SMALL, colour=SOFT)
    return _ended(kept, told)


def _begun(told: Paper) -> Any:
    kept = Document()
    word.page(kept)
    word.styles(kept, told.lang)
    _first(kept, told)
    return kept


def _tables(kept: Any, told: Paper) -> None:
    for table in told.tables:
        if table.rows:
            _table(kept, table)


def _ended(kept: Any, told: Paper) -> bytes:
    word.footer(kept, told.footer)
    properties(kept.core_properties, told.title, told.lang)
    out = io.BytesIO()
    kept.save(out)
    return out.getvalue()


# ---------------------------------------------------------------- the first page
def _first(kept: Any, review: Paper) -> None:
    kept.add_paragraph(clean(review.title), style="Title")
    word.said(kept.add_paragraph(), "  ·  ".join(review.about), colour=SOFT)
    tiles = kept.add_table(rows=1, cols=len(review.tiles))
    word.shape(tiles, [1 / len(review.tiles)] * len(review.tiles))
    for place, tile in zip(tiles.rows[0].cells, review.tiles, strict=True):
        word.said(place.paragraphs[0], tile.label, size=word.SMALL, colour=SOFT)
        word.said(place.add_paragraph(), tile.value, size=14, colour=TONES[tile.tone], bold=True)
        word.said(place.add_paragraph(), tile.detail, size=word.SMALL, colour=SOFT)
        word.edges(place, top=LINE if not tile.tone else TONES[tile.tone], thick=18)
    # Without a paragraph between them two tables become one.
    kept.add_paragraph()
    label, sentence = review.obstacle
    box = kept.add_table(rows=1, cols=1)
    word.shape(box, [1.0])
    place = box.rows[0].cells[0]
    word.said(place.paragraphs[0], label, size=word.SMALL, colour=SOFT)
    word.said(place.add_paragraph(), sentence, size=12, bold=True)
    word.shade(place, FAINT)
    word.edges(place, left=TONES["early"], thick=36)


# ---------------------------------------------------------------- tables
def _table(kept: Any, table: Table) -> None:
    word.heading(kept, table.title)
    if table.lead:
        lead = kept.add_paragraph()
        word.said(lead, table.lead, colour=SOFT)
        lead.paragraph_format.keep_with_next = True
    grid = kept.add_table(rows=1 + len(table.rows), cols=len(table.head))
    word.shape(grid, fractions(table.shares))
    rows = list(grid.rows)
    word.repeat(rows[0])
    for place, text in zip(rows[0].cells, table.head, strict=True):
        word.said(place.paragraphs[0], text, size=word.SMALL, colour=SOFT, bold=True)
        word.shade(place, FAINT)
    for line, cells in zip(rows[1:], table.rows, strict=True):
        word.whole(line)
        for place, cell in zip(line.cells, cells, strict=True):
            _cell(place, cell)
    # The head never stands alone at the end of a page, and a short table stays whole.
    for line in rows[: -1 if len(rows) <= WHOLE_ROWS else 1]:
        for place in line.cells:
            for paragraph in place.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
    if table.note:
        word.said(kept.add_paragraph(), table.note, size=word.SMALL, colour=SOFT)


def _cell(place: Any, cell: Cell) -> None:
    text = clean(cell.text)
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
    first, _end, rest = shown.partition("\n")
    word.said(place.paragraphs[0], first, size=word.SMALL, colour=TONES[cell.tone], bold=cell.bold)
    if rest:
        word.said(place.add_paragraph(), rest, size=word.SMALL, colour=TONES[cell.tone])
    word.edges(place, bottom=LINE)
