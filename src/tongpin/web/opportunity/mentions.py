"""People found in notes: what the words tell of them, to be confirmed, given to somebody else, or struck."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongpin.crm.activities.selectors import waiting_in
from tongpin.crm.models import Activity, Stakeholder
from tongpin.crm.opportunities.policy import get_opportunity, may
from tongpin.crm.people.noticing import (
    Proposed,
    confirm_mention,
    confirm_person,
    look_through,
    proposed_of,
    strike_mention,
)
from tongpin.web.cited import day
from tongpin.web.highlight import around
from tongpin.web.opportunity.edits import tab_address
from tongpin.web.opportunity.person_cards import role_name
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import Texts

ATTITUDES: Texts = {
    "2": gettext_lazy("strongly for us"),
    "1": gettext_lazy("for us"),
    "0": gettext_lazy("neutral"),
    "-1": gettext_lazy("has doubts about us"),
    "-2": gettext_lazy("against us"),
}
CHANGES: Texts = {
    "left": gettext_lazy("has left or is leaving"),
    "joined": gettext_lazy("is new there"),
    "moved": gettext_lazy("has moved to another post"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing told of a person, with the words in their place."""

    id: int
    tells: str
    before: str
    words: str
    after: str
    day: str
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What notes tell of one person; ``who`` is the code of the stakeholder they seem to mean, empty for a new one."""

    name: str
    who: str
    called: str
    rows: list[Row]


@page
def mentions(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Everything that waits for a decision, by person."""
    opportunity = get_opportunity(request.user, opportunity_id)
    groups: dict[str, Group] = {}
    for found in proposed_of(user=request.user, opportunity_id=opportunity_id):
        fresh = Group(name=found.name, who=found.who, called=found.called, rows=[])
        groups.setdefault(found.name, fresh).rows.append(_row(found, opportunity_id))
    people = Stakeholder.objects.filter(opportunity=opportunity).order_by("pk").values_list("code", "person__name")
    context = {
        "area": "opportunities",
        "opportunity": opportunity,
        "groups": list(groups.values()),
        "people": [(code, name or code) for code, name in people],
        "may_change": may(request.user, "change", opportunity),
        "back": tab_address(opportunity_id, "people"),
    }
    return render(request, "opportunity/mentions.html", context)


def tell_of_people(request: SignedIn, opportunity_id: int, activity: Activity) -> None:
    """Says on the next page that an entry which was just saved tells something of people, or of needs."""
    needs, count = waiting_in(activity)
    if needs:
        text = ngettext("%(count)s need read in it.", "%(count)s needs read in it.", needs)
        address, link = tab_address(opportunity_id, "needs", "hints"), _("Look and confirm")
        messages.info(request, format_html('{} <a href="{}">{}</a>', text % {"count": needs}, address, link))
    if count:
        text = ngettext("%(count)s thing about people found.", "%(count)s things about people found.", count)
        address, link = reverse("mentions", args=[opportunity_id]), _("Look and confirm")
        messages.info(request, format_html('{} <a href="{}">{}</a>', text % {"count": count}, address, link))


@button
def confirm(request: SignedIn, opportunity_id: int, mention_id: int) -> HttpResponse:
    """The words are right, of whom they seem to mean or of the one chosen."""
    part = confirm_mention(user=request.user, mention_id=mention_id, who=request.POST.get("who", ""))
    done(request, _("Recorded for %(name)s.") % {"name": part.person.name or part.code})
    return redirect("mentions", opportunity_id)


@button
def confirm_all(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """All that notes tell of one person is right."""
    name, who = request.POST.get("name", ""), request.POST.get("who", "")
    part = confirm_person(user=request.user, opportunity_id=opportunity_id, name=name, who=who)
    done(request, _("Recorded for %(name)s.") % {"name": part.person.name or part.code})
    return redirect("mentions", opportunity_id)


@button
def strike(request: SignedIn, opportunity_id: int, mention_id: int) -> HttpResponse:
    """The words do not tell that."""
    strike_mention(user=request.user, mention_id=mention_id)
    done(request, _("Struck. It will not be proposed again."))
    return redirect("mentions", opportunity_id)


@button
def look(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Looks through all notes of the opportunity."""
    count = look_through(user=request.user, opportunity_id=opportunity_id)
    done(request, _("Notes looked through: %(count)s found to decide on.") % {"count": count}, undo=False)
    return redirect("mentions", opportunity_id)


def _row(found: Proposed, opportunity_id: int) -> Row:
    before, words, after = around(found.text, found.start, found.end)
    return Row(
        id=found.id,
        tells=_tells(found),
        before=before,
        words=words,
        after=after,
        day=day(found.date),
        entry=reverse("entry", args=[opportunity_id, found.activity_id]),
    )


def _tells(found: Proposed) -> str:
    """What the words say, in the reader's language."""
    if found.aspect == "role":
        return _("Role: %(role)s") % {"role": role_name(found.value)}
    if found.aspect == "attitude":
        return _("Attitude: %(attitude)s") % {"attitude": ATTITUDES[found.value]}
    if found.aspect == "change":
        return _("Change: %(change)s") % {"change": CHANGES[found.value]}
    if found.aspect == "contact":
        return _("We were in touch on %(day)s") % {"day": day(found.date)}
    if found.aspect == "name":
        return _("A person of the customer’s")
    named = _("Title: %(value)s") if found.aspect == "title" else _("Department: %(value)s")
    return named % {"value": found.value}
