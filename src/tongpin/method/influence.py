"""Who weighs how much in the decision, by stated share or influence, by role at the probable stage, and by who listens
to whom (METHOD 6.3, 6.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tongpin.method.case import STAGES, Case, Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.playbook import Playbook
from tongpin.method.sides import InfluenceLine
from tongpin.method.standing import Odds
from tongpin.method.wording import Say, listed, say

ROUNDS = 60
"""After so many steps less than a millionth of a share is still on its way, whoever listens to whom."""
SETTLED = 1e-9
"""So little on its way moves nobody."""
WORTH_SAYING = 1.1
"""A role that weighs less than a tenth more or less than usual is not worth a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A person's part of the decision: ``own`` at the present stage, ``effective`` with those who listen to him."""

    person: str
    own: float
    effective: float
    why: tuple[Say, ...]


def decision_shares(case: Case, playbook: Playbook, odds: Odds) -> dict[str, float]:
    """Each stakeholder's share of the decision at the present stage; the shares sum to one, and who has left has none.

    A stated share holds as it is over the whole purchase; what is left is shared out by influence (1..5, unknown
    counts as 3) and role. Both then rise and fall with the weight of the role at the probable stage.
    """
    present = case.present
    roles = {person.id: _by_stage(person, playbook) for person in present}
    usual = {person.id: _usual(person, roles[person.id]) for person in present}
    base = _base(present, usual)
    weights = {
        person.id: base[person.id] * _at_stage(roles[person.id], odds) / _mean(roles[person.id]) for person in present
    }
    total = sum(weights.values())
    shares = {person: weight / total if total else 1 / len(weights) for person, weight in weights.items()}
    return {person.id: shares.get(person.id, 0.0) for person in case.stakeholders}


def effective_shares(shares: Mapping[str, float], lines: Sequence[InfluenceLine]) -> dict[str, float]:
    """Shares once everyone has listened to whom he listens to; they sum to what ``shares`` sum to.

    Of each listener's share a part goes to the speakers, of what arrives there a part goes on, and so forth. People
    who listen to each other only keep their shares among them.
    """
    moved = _moved(shares, lines)
    if not moved:
        return dict(shares)
    settled = dict.fromkeys(shares, 0.0)
    arriving = dict(shares)
    for _ in range(ROUNDS):
        passed_on = dict.fromkeys(shares, 0.0)
        for person, amount in arriving.items():
            parts = moved.get(person, {})
            settled[person] += amount * (1 - sum(parts.values()))
            for speaker, part in parts.items():
                passed_on[speaker] += amount * part
        arriving = passed_on
        if sum(arriving.values()) < SETTLED:
            break
    return {person: settled[person] + arriving[person] for person in shares}


def shares_explained(
    case: Case, playbook: Playbook, odds: Odds, own: Mapping[str, float], effective: Mapping[str, float]
) -> tuple[Share, ...]:
    """Everybody's share with its reasons, in the order of the case; ``own`` by :func:`decision_shares`, ``effective``
    by :func:`effective_shares`."""
    heard = _Heard(case)
    return tuple(
        Share(
            person=person.id,
            own=own[person.id],
            effective=effective[person.id],
            why=(say("influence.why.left", left=person.left.isoformat()),)
            if person.left is not None and person.gone_by(case.today)
            else (
                *_why_base(person),
                *_why_stage(person, playbook, odds),
                *heard.why(person.id, effective[person.id] - own[person.id]),
            ),
        )
        for person in case.stakeholders
    )


def main_role(person: Stakeholder, weights: Mapping[str, float]) -> str:
    """The role that weighs most of those that a person has."""
    return max(person.roles, key=lambda role: weights.get(role, 0.0)) if person.roles else "influencer"


def _base(people: Sequence[Stakeholder], usual: Mapping[str, float]) -> dict[str, float]:
    """Stated shares, and the rest shared out by ``usual``. Where more than the whole is stated, all is scaled down."""
    stated = {person.id: float(person.share) / 100 for person in people if person.share is not None}
    silent = {person.id: usual[person.id] for person in people if person.share is None}
    left = 1 - sum(stated.values())
    total = sum(usual.values())
    if silent and left <= 0 and total:
        left = sum(silent.values()) / total
        stated = {person: share * (1 - left) / sum(stated.values()) for person, share in stated.items()}
    weight = sum(silent.values())
    return stated | {person: max(left, 0) * part / weight for person, part in silent.items() if weight}


