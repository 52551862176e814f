"""Every write to an organisation chart: departments, seats, who sits in them, who reports to whom, who approves."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, judging, records
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.accounts.policy import get_account
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.notices.news import tell_change
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.organisation.models import ApprovalRule, Department, Seat, Tenure
from tongpin.crm.users.models import User
from tongpin.method.organisation import loops
from tongpin.method.possible import LONGEST_NAME

SEAT = ("title", "level")
RULE = ("act", "who", "from_amount", "currency", "note", "place")
CURRENCY = re.compile("[A-Z]{3}")
MOST_SEATS = 20_000
"""More than any company that we sell to has; a chart of that size is still drawn and searched in seconds."""


# ---------------------------------------------------------------- seats
def add_seat(
    *,
    user: User,
    account_id: int,
    title: str,
    department: str = "",
    level: str | None = None,
    reports_to_id: int | None = None,
    holder: str = "",
    since: dt.date | None = None,
) -> Seat:
    """A new seat below `reports_to_id`; with `holder` somebody of that name sits in it since that day."""
    with gesture(user, "add_seat") as deed:
        account = get_account(user, account_id, change=True)
        named = records.require_text(title, field="title", message=_("Give the seat a title."))
        _refuse_too_many(account)
        above = seat_of(account, reports_to_id)
        fresh = Seat(account=account, title=named, level=level, reports_to=above, place=_next_place(account, above))
        fresh.department = department_named(deed, account, department)
        seat = deed.make(records.checked(fresh))
        if holder.strip():
            person = person_named(deed, account, holder, seat)
            put(deed, seat, person, since)
            judging.judge_parts_of([person.pk])
        return seat


def update_seat(*, user: User, seat_id: int, department: str | None = None, **changes: Any) -> Seat:
    """Changes title, level, and with `department` (a name, empty for none) where the seat belongs."""
    with gesture(user, "update_seat") as deed:
        seat = _get_seat(user, seat_id)
        values = records.checked_changes(seat, changes, SEAT)
        if department is not None:
            values["department"] = department_named(deed, seat.account, department)
        deed.change(seat, **values)
        _retitle_holder(deed, seat)
        return seat


def move_seat(*, user: User, seat_id: int, reports_to_id: int | None, place: int | None = None) -> Seat:
    """Lets a seat report to another one (None: to nobody), at a place among its like. Raises `loop`."""
    with gesture(user, "move_seat") as deed:
        seat = _get_seat(user, seat_id)
        above = seat_of(seat.account, reports_to_id)
        lines = dict(Seat.objects.filter(account=seat.account_id).values_list("pk", "reports_to"))
        if loops(lines | {seat.pk: reports_to_id}):
            raise _loop(seat)
        deed.change(seat, reports_to=above, place=_next_place(seat.account, above) if place is None else max(place, 0))
        return seat


def remove_seat(*, user: User, seat_id: int) -> None:
    """Takes a seat away; who reported to it reports to the one above. Refused while somebody sits in it."""
    with gesture(user, "remove_seat") as deed:
        seat = _get_seat(user, seat_id)
        if Tenure.objects.filter(seat=seat, ended=False).exists():
            raise TongpinError("seat_taken", _("Somebody sits here. Vacate the seat first."), 409)
        for below in Seat.objects.filter(reports_to=seat):
            deed.change(below, reports_to=seat.reports_to)
        for rule in ApprovalRule.objects.filter(seat=seat):
            deed.change(rule, seat=None, who=rule.who or seat.title)
        deed.remove_all(Tenure.objects.filter(seat=seat))
        deed.remove(seat)


# ---------------------------------------------------------------- who sits where
def seat_person(
    *, user: User, seat_id: int, person_id: int | None = None, name: str = "", since: dt.date | None = None
) -> Tenure:
    """Somebody of the account (or somebody new, by name) takes a seat; who sat there leaves it the same day."""
    with gesture(user, "seat_person") as deed:
        seat = _get_seat(user, seat_id)
        person = _person_of(seat.account, person_id) if person_id else person_named(deed, seat.account, name, seat)
        before = list(Tenure.objects.filter(seat=seat).order_by("ended", "-pk").select_related("person"))
        own = Tenure.objects.filter(person=person, ended=False).select_related("seat").first()
        tenure = put(deed, seat, person, since)
        _tell_of_succession(deed, tenure, before, own)
        judging.judge_parts_of([person.pk, *(earlier.person_id for earlier in before if not earlier.ended)])
        return tenure


def vacate_seat(*, user: User, seat_id: int, until: dt.date | None = None) -> None:
    """Nobody sits in a seat any more since that day (today unless given)."""
    with gesture(user, "vacate_seat") as deed:
        seat = _get_seat(user, seat_id)
        held = Tenure.objects.filter(seat=seat, ended=False).select_related("person").first()
        end(deed, seat, until or clock.today())
        if held is not None:
            tell_change(deed, held.person, "left", title=seat.title)
            judging.judge_parts_of([held.person_id])


def _tell_of_succession(deed: Gesture, tenure: Tenure, before: Sequence[Tenure], own: Tenure | None) -> None:
    """Colleagues hear who left the seat and who took it. A seat that is filled for the first time is no news: somebody
    is drawing the chart."""
    seat, person = tenure.seat, tenure.person
    held = next((earlier for earlier in before if not earlier.ended), None)
    if held is not None and held.person_id != person.pk:
        tell_change(deed, held.person, "left", title=seat.title)
    if own is not None and own.seat_id != seat.pk:
        tell_change(deed, person, "moved", title=own.seat.title, new_title=seat.title)
    elif own is None and before:
        tell_change(deed, person, "joined", new_title=seat.title)


def put(deed: Gesture, seat: Seat, person: Person, since: dt.date | None) -> Tenure:
    """Seats a person within a gesture; he leaves the seat that he had, and takes title and department of this one."""
    held = Tenure.objects.filter(seat=seat, ended=False).first()
    if held is not None and held.person_id == person.pk:
        deed.change(held, since=since or held.since)
        return held
    end(deed, seat, since)
    for tenure in Tenure.objects.filter(person=person, ended=False):
        deed.change(tenure, ended=True, until=_end_of(tenure, since))
    deed.change(person, **_place_of(seat))
    return deed.make(records.checked(Tenure(account=seat.account, seat=seat, person=person, since=since)))


def end(deed: Gesture, seat: Seat, until: dt.date | None) -> None:
    """Ends the tenure of whoever sits in a seat; today, where nobody says when."""
    for tenure in Tenure.objects.filter(seat=seat, ended=False):
        deed.change(tenure, ended=True, until=_end_of(tenure, until))


def _end_of(tenure: Tenure, until: dt.date | None) -> dt.date:
    if until is None:
        return max(clock.today(), tenure.since or dt.date.min)
    if tenure.since is not None and until < tenure.since:
        message = _("He took the seat on %(since)s and cannot leave it before.")
        raise records.invalid(until=message % {"since": tenure.since})
    return until


def _place_of(seat: Seat) -> dict[str, str]:
    """Title and department that a seat gives to whoever sits in it; what it does not say stays."""
    named = {"title": seat.title, "department": seat.department.name if seat.department else ""}
    return {name: value for name, value in named.items() if value}


def _retitle_holder(deed: Gesture, seat: Seat) -> None:
    held = Tenure.objects.filter(seat=seat, ended=False).select_related("person").first()
    if held is not None:
        deed.change(held.person, **_place_of(seat))


# ---------------------------------------------------------------- departments
def rename_department(*, user: User, department_id: int, name: str) -> Department:
    """Gives a department another name."""
    with gesture(user, "rename_department") as deed:
        department = _get_department(user, department_id)
        named = records.require_text(name, field="name", message=_("Give the department a name."), longest=LONGEST_NAME)
        deed.change(department, name=named)
        return department


def move_department(*, user: User, department_id: int, parent_id: int | None) -> Department:
    """Puts a department below another one (None: at the top). Raises `loop`."""
    with gesture(user, "move_department") as deed:
        department = _get_department(user, department_id)
        lines = dict(Department.objects.filter(account=department.account_id).values_list("pk", "parent"))
        if parent_id is not None and parent_id not in lines:
            raise not_found()
        if loops(lines | {department.pk: parent_id}):
            raise _loop(department)
        deed.change(department, parent_id=parent_id)
        return department


def department_named(deed: Gesture, account: Account, name: str) -> Department | None:
    """The department of that name, made if it is not there; None for an empty name."""
    if not name.strip():
        return None
    wanted = records.require_text(
        name, field="department", message=_("Give the department a name."), longest=LONGEST_NAME
    )
    found = Department.objects.filter(account=account, name=wanted).order_by("pk").first()
    return found or deed.make(Department(account=account, name=wanted))


# ---------------------------------------------------------------- how they approve
def add_approval_rule(*, user: User, account_id: int, seat_id: int | None = None, **facts: Any) -> ApprovalRule:
    """A line of their way of approving; `facts`: act, who, from_amount, currency (ISO 4217), note, place."""
    with gesture(user, "add_approval_rule") as deed:
        account = get_account(user, account_id, change=True)
        rule = ApprovalRule(account=account, seat=seat_of(account, seat_id))
        values: Mapping[str, Any] = {"place": account.approval_rules.count(), **facts}
        for column, value in records.checked_changes(rule, values, RULE).items():
            setattr(rule, column, value)
        if rule.seat is None and not rule.who.strip():
            raise records.invalid(who=_("Say who proposes, reviews or signs."))
        if not CURRENCY.fullmatch(rule.currency):
            raise records.invalid(currency=_("Write the currency as three capital letters, such as CNY."))
        return deed.make(rule)


def remove_approval_rule(*, user: User, rule_id: int) -> None:
    """Takes a line of their way of approving away."""
    with gesture(user, "remove_approval_rule") as deed:
        rule = ApprovalRule.objects.filter(pk=rule_id).first()
        if rule is None:
            raise not_found()
        get_account(user, rule.account_id, change=True)
        deed.remove(rule)


# ---------------------------------------------------------------- gates
def seat_of(account: Account, seat_id: int | None) -> Seat | None:
    """A seat of the account by id; None for None."""
    if seat_id is None:
        return None
    seat = Seat.objects.filter(account=account, pk=seat_id).first()
    if seat is None:
        raise not_found()
    return seat


def person_named(deed: Gesture, account: Account, name: str, seat: Seat) -> Person:
    """Somebody of the account who is called so and sits nowhere yet, or a new person."""
    wanted = records.require_text(name, field="name", message=_("Give the person a name."), longest=LONGEST_NAME)
    known = Person.objects.filter(account=account, name=wanted).exclude(tenures__ended=False).order_by("pk").first()
    return known or deed.make(Person(account=account, name=wanted, **_place_of(seat)))


def _get_seat(user: User, seat_id: int) -> Seat:
    seat = Seat.objects.select_related("account", "department", "reports_to").filter(pk=seat_id).first()
    if seat is None:
        raise not_found()
    get_account(user, seat.account_id, change=True)
    return seat


def _get_department(user: User, department_id: int) -> Department:
    department = Department.objects.filter(pk=department_id).first()
    if department is None:
        raise not_found()
    get_account(user, department.account_id, change=True)
    return department


def _person_of(account: Account, person_id: int) -> Person:
    person = Person.objects.filter(account=account, pk=person_id).first()
    if person is None:
        raise not_found()
    return person


def _next_place(account: Account, above: Seat | None) -> int:
    return Seat.objects.filter(account=account, reports_to=above).count()


def _refuse_too_many(account: Account) -> None:
    if Seat.objects.filter(account=account).count() >= MOST_SEATS:
        message = _("A chart holds at most %(most)s seats.")
        raise TongpinError("too_many", message % {"most": MOST_SEATS}, 422)


def _loop(thing: Seat | Department) -> TongpinError:
    message = _("“%(name)s” would report to itself in the end. Choose another one above it.")
    return TongpinError("loop", message % {"name": str(thing)}, 422)
