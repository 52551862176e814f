"""Is it worth it? Knock-outs, the answer with its reasons, the elements, each cell of the grade grid (METHOD 4)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.method.builders import BOSS, ENGINEER, TODAY, ago, judged, note, opened
from tongpin.method.case import (
    LANGUAGES,
    Account,
    Criterion,
    Implementation,
    Need,
    Outcome,
    QualificationRecord,
)
from tongpin.method.datafiles import load_data
from tongpin.method.qualification import RESULT_OF, grade_of
from tongpin.method.standing import Grade, Standing
from tongpin.method.wording import render

BIG = Decimal(6_000_000)


def bidding(**fields: Any) -> Standing:
    """A customer who compares offers; ours is on the table."""
    told = (note(20, "tender", direction="in", kind="call"), note(9, "tender", kind="bid", who=("buyer",)))
    return judged(*told, **({"amount": BIG, "segment": "first_time"} | fields))


def reasons(standing: Standing) -> set[str]:
    return {reason.key.rsplit(".", 1)[1] for reason in standing.qualification.reasons}


# --------------------------------------------------------------- knock-outs first


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"account": Account(name="Works", credit="账户已被法院冻结")}, "funds_at_risk"),
        ({"account": Account(name="Works", credit="in receivership since May")}, "funds_at_risk"),
        ({"amount": Decimal(9_000)}, "too_small"),
        ({"amount": Decimal(20_000), "currency": "TWD"}, "too_small"),
        ({"our_product_fits": False}, "cannot_meet"),
    ],
)
def test_what_knocks_an_opportunity_out(fields: dict[str, Any], reason: str) -> None:
    standing = bidding(position="favourite", **fields)
    assert (standing.qualification.result, standing.qualification.answer) == ("drop", "drop")
    assert reason in reasons(standing)
    assert standing.grade.letter == "D"


def test_words_of_unpaid_wages_in_a_note_knock_out_with_the_words() -> None:
    broke = note(5, "tender", direction="in", kind="call", text="听工人说厂里三个月发不出工资了。")
    standing = judged(note(9, "tender", kind="bid"), broke, amount=BIG)
    assert standing.qualification.result == "drop"
    assert "发不出工资" in render(standing.qualification.reasons[0], "zh-Hans")


def test_what_is_unknown_does_not_knock_out() -> None:
    assert bidding(amount=None, currency="XAU").qualification.result != "drop"
    assert bidding(our_product_fits=None).qualification.result != "drop"


# --------------------------------------------------------------- the answer


def test_result_is_the_short_form_of_the_answer() -> None:
    assert set(RESULT_OF.values()) == {"pursue", "hold", "drop"}
    assert set(RESULT_OF) == {*load_data("qualification")["answer"]}


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"position": "favourite", "segment": "repeat"}, "must_win"),
        ({"position": "favourite", "segment": "repeat", "amount": Decimal(300_000)}, "all"),
        ({"position": "filler"}, "take_part"),
        ({"segment": "prospect", "position": "contender"}, "lower"),
        ({"outcome": Outcome(result="lost", date=TODAY, winner="Rival")}, "drop"),
        ({"outcome": Outcome(result="cancelled", date=TODAY)}, "wait"),
    ],
)
def test_the_answer_by_place_and_chance(fields: dict[str, Any], answer: str) -> None:
    assert bidding(**fields).qualification.answer == answer


def test_a_settled_choice_decides() -> None:
    chosen = note(9, "commitment", direction="in", kind="call")
    assert judged(chosen, position="chosen").qualification.answer == "all"
    assert judged(chosen, position="not_chosen").qualification.answer == "lower"


def test_a_customer_without_a_problem_is_waited_for() -> None:
    assert judged(note(9, "need", direction="in", kind="call")).qualification.answer == "wait"


def test_after_signing_the_answer_is_about_the_follow_on_business() -> None:
    served = note(9, "relationship", kind="review")
    accepted = Implementation(contract_signed=ago(400), acceptance=ago(300))
    fields: dict[str, Any] = {"implementation": accepted, "people": (BOSS, ENGINEER)}
    assert judged(served, **fields).qualification.answer == "wait"
    assert judged(served, expected_close=ago(-90), **fields).qualification.answer == "share"
    angry = (replace(BOSS, attitude=-2), ENGINEER)
    assert judged(served, expected_close=ago(-90), **(fields | {"people": angry})).qualification.answer == "lower"


@pytest.mark.parametrize(("fields", "days"), [({"position": "favourite", "segment": "repeat"}, 14), ({}, 30)])
def test_there_is_a_day_to_look_at_it_again(fields: dict[str, Any], days: int) -> None:
    assert bidding(**fields).qualification.review_on == TODAY + dt.timedelta(days=days)


def test_everything_said_reads_in_three_languages() -> None:
    for standing in (bidding(), bidding(our_product_fits=False), bidding(amount=None), judged()):
        told = standing.qualification
        for lang in LANGUAGES:
            said = [render(say, lang) for say in (told.worth_winning, told.can_win, told.resources, *told.reasons)]
            said += [render(say, lang) for say in standing.grade.why]
            assert all(text and "{" not in text for text in said)


# --------------------------------------------------------------- elements: unknown is not average


def test_what_nobody_told_is_unknown_and_all_of_it_is_named() -> None:
    told = judged(people=()).qualification
    assert told.unknown == tuple(load_data("elements"))
    assert told.worth_score is None


@pytest.mark.parametrize(
    ("element", "fields"),
    [
        ("need", {"needs": (Need(date=ago(3), text="Leaks", who="boss", strength="explicit"),)}),
        ("budget", {"budget_confirmed": True}),
        ("schedule", {"expected_close": ago(-40)}),
        ("criteria", {"criteria": (Criterion(name="Speed"),)}),
        ("technical", {"our_product_fits": True}),
        ("credit", {"account": Account(name="Works", credit="pays in thirty days")}),
        ("relations", {"qualification": QualificationRecord(answers={"relations": "our director knows theirs"})}),
    ],
)
def test_an_element_is_known_from_a_field_or_an_answer(element: str, fields: dict[str, Any]) -> None:
    assert element in judged().qualification.unknown
    assert element not in judged(**fields).qualification.unknown


def test_an_element_is_known_from_words_and_cites_them() -> None:
    standing = judged(note(9, "screening", signals=("budget_approved",), id="told"))
    budget = next(item for item in standing.qualification.elements if item.name == "budget")
    assert (budget.known, budget.entries) == (True, ("told",))


def test_an_answer_of_blanks_is_no_answer() -> None:
    blank = QualificationRecord(answers={"need": "  "})
    assert "need" in judged(qualification=blank).qualification.unknown


# --------------------------------------------------------------- the grade grid

GRID = {
    # (days to the decision, win estimate): grade, while offers are compared
    (30, 0.60): "A",
    (92, 0.40): "A",
    (30, 0.39): "B",
    (92, 0.20): "B",
    (93, 0.60): "B",
    (184, 0.40): "B",
    (184, 0.20): "B",
    (185, 0.60): "C",
    (400, 0.95): "C",
    (30, 0.19): "C",
    (184, 0.10): "C",
    (None, 0.60): "C",
    (None, 0.15): "C",
    (30, 0.09): "D",
    (None, 0.05): "D",
}


def graded(days: int | None, chance: float, stage: str = "tender", result: str = "pursue") -> Grade:
    told = note(3, stage, direction="in", kind="call")  # type: ignore[arg-type]
    close = None if days is None else TODAY + dt.timedelta(days=days)
    dossier = opened(told, expected_close=close)
    standing = judged(told)
    qualification = replace(standing.qualification, result=result)  # type: ignore[arg-type]
    return grade_of(dossier, qualification, replace(standing.win, estimate=chance))


@pytest.mark.parametrize(("days", "chance"), GRID)
def test_each_cell_of_the_grid(days: int | None, chance: float) -> None:
    assert graded(days, chance).letter == GRID[days, chance]


@pytest.mark.parametrize("stage", ["need", "screening"])
def test_a_small_chance_is_not_hopeless_before_the_list_stands(stage: str) -> None:
    assert graded(30, 0.05, stage).letter == "C"


def test_dropped_is_last_however_likely() -> None:
    assert graded(30, 0.9, result="drop").letter == "D"


@pytest.mark.parametrize(
    ("days", "result", "letter"), [(60, "pursue", "A"), (60, "hold", "C"), (None, "pursue", "C"), (300, "pursue", "C")]
)
def test_after_signing_the_grade_speaks_of_the_follow_on_business(days: int | None, result: str, letter: str) -> None:
    grade = graded(days, 0.6, "relationship", result)
    assert grade.letter == letter
    assert any(say.key.endswith("follow_on") for say in grade.why)


def test_a_decision_that_is_overdue_is_uncertain() -> None:
    grade = graded(-20, 0.6)
    assert grade.letter == "C"
    assert "-" not in "".join(render(say, "en") for say in grade.why)
