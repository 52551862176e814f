"""The one sheet 一页账: what the problem costs against solving it, as Paper and workbook for the customer's own people.

In the language of the opportunity (the caller has switched to it). It says figures and how they were reckoned, and
nothing of ours: no chances, no people, no advice.
"""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.crm import clock
from tongpin.crm.needs.selectors import PainPage, pain_of
from tongpin.crm.opportunities.models import Opportunity
from tongpin.exchange.office import Cell, Paper, Table, Tile
from tongpin.exchange.sheets import Block, Column, Formula, Leaf, Value
from tongpin.method.pain import TIMES_A_YEAR, Cost, Figures, Reckoning, Side, reckon
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.opportunity.need_forms import RHYTHMS
from tongpin.web.opportunity.pain_sheet import figures_of, known_sides, signed, swing_rows, terms_told
from tongpin.web.texts import reading_language

MOST_SWINGS = 5


def paper_of(opportunity: Opportunity) -> Paper:
    """Everything for the page."""
    page = pain_of(opportunity)
    reckoning = reckon(page.costs, page.terms)
    currency = opportunity.currency
    today = day(clock.today())
    return Paper(
        lang=reading_language(),
        title=_("What it costs to leave it, what it costs to solve it"),
        about=tuple(part for part in (opportunity.account.name, title_of(opportunity), today) if part),
        footer=f"{title_of(opportunity)} · {today}",
        tiles=tuple(
            Tile(label=row["name"], value=row["likely"], detail=row["range"])
            for row in figures_of(reckoning, page.costs, currency)
        ),
        obstacle=(_("In one sentence"), sentence_of(reckoning, currency)),
        tables=(
            _side(page, "pain", _("What it costs to leave things as they are"), currency),
            _side(page, "solution", _("What it costs to solve it"), currency),
            _swings(reckoning, currency),
        ),
        notes=tuple(note for note in (_how(page), page.note) if note),
    )


def title_of(opportunity: Opportunity) -> str:
    return opportunity.name or opportunity.title


def sentence_of(reckoning: Reckoning, currency: str) -> str:
    """The outcome as a plain sentence that anybody in the company may repeat."""
    net, months = reckoning.net, reckoning.payback[1]
    years = {"years": reckoning.terms.years}
    if not reckoning.owning.high and not reckoning.owning.low:
        amount = {"amount": full_amount(reckoning.a_year.likely, currency)}
        return _("As things are, the problem costs about %(amount)s a year.") % amount
    if net.likely <= 0:
        lack = {"amount": signed(-net.likely, currency)}
        return _("On these figures solving it costs %(amount)s more within %(years)s years than it saves.") % (
            lack | years
        )
    gain = {"amount": signed(net.likely, currency), "months": months or 0}
    if months is None:
        return _("Solving it saves about %(amount)s within %(years)s years.") % (gain | years)
    return _(
        "Solving it pays for itself in about %(months)s months and saves about %(amount)s within %(years)s years."
    ) % (gain | years)


def _how(page: PainPage) -> str:
    return _(
        "Reckoned %(terms)s; monthly sums count twelve times a year, what is paid once falls due at the start, "
        "the rest at the end of each year. Low sets the smallest loss against the highest cost, high the other way "
        "round."
    ) % {"terms": terms_told(page)}


def _side(page: PainPage, side: Side, title: str, currency: str) -> Table:
    rows = [_row(cost, page, currency) for cost in page.costs if cost.side == side]
    return Table(
        title=title,
        head=(
            _("What costs"),
            pgettext("rhythm", "How often"),
            _("At least"),
            _("Likely"),
            _("At most"),
            _("How it was reckoned"),
        ),
        shares=(3, 1.2, 1.6, 1.6, 1.6, 3),
        rows=tuple(rows),
    )


def _row(cost: Cost, page: PainPage, currency: str) -> tuple[Cell, ...]:
    figures = [full_amount(getattr(cost, level), currency) or "–" for level in ("low", "likely", "high")]
    texts = (str(RHYTHMS[cost.rhythm]), *figures, page.reckoned[cost.key])
    return (Cell(text=cost.name, bold=True), *(Cell(text=text) for text in texts))


