"""What both programs need: fonts by language, colours, text without what XML forbids, and how much room text takes."""

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from tongpin.exchange.office.review import Cell, Tone
from tongpin.method.case import Language

LATIN = "Calibri"
EAST_ASIAN: dict[Language, str] = {
    "zh-Hans": "Microsoft YaHei",
    "zh-Hant": "Microsoft JhengHei",
    "en": "Microsoft YaHei",
}
TAGS: dict[Language, tuple[str, str]] = {
    "zh-Hans": ("zh-CN", "zh-CN"),
    "zh-Hant": ("zh-TW", "zh-TW"),
    "en": ("en-GB", "zh-CN"),
}
"""Language of the text, and of the Chinese in it: a program picks the right form of a character by it."""
INK, SOFT, LINE, FAINT, PAPER = "1B2733", "56636F", "D9DEE3", "F1F4F7", "FFFFFF"
TONES: dict[Tone, str] = {
    "": INK,
    "quiet": SOFT,
    "customer": "1D4E89",
    "fits": "12603A",
    "early": "8A3F06",
    "late": "51369A",
    "wrong": "9C1C22",
}
SPARE = 1.08
"""Fonts differ, and bold letters are wider: a line is taken for somewhat longer than it is measured."""
LEADING = 1.36
"""Height of a line over the size of its letters; Chinese fonts need that much."""
# Characters that XML 1.0 does not take, in documents or anywhere.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A word with the space behind it, or a single East Asian character.
_PIECES = re.compile(r"[^\s\u2e80-\uffef]+\s*|[\u2e80-\uffef]|\s+")
_BREAKS = re.compile("\r\n|[\r\u2028\u2029\x85]")


def clean(text: str) -> str:
    """Text that a document takes: one kind of line end, no control characters, tabs as spaces."""
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text)).replace("\t", " ")


def width_of(text: str, size: float) -> float:
    """Estimated width of a line in the units of the size, on the safe side."""
    return size * sum(_advance(char) for char in text)


def _advance(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.02
    if char in " .,:;|'iljtfrI()1·-":
        return 0.34
    return 0.95 if char in "mwMW%—…" else 0.68 if char.isupper() else 0.57


def lines_in(text: str, size: float, room: float) -> int:
    """How many lines the text takes in a column."""
    return sum(_lines(line, size, room) for line in text.split("\n"))


def _lines(line: str, size: float, room: float) -> int:
    """Chinese breaks anywhere, words only between them; a word wider than the column is broken."""
    lines, used = 1, 0.0
    for piece in _PIECES.findall(line):
        wide = width_of(piece, size) * SPARE
        if used + wide > room and used:
            lines, used = lines + 1, 0.0
        if wide > room:
            lines += math.ceil(wide / room) - 1
            wide %= room
        used += wide
    return lines


def cut(text: str, size: float, room: float, most: int) -> str:
    """The text, cut with an ellipsis where it would take more than ``most`` lines."""
    kept = clean(text).strip()
    if lines_in(kept, size, room) <= most:
        return kept
    low, high = 0, min(len(kept), int(most * room / (size * 0.3)) + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if lines_in(kept[:middle] + "…", size, room) <= most else (low, middle - 1)
    return f"{kept[:low].rstrip()}…"


def told_rows(
    rows: Sequence[Sequence[Cell]], shares: Sequence[float], room: float, size: float, most: int
) -> list[list[Cell]]:
    """The rows with texts cut to what their columns take in ``most`` lines."""
    return [
        [
            Cell(text=cut(cell.text, size, room * share - 12, most), tone=cell.tone, bold=cell.bold)
            for cell, share in zip(row, shares, strict=True)
        ]
        for row in rows
    ]


def tall(row: Sequence[Cell], shares: Sequence[float], room: float, size: float) -> float:
    """Height of a row in points."""
    lines = (lines_in(cell.text, size, room * share - 12) for cell, share in zip(row, shares, strict=True))
    return max(lines) * size * LEADING + 8


def fractions(shares: Sequence[float]) -> list[float]:
    """Widths of columns as parts of one."""
    return [share / sum(shares) for share in shares]


def properties(kept: Any, title: str, lang: Language) -> None:
    """What the file says of itself: our title, and not the defaults of the library that writes it."""
    kept.title = clean(title)[:250]
    kept.author = kept.last_modified_by = "Tongpin"
    kept.language = TAGS[lang][0]
    kept.comments = kept.keywords = kept.subject = ""
