"""May this workbook be opened? Bombs, locked files and wrong types are told before a reader sees them."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_PARTS = 2_000
MOST_CELLS = 2_000_000
"""Of the rectangle from the first cell to the last: readers keep all of it, the empty ones too."""
CHUNK = 1 << 20
OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})(\d{1,7})["']""")


def workbook_parts(raw: bytes) -> dict[str, bytes]:
    """The parts of an .xlsx file by name, unpacked within limits. Raises `sheet_refused` with what is wrong."""
    if len(raw) > MOST_BYTES:
        raise refused(_("This file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000}, 413)
    if raw.startswith(OLD_OR_LOCKED):
        raise refused(_("This is an old .xls file or one with a password. Save it as .xlsx without a password."))
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            parts = _unpacked(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise refused(_("This is not a sound Excel file. Open it in Excel and save it again as .xlsx.")) from None
    if "xl/workbook.xml" not in parts:
        raise refused(_("This is no Excel workbook. Save the table as .xlsx, or paste its rows."))
    _check(parts)
    return parts


def refused(message: str, status: int = 422) -> TongpinError:
    """A file that is not taken, and why."""
    return TongpinError("sheet_refused", message, status)


def _unpacked(packed: zipfile.ZipFile) -> dict[str, bytes]:
    members = packed.infolist()
    if len(members) > MOST_PARTS:
        raise _too_much()
    left = MOST_UNPACKED
    parts: dict[str, bytes] = {}
    for member in members:
        with packed.open(member) as stream:
            content = bytearray()
            while chunk := stream.read(CHUNK):
                content += chunk
                left -= len(chunk)
                if left < 0:
                    raise _too_much()
        parts[member.filename] = bytes(content)
    return parts


def _check(parts: dict[str, bytes]) -> None:
    for name, content in parts.items():
        if not name.endswith((".xml", ".rels")):
            continue
        if b"\x00" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise refused(_("This is not a sound Excel file. Open it in Excel and save it again as .xlsx."))
        if name.startswith("xl/") and _rectangle(content) > MOST_CELLS:
            raise _too_much()


def _rectangle(content: bytes) -> int:
    """How many cells lie between the first and the last that hold something, by their addresses and by their number."""
    rows, columns = 0, 0
    for number, chunk in enumerate(_ROW.split(content)[::2]):
        cells = [mark for mark in _CELL.findall(chunk) if not mark.endswith(b"/")]
        if cells:
            rows, columns = max(rows, number), max(columns, len(cells))
        for mark in cells:
            if place := _PLACE.search(mark):
                rows, columns = max(rows, int(place[2])), max(columns, _column(place[1]))
    for mark in _ROW.findall(content):
        if not mark.endswith(b"/") and (place := _PLACE.search(mark)):
            rows = max(rows, int(place[2]))
    return rows * columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_much() -> TongpinError:
    return refused(_("There is too much in this workbook. Keep the one table that counts and save it anew."), 413)
