"""The numbers of the adoption model, from its data file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from tongpin.method.datafiles import load_data

State = Literal["new_toy", "learning", "dip", "effectiveness"]
STATES: tuple[State, ...] = ("new_toy", "learning", "dip", "effectiveness")
"""Where the customer is; ``learning`` and ``dip`` are the learning period, getting on and losing heart."""
Vector = tuple[float, ...]
"""A number for each of :data:`STATES`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """``moves``: chance a week from state (row) to state; chances and likelihoods by state as :data:`STATES` stand."""

    start: Vector
    start_unknown: Vector
    results_from_week: int
    moves: tuple[Vector, ...]
    dip_times: tuple[tuple[int, float], ...]
    into_dip: float
    out_of_dip: float
    supported_weeks: int
    complaint: Vector
    progress: tuple[Vector, Vector]
    loose: float
    usage: tuple[Vector, Vector]
    mood: Mapping[str, Vector]
    troubles: Vector
    acceptance: Vector
    mentions_counted: float
    horizon_weeks: int
    alarm_at: float
    alarm_over_at: float
    again_days: int
    wrong_factor: float


@cache
def parameters() -> Parameters:
    """The numbers as shipped."""
    return parameters_of(load_data("adoption_model"))


def parameters_of(data: Mapping[str, Any]) -> Parameters:
    """Numbers from a mapping in the form of ``data/adoption_model.yaml``."""
    alarm = data["alarm"]
    return Parameters(
        start=tuple(data["start"]),
        start_unknown=tuple(data["start_unknown"]),
        results_from_week=data["results_from_week"],
        moves=tuple(tuple(data["moves"][state]) for state in STATES),
        dip_times=tuple((week, times) for week, times in data["dip_times"]),
        into_dip=data["supported"]["into_dip"],
        out_of_dip=data["supported"]["out_of_dip"],
        supported_weeks=data["supported_weeks"],
        complaint=_by_state(data["complaint"]),
        progress=(_by_state(data["progress"]["mean"]), _by_state(data["progress"]["spread"])),
        loose=data["progress"]["loose"],
        usage=(_by_state(data["usage"]["mean"]), _by_state(data["usage"]["spread"])),
        mood={kind: _by_state(values) for kind, values in data["mood"].items()},
        troubles=_by_state(data["troubles"]),
        acceptance=_by_state(data["acceptance"]),
        mentions_counted=data["mentions_counted"],
        horizon_weeks=data["horizon_weeks"],
        alarm_at=alarm["raise"],
        alarm_over_at=alarm["release"],
        again_days=alarm["again_days"],
        wrong_factor=alarm["wrong_factor"],
    )


def _by_state(values: Mapping[str, float]) -> Vector:
    return tuple(values[state] for state in STATES)
