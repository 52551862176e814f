"""The review as Word: a page that says where we stand, the two tracks as a drawing, then the tables."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from tongpin.exchange.office.document_pictures import drawing
from tongpin.exchange.office.review import Cell, Paper, Review, Table
from tongpin.exchange.office.typeset import (
    EAST_ASIAN,
    FAINT,
    INK,
    LATIN,
    LINE,
    SOFT,
    TAGS,
    TONES,
    clean,
    cut,
    fractions,
    properties,
)

INSIDE = 17.0
"""Width of the text in centimetres: A4 with margins of two."""
BODY, SMALL = 10.5, 9.5
WHOLE_ROWS = 8
LONGEST = 4000
"""Characters of a cell; a note that is longer is read in the records."""


def document(review: Review) -> bytes:
    """The file."""
    kept = _begun(review)
    if review.actions:
        _heading(kept, review.labels.actions)
        for action in review.actions:
            kept.add_paragraph(clean(action), style="List Number")
    _heading(kept, review.labels.tracks)
    picture = kept.add_paragraph()
    picture.add_run()._r.append(drawing(review.narrow, INSIDE, review.lang))
    _tables(kept, review)
    if review.unknown:
        _heading(kept, review.labels.unknown)
        for line in review.unknown:
            kept.add_paragraph(clean(line), style="List Bullet")
    return _ended(kept, review)


def paper(told: Paper) -> bytes:
    """A paper as a file."""
    kept = _begun(told)
    _tables(kept, told)
    for line in told.notes:
        _said(kept.add_paragraph(), line, size=SMALL, colour=SOFT)
    return _ended(kept, told)


def _begun(told: Paper) -> Any:
    kept = Document()
    _page(kept)
    _styles(kept, told)
    _first(kept, told)
    return kept


def _tables(kept: Any, told: Paper) -> None:
    for table in told.tables:
        if table.rows:
            _table(kept, table)


def _ended(kept: Any, told: Paper) -> bytes:
    _footer(kept, told)
    properties(kept.core_properties, told.title, told.lang)
    out = io.BytesIO()
    kept.save(out)
    return out.getvalue()


# ---------------------------------------------------------------- page and styles
def _page(kept: Any) -> None:
    section = kept.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)


def _styles(kept: Any, review: Paper) -> None:
    """Our fonts in place of the template's theme, in every style that we use."""
    looks = {
        "Normal": (BODY, INK, False),
        "Title": (20, INK, True),
        "Heading 1": (14, TONES["customer"], True),
        "List Bullet": (BODY, INK, False),
        "List Number": (BODY, INK, False),
        "Header": (SMALL, SOFT, False),
        "Footer": (SMALL, SOFT, False),
    }
    for name, (size, colour, bold) in looks.items():
        style = kept.styles[name]
        style.font.size, style.font.bold, style.font.name = Pt(size), bold, LATIN
        style.font.color.rgb = RGBColor.from_string(colour)
        _fonts(style.element.get_or_add_rPr(), review)
    for name, before, after in (("Normal", 0, 3), ("Heading 1", 14, 5), ("Title", 0, 4)):
        spacing = kept.styles[name].paragraph_format
        spacing.space_before, spacing.space_after = Pt(before), Pt(after)
    _no_rule(kept.styles["Title"].element)


def _fonts(kept: Any, review: Paper) -> None:
    fonts = kept.get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), LATIN)
    fonts.set(qn("w:eastAsia"), EAST_ASIAN[review.lang])
    for old in kept.findall(qn("w:lang")):
        kept.remove(old)
    told = OxmlElement("w:lang")
    main, chinese = TAGS[review.lang]
    told.set(qn("w:val"), main if review.lang == "en" else "en-US")
    told.set(qn("w:eastAsia"), chinese)
    kept.append(told)


def _no_rule(style: Any) -> None:
    """The template draws a line under its title."""
    facts = style.get_or_add_pPr()
    for rule in facts.findall(qn("w:pBdr")):
        facts.remove(rule)


def _footer(kept: Any, review: Paper) -> None:
    paragraph = kept.sections[0].footer.paragraphs[0]
    paragraph.text = f"{cut(review.footer, SMALL, INSIDE * 26, 1)}    "
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()._r
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run.append(mark)


