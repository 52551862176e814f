"""May we move on? Each check met, not done or not shown; a forced gate stays visible and costs what the data say."""

import math
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.method.builders import BOSS, BUYER, ENGINEER, EVERYBODY, TODAY, US, Told, ago, judged, note
from tongpin.method.case import (
    LANGUAGES,
    Bid,
    Case,
    Concern,
    Criterion,
    GateRecord,
    Implementation,
    Metric,
    Need,
    Override,
    QualificationRecord,
)
from tongpin.method.earlier import as_it_stood
from tongpin.method.gates import CHECKS
from tongpin.method.playbook import GATE_CHECKS, shipped
from tongpin.method.standing import GateState, Standing
from tongpin.method.wording import render

PLAYBOOK_OF = {gate.check: name for name, book in shipped().items() for gate in book.gates}
PLAYBOOK_OF |= {gate.check: "industrial-six" for gate in shipped()["industrial-six"].gates}


def state_of(standing: Standing, check: str) -> GateState:
    gate = next(gate for gate in shipped()[standing.playbook].gates if gate.check == check)
    return next(state for state in standing.gates if state.gate == gate.id)


@dataclass(frozen=True)
class Example:
    """A small story with what a check says of it: met, not done, or not shown."""

    check: str
    says: str
    told: tuple[Told, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.check}-{self.says}-{len(self.told)}-{'-'.join(self.fields)}"


def inside(text: str) -> Told:
    return note(20, kind="review", direction="internal", text=text, id="inside")


def met_everybody(stage: str = "screening") -> Told:
    return note(30, stage, who=("boss", "engineer", "buyer", "coach"), id="met")  # type: ignore[arg-type]


SIGNED = Implementation(contract_signed=ago(90))
IN_USE = Implementation(contract_signed=ago(90), go_live=ago(60))
ACCEPTED = Implementation(contract_signed=ago(90), go_live=ago(60), acceptance=ago(10))
LEAKS = Need(date=ago(50), text="Leaks cost a shift a week", who="boss", strength="explicit")
WORRY = Concern(date=ago(20), text="Who answers if it stops?", who="boss")

