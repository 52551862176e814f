"""Calls and coverage 拜访与覆盖: whom to see next and what to ask, the calls planned and held, who was asked what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm.calls.selectors import CallRow, CallsPage, calls_page
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.method.calls import CallPlan, call_plans, caution_of
from tongpin.method.case import Need
from tongpin.method.coverage import PersonCoverage, coverage_of
from tongpin.method.people import ranked
from tongpin.method.selling import QUESTION_KINDS
from tongpin.web.cited import day
from tongpin.web.opportunity.call_forms import QuestionLine, proposed_lines
from tongpin.web.pages import user_of
from tongpin.web.texts import NEED_STRENGTHS, NEED_TYPES, OUTCOMES, ROLES, kind_name, told
from tongpin.web.texts import QUESTION_KINDS as KIND_NAMES

NEXT = 3
SHOWN_HELD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCard:
    """A call with prepared strings. ``outcome`` and ``entry`` once it was held; ``late``: its day has passed."""

    id: int
    opportunity_id: int
    deal: str
    name: str
    title: str
    day: str
    kind: str
    wanted: str
    least: str
    state: str
    late: bool
    today: bool
    questions: int
    asked: int
    entry: str
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextCall:
    """Somebody to see next: what to ask, what to go for."""

    who: str
    name: str
    title: str
    roles: str
    lines: Sequence[QuestionLine]
    wanted: str
    least: str
    plan: str


def calls_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the view of the calls shows."""
    page = calls_page(user=user_of(request), opportunity_id=found.opportunity.pk)
    outcomes = {row.entry: row.outcome for row in page.dossier.case.meetings}
    cards = [card_of(row, page.dossier.today, outcomes.get(row.entry) or "") for row in page.calls]
    planned = [card for card in cards if card.state == "planned"]
    open_still = page.dossier.case.opportunity.outcome is None
    return {
        "planned": planned,
        "past": [card for card in cards if card.state != "planned"][:SHOWN_HELD],
        "next": _next_calls(page) if open_still else [],
        "caution": _caution(page) if open_still else "",
        "unplanned": reverse("debrief_unplanned", args=[found.opportunity.pk]),
        "plan": reverse("plan_call", args=[found.opportunity.pk]),
        "tally": _tally(found),
    }


def card_of(row: CallRow, today: Any, outcome: str = "") -> CallCard:
    """A call in the reader's words."""
    return CallCard(
        id=row.id,
        opportunity_id=row.opportunity_id,
        deal=row.title,
        name=row.name,
        title=row.person_title,
        day=day(row.date),
        kind=kind_name(row.kind),
        wanted=row.wanted,
        least=row.least,
        state=row.state,
        late=row.state == "planned" and row.date < today,
        today=row.date == today,
        questions=row.questions,
        asked=row.asked,
        entry=row.entry,
        outcome=str(OUTCOMES[outcome]) if outcome else "",
    )


def _next_calls(page: CallsPage) -> list[NextCall]:
    """The weightiest people on whom no call is planned."""
    waiting = {row.who for row in page.calls if row.state == "planned"}
    people = [person.id for person in ranked(page.dossier) if person.id not in waiting][:NEXT]
    plans = call_plans(page.dossier, page.dossier.case.lang, people=people, questions=page.bank)
    return [_next_call(page, plan) for plan in plans]


def _next_call(page: CallsPage, plan: CallPlan) -> NextCall:
    person = page.dossier.case.person(plan.who)
    roles = person.roles[:2] if person else ()
    return NextCall(
        who=plan.who,
        name=page.dossier.names[plan.who],
        title=person.title if person else "",
        roles=_("; ").join(str(ROLES[role]) for role in roles),
        lines=list(proposed_lines(plan.questions)),
        wanted=told(plan.wanted),
        least=told(plan.least),
        plan=f"{reverse('plan_call', args=[page.opportunity.pk])}?who={plan.who}",
    )


def _caution(page: CallsPage) -> str:
    caution = caution_of(page.dossier)
    return told(caution) if caution else ""


def _tally(found: OpportunityPage) -> dict[str, Any]:
    """Advances and orders against continuations: the figure of METHOD 8.2."""
    outcomes = [meeting.outcome for meeting in found.standing.meetings]
    won = sum(outcome in ("order", "advance") for outcome in outcomes)
    return {"all": len(outcomes), "won": won, "other": len(outcomes) - won}


# ---------------------------------------------------------------- coverage
@dataclass(frozen=True, slots=True, kw_only=True)
class KindCell:
    """Questions of a kind that somebody was asked; ``css`` says how far it has come."""

    name: str
    asked: int
    answered: int
    planned: int
    css: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A person's coverage with prepared strings."""

    name: str
    title: str
    power: bool
    share: float
    cells: Sequence[KindCell]
    needs: Sequence[str]
    plan: str


def coverage_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the view of the coverage shows."""
    page = calls_page(user=user_of(request), opportunity_id=found.opportunity.pk)
    names = page.dossier.names
    coverage = coverage_of(page.dossier)
    plan = reverse("plan_call", args=[found.opportunity.pk])
    titles = {person.id: person.title for person in page.dossier.case.stakeholders}
    return {
        "kinds": [str(KIND_NAMES[kind]) for kind in QUESTION_KINDS],
        "lines": [_person_line(item, names[item.who], titles[item.who], plan) for item in coverage.people],
        "ownerless": [_need_line(need, names) for need in coverage.without_power],
        "needless": [(names[who], f"{plan}?who={who}") for who in coverage.without_need],
        "powers_known": coverage.powers_known,
        "has_needs": bool(page.dossier.case.needs),
    }


def _person_line(item: PersonCoverage, name: str, title: str, plan: str) -> PersonLine:
    return PersonLine(
        name=name,
        title=title,
        power=item.power,
        share=item.share,
        cells=[
            KindCell(
                name=str(KIND_NAMES[kind]),
                asked=told.asked,
                answered=told.answered,
                planned=told.planned,
                css=_css(told),
            )
            for kind, told in item.kinds.items()
        ],
        needs=[f"{need.text} · {NEED_STRENGTHS[need.strength]}" for need in item.needs],
        plan=f"{plan}?who={item.who}",
    )


def _css(told: Any) -> str:
    if told.answered:
        return "tag-fits"
    return "tag-early" if told.asked else ""


def _need_line(need: Need, names: dict[str, str]) -> dict[str, str]:
    who = names.get(need.who, "")
    return {"text": need.text, "who": who, "type": str(NEED_TYPES[need.type]), "entry": need.entry}
