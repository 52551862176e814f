"""What somebody has learned by practising (METHOD 11.5): progress, weak spots, the case that helps most next.

Everything follows from the answers in their order; no clock. A case that went wrong comes back after a few others,
one that went well after ever more; difficulty rises with success.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from tongpin.method.case import STAGES, Stage
from tongpin.method.practice import PracticeCase, mistake_codes, rules

Cases = Mapping[str, PracticeCase]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the case, the stage and the move chosen, and its points (0 to 100)."""

    case: str
    stage: Stage
    move: str
    points: int


@dataclass(frozen=True, slots=True)
class StageSpot:
    """How the cases of a stage went. ``average`` of the points, ``None`` where there is no answer."""

    stage: Stage
    answers: int
    recognised: int
    average: float | None
    sure: bool


@dataclass(frozen=True, slots=True)
class MistakeSpot:
    """How often a mistake was chosen, of the times it was offered."""

    code: str
    chosen: int
    offered: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """Where somebody stands.

    ``average`` of the newest answers (as many as the goal is measured on), ``None`` before the first; ``trend``: that
    average's later half against its earlier half, ``None`` until there are enough answers; ``reached``: the goal, on
    enough answers. ``stages`` in the order of the method; ``mistakes``: those chosen at least once, the worst first.
    """

    answers: int
    cases: int
    average: float | None
    trend: float | None
    reached: bool
    level: int
    stages: tuple[StageSpot, ...]
    mistakes: tuple[MistakeSpot, ...]

    @property
    def weakest(self) -> StageSpot | None:
        """The stage that went worst, among those with enough answers; ``None`` where none is below the goal."""
        sure = [spot for spot in self.stages if spot.sure and spot.average is not None and spot.average < goal()]
        return min(sure, key=lambda spot: spot.average or 0.0, default=None)


def goal() -> int:
    """Points of a hundred that the newest person should reach."""
    return int(rules()["goal"])


def progress_of(answers: Sequence[Answer], cases: Cases) -> Progress:
    """Progress from all answers, oldest first. Answers to cases that are gone count in the average only."""
    known = [answer for answer in answers if answer.case in cases]
    recent = int(rules()["recent"])
    newest = [answer.points for answer in answers[-recent:]]
    average = fmean(newest) if newest else None
    return Progress(
        answers=len(answers),
        cases=len({answer.case for answer in known}),
        average=average,
        trend=_trend(newest, recent),
        reached=average is not None and len(newest) == recent and average >= goal(),
        level=level_of(answers, cases),
        stages=_stage_spots(known, cases),
        mistakes=_mistake_spots(known, cases),
    )


def level_of(answers: Iterable[Answer], cases: Cases) -> int:
    """The difficulty somebody has come to: up after a good run on his level or above, down after a bad one."""
    level, run = 1, list[int]()
    length, low, hardest = int(rules()["run"]), int(rules()["low"]), int(rules()["hardest"])
    for answer in answers:
        case = cases.get(answer.case)
        if case is None or case.difficulty < level:
            continue
        run.append(answer.points)
        if len(run) < length:
            continue
        if fmean(run) >= goal():
            level, run = min(hardest, level + 1), []
        elif fmean(run) < low:
            level, run = max(1, level - 1), []
        else:
            run.pop(0)
    return level


def next_case(answers: Sequence[Answer], cases: Cases) -> PracticeCase | None:
    """The case that helps most: one that is due again, else a new one of a weak kind, else the one longest ago.

    The same answers give the same case. ``None`` where there are no cases.
    """
    if not cases:
        return None
    last_seen = {answer.case: place for place, answer in enumerate(answers)}
    lately = answers[-1].case if answers else ""
    open_cases = [case for case in cases.values() if case.id != lately] or list(cases.values())
    due = _due(answers, last_seen)
    waiting = [case for case in open_cases if case.id in due]
    fresh = [case for case in open_cases if case.id not in last_seen]
    failed = [case for case in waiting if _successes(answers, case.id) == 0]
    # Who fails all that is new still meets new cases: at most every other one is a case that comes back.
    came_back = lately in {answer.case for answer in answers[:-1]}
    if failed and not (came_back and fresh):
        return max(failed, key=lambda case: due[case.id])
    if fresh:
        return _weakest_fresh(fresh, answers, cases)
    if waiting:
        return max(waiting, key=lambda case: due[case.id])
    return min(open_cases, key=lambda case: last_seen[case.id])


