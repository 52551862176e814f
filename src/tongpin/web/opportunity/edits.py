"""Forms that change the records of an opportunity: shown on a page of their own, or swapped into the tab."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import models
from django.db.models.functions import Left
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.crm import clock
from tongpin.crm.activities import actions as activities
from tongpin.crm.bids.actions import set_tender
from tongpin.crm.delivery.actions import set_implementation
from tongpin.crm.errors import TongpinError
from tongpin.crm.gates.actions import answer_qualification
from tongpin.crm.models import Activity, Implementation, Tender
from tongpin.crm.opportunities import actions
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.page import opportunity_page, people_of, records_of
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.sense import remarks
from tongpin.web.cited import day
from tongpin.web.forms import PlainForm, Text
from tongpin.web.opportunity import forms
from tongpin.web.opportunity.parts import PARTS, Part
from tongpin.web.pages import SignedIn, done, page
from tongpin.web.texts import kind_name, known

Save = Callable[[dict[str, Any]], object]
DATED = frozenset({"date"})
FIRST_WORDS = 24


def show_form(
    request: SignedIn, opportunity: Opportunity, form: PlainForm, title: str, back: str, **more: Any
) -> HttpResponse:
    """The page with a form; 422 where it has faults."""
    context = {
        "area": "opportunities",
        "form": form,
        "title": title,
        "head": opportunity.name or opportunity.title,
        "back": back,
        "in_place": True,
        **more,
    }
    status = more.get("status") or (422 if form.is_bound else 200)
    return render(request, more.get("template", "opportunity/form.html"), context, status=status)


def try_save(request: SignedIn, form: PlainForm, save: Save, told: str, *, undo: bool = True) -> bool:
    """Whether the form was in order and the action took it; what it refused stands in the form. `undo`: whether the
    next page offers to take it back."""
    if not form.is_valid() or form.tells_change():
        return False
    try:
        saved = save(form.cleaned_data)
    except TongpinError as error:
        if error.status in {403, 404}:
            raise
        form.take(error)
        return False
    done(request, told, undo=undo)
    for remark in remarks(saved) if isinstance(saved, models.Model) else ():
        messages.warning(request, remark)
    return True


def tab_address(opportunity_id: int, tab: str, anchor: str = "", view: str = "") -> str:
    asked = f"?tab={tab}" + (f"&view={view}" if view else "")
    return reverse("opportunity", args=[opportunity_id]) + asked + (f"#{anchor}" if anchor else "")


def people_choices(opportunity: Opportunity) -> list[tuple[str, str]]:
    """Code and name with title of each stakeholder."""
    return [(row.code, " · ".join(part for part in (row.name, row.title) if part)) for row in people_of(opportunity)]


def entry_choices(opportunity: Opportunity) -> list[tuple[str, str]]:
    """Code, day and first words of each entry, the newest first."""
    rows = Activity.objects.filter(opportunity=opportunity).order_by("-date", "-pk")
    cut = rows.annotate(words=Left("text", FIRST_WORDS)).values_list("code", "date", "kind", "words")
    return [(code, f"{day(date)} {kind_name(kind)} {' '.join(words.split())}") for code, date, kind, words in cut]


def _offers(form: type[forms.RecordForm], opportunity: Opportunity) -> dict[str, Any]:
    """What a form offers to choose from."""
    offered = {"people": people_choices(opportunity), **form.offers(opportunity)}
    return {**offered, "entries": entry_choices(opportunity)} if "entry" in form.base_fields else offered


def _part(name: str) -> Part:
    if name not in PARTS:
        raise not_found()
    return PARTS[name]


@page
def add_record(request: SignedIn, opportunity_id: int, part_name: str) -> HttpResponse:
    """A new record of one kind; the address may say what stands in the form at first."""
    part = _part(part_name)
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    initial: dict[str, Any] = {name: clock.today() for name in DATED & part.form.base_fields.keys()}
    initial |= {name: value for name, value in request.GET.items() if name in part.form.base_fields}
    form = part.form(request.POST or None, initial=initial, **_offers(part.form, opportunity))
    back = tab_address(opportunity_id, part.tab, part_name, part.view)
    if request.method == "POST" and try_save(
        request,
        form,
        lambda _values: part.add(user=request.user, opportunity_id=opportunity_id, **form.values()),
        _("Saved."),
    ):
        return redirect(back)
    return show_form(request, opportunity, form, str(part.adding), back)


@page
def change_record(request: SignedIn, opportunity_id: int, part_name: str, pk: int) -> HttpResponse:
    """Change a record, or remove it."""
    part = _part(part_name)
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    initial = part.initial(pk, opportunity_id)
    if initial is None:
        raise not_found()
    form = part.changing(request.POST or None, initial=initial, **_offers(part.changing, opportunity))
    form.guarded = True
    back = tab_address(opportunity_id, part.tab, f"{part_name}-{pk}", part.view)
    if request.method == "POST" and try_save(
        request, form, lambda _values: part.update(user=request.user, **{part.key: pk}, **form.values()), _("Saved.")
    ):
        return redirect(back)
    remove = reverse("remove_record", args=[opportunity_id, part_name, pk])
    return show_form(request, opportunity, form, str(part.title), back, remove=remove)


@page
def remove_record(request: SignedIn, opportunity_id: int, part_name: str, pk: int) -> HttpResponse:
    """Takes a record away; the next page offers to take that back."""
    part = _part(part_name)
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    back = tab_address(opportunity_id, part.tab, part_name, part.view)
    if request.method == "POST" and part.initial(pk, opportunity_id) is not None:
        try:
            part.remove(user=request.user, **{part.key: pk})
            done(request, _("Removed."))
        except TongpinError as error:
            saved = part.initial(pk, opportunity_id)
            form = part.changing(initial=saved, **_offers(part.changing, opportunity))
            return show_form(
                request, opportunity, form, str(part.title), back, intro=error.message, status=error.status
            )
    return redirect(back)


def _one(table: type[models.Model], opportunity_id: int, names: list[str]) -> dict[str, Any]:
    return table._default_manager.filter(pk=opportunity_id).values(*names).first() or {}


def _facts_page(
    form_type: type[forms.RecordForm], table: type[models.Model], action: Callable[..., object], title: Any, tab: str
) -> Callable[..., HttpResponseBase]:
    """A page for facts of which an opportunity has one set."""

    @page
    def shown(request: SignedIn, opportunity_id: int) -> HttpResponse:
        opportunity = get_opportunity(request.user, opportunity_id, "change")
        initial = _one(table, opportunity_id, list(form_type.base_fields))
        form = form_type(request.POST or None, initial=initial, people=[])
        form.guarded = True
        back = tab_address(opportunity_id, tab)
        if request.method == "POST" and try_save(
            request,
            form,
            lambda values: action(user=request.user, opportunity_id=opportunity_id, **values),
            _("Saved."),
        ):
            return redirect(back)
        return show_form(request, opportunity, form, str(title), back)

    return shown


tender = _facts_page(forms.TenderForm, Tender, set_tender, gettext_lazy("Tender"), "tender")
delivery = _facts_page(
    forms.ImplementationForm, Implementation, set_implementation, gettext_lazy("Delivery"), "delivery"
)


@page
def facts(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The opportunity's own facts; where a colleague saved meanwhile, both versions are shown and nothing is lost."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    names = list(forms.FactsForm.base_fields)
    initial = {name: getattr(opportunity, name) for name in names}
    form = forms.FactsForm(request.POST or None, initial=initial, people=[])
    back = tab_address(opportunity_id, "overview")
    title = _("Facts of the opportunity")
    if request.method != "POST" or not form.is_valid():
        return show_form(request, opportunity, form, title, back)
    values = form.values()
    version = values.pop("version")
    try:
        actions.update_opportunity(user=request.user, opportunity_id=opportunity_id, expected_version=version, **values)
    except TongpinError as error:
        if error.code != "changed_meanwhile":
            form.take(error)
            return show_form(request, opportunity, form, title, back)
        return _conflict(request, opportunity, form, error, title, back)
    done(request, _("Saved."))
    return redirect(back)


def _conflict(
    request: SignedIn, opportunity: Opportunity, form: forms.FactsForm, error: TongpinError, title: str, back: str
) -> HttpResponse:
    """Both versions side by side, over the user's own form with the new version in it."""
    data = {**form.data.dict(), "version": str(error.values["version"])}  # type: ignore[attr-defined]  # a QueryDict
    again = forms.FactsForm(data, people=[])
    theirs = [
        (again.fields[name].label, _plain(error.values["current"][name]), _plain(mine))
        for name, mine in error.values["yours"].items()
        if error.values["current"].get(name) != mine
    ]
    return show_form(
        request, opportunity, again, title, back, theirs=theirs, conflict=error.message, status=error.status
    )


