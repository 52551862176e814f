"""Tickets across sales, and what grew from serving well."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from tongpin.crm import clock
from tongpin.crm.casefile import TICKET
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.service.models import Ticket
from tongpin.crm.users.models import User
from tongpin.method import serving
from tongpin.method.trouble import Limit, TroubleState, limits_passed, next_due, severity_of, state_of_ticket

MOST = 200
MOST_TODAY = 10


class OpenTicket(NamedTuple):
    """A ticket that is not over, of a sale that the user sees."""

    id: int
    opportunity_id: int
    opportunity: str
    account: str
    who: str
    ticket: serving.Ticket
    state: TroubleState
    passed: tuple[Limit, ...]
    due: dt.date | None


def open_tickets(*, user: User, most: int = MOST) -> list[OpenTicket]:
    """Nobody's first, then those past a limit, then by severity and day. One query."""
    rows = (
        Ticket.objects.filter(Q(solved=None) | Q(undone=None), opportunity__in=visible(user))
        .select_related("opportunity__account", "stakeholder__person")
        .order_by("-severity", "reported", "pk")[:most]
    )
    return sorted((_open(row) for row in rows), key=_pressing)


def pressing_tickets(*, user: User) -> list[OpenTicket]:
    """Of the sales that the user sees: what is nobody's or past its limit, at most `MOST_TODAY`."""
    found = open_tickets(user=user)
    return [item for item in found if item.state == "nobodys" or item.passed][:MOST_TODAY]


def _open(row: Ticket) -> OpenTicket:
    shape = serving.Ticket(id=row.code, **{name: getattr(row, name) for name in TICKET})
    opportunity = row.opportunity
    return OpenTicket(
        id=row.pk,
        opportunity_id=opportunity.pk,
        opportunity=str(opportunity),
        account=opportunity.account.name,
        who="" if row.stakeholder is None else row.stakeholder.person.name,
        ticket=shape,
        state=state_of_ticket(shape),
        passed=tuple(limits_passed(shape, clock.today())),
        due=next_due(shape),
    )


def _pressing(item: OpenTicket) -> tuple[bool, bool, int, dt.date]:
    return item.state != "nobodys", not item.passed, -severity_of(item.ticket), item.ticket.reported


class Growth(NamedTuple):
    """Needs that came up since the signature and may still become a sale of their own; where this sale came from
    (`None`: from nowhere, or from one that the user does not see), and what grew from it."""

    needs: list[Need]
    origin: Opportunity | None
    grown: list[Opportunity]


def growth_of(*, user: User, opportunity: Opportunity, since: dt.date | None) -> Growth:
    """What serving this customer has brought `since` it bought; `None`: it has not."""
    needs = [] if since is None else _needs_since(opportunity, since)
    seen = visible(user)
    origin = seen.filter(pk=opportunity.origin_id).first() if opportunity.origin_id else None
    return Growth(needs, origin, list(seen.filter(origin=opportunity).order_by("pk")))


def _needs_since(opportunity: Opportunity, since: dt.date) -> "list[Need]":
    rows = Need.objects.filter(opportunity=opportunity, date__gt=since).select_related("stakeholder__person")
    grown = Need.objects.filter(opportunity__origin=opportunity, text=OuterRef("text"), date=OuterRef("date"))
    return list(rows.exclude(Exists(grown)).order_by("-date", "-pk")[:MOST])
