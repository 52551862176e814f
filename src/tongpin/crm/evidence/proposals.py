"""What the reader proposes, as rows for a person to confirm or strike. They follow from the text and are not logged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tongpin.crm import judging
from tongpin.crm.activities.models import Activity
from tongpin.crm.evidence.models import Signal
from tongpin.method.reading.shape import Reading, SignalHit

PROPOSED = {"source": Signal.Source.READER, "state": "proposed"}


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


def read_anew(activity: Activity, whole: Reading | None = None) -> Reading:
    """Reads an entry without its struck words and keeps the reading; proposals that still hold keep their rows.

    `whole` is what the text says where that is known already; otherwise our own reader reads it.
    """
    decided = _decisions(activity)
    reading = judging.read_on(whole or judging.read_text(activity.text), activity.text, _struck(decided))
    activity.reading = judging.kept(reading)
    Activity.objects.filter(pk=activity.pk).update(reading=activity.reading)
    wanted = {_place(row): row for row in proposals(activity, reading, decided)}
    old = {_place(row): row.pk for row in Signal.objects.filter(activity=activity, **PROPOSED)}
    gone = [pk for place, pk in old.items() if place not in wanted]
    if gone:
        Signal.objects.filter(pk__in=gone).delete()
    Signal.objects.bulk_create(row for place, row in wanted.items() if place not in old)
    return reading


def _decisions(activity: Activity) -> list[Decision]:
    rows = Signal.of_cases().filter(activity=activity).values_list("kind", "start", "end", "state")
    return [Decision(*row) for row in rows]


def _struck(decided: Sequence[Decision]) -> tuple[tuple[int, int], ...]:
    return tuple(
        (item.start, item.end)
        for item in decided
        if item.state == "struck" and item.start is not None and item.end is not None
    )


def _place(row: Signal) -> tuple[str, int | None, int | None]:
    return row.kind, row.start, row.end
