"""Every write to proposals: made of a template, changed while they are drafts, sent, renewed as a version, decided."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from tongpin.crm import clock, judging, records
from tongpin.crm.activities.actions import enter
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.needs.models import Need
from tongpin.crm.offers.actions import refuse_negative
from tongpin.crm.offers.models import (
    Component,
    Proposal,
    ProposalLine,
    ProposalNeed,
    ProposalProof,
    SolutionTemplate,
)
from tongpin.crm.offers.policy import get_proposal
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.proofs.models import Proof
from tongpin.crm.users.models import User

PROPOSAL = ("title", "lang", "date", "valid_until", "introduction", "terms")
LINE = ("name", "description", "quantity", "unit", "price", "vat", "optional")
COPIED = (*LINE, "component_id", "place")


@contextmanager
def _work_on(user: User, proposal_id: int, action: str, *, draft: bool = True) -> Iterator[tuple[Proposal, Gesture]]:
    """A proposal that the user may change; with `draft` only while it is one. What was sent stays as it was sent."""
    with gesture(user, action) as deed:
        proposal = get_proposal(user, proposal_id, "change", lock=True)
        if draft and proposal.state != "draft":
            message = _("This version has been sent and stays as it is. Make a new version of it.")
            raise TongpinError("already_sent", message, 409)
        yield proposal, deed


# ---------------------------------------------------------------- the proposal
def make_proposal(
    *,
    user: User,
    opportunity_id: int,
    title: str,
    template_id: int | None = None,
    needs: Sequence[int] = (),
    proofs: Sequence[int] = (),
    **facts: Any,
) -> Proposal:
    """A draft with the parts of a template as lines; `facts`: columns of `PROPOSAL`.

    A component with a price in another currency comes without price: nobody shall convert by the way.
    """
    with gesture(user, "make_proposal") as deed:
        opportunity = get_opportunity(user, opportunity_id, "change", lock=True)
        template = None if template_id is None else _template(template_id)
        named = records.require_text(title, field="title", message=_("Give the proposal a title."))
        last = Proposal.objects.filter(opportunity=opportunity).aggregate(last=Max("series"))["last"] or 0
        fresh = Proposal(
            opportunity=opportunity,
            template=template,
            series=last + 1,
            title=named,
            currency=opportunity.currency,
            made_by=user,
            **{"date": clock.today(), "lang": opportunity.lang, **facts},
        )
        _refuse_turned(fresh.date, fresh.valid_until)
        proposal = deed.make(records.checked(fresh))
        deed.make_all(ProposalLine, _lines_of(proposal, template))
        _set_needs(deed, proposal, needs)
        _set_proofs(deed, proposal, proofs)
        return proposal


def update_proposal(
    *,
    user: User,
    proposal_id: int,
    needs: Sequence[int] | None = None,
    proofs: Sequence[int] | None = None,
    **changes: Any,
) -> Proposal:
    """Changes columns of `PROPOSAL`, and the needs and proofs where they are given."""
    with _work_on(user, proposal_id, "update_proposal") as (proposal, deed):
        if "title" in changes:
            changes["title"] = records.require_text(
                changes["title"], field="title", message=_("Give the proposal a title.")
            )
        clean = records.checked_changes(proposal, changes, PROPOSAL)
        _refuse_turned(clean.get("date", proposal.date), clean.get("valid_until", proposal.valid_until))
        deed.change(proposal, **clean)
        if needs is not None:
            _set_needs(deed, proposal, needs)
        if proofs is not None:
            _set_proofs(deed, proposal, proofs)
        return proposal


def renew_proposal(*, user: User, proposal_id: int) -> Proposal:
    """A new version, a draft with all that the given one has; a need that turned out to be a person's stays behind.

    Raises `draft_waiting` where one is in work already.
    """
    with _work_on(user, proposal_id, "renew_proposal", draft=False) as (old, deed):
        versions = Proposal.objects.filter(opportunity=old.opportunity_id, series=old.series)
        if versions.filter(state="draft").exists():
            raise TongpinError("draft_waiting", _("A draft of this proposal is in work already."), 409)
        last = versions.aggregate(last=Max("version"))["last"]
        kept = {name: getattr(old, name) for name in ("title", "lang", "introduction", "terms", "currency")}
        today = clock.today()
        valid = old.valid_until if old.valid_until is not None and old.valid_until >= today else None
        fresh = Proposal(
            opportunity=old.opportunity,
            template=old.template,
            series=old.series,
            version=last + 1,
            date=today,
            valid_until=valid,
            made_by=user,
            **kept,
        )
        proposal = deed.make(fresh)
        copied = [
            ProposalLine(proposal=proposal, **values) for values in old.lines.order_by("place", "pk").values(*COPIED)
        ]
        deed.make_all(ProposalLine, copied)
        _set_needs(deed, proposal, old.needs.filter(need__type="org").values_list("need", flat=True))
        _set_proofs(deed, proposal, old.proofs.values_list("proof", flat=True))
        return proposal


def send_proposal(
    *, user: User, proposal_id: int, sent_on: dt.date | None = None, who: Sequence[str] = (), text: str = ""
) -> Proposal:
    """Notes that a version went to the customer and, with a `text`, writes it into the timeline; `who` are codes of
    stakeholders. The entry is read and judged as any other: a proposal may come too early.

    Raises `nothing_offered` without lines.
    """
    reading = judging.read_fresh(records.storable_text(text))
    proposal = get_proposal(user, proposal_id, "change")
    day = sent_on or clock.today()
    with records.work_on(user, proposal.opportunity_id, "send_proposal") as (opportunity, deed):
        proposal = get_proposal(user, proposal_id, "change")
        if proposal.state != "draft":
            raise TongpinError("already_sent", _("This version has been sent already."), 409)
        if not proposal.lines.exists():
            raise TongpinError("nothing_offered", _("Nothing is offered yet: add at least one line."), 409)
        if day > clock.today():
            raise records.invalid(sent_on=_("This day is still to come."))
        deed.change(proposal, state="sent", sent_on=day)
        if text.strip():
            told = {"date": day, "kind": "proposal", "direction": "out", "by": str(user), "text": text}
            enter(deed, Activity(opportunity=opportunity, **told), reading, who=who)
        return proposal


def decide_proposal(*, user: User, proposal_id: int, state: str) -> Proposal:
    """What became of a version that was sent: `won`, `lost`, or open again (`sent`)."""
    with _work_on(user, proposal_id, "decide_proposal", draft=False) as (proposal, deed):
        if proposal.state == "draft" or state not in {"sent", "won", "lost"}:
            raise TongpinError("not_sent", _("Only what has been sent can be won or lost."), 409)
        deed.change(proposal, state=state)
        return proposal


def remove_proposal(*, user: User, proposal_id: int) -> None:
    """Takes a draft away; `undo_last_gesture` brings it back."""
    with _work_on(user, proposal_id, "remove_proposal") as (proposal, deed):
        for table in (ProposalLine, ProposalNeed, ProposalProof):
            deed.remove_all(table._default_manager.filter(proposal=proposal).select_related("proposal"))
        deed.remove(proposal)


# ---------------------------------------------------------------- its lines
def add_line(*, user: User, proposal_id: int, component_id: int | None = None, **facts: Any) -> ProposalLine:
    """A line after the others: a component's, or by hand; `facts`: columns of `LINE`, before the component’s."""
    with _work_on(user, proposal_id, "add_line") as (proposal, deed):
        component = None if component_id is None else Component.objects.filter(pk=component_id).first()
        if component_id is not None and component is None:
            raise not_found()
        given = {name: value for name, value in facts.items() if value not in (None, "")}
        values = {**({} if component is None else _values_of(component, proposal.currency)), **given}
        values["name"] = records.require_text(
            values.get("name", ""), field="name", message=_("Say what is offered in this line.")
        )
        refuse_negative(values.get("quantity"))
        last = proposal.lines.aggregate(last=Max("place"))["last"] or 0
        line = ProposalLine(proposal=proposal, component=component, place=last + 1, **values)
        return deed.make(records.checked(line))


