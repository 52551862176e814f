"""How likely are we to win? Base rate, evidence, interval and reasons (METHOD 4.5).

The log-odds of the segment's base rate, plus tempered effects of stage, gates, place, people, criteria and mistakes.
The interval is 80 %: wide, and wider the less is known; a few closed orders never make it narrow.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tongpin.method.case import STAGES, Case
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.playbook import titled
from tongpin.method.standing import GateState, Mistake, PositionOdds, Reason, Win
from tongpin.method.wording import Say, say

BaseRates = Mapping[str, tuple[int, int]]
"""Own history by segment: (won, closed)."""


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
    history: BaseRates | None = None,
) -> Win:
    """The estimate with its 80 % interval; of the follow-on business once the contract is signed."""
    outcome = dossier.case.opportunity.outcome
    if outcome is not None:
        chance = {"won": 1.0, "part": 1.0}.get(outcome.result, 0.0)
        return Win(estimate=chance, low=chance, high=chance, reasons=(), basis=say("winning.basis.ended"))
    data = load_data("winning")
    rate, closed = base_rate(dossier.case, history or {})
    base = _base_of(dossier, position, rate)
    factors = list(_factors(dossier, gates, mistakes, position))
    push = data["temper"] * sum(factor.push for factor in factors)
    spread = data["spread"] + 0.5 * _ignorance(dossier)
    most = data["most"] if _decided(dossier, position) else data["most_before_choice"]
    middle = max(data["least"], min(most, _log_odds(base.rate) + push))
    return Win(
        estimate=round(_chance(middle), 3),
        low=round(_chance(middle - 1.28 * spread), 3),
        high=round(_chance(middle + 1.28 * spread), 3),
        reasons=_reasons(base, factors, data["temper"]),
        basis=_basis(dossier, closed),
    )


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


def base_rate(case: Case, history: BaseRates) -> tuple[float, int]:
    """The segment's rate: the default as a prior worth some closed opportunities, moved by our own (won, closed)."""
    data = load_data("winning")
    segment = case.opportunity.segment
    prior = data["base_rates"][segment] if segment else data["unknown_segment"]
    won, closed = history.get(segment or "", (0, 0))
    weight = data["prior_weight"]
    return (prior * weight + won) / (weight + closed), closed


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
        yield Factor(say("winning.texts.criteria"), max(-1.2, min(1.2, data["criteria_margin"] * margin)))


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
    waiting = [item for item in dossier.case.concerns if item.status not in ("answered", "refused")]
    if waiting and dossier.chance("commitment") > 0.4:
        push = load_data("winning")["concern_open"] * min(len(waiting), 4)
        yield Factor(say("winning.texts.concerns", count=len(waiting)), push)


def _circumstances(dossier: Dossier) -> Iterator[Factor]:
    data = load_data("winning")
    case = dossier.case
    rivals = len(case.competitors)
    if rivals > 1 and rank(dossier.stage) < rank("commitment"):
        yield Factor(say("winning.texts.rivals", count=rivals), data["rivals"] * min(rivals - 1, 6))
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


def criteria_margin(case: Case) -> float | None:
    """Our score less the best rival's, in parts of the total weight; ``None`` where nothing can be compared."""
    scored = [item for item in case.criteria if item.weight and item.ours is not None and item.rivals]
    if not scored:
        return None
    total = sum((item.weight or Decimal(0)) for item in scored)
    ours = sum((item.ours or Decimal(0)) for item in scored)
    names = {name for item in scored for name in item.rivals}
    best = max(sum((item.rivals.get(name, Decimal(0)) for item in scored), Decimal(0)) for name in names)
    return float((ours - best) / total)


def _reasons(base: Base, factors: list[Factor], temper: float) -> tuple[Reason, ...]:
    """The base, then each factor with the change of the probability that leaving it out would undo, largest first."""
    total = _log_odds(base.rate) + temper * sum(factor.push for factor in factors)
    moved = [
        Reason(
            factor=factor.says,
            effect=round(_chance(total) - _chance(total - temper * factor.push), 3),
            entries=factor.entries,
        )
        for factor in factors
    ]
    moved.sort(key=lambda reason: -abs(reason.effect))
    return (Reason(factor=base.says, effect=round(base.rate, 3)), *moved)


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


def _log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
