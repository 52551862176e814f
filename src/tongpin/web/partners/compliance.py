"""Compliance 合规: what waits for the officer's word, reports for him alone, and the register of gifts."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.crm.accounts.policy import visible_accounts
from tongpin.crm.errors import TongpinError
from tongpin.crm.partners.integrity import answer_gift, ask_gift, settle_improper
from tongpin.crm.partners.introducing import answer_clearance
from tongpin.crm.partners.models import Clearance, Gift, ImproperRequest
from tongpin.crm.partners.policy import is_officer, may_audit_partners, officer_only
from tongpin.crm.partners.refusing import told
from tongpin.crm.partners.selectors import (
    answered_clearances,
    clearances_waiting,
    doubt_of,
    gift_rows,
    improper_requests,
)
from tongpin.crm.users.models import Role
from tongpin.crm.users.policy import may_write
from tongpin.web.cited import day
from tongpin.web.forms import PlainForm, Text
from tongpin.web.money import full_amount
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, for_writers, page
from tongpin.web.partners.forms import GiftForm
from tongpin.web.partners.register_file import PeriodForm
from tongpin.web.partners.words import GIFT_CSS, GIFT_KINDS, GIFT_STATES, WORD_CSS, WORD_STATES, rule_told
from tongpin.web.texts import Texts

SEES = frozenset({Role.COMPLIANCE, Role.AUDITOR, Role.ADMIN})
YES_NO: Texts = {"yes": gettext_lazy("Yes, it may go on"), "no": gettext_lazy("No")}


class WordForm(PlainForm):
    """The officer's word."""

    answer = django_forms.ChoiceField(label=gettext_lazy("Your word"), choices=list(YES_NO.items()))
    reason = Text(label=gettext_lazy("Why"), help_text=gettext_lazy("What you looked at; an auditor will read it"))


class OutcomeForm(PlainForm):
    """What came of a report."""

    outcome = Text(label=gettext_lazy("What came of it"))


@page
def compliance(request: SignedIn) -> HttpResponse:
    """The officer's page; auditors and administrators see the words that were given."""
    if request.user.role not in SEES:
        raise TongpinError("not_allowed", _("This is for the compliance officer."), 403)
    context = {
        "area": "flags",
        "officer": is_officer(request.user),
        "waiting": [_word(row) for row in clearances_waiting(user=request.user)],
        "answered": [_word(row) for row in answered_clearances(user=request.user)],
        "reports": [_report(row) for row in improper_requests(user=request.user)],
        "period": PeriodForm.this_year() if may_audit_partners(request.user) else None,
    }
    return render(request, "partners/compliance.html", context)


def _word(row: Clearance) -> dict[str, Any]:
    introduction = row.introduction
    return {
        "id": row.pk,
        "rule": rule_told(row.rule),
        "partner": introduction.agreement.partner.name,
        "partner_id": introduction.agreement.partner_id,
        "buyer": introduction.opportunity.account.name,
        "sale": str(introduction.opportunity),
        "proof": introduction.proof,
        "asked": f"{row.asked_by} {day(row.asked_on)}",
        "state": WORD_STATES[row.state or "asked"],
        "css": WORD_CSS[row.state or "asked"],
        "by": "" if row.answered_by is None else f"{row.answered_by} {day(row.answered_on)}",
        "reason": row.reason,
    }


def _report(row: ImproperRequest) -> dict[str, Any]:
    return {
        "id": row.pk,
        "buyer": row.opportunity.account.name,
        "sale": str(row.opportunity),
        "person": "" if row.person is None else f"{row.person.name} {row.person.title}".strip(),
        "words": row.words,
        "by": f"{row.recorded_by} {day(row.date)}",
        "settled": day(row.settled_on),
        "outcome": row.outcome,
    }


@page
def gifts(request: SignedIn) -> HttpResponse:
    """The register of gifts and hospitality."""
    context = {
        "area": "library",
        "rows": [_gift(row) for row in gift_rows(user=request.user)],
        "may_ask": may_write(request.user),
        "officer": is_officer(request.user),
    }
    return render(request, "partners/gifts.html", context)


def _gift(row: Gift) -> dict[str, Any]:
    return {
        "id": row.pk,
        "buyer": row.account.name,
        "kind": GIFT_KINDS[row.kind or "gift"],
        "day": day(row.date),
        "text": row.text,
        "value": full_amount(row.value, row.currency),
        "state": GIFT_STATES[row.state or "asked"],
        "css": GIFT_CSS[row.state or "asked"],
        "waits": row.state == "asked",
        "asked_by": str(row.asked_by),
        "by": "" if row.answered_by is None else f"{row.answered_by} {day(row.answered_on)}",
        "reason": row.reason,
    }


def _form(request: SignedIn, form: PlainForm, title: Any, head: str, back: str, intro: str = "") -> HttpResponse:
    context = {"area": "library", "form": form, "title": title, "head": head, "back": back, "intro": intro}
    status = 422 if form.is_bound else 200
    return render(request, "opportunity/form.html", {**context, "in_place": False}, status=status)


@page
def add_gift(request: SignedIn) -> HttpResponse:
    """Asks before something is given."""
    for_writers(request.user)
    form = GiftForm(request.POST or None, initial={"currency": "CNY", "kind": "gift"})
    accounts = visible_accounts(request.user).order_by("name").values_list("pk", "name")
    form.choose("account_id", [(str(pk), name) for pk, name in accounts], empty=_("Choose"))

    def keep(_values: dict[str, Any]) -> object:
        return ask_gift(user=request.user, **form.values())

    told = _("Asked. Give nothing before the compliance officer has answered.")
    if request.method == "POST" and try_save(request, form, keep, told, undo=False):
        return redirect("gifts")
    return _form(request, form, _("Ask for a gift or hospitality"), _("Gifts and hospitality"), reverse("gifts"))


def _doubt(request: SignedIn, pk: int) -> str:
    """What he is asked, with whom it is about and the law."""
    found = doubt_of(user=request.user, clearance_id=pk)
    return (
        told(found)
        if found is not None
        else _("Nothing speaks for this doubt any more; somebody has corrected the records.")
    )


def _nothing(_request: SignedIn, _pk: int) -> str:
    return ""


def _officer_page(
    form_type: type[PlainForm],
    save: Callable[[Any, int, dict[str, Any]], object],
    to: str,
    intro: Callable[[SignedIn, int], str] = _nothing,
) -> Any:
    """A page on which the officer answers something by its id; `intro` tells what."""

    @page
    def shown(request: SignedIn, pk: int) -> HttpResponse:
        officer_only(request.user)
        form = form_type(request.POST or None)

        def keep(values: dict[str, Any]) -> object:
            return save(request.user, pk, values)

        if request.method == "POST" and try_save(request, form, keep, _("Saved."), undo=False):
            return redirect(to)
        return _form(request, form, _("Your word"), _("Compliance"), reverse(to), intro(request, pk))

    return shown


give_word = _officer_page(
    WordForm,
    lambda user, pk, values: answer_clearance(
        user=user, clearance_id=pk, cleared=values["answer"] == "yes", reason=values["reason"]
    ),
    "compliance",
    _doubt,
)
give_gift_word = _officer_page(
    WordForm,
    lambda user, pk, values: answer_gift(
        user=user, gift_id=pk, granted=values["answer"] == "yes", reason=values["reason"]
    ),
    "gifts",
)
settle = _officer_page(
    OutcomeForm,
    lambda user, pk, values: settle_improper(user=user, request_id=pk, outcome=values["outcome"]),
    "compliance",
)
