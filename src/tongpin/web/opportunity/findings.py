"""Mistakes, gates and the assessment of an opportunity, in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.method.case import Case
from tongpin.method.playbook import Playbook
from tongpin.method.standing import Element, GateState, Mistake, Standing
from tongpin.method.wording import Say
from tongpin.web.cited import Citations, Cited, day
from tongpin.web.texts import (
    ANSWERS,
    FINDING_STATES,
    GATE_STATES,
    QUALIFICATIONS,
    Text,
    known,
    mistake_name,
    reading_language,
    told,
)
from tongpin.web.tracks.scene import gate_state_name

# What a gate lacks (the end of the sentence's key), and the form below the opportunity's address that brings it.
SUPPLIES: Mapping[str, tuple[str, Text]] = {
    "assessed_graded": ("answers", gettext_lazy("Write down answers")),
    "coach": ("records/stakeholder/add", gettext_lazy("Add a person")),
    "key_persons": ("records/stakeholder/add", gettext_lazy("Add a person")),
    "criteria_influenced": ("records/criterion/add", gettext_lazy("Add a criterion")),
    "criteria_of_rival": ("records/criterion/add", gettext_lazy("Add a criterion")),
    "bid_or_offer": ("records/bid/add", gettext_lazy("Add an offer")),
    "contract_signed": ("delivery", gettext_lazy("Enter the date")),
    "trial_evaluated": ("records/metric/add", gettext_lazy("Add a reading")),
    "need_explicit_owned": ("records/need/add", gettext_lazy("Add a need")),
    "no_concern_heard": ("records/concern/add", gettext_lazy("Add a concern")),
    "budget_and_project": ("facts", gettext_lazy("Change facts")),
    "preferred_supplier": ("position", gettext_lazy("Change our position")),
    "acceptance": ("delivery", gettext_lazy("Enter the date")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakeRow:
    """``state``: open, disputed or settled; ``absent`` is a sentence for a mistake of absence."""

    code: str
    entry: str
    name: str
    why: str
    cost: str
    repair: str
    confidence: float
    absent: str
    state: str
    state_name: str
    cited: list[Cited]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something missing at a gate; ``supply``: address of the form that brings it, ``button``: what that is called."""

    text: str
    supply: str
    button: str
    in_place: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """``css``: met, forced, undone or unshown; ``next``: the first that is not passed."""

    number: int
    gate: str
    title: str
    step: str
    css: str
    state: str
    on: str
    next: bool
    missing: list[Lack]
    forced_by: str
    forced_reason: str
    forced_odds: float
    cited: list[Cited]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRow:
    """An element of the assessment; ``answer`` is what a person wrote."""

    name: str
    title: str
    known: bool
    says: str
    answer: str
    question: str
    why: str
    cited: list[Cited]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """``css`` is a verdict: pursue fits, hold early, drop wrong."""

    result: str
    answer: str
    css: str
    worth: str
    can: str
    reasons: list[str]
    resources: str
    review: str
    elements: list[ElementRow]


def mistake_rows(case: Case, standing: Standing) -> list[MistakeRow]:
    """Standing mistakes first, then the disputed, then the dropped."""
    citations = Citations(case)
    order = ("open", "disputed", "settled")
    found = sorted(standing.mistakes, key=lambda item: (order.index(item.state), -item.confidence))
    return [_mistake(item, citations) for item in found]


def _mistake(mistake: Mistake, citations: Citations) -> MistakeRow:
    absent = ""
    if mistake.absent:
        absent = _("Absent since %(day)s: %(what)s") % {
            "day": day(mistake.since),
            "what": known(f"mistakes.absences.{mistake.absent}", mistake.absent),
        }
    return MistakeRow(
        code=mistake.code,
        entry=mistake.entry,
        name=mistake_name(mistake.code),
        why=told(mistake.why),
        cost=told(mistake.cost),
        repair=told(mistake.repair),
        confidence=mistake.confidence,
        absent=absent,
        state=mistake.state,
        state_name=str(FINDING_STATES[mistake.state]),
        cited=citations.words(mistake.entry, mistake.start, mistake.end),
    )


def gate_rows(case: Case, standing: Standing, playbook: Playbook, address: str) -> list[GateRow]:
    """All gates in order, each with what is missing and where to bring it; ``address`` is the opportunity's."""
    citations = Citations(case, standing.signals)
    steps = {step.gate.id: step for step in playbook.selling_steps if step.gate is not None}
    lang = reading_language()
    following = next((state.gate for state in standing.gates if not state.met and not state.forced), "")
    rows = []
    for number, state in enumerate(standing.gates, start=1):
        step = steps.get(state.gate)
        gate = step.gate if step else None
        title = gate.title[lang] if gate else state.gate
        odds = gate.forced_odds if gate else 1.0
        lacks = [_lack(sentence, address) for sentence in state.missing]
        about = step.title[lang] if step else state.step
        rows.append(_gate(number, state, title, about, odds, following, citations, lacks))
    return rows


def _lack(sentence: Say, address: str) -> Lack:
    """The sentence with the form that brings what it asks for; a note where there is no form of its own."""
    ending, button = SUPPLIES.get(sentence.key.rpartition(".")[2], ("", _("Write a note")))
    if ending:
        return Lack(text=told(sentence), supply=f"{address}/{ending}", button=str(button), in_place=True)
    note = f"{reverse('note')}?opportunity={address.rpartition('/')[2]}"
    return Lack(text=told(sentence), supply=note, button=str(button), in_place=False)


def _gate(
    number: int,
    state: GateState,
    title: str,
    step: str,
    odds: float,
    following: str,
    citations: Citations,
    lacks: list[Lack],
) -> GateRow:
    css = gate_state_name(state)
    return GateRow(
        number=number,
        gate=state.gate,
        title=title,
        step=step,
        css=css,
        state=str(GATE_STATES[css]),
        on=day(state.on),
        next=state.gate == following,
        missing=lacks,
        forced_by=state.override_by,
        forced_reason=state.override_reason,
        forced_odds=odds,
        cited=citations.of(state.entries),
    )


def _said(element: Element) -> str:
    """What is known of it in words; that it is known at all is told by its tag."""
    text = told(element.says) if element.says else ""
    return "" if text == "✓" else text


def assessment_of(case: Case, standing: Standing) -> Assessment:
    """Is it worth it, and what is not known yet."""
    found = standing.qualification
    citations = Citations(case, standing.signals)
    answers: Mapping[str, str] = case.qualification.answers
    return Assessment(
        result=str(QUALIFICATIONS[found.result]),
        answer=str(ANSWERS[found.answer]),
        css={"pursue": "fits", "hold": "early", "drop": "wrong"}[found.result],
        worth=told(found.worth_winning),
        can=told(found.can_win),
        reasons=[told(reason) for reason in found.reasons],
        resources=told(found.resources),
        review=day(found.review_on),
        elements=[
            ElementRow(
                name=element.name,
                title=known(f"elements.{element.name}.name", element.name),
                known=element.known,
                says=_said(element),
                answer=answers.get(element.name, ""),
                question=known(f"elements.{element.name}.question"),
                why=known(f"elements.{element.name}.why"),
                cited=citations.of(element.entries),
            )
            for element in found.elements
        ],
    )
