"""Delivery 交付: the frame of the tab with its views, and the view of money: invoices, receipts, introductions."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.delivery.models import Receipt
from tongpin.crm.delivery.selectors import unpaid
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.crm.partners.models import Introduction
from tongpin.crm.partners.policy import may_see_partners
from tongpin.crm.partners.selectors import InvoiceState, MoneyPage, money_of
from tongpin.web.cited import day
from tongpin.web.dunning import unpaid_row
from tongpin.web.money import full_amount
from tongpin.web.opportunity.delivery_plan import plan_view
from tongpin.web.opportunity.delivery_results import results_view
from tongpin.web.opportunity.service import service_view
from tongpin.web.pages import user_of
from tongpin.web.partners.words import WAYS, WORD_CSS, WORD_STATES, rule_told
from tongpin.web.texts import Text

Maker = Callable[[HttpRequest, OpportunityPage], dict[str, Any]]
VIEWS: dict[str, Text] = {
    "plan": pgettext_lazy("delivery view", "Plan"),
    "money": pgettext_lazy("delivery view", "Money"),
    "results": pgettext_lazy("delivery view", "Results"),
    "service": pgettext_lazy("delivery view", "Service"),
}


def delivery_tab(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the tab shows: one of its views; an unknown one is the plan."""
    wanted = request.GET.get("view", "")
    view = wanted if wanted in VIEWS else "plan"
    return {
        "file": f"delivery/{view}",
        "views": [{"name": name, "title": title, "present": name == view} for name, title in VIEWS.items()],
        **MAKERS[view](request, found),
    }


def money_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """Invoices with what was asked and promised, receipts, introductions."""
    money = money_of(found.opportunity)
    asked = {item.invoice.pk: unpaid_row(item) for item in unpaid(user=user_of(request), opportunity=found.opportunity)}
    return {
        "invoices": [_invoice(item) | {"asked": asked.get(item.invoice.pk)} for item in money.invoices],
        "receipts": [_receipt(row, money) for row in money.receipts],
        "introductions": [_introduction(row) for row in money.introductions],
        "sees_partners": may_see_partners(user_of(request)),
    }


def _invoice(item: InvoiceState) -> dict[str, Any]:
    row = item.invoice
    return {
        "id": row.pk,
        "number": row.number,
        "day": day(row.date),
        "due": day(row.due),
        "amount": full_amount(row.amount, row.currency),
        "credited": full_amount(item.credited, row.currency) if item.credited else "",
        "received": full_amount(item.received, row.currency) if item.received else "",
        "open": full_amount(item.open, row.currency) if item.open > 0 else "",
        "overdue": item.overdue,
        "may_credit": item.credited < row.amount,
        "note": row.note,
    }


def _receipt(row: Receipt, money: MoneyPage) -> dict[str, Any]:
    firsts = {item.pk: item for item in money.receipts}
    first = firsts.get(row.undoes_id or 0)
    return {
        "id": row.pk,
        "day": day(row.date),
        "amount": full_amount(row.amount, row.currency),
        "invoice": row.invoice.number if row.invoice is not None else "",
        "undoes": "" if first is None else _("takes back %(day)s") % {"day": day(first.date)},
        "left": row.undoes_id is None and money.undone.get(row.pk, 0) < row.amount,
        "note": row.note,
    }


def _introduction(row: Introduction) -> dict[str, Any]:
    agreement = row.agreement
    return {
        "id": row.pk,
        "partner": agreement.partner.name,
        "partner_id": agreement.partner_id,
        "agreement": str(agreement),
        "way": WAYS[row.way or "direct"],
        "day": day(row.date),
        "proof": row.proof,
        "words": [
            {
                "rule": rule_told(word.rule),
                "state": WORD_STATES[word.state or "asked"],
                "css": WORD_CSS[word.state or "asked"],
                "by": "" if word.answered_by is None else f"{word.answered_by} {day(word.answered_on)}",
                "reason": word.reason,
            }
            for word in row.clearances.all()
        ],
    }


MAKERS: dict[str, Maker] = {
    "plan": plan_view,
    "money": money_view,
    "results": results_view,
    "service": service_view,
}
