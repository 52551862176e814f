"""What pages read of needs, benefits and the pain sheet; the number of queries does not grow with them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from tongpin.crm.casefile import WITH_LEAVING
from tongpin.crm.needs.hinting import Hint, hints_of
from tongpin.crm.needs.models import Benefit, CostLine, Need, PainSheet
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.prepared import Prepared
from tongpin.crm.users.models import User
from tongpin.method import case as shapes
from tongpin.method import selling
from tongpin.method.pain import Cost, Terms


class NeedRow(NamedTuple):
    """A need with whoever has it and the entry that shows it."""

    id: int
    date: dt.date
    type: str
    text: str
    strength: str
    origin: str | None
    money: Decimal | None
    implication: str
    payoff: str
    severity: int | None
    reckoned: str
    words: str
    who: str
    name: str
    entry: str
    entry_id: int | None
    entry_date: dt.date | None

    @property
    def plain(self) -> shapes.Need:
        """The same for the method."""
        skipped = {"id", "name", "entry_id", "entry_date"}
        return shapes.Need(**{name: value for name, value in self._asdict().items() if name not in skipped})


class BenefitRow(NamedTuple):
    """A benefit, the need it answers, whoever it serves, and its proof."""

    id: int
    need_id: int
    need: str
    kind: str
    capability: str
    text: str
    who: str
    name: str
    proof_id: int | None
    proof: str
    shown_by: str

    @property
    def plain(self) -> selling.Benefit:
        """The same for the method."""
        return selling.Benefit(
            need=self.need,
            kind=self.kind,  # type: ignore[arg-type]  # the column takes these words only
            capability=self.capability,
            text=self.text,
            who=self.who,
            proof=self.proof or self.shown_by,
        )


class PersonRow(NamedTuple):
    """A stakeholder as the matrix and the map need him."""

    code: str
    name: str
    title: str
    roles: list[str]
    influence: int | None
    left: dt.date | None

    @property
    def plain(self) -> shapes.Stakeholder:
        """The same for the method."""
        return shapes.Stakeholder(
            id=self.code,
            name=self.name,
            title=self.title,
            roles=tuple(self.roles),  # type: ignore[arg-type]  # the column takes these words only
            influence=self.influence,
            left=self.left,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsPage:
    """Needs, benefits and people of an opportunity, and needs read in notes that wait for a decision."""

    needs: tuple[NeedRow, ...]
    benefits: tuple[BenefitRow, ...]
    people: tuple[PersonRow, ...]
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PainPage:
    """The lines of the sheet with their ids in `Cost.key`, its terms, and what stands beside the figures."""

    costs: tuple[Cost, ...]
    reckoned: dict[int, str]
    needs: dict[int, str]
    """Text of the need a line belongs to, by the line's id."""
    terms: Terms
    note: str
    untaken: int
    """Needs with money that no line stands for."""


def needs_page(*, user: User, opportunity_id: int) -> NeedsPage:
    """The needs of an opportunity that the user sees."""
    opportunity = get_opportunity(user, opportunity_id)
    return NeedsPage(
        needs=tuple(NeedRow._make(_told(row)) for row in _NEEDS.rows([opportunity.pk])),
        benefits=tuple(BenefitRow._make(_told(row)) for row in _BENEFITS.rows([opportunity.pk])),
        people=tuple(PersonRow._make(row) for row in _PEOPLE.rows([opportunity.pk])),
        hints=tuple(hints_of(opportunity)),
    )


def pain_page(*, user: User, opportunity_id: int) -> PainPage:
    """The sheet of an opportunity that the user sees."""
    return pain_of(get_opportunity(user, opportunity_id))


def pain_of(opportunity: Opportunity) -> PainPage:
    """The same for an opportunity that came through its gate already."""
    lines = list(CostLine.objects.filter(opportunity=opportunity).order_by("pk").select_related("need"))
    sheet = PainSheet.objects.filter(pk=opportunity.pk).first() or PainSheet(opportunity=opportunity)
    untaken = Need.objects.filter(opportunity=opportunity, money__isnull=False, cost_lines=None)
    return PainPage(
        costs=tuple(_cost(line) for line in lines),
        reckoned={line.pk: line.reckoned for line in lines},
        needs={line.pk: line.need.text for line in lines if line.need is not None},
        terms=Terms(years=max(1, min(sheet.years, 30)), interest=sheet.interest or Decimal(0)),
        note=sheet.note,
        untaken=untaken.count(),
    )


def need_choices(opportunity: Opportunity) -> list[tuple[int, str]]:
    """The needs of an opportunity to choose from."""
    return list(Need.objects.filter(opportunity=opportunity).order_by("pk").values_list("pk", "text"))


def _cost(line: CostLine) -> Cost:
    names = ("side", "name", "low", "likely", "high", "rhythm")
    values: dict[str, Any] = {name: getattr(line, name) for name in names}
    return Cost(key=line.pk, **values)


NULLABLE = frozenset({"origin", "money", "severity", "entry_id", "entry_date", "proof_id"})


def _told(row: tuple[Any, ...]) -> list[Any]:
    """What no other row is named for is an empty text."""
    fields = NeedRow._fields if len(row) == len(NeedRow._fields) else BenefitRow._fields
    return ["" if value is None and name not in NULLABLE else value for name, value in zip(fields, row, strict=True)]


_OF_NEED = {
    "who": "stakeholder__code",
    "name": "stakeholder__person__name",
    "entry": "activity__code",
    "entry_id": "activity_id",
    "entry_date": "activity__date",
}
_OF_BENEFIT = {
    "need": "need__text",
    "who": "stakeholder__code",
    "name": "stakeholder__person__name",
    "proof": "proof__title",
}
_NEEDS = Prepared(
    lambda ids: (
        Need.objects.filter(opportunity_id__in=ids)
        .order_by("date", "pk")
        .values_list(*(_OF_NEED.get(name, name) for name in NeedRow._fields))
    )
)
_BENEFITS = Prepared(
    lambda ids: (
        Benefit.objects.filter(opportunity_id__in=ids)
        .order_by("pk")
        .values_list(*(_OF_BENEFIT.get(name, name) for name in BenefitRow._fields))
    )
)
_PEOPLE = Prepared(
    lambda ids: (
        WITH_LEAVING.filter(opportunity_id__in=ids)
        .order_by("pk")
        .values_list("code", "person__name", "person__title", "roles", "influence", "gone_on")
    )
)
