"""What the pages of delivery read: the plan, results against expectations, invoices that are not paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from tongpin.crm import clock
from tongpin.crm.delivery.models import (
    AdoptionAlarm,
    Expectation,
    Instalment,
    Invoice,
    Measure,
    Metric,
    Milestone,
    Receipt,
    Reminder,
)
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.users.models import User

MOST = 500
MOST_INVOICES = 200
MOST_ALARMS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Milestones by their days, and the parts of the price."""

    milestones: Sequence[Milestone]
    instalments: Sequence[Instalment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What was expected, what is measured (oldest reading first), and what was warned of (newest first)."""

    expectations: Sequence[Expectation]
    measures: Sequence[Measure]
    readings: Sequence[Metric]
    alarms: Sequence[AdoptionAlarm]


def plan_of(opportunity: Opportunity) -> Plan:
    """`opportunity` has passed the gate."""
    milestones = Milestone.objects.filter(opportunity=opportunity)
    instalments = Instalment.objects.filter(opportunity=opportunity).select_related("milestone", "invoice")
    return Plan(
        milestones=list(milestones.order_by(F("due").asc(nulls_last=True), "pk")[:MOST]),
        instalments=list(instalments.order_by(F("due").asc(nulls_last=True), "pk")[:MOST]),
    )


def results_of(opportunity: Opportunity) -> Results:
    """`opportunity` has passed the gate; the newest readings where there are very many."""
    expectations = Expectation.objects.filter(opportunity=opportunity).select_related("stakeholder__person", "activity")
    readings = Metric.objects.filter(opportunity=opportunity).order_by("-date", "-pk")[:MOST]
    return Results(
        expectations=list(expectations.order_by("date", "pk")[:MOST]),
        measures=list(Measure.objects.filter(opportunity=opportunity).order_by("pk")[:MOST]),
        readings=list(reversed(readings)),
        alarms=list(AdoptionAlarm.objects.filter(opportunity=opportunity).order_by("-date", "-pk")[:MOST_ALARMS]),
    )


def measure_names(opportunity: Opportunity) -> list[str]:
    """Names of its measures, and of readings that have none."""
    named = Measure.objects.filter(opportunity=opportunity).order_by("pk").values_list("name", flat=True)
    read = Metric.objects.filter(opportunity=opportunity).order_by("name").values_list("name", flat=True).distinct()
    return list(dict.fromkeys([*named[:MOST], *read[:MOST]]))


# ---------------------------------------------------------------- who has not paid
@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaid:
    """An invoice of which something is open. ``late``: days since it was due; ``broken``: days since the customer had
    promised to pay."""

    invoice: Invoice
    open: Decimal
    late: int
    reminders: Sequence[Reminder]
    broken: int

    @property
    def last(self) -> Reminder | None:
        return self.reminders[-1] if self.reminders else None


def unpaid(*, user: User, opportunity: Opportunity | None = None) -> list[Unpaid]:
    """Invoices that are due and not paid, of one sale or of all that the user sees: the longest late first."""
    today = clock.today()
    owed = _left(Invoice.objects.filter(amount__gt=0, due__lt=today))
    owed = owed.filter(opportunity=opportunity) if opportunity else owed.filter(opportunity__in=visible(user))
    rows = list(owed.filter(left__gt=0).select_related("opportunity__account", "opportunity__owner")[:MOST_INVOICES])
    told: dict[int, list[Reminder]] = {}
    for reminder in Reminder.objects.filter(invoice__in=rows).select_related("by").order_by("date", "pk"):
        told.setdefault(reminder.invoice_id, []).append(reminder)
    return [_unpaid(row, told.get(row.pk, [])) for row in rows]


def _left(invoices: "QuerySet[Invoice]") -> "QuerySet[Any]":
    """Invoices with `left`, what is not credited and not received; the longest due first."""
    credits = Invoice.objects.filter(
        opportunity=OuterRef("opportunity"), number=OuterRef("number"), amount__lt=0
    ).order_by()
    credited = credits.values("number").annotate(sum=Sum("amount")).values("sum")
    receipts = Receipt.objects.filter(invoice=OuterRef("pk")).order_by()
    received = receipts.values("invoice").annotate(sum=Sum("amount")).values("sum")
    return invoices.annotate(
        left=F("amount") + Coalesce(Subquery(credited), Decimal(0)) - Coalesce(Subquery(received), Decimal(0))
    ).order_by("due", "pk")


def _unpaid(row: Any, reminders: Sequence[Reminder]) -> Unpaid:
    today = clock.today()
    promised = reminders[-1].promised if reminders else None
    return Unpaid(
        invoice=row,
        open=row.left,
        late=(today - row.due).days if row.due else 0,
        reminders=reminders,
        broken=max((today - promised).days, 0) if promised else 0,
    )
