"""A scoring table 评分表 of the customer's, from Excel or pasted: looked at first, fault by fault, by line.

Columns are known by their heads, in three languages; a column of numbers under another head holds the points of a
supplier of that name. Without a line of heads the first cell is the criterion and the second its weight.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache

from django.utils.translation import gettext as _

from tongpin.method.case import CriterionKind
from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import simplified

MOST_CRITERIA = 500
LONGEST = 500
Cells = tuple[int, Sequence[str]]
_POINTS = re.compile(
    r"(?:[0０]\s*[-~～–至到]\s*|[≤<]\s*)?(\d+(?:\.\d+)?)\s*(?:分|%|％|点|點|points?|pts?\.?)?", re.IGNORECASE
)
_IN_NAME = re.compile(r"\s*[(（]\s*(\d+(?:\.\d+)?)\s*(?:分|%|％|points?)\s*[)）]\s*", re.IGNORECASE)
_OUT_OF = re.compile(r"(\d+(?:\.\d+)?)\s*[/／]\s*\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredRow:
    """A criterion as the table tells it; ``ours`` and ``rivals`` are points out of ``weight``."""

    line: int
    name: str
    weight: Decimal | None = None
    kind: CriterionKind | None = None
    ours: Decimal | None = None
    rivals: Mapping[str, Decimal] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFault:
    """What is wrong on a line (from 1)."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringTable:
    """What was understood: nothing is brought in while there are faults. ``skipped``: headings and totals, by line;
    ``rivals``: the columns taken for the points of others."""

    rows: tuple[ScoredRow, ...]
    faults: tuple[TableFault, ...]
    skipped: tuple[tuple[int, str], ...]
    rivals: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        """Sum of the weights that are told."""
        return sum((row.weight or Decimal(0) for row in self.rows), Decimal(0))


def read_scoring_table(cells: Iterable[Cells]) -> ScoringTable:
    """The criteria in a table's rows: (line, cells)."""
    rows = [(line, list(told)) for line, told in cells if any(told)]
    head, order = _head(rows)
    body = rows[head + 1 :] if order else rows
    columns = order or {"name": 0, "weight": 1}
    rivals = _rivals(rows[head][1], body, columns) if order else {}
    reader = _Reader(columns, rivals)
    for line, told in body:
        reader.read(line, told)
    found = tuple(reader.rows)
    faults = [*reader.faults, *_faults_of_all(found)]
    return ScoringTable(
        rows=found,
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
        skipped=(*((line, " ".join(told)) for line, told in (rows[:head] if order else ())), *reader.skipped),
        rivals=tuple(rivals),
    )


class _Reader:
    """Reads the rows below the heads, one after another."""

    def __init__(self, columns: Mapping[str, int], rivals: Mapping[str, int]) -> None:
        self.columns = columns
        self.rival_columns = rivals
        self.rows: list[ScoredRow] = []
        self.faults: list[TableFault] = []
        self.skipped: list[tuple[int, str]] = []

    def read(self, line: int, cells: Sequence[str]) -> None:
        told = {column: cells[place].strip() for column, place in self.columns.items() if place < len(cells)}
        name, weight = _named(told.get("name", ""), told.get("weight", ""))
        if _is_heading(name, weight, told):
            self.skipped.append((line, " ".join(cell for cell in cells if cell)))
            return
        if not name:
            self._fault(line, _("This row has no criterion."))
            return
        if len(name) > LONGEST:
            message = _("The criterion has more than %(most)s characters; give it a short name.")
            self._fault(line, message % {"most": LONGEST})
            return
        must = _is_must(name, weight, told.get("kind", ""))
        points = None if must and not _number(weight) else self._points(line, weight, _("weight"))
        rivals = {rival: cells[place] for rival, place in self.rival_columns.items() if place < len(cells)}
        row = ScoredRow(
            line=line,
            name=name,
            weight=points,
            kind="must" if must else "scored",
            ours=self._points(line, told.get("ours", ""), _("our points")),
            rivals={
                rival: given
                for rival, cell in rivals.items()
                if (given := self._points(line, cell, _("points of %(name)s") % {"name": rival})) is not None
            },
            reason=told.get("reason", ""),
        )
        self._refuse_more(row)
        self.rows.append(row)

    def _points(self, line: int, cell: str, what: str) -> Decimal | None:
        if cell in {"", "-", "—", "/", "－"}:
            return None
        number = _number(cell)
        if number is None:
            message = _("“%(cell)s” is no number of points (%(what)s); zero or more is right.")
            self._fault(line, message % {"cell": cell[:40], "what": what})
        return number

    def _refuse_more(self, row: ScoredRow) -> None:
        if row.weight is None:
            return
        for name, points in [(_("us"), row.ours), *row.rivals.items()]:
            if points is not None and points > row.weight:
                message = _("%(points)s points for %(name)s are more than the %(weight)s that there are.")
                values = {"points": f"{points.normalize():f}", "name": name, "weight": f"{row.weight.normalize():f}"}
                self._fault(row.line, message % values)

    def _fault(self, line: int, message: str) -> None:
        self.faults.append(TableFault(line=line, message=message))


