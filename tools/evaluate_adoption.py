"""How well the warnings of adoption are: on simulated customers (``tools/simulate_adoption.py``).

Run ``python -m tools.evaluate_adoption [--seed 3] [--count 400] [--json] [--only SETTING]``. The numbers of
``method/data/adoption_model.yaml`` were chosen on seed 1; figures that are told come from another.

A complaint is *warned of* where an alarm was raised 10 to 120 days before it. An alarm is *false* where within 90 days
the customer neither complained nor had a dip; *no complaint* counts all alarms that no complaint followed, those among
them whose customer had lost heart and kept quiet. Alarms are judged every week on what was known by then.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tongpin.method.adoption.alarms import PastAlarm, dip_ahead
from tongpin.method.adoption.filtering import Point, follow
from tongpin.method.adoption.observing import weeks_of
from tongpin.method.adoption.parameters import Parameters, parameters
from tongpin.method.adoption.periods import POINTS_KEPT
from tools.simulate_adoption import SETTINGS, Customer, customers

LEAD = 10
LONG = 120
PROVES = 90


@dataclass
class Score:
    """Counts over customers. ``forecasts``: (chance told, whether a complaint came within the horizon)."""

    years: float = 0.0
    accounts: int = 0
    complaints: int = 0
    warned: int = 0
    foreseeable: int = 0
    foreseen: int = 0
    alarms: int = 0
    false: int = 0
    unproved: int = 0
    leads: list[int] = field(default_factory=list)
    forecasts: list[tuple[float, bool]] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """The figures that are told."""
        return {
            "accounts": self.accounts,
            "complaints": self.complaints,
            "warned of": self.warned / max(self.complaints, 1),
            "warned of those foreseeable": self.foreseen / max(self.foreseeable, 1),
            "days ahead, median": float(sorted(self.leads)[len(self.leads) // 2]) if self.leads else 0.0,
            "alarms a year": self.alarms / max(self.years, 1e-9),
            "false a year": self.false / max(self.years, 1e-9),
            "no complaint a year": self.unproved / max(self.years, 1e-9),
        }


def evaluate(people: Iterable[Customer], known: Parameters) -> Score:
    """The score of all customers of a setting."""
    score = Score()
    for customer in people:
        _count(score, customer, known)
    return score


def alarms_of(customer: Customer, points: Sequence[Point], known: Parameters) -> list[dt.date]:
    """The days on which we would have warned."""
    days = [day for day, _foreseeable in customer.complaints]
    raised: list[dt.date] = []
    for number in range(1, len(points) + 1):
        seen = points[:number]
        past = [PastAlarm(date=day) for day in raised]
        before = [day for day in days if day <= seen[-1].day]
        if dip_ahead(seen[-POINTS_KEPT:], past, before, known):
            raised.append(seen[-1].day)
    return raised


def _count(score: Score, customer: Customer, known: Parameters) -> None:
    use = customer.use
    points = follow(weeks_of(use, use.start or use.today), known)
    raised = alarms_of(customer, points, known)
    score.accounts += 1
    score.years += (use.today - (use.start or use.today)).days / 365
    score.alarms += len(raised)
    for day, foreseeable in customer.complaints:
        leads = [(day - alarm).days for alarm in raised if LEAD <= (day - alarm).days <= LONG]
        score.complaints += 1
        score.warned += bool(leads)
        score.foreseeable += foreseeable
        score.foreseen += foreseeable and bool(leads)
        score.leads += leads[-1:]
    for alarm in raised:
        until = alarm + dt.timedelta(days=PROVES)
        complained = any(alarm < day <= until for day, _foreseeable in customer.complaints)
        dipped = any(alarm <= day <= until for day in customer.dip)
        score.unproved += not complained
        score.false += not (complained or dipped)
    for point in points[::4]:
        until = point.day + dt.timedelta(weeks=known.horizon_weeks)
        came = any(point.day < day <= until for day, _foreseeable in customer.complaints)
        score.forecasts.append((point.complaint, came))


def calibration(forecasts: Sequence[tuple[float, bool]]) -> list[tuple[str, int, float, float]]:
    """By tenths of the chance told: how often, the mean chance, and how often a complaint came."""
    rows = []
    for tenth in range(10):
        found = [(chance, came) for chance, came in forecasts if tenth <= min(chance * 10, 9.99) < tenth + 1]
        if found:
            mean = sum(chance for chance, _came in found) / len(found)
            rows.append((f"{tenth * 10}-{tenth * 10 + 10} %", len(found), mean, sum(c for _, c in found) / len(found)))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures by setting."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--seed", type=int, default=3)
    asked.add_argument("--count", type=int, default=400)
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--only", choices=tuple(SETTINGS))
    chosen = asked.parse_args(arguments)
    known = parameters()
    names = [chosen.only] if chosen.only else list(SETTINGS)
    scores = {name: evaluate(customers(SETTINGS[name], chosen.count, chosen.seed), known) for name in names}
    if chosen.json:
        print(json.dumps({name: score.figures() for name, score in scores.items()}, indent=2))
        return
    for name, score in scores.items():
        told = "  ".join(f"{key} {value:.{2 if value < 10 else 0}f}" for key, value in score.figures().items())
        print(f"{name:20} {told}")
    print("\nchance told -> complaint within", known.horizon_weeks, "weeks, first setting")
    for row in calibration(scores[names[0]].forecasts):
        print("{:>9}  n={:<6} told {:.2f}  came {:.2f}".format(*row))


if __name__ == "__main__":
    main()
