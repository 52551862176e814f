"""The call plan: questions follow what is unknown, grow with the need, and keep to the law (METHOD 5.1, 8.2, 13.3)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.method.builders import BOSS, BUYER, COACH, ENGINEER, ago, note, opened
from tongpin.method.calls import CallPlan, call_plan, call_plans, ripeness_of
from tongpin.method.case import Account, Need, Outcome, Tender
from tongpin.method.questions import BankQuestion
from tongpin.method.selling import Question
from tongpin.method.wording import render

STOPS = Need(date=ago(9), who="coach", text="the press stops twice a week")


def plan(who: str = "coach", *, stage: str = "need", **parts: Any) -> CallPlan:
    return call_plan(opened(note(4, stage, who=("coach",)), **parts), who, "en")  # type: ignore[arg-type]


def keys(found: CallPlan) -> list[str]:
    return [item.key for item in found.questions]


def kinds(found: CallPlan) -> list[str]:
    return [item.kind for item in found.questions]


def test_whoever_has_told_nothing_is_asked_for_problems_first() -> None:
    found = plan()
    assert kinds(found).count("problem") >= 2
    assert kinds(found).count("implication") <= 1
    assert kinds(found) == sorted(kinds(found), key=["situation", "problem", "implication", "need_payoff"].index)


def test_a_problem_that_was_told_is_followed_to_what_comes_of_it() -> None:
    found = plan(needs=(STOPS,))
    followed = [item for item in found.questions if item.need == STOPS.text]
    assert len(followed) >= 2
    assert all(STOPS.text in item.text for item in followed)
    assert kinds(found).count("implication") >= 2


def test_once_the_consequences_are_known_the_worth_is_asked_for() -> None:
    known = replace(STOPS, implication="two lines wait, the customer fines us", money=Decimal(80000))
    found = plan(needs=(known,))
    assert any(item.kind == "need_payoff" and item.need for item in found.questions)
    assert not any("comes to" in item.text or item.key.endswith("in_money") for item in found.questions)


def test_what_is_wished_for_already_is_not_followed_to_its_consequences() -> None:
    wished = replace(STOPS, text="a report within three days", strength="explicit")
    followed = [item for item in plan(needs=(wished,)).questions if item.need]
    assert followed
    assert all(item.kind == "need_payoff" or "come to" in item.text for item in followed)


def test_a_need_grows_from_unknown_to_explicit() -> None:
    developed = replace(STOPS, implication="lines wait")
    explicit = replace(developed, strength="explicit", payoff="a shift more a week")
    assert [ripeness_of(needs) for needs in ((), (STOPS,), (developed,), (explicit,), (explicit, STOPS))] == [
        *("unknown", "implied", "developed", "explicit", "implied")
    ]


def test_what_was_asked_is_not_asked_again() -> None:
    first = plan()
    asked = tuple(Question(kind=item.kind, text=item.text, who="coach", asked=ago(1)) for item in first.questions)
    assert not set(keys(plan(questions=asked))) & set(keys(first))


def test_a_director_is_spared_questions_of_fact() -> None:
    assert kinds(plan("boss")).count("situation") <= 1


def test_what_matters_to_a_person_himself_is_asked_once() -> None:
    asked = [item for item in plan().questions if render(item.why, "en").startswith("What matters to them")]
    assert len(asked) == 1
    known = Need(date=ago(3), who="coach", type="personal", text="fewer nights on call")
    assert not any(render(item.why, "en").startswith("What matters") for item in plan(needs=(known,)).questions)


def test_what_the_scout_misses_is_asked_of_who_could_know_it() -> None:
    found = plan("buyer", stage="tender", tender=Tender(compulsory=False))
    scouted = [item for item in found.questions if item.key.startswith("scouting.")]
    assert scouted
    assert all("Not known yet" in render(item.why, "en") for item in scouted)


def test_a_trade_has_questions_of_its_own() -> None:
    hospital = plan("engineer", account=Account(name="A", industry="hospital", kind="private"))
    assert any(key.split(".")[1].startswith("health_") for key in keys(hospital))
    assert not any(key.split(".")[1].startswith("health_") for key in keys(plan("engineer")))


class TestTheLaw:
    """METHOD 13.3: writing our strengths into criteria is for private buyers; public ones are asked openly."""

    @pytest.mark.parametrize(
        ("kind", "only"), [("private", "public"), ("public", "private"), ("state_owned", "private")]
    )
    def test_advice_for_one_kind_of_buyer_is_not_given_for_the_other(self, kind: str, only: str) -> None:
        dossier = opened(note(4, "criteria"), kind=kind)
        wrong = BankQuestion(key="own.1", kind="problem", text={"en": "Wrong?"}, only=only)  # type: ignore[arg-type]
        assert call_plan(dossier, "engineer", "en", questions=[wrong]).questions == tuple(
            item for item in call_plan(dossier, "engineer", "en", questions=[]).questions
        )

    def test_where_the_kind_is_unknown_the_condition_is_said(self) -> None:
        both = [
            BankQuestion(key=f"own.{only}", kind="problem", text={"en": f"For {only}?"}, learns=only, only=only)
            for only in ("private", "public")
        ]
        dossier = opened(note(4, "criteria"), kind=None)
        told = [item for item in call_plan(dossier, "engineer", "en", questions=both).questions if item.only_if]
        assert len(told) == 2

    def test_while_a_public_tender_is_open_nobody_is_asked_about_other_bidders(self) -> None:
        dossier = opened(note(4, "tender"), kind="public")
        for who in ("boss", "coach", "buyer", "engineer"):
            found = call_plan(dossier, who, "en")
            assert found.caution is not None
            assert "Bidding Law" in render(found.caution, "en")
            assert "scouting.ties_of_rivals" not in keys(found)
            assert "scouting.weights" not in keys(found)

    def test_a_private_invitation_at_the_last_minute_is_met_by_asking_for_a_talk(self) -> None:
        """The third touchstone of METHOD 2.5."""
        found = call_plan(opened(note(1, "tender", direction="in"), kind="private"), "boss", "en")
        assert found.caution is None
        assert "meet the users before the deadline" in render(found.wanted, "en")
        assert any("before the deadline" in item.text for item in found.questions)


def test_two_people_are_not_asked_for_the_same_intelligence() -> None:
    plans = call_plans(opened(note(4, "screening")), "en", most=4)
    scouted = [item.key for found in plans for item in found.questions if item.key.startswith("scouting.")]
    assert scouted
    assert len(scouted) == len(set(scouted))


def test_key_persons_get_a_plan_and_a_closed_deal_none() -> None:
    assert [item.who for item in call_plans(opened(note(4, "screening")), "en", most=2)]
    assert call_plans(opened(note(4, "screening"), outcome=Outcome(result="won", date=ago(1))), "en") == ()


def test_whom_nobody_knows_has_no_plan() -> None:
    with pytest.raises(KeyError):
        plan("nobody")


@pytest.mark.parametrize(
    "stage", ["need", "screening", "criteria", "tender", "commitment", "implementation", "relationship"]
)
@pytest.mark.parametrize("person", [BOSS, ENGINEER, BUYER, COACH], ids=lambda person: person.id)
def test_every_plan_says_what_to_go_for_and_what_to_accept(stage: str, person: Any) -> None:
    found = plan(person.id, stage=stage)
    for lang in ("zh-Hans", "zh-Hant", "en"):
        assert render(found.wanted, lang)  # type: ignore[arg-type]
        assert render(found.least, lang)  # type: ignore[arg-type]
    assert len(found.questions) <= 7
