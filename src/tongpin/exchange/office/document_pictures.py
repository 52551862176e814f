"""A picture in a Word document, as Word's own shapes in one group (DrawingML): nothing to install draws it."""

from collections.abc import Iterable
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml

from tongpin.exchange.office.pictures import Box, Disc, Patch, Picture, Point, Shape, Stroke, Words
from tongpin.exchange.office.typeset import EAST_ASIAN, LATIN, TAGS, clean
from tongpin.method.case import Language

EMU = 360_000
"""Units of the file to a centimetre."""
POINT = 12_700
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
DASHES = {"": "solid", "dash": "dash", "dot": "sysDot"}
ALIGN = {"start": "left", "middle": "center", "end": "right"}


def drawing(picture: Picture, wide: float, lang: Language) -> Any:
    """The element for a run; ``wide`` in centimetres."""
    pen = _Pen(wide * EMU / picture.wide, lang)
    size = f'cx="{pen.long(picture.wide)}" cy="{pen.long(picture.tall)}"'
    frame = f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/><a:chOff x="0" y="0"/><a:chExt {size}/></a:xfrm>'
    about = quoteattr(clean(picture.about))
    return parse_xml(
        f'<mc:AlternateContent {NAMES}><mc:Choice Requires="wpg"><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="9001" name="Two tracks" descr={about}/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup">'
        f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr>{frame}</wpg:grpSpPr>{pen.all(picture.shapes)}</wpg:wgp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice></mc:AlternateContent>"
    )


class _Pen:
    def __init__(self, scale: float, lang: Language) -> None:
        self.scale = scale
        self.lang = lang
        self.ids = count(9002)

    def long(self, units: float) -> int:
        return round(units * self.scale)

    def all(self, shapes: Iterable[Shape]) -> str:
        return "".join(self.one(shape) for shape in shapes)

    def one(self, shape: Shape) -> str:
        if isinstance(shape, Box):
            return self._set("rect", shape.x, shape.y, shape.wide, shape.tall, _fill(shape.fill))
        if isinstance(shape, Disc):
            look = _fill(shape.fill) + self._line(shape.line, shape.width, shape.dash)
            return self._set("ellipse", shape.x - shape.r, shape.y - shape.r, 2 * shape.r, 2 * shape.r, look)
        if isinstance(shape, Patch):
            return self._outline(shape.points, _fill(shape.fill), close=True)
        if isinstance(shape, Stroke):
            look = _fill("") + self._line(shape.colour, shape.width, shape.dash)
            return self._outline(shape.points, look, close=False)
        return self._words(shape)

    def _line(self, colour: str, width: float, dash: str) -> str:
        if not colour:
            return "<a:ln><a:noFill/></a:ln>"
        return f'<a:ln w="{max(self.long(width), 3175)}">{_fill(colour)}<a:prstDash val="{DASHES[dash]}"/></a:ln>'

    def _set(self, kind: str, x: float, y: float, wide: float, tall: float, look: str, text: str = "") -> str:
        form = f'<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>'
        return self._shape(x, y, wide, tall, form + look, text)

    def _shape(self, x: float, y: float, wide: float, tall: float, look: str, text: str = "") -> str:
        number = next(self.ids)
        box = ' txBox="1"' if text else ""
        place = (
            f'<a:xfrm><a:off x="{self.long(x)}" y="{self.long(y)}"/>'
            f'<a:ext cx="{self.long(wide)}" cy="{self.long(tall)}"/></a:xfrm>'
        )
        return (
            f'<wps:wsp><wps:cNvPr id="{number}" name="{number}"/><wps:cNvSpPr{box}/>'
            f"<wps:spPr>{place}{look}</wps:spPr>{text or '<wps:bodyPr/>'}</wps:wsp>"
        )

    def _outline(self, points: tuple[Point, ...], look: str, *, close: bool) -> str:
        left, top = min(x for x, _y in points), min(y for _x, y in points)
        wide, tall = max(x for x, _y in points) - left, max(y for _x, y in points) - top
        spots = [f'<a:pt x="{self.long(x - left)}" y="{self.long(y - top)}"/>' for x, y in points]
        steps = f"<a:moveTo>{spots[0]}</a:moveTo>" + "".join(f"<a:lnTo>{spot}</a:lnTo>" for spot in spots[1:])
        form = (
            "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
            f'<a:path w="{self.long(wide)}" h="{self.long(tall)}">{steps}{"<a:close/>" if close else ""}</a:path>'
            "</a:pathLst></a:custGeom>"
        )
        return self._shape(left, top, wide, tall, form + look)

    def _words(self, words: Words) -> str:
        tall, spare = words.size * 1.6, words.size * 0.4
        half = max(round(words.size * self.scale / POINT * 2), 10)
        main, chinese = TAGS[self.lang]
        look = (
            f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{EAST_ASIAN[self.lang]}"/>'
            f'{"<w:b/>" if words.bold else ""}<w:color w:val="{words.colour}"/><w:sz w:val="{half}"/>'
            f'<w:lang w:val="{main if self.lang == "en" else "en-US"}" w:eastAsia="{chinese}"/>'
        )
        text = escape(clean(words.text).replace("\n", " "))
        spacing = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        paragraph = (
            f'<w:p><w:pPr>{spacing}<w:jc w:val="{ALIGN[words.anchor]}"/></w:pPr>'
            f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
        )
        left = self.long(spare) if words.anchor == "start" else 0
        right = self.long(spare) if words.anchor == "end" else 0
        body = (
            f"<wps:txbx><w:txbxContent>{paragraph}</w:txbxContent></wps:txbx>"
            f'<wps:bodyPr wrap="none" lIns="{left}" tIns="0" rIns="{right}" bIns="0" anchor="ctr">'
            "<a:noAutofit/></wps:bodyPr>"
        )
        none = "<a:noFill/><a:ln><a:noFill/></a:ln>"
        return self._set("rect", words.left - spare, words.y - tall / 2, words.wide + 2 * spare, tall, none, body)


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>' if colour else "<a:noFill/>"
