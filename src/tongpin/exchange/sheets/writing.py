"""Excel workbooks that a company would send: headed, printed on A4, numbers as numbers, words as words."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Kind = Literal["text", "number", "money", "percent", "date"]
NUMBER_FORMATS: Mapping[Kind, str] = {
    "text": "General",
    "number": "#,##0.##########",
    "money": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
}
MOST_DIGITS = 15
"""Excel keeps no more; a longer number is written as text, exactly."""
LONGEST_NAME = 31
LONGEST_CELL = 32_000
LINE_HEIGHT = 15.5
ROOM = 4.5
"""Points above and below the words of a row."""
TITLE_HEIGHT = 24
HIGHEST = 400
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_CALCULATED = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula of our own, with its present value. ``{row}`` is its row, ``{first}`` and ``{last}`` are the first and
    last of the block's rows, as numbers; columns are letters from A."""

    text: str
    value: Decimal | int | str = 0


Value = str | int | Decimal | dt.date | Formula | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``width`` in characters; ``fill``: a cell that the reader is to fill in."""

    title: str
    kind: Kind = "text"
    width: int = 16
    fill: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A table with what stands above and below it. ``total``: a last row in bold."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    title: str = ""
    total: Sequence[Value] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One worksheet: a title, lines below it, blocks one below the other."""

    name: str
    title: str
    lines: tuple[str, ...] = ()
    blocks: tuple[Block, ...]
    landscape: bool = False


def write_xlsx(leaves: Sequence[Leaf], *, title: str, company: str = "") -> bytes:
    """The workbook. Text is written as text, whatever it begins with."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": title, "company": company, "comments": ""})
    styles = _Styles(book)
    for leaf, name in zip(leaves, _names(leaves), strict=True):
        _Page(book.add_worksheet(name), styles).write(leaf)
    book.close()
    return target.getvalue()


def safe_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV with a byte order mark; a cell that a spreadsheet would calculate gets an apostrophe before it."""
    target = io.StringIO()
    target.write("\ufeff")
    writer = csv.writer(target)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return target.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" \n").startswith(_CALCULATED) else cell


def _names(leaves: Sequence[Leaf]) -> Iterator[str]:
    """Names that Excel takes: short, without its own marks, each once."""
    taken: set[str] = set()
    for number, leaf in enumerate(leaves, 1):
        name = _NOT_IN_NAMES.sub(" ", leaf.name).strip(" '")[:LONGEST_NAME].strip(" '") or str(number)
        while name.lower() in taken:
            name = f"{name[: LONGEST_NAME - 4]} {number}"
            number += 1
        taken.add(name.lower())
        yield name


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"valign": "vcenter", "text_wrap": True, **properties})
        return self.made[key]

    def cell(self, column: Column, *, bold: bool = False, quoted: bool = False) -> Format:
        more: dict[str, Any] = {"bold": True, "top": 2, "bg_color": "#F4F6F8"} if bold else {}
        if column.fill and not bold:
            more["bg_color"] = "#FFF9E5"
        if quoted:
            more["quote_prefix"] = True
        return self.get(border=1, border_color="#C9CED6", num_format=NUMBER_FORMATS[column.kind], **more)


