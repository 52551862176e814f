"""Small cases in a few lines: a day, a note, who was there, and what a reader would have found in it.

Texts here are read by a reader of our own making (:func:`note`), so that what is tested is the method and not how well
the shipped reader reads.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tongpin.method.case import (
    STAGES,
    Account,
    Case,
    Entry,
    Opportunity,
    Stage,
    Stakeholder,
)
from tongpin.method.dossier import Dossier
from tongpin.method.judge import dossier_of, judge
from tongpin.method.playbook import DEFAULT, load
from tongpin.method.reading.shape import MistakeHit, Reading, SignalHit
from tongpin.method.sides import OurSide
from tongpin.method.standing import Standing
from tongpin.method.vocabulary import main_stage

TODAY = dt.date(2025, 9, 15)
FLAT = (1 / 7,) * 7
US = "Chengyue"


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@dataclass(frozen=True)
class Told:
    """An entry of the timeline and what was read in it."""

    entry: Entry
    reading: Reading


def odds_for(stage: Stage | None, sure: float = 0.94) -> tuple[float, ...]:
    """Odds of a note that speaks for one stage; flat where it speaks for none."""
    if stage is None:
        return FLAT
    return tuple(sure if name == stage else (1 - sure) / 6 for name in STAGES)


def note(
    days_ago: int,
    stage: Stage | None = None,
    *,
    kind: str = "visit",
    direction: str = "out",
    who: tuple[str, ...] = ("boss",),
    by: str = "Anna",
    text: str | None = None,
    signals: tuple[str, ...] = (),
    mistakes: tuple[str, ...] = (),
    sure: float = 0.94,
    id: str = "",
) -> Told:
    """One entry, ``days_ago`` before today, read as speaking for ``stage`` with these signals and mistakes."""
    text = f"What was told {days_ago} days ago: {id or kind}." if text is None else text
    entry = Entry(
        id=id or f"{kind}-{direction}-{days_ago}",
        date=ago(days_ago),
        kind=kind,  # type: ignore[arg-type]
        direction=direction,  # type: ignore[arg-type]
        who=() if direction == "internal" else who,
        by=by,
        text=text,
    )
    end = len(text)
    reading = Reading(
        "en",
        odds_for(stage, sure),
        tuple(SignalHit(name, 0, end, 0.9, main_stage(name)) for name in signals),
        tuple(MistakeHit(code, 0, end, 0.8) for code in mistakes),
    )
    return Told(entry, reading)


BOSS = Stakeholder(
    id="boss", name="Director Ling", title="director", roles=("decision_maker", "power"), attitude=1, owner="Anna"
)
ENGINEER = Stakeholder(
    id="engineer", name="Engineer Hua", department="technics", roles=("technical_adviser",), attitude=1, owner="Ben"
)
BUYER = Stakeholder(id="buyer", name="Ms Qiao", department="purchasing", roles=("executor",), attitude=0, owner="Anna")
COACH = Stakeholder(id="coach", name="Mr Dai", department="works", roles=("coach", "user"), attitude=2, owner="Anna")
EVERYBODY = (BOSS, ENGINEER, BUYER, COACH)


def story(*told: Told, people: tuple[Stakeholder, ...] = EVERYBODY, **fields: Any) -> Case:
    """A case with these entries; ``fields`` are those of :class:`Case`, and of its opportunity and account."""
    opportunity = {name: fields.pop(name) for name in list(fields) if name in Opportunity.__dataclass_fields__}
    kind = fields.pop("kind", "private")
    return Case(
        id="test",
        lang="en",
        today=fields.pop("today", TODAY),
        our_side=fields.pop("our_side", OurSide(company=US, team=("Anna (sales)", "Ben (pre-sales)"))),
        account=fields.pop("account", Account(name="Works", kind=kind)),
        opportunity=Opportunity(**opportunity),
        stakeholders=people,
        timeline=tuple(sorted((item.entry for item in told), key=lambda entry: entry.date)),
        **fields,
    )


def judged(*told: Told, playbook: str = DEFAULT, history: Any = None, **fields: Any) -> Standing:
    """The standing of a small story."""
    return judge(story(*told, **fields), playbook=load(playbook), readings=readings_of(*told), history=history)


def opened(*told: Told, playbook: str = DEFAULT, **fields: Any) -> Dossier:
    """The dossier of a small story, for what is tested before the whole judgement."""
    return dossier_of(story(*told, **fields), load(playbook), readings_of(*told))


def readings_of(*told: Told) -> dict[str, Reading]:
    return {item.entry.id: item.reading for item in told}
