"""What the bid pages read: the sheet of an opportunity, reckoned; limits and rates; approvals that wait for a word."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from tongpin.crm import clock
from tongpin.crm.bids.models import (
    Approval,
    ApprovalLimit,
    Bid,
    BidCost,
    BidLine,
    BidSheet,
    ExchangeRate,
    PriceBelief,
    Tender,
)
from tongpin.crm.criteria.models import Criterion
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.rivals.models import PriceSeen
from tongpin.crm.users.models import User
from tongpin.method import case as shapes
from tongpin.method.bidding.beliefs import Rival, rival
from tongpin.method.bidding.costs import CostLine, Costs, costs_of, margin_of
from tongpin.method.bidding.formulas import Formula, FormulaKind, formula_from, formula_told
from tongpin.method.bidding.limits import Limit, Step, biting, role_needed, suffices
from tongpin.method.bidding.lines import (
    Price,
    PriceLine,
    blended_rate,
    net_of,
    place_of,
    price_of,
    rates_law,
    standard_rate,
    vat_rates,
)
from tongpin.method.bidding.money import Rate
from tongpin.method.bidding.prices import Terms
from tongpin.method.bidding.quality import Quality, quality_of
from tongpin.method.datafiles import load_data

SHEET = ("target_margin", "floor_margin", "price", "formula", "quality", "cost_of_bidding", "note")
SPREAD: float = load_data("bidding")["quality_spread"]
LEVEL = Decimal(80)
"""Points for everything but the price, percent, where nobody knows: all alike, so that the price alone decides."""


class Belief(NamedTuple):
    """What we believe a rival will ask, with tax."""

    id: int
    bidder: str
    low: Decimal | None
    likely: Decimal | None
    high: Decimal | None
    quality: Decimal | None
    source: str


class Seen(NamedTuple):
    """A price of a rival that was seen or heard of, from its file."""

    rival: str
    date: dt.date
    product: str
    low: Decimal | None
    high: Decimal | None
    currency: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """The bid sheet of an opportunity on a day. `cost_ids` and `line_ids` are rows in the order of `costs.lines` and
    `price.lines`; `opened`: prices of offers on record by bidder, `company`: what we are called there. `ours` is our
    price with tax: the one that was set, else the sum of the lines."""

    currency: str
    on: dt.date
    sheet: Mapping[str, Any]
    costs: Costs
    cost_ids: tuple[int, ...]
    price: Price
    line_ids: tuple[int, ...]
    vat: Decimal
    vat_choices: tuple[Decimal, ...]
    law: str
    formula: Formula | None
    told_formula: FormulaKind | None
    scored: Quality
    beliefs: tuple[Belief, ...]
    opened: Mapping[str, Decimal]
    company: str

    @property
    def ours(self) -> Decimal | None:
        set_price: Decimal | None = self.sheet["price"]
        return set_price if set_price is not None else (self.price.gross or None)

    @property
    def net(self) -> Decimal | None:
        return None if self.ours is None else net_of(self.ours, self.vat)

    @property
    def margin(self) -> Decimal | None:
        """Percent of the price without tax; `None` while price or costs are not known."""
        return None if self.net is None or not self.costs.complete else margin_of(self.net, self.costs.total)

    @property
    def gain(self) -> Decimal | None:
        """The margin in money."""
        return None if self.net is None or not self.costs.complete else self.net - self.costs.total

    @property
    def bidding(self) -> Decimal | None:
        """What bidding costs: as it was said, else the lines of that kind; `None` where neither is known."""
        said: Decimal | None = self.sheet["cost_of_bidding"]
        return said if said is not None else (self.costs.bidding or None)

    @property
    def quality(self) -> Decimal:
        """Ours, as it was said, else by the criteria, else level with the others."""
        said: Decimal | None = self.sheet["quality"]
        return said if said is not None else self.scored.ours if self.scored.ours is not None else LEVEL

    @property
    def offered(self) -> bool:
        """Whether our offer is in."""
        return self.company in self.opened

    @property
    def rivals(self) -> tuple[Rival, ...]:
        """Rivals whose prices are on record, else those whose prices we believe to know."""
        qualities = {belief.bidder: belief.quality for belief in self.beliefs}
        known = {name: price for name, price in self.opened.items() if name != self.company and price > 0}
        believed = [self._rival(belief) for belief in self.beliefs if belief.bidder not in known]
        asked = [
            rival(name, float(price), float(price), float(price), quality=self._quality_of(name, qualities.get(name)))
            for name, price in known.items()
        ]
        return (*asked, *(found for found in believed if found is not None))

    def _rival(self, belief: Belief) -> Rival | None:
        if belief.low is None or belief.likely is None or belief.high is None:
            return None
        if not 0 < belief.low <= belief.likely <= belief.high:
            return None
        quality = self._quality_of(belief.bidder, belief.quality)
        return rival(belief.bidder, float(belief.low), float(belief.likely), float(belief.high), quality=quality)

    def _quality_of(self, name: str, said: Decimal | None) -> float:
        """As it was said, else by the criteria, else level with us."""
        known = said if said is not None else self.scored.rivals.get(name)
        return float(known if known is not None else self.quality)

    @property
    def terms(self) -> Terms | None:
        """What prices are tried with; `None` while costs are not known."""
        if not self.costs.complete:
            return None
        floor = self.sheet["floor_margin"]
        return Terms(
            formula=self.formula or Formula(kind="lowest"),
            cost=self.costs.total,
            vat=self.vat,
            floor=Decimal(0) if floor is None else floor,
            quality=self.quality,
            spread=SPREAD,
        )


def reckoning_of(opportunity: Opportunity, *, on: dt.date | None = None) -> Reckoning:
    """The sheet of an opportunity that has passed the gate, with the rates of a day."""
    day, currency = on or clock.today(), opportunity.currency
    sheet = BidSheet.objects.filter(pk=opportunity.pk).values(*SHEET).first() or {**dict.fromkeys(SHEET), "formula": {}}
    costs = list(BidCost.objects.filter(opportunity=opportunity).order_by("place", "pk"))
    lines = list(BidLine.objects.filter(opportunity=opportunity).order_by("place", "pk"))
    place = place_of(currency)
    standard = standard_rate(place, day)
    price = price_of([_price_line(row) for row in lines], standard=standard, currency=currency)
    told = Tender.objects.filter(pk=opportunity.pk).values_list("formula", flat=True).first()
    return Reckoning(
        currency=currency,
        on=day,
        sheet=sheet,
        costs=costs_of([_cost_line(row) for row in costs], into=currency, on=day, rates=_rates_for(costs, currency)),
        cost_ids=tuple(row.pk for row in costs),
        price=price,
        line_ids=tuple(row.pk for row in lines),
        vat=blended_rate(price, standard),
        vat_choices=vat_rates(place, day),
        law=rates_law(place),
        formula=formula_from(sheet["formula"]),
        told_formula=formula_told(told or ""),
        scored=_scored(opportunity),
        beliefs=beliefs_of(opportunity),
        opened=_opened(opportunity),
        company=opportunity.our_company,
    )


def _opened(opportunity: Opportunity) -> dict[str, Decimal]:
    """Prices of offers by bidder; the last one counts."""
    rows = Bid.objects.filter(opportunity=opportunity).exclude(price=None).order_by("date", "pk")
    return dict(rows.values_list("bidder", "price"))


def _cost_line(row: BidCost) -> CostLine:
    return CostLine(
        kind=row.kind,
        name=row.name,
        quantity=row.quantity,
        unit_cost=row.unit_cost,
        currency=row.currency,
    )


def _price_line(row: BidLine) -> PriceLine:
    return PriceLine(name=row.name, quantity=row.quantity, price=row.price or Decimal(0), vat=row.vat, unit=row.unit)


def _scored(opportunity: Opportunity) -> Quality:
    rows = Criterion.objects.filter(opportunity=opportunity).values_list("name", "weight", "ours", "rivals")
    return quality_of(
        shapes.Criterion(
            name=name, weight=weight, ours=ours, rivals={who: Decimal(str(points)) for who, points in rivals.items()}
        )
        for name, weight, ours, rivals in rows
    )


def beliefs_of(opportunity: Opportunity) -> tuple[Belief, ...]:
    """What we believe rivals will ask."""
    rows = PriceBelief.objects.filter(opportunity=opportunity).order_by("pk")
    return tuple(map(Belief._make, rows.values_list(*Belief._fields)))


def prices_seen(opportunity: Opportunity) -> tuple[Seen, ...]:
    """Prices from the files of the rivals in an opportunity, the latest first."""
    rows = PriceSeen.objects.filter(rival__met__opportunity=opportunity).order_by("-date", "-pk")
    columns = ("rival__name", "date", "product", "low", "high", "currency", "source")
    return tuple(map(Seen._make, rows.values_list(*columns)[:20]))


def _rates_for(costs: list[BidCost], currency: str) -> list[Rate]:
    foreign = {row.currency for row in costs} - {currency}
    return rates_among(foreign | {currency}) if foreign else []


def rates_among(currencies: set[str]) -> list[Rate]:
    """All rates on record between some currencies."""
    rows = ExchangeRate.objects.filter(currency__in=currencies, into__in=currencies)
    return [
        Rate(currency=currency, into=other, date=date, rate=rate, source=source)
        for currency, other, date, rate, source in rows.values_list("currency", "into", "date", "rate", "source")
    ]


# ---------------------------------------------------------------- limits and approvals
@dataclass(frozen=True, slots=True)
class Rules:
    """The limits of the house, with the rates that compare them."""

    limits: tuple[Limit, ...]
    rates: list[Rate]

    def role_for(self, step: Step) -> str:
        """Whose word a step needs; empty where nobody's is."""
        return role_needed(biting(self.limits, step, self.rates))


