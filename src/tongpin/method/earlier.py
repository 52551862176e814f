"""A case as it stood at the end of an earlier day (DEALFILE, ``--as-of``)."""

import datetime as dt
from dataclasses import replace

from tongpin.method import selling, serving, sides
from tongpin.method.case import (
    Case,
    Concern,
    GateRecord,
    Implementation,
    Opportunity,
    QualificationRecord,
    Stakeholder,
    Tender,
)


def as_it_stood(case: Case, day: dt.date) -> Case:
    """The case as it stood at the end of ``day``.

    Dated items after it are cut. Unless ``day`` is today or later, fields that only tell the present are
    unknown: opportunity flags, roles, attitudes, influence (DEALFILE, ``--as-of``).
    """
    if day >= case.today:
        return case if day == case.today else replace(case, today=day)
    entries = tuple(entry for entry in case.timeline if entry.date <= day)
    kept = {entry.id for entry in entries}
    return replace(
        case,
        today=day,
        opportunity=_without_present(case.opportunity),
        stakeholders=tuple(_stranger(person, day) for person in case.stakeholders),
        timeline=entries,
        needs=tuple(need for need in case.needs if need.date <= day),
        criteria=tuple(item for item in case.criteria if item.since is not None and item.since <= day),
        bids=tuple(bid for bid in case.bids if bid.date <= day),
        concerns=tuple(_concern_at(item) for item in case.concerns if item.date <= day),
        commitments=tuple(replace(item, status="open") for item in case.commitments if item.date <= day),
        implementation=_implementation_at(case.implementation, day),
        tender=_tender_at(case.tender, day),
        gates=tuple(gate for gate in (_gate_at(record, day) for record in case.gates) if gate is not None),
        qualification=_qualification_at(case.qualification, day),
        evidence=tuple(item for item in case.evidence if item.entry in kept),
        findings=tuple(item for item in case.findings if item.entry in kept),
        meetings=tuple(item for item in case.meetings if item.entry in kept),
        our_side=sides.our_side_at(case.our_side, day),
        influence_lines=(),
        counterparts=sides.counterparts_at(case.counterparts, day),
        settlements=sides.settlements_at(case.settlements, day),
        plan=sides.plan_at(case.plan, day),
        sales_meetings=tuple(item for item in case.sales_meetings if item.date <= day),
        questions=selling.questions_at(case.questions, day),
        benefits=(),
        awards=tuple(item for item in case.awards if item.date <= day),
        tickets=serving.tickets_at(case.tickets, day),
    )


def so_far(case: Case) -> Case:
    """The case without what is dated after its day: a contract, start or acceptance that is only planned."""
    facts = _implementation_at(case.implementation, case.today)
    return case if facts == case.implementation else replace(case, implementation=facts)


def _without_present(opportunity: Opportunity) -> Opportunity:
    return Opportunity(
        name=opportunity.name,
        amount=opportunity.amount,
        currency=opportunity.currency,
        segment=opportunity.segment,
        playbook=opportunity.playbook,
    )


def _stranger(person: Stakeholder, day: dt.date) -> Stakeholder:
    return Stakeholder(
        id=person.id,
        name=person.name,
        title=person.title,
        department=person.department,
        owner=person.owner,
        left=_past(person.left, day),
    )


def _past(moment: dt.date | None, day: dt.date) -> dt.date | None:
    return moment if moment is not None and moment <= day else None


def _concern_at(concern: Concern) -> Concern:
    """What was planned against it, and how it ended, is not known of an earlier day."""
    return replace(concern, status="open", plan="", owner="", due=None, settled=None)


def _implementation_at(facts: Implementation, day: dt.date) -> Implementation:
    return Implementation(
        contract_signed=_past(facts.contract_signed, day),
        go_live=_past(facts.go_live, day),
        acceptance=_past(facts.acceptance, day),
        metrics=tuple(metric for metric in facts.metrics if metric.date <= day),
        measures=facts.measures,
        milestones=serving.milestones_at(facts.milestones, day),
        expectations=serving.expectations_at(facts.expectations, day),
    )


def _tender_at(tender: Tender, day: dt.date) -> Tender:
    """A timetable is known from the day the tender is issued; the award only once it has come."""
    if tender.issued is None or tender.issued > day:
        return Tender()
    return replace(tender, award=_past(tender.award, day))


def _gate_at(record: GateRecord, day: dt.date) -> GateRecord | None:
    met = _past(record.met, day)
    override = record.override if record.override is not None and record.override.date <= day else None
    return replace(record, met=met, override=override) if met or override else None


def _qualification_at(record: QualificationRecord, day: dt.date) -> QualificationRecord:
    return record if _past(record.reviewed, day) else QualificationRecord()
