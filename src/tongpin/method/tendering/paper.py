"""A tender paper as it is read: folded so that one rule fits all ways of writing it, and of one length."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tongpin.method.reading.script import simplified

LONGEST = 60_000
"""Characters in which facts are looked for: notice and instructions stand at the beginning of a tender document."""
_GAP = re.compile(r"\t+|[|｜]|[ \u3000\xa0\u2002-\u2009]{3,}|(?<=[^ \u3000][^ \u3000])\u3000{2}(?=[^ \u3000:：]{2})")
"""Two wide blanks part columns, but for those that spread a label (地　　址)."""
_WRAPPED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n[ \t]*(?=[\u4e00-\u9fff])")
"""A line end within Chinese text stands for nothing."""
_HEADING = re.compile(
    r"[ ]*(第[一二三四五六七八九十百\d]+[章节部分]|[一二三四五六七八九十]{1,3}[、.]"
    r"|[(][一二三四五六七八九十\d]{1,3}[)]"
    r"|\d{1,2}(?:[.]\d{1,2}){0,3}[、.]?(?=[ ]*[^\d\s.:/年月日时点元%万-])|[a-z][.)] )"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a line between wide gaps or tabs: ``start`` to ``end`` in the paper, half open; ``column`` from 0."""

    start: int
    end: int
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the paper with its cells; ``heading``: the length of its number (一、, 2.1), 0 where it has none."""

    start: int
    end: int
    heading: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """``text`` as it came and ``folded``: simplified, half-width, lower case; of one length up to ``LONGEST``."""

    text: str
    folded: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]

    def row_at(self, place: int) -> int:
        """The number of the line in which a place lies."""
        return bisect_right(self.starts, place) - 1

    def cell_at(self, place: int) -> Cell | None:
        """The cell in which a place lies; ``None`` in a gap."""
        cells = self.lines[self.row_at(place)].cells
        return next((cell for cell in cells if cell.start <= place < cell.end), None)

    def words(self, start: int, end: int) -> str:
        """The original words, on one line."""
        return " ".join(_WRAPPED.sub("", self.text[start:end]).split())


def paper_of(text: str, longest: int = LONGEST) -> Paper:
    """The beginning of a text, ready to be read."""
    read = text[:longest]
    folded = simplified(read).translate(_widths())
    lines = tuple(_lines(folded, read))
    return Paper(text=read, folded=folded, lines=lines, starts=tuple(line.start for line in lines))


@cache
def _widths() -> dict[int, str]:
    """Full-width letters and signs as the plain ones, capitals as small ones, odd spaces as spaces."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {ord(char.upper()): char for char in "abcdefghijklmnopqrstuvwxyz"}
    table |= {code: chr(code - 0xFEE0 + 32) for code in range(0xFF21, 0xFF3B)}
    spaces = "\u3000\xa0\u2002\u2003\u2009\u200b\ufeff\r\x0b\x0c"
    signs = {"〇": "零", "○": "零", "–": "-", "—": "-", "−": "-", "～": "~", "﹕": ":", "∶": ":", "‘": "'", "’": "'"}
    return table | {ord(space): " " for space in spaces} | {ord(sign): plain for sign, plain in signs.items()}


def _lines(folded: str, read: str) -> Iterator[Line]:
    start = 0
    for line in folded.split("\n"):
        end = start + len(line)
        numbered = _HEADING.match(line)
        yield Line(start, end, len(numbered[0]) if numbered else 0, tuple(_cells(folded, read, start, end)))
        start = end + 1


def _cells(folded: str, read: str, start: int, end: int) -> Iterator[Cell]:
    column, begin = 0, start
    for gap in [*_GAP.finditer(read, start, end), None]:
        stop = gap.start() if gap else end
        words = folded[begin:stop]
        if words.strip():
            left = len(words) - len(words.lstrip())
            yield Cell(begin + left, begin + len(words.rstrip()), column)
            column += 1
        begin = gap.end() if gap else end


def heading_level(paper: Paper, number: int) -> int:
    """How deep a line's number is: 第一章 is 1, 一、 is 2, 1. is 3, 1.1 is 4 and so on; 0 without a number."""
    line = paper.lines[number]
    words = paper.folded[line.start : line.start + line.heading].strip()
    if not words:
        return 0
    if words.startswith("第"):
        return 1
    if re.match(r"[一二三四五六七八九十]", words):
        return 2
    if words[0] == "(":
        return 4
    return 3 + words.rstrip(".、").count(".")
