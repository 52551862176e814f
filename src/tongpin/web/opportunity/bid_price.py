"""The price of a bid 报价测算: costs, our price line by line, what rivals may ask, and what each price would bring."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.crm.bids.models import Bid
from tongpin.crm.bids.reckoning import Reckoning, prices_seen, reckoning_of
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.page import OpportunityPage, competitors_of
from tongpin.method.bidding.formulas import Offer, score
from tongpin.method.bidding.prices import Prospect, Prospects, prospect, prospects
from tongpin.web.cited import day
from tongpin.web.money import UNITS, full_amount, short_amount
from tongpin.web.opportunity.bid_forms import COST_KINDS, FORMULAS
from tongpin.web.opportunity.person_cards import joined
from tongpin.web.opportunity.records import sections_of
from tongpin.web.texts import reading_language

BID = ("id", "date", "bidder", "price", "rank", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of costs or of our price, as prepared strings."""

    id: int
    name: str
    kind: str
    quantity: str
    one: str
    net: str
    vat: str = ""
    gross: str = ""
    note: str = ""


def price_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the view shows."""
    opportunity = found.opportunity
    reckoning = reckoning_of(opportunity)
    outlook = prospects_of(reckoning)
    bids = list(Bid.objects.filter(opportunity=opportunity).order_by("pk").values(*BID))
    sections = sections_of(opportunity, {"bid": bids})
    return {
        "tiles": tiles_of(reckoning, outlook),
        "remarks": list(remarks_of(opportunity, reckoning, outlook)),
        "costs": cost_lines(reckoning),
        "cost_total": full_amount(reckoning.costs.total, reckoning.currency),
        "bidding": full_amount(reckoning.costs.bidding or None, reckoning.currency),
        "lines": price_lines(reckoning),
        "totals": price_totals(reckoning),
        "law": reckoning.law,
        "terms": term_rows(reckoning),
        "beliefs": belief_rows(reckoning),
        "seen": _seen(opportunity),
        "outlook": curve_rows(reckoning, outlook),
        "best": best_told(reckoning, outlook),
        "chart": chart_of(reckoning, outlook),
        "scores": scored_offers(reckoning, bids),
        "sections": sections,
        "adding": {name: reverse("add_record", args=[opportunity.pk, name]) for name in ADDED},
    }


ADDED = ("cost", "price_line", "price_belief")


def prospects_of(reckoning: Reckoning) -> Prospects | None:
    """What prices would bring; nothing while costs or all rivals' prices are unknown."""
    return prospects(reckoning.terms, reckoning.rivals) if reckoning.terms and reckoning.rivals else None


# ---------------------------------------------------------------- figures as text
def percent(share: Decimal | float | None, places: int = 1) -> str:
    """17.4%; empty where unknown. The share is in percent already."""
    if share is None:
        return ""
    return f"{number_format(round(Decimal(str(share)), places), places, use_l10n=True)}%"


def chance(share: float) -> str:
    """0.714 → 71%; a chance that is small but not none is told so."""
    return "<1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"


def plain(number: Decimal) -> str:
    """A number without noughts that nobody typed."""
    normal = number.normalize()
    places = max(0, -int(normal.as_tuple().exponent))
    return number_format(normal, places, use_l10n=True, force_grouping=True)


def tiles_of(reckoning: Reckoning, outlook: Prospects | None) -> list[dict[str, str]]:
    """The figures that count."""
    currency, floor = reckoning.currency, reckoning.sheet["floor_margin"]
    thin = reckoning.margin is not None and reckoning.margin < (floor or 0)
    ours = prospect(reckoning.terms, reckoning.ours, reckoning.rivals) if _can_look(reckoning) else None  # type: ignore[arg-type]  # `_can_look` says they are there
    best = outlook.best if outlook else None
    net = _("%(amount)s without tax") % {"amount": full_amount(reckoning.net, currency)} if reckoning.net else ""
    gain = full_amount(reckoning.gain, currency) if reckoning.gain is not None else ""
    lowest = full_amount(outlook.floor_price, currency) if outlook and outlook.floor_price else ""
    return [
        {"name": _("Our price, with tax"), "value": full_amount(reckoning.ours, currency) or "–", "more": net},
        {
            "name": _("Margin"),
            "value": percent(reckoning.margin) or "–",
            "more": gain,
            "css": "tile-late" if thin else "tile-fits" if reckoning.margin is not None else "",
        },
        {
            "name": _("Chance by price and formula"),
            "value": chance(ours.chance) if ours else "–",
            "more": _("%(points)s points to expect") % {"points": f"{ours.points:.1f}"} if ours else "",
        },
        {
            "name": _("Best price"),
            "value": full_amount(best.price, currency) if best else "–",
            "more": _("not below %(amount)s") % {"amount": lowest} if lowest else "",
        },
    ]


