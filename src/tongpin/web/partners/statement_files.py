"""A statement 对账单 as PDF and Excel, as it goes to the partner."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.partners.models import Statement
from tongpin.crm.partners.selectors import order_names, statement_page
from tongpin.crm.pdf import PdfFailed, pdf_of
from tongpin.exchange import office
from tongpin.exchange.office import Cell, Paper, Table, Tile
from tongpin.exchange.sheets import XLSX, Block, Column, Formula, Leaf, write_xlsx
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.pages import SignedIn, page
from tongpin.web.partners.pages import about_told
from tongpin.web.texts import reading_language


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A line of a statement with what it is for."""

    about: str
    name: str
    before: Decimal
    now: Decimal


@page
def pdf(request: SignedIn, statement_id: int) -> HttpResponse:
    """One page."""
    return as_pdf(statement_page(user=request.user, statement_id=statement_id))


@page
def excel(request: SignedIn, statement_id: int) -> HttpResponse:
    """The same with sums that Excel reckons."""
    return as_excel(statement_page(user=request.user, statement_id=statement_id))


def as_pdf(row: Statement) -> HttpResponse:
    """The file of a statement that has passed the gate."""
    try:
        made = pdf_of(office.printed(paper_of(row)))
    except PdfFailed as error:
        message = _("No PDF could be made: neither WeasyPrint nor a browser did it. The Excel file says the same.")
        raise TongpinError("no_pdf", message, 503) from error
    return _file(made, "application/pdf", row, "pdf")


def as_excel(row: Statement) -> HttpResponse:
    """The same as a workbook."""
    return _file(workbook_of(row), XLSX, row, "xlsx")


def _file(content: bytes, kind: str, row: Statement, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    name = f"tongpin-statement-{row.agreement_id}-{row.number}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def lines_of(row: Statement) -> list[NamedLine]:
    """The lines with what each is for."""
    lines = sorted(row.lines.all(), key=lambda line: line.about)
    names = order_names([line.about.removeprefix("order:") for line in lines])
    return [NamedLine(line.about, about_told(line.about, names), line.before, line.now) for line in lines]


def title_of(row: Statement) -> str:
    """What the statement is called; a draft says that it is one."""
    told = _("Commission statement no. %(number)s") % {"number": row.number}
    return told if row.state == "sent" else _("%(title)s (draft)") % {"title": told}


def _about(row: Statement) -> tuple[str, ...]:
    agreement = row.agreement
    until = _("Money received until %(day)s") % {"day": day(row.until)}
    sent = _("Sent on %(day)s") % {"day": day(row.sent_on)} if row.sent_on else ""
    paper = _("Agreement %(number)s") % {"number": agreement}
    return tuple(part for part in (agreement.partner.name, paper, until, sent) if part)


def _note() -> str:
    return _("What a refund or a late booking changes in an earlier statement stands here as a correction.")


def paper_of(row: Statement) -> Paper:
    """The page, in the reader's language."""
    currency = row.agreement.currency
    lines = lines_of(row)
    total = sum((line.now - line.before for line in lines), Decimal(0))
    cells = [
        tuple(
            Cell(text=text)
            for text in (
                line.name,
                *(full_amount(sum_, currency) for sum_ in (line.before, line.now, line.now - line.before)),
            )
        )
        for line in lines
    ]
    last = tuple(Cell(text=text, bold=True) for text in (_("Total"), "", "", full_amount(total, currency)))
    return Paper(
        lang=reading_language(),
        title=title_of(row),
        about=_about(row),
        footer=f"{row.agreement.partner.name} · {day(row.until)}",
        tiles=(Tile(label=_("This statement"), value=full_amount(total, currency)),),
        obstacle=(_("Commission"), _("paid on money received, to the partner’s own account, against its invoice")),
        tables=(
            Table(
                title=_("What it is made of"),
                head=(_("For"), _("Stated before"), _("Earned by now"), _("This statement")),
                shares=(4, 1.6, 1.6, 1.6),
                rows=(*cells, last),
                note=_note(),
            ),
        ),
    )


def workbook_of(row: Statement) -> bytes:
    """The workbook."""
    lines = lines_of(row)
    total = sum((line.now - line.before for line in lines), Decimal(0))
    block = Block(
        columns=(
            Column(title=_("For"), width=44),
            Column(title=_("Stated before"), kind="money", width=18),
            Column(title=_("Earned by now"), kind="money", width=18),
            Column(title=_("This statement"), kind="money", width=18),
        ),
        rows=[
            (line.name, line.before, line.now, Formula(text="C{row}-B{row}", value=line.now - line.before))
            for line in lines
        ],
        total=(_("Total"), None, None, Formula(text="SUM(D{first}:D{last})", value=total)),
        notes=(_note(), _("All amounts in %(currency)s.") % {"currency": row.agreement.currency}),
    )
    title = title_of(row)
    leaf = Leaf(name=_("Statement"), title=title, lines=_about(row), blocks=(block,))
    return write_xlsx([leaf], title=title)
