"""Every write to our team on an opportunity, its counterparts, and how contradictions are settled."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.team.models import Counterpart, Settlement, TeamMember
from tongpin.crm.users.models import User

MEMBER = ("function", "level", "since", "until")
TIE = ("state", "since", "they_expect", "we_expect", "we_promise", "promised", "due", "promise")


def add_member(
    *, user: User, opportunity_id: int, name: str, colleague: User | None = None, **facts: Any
) -> TeamMember:
    """Somebody of ours joins; `facts`: function, level, since (today unless given). Raises `already_there`."""
    with records.work_on(user, opportunity_id, "add_member") as (opportunity, deed):
        named = records.require_text(name, field="name", message=_("Say who joins the team."))
        _refuse_twice(opportunity, named)
        member = TeamMember(opportunity=opportunity, user=colleague, name=named)
        values = {"since": clock.today(), **facts}
        for column, value in records.checked_changes(member, values, MEMBER).items():
            setattr(member, column, value)
        return deed.make(member)


def update_member(*, user: User, member_id: int, **changes: Any) -> TeamMember:
    """Changes function, level, since, until of one of ours."""
    with records.work_on_record(user, TeamMember, member_id, "update_member") as (member, _opportunity, deed):
        deed.change(member, **records.checked_changes(member, changes, MEMBER))
        return member


def leave_team(*, user: User, member_id: int, until: dt.date | None = None) -> TeamMember:
    """One of ours leaves the opportunity; his ties remain on record, and the people he held have nobody."""
    return update_member(user=user, member_id=member_id, until=until or clock.today())


def set_counterpart(*, user: User, opportunity_id: int, member_id: int, who: str, **facts: Any) -> Counterpart:
    """Says how one of ours stands with one of theirs (`who`, a stakeholder's code); makes the tie if there is none.

    `facts`: state, since, they_expect, we_expect, we_promise, promised, due, promise.
    """
    with records.work_on(user, opportunity_id, "set_counterpart") as (opportunity, deed):
        member = _member_of(opportunity, member_id)
        stakeholder = records.stakeholder_of(opportunity, who)
        tie = Counterpart.objects.filter(member=member, stakeholder=stakeholder).first()
        if tie is not None:
            deed.change(tie, **records.checked_changes(tie, facts, TIE))
            return tie
        fresh = Counterpart(opportunity=opportunity, member=member, stakeholder=stakeholder)
        values = {"since": clock.today(), **facts}
        for column, value in records.checked_changes(fresh, values, TIE).items():
            setattr(fresh, column, value)
        return deed.make(fresh)


def remove_counterpart(*, user: User, counterpart_id: int) -> None:
    """Takes a tie away."""
    records.remove_record(Counterpart, user=user, pk=counterpart_id, action="remove_counterpart")


def settle_contradiction(
    *, user: User, opportunity_id: int, topic: str, first: str, second: str, holds: str, tells: str = ""
) -> Settlement:
    """Says which of two statements holds (entries by code) and who tells the customer."""
    with records.work_on(user, opportunity_id, "settle_contradiction") as (opportunity, deed):
        said = records.require_text(holds, field="holds", message=_("Say what holds."))
        entries = [records.activity_of(opportunity, code) for code in (first, second)]
        found = Settlement.objects.filter(topic=topic, first=entries[0], second=entries[1]).first()
        if found is not None:
            # Whoever told the customer told him what held before.
            told = found.told if found.holds == said else None
            deed.change(found, holds=said, tells=tells, date=clock.today(), told=told)
            return found
        fresh = Settlement(
            opportunity=opportunity,
            topic=topic,
            first=entries[0],
            second=entries[1],
            date=clock.today(),
            holds=said,
            tells=tells,
        )
        return deed.make(records.checked(fresh))


def told_the_customer(*, user: User, settlement_id: int, on: dt.date | None = None) -> Settlement:
    """The customer has heard what holds."""
    with records.work_on_record(user, Settlement, settlement_id, "told_the_customer") as (settled, _opportunity, deed):
        deed.change(settled, told=on or clock.today())
        return settled


def _member_of(opportunity: Opportunity, member_id: int) -> TeamMember:
    member = TeamMember.objects.filter(opportunity=opportunity, pk=member_id).first()
    if member is None:
        raise TongpinError("unknown_member", _("He is not on the team of this opportunity."), 422)
    return member


def _refuse_twice(opportunity: Opportunity, name: str) -> None:
    if TeamMember.objects.filter(opportunity=opportunity, name=name).exists():
        message = _("“%(name)s” is on the team already. Two people of one name need something to tell them apart.")
        raise TongpinError("already_there", message % {"name": name}, 409)