def _can_look(reckoning: Reckoning) -> bool:
    return reckoning.terms is not None and reckoning.ours is not None and bool(reckoning.rivals)


def remarks_of(opportunity: Opportunity, reckoning: Reckoning, outlook: Prospects | None) -> Iterator[dict[str, str]]:
    """What is wrong, and what is assumed."""
    margin, floor = reckoning.margin, reckoning.sheet["floor_margin"]
    if margin is not None and margin < 0:
        text = _(
            "The price is below cost. That is no play of ours: in tenders under PRC law it is unlawful (Tendering "
            "and Bidding Law, art. 33), and the customer will expect it again."
        )
        yield {"css": "wrong", "text": text}
    elif margin is not None and floor is not None and margin < floor:
        yield {"css": "early", "text": _("The margin is below the least one that was set.")}
    missing = sorted({cost.line.currency for cost in reckoning.costs.lines if cost.rate_missing})
    if missing:
        named = {"names": joined(missing)}
        text = _("No rate is known for %(names)s on or before today: those costs are not counted. ") % named
        yield {"css": "wrong", "text": text, "href": reverse("limits"), "link": _("Rates")}
    if outlook is not None and outlook.best is None:
        yield {"css": "early", "text": _("No price at or above the least margin has a chance against these rivals.")}
    yield from _assumptions(opportunity, reckoning)


def _assumptions(opportunity: Opportunity, reckoning: Reckoning) -> Iterator[dict[str, str]]:
    if reckoning.rivals and reckoning.formula is None:
        yield {"css": "", "text": _("No scoring formula is set: it is reckoned as if the lowest price wins.")}
    on_record = [name for name in reckoning.opened if name != reckoning.company]
    if on_record:
        text = _("Offers on record count instead of estimates: %(names)s.") % {"names": joined(on_record)}
        yield {"css": "", "text": text}
    believed = {belief.bidder for belief in reckoning.beliefs} | reckoning.opened.keys()
    unknown = [row["name"] for row in competitors_of(opportunity) if row["name"] not in believed]
    if believed and unknown:
        text = _("Not counted, for nobody has estimated their price: %(names)s.") % {"names": joined(unknown)}
        yield {"css": "", "text": text}
    formula = reckoning.formula
    by_quality = formula is not None and (formula.by_points or formula.kind == "quality_price")
    if by_quality and reckoning.sheet["quality"] is None and reckoning.scored.ours is None:
        text = _("Nobody has scored us on the criteria: everyone is taken as level, so that the price alone decides.")
        yield {"css": "", "text": text}


# ---------------------------------------------------------------- tables
def cost_lines(reckoning: Reckoning) -> list[Line]:
    """Costs, each with the rate that it was turned by."""
    return [
        Line(
            id=pk,
            name=cost.line.name,
            kind=str(COST_KINDS[cost.line.kind]),
            quantity=plain(cost.line.quantity),
            one=full_amount(cost.line.unit_cost, cost.line.currency) or _("not known"),
            net=full_amount(cost.amount, reckoning.currency) or "–",
            note="" if cost.rate is None else _rate_told(cost.line.currency, reckoning.currency, cost.rate),
        )
        for pk, cost in zip(reckoning.cost_ids, reckoning.costs.lines, strict=True)
    ]


def _rate_told(currency: str, into: str, rate: Any) -> str:
    told = {"one": currency, "rate": f"{round(rate.rate, 6).normalize():f}", "into": into, "day": day(rate.date)}
    return _("1 %(one)s = %(rate)s %(into)s (%(day)s)") % told


def price_lines(reckoning: Reckoning) -> list[Line]:
    """Our price line by line."""
    currency = reckoning.currency
    return [
        Line(
            id=pk,
            name=item.line.name,
            kind=item.line.unit,
            quantity=plain(item.line.quantity),
            one=full_amount(item.line.price, currency),
            net=full_amount(item.net, currency),
            vat=percent(item.vat.normalize(), max(0, -int(item.vat.normalize().as_tuple().exponent))),
            gross=full_amount(item.gross, currency),
            note=_("rate assumed: the higher one") if item.assumed else "",
        )
        for pk, item in zip(reckoning.line_ids, reckoning.price.lines, strict=True)
    ]


