"""The matrix of benefits "3+5" (METHOD 5.3): need → capability → benefit → proof, per person. Empty cells are gaps.

Three benefits of the company (its customers, its rivals, itself) and five of the person (Maslow). Personal ones are
those of a professional: a quiet night, a record that stands, a team that is heard. Never favours.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tongpin.method.case import Need, Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import simplified
from tongpin.method.selling import Benefit, BenefitKind
from tongpin.method.wording import Say, say

COMPANY: tuple[BenefitKind, ...] = ("customers_customer", "customers_rival", "customer")
PERSONAL: tuple[BenefitKind, ...] = ("physiological", "safety", "belonging", "esteem", "self_realisation")
KINDS: tuple[BenefitKind, ...] = (*COMPANY, *PERSONAL)
DECIDING = frozenset({"decision_maker", "power", "technical_adviser", "finance_controller"})
"""Roles whose holder wants a benefit of his own in our case."""
HEAVY = 4
"""Influence from which somebody without such a role counts as well."""
GapKind = Literal["answer", "capability", "benefit", "proof", "person", "personal"]
ORDER: tuple[GapKind, ...] = ("answer", "person", "capability", "benefit", "proof", "personal")
"""In this order gaps are told: a need that nothing answers, and a power that gains nothing, come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An empty cell. ``need``: the need's text; ``who``: a stakeholder's id; ``place``: of the benefit among those
    given, where it is one's. ``do`` says what fills it."""

    kind: GapKind
    do: Say
    need: str = ""
    who: str = ""
    place: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """``kinds``: how many benefits of each of the eight kinds our case holds; ``whole``: benefits with all of
    capability, benefit and proof."""

    gaps: tuple[Gap, ...]
    kinds: dict[BenefitKind, int]
    whole: int


def matrix_of(needs: Sequence[Need], benefits: Sequence[Benefit], people: Iterable[Stakeholder]) -> Matrix:
    """The gaps of our case. ``people``: those who are with the customer today; benefits name needs by their text."""
    gaps = [*_of_needs(needs, benefits), *_of_benefits(benefits), *_of_people(people, needs, benefits)]
    return Matrix(
        gaps=tuple(sorted(gaps, key=lambda gap: ORDER.index(gap.kind))),
        kinds={kind: sum(benefit.kind == kind and bool(benefit.text) for benefit in benefits) for kind in KINDS},
        whole=sum(_is_whole(benefit) for benefit in benefits),
    )


def kind_for(need: Need) -> BenefitKind:
    """Which of the eight a need most likely asks for: by its origin, or by the words of a personal one."""
    if need.type == "org":
        return need.origin or "customer"
    words = simplified(need.text).lower()
    return next((kind for kind, pattern in _personal_words() if pattern.search(words)), "safety")


def _is_whole(benefit: Benefit) -> bool:
    return bool(benefit.capability and benefit.text and benefit.proof)


def _of_needs(needs: Sequence[Need], benefits: Sequence[Benefit]) -> Iterable[Gap]:
    answered = {benefit.need for benefit in benefits}
    for need in needs:
        if need.text not in answered:
            yield Gap(kind="answer", need=need.text, who=need.who, do=say("benefits.gaps.answer", need=need.text))


def _of_benefits(benefits: Sequence[Benefit]) -> Iterable[Gap]:
    for place, benefit in enumerate(benefits):
        lacks: tuple[tuple[GapKind, str], ...] = (
            ("capability", benefit.capability),
            ("benefit", benefit.text),
            ("proof", benefit.proof),
        )
        missing = [kind for kind, words in lacks if not words]
        for kind in missing:
            do = say(f"benefits.gaps.{kind}", need=benefit.need)
            yield Gap(kind=kind, need=benefit.need, who=benefit.who, place=place, do=do)


def _of_people(people: Iterable[Stakeholder], needs: Sequence[Need], benefits: Sequence[Benefit]) -> Iterable[Gap]:
    """Those whose word counts and who gain nothing, or nothing of their own."""
    if not needs:
        return
    for person in people:
        if not (DECIDING & set(person.roles) or (person.influence or 0) >= HEAVY):
            continue
        own = [benefit for benefit in benefits if benefit.who == person.id and benefit.text]
        name = person.name or person.id
        if not own:
            yield Gap(kind="person", who=person.id, do=say("benefits.gaps.person", name=name))
        elif not any(benefit.kind in PERSONAL for benefit in own):
            yield Gap(kind="personal", who=person.id, do=say("benefits.gaps.personal", name=name))


@cache
def _personal_words() -> tuple[tuple[BenefitKind, re.Pattern[str]], ...]:
    words = load_data("benefits")["personal_words"]
    return tuple((kind, re.compile(words[kind])) for kind in PERSONAL if kind in words)
