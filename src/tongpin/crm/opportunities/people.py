"""Every write to the people of an opportunity and its competitors."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.accounts.models import Person
from tongpin.crm.opportunities.models import Competitor, Opportunity, Stakeholder
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.organisation.models import Seat
from tongpin.crm.users.models import User
from tongpin.method.sides import ASPECTS

PERSON = ("name", "title", "department")
PART = (
    *("roles", "attitude", "influence", "last_contact", "owner", "attitude_to_rivals"),
    *("share", "expectations", "worries", "habits", "left"),
)
COMPETITOR = ("name", "position", "strengths", "weaknesses")


def add_stakeholder(
    *,
    user: User,
    opportunity_id: int,
    name: str = "",
    title: str = "",
    department: str = "",
    person_id: int | None = None,
    roles: Sequence[str] = (),
    attitude_to_rivals: Mapping[str, int] | None = None,
    **part: Any,
) -> Stakeholder:
    """Adds a person's part: somebody of the account (`person_id`), or a new person.

    `part`: attitude (-2..2), influence (1..5), last_contact, owner (who of us holds the tie), left (since when he is
    gone; refused while he sits on the chart).
    """
    with records.work_on(user, opportunity_id, "add_stakeholder") as (opportunity, deed):
        taken = Stakeholder.objects.filter(opportunity=opportunity).values_list("code", flat=True)
        code = records.next_code(taken, "s")
        if person_id is None:
            fresh = Person(account_id=opportunity.account_id, name=name, title=title, department=department)
            person = deed.make(records.checked(fresh))
        else:
            person = _person_of(opportunity, person_id)
        stakeholder = Stakeholder(opportunity=opportunity, person=person, code=code)
        values = {**part, "roles": list(roles), "attitude_to_rivals": dict(attitude_to_rivals or {})}
        for column, value in records.checked_changes(stakeholder, values, PART).items():
            setattr(stakeholder, column, value)
        _refuse_seated(stakeholder)
        return deed.make(stakeholder)


def update_stakeholder(*, user: User, stakeholder_id: int, **changes: Any) -> Stakeholder:
    """Changes columns of `PART`, and of the person behind (`PERSON`), who may stand in other opportunities too.

    What is said anew is assumed from today on, until somebody confirms it.
    """
    with records.work_on_record(user, Stakeholder, stakeholder_id, "update_stakeholder") as (row, _opportunity, deed):
        of_person = {name: value for name, value in changes.items() if name in PERSON}
        part = {name: value for name, value in changes.items() if name not in PERSON}
        checked = records.checked_changes(row, part, PART)
        assumed = {"state": "assumed", "since": clock.today().isoformat()}
        anew = {name: assumed for name in ASPECTS if name in checked and checked[name] != getattr(row, name)}
        deed.change(row, **checked, known=row.known | anew)
        _refuse_seated(row)
        deed.change(row.person, **records.checked_changes(row.person, of_person, PERSON))
        return row


def remove_stakeholder(*, user: User, stakeholder_id: int) -> None:
    """Takes a part away. Raises `in_use` where entries or needs still name it."""
    records.remove_record(Stakeholder, user=user, pk=stakeholder_id, action="remove_stakeholder")


def add_competitor(*, user: User, opportunity_id: int, name: str, **facts: Any) -> Competitor:
    """Adds a rival; `facts`: position, strengths, weaknesses."""
    return records.add_record(
        Competitor, user=user, opportunity_id=opportunity_id, action="add_competitor", name=name, **facts
    )


def update_competitor(*, user: User, competitor_id: int, **changes: Any) -> Competitor:
    """Changes columns of `COMPETITOR`."""
    return records.update_record(
        Competitor,
        user=user,
        pk=competitor_id,
        action="update_competitor",
        editable=COMPETITOR,
        changes=changes,
    )


def remove_competitor(*, user: User, competitor_id: int) -> None:
    """Takes a rival away."""
    records.remove_record(Competitor, user=user, pk=competitor_id, action="remove_competitor")


def _refuse_seated(row: Stakeholder) -> None:
    """The chart tells who has left: nobody is gone while he sits there."""
    if row.left is None:
        return
    seat = Seat.objects.filter(tenures__person=row.person_id, tenures__ended=False).first()
    if seat is not None:
        message = _("On the organisation chart this person holds the seat “%(seat)s”. Vacate it there.")
        raise records.invalid(left=message % {"seat": seat.title})


def _person_of(opportunity: Opportunity, person_id: int) -> Person:
    person = Person.objects.filter(account=opportunity.account_id, pk=person_id).first()
    if person is None:
        raise not_found()
    return person
