"""Excel sheets and pasted tables, in and out: read with limits, written so that no cell of others becomes a formula."""

from tongpin.exchange.sheets.opening import MOST_BYTES
from tongpin.exchange.sheets.reading import MOST_COLUMNS, MOST_ROWS, Row, Sheet, file_as_text, read_file, read_paste
from tongpin.exchange.sheets.writing import XLSX, Block, Column, Formula, Leaf, Value, safe_csv, write_xlsx

__all__ = [
    "MOST_BYTES",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "XLSX",
    "Block",
    "Column",
    "Formula",
    "Leaf",
    "Row",
    "Sheet",
    "Value",
    "file_as_text",
    "read_file",
    "read_paste",
    "safe_csv",
    "write_xlsx",
]