def update_line(*, user: User, line_id: int, **changes: Any) -> ProposalLine:
    """Changes columns of `LINE`."""
    with _work_on_line(user, line_id, "update_line") as (line, deed):
        if "name" in changes:
            message = _("Say what is offered in this line.")
            changes["name"] = records.require_text(changes["name"], field="name", message=message)
        refuse_negative(changes.get("quantity"))
        deed.change(line, **records.checked_changes(line, changes, LINE))
        return line


def raise_line(*, user: User, line_id: int) -> None:
    """Moves a line up by one."""
    with _work_on_line(user, line_id, "raise_line") as (line, deed):
        rows = list(line.proposal.lines.select_related("proposal").order_by("place", "pk"))
        at = next(number for number, row in enumerate(rows) if row.pk == line.pk)
        if at:
            rows[at - 1], rows[at] = rows[at], rows[at - 1]
        for place, row in enumerate(rows, start=1):
            deed.change(row, place=place)


def remove_line(*, user: User, line_id: int) -> None:
    """Takes a line out."""
    with _work_on_line(user, line_id, "remove_line") as (line, deed):
        deed.remove(line)


@contextmanager
def _work_on_line(user: User, line_id: int, action: str) -> Iterator[tuple[ProposalLine, Gesture]]:
    proposal_id = ProposalLine.objects.filter(pk=line_id).values_list("proposal_id", flat=True).first()
    if proposal_id is None:
        raise not_found()
    with _work_on(user, proposal_id, action) as (_proposal, deed):
        line = ProposalLine.objects.select_related("proposal").filter(pk=line_id).first()
        if line is None:
            raise not_found()
        yield line, deed


