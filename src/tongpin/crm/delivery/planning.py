"""The delivery as planned and done: milestones, instalments; what the customer expects, and what came of it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.casefile import DELIVERY
from tongpin.crm.delivery.models import Expectation, Implementation, Instalment, Invoice, Metric, Milestone
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

MILESTONE = ("name", "kind", "due", "done", "owner", "note")
INSTALMENT = ("name", "amount", "currency", "due", "milestone", "invoice")
EXPECTATION = ("date", "text", "who", "source", "measure", "target", "due", "state", "settled", "result")


def add_milestone(*, user: User, opportunity_id: int, name: str, **facts: Any) -> Milestone:
    """A step of the delivery; `facts`: the other columns of `MILESTONE`."""
    records.require_text(name, field="name", message=_("A milestone has a name."))
    with records.work_on(user, opportunity_id, "add_milestone") as (opportunity, deed):
        row = deed.make(records.checked(Milestone(opportunity=opportunity, name=name, **facts)))
        _keep_day(opportunity, row, deed)
        return row


def update_milestone(*, user: User, milestone_id: int, **changes: Any) -> Milestone:
    """Changes columns of `MILESTONE`."""
    with records.work_on_record(user, Milestone, milestone_id, "update_milestone") as (row, opportunity, deed):
        deed.change(row, **records.checked_changes(row, changes, MILESTONE))
        _keep_day(opportunity, row, deed)
        return row


def finish_milestone(*, user: User, milestone_id: int, done: dt.date | None = None) -> Milestone:
    """It was done on a day, today where none is told. Raises `invalid` for a day to come."""
    with records.work_on_record(user, Milestone, milestone_id, "finish_milestone") as (row, opportunity, deed):
        day = done or clock.today()
        if day > clock.today():
            raise records.invalid(done=_("This day is still to come."))
        deed.change(row, done=day)
        _keep_day(opportunity, row, deed)
        return row


def _keep_day(opportunity: Opportunity, row: Milestone, deed: Gesture) -> None:
    """The first that went live begins the use, and the method follows it from that day: kept where none was told. The
    acceptance is not taken from milestones, for there may be several before the one that counts."""
    if row.kind == "go_live" and row.done is not None:
        told = Implementation.objects.filter(pk=opportunity.pk).values_list("go_live", flat=True).first()
        if told is None:
            records.set_one(Implementation, opportunity, deed, {"go_live": row.done}, DELIVERY)


def remove_milestone(*, user: User, milestone_id: int) -> None:
    """Takes a milestone away; its instalments stay."""
    with records.work_on_record(user, Milestone, milestone_id, "remove_milestone") as (row, _opportunity, deed):
        for part in row.instalments.all():
            deed.change(part, milestone=None)
        records.remove(deed, row)


# ---------------------------------------------------------------- instalments
def add_instalment(*, user: User, opportunity_id: int, name: str, amount: Decimal, **facts: Any) -> Instalment:
    """A part of the price; `facts`: currency, due, `milestone_id`, `invoice_id` of this opportunity."""
    with records.work_on(user, opportunity_id, "add_instalment") as (opportunity, deed):
        columns = _instalment(opportunity, {"name": name, "amount": amount, **facts})
        row = Instalment(opportunity=opportunity, **{"currency": opportunity.currency, **columns})
        return deed.make(records.checked(row))


def update_instalment(*, user: User, instalment_id: int, **changes: Any) -> Instalment:
    """Changes it; the same names as when it is added."""
    with records.work_on_record(user, Instalment, instalment_id, "update_instalment") as (row, opportunity, deed):
        columns = _instalment(opportunity, changes)
        deed.change(row, **records.checked_changes(row, columns, INSTALMENT))
        return row


def remove_instalment(*, user: User, instalment_id: int) -> None:
    """Takes it away."""
    records.remove_record(Instalment, user=user, pk=instalment_id, action="remove_instalment")


def _instalment(opportunity: Opportunity, told: dict[str, Any]) -> dict[str, Any]:
    """Columns of what was told; what it names must belong to the opportunity."""
    columns = {key: value for key, value in told.items() if key not in {"milestone_id", "invoice_id"}}
    if "name" in columns:
        records.require_text(columns["name"], field="name", message=_("An instalment has a name."))
    if "amount" in columns and columns["amount"] <= 0:
        raise records.invalid(amount=_("An amount is above zero."))
    if columns.get("currency") == "":
        columns["currency"] = opportunity.currency
    for name, table in (("milestone", Milestone), ("invoice", Invoice)):
        key = f"{name}_id"
        if key not in told:
            continue
        pk = told[key]
        columns[name] = table._default_manager.filter(opportunity=opportunity, pk=pk).first()
        if pk is not None and columns[name] is None:
            raise records.invalid(**{key: _("There is nothing of this kind here.")})
    return columns


# ---------------------------------------------------------------- expectations
def add_expectation(*, user: User, opportunity_id: int, date: dt.date, text: str, **facts: Any) -> Expectation:
    """What the customer expects; `facts`: the other columns of `EXPECTATION`, `who` a stakeholder's code."""
    records.require_text(text, field="text", message=_("Say what they expect."))
    return records.add_record(
        Expectation, user=user, opportunity_id=opportunity_id, action="add_expectation", date=date, text=text, **facts
    )


def update_expectation(*, user: User, expectation_id: int, **changes: Any) -> Expectation:
    """Changes columns of `EXPECTATION`."""
    return records.update_record(
        Expectation, user=user, pk=expectation_id, action="update_expectation", editable=EXPECTATION, changes=changes
    )


def remove_expectation(*, user: User, expectation_id: int) -> None:
    """Takes it away."""
    records.remove_record(Expectation, user=user, pk=expectation_id, action="remove_expectation")


def settle_expectation(*, user: User, expectation_id: int, met: bool, result: str = "") -> Expectation:
    """What came of it, as of today. Without words, the newest reading of its measure is the result."""
    with records.work_on_record(user, Expectation, expectation_id, "settle_expectation") as (row, opportunity, deed):
        told = result.strip() or _newest(opportunity, row.measure)
        deed.change(row, state="met" if met else "missed", settled=clock.today(), result=told)
        return row


def _newest(opportunity: Opportunity, measure: str) -> str:
    newest = Metric.objects.filter(opportunity=opportunity, name=measure).order_by("-date", "-pk").first()
    return newest.value if measure and newest is not None else ""
