"""Contradictions between statements of ours, each with how it was settled (METHOD 11.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongpin.method.case import Case
from tongpin.method.consistency import Contradiction, contradictions
from tongpin.method.sides import Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A contradiction; ``settled`` is None as long as nobody has said what holds."""

    contradiction: Contradiction
    settled: Settlement | None

    @property
    def told(self) -> bool:
        """Whether the customer has heard what holds: nothing is left to be done."""
        return self.settled is not None and self.settled.told is not None


def clashes_of(case: Case) -> tuple[Clash, ...]:
    """All contradictions of a case: those that nobody has settled first, then those that the customer has not been
    told of, each lot with the newest first."""
    days = {entry.id: place for place, entry in enumerate(case.timeline)}
    found = [Clash(contradiction=item, settled=settlement_of(case.settlements, item)) for item in contradictions(case)]
    return tuple(sorted(found, key=lambda clash: (_state(clash), -days[clash.contradiction.entry])))


def settlement_of(settlements: Sequence[Settlement], clash: Contradiction) -> Settlement | None:
    """How a contradiction was settled: the last word on its topic between the same two entries."""
    entries = {clash.first_entry, clash.entry}
    fitting = [item for item in settlements if item.topic == clash.topic and {item.first, item.second} == entries]
    return fitting[-1] if fitting else None


def _state(clash: Clash) -> int:
    return 0 if clash.settled is None else 1 + clash.told
