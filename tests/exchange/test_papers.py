"""Tender papers as files: what is read, and what is refused with a word that helps."""

import io
import zipfile

import pytest
from django.utils import translation
from docx import Document
from pypdf import PdfReader, PdfWriter

from tongpin.crm.errors import TongpinError
from tongpin.exchange import papers
from tongpin.exchange.papers import text_of
from tongpin.method.tendering.facts import facts_in
from tongpin.method.tendering.requirements import cut

NOTICE = "项目编号：ZJ-2026-014\n预算金额：96万元\n投标截止时间：2026年5月20日9时30分\n"


def refused(raw: bytes, name: str = "") -> str:
    with translation.override("en"), pytest.raises(TongpinError) as error:
        text_of(raw, name)
    assert error.value.code == "paper_refused"
    return error.value.message


def docx(*lines: str, table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    kept = Document()
    for line in lines:
        kept.add_paragraph(line)
    if table:
        made = kept.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, words in zip(made.add_row().cells, row, strict=True):
                cell.text = words
    out = io.BytesIO()
    kept.save(out)
    return out.getvalue()


def pdf(*pages: str, font: str = "Helvetica") -> bytes:
    """A small PDF written by hand: a page for each text, or for none a page without any."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for text in pages:
        stream = f"BT /F1 12 Tf 40 700 Td ({text}) Tj ET".encode() if text else b"0 0 100 100 re f"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        fonts = f"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /{font} >> >> >>"
        box = "/MediaBox [0 0 595 842]"
        page = f"<< /Type /Page /Parent 2 0 R {box} /Contents {content} 0 R /Resources {fonts} >>"
        objects.append(page.encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_plain_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert text_of(NOTICE.encode(encoding), "notice.txt") == NOTICE.strip()


def test_old_traditional_text_is_read() -> None:
    words = "標案案號：1150328-A01\n預算金額：4,500,000元\n開標地點：桃林市立聯合醫院行政大樓二樓會議室"
    assert "桃林市立聯合醫院" in text_of(words.encode("big5"), "notice.txt")


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def numbered(*paragraphs: tuple[int, int, str], levels: str, more: str = "") -> bytes:
    """A Word file whose paragraphs (list, level, words) are numbered by Word; a list of 0 has no number."""
    raw = io.BytesIO()
    listed = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr>'
    body = "".join(
        f"<w:p><w:pPr>{listed.format(level, one) if one else ''}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"
        for one, level, words in paragraphs
    )
    lists = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>' + more
    with zipfile.ZipFile(raw, "w") as packed:
        packed.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        packed.writestr("word/numbering.xml", f"<w:numbering {W}>{lists}</w:numbering>")
    return raw.getvalue()


def level(place: int, text: str, kind: str = "decimal", start: int = 1) -> str:
    told = f'<w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{place}">{told}</w:lvl>'


def test_the_numbers_that_word_makes_stand_before_their_clauses() -> None:
    levels = level(0, "第%1章", "chineseCounting") + level(1, "%2.") + level(2, "%2.%3")
    text = text_of(
        numbered(
            (1, 0, "投标须知"),
            (1, 1, "交货期不得超过30天。"),
            (1, 2, "须提供原厂授权。"),
            (0, 0, "（本款无编号）"),
            (1, 2, "须提供检测报告。"),
            (1, 1, "质保期不少于3年。"),
            (1, 0, "技术要求"),
            (1, 1, "功率不低于5kW。"),
            levels=levels,
        )
    )
    assert text.split("\n") == [
        "第一章 投标须知",
        "1. 交货期不得超过30天。",
        "1.1 须提供原厂授权。",
        "（本款无编号）",
        "1.2 须提供检测报告。",
        "2. 质保期不少于3年。",
        "第二章 技术要求",
        "1. 功率不低于5kW。",
    ]
    assert [clause.number for clause in cut(text).clauses][:2] == ["1", "1.1"]


def test_lists_of_one_form_count_on_and_one_that_begins_anew_does_not() -> None:
    more = '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    more += f'<w:num w:numId="3"><w:abstractNumId w:val="0"/>{anew}</w:num>'
    made = numbered((1, 0, "a"), (2, 0, "b"), (3, 0, "c"), (9, 0, "d"), (1, 8, "e"), levels=level(0, "(%1)"), more=more)
    assert text_of(made).split("\n") == ["(1) a", "(2) b", "(5) c", "d", "e"]


@pytest.mark.parametrize(
    ("kind", "number", "told"),
    [
        ("chineseCountingThousand", 10, "十"),
        ("chineseCountingThousand", 12, "十二"),
        ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 105, "一百〇五"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("upperRoman", 14, "XIV"),
        ("lowerLetter", 28, "bb"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalZero", 7, "07"),
        ("nobody knows", 7, "7"),
    ],
)
def test_numbers_are_written_as_word_writes_them(kind: str, number: int, told: str) -> None:
    assert text_of(numbered((1, 0, "x"), levels=level(0, "%1", kind, number))) == f"{told} x"


def test_bullets_have_no_number_and_styles_have() -> None:
    kept = Document()
    kept.add_paragraph("须提供授权", style="List Bullet")
    kept.add_paragraph("交货30天", style="List Number")
    kept.add_paragraph("质保3年", style="List Number")
    out = io.BytesIO()
    kept.save(out)
    assert text_of(out.getvalue()).split("\n") == ["须提供授权", "1. 交货30天", "2. 质保3年"]


def test_a_word_file_keeps_its_tables_in_rows() -> None:
    text = text_of(docx("招标公告", table=(("项目编号", "ZJ-2026-014"), ("预算金额", "96万元"))), "notice.docx")
    assert text.splitlines() == ["招标公告", "项目编号\tZJ-2026-014", "预算金额\t96万元"]
    assert {fact.field: fact.value for fact in facts_in(text)}["number"] == "ZJ-2026-014"


def test_a_pdf_with_text_is_read() -> None:
    page = "Tender Ref.: KLL-T-26-11, closing date and time: 21 August 2026 at 12:00 noon"
    assert page in text_of(pdf(page, page), "notice.pdf")


def test_a_scan_is_told_as_one() -> None:
    assert "scan" in refused(pdf("", "", ""), "scan.pdf")


def test_a_locked_pdf_is_told_as_one() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("a page of words that are long enough to be read"))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert "password" in refused(out.getvalue(), "locked.pdf")


def test_a_broken_pdf_is_told_as_one() -> None:
    assert "cannot be read" in refused(b"%PDF-1.7\n" + b"\x00\xff" * 500, "broken.pdf")


def test_an_old_or_locked_word_file_is_told_as_one() -> None:
    assert ".doc" in refused(bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, "old.doc")


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MOST_UNPACKED", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"<w>" + b"a" * 5_000_000)
    assert "too much" in refused(out.getvalue(), "bomb.docx")


def test_a_document_type_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>')
    assert "not a sound Word file" in refused(out.getvalue(), "bomb.docx")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no text"),
        (b"  \n ", "no text"),
        (b"PK\x03\x04 nothing", "not a sound Word file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "cannot be read"),
        (b"a" * (papers.MOST_BYTES + 1), "larger than"),
        (b"a " * papers.MOST_TEXT, "more than"),
    ],
)
def test_what_is_no_paper_is_refused_with_a_word_that_helps(raw: bytes, says: str) -> None:
    assert says in refused(raw, "file.bin")


def test_a_workbook_is_no_document() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", "<a/>")
    assert "no Word document" in refused(out.getvalue(), "sheet.xlsx")
