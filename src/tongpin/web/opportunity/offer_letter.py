"""A proposal as the customer gets it: Word and PDF, in the customer's language.

On it stand their needs, what these cost them, our answer, what it brings whom, parts and prices, proofs, terms and
next steps. Never: what a component costs us, needs and benefits of persons, our notes, a customer who may not be named.
"""

import datetime as dt
from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongpin.crm.errors import TongpinError
from tongpin.crm.needs.selectors import PainPage, pain_of
from tongpin.crm.offers.models import Proposal, ProposalLine
from tongpin.crm.offers.selectors import BenefitRow, NeedRow, ProposalPage, proposal_page
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.pdf import PdfFailed, pdf_of
from tongpin.crm.proofs.models import Proof
from tongpin.exchange.office.letter import Block, Grid, Heading, Letter, Points, Quote, Words, marked_up
from tongpin.exchange.office.letter_document import letter_document
from tongpin.exchange.office.letter_page import letter_page
from tongpin.method.bidding.money import smallest
from tongpin.method.offers import Totals, line_sum
from tongpin.method.pain import reckon
from tongpin.web.offers.words import plain, price, rate
from tongpin.web.opportunity.need_forms import RHYTHMS
from tongpin.web.opportunity.offer import benefits_by_person, shape_of
from tongpin.web.opportunity.pain_sheet import known_sides
from tongpin.web.opportunity.reviews import DOCX
from tongpin.web.pages import SignedIn, page
from tongpin.web.texts import PROOF_KINDS

FIGURES = frozenset({1, 2, 3, 4})


@page
def proposal_document(request: SignedIn, opportunity_id: int, proposal_id: int) -> HttpResponse:
    """Word."""
    return _file(request, opportunity_id, proposal_id, letter_document, DOCX, "docx")


@page
def proposal_pdf(request: SignedIn, opportunity_id: int, proposal_id: int) -> HttpResponse:
    """PDF; where no program makes one, it is said and Word is offered."""
    return _file(request, opportunity_id, proposal_id, _pdf, "application/pdf", "pdf")


def _pdf(letter: Letter) -> bytes:
    try:
        return pdf_of(letter_page(letter))
    except PdfFailed as error:
        message = _("No PDF could be made (%(reason)s). The Word file says the same.")
        raise TongpinError("no_pdf", message % {"reason": error}, 503) from error


def _file(
    request: SignedIn, opportunity_id: int, proposal_id: int, write: Callable[[Letter], bytes], kind: str, ending: str
) -> HttpResponse:
    found = proposal_page(user=request.user, proposal_id=proposal_id)
    proposal = found.proposal
    if proposal.opportunity_id != opportunity_id:
        raise not_found()
    response = HttpResponse(write(letter_of(found)), content_type=kind)
    name = f"{proposal.title[:80]} v{proposal.version}.{ending}".replace("/", "-").replace("\\", "-")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def letter_of(found: ProposalPage) -> Letter:
    """The letter in the language of the proposal, whatever the reader's."""
    proposal = found.proposal
    with translation.override(proposal.lang.lower()):
        account, company = proposal.opportunity.account.name, proposal.opportunity.our_company
        version = _("Version %(number)s") % {"number": proposal.version}
        return Letter(
            lang=proposal.lang,
            kind=pgettext("on paper", "Proposal"),
            title=proposal.title,
            to=account,
            sender=company,
            facts=tuple(_facts(proposal)),
            footer=" · ".join(part for part in (company, proposal.title, version) if part),
            blocks=tuple(_blocks(found)),
        )


def _facts(proposal: Proposal) -> Iterator[tuple[str, str]]:
    yield pgettext("on paper", "Date"), _on_paper(proposal.date)
    yield pgettext("on paper", "Version"), str(proposal.version)
    if proposal.valid_until:
        yield _("Valid until"), _on_paper(proposal.valid_until)
    if proposal.made_by:
        yield _("Your contact"), str(proposal.made_by)


