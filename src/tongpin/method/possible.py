"""What cannot have happened: dates and figures of a case that contradict each other, whoever writes them down.

A page and a deal file ask the same rules. What no purchase can show is `impossible` and refused; what happens, though
rarely as it should (goods sent before the contract to a customer in a hurry), is taken and told.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any

from tongpin.method import case as shapes
from tongpin.method.organisation import Seat
from tongpin.method.selling import Award, Question
from tongpin.method.serving import Expectation, Measure, Milestone, Ticket
from tongpin.method.sides import (
    Counterpart,
    Known,
    Member,
    OurSide,
    SalesMeeting,
    Settlement,
    Task,
    member_of,
)
from tongpin.method.wording import Say, say

FIRST_YEAR, LAST_YEAR = 1950, 2199
LONGEST_AHEAD = dt.timedelta(days=366)
"""How long after today an entry may be dated: a visit that is planned, and no slip of the year."""
LONGEST_NAME = 200
"""Characters of a name or a title: a person, a company, a seat. What is longer is a note in the wrong place."""
TENDER_ORDER = ("issued", "clarifications_until", "deadline", "opening", "award")
HAPPENED: Mapping[type, tuple[str, ...]] = {
    shapes.Entry: ("date",),
    shapes.Need: ("date",),
    shapes.Criterion: ("since",),
    shapes.Bid: ("date",),
    shapes.Concern: ("date", "settled"),
    shapes.Commitment: ("date",),
    shapes.Metric: ("date",),
    shapes.Stakeholder: ("last_contact", "left"),
    shapes.Outcome: ("date",),
    shapes.GateRecord: ("met",),
    shapes.Override: ("date",),
    shapes.QualificationRecord: ("reviewed",),
    Known: ("since",),
    Member: ("since",),
    Counterpart: ("since", "promised"),
    Settlement: ("date", "told"),
    Task: ("date", "done"),
    SalesMeeting: ("date",),
    Question: ("asked",),
    Award: ("date",),
    Milestone: ("done",),
    Expectation: ("date", "settled"),
    Ticket: ("reported", "answered", "solved", "undone", "escalated"),
}
"""Dates of what a person saw happen; plans (a deadline, a delivery to come) may lie further ahead."""
NAMES: Mapping[type, tuple[str, ...]] = {
    shapes.Case: ("title",),
    shapes.Account: ("name",),
    shapes.Opportunity: ("name",),
    shapes.Outcome: ("winner",),
    shapes.Competitor: ("name",),
    shapes.Stakeholder: ("name", "title", "department", "owner"),
    shapes.Entry: ("by",),
    Member: ("name", "function"),
    Seat: ("title",),
    Measure: ("name",),
}
"""What is a name or a title and no text."""
_BELOW_ZERO = re.compile(r"\s*[-−－﹣]\s*[¥￥$€£]?\s*\d")
# A column of a database tells seconds too.
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:00)?")
_PERCENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*[%％]\s*")


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is odd about a field of a thing, and what would be right."""

    field: str
    message: Say
    impossible: bool = True


def oddities(thing: object, today: dt.date) -> Iterator[Oddity]:
    """What is odd about one part of a case (an entry, the tender, ...) looked at on a day; nothing for other things."""
    happened = HAPPENED.get(type(thing), ())
    for name, date in _dates(thing):
        if not FIRST_YEAR <= date.year <= LAST_YEAR:
            yield Oddity(name, say("possible.year", date=date.isoformat(), first=FIRST_YEAR, last=LAST_YEAR))
        elif name in happened and date - today > LONGEST_AHEAD:
            yield Oddity(name, say("possible.far_ahead", date=date.isoformat(), today=today.isoformat()))
    for name in NAMES.get(type(thing), ()):
        if len(getattr(thing, name)) > LONGEST_NAME:
            yield _long(name, getattr(thing, name))
    rule = _RULES.get(type(thing))
    if rule is not None:
        yield from rule(thing)


def _long(field: str, name: str) -> Oddity:
    return Oddity(field, say("possible.long_name", most=LONGEST_NAME, count=len(name), start=name[:30]))


def _dates(thing: object) -> Iterator[tuple[str, dt.date]]:
    for part in fields(thing):  # type: ignore[arg-type]  # parts of a case are dataclasses
        value = getattr(thing, part.name)
        if isinstance(value, dt.date):
            yield part.name, value


def oddities_of_case(case: shapes.Case) -> Iterator[Oddity]:
    """The same of all parts of a case."""
    for thing in _parts(case):
        yield from oddities(thing, case.today)


