"""What pages read of rivals. Its file is for everybody; in which sales we met it, for whoever sees those."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from tongpin.crm.bids.models import Award, Bid, Lesson
from tongpin.crm.criteria.models import Criterion
from tongpin.crm.opportunities.models import Competitor, Opportunity, Stakeholder
from tongpin.crm.opportunities.policy import not_found, visible
from tongpin.crm.rivals.models import PriceSeen, Rival, Strength
from tongpin.crm.users.models import User
from tongpin.method.criteria.encounters import Alike, Encounter, Feature, Record, alike, company_key, record_of


class Proposal(NamedTuple):
    """A rival of an opportunity that may be one we have a file of: proposed, never linked by itself."""

    competitor_id: int
    name: str
    opportunity_id: int
    opportunity: str
    rival_id: int
    rival: str
    why: Alike


class RivalRow(NamedTuple):
    """A rival in the list: in how many visible sales it was met, how many of the closed ones we won."""

    id: int
    name: str
    other_names: tuple[str, ...]
    plays: str
    met: int
    won: int
    closed: int


class MetRow(NamedTuple):
    """A sale in which the rival was met."""

    id: int
    name: str
    account: str
    result: str | None
    result_on: Any
    winner: str
    reason: str
    theirs: bool


class PriceRow(NamedTuple):
    """A price that the rival asked in a sale."""

    date: dt.date
    price: Decimal
    currency: str
    opportunity_id: int
    opportunity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalFile:
    """All that we have of a rival, and what this user may see of where we met it. `prices` are those written into the
    file, `asked` those of offers and awards."""

    rival: Rival
    prices: tuple[PriceSeen, ...]
    asked: tuple[PriceRow, ...]
    met: tuple[MetRow, ...]
    record: Record
    lessons: tuple[Mapping[str, Any], ...]
    unlinked: tuple[Proposal, ...]


def rival_rows(*, user: User) -> list[RivalRow]:
    """All rivals, those met most first, then by name."""
    sales: defaultdict[int, list[str | None]] = defaultdict(list)
    linked = Competitor.objects.filter(rival__isnull=False, opportunity__in=visible(user))
    for rival_id, result in linked.values_list("rival_id", "opportunity__result"):
        sales[rival_id].append(result)
    rows = Rival.objects.order_by("name", "pk").values_list("pk", "name", "other_names", "plays")
    made = [_rival_row(pk, name, names, plays, sales[pk]) for pk, name, names, plays in rows]
    return sorted(made, key=lambda row: -row.met)


def rival_file(*, user: User, rival_id: int) -> RivalFile:
    """A rival's file. Raises `not_found`."""
    rival = Rival.objects.filter(pk=rival_id).first()
    if rival is None:
        raise not_found()
    met = Opportunity.objects.filter(pk__in=visible(user).filter(competitors__rival=rival).values("pk"))
    opportunities = list(met.select_related("account").order_by("-result_on", "-pk"))
    names = names_of(rival)
    features = features_of(opportunities, names)
    rows = tuple(_met(row, names) for row in opportunities)
    encounters = [
        Encounter(result=row.result, theirs=shown.theirs, features=features[row.pk])
        for row, shown in zip(opportunities, rows, strict=True)
    ]
    return RivalFile(
        rival=rival,
        prices=tuple(rival.prices.order_by("-date", "-pk")),
        asked=_told_prices(opportunities, names),
        met=rows,
        record=record_of(encounters),
        lessons=_lessons(user, names),
        unlinked=tuple(proposal for proposal in proposals(user=user) if proposal.rival_id == rival.pk),
    )


def names_of(rival: Rival) -> frozenset[str]:
    """What a rival is called, folded, to compare with what people write."""
    return frozenset(company_key(name) for name in (rival.name, *rival.other_names))


def proposals(*, user: User, opportunity_id: int | None = None) -> tuple[Proposal, ...]:
    """Rivals of visible opportunities without a file whose name is like that of one."""
    free = Competitor.objects.filter(rival=None, opportunity__in=visible(user))
    if opportunity_id is not None:
        free = free.filter(opportunity=opportunity_id)
    files = list(Rival.objects.order_by("pk").values_list("pk", "name", "other_names"))
    columns = ("pk", "name", "opportunity_id", "opportunity__title", "opportunity__name", "opportunity__code")
    found = []
    for pk, name, sale, title, short, code in free.order_by("pk").values_list(*columns) if files else ():
        like = _likeliest(name, files)
        if like is not None:
            found.append(Proposal(pk, name, sale, title or short or code, like[0], like[1], like[2]))
    return tuple(found)


