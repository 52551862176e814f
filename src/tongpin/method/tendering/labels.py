"""Where a tender paper names a fact, and where what it says of it stands: behind the label, below it, or in a table."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tongpin.method.datafiles import load_data
from tongpin.method.tendering.paper import Cell, Line, Paper

STRENGTHS = {"strong": 3, "plain": 2, "weak": 1}
_CHINESE = "\u4e00-\u9fff"
_CONNECTED = re.compile(r"[\s、,和与及/()\[\]:;或]*(?:下同)?[\s、,和与及/()\[\]:;或]*|[\s]*(?:and|&|or)[\s]*")
_NAMES = re.compile(
    r"\s{0,3}(?:\([^()\n]{0,24}\))?\s{0,3}(?:[:|\t]|--|为(?!了)|同投标|同递交|同提交|即为)|(?:[、和与及/])"
)
_ENDS = re.compile(r"[ ]*(?:\([^()\n]{0,24}\))?[ ]*(?:\n|$)")
_OPENS = re.compile(r"[\s*#>▲★●■◆·\-\"'\[(【《]*$")
_NOW = re.compile(r"(?:更正|变更|修改|调整|修正)后|现(?:为|内容)|(?:amended|revised|new)\b")
REACH = 220
"""Characters behind a label in which its value may begin."""
MOST = 3000
"""Labels that are looked at: no paper that somebody wrote has more."""
LINES = 3
"""Lines that a value may go on for."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A label of a field from ``start`` to ``end``; what it says stands from ``value`` to ``stop``. ``column``: the
    place of its cell in the line; ``leads``: whether a line or cell begins with it; ``mapped``: a table's head names
    it, and the value stands below; ``named``: a colon, a tab, a line end or "is" comes behind it, so that it is a label
    and no part of a name or sentence."""

    field: str
    strength: int
    start: int
    end: int
    value: int
    stop: int
    column: int
    leads: bool
    mapped: bool = False
    named: bool = True


@cache
def _fields() -> dict[str, tuple[str, int]]:
    """Field and strength of each label."""
    return {
        _squeezed(label): (field, STRENGTHS[strength])
        for field, strengths in load_data("tendering")["labels"].items()
        for strength, labels in strengths.items()
        for label in labels
    }


@cache
def _patterns() -> re.Pattern[str]:
    """Labels that are put together freely, each in a group named by its field."""
    patterns = load_data("tendering")["patterns"].items()
    return re.compile("|".join(f"(?P<{field}>{pattern})" for field, pattern in patterns))


@cache
def _pattern() -> re.Pattern[str]:
    labels = sorted(_fields(), key=len, reverse=True)
    return re.compile("|".join(map(_spaced, labels)))


def _squeezed(words: str) -> str:
    """Without blanks between Chinese characters; others keep one."""
    return re.sub(rf"(?<=[{_CHINESE}()/]) +| +(?=[{_CHINESE}()/])", "", " ".join(words.split()))


def _spaced(label: str) -> str:
    if not re.search(rf"[{_CHINESE}]", label):
        return r"\b" + r"[\s]+".join(re.escape(word) for word in label.split()) + r"(?:s\b|\b)"
    return r"[ \t]{0,6}".join(re.escape(char) for char in label if char != " ")


def anchors_of(paper: Paper) -> list[Anchor]:
    """Every label of a paper, in order."""
    found = _found(paper)
    mapped = _tables(paper)
    return [_anchor(paper, found, number, mapped) for number in range(len(found))]


def _found(paper: Paper) -> list[re.Match[str]]:
    """Labels and patterns in order; at one place the longest holds."""
    both = [*_pattern().finditer(paper.folded), *_patterns().finditer(paper.folded)]
    kept: list[re.Match[str]] = []
    for match in sorted(both, key=lambda one: (one.start(), -one.end(), one.lastgroup is not None)):
        if not kept or match.start() >= kept[-1].end():
            kept.append(match)
        elif kept[-1].start() < match.start() and match.end() - match.start() > kept[-1].end() - kept[-1].start():
            kept[-1] = match
    return kept[:MOST]


def _kind(match: re.Match[str]) -> tuple[str, int]:
    if match.lastgroup is not None:
        return match.lastgroup, STRENGTHS["plain"]
    squeezed = _squeezed(match[0])
    return _fields().get(squeezed) or _fields().get(squeezed.removesuffix("s")) or ("other", 1)


def _anchor(paper: Paper, found: list[re.Match[str]], number: int, mapped: dict[int, tuple[int, int]]) -> Anchor:
    match = found[number]
    field, strength = _kind(match)
    line, cell = paper.lines[paper.row_at(match.start())], paper.cell_at(match.start())
    column = cell.column if cell else 0
    below = mapped.get(cell.start) if cell else None
    leads = _leads(paper, line, cell, match.start())
    if below is not None:
        return Anchor(field, strength, match.start(), match.end(), *below, column, leads, mapped=True)
    stop = _stop(paper, found, number)
    named = _is_named(paper, match, leads=leads)
    return Anchor(field, strength, match.start(), match.end(), match.end(), stop, column, leads, named=named)


def _is_named(paper: Paper, match: re.Match[str], *, leads: bool) -> bool:
    if _NAMES.match(paper.folded, match.end()):
        return True
    return leads and bool(_ENDS.match(paper.folded, match.end()))


def _leads(paper: Paper, line: Line, cell: Cell | None, start: int) -> bool:
    """Whether the label begins a line or cell, or a clause within it."""
    begin = max(line.start + line.heading, cell.start if cell else line.start)
    before = paper.folded[line.start : start] if begin > start else paper.folded[begin:start]
    if begin > start or _OPENS.fullmatch(before):
        return True
    return before.rstrip()[-1:] in (*"。;；,(【[、", "") or before.endswith(("  ", "\t"))


def _stop(paper: Paper, found: list[re.Match[str]], number: int) -> int:
    """Where the value of a label ends at the latest: at the next label, but for one that shares its value."""
    match = found[number]
    stop = min(len(paper.folded), match.end() + REACH)
    row = paper.row_at(match.start())
    if row + LINES < len(paper.lines):
        stop = min(stop, paper.lines[row + LINES].end)
    here = match.end()
    for later in found[number + 1 :]:
        if later.start() >= stop:
            break
        if not _ends_value(paper, later):
            continue
        if not _CONNECTED.fullmatch(paper.folded[here : later.start()]) or "\n" in paper.folded[here : later.start()]:
            return later.start()
        here = later.end()
    return stop


def _ends_value(paper: Paper, later: re.Match[str]) -> bool:
    """Whether a label ends what stands before it: one in the middle of a name (某某招标代理有限公司) does not."""
    before = paper.folded[later.start() - 1 : later.start()]
    ahead = paper.folded[max(0, later.start() - 2) : later.start()]
    # One blank stands within an English name or title ("Category buyer"); a label has more room before it.
    apart = not ahead.strip() or before in "\n\t" or (before == " " and later[0][:1] > "\u4e00")
    alone = apart or before in ",。;；、()和及与/-:"
    return bool(_NAMES.match(paper.folded, later.end())) or (alone and bool(_ENDS.match(paper.folded, later.end())))


# ---------------------------------------------------------------- tables with a head
def _tables(paper: Paper) -> dict[int, tuple[int, int]]:
    """For cells of a table's head, by their start, the place of the cell below."""
    below: dict[int, tuple[int, int]] = {}
    for head, row in pairwise(line for line in paper.lines if line.start < line.end):
        if _is_head(paper, head, row):
            by_column = {cell.column: cell for cell in row.cells}
            below |= {cell.start: _place(by_column[cell.column]) for cell in head.cells}
    return below | _changes(paper)


