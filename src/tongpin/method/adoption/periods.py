"""Which period of use the customer is in, with its odds, what lies ahead, and what would help (METHOD 9.2)."""

import datetime as dt

from tongpin.method.adoption.filtering import DIP, EFFECT, LEARNING, NEW, Point, follow
from tongpin.method.adoption.observing import LONGEST_WEEKS, Mood, Use, Word, complaint_days, weeks_of
from tongpin.method.adoption.parameters import parameters
from tongpin.method.adoption.readings import Progress, progress_of
from tongpin.method.adoption.support import helps_of
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.standing import Adoption, AdoptionPeriod, AdoptionPoint
from tongpin.method.wording import Say, say

PERIODS: tuple[AdoptionPeriod, ...] = ("new_toy", "learning", "effectiveness")
MOODS: dict[AdoptionPeriod, Mood] = {"new_toy": "delight", "learning": "strain", "effectiveness": "result"}
POINTS_KEPT = 60
RECENT = dt.timedelta(days=90)
TALKS = frozenset({"visit", "call", "email", "care", "review", "site_visit", "executive_visit"})
"""Kinds of entries in which a customer would say how he gets on."""


def adoption_of(dossier: Dossier) -> Adoption | None:
    """The period and what lies ahead; ``None`` where nothing of ours is in use (yet)."""
    if not _in_use(dossier):
        return None
    use = use_of(dossier)
    points = points_of(use, start_known=dossier.case.implementation.go_live is not None)
    odds = odds_of(points[-1])
    period = max(PERIODS, key=lambda name: odds[PERIODS.index(name)])
    words = _recent_words(use)
    complaints = complaint_days(use)
    return Adoption(
        period=period,
        why=_why(use, words),
        entries=tuple(dict.fromkeys(word.entry for word in words if word.entry)),
        support=say(f"adoption.support.{period}"),
        odds=odds,
        dip=round(points[-1].belief[DIP], 3),
        complaint=round(points[-1].complaint, 3),
        complained=complaints[-1] if complaints else None,
        weeks_ahead=parameters().horizon_weeks,
        track=tuple(_kept(point) for point in points[-POINTS_KEPT:]),
        helps=helps_of(use, period),
    )


def points_of(use: Use, *, start_known: bool) -> list[Point]:
    """The belief at the end of each week of use, the last of them today; at least one."""
    points = follow(weeks_of(use, use.start or use.today), parameters(), start_known=start_known)
    last = points[-1]
    return [*points[:-1], Point(min(last.day, use.today), last.belief, last.complaint)]


def odds_of(point: Point) -> tuple[float, ...]:
    """Odds of the three periods, in the order of :data:`PERIODS`."""
    belief = point.belief
    return tuple(round(share, 3) for share in (belief[NEW], belief[LEARNING] + belief[DIP], belief[EFFECT]))


def use_of(dossier: Dossier) -> Use:
    """What the case tells of the use."""
    facts = dossier.case.implementation
    return Use(
        start=_start(dossier),
        today=dossier.today,
        measures=facts.measures,
        metrics=facts.metrics,
        words=tuple(sorted((*_spoken(dossier), *_quiet(dossier)), key=lambda word: word.date)),
        tickets=dossier.case.tickets,
        complaints=_complaints(dossier),
        supports=_supports(dossier),
        acceptance=facts.acceptance,
    )


def _in_use(dossier: Dossier) -> bool:
    """By record; else by the words, while the customer is in the middle of it. A served customer who thinks of a new
    purchase uses the old one all the same; one who chose another uses nothing of ours."""
    outcome, facts = dossier.case.opportunity.outcome, dossier.case.implementation
    if outcome is not None and outcome.result in ("lost", "cancelled"):
        return False
    if facts.go_live is not None or facts.acceptance is not None:
        return True
    return dossier.stage == "implementation" and _start(dossier) is not None


