"""How far a mistake read in an entry is borne out: by who speaks, by its words, by records, by how we sell otherwise.

The reader sees one note; this module sees the case. What it finds moves the log-odds of a reading (METHOD 3.3).
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from tongpin.method.case import Entry
from tongpin.method.criteria import set_by_us
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.meetings import meetings_of
from tongpin.method.people import buys
from tongpin.method.reading.script import heard
from tongpin.method.standing import GateState

PRACTICE_GATES = ("assessed_graded", "coach_key_persons", "criteria_influenced")
"""Gates that only good selling meets; an offer or a contract may come to anybody."""


def borne_out(chance: float, shift: float) -> float:
    """A chance moved by a shift of its log-odds."""
    chance = min(max(chance, 0.001), 0.999)
    return 1 / (1 + math.exp(-(math.log(chance / (1 - chance)) + shift)))


def shift_of(dossier: Dossier, entry: Entry, code: str) -> float:
    """What the entry itself and the records before it take from a mistake read in it, in natural logs (0 or less)."""
    data = _data()
    text = heard(entry.text)
    shift = 0.0
    if entry.direction == "in" and not _says("ours", text):
        shift += data["shifts"]["customers_words"]
    if not _says("denies", text):
        shift += data["undenied"].get(code, 0.0)
    if contradicted(dossier, entry, code):
        shift += data["shifts"]["contradicted"]
    return shift


def practice_shift(dossier: Dossier, gates: tuple[GateState, ...]) -> float:
    """What a record of good practice takes from every mistake that only words tell."""
    marks = _marks(dossier, gates)
    return float(_data()["shifts"]["practice"]) * min(marks, int(_data()["most_marks"]))


def _marks(dossier: Dossier, gates: tuple[GateState, ...]) -> int:
    """Gates met that show good selling, questions asked, an advance won, a promise of theirs kept."""
    checks = {gate.id: gate.check for gate in dossier.playbook.gates}
    met = sum(state.met and checks[state.gate] in PRACTICE_GATES for state in gates)
    asked = any(entry.direction == "out" and asks(entry) for entry in dossier.case.timeline)
    advance = any(meeting.outcome in ("advance", "order") for meeting in meetings_of(dossier))
    kept = any(item.status == "kept" for item in dossier.case.commitments)
    return met + asked + advance + kept


def asks(entry: Entry) -> bool:
    """Whether an entry tells that we asked the customer, and not that we forgot to."""
    text = heard(entry.text)
    return _says("asked", text) and not _says("not_asked", text)


def contradicted(dossier: Dossier, entry: Entry, code: str) -> bool:
    """Whether the entry, or the records up to its day, tell the opposite of a mistake."""
    check = _OPPOSITES.get(code)
    return check is not None and check(dossier, entry)


def _several_met(dossier: Dossier, entry: Entry) -> bool:
    since = entry.date - dt.timedelta(days=_data()["met_days"])
    met = {who for item in dossier.outward if since <= item.date <= entry.date for who in item.who}
    return len(met) >= int(_data()["several_people"])


def _coach_met(dossier: Dossier, entry: Entry) -> bool:
    return any(
        _met_before(dossier, person.id, entry.date)
        for person in dossier.case.stakeholders
        if "coach" in person.roles and not person.gone_by(entry.date)
    )


def _buyer_met(dossier: Dossier, entry: Entry) -> bool:
    return any(_met_before(dossier, person.id, entry.date) for person in dossier.case.stakeholders if buys(person))


def _met_before(dossier: Dossier, person: str, day: dt.date) -> bool:
    return any(item.date <= day for item in dossier.contacts[person])


def _assessed(dossier: Dossier, entry: Entry) -> bool:
    day = entry.date
    reviewed = dossier.case.qualification.reviewed
    told = (dossier.date_of(item) for item in dossier.deeds.get("assessed", ()))
    return (reviewed is not None and reviewed <= day) or any(date <= day for date in told)


def _criteria_ours(dossier: Dossier, entry: Entry) -> bool:
    day = entry.date
    recorded = any(item.since and item.since <= day for item in set_by_us(dossier.case))
    return recorded or any(dossier.date_of(item) <= day for item in dossier.deeds.get("criteria_ours", ()))


def _visited(dossier: Dossier, entry: Entry) -> bool:
    """Whether we were there after signing, in the days before the entry or in it; goods brought are no visit."""
    signed = dossier.signed_on
    since = entry.date - dt.timedelta(days=_data()["visited_days"])
    return signed is not None and any(
        item.direction == "out" and item.kind != "delivery" and signed < item.date and since <= item.date <= entry.date
        for item in dossier.case.timeline
    )


def _signed(dossier: Dossier, entry: Entry) -> bool:
    return dossier.signed_on is not None and dossier.signed_on <= entry.date


_OPPOSITES: Mapping[str, Callable[[Dossier, Entry], bool]] = {
    "weak_discovery": lambda _, entry: asks(entry),
    "expectation_unmanaged": lambda _, entry: _says("expectation_set", heard(entry.text)),
    "single_threaded": _several_met,
    "no_coach": _coach_met,
    "commercial_dept_missed": _buyer_met,
    "no_qualification": _assessed,
    "criteria_neglect": _criteria_ours,
    "gate_skipped": _signed,
    "abandoned_after_signing": _visited,
}
"""What tells the opposite of a mistake, by its code."""


def _data() -> Any:
    return load_data("support")


def _says(name: str, text: str) -> bool:
    return _pattern(name).search(text) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_data()["words"][name], re.IGNORECASE)
