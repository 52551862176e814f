"""Warnings of how a customer gets on, raised at the save that shows it, or in the night."""

import datetime as dt

import msgspec

from tongpin.crm import clock, judging
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.delivery.models import AdoptionAlarm, Measure, Metric
from tongpin.crm.notices.models import Notice
from tongpin.crm.opportunities.models import Opportunity
from tongpin.method import case as shapes
from tongpin.method import serving
from tongpin.method.adoption.alarms import PastAlarm, broken, dip_ahead
from tongpin.method.adoption.filtering import Point
from tongpin.method.adoption.parameters import parameters
from tongpin.method.adoption.readings import progress_of
from tongpin.method.standing import Adoption, Standing
from tongpin.method.wording import Say, say

LOOKED_BACK = dt.timedelta(days=400)
IN_DIP = 0.5
"""From this chance on they are told to be in the dip, not before it."""
REASONS = 4


def warn(deed: Gesture, opportunity: Opportunity, standing: Standing) -> AdoptionAlarm | None:
    """Within a gesture, once the opportunity is judged: raises an alarm where one is due. Asks the database nothing
    unless the customer is in use and the chance of a complaint is high or a reading was kept."""
    found = standing.adoption
    if found is None or not found.track:
        return None
    measured = any(entry.object_type in ("metric", "measure") for entry in deed.entries)
    high = found.complaint >= parameters().alarm_at
    return _raised(deed, opportunity, found, measured=measured) if high or measured else None


def _raised(deed: Gesture, opportunity: Opportunity, found: Adoption, *, measured: bool) -> AdoptionAlarm | None:
    past = _past(opportunity)
    fallen = _fallen(opportunity, past) if measured else ""
    if fallen:
        return _made(deed, opportunity, "broken", None, [say("adoption.alarms.broken", name=fallen)])
    points = [Point(item.day, _belief(item.odds, item.dip), item.complaint) for item in found.track]
    complaints = [] if found.complained is None else [found.complained]
    if not dip_ahead(points, past, complaints, parameters()):
        return None
    name = "in_dip" if found.dip >= IN_DIP else "dip_ahead"
    first = say(f"adoption.alarms.{name}", percent=round(found.complaint * 100), weeks=found.weeks_ahead)
    return _made(deed, opportunity, "dip_ahead", found.complaint, [first, *found.why[:REASONS]])


def _belief(odds: tuple[float, ...], dip: float) -> tuple[float, ...]:
    new, learning, effect = odds
    return (new, learning - dip, dip, effect)


def _past(opportunity: Opportunity) -> list[PastAlarm]:
    since = clock.today() - LOOKED_BACK
    rows = AdoptionAlarm.objects.filter(opportunity__account=opportunity.account_id, date__gte=since)
    return [
        PastAlarm(date=date, kind=kind, here=owner == opportunity.pk, wrong=state == "wrong")
        for date, kind, owner, state in rows.values_list("date", "kind", "opportunity_id", "state")
    ]


def _fallen(opportunity: Opportunity, past: list[PastAlarm]) -> str:
    metrics = Metric.objects.filter(opportunity=opportunity).order_by("-date", "-pk")[:200]
    measures = Measure.objects.filter(opportunity=opportunity)
    readings = [
        shapes.Metric(date=row.date, name=row.name, value=row.value, target=row.target) for row in reversed(metrics)
    ]
    bands = [
        serving.Measure(name=row.name, better=row.better or "higher", baseline=row.baseline, low=row.low, high=row.high)
        for row in measures
    ]
    return broken(progress_of(readings, bands), clock.today(), past)


def _made(
    deed: Gesture, opportunity: Opportunity, kind: str, chance: float | None, reasons: list[Say]
) -> AdoptionAlarm:
    alarm = AdoptionAlarm(opportunity=opportunity, date=clock.today(), kind=kind, chance=chance)
    alarm.reasons = [msgspec.to_builtins(reason) for reason in reasons]
    deed.make(alarm)
    told = judging.kept(reasons[0])
    deed.make(Notice(opportunity=opportunity, user_id=opportunity.owner_id, kind="alarm", text=told))
    return alarm


def reasons_of(alarm: AdoptionAlarm) -> list[Say]:
    """Why it was raised, in sentences of the method."""
    return msgspec.convert(alarm.reasons, type=list[Say])
