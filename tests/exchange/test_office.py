"""The review as PowerPoint and Word: what is in the files, and that nothing lies outside a slide."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pptx.util import Inches

from tongpin.exchange.office import Cell, Odds, Review, Table, Tile, document, slides
from tongpin.exchange.office.pictures import Box, Disc, Patch, Picture, Stroke, Words
from tongpin.exchange.office.review import Labels
from tongpin.exchange.office.typeset import clean, cut, lines_in

PICTURE = Picture(
    about="客户在招标",
    wide=700,
    tall=300,
    shapes=(
        Box(x=0, y=0, wide=700, tall=20, fill="1D4E89"),
        Stroke(points=((0, 30), (700, 30)), colour="D9DEE3", width=1, dash="dot"),
        Stroke(points=((0, 40), (300, 90), (700, 60)), colour="1D4E89", width=2),
        Patch(points=((10, 10), (20, 30), (0, 30)), fill="B45309"),
        Disc(x=100, y=100, r=6, fill="", line="C0262D"),
        Words(x=690, y=200, text="制定指标 & <招标>", size=12, colour="1B2733", wide=120, bold=True, anchor="end"),
    ),
)
REVIEW = Review(
    lang="zh-Hans",
    title="东湖钢厂液压油",
    about=("东湖钢厂", "¥258 万"),
    footer="东湖钢厂液压油 · 同频",
    labels=Labels(odds="客户走到哪一步", actions="下一步做什么", tracks="双轨图", unknown="还要打听的"),
    tiles=tuple(Tile(label=f"格 {number}", value="招标 71%", detail="比谁的方案", tone="fits") for number in range(4)),
    obstacle=("主要障碍", "指标里没有我们的强项"),
    actions=("问周明：预算批了没有", "安排试用"),
    odds=tuple(Odds(name=f"阶段 {number}", chance=number / 21, present=number == 6) for number in range(7)),
    wide=PICTURE,
    narrow=PICTURE,
    tables=(),
    unknown=("谁拍板：最后是哪位点头？",),
)


def table(rows: int, text: str = "周明") -> Table:
    return Table(
        title="谁说了算",
        head=("谁", "差距"),
        shares=(1, 3),
        rows=tuple((Cell(text=f"{text} {row}", bold=True), Cell(text=text, tone="wrong")) for row in range(rows)),
        lead="支持指数 +27",
        note="共 40 人",
    )


def leaves(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        yield shape
        if shape.shape_type == 6:  # a group
            yield from leaves(shape.shapes)


def texts_of(slide: Any) -> str:
    told = [shape.text_frame.text for shape in leaves(slide.shapes) if shape.has_text_frame]
    cells = [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join([*told, *cells])


def parts(file: bytes) -> Iterator[tuple[str, Any]]:
    """Every XML part, parsed: none may be broken."""
    with ZipFile(io.BytesIO(file)) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                yield name, etree.fromstring(packed.read(name))


def test_the_slides_say_where_we_stand_and_show_the_tracks_as_shapes() -> None:
    deck = Presentation(io.BytesIO(slides(replace(REVIEW, tables=(table(2),)))))
    assert [slide.shapes.title.text for slide in deck.slides] == ["东湖钢厂液压油", "双轨图", "谁说了算", "还要打听的"]
    first = texts_of(deck.slides[0])
    for text in ("招标 71%", "指标里没有我们的强项", "安排试用", "29%"):
        assert text in first
    group = next(shape for shape in deck.slides[1].shapes if shape.shape_type == 6)
    assert len(group.shapes) == len(PICTURE.shapes)
    assert group._element.nvGrpSpPr.cNvPr.get("descr") == "客户在招标"
    assert deck.core_properties.title == "东湖钢厂液压油"


def test_tables_without_rows_make_no_slide_and_short_ones_share_one() -> None:
    both = replace(REVIEW, tables=(table(0), table(2), table(3)), unknown=())
    deck = Presentation(io.BytesIO(slides(both)))
    assert len(deck.slides) == 3
    assert sum(shape.has_table for shape in deck.slides[2].shapes) == 2


@pytest.mark.parametrize("text", ["周明", "很长的说明" * 80, "Featherstonehaugh-Cholmondeley " * 30, "a\n" * 30])
def test_nothing_lies_outside_a_slide(text: str) -> None:
    full = replace(
        REVIEW,
        title=text,
        about=(text,),
        obstacle=(text, text),
        actions=(text,) * 9,
        footer=text,
        tables=(table(40, text), table(1, text)),
        unknown=(text,) * 60,
    )
    deck = Presentation(io.BytesIO(slides(full)))
    assert len(deck.slides) > 4
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= Inches(13.34)
            assert shape.top + shape.height <= Inches(7.0 if shape.has_table else 7.5)
    rows = [
        row.cells[0].text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in list(shape.table.rows)[1:]
    ]
    assert len(rows) == 41


@pytest.mark.parametrize("write", [slides, document])
@pytest.mark.parametrize(
    ("lang", "font", "tag"),
    [
        ("zh-Hans", "Microsoft YaHei", "zh-CN"),
        ("zh-Hant", "Microsoft JhengHei", "zh-TW"),
        ("en", "Microsoft YaHei", "en"),
    ],
)
def test_chinese_has_its_own_font_and_language(write: Any, lang: Any, font: str, tag: str) -> None:
    file = write(replace(REVIEW, lang=lang, tables=(table(1),)))
    text = b"".join(etree.tostring(part) for name, part in parts(file) if "slides/slide" in name or "word/" in name)
    assert re.search(rb'(eastAsia|<a:ea[^>]* typeface)="' + font.encode() + b'"', text)
    assert f'="{tag}'.encode() in text


@pytest.mark.parametrize("write", [slides, document])
def test_control_characters_and_markup_break_nothing(write: Any) -> None:
    nasty = "\x00\x01\x08\x0b\x0c\x1b\ud800\uffff]]><w:p>&amp;\r\n\u2028周明\t完"
    review = replace(
        REVIEW, title=nasty, about=(nasty,), actions=(nasty,), tables=(table(2, nasty),), unknown=(nasty,), footer=nasty
    )
    words = replace(PICTURE.shapes[-1], text=nasty)  # type: ignore[type-var]
    picture = replace(PICTURE, about=nasty, shapes=(words,))
    file = write(replace(review, wide=picture, narrow=picture))
    told = "".join("".join(part.itertext()) for _name, part in parts(file))
    assert "]]><w:p>&amp;" in told
    assert "周明 完" in told


def test_the_document_has_headings_tables_and_the_drawing() -> None:
    kept = Document(io.BytesIO(document(replace(REVIEW, tables=(table(3), table(0))))))
    styles = [(paragraph.style.name, paragraph.text) for paragraph in kept.paragraphs if paragraph.style is not None]
    assert styles[0] == ("Title", "东湖钢厂液压油")
    assert [text for style, text in styles if style == "Heading 1"] == [
        "下一步做什么",
        "双轨图",
        "谁说了算",
        "还要打听的",
    ]
    grid = kept.tables[-1]
    assert [cell.text for cell in grid.rows[0].cells] == ["谁", "差距"]
    assert len(grid.rows) == 4
    shape = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp"
    assert len(list(kept.element.iter(shape))) == len(PICTURE.shapes)
    assert kept.core_properties.author == "Tongpin"


@given(st.text(max_size=400), st.integers(1, 4))
def test_a_text_is_cut_to_the_lines_it_may_take(text: str, most: int) -> None:
    kept = cut(text, 12, 90, most)
    assert lines_in(kept, 12, 90) <= most
    whole = clean(text).strip()
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1].rstrip()))