def _changes(paper: Paper) -> dict[int, tuple[int, int]]:
    """For the cells of a table of changes, the place of what holds now: below 更正后, in the same line."""
    now: dict[int, tuple[int, int]] = {}
    column = 0
    for line in paper.lines:
        after = next((cell.column for cell in line.cells if _NOW.match(paper.folded, cell.start, cell.end)), 0)
        column = after or (column if len(line.cells) > column else 0)
        if column and not after:
            now |= {cell.start: _place(line.cells[column]) for cell in line.cells[:column]}
    return now


def _place(cell: Cell) -> tuple[int, int]:
    return cell.start, cell.end


def _is_head(paper: Paper, head: Line, row: Line) -> bool:
    """A line of labels over a line of as many cells that are none."""
    if len(head.cells) < 2 or len(head.cells) != len(row.cells):
        return False
    named = sum(_is_label(paper, cell) for cell in head.cells)
    return named >= max(2, len(head.cells) // 2) and not any(_is_label(paper, cell) for cell in row.cells)


def _is_label(paper: Paper, cell: Cell) -> bool:
    words = paper.folded[cell.start : cell.end]
    plain = words.lstrip("*★▲ ")
    match = max((one.match(plain) for one in (_pattern(), _patterns())), key=lambda one: one.end() if one else -1)
    return match is not None and len(words) <= match.end() + 12 and ":" not in words


# ---------------------------------------------------------------- text behind a label
_SEPARATED = re.compile(
    r"\s*(?:\((?![+\d\s-]*\))[^()\n]{0,24}\))?(?:\bfor [^:\n]{2,40}(?=:))?\s*"
    r"(?:[.]?[:|\t]|--|[.](?=\s)|为(?!了)|是(?!否)|名称\s*[:为]|\n|of\b|is\b|(?<=\s)|$)[\s:|\t]*"
)


def value_of(paper: Paper, anchor: Anchor) -> tuple[int, int] | None:
    """The words behind a label up to the end of their cell; those of the next line where the label stands alone.
    ``None`` where the label is only spoken of."""
    if anchor.mapped:
        return anchor.value, anchor.stop
    separated = _SEPARATED.match(paper.folded, anchor.end, min(anchor.stop, anchor.end + 60))
    if separated is None:
        return None
    start = separated.end()
    cell = paper.cell_at(start)
    end = min(cell.end if cell else start, anchor.stop)
    return (start, end) if end > start else None
