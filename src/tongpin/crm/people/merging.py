"""Two records that are one person: proposed by name, merged by hand, undone whole."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from tongpin.crm import judging, records
from tongpin.crm.accounts.models import Person
from tongpin.crm.accounts.policy import get_account, get_person
from tongpin.crm.activities.models import Participation
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.calls.models import Call, CallQuestion
from tongpin.crm.care.models import ContactPlan, LoyaltyReading, Referral, ValueEntry
from tongpin.crm.concerns.models import Commitment, Concern, ConcernHint
from tongpin.crm.criteria.models import CriterionCare
from tongpin.crm.delivery.models import Expectation
from tongpin.crm.errors import TongpinError
from tongpin.crm.needs.models import Benefit, Need, NeedHint
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.organisation.models import Tenure
from tongpin.crm.partners.models import Gift, ImproperRequest
from tongpin.crm.people.models import Distinct, InfluenceLine, Mention
from tongpin.crm.plans.models import Task
from tongpin.crm.service.models import Ticket
from tongpin.crm.team.models import Counterpart
from tongpin.crm.users.models import User
from tongpin.method.names import Alike, Named, alike
from tongpin.method.possible import LONGEST_NAME

NAMING = (
    *(Need, Concern, Commitment, Task, Benefit, Call, CallQuestion),
    *(NeedHint, ConcernHint, Expectation, Ticket),
)
"""Records that name a stakeholder and may name any."""
OF_PERSONS = (Tenure, Mention, ValueEntry, LoyaltyReading, Referral, Gift, ImproperRequest)
"""Records that name a person and may name any."""


class Proposal(NamedTuple):
    """Two persons (id and name) who may be one."""

    one: tuple[int, str]
    other: tuple[int, str]
    pair: Alike


def merge_proposals(*, user: User, account_id: int) -> list[Proposal]:
    """Persons of an account who may be the same, the likeliest first; without those of whom somebody said no."""
    account = get_account(user, account_id)
    columns = ("id", "name", "title", "department", "other_names")
    people = {row[0]: row for row in Person.objects.filter(account=account).order_by("pk").values_list(*columns)}
    apart = set(Distinct.objects.filter(account=account).values_list("one", "other"))
    named = (
        Named(id=pk, name=name, title=title, department=department, other_names=tuple(others))
        for pk, name, title, department, others in people.values()
    )
    return [
        Proposal((pair.one, people[pair.one][1]), (pair.other, people[pair.other][1]), pair)
        for pair in alike(named)
        if (pair.one, pair.other) not in apart
    ]


def say_distinct(*, user: User, one_id: int, other_id: int) -> None:
    """These two are two people: not proposed again."""
    with gesture(user, "say_distinct") as deed:
        one, other = sorted((_person(user, one_id), _person(user, other_id)), key=lambda person: person.pk)
        _refuse_odd_pair(one, other)
        if not Distinct.objects.filter(one=one, other=other).exists():
            deed.make(Distinct(account=one.account, one=one, other=other))


def merge_people(*, user: User, keep_id: int, gone_id: int) -> Person:
    """Makes one person of two: `keep` takes over everything of `gone` and is also called by his names.

    Both must be of one account, and the user must be allowed to change every opportunity that names the one who goes.
    """
    with gesture(user, "merge_people") as deed:
        keep, gone = _person(user, keep_id), _person(user, gone_id)
        _refuse_odd_pair(keep, gone)
        touched = set(Stakeholder.objects.filter(person__in=(keep, gone)).values_list("opportunity", flat=True))
        for pk in sorted(touched):
            get_opportunity(user, pk, "change", lock=True)
        for part in Stakeholder.objects.filter(person=gone).order_by("pk"):
            _take_part(deed, part, keep)
        for table in OF_PERSONS:
            for row in table._default_manager.filter(person=gone):
                deed.change(row, person=keep)
        _take_contact_plan(deed, gone, keep)
        deed.remove_all(Distinct.objects.filter(models.Q(one=gone) | models.Q(other=gone)))
        names = [*keep.other_names, gone.name, *gone.other_names]
        deed.change(keep, other_names=list(dict.fromkeys(name for name in names if name and name != keep.name)))
        _fill(deed, keep, gone, ("title", "department", "phone", "mail"))
        deed.remove(gone)
        for pk in sorted(touched):
            judging.judge_anew(Opportunity.objects.get(pk=pk))
        return keep


def _person(user: User, person_id: int) -> Person:
    return get_person(user, person_id, change=True)


def _refuse_odd_pair(one: Person, other: Person) -> None:
    if one.pk == other.pk or one.account_id != other.account_id:
        raise TongpinError("odd_pair", _("Choose two different people of the same account."), 422)


def _take_part(deed: Gesture, part: Stakeholder, keep: Person) -> None:
    """The part that one plays in an opportunity goes to the other; where he has one already, the two are made one."""
    own = Stakeholder.objects.filter(opportunity=part.opportunity_id, person=keep).first()
    if own is None:
        deed.change(part, person=keep)
        return
    for table in NAMING:
        for row in table._default_manager.filter(stakeholder=part):
            deed.change(row, stakeholder=own)
    _move(deed, Participation.objects.filter(stakeholder=part), own, "activity_id", "stakeholder")
    _move(deed, Counterpart.objects.filter(stakeholder=part), own, "member_id", "stakeholder")
    _move(deed, CriterionCare.objects.filter(stakeholder=part), own, "criterion_id", "stakeholder")
    _move(deed, InfluenceLine.objects.filter(speaker=part), own, "listener_id", "speaker")
    _move(deed, InfluenceLine.objects.filter(listener=part), own, "speaker_id", "listener")
    _join(deed, own, part)
    deed.remove(part)


def _take_contact_plan(deed: Gesture, gone: Person, keep: Person) -> None:
    """One plan for one person: his own holds; only where he has none he takes over the other's."""
    plan = ContactPlan.objects.filter(person=gone).first()
    if plan is None:
        return
    if not ContactPlan.objects.filter(person=keep).exists():
        names = ("owner", "every", "since", "interests", "paused_until", "note")
        values = {name: getattr(plan, name) for name in names}
        deed.make(ContactPlan(person=keep, **values))
    deed.remove(plan)