def _due(answers: Sequence[Answer], last_seen: Mapping[str, int]) -> dict[str, int]:
    """Cases whose wait is over, with how many answers ago it ended."""
    waits = rules()["waits"]
    due = {}
    for case, place in last_seen.items():
        wait = waits[min(_successes(answers, case), len(waits) - 1)]
        over = len(answers) - 1 - place - wait
        if over >= 0:
            due[case] = over
    return due


def _successes(answers: Sequence[Answer], case: str) -> int:
    """How often in a row, counted from the newest, a case went well."""
    count = 0
    for answer in reversed(answers):
        if answer.case != case:
            continue
        if answer.points < goal():
            break
        count += 1
    return count


def _weakest_fresh(fresh: Sequence[PracticeCase], answers: Sequence[Answer], cases: Cases) -> PracticeCase:
    """Among new cases nearest to the learner's level: the one whose stage and mistakes went worst so far."""
    level = level_of(answers, cases)
    nearest = min(abs(case.difficulty - level) for case in fresh)
    known = [answer for answer in answers if answer.case in cases]
    stages = {spot.stage: _need(spot) for spot in _stage_spots(known, cases)}
    chosen = {spot.code: spot.chosen for spot in _mistake_spots(known, cases)}
    lately = {cases[answer.case].stage for answer in known[-1:]}

    def worth(case: PracticeCase) -> tuple[float, int]:
        weak = stages[case.stage] + 8 * sum(chosen.get(code, 0) for code in case.mistakes)
        # Not twice the same stage in a row: whoever knows the stage beforehand learns nothing of telling it.
        # The checksum is an order that mixes the files and stays the same everywhere.
        return (weak - (100 if case.stage in lately else 0), zlib.crc32(case.id.encode()))

    return max((case for case in fresh if abs(case.difficulty - level) == nearest), key=worth)


def _need(spot: StageSpot) -> float:
    """How much practice a stage needs, in points below a hundred; few answers are drawn towards the middle."""
    missing = spot.answers * (100 - (spot.average or 0.0))
    return (missing + 2 * 40) / (spot.answers + 2)


def _trend(newest: Sequence[int], recent: int) -> float | None:
    half = recent // 2
    return fmean(newest[-half:]) - fmean(newest[:-half]) if len(newest) == recent else None


def _stage_spots(known: Collection[Answer], cases: Cases) -> tuple[StageSpot, ...]:
    enough = int(rules()["enough"])
    points: defaultdict[str, list[int]] = defaultdict(list)
    recognised: Counter[str] = Counter()
    for answer in known:
        case = cases[answer.case]
        points[case.stage].append(answer.points)
        recognised[case.stage] += answer.stage == case.stage
    return tuple(
        StageSpot(
            stage=stage,
            answers=len(points[stage]),
            recognised=recognised[stage],
            average=fmean(points[stage]) if points[stage] else None,
            sure=len(points[stage]) >= enough,
        )
        for stage in STAGES
    )


def _mistake_spots(known: Collection[Answer], cases: Cases) -> tuple[MistakeSpot, ...]:
    enough = int(rules()["enough"])
    chosen: Counter[str] = Counter()
    offered: Counter[str] = Counter()
    for answer in known:
        case = cases[answer.case]
        offered.update(case.mistakes)
        chosen.update(move.mistake for move in case.moves if move.id == answer.move and move.mistake)
    spots = [MistakeSpot(code, chosen[code], offered[code], offered[code] >= enough) for code in mistake_codes()]
    made = [spot for spot in spots if spot.chosen]
    return tuple(sorted(made, key=lambda spot: (-spot.chosen / spot.offered, -spot.chosen)))
