"""Partners: the list with what waits, and the page of one with everything that was reckoned."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.crm import clock
from tongpin.crm.delivery.models import Receipt
from tongpin.crm.partners.cash import Cash, cash_ahead, cash_of
from tongpin.crm.partners.ledger import Ledger
from tongpin.crm.partners.models import Introduction, Partner, PartnerAgreement, PartnerPayment, Statement
from tongpin.crm.partners.policy import may_give_access, may_keep_partners, may_see_partners
from tongpin.crm.partners.refusing import told
from tongpin.crm.partners.selectors import AgreementPage, PartnerRow, order_names, partner_page, partner_rows
from tongpin.method.partners.commission import OrderEarned, PeriodEarned
from tongpin.method.partners.forecast import Ahead
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.pages import SignedIn, page
from tongpin.web.partners.words import (
    KINDS,
    LENGTHS,
    PAYMENT_CSS,
    PAYMENT_STATES,
    TIER_RULES,
    WAYS,
)

ZERO = Decimal(0)


@page
def partners(request: SignedIn) -> HttpResponse:
    """All partners."""
    context = {
        "area": "library",
        "rows": [_row(row) for row in partner_rows(user=request.user)],
        "may_keep": may_keep_partners(request.user),
        "sees_money": may_see_partners(request.user),
        "ahead": [
            told_ahead
            for currency, found in cash_ahead(user=request.user).items()
            if (told_ahead := ahead_told(found, currency))
        ],
    }
    return render(request, "partners/list.html", context)


def _row(row: PartnerRow) -> dict[str, Any]:
    return {
        "id": row.partner.pk,
        "name": row.partner.name,
        "kind": KINDS[row.partner.kind or "company"],
        "retired": row.partner.retired,
        "agreements": row.agreements,
        "due": _(" + ").join(full_amount(amount, currency) for currency, amount in row.due.items()),
        "renew": day(row.renew),
        "to_renew": row.to_renew,
        "clearances": row.clearances,
        "payments": row.payments,
    }


@page
def partner(request: SignedIn, partner_id: int) -> HttpResponse:
    """A partner: identity, agreements, what he earned and how, statements, payments."""
    found = partner_page(user=request.user, partner_id=partner_id)
    row = found.partner
    names = names_in(found.agreements)
    cash = cash_of(item.ledger for item in found.agreements)
    context = {
        "area": "library",
        "partner": row,
        "facts": _facts(row),
        "checks": [{"text": told(item), "refused": item.verdict == "refused"} for item in found.objections],
        "declared": day(found.declared),
        "renew": day(found.renew),
        "relatives": _("; ").join(found.relatives),
        "overdue": found.renew is not None and found.renew < clock.today(),
        "agreements": [
            _agreement(item, found.seen, names) | _cash(item, cash[item.agreement.pk], found.seen, names)
            for item in found.agreements
        ],
        "may_keep": may_keep_partners(request.user),
        "me": request.user.pk,
        "visitor": None if row.user is None else {"name": row.user.username, "active": row.user.is_active},
        "may_give_access": may_give_access(request.user),
    }
    return render(request, "partners/partner.html", context)


def _facts(row: Partner) -> list[tuple[str, str]]:
    pairs = [
        (pgettext("partner", "Kind"), str(KINDS[row.kind or "company"])),
        (_("Unified social credit code"), row.code),
        (_("Licence valid until"), day(row.licence_until)),
        (_("Owners"), _("; ").join(row.owners)),
        (_("Bank account"), " · ".join(part for part in (row.holder, row.account, row.bank) if part)),
        (_("Telephone"), row.phone),
        (_("Mail address"), row.mail),
        (_("Address"), row.address),
        (pgettext("partner", "Note"), row.note),
    ]
    return [(label, value) for label, value in pairs if value]


def names_in(agreements: Sequence[AgreementPage]) -> dict[str, str]:
    """Names of all orders that agreements and their statements speak of, by code."""
    codes = {code for item in agreements for code in item.ledger.counted}
    lines = (line for item in agreements for row in item.statements for line in row.lines.all())
    return order_names(sorted(codes | {line.about.removeprefix("order:") for line in lines}))


def _agreement(item: AgreementPage, seen: frozenset[int], names: dict[str, str]) -> dict[str, Any]:
    agreement, currency = item.agreement, item.agreement.currency
    return {
        "id": agreement.pk,
        "number": str(agreement),
        "services": agreement.services,
        "valid": valid_told(agreement),
        "over": agreement.valid_until is not None and agreement.valid_until < clock.today(),
        "signed": day(agreement.signed),
        "recorded": day(agreement.recorded_on),
        "terms": terms_told(item),
        "due": full_amount(item.due, currency),
        "is_due": item.due > 0,
        "draft": next((row.pk for row in item.statements if row.state == "draft"), None),
        "orders": [order_row(order, item.ledger, names, seen) for order in item.ledger.earned.orders],
        "introduced": _introduced(item.ledger, names, seen),
        "periods": [period_row(period, item.ledger) for period in item.ledger.earned.periods],
        "waiting": [
            {
                "name": str(row.opportunity),
                "href": _order_address(row.opportunity_id, seen),
                "refused": is_refused(row),
            }
            for row in item.ledger.waiting
        ],
        "unpriced": [
            {"day": day(row.date), "amount": full_amount(row.amount, row.currency)} for row in item.ledger.unpriced
        ],
        "statements": [_statement(row, currency, names) for row in item.statements],
        "payments": [_payment(row, currency) for row in item.payments],
    }


def _cash(item: AgreementPage, cash: Cash, seen: frozenset[int], names: dict[str, str]) -> dict[str, Any]:
    """Commission ahead, and what the partner could help to collect."""
    currency = item.agreement.currency
    return {
        "ahead": ahead_told(cash.ahead, currency),
        "collect": [
            {
                "name": names[row.code],
                "href": _order_address(item.ledger.counted[row.code].opportunity_id, seen),
                "number": row.invoice.invoice.number,
                "open": full_amount(row.invoice.open, row.invoice.invoice.currency),
                "due": day(row.invoice.invoice.due),
                "overdue": row.invoice.overdue,
                "commission": "" if row.commission is None else full_amount(row.commission, currency),
            }
            for row in cash.collect
        ],
    }


def ahead_told(found: Ahead, currency: str) -> dict[str, Any]:
    """Month by month, and what has no day; nothing where nothing is ahead."""
    if not found.months and not found.undated:
        return {}
    return {
        "undated": full_amount(found.undated, currency) if found.undated else "",
        "rows": [
            {"month": date_format(month.first, "YEAR_MONTH_FORMAT"), "amount": full_amount(month.amount, currency)}
            for month in found.months
        ],
    }


def is_refused(row: Introduction) -> bool:
    """Whether the compliance officer has said no to it."""
    return any(word.state == "refused" for word in row.clearances.all())


def valid_told(agreement: PartnerAgreement) -> str:
    """From when to when."""
    start, end = day(agreement.valid_from), day(agreement.valid_until)
    if not end:
        return _("from %(start)s, no end set") % {"start": start}
    return _("%(start)s to %(end)s") % {"start": start, "end": end}


def terms_told(item: AgreementPage) -> list[str]:
    """What an agreement says of money, in sentences."""
    agreement = item.agreement
    told_lines = [
        _("%(rate)s%% of the money received for each order") % {"rate": _number(agreement.per_order)},
        _("%(rate)s%% of introduced customers’ money counts towards the base of a period")
        % {"rate": _number(agreement.introduced_part)},
    ]
    for at, rate in agreement.tiers:
        amount = full_amount(Decimal(at), agreement.currency)
        told_lines.append(_("from a base of %(amount)s on, %(rate)s%% of it") % {"amount": amount, "rate": rate})
    rule = TIER_RULES[agreement.tier_rule or "highest"]
    told_lines.append(_("%(length)s; %(rule)s") % {"length": LENGTHS[agreement.length or "half_year"], "rule": rule})
    return told_lines


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _order_address(opportunity_id: int, seen: frozenset[int]) -> str:
    return reverse("opportunity", args=[opportunity_id]) + "?tab=delivery&view=money" if opportunity_id in seen else ""


def order_row(order: OrderEarned, ledger: Ledger, names: dict[str, str], seen: frozenset[int]) -> dict[str, Any]:
    """An order with the receipts that its commission was reckoned on."""
    currency = ledger.agreement.currency
    row = ledger.counted[order.order]
    return {
        "name": names[order.order],
        "href": _order_address(row.opportunity_id, seen),
        "proof": row.proof,
        "day": day(row.date),
        "received": full_amount(order.received.quantize(Decimal("0.01")), currency),
        "earned": full_amount(order.earned, currency),
        "waiting": full_amount(order.waiting, currency) if order.waiting else "",
        "receipts": receipt_rows(ledger, order.order),
    }


def receipt_rows(ledger: Ledger, code: str) -> list[dict[str, str]]:
    """The receipts of an order that were counted."""
    return [_receipt(row, rate, ledger) for row, rate in ledger.receipts if row.opportunity.code == code]


def _receipt(row: Receipt, rate: Decimal, ledger: Ledger) -> dict[str, str]:
    foreign = row.currency != ledger.agreement.currency
    return {
        "day": day(row.date),
        "amount": full_amount(row.amount, row.currency),
        "rate": f"× {_number(rate)}" if foreign else "",
        "undoes": _("takes back %(day)s") % {"day": day(row.undoes.date)} if row.undoes else "",
        "note": row.note,
    }


def _introduced(ledger: Ledger, names: dict[str, str], seen: frozenset[int]) -> list[dict[str, Any]]:
    return [
        {
            "name": names[code],
            "way": WAYS["introduced"],
            "href": _order_address(row.opportunity_id, seen),
            "day": day(row.date),
            "proof": row.proof,
            "receipts": receipt_rows(ledger, code),
        }
        for code, row in ledger.counted.items()
        if row.way == "introduced"
    ]


def period_row(period: PeriodEarned, ledger: Ledger) -> dict[str, Any]:
    """A period with how its base came about."""
    agreement = ledger.agreement

    def money(amount: Decimal) -> str:
        return full_amount(amount.quantize(Decimal("0.01")), agreement.currency)

    part = f"{money(period.introduced)} × {_number(agreement.introduced_part)}%"
    return {
        "name": _("%(start)s to %(end)s") % {"start": day(period.period.start), "end": day(period.period.end)},
        "direct": money(period.direct),
        "introduced": part if period.introduced else "",
        "carried": money(period.carried) if period.carried else "",
        "base": money(period.base),
        "tier": "" if period.tier is None else f"{_number(period.tier.rate)}%",
        "earned": money(period.earned),
        "closed": period.closed,
    }


def about_told(about: str, names: dict[str, str]) -> str:
    """What a line of a statement is for."""
    kind, _colon, what = about.partition(":")
    if kind == "order":
        return names.get(what, what)
    return _("Period from %(day)s") % {"day": what}


def _statement(row: Statement, currency: str, names: dict[str, str]) -> dict[str, Any]:
    lines = sorted(row.lines.all(), key=lambda line: line.about)
    return {
        "id": row.pk,
        "number": row.number,
        "until": day(row.until),
        "sent": day(row.sent_on),
        "draft": row.state == "draft",
        "total": full_amount(sum((line.now - line.before for line in lines), ZERO), currency),
        "talks": talk_rows(row, {line.about: about_told(line.about, names) for line in lines}),
        "lines": [
            {
                "name": about_told(line.about, names),
                "amount": full_amount(line.now - line.before, currency),
                "correction": line.now < line.before,
            }
            for line in lines
        ],
    }


def talk_rows(row: Statement, lines: dict[str, str]) -> list[dict[str, Any]]:
    """What was said about a statement; `lines`: what its lines are called. Without a question it was confirmed."""
    return [
        {
            "id": talk.pk,
            "about": lines.get(talk.about, talk.about) if talk.about else "",
            "day": day(talk.asked_on),
            "question": talk.question,
            "answer": talk.answer,
            "answered": day(talk.answered_on),
            "by": str(talk.answered_by or ""),
        }
        for talk in row.talks.all()
    ]


def _payment(row: PartnerPayment, currency: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "amount": full_amount(row.amount, currency),
        "state": PAYMENT_STATES[row.state or "asked"],
        "css": PAYMENT_CSS.get(row.state or "", ""),
        "key": row.state,
        "invoice": row.invoice_number,
        "asked_by": str(row.asked_by),
        "asker": row.asked_by_id,
        "asked_on": day(row.asked_on),
        "paid_on": day(row.paid_on),
        "approvals": _(", ").join(str(item.user) for item in row.approvals.all()),
        "approvers": {item.user_id for item in row.approvals.all()},
        "reason": row.reason,
    }
