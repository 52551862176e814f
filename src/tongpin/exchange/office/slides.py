"""The review as PowerPoint: a first slide that says where we stand, the two tracks, a slide or more for each table."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Inches, Pt

from tongpin.exchange.office.review import Cell, Odds, Paper, Review, Table, Tile
from tongpin.exchange.office.slide_pictures import draw, plain, set_font
from tongpin.exchange.office.typeset import (
    FAINT,
    INK,
    LINE,
    PAPER,
    SOFT,
    TONES,
    clean,
    cut,
    fractions,
    lines_in,
    properties,
    tall,
    told_rows,
    width_of,
)

WIDE, TALL, MARGIN = 13.333, 7.5, 0.6
INSIDE = WIDE - 2 * MARGIN
TOP, BOTTOM = 1.3, 6.95
BLANK_WITH_TITLE = 5
"""Layout of the library's own template that has a title and nothing else: the outline view shows the titles."""
TABLE_SIZE = 12.0
HEAD = (TABLE_SIZE * 1.4 + 8) / 72
"""Height of a table's head in inches."""
SUBTITLE, NOTE = 0.75, 0.4
HALF = 0.6 * (BOTTOM - TOP)
"""A table that is too long for the rest of a slide still begins there where so much is left."""
MOST_LINES = 4
POINTS = 72


