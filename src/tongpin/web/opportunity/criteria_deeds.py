"""What the forms and buttons of the criteria board do: a scoring table taken over, score sheets, rivals' files."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.crm.criteria.actions import bring_in_criteria
from tongpin.crm.criteria.pasting import MOST_CRITERIA, ScoringTable, read_scoring_table
from tongpin.crm.criteria.selectors import CriteriaPage, competitors_of, criteria_page
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.rivals import actions as rivals
from tongpin.exchange import sheets
from tongpin.exchange.score_sheet import SheetWords, for_customer, for_us
from tongpin.method.criteria.board import US
from tongpin.method.criteria.plays import rules_of
from tongpin.web.opportunity.criteria_board import plain
from tongpin.web.opportunity.criteria_forms import TableForm
from tongpin.web.opportunity.edits import entry_choices, show_form, tab_address
from tongpin.web.pages import SignedIn, button, done, page

MOST_SHOWN = 100


# ---------------------------------------------------------------- the customer's own table
@page
def scoring_table(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A scoring table pasted or dropped: looked at first, with every fault by its line; then taken over."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    offers: dict[str, Any] = {
        "entries": entry_choices(opportunity),
        "rivals": [row.name for row in competitors_of(opportunity)],
        "initial": {"set_by": "customer"},
    }
    form = TableForm(request.POST or None, request.FILES or None, **offers)
    back = tab_address(opportunity_id, "criteria")
    more: dict[str, Any] = {"template": "opportunity/criteria/table.html", "in_place": False}
    if request.method == "POST" and form.is_valid():
        try:
            text = _rows_as_text(form)
            table = read_scoring_table((row.line, row.cells) for row in sheets.read_paste(text).rows)
            if request.POST.get("do") == "save" and not table.faults:
                return _taken_over(request, opportunity_id, form, table, back)
            more |= _looked_at(table)
            form = TableForm({**form.data.dict(), "rows": text}, **offers)  # type: ignore[attr-defined]  # a QueryDict
        except TongpinError as error:
            if error.status in {403, 404}:
                raise
            form.add_error("file" if error.code == "sheet_refused" and request.FILES else None, error.message)
        more["status"] = 200 if form.is_valid() and not more.get("faults") else 422
    return show_form(request, opportunity, form, _("Take over a scoring table"), back, **more)


def _rows_as_text(form: TableForm) -> str:
    """The rows as tabbed text: a file is read once, and then stands in the field to be looked at and mended."""
    file = form.cleaned_data["file"]
    if file is None:
        return str(form.cleaned_data["rows"])
    return sheets.file_as_text(file.read(sheets.MOST_BYTES + 1), file.name)


def _taken_over(
    request: SignedIn, opportunity_id: int, form: TableForm, table: ScoringTable, back: str
) -> HttpResponse:
    made, changed = bring_in_criteria(
        user=request.user,
        opportunity_id=opportunity_id,
        rows=table.rows,
        entry=form.cleaned_data["entry"],
        set_by=form.cleaned_data["set_by"],
    )
    text = (
        _("New criteria: %(made)s. Changed: %(changed)s.")
        if made or changed
        else _("All these criteria stand on the board already; nothing has changed.")
    )
    done(request, text % {"made": made, "changed": changed})
    return redirect(back)


def _looked_at(table: ScoringTable) -> dict[str, Any]:
    rows = [
        {
            "line": row.line,
            "name": row.name,
            "weight": plain(row.weight),
            "must": row.kind == "must",
            "ours": plain(row.ours),
            "rivals": _("; ").join(f"{name} {plain(points)}" for name, points in row.rivals.items()),
            "reason": row.reason,
        }
        for row in table.rows[:MOST_SHOWN]
    ]
    return {
        "rows": rows,
        "count": len(table.rows),
        "more": max(0, len(table.rows) - MOST_SHOWN),
        "faults": table.faults[:MOST_SHOWN],
        "skipped": table.skipped,
        "rivals": table.rivals,
        "total": plain(table.total),
        "most": MOST_CRITERIA,
    }


# ---------------------------------------------------------------- score sheets
@page
def score_sheet(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Excel: ``for`` us with everybody's points, or for the customer, empty; ``with`` our proposals among them."""
    page = criteria_page(user=request.user, opportunity_id=opportunity_id)
    if not page.board.lines and not page.board.musts:
        messages.info(request, _("There is no criterion with a weight yet, so there is no sheet to make."))
        return redirect(tab_address(opportunity_id, "criteria"))
    if request.GET.get("for") == "us":
        names = {US: pgettext("supplier", "Ours")}
        return _file(for_us(page.board, _our_words(page), names), f"criteria-{opportunity_id}.xlsx")
    added = page.flips.of("addition") if page.flips is not None and request.GET.get("with") == "ours" else None
    if added is not None and rules_of(page.dossier) == "public":
        message = _("Under public rules proposals for criteria only go through an open consultation.")
        raise TongpinError("not_allowed", message, 403)
    return _file(for_customer(page.board, _their_words(page), added=added), f"score-sheet-{opportunity_id}.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=sheets.XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _their_words(page: CriteriaPage) -> SheetWords:
    purchase = page.dossier.case.opportunity.name or page.dossier.case.title
    return SheetWords(
        sheet=_("Score sheet"),
        title=_("Score sheet: %(purchase)s") % {"purchase": purchase},
        lines=(page.dossier.case.account.name, _("Assessed by:                    Date:")),
        number=_("No."),
        criterion=_("Criterion"),
        points=_("Points"),
        must=pgettext("score sheet", "Condition"),
        met=_("met / not met"),
        supplier=_("Supplier {letter}"),
        total=_("Total"),
        musts=_("Conditions that must be met"),
        notes=(_("Points from nought to the figure in the column “Points”; the totals add up by themselves."),),
    )


def _our_words(page: CriteriaPage) -> SheetWords:
    words = _their_words(page)
    purchase = page.dossier.case.opportunity.name or page.dossier.case.title
    return SheetWords(
        sheet=_("Criteria board"),
        title=_("Criteria board: %(purchase)s") % {"purchase": purchase},
        lines=(_("For our own use: points of rivals as we know or believe them, weights of a hundred."),),
        number=words.number,
        criterion=words.criterion,
        points=words.points,
        must=words.must,
        met=words.met,
        supplier=words.supplier,
        total=words.total,
        musts=words.musts,
        notes=(_("An empty cell is not known, which is not nought."),),
    )


# ---------------------------------------------------------------- rivals' files
@button
def link_rival(request: SignedIn, opportunity_id: int, competitor_id: int) -> HttpResponse:
    """Links a rival of the opportunity to the file that was proposed, or takes the link away."""
    get_opportunity(request.user, opportunity_id, "change")
    wanted = request.POST.get("rival", "")
    rival_id = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 16 else None
    rivals.link_rival(user=request.user, competitor_id=competitor_id, rival_id=rival_id)
    done(request, _("Linked to the file.") if rival_id else _("The link is taken away."))
    return redirect(tab_address(opportunity_id, "criteria", view="rivals"))


@button
def file_rival(request: SignedIn, opportunity_id: int, competitor_id: int) -> HttpResponse:
    """Opens a file for a rival of the opportunity."""
    get_opportunity(request.user, opportunity_id, "change")
    try:
        file = rivals.file_rival(user=request.user, competitor_id=competitor_id)
    except TongpinError as error:
        if error.status in {403, 404}:
            raise
        messages.error(request, error.message)
        return redirect(tab_address(opportunity_id, "criteria", view="rivals"))
    done(request, _("A file was opened. What do we know of %(name)s?") % {"name": file.name})
    return redirect(reverse("rival", args=[file.pk]))
