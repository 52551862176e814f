"""Playbooks: three ship, each maps onto the buying stages; a broken one is told every fault with its line."""

import re

import pytest

from tongpin.method import playbook
from tongpin.method.case import LANGUAGES, ROLES, STAGES, Language
from tongpin.method.gates import CHECKS
from tongpin.method.located import Faults
from tongpin.method.wording import render

# Each faulty line says at its end which fault it is.
BROKEN = """\
name: ours
version: 0  # not_positive
title: {zh-Hans: 我们的流程, zh-Hant: 我們的流程, en: Our process}
about: {zh-Hans: 试一试, en: A try}  # text_missing
dwell_days: {need: 90, screening: 45, criteria: 40, tender: 35, commitment: 40, implementation: 120,
  relationship: 0,  # bad_dwell
  waiting: 10}  # unknown_stage
purchase_steps:
  - id: p1  # stages_uncovered
    stages: [need, screening, criteria]
    title: {zh-Hans: 前期, zh-Hant: 前期, en: Before}
  - {id: p2, stages: [tender], title: {zh-Hans: 招标, zh-Hant: 招標, en: Tender}}
selling_steps:
  - id: open
    title: {zh-Hans: 开发, zh-Hant: 開發, en: Open}
    does: {zh-Hans: 找线索, zh-Hant: 找線索, en: Find leads}
    stages: [need]
    gate:
      id: g1
      title: {zh-Hans: 喝过酒, zh-Hant: 喝過酒, en: Had a drink}
      check: had_a_drink  # unknown_check
  - id: open  # step_id_twice
    title: {zh-Hans: 投标, zh-Hant: 投標, en: Bid}
    does: {zh-Hans: 投标, zh-Hant: 投標, en: Bid}
    stages: [tender]
    gate:
      id: g2  # bad_forced_odds
      title: {zh-Hans: 已投, zh-Hant: 已投, en: Bid placed}
      check: bid_or_offer
      forced_odds: 1.5
  - id: rest  # step_without_stage
    title: {zh-Hans: 其余, zh-Hant: 其餘, en: Rest}
    does: {zh-Hans: 其余, zh-Hant: 其餘, en: Rest}
    stages: []
role_weights:
  need:
    user: 4
    friend: 3  # unknown_role
    power: -1  # bad_weight
"""
MISTYPED = """\
name: ours
version: one  # wanted_int
title: {zh-Hans: 我们的流程, zh-Hant: 我們的流程, en: Our process}
about: {zh-Hans: 试一试, zh-Hant: 試一試, en: A try}
dwell_days: {need: three months}  # wanted_float
colour: red  # unknown_key
purchase_steps:
  - {id: p1, stages: [buying], title: {zh-Hans: 买, zh-Hant: 買, en: Buy}}  # wanted_choice
selling_steps:
  - id: s1
    title: {zh-Hans: 卖, zh-Hant: 賣, en: Sell}
    does: {zh-Hans: 卖, zh-Hant: 賣, en: Sell}
    stages: need  # wanted_list
  - {id: s2, stages: [need], title: {zh-Hans: 卖, zh-Hant: 賣, en: Sell}}  # missing_key
role_weights: {}
thresholds: {not_met_days: soon}  # wanted_int
"""


def expected(text: str) -> list[tuple[int, str]]:
    """Line and kind of every fault, as the comments of a broken playbook say."""
    marks = (re.search(r"  # (\w+)$", line) for line in text.splitlines())
    return [(number, mark[1]) for number, mark in enumerate(marks, 1) if mark]


def faults_of(text: str) -> Faults:
    with pytest.raises(Faults) as caught:
        playbook.parse(text, "ours.yaml")
    return caught.value


