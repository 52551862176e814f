"""Every write to tender papers, what was read in them, and the compliance matrix."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.bids.models import Requirement, Tender, TenderDocument, TenderFinding
from tongpin.crm.casefile import TENDER
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.proofs.models import Proof
from tongpin.crm.users.models import User
from tongpin.method.tendering.facts import facts_in
from tongpin.method.tendering.requirements import Clause, cut

LONGEST = 1_000_000
"""Characters of a paper."""
MOST_PAPERS = 40
MOST_LINES = 4000
"""Lines of a compliance matrix."""
WORDS = ("buyer", "number", "agency", "place", "contact", "formula")
"""Fields of a paper that become a column of the same name as they are."""
DAYS = ("issued", "documents_from", "documents_until", "clarifications_until", "deadline", "opening")
EDITABLE = ("kind", "number", "text", "must", "points", "answer", "note", "owner", "due")


# ---------------------------------------------------------------- papers
def add_paper(
    *, user: User, opportunity_id: int, name: str, text: str, date: dt.date | None = None, again: bool = False
) -> TenderDocument:
    """Keeps a notice or document of the tender and proposes what is read in it; nothing of it holds until somebody
    confirms it. Raises `too_long`, `too_many`, and `same_paper` where its text is kept already, unless `again`."""
    kept = records.require_text(text, field="text", message=_("There is no text in it."))
    if len(kept) > LONGEST:
        message = _("There are more than %(most)s characters in it. Bring in the part that counts.")
        raise TongpinError("too_long", message % {"most": f"{LONGEST:,}"}, 413)
    with records.work_on(user, opportunity_id, "add_paper") as (opportunity, deed):
        if TenderDocument.objects.filter(opportunity=opportunity).count() >= MOST_PAPERS:
            message = _("At most %(most)s papers are kept for a tender. Remove one that is superseded.")
            raise TongpinError("too_many", message % {"most": MOST_PAPERS}, 422)
        if not again:
            _refuse_same(opportunity, kept)
        titled = name.strip() or _("Pasted text")
        paper = TenderDocument(opportunity=opportunity, name=titled, text=kept, date=date or clock.today())
        deed.make(records.checked(paper))
        deed.make_all(
            TenderFinding, [TenderFinding(opportunity=opportunity, document=paper, **one) for one in _read(kept)]
        )
        return paper


def _refuse_same(opportunity: Opportunity, text: str) -> None:
    """The same words twice would be confirmed twice and cut into the matrix twice."""
    same = TenderDocument.objects.filter(opportunity=opportunity, text=text).values_list("name", "date").first()
    if same is not None:
        message = _("This paper is kept already, word for word: “%(name)s” of %(day)s.")
        raise TongpinError("same_paper", message % {"name": same[0], "day": same[1].isoformat()}, 409)


def _read(text: str) -> Iterable[Mapping[str, Any]]:
    return [{"field": fact.field, "value": fact.value, "start": fact.start, "end": fact.end} for fact in facts_in(text)]


def remove_paper(*, user: User, document_id: int) -> None:
    """Takes a paper away with what was read in it; lines of the matrix that came of it stay."""
    with records.work_on_record(user, TenderDocument, document_id, "remove_paper") as (paper, _opportunity, deed):
        deed.remove_all(paper.findings.all())
        for row in paper.requirements.all():
            deed.change(row, document=None)
        deed.remove(paper)


# ---------------------------------------------------------------- what was read
def confirm_finding(*, user: User, finding_id: int, value: str | None = None) -> TenderFinding:
    """What was read is right, or is `value` instead: the tender's record says so from now on. Raises
    `other_currency` where the paper's money is not the opportunity's, `invalid` for what cannot be."""
    with records.work_on_record(user, TenderFinding, finding_id, "confirm_finding") as (finding, opportunity, deed):
        _confirm(deed, opportunity, finding, value)
        return finding


def confirm_paper(*, user: User, document_id: int) -> int:
    """Everything that a paper proposes is right: of a field the first, where nobody has struck it; a day that the
    calendar does not have waits for somebody to type the right one. Tells how many."""
    with records.work_on_record(user, TenderDocument, document_id, "confirm_paper") as (paper, opportunity, deed):
        first: dict[str, TenderFinding] = {}
        for finding in paper.findings.filter(state="proposed").exclude(value="").order_by("pk"):
            first.setdefault(finding.field, finding)
        for finding in first.values():
            _confirm(deed, opportunity, finding, None)
        return len(first)


def strike_finding(*, user: User, finding_id: int) -> None:
    """The words do not say that."""
    with records.work_on_record(user, TenderFinding, finding_id, "strike_finding") as (finding, _opportunity, deed):
        deed.change(finding, state="struck")


def _confirm(deed: Gesture, opportunity: Opportunity, finding: TenderFinding, value: str | None) -> None:
    told = finding.value if value is None else value.strip()
    if not told:
        raise records.invalid(value=_("Nothing is typed. Strike it if the paper does not say it."))
    was = finding.value
    deed.change(finding, value=told, state="confirmed")
    words = finding.document.text[finding.start : finding.end] if told == was else told
    columns = columns_of(opportunity, finding.field, told, " ".join(words.split()))
    if columns:
        records.set_one(Tender, opportunity, deed, columns, TENDER)


def columns_of(opportunity: Opportunity, field: str, value: str, words: str) -> dict[str, Any]:
    """What a fact of a paper means for the tender's record; nothing for passages, which are only read."""
    if field in WORDS:
        return {field: value}
    if field in DAYS:
        return _moment(field, value)
    if field in ("budget", "ceiling"):
        known = Tender.objects.filter(pk=opportunity.pk).values_list("budget", flat=True).first()
        # A ceiling stands in for a budget that nobody has told.
        return {} if field == "ceiling" and known is not None else {"budget": _money(opportunity, value)}
    if field == "bond":
        return {"bond": words, "bond_amount": _bond(opportunity, value)}
    if field == "compulsory":
        return {"compulsory": value == "true"}
    return {}


