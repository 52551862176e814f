"""What is done on the pages of partners: forms and buttons."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.crm import clock
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.partners import access, actions, paying, stating, talking
from tongpin.crm.partners.ledger import due_of
from tongpin.crm.partners.models import Partner, PartnerAgreement, PartnerPayment, Statement, StatementTalk
from tongpin.crm.partners.policy import give_access_only, keep_partners
from tongpin.crm.partners.selectors import seen_partner
from tongpin.web.forms import PlainForm
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.partners import forms

FRESH = {"currency": "CNY", "per_order": 5, "introduced_part": 40, "tiers": "100000: 1", "length": "half_year"}


def _form(request: SignedIn, form: PlainForm, title: Any, head: str, back: str, **more: Any) -> HttpResponse:
    context = {"area": "library", "form": form, "title": title, "head": head, "back": back, "in_place": False, **more}
    return render(request, "opportunity/form.html", context, status=422 if form.is_bound else 200)


def _address(partner_id: int, anchor: str = "") -> str:
    return reverse("partner", args=[partner_id]) + (f"#{anchor}" if anchor else "")


@page
def add_partner(request: SignedIn) -> HttpResponse:
    """A new partner."""
    keep_partners(request.user)
    form = forms.PartnerForm(request.POST or None, initial={"kind": "company"})
    made: list[Partner] = []
    if request.method == "POST" and try_save(
        request, form, lambda values: made.append(actions.add_partner(user=request.user, **values)), _("Saved.")
    ):
        return redirect("partner", made[0].pk)
    return _form(request, form, _("Add a partner"), _("Partners"), reverse("partners"))


@page
def change_partner(request: SignedIn, partner_id: int) -> HttpResponse:
    """Who a partner is."""
    keep_partners(request.user)
    row = seen_partner(user=request.user, partner_id=partner_id)
    initial = {name: getattr(row, name) for name in forms.PartnerForm.base_fields}
    initial["owners"] = "; ".join(row.owners)
    form = forms.PartnerForm(request.POST or None, initial=initial)
    form.guarded = True

    def save(values: dict[str, Any]) -> object:
        return actions.update_partner(user=request.user, partner_id=partner_id, **values)

    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect("partner", partner_id)
    return _form(request, form, _("Change the partner"), row.name, _address(partner_id))


@button
def retire_partner(request: SignedIn, partner_id: int) -> HttpResponse:
    """Out of use, or back into it."""
    back = "back" in request.POST
    actions.retire_partner(user=request.user, partner_id=partner_id, retired=not back)
    done(request, _("In use again.") if back else _("Out of use. What was earned stays."))
    return redirect("partner", partner_id)


Save = Callable[..., object]


def _on_partner(
    form_type: type[PlainForm], save: Save, title: Any, first: dict[str, Any], days: tuple[str, ...]
) -> Any:
    """A page with a form about a partner; `days` stand at today at first."""

    @page
    def shown(request: SignedIn, partner_id: int) -> HttpResponse:
        keep_partners(request.user)
        row = seen_partner(user=request.user, partner_id=partner_id)
        form = form_type(request.POST or None, initial={**first, **dict.fromkeys(days, clock.today())})

        def keep(values: dict[str, Any]) -> object:
            return save(user=request.user, partner_id=partner_id, **values)

        if request.method == "POST" and try_save(request, form, keep, _("Saved.")):
            return redirect("partner", partner_id)
        return _form(request, form, title, row.name, _address(partner_id))

    return shown


declare = _on_partner(forms.DeclarationForm, actions.declare, gettext_lazy("Declaration"), {}, ("date",))
make_agreement = _on_partner(
    forms.AgreementForm,
    actions.make_agreement,
    gettext_lazy("Put an agreement on file"),
    {**FRESH, "tier_rule": "highest"},
    ("signed", "valid_from"),
)


def _on_agreement(form_type: type[PlainForm], save: Save, title: Any, told: Any, initial: Callable[[Any], Any]) -> Any:
    """A page with a form about an agreement."""

    @page
    def shown(request: SignedIn, partner_id: int, agreement_id: int) -> HttpResponse:
        keep_partners(request.user)
        row = seen_partner(user=request.user, partner_id=partner_id)
        agreement = PartnerAgreement.objects.filter(partner=row, pk=agreement_id).first()
        if agreement is None:
            raise not_found()
        form = form_type(request.POST or None, initial=initial(agreement))

        def keep(values: dict[str, Any]) -> object:
            return save(user=request.user, agreement_id=agreement_id, **values)

        back = _address(partner_id, f"agreement-{agreement_id}")
        if request.method == "POST" and try_save(request, form, keep, str(told), undo=save is not paying.ask_payment):
            return redirect(back)
        return _form(request, form, title, row.name, back)

    return shown


end_agreement = _on_agreement(
    forms.EndForm,
    actions.end_agreement,
    gettext_lazy("End the agreement"),
    gettext_lazy("The agreement has an end."),
    lambda _agreement: {"on": clock.today()},
)
draft_statement = _on_agreement(
    forms.StatementForm,
    stating.draft_statement,
    gettext_lazy("Draw up a statement"),
    gettext_lazy("Drawn up. Look at it, then send it."),
    lambda _agreement: {"until": clock.today()},
)
ask_payment = _on_agreement(
    forms.PaymentForm,
    paying.ask_payment,
    gettext_lazy("Ask for a payment"),
    gettext_lazy("Asked. Somebody else approves it."),
    lambda agreement: {"amount": due_of(agreement)},
)


# ---------------------------------------------------------------- statements
@button
def send_statement(request: SignedIn, statement_id: int) -> HttpResponse:
    """It went out."""
    row = stating.send_statement(user=request.user, statement_id=statement_id)
    done(request, _("Sent. It stands; what changes goes into the next one."), undo=False)
    return redirect(_address(row.agreement.partner_id, f"agreement-{row.agreement_id}"))


@button
def discard_statement(request: SignedIn, statement_id: int) -> HttpResponse:
    """A draft is thrown away."""
    partner_id = Statement.objects.filter(pk=statement_id).values_list("agreement__partner", flat=True).first()
    stating.discard_statement(user=request.user, statement_id=statement_id)
    done(request, _("Thrown away."))
    return redirect(_address(partner_id or 0))


# ---------------------------------------------------------------- the partner's own pages
@page
def give_access(request: SignedIn, partner_id: int) -> HttpResponse:
    """Lets a partner sign in."""
    give_access_only(request.user)
    row = seen_partner(user=request.user, partner_id=partner_id)
    visitor = row.user
    initial = {"language": request.LANGUAGE_CODE} if visitor is None else {"language": visitor.language}
    form = forms.AccessForm(request.POST or None, initial=initial)
    if visitor is not None:
        del form.fields["username"]

    def keep(values: dict[str, Any]) -> object:
        return access.give_access(user=request.user, partner_id=partner_id, **{"username": "", **values})

    told = _("The partner can sign in. Tell the password by telephone.")
    if request.method == "POST" and try_save(request, form, keep, told, undo=False):
        return redirect(_address(partner_id, "access"))
    intro = _("The partner sees its own agreements, introductions, statements and payments, and nothing else.")
    return _form(request, form, _("Let the partner sign in"), row.name, _address(partner_id), intro=intro)


@button
def take_access(request: SignedIn, partner_id: int) -> HttpResponse:
    """Closes the door."""
    access.take_access(user=request.user, partner_id=partner_id)
    done(request, _("The partner cannot sign in any more."), undo=False)
    return redirect(_address(partner_id, "access"))


@page
def answer_partner(request: SignedIn, talk_id: int) -> HttpResponse:
    """Our answer to a question about a statement."""
    keep_partners(request.user)
    talk = StatementTalk.objects.select_related("statement__agreement__partner").filter(pk=talk_id).first()
    if talk is None or not talk.question:
        raise not_found()
    agreement = talk.statement.agreement
    form = forms.AnswerForm(request.POST or None)

    def keep(values: dict[str, Any]) -> object:
        return talking.answer_partner(user=request.user, talk_id=talk_id, **values)

    back = _address(agreement.partner_id, f"statement-{talk.statement_id}")
    if request.method == "POST" and try_save(request, form, keep, _("Answered."), undo=False):
        return redirect(back)
    return _form(request, form, _("Answer the partner"), agreement.partner.name, back, intro=talk.question)


# ---------------------------------------------------------------- payments
def _back(payment: PartnerPayment) -> HttpResponse:
    return redirect(_address(payment.agreement.partner_id, f"payment-{payment.pk}"))


@button
def approve_payment(request: SignedIn, payment_id: int) -> HttpResponse:
    """One pair of eyes more."""
    row = paying.approve_payment(user=request.user, payment_id=payment_id)
    told = _("Approved.") if row.state == "approved" else _("Approved by you. A second approver is needed.")
    done(request, told, undo=False)
    return _back(row)


@button
def withdraw_payment(request: SignedIn, payment_id: int) -> HttpResponse:
    """Taken back by whoever asked."""
    row = paying.withdraw_payment(user=request.user, payment_id=payment_id)
    done(request, _("Withdrawn."), undo=False)
    return _back(row)


def _on_payment(form_type: type[PlainForm], save: Save, title: Any, told: Any, days: tuple[str, ...]) -> Any:
    """A page with a form about a payment."""

    @page
    def shown(request: SignedIn, payment_id: int) -> HttpResponse:
        keep_partners(request.user)
        row = PartnerPayment.objects.select_related("agreement__partner").filter(pk=payment_id).first()
        if row is None:
            raise not_found()
        partner = row.agreement.partner
        form = form_type(request.POST or None, initial=dict.fromkeys(days, clock.today()))

        def keep(values: dict[str, Any]) -> object:
            return save(user=request.user, payment_id=payment_id, **values)

        back = _address(partner.pk, f"payment-{payment_id}")
        if request.method == "POST" and try_save(request, form, keep, str(told), undo=False):
            return redirect(back)
        return _form(request, form, title, partner.name, back)

    return shown


refuse_payment = _on_payment(
    forms.ReasonForm, paying.refuse_payment, gettext_lazy("Refuse the payment"), gettext_lazy("Refused."), ()
)
pay = _on_payment(forms.PaidForm, paying.pay, gettext_lazy("The money has left"), gettext_lazy("Paid."), ("on",))
