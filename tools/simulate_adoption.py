"""Simulated customers in the years after something new went into use, to try the warnings of adoption on.

They are made day by day, not of the states and weeks that the model under trial follows, so that it is not tried on its
own beliefs. Each customer has
- **delight** that fades within weeks, and **skill** that grows along an S over one to five months; who trains them
  early makes it steeper; when a trained person leaves, some of it is lost again;
- **results** that follow skill two weeks behind, after a hollow at the beginning (old work is disturbed before new
  work goes); some products never bring what was promised;
- **expectation** that rises from the first day on to what was promised;
- **heart**: delight, plus results against expectation, minus effort while skill is low, with slow noise. Below his own
  tolerance he is ready to complain; from a little above it he swallows annoyance, which piles up and makes it likelier
  that he does. These days are his dip. Most customers never have one;
- **breakdowns** out of the blue: a complaint that nobody could have seen coming.
After a complaint the supplier helps: skill rises, and he is patient for three months. Nobody acts on our warnings.

What we get to see of it: readings of a result and of use at their rhythm, with noise; words of mood in notes of visits,
often missed, sometimes read wrongly; small tickets; where we train, that we did. A *silent* customer is seen seldom,
says little of what he feels, and sends few readings.
"""

import datetime as dt
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tongpin.method.adoption.observing import Mood, Use, Word
from tongpin.method.case import Metric
from tongpin.method.serving import Measure, Ticket

FIRST_DAY = dt.date(2024, 1, 1)
RESULT = Measure(name="output", unit="t", better="higher", baseline=Decimal(100), low=Decimal(150))
USAGE = Measure(name="usage", unit="%", better="higher", low=Decimal(100))
PATIENT_DAYS = 90
SWALLOWS = 0.1
"""So far above his tolerance a customer begins to swallow annoyance."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How customers are drawn. ``depth``: how much effort weighs on them; ``slow``: stretches learning; ``noise``
    spreads readings and moods; ``every``: days between readings, 0 for none; ``visits``: days between notes;
    ``silent``: share of silent customers; ``days``: how long they are followed."""

    depth: float = 1.0
    slow: float = 1.0
    noise: float = 1.0
    every: tuple[int, int] = (7, 30)
    visits: tuple[int, int] = (7, 21)
    silent: float = 0.1
    breakdowns: float = 0.03
    fuse: float = 1.0
    days: int = 730


SETTINGS: dict[str, Setting] = {
    "usual": Setting(),
    "deep dips": Setting(depth=1.3),
    "shallow dips": Setting(depth=0.75),
    "quick learners": Setting(slow=0.6),
    "slow learners": Setting(slow=1.6),
    "noisy readings": Setting(noise=1.8),
    "weekly readings": Setting(every=(7, 7)),
    "monthly readings": Setting(every=(30, 30)),
    "no readings": Setting(every=(0, 0)),
    "notes only monthly": Setting(visits=(28, 35)),
    "half are silent": Setting(silent=0.5),
    "short fuse": Setting(fuse=0.5),
    "long fuse": Setting(fuse=2.0),
    "more breakdowns": Setting(breakdowns=0.15),
}


@dataclass(frozen=True, kw_only=True)
class Customer:
    """What is seen of him, and the truth: when he complained (``foreseeable`` or out of the blue), and the days of his
    dip."""

    use: Use
    complaints: tuple[tuple[dt.date, bool], ...]
    dip: frozenset[dt.date]


@dataclass
class _Life:
    """The hidden course, by days."""

    heart: list[float] = field(default_factory=list)
    result: list[float] = field(default_factory=list)
    skill: list[float] = field(default_factory=list)
    delight: list[float] = field(default_factory=list)
    complaints: list[tuple[int, bool]] = field(default_factory=list)
    tolerance: float = 0.0


def customers(setting: Setting, count: int, seed: int) -> Iterator[Customer]:
    """So many customers of a setting; the same for the same seed."""
    chance = random.Random(f"{seed} {setting}")  # noqa: S311 - no secret
    for _number in range(count):
        yield _customer(setting, chance)


def _customer(setting: Setting, chance: random.Random) -> Customer:
    silent = chance.random() < setting.silent
    trained = sorted(chance.sample(range(60), chance.randint(0, 5)))
    life = _live(setting, chance, trained)
    complaints = tuple((_day(day), foreseeable) for day, foreseeable in life.complaints)
    visits = _visit_days(setting, chance, silent)
    use = Use(
        start=FIRST_DAY,
        today=_day(setting.days - 1),
        measures=(RESULT, USAGE),
        metrics=tuple(_readings(setting, chance, life, silent)),
        words=tuple(_words(setting, chance, life, visits, silent)),
        tickets=tuple(_tickets(chance, life, silent)),
        complaints=tuple(day for day, _foreseeable in complaints),
        supports=tuple(_day(day) for day in trained),
    )
    dip = frozenset(_day(day) for day, heart in enumerate(life.heart) if heart < life.tolerance + SWALLOWS)
    return Customer(use=use, complaints=complaints, dip=dip)


