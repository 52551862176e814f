"""Who decides, who is heard, who is for us and how we get in (METHOD 6.3 to 6.6); what holds whatever is edited."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.method.builders import BOSS, BUYER, ENGINEER, TODAY, ago, note, opened
from tongpin.method.backing import backing_of, with_attitude, without_person
from tongpin.method.beliefs import belief_of
from tongpin.method.case import ROLES, STAGES, Case, Stakeholder
from tongpin.method.dossier import Dossier
from tongpin.method.entry_path import entry_of
from tongpin.method.influence import decision_shares, effective_shares, shares_explained
from tongpin.method.judge import dossier_of
from tongpin.method.playbook import DEFAULT, shipped
from tongpin.method.sides import Counterpart, InfluenceLine, Known
from tongpin.method.wording import render

PLAYBOOK = shipped()[DEFAULT]
EVEN = (1 / 7,) * 7


def somebody(id: str, *roles: Any, **facts: Any) -> Stakeholder:
    return Stakeholder(id=id, name=id.title(), roles=roles, **facts)


def dossier(*people: Stakeholder, notes: Any = (), **parts: Any) -> Dossier:
    return opened(*notes, people=people, **parts)


def at(stage: str) -> tuple[float, ...]:
    return tuple(float(name == stage) for name in STAGES)


def shares(*people: Stakeholder, stage: str | None = None) -> dict[str, float]:
    case = Case(id="x", today=TODAY, stakeholders=people)
    return decision_shares(case, PLAYBOOK, at(stage) if stage else EVEN)


# --------------------------------------------------------------- shares (6.3)
def test_shares_are_equal_until_something_is_told() -> None:
    assert list(shares(somebody("a"), somebody("b"), somebody("c")).values()) == pytest.approx([1 / 3] * 3)


def test_a_stated_share_holds_and_the_rest_is_shared_out() -> None:
    found = shares(somebody("a", share=Decimal(60)), somebody("b"), somebody("c"))
    assert found == {"a": pytest.approx(0.6), "b": pytest.approx(0.2), "c": pytest.approx(0.2)}


def test_a_stated_share_rises_at_the_stage_where_the_role_weighs() -> None:
    people = somebody("expert", "technical_adviser", share=Decimal(50)), somebody("rest", share=Decimal(50))
    assert shares(*people, stage="criteria")["expert"] > 0.55 > shares(*people, stage="commitment")["expert"]
    case = Case(id="x", today=TODAY, stakeholders=people)
    own = decision_shares(case, PLAYBOOK, at("criteria"))
    effective = effective_shares(own, case.influence_lines)
    explained = shares_explained(case, PLAYBOOK, at("criteria"), own, effective)
    told = [render(why, "en") for why in explained[0].why]
    assert told == ["we were told 50%", "a technical adviser weighs more at this stage (×1.7)"]


def test_whoever_is_listened_to_weighs_more_than_his_post() -> None:
    own = {"boss": 0.7, "adviser": 0.3}
    line = InfluenceLine(speaker="adviser", listener="boss", strength=3, state="confirmed")
    assert effective_shares(own, [line]) == {"boss": pytest.approx(0.35), "adviser": pytest.approx(0.65)}
    guessed = replace(line, state="assumed")
    assert effective_shares(own, [guessed])["adviser"] == pytest.approx(0.475)


def test_two_who_listen_to_each_other_keep_their_shares_among_them() -> None:
    lines = [InfluenceLine(speaker="a", listener="b"), InfluenceLine(speaker="b", listener="a")]
    found = effective_shares({"a": 0.5, "b": 0.5}, lines)
    assert found == {"a": pytest.approx(0.5), "b": pytest.approx(0.5)}


# --------------------------------------------------------------- what we believe
def test_a_guess_is_less_sure_than_what_was_told_and_both_fade() -> None:
    def sure(state: Any, days: int) -> float:
        person = somebody("a", known={"attitude": Known(state=state, since=ago(days))})
        return belief_of(person, "attitude", TODAY).sureness

    assert sure("confirmed", 10) > sure("assumed", 10) > sure("assumed", 200)
    assert sure("confirmed", 400) < sure("confirmed", 10) / 2 + 0.05


def test_what_nobody_confirmed_is_assumed_since_we_last_met() -> None:
    belief = belief_of(somebody("a", attitude=1, last_contact=ago(30)), "attitude", TODAY)
    assert (belief.state, belief.age_days) == ("assumed", 30)
    assert belief_of(somebody("a"), "attitude", TODAY).age_days is None


# --------------------------------------------------------------- support (6.6)
def test_the_index_is_wide_where_attitudes_are_only_assumed() -> None:
    guessed = somebody("a", "decision_maker", attitude=2, last_contact=ago(5))
    told = replace(guessed, known={"attitude": Known(state="confirmed", since=ago(5))})
    narrow, wide = backing_of(dossier(told)), backing_of(dossier(guessed))
    assert narrow.index > wide.index > 0
    assert narrow.high - narrow.low < wide.high - wide.low


def test_each_finding_opens_to_its_people() -> None:
    people = (
        somebody("chief", "decision_maker", attitude=0, last_contact=ago(9)),
        somebody("friend", "user", attitude=2, last_contact=ago(120)),
        somebody("foe", "technical_adviser", attitude=-2, last_contact=ago(20)),
        somebody("stranger", "finance_controller"),
    )
    groups = {group.code: group.people for group in backing_of(dossier(*people)).groups}
    assert groups["neglected"] == ("friend",)
    assert groups["opponents"] == ("foe",)
    assert groups["unmet"] == ("stranger",)
    assert set(groups["vetoes"]) == {"chief", "foe", "stranger"}


def test_all_talk_with_one_person_is_a_single_thread() -> None:
    notes = [note(days, "screening", who=("boss",)) for days in (30, 20, 10, 5)]
    groups = {group.code: group.people for group in backing_of(opened(*notes, people=(BOSS, ENGINEER))).groups}
    assert groups["single_thread"] == ("boss",)


def test_what_if_saves_nothing_and_shows_what_moves() -> None:
    now = dossier(somebody("foe", "decision_maker", attitude=-2, last_contact=ago(3)), somebody("b", attitude=1))
    then = dossier_of(with_attitude(now.case, "foe", 1), now.playbook, now.readings)
    gone = dossier_of(without_person(now.case, "foe"), now.playbook, now.readings)
    assert backing_of(then).index > backing_of(now).index
    assert [part.person for part in backing_of(gone).parts] == ["b"]
    assert now.case.stakeholders[0].attitude == -2


# --------------------------------------------------------------- whatever is edited
attitudes = st.none() | st.integers(-2, 2)
people_of_a_case = st.integers(1, 6).flatmap(
    lambda count: st.tuples(
        *(
            st.builds(
                Stakeholder,
                id=st.just(f"s{index}"),
                roles=st.lists(st.sampled_from(ROLES), max_size=3, unique=True).map(tuple),
                attitude=attitudes,
                influence=st.none() | st.integers(1, 5),
                share=st.none() | st.decimals(0, 100, places=1),
                last_contact=st.none() | st.dates(ago(400), TODAY),
                left=st.none() | st.dates(ago(400), ago(-400)),
                known=st.dictionaries(
                    st.just("attitude"),
                    st.builds(Known, state=st.sampled_from(["assumed", "confirmed"]), since=st.dates(ago(400), TODAY)),
                ),
            )
            for index in range(count)
        )
    )
)


@st.composite
def buying_centres(draw: st.DrawFn) -> Dossier:
    people = draw(people_of_a_case)
    codes = [person.id for person in people]
    pairs = [(one, other) for one in codes for other in codes if one != other]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=8, unique=True)) if pairs else []
    lines = tuple(
        InfluenceLine(
            speaker=one,
            listener=other,
            strength=draw(st.integers(1, 3)),
            state=draw(st.sampled_from(["assumed", "confirmed"])),
        )
        for one, other in chosen
    )
    return opened(people=people, influence_lines=lines)


@settings(max_examples=80, deadline=None)
@given(buying_centres())
def test_shares_sum_to_one_whatever_is_edited(found: Dossier) -> None:
    own = decision_shares(found.case, PLAYBOOK, found.odds)
    whole = 1 if found.present else 0
    assert sum(own.values()) == pytest.approx(whole)
    assert sum(found.shares.values()) == pytest.approx(whole)
    assert all(found.shares[person.id] == 0 for person in found.case.stakeholders if person not in found.present)
    assert all(-1e-9 <= share <= 1 + 1e-9 for share in (*own.values(), *found.shares.values()))


@settings(max_examples=80, deadline=None)
@given(buying_centres(), st.data())
def test_turning_an_attitude_up_never_lowers_support(found: Dossier, data: st.DataObject) -> None:
    person = data.draw(st.sampled_from([other.id for other in found.case.stakeholders]))
    low, high = sorted(data.draw(st.tuples(st.integers(-2, 2), st.integers(-2, 2))))
    before, after = (
        backing_of(dossier_of(with_attitude(found.case, person, attitude), found.playbook, found.readings))
        for attitude in (low, high)
    )
    assert after.index >= before.index - 1e-9


@settings(max_examples=80, deadline=None)
@given(buying_centres(), st.data())
def test_removing_a_person_never_raises_coverage(found: Dossier, data: st.DataObject) -> None:
    person = data.draw(st.sampled_from([other.id for other in found.case.stakeholders]))
    without = dossier_of(without_person(found.case, person), found.playbook, found.readings)
    assert backing_of(without).coverage <= backing_of(found).coverage


# --------------------------------------------------------------- the way in (6.5)
CHIEF = somebody("chief", "decision_maker")
SUFFERER = somebody("fitter", "dissatisfied", department="Workshop")
GUIDE = somebody("clerk", "receptive", attitude=1, last_contact=ago(10), department="Workshop")


def way(*people: Stakeholder, **parts: Any) -> list[str]:
    path = entry_of(dossier(*people, **parts)).path
    return [step.person for step in path.steps] if path else []


def test_the_way_leads_by_the_receptive_and_the_dissatisfied_to_power() -> None:
    line = InfluenceLine(speaker="fitter", listener="chief")
    assert way(CHIEF, SUFFERER, GUIDE, influence_lines=(line,)) == ["clerk", "fitter", "chief"]


def test_every_step_says_why_and_how_likely_it_is() -> None:
    line = InfluenceLine(speaker="fitter", listener="chief")
    path = entry_of(dossier(CHIEF, SUFFERER, GUIDE, influence_lines=(line,))).path
    assert path is not None
    assert [render(step.why, "en") for step in path.steps] == [
        "met 1 times, and for us",
        "in the same department as Clerk, who can introduce us",
        "he listens to Fitter, who can introduce us",
    ]
    assert path.chance == pytest.approx(0.9 * 0.45 * 0.75)


def test_the_alternative_starts_with_somebody_else() -> None:
    found = entry_of(dossier(CHIEF, SUFFERER, GUIDE))
    assert found.path is not None
    assert found.alternative is not None
    assert found.path.steps[0].person != found.alternative.steps[0].person


def test_whom_we_see_already_we_need_no_way_to() -> None:
    seen = replace(CHIEF, attitude=1, last_contact=ago(4))
    assert way(seen, SUFFERER, GUIDE) == ["chief"]


def test_a_steady_counterpart_is_a_way_in() -> None:
    tie = Counterpart(ours="Anna", who="chief", state="steady")
    assert way(CHIEF, SUFFERER, counterparts=(tie,)) == ["chief"]


def test_without_anybody_of_power_it_says_whom_to_ask() -> None:
    found = entry_of(dossier(SUFFERER, GUIDE))
    assert found.path is None
    assert found.note is not None
    assert "who decides" in render(found.note, "en")


def test_nobody_who_is_against_us_introduces_us() -> None:
    foe = replace(GUIDE, attitude=-1)
    path = entry_of(dossier(CHIEF, foe)).path
    assert path is not None
    assert all(step.through != "clerk" for step in path.steps)


def test_a_large_buying_centre_is_answered_with_ties_in_a_ring() -> None:
    people = (*(somebody(f"p{index}", "user") for index in range(120)), CHIEF, BUYER)
    ring = tuple(InfluenceLine(speaker=f"p{index}", listener=f"p{(index + 1) % 120}") for index in range(120))
    found = dossier(*people, influence_lines=ring)
    assert entry_of(found).path is not None
    assert sum(found.shares.values()) == pytest.approx(1)
