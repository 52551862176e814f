"""What waits for a user's word about partners, gifts and reports: rows for Today."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm.partners.policy import is_officer
from tongpin.crm.partners.selectors import (
    clearances_waiting,
    gift_rows,
    improper_requests,
    payments_waiting,
    questions_waiting,
)
from tongpin.crm.users.models import User
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.partners.words import rule_told


def waiting_words(user: User) -> list[dict[str, Any]]:
    """Payments and partners’ questions for those who keep partners; doubts, gifts and reports for the officer."""
    payments = [
        _row(
            f"{reverse('partner', args=[row.agreement.partner_id])}#payment-{row.pk}",
            _("Payment to a partner"),
            row.agreement.partner.name,
            row.asked_by,
            row.asked_on,
            amount=full_amount(row.amount, row.agreement.currency),
        )
        for row in payments_waiting(user=user)
    ]
    questions = [
        _row(
            f"{reverse('partner', args=[row.statement.agreement.partner_id])}#statement-{row.statement_id}",
            _("Question about a statement"),
            row.statement.agreement.partner.name,
            row.asked_by,
            row.asked_on,
        )
        for row in questions_waiting(user=user)
    ]
    return [*payments, *questions, *(_for_officer(user) if is_officer(user) else [])]


def _for_officer(user: User) -> list[dict[str, Any]]:
    page = reverse("compliance")
    words = [
        _row(
            f"{page}#word-{row.pk}",
            str(rule_told(row.rule)),
            row.introduction.agreement.partner.name,
            row.asked_by,
            row.asked_on,
        )
        for row in clearances_waiting(user=user)
    ]
    reports = [
        _row(f"{page}#report-{row.pk}", _("Improper request"), row.opportunity.account.name, row.recorded_by, row.date)
        for row in improper_requests(user=user)
        if row.settled_on is None
    ]
    gifts = [
        _row(
            f"{reverse('gifts')}#gift-{row.pk}",
            _("Gift or hospitality"),
            row.account.name,
            row.asked_by,
            row.date,
            amount=full_amount(row.value, row.currency),
        )
        for row in gift_rows(user=user)
        if row.state == "asked"
    ]
    return [*reports, *words, *gifts]


def _row(href: str, kind: str, title: str, asked_by: User, asked_on: Any, amount: str = "") -> dict[str, Any]:
    return {
        "href": href,
        "kind": kind,
        "title": title,
        "amount": amount,
        "margin": "",
        "reason": "",
        "asked_by": str(asked_by),
        "asked_on": day(asked_on),
    }