# ---------------------------------------------------------------- the first page
def _first(kept: Any, review: Paper) -> None:
    kept.add_paragraph(clean(review.title), style="Title")
    _said(kept.add_paragraph(), "  ·  ".join(review.about), colour=SOFT)
    tiles = kept.add_table(rows=1, cols=len(review.tiles))
    _shape(tiles, [1 / len(review.tiles)] * len(review.tiles))
    for place, tile in zip(tiles.rows[0].cells, review.tiles, strict=True):
        _said(place.paragraphs[0], tile.label, size=SMALL, colour=SOFT)
        _said(place.add_paragraph(), tile.value, size=14, colour=TONES[tile.tone], bold=True)
        _said(place.add_paragraph(), tile.detail, size=SMALL, colour=SOFT)
        _edges(place, top=LINE if not tile.tone else TONES[tile.tone], thick=18)
    # Without a paragraph between them two tables become one.
    kept.add_paragraph()
    label, sentence = review.obstacle
    box = kept.add_table(rows=1, cols=1)
    _shape(box, [1.0])
    place = box.rows[0].cells[0]
    _said(place.paragraphs[0], label, size=SMALL, colour=SOFT)
    _said(place.add_paragraph(), sentence, size=12, bold=True)
    _shade(place, FAINT)
    _edges(place, left=TONES["early"], thick=36)


# ---------------------------------------------------------------- tables
def _heading(kept: Any, text: str) -> None:
    kept.add_paragraph(clean(text), style="Heading 1").paragraph_format.keep_with_next = True


def _table(kept: Any, table: Table) -> None:
    _heading(kept, table.title)
    if table.lead:
        lead = kept.add_paragraph()
        _said(lead, table.lead, colour=SOFT)
        lead.paragraph_format.keep_with_next = True
    grid = kept.add_table(rows=1 + len(table.rows), cols=len(table.head))
    _shape(grid, fractions(table.shares))
    rows = list(grid.rows)
    _repeat(rows[0])
    for place, text in zip(rows[0].cells, table.head, strict=True):
        _said(place.paragraphs[0], text, size=SMALL, colour=SOFT, bold=True)
        _shade(place, FAINT)
    for line, cells in zip(rows[1:], table.rows, strict=True):
        _whole(line)
        for place, cell in zip(line.cells, cells, strict=True):
            _cell(place, cell)
    # The head never stands alone at the end of a page, and a short table stays whole.
    for line in rows[: -1 if len(rows) <= WHOLE_ROWS else 1]:
        for place in line.cells:
            for paragraph in place.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
    if table.note:
        _said(kept.add_paragraph(), table.note, size=SMALL, colour=SOFT)


def _cell(place: Any, cell: Cell) -> None:
    text = clean(cell.text)
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
    first, _end, rest = shown.partition("\n")
    _said(place.paragraphs[0], first, size=SMALL, colour=TONES[cell.tone], bold=cell.bold)
    if rest:
        _said(place.add_paragraph(), rest, size=SMALL, colour=TONES[cell.tone])
    _edges(place, bottom=LINE)


def _said(paragraph: Any, text: str, *, size: float = BODY, colour: str = INK, bold: bool = False) -> None:
    run = paragraph.add_run(clean(text))
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour)
    paragraph.paragraph_format.space_after = Pt(1)


def _shape(grid: Any, shares: Sequence[float]) -> None:
    """Fixed columns as wide as told: programs differ in how they would choose them."""
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    for column, share in zip(grid.columns, shares, strict=True):
        wide = Cm(INSIDE * share)
        column.width = wide
        for place in column.cells:
            place.width = wide


def _repeat(row: Any) -> None:
    """The head stands again on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _whole(row: Any) -> None:
    """Not torn at the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _shade(place: Any, fill: str) -> None:
    xml = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>'
    place._tc.get_or_add_tcPr().append(parse_xml(xml))


def _edges(place: Any, *, thick: int = 4, **colours: str) -> None:
    """Borders by side, ``thick`` in eighths of a point; they must stand before the shade in the file."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{thick}" w:space="0" w:color="{colours[side]}"/>'
        for side in ("top", "left", "bottom", "right")
        if side in colours
    )
    facts = place._tc.get_or_add_tcPr()
    made = parse_xml(f"<w:tcBorders {nsdecls('w')}>{sides}</w:tcBorders>")
    shade = facts.find(qn("w:shd"))
    if shade is None:
        facts.append(made)
    else:
        shade.addprevious(made)
