"""Forms and buttons of care: contact plans, busy seasons, how far a relation should reach, threats."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm import clock
from tongpin.crm.accounts.models import Person
from tongpin.crm.accounts.policy import get_account, get_person
from tongpin.crm.care import actions
from tongpin.crm.care.models import ContactPlan, Threat
from tongpin.crm.care.selectors import threat_found
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_write
from tongpin.crm.users.selectors import colleagues
from tongpin.web.care.words import THREAT_KINDS, THREAT_STATES
from tongpin.web.forms import Day, Line, OneOf, PlainForm, Text
from tongpin.web.opportunity.deeds import back_to
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import told


class PlanForm(PlainForm):
    """How often somebody is seen, and by whom."""

    every = forms.IntegerField(
        label=gettext_lazy("Every so many days"),
        required=False,
        min_value=1,
        max_value=730,
        help_text=gettext_lazy("Left open, the rhythm follows the customer’s grade and how much the person weighs."),
    )
    owner = forms.ChoiceField(label=gettext_lazy("Who of us"))
    interests = Line(
        label=gettext_lazy("What is of use to him in his work"),
        required=False,
        help_text=gettext_lazy("Topics of his trade or post that he wants to hear about; nothing private."),
    )
    paused_until = Day(label=gettext_lazy("Leave alone until"), required=False)
    note = Text(label=pgettext_lazy("contact plan", "Note"), required=False)


class SeasonForm(PlainForm):
    """Days of every year in which the customer is left alone."""

    first = Line(label=gettext_lazy("From, month and day"), max_length=5, help_text=gettext_lazy("As in 06-15"))
    last = Line(
        label=gettext_lazy("Until, month and day"),
        max_length=5,
        help_text=gettext_lazy("May lie in the next year: 12-20 to 01-10"),
    )
    note = Line(label=gettext_lazy("What they are busy with"), required=False)


class ThreatForm(PlainForm):
    """A threat that somebody saw."""

    kind = OneOf(THREAT_KINDS, label=pgettext_lazy("threat", "Kind"))
    text = Text(label=gettext_lazy("What threatens the relation"))
    date = Day(label=gettext_lazy("Since"))
    plan = Text(label=gettext_lazy("What we do about it"), required=False)
    owner = Line(label=gettext_lazy("Who of us"), required=False)
    state = OneOf(THREAT_STATES, label=gettext_lazy("State"))


class AnswerForm(PlainForm):
    """What becomes of a threat that the records show."""

    plan = Text(label=gettext_lazy("What we do about it"), required=False)
    owner = Line(label=gettext_lazy("Who of us"), required=False)
    state = OneOf(THREAT_STATES, label=gettext_lazy("State"))


def _show(request: SignedIn, form: PlainForm, title: str, account_id: int, head: str, **more: Any) -> HttpResponse:
    back = more.pop("back", _care_of(account_id))
    context = {"area": "accounts", "form": form, "title": title, "back": back, "head": head, **more}
    return render(request, "opportunity/form.html", context, status=422 if form.is_bound else 200)


def _care_of(account_id: int, anchor: str = "") -> str:
    return reverse("account_care", args=[account_id]) + (f"#{anchor}" if anchor else "")


# ---------------------------------------------------------------- contact plans
@page
def contact_plan(request: SignedIn, person_id: int) -> HttpResponse:
    """The plan of one person, new or as it is."""
    row = get_person(request.user, person_id, change=True)
    plan = ContactPlan.objects.filter(person=row).first()
    form = _plan_form(request, plan)
    back = _care_of(row.account_id, f"person-{person_id}")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: _save_plan(request.user, person_id, values),
        _("Saved."),
    ):
        return redirect(back)
    remove = reverse("remove_contact_plan", args=[person_id]) if plan else ""
    return _show(request, form, _("Contact plan"), row.account_id, _named(row), remove=remove, back=back)


def _plan_form(request: SignedIn, plan: ContactPlan | None) -> PlanForm:
    keeper = plan.owner_id if plan else request.user.pk
    names = ("every", "interests", "paused_until", "note")
    initial = {"owner": str(keeper), **({name: getattr(plan, name) for name in names} if plan else {})}
    form = PlanForm(request.POST or None, initial=initial)
    form.guarded = plan is not None
    mine = [(request.user.pk, str(request.user))] if may_write(request.user) else []
    others = [(row.id, row.name) for row in colleagues(request.user)]
    form.choose("owner", [(str(pk), name) for pk, name in [*mine, *others]])
    return form


def _save_plan(user: User, person_id: int, values: dict[str, Any]) -> ContactPlan:
    owner = User.objects.get(pk=int(values.pop("owner")))
    return actions.set_contact_plan(user=user, person_id=person_id, owner=owner, **values)


def _named(row: Person) -> str:
    return row.name or _("No name on record")


@button
def remove_contact_plan(request: SignedIn, person_id: int) -> HttpResponse:
    """Nobody has to see him regularly any more."""
    row = get_person(request.user, person_id, change=True)
    actions.remove_contact_plan(user=request.user, person_id=person_id)
    done(request, _("Removed."))
    return redirect(_care_of(row.account_id))


@button
def plan_contacts(request: SignedIn) -> HttpResponse:
    """Plans for all the people that were ticked, with the rhythm of the grade."""
    wanted = [
        int(text) for text in request.POST.getlist("person") if text.isascii() and text.isdigit() and len(text) < 16
    ]
    made = actions.plan_contacts(user=request.user, person_ids=wanted)
    done(request, _("Planned: %(count)s") % {"count": len(made)}, undo=bool(made))
    return back_to(request, reverse("care"))


# ---------------------------------------------------------------- seasons and target
@page
def add_season(request: SignedIn, account_id: int) -> HttpResponse:
    """A busy season of the customer's."""
    row = get_account(request.user, account_id, change=True)
    form = SeasonForm(request.POST or None)
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.add_busy_season(user=request.user, account_id=account_id, **values),
        _("Saved."),
    ):
        return redirect(_care_of(account_id, "seasons"))
    return _show(request, form, _("Busy season"), account_id, row.name)


