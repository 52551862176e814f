"""A letter as Word."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Cm, Pt

from tongpin.exchange.office import word
from tongpin.exchange.office.letter import Block, Grid, Heading, Letter, Points, Quote, Words
from tongpin.exchange.office.typeset import FAINT, INK, LINE, SOFT, TONES, clean, fractions, properties

MAIN = TONES["customer"]
RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
FEW = 3
"""In a table of more columns than this a sum takes the last two: it is longer than its parts."""
SHORT = 12
"""Lists and tables up to so many lines are not torn."""


def letter_document(letter: Letter) -> bytes:
    """The file."""
    kept = Document()
    word.page(kept)
    word.styles(kept, letter.lang)
    kept.styles["Normal"].paragraph_format.line_spacing = 1.25
    _cover(kept, letter)
    for block in letter.blocks:
        _block(kept, block)
    # The cover bears no footer.
    kept.sections[0].different_first_page_header_footer = True
    word.footer(kept, letter.footer)
    properties(kept.core_properties, letter.title, letter.lang)
    kept.core_properties.author = kept.core_properties.last_modified_by = clean(letter.sender)[:250]
    out = io.BytesIO()
    kept.save(out)
    return out.getvalue()


def _cover(kept: Any, letter: Letter) -> None:
    _spoken(kept, letter.sender, size=13, colour=MAIN, bold=True, after=150)
    _spoken(kept, letter.kind, size=12, colour=SOFT, after=4)
    _spoken(kept, letter.title, size=27, colour=INK, bold=True, after=14)
    _spoken(kept, letter.to, size=15, colour=INK, after=250)
    facts = kept.add_table(rows=len(letter.facts), cols=2)
    word.shape(facts, [0.25, 0.75])
    for line, (label, value) in zip(facts.rows, letter.facts, strict=True):
        word.said(line.cells[0].paragraphs[0], label, size=10, colour=SOFT)
        word.said(line.cells[1].paragraphs[0], value, size=10)
    for place in facts.rows[0].cells if letter.facts else ():
        word.edges(place, top=MAIN, thick=12)
    kept.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _spoken(kept: Any, text: str, *, size: float, colour: str, after: float, bold: bool = False) -> None:
    paragraph = kept.add_paragraph()
    word.said(paragraph, text, size=size, colour=colour, bold=bold)
    paragraph.paragraph_format.space_after = Pt(after)
    paragraph.paragraph_format.line_spacing = 1.15


def _block(kept: Any, block: Block) -> None:
    match block:
        case Heading(text):
            word.heading(kept, text)
        case Words(text, look):
            for line in text.splitlines():
                if line.strip():
                    _words(kept, line, look)
        case Points(lines, numbered):
            _points(kept, lines, numbered=numbered)
        case Quote(text, by):
            _quote(kept, text, by)
        case Grid():
            _grid(kept, block)


def _words(kept: Any, text: str, look: str) -> None:
    paragraph = kept.add_paragraph()
    size, colour = (word.SMALL, SOFT) if look == "quiet" else (word.BODY, INK)
    word.said(paragraph, text, size=size, colour=colour, bold=look == "strong")
    paragraph.paragraph_format.space_after = Pt(5)
    if look == "strong":
        paragraph.paragraph_format.space_before = Pt(8)
        paragraph.paragraph_format.keep_with_next = True


def _points(kept: Any, lines: tuple[str, ...], *, numbered: bool) -> None:
    """Numbers are written out: the styles of Word would count on from one list to the next."""
    for number, line in enumerate(lines, start=1):
        paragraph = kept.add_paragraph()
        word.said(paragraph, f"{number}." if numbered else "•")
        paragraph.add_run().add_tab()
        word.said(paragraph, line)
        shape = paragraph.paragraph_format
        shape.left_indent, shape.first_line_indent = Cm(0.75), Cm(-0.75)
        shape.tab_stops.add_tab_stop(Cm(0.75))
        shape.space_after = Pt(3)
        # A short list stays together, below its heading.
        shape.keep_with_next = number < len(lines) <= SHORT


def _quote(kept: Any, text: str, by: str) -> None:
    for line, size in ((text, word.BODY), (by, word.SMALL)):
        if line:
            paragraph = kept.add_paragraph()
            word.said(paragraph, line, size=size, colour=SOFT)
            paragraph.paragraph_format.left_indent = Cm(0.75)
            paragraph.paragraph_format.space_after = Pt(4)


def _grid(kept: Any, grid: Grid) -> None:
    table = kept.add_table(rows=1 + len(grid.rows) + len(grid.feet), cols=len(grid.head))
    word.shape(table, fractions(grid.shares))
    lines = list(table.rows)
    word.repeat(lines[0])
    for number, (place, text) in enumerate(zip(lines[0].cells, grid.head, strict=True)):
        word.said(place.paragraphs[0], text, size=word.SMALL, colour=SOFT, bold=True)
        word.shade(place, FAINT)
        _align(place, number in grid.right)
    for line, cells in zip(lines[1:], grid.rows, strict=False):
        word.whole(line)
        for number, (place, text) in enumerate(zip(line.cells, cells, strict=True)):
            _cell(place, text, bold=number == 0)
            _align(place, number in grid.right)
    for line, (label, value) in zip(lines[1 + len(grid.rows) :], grid.feet, strict=True):
        _foot(line, label, value, last=(label, value) == grid.feet[-1])
    for line in lines[:-1] if len(lines) <= SHORT else lines[:1]:
        _hold(line)
    kept.add_paragraph().paragraph_format.space_after = Pt(2)


def _hold(line: Any) -> None:
    """Keeps a row on the page of the next one."""
    for place in line.cells:
        for paragraph in place.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _cell(place: Any, text: str, *, bold: bool) -> None:
    first, _end, rest = clean(text).partition("\n")
    word.said(place.paragraphs[0], first, size=word.SMALL, bold=bold)
    for line in rest.splitlines():
        word.said(place.add_paragraph(), line, size=word.SMALL - 1, colour=SOFT)
    word.edges(place, bottom=LINE)


def _foot(line: Any, label: str, value: str, *, last: bool) -> None:
    word.whole(line)
    cells = line.cells
    figure = cells[-2].merge(cells[-1]) if len(cells) > FEW else cells[-1]
    told = cells[0].merge(cells[-3] if len(cells) > FEW else cells[-2])
    for place, text in ((told, label), (figure, value)):
        paragraph = place.paragraphs[0]
        word.said(paragraph, text, size=word.SMALL, bold=last)
        paragraph.alignment = RIGHT


def _align(place: Any, right: bool) -> None:
    if right:
        for paragraph in place.paragraphs:
            paragraph.alignment = RIGHT
