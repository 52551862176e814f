"""How likely are we to win? Base rate, evidence, interval and reasons (METHOD 4.5).

The log-odds of the segment's base rate, plus tempered effects of stage, gates, place, people, criteria and mistakes.
The interval is 80 %: wide, and wider the less is known; a few closed orders never make it narrow.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from tongpin.method.case import STAGES, Case
from tongpin.method.concerns import waiting
from tongpin.method.criteria import criteria_margin
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.playbook import titled
from tongpin.method.rates import Counts, Rate, base_rates, chance_of, log_odds
from tongpin.method.standing import GateState, Mistake, PositionOdds, Reason, Win
from tongpin.method.wording import Say, say


@dataclass(frozen=True, slots=True)
class Factor:
    """A push on the log-odds, before tempering."""

    says: Say
    push: float
    entries: tuple[str, ...] = ()


def win_of(
    dossier: Dossier,
    gates: tuple[GateState, ...],
    mistakes: tuple[Mistake, ...],
    position: PositionOdds,
    history: Counts | None = None,
) -> Win:
    """The estimate with its 80 % interval; of the follow-on business once the contract is signed."""
    outcome = dossier.case.opportunity.outcome
    if outcome is not None:
        chance = {"won": 1.0, "part": 1.0}.get(outcome.result, 0.0)
        return Win(estimate=chance, low=chance, high=chance, reasons=(), basis=say("winning.basis.ended"))
    rate = base_rate(dossier.case, history or {})
    base = _base_of(dossier, position, rate.rate)
    factors = list(_factors(dossier, gates, mistakes, position))
    free = log_odds(base.rate) + load_data("winning")["temper"] * sum(factor.push for factor in factors)
    limit = _limit(dossier, position, free)
    middle = free if limit is None else limit.at
    reach = load_data("winning")["interval"] * _spread(dossier, rate)
    return Win(
        estimate=round(chance_of(middle), 3),
        low=round(chance_of(middle - reach), 3),
        high=round(chance_of(middle + reach), 3),
        reasons=_reasons(base, factors, free, limit),
        basis=_basis(dossier, rate.closed),
    )


def _spread(dossier: Dossier, rate: Rate) -> float:
    """Standard deviation of the log-odds: of the evidence, of the base rate as far as it is the default's, and more
    where little is known."""
    data = load_data("winning")
    known = math.hypot(data["spread"], data["base_spread"] * math.sqrt(rate.default_share))
    return float(known + data["ignorance"] * _ignorance(dossier))


@dataclass(frozen=True, slots=True)
class Limit:
    """Log-odds beyond which no evidence carries the estimate, and why."""

    at: float
    says: Say


def _limit(dossier: Dossier, position: PositionOdds, free: float) -> Limit | None:
    """The limit that an estimate without limits has crossed, if any."""
    data = load_data("winning")
    worries = len(waiting(dossier.case))
    if _decided(dossier, position) and dossier.stage == "commitment" and worries:
        most = data["most_worried"]
        highest = Limit(most, say("winning.texts.most_worried", count=worries, chance=_percent(most)))
    elif _decided(dossier, position):
        highest = Limit(data["most"], say("winning.texts.most", chance=_percent(data["most"])))
    else:
        most = data["most_before_choice"]
        highest = Limit(most, say("winning.texts.most_before_choice", chance=_percent(most)))
    lowest = Limit(data["least"], say("winning.texts.least", chance=_percent(data["least"])))
    return highest if free > highest.at else lowest if free < lowest.at else None


def _percent(odds: float) -> int:
    return round(100 * chance_of(odds))


@dataclass(frozen=True, slots=True)
class Base:
    """Where the estimate starts: a rate, and what it is the rate of."""

    rate: float
    says: Say


def _base_of(dossier: Dossier, position: PositionOdds, rate: float) -> Base:
    """Before the choice the segment's rate; after it the rate of the chosen; after signing that of served customers."""
    data = load_data("winning")
    if rank(dossier.stage) >= rank("implementation"):
        return Base(max(rate, data["served"]), say("winning.texts.base_served"))
    if dossier.stage == "commitment" and position.position in ("chosen", "not_chosen"):
        place = position.position
        return Base(
            data["after_choice"][place], say("winning.texts.base_choice", place=say(f"winning.positions.{place}"))
        )
    segment = dossier.case.opportunity.segment or "unknown"
    return Base(rate, say("winning.texts.base", segment=say(f"winning.segments.{segment}")))


def _decided(dossier: Dossier, position: PositionOdds) -> bool:
    """Whether the customer has made a choice: then what counted in the race counts no more."""
    return rank(dossier.stage) >= rank("implementation") or position.position in ("chosen", "not_chosen")


def base_rate(case: Case, history: Counts) -> Rate:
    """The rate of the case's segment."""
    return base_rates(history)[case.opportunity.segment or ""]


def _basis(dossier: Dossier, closed: int) -> Say:
    if dossier.signed_on is not None:
        return say("winning.basis.delivered")
    enough = closed >= load_data("winning")["enough_history"]
    return say("winning.basis.own" if enough else "winning.basis.default", count=closed)


