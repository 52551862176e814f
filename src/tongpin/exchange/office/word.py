"""Word: page, styles and the small pieces of a document that all our files share."""

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from tongpin.exchange.office.typeset import EAST_ASIAN, INK, LATIN, SOFT, TAGS, TONES, clean, cut
from tongpin.method.case import Language

INSIDE = 17.0
"""Width of the text in centimetres: A4 with margins of two."""
BODY, SMALL = 10.5, 9.5


# ---------------------------------------------------------------- page and styles
def page(kept: Any) -> None:
    section = kept.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)


def styles(kept: Any, lang: Language) -> None:
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
        _fonts(style.element.get_or_add_rPr(), lang)
    for name, before, after in (("Normal", 0, 3), ("Heading 1", 14, 5), ("Title", 0, 4)):
        spacing = kept.styles[name].paragraph_format
        spacing.space_before, spacing.space_after = Pt(before), Pt(after)
    _no_rule(kept.styles["Title"].element)


def _fonts(kept: Any, lang: Language) -> None:
    fonts = kept.get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), LATIN)
    fonts.set(qn("w:eastAsia"), EAST_ASIAN[lang])
    for old in kept.findall(qn("w:lang")):
        kept.remove(old)
    told = OxmlElement("w:lang")
    main, chinese = TAGS[lang]
    told.set(qn("w:val"), main if lang == "en" else "en-US")
    told.set(qn("w:eastAsia"), chinese)
    kept.append(told)


def _no_rule(style: Any) -> None:
    """The template draws a line under its title."""
    facts = style.get_or_add_pPr()
    for rule in facts.findall(qn("w:pBdr")):
        facts.remove(rule)


def footer(kept: Any, text: str) -> None:
    paragraph = kept.sections[0].footer.paragraphs[0]
    paragraph.text = f"{cut(text, SMALL, INSIDE * 26, 1)}    "
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()._r
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = code
        run.append(mark)


def heading(kept: Any, text: str) -> None:
    kept.add_paragraph(clean(text), style="Heading 1").paragraph_format.keep_with_next = True


def said(paragraph: Any, text: str, *, size: float = BODY, colour: str = INK, bold: bool = False) -> None:
    run = paragraph.add_run(clean(text))
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour)
    paragraph.paragraph_format.space_after = Pt(1)


def shape(grid: Any, shares: Sequence[float]) -> None:
    """Fixed columns as wide as told: programs differ in how they would choose them."""
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    for column, share in zip(grid.columns, shares, strict=True):
        wide = Cm(INSIDE * share)
        column.width = wide
        for place in column.cells:
            place.width = wide


def repeat(row: Any) -> None:
    """The head stands again on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def whole(row: Any) -> None:
    """Not torn at the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def shade(place: Any, fill: str) -> None:
    xml = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>'
    place._tc.get_or_add_tcPr().append(parse_xml(xml))


def edges(place: Any, *, thick: int = 4, **colours: str) -> None:
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
