"""Forms and buttons of tender papers and of the compliance matrix; calendar and files."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongpin.crm.bids import papers
from tongpin.crm.bids.models import Requirement, TenderDocument, TenderFinding
from tongpin.crm.bids.papers_page import paper_of, requirements_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.models import Proof
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, may, not_found
from tongpin.exchange.papers import MOST_BYTES, checked_text, refused, text_of
from tongpin.web.highlight import Span, pieces
from tongpin.web.opportunity.edits import show_form, tab_address, try_save
from tongpin.web.opportunity.page import shown
from tongpin.web.opportunity.tender_forms import RequirementForm
from tongpin.web.opportunity.tender_notice import FIELD_NAMES, found_of
from tongpin.web.opportunity.tender_requirements import ANSWERS, coverage_of
from tongpin.web.pages import SignedIn, button, done, page

LONGEST = 200_000
"""Characters of a paper that its page shows."""
MOST_PROOFS = 300


def _back(opportunity_id: int, anchor: str = "", view: str = "") -> str:
    return tab_address(opportunity_id, "tender", anchor, view)


def _matrix(opportunity_id: int, anchor: str = "") -> str:
    return _back(opportunity_id, anchor, "requirements")


# ---------------------------------------------------------------- papers
@button
def add_paper(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A notice or document, pasted or dropped: read at once, and shown with its words lit up."""
    get_opportunity(request.user, opportunity_id, "change")
    try:
        name, text = _brought(request)
        again = bool(request.POST.get("again"))
        paper = papers.add_paper(user=request.user, opportunity_id=opportunity_id, name=name, text=text, again=again)
    except TongpinError as error:
        if error.status in {403, 404}:
            raise
        return shown(request, opportunity_id, refused=error, tab="tender")
    done(request, _("Read. Confirm what is right; nothing holds before you do."))
    return redirect("tender_paper", opportunity_id, paper.pk)


