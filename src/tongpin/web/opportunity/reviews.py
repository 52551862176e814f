"""The review of an opportunity as PowerPoint and Word: what the pages know, for a meeting that looks at a screen."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.crm.opportunities.page import OpportunityPage, opportunity_page
from tongpin.crm.plans.selectors import PlanPage, plan_page
from tongpin.exchange import office
from tongpin.exchange.office import Cell, Odds, Review, Table, Tile
from tongpin.exchange.office.review import Labels, Tone
from tongpin.method.beliefs import belief_of
from tongpin.method.case import STAGES, Stakeholder
from tongpin.method.people import gap_to, ranked
from tongpin.method.playbook import Playbook
from tongpin.method.standing import GateState
from tongpin.web import tracks
from tongpin.web.cited import day
from tongpin.web.opportunity.head import brief_of, head_of
from tongpin.web.opportunity.overview import stands_clear
from tongpin.web.opportunity.person_cards import attitude_name, joined, points, role_name
from tongpin.web.opportunity.plan import ORDER, TaskView, task_views
from tongpin.web.pages import SignedIn, page
from tongpin.web.texts import (
    CONCERN_STATES,
    CRITERION_KINDS,
    GATE_STATES,
    GRADES,
    KNOWLEDGE,
    known,
    mistake_name,
    reading_language,
    stage_short,
    told,
)
from tongpin.web.tracks.plate import PAGE, SLIDE, plate_of
from tongpin.web.tracks.scene import gate_state_name

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_PEOPLE = 20
MOST_SETTLED = 10
MOST_MEETINGS = 3
LEANINGS = (2, 1, 0, -1, -2, None)
LEANING_TONES: dict[int | None, Tone] = {2: "fits", 1: "fits", -1: "wrong", -2: "wrong", None: "quiet"}
STATE_TONES: dict[str, Tone] = {"overdue": "wrong", "not_done": "wrong", "late": "early", "done": "fits"}
GATE_TONES: dict[str, Tone] = {"met": "fits", "forced": "early", "undone": "wrong", "unshown": "quiet"}
PACE_TONES: dict[str, Tone] = {"fits": "fits", "early": "early", "late": "late"}


@page
def slides(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """PowerPoint."""
    return _file(office.slides(_asked(request, opportunity_id)), PPTX, f"tongpin-{opportunity_id}.pptx")


@page
def document(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Word."""
    return _file(office.document(_asked(request, opportunity_id)), DOCX, f"tongpin-{opportunity_id}.docx")


def _asked(request: SignedIn, opportunity_id: int) -> Review:
    found = opportunity_page(user=request.user, opportunity_id=opportunity_id)
    return review_of(found, plan_page(user=request.user, opportunity_id=opportunity_id))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def review_of(found: OpportunityPage, plan: PlanPage) -> Review:
    """Everything for the review, in the language of the page."""
    standing, head = found.standing, head_of(found.opportunity)
    lang = reading_language()
    scene = tracks.scene_of(plan.dossier.case, standing, found.playbook, lang)
    close = _("decision expected %(day)s") % {"day": head.expected_close} if head.expected_close else ""
    about = (head.account, head.amount, close, _("kept by %(name)s") % {"name": head.owner}, day(standing.as_of))
    clear = stands_clear(standing)
    return Review(
        lang=lang,
        title=head.name,
        about=tuple(part for part in about if part),
        footer=f"{head.name} · {day(standing.as_of)} · {_('Tongpin')}",
        labels=Labels(
            odds=_("Where the customer is"),
            actions=_("What to do next"),
            tracks=_("Two tracks"),
            unknown=_("Still to be learned"),
        ),
        tiles=_tiles(found),
        obstacle=(_("What stands in the way") if clear else _("The main obstacle"), told(standing.main_obstacle)),
        actions=tuple(told(action.do) for action in standing.next_actions),
        odds=tuple(
            Odds(name=stage_short(stage), chance=chance, present=stage == standing.stage)
            for stage, chance in zip(STAGES, standing.stages, strict=True)
        ),
        wide=plate_of(scene, SLIDE),
        narrow=plate_of(scene, PAGE),
        tables=(_leanings(plan), _people(plan), _criteria(plan), _risks(found, plan), _gates(found), *_plans(plan)),
        unknown=tuple(_questions(plan)),
    )


def _tiles(found: OpportunityPage) -> tuple[Tile, ...]:
    standing = found.standing
    brief = brief_of(standing, found.playbook)
    gates = _("by gates: %(step)s") % {"step": brief.by_gates}
    chance = f"{100 * brief.low:.0f}–{100 * brief.high:.0f}%"
    return (
        Tile(
            label=_("Where the customer is"),
            value=f"{stage_short(standing.stage)} {100 * brief.certain:.0f}%",
            detail=known(f"stages.deciding.{standing.stage}"),
            tone="customer",
        ),
        Tile(
            label=_("Our step"),
            value=brief.by_actions or "–",
            detail=f"{brief.pace} · {gates}",
            tone=PACE_TONES.get(brief.css, ""),
        ),
        Tile(label=_("Grade"), value=brief.grade, detail=str(GRADES[standing.grade.letter])),
        Tile(label=_("Chance of winning"), value=f"{100 * brief.win:.0f}%", detail=chance),
    )


