"""Every write to contact plans, busy seasons, threats, and how far a relation is meant to reach."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.accounts.policy import get_account, get_person
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.care.models import BusySeason, ContactPlan, Threat
from tongpin.crm.opportunities.models import Stakeholder
from tongpin.crm.opportunities.policy import not_found, visible
from tongpin.crm.users.models import Role, User
from tongpin.crm.users.policy import may_write
from tongpin.method.care.rest import is_day

PLAN = ("every", "since", "interests", "paused_until", "note")
THREAT = ("kind", "date", "text", "plan", "owner", "state")
LONGEST_KEY = 200
MOST_AT_ONCE = 50


# ---------------------------------------------------------------- contact plans
def set_contact_plan(*, user: User, person_id: int, owner: User | None = None, **facts: Any) -> ContactPlan:
    """Says how often one of ours sees a person, and what he is interested in; the columns of `PLAN`. A plan that is
    there is changed. `owner`: who of ours, by default the user; he must be able to write."""
    with gesture(user, "set_contact_plan") as deed:
        person = get_person(user, person_id, change=True)
        plan = ContactPlan.objects.filter(person=person).first()
        holder = owner or (plan.owner if plan else user)
        _refuse_idle(holder)
        if plan is None:
            fresh = ContactPlan(person=person, owner=holder, since=clock.today())
            clean = records.checked_changes(fresh, facts, PLAN)
            for name, value in clean.items():
                setattr(fresh, name, value)
            return deed.make(records.checked(fresh))
        deed.change(plan, owner=holder, **records.checked_changes(plan, facts, PLAN))
        return plan


def plan_contacts(*, user: User, person_ids: Sequence[int]) -> list[ContactPlan]:
    """Plans for several people at once with the rhythm of the grade; who has one keeps it. The user keeps them; whoever
    leads others leaves them to those whose sales name the people."""
    with gesture(user, "plan_contacts") as deed:
        _refuse_idle(user)
        people = [get_person(user, pk, change=True) for pk in dict.fromkeys(person_ids[:MOST_AT_ONCE])]
        planned = set(ContactPlan.objects.filter(person__in=people).values_list("person_id", flat=True))
        keepers = {} if user.role == Role.SALESPERSON else _keepers(people)
        fresh = [
            ContactPlan(person=person, owner=keepers.get(person.pk, user), since=clock.today())
            for person in people
            if person.pk not in planned
        ]
        return deed.make_all(ContactPlan, fresh)


def _keepers(people: Sequence[Person]) -> dict[int, User]:
    """Who keeps the newest sale that names each, if he works with customers."""
    parts = Stakeholder.objects.filter(person__in=people).select_related("opportunity__owner").order_by("pk")
    return {part.person_id: part.opportunity.owner for part in parts if may_write(part.opportunity.owner)}


def remove_contact_plan(*, user: User, person_id: int) -> None:
    """Nobody has to see him regularly any more."""
    with gesture(user, "remove_contact_plan") as deed:
        person = get_person(user, person_id, change=True)
        plan = ContactPlan.objects.filter(person=person).first()
        if plan is None:
            raise not_found()
        deed.remove(plan)


def _refuse_idle(holder: User) -> None:
    if not may_write(holder):
        raise records.invalid(owner=_("Choose a colleague who works with customers."))


# ---------------------------------------------------------------- busy seasons
def add_busy_season(*, user: User, account_id: int, first: str, last: str, note: str = "") -> BusySeason:
    """Days of every year in which the customer is left alone: "MM-DD" to "MM-DD", both included."""
    with gesture(user, "add_busy_season") as deed:
        account = get_account(user, account_id, change=True)
        _refuse_no_day(first=first, last=last)
        return deed.make(records.checked(BusySeason(account=account, first=first, last=last, note=note)))


def remove_busy_season(*, user: User, season_id: int) -> None:
    """Takes a busy season away."""
    with gesture(user, "remove_busy_season") as deed:
        season = BusySeason.objects.filter(pk=season_id).first()
        if season is None:
            raise not_found()
        get_account(user, season.account_id, change=True)
        deed.remove(season)


def _refuse_no_day(**days: str) -> None:
    wrong = {name: _("Write month and day, as in 03-15.") for name, day in days.items() if not is_day(day)}
    if wrong:
        raise records.invalid(**wrong)


# ---------------------------------------------------------------- range
def set_relation_target(*, user: User, account_id: int, target: str | None) -> Account:
    """How far the relation is meant to reach: person, department, company; `None`: nobody has said."""
    with gesture(user, "set_relation_target") as deed:
        account = get_account(user, account_id, change=True)
        changes = {"relation_target": target}
        deed.change(account, **records.checked_changes(account, changes, changes))
        return account


# ---------------------------------------------------------------- threats
def record_threat(
    *,
    user: User,
    account_id: int,
    kind: str,
    text: str,
    date: dt.date | None = None,
    plan: str = "",
    owner: str = "",
) -> Threat:
    """A threat that somebody saw, beside those that the records show."""
    with gesture(user, "record_threat") as deed:
        account = get_account(user, account_id, change=True)
        told = records.require_text(text, field="text", message=_("Say what threatens the relation."), longest=2000)
        fresh = Threat(account=account, kind=kind, text=told, date=date or clock.today(), plan=plan, owner=owner)
        return deed.make(records.checked(fresh))


def answer_threat(
    *,
    user: User,
    account_id: int,
    key: str,
    kind: str,
    date: dt.date,
    text: str,
    words: str = "",
    activity_id: int | None = None,
    state: str = "open",
    plan: str = "",
    owner: str = "",
) -> Threat:
    """Answers a threat that was found in records, known by its `key`: plans something (`open` with a plan), handled, or
    dismissed. What was found is kept as it was told."""
    with gesture(user, "answer_threat") as deed:
        account = get_account(user, account_id, change=True)
        known = records.require_text(key, field="key", message=_("Say which threat."), longest=LONGEST_KEY)
        row = Threat.objects.filter(account=account, key=known).first()
        settled = None if state == "open" else clock.today()
        if row is not None:
            changes = {"state": state, "plan": plan, "owner": owner}
            deed.change(row, settled=settled, **records.checked_changes(row, changes, changes))
            return row
        fresh = Threat(
            account=account,
            key=known,
            kind=kind,
            date=date,
            text=text,
            words=words,
            activity=_entry(user, account, activity_id),
            state=state,
            plan=plan,
            owner=owner,
            settled=settled,
        )
        return deed.make(records.checked(fresh))


def update_threat(*, user: User, threat_id: int, **changes: Any) -> Threat:
    """Changes columns of `THREAT`; handled and dismissed ones are settled today, an open one is not."""
    with gesture(user, "update_threat") as deed:
        row = _threat(user, threat_id)
        clean = records.checked_changes(row, changes, THREAT)
        state = clean.get("state", row.state)
        settled = None if state == "open" else row.settled or clock.today()
        deed.change(row, settled=settled, **clean)
        return row


def remove_threat(*, user: User, threat_id: int) -> None:
    """Takes away what somebody recorded; a threat found in records is found again."""
    with gesture(user, "remove_threat") as deed:
        deed.remove(_threat(user, threat_id))


def _threat(user: User, threat_id: int) -> Threat:
    row = Threat.objects.filter(pk=threat_id).first()
    if row is None:
        raise not_found()
    get_account(user, row.account_id, change=True)
    return row


def _entry(user: User, account: Account, activity_id: int | None) -> Activity | None:
    """The entry that shows it, of an opportunity of the account that the user sees."""
    if activity_id is None:
        return None
    return Activity.objects.filter(
        pk=activity_id, opportunity__in=visible(user).filter(account=account).values("pk")
    ).first()
