"""The library of proofs 证明库: references, tests, certificates, calculations and trials, kept once and used again."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.proofs import actions
from tongpin.crm.proofs.models import Proof
from tongpin.crm.proofs.policy import may_retire_proofs, may_write_proofs
from tongpin.crm.proofs.selectors import ProofRow, proof_rows, proof_uses
from tongpin.web.cited import day
from tongpin.web.forms import Day, Line, OneOf, PlainForm, Text
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import PROOF_KINDS


class ProofForm(PlainForm):
    """A proof."""

    WIDE = frozenset({"title", "link"})
    title = Line(label=gettext_lazy("Title"), max_length=300)
    kind = OneOf(PROOF_KINDS, label=gettext_lazy("Kind"))
    industry = Line(label=gettext_lazy("Trade"), required=False)
    text = Text(
        label=gettext_lazy("What it shows"),
        required=False,
        rows=4,
        help_text=gettext_lazy("Figures, how they were measured, over how long"),
    )
    customer = Line(label=gettext_lazy("At which customer"), required=False)
    may_name = forms.BooleanField(label=gettext_lazy("This customer agreed to be named to others"), required=False)
    date = Day(label=pgettext_lazy("proof", "Of"), required=False)
    valid_until = Day(label=gettext_lazy("Valid until"), required=False)
    link = Line(label=gettext_lazy("Where the document is"), required=False, max_length=2000)


@page
def proofs(request: SignedIn) -> HttpResponse:
    """The library, by words and kind."""
    words, kind = request.GET.get("words", "")[:200], request.GET.get("kind", "")
    retired = "retired" in request.GET
    rows = proof_rows(user=request.user, kind=kind if kind in PROOF_KINDS else "", words=words, retired=retired)
    context = {
        "area": "library",
        "rows": [_row(row) for row in rows],
        "kinds": [(key, name, key == kind) for key, name in PROOF_KINDS.items()],
        "words": words,
        "retired": retired,
        "may_write": may_write_proofs(request.user),
    }
    return render(request, "proofs/list.html", context)


@page
def add_proof(request: SignedIn) -> HttpResponse:
    """A new proof."""
    _gate(may_write_proofs(request.user))
    form = ProofForm(request.POST or None)
    if request.method == "POST" and try_save(
        request, form, lambda values: actions.add_proof(user=request.user, **values), _("Saved.")
    ):
        return redirect("proofs")
    return _form(request, form, _("Add a proof"))


@page
def proof(request: SignedIn, proof_id: int) -> HttpResponse:
    """A proof: what it shows and where it is used; whoever may, changes it here."""
    kept = Proof.objects.filter(pk=proof_id).first()
    if kept is None:
        raise not_found()
    initial = {name: getattr(kept, name) for name in ProofForm.base_fields}
    form = ProofForm(request.POST or None, initial=initial)
    form.guarded = True
    if request.method == "POST" and try_save(
        request, form, lambda values: actions.update_proof(user=request.user, proof_id=proof_id, **values), _("Saved.")
    ):
        return redirect("proofs")
    uses = [
        {"id": pk, "name": name, "text": text} for pk, name, text in proof_uses(user=request.user, proof_id=proof_id)
    ]
    more = {"kept": kept, "uses": uses, "may_retire": may_retire_proofs(request.user)}
    return _form(request, form, kept.title, read_only=not may_write_proofs(request.user), **more)


@button
def retire_proof(request: SignedIn, proof_id: int) -> HttpResponse:
    """Out of use, or back into it."""
    back = "back" in request.POST
    actions.retire_proof(user=request.user, proof_id=proof_id, retired=not back)
    done(request, _("In use again.") if back else _("Out of use. Benefits that name it keep it."))
    return redirect("proofs")


def _form(request: SignedIn, form: ProofForm, title: str, **more: Any) -> HttpResponse:
    context = {"area": "library", "form": form, "title": title, "back": reverse("proofs"), **more}
    return render(request, "proofs/proof.html", context, status=422 if form.is_bound else 200)


def _gate(allowed: bool) -> None:
    if not allowed:
        raise TongpinError("not_allowed", _("You may look at the library, but not change this in it."), 403)


def _row(row: ProofRow) -> dict[str, Any]:
    return {
        **row._asdict(),
        "kind": PROOF_KINDS[row.kind],
        "date": day(row.date),
        "valid_until": day(row.valid_until),
        "expired": row.expired,
    }
