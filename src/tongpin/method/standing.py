"""A standing: what the method says of a case on a day. Language-free, so that it is stored once and read in any.

Every number and finding carries its reasons: :class:`~tongpin.method.wording.Say` sentences and the ids of the
timeline entries (``entries``) on which they rest.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from tongpin.method.case import PHASE_OF, STAGES, FindingState, Phase, Stage
from tongpin.method.wording import Say

Odds = tuple[float, ...]
"""Seven probabilities in the order of ``STAGES``; they sum to one."""

FitVerdict = Literal["fits", "early", "late", "wrong"]
Letter = Literal["A", "B", "C", "D"]
QualificationResult = Literal["pursue", "hold", "drop"]
QualificationAnswer = Literal["all", "share", "must_win", "take_part", "lower", "wait", "drop"]
AdoptionPeriod = Literal["new_toy", "learning", "effectiveness"]
SignalState = Literal["proposed", "confirmed", "struck"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSeen:
    """A signal in an entry's text; offsets in code points, half open; ``says`` is the stage it speaks for most."""

    kind: str
    entry: str
    start: int
    end: int
    confidence: float
    says: Stage | None
    state: SignalState = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStage:
    person: str
    stage: Stage
    odds: Odds
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The question whose answer would tell most; ``gain_bits`` is the expected information gain."""

    text: Say
    who: str
    gain_bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPoint:
    """``odds`` as one could know them on that day (forward); ``hindsight`` with everything known today (smoothed)."""

    date: dt.date
    odds: Odds
    hindsight: Odds
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SellingStep:
    """Our step told twice (METHOD 1.4). ``offset``: steps by which our actions are ahead (+) of the customer."""

    by_gates: str
    by_actions: str | None
    offset: int | None
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One action of ours held against the stage of its day. ``stages_off`` > 0: ahead of the customer."""

    entry: str
    verdict: FitVerdict
    stages_off: int
    confidence: float
    why: Say
    better: Say | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A named mistake (METHOD 3.2) with the record it rests on.

    For a mistake of absence ``absent`` says what is absent and ``since`` since when; ``entry`` is the one from
    which it mattered. ``start``/``end`` point at words of the entry where words carry it.
    """

    code: str
    entry: str
    confidence: float
    why: Say
    cost: Say
    repair: Say
    absent: str | None = None
    since: dt.date | None = None
    start: int | None = None
    end: int | None = None
    state: FindingState = "open"

    @property
    def stands(self) -> bool:
        """Whether it counts: not while somebody disputes it, nor once a manager has dropped it (``settled``)."""
        return self.state == "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateState:
    """``met`` by evidence or record; ``forced`` by a manager's override; else ``missing`` says what is needed.

    ``shown`` tells "not shown" (nothing speaks of it) from "not done" (something shows that it is not).
    """

    gate: str
    step: str
    met: bool
    on: dt.date | None
    forced: bool
    shown: bool
    confidence: float
    entries: tuple[str, ...] = ()
    missing: tuple[Say, ...] = ()
    override_by: str = ""
    override_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element of METHOD 4.1: what is known of it, and from where."""

    name: str
    known: bool
    says: Say | None
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthPart:
    """A part of "worth winning" or "can we win" (METHOD 4.2): ``score`` 0..1, ``None`` where it is unknown or has none.

    ``says`` tells what is known, or names what is not.
    """

    name: str
    score: float | None
    says: Say
    known: bool = True
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    result: QualificationResult
    answer: QualificationAnswer
    worth_winning: Say
    can_win: Say
    worth_score: float | None
    can_score: float | None
    elements: tuple[Element, ...]
    unknown: tuple[str, ...]
    reasons: tuple[Say, ...]
    resources: Say
    review_on: dt.date
    worth_parts: tuple[WorthPart, ...] = ()
    chance_parts: tuple[WorthPart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    letter: Letter
    why: tuple[Say, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A factor that moved a number: ``effect`` is the change of the estimate (probability) it made."""

    factor: Say
    effect: float
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Win:
    """``low``/``high``: 80 % interval. ``reasons`` largest first. ``basis`` says on what data the base rate rests."""

    estimate: float
    low: float
    high: float
    reasons: tuple[Reason, ...]
    basis: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionOdds:
    """Our place: odds of favourite, contender, filler before the award; chosen or not chosen after it."""

    position: str
    odds: tuple[tuple[str, float], ...]
    why: tuple[Say, ...]
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionPoint:
    """How a customer got on at the end of a week: as the same columns of :class:`Adoption`."""

    day: dt.date
    odds: tuple[float, ...]
    dip: float
    complaint: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The likeliest period of use. ``odds`` of the three periods as ``AdoptionPeriod`` names them; ``dip``: the chance
    that they are losing heart; ``complaint``: that they complain within ``weeks_ahead`` weeks if we do no more than
    now; ``complained``: the last day on which they did; ``track``: week by week; ``helps``: what fits now."""

    period: AdoptionPeriod
    why: tuple[Say, ...]
    entries: tuple[str, ...]
    support: Say
    odds: tuple[float, ...] = ()
    dip: float = 0.0
    complaint: float = 0.0
    complained: dt.date | None = None
    weeks_ahead: int = 0
    track: tuple[AdoptionPoint, ...] = ()
    helps: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPerson:
    """A person who matters at the present stage: ``share`` of the decision, the gap to him, how to approach him."""

    person: str
    name: str
    roles: tuple[str, ...]
    share: float
    gap: Say
    approach: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """``rule`` is a stable name of the advice; ``who`` a stakeholder's id, one of ours, or empty."""

    rule: str
    do: Say
    why: Say
    who: str = ""
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    code: str
    entry: str
    why: Say
    law: Say
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    entry: str
    outcome: str
    why: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    case_id: str
    as_of: dt.date
    playbook: str
    playbook_version: int
    stages: Odds
    by_person: tuple[PersonStage, ...]
    ask_next: Question | None
    history: tuple[HistoryPoint, ...]
    selling_step: SellingStep
    alignment: tuple[Fit, ...]
    mistakes: tuple[Mistake, ...]
    gates: tuple[GateState, ...]
    qualification: Qualification
    grade: Grade
    win: Win
    position: PositionOdds
    adoption: Adoption | None
    key_persons: tuple[KeyPerson, ...]
    meetings: tuple[MeetingRecord, ...]
    biggest_risk: Say
    main_obstacle: Say
    next_actions: tuple[NextAction, ...]
    must_not_do: tuple[Say, ...]
    unknown: tuple[Say, ...]
    flags: tuple[Flag, ...]
    signals: tuple[SignalSeen, ...]

    @property
    def stage(self) -> Stage:
        """The likeliest stage."""
        return STAGES[max(range(len(STAGES)), key=self.stages.__getitem__)]

    @property
    def phase(self) -> Phase:
        return PHASE_OF[self.stage]

    @property
    def certain(self) -> float:
        """Probability of the likeliest stage."""
        return max(self.stages)
