"""Pain against price 损失与投入: what the problem costs against what solving it costs, and what matters in it."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongpin.crm.needs.selectors import PainPage, pain_page
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.method.pain import Cost, Figures, Reckoning, Swing, reckon
from tongpin.web.money import full_amount, sign
from tongpin.web.opportunity.need_forms import RHYTHMS, SIDES
from tongpin.web.pages import user_of
from tongpin.web.texts import told

MOST_SWINGS = 10
WHOLE_FROM = 1000


def cost_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the view shows."""
    here, currency = found.opportunity.pk, found.opportunity.currency
    page = pain_page(user=user_of(request), opportunity_id=here)
    told_all = reckon(page.costs, page.terms)
    return {
        "verdict": told(told_all.verdict),
        "verdict_css": VERDICT_CSS.get(told_all.verdict.key.rpartition(".")[2], ""),
        "figures": figures_of(told_all, page.costs, currency),
        "sides": [side_of(page, side, here, currency) for side in SIDES],
        "terms": terms_told(page),
        "note": page.note,
        "swings": swing_rows(told_all.swings[:MOST_SWINGS], currency),
        "chart": tornado_of(told_all, currency),
        "unknown": len(told_all.unknown),
        "untaken": page.untaken,
        "sheet": bool(page.costs),
        "base": signed(told_all.net.likely, currency),
    }


VERDICT_CSS = {"surely": "fits", "likely": "early", "not_yet": "early", "never": "wrong"}


# ---------------------------------------------------------------- figures as text
def signed(amount: Decimal, currency: str) -> str:
    """With its sign where it is below nought; large sums without the cents, which nobody knows beforehand."""
    told_as = amount.quantize(Decimal(1), ROUND_HALF_UP) if abs(amount) >= WHOLE_FROM else amount
    return f"−{full_amount(-told_as, currency)}" if told_as < 0 else full_amount(told_as, currency)


def spread(figures: Figures, currency: str) -> str:
    """From low to high; empty where they are the same."""
    if figures.low == figures.high:
        return ""
    return f"{signed(figures.low, currency)} – {signed(figures.high, currency)}"


def months_told(months: int | None) -> str:
    if months is None:
        return _("not within these years")
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months} if months else _("at once")


def terms_told(page: PainPage) -> str:
    years = ngettext("over %(n)s year", "over %(n)s years", page.terms.years) % {"n": page.terms.years}
    if not page.terms.interest:
        return _("%(years)s, not discounted") % {"years": years}
    interest = number_format(page.terms.interest.normalize(), use_l10n=True)
    return _("%(years)s, at %(interest)s%% a year") % {"years": years, "interest": interest}


def figures_of(reckoning: Reckoning, costs: Sequence[Cost], currency: str) -> list[dict[str, str]]:
    """The four figures: likely, and from low to high. What no line of `costs` has a figure for is not known."""
    known = known_sides(costs)
    rows = (
        (_("The problem costs a year"), reckoning.a_year, {"pain"}),
        (_("Total cost of solving it"), _rising(reckoning.owning), {"solution"}),
        (_("Gain from solving it"), reckoning.net, {"pain", "solution"}),
    )
    told_rows = [
        {"name": name, "likely": signed(figures.likely, currency), "range": spread(figures, currency)}
        if needed <= known
        else {"name": name, "likely": _("not known"), "range": ""}
        for name, figures, needed in rows
    ]
    return [*told_rows, _payback_told(reckoning, known=known >= {"pain", "solution"})]


def known_sides(costs: Sequence[Cost]) -> set[str]:
    """The sides of which a line has a figure."""
    return {cost.side for cost in costs if {cost.low, cost.likely, cost.high} != {None}}


def _payback_told(reckoning: Reckoning, *, known: bool) -> dict[str, str]:
    name, (low, likely, high) = _("Paid back after"), reckoning.payback
    if not known:
        return {"name": name, "likely": _("not known"), "range": ""}
    between = f"{months_told(high)} – {months_told(low)}" if (low, high) != (likely, likely) else ""
    return {"name": name, "likely": months_told(likely), "range": between}


def _rising(figures: Figures) -> Figures:
    """A cost is told from its lowest figure to its highest."""
    return Figures(low=min(figures.low, figures.high), likely=figures.likely, high=max(figures.low, figures.high))


def side_of(page: PainPage, side: str, here: int, currency: str) -> dict[str, Any]:
    """The lines of one side with the addresses of their forms."""
    lines = [cost for cost in page.costs if cost.side == side]
    return {
        "key": side,
        "name": SIDES[side],
        "add": reverse("add_record", args=[here, "pain"]) + f"?side={side}",
        "lines": [
            {
                "id": cost.key,
                "name": cost.name,
                "rhythm": RHYTHMS[cost.rhythm],
                **{level: full_amount(getattr(cost, level), currency) for level in ("low", "likely", "high")},
                "reckoned": page.reckoned[cost.key],
                "need": page.needs.get(cost.key, ""),
                "edit": reverse("change_record", args=[here, "pain", cost.key]),
            }
            for cost in lines
        ],
    }


# ---------------------------------------------------------------- what matters
def swing_rows(swings: Sequence[Swing], currency: str) -> list[dict[str, str]]:
    """What the gain becomes if one figure alone is at its low or high end, the widest first."""
    return [
        {
            "name": swing.cost.name,
            "side": str(SIDES[swing.cost.side]),
            "low": signed(swing.at_low, currency),
            "high": signed(swing.at_high, currency),
            "span": signed(swing.span, currency),
        }
        for swing in swings
    ]


def tornado_of(reckoning: Reckoning, currency: str) -> dict[str, Any] | None:
    """Bars to both sides of the likely gain, the widest on top, as an ECharts option."""
    swings = reckoning.swings[:MOST_SWINGS]
    if not swings:
        return None
    base = reckoning.net.likely
    names = [_short(swing.cost) for swing in reversed(swings)]
    low = [float(swing.at_low - base) for swing in reversed(swings)]
    high = [float(swing.at_high - base) for swing in reversed(swings)]
    bar = {"type": "bar", "stack": "swing", "barMaxWidth": 26}
    return {
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 24, "top": 36, "bottom": 44, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {
            "type": "value",
            "name": _("change of the gain, %(unit)s") % {"unit": sign(currency).strip()},
            "nameLocation": "middle",
            "nameGap": 28,
        },
        "yAxis": {"type": "category", "data": names, "axisLabel": {"width": 150, "overflow": "truncate"}},
        "series": [
            {**bar, "name": _("at its low figure"), "data": low},
            {**bar, "name": _("at its high figure"), "data": high},
        ],
    }


def _short(cost: Cost) -> str:
    return cost.name if len(cost.name) <= 28 else f"{cost.name[:27]}…"
