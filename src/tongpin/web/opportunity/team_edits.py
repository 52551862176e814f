"""What the forms and buttons of our team do; every write is an action."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.casefile import case_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.models import Counterpart, Settlement, Stakeholder, TeamMember, User
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.team import actions
from tongpin.crm.users.selectors import colleagues
from tongpin.method.earlier import so_far
from tongpin.method.settling import Clash, clashes_of
from tongpin.web.opportunity.edits import people_choices, show_form, tab_address, try_save
from tongpin.web.opportunity.page import shown
from tongpin.web.opportunity.story import quotes_of, topic_name
from tongpin.web.opportunity.team_forms import OTHER, JoinForm, MemberForm, NewTieForm, SettleForm, TieForm
from tongpin.web.pages import SignedIn, button, done, page


# ---------------------------------------------------------------- who is on the team
@page
def join(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Somebody joins the team."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    form = JoinForm(
        request.POST or None, initial={"since": clock.today()}, colleagues=_colleagues(request.user, opportunity)
    )
    back = tab_address(opportunity_id, "team", "members")

    def save(values: dict[str, Any]) -> None:
        facts = dict(values)
        chosen = facts.pop("colleague")
        colleague = User.objects.get(pk=chosen) if chosen else None
        facts["name"] = colleague.name if colleague else facts["name"]
        facts["since"] = facts["since"] or clock.today()
        actions.add_member(user=request.user, opportunity_id=opportunity_id, colleague=colleague, **facts)

    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect(back)
    return show_form(request, opportunity, form, _("Add a team member"), back)


def _colleagues(user: User, opportunity: Opportunity) -> list[tuple[str, str]]:
    """Everybody who sells and is not on the team yet; the user himself first."""
    taken = set(TeamMember.objects.filter(opportunity=opportunity).values_list("user_id", flat=True))
    others = [(row.id, row.name, row.team) for row in colleagues(user)]
    everyone = [(user.pk, str(user), user.team.name if user.team else None), *others]
    return [(str(pk), f"{name} · {team}" if team else name) for pk, name, team in everyone if pk not in taken]


@page
def change_member(request: SignedIn, opportunity_id: int, member_id: int) -> HttpResponse:
    """Changes what one of ours does, and from when to when."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    member = _member(opportunity, member_id)
    names = list(MemberForm.base_fields)
    form = MemberForm(request.POST or None, initial={name: getattr(member, name) for name in names})
    form.guarded = True
    back = tab_address(opportunity_id, "team", f"member-{member_id}")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_member(user=request.user, member_id=member_id, **values),
        _("Saved."),
    ):
        return redirect(back)
    return show_form(request, opportunity, form, member.name, back)


@button
def leave(request: SignedIn, opportunity_id: int, member_id: int) -> HttpResponse:
    """One of ours leaves the team: from today nobody holds whom he held."""
    member = _member(get_opportunity(request.user, opportunity_id, "change"), member_id)
    try:
        actions.leave_team(user=request.user, member_id=member_id)
    except TongpinError as error:
        return shown(request, opportunity_id, refused=error, tab="team")
    done(request, _("%(name)s has left the team.") % {"name": member.name})
    return redirect(tab_address(opportunity_id, "team", "members"))


def _member(opportunity: Opportunity, member_id: int) -> TeamMember:
    member = TeamMember.objects.filter(opportunity=opportunity, pk=member_id).first()
    if member is None:
        raise not_found()
    return member


