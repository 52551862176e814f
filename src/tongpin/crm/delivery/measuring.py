"""Result measures and their readings: kept one by one, or many at once from pasted rows and files."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.delivery.models import Expectation, Measure, Metric
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.method.adoption.readings import number_in
from tongpin.method.datafiles import load_data

MEASURE = ("name", "unit", "better", "baseline", "low", "high", "note")
MOST_READINGS = 2000
LONGEST = 200
"""Characters of a measure's name and of a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """A reading as a line tells it."""

    line: int
    date: dt.date
    name: str
    value: str
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFault:
    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What rows come to: readings, and every fault by its line."""

    rows: Sequence[ReadingRow]
    faults: Sequence[ReadingFault]


def add_measure(*, user: User, opportunity_id: int, name: str, **facts: Any) -> Measure:
    """A result measure; `facts`: the other columns of `MEASURE`. Its name is there once in an opportunity."""
    with records.work_on(user, opportunity_id, "add_measure") as (opportunity, deed):
        named = records.require_text(name, field="name", message=_("A measure has a name."), longest=LONGEST)
        _refuse_twin(opportunity, named)
        return deed.make(_sound(records.checked(Measure(opportunity=opportunity, name=named, **facts))))


def update_measure(*, user: User, measure_id: int, **changes: Any) -> Measure:
    """Changes columns of `MEASURE`; its readings, and what is expected of it, follow a new name."""
    with records.work_on_record(user, Measure, measure_id, "update_measure") as (row, opportunity, deed):
        values = records.checked_changes(row, changes, MEASURE)
        old, new = row.name, str(values.get("name", row.name)).strip()
        if new != old:
            values["name"] = records.require_text(new, field="name", message=_("A measure has a name."))
            _refuse_twin(opportunity, new)
            for reading in Metric.objects.filter(opportunity=opportunity, name=old):
                deed.change(reading, name=new)
            for expected in Expectation.objects.filter(opportunity=opportunity, measure=old):
                deed.change(expected, measure=new)
        deed.change(row, **values)
        return _sound(row)


def remove_measure(*, user: User, measure_id: int) -> None:
    """Takes a measure away; its readings stay."""
    records.remove_record(Measure, user=user, pk=measure_id, action="remove_measure")


def _refuse_twin(opportunity: Opportunity, name: str) -> None:
    if Measure.objects.filter(opportunity=opportunity, name=name).exists():
        raise records.invalid(name=_("There is a measure of this name already."))


def _sound(row: Measure) -> Measure:
    if row.low is not None and row.high is not None and row.low > row.high:
        raise records.invalid(high=_("The band ends below its beginning."))
    return row


# ---------------------------------------------------------------- many readings at once
def read_readings(rows: Iterable[tuple[int, Sequence[str]]], *, measures: Sequence[str] = ()) -> Readings:
    """Rows of cells as readings. With a head line: date, measure, value, target in any order, or a date and a column
    for each measure. Without: date, measure, value, target; two columns where there is one measure only."""
    lines = [(line, [cell.strip() for cell in cells]) for line, cells in rows if any(cell.strip() for cell in cells)]
    reader = _Reader(measures)
    for line, cells in lines:
        reader.take(line, cells)
    if len(reader.rows) > MOST_READINGS:
        over = reader.rows[MOST_READINGS]
        reader.faults.append(ReadingFault(line=over.line, message=_("This is too much at once. Paste it in parts.")))
    return Readings(rows=tuple(reader.rows[:MOST_READINGS]), faults=tuple(reader.faults))


def take_readings(*, user: User, opportunity_id: int, rows: Sequence[ReadingRow]) -> int:
    """Keeps readings; those of the same day, measure and value are there already. Tells how many are new."""
    with records.work_on(user, opportunity_id, "take_readings") as (opportunity, deed):
        kept = set(Metric.objects.filter(opportunity=opportunity).values_list("date", "name", "value"))
        fresh = []
        for row in rows:
            if (row.date, row.name, row.value) in kept:
                continue
            kept.add((row.date, row.name, row.value))
            facts = {"date": row.date, "name": row.name, "value": row.value, "target": row.target}
            fresh.append(records.checked(Metric(opportunity=opportunity, **facts)))
        deed.make_all(Metric, fresh)
        return len(fresh)


class _Reader:
    """Takes lines one after another; the first may be a head."""

    def __init__(self, measures: Sequence[str]) -> None:
        self.measures = measures
        self.rows: list[ReadingRow] = []
        self.faults: list[ReadingFault] = []
        self.places: dict[str, int] | None = None
        self.wide: dict[int, str] = {}
        self.begun = False

    def take(self, line: int, cells: Sequence[str]) -> None:
        first, self.begun = not self.begun, True
        if first and self._is_head(cells):
            return
        if self.wide:
            self._take_wide(line, cells)
            return
        places = self.places or self._usual(cells)
        told = {key: cells[place] if place < len(cells) else "" for key, place in places.items()}
        name = told.get("name", "") or (self.measures[0] if len(self.measures) == 1 else "")
        self._keep(line, told.get("date", ""), name, told.get("value", ""), told.get("target", ""))

    def _usual(self, cells: Sequence[str]) -> dict[str, int]:
        if len(cells) == 2 and len(self.measures) == 1:
            return {"date": 0, "value": 1}
        return {"date": 0, "name": 1, "value": 2, "target": 3}

    def _is_head(self, cells: Sequence[str]) -> bool:
        """A line in which a day has a name and stands nowhere."""
        words = load_data("adoption")["columns"]
        found = {key: place for place, cell in enumerate(cells) for key in words if cell.lower() in words[key]}
        if "date" not in found or any(day_in(cell) for cell in cells):
            return False
        if "value" in found:
            self.places = found
        else:
            self.wide = {place: cell for place, cell in enumerate(cells) if cell and place != found["date"]}
            self.places = {"date": found["date"]}
        return True

    def _take_wide(self, line: int, cells: Sequence[str]) -> None:
        day = (self.places or {}).get("date", 0)
        for place, name in self.wide.items():
            if place < len(cells) and cells[place]:
                self._keep(line, cells[day] if day < len(cells) else "", name, cells[place], "")

    def _keep(self, line: int, day: str, name: str, value: str, target: str) -> None:
        date = day_in(day)
        fault = _fault(day, date, name, value)
        if fault or date is None:
            self.faults.append(ReadingFault(line=line, message=fault))
            return
        self.rows.append(ReadingRow(line=line, date=date, name=name, value=value, target=target[:LONGEST]))


def _fault(day: str, date: dt.date | None, name: str, value: str) -> str:
    if date is None:
        return _("“%(text)s” is no date, as in 2026-03-31.") % {"text": day[:40]}
    if date > clock.today():
        return _("%(day)s is still to come.") % {"day": date.isoformat()}
    if not name or len(name) > LONGEST:
        return _("Which measure is this? Name it in the second column.")
    if number_in(value) is None or len(value) > LONGEST:
        return _("“%(text)s” is no figure.") % {"text": value[:40]}
    return ""


def day_in(text: str) -> dt.date | None:
    """A day written as 2026-03-31, 2026/3/31, 2026.3.31 or 2026年3月31日, with or without an hour behind."""
    plain = text.strip().split(" ")[0].split("T")[0]
    for mark in ("年", "月", "/", "."):
        plain = plain.replace(mark, "-")
    parts = plain.removesuffix("日").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return dt.date(year, month, day) if year > 1900 else None
    except (ValueError, OverflowError):
        return None


def band_of(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    """The band as people write it; empty where there is none."""
    if low is not None and high is not None:
        return f"{low.normalize():f}–{high.normalize():f} {unit}".strip()
    if low is not None:
        return f"≥ {low.normalize():f} {unit}".strip()
    return "" if high is None else f"≤ {high.normalize():f} {unit}".strip()
