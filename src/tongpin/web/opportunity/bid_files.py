"""The bid review 投标评审 as PDF, Word and Excel: what a manager needs to say yes or no, on a page."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tongpin.crm.bids.deciding import decision_page
from tongpin.crm.bids.reckoning import Reckoning, reckoning_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.page import OpportunityPage, opportunity_page
from tongpin.crm.pdf import PdfFailed, pdf_of
from tongpin.exchange import office
from tongpin.exchange.office import Cell, Paper, Table, Tile
from tongpin.exchange.office.review import Tone
from tongpin.exchange.sheets import XLSX, Block, Column, Formula, Leaf, Value, write_xlsx
from tongpin.method.bidding.deciding import Decision, decide
from tongpin.method.bidding.prices import Prospects
from tongpin.web.cited import day
from tongpin.web.opportunity.bid_decision import ADVICE, ADVICE_CSS, reasons_of, worth_rows
from tongpin.web.opportunity.bid_forms import COST_KINDS
from tongpin.web.opportunity.bid_price import (
    belief_rows,
    best_told,
    cost_lines,
    curve_rows,
    price_lines,
    price_totals,
    prospects_of,
    remarks_of,
    term_rows,
    tiles_of,
)
from tongpin.web.opportunity.head import head_of
from tongpin.web.pages import SignedIn, page
from tongpin.web.texts import reading_language

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_LINES = 8
TONES: dict[str, Tone] = {"fits": "fits", "early": "early", "wrong": "wrong"}


@page
def pdf(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """One page, where it fits."""
    found = opportunity_page(user=request.user, opportunity_id=opportunity_id)
    try:
        made = pdf_of(office.printed(review_of(found)))
    except PdfFailed as error:
        message = _("No PDF could be made: neither WeasyPrint nor a browser did it. The Word file says the same.")
        raise TongpinError("no_pdf", message, 503) from error
    return _file(made, "application/pdf", opportunity_id, "pdf")


@page
def word(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The same in Word."""
    found = opportunity_page(user=request.user, opportunity_id=opportunity_id)
    return _file(office.paper(review_of(found)), DOCX, opportunity_id, "docx")