def _moment(field: str, value: str) -> dict[str, Any]:
    day, _blank, hour = value.partition(" ")
    try:
        found = dt.date.fromisoformat(day)
    except ValueError:
        raise records.invalid(value=_("Write the day as 2026-05-20, with its hour as 2026-05-20 09:30.")) from None
    told: dict[str, Any] = {field: found}
    if field in ("deadline", "opening"):
        told[f"{field}_hour"] = hour.strip()
    return told


def _money(opportunity: Opportunity, value: str) -> Decimal:
    amount, _blank, currency = value.replace(",", "").partition(" ")
    if currency.strip() and currency.strip() != opportunity.currency:
        message = _("The paper tells it in %(theirs)s, the opportunity is kept in %(ours)s. Convert it and type it in.")
        named = {"theirs": currency.strip(), "ours": opportunity.currency}
        raise TongpinError("other_currency", message % named, 422, fields={"value": [message % named]})
    try:
        return Decimal(amount).quantize(Decimal("0.01"))
    except ArithmeticError:
        raise records.invalid(value=_("Write the amount in figures.")) from None


def _bond(opportunity: Opportunity, value: str) -> Decimal | None:
    """The bond as money, nought where none is asked; unknown where it is told in percent."""
    if value.endswith("%"):
        return None
    return Decimal(0) if value == "none" else _money(opportunity, value)


# ---------------------------------------------------------------- the compliance matrix
def cut_requirements(*, user: User, document_id: int) -> int:
    """Makes a line of each clause of a paper that demands or scores something; what is there already stays as it is.
    Tells how many are new. Raises `too_many`."""
    with records.work_on_record(user, TenderDocument, document_id, "cut_requirements") as (paper, opportunity, deed):
        here = Requirement.objects.filter(opportunity=opportunity)
        known = {_folded(text) for text in here.values_list("text", flat=True)}
        fresh = [clause for clause in cut(paper.text).clauses if _folded(clause.text) not in known]
        count = here.count()
        if count + len(fresh) > MOST_LINES:
            raise TongpinError("too_many", _("The matrix holds at most %(most)s lines.") % {"most": MOST_LINES}, 422)
        made = [_line(opportunity, paper, clause, count + place) for place, clause in enumerate(fresh)]
        deed.make_all(Requirement, [records.checked(row) for row in made])
        return len(made)


def _folded(text: str) -> str:
    return "".join(text.split())


def _line(opportunity: Opportunity, paper: TenderDocument, clause: Clause, place: int) -> Requirement:
    return Requirement(
        opportunity=opportunity,
        document=paper,
        kind=clause.kind,
        number=clause.number,
        text=clause.text,
        must=clause.must,
        points=clause.points,
        start=clause.start,
        end=clause.end,
        place=place,
    )


def add_requirement(
    *, user: User, opportunity_id: int, text: str, proof_id: int | None = None, **facts: Any
) -> Requirement:
    """A line that no paper tells: asked by word of mouth, or overlooked. `facts`: other columns of `EDITABLE`."""
    with records.work_on(user, opportunity_id, "add_requirement") as (opportunity, deed):
        place = Requirement.objects.filter(opportunity=opportunity).count()
        row = Requirement(opportunity=opportunity, text=text, place=place, proof=_proof(proof_id), **facts)
        return deed.make(records.checked(row))


def update_requirement(*, user: User, requirement_id: int, **changes: Any) -> Requirement:
    """Changes columns of `EDITABLE`, and the proof (`proof_id`)."""
    with records.work_on_record(user, Requirement, requirement_id, "update_requirement") as (row, _opportunity, deed):
        proof = {"proof": _proof(changes.pop("proof_id"))} if "proof_id" in changes else {}
        deed.change(row, **records.checked_changes(row, changes, EDITABLE), **proof)
        return row


def answer_requirements(*, user: User, opportunity_id: int, ids: Iterable[int], **facts: Any) -> int:
    """The same answer, owner or day for several lines at once. Tells how many changed; raises `not_found` where one is
    not of this opportunity."""
    with records.work_on(user, opportunity_id, "answer_requirements") as (opportunity, deed):
        wanted = set(ids)
        rows = list(Requirement.objects.filter(opportunity=opportunity, pk__in=wanted).order_by("pk"))
        if len(rows) != len(wanted):
            raise not_found()
        return sum(deed.change(row, **records.checked_changes(row, facts, EDITABLE)) for row in rows)


def remove_requirement(*, user: User, requirement_id: int) -> None:
    """Takes a line away."""
    records.remove_record(Requirement, user=user, pk=requirement_id, action="remove_requirement")


def _proof(proof_id: int | None) -> Proof | None:
    if proof_id is None:
        return None
    found = Proof.objects.filter(pk=proof_id).first()
    if found is None:
        raise records.invalid(proof_id=_("There is no such proof in the library."))
    return found