def _start(dossier: Dossier) -> dt.date | None:
    facts = dossier.case.implementation
    if facts.go_live is not None:
        return min(facts.go_live, dossier.today)
    kinds = ("delivery", "training", "complaint")
    told = [entry.date for entry in dossier.outward if entry.kind in kinds]
    told += [facts.acceptance] if facts.acceptance is not None else []
    return min(told, default=None)


def _spoken(dossier: Dossier) -> list[Word]:
    vocabulary, ours = load_data("signals"), load_data("adoption_model")["no_mood"]
    words = [
        Word(
            date=dossier.date_of(signal.entry),
            mood=MOODS[vocabulary[signal.kind]["adoption"]],
            sure=signal.confidence,
            entry=signal.entry,
            signal=signal.kind,
        )
        for signal in dossier.signals
        if "adoption" in vocabulary[signal.kind] and signal.kind not in ours
    ]
    # One note tells one mood once, however often it says so: the surest words count.
    surest = {(word.entry, word.mood): word for word in sorted(words, key=lambda word: word.sure)}
    return list(surest.values())


def _quiet(dossier: Dossier) -> list[Word]:
    """Talks in which nothing was said of how they get on."""
    loud = {signal.entry for signal in dossier.signals if "adoption" in load_data("signals")[signal.kind]}
    return [
        Word(date=entry.date, mood="quiet")
        for entry in dossier.outward
        if entry.kind in TALKS and entry.who and entry.id not in loud
    ]


def _complaints(dossier: Dossier) -> tuple[dt.date, ...]:
    told = {entry.date for entry in dossier.outward if entry.kind == "complaint"}
    angry = {dossier.date_of(signal.entry) for signal in dossier.seen(*load_data("adoption_model")["anger"], sure=0.5)}
    return tuple(sorted(told | angry))


def _supports(dossier: Dossier) -> tuple[dt.date, ...]:
    held = {entry.date for entry in dossier.outward if entry.kind == "training"}
    there = {dossier.date_of(signal.entry) for signal in dossier.seen(*load_data("adoption_model")["help"], sure=0.5)}
    return tuple(sorted(held | there))


def _recent_words(use: Use) -> list[Word]:
    """What was said of it in the last quarter, else the last that was ever said."""
    spoken = [word for word in use.words if word.mood != "quiet" and word.signal]
    recent = [word for word in spoken if word.date > use.today - RECENT]
    return recent[-5:] or spoken[-2:]


def _why(use: Use, words: list[Word]) -> tuple[Say, ...]:
    found: list[Say] = []
    if use.start is not None and (use.today - use.start).days <= 7 * LONGEST_WEEKS:
        found.append(say("adoption.why.days_in_use", days=(use.today - use.start).days))
    found += _of_readings(progress_of(use.metrics, use.measures))
    complaints = [day for day in complaint_days(use) if day > use.today - RECENT]
    if complaints:
        found.append(say("adoption.why.complaint", day=complaints[-1].isoformat()))
    if use.acceptance is not None:
        found.append(say("adoption.why.accepted"))
    found += dict.fromkeys(say(f"signals.{word.signal}.name") for word in reversed(words))
    return tuple(found[:6])


def _of_readings(steps: list[Progress]) -> list[Say]:
    latest = {step.name: step for step in steps}
    judged = [step.within for step in latest.values() if step.within is not None]
    found = []
    if judged:
        found.append(say("adoption.why.targets", reached=sum(judged), of=len(judged)))
    for name in latest:
        row = [step.share for step in steps if step.name == name]
        if latest[name].usage and len(row) > 1 and row[-1] < 0.85 * max(row[:-1]):
            found.append(say("adoption.why.used_less", name=name))
    return found


def _kept(point: Point) -> AdoptionPoint:
    return AdoptionPoint(
        day=point.day, odds=odds_of(point), dip=round(point.belief[DIP], 3), complaint=round(point.complaint, 3)
    )