def _plain(value: Any) -> str:
    return {None: "–", True: _("Yes"), False: _("No")}.get(value, str(value)) if not isinstance(value, str) else value


@page
def position(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """What we are in the customer's eyes."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    form = forms.PositionForm(request.POST or None, initial={"position": opportunity.position}, people=[])
    form.guarded = True
    back = tab_address(opportunity_id, "overview")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.set_position(user=request.user, opportunity_id=opportunity_id, **values),
        _("Saved."),
    ):
        return redirect(back)
    return show_form(request, opportunity, form, _("Our position"), back)


@page
def change_entry(request: SignedIn, opportunity_id: int, activity_id: int) -> HttpResponse:
    """Change an entry of the timeline and what the meeting came to, or remove it."""
    found = opportunity_page(user=request.user, opportunity_id=opportunity_id)
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    entry = next((item for item in found.entries if item.id == activity_id), None)
    if entry is None:
        raise not_found()
    functions = Activity.objects.values_list("functions", flat=True).get(pk=activity_id)
    saved = {**entry._asdict(), "functions": functions}
    form = forms.EntryForm(request.POST or None, initial=saved, people=people_choices(opportunity))
    form.guarded = True
    back = tab_address(opportunity_id, "timeline", entry.code)

    def save(values: dict[str, Any]) -> None:
        wanted, outcome = values.pop("wanted"), values.pop("outcome")
        activities.edit_activity(user=request.user, activity_id=activity_id, **values)
        if (wanted, outcome) != (entry.wanted or "", entry.outcome):
            activities.set_meeting(
                user=request.user, opportunity_id=opportunity_id, entry=entry.code, wanted=wanted, outcome=outcome
            )

    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect(back)
    remove = reverse("remove_entry", args=[opportunity_id, activity_id])
    return show_form(request, opportunity, form, _("Entry of the timeline"), back, remove=remove)


@page
def remove_entry(request: SignedIn, opportunity_id: int, activity_id: int) -> HttpResponse:
    """Takes an entry away with its signals; the next page offers to take that back."""
    if request.method == "POST":
        activities.delete_activity(user=request.user, activity_id=activity_id)
        done(request, _("Removed."))
    return redirect(tab_address(opportunity_id, "timeline"))


@page
def answers(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Answers to the elements of the assessment."""
    found = opportunity_page(user=request.user, opportunity_id=opportunity_id)
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    written = records_of(user=request.user, opportunity_id=opportunity_id).qualification["answers"] or {}
    form = PlainForm(request.POST or None, initial=written)
    form.guarded = True
    for element in found.standing.qualification.elements:
        name = element.name
        label, hint = known(f"elements.{name}.name", name), known(f"elements.{name}.question")
        form.add(name, Text(label=label, help_text=hint, rows=2, required=False, max_length=4000))
    back = tab_address(opportunity_id, "worth")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: answer_qualification(user=request.user, opportunity_id=opportunity_id, answers=values),
        _("Saved."),
    ):
        return redirect(back)
    return show_form(request, opportunity, form, _("What we know of it"), back)
