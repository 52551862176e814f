"""The compliance matrix as Excel and Word, the days of the tender as a calendar file."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongpin.crm.bids.papers_page import RequirementRow, dates_of, requirements_of, tender_of
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.plans.selectors import revisions
from tongpin.exchange import office
from tongpin.exchange.calendars import Event, calendar
from tongpin.exchange.office import Cell, Paper, Table, Tile
from tongpin.exchange.office.review import Tone
from tongpin.exchange.sheets import XLSX, Block, Column, Leaf, Value, write_xlsx
from tongpin.method.tendering.calendar import Date
from tongpin.web.cited import day
from tongpin.web.opportunity.edits import tab_address
from tongpin.web.opportunity.tender_requirements import ANSWERS, KINDS, tally_of
from tongpin.web.pages import SignedIn, page
from tongpin.web.texts import reading_language, told

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TONES: dict[str, Tone] = {"meet": "fits", "deviate": "wrong", "ask": "early"}


# ---------------------------------------------------------------- the matrix
@page
def matrix_excel(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A row for each line; the columns for our answer are there to be filled in."""
    opportunity = get_opportunity(request.user, opportunity_id, beside=("account",))
    return _file(workbook_of(opportunity, requirements_of(opportunity)), XLSX, opportunity_id, "xlsx")


@page
def matrix_word(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The same as a document, by kind of requirement."""
    opportunity = get_opportunity(request.user, opportunity_id, beside=("account",))
    return _file(office.paper(paper_of(opportunity, requirements_of(opportunity))), DOCX, opportunity_id, "docx")


def _file(content: bytes, kind: str, opportunity_id: int, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="tongpin-matrix-{opportunity_id}.{ending}"'
    return response


def _title(opportunity: Opportunity) -> str:
    return _("Compliance matrix: %(name)s") % {"name": opportunity.name or opportunity.title}


def _about(opportunity: Opportunity) -> tuple[str, ...]:
    tender = tender_of(opportunity)
    deadline = " ".join(part for part in (day(tender.deadline), tender.deadline_hour) if part)
    facts = ((_("Buyer"), tender.buyer or opportunity.account.name), (_("Tender number"), tender.number))
    told_facts = (*facts, (_("Bid deadline"), deadline))
    return tuple(_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in told_facts if value)


def workbook_of(opportunity: Opportunity, rows: Sequence[RequirementRow]) -> bytes:
    """The matrix as Excel."""
    columns = (
        Column(title=_("No."), width=8),
        Column(title=_("Kind"), width=12),
        Column(title=_("What is demanded"), width=60),
        Column(title=_("Must"), width=7),
        Column(title=pgettext("requirement", "Points"), kind="number", width=8),
        Column(title=_("Our answer"), width=12, fill=True),
        Column(title=_("What we say to it"), width=40, fill=True),
        Column(title=_("What shows it"), width=24, fill=True),
        Column(title=_("Who of ours sees to it"), width=14, fill=True),
        Column(title=_("Due"), kind="date", width=12),
    )
    block = Block(columns=columns, rows=[_excel_row(row) for row in rows])
    title = _title(opportunity)
    leaf = Leaf(name=_("Matrix"), title=title, lines=_about(opportunity), blocks=(block,), landscape=True)
    return write_xlsx([leaf], title=title)


def _excel_row(row: RequirementRow) -> list[Value]:
    must = pgettext("requirement", "yes") if row.must else ""
    answer = str(ANSWERS[row.answer]) if row.answer else ""
    said: list[Value] = [row.number, str(KINDS[row.kind]), row.text, must, row.points]
    return [*said, answer, row.note, row.proof or "", row.owner, row.due]


def paper_of(opportunity: Opportunity, rows: Sequence[RequirementRow]) -> Paper:
    """The matrix as a document."""
    tally = tally_of(rows)
    tiles = (
        Tile(label=str(_("Lines")), value=str(tally["lines"])),
        Tile(label=str(ANSWERS["meet"]), value=str(tally["meet"]), tone="fits"),
        Tile(label=str(ANSWERS["deviate"]), value=str(tally["deviate"]), tone="wrong" if tally["deviate"] else ""),
        Tile(label=str(ANSWERS["ask"]), value=str(tally["ask"]), tone="early" if tally["ask"] else ""),
        Tile(label=_("Not answered"), value=str(tally["open"])),
    )
    return Paper(
        lang=reading_language(),
        title=_title(opportunity),
        about=_about(opportunity),
        footer=opportunity.account.name,
        tiles=tiles,
        obstacle=_pressing(tally),
        tables=tuple(_table(name, str(title), rows) for name, title in KINDS.items()),
    )


def _pressing(tally: Mapping[str, Any]) -> tuple[str, str]:
    """What matters most: musts that we do not meet, else what nobody has answered."""
    risk, left = tally["risk"], tally["open"]
    if risk:
        text = ngettext(
            "We do not meet %(counter)s must: with it as it stands the bid is void. Ask for clarification in time, "
            "or do not bid.",
            "We do not meet %(counter)s musts: with them as they stand the bid is void. Ask for clarification in time, "
            "or do not bid.",
            risk,
        )
        return _("Must"), text % {"counter": risk}
    text = ngettext("%(counter)s open", "%(counter)s open", left)
    return pgettext("requirement", "Answered"), f"{tally['share']:.0%} · {text % {'counter': left}}"


def _table(kind: str, title: str, rows: Sequence[RequirementRow]) -> Table:
    return Table(
        title=title,
        head=(_("No."), _("What is demanded"), _("Our answer"), _("What we say to it, and what shows it")),
        shares=(0.08, 0.46, 0.12, 0.34),
        rows=tuple(_word_row(row) for row in rows if row.kind == kind),
    )


def _word_row(row: RequirementRow) -> tuple[Cell, ...]:
    answer = Cell(text=str(ANSWERS[row.answer]) if row.answer else "", tone=TONES.get(row.answer or "", ""))
    shown = "\n".join(part for part in (row.note, row.proof or "") if part)
    return Cell(text=row.number), Cell(text=row.text, bold=row.must), answer, Cell(text=shown)


# ---------------------------------------------------------------- calendar
@page
def tender_calendar(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The days of the tender as a calendar file."""
    opportunity = get_opportunity(request.user, opportunity_id, beside=("account",))
    tender = tender_of(opportunity)
    written = revisions("tender", [opportunity.pk]).get(opportunity.pk)
    address = request.build_absolute_uri(tab_address(opportunity_id, "tender"))
    events = [
        Event(
            uid=_uid(opportunity, date.step),
            sequence=written.number if written else 0,
            stamp=written.at if written else opportunity.created_at,
            day=date.day,
            title=_event_title(opportunity, date),
            about="\n".join(
                part for part in (told(date.law) if date.law else "", date.holiday, tender.number, tender.place) if part
            ),
            address=address,
        )
        for date in dates_of(opportunity, tender)
    ]
    response = HttpResponse(calendar(events), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tongpin-tender-{opportunity_id}.ics"'
    return response


def _uid(opportunity: Opportunity, step: str) -> str:
    """The same for ever, and another in another installation."""
    return f"{uuid.uuid5(uuid.NAMESPACE_OID, f'tongpin {opportunity.created_at.isoformat()} tender {step}')}@tongpin"


def _event_title(opportunity: Opportunity, date: Date) -> str:
    """Hour, step and opportunity: the hour is that of the place, so it stands in words and moves with no zone."""
    name = opportunity.name or opportunity.title
    return _("%(step)s: %(name)s") % {
        "step": " ".join(part for part in (date.hour, told(date.says)) if part),
        "name": name,
    }
