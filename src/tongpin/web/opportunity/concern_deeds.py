"""Buttons and forms of the tab: concerns of words, answers planned, the risk plan on paper, terms, the signature."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongpin.crm import clock
from tongpin.crm.concerns import actions, hinting
from tongpin.crm.concerns.models import Concern
from tongpin.crm.contracts import actions as contracts
from tongpin.crm.contracts.carrying import proposed_for
from tongpin.crm.contracts.models import Contract
from tongpin.crm.criteria.selectors import dossier_for
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.exchange.office.letter_document import letter_document
from tongpin.method.concerns import worries_of
from tongpin.web.opportunity.concern_forms import (
    CarryForm,
    ConcernForm,
    ContractForm,
    PlanForm,
    ReasonForm,
    SignForm,
)
from tongpin.web.opportunity.edits import entry_choices, people_choices, show_form, tab_address, try_save
from tongpin.web.opportunity.reviews import DOCX
from tongpin.web.opportunity.risk_plan import risk_plan_of, risks_of
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import known, told

SHOWN = 60
"""Characters of a concern that a message repeats."""


def _back(opportunity_id: int, anchor: str = "", view: str = "radar") -> str:
    return tab_address(opportunity_id, "customer", anchor, view)


# ---------------------------------------------------------------- concerns read in notes
@button
def confirm_concern(request: SignedIn, opportunity_id: int, hint_id: int) -> HttpResponse:
    """The words betray a concern, as they were read."""
    concern = hinting.confirm_concern(user=request.user, hint_id=hint_id)
    done(request, _("Recorded as a concern: %(text)s") % {"text": concern.text[:SHOWN]})
    return redirect(_back(opportunity_id, f"concern-{concern.pk}"))


@page
def word_concern(request: SignedIn, opportunity_id: int, hint_id: int) -> HttpResponse:
    """The same in words of our own, or otherwise than it was read."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    hint = next((hint for hint in hinting.hints_of(opportunity) if hint.id == hint_id), None)
    if hint is None:
        raise not_found()
    read = {"text": hint.words, "date": hint.date, "who": hint.who, "kind": hint.kind, "behind": hint.behind}
    initial = {**read, "severity": hint.severity, "entry": hint.entry}
    people, entries = people_choices(opportunity), entry_choices(opportunity)
    form = ConcernForm(request.POST or None, initial=initial, people=people, entries=entries)
    # The evidence stays the words that were read.
    del form.fields["entry"]
    if request.method == "POST" and try_save(
        request,
        form,
        lambda _values: hinting.confirm_concern(user=request.user, hint_id=hint_id, **form.values()),
        _("Saved."),
    ):
        return redirect(_back(opportunity_id))
    return show_form(
        request, opportunity, form, _("A concern, in your words"), _back(opportunity_id), intro=f"“{hint.words}”"
    )


@button
def strike_concern(request: SignedIn, opportunity_id: int, hint_id: int) -> HttpResponse:
    """The words betray no concern."""
    hinting.strike_concern(user=request.user, hint_id=hint_id)
    done(request, _("Struck. It will not be proposed again."))
    return redirect(_back(opportunity_id))


@button
def look_for_concerns(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Reads all notes of the opportunity for concerns."""
    count = hinting.look_for_concerns(user=request.user, opportunity_id=opportunity_id)
    told_of = ngettext("Notes read: %(n)s concern to decide on.", "Notes read: %(n)s concerns to decide on.", count)
    done(request, told_of % {"n": count}, undo=False)
    return redirect(_back(opportunity_id, "hints"))


# ---------------------------------------------------------------- what is done about them
@page
def plan_answer(request: SignedIn, opportunity_id: int, concern_id: int) -> HttpResponse:
    """A proposed answer as the plan, in words of one's own, with a day."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    concern = Concern.objects.filter(opportunity=opportunity, pk=concern_id).first()
    if concern is None:
        raise not_found()
    form = PlanForm(request.POST or None, initial={"plan": _proposed(request, opportunity, concern)})
    back = _back(opportunity_id, f"concern-{concern_id}")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.plan_answer(user=request.user, concern_id=concern_id, **values),
        _("Planned."),
    ):
        return redirect(back)
    return show_form(
        request,
        opportunity,
        form,
        _("What we do about it"),
        back,
        intro=f"“{concern.text[:200]}” {known('concerns.never')}",
    )


