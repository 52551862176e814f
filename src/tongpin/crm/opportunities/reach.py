"""Gates in reach: the customer has come as far as they belong to, and little is missing."""

from typing import NamedTuple

import msgspec

from tongpin.crm.opportunities.policy import visible
from tongpin.crm.opportunities.selectors import COLUMNS, OpportunityRow
from tongpin.crm.playbooks.selectors import playbook_of
from tongpin.crm.users.models import User
from tongpin.method.dossier import rank
from tongpin.method.playbook import Gate, Playbook
from tongpin.method.standing import GateState
from tongpin.method.wording import Say

GATES_SHOWN = 8
LOOKED_AT = 40
"""Opportunities whose gates are looked at, the most valuable first: a stored standing is long."""
MOST_MISSING = 2


class Reach(NamedTuple):
    """The next gate of an opportunity and the one or two things that it still asks for."""

    opportunity: OpportunityRow
    gate: Gate
    missing: tuple[Say, ...]


class _Gates(msgspec.Struct):
    """As much of a stored standing as is read here."""

    gates: tuple[GateState, ...]


def gates_in_reach(*, user: User, limit: int = GATES_SHOWN) -> list[Reach]:
    """Of the most valuable open opportunities that the user sees, those whose next gate lacks least first."""
    found = visible(user).filter(result=None, stored__isnull=False).exclude(next_gate="")
    rows = found.order_by("grade", "-at_stake", "id").values_list(
        *COLUMNS, "playbook_name", "playbook_version", "stored__standing"
    )
    near = []
    for *values, name, version, standing in rows[:LOOKED_AT]:
        row = OpportunityRow._make(values)
        gates = msgspec.json.decode(standing, type=_Gates).gates
        state = next((state for state in gates if state.gate == row.next_gate), None)
        playbook = playbook_of(name, version)
        if state is not None and 0 < len(state.missing) <= MOST_MISSING and _reached(playbook, state, row.stage):
            gate = next(gate for gate in playbook.gates if gate.id == state.gate)
            near.append(Reach(row, gate, state.missing))
    return sorted(near, key=lambda item: len(item.missing))[:limit]


def _reached(playbook: Playbook, state: GateState, stage: str) -> bool:
    """Whether the customer is where the gate's step belongs, or a stage further: what lies behind is no aim."""
    places = [rank(here) for here in playbook.step(state.step).stages]
    return bool(places) and min(places) <= rank(stage) <= max(places) + 1  # type: ignore[arg-type]
