"""A case as it stood on an earlier day: nothing later is known, and nothing that tells only the present."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.cases import cases
from tests.method.builders import TODAY, ago, note, story
from tongpin.method.case import (
    Bid,
    Case,
    Commitment,
    Concern,
    Criterion,
    Evidence,
    FindingRecord,
    GateRecord,
    Implementation,
    Meeting,
    Metric,
    Need,
    Outcome,
    Override,
    QualificationRecord,
    Stakeholder,
    Tender,
)
from tongpin.method.earlier import as_it_stood

PLANNED = {"due", "clarifications_until", "deadline", "opening", "today"}
"""Dates that are known beforehand: a later one is no knowledge of the future."""
PRESENT_ONLY = (
    "expected_close",
    "budget_confirmed",
    "project_initiated",
    "formal_tender",
    "our_product_fits",
    "crm_probability",
    "position",
    "outcome",
)
whole = settings(deadline=None, max_examples=20)


def dates_in(value: Any, name: str = "") -> Iterator[tuple[str, dt.date]]:
    """Every date inside, with the name of its field."""
    if isinstance(value, dt.date):
        yield name, value
    elif isinstance(value, tuple):
        for item in value:
            yield from dates_in(item, name)
    elif is_dataclass(value):
        for part in fields(value):
            yield from dates_in(getattr(value, part.name), part.name)


@whole
@given(cases(), st.integers(1, 40_000))
def test_nothing_later_is_known(case: Case, days: int) -> None:
    day = max(case.today - dt.timedelta(days=min(days, (case.today - dt.date(1900, 1, 1)).days)), dt.date(1900, 1, 1))
    assert [item for item in dates_in(as_it_stood(case, day)) if item[1] > day and item[0] not in PLANNED] == []


@whole
@given(cases(), st.integers(0, 3000), st.integers(0, 3000))
def test_looking_back_twice_is_looking_back_once(case: Case, first: int, second: int) -> None:
    near, far = sorted((first, second))
    nearer, farther = case.today - dt.timedelta(days=near), case.today - dt.timedelta(days=far)
    assert as_it_stood(as_it_stood(case, nearer), farther) == as_it_stood(case, farther)


@whole
@given(cases())
def test_today_keeps_all(case: Case) -> None:
    assert as_it_stood(case, case.today) is case


def test_what_tells_only_the_present_is_unknown_before_today() -> None:
    told = {
        "expected_close": ago(-30),
        "budget_confirmed": True,
        "project_initiated": True,
        "formal_tender": False,
        "our_product_fits": True,
        "crm_stage": "Negotiation",
        "crm_probability": Decimal(80),
        "position": "favourite",
        "outcome": Outcome(result="won", date=TODAY),
    }
    case = story(note(20), name="Gearboxes", amount=Decimal(5), segment="repeat", **told)
    before = as_it_stood(case, ago(1)).opportunity
    assert {name: getattr(before, name) for name in PRESENT_ONLY} == dict.fromkeys(PRESENT_ONLY)
    assert before.crm_stage == ""
    assert (before.name, before.amount, before.segment) == ("Gearboxes", 5, "repeat")


def test_people_are_known_by_name_but_not_yet_by_what_they_became() -> None:
    friend = Stakeholder(
        id="x",
        name="Mr Gu",
        title="chief engineer",
        department="technics",
        roles=("coach",),
        attitude=2,
        influence=5,
        last_contact=TODAY,
        owner="Anna",
        attitude_to_rivals={"Rival": -1},
    )
    before = as_it_stood(story(note(20), people=(friend,)), ago(5)).stakeholders[0]
    assert before == Stakeholder(id="x", name="Mr Gu", title="chief engineer", department="technics", owner="Anna")


def test_later_facts_are_cut_and_earlier_ones_stay() -> None:
    case = story(
        note(40, id="early"),
        note(5, id="late"),
        needs=(Need(date=ago(40), text="leaks"), Need(date=ago(5), text="noise")),
        criteria=(
            Criterion(name="dated", since=ago(30)),
            Criterion(name="later", since=ago(3)),
            Criterion(name="when?"),
        ),
        bids=(Bid(date=ago(4), bidder="Rival"),),
        concerns=(Concern(date=ago(30), text="service", status="answered"),),
        commitments=(Commitment(date=ago(30), text="send data", by="boss", due=ago(-9), status="kept"),),
        implementation=Implementation(
            contract_signed=ago(35),
            go_live=ago(8),
            acceptance=ago(2),
            metrics=(Metric(date=ago(20), name="stops"), Metric(date=ago(2), name="stops")),
        ),
        tender=Tender(issued=ago(50), deadline=ago(2), award=ago(1)),
        gates=(
            GateRecord(gate="g1", met=ago(30), shown_by=("early",)),
            GateRecord(gate="g2", override=Override(by="Lu", date=ago(3), reason="known for years")),
        ),
        qualification=QualificationRecord(answers={"need": "x"}, reviewed=ago(4)),
        evidence=(Evidence(entry="early", signal="budget_approved"), Evidence(entry="late", signal="budget_approved")),
        findings=(FindingRecord(code="no_coach", entry="early"), FindingRecord(code="no_coach", entry="late")),
        meetings=(Meeting(entry="early"), Meeting(entry="late")),
    )
    then = as_it_stood(case, ago(10))
    assert [entry.id for entry in then.timeline] == ["early"]
    assert [need.text for need in then.needs] == ["leaks"]
    assert [item.name for item in then.criteria] == ["dated"]
    assert then.bids == ()
    assert [item.status for item in (*then.concerns, *then.commitments)] == ["open", "open"]
    assert then.commitments[0].due == ago(-9), "when it was promised for was known then"
    assert (then.implementation.contract_signed, then.implementation.go_live) == (ago(35), None)
    assert len(then.implementation.metrics) == 1
    assert (then.tender.deadline, then.tender.award) == (ago(2), None)
    assert [record.gate for record in then.gates] == ["g1"]
    assert then.qualification == QualificationRecord()
    assert [len(items) for items in (then.evidence, then.findings, then.meetings)] == [1, 1, 1]


def test_a_timetable_is_unknown_before_the_tender_is_issued() -> None:
    case = story(note(60), tender=Tender(issued=ago(10), deadline=ago(-10)))
    assert as_it_stood(case, ago(11)).tender == Tender()


def test_the_case_looked_at_later_is_only_older() -> None:
    case = story(note(20), budget_confirmed=True)
    assert as_it_stood(case, ago(-30)) == replace(case, today=ago(-30))
