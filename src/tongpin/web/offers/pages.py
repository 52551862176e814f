"""Pages of components and templates, with what became of the proposals made of them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.offers import actions
from tongpin.crm.offers.policy import for_keepers, may_keep_offers
from tongpin.crm.offers.selectors import (
    ComponentRow,
    PartRow,
    TemplateView,
    component_with_proofs,
    components,
    proof_choices,
    template_view,
    templates,
)
from tongpin.crm.opportunities.policy import not_found
from tongpin.web.forms import PlainForm
from tongpin.web.offers.forms import ComponentForm, PartForm, TemplateForm
from tongpin.web.offers.words import (
    COMPONENT_KINDS,
    LANGUAGE_NAMES,
    SOLUTION_KINDS,
    open_told,
    plain,
    price,
    rate,
    sure_told,
    won_told,
    written,
)
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import reading_language


@page
def solutions(request: SignedIn) -> HttpResponse:
    """Templates and components in use; with `retired` the others."""
    retired = request.GET.get("retired") == "yes"
    context = {
        "area": "library",
        "may_keep": may_keep_offers(request.user),
        "retired": retired,
        "templates": [_template(view) for view in _own_language_first(templates(retired=retired))],
        "components": [_component(row) for row in sorted(components(retired=retired), key=_by_kind)],
    }
    return render(request, "offers/solutions.html", context)


def _by_kind(row: ComponentRow) -> tuple[str, int, str]:
    """Currency by currency, products before services before information."""
    return row.currency, list(COMPONENT_KINDS).index(row.kind), row.name


def _own_language_first(views: list[TemplateView]) -> list[TemplateView]:
    return sorted(views, key=lambda view: view.template.lang != reading_language())


def _template(view: TemplateView) -> dict[str, Any]:
    row, lang = view.template, view.template.lang
    about = (str(SOLUTION_KINDS[row.kind]), row.industry, LANGUAGE_NAMES[lang] if lang != reading_language() else "")
    return {
        "id": row.pk,
        "name": row.name,
        "about": [part for part in about if part],
        "parts": len(view.parts),
        "sums": " + ".join(price(sums.net, currency) for currency, sums in view.sums().items() if sums.net),
        "won": won_told(view.score),
        "sure": sure_told(view.score),
        "share": view.score.won / view.score.decided if view.score.decided else None,
    }


def _component(row: ComponentRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "kind": COMPONENT_KINDS[row.kind],
        "capability": row.capability or row.description,
        "price": price(row.price, row.currency),
        "unit": row.unit,
        "vat": rate(row.vat),
        "proofs": row.proofs,
    }


@page
def solution(request: SignedIn, template_id: int) -> HttpResponse:
    """One template: its texts and parts, and which trades it won in."""
    view = template_view(template_id)
    trades = sorted(
        ((industry, score) for industry, score in view.scores.items() if industry),
        key=lambda item: (-item[1].decided, item[0]),
    )
    context = {
        "area": "library",
        "may_keep": may_keep_offers(request.user),
        "row": view.template,
        "told": _template(view),
        "introduction": written(view.template.introduction),
        "terms": written(view.template.terms),
        "parts": [_part(part) for part in view.parts],
        "sums": [
            {"net": price(sums.net, currency), "gross": price(sums.gross, currency), "open": open_told(sums)}
            for currency, sums in view.sums().items()
        ],
        "score": view.score,
        "trades": [
            {"industry": industry, "score": score, "won": won_told(score), "sure": sure_told(score)}
            for industry, score in trades
        ],
    }
    return render(request, "offers/solution.html", context)


def _part(part: PartRow) -> dict[str, Any]:
    return {
        "id": part.id,
        "name": part.name,
        "quantity": f"{plain(part.quantity)} {part.unit}".strip(),
        "price": price(part.price, part.currency),
        "vat": rate(part.vat),
        "optional": part.optional,
        "retired": part.retired,
    }


# ---------------------------------------------------------------- forms
def _show(request: SignedIn, form: PlainForm, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"area": "library", "form": form, "title": title, "back": back, **more}
    return render(request, "opportunity/form.html", context, status=422 if form.is_bound else 200)


def _with_ids(values: dict[str, Any]) -> dict[str, Any]:
    """What the action gets: proofs as the numbers that their boxes stand for."""
    return {**values, "proofs": [int(pk) for pk in values.get("proofs", [])]}


@page
def add_component(request: SignedIn) -> HttpResponse:
    """A new component."""
    for_keepers(request.user)
    form = ComponentForm(request.POST or None)
    form.offer_proofs(proof_choices())
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.add_component(user=request.user, **_with_ids(values)),
        _("Saved."),
    ):
        return redirect(reverse("solutions") + "#components")
    return _show(request, form, _("New component"), reverse("solutions"))


@page
def change_component(request: SignedIn, component_id: int) -> HttpResponse:
    """A component; whoever may not change it looks at nothing here."""
    for_keepers(request.user)
    row, held = component_with_proofs(component_id)
    initial: dict[str, Any] = {name: getattr(row, name, None) for name in ComponentForm.base_fields}
    form = ComponentForm(request.POST or None, initial={**initial, "proofs": [str(pk) for pk in held]})
    form.offer_proofs(proof_choices(held))
    form.guarded = True
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_component(user=request.user, component_id=component_id, **_with_ids(values)),
        _("Saved. Proposals that were made of it stay as they are."),
    ):
        return redirect(reverse("solutions") + f"#component-{component_id}")
    return _show(request, form, _("Component"), reverse("solutions"))


@page
def add_template(request: SignedIn) -> HttpResponse:
    """A new template."""
    for_keepers(request.user)
    form = TemplateForm(request.POST or None, initial={"lang": reading_language()})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_template(user=request.user, **form.cleaned_data)
        except TongpinError as error:
            form.take(error)
        else:
            done(request, _("Saved. Now add the components."))
            return redirect("solution", made.pk)
    return _show(request, form, _("New template"), reverse("solutions"))


@page
def change_template(request: SignedIn, template_id: int) -> HttpResponse:
    """Texts and facts of a template."""
    for_keepers(request.user)
    row = template_view(template_id).template
    form = TemplateForm(request.POST or None, initial={name: getattr(row, name) for name in TemplateForm.base_fields})
    form.guarded = True
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_template(user=request.user, template_id=template_id, **values),
        _("Saved. Proposals that were made of it stay as they are."),
    ):
        return redirect("solution", template_id)
    return _show(request, form, _("Template"), reverse("solution", args=[template_id]), head=row.name)


@page
def add_part(request: SignedIn, template_id: int) -> HttpResponse:
    """A component of a template."""
    for_keepers(request.user)
    view = template_view(template_id)
    form = PartForm(request.POST or None)
    form.choose("component_id", [(str(row.id), f"{COMPONENT_KINDS[row.kind]} · {row.name}") for row in components()])
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.add_part(user=request.user, template_id=template_id, **values),
        _("Saved."),
    ):
        return redirect("solution", template_id)
    back = reverse("solution", args=[template_id])
    return _show(request, form, _("Add a component"), back, head=view.template.name)


@page
def change_part(request: SignedIn, template_id: int, part_id: int) -> HttpResponse:
    """How many of a component, and whether it may be left out."""
    for_keepers(request.user)
    view, part = _part_of(template_id, part_id)
    form = PartForm(request.POST or None, initial={"quantity": part.quantity, "optional": part.optional})
    del form.fields["component_id"]
    form.guarded = True
    if request.method == "POST" and try_save(
        request, form, lambda values: actions.update_part(user=request.user, part_id=part_id, **values), _("Saved.")
    ):
        return redirect("solution", template_id)
    back = reverse("solution", args=[template_id])
    remove = reverse("remove_part", args=[template_id, part_id])
    return _show(request, form, part.name, back, head=view.template.name, remove=remove)


@button
def remove_part(request: SignedIn, template_id: int, part_id: int) -> HttpResponse:
    """Takes a component out of a template."""
    _part_of(template_id, part_id)
    actions.remove_part(user=request.user, part_id=part_id)
    done(request, _("Removed."))
    return redirect("solution", template_id)


def _part_of(template_id: int, part_id: int) -> tuple[TemplateView, PartRow]:
    view = template_view(template_id)
    part = next((part for part in view.parts if part.id == part_id), None)
    if part is None:
        raise not_found()
    return view, part