def price_totals(reckoning: Reckoning) -> dict[str, Any]:
    """Sums of the lines, and the part of each rate."""
    price, currency = reckoning.price, reckoning.currency
    return {
        "net": full_amount(price.net, currency),
        "tax": full_amount(price.tax, currency),
        "gross": full_amount(price.gross, currency),
        "by_rate": [
            {
                "rate": f"{share.vat.normalize():f}%",
                "net": full_amount(share.net, currency),
                "tax": full_amount(share.tax, currency),
            }
            for share in price.by_rate
        ],
        "set": full_amount(reckoning.sheet["price"], currency),
    }


def term_rows(reckoning: Reckoning) -> list[tuple[str, str]]:
    """What was set, and what stands in its place."""
    sheet, formula = reckoning.sheet, reckoning.formula
    told = formula_told(reckoning) if formula else ""
    if formula is None and reckoning.told_formula:
        told = _("not set; the notice tells of “%(name)s”") % {"name": FORMULAS[reckoning.told_formula]}
    rows = (
        (_("Margin we aim at"), percent(sheet["target_margin"])),
        (_("Least margin"), percent(sheet["floor_margin"])),
        (_("What bidding costs"), full_amount(reckoning.bidding, reckoning.currency)),
        (_("Scoring formula"), told),
        (_("Our points for everything but the price"), _quality(reckoning)),
        (pgettext("bid", "Note"), sheet["note"] or ""),
    )
    return [(str(name), str(value)) for name, value in rows if value]


def _quality(reckoning: Reckoning) -> str:
    if reckoning.sheet["quality"] is not None:
        return percent(reckoning.sheet["quality"], 0)
    if reckoning.scored.ours is None:
        return ""
    return _("%(share)s by the criteria") % {"share": percent(reckoning.scored.ours, 0)}


def formula_told(reckoning: Reckoning) -> str:
    """The formula with its parameters."""
    formula = reckoning.formula
    assert formula is not None  # noqa: S101 - asked for only where there is one
    parts = [str(FORMULAS[formula.kind])]
    if formula.by_points:
        parts.append(_("%(points)s points for the price") % {"points": plain(formula.weight)})
    if formula.kind == "benchmark":
        off = {"above": plain(formula.above), "below": plain(formula.below)}
        parts.append(_("%(above)s off per %% above, %(below)s per %% below") % off)
        if formula.lowered:
            parts.append(_("average lowered by %(share)s") % {"share": percent(formula.lowered, 0)})
    if formula.kind == "two_envelope":
        parts.append(_("from %(share)s quality on") % {"share": percent(formula.threshold, 0)})
    if formula.ceiling is not None:
        parts.append(_("ceiling %(amount)s") % {"amount": full_amount(formula.ceiling, reckoning.currency)})
    return _("; ").join(parts)


def belief_rows(reckoning: Reckoning, *, short: bool = False) -> list[dict[str, Any]]:
    """What rivals may ask."""
    currency, told = reckoning.currency, short_amount if short else full_amount
    return [
        {
            "id": belief.id,
            "bidder": belief.bidder,
            "low": told(belief.low, currency),
            "likely": told(belief.likely, currency),
            "high": told(belief.high, currency),
            "quality": percent(belief.quality, 0) or percent(reckoning.scored.rivals.get(belief.bidder), 0),
            "source": belief.source,
        }
        for belief in reckoning.beliefs
    ]


def _seen(opportunity: Opportunity) -> list[dict[str, str]]:
    return [
        {
            "rival": item.rival,
            "day": day(item.date),
            "product": item.product,
            "range": "–".join(
                full_amount(end, item.currency) for end in dict.fromkeys((item.low, item.high)) if end is not None
            ),
            "source": item.source,
        }
        for item in prices_seen(opportunity)
    ]


# ---------------------------------------------------------------- what each price would bring
def curve_rows(reckoning: Reckoning, outlook: Prospects | None, *, every: int = 4) -> list[dict[str, Any]]:
    """Some points of the curve, with the best price and ours in their places."""
    if outlook is None or reckoning.terms is None:
        return []
    points = {item.price: (item, "") for item in outlook.curve[::every]}
    if reckoning.ours is not None:
        ours = prospect(reckoning.terms, reckoning.ours, reckoning.rivals)
        points[ours.price] = (ours, _("our price"))
    if outlook.best is not None:
        same = outlook.best.price == reckoning.ours
        points[outlook.best.price] = (outlook.best, _("best price, and ours") if same else _("best price"))
    return [_curve_row(*points[price], reckoning.currency) for price in sorted(points)]


