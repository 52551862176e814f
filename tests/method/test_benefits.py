"""The matrix 3+5: where our case has gaps."""

import datetime as dt
from dataclasses import replace

import pytest

from tongpin.method.benefits import KINDS, PERSONAL, kind_for, matrix_of
from tongpin.method.case import Need, Stakeholder
from tongpin.method.selling import Benefit

DAY = dt.date(2026, 3, 1)
WAIT = Need(date=DAY, text="急诊等 CT 两小时", who="s1", origin="customers_customer")
QUIET = Need(date=DAY, text="不想半夜被电话叫醒", who="s2", type="personal")
HEAD = Stakeholder(id="s1", name="刘主任", roles=("decision_maker",))
ENGINEER = Stakeholder(id="s2", name="王工", roles=("user",))
CURE = Benefit(
    need=WAIT.text, kind="customers_customer", capability="64 排宽体", text="急诊十分钟出图", who="s1", proof="东湖医院"
)


def test_a_case_without_gaps_has_none() -> None:
    calm = Benefit(need=QUIET.text, kind="safety", capability="远程值守", text="夜里不用人", who="s2", proof="试用记录")
    own = replace(CURE, kind="esteem", text="科室成为示范")
    matrix = matrix_of([WAIT, QUIET], [CURE, own, calm], [HEAD, ENGINEER])
    assert matrix.gaps == ()
    assert matrix.whole == 3
    assert matrix.kinds["customers_customer"] == matrix.kinds["esteem"] == matrix.kinds["safety"] == 1


def test_needs_without_an_answer_come_first_and_then_powers_who_gain_nothing() -> None:
    bare = replace(CURE, who="", proof="")
    matrix = matrix_of([WAIT, QUIET], [bare], [HEAD, ENGINEER])
    assert [(gap.kind, gap.need or gap.who) for gap in matrix.gaps] == [
        ("answer", QUIET.text),
        ("person", "s1"),
        ("proof", WAIT.text),
    ]


def test_a_power_with_company_benefits_only_lacks_one_of_his_own() -> None:
    (gap,) = matrix_of([WAIT], [CURE], [HEAD]).gaps
    assert (gap.kind, gap.who) == ("personal", "s1")
    assert matrix_of([WAIT], [CURE], [ENGINEER]).gaps == ()
    heavy = replace(ENGINEER, influence=5)
    assert [gap.kind for gap in matrix_of([WAIT], [CURE], [heavy]).gaps] == ["person"]


def test_without_needs_nobody_is_missing() -> None:
    assert matrix_of([], [], [HEAD]).gaps == ()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("半夜少被报警叫醒", "physiological"),
        ("再漏鋼一次位子就坐不住", "safety"),
        ("想在退休前把科室做成省重點", "self_realisation"),
        ("wants to be seen as modern", "esteem"),
        ("生产和质检两边不再吵架，班组和睦", "belonging"),
    ],
)
def test_personal_needs_are_of_one_of_the_five(words: str, kind: str) -> None:
    proposed = kind_for(Need(date=DAY, text=words, type="personal"))
    assert proposed in PERSONAL
    assert proposed == kind


def test_company_needs_are_of_their_origin() -> None:
    assert kind_for(WAIT) == "customers_customer"
    assert kind_for(Need(date=DAY, text="电费高")) == "customer"
    assert len(KINDS) == 8
