"""Lines of the value ledger that records propose: results beyond what was before, trouble solved in time, trainings,
expectations met; and on the other side what having us cost them: late deliveries, trouble that dragged on."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tongpin.method.adoption.readings import number_in, within_band
from tongpin.method.case import Case, Metric
from tongpin.method.serving import Measure, Milestone, Ticket, ValueKind
from tongpin.method.trouble import limits_passed
from tongpin.method.wording import Say, quoted, say

Source = Literal["reading", "ticket", "training", "expectation", "milestone"]
MOST_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A line that a record speaks for. ``words``: those of the record, as they stand; ``stem``: readings of one measure
    begin alike, and one line a year is enough. ``entry``: the note behind it, where there is one."""

    source: Source
    kind: ValueKind
    date: dt.date
    text: Say
    words: str
    stem: str = ""
    entry: str = ""


def value_seen(case: Case) -> tuple[Seen, ...]:
    """What the records of a sale propose, newest first."""
    found = [*_results(case), *_kept(case), *_tickets(case), *_trainings(case), *_late(case)]
    return tuple(sorted(found, key=lambda seen: seen.date, reverse=True))


def is_taken(seen: Seen, *, kind: ValueKind, date: dt.date, words: str) -> bool:
    """Whether a line of the ledger holds this already."""
    if kind != seen.kind:
        return False
    return words == seen.words or bool(seen.stem and words.startswith(seen.stem) and date.year == seen.date.year)


def _results(case: Case) -> Iterator[Seen]:
    """The newest reading of a measure, a year at most one, if it is better than before we came."""
    told = case.implementation
    for measure in told.measures:
        newest: dict[int, Metric] = {}
        for metric in sorted(told.metrics, key=lambda item: item.date):
            if metric.name == measure.name and metric.date <= case.today:
                newest[metric.date.year] = metric
        for metric in newest.values():
            text = _better(measure, metric)
            if text is not None:
                stem = f"{measure.name}: "
                words = f"{stem}{metric.value} ({metric.date.isoformat()})"
                yield Seen(source="reading", kind="product", date=metric.date, text=text, words=words, stem=stem)


def _better(measure: Measure, metric: Metric) -> Say | None:
    value = number_in(metric.value)
    if value is None:
        return None
    name = quoted(measure.name)
    if measure.baseline is not None:
        gain = value - float(measure.baseline) if measure.better == "higher" else float(measure.baseline) - value
        before = f"{measure.baseline.normalize():f}"
        unit = f" {measure.unit}" if measure.unit else ""
        now = quoted(metric.value)
        return say("care_value.seen.better", name=name, before=f"{before}{unit}", now=now) if gain > 0 else None
    return say("care_value.seen.in_band", name=name, now=quoted(metric.value)) if within_band(metric, measure) else None


def _kept(case: Case) -> Iterator[Seen]:
    for item in case.implementation.expectations:
        day = item.settled or item.date
        if item.state == "met" and day <= case.today:
            text = _kept_told(item.text, item.result)
            yield Seen(
                source="expectation",
                kind="product",
                date=day,
                text=text,
                words=item.text[:MOST_WORDS],
                entry=item.entry,
            )


def _kept_told(text: str, result: str) -> Say:
    if not result:
        return say("care_value.seen.kept_bare", text=quoted(text))
    return say("care_value.seen.kept", text=quoted(text), result=quoted(result))


def _tickets(case: Case) -> Iterator[Seen]:
    """Solved in time it is service; dragged on, it cost them nerves."""
    for ticket in case.tickets:
        if ticket.solved is None or ticket.solved > case.today:
            continue
        late = any(limit in ("answer", "solve") for limit in limits_passed(ticket, case.today))
        yield Seen(
            source="ticket",
            kind="energy" if late else "service",
            date=ticket.solved,
            text=_ticket_told(ticket, late=late),
            words=ticket.text[:MOST_WORDS],
            entry=ticket.entry,
        )


def _ticket_told(ticket: Ticket, *, late: bool) -> Say:
    assert ticket.solved is not None  # noqa: S101 - only solved ones are told
    days = (ticket.solved - ticket.reported).days
    text = quoted(ticket.text[:MOST_WORDS])
    if late:
        return say("care_value.seen.dragged", text=text, days=days)
    return say("care_value.seen.solved", text=text, days=days) if days else say("care_value.seen.same_day", text=text)


def _trainings(case: Case) -> Iterator[Seen]:
    for step in case.implementation.milestones:
        if step.kind == "training" and step.done is not None and step.done <= case.today:
            text = say("care_value.seen.training", name=quoted(step.name))
            yield Seen(source="training", kind="people", date=step.done, text=text, words=step.name[:MOST_WORDS])
    for entry in case.timeline:
        if entry.kind == "training" and entry.direction == "out":
            text = say("care_value.seen.training_held")
            yield Seen(
                source="training",
                kind="people",
                date=entry.date,
                text=text,
                words=entry.text[:MOST_WORDS],
                entry=entry.id,
            )


def _late(case: Case) -> Iterator[Seen]:
    for step in case.implementation.milestones:
        days = _late_by(step)
        if days > 0 and step.done is not None and step.done <= case.today:
            text = say("care_value.seen.late", name=quoted(step.name), days=days)
            yield Seen(source="milestone", kind="time", date=step.done, text=text, words=step.name[:MOST_WORDS])


def _late_by(step: Milestone) -> int:
    return (step.done - step.due).days if step.done is not None and step.due is not None else 0