def _curve_row(item: Prospect, note: str, currency: str) -> dict[str, Any]:
    return {
        "price": full_amount(item.price, currency),
        "margin": percent(item.margin),
        "points": f"{item.points:.1f}",
        "chance": chance(item.chance),
        "expected": full_amount(item.expected.quantize(Decimal(1)), currency),
        "note": note,
    }


def best_told(reckoning: Reckoning, outlook: Prospects | None) -> str:
    """The best price in one sentence."""
    if outlook is None or outlook.best is None:
        return ""
    best = outlook.best
    told = {
        "price": full_amount(best.price, reckoning.currency),
        "chance": chance(best.chance),
        "margin": percent(best.margin),
        "expected": short_amount(best.expected, reckoning.currency),
    }
    return (
        _("At %(price)s the margin to expect is largest: %(chance)s chance, %(margin)s margin, %(expected)s to expect.")
        % told
    )


def chart_of(reckoning: Reckoning, outlook: Prospects | None) -> dict[str, Any] | None:
    """Chance and expected margin over the price, as an ECharts option."""
    if outlook is None:
        return None
    unit, name = _unit(reckoning)
    marks = _marks(reckoning, outlook, unit)
    chances = [[_rounded(item.price / unit), round(100 * item.chance, 1)] for item in outlook.curve]
    money = [[_rounded(item.price / unit), _rounded(item.expected / unit)] for item in outlook.curve]
    return {
        "legend": {"top": 0},
        "grid": {"left": 48, "right": 56, "top": 64, "bottom": 48},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "value",
            "scale": True,
            "name": _("price with tax, %(unit)s") % {"unit": name},
            "nameLocation": "middle",
            "nameGap": 30,
        },
        "yAxis": [
            {"type": "value", "name": "%", "min": 0, "max": 100},
            {"type": "value", "name": name, "splitLine": {"show": False}},
        ],
        "series": [
            {"type": "line", "name": _("chance, %"), "data": chances, "showSymbol": False},
            {
                "type": "line",
                "name": _("margin to expect"),
                "yAxisIndex": 1,
                "data": money,
                "showSymbol": False,
                "markLine": {"symbol": "none", "data": marks},
            },
        ],
    }


def _marks(reckoning: Reckoning, outlook: Prospects, unit: Decimal) -> list[dict[str, Any]]:
    """The best price and ours as lines across; their names stand at other ends, for they may be near one another."""
    best, ours = outlook.best.price if outlook.best else None, reckoning.ours
    if best is not None and best == ours:
        return [_mark(_("best price, and ours"), best / unit, "insideEndTop")]
    told = ((_("best price"), best, "insideEndTop"), (_("our price"), ours, "insideStartTop"))
    return [_mark(name, price / unit, place) for name, price, place in told if price is not None]


def _mark(name: str, at: Decimal, place: str) -> dict[str, Any]:
    return {"name": name, "xAxis": float(at), "label": {"formatter": "{b}", "position": place}}


def _unit(reckoning: Reckoning) -> tuple[Decimal, str]:
    """What amounts on the axes are told in."""
    top = reckoning.ours or reckoning.costs.total
    fitting = next(((unit, name) for unit, name in UNITS[reading_language()] if top >= unit * 10), None)
    unit, name = fitting or (Decimal(1), "")
    return unit, f"{name} {reckoning.currency}".strip()


def _rounded(number: Decimal) -> float:
    return float(round(number, 2))


def scored_offers(reckoning: Reckoning, bids: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The opened offers with points by the formula; the last offer of each bidder counts."""
    if reckoning.formula is None or len(reckoning.opened) < 2:
        return []
    latest = {bid["bidder"]: bid for bid in bids if bid["price"] is not None}
    offers = [
        Offer(bidder=name, price=bid["price"], quality=reckoning.scored.rivals.get(name, reckoning.quality))
        for name, bid in latest.items()
    ]
    return [
        {
            "rank": item.rank or "–",
            "bidder": item.offer.bidder,
            "price": full_amount(item.offer.price, reckoning.currency),
            "points": f"{item.points:.2f}",
        }
        for item in score(reckoning.formula, offers)
    ]
