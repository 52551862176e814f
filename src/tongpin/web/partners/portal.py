"""The partner's own pages: what he brought, earned, was told and paid. Nothing of ours that he need not know."""

from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.crm.partners import talking
from tongpin.crm.partners.models import Introduction, Statement
from tongpin.crm.partners.portal import own_statement, portal_page
from tongpin.crm.partners.selectors import AgreementPage
from tongpin.web.cited import day
from tongpin.web.forms import PlainForm, Text
from tongpin.web.money import full_amount
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, button, done, for_partners, page
from tongpin.web.partners import statement_files
from tongpin.web.partners.pages import (
    is_refused,
    names_in,
    order_row,
    period_row,
    receipt_rows,
    talk_rows,
    terms_told,
    valid_told,
)
from tongpin.web.partners.words import PORTAL_PAYMENTS, PORTAL_PAYMENTS_CSS, WAYS

ZERO = Decimal(0)
NOBODY: frozenset[int] = frozenset()


@for_partners
@page
def home(request: SignedIn) -> HttpResponse:
    """What is due, and how it came about."""
    found = portal_page(user=request.user)
    names = names_in(found.agreements)
    context = {
        "area": "portal",
        "partner": found.partner.name,
        "agreements": [_agreement(item, names) for item in found.agreements],
    }
    return render(request, "partners/portal.html", context)


def _agreement(item: AgreementPage, names: dict[str, str]) -> dict[str, Any]:
    agreement, ledger, currency = item.agreement, item.ledger, item.agreement.currency
    stated = sum((line.now - line.before for row in item.statements for line in row.lines.all()), ZERO)
    paid = sum((row.amount for row in item.payments if row.state == "paid"), ZERO)
    own = {order.order: order_row(order, ledger, names, NOBODY) for order in ledger.earned.orders}
    return {
        "number": str(agreement),
        "services": agreement.services,
        "valid": valid_told(agreement),
        "terms": terms_told(item),
        "tiles": [
            (_("Stated, not yet paid"), full_amount(stated - paid, currency)),
            (_("Paid so far"), full_amount(paid, currency)),
            (_("Earned since the last statement"), full_amount(ledger.earned.total - stated, currency)),
        ],
        "introductions": [_introduction(code, row, item, names, own) for code, row in ledger.counted.items()],
        "waiting": [_waiting(row) for row in ledger.waiting],
        "periods": [period_row(period, ledger) for period in ledger.earned.periods],
        "statements": [statement_told(row, currency) for row in item.statements],
        "payments": [
            {
                "amount": full_amount(row.amount, currency),
                "invoice": row.invoice_number,
                "state": PORTAL_PAYMENTS[row.state or "asked"],
                "css": PORTAL_PAYMENTS_CSS[row.state or "asked"],
                "day": day(row.paid_on),
            }
            for row in item.payments
        ],
    }


def _introduction(
    code: str, row: Introduction, item: AgreementPage, names: dict[str, str], own: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """A sale, and of it no more than he must know."""
    money = own.get(code, {})
    received = sum(
        (paid.amount * rate for paid, rate in item.ledger.receipts if paid.opportunity_id == row.opportunity_id), ZERO
    )
    return {
        "name": names[code],
        "way": WAYS[row.way or "direct"],
        "day": day(row.date),
        "proof": row.proof,
        "received": full_amount(received.quantize(Decimal("0.01")), item.agreement.currency),
        "earned": money.get("earned", ""),
        "waiting": money.get("waiting", ""),
        "receipts": [{**paid, "note": ""} for paid in receipt_rows(item.ledger, code)],
    }


def _waiting(row: Introduction) -> dict[str, Any]:
    sale = row.opportunity
    return {
        "name": f"{sale.account.name} · {sale.name}" if sale.name else sale.account.name,
        "day": day(row.date),
        "proof": row.proof,
        "refused": is_refused(row),
    }


# ---------------------------------------------------------------- statements
def statement_told(row: Statement, currency: str) -> dict[str, Any]:
    """A statement in a list, with where the talk over it stands."""
    talks = list(row.talks.all())
    return {
        "id": row.pk,
        "number": row.number,
        "until": day(row.until),
        "sent": day(row.sent_on),
        "total": full_amount(sum((line.now - line.before for line in row.lines.all()), ZERO), currency),
        "confirmed": bool(talks) and not talks[-1].question,
        "open": any(talk.question and talk.answered_on is None for talk in talks),
    }


class QuestionForm(PlainForm):
    """What the partner would like to know."""

    about = django_forms.ChoiceField(label=gettext_lazy("About"), required=False)
    question = Text(label=gettext_lazy("Your question"))


@for_partners
@page
def statement(request: SignedIn, statement_id: int) -> HttpResponse:
    """A statement line by line; he says that it is right, or asks."""
    row = own_statement(user=request.user, statement_id=statement_id)
    currency, lines = row.agreement.currency, statement_files.lines_of(row)
    called = {line.about: line.name for line in lines}
    form = QuestionForm(request.POST or None)
    form.choose("about", list(called.items()), empty=_("The whole statement"))

    def ask(values: dict[str, Any]) -> object:
        return talking.question_statement(user=request.user, statement_id=statement_id, **values)

    if request.method == "POST" and try_save(request, form, ask, _("Sent. Our answer will stand here."), undo=False):
        return redirect("portal_statement", statement_id)
    told = statement_told(row, currency)
    context = {
        "area": "portal",
        "title": statement_files.title_of(row),
        "statement": told,
        "agreement": str(row.agreement),
        "lines": [
            {
                "name": line.name,
                "before": full_amount(line.before, currency),
                "now": full_amount(line.now, currency),
                "amount": full_amount(line.now - line.before, currency),
                "correction": line.now < line.before,
            }
            for line in lines
        ],
        "talks": talk_rows(row, called),
        "form": form,
    }
    return render(request, "partners/portal_statement.html", context, status=422 if form.is_bound else 200)


@for_partners
@button
def confirm(request: SignedIn, statement_id: int) -> HttpResponse:
    """He says that it is right."""
    talking.confirm_statement(user=request.user, statement_id=statement_id)
    done(request, _("Thank you. The statement is confirmed."), undo=False)
    return redirect("portal_statement", statement_id)


@for_partners
@page
def pdf(request: SignedIn, statement_id: int) -> HttpResponse:
    """His statement as a page to file."""
    return statement_files.as_pdf(own_statement(user=request.user, statement_id=statement_id))


@for_partners
@page
def excel(request: SignedIn, statement_id: int) -> HttpResponse:
    """His statement as a workbook."""
    return statement_files.as_excel(own_statement(user=request.user, statement_id=statement_id))