# ---------------------------------------------------------------- people
def _leanings(plan: PlanPage) -> Table:
    """The people by how they stand to us: full dot confirmed, ring assumed, the weightiest above."""
    backing, dossier = plan.centre.backing, plan.dossier
    columns = [[person for person in _by_share(plan) if person.attitude == leaning] for leaning in LEANINGS]
    rows = [
        tuple(
            Cell(text=_who(plan, person), tone=LEANING_TONES.get(person.attitude, "")) if person else Cell(text="")
            for person in line
        )
        for line in zip_longest(*columns)
    ]
    index = {"index": points(backing.index), "low": points(backing.low), "high": points(backing.high)}
    support = _("Support index %(index)s (%(low)s to %(high)s, from −100 to +100).") % index
    reached = _("Needed roles reached: %(share)s.") % {"share": f"{100 * backing.coverage:.0f}%"}
    signs = _("● confirmed, ○ assumed; share of the decision in percent.")
    return Table(
        title=_("People: for us and against us"),
        lead=f"{support} {reached} {signs}",
        head=tuple(attitude_name(leaning) for leaning in LEANINGS),
        shares=(1, 1, 1, 1, 1, 1),
        rows=tuple(rows) if dossier.present else (),
    )


def _who(plan: PlanPage, person: Stakeholder) -> str:
    sure = person.attitude is not None and belief_of(person, "attitude", plan.dossier.today).state == "confirmed"
    share = f"{100 * plan.dossier.shares[person.id]:.0f}%"
    return f"{'●' if sure else '○'} {plan.dossier.names[person.id]} {share}"


def _by_share(plan: PlanPage) -> list[Stakeholder]:
    return ranked(plan.dossier)


def _people(plan: PlanPage) -> Table:
    people = _by_share(plan)
    counted = {"shown": MOST_PEOPLE, "all": len(people)}
    return Table(
        title=_("Who decides"),
        head=(
            _("Who"),
            _("Roles"),
            pgettext("decision", "Share"),
            _("Attitude to us"),
            _("Our contact"),
            pgettext("person", "Gap"),
        ),
        shares=(2.4, 2, 1.1, 2.5, 1.6, 2.6),
        rows=tuple(_person(plan, person) for person in people[:MOST_PEOPLE]),
        note=_("The %(shown)s weightiest of %(all)s.") % counted if len(people) > MOST_PEOPLE else "",
    )


def _person(plan: PlanPage, person: Stakeholder) -> tuple[Cell, ...]:
    dossier = plan.dossier
    name = dossier.names[person.id]
    post = " ".join(part for part in (person.department, person.title) if part)
    belief = belief_of(person, "attitude", dossier.today)
    since = "" if belief.age_days is None else day(dossier.today - dt.timedelta(days=belief.age_days))
    how = "" if person.attitude is None else f"{KNOWLEDGE[belief.state]} {since}".rstrip()
    held = [cell.ours for cell in plan.matrix.cells.values() if cell.who == person.id and cell.tie.state != "none"]
    gap = gap_to(dossier, person)
    return (
        Cell(text=f"{name}\n{post}" if post else name, bold=True),
        Cell(text=joined(map(role_name, person.roles)) or "–"),
        Cell(text=f"{100 * dossier.shares[person.id]:.0f}%"),
        Cell(
            text="\n".join(part for part in (attitude_name(person.attitude), how) if part),
            tone=LEANING_TONES.get(person.attitude, ""),
        ),
        Cell(text=joined(dict.fromkeys(held)) or _("Nobody yet"), tone="" if held else "wrong"),
        Cell(text=told(gap), tone="quiet" if gap.key == "people.gap.none" else ""),
    )


# ---------------------------------------------------------------- criteria, risks, gates
def _criteria(plan: PlanPage) -> Table:
    case = plan.dossier.case
    setters = {"us": _("us"), "customer": _("the customer"), "unknown": ""}
    return Table(
        title=_("Purchase criteria"),
        head=(_("Criterion"), _("Kind"), _("Weight"), _("Our points"), _("Best rival"), _("Set by")),
        shares=(3.2, 1.3, 1.2, 1.3, 2.2, 1.8),
        rows=tuple(
            (
                Cell(text=item.name, bold=True),
                Cell(text=str(CRITERION_KINDS[item.kind]) if item.kind else "–"),
                Cell(text=_figure(item.weight)),
                Cell(text=_figure(item.ours)),
                Cell(text=_best(item.rivals)),
                Cell(text=setters.get(item.set_by, item.set_by) or "–"),
            )
            for item in case.criteria
        ),
    )


def _figure(number: Decimal | None) -> str:
    return "–" if number is None else f"{number.normalize():f}"


def _best(rivals: dict[str, Decimal]) -> str:
    if not rivals:
        return "–"
    name = max(rivals, key=rivals.__getitem__)
    return f"{name} {_figure(rivals[name])}"