def _parts(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        for item in node:
            yield from _parts(item)
    elif is_dataclass(node) and not isinstance(node, type):
        yield node
        for part in fields(node):
            yield from _parts(getattr(node, part.name))


def _tender(tender: shapes.Tender) -> Iterator[Oddity]:
    known = [(name, date) for name in TENDER_ORDER if (date := getattr(tender, name)) is not None]
    for place, (name, date) in enumerate(known):
        earlier = next(((first, day) for first, day in known[:place] if day > date), None)
        if earlier is not None:
            yield _before(name, date, *earlier)
    if _BELOW_ZERO.match(tender.bond):
        yield Oddity("bond", say("possible.bond_below_zero", got=tender.bond[:60]))
    share = _PERCENT.fullmatch(tender.bond)
    if share is not None and Decimal(share[1]) > 100:
        yield Oddity("bond", say("possible.bond_above_all", got=tender.bond[:60]))


def _implementation(facts: shapes.Implementation) -> Iterator[Oddity]:
    signed, live, accepted = facts.contract_signed, facts.go_live, facts.acceptance
    if signed and accepted and accepted < signed:
        yield _before("acceptance", accepted, "contract_signed", signed)
    if signed and live and live < signed:
        message = say("possible.delivered_unsigned", live=live.isoformat(), signed=signed.isoformat())
        yield Oddity("go_live", message, impossible=False)
    if live and accepted and accepted < live:
        message = say("possible.accepted_unused", accepted=accepted.isoformat(), live=live.isoformat())
        yield Oddity("acceptance", message, impossible=False)


def _member(member: Member) -> Iterator[Oddity]:
    if member.since and member.until and member.until < member.since:
        yield _before("until", member.until, "since", member.since)


def _our_side(side: OurSide) -> Iterator[Oddity]:
    for written in side.team:
        member = member_of(written)
        yield from (_long("team", told) for told in (member.name, member.function) if len(told) > LONGEST_NAME)


def _stakeholder(person: shapes.Stakeholder) -> Iterator[Oddity]:
    if person.left and person.last_contact and person.last_contact > person.left:
        message = say(
            "possible.met_after_leaving", left=person.left.isoformat(), last_contact=person.last_contact.isoformat()
        )
        yield Oddity("left", message, impossible=False)


def _sales_meeting(meeting: SalesMeeting) -> Iterator[Oddity]:
    if meeting.starts and not _HOUR.fullmatch(str(meeting.starts)):
        yield Oddity("starts", say("possible.no_hour", got=str(meeting.starts)[:20]))


def _ticket(ticket: Ticket) -> Iterator[Oddity]:
    for name in ("reported_hour", "answered_hour"):
        if getattr(ticket, name) and not _HOUR.fullmatch(getattr(ticket, name)):
            yield Oddity(name, say("possible.no_hour", got=getattr(ticket, name)[:20]))
    for name in ("answered", "solved", "undone", "escalated"):
        date = getattr(ticket, name)
        if date is not None and date < ticket.reported:
            yield _before(name, date, "reported", ticket.reported)


def _expectation(item: Expectation) -> Iterator[Oddity]:
    if item.settled and item.settled < item.date:
        yield _before("settled", item.settled, "date", item.date)


def _measure(measure: Measure) -> Iterator[Oddity]:
    if measure.low is not None and measure.high is not None and measure.high < measure.low:
        yield Oddity("high", say("possible.band", low=f"{measure.low:f}", high=f"{measure.high:f}"))


def _concern(concern: shapes.Concern) -> Iterator[Oddity]:
    if concern.settled and concern.settled < concern.date:
        yield _before("settled", concern.settled, "date", concern.date)


def _commitment(promise: shapes.Commitment) -> Iterator[Oddity]:
    if promise.due and promise.due < promise.date:
        message = say("possible.due_before_promised", due=promise.due.isoformat(), date=promise.date.isoformat())
        yield Oddity("due", message, impossible=False)


def _criterion(criterion: shapes.Criterion) -> Iterator[Oddity]:
    if criterion.weight is None:
        return
    points = {"ours": criterion.ours} if criterion.ours is not None else {}
    most = max([*points.values(), *criterion.rivals.values()], default=Decimal(0))
    if most > criterion.weight > 0:
        field = "ours" if criterion.ours == most else "rivals"
        message = say(
            "possible.points_above_weight", points=f"{most.normalize():f}", weight=f"{criterion.weight.normalize():f}"
        )
        yield Oddity(field, message, impossible=False)


def _before(name: str, date: dt.date, first: str, day: dt.date) -> Oddity:
    """`name` cannot come before `first`."""
    return Oddity(
        name,
        say(
            "possible.before",
            what=say(f"possible.dates.{name}"),
            date=date.isoformat(),
            first=say(f"possible.dates.{first}"),
            day=day.isoformat(),
        ),
    )


_RULES: Mapping[type, Callable[[Any], Iterator[Oddity]]] = {
    shapes.Tender: _tender,
    shapes.Implementation: _implementation,
    shapes.Commitment: _commitment,
    shapes.Criterion: _criterion,
    shapes.Stakeholder: _stakeholder,
    OurSide: _our_side,
    SalesMeeting: _sales_meeting,
    Member: _member,
    shapes.Concern: _concern,
    Expectation: _expectation,
    Measure: _measure,
    Ticket: _ticket,
}