class Deck:
    """A presentation in the making, of a review or of another paper."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(WIDE), Inches(TALL)
        self.number = 0

    def slide(self, title: str) -> Any:
        """A slide with its title, footer and number."""
        self.number += 1
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[BLANK_WITH_TITLE])
        place = slide.shapes.title
        place.left, place.top, place.width, place.height = (
            Inches(MARGIN),
            Inches(0.4),
            Inches(INSIDE),
            Inches(0.8),
        )
        frame = place.text_frame
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        self.write(frame, cut(title, 26, INSIDE * POINTS, 1), size=26, bold=True)
        self.words(slide, self.paper.footer, MARGIN, 7.05, INSIDE - 1, 0.3, size=10, colour=SOFT, lines=1)
        self.words(slide, str(self.number), WIDE - MARGIN - 1, 7.05, 1, 0.3, size=10, colour=SOFT, align=PP_ALIGN.RIGHT)
        return slide

    def words(
        self,
        slide: Any,
        text: str,
        x: float,
        y: float,
        wide: float,
        high: float,
        *,
        size: float,
        colour: str = INK,
        bold: bool = False,
        lines: int | None = None,
        align: Any = PP_ALIGN.LEFT,
        anchor: Any = MSO_ANCHOR.TOP,
    ) -> None:
        """A text in a box (inches), cut to as many lines as it may take."""
        kept = clean(text) if lines is None else cut(text, size, wide * POINTS, lines)
        frame = slide.shapes.add_textbox(Inches(x), Inches(y), Inches(wide), Inches(high)).text_frame
        frame.vertical_anchor = anchor
        self.write(frame, kept, size=size, colour=colour, bold=bold, align=align)

    def write(
        self,
        frame: Any,
        text: str,
        *,
        size: float,
        colour: str = INK,
        bold: bool = False,
        align: Any = PP_ALIGN.LEFT,
        margin: float = 0,
    ) -> None:
        """Puts text into a frame, a paragraph a line."""
        frame.word_wrap = True
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(margin)
        for index, line in enumerate(text.split("\n")):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            paragraph.alignment = align
            run = paragraph.add_run()
            run.text = line
            set_font(run.font, self.paper.lang, size=size, colour=colour, bold=bold)

    def bytes(self) -> bytes:
        properties(self.deck.core_properties, self.paper.title, self.paper.lang)
        kept = io.BytesIO()
        self.deck.save(kept)
        return kept.getvalue()


class _ReviewDeck(Deck):
    """That of a review of an opportunity."""

    def __init__(self, review: Review) -> None:
        super().__init__(review)
        self.review = review


def slides(review: Review) -> bytes:
    """The file."""
    deck = _ReviewDeck(review)
    _first(deck)
    _tracks(deck)
    tables_on(deck)
    if review.unknown:
        _unknown(deck)
    return deck.bytes()


# ---------------------------------------------------------------- the first slide
def _first(deck: _ReviewDeck) -> None:
    review = deck.review
    slide = deck.slide(review.title)
    deck.words(slide, "  ·  ".join(review.about), MARGIN, 1.15, INSIDE, 0.35, size=14, colour=SOFT, lines=1)
    gap = 0.25
    wide = (INSIDE - gap * (len(review.tiles) - 1)) / max(len(review.tiles), 1)
    for index, tile in enumerate(review.tiles):
        tile_on(deck, slide, tile, MARGIN + index * (wide + gap), wide)
    _obstacle(deck, slide)
    _actions(deck, slide)
    _odds(deck, slide)


def tile_on(deck: Deck, slide: Any, tile: Tile, x: float, wide: float) -> None:
    colour = TONES[tile.tone]
    block_on(slide, x, 1.75, wide, 0.05, LINE if colour == INK else colour)
    deck.words(slide, tile.label, x, 1.86, wide, 0.3, size=12, colour=SOFT, lines=1)
    size = next((size for size in (22, 19, 16) if width_of(tile.value, size) <= wide * POINTS), 14)
    deck.words(slide, tile.value, x, 2.15, wide, 0.45, size=size, colour=colour, bold=True, lines=1)
    deck.words(slide, tile.detail, x, 2.6, wide, 0.5, size=12, colour=SOFT, lines=2)


LEFT_WIDE = 7.5


def _obstacle(deck: _ReviewDeck, slide: Any) -> None:
    label, sentence = deck.review.obstacle
    block_on(slide, MARGIN, 3.35, LEFT_WIDE, 1.2, FAINT)
    block_on(slide, MARGIN, 3.35, 0.07, 1.2, TONES["early"])
    deck.words(slide, label, MARGIN + 0.25, 3.43, LEFT_WIDE - 0.4, 0.3, size=12, colour=SOFT, lines=1)
    deck.words(slide, sentence, MARGIN + 0.25, 3.73, LEFT_WIDE - 0.4, 0.78, size=15, bold=True, lines=2)


def _actions(deck: _ReviewDeck, slide: Any) -> None:
    deck.words(slide, deck.review.labels.actions, MARGIN, 4.75, LEFT_WIDE, 0.3, size=14, bold=True)
    y = 5.1
    for number, action in enumerate(deck.review.actions, start=1):
        text = cut(action, 13, (LEFT_WIDE - 0.35) * POINTS, 2)
        high = lines_in(text, 13, (LEFT_WIDE - 0.35) * POINTS) * 13 * 1.4 / POINTS
        if y + high > BOTTOM:
            break
        deck.words(slide, f"{number}.", MARGIN, y, 0.35, 0.3, size=13, colour=TONES["customer"], bold=True)
        deck.words(slide, text, MARGIN + 0.35, y, LEFT_WIDE - 0.35, high, size=13)
        y += high + 0.08


def _odds(deck: _ReviewDeck, slide: Any) -> None:
    x = MARGIN + LEFT_WIDE + 0.5
    wide = WIDE - MARGIN - x
    deck.words(slide, deck.review.labels.odds, x, 3.35, wide, 0.3, size=14, bold=True, lines=1)
    for index, row in enumerate(deck.review.odds):
        _odds_row(deck, slide, row, x, 3.78 + index * 0.44, wide)


def _odds_row(deck: _ReviewDeck, slide: Any, row: Odds, x: float, y: float, wide: float) -> None:
    name, figure = 1.75, 0.6
    colour = TONES["customer"] if row.present else SOFT
    deck.words(slide, row.name, x, y, name - 0.1, 0.3, size=12, colour=colour, bold=row.present, lines=1)
    room = wide - name - figure
    block_on(slide, x + name, y + 0.05, room, 0.18, FAINT)
    if row.chance >= 0.005:
        block_on(slide, x + name, y + 0.05, room * row.chance, 0.18, colour if row.present else "9DB4D0")
    deck.words(
        slide,
        f"{100 * row.chance:.0f}%",
        x + wide - figure,
        y,
        figure,
        0.3,
        size=12,
        colour=colour,
        bold=row.present,
        align=PP_ALIGN.RIGHT,
    )


def block_on(slide: Any, x: float, y: float, wide: float, high: float, fill: str) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(x), Inches(y), Inches(wide), Inches(high))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(fill)
    shape.line.fill.background()
    plain(shape)


# ---------------------------------------------------------------- pictures, tables, lists
def _tracks(deck: _ReviewDeck) -> None:
    slide = deck.slide(deck.review.labels.tracks)
    picture = deck.review.wide
    scale = min(INSIDE / picture.wide, (BOTTOM - TOP) / picture.tall)
    draw(slide, picture, (MARGIN, TOP), scale, deck.review.lang)


def tables_on(deck: Deck) -> None:
    """One after another; a short one goes below the one before it where it has room."""
    slide, end = None, BOTTOM
    for table in deck.paper.tables:
        if table.rows:
            slide, end = _table(deck, table, slide, end)


def _table(deck: Deck, table: Table, slide: Any, end: float) -> tuple[Any, float]:
    """The table on the slide at hand from ``end`` down, or on new ones; gives the last and where it ends."""
    shares, room = fractions(table.shares), INSIDE * POINTS
    rows = told_rows(table.rows, shares, room, TABLE_SIZE, MOST_LINES)
    lead = cut(table.lead, 13, room, 2)
    above = lines_in(lead, 13, room) * 13 * 1.4 / POINTS + 0.1 if lead else 0.0
    below = NOTE if table.note else 0.0
    whole = sum(tall(row, shares, room, TABLE_SIZE) for row in rows) / POINTS + HEAD + above + below
    shared = slide is not None and (end + SUBTITLE + whole <= BOTTOM or BOTTOM - end >= HALF)
    top = end + SUBTITLE if shared else TOP
    spare = above + below + HEAD
    pages = list(_pages(rows, shares, (BOTTOM - top - spare) * POINTS, (BOTTOM - TOP - spare) * POINTS))
    for number, page in enumerate(pages, start=1):
        title = f"{table.title} {number}/{len(pages)}" if len(pages) > 1 else table.title
        if shared and number == 1:
            deck.words(slide, title, MARGIN, end + 0.3, INSIDE, 0.35, size=18, bold=True, lines=1)
        else:
            slide, top = deck.slide(title), TOP
        if lead:
            deck.words(slide, lead, MARGIN, top - 0.05, INSIDE, above, size=13, colour=SOFT)
        end = _grid(deck, slide, table, page, shares, top + above)
    if table.note:
        deck.words(slide, table.note, MARGIN, end + 0.08, INSIDE, 0.3, size=11, colour=SOFT, lines=1)
    return slide, end + below


def _pages(
    rows: Sequence[list[Cell]], shares: Sequence[float], first: float, room: float
) -> Iterator[list[list[Cell]]]:
    """As many rows on a slide as have room: ``first`` points on the first slide, ``room`` on the others."""
    page: list[list[Cell]] = []
    used, most = 0.0, first
    for row in rows:
        high = tall(row, shares, INSIDE * POINTS, TABLE_SIZE)
        if page and used + high > most:
            yield page
            page, used, most = [], 0.0, room
        page.append(row)
        used += high
    if page:
        yield page


def _grid(deck: Deck, slide: Any, table: Table, rows: list[list[Cell]], shares: list[float], top: float) -> float:
    """The table; gives where it ends (inches)."""
    heights = [HEAD * POINTS, *(tall(row, shares, INSIDE * POINTS, TABLE_SIZE) for row in rows)]
    whole = sum(heights) / POINTS
    frame = slide.shapes.add_table(
        len(rows) + 1, len(shares), Inches(MARGIN), Inches(top), Inches(INSIDE), Inches(whole)
    )
    grid = frame.table
    for flag in ("first_row", "horz_banding"):
        setattr(grid, flag, flag == "first_row")
    for column, share in zip(grid.columns, shares, strict=True):
        column.width = Emu(int(Inches(INSIDE) * share))
    for row, high in zip(grid.rows, heights, strict=True):
        row.height = Pt(high)
    for index, text in enumerate(table.head):
        room = INSIDE * POINTS * shares[index] - 12
        _fill(deck, grid.cell(0, index), Cell(text=cut(text, 11, room, 1), tone="quiet", bold=True), FAINT, 11)
    for place, cells in enumerate(rows, start=1):
        for index, cell in enumerate(cells):
            _fill(deck, grid.cell(place, index), cell, PAPER, TABLE_SIZE)
    return top + whole


def _fill(deck: Deck, place: Any, cell: Cell, fill: str, size: float) -> None:
    place.fill.solid()
    place.fill.fore_color.rgb = RGBColor.from_string(fill)
    place.margin_left = place.margin_right = Pt(6)
    place.margin_top = place.margin_bottom = Pt(3)
    place.vertical_anchor = MSO_ANCHOR.TOP
    frame = place.text_frame
    for index, line in enumerate(cell.text.split("\n")):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = line
        set_font(run.font, deck.paper.lang, size=size, colour=TONES[cell.tone], bold=cell.bold and index == 0)
    _underline(place._tc.get_or_add_tcPr())


def _underline(kept: Any) -> None:
    """Only a thin line below a cell: the template's own grid is heavy."""
    for edge in ("lnL", "lnR", "lnT"):
        kept.append(parse_xml(f'<a:{edge} {nsdecls("a")} w="0"><a:noFill/></a:{edge}>'))
    below = f'<a:lnB {nsdecls("a")} w="9525"><a:solidFill><a:srgbClr val="{LINE}"/></a:solidFill></a:lnB>'
    kept.append(parse_xml(below))
    fill = kept.find(qn("a:solidFill"))
    if fill is not None:  # the schema wants the lines before the fill
        kept.remove(fill)
        kept.append(fill)


