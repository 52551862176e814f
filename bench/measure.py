"""How a row of the bench is taken and shown."""

import gc
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TypedDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure: CPU seconds of the work and of its floor, both for `of` things; `aim` is the highest good ratio."""

    part: str
    name: str
    of: int
    seconds: float
    floor: str
    floor_seconds: float
    aim: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times the floor the work costs."""
        return self.seconds / self.floor_seconds

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached; nothing where there is none."""
        return None if self.aim is None else self.ratio <= self.aim

    def plain(self) -> dict[str, object]:
        """For JSON."""
        return {
            **asdict(self),
            "ratio": round(self.ratio, 3),
            "per_second": round(self.of / self.seconds, 1),
            "milliseconds_each": round(1000 * self.seconds / self.of, 4),
            "reached": self.reached,
        }


class Costs(TypedDict):
    """CPU seconds of one run of the work and of its floor."""

    seconds: float
    floor_seconds: float


def costs(work: Callable[[], object], floor: Callable[[], object], *, rounds: int, repeat: int = 1) -> Costs:
    """CPU time of this process for one run of each: the least of several rounds, after one to warm up.

    CPU time rather than the clock's, and the least rather than the mean: what else the machine does only adds. Work and
    floor take turns, so that a busy spell meets both.
    """
    work()
    floor()
    taken = [(_cpu_seconds(work, repeat), _cpu_seconds(floor, repeat)) for _ in range(rounds)]
    return Costs(seconds=min(pair[0] for pair in taken), floor_seconds=min(pair[1] for pair in taken))


def _cpu_seconds(work: Callable[[], object], repeat: int) -> float:
    gc.collect()
    start = time.process_time()
    for _ in range(repeat):
        work()
    return (time.process_time() - start) / repeat


def peak_megabytes() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(rows: Sequence[Row]) -> str:
    """For a person."""
    head = ("part", "what", "each", "per second", "floor", "ratio", "aim", "")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    reached = {None: "", True: "reached", False: "MISSED"}[row.reached]
    return (
        row.part,
        row.name,
        f"{1000 * row.seconds / row.of:.4g} ms",
        f"{row.of / row.seconds:,.0f}",
        row.floor,
        f"{row.ratio:.2f}",
        "" if row.aim is None else f"<= {row.aim:g}",
        f"{reached} {row.note}".strip(),
    )