def _on_paper(date: dt.date) -> str:
    """A day as letters write it."""
    return date_format(date, pgettext("day on paper", "j F Y"))


def _blocks(found: ProposalPage) -> Iterator[Block]:
    proposal = found.proposal
    if found.needs:
        yield Heading(_("Your situation and what you need"))
        for need in found.needs:
            yield from _need(need)
    yield from _costs(found)
    if proposal.introduction.strip():
        yield Heading(_("Our answer"))
        yield from marked_up(proposal.introduction)
    yield from _benefits(found)
    yield from _prices(found)
    if found.proofs:
        yield Heading(_("What shows that it works"))
        yield Points(tuple(proof_told(proof) for proof in found.proofs))
    if proposal.terms.strip():
        written = marked_up(proposal.terms)
        if not isinstance(written[0], Heading):
            yield Heading(_("Terms"))
        yield from written


# ---------------------------------------------------------------- what they need
def _need(need: NeedRow) -> Iterator[Block]:
    yield Words(need.text, "strong")
    if need.words.strip():
        yield Quote(need.words, need.stakeholder__person__name or "")
    if need.implication.strip():
        yield Words(_("If nothing changes: %(text)s") % {"text": need.implication})
    if need.payoff.strip():
        yield Words(_("Once it is solved: %(text)s") % {"text": need.payoff})


def _costs(found: ProposalPage) -> Iterator[Block]:
    """As the pain sheet has it, which is added up; else need by need, not added up: what two needs cost may be the same
    money."""
    currency, opportunity = found.proposal.currency, found.proposal.opportunity
    sheet = pain_of(opportunity) if opportunity.currency == currency else None
    if sheet is not None and "pain" in known_sides(sheet.costs):
        yield Heading(_("What going without costs you"))
        yield from _from_sheet(sheet, currency)
        return
    known = [need for need in found.needs if need.money]
    if known:
        yield Heading(_("What going without costs you"))
        yield Grid(
            head=(_("What it is about"), _("How it was reckoned"), _("Amount")),
            shares=(4, 4, 2),
            rows=tuple((need.text, need.reckoned or "–", price(need.money, currency)) for need in known),
            right=frozenset({2}),
        )


def _from_sheet(sheet: PainPage, currency: str) -> Iterator[Block]:
    """The lines of the sheet that have a likely figure, and what all of them come to by the sheet's own reckoning."""
    reckoning = reckon(sheet.costs, sheet.terms)
    lines = [cost for cost in sheet.costs if cost.side == "pain" and cost.likely is not None]
    yield Grid(
        head=(_("What it is about"), _("How it was reckoned"), pgettext("rhythm", "How often"), _("Amount")),
        shares=(4, 3, 1.5, 2),
        rows=tuple(
            (cost.name, sheet.reckoned[cost.key] or "–", str(RHYTHMS[cost.rhythm]), price(cost.likely, currency))
            for cost in lines
        ),
        right=frozenset({3}),
        feet=((_("Together a year"), price(reckoning.a_year.likely, currency)),) if reckoning.a_year.likely else (),
    )
    whole = {"low": price(reckoning.pain.low, currency), "high": price(reckoning.pain.high, currency)}
    told = ngettext(
        "Over %(years)s year: %(likely)s, and between %(low)s and %(high)s.",
        "Over %(years)s years: %(likely)s, and between %(low)s and %(high)s.",
        sheet.terms.years,
    )
    likely = price(reckoning.pain.likely, currency)
    yield Words(told % {"years": sheet.terms.years, "likely": likely, **whole}, look="quiet")


# ---------------------------------------------------------------- what it brings
def _benefits(found: ProposalPage) -> Iterator[Block]:
    if not found.benefits:
        return
    needs = {need.id: need.text for need in found.needs}
    shown = {proof.pk: proof_title(proof) for proof in found.proofs}
    yield Heading(_("What it brings you"))
    for group in benefits_by_person(found.benefits):
        yield Words(group["who"] or _("For the company as a whole"), "strong")
        yield Grid(
            head=(_("What it brings"), _("What we do for it"), _("What shows it")),
            shares=(4, 4, 3),
            rows=tuple(_benefit(row, needs, shown) for row in group["rows"]),
        )


