"""Buttons of the opportunity page: signals, mistakes, gates, its end, who may see it, its playbook, its file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.evidence import actions as evidence
from tongpin.crm.gates import actions as gates
from tongpin.crm.models import Activity
from tongpin.crm.opportunities import actions
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.playbooks.selectors import playbooks
from tongpin.crm.users.models import User
from tongpin.crm.users.selectors import colleagues
from tongpin.exchange import dealfile
from tongpin.web.opportunity import forms
from tongpin.web.opportunity.edits import show_form, tab_address, try_save
from tongpin.web.opportunity.page import shown
from tongpin.web.opportunity.timeline import LONGEST
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.signals import kind_named, signal_options
from tongpin.web.texts import reading_language


def back_to(request: SignedIn, otherwise: str) -> HttpResponse:
    """To the address that the form named, if it is one of ours."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/")
    return redirect(address if ours else otherwise)


@button
def undo(request: SignedIn) -> HttpResponse:
    """Takes the user's last gesture back."""
    undo_last_gesture(user=request.user, gesture_id=request.POST.get("gesture", ""))
    done(request, _("Taken back."), undo=False)
    return back_to(request, "/")


# ---------------------------------------------------------------- signals and mistakes
@button
def decide_signal(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Confirms or strikes a signal: the button that was pressed names it."""
    struck, confirmed = (request.POST.get(name, "") for name in ("strike", "confirm"))
    signal_id = _whole(struck or confirmed)
    if struck:
        signal = evidence.strike_signal(user=request.user, signal_id=signal_id)
        done(request, _("Struck: it no longer counts."))
    else:
        signal = evidence.confirm_signal(user=request.user, signal_id=signal_id)
        done(request, _("Confirmed: it now counts in full."))
    return redirect(tab_address(opportunity_id, "timeline", signal.activity.code))


def _whole(text: str) -> int:
    """A number from a form; 0, which nothing has for its id, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@page
def mark(request: SignedIn, opportunity_id: int, activity_id: int) -> HttpResponse:
    """Marks words of an entry by hand: those selected in the text, or those copied into the field."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    entry = Activity.objects.filter(opportunity=opportunity, pk=activity_id).values("code", "text").first()
    if entry is None:
        raise not_found()
    form = forms.MarkForm(request.POST or None, people=[])
    back = tab_address(opportunity_id, "timeline", entry["code"])

    def save(values: dict[str, Any]) -> None:
        start, end = _marked(values, entry["text"])
        kind = kind_named(values["kind"])
        evidence.add_signal(
            user=request.user, opportunity_id=opportunity_id, entry=entry["code"], kind=kind, start=start, end=end
        )

    if request.method == "POST" and try_save(request, form, save, _("Marked: it now counts.")):
        return redirect(back)
    more = {"text": entry["text"][:LONGEST], "kinds": signal_options(), "marks": f"text-{entry['code']}"}
    template = "opportunity/mark.html"
    return show_form(request, opportunity, form, _("Mark words that were missed"), back, template=template, **more)


def _marked(values: dict[str, Any], text: str) -> tuple[int, int]:
    """Offsets of the words; (0, 0) where they are not in the text."""
    start, end, words = values["start"], values["end"], values["words"]
    if start is not None and end is not None and text[start:end].strip() == words:
        return start, end
    found = text.find(words) if words else -1
    return (found, found + len(words)) if found >= 0 else (0, 0)


@button
def dispute(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Says that a mistake is none."""
    evidence.dispute_finding(
        user=request.user,
        opportunity_id=opportunity_id,
        code=request.POST.get("code", ""),
        entry=request.POST.get("entry", ""),
        reason=request.POST.get("reason", ""),
    )
    done(request, _("Disputed. It stays out of reports until a manager decides."))
    return redirect(tab_address(opportunity_id, "overview", "mistakes"))


@button
def settle(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A manager's decision on a disputed mistake."""
    evidence.settle_finding(
        user=request.user,
        opportunity_id=opportunity_id,
        code=request.POST.get("code", ""),
        entry=request.POST.get("entry", ""),
        stands=request.POST.get("stands") == "yes",
        reason=request.POST.get("reason", ""),
    )
    done(request, _("Decided."))
    return redirect(tab_address(opportunity_id, "overview", "mistakes"))


# ---------------------------------------------------------------- gates
@button
def move_on(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Passes the next gate; where it is not met, the page says there what is missing."""
    try:
        gates.move_on(user=request.user, opportunity_id=opportunity_id)
    except TongpinError as error:
        if error.status in {403, 404}:
            raise
        return shown(request, opportunity_id, refused=error, tab="overview")
    done(request, _("Moved on."))
    return redirect(tab_address(opportunity_id, "overview", "gates"))


@button
def gate(request: SignedIn, opportunity_id: int, gate_id: str) -> HttpResponse:
    """Records that a gate is met, and which entries show the things it asks for."""
    shown_by = list(dict.fromkeys(code for code in request.POST.getlist("shown_by") if code))
    try:
        met = parse_date(request.POST.get("met", "")) or clock.today()
    except ValueError:
        met = clock.today()
    gates.record_gate(user=request.user, opportunity_id=opportunity_id, gate=gate_id, met=met, shown_by=shown_by)
    done(request, _("The gate is met."))
    return redirect(tab_address(opportunity_id, "overview", gate_id))


@button
def force_gate(request: SignedIn, opportunity_id: int, gate_id: str) -> HttpResponse:
    """A manager forces a gate, with his reason."""
    reason = request.POST.get("reason", "")
    gates.override_gate(user=request.user, opportunity_id=opportunity_id, gate=gate_id, reason=reason)
    done(request, _("The gate is forced. The reason stays visible."))
    return redirect(tab_address(opportunity_id, "overview", gate_id))


@button
def withdraw_gate(request: SignedIn, opportunity_id: int, gate_id: str) -> HttpResponse:
    """What was recorded of a gate is taken back; what entries show of it still counts."""
    gates.withdraw_gate(user=request.user, opportunity_id=opportunity_id, gate=gate_id)
    done(request, _("Taken back. What the entries show of this gate still counts."))
    return redirect(tab_address(opportunity_id, "overview", gate_id))


# ---------------------------------------------------------------- the opportunity as a whole
@page
def close(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """How it ended."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    form = forms.OutcomeForm(request.POST or None, initial={"date": clock.today()}, people=[])
    back = tab_address(opportunity_id, "overview")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.close_opportunity(user=request.user, opportunity_id=opportunity_id, **values),
        _("Closed."),
    ):
        return redirect(back)
    return show_form(request, opportunity, form, _("How it ended"), back, in_place=False)


@page
def reopen(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Takes the end back."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    back = tab_address(opportunity_id, "overview")
    if request.method == "POST":
        actions.reopen_opportunity(user=request.user, opportunity_id=opportunity_id)
        done(request, _("Open again."))
        return redirect(back)
    form = forms.RecordForm(people=[])
    return show_form(
        request,
        opportunity,
        form,
        _("Open again"),
        back,
        in_place=False,
        button=_("Open again"),
        intro=_("The result is taken away, and the opportunity counts as open again."),
    )


@page
def sharing(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Lets a colleague in, or takes his access back."""
    opportunity = get_opportunity(request.user, opportunity_id, "share")
    form = forms.ShareForm(request.POST or None, people=[])
    form.choose("with_user", _colleagues(request.user))
    back = tab_address(opportunity_id, "overview")

    def save(values: dict[str, Any]) -> None:
        colleague = User.objects.get(pk=values["with_user"])
        actions.share_opportunity(
            user=request.user, opportunity_id=opportunity_id, with_user=colleague, may_change=values["may_change"]
        )

    if request.method == "POST" and try_save(request, form, save, _("Shared.")):
        return redirect(request.path)
    shares = opportunity.shares.order_by("pk").values("user_id", "user__name", "may_change")
    return show_form(
        request,
        opportunity,
        form,
        _("Share"),
        back,
        in_place=False,
        button=_("Share"),
        shares=list(shares),
        opportunity_id=opportunity_id,
    )


@button
def stop_sharing(request: SignedIn, opportunity_id: int, user_id: int) -> HttpResponse:
    """Takes a colleague's access back."""
    colleague = User.objects.filter(pk=user_id).first()
    if colleague is not None:
        actions.stop_sharing(user=request.user, opportunity_id=opportunity_id, with_user=colleague)
        done(request, _("Access taken back."))
    return redirect("sharing", opportunity_id)


@page
def hand_over(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A manager gives the opportunity to another salesperson."""
    opportunity = get_opportunity(request.user, opportunity_id, "manage")
    form = forms.HandOverForm(request.POST or None, people=[])
    form.choose("to", _colleagues(request.user))
    back = tab_address(opportunity_id, "overview")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.hand_over(
            user=request.user, opportunity_id=opportunity_id, to=User.objects.get(pk=values["to"])
        ),
        _("Handed over."),
    ):
        return redirect(back)
    return show_form(request, opportunity, form, _("Hand over"), back, in_place=False, button=_("Hand over"))


def _colleagues(user: User) -> list[tuple[str, str]]:
    return [(str(row.id), f"{row.name} · {row.team}" if row.team else row.name) for row in colleagues(user)]


@page
def move_playbook(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Moves the opportunity to another playbook or to a newer version of its own."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    current = f"{opportunity.playbook_name} {opportunity.playbook_version}"
    form = forms.PlaybookForm(request.POST or None, initial={"playbook": current}, people=[])
    newest = {
        f"{row.playbook.name} {row.playbook.version}": row.playbook.title[reading_language()] for row in playbooks()
    }
    named = {key: f"{title} · {_('version')} {key.rpartition(' ')[2]}" for key, title in newest.items()}
    form.choose("playbook", {current: current, **named}.items())
    back = tab_address(opportunity_id, "overview")

    def save(values: dict[str, Any]) -> None:
        name, _space, version = values["playbook"].rpartition(" ")
        actions.move_to_playbook(user=request.user, opportunity_id=opportunity_id, name=name, version=int(version))

    if request.method == "POST" and try_save(request, form, save, _("Moved to the playbook.")):
        return redirect(back)
    intro = _("An opportunity keeps its version until somebody moves it. Gates and fit are judged anew.")
    return show_form(request, opportunity, form, _("Playbook and version"), back, in_place=False, intro=intro)


@page
def export(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The deal file."""
    case = actions.export_case(user=request.user, opportunity_id=opportunity_id)
    response = HttpResponse(dealfile.dump(case), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tongpin-{opportunity_id}.yaml"'
    return response