EXAMPLES = (
    Example("assessed_graded", "met", (), {"qualification": QualificationRecord(reviewed=ago(9))}),
    Example("assessed_graded", "met", (inside("评估过了，定为B级，按月联系。"),)),
    Example("assessed_graded", "met", (inside("Qualification review today: graded B."),)),
    Example("assessed_graded", "not shown", (inside("评估就免了，直接做标书。"),)),
    Example("assessed_graded", "not shown", (inside("No time to score this one."),)),
    Example("assessed_graded", "not shown", (note(9, "screening"),)),
    Example("coach_key_persons", "met", (met_everybody(),)),
    Example("coach_key_persons", "not done", (note(30, "screening", who=("coach", "engineer")),)),
    Example(
        "coach_key_persons", "not shown", (note(30, "screening", who=("boss", "engineer")),), {"people": EVERYBODY[:3]}
    ),
    Example("coach_key_persons", "not shown", (), {"people": ()}),
    Example("criteria_influenced", "met", (), {"criteria": (Criterion(name="Speed", since=ago(9), set_by="us"),)}),
    Example("criteria_influenced", "met", (), {"criteria": (Criterion(name="Speed", since=ago(9), set_by=US),)}),
    Example("criteria_influenced", "met", (note(9, "criteria", signals=("our_strength_in_criteria",)),)),
    Example("criteria_influenced", "met", (inside("孟工把我们的油温条件写进了技术规范。"),)),
    Example(
        "criteria_influenced", "not done", (), {"criteria": (Criterion(name="Range", since=ago(9), set_by="Rival"),)}
    ),
    Example("criteria_influenced", "not shown", (), {"criteria": (Criterion(name="Range", set_by="customer"),)}),
    Example("bid_or_offer", "met", (note(9, "tender", kind="bid"),)),
    Example(
        "bid_or_offer", "met", (note(9, "criteria", direction="in", kind="call"), note(8, "criteria", kind="quote"))
    ),
    Example("bid_or_offer", "met", (), {"bids": (Bid(date=ago(9), bidder=US),)}),
    Example("bid_or_offer", "not shown", (note(9, "need", direction="in", kind="call"), note(8, "need", kind="quote"))),
    Example("bid_or_offer", "not shown", (), {"bids": (Bid(date=ago(9), bidder="Rival"),)}),
    Example("contract_signed", "met", (), {"implementation": SIGNED}),
    Example("contract_signed", "met", (note(9, "implementation", signals=("contract_signed",)),)),
    Example("contract_signed", "not done", (note(9, "commitment", signals=("contract_unsigned",)),)),
    Example("contract_signed", "not shown", (note(9, "commitment"),)),
    Example("trial_evaluated", "met", (), {"implementation": ACCEPTED}),
    Example(
        "trial_evaluated",
        "met",
        (note(20, kind="review", text="试用评估：停机从五次降到一次。"), note(5, kind="care")),
        {"implementation": IN_USE},
    ),
    Example(
        "trial_evaluated",
        "not done",
        (),
        {"implementation": Implementation(go_live=ago(60), metrics=(Metric(date=ago(9), name="stops"),))},
    ),
    Example("trial_evaluated", "not shown", (), {"implementation": SIGNED}),
    Example("trial_evaluated", "not shown", (inside("试用评估报告通过。"),)),
    Example("need_explicit_owned", "met", (), {"needs": (LEAKS,)}),
    Example("need_explicit_owned", "met", (note(9, "need", signals=("need_explicit",)),)),
    Example("need_explicit_owned", "not shown", (), {"needs": (Need(date=ago(9), text="noise", who="boss"),)}),
    Example("accepted_by_power", "met", (met_everybody(),)),
    Example("accepted_by_power", "not shown", (note(9, who=("engineer",)),)),
    Example("concerns_answered", "met", (), {"concerns": (Concern(date=ago(9), text="Service", status="answered"),)}),
    Example("concerns_answered", "not done", (), {"concerns": (WORRY,)}),
    Example("concerns_answered", "not shown"),
    Example(
        "effectiveness_reached",
        "met",
        (note(9, "relationship", signals=("steady_use",)),),
        {"implementation": ACCEPTED},
    ),
    Example("effectiveness_reached", "not shown", (note(9, "implementation"),), {"implementation": IN_USE}),
    Example("budget_and_project", "met", (), {"budget_confirmed": True, "project_initiated": True}),
    Example("budget_and_project", "met", (note(9, "screening", signals=("budget_approved", "project_approved")),)),
    Example("budget_and_project", "not done", (), {"budget_confirmed": False}),
    Example("budget_and_project", "not shown", (), {"budget_confirmed": True}),
    Example("preferred_supplier_named", "met", (), {"position": "chosen"}),
    Example("preferred_supplier_named", "met", (note(9, "commitment", signals=("supplier_chosen",)),)),
    Example("preferred_supplier_named", "not shown", (note(9, "tender"),)),
    Example("accepted_in_use", "met", (), {"implementation": ACCEPTED}),
    Example("accepted_in_use", "not done", (), {"implementation": SIGNED}),
    Example("accepted_in_use", "not shown"),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_check_is_met_not_done_or_not_shown(example: Example) -> None:
    standing = judged(*example.told, playbook=PLAYBOOK_OF[example.check], **example.fields)
    state = state_of(standing, example.check)
    says = "met" if state.met else "not done" if state.shown else "not shown"
    assert says == example.says
    assert bool(state.missing) != state.met
    assert not state.forced
    for missing in state.missing:
        assert all("{" not in render(missing, lang) for lang in LANGUAGES)


def test_every_check_has_its_examples() -> None:
    shown = {(example.check, example.says) for example in EXAMPLES}
    assert set(GATE_CHECKS) == set(CHECKS) == {check for check, _ in shown}
    assert {check for check, says in shown if says == "met"} == set(GATE_CHECKS)


def test_a_met_gate_says_since_when_and_by_which_entries() -> None:
    standing = judged(
        inside("Qualification review: graded B."), met_everybody(), note(5, "tender", kind="bid", id="bid")
    )
    assert (state_of(standing, "assessed_graded").on, state_of(standing, "assessed_graded").entries) == (
        ago(20),
        ("inside",),
    )
    assert state_of(standing, "bid_or_offer").entries == ("bid",)
    assert "met" in state_of(standing, "coach_key_persons").entries


def test_what_a_person_recorded_counts_as_met() -> None:
    record = GateRecord(gate="g3_criteria_influenced", met=ago(4), shown_by=("e",))
    state = state_of(judged(gates=(record,)), "criteria_influenced")
    assert (state.met, state.on, state.entries, state.confidence) == (True, ago(4), ("e",), 1.0)


def test_gates_come_in_the_order_of_the_playbook() -> None:
    for name, book in shipped().items():
        assert [state.gate for state in judged(playbook=name).gates] == [gate.id for gate in book.gates]


def test_the_step_by_gates_is_held_by_the_first_gate_not_met() -> None:
    graded = QualificationRecord(reviewed=ago(40))
    bid_without_coach = judged(note(9, "tender", kind="bid"), qualification=graded, people=(BOSS, ENGINEER, BUYER))
    assert bid_without_coach.selling_step.by_gates == "entry", "a later gate that is met does not carry us past"
    everything = judged(
        met_everybody(),
        note(9, "tender", kind="bid"),
        qualification=graded,
        criteria=(Criterion(name="Speed", since=ago(30), set_by="us"),),
        implementation=ACCEPTED,
    )
    assert [state.met for state in everything.gates] == [True] * 6
    assert everything.selling_step.by_gates == "delivery"


def test_coach_and_key_persons_must_be_in_contact_not_only_known() -> None:
    unmet = state_of(judged(note(9, "screening", who=("coach",)), people=EVERYBODY), "coach_key_persons")
    assert any("Director Ling" in render(missing, "en") for missing in unmet.missing)
    known_only = state_of(judged(note(9, "screening", who=("boss", "engineer"))), "coach_key_persons")
    assert not known_only.met, "a coach whom nobody has ever met tells us nothing"


# --------------------------------------------------------------- forced gates

FORCED = GateRecord(
    gate="g2_coach_key_persons", override=Override(by="Director Lu", date=ago(9), reason="An old client vouches")
)


def screening(*records: GateRecord, **fields: Any) -> Standing:
    told = (note(9, "screening", direction="in", kind="call"), note(5, "screening", who=("engineer",)))
    graded = QualificationRecord(reviewed=ago(40))
    return judged(*told, gates=records, qualification=graded, **fields)


def test_a_forced_gate_lets_us_move_on_and_stays_visible() -> None:
    held, forced = screening(), screening(FORCED)
    assert (held.selling_step.by_gates, forced.selling_step.by_gates) == ("entry", "proposal")
    state = state_of(forced, "coach_key_persons")
    assert (state.met, state.forced) == (False, True)
    assert (state.override_by, state.override_reason) == ("Director Lu", "An old client vouches")
    assert state.missing, "what is missing stays told"


def test_a_forced_gate_halves_the_odds_of_winning() -> None:
    held, forced = screening().win.estimate, screening(FORCED).win.estimate
    ratio = (forced / (1 - forced)) / (held / (1 - held))
    assert ratio == pytest.approx(0.5, abs=0.02)
    assert any("forced" in reason.factor.key for reason in screening(FORCED).win.reasons)


def test_what_is_met_after_all_needs_no_forcing() -> None:
    state = state_of(screening(GateRecord(gate="g1_assessed_graded", override=FORCED.override)), "assessed_graded")
    assert (state.met, state.forced) == (True, False)


def test_an_override_of_tomorrow_does_not_count_today() -> None:
    tomorrow = GateRecord(gate="g2_coach_key_persons", override=Override(by="Lu", date=ago(-1), reason="soon"))
    case = Case(id="x", today=ago(-5), gates=(tomorrow,))
    assert as_it_stood(case, TODAY).gates == ()


def test_the_cost_of_forcing_is_the_playbooks() -> None:
    for book in shipped().values():
        for gate in book.gates:
            assert gate.forced_odds == 0.5
            assert math.log(gate.forced_odds) < 0
