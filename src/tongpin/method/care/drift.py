"""Who is drifting away, why, and what to do (METHOD 10.5): the chance within a year from a few facts, each told.

A base rate by segment is multiplied by what each fact is worth; facts overlap, so their sum is tempered. What nobody
has looked into widens the interval and does not move the chance.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Literal, TypeVar

from tongpin.method.care.loyalty import (
    Contact,
    Facet,
    Reading,
    Referral,
    Sale,
    answering,
    bought,
    facets,
    segment_of,
)
from tongpin.method.case import Segment
from tongpin.method.datafiles import load_data
from tongpin.method.serving import ThreatKind, Ticket
from tongpin.method.trouble import limits_passed
from tongpin.method.wording import Say, quoted, say

FactKind = Literal[
    "silent",
    "long_silent",
    "no_word",
    "slower",
    "trouble",
    "left",
    "no_order",
    "lost",
    "poor",
    "fell",
    "threat",
    "ordered",
    "asks",
    "referred",
    "speaks",
    "confirmed",
]
YEAR = dt.timedelta(days=365)
MOST_WORDS = 80
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Somebody who mattered and is gone."""

    name: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Threat:
    """A threat that is open, as somebody saw it."""

    kind: ThreatKind
    date: dt.date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What is known of an account. ``tickets`` with the sale of each; ``confirmed``: days on which they said that we
    added value."""

    today: dt.date
    sales: tuple[Sale, ...] = ()
    contacts: tuple[Contact, ...] = ()
    tickets: tuple[tuple[int, Ticket], ...] = ()
    readings: tuple[Reading, ...] = ()
    referrals: tuple[Referral, ...] = ()
    left: tuple[Left, ...] = ()
    threats: tuple[Threat, ...] = ()
    confirmed: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Why: ``weight`` is the natural log of what it multiplies. ``date`` and ``sale`` lead to the record."""

    kind: FactKind
    text: Say
    weight: float
    date: dt.date | None = None
    sale: int = 0
    entry: str = ""

    @property
    def good(self) -> bool:
        return self.weight < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The chance that the account drifts away within a year, with an interval of 80 %; ``facts`` weightiest first;
    ``unknown``: what nobody has looked into; ``do``: what fits the worst facts."""

    segment: Segment
    chance: float
    low: float
    high: float
    facts: tuple[Fact, ...]
    unknown: tuple[str, ...]
    do: tuple[Say, ...] = field(default=())


def drift_of(relation: Relation, *, correction: float = 1.0) -> Drift | None:
    """The drift of a customer; ``None`` for a prospect, who has nowhere to drift from. ``correction``: by how much the
    forecasts of the past were too low (above 1) or too high."""
    segment = segment_of(relation.sales, relation.today)
    if segment == "prospect":
        return None
    data = load_data("care_loyalty")["drift"]
    facts = tuple(sorted(_facts(relation), key=lambda fact: -abs(fact.weight)))
    unknown = tuple(_unknown(relation))
    shift = data["temper"] * sum(fact.weight for fact in facts)
    hazard = -math.log1p(-data["base"][segment]) * correction * math.exp(shift)
    reach = data["interval"] * (data["spread"] + data["ignorance"] * len(unknown))
    low, chance, high = (_chance(hazard * math.exp(step * reach), data["least"], data["most"]) for step in (-1, 0, 1))
    return Drift(
        segment=segment, chance=chance, low=low, high=high, facts=facts, unknown=unknown, do=_advice(facts, unknown)
    )


def _chance(hazard: float, least: float, most: float) -> float:
    """Within a year, at a steady rate; nothing is quite sure."""
    return min(max(1 - math.exp(-hazard), least), most)


def _unknown(relation: Relation) -> Iterator[str]:
    if not any(reading.date > relation.today - YEAR for reading in relation.readings):
        yield "readings"
    if not relation.contacts:
        yield "contacts"
    if not any(sale.ordered for sale in relation.sales):
        yield "orders"


MOST_ADVICE = 3


def _advice(facts: Sequence[Fact], unknown: Sequence[str]) -> tuple[Say, ...]:
    told = [say(f"care_loyalty.do.{fact.kind}") for fact in facts if not fact.good]
    asked = [say(f"care_loyalty.ask.{name}") for name in unknown]
    return tuple(dict.fromkeys([*told, *asked]))[:MOST_ADVICE]


# ---------------------------------------------------------------- facts
def _facts(relation: Relation) -> Iterator[Fact]:
    yield from _silence(relation)
    yield from _trouble(relation)
    yield from _orders(relation)
    yield from _read(relation)
    yield from _people(relation)


def _fact(kind: FactKind, text: Say, date: dt.date | None = None, sale: int = 0, entry: str = "") -> Fact:
    weight = math.log(load_data("care_loyalty")["drift"]["factors"][kind])
    return Fact(kind=kind, text=text, weight=weight, date=date, sale=sale, entry=entry)


def _at(kind: FactKind, text: Say, contact: Contact) -> Fact:
    return _fact(kind, text, contact.date, contact.sale, contact.entry)


def _silence(relation: Relation) -> Iterator[Fact]:
    """The relation falls silent: nobody meets, or only we speak, or they answer ever later."""
    today, limits = relation.today, load_data("care_loyalty")["drift"]["days"]
    met = sorted((one for one in relation.contacts if one.direction != "internal"), key=lambda one: one.date)
    met = [one for one in met if one.date <= today]
    if not met:
        return
    days = (today - met[-1].date).days
    usual = usual_gap(met)
    if days > limits["long_silent"]:
        yield _at("long_silent", say("care_loyalty.facts.long_silent", days=days), met[-1])
    elif usual is not None and days > max(limits["silent_times"] * usual, limits["silent_least"]):
        yield _at("silent", say("care_loyalty.facts.silent", days=days, usual=usual), met[-1])
    heard = [one for one in met if one.direction == "in"]
    if heard and limits["no_word"] < (today - heard[-1].date).days and days <= limits["long_silent"]:
        unheard = (today - heard[-1].date).days
        yield _at("no_word", say("care_loyalty.facts.no_word", days=unheard), heard[-1])
    waits = answering(met, today)
    if waits.slower and waits.now is not None and waits.before is not None:
        text = say("care_loyalty.facts.slower", now=round(waits.now), before=round(waits.before))
        yield _fact("slower", text)


def usual_gap(met: Sequence[Contact]) -> int | None:
    """Median days between days of contact, with at least four such days."""
    days = sorted({one.date for one in met})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return round(median(gaps)) if len(gaps) >= 3 else None


def _trouble(relation: Relation) -> Iterator[Fact]:
    """Trouble that was told within a year and is not over in time; one counts, the worst."""
    late = [
        (ticket.severity or 0, ticket.reported, sale, ticket)
        for sale, ticket in relation.tickets
        if relation.today - YEAR < ticket.reported <= relation.today
        and ticket.undone is None
        and any(limits_passed(ticket, relation.today))
    ]
    for _severity, day, sale, ticket in sorted(late, key=lambda item: item[:3])[-1:]:
        yield _fact("trouble", _trouble_told(ticket, relation.today), day, sale, ticket.entry)


def _trouble_told(ticket: Ticket, today: dt.date) -> Say:
    words = quoted(ticket.text[:MOST_WORDS])
    if ticket.solved is not None:
        return say("care_loyalty.facts.effect", text=words)
    return say("care_loyalty.facts.trouble", text=words, days=(today - ticket.reported).days)


def _orders(relation: Relation) -> Iterator[Fact]:
    today, year_ago = relation.today, relation.today - YEAR
    lost = [sale for sale in relation.sales if sale.result == "lost" and sale.ended and year_ago < sale.ended <= today]
    for sale in sorted(lost, key=lambda item: item.ended or today)[-1:]:
        winner = sale.winner or say("care_loyalty.another")
        text = say("care_loyalty.facts.lost", sale=quoted(sale.name), winner=winner)
        yield _fact("lost", text, sale.ended, sale.id)
    own = bought(relation.sales, today)
    if own.last is not None and own.last > year_ago:
        yield _fact("ordered", say("care_loyalty.facts.ordered"), own.last)
    elif own.last is not None and own.rhythm is not None and (today - own.last).days > 1.5 * own.rhythm:
        days = (today - own.last).days
        yield _fact("no_order", say("care_loyalty.facts.no_order", days=days, usual=own.rhythm), own.last)
    asked = {one.sale for one in relation.contacts if one.direction == "in" and one.date > year_ago}
    running = [sale for sale in relation.sales if sale.result is None and sale.signed is None]
    for sale in [sale for sale in running if sale.id in asked][:1]:
        yield _fact("asks", say("care_loyalty.facts.asks", sale=quoted(sale.name)), sale=sale.id)


def _read(relation: Relation) -> Iterator[Fact]:
    """Readings of a year: a poor one, or else one that fell; and that they speak well of us."""
    year_ago = relation.today - YEAR
    fresh = [item for item in facets(relation.readings, relation.today) if item.last and item.last.date > year_ago]
    poor = next((item for item in fresh if item.well is False), None)
    fell = next((item for item in fresh if item.trend == "down"), None)
    speaks = next((item for item in fresh if item.well and item.kind in ("advocacy", "nps")), None)
    if poor is not None:
        yield _fact("poor", say("care_loyalty.facts.poor", kind=_kind(poor)), _read_on(poor))
    elif fell is not None:
        yield _fact("fell", say("care_loyalty.facts.fell", kind=_kind(fell)), _read_on(fell))
    if speaks is not None:
        yield _fact("speaks", say("care_loyalty.facts.speaks", kind=_kind(speaks)), _read_on(speaks))


def _kind(facet: Facet) -> Say:
    return say(f"care_loyalty.kinds.{facet.kind}")


def _read_on(facet: Facet) -> dt.date | None:
    return facet.last.date if facet.last else None


def _people(relation: Relation) -> Iterator[Fact]:
    today, year_ago = relation.today, relation.today - YEAR
    gone = _latest((item.date, item) for item in relation.left if year_ago < item.date <= today)
    if gone is not None:
        yield _fact("left", say("care_loyalty.facts.left", name=quoted(gone.name)), gone.date)
    threat = _latest((item.date, item) for item in relation.threats if item.date <= today)
    if threat is not None:
        yield _fact("threat", say("care_loyalty.facts.threat", text=quoted(threat.text[:MOST_WORDS])), threat.date)
    named = _latest((item.date, item) for item in relation.referrals if year_ago < item.date <= today)
    if named is not None:
        yield _fact("referred", say("care_loyalty.facts.referred", to=quoted(named.to)), named.date)
    said = max((day for day in relation.confirmed if year_ago < day <= today), default=None)
    if said is not None:
        yield _fact("confirmed", say("care_loyalty.facts.confirmed"), said)


def _latest(dated: Iterable[tuple[dt.date, T]]) -> T | None:
    found = sorted(dated, key=lambda pair: pair[0])
    return found[-1][1] if found else None
