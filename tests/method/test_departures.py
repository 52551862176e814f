"""Somebody at the customer's leaves: from that day he decides nothing, and what hung on him is named (METHOD 6)."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.method.builders import BOSS, BUYER, COACH, ENGINEER, TODAY, ago, judged, note, opened, story
from tongpin.method.backing import backing_of
from tongpin.method.buying_centre import BuyingCentre, buying_centre_of
from tongpin.method.case import Stakeholder
from tongpin.method.departures import departures_of
from tongpin.method.dossier import Dossier
from tongpin.method.earlier import as_it_stood
from tongpin.method.entry_path import entry_of
from tongpin.method.possible import oddities
from tongpin.method.sides import Counterpart, InfluenceLine
from tongpin.method.wording import render

GONE = replace(COACH, left=ago(5))
NOTES = [
    note(days, "tender", who=(who,)) for days, who in ((60, "coach"), (40, "engineer"), (20, "boss"), (10, "buyer"))
]
TIES: dict[str, Any] = {
    "influence_lines": (InfluenceLine(speaker="coach", listener="engineer", state="confirmed"),),
    "counterparts": (Counterpart(ours="Anna", who="coach", state="steady"),),
}


def with_coach(coach: Stakeholder, **parts: Any) -> Dossier:
    return opened(*NOTES, people=(BOSS, ENGINEER, BUYER, coach), **{**TIES, **parts})


def centre(coach: Stakeholder, **parts: Any) -> BuyingCentre:
    return buying_centre_of(with_coach(coach, **parts))


def test_his_share_goes_to_the_others() -> None:
    before, after = with_coach(COACH), with_coach(GONE)
    assert before.shares["coach"] > 0.05
    assert after.shares["coach"] == 0
    assert sum(after.shares.values()) == pytest.approx(1)
    assert all(after.own_shares[who] > before.own_shares[who] for who in ("boss", "engineer", "buyer"))
    told = {share.person: [render(why, "en") for why in share.why] for share in centre(GONE).shares}
    assert told["coach"] == [f"left the customer on {ago(5)}; others have the share now"]
    assert not any("Mr Dai" in why for why in told["engineer"])


def test_nobody_counts_on_him_any_more() -> None:
    before, after = with_coach(COACH), with_coach(GONE)
    assert backing_of(after).index < backing_of(before).index
    assert "coach" in {part.person for part in backing_of(before).parts}
    assert "coach" not in {part.person for part in backing_of(after).parts}
    coaches = {roles: covered for roles, covered in _coverage(after).items() if "coach" in roles}
    assert set(coaches.values()) == {False}
    assert set(_coverage(before).values()) == {True, False}


def _coverage(dossier: Dossier) -> dict[tuple[str, ...], bool]:
    return {need.roles: need.covered for need in backing_of(dossier).needs}


def test_what_depended_on_him_is_named() -> None:
    (departure,) = departures_of(with_coach(GONE))
    assert (departure.person, departure.left) == ("coach", ago(5))
    assert departure.share == pytest.approx(with_coach(COACH).shares["coach"])
    assert departure.roles == ("coach", "user")
    assert departure.listeners == ("engineer",)
    assert departure.ours == ("Anna",)
    told = [render(what, "en") for what in departure.depended]
    assert told[1:] == [
        "there is no coach now",
        "there is no user now",
        "Engineer Hua listened to him",
        "Anna held the tie with him, and it has ended",
    ]
    for lang in ("zh-Hans", "zh-Hant"):
        assert all(render(what, lang) for what in departure.depended)


def test_a_role_that_somebody_else_has_is_no_gap() -> None:
    other = replace(BUYER, roles=("executor", "coach"))
    (departure,) = departures_of(opened(*NOTES, people=(BOSS, ENGINEER, other, GONE)))
    assert departure.roles == ("user",)


def test_no_way_in_leads_by_him() -> None:
    chief = replace(BOSS, attitude=None, owner="", department="board")
    fitter = replace(ENGINEER, roles=("dissatisfied",), attitude=None, department="works")
    line = InfluenceLine(speaker="coach", listener="boss")
    met = note(60, "screening", who=("coach",))

    def way(coach: Stakeholder) -> list[str]:
        path = entry_of(opened(met, people=(chief, fitter, coach), influence_lines=(line,))).path
        return [step.person for step in path.steps] if path else []

    assert "coach" in way(COACH)
    assert "coach" not in way(GONE)


def test_he_is_no_key_person_and_nobody_is_sent_to_him() -> None:
    gone = replace(BOSS, left=ago(1))
    complaint = note(12, "implementation", kind="complaint", direction="in", who=("boss",))
    standing = judged(complaint, people=(gone, ENGINEER, BUYER))
    assert "boss" not in {person.person for person in standing.key_persons}
    assert "boss" not in {action.who for action in standing.next_actions}
    assert standing.ask_next is None or standing.ask_next.who != "boss"
    assert "boss" not in {item.person for item in standing.by_person}


def test_to_have_lost_a_coach_is_no_mistake() -> None:
    notes = [note(days, "criteria", who=("engineer",)) for days in range(90, 0, -9)]
    people = (replace(BOSS, attitude=0), replace(ENGINEER, attitude=0), replace(BUYER, attitude=0))
    assert "no_coach" in {mistake.code for mistake in judged(*notes, people=people).mistakes}
    assert "no_coach" not in {mistake.code for mistake in judged(*notes, people=(*people, GONE)).mistakes}


def test_until_the_day_comes_he_is_there() -> None:
    leaving = replace(COACH, left=TODAY + dt.timedelta(days=30))
    assert with_coach(leaving).shares == with_coach(COACH).shares
    assert departures_of(with_coach(leaving)) == ()
    assert with_coach(replace(COACH, left=TODAY)).shares["coach"] == 0


def test_the_day_before_he_left_nobody_knew() -> None:
    case = story(*NOTES, people=(BOSS, ENGINEER, BUYER, GONE))
    left = {day: as_it_stood(case, ago(day)).stakeholders[-1].left for day in (6, 4)}
    assert left == {6: None, 4: ago(5)}


def test_when_everybody_has_left_it_still_says_something() -> None:
    everyone = tuple(replace(person, left=ago(2)) for person in (BOSS, ENGINEER, COACH))
    found = buying_centre_of(opened(*NOTES[:3], people=everyone))
    assert (found.backing.index, found.backing.coverage, found.entry.path) == (0, 0, None)
    assert len(found.departures) == 3
    assert judged(*NOTES[:3], people=everyone).key_persons == ()


def test_a_talk_after_he_has_left_is_told_as_odd() -> None:
    late = replace(COACH, left=ago(30), last_contact=ago(3))
    (odd,) = oddities(late, TODAY)
    assert (odd.field, odd.impossible) == ("left", False)
    assert list(oddities(GONE, TODAY)) == []
