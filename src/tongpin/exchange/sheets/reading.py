"""Rows of text from Excel workbooks, CSV files and what people paste: from Excel, from Word, from Markdown."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from tongpin.exchange.sheets.opening import MOST_BYTES, refused, workbook_parts

MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 2_000_000
WORKBOOKS = (".xlsx", ".xlsm")
TEXTS = (".csv", ".tsv", ".txt", ".md")
_WIDE_GAP = re.compile(r"[ \u3000]{2,}|\u3000")
_RULE = re.compile(r":?-{2,}:?")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``line`` from 1, as the file or the pasted text counts; cells without outer white space."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table as text; rows with nothing in them are left out. Numbers are written plainly (``0.4``), days as ISO."""

    name: str
    rows: tuple[Row, ...]


def read_file(raw: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets that show something in an .xlsx, .csv, .tsv, .txt or .md file, in order. Raises `sheet_refused`."""
    lower = name.lower()
    if lower.endswith(TEXTS):
        return tuple(sheet for sheet in [_named(read_paste(_decoded(raw)), name)] if sheet.rows)
    if lower.endswith(WORKBOOKS) or raw.startswith(b"PK"):
        return _workbook(raw)
    if lower.endswith((".xls", ".ods", ".xlsb", ".et")):
        raise refused(_("This kind of table is not read. Save it as .xlsx, or paste its rows."))
    raise refused(_("Only tables are read here: .xlsx or .csv, or rows that are pasted."))


def read_paste(text: str) -> Sheet:
    """The table in pasted text: cells between bars (Markdown), tabs (Excel, Word), commas or semicolons, or wide gaps.
    A quoted cell may have several lines. Raises `sheet_refused` where it is too much."""
    if len(text) > MOST_CHARACTERS:
        raise refused(_("This is too much at once. Paste it in parts."), 413)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").replace("\x00", "\ufffd")
    return Sheet(name="", rows=_kept(_split(lines)))


def file_as_text(raw: bytes, name: str) -> str:
    """The largest sheet of a file as tabbed text, every row on its line: it can stand in a field, be mended there, and
    be read by `read_paste`. Raises `sheet_refused`."""
    largest = max(read_file(raw, name), key=lambda sheet: len(sheet.rows), default=None)
    if largest is None:
        raise refused(_("There is nothing in this file."))
    lines: list[str] = []
    for row in largest.rows:
        lines += [""] * (row.line - 1 - len(lines))
        lines.append("\t".join(" ".join(cell.split()) for cell in row.cells) + "\t")
    return "\n".join(lines)


# ---------------------------------------------------------------- pasted text
def _split(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.split("\n")
    full = [line for line in lines if line.strip()]
    if full and sum(line.lstrip().startswith("|") for line in full) * 2 >= len(full):
        return _barred(lines)
    if "\t" in text:
        return _delimited(text, "\t")
    for mark in (",", ";"):
        if full and sum(mark in line for line in full) * 2 > len(full):
            return _delimited(text, mark)
    return ((number, _WIDE_GAP.split(line.strip())) for number, line in enumerate(lines, 1))


def _barred(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, 1):
        inner = line.strip().removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        cells = [cell.strip().replace("\\|", "|") for cell in _BAR.split(inner)]
        if not all(_RULE.fullmatch(cell) for cell in cells):
            yield number, cells


def _delimited(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """An odd number of quotes means that one is an inch or a slip: then every line stands for itself."""
    if text.count('"') % 2:
        yield from ((number, line.split(mark)) for number, line in enumerate(text.split("\n"), 1))
        return
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    first = 1
    try:
        for cells in reader:
            yield first, cells
            first = reader.line_num + 1
    except csv.Error:
        raise refused(_("Line %(line)s cannot be read as cells.") % {"line": first}) from None


# ---------------------------------------------------------------- files
def _workbook(raw: bytes) -> tuple[Sheet, ...]:
    workbook_parts(raw)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        found = [_sheet(book, name) for name in shown]
    except (CalamineError, ValueError, OSError):
        raise refused(_("This is not a sound Excel file. Open it in Excel and save it again as .xlsx.")) from None
    return tuple(sheet for sheet in found if sheet.rows)


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    told = ((line, [_text(value) for value in cells]) for line, cells in enumerate(rows, 1))
    return Sheet(name=name, rows=_kept(told))


def _named(sheet: Sheet, name: str) -> Sheet:
    return Sheet(name=name, rows=sheet.rows)


def _decoded(raw: bytes) -> str:
    """Text of a file as Excel and Chinese editors write it: UTF-8, UTF-16 with its mark, or GB 18030."""
    if len(raw) > MOST_BYTES:
        raise refused(_("This file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000}, 413)
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused(_("This is no text that can be read. Save it as UTF-8, or paste its rows."))


def _kept(rows: Iterable[tuple[int, list[str]]]) -> tuple[Row, ...]:
    """Rows that hold something, within limits."""
    kept: list[Row] = []
    for line, cells in rows:
        told = [" ".join(cell.split()) for cell in cells]
        while told and not told[-1]:
            told.pop()
        if not told:
            continue
        if line > MOST_ROWS or len(kept) >= MOST_ROWS:
            raise refused(_("A table may have at most %(most)s rows.") % {"most": MOST_ROWS}, 413)
        if len(told) > MOST_COLUMNS:
            message = _("Line %(line)s has more than %(most)s cells.")
            raise refused(message % {"line": line, "most": MOST_COLUMNS}, 413)
        kept.append(Row(line=line, cells=tuple(told)))
    return tuple(kept)


def _text(value: Any) -> str:
    """A cell as a person would type it; numbers with the fifteen digits that Excel keeps."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{Decimal(format(value, '.15g')).normalize():f}" if value == value else ""
    if isinstance(value, dt.datetime):
        day, hour = value.date().isoformat(), value.time()
        return day if hour == dt.time(0) else f"{day} {hour:%H:%M}"
    return str(value)
