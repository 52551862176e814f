"""SPIN coverage: who was asked what, needs that nobody in power owns, powers without a need (issue 4, A3)."""

from dataclasses import replace

from tests.method.builders import BOSS, COACH, EVERYBODY, ago, note, opened
from tongpin.method.case import Need
from tongpin.method.coverage import coverage_of
from tongpin.method.selling import Benefit, Question

STOPS = Need(date=ago(9), who="coach", text="the press stops")
NIGHTS = Need(date=ago(9), who="boss", text="deliveries late")


def test_asked_and_answered_are_counted_apart_by_kind() -> None:
    questions = (
        Question(kind="problem", text="Where?", who="coach", asked=ago(3), answer="the press"),
        Question(kind="problem", text="How often?", who="coach", asked=ago(3)),
        Question(kind="implication", text="What then?", who="coach"),
    )
    people = {item.who: item for item in coverage_of(opened(note(3, "need"), questions=questions)).people}
    problem, implication = people["coach"].kinds["problem"], people["coach"].kinds["implication"]
    assert (problem.asked, problem.answered, problem.planned) == (2, 1, 0)
    assert (implication.asked, implication.planned) == (0, 1)
    assert people["coach"].missing == ("situation", "implication", "need_payoff")
    assert people["boss"].missing == ("situation", "problem", "implication", "need_payoff")


def test_a_need_of_the_shop_floor_has_no_owner_in_power() -> None:
    found = coverage_of(opened(note(3, "need"), needs=(STOPS, NIGHTS)))
    assert [need.text for need in found.without_power] == ["the press stops"]
    assert found.without_need == ()


def test_a_benefit_for_somebody_in_power_gives_the_need_an_owner_and_the_power_a_reason() -> None:
    told = Benefit(need="the press stops", kind="customer", capability="spare drive", text="on time", who="boss")
    found = coverage_of(opened(note(3, "need"), needs=(STOPS,), benefits=(told,)))
    assert found.without_power == ()
    assert found.without_need == ()


def test_a_power_without_a_need_is_named() -> None:
    assert coverage_of(opened(note(3, "need"), needs=(STOPS,))).without_need == ("boss",)


def test_where_no_power_is_known_it_says_so() -> None:
    found = coverage_of(opened(note(3, "need"), people=(COACH,), needs=(STOPS,)))
    assert not found.powers_known
    assert [need.text for need in found.without_power] == ["the press stops"]


def test_a_power_that_has_left_owns_nothing() -> None:
    gone = tuple(replace(person, left=ago(1)) if person == BOSS else person for person in EVERYBODY)
    found = coverage_of(opened(note(3, "need"), people=gone, needs=(NIGHTS,)))
    assert not found.powers_known
    assert [need.text for need in found.without_power] == ["deliveries late"]