def _factors(
    dossier: Dossier, gates: tuple[GateState, ...], mistakes: tuple[Mistake, ...], position: PositionOdds
) -> Iterator[Factor]:
    data = load_data("winning")
    decided = _decided(dossier, position)
    yield from _gate_factors(dossier, gates, decided=decided)
    if not decided:
        yield from _race(dossier, position)
    standing = [mistake for mistake in mistakes if mistake.stands]
    if standing:
        push = max(data["mistake_most"], data["mistake"] * sum(item.confidence for item in standing))
        entries = tuple(dict.fromkeys(item.entry for item in standing))
        yield Factor(say("winning.texts.mistakes", count=len(standing)), push, entries)
    yield from _people(dossier)
    if not decided:
        yield from _circumstances(dossier)
    yield from _concerns(dossier)


def _race(dossier: Dossier, position: PositionOdds) -> Iterator[Factor]:
    """While suppliers are compared: how far the purchase has come, our place, and our score on their criteria."""
    data = load_data("winning")
    stage = sum(data["stage"][name] * chance for name, chance in zip(STAGES, dossier.odds, strict=True))
    yield Factor(say("winning.texts.stage", stage=say(f"stages.names.{dossier.stage}")), stage)
    place = sum(data["position"][name] * chance for name, chance in position.odds)
    if place:
        says = say("winning.texts.position", position=say(f"winning.positions.{position.position}"))
        yield Factor(says, place, position.entries)
    margin = criteria_margin(dossier.case)
    if margin is not None and margin != 0:
        yield Factor(say("winning.texts.criteria"), _within(data["criteria_most"], data["criteria_margin"] * margin))


def _gate_factors(dossier: Dossier, gates: tuple[GateState, ...], *, decided: bool) -> Iterator[Factor]:
    """A gate that was forced always costs; one that is met helps until the choice is made."""
    worth = load_data("winning")["gate_met"]
    for gate, state in zip(dossier.playbook.gates, gates, strict=True):
        if state.met and gate.check in worth and not decided:
            yield Factor(say("winning.texts.gate_met", gate=titled(gate.title)), worth[gate.check], state.entries)
        elif state.forced:
            push = math.log(gate.forced_odds) / load_data("winning")["temper"]
            yield Factor(say("winning.texts.gate_forced", gate=titled(gate.title)), push)


def _people(dossier: Dossier) -> Iterator[Factor]:
    attitude = support(dossier)
    if attitude is not None and abs(attitude) > 0.05:
        yield Factor(say("winning.texts.support"), load_data("winning")["support"] * attitude)


def _concerns(dossier: Dossier) -> Iterator[Factor]:
    """Worries not answered while the customer is to commit."""
    open_ones = waiting(dossier.case)
    if open_ones and dossier.chance("commitment") > 0.4:
        push = load_data("winning")["concern_open"] * min(len(open_ones), load_data("winning")["concerns_counted"])
        yield Factor(say("winning.texts.concerns", count=len(open_ones)), push)


def _circumstances(dossier: Dossier) -> Iterator[Factor]:
    data = load_data("winning")
    case = dossier.case
    rivals = len(case.competitors)
    if rivals > 1 and rank(dossier.stage) < rank("commitment"):
        yield Factor(
            say("winning.texts.rivals", count=rivals), data["rivals"] * min(rivals - 1, data["rivals_counted"])
        )
    ranks = [bid.rank for bid in case.bids if bid.bidder == case.our_side.company and bid.rank is not None]
    if ranks and rank(dossier.stage) <= rank("commitment"):
        name = "ranked_first" if ranks[-1] == 1 else "ranked_behind"
        yield Factor(say(f"winning.texts.{name}"), data[name])
    if dossier.outward and rank(dossier.stage_on(dossier.outward[0].date)) <= rank("screening"):
        yield Factor(say("winning.texts.early_entry"), data["early_entry"], (dossier.outward[0].id,))
    if case.opportunity.budget_confirmed is False:
        yield Factor(say("winning.texts.no_budget"), data["no_budget"])
    if case.opportunity.our_product_fits is False:
        yield Factor(say("winning.texts.no_fit"), data["no_fit"])


def support(dossier: Dossier) -> float | None:
    """Influence-weighted attitude to us, -2..2; ``None`` where no attitude is known."""
    known = [person for person in dossier.case.stakeholders if person.attitude is not None]
    total = sum(dossier.shares[person.id] for person in known)
    if not total:
        return None
    return sum(dossier.shares[person.id] * float(person.attitude or 0) for person in known) / total


def _reasons(base: Base, factors: list[Factor], free: float, limit: Limit | None) -> tuple[Reason, ...]:
    """The base, then each factor with the change of the probability that leaving it out would undo, largest first.

    ``free`` are the log-odds without limit; a limit that holds them back is a reason too.
    """
    temper = load_data("winning")["temper"]
    moved = [
        Reason(
            factor=factor.says,
            effect=round(chance_of(free) - chance_of(free - temper * factor.push), 3),
            entries=factor.entries,
        )
        for factor in factors
    ]
    if limit is not None:
        moved.append(Reason(factor=limit.says, effect=round(chance_of(limit.at) - chance_of(free), 3)))
    moved.sort(key=lambda reason: -abs(reason.effect))
    return (Reason(factor=base.says, effect=round(base.rate, 3)), *moved)


def _within(most: float, push: float) -> float:
    return max(-most, min(most, push))


def _ignorance(dossier: Dossier) -> float:
    """0 where much is known, 1 where next to nothing is."""
    known = [
        bool(dossier.case.stakeholders),
        dossier.case.opportunity.budget_confirmed is not None,
        bool(dossier.case.criteria),
        bool(dossier.case.competitors),
        len(dossier.outward) >= 4,
        max(dossier.odds) > 0.6,
    ]
    return 1 - sum(known) / len(known)
