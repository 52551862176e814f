"""Every write to what we believe of people in an opportunity: how it is known, and who listens to whom."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.people.models import InfluenceLine
from tongpin.crm.users.models import User
from tongpin.method.sides import ASPECTS

LINE = ("strength", "state")
STATES = ("assumed", "confirmed")
STRENGTHS = (1, 2, 3)


def say_how_known(
    *, user: User, stakeholder_id: int, aspect: str, state: str, since: dt.date | None = None, entry: str = ""
) -> Stakeholder:
    """Says of an aspect of a person (roles, attitude, ...) whether it is assumed or confirmed, since when, by which
    entry (its code)."""
    with records.work_on_record(user, Stakeholder, stakeholder_id, "say_how_known") as (row, opportunity, deed):
        if aspect not in ASPECTS or state not in STATES:
            raise records.invalid(state=_("Say whether this is assumed or confirmed."))
        deed.change(row, known=row.known | {aspect: known_how(opportunity, state, since, entry)})
        return row


def known_how(opportunity: Opportunity, state: str, since: dt.date | None, entry: str) -> dict[str, str]:
    """How something is known, as the stakeholder's row keeps it."""
    if entry:
        records.activity_of(opportunity, entry)
    told = {"state": state, "since": (since or clock.today()).isoformat(), "entry": entry}
    return {name: value for name, value in told.items() if value}


def draw_line(
    *, user: User, opportunity_id: int, speaker: str, listener: str, entry: str = "", **facts: Any
) -> InfluenceLine:
    """Says that `listener` listens to `speaker` (codes), or how; `facts`: strength (1 to 3), state."""
    with records.work_on(user, opportunity_id, "draw_line") as (opportunity, deed):
        if speaker == listener:
            raise TongpinError("own_listener", _("Nobody listens to himself. Choose two different people."), 422)
        _refuse_odd_strength(facts)
        ends = {
            "speaker": records.stakeholder_of(opportunity, speaker),
            "listener": records.stakeholder_of(opportunity, listener),
        }
        activity = records.activity_of(opportunity, entry) if entry else None
        line = InfluenceLine.objects.filter(**ends).first()
        if line is not None:
            deed.change(line, **records.checked_changes(line, facts, LINE), activity=activity or line.activity)
            return line
        fresh = InfluenceLine(opportunity=opportunity, activity=activity, **ends)
        for column, value in records.checked_changes(fresh, facts, LINE).items():
            setattr(fresh, column, value)
        return deed.make(fresh)


def change_line(*, user: User, line_id: int, entry: str = "", **facts: Any) -> InfluenceLine:
    """Changes how a line is drawn; `facts` as :func:`draw_line` takes them, `entry` shows it (empty: none)."""
    with records.work_on_record(user, InfluenceLine, line_id, "change_line") as (line, opportunity, deed):
        _refuse_odd_strength(facts)
        activity = records.activity_of(opportunity, entry) if entry else None
        deed.change(line, **records.checked_changes(line, facts, LINE), activity=activity)
        return line


def _refuse_odd_strength(facts: dict[str, Any]) -> None:
    if facts.get("strength", 2) not in STRENGTHS:
        raise records.invalid(strength=_("How strong a line is goes from 1 to 3."))


def erase_line(*, user: User, line_id: int) -> None:
    """Takes an influence line away."""
    records.remove_record(InfluenceLine, user=user, pk=line_id, action="erase_line")