# ---------------------------------------------------------------- heads
def _head(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """The line of heads among the first rows and the places of its columns; nothing where there is none."""
    for number, (_line, cells) in enumerate(rows[:10]):
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            column = _words().get(_folded(cell))
            if column is not None:
                found.setdefault(column, place)
        if "name" in found and len(found) > 1:
            return number, found
    return 0, {}


def _rivals(heads: Sequence[str], body: Sequence[Cells], columns: Mapping[str, int]) -> dict[str, int]:
    """Columns of numbers under heads that are no words of ours."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        told = [cells[place] for _line, cells in body if place < len(cells) and cells[place]]
        numbers = sum(_number(cell) is not None for cell in told)
        known = place in columns.values() or _folded(head) in _words() or _folded(head) in _passed()
        if head and not known and told and numbers * 2 > len(told):
            found.setdefault(head, place)
    return found


@cache
def _words() -> Mapping[str, str]:
    columns: Mapping[str, Sequence[str]] = load_data("scoring_tables")["columns"]
    return {_folded(word): column for column, words in columns.items() for word in words}


@cache
def _passed() -> frozenset[str]:
    return frozenset(_folded(word) for word in load_data("scoring_tables")["passed"])


# ---------------------------------------------------------------- cells
def _named(name: str, weight: str) -> tuple[str, str]:
    """Criterion and weight; the weight may stand behind the name in brackets."""
    if weight:
        return name, weight
    found = _IN_NAME.search(name)
    if found is None:
        return name, ""
    return (name[: found.start()] + name[found.end() :]).strip(), found[1]


def _is_heading(name: str, weight: str, told: Mapping[str, str]) -> bool:
    """A total, or the head of a section, which has no points of its own."""
    words = load_data("scoring_tables")
    folded = _folded(name).rstrip("：:")
    if folded in {_folded(word) for word in words["totals"]}:
        return True
    section = any(folded.endswith(_folded(word)) for word in words["sections"])
    return section and not any(told.get(column) for column in ("ours", "reason", "kind"))


def _is_must(name: str, weight: str, kind: str) -> bool:
    words = [_folded(word) for word in load_data("scoring_tables")["musts"]]
    marked = any(mark in name[:2] for mark in "★☆▲*")
    return _folded(kind) in words or _folded(weight) in words or (marked and not _number(weight))


def _number(cell: str) -> Decimal | None:
    text = cell.strip()
    found = _OUT_OF.fullmatch(text) or _POINTS.fullmatch(text)
    try:
        return Decimal(found[1]) if found else None
    except InvalidOperation:
        return None


def _folded(word: str) -> str:
    return "".join(simplified(word).lower().split())


def _faults_of_all(rows: Sequence[ScoredRow]) -> Iterator[TableFault]:
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(_folded(row.name), row.line)
        if first != row.line:
            message = _("“%(name)s” stands on line %(line)s already.") % {"name": row.name, "line": first}
            yield TableFault(line=row.line, message=message)
    if len(rows) > MOST_CRITERIA:
        message = _("An opportunity holds at most %(most)s criteria.") % {"most": MOST_CRITERIA}
        yield TableFault(line=rows[MOST_CRITERIA].line, message=message)
    if not rows:
        yield TableFault(line=1, message=_("There is no criterion here. Copy the table with its line of heads."))
