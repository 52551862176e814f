"""The overview of an opportunity: a standing put into the reader's words, every number with what it rests on."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongpin.method.case import STAGES, Case
from tongpin.method.playbook import Playbook
from tongpin.method.standing import Flag, KeyPerson, NextAction, Reason, Standing
from tongpin.method.wording import Say
from tongpin.web.cited import Citations, Cited
from tongpin.web.texts import (
    ADOPTION,
    GRADES,
    POSITIONS,
    ROLES,
    known,
    reading_language,
    stage_name,
    stage_short,
    told,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsRow:
    stage: str
    name: str
    chance: float
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Our step against the customer's stage; ``css`` is a verdict."""

    by_gates: str
    by_actions: str
    tells: str
    css: str
    cited: list[Cited]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence with what it rests on; ``beside`` a short figure or name before it."""

    text: str
    cited: list[Cited]
    beside: str = ""
    why: str = ""
    rises: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    code: str
    name: str
    roles: list[str]
    share: float
    gap: str
    approach: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRow:
    name: str
    why: str
    law: str
    do: str
    cited: list[Cited]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the head and the first tab show."""

    stage: str
    phase: str
    deciding: str
    certain: float
    odds: list[OddsRow]
    odds_cited: list[Cited]
    pace: Pace
    grade: str
    grade_means: str
    grade_why: list[str]
    win: float
    win_low: float
    win_high: float
    win_basis: str
    win_reasons: list[Said]
    obstacle: str
    clear: bool
    risk: str
    actions: list[Said]
    must_not: list[str]
    question: Said | None
    key_persons: list[PersonRow]
    position: str
    position_why: list[str]
    position_odds: list[tuple[str, float]]
    position_cited: list[Cited]
    adoption: Said | None
    unknown: list[str]
    flags: list[FlagRow]


def overview_of(case: Case, standing: Standing, playbook: Playbook) -> Overview:
    """The overview in the language of the page."""
    citations = Citations(case, standing.signals)
    names = {person.id: person.name for person in case.stakeholders}
    return Overview(
        stage=stage_name(standing.stage),
        phase=known(f"stages.phases.{standing.phase}", standing.phase),
        deciding=known(f"stages.deciding.{standing.stage}"),
        certain=standing.certain,
        odds=odds_rows(standing.stages),
        odds_cited=citations.of(entry for point in standing.history[-4:] for entry in point.entries),
        pace=_pace(standing, playbook, citations),
        grade=standing.grade.letter,
        grade_means=str(GRADES[standing.grade.letter]),
        grade_why=[told(why) for why in standing.grade.why],
        win=standing.win.estimate,
        win_low=standing.win.low,
        win_high=standing.win.high,
        win_basis=told(standing.win.basis),
        win_reasons=[_reason(reason, citations) for reason in standing.win.reasons],
        obstacle=told(standing.main_obstacle),
        clear=stands_clear(standing),
        risk=told(standing.biggest_risk),
        actions=[_action(action, names, citations) for action in standing.next_actions],
        must_not=[told(sentence) for sentence in standing.must_not_do],
        question=_question(standing, names),
        key_persons=[_person(person, standing) for person in standing.key_persons],
        position=str(POSITIONS.get(standing.position.position, standing.position.position)),
        position_why=[told(why) for why in standing.position.why],
        position_odds=[(str(POSITIONS.get(name, name)), chance) for name, chance in standing.position.odds],
        position_cited=citations.of(standing.position.entries),
        adoption=_adoption(standing, citations),
        unknown=[_unknown(sentence) for sentence in standing.unknown],
        flags=[flag_row(flag, citations) for flag in standing.flags],
    )


def stands_clear(standing: Standing) -> bool:
    """Whether nothing plain stands in the way; what could go wrong is then a caution and not where things are going."""
    return standing.main_obstacle.key == "advice.obstacle.none"


def odds_rows(odds: tuple[float, ...]) -> list[OddsRow]:
    """The seven stages, the last one first as in the two tracks."""
    most = max(odds)
    rows = [
        OddsRow(stage=stage, name=stage_short(stage), chance=chance, present=chance == most)
        for stage, chance in zip(STAGES, odds, strict=True)
    ]
    return rows[::-1]


def offset_told(offset: int | None) -> tuple[str, str]:
    """How far we are ahead of the customer, in words, and the verdict whose colour and shape it has (or "none")."""
    if offset is None:
        return _("No action in 30 days"), "none"
    if offset == 0:
        return _("In step"), "fits"
    if offset > 0:
        return ngettext("%(count)d step ahead", "%(count)d steps ahead", offset) % {"count": offset}, "early"
    return ngettext("%(count)d step behind", "%(count)d steps behind", -offset) % {"count": -offset}, "late"


def step_title(playbook: Playbook, step: str | None) -> str:
    """Name of a selling step; empty for none, its id for one that the playbook does not have."""
    if not step:
        return ""
    found = next((item for item in playbook.selling_steps if item.id == step), None)
    return found.title[reading_language()] if found else step


def _unknown(sentence: Say) -> str:
    """An element by its name alone: the heading says already that it is unknown."""
    element = dict(sentence.values).get("element")
    return told(element if isinstance(element, Say) else sentence)


def _pace(standing: Standing, playbook: Playbook, citations: Citations) -> Pace:
    step = standing.selling_step
    tells, css = offset_told(step.offset)
    return Pace(
        by_gates=step_title(playbook, step.by_gates),
        by_actions=step_title(playbook, step.by_actions),
        tells=tells,
        css=css,
        cited=citations.of(step.entries),
    )


def _reason(reason: Reason, citations: Citations) -> Said:
    points = round(100 * reason.effect)
    return Said(
        text=told(reason.factor),
        cited=citations.of(reason.entries),
        beside=f"{points:+d}".replace("-", "−"),
        rises=points >= 0,
    )


def _action(action: NextAction, names: dict[str, str], citations: Citations) -> Said:
    return Said(
        text=told(action.do),
        why=told(action.why),
        beside=names.get(action.who, action.who),
        cited=citations.of(action.entries),
    )


def _question(standing: Standing, names: dict[str, str]) -> Said | None:
    asked = standing.ask_next
    if asked is None:
        return None
    return Said(text=told(asked.text), beside=names.get(asked.who, asked.who), cited=[], why=f"{asked.gain_bits:.1f}")


def _person(person: KeyPerson, standing: Standing) -> PersonRow:
    stages = {item.person: item.stage for item in standing.by_person}
    stage = stages.get(person.person)
    return PersonRow(
        code=person.person,
        name=person.name,
        roles=[str(ROLES.get(role, role)) for role in person.roles],
        share=person.share,
        gap=told(person.gap),
        approach=told(person.approach),
        stage=stage_short(stage) if stage else "",
    )


def _adoption(standing: Standing, citations: Citations) -> Said | None:
    found = standing.adoption
    if found is None:
        return None
    return Said(
        text=told(found.support),
        why=" ".join(told(why) for why in found.why),
        beside=str(ADOPTION[found.period]),
        cited=citations.of(found.entries),
    )


def flag_row(flag: Flag, citations: Citations) -> FlagRow:
    """A flag with its law and what to do."""
    return FlagRow(
        name=known(f"law.{flag.code}.name", flag.code),
        why=told(flag.why),
        law=told(flag.law),
        do=known(f"law.{flag.code}.do"),
        cited=citations.words(flag.entry, flag.start, flag.end),
    )
