"""What reading a note gives: signals and mistakes with their words, and what the note says of the stage."""

from dataclasses import dataclass

from tongpin.method.case import STAGES, Language, Stage
from tongpin.method.standing import Odds


@dataclass(frozen=True, slots=True)
class SignalHit:
    """A signal in the text: ``start``/``end`` in code points, half open; ``says`` the stage its words speak for."""

    kind: str
    start: int
    end: int
    confidence: float
    says: Stage | None


@dataclass(frozen=True, slots=True)
class MistakeHit:
    """A mistake of ours that the words between ``start`` and ``end`` show."""

    code: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """``odds`` of the seven stages from this note alone, all stages equally likely beforehand."""

    lang: Language
    odds: Odds
    signals: tuple[SignalHit, ...]
    mistakes: tuple[MistakeHit, ...]

    @property
    def stage(self) -> Stage:
        return STAGES[max(range(len(STAGES)), key=self.odds.__getitem__)]