@pytest.mark.parametrize("text", [BROKEN, MISTYPED], ids=["meaning", "types"])
def test_every_fault_is_told_with_its_line(text: str) -> None:
    told = [(fault.line, fault.message.key.removeprefix("faults.")) for fault in faults_of(text).faults]
    assert len(told) >= 6
    assert told == expected(text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", [BROKEN, MISTYPED], ids=["meaning", "types"])
def test_faults_are_told_in_the_readers_language(text: str, lang: Language) -> None:
    for fault in faults_of(text).faults:
        assert fault.told(lang).startswith(f"ours.yaml:{fault.line}: ")
        assert "{" not in render(fault.message, lang)


def test_a_fault_says_what_would_be_right() -> None:
    told = {fault.message.key: render(fault.message, "en") for fault in faults_of(BROKEN).faults}
    assert "had_a_drink" in told["faults.unknown_check"]
    assert "concerns_answered" in told["faults.unknown_check"]
    assert told["faults.text_missing"].endswith("zh-Hant")
    assert "commitment, implementation" in told["faults.stages_uncovered"]


def test_three_playbooks_ship() -> None:
    assert set(playbook.shipped()) == {"industrial-six", "four-phase", "solution-six"}
    assert playbook.load().name == "industrial-six"
    assert all(name == found.name for name, found in playbook.shipped().items())


@pytest.mark.parametrize(
    ("name", "checks"),
    [
        (
            "industrial-six",
            [
                *("assessed_graded", "coach_key_persons", "criteria_influenced"),
                *("bid_or_offer", "contract_signed", "trial_evaluated"),
            ],
        ),
        ("four-phase", ["budget_and_project", "preferred_supplier_named", "contract_signed", "accepted_in_use"]),
        (
            "solution-six",
            [
                *("need_explicit_owned", "accepted_by_power", "concerns_answered"),
                *("contract_signed", "effectiveness_reached"),
            ],
        ),
    ],
)
def test_gates_are_those_of_the_method_in_order(name: str, checks: list[str]) -> None:
    """METHOD 1.3."""
    gates = playbook.load(name).gates
    assert [gate.check for gate in gates] == checks
    assert {gate.forced_odds for gate in gates} == {0.5}
    assert set(checks) <= set(CHECKS)


def test_every_gate_check_is_written() -> None:
    assert set(playbook.GATE_CHECKS) == set(CHECKS)


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("industrial-six", ["development", "entry", "proposal", "bid", "negotiation", "delivery", "delivery"]),
        (
            "four-phase",
            ["need", "evaluation", "evaluation", "evaluation", "resolution", "implementation", "implementation"],
        ),
        (
            "solution-six",
            ["survey", "presentation", "presentation", "presentation", "trust", "implementation", "relationship"],
        ),
    ],
)
def test_each_buying_stage_has_its_selling_step(name: str, steps: list[str]) -> None:
    found = playbook.load(name)
    assert [found.step_for(stage).id for stage in STAGES] == steps


@pytest.mark.parametrize("name", ["industrial-six", "four-phase", "solution-six"])
def test_key_persons_change_with_the_stage(name: str) -> None:
    """METHOD 6.4: the dissatisfied early, technical people in criteria, who decides at commitment, users after it."""
    weights = playbook.load(name).role_weights
    assert set(weights) == set(STAGES)
    assert all(set(weights[stage]) == set(ROLES) for stage in STAGES)
    heaviest = {stage: max(weights[stage], key=lambda role: weights[stage][role]) for stage in STAGES}
    assert heaviest["need"] == "dissatisfied"
    assert heaviest["criteria"] == "technical_adviser"
    assert heaviest["commitment"] == "decision_maker"
    assert heaviest["implementation"] == "user"
    assert weights["tender"]["finance_controller"] > weights["criteria"]["finance_controller"]


@pytest.mark.parametrize("name", ["industrial-six", "four-phase", "solution-six"])
def test_an_action_belongs_to_one_step(name: str) -> None:
    actions = [action for step in playbook.load(name).selling_steps for action in step.actions]
    assert sorted(set(actions)) == sorted(actions)


def test_a_copy_can_be_adapted() -> None:
    text = playbook.source("four-phase").replace("name: four-phase", "name: ours").replace("need: 90", "need: 200")
    ours = playbook.parse(text, "ours.yaml")
    assert ours.name == "ours"
    assert ours.dwell_days["need"] == 200
    assert [gate.id for gate in ours.gates] == [gate.id for gate in playbook.load("four-phase").gates]


def test_an_unknown_playbook_is_refused() -> None:
    with pytest.raises(KeyError):
        playbook.load("seven-steps-to-riches")
    with pytest.raises(KeyError):
        playbook.source("../stages")


def test_a_file_that_is_no_mapping_is_refused() -> None:
    assert [fault.message.key for fault in faults_of("- one\n- two\n").faults] == ["faults.not_mapping"]