def strengths(*, retired: bool = False) -> list[Strength]:
    """Our strengths, those that are proposed; or all."""
    rows = Strength.objects.order_by("retired", "pk")
    return list(rows if retired else rows.filter(retired=False))


def features_of(opportunities: Iterable[Opportunity], names: frozenset[str]) -> dict[int, dict[Feature, bool]]:
    """What was so in each of some sales, with four queries for all of them; what is not known is left out."""
    rows = {row.pk: row for row in opportunities}
    features: dict[int, dict[Feature, bool]] = {pk: {} for pk in rows}
    for row in rows.values():
        if row.formal_tender is not None:
            features[row.pk]["formal_tender"] = row.formal_tender
        if row.segment is not None:
            features[row.pk]["served_before"] = row.segment in ("repeat", "loyal")
    _criteria(features, rows, names)
    _prices(features, rows, names)
    roles = Stakeholder.objects.filter(opportunity__in=rows).values_list("opportunity_id", "roles")
    for pk, told in roles:
        features[pk]["coach"] = features[pk].get("coach", False) or "coach" in told
    return features


def _criteria(features: dict[int, dict[Feature, bool]], rows: Mapping[int, Opportunity], names: frozenset[str]) -> None:
    for pk, set_by in Criterion.objects.filter(opportunity__in=rows).values_list("opportunity_id", "set_by"):
        ours = set_by == "us" or (set_by != "" and set_by == rows[pk].our_company)
        theirs = company_key(set_by) in names
        features[pk]["our_criteria"] = features[pk].get("our_criteria", False) or ours
        features[pk]["their_criteria"] = features[pk].get("their_criteria", False) or theirs


def _prices(features: dict[int, dict[Feature, bool]], rows: Mapping[int, Opportunity], names: frozenset[str]) -> None:
    """Our last price against the rival's last, where both are on record."""
    ours: dict[int, Decimal] = {}
    theirs: dict[int, Decimal] = {}
    bids = Bid.objects.filter(opportunity__in=rows, price__isnull=False).order_by("date", "pk")
    for pk, bidder, price in bids.values_list("opportunity_id", "bidder", "price"):
        if bidder == rows[pk].our_company:
            ours[pk] = price
        elif company_key(bidder) in names:
            theirs[pk] = price
    for pk in ours.keys() & theirs.keys():
        features[pk]["cheaper"] = ours[pk] < theirs[pk]


def _rival_row(pk: int, name: str, names: list[str], plays: str, results: list[str | None]) -> RivalRow:
    closed = [result for result in results if result in ("won", "part", "lost")]
    won = sum(result in ("won", "part") for result in closed)
    return RivalRow(pk, name, tuple(names), plays, len(results), won, len(closed))


def _met(row: Opportunity, names: frozenset[str]) -> MetRow:
    theirs = bool(row.result_winner) and company_key(row.result_winner) in names
    title = row.title or row.name or row.code
    return MetRow(
        row.pk, title, row.account.name, row.result, row.result_on, row.result_winner, row.result_reason, theirs
    )


def _lessons(user: User, names: frozenset[str]) -> tuple[Mapping[str, Any], ...]:
    """Lessons of visible sales that speak of the rival, the latest first."""
    told = Lesson.objects.filter(opportunity__in=visible(user)).exclude(rival="").order_by("-date", "-pk")
    columns = ("date", "kind", "rival", "text", "do_next", "opportunity_id", "opportunity__title")
    return tuple(row for row in told.values(*columns) if company_key(row["rival"]) in names)


def _told_prices(opportunities: Iterable[Opportunity], names: frozenset[str]) -> tuple[PriceRow, ...]:
    """What the rival asked in these sales, by offers and by awards, the latest first."""
    rows = {row.pk: row for row in opportunities}
    columns = ("date", "bidder", "price", "opportunity_id")
    told = [
        PriceRow(date, price, rows[pk].currency, pk, rows[pk].title or rows[pk].name or rows[pk].code)
        for table in (Bid, Award)
        for date, bidder, price, pk in table._default_manager.filter(
            opportunity__in=rows, price__isnull=False
        ).values_list(*columns)
        if company_key(bidder) in names
    ]
    return tuple(sorted(dict.fromkeys(told), key=lambda row: row.date, reverse=True))


def _likeliest(name: str, files: Iterable[tuple[int, str, list[str]]]) -> tuple[int, str, Alike] | None:
    """The file whose name, or another name, is like this one; the same before one within the other."""
    found: tuple[int, str, Alike] | None = None
    for pk, known, others in files:
        for called in (known, *others):
            like = alike(name, called)
            if like == "same":
                return pk, known, "same"
            if like is not None and found is None:
                found = (pk, known, like)
    return found
