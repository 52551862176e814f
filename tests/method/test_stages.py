"""Where the customer is: the hidden Markov model against plain enumeration, and on turns that trainers know."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.method.builders import TODAY, ago, judged, note, readings_of, story
from tongpin.method.case import STAGES, Need, Stage, Tender
from tongpin.method.judge import judge
from tongpin.method.playbook import load
from tongpin.method.stages import StageModel, forward, information_gain, latest, rest, smooth, stage_model
from tongpin.method.vocabulary import kinds, seen_given_stage, stage_weights

MODEL = stage_model(load().dwell_days)
N = len(STAGES)
weights = st.lists(st.floats(-4, 4, width=32), min_size=N, max_size=N)
chains = st.lists(st.tuples(st.integers(0, 400), weights), min_size=1, max_size=6)


def arrays(chain: list[tuple[int, list[float]]]) -> tuple[Any, Any]:
    gaps = np.array([[0], *[[gap] for gap, _ in chain[1:]]])
    return gaps, np.array([row for _, row in chain], np.float32)[:, None, :]


def enumerated(model: StageModel, gaps: Any, evidence: Any) -> tuple[Any, Any]:
    """Odds on each date, forward and with hindsight, by adding up every way through the stages."""
    length = len(gaps)
    filtered, hindsight = np.zeros((length, N)), np.zeros((length, N))
    for upto in range(1, length + 1):
        for way in product(range(N), repeat=upto):
            chance = float(model.start[way[0]]) * np.exp(evidence[0, 0, way[0]])
            for step in range(1, upto):
                chance *= model.steps[gaps[step, 0], way[step - 1], way[step]] * np.exp(evidence[step, 0, way[step]])
            filtered[upto - 1, way[-1]] += chance
            if upto == length:
                for step, stage in enumerate(way):
                    hindsight[step, stage] += chance
    return filtered / filtered.sum(axis=1, keepdims=True), hindsight / hindsight.sum(axis=1, keepdims=True)


def test_forward_and_hindsight_are_what_enumeration_gives() -> None:
    random = np.random.default_rng(20250915)
    gaps = np.array([[0], [12], [60], [3]])
    evidence = random.normal(0, 1.5, (4, 1, N)).astype(np.float32)
    filtered = forward(MODEL, gaps, evidence)
    wanted, wanted_later = enumerated(MODEL, gaps, evidence)
    assert filtered[:, 0] == pytest.approx(wanted, abs=2e-5)
    assert smooth(MODEL, gaps, evidence, filtered)[:, 0] == pytest.approx(wanted_later, abs=2e-5)


@settings(deadline=None)
@given(chains)
def test_odds_sum_to_one_on_every_date(chain: list[tuple[int, list[float]]]) -> None:
    gaps, evidence = arrays(chain)
    filtered = forward(MODEL, gaps, evidence)
    for odds in (filtered, smooth(MODEL, gaps, evidence, filtered)):
        assert odds.min() >= 0
        assert odds.sum(axis=2) == pytest.approx(1, abs=1e-5)


@settings(deadline=None, max_examples=30)
@given(chains, st.integers(0, 999), st.randoms(use_true_random=False))
def test_one_case_alone_and_among_a_thousand_is_the_same(
    chain: list[tuple[int, list[float]]], row: int, random: Any
) -> None:
    gaps, evidence = arrays(chain)
    many_gaps = np.array([[0] * 1000, *[[random.randint(0, 700) for _ in range(1000)] for _ in chain[1:]]])
    many = np.random.default_rng(random.randint(0, 9)).normal(0, 2, (len(chain), 1000, N)).astype(np.float32)
    many_gaps[:, row], many[:, row] = gaps[:, 0], evidence[:, 0]
    alone, among = forward(MODEL, gaps, evidence), forward(MODEL, many_gaps, many)
    assert among[:, row] == pytest.approx(alone[:, 0], abs=1e-5)
    later = smooth(MODEL, gaps, evidence, alone)
    assert smooth(MODEL, many_gaps, many, among)[:, row] == pytest.approx(later[:, 0], abs=1e-5)


def test_many_cases_by_kinds_of_signals_end_where_one_case_does() -> None:
    table = np.stack([stage_weights(kind) for kind in kinds()])
    random = np.random.default_rng(3)
    chosen = random.integers(0, len(table), (20, 50))
    gaps = random.integers(0, 60, (20, 50))
    gaps[0] = 0
    whole = latest(MODEL, gaps, chosen, table)
    for case in (0, 17, 49):
        alone = forward(MODEL, gaps[:, [case]], table[chosen[:, [case]]])
        assert whole[case] == pytest.approx(alone[-1, 0], abs=1e-5)


@pytest.mark.parametrize("stage", STAGES)
def test_the_longer_nothing_is_heard_the_less_sure_we_are(stage: Stage) -> None:
    odds = np.eye(N, dtype=np.float32)[[STAGES.index(stage)]]
    sure = [rest(MODEL, odds, days)[0, STAGES.index(stage)] for days in (0, 14, 30, 60, 120, 240)]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] == 1
    assert sure[-1] < 0.9


def test_longest_silence_is_as_long_as_any_longer_one() -> None:
    odds = np.eye(N, dtype=np.float32)[[2]]
    assert rest(MODEL, odds, 720) == pytest.approx(rest(MODEL, odds, 5000))


def test_a_case_of_which_nothing_is_known_is_flat() -> None:
    standing = judged()
    assert sum(standing.stages) == pytest.approx(1, abs=1e-3)
    assert standing.certain < 0.25
    assert standing.history == ()


def test_notes_that_say_nothing_leave_it_flat() -> None:
    assert judged(note(3), note(1, kind="email")).certain < 0.25


def test_a_cancelled_tender_goes_back_towards_need() -> None:
    bidding = [note(60, "tender", direction="in"), note(50, "tender", kind="bid")]
    before = judged(*bidding, today=ago(45))
    cancelled = note(20, "need", direction="in", signals=("project_cancelled",), text="The tender is called off.")
    after = judged(*bidding, cancelled)
    assert before.stage == "tender"
    assert after.stage == "need"
    assert after.history[0].odds[STAGES.index("tender")] > 0.5, "what was known then stays in the history"


def test_a_served_customer_with_a_new_project_opens_again() -> None:
    served = [note(400, "relationship", kind="care"), note(300, "relationship", kind="review")]
    again = judged(*served, note(10, "need", direction="in"), note(4, "need", direction="in"))
    assert again.stage == "need"


def test_what_somebody_typed_as_stage_or_chance_changes_nothing() -> None:
    told = [note(30, "need"), note(10, "screening", direction="in")]
    plain = story(*told)
    for stage, chance in (("合同谈判", 90), ("Closed won", 100), ("need", 0)):
        typed = replace(plain, opportunity=replace(plain.opportunity, crm_stage=stage, crm_probability=chance))
        assert judge(typed, readings=readings_of(*told)) == judge(plain, readings=readings_of(*told))


def test_our_own_pushing_is_no_evidence() -> None:
    quiet = judged(note(9, "need", direction="in"))
    pushed = judged(
        note(9, "need", direction="in"), note(5, kind="quote"), note(4, kind="demo"), note(2, kind="proposal")
    )
    assert pushed.stages[STAGES.index("need")] == pytest.approx(quiet.stages[STAGES.index("need")], abs=0.05)


def test_records_alone_place_the_customer() -> None:
    assert judged(tender=Tender(issued=ago(6), deadline=ago(-20))).stage == "tender"
    assert judged(tender=Tender(issued=ago(60), deadline=ago(35), award=ago(5))).stage == "commitment"
    assert judged(needs=(Need(date=ago(2), text="It leaks now and then", who="boss"),)).stage == "need"


def test_each_person_has_a_stage_of_his_own() -> None:
    standing = judged(
        note(9, "need", direction="in", who=("boss",)),
        note(8, "criteria", direction="in", who=("engineer",)),
        note(3, "criteria", direction="internal", id="inside"),
    )
    assert {item.person: item.stage for item in standing.by_person} == {"boss": "need", "engineer": "criteria"}
    assert all("inside" not in item.entries for item in standing.by_person)


def test_history_rests_on_the_entries_of_its_day() -> None:
    standing = judged(note(9, "need", id="a"), note(9, "need", kind="call", id="b"), note(2, "screening", id="c"))
    assert [(point.date, set(point.entries)) for point in standing.history] == [(ago(9), {"a", "b"}), (ago(2), {"c"})]
    assert standing.as_of == TODAY


def test_information_gain_is_never_negative() -> None:
    for odds in (*np.eye(N, dtype=np.float32), np.full(N, 1 / N, np.float32)):
        assert information_gain(odds, seen_given_stage()).min() > -1e-5


def test_the_question_that_splits_the_likely_stages_tells_most() -> None:
    odds = np.array([0.5, 0, 0, 0.5, 0, 0, 0], np.float32)
    splits = [0.9, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05]
    both_alike = [0.9, 0.05, 0.05, 0.9, 0.05, 0.05, 0.05]
    elsewhere = [0.05, 0.05, 0.9, 0.05, 0.05, 0.05, 0.05]
    gains = information_gain(odds, np.array([both_alike, splits, elsewhere], np.float32))
    assert gains.argmax() == 1
    assert gains[[0, 2]] == pytest.approx(0, abs=1e-5)


def test_what_was_told_is_not_asked_again_and_an_ended_case_asks_nothing() -> None:
    asked = judged(note(5, "screening", direction="in")).ask_next
    assert asked is not None
    kind = asked.text.key.split(".")[1]
    told = judged(note(5, "screening", direction="in", signals=(kind,))).ask_next
    assert told is not None
    assert told.text.key != asked.text.key
    assert told.who
    assert judged().ask_next is None