def rules_for(*currencies: str) -> Rules:
    """The limits for steps in some currencies."""
    rows = ApprovalLimit.objects.order_by("pk").values_list("kind", "currency", "above", "margin_below", "role")
    limits = tuple(
        Limit(kind=kind, currency=currency, above=above, margin_below=margin, role=role)
        for kind, currency, above, margin, role in rows
    )
    concerned = {limit.currency for limit in limits if limit.above is not None} | set(currencies)
    return Rules(limits, rates_among(concerned) if len(concerned) > 1 and limits else [])


def step_of(approval: Approval, currency: str) -> Step:
    """The step that an approval is about."""
    return Step(
        kind=approval.kind,
        amount=approval.amount,
        currency=currency,
        margin=approval.margin,
        on=approval.asked_on,
    )


MOST_ASKED = 1000
"""Open questions that are looked through for one approver."""


class Waiting(NamedTuple):
    """An approval that somebody waits for."""

    id: int
    kind: str
    opportunity_id: int
    opportunity: str
    amount: Decimal | None
    currency: str
    margin: Decimal | None
    reason: str
    asked_by: str
    asked_on: dt.date


def waiting_for(*, user: User, limit: int = 20) -> list[Waiting]:
    """What waits for this user's word, the oldest first."""
    if not suffices(user.role, "manager"):
        return []
    seen = visible(user).values("pk")
    rows = Approval.objects.filter(state="asked", opportunity__in=seen).exclude(asked_by=user).order_by("pk")
    if user.role == "manager":
        rows = rows.filter(opportunity__team=user.team_id)
    # Those that need a higher word are left out before they are counted: they must not hide his own.
    asked = list(rows.select_related("opportunity", "asked_by")[:MOST_ASKED])
    rules = rules_for(*{row.opportunity.currency for row in asked}) if asked else Rules((), [])
    found = [row for row in asked if suffices(user.role, rules.role_for(step_of(row, row.opportunity.currency)))]
    return [
        Waiting(
            row.pk,
            row.kind,
            row.opportunity_id,
            row.opportunity.name or row.opportunity.title,
            row.amount,
            row.opportunity.currency,
            row.margin,
            row.reason,
            str(row.asked_by),
            row.asked_on,
        )
        for row in found[:limit]
    ]