def _live(setting: Setting, chance: random.Random, trained: list[int]) -> _Life:
    life = _Life(tolerance=chance.uniform(0.08, 0.25))
    delight, fading = chance.uniform(0.4, 0.9), chance.uniform(14, 40)
    half = chance.uniform(40, 150) * setting.slow * (1 - 0.06 * len(trained))
    steep = half * chance.uniform(0.18, 0.3)
    quality = chance.choices((chance.uniform(0.95, 1.25), chance.uniform(0.5, 0.8)), (0.88, 0.12))[0]
    hollow, expected_by = chance.uniform(0, 0.5) * setting.depth, chance.uniform(75, 180)
    weight, fuse = chance.uniform(0.1, 0.7) * setting.depth, chance.uniform(4, 12) * setting.fuse
    grace, tiring = chance.uniform(10, 60) * setting.slow, chance.uniform(30, 100) * setting.slow
    mood, lost, patient_until, swallowed = 0.0, 0.0, -1, 0.0
    for day in range(setting.days):
        if chance.random() < 0.12 / 365:
            lost += chance.uniform(0.2, 0.5)
        lost *= 0.985
        skill = max(1 / (1 + math.exp(-(day - half) / steep)) - lost, 0.0)
        life.skill.append(skill)
        behind = life.skill[max(day - 14, 0)]
        dent = hollow * math.exp(-(((day - half * 0.7) / (half * 0.45)) ** 2))
        result = quality * behind - dent
        mood = 0.95 * mood + chance.gauss(0, 0.022)
        fresh = delight * math.exp(-day / fading)
        wanted = min(max(day - grace, 0) / expected_by, 1.0)
        patience = 0.4 if day < patient_until else 0.0
        effort = weight * (1 - skill) * min(day / tiring, 1)
        heart = 0.72 + 0.4 * fresh + 0.5 * (result - wanted) - effort + mood + patience
        life.heart.append(heart)
        life.result.append(result)
        life.delight.append(fresh)
        swallowed = max(swallowed * 0.98 + 3 * max(life.tolerance + SWALLOWS - heart, 0), 0)
        angry = heart < life.tolerance and chance.random() < 0.1 * (swallowed / fuse) ** 3
        broken = chance.random() < setting.breakdowns / 365
        if angry or broken:
            life.complaints.append((day, angry))
            patient_until, swallowed = day + PATIENT_DAYS, 0.0
            half -= 15
    return life


def _readings(setting: Setting, chance: random.Random, life: _Life, silent: bool) -> Iterator[Metric]:
    if not setting.every[1]:
        return
    rhythm = chance.randint(*setting.every) * (3 if silent else 1)
    for day in range(rhythm, setting.days, rhythm):
        if chance.random() < 0.15:
            continue
        result = 100 + 50 * (life.result[day] + chance.gauss(0, 0.12) * setting.noise)
        yield Metric(date=_day(day), name=RESULT.name, value=f"{result:.1f} t")
        share = 0.2 + 0.55 * life.heart[day] + 0.35 * max(life.skill[day], life.delight[day])
        used = 100 * (share + chance.gauss(0, 0.08) * setting.noise)
        yield Metric(date=_day(day), name=USAGE.name, value=f"{min(max(used, 0), 120):.0f} %")


def _visit_days(setting: Setting, chance: random.Random, silent: bool) -> list[int]:
    days: list[int] = []
    day = 0
    while True:
        # Who is served for long is seen less often.
        day += int(chance.randint(*setting.visits) * (2.5 if silent else 1) * (1 + day / 365))
        if day >= setting.days:
            return days
        days.append(day)


def _words(setting: Setting, chance: random.Random, life: _Life, visits: list[int], silent: bool) -> Iterator[Word]:
    for day in visits:
        heart = life.heart[day] + chance.gauss(0, 0.08) * setting.noise
        strained = 1 / (1 + math.exp((heart - 0.42) / 0.09))
        said: list[tuple[Mood, float]] = [
            ("strain", strained * (0.35 if silent else 0.75)),
            ("delight", 0.7 if life.delight[day] > 0.3 and heart > 0.5 else 0.06),
            ("result", 0.65 if life.result[day] > 0.75 else 0.08),
        ]
        found = [mood for mood, sure in said if chance.random() < sure]
        if chance.random() < 0.06:
            found.append(chance.choice(("strain", "delight", "result")))
        for mood in found:
            yield Word(date=_day(day), mood=mood, sure=chance.uniform(0.5, 0.95))
        if not found:
            yield Word(date=_day(day), mood="quiet")


def _tickets(chance: random.Random, life: _Life, silent: bool) -> Iterator[Ticket]:
    for day, skill in enumerate(life.skill):
        if chance.random() < (0.01 + 0.05 * (1 - skill)) * (0.4 if silent else 1):
            yield Ticket(id=f"t{day}", reported=_day(day), text="", severity=chance.randint(1, 3))


def _day(number: int) -> dt.date:
    return FIRST_DAY + dt.timedelta(days=number)
