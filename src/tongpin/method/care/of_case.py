"""The relation with a customer as far as one case tells it: for a deal file, where there is no other (METHOD 10)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tongpin.method.care.bringing import Bring, Owed, Reading, Running, Store, Wish, what_to_bring
from tongpin.method.care.contacts import Attention, Contact, Ground, Party, Trouble, attention_to, in_order
from tongpin.method.care.loyalty import WON
from tongpin.method.care.range import Reach, range_of
from tongpin.method.care.threats import SignalTold, Threat, Watched, threats_of
from tongpin.method.case import OPEN_PROMISES, Case, Stakeholder
from tongpin.method.sides import Level, member_of
from tongpin.method.standing import Standing

SALE = ""
"""A case is one sale: it needs no name among others."""
SERVED_STAGES = frozenset({"implementation", "relationship"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CareOfCase:
    """``people`` who are still there with what to bring, what presses first; ``reach`` and ``threats``."""

    people: tuple[tuple[Attention, tuple[Bring, ...]], ...]
    reach: Reach
    threats: tuple[Threat, ...]


def care_of(case: Case, standing: Standing) -> CareOfCase | None:
    """How it stands with a customer who has bought; ``None`` before that, when nobody needs care but a sale."""
    outcome = case.opportunity.outcome
    bought = outcome is not None and outcome.result in WON
    if not bought and (outcome is not None or standing.stage not in SERVED_STAGES):
        return None
    ground = _ground(case, standing)
    people = in_order(attention_to(_party(person), ground) for person in case.stakeholders if person.name)
    present = [one for one in people if one.party.left is None or one.party.left > case.today]
    store = _store(case, bought=bought)
    levels: dict[str, Level | None] = {member.name: member.level for member in case.our_side.members}
    return CareOfCase(
        people=tuple((one, what_to_bring(one, ground, store)) for one in present),
        reach=range_of(present, ground, our_levels=levels),
        threats=threats_of(people, ground, _watched(case, standing)),
    )


def _ground(case: Case, standing: Standing) -> Ground:
    contacts = (
        Contact(
            entry=entry.id,
            sale=SALE,
            date=entry.date,
            kind=entry.kind,
            direction=entry.direction,
            by=entry.by,
            who=entry.who,
            text=entry.text,
            functions=entry.functions,
        )
        for entry in case.timeline
        if entry.date <= case.today
    )
    troubles = (
        Trouble(
            id=ticket.id,
            sale=SALE,
            reported=ticket.reported,
            text=ticket.text,
            who=ticket.who,
            severity=ticket.severity,
            solved=ticket.solved,
            undone=ticket.undone,
            entry=ticket.entry,
        )
        for ticket in case.tickets
    )
    return Ground(
        today=case.today,
        grade=standing.grade.letter,
        contacts=tuple(sorted(contacts, key=lambda contact: contact.date)),
        troubles=tuple(troubles),
        is_off=_weekend,
    )


def _weekend(day: dt.date) -> bool:
    """A deal file knows no holidays."""
    return day.isoweekday() > 5


def _party(person: Stakeholder) -> Party:
    return Party(
        id=person.id,
        name=person.name,
        title=person.title,
        department=person.department,
        roles=person.roles,
        influence=person.influence,
        attitude=person.attitude,
        left=person.left,
        last_told=person.last_contact,
        ours=(member_of(person.owner).name,) if person.owner else (),
    )


def _store(case: Case, *, bought: bool) -> Store:
    theirs = {person.id for person in case.stakeholders}
    ours = {member_of(name).name for name in case.our_side.team} | {case.our_side.company} - {""}
    since = case.implementation.acceptance or case.implementation.go_live
    newest = {metric.name: metric for metric in sorted(case.implementation.metrics, key=lambda metric: metric.date)}
    return Store(
        owed=tuple(
            Owed(sale=SALE, text=item.text, date=item.date, due=item.due)
            for item in case.commitments
            if item.status in OPEN_PROMISES and item.by not in theirs and member_of(item.by).name in ours
        ),
        running=(Running(sale=SALE, title=case.opportunity.name or case.title, since=since),) if since else (),
        readings=tuple(
            Reading(sale=SALE, name=item.name, value=item.value, date=item.date, target=item.target)
            for item in newest.values()
        ),
        wishes=tuple(_wishes(case, bought=bought)),
    )


def _wishes(case: Case, *, bought: bool) -> Sequence[Wish]:
    expected = [
        Wish(sale=SALE, text=item.text, who=item.who, expected=True)
        for item in case.implementation.expectations
        if item.state == "open"
    ]
    since = case.opportunity.outcome.date if bought and case.opportunity.outcome else None
    new = [need for need in case.needs if since is None or need.date > since]
    return [*expected, *(Wish(sale=SALE, text=need.text, who=need.who) for need in new)]


def _watched(case: Case, standing: Standing) -> Watched:
    entries = {entry.id: entry for entry in case.timeline}
    return Watched(
        served=frozenset({SALE}),
        signals=tuple(
            SignalTold(
                sale=SALE,
                entry=signal.entry,
                kind=signal.kind,
                words=entries[signal.entry].text[signal.start : signal.end],
                date=entries[signal.entry].date,
                sure=1.0 if signal.state == "confirmed" else signal.confidence,
            )
            for signal in standing.signals
            if signal.state != "struck" and signal.entry in entries
        ),
        rivals=tuple(rival.name for rival in case.competitors),
    )