def _risks(found: OpportunityPage, plan: PlanPage) -> Table:
    return Table(
        title=_("Risks and mistakes"),
        head=(_("What"), _("Why it matters"), _("What to do")),
        shares=(2.2, 4.4, 4.4),
        rows=tuple(_risk_rows(found, plan)),
    )


def _risk_rows(found: OpportunityPage, plan: PlanPage) -> Iterator[tuple[Cell, ...]]:
    standing = found.standing
    yield Cell(text=_("Biggest risk"), bold=True, tone="early"), Cell(text=told(standing.biggest_risk)), Cell(text="")
    for flag in standing.flags:
        name = known(f"law.{flag.code}.name", flag.code)
        yield (
            Cell(text=name, bold=True, tone="wrong"),
            Cell(text=told(flag.why)),
            Cell(text=known(f"law.{flag.code}.do")),
        )
    for mistake in sorted(standing.mistakes, key=lambda item: -item.confidence):
        if mistake.stands:
            name = mistake_name(mistake.code)
            yield (
                Cell(text=name, bold=True, tone="wrong"),
                Cell(text=told(mistake.cost)),
                Cell(text=told(mistake.repair)),
            )
    for concern in plan.dossier.case.concerns:
        if concern.status not in {"answered", "refused"}:
            who = plan.dossier.names.get(concern.who, "")
            state = str(CONCERN_STATES[concern.status])
            words = _said(who, concern.text) if who else concern.text
            yield Cell(text=_("Concern"), bold=True), Cell(text=words), Cell(text=state)
    for trouble in plan.matrix.troubles:
        mend = Cell(text=told(trouble.proposal))
        yield Cell(text=_("Counterparts"), bold=True), Cell(text=told(trouble.what)), mend


def _gates(found: OpportunityPage) -> Table:
    states = found.standing.gates
    return Table(
        title=_("Gates"),
        head=("#", pgettext("gate", "Gate"), _("State"), _("Date"), _("What is missing")),
        shares=(0.5, 4, 1.4, 1.8, 4.6),
        rows=tuple(_gate(number, state, found.playbook) for number, state in enumerate(states, start=1)),
    )


def _gate(number: int, state: GateState, playbook: Playbook) -> tuple[Cell, ...]:
    title = next((gate.title[reading_language()] for gate in playbook.gates if gate.id == state.gate), state.gate)
    name = gate_state_name(state)
    missing = [] if name in {"met", "forced"} else [told(lack) for lack in state.missing]
    why = _("Forced by %(name)s: %(reason)s") % {"name": state.override_by, "reason": state.override_reason}
    return (
        Cell(text=str(number), tone="quiet"),
        Cell(text=title, bold=True),
        Cell(text=str(GATE_STATES[name]), tone=GATE_TONES[name]),
        Cell(text=day(state.on)),
        Cell(text=why if state.forced and not state.met else "\n".join(missing)),
    )


# ---------------------------------------------------------------- plan
def _plans(plan: PlanPage) -> tuple[Table, Table]:
    """What was decided, and who does what."""
    views = task_views(plan)
    settled = sorted((view for view in views if not view.running), key=lambda view: ORDER.index(view.state))
    running = sorted((view for view in views if view.running), key=lambda view: ORDER.index(view.state))
    tasks = Table(
        title=_("Battle plan"),
        head=(
            _("What is to be done"),
            _("Who of ours"),
            pgettext("task", "With whom"),
            pgettext("task", "Until"),
            _("Wanted commitment"),
            _("State"),
        ),
        shares=(3.3, 1.4, 1.5, 1.8, 2.7, 2.1),
        rows=tuple(_task(view) for view in [*running, *settled[:MOST_SETTLED]]),
    )
    decided = [meeting for meeting in reversed(plan.meetings) if meeting.decisions][:MOST_MEETINGS]
    decisions = Table(
        title=_("What we decided"),
        head=(_("Date"), _("What we decided"), _("Who is invited")),
        shares=(1.9, 6.6, 3),
        rows=tuple(
            (Cell(text=day(row.date), bold=True), Cell(text=row.decisions), Cell(text=_("; ").join(row.invited)))
            for row in decided
        ),
    )
    return decisions, tasks


def _task(view: TaskView) -> tuple[Cell, ...]:
    won = f"✓ {view.wanted}" if view.won else view.wanted
    state = "\n".join(part for part in (view.state_name, view.result) if part)
    return (
        Cell(text=view.text, bold=True),
        Cell(text=view.owner or _("Nobody yet"), tone="" if view.owner else "wrong"),
        Cell(text=view.who or "–"),
        Cell(text=view.due or "–"),
        Cell(text=won or "–", tone="fits" if view.won else ""),
        Cell(text=state, tone=STATE_TONES.get(view.state, "")),
    )


def _questions(plan: PlanPage) -> Iterator[str]:
    names: dict[str, Any] = plan.dossier.names
    for item in plan.centre.still_open:
        who = [names[code] for code in item.who]
        question = _said(told(item.name), told(item.question))
        yield _("%(question)s (ask %(names)s)") % {"question": question, "names": joined(who)} if who else question


def _said(name: str, text: str) -> str:
    return _("%(name)s: %(text)s") % {"name": name, "text": text}