def _unknown(deck: _ReviewDeck) -> None:
    """In one column where that is enough, else in two."""
    slide = deck.slide(deck.review.labels.unknown)
    for columns in (1, 2):
        wide = (INSIDE - 0.5 * (columns - 1)) / columns
        items = [(cut(line, 14, (wide - 0.25) * POINTS, 3), wide) for line in deck.review.unknown]
        spots = list(_flowing([_high(*item) for item in items], columns))
        if len(spots) == len(items):
            break
    for (text, wide), (column, y) in zip(items, spots, strict=False):
        x = MARGIN + column * (wide + 0.5)
        deck.words(slide, "•", x, y, 0.25, 0.3, size=14, colour=TONES["customer"])
        deck.words(slide, text, x + 0.25, y, wide - 0.25, _high(text, wide), size=14)


def _high(text: str, wide: float) -> float:
    return lines_in(text, 14, (wide - 0.25) * POINTS) * 14 * 1.4 / POINTS


def _flowing(heights: Sequence[float], columns: int) -> Iterator[tuple[int, float]]:
    """Column and height of each text, as many as there is room for."""
    column, y = 0, TOP
    for high in heights:
        if y + high > BOTTOM:
            column, y = column + 1, TOP
        if column == columns:
            return
        yield column, y
        y += high + 0.14
