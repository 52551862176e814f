"""Invoices, receipts, parts of the price and warnings of the demo book."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tongpin.crm import clock
from tongpin.crm.delivery import money, planning
from tongpin.crm.delivery.alarming import review_adoption
from tongpin.crm.delivery.models import Milestone
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

Told = Mapping[str, Any]


def load_delivery(*, admin: User, told: Told) -> None:
    """Keeps what the cases tell of money, then warns of those who may complain."""
    found = {row.code: row for row in Opportunity.objects.filter(code__in=told).select_related("owner")}
    for code, case in told.items():
        if code in found:
            _case(found[code], case)
    review_adoption(by=admin)


def _case(opportunity: Opportunity, told: Told) -> None:
    here: dict[str, Any] = {"user": opportunity.owner, "opportunity_id": opportunity.pk}
    bills = {invoice["number"]: _invoice(here, invoice) for invoice in told["invoices"]}
    steps = dict(Milestone.objects.filter(opportunity=opportunity).values_list("name", "pk"))
    for part in told["instalments"]:
        planning.add_instalment(
            **here,
            name=part["name"],
            amount=Decimal(part["amount"]),
            due=_day(part["due_ago"]) if "due_ago" in part else None,
            milestone_id=steps.get(part.get("milestone")),
            invoice_id=bills.get(part.get("invoice")),
        )


def _invoice(here: dict[str, Any], told: Told) -> int:
    row = money.add_invoice(
        **here,
        number=told["number"],
        date=_day(told["ago"]),
        due=_day(told["due_ago"]),
        amount=Decimal(told["amount"]),
    )
    for receipt in told.get("receipts", ()):
        amount = Decimal(receipt["amount"])
        money.record_receipt(**here, date=_day(receipt["ago"]), amount=amount, invoice_id=row.pk)
    for asked in told.get("reminders", ()):
        promised = _day(asked["promised_ago"])
        money.remind(
            user=here["user"], invoice_id=row.pk, date=_day(asked["ago"]), text=asked["text"], promised=promised
        )
    return row.pk


def _day(ago: int) -> dt.date:
    return clock.today() - dt.timedelta(days=ago)