def _proposed(request: SignedIn, opportunity: Opportunity, concern: Concern) -> str:
    """The words of the answer that the address names."""
    code = request.GET.get("answer", "")
    if not code:
        return ""
    before = Concern.objects.filter(opportunity=opportunity, pk__lt=concern.pk).count()
    worries = worries_of(dossier_for(opportunity))
    answers = next((worry.answers for worry in worries if worry.place == before), ())
    return next((told(answer.do) for answer in answers if answer.code == code), "")


@button
def settle_concern(request: SignedIn, opportunity_id: int, concern_id: int) -> HttpResponse:
    """It is answered."""
    actions.settle_concern(user=request.user, concern_id=concern_id)
    done(request, _("Answered. Ask once more next week whether it really is."))
    return redirect(_back(opportunity_id, f"concern-{concern_id}"))


# ---------------------------------------------------------------- the risk plan
@button
def take_risks(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A line for each open concern."""
    count = actions.take_concerns_as_risks(user=request.user, opportunity_id=opportunity_id)
    told_of = ngettext("%(n)s line taken over. Say who bears it.", "%(n)s lines taken over. Say who bears each.", count)
    done(request, told_of % {"n": count})
    return redirect(_back(opportunity_id, "risks", "risks"))


@page
def risk_paper(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The plan in Word, for both sides to sign."""
    opportunity = get_opportunity(request.user, opportunity_id, beside=("account",))
    risks = risks_of(opportunity)
    if not risks:
        raise not_found()
    letter = risk_plan_of(opportunity, risks)
    response = HttpResponse(letter_document(letter), content_type=DOCX)
    name = f"{letter.kind} {letter.title[:60]}.docx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


# ---------------------------------------------------------------- the contract
@page
def contract(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Facts of the contract."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    kept = Contract.objects.filter(pk=opportunity_id).values(*ContractForm.base_fields).first()
    form = ContractForm(request.POST or None, initial=kept or {})
    form.guarded = kept is not None
    back = _back(opportunity_id, view="contract")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: contracts.set_contract(user=request.user, opportunity_id=opportunity_id, **values),
        _("Saved."),
    ):
        return redirect(back)
    return show_form(request, opportunity, form, _("Facts of the contract"), back)


@page
def ask_for_terms(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Asks for the word that terms beyond a red line need."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    form = ReasonForm(request.POST or None)
    back = _back(opportunity_id, view="contract")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: contracts.ask_for_terms(user=request.user, opportunity_id=opportunity_id, **values),
        _("Asked. The contract waits for the answer."),
    ):
        return redirect(back)
    return show_form(request, opportunity, form, _("Ask for a word on terms beyond a red line"), back)


@page
def sign(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The signature; what was promised is carried over with it."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    promised = proposed_for(opportunity)
    choices = [(item.key, item.text[:160]) for item in promised]
    initial = {"date": clock.today(), "carry": [key for key, _text in choices]}
    form = SignForm(request.POST or None, initial=initial)
    form.choose("carry", choices, empty=None)
    back = _back(opportunity_id, view="contract")

    def save(values: dict[str, Any]) -> object:
        return contracts.sign_contract(user=request.user, opportunity_id=opportunity_id, **values)

    if request.method == "POST" and try_save(request, form, save, _("Signed. Now be there first.")):
        return redirect(back)
    return show_form(request, opportunity, form, _("The contract is signed"), back)


@page
def carry(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Promises carried over without a signature, before it or after it."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    choices = [(item.key, item.text[:160]) for item in proposed_for(opportunity)]
    form = CarryForm(request.POST or None, initial={"carry": [key for key, _text in choices]})
    form.choose("carry", choices, empty=None)
    back = _back(opportunity_id, view="contract")

    def save(values: dict[str, Any]) -> object:
        return contracts.carry_over(user=request.user, opportunity_id=opportunity_id, **values)

    if request.method == "POST" and try_save(request, form, save, _("Carried over.")):
        return redirect(back)
    return show_form(request, opportunity, form, _("Carry promises over"), back)
