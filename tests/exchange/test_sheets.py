"""Tables from Excel and from pasted text, and workbooks that we write."""

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tongpin.crm.errors import TongpinError
from tongpin.exchange import sheets
from tongpin.exchange.sheets import opening


def workbook(cells: dict[str, Any], **more: Any) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, **more})
    sheet = book.add_worksheet("评分表")
    for place, value in cells.items():
        sheet.write(place, value)
    book.close()
    return target.getvalue()


def repacked(raw: bytes, **parts: bytes) -> bytes:
    """The same workbook with some of its parts replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.rsplit("/", 1)[-1].removesuffix(".xml"), old.read(name)))
    return target.getvalue()


def cells(sheet: sheets.Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in sheet.rows]


def test_a_scoring_table_from_excel_keeps_lines_numbers_and_days() -> None:
    raw = workbook({"A1": "评分项", "B1": "分值", "A3": "价格", "B3": 30, "A4": "售后", "B4": 12.5, "C4": True})
    (sheet,) = sheets.read_file(raw, "评分表.xlsx")
    assert sheet.name == "评分表"
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (1, ("评分项", "分值")),
        (3, ("价格", "30")),
        (4, ("售后", "12.5", "TRUE")),
    ]


def test_numbers_are_told_as_excel_shows_them() -> None:
    raw = workbook({"A1": 0.1 + 0.2, "A2": 1e14, "A3": -0.0004})
    (sheet,) = sheets.read_file(raw, "a.xlsx")
    assert cells(sheet) == [("0.3",), ("100000000000000",), ("-0.0004",)]


@pytest.mark.parametrize(
    "text",
    [
        "评分项\t分值\n价格\t30\n售后\t20\n",
        "| 评分项 | 分值 |\n|---|---:|\n| 价格 | 30 |\n| 售后 | 20 |",
        "评分项,分值\r\n价格,30\r\n售后,20",
        "评分项;分值\n价格;30\n售后;20",
        "评分项    分值\n价格      30\n\n售后\u300020\n",
    ],
)
def test_a_pasted_table_is_read_whatever_stands_between_its_cells(text: str) -> None:
    assert cells(sheets.read_paste(text)) == [("评分项", "分值"), ("价格", "30"), ("售后", "20")]


def test_lines_are_those_of_the_text() -> None:
    pasted = sheets.read_paste('a\tb\n\n"two\nlines"\tc\nd\te')
    assert [(row.line, row.cells) for row in pasted.rows] == [(1, ("a", "b")), (3, ("two lines", "c")), (5, ("d", "e"))]


def test_an_inch_mark_swallows_no_line() -> None:
    assert len(sheets.read_paste('"15 inch\t20\nprice\t30').rows) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_csv_as_chinese_excel_writes_it(encoding: str) -> None:
    (sheet,) = sheets.read_file("评分项,分值\n价格,30\n".encode(encoding), "a.csv")
    assert cells(sheet) == [("评分项", "分值"), ("价格", "30")]


# ---------------------------------------------------------------- refused
@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"%PDF-1.7 ...", "tender.pdf"),
        (opening.OLD_OR_LOCKED + b"\0" * 600, "locked.xlsx"),
        (b"PK\x03\x04 broken", "broken.xlsx"),
        (b"", "empty.xlsx"),
        (b"a,b\n", "table.ods"),
        (b"\xff\xfe\x00\xd8", "half.csv"),
    ],
)
def test_wrong_types_locked_and_broken_files_are_refused(raw: bytes, name: str) -> None:
    with pytest.raises(TongpinError) as told:
        sheets.read_file(raw, name)
    assert told.value.code == "sheet_refused"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    with pytest.raises(TongpinError, match=r"xlsx"):
        sheets.read_file(target.getvalue(), "letter.xlsx")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    raw = repacked(workbook({"A1": 1}), styles=b" " * (opening.MOST_UNPACKED + 1))
    assert len(raw) < 200_000
    with pytest.raises(TongpinError) as told:
        sheets.read_file(raw, "bomb.xlsx")
    assert told.value.status == 413


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_two_cells_far_apart_do_not_fill_the_memory(rows: bytes) -> None:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    raw = repacked(workbook({"A1": 1}), sheet1=head + rows + b"</sheetData></worksheet>")
    with pytest.raises(TongpinError) as told:
        sheets.read_file(raw, "far.xlsx")
    assert told.value.status == 413


def test_empty_cells_that_only_have_a_colour_do_no_harm() -> None:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    rows = b'<row r="1"><c r="A1"><v>7</v></c></row><row r="1048576" s="1"/>'
    raw = repacked(workbook({"A1": 1}), sheet1=head + rows + b"</sheetData></worksheet>")
    (sheet,) = sheets.read_file(raw, "coloured.xlsx")
    assert cells(sheet) == [("7",)]


def test_entities_are_refused() -> None:
    bad = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    with pytest.raises(TongpinError):
        sheets.read_file(repacked(workbook({"A1": 1}), sheet1=bad), "entities.xlsx")


def test_too_many_rows_and_cells_are_refused_with_the_limit() -> None:
    with pytest.raises(TongpinError, match=r"10[,.]?000"):
        sheets.read_paste("a\tb\n" * (sheets.MOST_ROWS + 1))
    with translation.override("en"), pytest.raises(TongpinError, match="Line 1"):
        sheets.read_paste("a\t" * sheets.MOST_COLUMNS + "b")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    for name in ("a.xlsx", "a.csv", "a"):
        try:
            sheets.read_file(raw, name)
        except TongpinError as error:
            assert error.code == "sheet_refused"  # noqa: PT017  refused is as good as read; nothing else may come


# ---------------------------------------------------------------- written
def leaf(*rows: tuple[sheets.Value, ...], **more: Any) -> sheets.Leaf:
    columns = tuple(sheets.Column(title=f"c{place}") for place in range(len(rows[0])))
    return sheets.Leaf(name="Sheet", title="T", blocks=(sheets.Block(columns=columns, rows=rows, **more),))


def test_what_was_written_reads_back() -> None:
    raw = sheets.write_xlsx([leaf(("价格", Decimal("30.5"), dt.date(2026, 3, 1)), ("x", 2, None))], title="t")
    (sheet,) = sheets.read_file(raw, "a.xlsx")
    assert cells(sheet)[2:] == [("价格", "30.5", "2026-03-01"), ("x", "2")]


@pytest.mark.parametrize("evil", ['=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_words_never_become_formulas(evil: str) -> None:
    raw = sheets.write_xlsx([leaf((evil, evil))], title="t")
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        page, styles = packed.read("xl/worksheets/sheet1.xml"), packed.read("xl/styles.xml")
    assert b"<f>" not in page
    assert b'quotePrefix="1"' in styles
    assert f"'{evil}" in sheets.safe_csv([[evil]]).replace('""', '"')


def test_a_number_longer_than_excel_keeps_stays_exact_as_text() -> None:
    exact = Decimal("12345678901234567.89")
    (sheet,) = sheets.read_file(sheets.write_xlsx([leaf((exact,))], title="t"), "a.xlsx")
    assert cells(sheet)[-1] == (str(exact),)


def test_formulas_of_ours_know_their_rows_and_carry_their_value() -> None:
    total = (sheets.Formula(text="SUM(A{first}:A{last})", value=Decimal(7)),)
    raw = sheets.write_xlsx([leaf((3,), (4,), total=total)], title="t")
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        assert b"<f>SUM(A4:A5)</f><v>7" in packed.read("xl/worksheets/sheet1.xml")
    (sheet,) = sheets.read_file(raw, "a.xlsx")
    assert cells(sheet)[-1] == ("7",)


def test_sheets_get_names_that_excel_takes() -> None:
    one = leaf(("a",))
    leaves = [
        sheets.Leaf(name=name, title="", blocks=one.blocks) for name in ("A/B: [2026]?" * 5, "A/B: [2026]?" * 5, "'")
    ]
    told = sheets.read_file(sheets.write_xlsx(leaves, title="t"), "a.xlsx")
    assert len({sheet.name.lower() for sheet in told}) == 3
