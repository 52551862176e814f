"""What the pages read of loyalty: who drifts, one account's story, forecasts against what happened, success rates."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, QuerySet

from tongpin.crm import clock, judging
from tongpin.crm.accounts.models import Account
from tongpin.crm.accounts.policy import get_account, may_change, visible_accounts
from tongpin.crm.care.loyalty_facts import LOOK_BACK, relations, whole_relations
from tongpin.crm.care.models import LoyaltyForecast, LoyaltyReading, Referral
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.users.models import Role, User
from tongpin.crm.users.policy import may_write
from tongpin.method.care.drift import Drift, Relation, drift_of
from tongpin.method.care.drift_check import Check, Forecast, check, drifted_since
from tongpin.method.care.loyalty import (
    SEGMENTS,
    WON,
    Answering,
    Bought,
    Facet,
    Move,
    answering,
    bought,
    facets,
    moves_of,
    segment_of,
)
from tongpin.method.case import Segment
from tongpin.method.criteria.encounters import Ratio
from tongpin.method.rates import Rate, base_rates

MOST_ACCOUNTS = 300
"""So many customers are looked at on one page, those with the newest sales first."""
MOST_KEPT = 2000
MOST_ROWS = 100
YEAR = dt.timedelta(days=365)
BUYERS = ("first_time", "repeat", "loyal")


class ReferralRow(NamedTuple):
    """A referral, and the sale that came of it where the user sees it."""

    referral: Referral
    sale: Opportunity | None


class DriftRow(NamedTuple):
    """A customer and how likely he drifts away."""

    account_id: int
    account: str
    drift: Drift


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRate:
    """What of a segment was won by our own records, and the rate that is reckoned with."""

    segment: str
    own: Ratio
    rate: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class LoyaltyPage:
    """All customers of the user, the most endangered first; ``moves`` of the last year, the newest first."""

    rows: tuple[DriftRow, ...]
    moves: tuple[tuple[int, str, Move], ...]
    counts: Mapping[Segment, int]
    rates: tuple[SegmentRate, ...]
    check: Check
    more: bool
    may_keep: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLoyalty:
    """One account. ``forecasts``: kept ones, the newest first, with what then happened;
    ``sales``: names of those that the user sees."""

    account: Account
    segment: Segment
    moves: tuple[Move, ...]
    drift: Drift | None
    facets: tuple[Facet, ...]
    answering: Answering
    bought: Bought
    readings: Sequence[LoyaltyReading]
    referrals: Sequence[ReferralRow]
    forecasts: tuple[Forecast, ...]
    sales: Mapping[int, str]
    may_change: bool


def loyalty_page(*, user: User) -> LoyaltyPage:
    """Everything for the page of loyalty, with a fixed number of queries."""
    names, more = _customers(user)
    known = relations(user=user, accounts=names)
    found = own_check()
    segments = [segment_of(relation.sales, relation.today) for relation in known.values()]
    return LoyaltyPage(
        rows=tuple(_drifts(names, known, found.correction)),
        moves=tuple(_last_moves(names, known)),
        counts={segment: segments.count(segment) for segment in SEGMENTS},
        rates=_rates(),
        check=found,
        more=more,
        may_keep=may_keep(user),
    )


def may_keep(user: User) -> bool:
    """Managers and administrators keep forecasts."""
    return may_write(user) and user.role in {Role.MANAGER, Role.ADMIN}


def drifts(*, user: User) -> list[DriftRow]:
    """The customers of the user by their chance to drift away."""
    names, _more = _customers(user)
    return _drifts(names, relations(user=user, accounts=names), own_check().correction)


def account_loyalty(*, user: User, account_id: int) -> AccountLoyalty:
    """One account that the user sees."""
    account = get_account(user, account_id)
    relation = relations(user=user, accounts=[account_id])[account_id]
    today = relation.today
    kept = _forecasts().filter(account=account)
    return AccountLoyalty(
        account=account,
        segment=segment_of(relation.sales, today),
        moves=moves_of(relation.sales, today),
        drift=drift_of(relation, correction=own_check().correction),
        facets=facets(relation.readings, today),
        answering=answering(relation.contacts, today),
        bought=bought(relation.sales, today),
        readings=list(
            LoyaltyReading.objects.filter(account=account).select_related("person").order_by("-date", "-pk")[:MOST_ROWS]
        ),
        referrals=_referrals(user, account),
        forecasts=tuple(_checked(kept[:MOST_ROWS], {account_id: relation})),
        sales={sale.id: sale.name for sale in relation.sales},
        may_change=may_change(user, account),
    )


def own_check() -> Check:
    """Forecasts of the whole organisation held against what then happened: figures that name nobody."""
    today = clock.today()
    return replace(decided_check(today), waiting=LoyaltyForecast.objects.filter(date__gt=today - YEAR).count())


@lru_cache(maxsize=1)
def decided_check(day: dt.date) -> Check:
    """That of forecasts which are a year old. Looked up once a day: it asks for the contacts of years, and one more of
    them moves no correction within hours."""
    rows = list(_forecasts().filter(date__lte=day - YEAR)[:MOST_KEPT])
    known = whole_relations(accounts={row.account_id for row in rows})
    return check(_checked(rows, known))


def _forecasts() -> "QuerySet[LoyaltyForecast]":
    """Those of which the contacts of their year are looked at, the newest first."""
    return LoyaltyForecast.objects.filter(date__gt=clock.today() - LOOK_BACK).order_by("-date", "-pk")


def _checked(rows: Iterable[LoyaltyForecast], known: Mapping[int, Relation]) -> Iterator[Forecast]:
    for row in rows:
        relation = known[row.account_id]
        happened = drifted_since(relation.sales, relation.contacts, row.date, relation.today)
        yield Forecast(account=row.account_id, date=row.date, chance=row.chance, happened=happened)


def _referrals(user: User, account: Account) -> list[ReferralRow]:
    """The sale that came of one is named where the user sees it."""
    rows = Referral.objects.filter(account=account).select_related("person").order_by("-date", "-pk")[:MOST_ROWS]
    told = list(rows)
    sales = visible(user).filter(pk__in=[row.opportunity_id for row in told if row.opportunity_id])
    names = {sale.pk: sale for sale in sales}
    return [ReferralRow(row, names.get(row.opportunity_id or 0)) for row in told]


def _customers(user: User) -> tuple[dict[int, str], bool]:
    """Accounts that bought of us, or were known to have bought: id and name, the newest first."""
    seen = visible(user)
    bought_of_us = (
        Q(segment__in=BUYERS) | Q(result__in=WON) | Q(result=None, implementation__contract_signed__isnull=False)
    )
    ids = seen.filter(bought_of_us).order_by().values("account")
    rows = visible_accounts(user).filter(pk__in=ids).order_by("-pk").values_list("pk", "name")[: MOST_ACCOUNTS + 1]
    told = list(rows)
    return dict(told[:MOST_ACCOUNTS]), len(told) > MOST_ACCOUNTS


def _drifts(names: Mapping[int, str], known: Mapping[int, Relation], correction: float) -> list[DriftRow]:
    judged = [(pk, drift_of(relation, correction=correction)) for pk, relation in known.items()]
    rows = [DriftRow(pk, names[pk], drift) for pk, drift in judged if drift is not None]
    return sorted(rows, key=lambda row: (-row.drift.chance, row.account, row.account_id))


def _last_moves(names: Mapping[int, str], known: Mapping[int, Relation]) -> list[tuple[int, str, Move]]:
    """Moves of the last year, the newest first; not those by which only our records grew."""
    since = clock.today() - YEAR
    moves = [
        (pk, names[pk], move)
        for pk, relation in known.items()
        for move in moves_of(relation.sales, relation.today)
        if move.date > since and move.kind != "told"
    ]
    return sorted(moves, key=lambda item: item[2].date, reverse=True)[:MOST_ROWS]


def _rates() -> tuple[SegmentRate, ...]:
    """Rates by segment from the history of the whole organisation, counted once a day."""
    history = judging.own_history(clock.today())
    rates = base_rates(history)
    own = {segment: history.get(segment, (0, 0)) for segment in SEGMENTS}
    return tuple(
        SegmentRate(segment=segment, own=Ratio(won=won, of=closed), rate=rates[segment])
        for segment, (won, closed) in own.items()
    )