@button
def remove_season(request: SignedIn, account_id: int, season_id: int) -> HttpResponse:
    """Takes a busy season away."""
    get_account(request.user, account_id, change=True)
    actions.remove_busy_season(user=request.user, season_id=season_id)
    done(request, _("Removed."))
    return redirect(_care_of(account_id, "seasons"))


@button
def set_target(request: SignedIn, account_id: int) -> HttpResponse:
    """How far the relation should reach."""
    target = request.POST.get("target") or None
    actions.set_relation_target(user=request.user, account_id=account_id, target=target)
    done(request, _("Saved."))
    return redirect(_care_of(account_id, "range"))


# ---------------------------------------------------------------- threats
@page
def add_threat(request: SignedIn, account_id: int) -> HttpResponse:
    """A threat that somebody saw."""
    row = get_account(request.user, account_id, change=True)
    form = ThreatForm(
        request.POST or None, initial={"date": clock.today(), "state": "open", "owner": str(request.user)}
    )
    del form.fields["state"]
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.record_threat(user=request.user, account_id=account_id, **values),
        _("Saved."),
    ):
        return redirect(_care_of(account_id, "threats"))
    return _show(request, form, _("A threat to the relation"), account_id, row.name)


@page
def change_threat(request: SignedIn, account_id: int, threat_id: int) -> HttpResponse:
    """One that was told, or that the records show no more."""
    row = get_account(request.user, account_id, change=True)
    threat = Threat.objects.filter(pk=threat_id, account=row).first()
    if threat is None:
        raise not_found()
    form = ThreatForm(request.POST or None, initial={name: getattr(threat, name) for name in ThreatForm.base_fields})
    form.guarded = True
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_threat(user=request.user, threat_id=threat_id, **values),
        _("Saved."),
    ):
        return redirect(_care_of(account_id, "threats"))
    remove = reverse("remove_threat", args=[account_id, threat_id])
    return _show(request, form, _("A threat to the relation"), account_id, row.name, remove=remove)


@button
def remove_threat(request: SignedIn, account_id: int, threat_id: int) -> HttpResponse:
    """Takes a threat away that was told."""
    get_account(request.user, account_id, change=True)
    if not Threat.objects.filter(pk=threat_id, account=account_id).exists():
        raise not_found()
    actions.remove_threat(user=request.user, threat_id=threat_id)
    done(request, _("Removed."))
    return redirect(_care_of(account_id, "threats"))


@page
def answer_threat(request: SignedIn, account_id: int) -> HttpResponse:
    """Plans something against a threat that the records show, or says that it is handled or none: with its key, by a
    form, or by one of the two buttons."""
    row = get_account(request.user, account_id, change=True)
    key = request.POST.get("key") or request.GET.get("key", "")
    found = threat_found(user=request.user, account_id=account_id, key=key)
    if found is None:
        raise not_found()
    relation, threat = found
    saved = Threat.objects.filter(account=row, key=key).first()
    names = AnswerForm.base_fields
    initial = {name: getattr(saved, name) for name in names} if saved else {"state": "open", "owner": str(request.user)}
    form = AnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.answer_threat(
            user=request.user,
            account_id=account_id,
            key=key,
            kind=threat.kind,
            date=threat.date,
            text=told(threat.why),
            words=threat.words,
            activity_id=relation.activities.get((threat.sale, threat.entry)),
            **values,
        ),
        _("Saved."),
    ):
        return redirect(_care_of(account_id, "threats"))
    return _show(request, form, _("A threat to the relation"), account_id, row.name, intro=told(threat.why))
