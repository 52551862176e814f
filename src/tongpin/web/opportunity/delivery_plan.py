"""The delivery as planned: the three dates, milestones with what is late, parts of the price."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tongpin.crm import clock
from tongpin.crm.delivery.models import Implementation, Instalment, Milestone
from tongpin.crm.delivery.selectors import plan_of
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.opportunity.delivery_words import MILESTONES
from tongpin.web.opportunity.forms import ImplementationForm
from tongpin.web.opportunity.records import fact_rows


def plan_view(_request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the view shows."""
    opportunity = found.opportunity
    plan = plan_of(opportunity)
    dates = Implementation.objects.filter(pk=opportunity.pk).values(*ImplementationForm.base_fields).first()
    return {
        "delivery": [] if dates is None else fact_rows(dates, ImplementationForm),
        "milestones": [_milestone(row) for row in plan.milestones],
        "done": sum(row.done is not None for row in plan.milestones),
        "instalments": [_instalment(row) for row in plan.instalments],
    }


def _milestone(row: Milestone) -> dict[str, Any]:
    today = clock.today()
    until = row.done or today
    late = (until - row.due).days if row.due is not None else 0
    return {
        "id": row.pk,
        "name": row.name,
        "kind": MILESTONES[row.kind or "other"],
        "due": day(row.due),
        "done": day(row.done),
        "late": max(late, 0),
        "owner": row.owner,
        "note": row.note,
        "edit": reverse("change_record", args=[row.opportunity_id, "milestone", row.pk]),
    }


def _instalment(row: Instalment) -> dict[str, Any]:
    step = row.milestone
    ready = step is not None and step.done is not None
    due = row.due is not None and row.due <= clock.today()
    return {
        "id": row.pk,
        "name": row.name,
        "amount": full_amount(row.amount, row.currency),
        "due": day(row.due),
        "milestone": "" if step is None else step.name,
        "invoice": "" if row.invoice is None else row.invoice.number,
        "to_bill": row.invoice is None and (ready or (due and step is None)),
        "edit": reverse("change_record", args=[row.opportunity_id, "instalment", row.pk]),
    }
