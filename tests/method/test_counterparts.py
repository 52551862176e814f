"""Both sides against each other (METHOD 11.1): ties, holes and who could fill them, crossed lines, unequal levels."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.method.builders import BOSS, BUYER, ENGINEER, ago, note, opened
from tongpin.method.counterparts import Matrix, matrix_of
from tongpin.method.sides import Counterpart, Member, OurSide
from tongpin.method.wording import render

TEAM = OurSide(
    company="Chengyue",
    team=("Anna (sales)", "Ben (pre-sales)"),
    members=(
        Member(name="Cora", function="managing director", level="executive"),
        Member(name="Dan", function="service"),
    ),
)


def stranger(person: Any) -> Any:
    return replace(person, owner="", last_contact=None)


def matrix(*notes: Any, **parts: Any) -> Matrix:
    people = parts.pop("people", (stranger(BOSS), stranger(ENGINEER), stranger(BUYER)))
    return matrix_of(opened(*notes, people=people, our_side=parts.pop("our_side", TEAM), **parts))


def troubles(found: Matrix, kind: str) -> dict[str, Any]:
    return {trouble.who: trouble for trouble in found.troubles if trouble.kind == kind}


def test_who_holds_a_tie_or_met_somebody_stands_in_the_matrix() -> None:
    people = (replace(stranger(BOSS), owner="Anna"), stranger(ENGINEER))
    found = matrix(note(9, by="Ben (pre-sales)", who=("engineer",)), people=people)
    assert set(found.cells) == {("Anna", "boss"), ("Ben", "engineer")}
    assert found.cells["Ben", "engineer"].times_met == 1
    assert [member.name for member in found.ours] == ["Anna", "Ben", "Cora", "Dan"]


def test_a_hole_is_filled_by_a_peer_or_by_whoever_speaks_the_trade() -> None:
    holes = troubles(matrix(), "hole")
    assert {who: hole.propose for who, hole in holes.items()} == {"boss": "Cora", "engineer": "Ben", "buyer": "Anna"}
    assert render(holes["boss"].proposal, "en") == "let Cora take it: of the same level"


def test_a_tie_without_contact_is_still_a_hole() -> None:
    none = Counterpart(ours="Cora", who="boss", state="none")
    assert "boss" in troubles(matrix(counterparts=(none,)), "hole")
    assert "boss" not in troubles(matrix(counterparts=(replace(none, state="steady"),)), "hole")


def test_nobody_who_fits_is_said_so() -> None:
    alone = OurSide(team=("Anna (sales)",))
    hole = troubles(matrix(our_side=alone), "hole")["engineer"]
    assert hole.propose == ""
    assert "bring in a colleague" in render(hole.proposal, "en")


def test_two_of_ours_who_promise_different_things_are_crossed_lines() -> None:
    ties = (
        Counterpart(ours="Anna", who="buyer", we_promise="Delivery in 6 weeks"),
        Counterpart(ours="Dan", who="buyer", we_promise="Delivery in 10 weeks"),
    )
    crossed = troubles(matrix(counterparts=ties), "crossed")["buyer"]
    assert crossed.ours == ("Anna", "Dan")
    assert "6 weeks" in render(crossed.what, "en")
    same = (ties[0], replace(ties[1], we_promise="delivery in 6 weeks."))
    assert troubles(matrix(counterparts=same), "crossed") == {}
    kept = (ties[0], replace(ties[1], promise="kept"))
    assert troubles(matrix(counterparts=kept), "crossed") == {}


def test_an_executive_who_sees_only_our_staff_is_a_mismatch() -> None:
    chief = replace(stranger(BOSS), title="总经理")
    low = Counterpart(ours="Dan", who="boss", state="steady")
    assert troubles(matrix(people=(chief,), counterparts=(low,)), "mismatch")["boss"].ours == ("Dan",)
    both = (low, Counterpart(ours="Cora", who="boss"))
    assert troubles(matrix(people=(chief,), counterparts=both), "mismatch") == {}


def test_a_promise_past_its_day_is_told() -> None:
    tie = Counterpart(ours="Anna", who="buyer", we_promise="Price list", promised=ago(30), due=ago(3))
    assert "buyer" in troubles(matrix(counterparts=(tie,)), "overdue")
    assert troubles(matrix(counterparts=(replace(tie, promise="kept"),)), "overdue") == {}


def test_who_has_left_the_team_holds_nobody() -> None:
    gone = replace(TEAM, members=(Member(name="Anna", function="sales", until=ago(5)),))
    people = (replace(stranger(BOSS), owner="Anna"),)
    found = matrix(people=people, our_side=gone)
    assert "Anna" not in [member.name for member in found.ours]
    assert "boss" in troubles(found, "hole")


def test_the_chart_tells_levels_better_than_titles() -> None:
    low = Counterpart(ours="Dan", who="engineer", state="steady")
    people = (stranger(ENGINEER),)
    found = matrix_of(opened(people=people, our_side=TEAM, counterparts=(low,)), {"engineer": "executive"})
    assert "engineer" in troubles(found, "mismatch")


def test_every_trouble_says_what_to_do() -> None:
    chief = replace(stranger(BOSS), title="总经理")
    ties = (
        Counterpart(ours="Anna", who="boss", we_promise="Delivery in 6 weeks", due=ago(3)),
        Counterpart(ours="Dan", who="boss", we_promise="Delivery in 10 weeks"),
    )
    found = matrix(people=(chief, stranger(ENGINEER)), counterparts=ties)
    assert {trouble.kind for trouble in found.troubles} == {"crossed", "overdue", "mismatch", "hole"}
    for trouble in found.troubles:
        assert all(render(trouble.proposal, lang) for lang in ("zh-Hans", "zh-Hant", "en"))


def test_who_has_left_the_customer_needs_nobody_and_stays_in_the_matrix() -> None:
    people = (replace(stranger(BOSS), left=ago(3)), stranger(ENGINEER))
    dossier = opened(people=people, our_side=TEAM, counterparts=(Counterpart(ours="Ben", who="boss", state="none"),))
    found = matrix_of(dossier)
    assert set(troubles(found, "hole")) == {"engineer"}
    assert ("Ben", "boss") in found.cells


def test_in_a_large_centre_the_weightiest_still_need_somebody() -> None:
    many = tuple(
        replace(stranger(BUYER), id=f"p{number}", name=f"P{number}", roles=("user",), share=Decimal(2))
        for number in range(40)
    )
    head = replace(stranger(BUYER), id="head", name="Head", roles=("user",), share=Decimal(6))
    found = matrix(people=(head, *many))
    assert set(troubles(found, "hole")) == {"head"}
