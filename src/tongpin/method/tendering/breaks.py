"""Papers whose lines were broken by a page: numbers, names and days that go over a line end are put together again.

A flattened PDF has several clauses in one line and breaks anywhere; a laid-out one breaks where the page ends.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_WIDE = "\u3001-\u9fff\uff00-\uffef"
_CLAUSE_WITHIN = re.compile(
    rf"[{_WIDE}\w)][ \u3000]{{1,3}}(?:[一二三四五六七八九十]{{1,2}}、|\d{{1,2}}(?:[.、]|\.\d{{1,2}})[ \u3000])"
    rf"(?=[{_WIDE}])"
)
"""A numbered clause that begins in the middle of a line."""
_LABEL = re.compile(r"[^\s:：]{2,12}[:：]")
_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十\d]+[章节節條条]|[(（][一二三四五六七八九十\d]{1,2}[)）]"
    r"|\d{1,2}(?:\.\d{1,2}){0,3}[、.]?[ \u3000]*(?=[\u4e00-\u9fff])(?!年|月|日|时|時|点|點|分|元|万|萬|个|天)"
)
_PAGE = 56
"""Half-width characters of the narrowest page whose full lines are told as such."""


@dataclass(frozen=True, slots=True)
class Unbroken:
    """``text`` without the line ends that only the page made; ``cuts`` and ``places``: from where in it, and in the
    text as it came, each piece goes on."""

    text: str
    cuts: tuple[int, ...]
    places: tuple[int, ...]

    def place(self, at: int) -> int:
        """Where a place of ``text`` lies in the text as it came."""
        piece = bisect_right(self.cuts, at) - 1
        return self.places[piece] + at - self.cuts[piece]


def unbroken(text: str) -> Unbroken:
    """A text with its broken lines put together; most texts stay as they are."""
    lines = text.split("\n")
    flattened = _flattened(lines)
    page = _page(lines)
    pieces: list[str] = []
    cuts, places = [0], [0]
    length = at = 0
    for number, line in enumerate(lines):
        here = line
        behind = lines[number + 1] if number + 1 < len(lines) else ""
        joined = _goes_on(line, behind, flattened=flattened, page=page)
        if joined:
            here = line.rstrip()
            behind_at = len(behind) - len(behind.lstrip()) if joined == "whole" else 0
            lines[number + 1] = behind[behind_at:]
            at_next = at + len(line) + 1 + behind_at
            here += " " if joined == "apart" else ""
        else:
            at_next = at + len(line) + 1
            here += "\n" if number + 1 < len(lines) else ""
        pieces.append(here)
        length += len(here)
        at = at_next
        if joined:
            cuts.append(length)
            places.append(at)
    whole = "".join(pieces)
    if flattened:
        # A clause begins its line again; a blank gives its place to the line end.
        whole = _CLAUSE_WITHIN.sub(lambda found: found[0][0] + "\n" + found[0][2:], whole)
    return Unbroken(whole, tuple(cuts), tuple(places))


def _flattened(lines: Sequence[str]) -> bool:
    """Whether clauses begin within lines, as no one writes them: the page alone made the lines."""
    told = [line for line in lines if line.strip()]
    within = sum(bool(_CLAUSE_WITHIN.search(line)) for line in told)
    return within >= 2 and within * 3 >= len(told)


def _page(lines: Sequence[str]) -> int:
    """How wide a full line is; 0 where no lines are of one width."""
    widths = sorted((_width(line) for line in lines if "\t" not in line and len(line) < 200), reverse=True)[:3]
    return widths[0] if len(widths) == 3 and widths[0] >= _PAGE and widths[0] - widths[2] <= 3 else 0


def _width(line: str) -> int:
    return sum(1 + (char >= "\u2e80") for char in line)


def _goes_on(line: str, behind: str, *, flattened: bool, page: int) -> str:
    """How a line goes on below: "whole" within a word, "apart" between words; empty where it ends."""
    end, begin = line.rstrip()[-1:], behind.lstrip()[:1]
    if not end or not begin or "\t" in line or "\t" in behind:
        return ""
    numbered = _NUMBERED.match(behind.lstrip())
    if numbered and end in "。；;":
        return ""
    if not flattened:
        full = page and _width(line) >= page - 3 and re.search(r"[\u4e00-\u9fff]", line)
        ended = end in "。；;：:！？!?"
        if not full or ended or _LABEL.match(behind.lstrip()) or numbered:
            return ""
    within = re.match(rf"[{_WIDE}]", end) or re.match(rf"[{_WIDE}]", begin) or end in "-/" or (end + begin).isdigit()
    return "whole" if within or (end in ",." and begin.isdigit()) else "apart"
