"""Coverage 覆盖 (METHOD 5.1): who was asked what, and answered; needs that nobody in power has, powers without one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tongpin.method.calls import Ripeness, ripeness_of
from tongpin.method.case import Need, Stakeholder
from tongpin.method.dossier import Dossier
from tongpin.method.people import ranked
from tongpin.method.selling import QUESTION_KINDS, Question, QuestionKind

POWERS = ("decision_maker", "power")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Questions of one kind: asked, of these answered, and still to be asked."""

    asked: int = 0
    answered: int = 0
    planned: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCoverage:
    """How far the talk with one person has come. ``ripeness`` is that of his least grown need."""

    who: str
    power: bool
    share: float
    kinds: Mapping[QuestionKind, Asked]
    needs: tuple[Need, ...]
    ripeness: Ripeness

    @property
    def missing(self) -> tuple[QuestionKind, ...]:
        """Kinds that he has never answered a question of."""
        return tuple(kind for kind in QUESTION_KINDS if not self.kinds[kind].answered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """All people by weight; needs that nobody in power owns; ids of powers without a need.

    ``powers_known``: whether anybody in power is known at all; where not, every need is without an owner in power.
    """

    people: tuple[PersonCoverage, ...]
    without_power: tuple[Need, ...]
    without_need: tuple[str, ...]
    powers_known: bool


def coverage_of(dossier: Dossier) -> Coverage:
    """The coverage of a case: of those present, the weightiest first.

    A need is owned in power where somebody in power has it, or a benefit of the matrix says what its solution does
    for one of them; so is a power served.
    """
    case = dossier.case
    people = tuple(_person(dossier, person) for person in ranked(dossier))
    powers = {person.who for person in people if person.power}
    served = {benefit.who for benefit in case.benefits if benefit.who}
    owned = {benefit.need for benefit in case.benefits if benefit.who in powers}
    return Coverage(
        people=people,
        without_power=tuple(need for need in case.needs if need.who not in powers and need.text not in owned),
        without_need=tuple(
            person.who for person in people if person.power and not person.needs and person.who not in served
        ),
        powers_known=bool(powers),
    )


def _person(dossier: Dossier, person: Stakeholder) -> PersonCoverage:
    needs = tuple(need for need in dossier.case.needs if need.who == person.id)
    return PersonCoverage(
        who=person.id,
        power=bool(set(POWERS) & set(person.roles)),
        share=dossier.shares.get(person.id, 0.0),
        kinds=_kinds(tuple(item for item in dossier.case.questions if item.who == person.id)),
        needs=needs,
        ripeness=ripeness_of(needs),
    )


def _kinds(questions: tuple[Question, ...]) -> dict[QuestionKind, Asked]:
    asked = Counter(item.kind for item in questions if item.asked is not None)
    answered = Counter(item.kind for item in questions if item.asked is not None and item.answer.strip())
    planned = Counter(item.kind for item in questions if item.asked is None)
    return {kind: Asked(asked=asked[kind], answered=answered[kind], planned=planned[kind]) for kind in QUESTION_KINDS}