@page
def excel(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The figures, with sums that are reckoned by Excel."""
    found = opportunity_page(user=request.user, opportunity_id=opportunity_id)
    return _file(workbook_of(found), XLSX, opportunity_id, "xlsx")


def _file(content: bytes, kind: str, opportunity_id: int, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="tongpin-bid-{opportunity_id}.{ending}"'
    return response


# ---------------------------------------------------------------- the page
def review_of(found: OpportunityPage) -> Paper:
    """Everything for the page, in the reader's language."""
    reckoning = reckoning_of(found.opportunity)
    outlook = prospects_of(reckoning)
    stakes = decision_page(found.opportunity, found.standing, reckoning).stakes
    decision, head = decide(stakes), head_of(found.opportunity)
    remarks = tuple(remark["text"] for remark in remarks_of(found.opportunity, reckoning, outlook))
    return Paper(
        lang=reading_language(),
        title=_("Bid review: %(name)s") % {"name": head.name},
        about=tuple(part for part in (head.account, head.owner, day(reckoning.on)) if part),
        footer=f"{head.name} · {day(reckoning.on)} · {_('Tongpin')}",
        tiles=tuple(_tile(tile) for tile in tiles_of(reckoning, outlook)),
        obstacle=(_("Bid or no bid"), _advice(decision)),
        tables=_tables(reckoning, outlook, decision),
        notes=remarks,
    )


def _advice(decision: Decision) -> str:
    reasons = [reason["text"] for reason in reasons_of(decision)]
    return _("%(name)s: %(text)s") % {"name": ADVICE[decision.advice], "text": _("; ").join(reasons[:2])}


def _tile(tile: dict[str, str]) -> Tile:
    tone = TONES.get(tile.get("css", "").removeprefix("tile-"), "")
    return Tile(label=str(tile["name"]), value=tile["value"], detail=str(tile["more"]), tone=tone)


def _tables(reckoning: Reckoning, outlook: Prospects | None, decision: Decision) -> tuple[Table, ...]:
    return (
        _worth(decision, reckoning),
        _reasons(decision),
        _costs(reckoning),
        _lines(reckoning),
        _terms(reckoning),
        _rivals(reckoning),
        _outlook(reckoning, outlook),
    )


def _plain(*texts: Any) -> tuple[Cell, ...]:
    first, *rest = texts
    return (Cell(text=str(first), bold=True), *(Cell(text=str(text)) for text in rest))


def _worth(decision: Decision, reckoning: Reckoning) -> Table:
    rows = worth_rows(decision, reckoning)
    return Table(
        title=_("What bidding is worth"),
        head=("", _("Chance"), _("Margin"), _("Cost of bidding"), _("Worth")),
        shares=(2, 1.3, 2, 1.8, 2),
        half=True,
        rows=tuple(_plain(row["name"], row["chance"], row["margin"], row["cost"], row["worth"]) for row in rows),
    )


def _reasons(decision: Decision) -> Table:
    return Table(
        title=_("Reasons"),
        head=(_("Speaks for"), _("Why")),
        shares=(1.4, 6),
        half=True,
        rows=tuple(
            (
                Cell(text=str(ADVICE[reason.side]), tone=TONES.get(ADVICE_CSS[reason.side], ""), bold=True),
                Cell(text=told["text"]),
            )
            for reason, told in zip(decision.reasons, reasons_of(decision), strict=True)
        ),
    )


def _costs(reckoning: Reckoning) -> Table:
    rows = [_plain(row.name, row.kind, f"{row.quantity} × {row.one}", row.net) for row in cost_lines(reckoning)]
    more = len(rows) - MOST_LINES
    return Table(
        title=_("Costs"),
        head=(_("Cost"), _("Kind"), _("Quantity × cost of one"), _("Without tax")),
        shares=(3.4, 1.6, 2.4, 1.8),
        rows=tuple(rows[:MOST_LINES]),
        note=_more(more) if more > 0 else "",
    )


def _lines(reckoning: Reckoning) -> Table:
    rows = [_plain(row.name, row.quantity, row.net, row.vat, row.gross) for row in price_lines(reckoning)]
    more = len(rows) - MOST_LINES
    totals = price_totals(reckoning)
    total = (_total(_("Total")), _total(""), _total(totals["net"]), _total(""), _total(totals["gross"]))
    return Table(
        title=_("Our price line by line"),
        head=(_("What we deliver"), _("Quantity"), _("Without tax"), _("VAT"), _("With tax")),
        shares=(3.6, 1.2, 1.9, 1, 1.9),
        rows=(*rows[:MOST_LINES], total) if rows else (),
        note=_more(more) if more > 0 else "",
    )


def _total(text: str) -> Cell:
    return Cell(text=text, bold=True)


def _more(count: int) -> str:
    return _("and %(count)s more; all are in the Excel file") % {"count": count}


def _terms(reckoning: Reckoning) -> Table:
    return Table(
        title=_("Terms of the bid"),
        head=(_("Term"), _("As set")),
        shares=(3, 5),
        half=True,
        rows=tuple(_plain(name, value) for name, value in term_rows(reckoning)),
    )


def _rivals(reckoning: Reckoning) -> Table:
    rows = belief_rows(reckoning, short=True)
    return Table(
        title=_("What rivals may ask"),
        head=(_("Rival"), _("at the lowest"), _("most likely"), _("at the highest"), _("How do we know?")),
        shares=(1.8, 1.3, 1.3, 1.3, 3.2),
        half=True,
        rows=tuple(_plain(row["bidder"], row["low"], row["likely"], row["high"], row["source"]) for row in rows),
    )


def _outlook(reckoning: Reckoning, outlook: Prospects | None) -> Table:
    rows = curve_rows(reckoning, outlook, every=12)
    return Table(
        title=_("What each price would bring"),
        lead=best_told(reckoning, outlook),
        head=(_("Price with tax"), _("Margin"), _("Points"), _("Chance"), _("Margin to expect"), ""),
        shares=(2, 1.1, 1.1, 1.1, 1.8, 1.8),
        rows=tuple(
            _plain(row["price"], row["margin"], row["points"], row["chance"], row["expected"], row["note"])
            for row in rows
        ),
    )


# ---------------------------------------------------------------- the workbook
def workbook_of(found: OpportunityPage) -> bytes:
    """Costs, price and prospects as sheets."""
    reckoning = reckoning_of(found.opportunity)
    outlook, head = prospects_of(reckoning), head_of(found.opportunity)
    lines = (head.account, f"{day(reckoning.on)} · {reckoning.currency}")
    leaves = [
        Leaf(name=_("Costs"), title=head.name, lines=lines, blocks=(_cost_block(reckoning),)),
        Leaf(name=_("Our price"), title=head.name, lines=lines, blocks=(_price_block(reckoning),)),
    ]
    if outlook is not None:
        leaves.append(Leaf(name=_("Prices tried"), title=head.name, lines=lines, blocks=(_outlook_block(outlook),)))
    return write_xlsx(leaves, title=_("Bid review: %(name)s") % {"name": head.name})


def _cost_block(reckoning: Reckoning) -> Block:
    rows: list[tuple[Value, ...]] = [
        (
            cost.line.name,
            str(COST_KINDS[cost.line.kind]),
            cost.line.quantity,
            cost.line.unit_cost,
            cost.line.currency,
            cost.rate.rate if cost.rate else None,
            cost.amount,
        )
        for cost in reckoning.costs.lines
    ]
    both = reckoning.costs.total + reckoning.costs.bidding
    note = _("Of this, bidding itself: %(amount)s; it is not in the margin.") % {"amount": reckoning.costs.bidding}
    return Block(
        title=_("Costs"),
        columns=(
            Column(title=_("Cost"), width=34),
            Column(title=_("Kind"), width=18),
            Column(title=_("Quantity"), kind="number", width=12),
            Column(title=_("Cost of one"), kind="money", width=16),
            Column(title=_("Currency"), width=10),
            Column(title=_("Rate"), kind="number", width=12),
            Column(title=_("Without tax"), kind="money", width=18),
        ),
        rows=rows,
        total=(_("Total"), "", None, None, "", None, Formula(text="SUM(G{first}:G{last})", value=both)),
        notes=(note,),
    )


def _price_block(reckoning: Reckoning) -> Block:
    rows: list[tuple[Value, ...]] = [
        (
            item.line.name,
            item.line.quantity,
            item.line.unit,
            item.line.price,
            Formula(text="ROUND(B{row}*D{row},2)", value=item.net),
            item.vat / 100,
            Formula(text="ROUND(E{row}*F{row},2)", value=item.tax),
            Formula(text="E{row}+G{row}", value=item.gross),
        )
        for item in reckoning.price.lines
    ]
    price = reckoning.price
    sums = {"E": price.net, "G": price.tax, "H": price.gross}
    total = {
        letter: Formula(text=f"SUM({letter}{{first}}:{letter}{{last}})", value=value) for letter, value in sums.items()
    }
    return Block(
        title=_("Our price line by line"),
        columns=(
            Column(title=_("What we deliver"), width=34),
            Column(title=_("Quantity"), kind="number", width=12),
            Column(title=_("Unit"), width=10),
            Column(title=_("Price of one, without tax"), kind="money", width=18),
            Column(title=_("Without tax"), kind="money", width=18),
            Column(title=_("VAT"), kind="percent", width=9),
            Column(title=_("Tax"), kind="money", width=16),
            Column(title=_("With tax"), kind="money", width=18),
        ),
        rows=rows,
        total=(_("Total"), None, "", None, total["E"], None, total["G"], total["H"]),
        notes=(_("Each line is rounded to the cent, half a cent up, first net, then tax; totals are sums of lines."),),
    )


def _outlook_block(outlook: Prospects) -> Block:
    prices = {item.price: item for item in (*outlook.curve, *([outlook.best] if outlook.best else []))}
    return Block(
        title=_("What each price would bring"),
        columns=(
            Column(title=_("Price with tax"), kind="money", width=18),
            Column(title=_("Without tax"), kind="money", width=18),
            Column(title=_("Margin"), kind="percent", width=10),
            Column(title=_("Points"), kind="number", width=10),
            Column(title=_("Chance"), kind="percent", width=10),
            Column(title=_("Margin to expect"), kind="money", width=18),
            Column(title="", width=14),
        ),
        rows=[
            (
                item.price,
                item.net,
                None if item.margin is None else item.margin / 100,
                Decimal(str(round(item.points, 2))),
                Decimal(str(round(item.chance, 4))),
                item.expected,
                _("best price") if outlook.best and item.price == outlook.best.price else "",
            )
            for _price, item in sorted(prices.items())
        ],
    )
