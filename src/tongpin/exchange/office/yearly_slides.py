"""The yearly review as PowerPoint: a cover, the year at a glance, charts that can be edited, tables, the year ahead."""

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.util import Inches, Pt

from tongpin.exchange.office.slide_pictures import set_font
from tongpin.exchange.office.slides import (
    BLANK_WITH_TITLE,
    BOTTOM,
    INSIDE,
    MARGIN,
    MOST_LINES,
    POINTS,
    TALL,
    TOP,
    WIDE,
    Deck,
    block_on,
    tables_on,
    tile_on,
)
from tongpin.exchange.office.typeset import FAINT, INK, LINE, SOFT, TONES, clean, cut, lines_in
from tongpin.exchange.office.yearly import Curve, Yearly

MAIN = TONES["customer"]
BAND = 4.6
"""Width of the coloured part of the cover in inches."""
GAP = 0.4
MOST_TOLD = 5
WORD_TALL = 2.6
"""Room for the word on the cover, in inches."""


def yearly_slides(review: Yearly) -> bytes:
    """The file."""
    deck = Deck(review)
    _cover(deck, review)
    if review.tiles or review.curves:
        _glance(deck, review)
    for first in range(0, len(review.curves), 2):
        _curves(deck, review, review.curves[first : first + 2])
    tables_on(deck)
    if review.ahead:
        _ahead(deck, review)
    return deck.bytes()


def _cover(deck: Deck, review: Yearly) -> None:
    deck.number += 1
    slide = deck.deck.slides.add_slide(deck.deck.slide_layouts[BLANK_WITH_TITLE])
    block_on(slide, 0, 0, BAND, TALL, MAIN)
    deck.words(slide, review.sender, 0.6, 0.6, BAND - 1.2, 0.6, size=16, colour="FFFFFF", bold=True, lines=2)
    deck.words(slide, review.period, 0.6, TALL - 1.3, BAND - 1.2, 0.7, size=14, colour="FFFFFF", lines=2)
    x, wide = BAND + 0.7, WIDE - BAND - 1.3
    deck.words(slide, review.kind, x, 1.9, wide, 0.5, size=20, colour=SOFT, lines=1)
    place = slide.shapes.title
    place.left, place.top, place.width, place.height = Inches(x), Inches(2.4), Inches(wide), Inches(1.6)
    deck.write(place.text_frame, cut(review.title, 40, wide * POINTS, 2), size=40, bold=True)
    block_on(slide, x, 4.15, 1.2, 0.06, MAIN)
    size = next((size for size in (16, 14, 12) if _high(review.word, size, wide) <= WORD_TALL), 11)
    most = int(WORD_TALL / _high("", size, wide))
    deck.words(slide, review.word, x, 4.45, wide, WORD_TALL, size=size, colour=INK, lines=most)


def _high(text: str, size: float, wide: float) -> float:
    """How high a text is in a column, in inches."""
    return lines_in(clean(text), size, wide * POINTS) * size * 1.4 / POINTS


def _glance(deck: Deck, review: Yearly) -> None:
    """The year in four figures, and what came of the measures in a line each."""
    slide = deck.slide(review.labels.glance)
    gap = 0.25
    wide = (INSIDE - gap * (len(review.tiles) - 1)) / max(len(review.tiles), 1)
    for index, tile in enumerate(review.tiles):
        tile_on(deck, slide, tile, MARGIN + index * (wide + gap), wide)
    if not review.curves:
        return
    deck.words(slide, review.labels.results, MARGIN, 3.55, INSIDE, 0.4, size=18, bold=True, lines=1)
    y = 4.1
    for curve in review.curves[:MOST_TOLD]:
        block_on(slide, MARGIN, y + 0.02, 0.06, 0.36, MAIN)
        deck.words(slide, curve.told, MARGIN + 0.22, y, INSIDE - 0.3, 0.4, size=15, lines=1)
        y += 0.55


def _curves(deck: Deck, review: Yearly, curves: Sequence[Curve]) -> None:
    slide = deck.slide(review.labels.results)
    wide = (INSIDE - GAP) / 2 if len(curves) > 1 else INSIDE
    for index, curve in enumerate(curves):
        x = MARGIN + index * (wide + GAP)
        deck.words(slide, curve.told, x, TOP, wide, 0.7, size=15, bold=True, lines=2)
        _chart(slide, review, curve, x, TOP + 0.8, wide, BOTTOM - TOP - 0.8)


def _chart(slide: Any, review: Yearly, curve: Curve, x: float, y: float, wide: float, high: float) -> None:
    """A chart of PowerPoint's own: the customer can open its figures and go on with them."""
    data = CategoryChartData()
    data.categories = [day for day, _value in curve.points]
    count = len(curve.points)
    name = f"{curve.name} ({curve.unit})" if curve.unit else curve.name
    data.add_series(name, [value for _day, value in curve.points])
    labels = review.labels
    lines = [(labels.target, curve.low), (labels.target, curve.high), (labels.before, curve.before)]
    known = [(label, value) for label, value in lines if value is not None]
    for label, value in known:
        data.add_series(label, [value] * count)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, Inches(x), Inches(y), Inches(wide), Inches(high), data)
    chart = frame.chart
    chart.has_title = False
    chart.has_legend = bool(known)
    if known:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
        set_font(chart.legend.font, review.lang, size=11, colour=SOFT)
    for axis in (chart.category_axis, chart.value_axis):
        set_font(axis.tick_labels.font, review.lang, size=11, colour=SOFT)
        axis.format.line.color.rgb = RGBColor.from_string(LINE)
    # Days stand at the foot even where figures are below nought.
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(FAINT)
    colours = [MAIN, *(TONES["early"] if label == labels.before else TONES["fits"] for label, _value in known)]
    for number, (series, colour) in enumerate(zip(chart.plots[0].series, colours, strict=True)):
        _line(series, colour, main=number == 0)


def _line(series: Any, colour: str, *, main: bool) -> None:
    series.smooth = False
    line = series.format.line
    line.color.rgb = RGBColor.from_string(colour)
    line.width = Pt(2.75 if main else 1.25)
    if main:
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 8
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = RGBColor.from_string(colour)
        series.marker.format.line.color.rgb = RGBColor.from_string(colour)
    else:
        line.dash_style = MSO_LINE.DASH
        series.marker.style = XL_MARKER_STYLE.NONE


def _ahead(deck: Deck, review: Yearly) -> None:
    """What comes, on as many slides as it takes."""
    slide, y, wide = deck.slide(review.labels.ahead), TOP, INSIDE - 0.6
    for number, text in enumerate(review.ahead, start=1):
        kept = cut(text, 16, wide * POINTS, MOST_LINES)
        high = _high(kept, 16, wide)
        if y + high > BOTTOM - 0.7:
            slide, y = deck.slide(review.labels.ahead), TOP
        deck.words(slide, f"{number}.", MARGIN, y, 0.5, 0.4, size=16, colour=MAIN, bold=True)
        deck.words(slide, kept, MARGIN + 0.5, y, wide, high, size=16)
        y += high + 0.16
    deck.words(slide, review.labels.thanks, MARGIN, BOTTOM - 0.5, INSIDE, 0.4, size=16, colour=MAIN, bold=True, lines=1)