def _lines_of(proposal: Proposal, template: SolutionTemplate | None) -> Iterable[ProposalLine]:
    if template is None:
        return
    parts = template.parts.select_related("component").order_by("place", "pk")
    for place, part in enumerate(parts, start=1):
        values = _values_of(part.component, proposal.currency)
        yield ProposalLine(
            proposal=proposal,
            component=part.component,
            quantity=part.quantity,
            optional=part.optional,
            place=place,
            **values,
        )


def _values_of(component: Component, currency: str) -> dict[str, Any]:
    same = component.currency == currency
    return {
        "name": component.name,
        "description": component.description,
        "unit": component.unit,
        "price": component.price if same else None,
        "vat": component.vat if same else None,
    }


# ---------------------------------------------------------------- what it answers and shows
def _set_needs(deed: Gesture, proposal: Proposal, needs: Iterable[int]) -> None:
    """Which needs it answers. Those of persons are never among them: they are nobody else's business."""
    wanted = set(needs)
    found = Need.objects.filter(pk__in=wanted, opportunity=proposal.opportunity_id, type="org")
    if wanted - set(found.values_list("pk", flat=True)):
        raise records.invalid(needs=_("One of these needs is not among the company’s needs here any more."))
    held = {row.need_id: row for row in proposal.needs.select_related("proposal")}
    deed.remove_all(row for need, row in held.items() if need not in wanted)
    fresh = [ProposalNeed(proposal=proposal, need_id=need) for need in sorted(wanted - held.keys())]
    deed.make_all(ProposalNeed, fresh)


def _set_proofs(deed: Gesture, proposal: Proposal, proofs: Iterable[int]) -> None:
    wanted = set(proofs)
    if wanted - set(Proof.objects.filter(pk__in=wanted).values_list("pk", flat=True)):
        raise records.invalid(proofs=_("One of these proofs is not in the library any more."))
    held = {row.proof_id: row for row in proposal.proofs.select_related("proposal")}
    deed.remove_all(row for proof, row in held.items() if proof not in wanted)
    fresh = [ProposalProof(proposal=proposal, proof_id=proof) for proof in sorted(wanted - held.keys())]
    deed.make_all(ProposalProof, fresh)


def _template(template_id: int) -> SolutionTemplate:
    template = SolutionTemplate.objects.filter(pk=template_id).first()
    if template is None:
        raise not_found()
    return template


def _refuse_turned(date: dt.date, until: dt.date | None) -> None:
    if until is not None and until < date:
        raise records.invalid(valid_until=_("It cannot end before it is written."))
