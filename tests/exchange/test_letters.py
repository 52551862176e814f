"""A letter to the customer as Word and as a page for PDF: the same texts in both, all of them escaped, none torn."""

import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from tongpin.exchange.office.letter import Block, Grid, Heading, Letter, Points, Quote, Words, marked_up
from tongpin.exchange.office.letter_document import letter_document
from tongpin.exchange.office.letter_page import letter_page
from tongpin.method.case import LANGUAGES
from tongpin.ports.pdf import WeasyPrint, weasyprint_loads

GRID = Grid(
    head=("内容", "数量", "金额"),
    shares=(4, 1, 2),
    rows=(("螺杆空压机\n一级能效", "2 台", "¥430,000.00"), ("安装 <调试> & 培训", "1 项", "¥18,000.00")),
    right=frozenset({1, 2}),
    feet=(("不含税合计", "¥448,000.00"), ("含税总价", "¥505,520.00")),
)


def letter(*blocks: Block, **facts: Any) -> Letter:
    told: dict[str, Any] = {
        "lang": "zh-Hans",
        "kind": "方案建议书",
        "title": "空压站改造",
        "to": "锦川纺织",
        "sender": "澄岳动力",
        "facts": (("版本", "第 2 版"),),
        "footer": '空压站改造 · "第 2 版" \\ }',
    }
    return Letter(**{**told, **facts}, blocks=blocks)


class Reader(HTMLParser):
    """Texts of a page and its tags, each closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in {"meta", "br", "col"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)


def read_page(text: str) -> str:
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    return "\n".join(reader.texts)


def read_document(file: bytes) -> str:
    kept = Document(io.BytesIO(file))
    cells = [cell.text for table in kept.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in kept.paragraphs), *cells])


BLOCKS: tuple[Block, ...] = (
    Heading("贵方的情况"),
    Words("夏天停机 <七次>", "strong"),
    Words("每次损失十二万。\n一年八十四万。"),
    Quote("老板在车间里发火了", "周明"),
    Points(("审阅", "答复"), numbered=True),
    GRID,
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_files_say_the_same(lang: str) -> None:
    told = letter(*BLOCKS, lang=lang)
    page, document = read_page(letter_page(told)), read_document(letter_document(told))
    for text in (
        "夏天停机 <七次>",
        "一年八十四万。",
        "老板在车间里发火了",
        "安装 <调试> & 培训",
        "一级能效",
        "¥505,520.00",
    ):
        assert text in page
        assert text in document
    for text in ("澄岳动力", "锦川纺织", "空压站改造", "第 2 版"):
        assert text in page
        assert text in document


def test_the_document_is_the_companys_and_names_no_program() -> None:
    kept = Document(io.BytesIO(letter_document(letter()))).core_properties
    assert (kept.author, kept.title) == ("澄岳动力", "空压站改造")


def test_the_foot_of_the_page_cannot_leave_its_string() -> None:
    style = re.search(r"<style>(.*?)</style>", letter_page(letter(footer='"; } </style><script>x')), re.S)
    assert style is not None
    content = re.search(r'content: ("[^"]*");', style.group(1))
    assert content is not None
    assert "script" in content.group(1)
    assert "<script" not in letter_page(letter(footer="</style><script>x"))


@pytest.mark.skipif(not weasyprint_loads(), reason="no WeasyPrint here")
def test_the_cover_is_a_page_of_its_own() -> None:
    file = PdfReader(io.BytesIO(WeasyPrint().pdf(letter_page(letter(*BLOCKS)))))
    assert len(file.pages) == 2
    assert "锦川纺织" in file.pages[0].extract_text()
    assert "505,520.00" in file.pages[1].extract_text()


def test_marks_of_a_form_become_headings_and_lists() -> None:
    told = marked_up("先说明。\n\n# 付款\n- 三成\n- 七成\n# 接下来\n1. 看\n2. 定\n3.5 米高")
    assert told == (
        Words("先说明。"),
        Heading("付款"),
        Points(("三成", "七成")),
        Heading("接下来"),
        Points(("看", "定"), numbered=True),
        Words("3.5 米高"),
    )
    assert marked_up("") == ()


TEXT = st.text(max_size=60)


@given(title=TEXT, text=TEXT, cells=st.lists(st.tuples(TEXT, TEXT), max_size=3), footer=TEXT)
def test_any_text_makes_both_files(title: str, text: str, cells: list[tuple[str, str]], footer: str) -> None:
    grid = Grid(head=("a", "b"), shares=(1, 1), rows=tuple(cells), feet=((text, title),))
    told = letter(*marked_up(text), Words(text), Quote(text, title), grid, title=title, footer=footer)
    read_page(letter_page(told))
    Document(io.BytesIO(letter_document(told)))