def _benefit(row: BenefitRow, needs: dict[int, str], shown: dict[int, str]) -> tuple[str, str, str]:
    """A proof that is not among those of the proposal is not named: nobody chose it for this customer."""
    proof = shown.get(row.proof_id or 0, "") or row.shown_by
    brings = row.text or needs[row.need_id]
    return (
        brings if brings == needs[row.need_id] else f"{brings}\n{needs[row.need_id]}",
        row.capability or "–",
        proof or "–",
    )


# ---------------------------------------------------------------- what it costs
def _prices(found: ProposalPage) -> Iterator[Block]:
    if not found.lines:
        return
    currency = found.proposal.currency
    firm = [line for line in found.lines if not line.optional]
    options = [line for line in found.lines if line.optional]
    yield Heading(_("Parts and prices"))
    if firm:
        yield _lines(firm, currency, tuple(_feet(found.totals, currency)))
    if options:
        yield Words(_("Options, not in the total"), "strong")
        yield _lines(options, currency, ())
    yield Words(_rounding(found.totals, currency), "quiet")


def _lines(lines: list[ProposalLine], currency: str, feet: tuple[tuple[str, str], ...]) -> Grid:
    still_open = _("on request")
    return Grid(
        head=(_("What is offered"), _("Quantity"), _("Price of one"), _("VAT"), _("Before tax")),
        shares=(4.2, 1.5, 1.9, 1, 2.1),
        rows=tuple(
            (
                f"{line.name}\n{line.description}" if line.description else line.name,
                f"{plain(line.quantity)} {line.unit}".strip(),
                price(line.price, currency) or still_open,
                rate(line.vat) or "–",
                price(line_sum(shape_of(line), currency).net, currency) or still_open,
            )
            for line in lines
        ),
        right=FIGURES,
        feet=feet,
    )


def _feet(sums: Totals, currency: str) -> Iterator[tuple[str, str]]:
    yield _("Total before tax"), price(sums.net, currency)
    for one in sums.rates:
        yield _("VAT %(rate)s") % {"rate": rate(one.vat)}, price(one.tax, currency)
    if sums.gross is not None:
        yield _("Total with tax"), price(sums.gross, currency)


def _rounding(sums: Totals, currency: str) -> str:
    """How it was rounded, and what is not in the total yet."""
    fine = smallest(currency) < 1
    told = [
        _("Prices in %(currency)s. Every amount is rounded to the cent, half a cent up; totals add up the lines.")
        if fine
        else _("Prices in %(currency)s. Every amount is rounded to the whole unit, a half up; totals add up the lines.")
    ]
    if sums.without_price:
        told.append(_("Lines on request are not in the total."))
    if sums.without_vat:
        told.append(_("Where no rate is given, the tax is added as the law has it."))
    return " ".join(told) % {"currency": currency}


# ---------------------------------------------------------------- what shows it
def proof_told(proof: Proof) -> str:
    """A proof in a line. A customer who may not be named is told by the trade."""
    told = {"kind": PROOF_KINDS[proof.kind], "title": proof_title(proof), "text": _discreet(proof, proof.text)}
    return (_("%(kind)s: %(title)s. %(text)s") if told["text"] else _("%(kind)s: %(title)s")) % told


def proof_title(proof: Proof) -> str:
    """Its title, discreetly."""
    return _discreet(proof, proof.title)


def _discreet(proof: Proof, text: str) -> str:
    name = proof.customer.strip()
    if proof.may_name or not name:
        return text.strip()
    trade = proof.industry.strip()
    instead = _("a customer in %(trade)s") % {"trade": trade} if trade else _("one of our customers")
    return text.replace(name, instead).strip()
