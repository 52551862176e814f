"""A picture on a slide, as PowerPoint's own shapes in one group: it stays sharp and can be taken apart."""

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from tongpin.exchange.office.pictures import Box, Disc, Patch, Picture, Point, Shape, Stroke, Words
from tongpin.exchange.office.typeset import EAST_ASIAN, LATIN, TAGS, clean
from tongpin.method.case import Language

DASHES = {"dash": MSO_LINE.DASH, "dot": MSO_LINE.ROUND_DOT}
ALIGN = {"start": PP_ALIGN.LEFT, "middle": PP_ALIGN.CENTER, "end": PP_ALIGN.RIGHT}
FINE = 100
"""Steps to a user unit in outlines."""


def set_font(font: Any, lang: Language, *, size: float, colour: str, bold: bool = False) -> None:
    """Size, colour, and fonts for Latin and Chinese apart; the language picks the form of the characters."""
    font.size, font.bold = Pt(size), bold
    font.color.rgb = RGBColor.from_string(colour)
    font.name = LATIN
    run = font._element
    run.set("lang", TAGS[lang][0])
    run.set("altLang", TAGS[lang][1] if lang == "en" else "en-US")
    after = run.find(qn("a:latin"))
    after.addnext(parse_xml(f'<a:ea {nsdecls("a")} typeface="{EAST_ASIAN[lang]}"/>'))


def draw(slide: Any, picture: Picture, corner: Point, scale: float, lang: Language) -> None:
    """Draws at a corner (inches); ``scale``: inches to a user unit."""
    group = slide.shapes.add_group_shape()
    # Ids by counting on: looking for the highest one before each of some hundred shapes takes a second.
    group.shapes.turbo_add_enabled = True
    pen = _Pen(group, corner, scale, lang)
    for shape in picture.shapes:
        pen.draw(shape)
    group.name = "Two tracks"
    group._element.nvGrpSpPr.cNvPr.set("descr", clean(picture.about))


class _Pen:
    def __init__(self, group: Any, corner: Point, scale: float, lang: Language) -> None:
        self.group = group
        self.corner = corner
        self.scale = scale
        self.lang = lang

    def at(self, x: float, y: float) -> tuple[Inches, Inches]:
        return Inches(self.corner[0] + x * self.scale), Inches(self.corner[1] + y * self.scale)

    def long(self, units: float) -> Inches:
        return Inches(units * self.scale)

    def points(self, units: float) -> Pt:
        return Pt(max(units * self.scale * 72, 0.25))

    def draw(self, shape: Shape) -> None:
        if isinstance(shape, Box):
            self._auto(MSO_SHAPE.RECTANGLE, shape.x, shape.y, shape.wide, shape.tall, shape.fill)
        elif isinstance(shape, Disc):
            self._disc(shape)
        elif isinstance(shape, Patch):
            self._freeform(shape.points, close=True, fill=shape.fill)
        elif isinstance(shape, Stroke):
            self._stroke(shape)
        else:
            self._words(shape)

    def _auto(self, kind: Any, x: float, y: float, wide: float, tall: float, fill: str) -> Any:
        left, top = self.at(x, y)
        drawn = self.group.shapes.add_shape(kind, left, top, self.long(wide), self.long(tall))
        _filled(drawn, fill)
        drawn.line.fill.background()
        return drawn

    def _disc(self, disc: Disc) -> None:
        drawn = self._auto(MSO_SHAPE.OVAL, disc.x - disc.r, disc.y - disc.r, 2 * disc.r, 2 * disc.r, disc.fill)
        if disc.line:
            self._lined(drawn, disc.line, disc.width, disc.dash)

    def _stroke(self, stroke: Stroke) -> None:
        if len(stroke.points) == 2:
            (begin_x, begin_y), (end_x, end_y) = (self.at(*point) for point in stroke.points)
            drawn = self.group.shapes.add_connector(1, begin_x, begin_y, end_x, end_y)
            plain(drawn)
        else:
            drawn = self._freeform(stroke.points, close=False, fill="")
        self._lined(drawn, stroke.colour, stroke.width, stroke.dash)

    def _freeform(self, points: tuple[Point, ...], *, close: bool, fill: str) -> Any:
        scaled = [(round(x * FINE), round(y * FINE)) for x, y in points]
        maker = self.group.shapes.build_freeform(*scaled[0], scale=Inches(self.scale) / FINE)
        maker.add_line_segments(scaled[1:], close=close)
        drawn = maker.convert_to_shape(*self.at(0, 0))
        _filled(drawn, fill)
        drawn.line.fill.background()
        return drawn

    def _lined(self, drawn: Any, colour: str, width: float, dash: str) -> None:
        drawn.line.color.rgb = RGBColor.from_string(colour)
        drawn.line.width = self.points(width)
        if dash:
            drawn.line.dash_style = DASHES[dash]

    def _words(self, words: Words) -> None:
        tall, spare = words.size * 1.4, words.size * 0.3
        left, top = self.at(words.left - spare, words.y - tall / 2)
        frame = self.group.shapes.add_textbox(left, top, self.long(words.wide + 2 * spare), self.long(tall)).text_frame
        frame.word_wrap = False
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        inset = self.long(spare)
        frame.margin_left = inset if words.anchor == "start" else 0
        frame.margin_right = inset if words.anchor == "end" else 0
        frame.margin_top = frame.margin_bottom = 0
        paragraph = frame.paragraphs[0]
        paragraph.alignment = ALIGN[words.anchor]
        run = paragraph.add_run()
        run.text = clean(words.text).replace("\n", " ")
        size = round(words.size * self.scale * 72, 1)
        set_font(run.font, self.lang, size=size, colour=words.colour, bold=words.bold)


def _filled(drawn: Any, fill: str) -> None:
    plain(drawn)
    if fill:
        drawn.fill.solid()
        drawn.fill.fore_color.rgb = RGBColor.from_string(fill)
    else:
        drawn.fill.background()


def plain(drawn: Any) -> None:
    """Without the template's shadow and outline: only what we say counts."""
    style = drawn._element.find(qn("p:style"))
    if style is not None:
        drawn._element.remove(style)