def _usual(person: Stakeholder, roles: Sequence[float]) -> float:
    knowledge = _knowledge()
    influence = person.influence if person.influence is not None else knowledge["unknown_influence"]
    return float(influence ** knowledge["steepness"]) * _mean(roles)


def _mean(roles: Sequence[float]) -> float:
    return sum(roles) / len(roles) or 1.0


def _at_stage(roles: Sequence[float], odds: Odds) -> float:
    return sum(chance * weight for chance, weight in zip(odds, roles, strict=True))


def _by_stage(person: Stakeholder, playbook: Playbook) -> list[float]:
    """The weight of a person's roles at each stage."""
    return [_role_weight(person, playbook.role_weights.get(stage, {})) for stage in STAGES]


def _role_weight(person: Stakeholder, weights: Mapping[str, float]) -> float:
    found = sorted((weights.get(role, 0.0) for role in person.roles), reverse=True)
    return found[0] + float(_knowledge()["further_role"]) * sum(found[1:3]) if found else 1.0


def _moved(shares: Mapping[str, float], lines: Sequence[InfluenceLine]) -> dict[str, dict[str, float]]:
    """Part of each listener's share that goes to each speaker."""
    knowledge = _knowledge()
    moved: dict[str, dict[str, float]] = {}
    for line in lines:
        if line.speaker in shares and line.listener in shares and line.speaker != line.listener:
            trust = 1.0 if line.state == "confirmed" else knowledge["assumed_line"]
            moved.setdefault(line.listener, {})[line.speaker] = knowledge["moved"][line.strength] * trust
    for parts in moved.values():
        too_much = max(sum(parts.values()) / knowledge["most_moved"], 1.0)
        for speaker in parts:
            parts[speaker] /= too_much
    return moved


# ---------------------------------------------------------------- in words
def _why_base(person: Stakeholder) -> tuple[Say, ...]:
    if person.share is None:
        return (say("influence.why.equal"),)
    return (say("influence.why.told", share=format(person.share.normalize(), "f")),)


def _why_stage(person: Stakeholder, playbook: Playbook, odds: Odds) -> tuple[Say, ...]:
    if not person.roles:
        return ()
    roles = _by_stage(person, playbook)
    times = _at_stage(roles, odds) / _mean(roles)
    stage = STAGES[max(range(len(STAGES)), key=odds.__getitem__)]
    role = say(f"roles.{main_role(person, playbook.role_weights.get(stage, {}))}.name")
    if times >= WORTH_SAYING:
        return (say("influence.why.rises", role=role, times=f"{times:.1f}"),)
    return (say("influence.why.falls", role=role, times=f"{times:.1f}"),) if times <= 1 / WORTH_SAYING else ()


class _Heard:
    """Who listens to whom, looked up once for everybody."""

    def __init__(self, case: Case) -> None:
        names = {person.id: person.name or person.id for person in case.present}
        self.heard_by: dict[str, list[str]] = {}
        self.listens_to: dict[str, list[str]] = {}
        for line in case.influence_lines:
            if line.speaker in names and line.listener in names:
                self.heard_by.setdefault(line.speaker, []).append(names[line.listener])
                self.listens_to.setdefault(line.listener, []).append(names[line.speaker])

    def why(self, person: str, gain: float) -> tuple[Say, ...]:
        points = f"{abs(gain) * 100:.0f}"
        if gain > 0 and person in self.heard_by:
            return (say("influence.why.heard_by", names=listed(self.heard_by[person]), points=points),)
        if gain < 0 and person in self.listens_to:
            return (say("influence.why.listens_to", names=listed(self.listens_to[person]), points=points),)
        return ()


@cache
def _knowledge() -> dict[str, Any]:
    return dict(load_data("influence"))
