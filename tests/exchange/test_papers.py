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
