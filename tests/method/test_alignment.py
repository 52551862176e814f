"""Does what we do fit? The rows of METHOD 3.2 that records can show, and our step told twice (METHOD 1.4)."""

import pytest

from tests.method.builders import ago, judged, note
from tongpin.method.alignment import fit_of
from tongpin.method.case import ENTRY_KINDS, LANGUAGES, STAGES, Stage
from tongpin.method.datafiles import load_data
from tongpin.method.playbook import shipped
from tongpin.method.standing import Fit
from tongpin.method.wording import render

# What a trainer would say of each action of ours by the stage the customer is in (METHOD 3.2).
TABLE: dict[str, dict[Stage, str]] = {
    "demo": {"need": "early", "screening": "fits", "criteria": "fits", "tender": "fits"},
    "sample": {"need": "early", "screening": "fits", "criteria": "fits"},
    "proposal": {"need": "early", "criteria": "fits", "tender": "fits", "commitment": "late"},
    "quote": {"need": "early", "screening": "early", "tender": "fits", "commitment": "fits", "implementation": "early"},
    "site_visit": dict.fromkeys(STAGES, "fits"),
    "discount": {"need": "early", "criteria": "early", "tender": "fits", "commitment": "wrong"},
    "company_tour": {"need": "early", "screening": "fits", "relationship": "late"},
    "reference_visit": {"need": "early", "criteria": "fits", "commitment": "fits"},
    "bid": {"screening": "early", "criteria": "early", "tender": "fits"},
    "negotiation": {"need": "early", "criteria": "early", "commitment": "fits", "relationship": "late"},
    "executive_visit": {"need": "early", "commitment": "fits"},
    "contract": {"criteria": "early", "commitment": "fits"},
    "delivery": {"commitment": "early", "implementation": "fits"},
    "training": {"commitment": "early", "implementation": "fits"},
    "visit": dict.fromkeys(STAGES, "fits"),
    "call": dict.fromkeys(STAGES, "fits"),
    "email": dict.fromkeys(STAGES, "fits"),
    "review": {"implementation": "fits", "relationship": "fits"},
    "care": {"implementation": "fits", "relationship": "fits"},
}


def fit(kind: str, stage: Stage) -> Fit:
    """The verdict on an action of ours between two notes in which the customer is plainly at a stage."""
    standing = judged(
        note(12, stage, kind="call", direction="in"),
        note(11, kind=kind, text="", id="act"),
        note(10, stage, kind="call", direction="in"),
    )
    return next(item for item in standing.alignment if item.entry == "act")


@pytest.mark.parametrize(("kind", "stage"), [(kind, stage) for kind, row in TABLE.items() for stage in row])
def test_an_action_is_held_against_the_stage_of_its_day(kind: str, stage: Stage) -> None:
    found = fit(kind, stage)
    assert found.verdict == TABLE[kind][stage]
    assert found.confidence > 0.4
    assert (found.better is None) == (found.verdict == "fits")
    for lang in LANGUAGES:
        assert "{" not in render(found.why, lang) + (render(found.better, lang) if found.better else "")


def test_how_many_stages_ahead_or_behind() -> None:
    assert fit("demo", "need").stages_off == 1
    assert fit("quote", "need").stages_off == 2
    assert fit("bid", "need").stages_off == 3
    assert fit("company_tour", "relationship").stages_off == -2
    assert fit("demo", "criteria").stages_off == 0
    assert fit("discount", "commitment").stages_off == 0


def test_what_is_said_is_said_of_a_stage_for_which_it_holds() -> None:
    """Between need and screening a quotation is early, though the tender is the single likeliest stage."""
    quote = note(5, kind="quote").entry
    found = fit_of(quote, (0.3, 0.3, 0.0, 0.4, 0.0, 0.0, 0.0), "private")
    assert (found.verdict, found.confidence) == ("early", 0.6)
    assert found.stages_off > 0
    assert "Tender" not in render(found.why, "en")


def test_every_kind_of_action_has_its_stages_and_a_name() -> None:
    data = load_data("alignment")
    assert set(data["actions"]) == set(data["kinds"]) == set(ENTRY_KINDS)
    for name, action in data["actions"].items():
        fits = action.get("fits", STAGES)
        assert fits, name
        assert set(fits) | set(action.get("wrong_in", ())) <= set(STAGES)
        assert not set(fits) & set(action.get("wrong_in", ())), name


def test_only_what_we_began_is_judged() -> None:
    standing = judged(
        note(12, "need", kind="demo", direction="in", id="asked"),
        note(11, "need", kind="review", direction="internal", id="inside"),
        note(10, "need", id="ours"),
    )
    assert [item.entry for item in standing.alignment] == ["ours"]


def test_the_stage_of_the_day_counts_not_that_of_today() -> None:
    standing = judged(
        note(100, "need", direction="in", kind="call"),
        note(98, "need", kind="demo", id="too-soon", text=""),
        note(95, "need", direction="in", kind="call", id="still"),
        note(5, "tender", direction="in", kind="call", id="now"),
        note(3, "tender", kind="demo", id="in-time"),
    )
    assert standing.stage == "tender"
    assert {item.entry: item.verdict for item in standing.alignment} == {"too-soon": "early", "in-time": "fits"}


# --------------------------------------------------------------- our step, told twice


def test_step_by_gates_is_that_of_the_first_gate_not_met() -> None:
    step = judged(note(5, "screening", direction="in")).selling_step
    assert (step.by_gates, step.by_actions, step.offset) == ("development", None, None)


def test_step_by_actions_is_what_we_did_in_the_last_thirty_days() -> None:
    early_demo = judged(
        note(9, "need", direction="in", kind="call"), note(8, "need", kind="demo", id="demo")
    ).selling_step
    assert (early_demo.by_gates, early_demo.by_actions, early_demo.offset) == ("development", "proposal", 2)
    assert early_demo.entries == ("demo",)
    long_ago = judged(note(60, "need", direction="in", kind="call"), note(50, "need", kind="demo")).selling_step
    assert long_ago.by_actions is None


def test_we_can_be_behind_the_customer() -> None:
    step = judged(
        note(9, "criteria", direction="in", kind="call"), note(3, "criteria", kind="company_tour")
    ).selling_step
    assert (step.by_actions, step.offset) == ("entry", -1)


def test_a_mere_call_belongs_to_the_step_that_the_customer_asks_for() -> None:
    step = judged(note(9, "tender", direction="in", kind="bid"), note(3, "tender", kind="call")).selling_step
    assert (step.by_actions, step.offset) == ("bid", 0)


def test_a_window_ends_with_the_day_it_is_looked_at() -> None:
    told = [note(40, "need", direction="in", kind="call"), note(31, "need", kind="demo")]
    assert judged(*told).selling_step.by_actions is None
    assert judged(*told, today=ago(2)).selling_step.by_actions == "proposal"


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_playbook_tells_both_steps(name: str) -> None:
    standing = judged(
        note(9, "commitment", direction="in", kind="call"), note(4, "commitment", kind="negotiation"), playbook=name
    )
    steps = [step.id for step in shipped()[name].selling_steps]
    assert standing.selling_step.by_gates == steps[0]
    assert standing.selling_step.by_actions in steps
    assert standing.selling_step.offset == 0