def _move(deed: Gesture, rows: Iterable[models.Model], own: Stakeholder, partner: str, side: str) -> None:
    """Rows that pair a stakeholder with a partner go to his own record; a pair that is there already goes away, and so
    does what would pair him with himself."""
    for row in rows:
        other = getattr(row, partner)
        is_self = partner in {"listener_id", "speaker_id"} and other == own.pk
        if is_self or type(row)._default_manager.filter(**{side: own, partner: other}).exists():
            deed.remove(row)
        else:
            deed.change(row, **{side: own})


def _join(deed: Gesture, own: Stakeholder, part: Stakeholder) -> None:
    """What is known of either; where both say something, what the kept record says."""
    days = [day for day in (own.last_contact, part.last_contact) if day is not None]
    values: dict[str, Any] = {
        "roles": list(dict.fromkeys([*own.roles, *part.roles])),
        "last_contact": max(days, default=None),
        "attitude_to_rivals": part.attitude_to_rivals | own.attitude_to_rivals,
        "known": part.known | own.known,
    }
    deed.change(own, **values)
    _fill(deed, own, part, ("attitude", "influence", "owner", "share", "expectations", "worries", "habits", "left"))


def _fill(deed: Gesture, row: models.Model, other: models.Model, columns: Iterable[str]) -> None:
    """Takes from the other what is unknown."""
    unknown = (None, "")
    deed.change(row, **{name: getattr(other, name) for name in columns if getattr(row, name) in unknown})


def set_other_names(*, user: User, person_id: int, other_names: Iterable[str]) -> Person:
    """Says what else a person is called."""
    with gesture(user, "set_other_names") as deed:
        person = _person(user, person_id)
        told = _("Give the person a name.")
        names = [
            records.require_text(name, field="names", message=told, longest=LONGEST_NAME)
            for name in other_names
            if name.strip()
        ]
        deed.change(person, other_names=list(dict.fromkeys(name for name in names if name and name != person.name)))
        return person