class _Page:
    """Writes one worksheet from the top down."""

    def __init__(self, sheet: Worksheet, styles: _Styles) -> None:
        self.sheet = sheet
        self.styles = styles
        self.row = 0
        self.width = 0

    def write(self, leaf: Leaf) -> None:
        self._set_up(leaf)
        width = max((len(block.columns) for block in leaf.blocks), default=1)
        self._line(leaf.title, width, self.styles.get(bold=True, font_size=15, text_wrap=False))
        for line in leaf.lines:
            self._line(line, width, self.styles.get(font_color="#4A5361"))
        for block in leaf.blocks:
            self.row += 1
            self._block(block, width)

    def _set_up(self, leaf: Leaf) -> None:
        sheet = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&L&F&R&P / &N")
        if leaf.landscape:
            sheet.set_landscape()
        for place in range(max((len(block.columns) for block in leaf.blocks), default=0)):
            widths = [block.columns[place].width for block in leaf.blocks if place < len(block.columns)]
            sheet.set_column(place, place, max(widths))
            self.width += max(widths)

    def _line(self, text: str, width: int, style: Format) -> None:
        """A line over all columns."""
        if width > 1:
            self.sheet.merge_range(self.row, 0, self.row, width - 1, "", style)
        self.sheet.write_string(self.row, 0, text[:LONGEST_CELL], style)
        if style.text_wrap:
            # Excel does not find the height of merged cells by itself.
            self.sheet.set_row(self.row, LINE_HEIGHT * _lines(text, self.width) + ROOM)
        else:
            self.sheet.set_row(self.row, TITLE_HEIGHT)
        self.row += 1

    def _block(self, block: Block, width: int) -> None:
        if block.title:
            self._line(block.title, width, self.styles.get(bold=True, font_size=12, text_wrap=False))
        head = self.styles.get(bold=True, border=1, border_color="#C9CED6", bg_color="#E3EAF4")
        self._high([column.title for column in block.columns], block.columns)
        for place, column in enumerate(block.columns):
            self.sheet.write_string(self.row, place, column.title, head)
        first = self.row + 2
        last = first + max(len(block.rows), 1) - 1
        for cells in block.rows:
            self.row += 1
            self._cells(block, cells, first, last)
        if block.total:
            self.row += 1
            self._cells(block, block.total, first, last, bold=True)
        self.row += 1
        for note in block.notes:
            self._line(note, width, self.styles.get(font_color="#4A5361", italic=False))

    def _cells(self, block: Block, cells: Sequence[Value], first: int, last: int, *, bold: bool = False) -> None:
        self._high(cells, block.columns)
        for place, (column, value) in enumerate(zip(block.columns, cells, strict=True)):
            if isinstance(value, Formula):
                text = value.text.format(row=self.row + 1, first=first, last=last)
                shown = value.value if isinstance(value.value, str) else float(value.value)
                self.sheet.write_formula(self.row, place, f"={text}", self.styles.cell(column, bold=bold), shown)
            else:
                self._value(place, column, value, bold=bold)

    def _high(self, cells: Sequence[object], columns: Sequence[Column]) -> None:
        """As high as the longest of its cells needs."""
        told = zip(cells, columns, strict=True)
        lines = max((_lines(cell, column.width) for cell, column in told if isinstance(cell, str)), default=1)
        self.sheet.set_row(self.row, min(LINE_HEIGHT * lines + ROOM, HIGHEST))

    def _value(self, place: int, column: Column, value: str | int | Decimal | dt.date | None, *, bold: bool) -> None:
        style = self.styles.cell(column, bold=bold)
        if value is None or value == "":
            self.sheet.write_blank(self.row, place, None, style)
        elif isinstance(value, dt.date):
            self.sheet.write_datetime(self.row, place, value, self.styles.cell(_as(column, "date"), bold=bold))
        elif isinstance(value, int | Decimal) and _digits(value) <= MOST_DIGITS:
            number = _as(column, "number") if column.kind == "text" else column
            self.sheet.write_number(self.row, place, float(value), self.styles.cell(number, bold=bold))
        else:
            text = str(value)[:LONGEST_CELL]
            quoted = text.startswith(_CALCULATED)
            words = self.styles.cell(_as(column, "text"), bold=bold, quoted=quoted)
            self.sheet.write_string(self.row, place, text, words)


def _as(column: Column, kind: Kind) -> Column:
    return Column(title=column.title, kind=kind, width=column.width, fill=column.fill)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in so many characters; those of Chinese are twice as wide."""
    length = sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
    return max(1, -(-length // max(width, 1)))


def _digits(value: int | Decimal) -> int:
    """Significant digits; a number that is none (NaN, infinity) has too many."""
    number = Decimal(value)
    return len(number.normalize().as_tuple().digits) if number.is_finite() else MOST_DIGITS + 1