# ---------------------------------------------------------------- who stands with whom
@page
def tie(request: SignedIn, opportunity_id: int, member_id: int, who: str) -> HttpResponse:
    """How one of ours stands with one of theirs."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    member = _member(opportunity, member_id)
    person = Stakeholder.objects.filter(opportunity=opportunity, code=who).select_related("person").first()
    if person is None:
        raise not_found()
    written = Counterpart.objects.filter(member=member, stakeholder=person).first()
    form = TieForm(request.POST or None, initial=_tie_values(written))
    form.guarded = written is not None
    back = tab_address(opportunity_id, "team", f"with-{who}")
    save = _tie_saver(request, opportunity_id, lambda values: (member_id, who, values))
    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect(back)
    title = _("%(ours)s with %(theirs)s") % {"ours": member.name, "theirs": person.person.name or who}
    remove = reverse("remove_tie", args=[opportunity_id, written.pk]) if written else ""
    # On the tab the form opens under the matrix, where no heading says who is meant.
    intro = title if "HX-Request" in request.headers else ""
    return show_form(request, opportunity, form, title, back, remove=remove, intro=intro)


@page
def add_tie(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A tie of which even the pair is still to be chosen."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    members = TeamMember.objects.filter(opportunity=opportunity, until=None).order_by("pk")
    form = NewTieForm(
        request.POST or None,
        initial={**_tie_values(None), "who": request.GET.get("who", "")},
        members=[(str(pk), name) for pk, name in members.values_list("pk", "name")],
        people=people_choices(opportunity),
    )
    back = tab_address(opportunity_id, "team", "counterparts")

    def pair(values: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
        facts = dict(values)
        member_id, who = int(facts.pop("member")), facts.pop("who")
        if Counterpart.objects.filter(member=member_id, stakeholder__code=who).exists():
            message = _("These two have a line in the matrix already; change it there.")
            raise TongpinError("already_there", message, 409)
        return member_id, who, facts

    if request.method == "POST" and try_save(request, form, _tie_saver(request, opportunity_id, pair), _("Saved.")):
        return redirect(back)
    return show_form(request, opportunity, form, _("Who stands with whom"), back)


def _tie_values(written: Counterpart | None) -> dict[str, Any]:
    if written is None:
        return {"state": "started", "since": clock.today(), "promise": "open"}
    return {name: getattr(written, name) for name in TieForm.base_fields}


Pair = Callable[[dict[str, Any]], tuple[int, str, dict[str, Any]]]


def _tie_saver(request: SignedIn, opportunity_id: int, pair: Pair) -> Callable[[dict[str, Any]], object]:
    """Saves a tie; a promise without a day was made today."""

    def save(values: dict[str, Any]) -> object:
        member_id, who, facts = pair(values)
        if facts["we_promise"] and facts["promised"] is None:
            facts["promised"] = min(filter(None, (clock.today(), facts["due"])))
        return actions.set_counterpart(
            user=request.user, opportunity_id=opportunity_id, member_id=member_id, who=who, **facts
        )

    return save


@button
def remove_tie(request: SignedIn, opportunity_id: int, tie_id: int) -> HttpResponse:
    """Takes a tie away; the next page offers to take that back."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    if Counterpart.objects.filter(opportunity=opportunity, pk=tie_id).exists():
        actions.remove_counterpart(user=request.user, counterpart_id=tie_id)
        done(request, _("Removed."))
    return redirect(tab_address(opportunity_id, "team", "counterparts"))


# ---------------------------------------------------------------- one story
@page
def settle_story(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Which of two statements holds, and who tells the customer; the address names topic and both entries."""
    topic, first, second = (request.GET.get(name, "") for name in ("topic", "first", "second"))
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    case = so_far(case_of(opportunity_id, clock.today()))
    clash = next((found for found in clashes_of(case) if _is_of(found, topic, first, second)), None)
    if clash is None:
        raise not_found()
    told = clash.contradiction
    members = list(TeamMember.objects.filter(opportunity=opportunity, until=None).order_by("pk"))
    values = _settle_values(clash)
    form = SettleForm(
        request.POST or None,
        initial=values,
        told=(told.first_words.strip(), told.second_words.strip()),
        members=list(dict.fromkeys(filter(None, [*(member.name for member in members), values.get("tells")]))),
    )
    form.guarded = clash.settled is not None
    back = tab_address(opportunity_id, "team", f"story-{topic}-{second}")

    def save(values: dict[str, Any]) -> object:
        return actions.settle_contradiction(
            user=request.user,
            opportunity_id=opportunity_id,
            topic=topic,
            first=first,
            second=second,
            holds=form.holds,
            tells=values["tells"],
        )

    if request.method == "POST" and try_save(request, form, save, _("Settled.")):
        return redirect(back)
    title = _("Which holds? (%(topic)s)") % {"topic": topic_name(topic)}
    # On the tab both quotations stand right above the form.
    quotes = () if "HX-Request" in request.headers else quotes_of(case, told)
    return show_form(request, opportunity, form, title, back, quotes=quotes, template="opportunity/settle.html")


def _is_of(clash: Clash, topic: str, first: str, second: str) -> bool:
    told = clash.contradiction
    return (told.topic, told.first_entry, told.entry) == (topic, first, second)


def _settle_values(clash: Clash) -> dict[str, Any]:
    settled, told = clash.settled, clash.contradiction
    if settled is None:
        return {}
    which = {told.first_words.strip(): "first", told.second_words.strip(): "second"}.get(settled.holds, OTHER)
    return {"which": which, "words": settled.holds if which == OTHER else "", "tells": settled.tells}


@button
def told_customer(request: SignedIn, opportunity_id: int, settlement_id: int) -> HttpResponse:
    """The customer has heard what holds, on the day that the form names or today."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    settlement = Settlement.objects.filter(opportunity=opportunity, pk=settlement_id).first()
    if settlement is None:
        raise not_found()
    try:
        on = _day(request.POST.get("on", ""))
        actions.told_the_customer(user=request.user, settlement_id=settlement_id, on=on)
    except TongpinError as error:
        return shown(request, opportunity_id, refused=error, tab="team")
    done(request, _("Noted: the customer has been told."))
    return redirect(tab_address(opportunity_id, "team", "story"))


def _day(given: str) -> dt.date | None:
    """A day that is not yet to come; None where none is given."""
    if not given.strip():
        return None
    try:
        found = parse_date(given.strip())
    except ValueError:
        found = None
    if found is None or found > clock.today():
        raise TongpinError("invalid", _("Give the day on which the customer was told, today at the latest."), 422)
    return found
