"""Who weighs how much in the decision, by stated influence and by role at the probable stage (METHOD 6.3, 6.4)."""

from tongpin.method.case import STAGES, Case, Stakeholder
from tongpin.method.playbook import Playbook
from tongpin.method.standing import Odds

UNKNOWN_INFLUENCE = 3
STEEPNESS = 1.3
"""Influence 5 weighs more than five times influence 1."""
FURTHER_ROLE = 0.25
"""What a second and a third role add of their weight."""


def decision_shares(case: Case, playbook: Playbook, odds: Odds) -> dict[str, float]:
    """Each stakeholder's share of the decision; the shares sum to one.

    Stated influence (1..5, unknown counts as 3) times the weight of his roles at each stage, averaged over the odds
    of the stages.
    """
    weights = {person.id: _weight(person, playbook, odds) for person in case.stakeholders}
    total = sum(weights.values())
    return {person: weight / total for person, weight in weights.items()} if total else {}


def _weight(person: Stakeholder, playbook: Playbook, odds: Odds) -> float:
    influence = person.influence if person.influence is not None else UNKNOWN_INFLUENCE
    by_stage = zip(STAGES, odds, strict=True)
    return float(influence**STEEPNESS) * sum(
        chance * _role_weight(person, playbook.role_weights.get(stage, {})) for stage, chance in by_stage
    )


def _role_weight(person: Stakeholder, weights: dict[str, float]) -> float:
    found = sorted((weights.get(role, 0.0) for role in person.roles), reverse=True)
    return found[0] + FURTHER_ROLE * sum(found[1:3]) if found else 1.0