def _swings(reckoning: Reckoning, currency: str) -> Table:
    return Table(
        title=_("Which figures matter most"),
        head=(_("What costs"), _("Gain at its low figure"), _("Gain at its high figure")),
        shares=(3, 2, 2),
        rows=tuple(
            (Cell(text=row["name"], bold=True), Cell(text=row["low"]), Cell(text=row["high"]))
            for row in swing_rows(reckoning.swings[:MOST_SWINGS], currency)
        ),
    )


# ---------------------------------------------------------------- workbook
def workbook_of(opportunity: Opportunity) -> tuple[Leaf, str]:
    """A worksheet whose yearly sums follow from its figures, and the workbook's title."""
    page = pain_of(opportunity)
    reckoning = reckon(page.costs, page.terms)
    title = _("What it costs to leave it, what it costs to solve it")
    blocks = [
        _block(page, "pain", _("What it costs to leave things as they are")),
        _block(page, "solution", _("What it costs to solve it")),
        _outcome(reckoning, known_sides(page.costs)),
    ]
    return Leaf(
        name=_("One sheet"),
        title=title,
        lines=(f"{opportunity.account.name} · {title_of(opportunity)} · {day(clock.today())}", opportunity.currency),
        blocks=tuple(blocks),
        landscape=True,
    ), title


def _block(page: PainPage, side: Side, title: str) -> Block:
    rows: list[tuple[Value, ...]] = []
    for cost in page.costs:
        if cost.side == side:
            times = TIMES_A_YEAR[cost.rhythm]
            # What is not known stays empty: a nought would say that it costs nothing.
            yearly = None if cost.likely is None else Formula(text="E{row}*C{row}", value=cost.likely * times)
            reckoned = page.reckoned[cost.key]
            figures = (cost.low, cost.likely, cost.high)
            rows.append((cost.name, str(RHYTHMS[cost.rhythm]), times, *figures, yearly, reckoned))
    total = Formula(text="SUM(G{first}:G{last})", value=_yearly(page, side))
    return Block(
        title=title,
        columns=(
            Column(title=_("What costs"), width=34),
            Column(title=pgettext("rhythm", "How often"), width=14),
            Column(title=_("Times a year"), kind="number", width=12),
            Column(title=_("At least"), kind="money"),
            Column(title=_("Likely"), kind="money"),
            Column(title=_("At most"), kind="money"),
            Column(title=_("A year, likely"), kind="money"),
            Column(title=_("How it was reckoned"), width=44),
        ),
        rows=rows,
        total=(_("Each year"), "", None, None, None, None, total, "") if rows else (),
    )


def _levels(figures: Figures) -> tuple[Decimal, Decimal, Decimal]:
    return figures.low, figures.likely, figures.high


def _yearly(page: PainPage, side: Side) -> Decimal:
    figures = (cost.likely * TIMES_A_YEAR[cost.rhythm] for cost in page.costs if cost.side == side and cost.likely)
    return sum(figures, Decimal(0))


def _outcome(reckoning: Reckoning, known: set[str]) -> Block:
    """What the figures come to; empty and said so where a side has none."""
    both = {"pain", "solution"}
    named = (
        (_("The problem costs a year"), _levels(reckoning.a_year), {"pain"}),
        (_("The problem costs in these years"), _levels(reckoning.pain), {"pain"}),
        (_("Total cost of solving it"), _levels(reckoning.owning), {"solution"}),
        (_("Gain from solving it"), _levels(reckoning.net), both),
        (_("Paid back after, months"), reckoning.payback, both),
    )
    rows: list[tuple[Value, ...]] = [
        (name, "", None, *figures, None, "")
        if needed <= known
        else (name, "", None, None, None, None, None, _("not known"))
        for name, figures, needed in named
    ]
    head = ("", "", "", _("Least favourable"), _("Likely"), _("Most favourable"), "", "")
    kinds = ("text", "text", "text", "money", "money", "money", "text", "text")
    return Block(
        title=_("Outcome"),
        columns=tuple(
            Column(title=title, kind="money" if kind == "money" else "text", width=16)
            for title, kind in zip(head, kinds, strict=True)
        ),
        rows=rows,
    )
