"""What the pages read of an organisation chart; the number of queries does not grow with the chart."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.accounts.policy import get_account, may_change
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.organisation.models import ApprovalRule, Department, Seat, Tenure
from tongpin.crm.prepared import Prepared
from tongpin.crm.users.models import User
from tongpin.method.blind_seats import SeatInReach
from tongpin.method.organisation import Seat as SeatShape
from tongpin.method.people import PURCHASING_WORDS
from tongpin.method.sides import Level

MOST_IN_REACH = 400


class DepartmentRow(NamedTuple):
    """A department; `parent` is the id of the one above."""

    id: int
    name: str
    parent: int | None


class RuleRow(NamedTuple):
    """A line of their way of approving; `seat` is an id."""

    id: int
    act: str
    seat: int | None
    who: str
    from_amount: Decimal | None
    currency: str
    note: str


class TenureRow(NamedTuple):
    """Who sat where, from when to when."""

    seat: int
    title: str
    department: str
    since: dt.date | None
    until: dt.date | None
    ended: bool


class HeldRow(NamedTuple):
    """Who sat in a seat, from when to when."""

    person: int
    name: str
    since: dt.date | None
    until: dt.date | None


class PersonRow(NamedTuple):
    """Somebody of an account."""

    id: int
    name: str
    title: str
    department: str


class Chart(NamedTuple):
    """The chart of an account: seats with who sits in them now."""

    account: Account
    seats: tuple[SeatShape, ...]
    departments: list[DepartmentRow]
    rules: list[RuleRow]
    may_change: bool


def chart_of(*, user: User, account_id: int) -> Chart:
    """The chart of an account that the user sees."""
    account = get_account(user, account_id)
    return Chart(
        account=account,
        seats=seats_of(account_id),
        departments=[
            DepartmentRow._make(row)
            for row in Department.objects.filter(account=account).order_by("pk").values_list("id", "name", "parent")
        ],
        rules=[
            RuleRow._make(row)
            for row in ApprovalRule.objects.filter(account=account)
            .order_by("place", "pk")
            .values_list(*RuleRow._fields)
        ],
        may_change=may_change(user, account),
    )


def seats_of(account_id: int) -> tuple[SeatShape, ...]:
    """The seats of an account, in the order of their places."""
    held = {
        seat: (person, name, since)
        for seat, person, name, since in Tenure.objects.filter(account=account_id, ended=False).values_list(
            "seat", "person", "person__name", "since"
        )
    }
    rows = Seat.objects.filter(account=account_id).order_by("place", "pk")
    return tuple(
        SeatShape(
            id=pk,
            title=title,
            department=department or "",
            level=level,
            reports_to=above,
            person=held.get(pk, (None, "", None))[0],
            holder=held.get(pk, (None, "", None))[1],
            since=held.get(pk, (None, "", None))[2],
        )
        for pk, title, department, level, above in rows.values_list(
            "pk", "title", "department__name", "level", "reports_to"
        )
    )


def currency_of(account: Account) -> str:
    """In what an account buys: the currency of its latest opportunity."""
    latest = Opportunity.objects.filter(account=account).order_by("-pk").values_list("currency", flat=True)
    return latest.first() or ApprovalRule._meta.get_field("currency").default


def seats_in_reach(opportunity: Opportunity) -> tuple[SeatInReach, ...]:
    """The seats on the account's chart that may matter for a purchase, with what the records tell of each: executives,
    heads of departments that buy or take part, whoever approves or stands right above one of its people. One question
    to the database; of a very large company the first `MOST_IN_REACH`."""
    return tuple(_in_reach(*values) for values in _REACHED.rows([opportunity.pk]))


def _reached(ids: Sequence[int]) -> QuerySet[Seat, tuple[Any, ...]]:
    """The rows for one opportunity. Writing the statement costs far more than the answer, so it is prepared."""
    deal = Opportunity.objects.filter(pk__in=ids)
    parts = Stakeholder.objects.filter(opportunity__in=ids)
    ours = Tenure.objects.filter(person__in=parts.values("person"), ended=False)
    held = Tenure.objects.filter(seat=OuterRef("pk"), ended=False)
    listed = parts.filter(person__tenures__seat=OuterRef("pk"), person__tenures__ended=False)
    seats = Seat.objects.filter(account__in=deal.values("account")).annotate(
        signs=Exists(_approvals(deal).filter(seat=OuterRef("pk"))),
        holder=Subquery(held.values("person")[:1]),
        holder_name=Subquery(held.values("person__name")[:1]),
        code=Subquery(listed.values("code")[:1]),
    )
    near = Q(pk__in=ours.values("seat__reports_to")) | Q(pk__in=ours.values("seat"))
    leads = Q(department__in=_taking_part(deal, parts, ours).values("pk"), level="manager")
    found = seats.filter(Q(level="executive") | Q(signs=True) | near | leads)
    columns = ("pk", "title", "department__name", "level", "reports_to", "holder", "holder_name", "code", "signs")
    return found.order_by(F("level").asc(nulls_last=True), "place", "pk").values_list(*columns)[:MOST_IN_REACH]


def _approvals(deal: QuerySet[Opportunity]) -> QuerySet[ApprovalRule]:
    """Lines of their way of approving that a purchase of this amount comes by; all of them, where nobody knows it."""
    reached = Q(from_amount__lte=Subquery(deal.values("amount")), currency=Subquery(deal.values("currency")))
    unknown = Q(from_amount=None) | Q(Exists(deal.filter(amount=None)))
    return ApprovalRule.objects.filter(unknown | reached, act__in=("reviews", "signs"))


def _taking_part(
    deal: QuerySet[Opportunity], parts: QuerySet[Stakeholder], ours: QuerySet[Tenure]
) -> QuerySet[Department]:
    """Departments that buy, or that have somebody in the purchase by the chart or by his own record."""
    buying = Q()
    for word in PURCHASING_WORDS:
        buying |= Q(name__icontains=word)
    told = parts.exclude(person__department="").values("person__department")
    here = Q(seats__in=ours.values("seat")) | Q(name__in=told)
    return Department.objects.filter(buying | here, account__in=deal.values("account"))


def _in_reach(
    pk: int,
    title: str,
    department: str | None,
    level: Level | None,
    above: int | None,
    person: int | None,
    name: str | None,
    code: str | None,
    signs: bool,
) -> SeatInReach:
    seat = SeatShape(
        id=pk,
        title=title,
        department=department or "",
        level=level,
        reports_to=above,
        person=person,
        holder=name or "",
    )
    return SeatInReach(seat=seat, who=code or "", signs=signs)


_REACHED = Prepared(_reached)


def tenures_of(person_id: int) -> list[TenureRow]:
    """Where a person has sat, the latest first."""
    found = Tenure.objects.filter(person=person_id).order_by("ended", "-since", "-pk")
    columns = ("seat", "seat__title", "seat__department__name", "since", "until", "ended")
    return [
        TenureRow(seat, title, department or "", *rest)
        for seat, title, department, *rest in found.values_list(*columns)
    ]


def held_before(seat_id: int) -> list[HeldRow]:
    """Who sat in a seat and does no longer, the latest first."""
    found = Tenure.objects.filter(seat=seat_id, ended=True).order_by("-until", "-pk")
    return [HeldRow._make(row) for row in found.values_list("person", "person__name", "since", "until")]


def without_seat(account_id: int) -> list[PersonRow]:
    """People of an account who sit nowhere, by name."""
    found = Person.objects.filter(account=account_id).exclude(tenures__ended=False).order_by("name", "pk")
    return [PersonRow._make(row) for row in found.values_list("id", "name", "title", "department")]
