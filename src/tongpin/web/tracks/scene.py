"""What the two tracks show, as plain data: a case and its standing, put into the words of one language."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tongpin.method.case import STAGES, Case, Entry, Language
from tongpin.method.playbook import Playbook
from tongpin.method.standing import Fit, FitVerdict, GateState, Odds, Standing
from tongpin.method.wording import render, say
from tongpin.web.texts import GATE_STATES, VERDICTS, kind_name

SHORTEST_DAYS = 28
OUR_WINDOW_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Odds of the customer's stages on a day."""

    date: dt.date
    odds: Odds

    @property
    def stage(self) -> int:
        """Place of the likeliest stage, from 0."""
        return max(range(len(self.odds)), key=self.odds.__getitem__)

    @property
    def certainty(self) -> float:
        return max(self.odds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An action of ours. ``level``: the stage it belongs to, as a place from 0; ``faulted``: a mistake cites it."""

    entry: str
    date: dt.date
    verdict: FitVerdict
    level: float
    kind: str
    off: int
    tells: str
    faulted: bool

    @property
    def label(self) -> str:
        """What is written beside a misfit."""
        return f"{self.kind} {self.off:+d}".replace("-", "−") if self.off else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Something the customer did or said on his own account."""

    entry: str
    date: dt.date
    level: float
    tells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A gate. ``level``: the top of its selling step, in stages; ``on`` is ``None`` where it is not met."""

    number: int
    title: str
    state: str
    on: dt.date | None
    level: float
    tells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A selling step and its stages, as places from ``low`` to ``high``; ``present``: our actions of late are there."""

    title: str
    low: float
    high: float
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything in the picture, ready to be placed."""

    title: str
    about: str
    lang: Language
    start: dt.date
    today: dt.date
    stages: tuple[str, ...]
    moments: tuple[Moment, ...]
    acts: tuple[Act, ...]
    heard: tuple[Heard, ...]
    posts: tuple[Post, ...]
    bands: tuple[Band, ...]

    @property
    def now(self) -> Moment:
        return self.moments[-1]

    def ours(self) -> list[tuple[dt.date, float]]:
        """Our pace: on each day of an action, the mean level of the actions of that week."""
        days = sorted({act.date for act in self.acts})
        window = dt.timedelta(days=OUR_WINDOW_DAYS)
        recent = [[act.level for act in self.acts if day - window <= act.date <= day] for day in days]
        return [(day, sum(levels) / len(levels)) for day, levels in zip(days, recent, strict=True)]


def scene_of(case: Case, standing: Standing, playbook: Playbook, lang: Language) -> Scene:
    """The scene on the standing's day, in the words of ``lang`` (which must be the active language too)."""
    moments = _moments(standing)
    entries = [entry for entry in case.timeline if entry.date <= standing.as_of]
    start = min([entry.date for entry in entries] + [moment.date for moment in moments])
    return Scene(
        title=_("Two tracks: %(name)s") % {"name": case.opportunity.name or case.title or case.id},
        about=_about(standing, lang),
        lang=lang,
        start=min(start, standing.as_of - dt.timedelta(days=SHORTEST_DAYS)),
        today=standing.as_of,
        stages=tuple(render(say(f"stages.short.{stage}"), lang) for stage in STAGES),
        moments=moments,
        acts=_acts(entries, standing, moments, lang),
        heard=_heard(entries, moments),
        posts=_posts(standing, playbook, lang),
        bands=_bands(playbook, lang, standing.selling_step.by_actions),
    )


def _moments(standing: Standing) -> tuple[Moment, ...]:
    """The past with hindsight, then today."""
    past = {point.date: point.hindsight for point in standing.history if point.date < standing.as_of}
    moments = {**past, standing.as_of: standing.stages}
    return tuple(Moment(date=date, odds=odds) for date, odds in sorted(moments.items()))


def stage_on(moments: Sequence[Moment], day: dt.date) -> int:
    """Place of the customer's likeliest stage on a day."""
    before = [moment for moment in moments if moment.date <= day]
    return (before[-1] if before else moments[0]).stage


def _acts(entries: Sequence[Entry], standing: Standing, moments: Sequence[Moment], lang: Language) -> tuple[Act, ...]:
    fits = {fit.entry: fit for fit in standing.alignment}
    faulted = {mistake.entry for mistake in standing.mistakes if mistake.state == "open"}
    return tuple(
        _act(entry, fits[entry.id], stage_on(moments, entry.date), entry.id in faulted, lang)
        for entry in entries
        if entry.id in fits
    )


def _act(entry: Entry, fit: Fit, stage: int, faulted: bool, lang: Language) -> Act:
    why = render(fit.why, lang)
    return Act(
        entry=entry.id,
        date=entry.date,
        verdict=fit.verdict,
        level=min(max(stage + fit.stages_off, 0), len(STAGES) - 1),
        kind=kind_name(entry.kind),
        off=fit.stages_off,
        tells=f"{_day(entry.date)} {kind_name(entry.kind)}: {VERDICTS[fit.verdict]}. {why}",
        faulted=faulted,
    )


def _heard(entries: Sequence[Entry], moments: Sequence[Moment]) -> tuple[Heard, ...]:
    return tuple(
        Heard(
            entry=entry.id,
            date=entry.date,
            level=stage_on(moments, entry.date),
            tells=f"{_day(entry.date)} {kind_name(entry.kind)} ({_('from the customer')})",
        )
        for entry in entries
        if entry.direction == "in"
    )


def _posts(standing: Standing, playbook: Playbook, lang: Language) -> tuple[Post, ...]:
    steps = {step.gate.id: step for step in playbook.selling_steps if step.gate is not None}
    levels = {band_step: band.high for band_step, band in zip(steps_in(playbook), _bands(playbook, lang), strict=True)}
    states = [state for state in standing.gates if state.gate in steps]
    posts = []
    for number, state in enumerate(states, start=1):
        step = steps[state.gate]
        title = step.gate.title[lang] if step.gate else ""
        posts.append(_post(number, state, title, levels[step.id]))
    return tuple(posts)


def _post(number: int, state: GateState, title: str, level: float) -> Post:
    name = gate_state_name(state)
    on = state.on if state.met or state.forced else None
    when = f" {_day(on)}" if on else ""
    return Post(number=number, title=title, state=name, on=on, level=level, tells=f"{title}: {GATE_STATES[name]}{when}")


def gate_state_name(state: GateState) -> str:
    """``met``, ``forced``, ``undone`` (something shows that it is not done) or ``unshown`` (nothing speaks of it)."""
    if state.met:
        return "met"
    if state.forced:
        return "forced"
    return "undone" if state.shown else "unshown"


def steps_in(playbook: Playbook) -> list[str]:
    return [step.id for step in playbook.selling_steps]


def _bands(playbook: Playbook, lang: Language, present: str | None = None) -> tuple[Band, ...]:
    """Each step over its stages; steps that share a stage share its height."""
    sharing = {stage: [step.id for step in playbook.selling_steps if stage in step.stages] for stage in STAGES}
    bands = []
    for step in playbook.selling_steps:
        slots = [
            (place + sharing[stage].index(step.id) / len(sharing[stage]), 1 / len(sharing[stage]))
            for place, stage in enumerate(STAGES)
            if stage in step.stages
        ]
        low, high = min(slot[0] for slot in slots), max(sum(slot) for slot in slots)
        bands.append(Band(title=step.title[lang], low=low, high=high, present=step.id == present))
    return tuple(bands)


def _about(standing: Standing, lang: Language) -> str:
    """The picture in two or three sentences, for those who do not see it."""
    misfits = sum(fit.verdict != "fits" for fit in standing.alignment)
    met = sum(gate.met or gate.forced for gate in standing.gates)
    told = [
        _("The customer is most probably at “%(stage)s” (%(percent)s%%).")
        % {
            "stage": render(say(f"stages.names.{standing.stage}"), lang),
            "percent": round(100 * standing.certain),
        },
        _("Of our %(all)s actions %(misfits)s were out of step.")
        % {"all": len(standing.alignment), "misfits": misfits},
        _("Gates passed: %(met)s of %(all)s.") % {"met": met, "all": len(standing.gates)},
    ]
    return " ".join(told)


def _day(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
