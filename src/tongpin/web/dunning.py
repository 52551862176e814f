"""Who has not paid 催款: invoices past their day in all sales that one sees, with what was asked and promised."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongpin.crm.delivery.selectors import Unpaid, unpaid
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.pages import SignedIn, page


@page
def dunning(request: SignedIn) -> HttpResponse:
    """The list, the longest late first, with the sum by currency."""
    found = unpaid(user=request.user)
    sums: dict[str, Any] = {}
    for item in found:
        sums[item.invoice.currency] = sums.get(item.invoice.currency, 0) + item.open
    context = {
        "area": "opportunities",
        "rows": [unpaid_row(item) for item in found],
        "sums": [full_amount(amount, currency) for currency, amount in sorted(sums.items())],
    }
    return render(request, "dunning.html", context)


def unpaid_row(item: Unpaid) -> dict[str, Any]:
    """An invoice with prepared strings."""
    row, last = item.invoice, item.last
    return {
        "id": row.pk,
        "opportunity_id": row.opportunity_id,
        "href": f"{reverse('opportunity', args=[row.opportunity_id])}?tab=delivery&view=money#invoice-{row.pk}",
        "number": row.number,
        "account": row.opportunity.account.name,
        "title": str(row.opportunity),
        "owner": str(row.opportunity.owner),
        "due": day(row.due),
        "late": item.late,
        "open": full_amount(item.open, row.currency),
        "asked": len(item.reminders),
        "last": "" if last is None else day(last.date),
        "said": "" if last is None else last.text,
        "promised": "" if last is None else day(last.promised),
        "broken": item.broken,
    }