def _brought(request: SignedIn) -> tuple[str, str]:
    """Name and text of what was dropped, else of what was pasted."""
    file = request.FILES.get("file")
    name = request.POST.get("name", "").strip()
    if file is None:
        return name, checked_text(request.POST.get("text", ""))
    if (file.size or 0) > MOST_BYTES:
        raise refused(_("This file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000}, 413)
    text = text_of(file.read(), file.name or "")
    if request.POST.get("text", "").strip():
        raise refused(_("A text was pasted and a file chosen: bring in one after the other, so that neither is lost."))
    return name or (file.name or ""), text


@page
def paper(request: SignedIn, opportunity_id: int, document_id: int) -> HttpResponse:
    """A paper as it is, the words of its facts lit up, beside them what they say."""
    opportunity, found, rows = paper_of(user=request.user, opportunity_id=opportunity_id, document_id=document_id)
    text = found.text[:LONGEST]
    spans = [_span(row.start, row.end, row.state, str(FIELD_NAMES[row.field]), f"fact-{row.id}") for row in rows]
    spans += _line_span(request, opportunity)
    words = {row.id: (text[max(0, row.start - 24) : row.start], text[row.start : row.end], "") for row in rows}
    context = {
        "area": "opportunities",
        "opportunity": opportunity,
        "paper": found,
        "pieces": pieces(text, spans),
        "cut_off": len(found.text) > LONGEST,
        "facts": [found_of(row, opportunity, words) for row in rows],
        "waiting": sum(row.state == "proposed" for row in rows),
        "coverage": coverage_of(found.text, requirements_of(opportunity)),
        "may_change": may(request.user, "change", opportunity),
        "back": _back(opportunity_id),
        "matrix": _matrix(opportunity_id),
    }
    return render(request, "opportunity/tender/paper.html", context)


def _span(start: int, end: int, state: str, tells: str, anchor: str) -> Span:
    return Span(start=start, end=end, css=state, tells=tells, id=anchor)


def _line_span(request: SignedIn, opportunity: Opportunity) -> list[Span]:
    """The words of one line of the matrix, which one came from."""
    asked = request.GET.get("line", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 12):
        return []
    row = Requirement.objects.filter(opportunity=opportunity, pk=int(asked)).values_list("start", "end").first()
    if row is None or row[0] is None or row[1] is None:
        return []
    return [Span(start=row[0], end=row[1], css="confirmed", tells=_("Line of the matrix"), id="line")]


@button
def remove_paper(request: SignedIn, opportunity_id: int, document_id: int) -> HttpResponse:
    """Takes a paper away; what was confirmed stays in the record."""
    _paper(request, opportunity_id, document_id)
    papers.remove_paper(user=request.user, document_id=document_id)
    done(request, _("Removed."))
    return redirect(_back(opportunity_id, "papers"))


def _paper(request: SignedIn, opportunity_id: int, document_id: int) -> TenderDocument:
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    found = TenderDocument.objects.filter(opportunity=opportunity, pk=document_id).first()
    if found is None:
        raise not_found()
    return found


# ---------------------------------------------------------------- what was read
@button
def decide_finding(request: SignedIn, opportunity_id: int, finding_id: int) -> HttpResponse:
    """It is right, it is right as corrected, or the words do not say it."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    finding = TenderFinding.objects.filter(opportunity=opportunity, pk=finding_id).first()
    if finding is None:
        raise not_found()
    try:
        if request.POST.get("strike"):
            papers.strike_finding(user=request.user, finding_id=finding_id)
            done(request, _("Struck. It does not count."))
        else:
            papers.confirm_finding(user=request.user, finding_id=finding_id, value=request.POST.get("value"))
            done(request, _("Recorded for the tender."))
    except TongpinError as error:
        if error.status in {403, 404}:
            raise
        return shown(request, opportunity_id, refused=error, tab="tender")
    if request.POST.get("from") == "paper":
        return redirect("tender_paper", opportunity_id, finding.document_id)
    return redirect(_back(opportunity_id, "found"))


@button
def confirm_paper(request: SignedIn, opportunity_id: int, document_id: int) -> HttpResponse:
    """Everything that a paper proposes is right."""
    _paper(request, opportunity_id, document_id)
    try:
        count = papers.confirm_paper(user=request.user, document_id=document_id)
    except TongpinError as error:
        return shown(request, opportunity_id, refused=error, tab="tender")
    text = ngettext("%(count)s fact recorded for the tender.", "%(count)s facts recorded for the tender.", count)
    done(request, text % {"count": count}, undo=count > 0)
    return redirect(_back(opportunity_id, "tender"))


# ---------------------------------------------------------------- the compliance matrix
@button
def cut_paper(request: SignedIn, opportunity_id: int, document_id: int) -> HttpResponse:
    """Lines of the matrix from a paper."""
    _paper(request, opportunity_id, document_id)
    count = papers.cut_requirements(user=request.user, document_id=document_id)
    text = ngettext("%(count)s new line in the matrix.", "%(count)s new lines in the matrix.", count)
    done(request, text % {"count": count}, undo=count > 0)
    return redirect(_matrix(opportunity_id))


@button
def answer_requirements(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The same answer for the lines that are ticked, or for the one whose button was pressed."""
    get_opportunity(request.user, opportunity_id, "change")
    one, _colon, single = request.POST.get("one", "").partition(":")
    answer = single or request.POST.get("answer", "")
    ids = [one] if one else request.POST.getlist("line")
    wanted = [int(pk) for pk in ids if pk.isascii() and pk.isdigit() and len(pk) < 12]
    if answer not in ANSWERS or not wanted:
        done(request, _("Tick the lines first, then say what holds for them."), undo=False)
        return redirect(_matrix(opportunity_id))
    count = papers.answer_requirements(user=request.user, opportunity_id=opportunity_id, ids=wanted, answer=answer)
    text = ngettext("%(count)s line answered.", "%(count)s lines answered.", count)
    done(request, text % {"count": count}, undo=count > 0)
    kept = {name: request.POST[name] for name in ("show", "kind") if request.POST.get(name)}
    asked = urlencode({"tab": "tender", "view": "requirements", **kept})
    return redirect(f"{reverse('opportunity', args=[opportunity_id])}?{asked}#line-{wanted[0]}")


def _proofs() -> list[tuple[str, str]]:
    rows = Proof.objects.filter(retired=False).order_by("title", "pk").values_list("pk", "title")[:MOST_PROOFS]
    return [(str(pk), title) for pk, title in rows]


def _values(form: RequirementForm) -> dict[str, Any]:
    facts = dict(form.cleaned_data)
    proof = facts.pop("proof")
    return {**facts, "proof_id": int(proof) if proof else None}


@page
def add_requirement(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A line that no paper tells."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    form = RequirementForm(request.POST or None, initial={"kind": "technical"}, proofs=_proofs())
    back = _matrix(opportunity_id)
    if request.method == "POST" and try_save(
        request,
        form,
        lambda _told: papers.add_requirement(user=request.user, opportunity_id=opportunity_id, **_values(form)),
        _("Saved."),
    ):
        return redirect(back)
    return show_form(request, opportunity, form, pgettext("requirement", "Add a line"), back)


@page
def change_requirement(request: SignedIn, opportunity_id: int, requirement_id: int) -> HttpResponse:
    """A line of the matrix, to be changed or removed."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    row = Requirement.objects.filter(opportunity=opportunity, pk=requirement_id).first()
    if row is None:
        raise not_found()
    initial = {name: getattr(row, name) for name in papers.EDITABLE} | {"proof": str(row.proof_id or "")}
    form = RequirementForm(request.POST or None, initial=initial, proofs=_proofs())
    form.guarded = True
    back = _matrix(opportunity_id, f"line-{requirement_id}")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda _told: papers.update_requirement(user=request.user, requirement_id=requirement_id, **_values(form)),
        _("Saved."),
    ):
        return redirect(back)
    remove = reverse("remove_requirement", args=[opportunity_id, requirement_id])
    return show_form(request, opportunity, form, _("Line of the matrix"), back, remove=remove)


@button
def remove_requirement(request: SignedIn, opportunity_id: int, requirement_id: int) -> HttpResponse:
    """Takes a line away."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    if not Requirement.objects.filter(opportunity=opportunity, pk=requirement_id).exists():
        raise not_found()
    papers.remove_requirement(user=request.user, requirement_id=requirement_id)
    done(request, _("Removed."))
    return redirect(_matrix(opportunity_id))
