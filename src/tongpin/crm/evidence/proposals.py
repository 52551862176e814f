"""What the reader proposes, as rows for a person to confirm or strike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tongpin.crm.activities.models import Activity
from tongpin.crm.evidence.models import Signal
from tongpin.method.reading.shape import Reading, SignalHit


@dataclass(frozen=True, slots=True)
class Decision:
    """A signal in an entry on which a person has spoken; without a place it stands for the whole entry."""

    kind: str
    start: int | None
    end: int | None
    state: str

    def covers(self, hit: SignalHit) -> bool:
        """A struck kind never comes back in its entry; otherwise the words decide."""
        if self.kind != hit.kind:
            return False
        if self.state == "struck" or self.start is None or self.end is None:
            return True
        return hit.start < self.end and self.start < hit.end


def proposals(activity: Activity, reading: Reading, decided: Sequence[Decision]) -> Iterator[Signal]:
    """A row for each signal of the reading on which no person has spoken yet."""
    for hit in reading.signals:
        if not any(decision.covers(hit) for decision in decided):
            yield Signal(
                opportunity_id=activity.opportunity_id,
                activity=activity,
                kind=hit.kind,
                start=hit.start,
                end=hit.end,
                words=activity.text[hit.start : hit.end],
                says=hit.says or "",
                confidence=hit.confidence,
            )
