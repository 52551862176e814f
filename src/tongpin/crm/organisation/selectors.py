"""What the pages read of an organisation chart; the number of queries does not grow with the chart."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.accounts.policy import get_account, may_change
from tongpin.crm.organisation.models import ApprovalRule, Department, Seat, Tenure
from tongpin.crm.users.models import User
from tongpin.method.organisation import Seat as SeatShape


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
            .values_list("id", "act", "seat", "who", "from_amount", "note")
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
