"""From rows to what the method asks of loyalty: for some accounts at once, with a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Min, Q, QuerySet

from tongpin.crm import clock
from tongpin.crm.activities.models import Activity
from tongpin.crm.care.models import LoyaltyReading, Referral, Threat, ValueEntry
from tongpin.crm.casefile import TICKET, WITH_LEAVING
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.service.models import Ticket
from tongpin.crm.users.models import User
from tongpin.method import serving
from tongpin.method.care.drift import Left, Relation
from tongpin.method.care.drift import Threat as OpenThreat
from tongpin.method.care.loyalty import Contact, Reading, Sale
from tongpin.method.care.loyalty import Referral as Named

LOOK_BACK = dt.timedelta(days=3 * 365)
"""Contacts so long ago are not looked at; a forecast as old as that can no longer be held against what happened."""
WEIGHTY = 3
"""Influence of those whose leaving counts."""
T = TypeVar("T")
Grouped = Mapping[int, list[T]]


def relations(*, user: User, accounts: Iterable[int]) -> dict[int, Relation]:
    """What is known of accounts that the user sees (whoever calls has asked that); of opportunities those he sees."""
    return _relations(visible(user), accounts)


def whole_relations(*, accounts: Iterable[int]) -> dict[int, Relation]:
    """The same from all opportunities, for figures over the whole organisation that name nobody."""
    return _relations(Opportunity.objects.all(), accounts)


def _relations(opportunities: "QuerySet[Opportunity]", accounts: Iterable[int]) -> dict[int, Relation]:
    ids, today = list(accounts), clock.today()
    if not ids:
        return {}
    sales, account_of = _sales(opportunities.filter(account__in=ids))
    mine = list(account_of)
    contacts = _by_account(account_of, _contacts(mine, today))
    tickets = _by_account(account_of, _tickets(mine))
    left = _by_account(account_of, _left(mine))
    readings, referrals, threats, confirmed = _readings(ids), _referrals(ids), _threats(ids), _confirmed(ids, mine)
    return {
        pk: Relation(
            today=today,
            sales=tuple(sales[pk]),
            contacts=tuple(contacts[pk]),
            tickets=tuple(tickets[pk]),
            readings=tuple(readings[pk]),
            referrals=tuple(referrals[pk]),
            left=tuple(left[pk]),
            threats=tuple(threats[pk]),
            confirmed=tuple(confirmed[pk]),
        )
        for pk in ids
    }


_SALE = (
    *("pk", "account_id", "title", "name", "code", "segment", "result", "result_on", "result_winner"),
    *("implementation__contract_signed", "created_at__date", "first_entry"),
)


def _sales(opportunities: "QuerySet[Opportunity]") -> tuple[dict[int, list[Sale]], dict[int, int]]:
    """Sales by account, and the account of each. A sale was opened with its first entry, or on the day it was typed."""
    found: dict[int, list[Sale]] = defaultdict(list)
    account_of = {}
    rows = opportunities.annotate(first_entry=Min("activities__date"))
    for row in rows.order_by("pk").values_list(*_SALE):
        pk, account, title, name, code, told, result, ended, winner, signed, typed, first = row
        account_of[pk] = account
        found[account].append(
            Sale(
                id=pk,
                name=title or name or code,
                opened=min(day for day in (typed, first) if day is not None),
                told=told,
                result=result,
                ended=ended,
                signed=signed,
                winner=winner,
            )
        )
    return found, account_of


def _contacts(sales: Iterable[int], today: dt.date) -> Iterable[tuple[int, Contact]]:
    rows = Activity.objects.filter(opportunity__in=list(sales), date__gt=today - LOOK_BACK, date__lte=today)
    told = rows.order_by("date", "pk").values_list("opportunity_id", "date", "direction", "kind", "code")
    for sale, date, direction, kind, code in told:
        yield sale, Contact(date=date, direction=direction, kind=kind, sale=sale, entry=code)


def _tickets(sales: Iterable[int]) -> Iterable[tuple[int, tuple[int, serving.Ticket]]]:
    rows = Ticket.objects.filter(opportunity__in=list(sales), undone=None).order_by("pk")
    for sale, code, entry, *values in rows.values_list("opportunity_id", "code", "activity__code", *TICKET):
        facts: dict[str, Any] = dict(zip(TICKET, values, strict=True))
        yield sale, (sale, serving.Ticket(id=code, entry=entry or "", **facts))


def _left(sales: Iterable[int]) -> Iterable[tuple[int, Left]]:
    """Those with weight who are gone, each once."""
    rows = WITH_LEAVING.filter(opportunity__in=list(sales), influence__gte=WEIGHTY).exclude(gone_on=None)
    seen = set()
    for sale, person, name, gone_on in rows.order_by("pk").values_list(
        "opportunity_id", "person_id", "person__name", "gone_on"
    ):
        if person not in seen:
            seen.add(person)
            yield sale, Left(name=name, date=gone_on)


def _readings(accounts: Iterable[int]) -> Grouped[Reading]:
    rows = LoyaltyReading.objects.filter(account__in=list(accounts)).order_by("date", "pk")
    told = rows.values_list("account_id", "date", "kind", "value", "words")
    return _grouped(
        (pk, Reading(date=day, kind=kind, value=value, words=words)) for pk, day, kind, value, words in told
    )


def _referrals(accounts: Iterable[int]) -> Grouped[Named]:
    rows = Referral.objects.filter(account__in=list(accounts)).order_by("date", "pk")
    told = rows.values_list("account_id", "date", "to", "state")
    return _grouped((pk, Named(date=day, to=to, state=state)) for pk, day, to, state in told)


def _threats(accounts: Iterable[int]) -> Grouped[OpenThreat]:
    """Those that somebody saw; what records tell is asked of the records."""
    rows = Threat.objects.filter(account__in=list(accounts), state="open", key="").order_by("date", "pk")
    told = rows.values_list("account_id", "kind", "date", "text")
    return _grouped((pk, OpenThreat(kind=kind, date=day, text=text)) for pk, kind, day, text in told)


def _confirmed(accounts: Iterable[int], sales: Iterable[int]) -> Grouped[dt.date]:
    seen = Q(opportunity=None) | Q(opportunity__in=list(sales))
    rows = ValueEntry.objects.filter(seen, account__in=list(accounts), state="confirmed", kind__in=serving.VALUES)
    return _grouped(rows.order_by("date", "pk").values_list("account_id", "date"))


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for pk, item in pairs:
        found[pk].append(item)
    return found


def _by_account(account_of: Mapping[int, int], pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    return _grouped((account_of[sale], item) for sale, item in pairs)
