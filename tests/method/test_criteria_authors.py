"""For whom criteria were written, what to argue for, and what to do when we come late."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.method.builders import story
from tongpin.method.case import LANGUAGES, Case, Criterion, Entry, Need, Stakeholder, Tender
from tongpin.method.criteria.arguing import arguments, window
from tongpin.method.criteria.authors import RivalFile, set_for_another
from tongpin.method.criteria.board import board_of
from tongpin.method.criteria.encounters import Encounter, Ratio, alike, record_of
from tongpin.method.criteria.flips import Added, flips_of
from tongpin.method.criteria.parameters import catalogue_fit, narrow_ones, parameters_in
from tongpin.method.criteria.plays import PLAYS, late_play
from tongpin.method.datafiles import load_data
from tongpin.method.judge import dossier_of
from tongpin.method.wording import render, texts

TODAY = dt.date(2026, 3, 16)
SPEED = Added(name="服务响应速度", ours=Fraction(9, 10), others=Fraction(4, 10))


def invited(**changes: Any) -> Case:
    """The third touchstone of METHOD 2.5 in another trade: Monday, answer by tomorrow noon, papers on Wednesday."""
    monday = Entry(
        id="e01",
        date=TODAY,
        kind="call",
        direction="in",
        who=("s1",),
        text="他们周一来电话：要一套内训课程，明天中午前答复参不参加，周三交投标文件，周五述标。日程他们都定好了。",
    )
    case = Case(
        id="late",
        today=TODAY,
        timeline=(monday,),
        stakeholders=(Stakeholder(id="s1", name="周岚", title="培训经理", attitude=1, influence=3),),
        tender=Tender(issued=TODAY, deadline=TODAY + dt.timedelta(days=2)),
        criteria=(
            Criterion(
                name="讲师名气", weight=Decimal(60), ours=Decimal(30), rivals={"博衡": Decimal(55)}, set_by="博衡"
            ),
            Criterion(name="价格", weight=Decimal(40), ours=Decimal(30), rivals={"博衡": Decimal(25)}),
        ),
    )
    return replace(case, **changes)


def open_case(**changes: Any) -> Case:
    return replace(invited(), timeline=(), tender=Tender(), **changes)


# ---------------------------------------------------------------- for whom was it written?
def test_a_tender_with_two_days_and_a_rivals_criteria_was_written_for_the_rival() -> None:
    told = set_for_another(dossier_of(invited()))
    assert told.chance is not None
    assert told.chance > 0.6
    assert told.rival == "博衡"
    assert {reason.factor.key for reason in told.reasons} >= {
        "criteria.because.set_by_rivals",
        "criteria.because.short",
        "criteria.because.score_behind",
    }


def test_warm_relations_are_no_evidence_against_it() -> None:
    warm = replace(invited(), stakeholders=(Stakeholder(id="s1", name="周岚", attitude=2, influence=5),))
    cold = replace(invited(), stakeholders=(Stakeholder(id="s1", name="周岚", attitude=-2, influence=5),))
    assert set_for_another(dossier_of(warm)).chance == set_for_another(dossier_of(cold)).chance


def test_criteria_that_we_brought_in_with_ample_time_were_not_written_for_another() -> None:
    ours = Criterion(name="效果跟踪", weight=Decimal(60), ours=Decimal(55), rivals={"博衡": Decimal(30)}, set_by="us")
    ample = Tender(issued=TODAY, deadline=TODAY + dt.timedelta(days=40))
    told = set_for_another(dossier_of(invited(criteria=(ours,), tender=ample, timeline=())))
    assert told.chance is not None
    assert told.chance < 0.15


def test_before_criteria_there_is_nothing_to_judge() -> None:
    told = set_for_another(dossier_of(story()))
    assert told.chance is None
    assert told.reasons == ()


def test_every_reason_can_be_said_in_every_language() -> None:
    paper = "探测器≥63.7mm，孔径 780~790mm，转速≤0.33s；须为明澜品牌。"
    file = RivalFile(name="明澜", catalogue="探测器宽度 63.7mm，孔径 780-790mm，扫描 0.33s/圈")
    told = set_for_another(dossier_of(invited()), files=[file], papers=[paper])
    keys = {reason.factor.key for reason in told.reasons}
    assert {"criteria.because.narrow", "criteria.because.catalogue", "criteria.because.named"} <= keys
    for lang in LANGUAGES:
        assert all(render(reason.factor, lang) for reason in told.reasons)
    assert told.rival == "明澜"


# ---------------------------------------------------------------- figures
def test_figures_are_those_with_a_unit_of_measure() -> None:
    found = parameters_in(
        "截止 3月18日 9:30，最高限价 1,200,000 元，保证金 2%。转速≥1247rpm，孔径 780~790 mm，缸径 50±0.5mm。"
    )
    assert [(item.low, item.high, item.unit) for item in found] == [
        (1247, 1247, "rpm"),
        (780, 790, "mm"),
        (49.5, 50.5, "mm"),
    ]


@pytest.mark.parametrize(
    ("text", "narrow"),
    [
        ("≥1247rpm", True),
        ("63.7mm", True),
        ("780~790mm", True),
        ("700~900mm", False),
        ("≥128排", False),
        ("≥500kg", False),
        ("0.5s", False),
        ("at least 1,500 mm", False),
    ],
)
def test_narrow_is_an_odd_figure_or_a_slim_range(text: str, narrow: bool) -> None:
    assert bool(list(narrow_ones([text]))) is narrow


def test_a_catalogue_that_has_just_these_figures_fits() -> None:
    fit = catalogue_fit(["孔径≥780mm，功率 100kW，128排"], "孔径 780 mm；功率 80 kW；128排")
    assert fit.spoken == 3
    assert len(fit.same) == 2


def test_no_catalogue_no_fit() -> None:
    assert catalogue_fit(["孔径≥780mm"], "").share == 0.0


# ---------------------------------------------------------------- late plays
def played(case: Case, **more: Any) -> Any:
    dossier = dossier_of(case)
    flips = flips_of(board_of(case), [SPEED])
    return late_play(dossier, set_for_another(dossier), flips, **more)


def test_with_two_days_and_nobody_in_power_taking_part_or_stepping_back_fits() -> None:
    late = played(invited(account=replace(invited().account, kind="private")))
    assert late.needed
    assert {play.name for play in late.plays} == set(PLAYS)
    assert late.plays[0].name in ("take_part", "withdraw")
    assert late.plays[-1].name == "reopen"


def test_an_overlooked_need_told_by_power_reopens() -> None:
    boss = Stakeholder(id="s1", name="周岚", attitude=1, influence=5, roles=("decision_maker",))
    need = Need(date=TODAY, who="s1", text="班组长学完用不起来", strength="explicit", money=Decimal(800000))
    late = played(
        invited(
            account=replace(invited().account, kind="private"),
            stakeholders=(boss,),
            needs=(need,),
            tender=Tender(issued=TODAY, deadline=TODAY + dt.timedelta(days=14)),
        )
    )
    assert late.plays[0].name == "reopen"
    assert "班组长学完用不起来" in render(late.plays[0].words, "zh-Hans")
    assert late.plays[0].who == "s1"


def test_a_need_that_a_criterion_speaks_of_is_not_overlooked() -> None:
    spoken = Need(date=TODAY, text="讲师要有名气")
    late = played(invited(needs=(spoken,)))
    reopen = next(play for play in late.plays if play.name == "reopen")
    assert all(says.key != "plays.facts.overlooked_need" for says in reopen.why)


@pytest.mark.parametrize("kind", ["public", "state_owned"])
def test_public_purchases_leave_only_lawful_plays(kind: str) -> None:
    late = played(invited(account=replace(invited().account, kind=kind)))
    assert "unsettle" not in {play.name for play in late.plays}
    assert "unsettle" in dict(late.refused)
    assert "reopen" in dict(late.refused), "the time to object has passed"
    for play in late.plays:
        assert play.who == "", "nobody is called in private"
        assert not any(word in render(play.words, "zh-Hans") for word in ("半小时", "当面", "二十分钟"))


def test_in_time_a_public_purchase_is_reopened_in_writing() -> None:
    tender = Tender(issued=TODAY, deadline=TODAY + dt.timedelta(days=21), compulsory=True)
    late = played(invited(tender=tender))
    reopen = next(play for play in late.plays if play.name == "reopen")
    assert "书面" in render(reopen.do, "zh-Hans")


def test_a_buyer_of_unknown_kind_gets_both_with_the_condition() -> None:
    late = played(invited())
    assert late.rules == "unknown"
    assert "先弄清" in render(next(play for play in late.plays if play.name == "unsettle").do, "zh-Hans")


def test_who_is_ahead_or_early_has_no_late_play() -> None:
    assert not played(open_case(criteria=())).needed
    ahead = Criterion(name="价格", weight=Decimal(100), ours=Decimal(95), rivals={"博衡": Decimal(40)}, set_by="us")
    ample = Tender(issued=TODAY, deadline=TODAY + dt.timedelta(days=40))
    assert not played(invited(criteria=(ahead,), tender=ample, timeline=())).needed


def test_no_play_ever_goes_below_cost_or_arranges_anything() -> None:
    said = {key: text for key, text in texts().items() if key.startswith("plays.") and isinstance(text["en"], str)}
    for text in said.values():
        for word in ("围标", "串标", "回扣", "好处费", "礼金"):
            assert word not in text["zh-Hans"]
    for key in ("plays.do.unsettle.private", "plays.do.unsettle.unknown", "plays.do.take_part.private", "plays.never"):
        assert "低于成本" in said[key]["zh-Hans"]
        assert "below cost" in said[key]["en"].lower()


def test_every_play_has_its_texts_for_all_rules() -> None:
    plays = load_data("plays")
    for part in ("do", "cost", "words"):
        assert set(plays[part]) == set(PLAYS)
    assert set(plays["names"]) == set(PLAYS)
    for kind in ("private", "public", "state_owned", None):
        for play in played(invited(account=replace(invited().account, kind=kind))).plays:
            for lang in LANGUAGES:
                for says in (play.do, play.cost, play.words, *play.why, *play.against):
                    assert "…" not in render(says, lang)
                    assert "{" not in render(says, lang)


def test_what_bidding_costs_weighs() -> None:
    amount = replace(invited().opportunity, amount=Decimal(1_000_000))
    case = invited(opportunity=amount, account=replace(invited().account, kind="private"))
    cheap = {play.name: play.fit for play in played(case, cost_of_bidding=Decimal(1_000)).plays}
    dear = {play.name: play.fit for play in played(case, cost_of_bidding=Decimal(60_000)).plays}
    assert dear["withdraw"] > cheap["withdraw"]
    assert dear["take_part"] < cheap["take_part"]


# ---------------------------------------------------------------- what to argue for
def test_arguments_name_what_gains_with_whom_and_the_proof() -> None:
    cares = replace(invited().criteria[1], cares=("s1",), reason="近三年报价均低于博衡")
    case = open_case(criteria=(invited().criteria[0], cares))
    board = board_of(case)
    found = arguments(dossier_of(case), board, flips_of(board, [SPEED]))
    by_kind = {one.kind: one for one in found}
    assert by_kind["raise"].name == "价格"
    assert by_kind["raise"].who == ("s1",)
    assert by_kind["raise"].proof == "近三年报价均低于博衡"
    assert by_kind["lower"].name == "讲师名气"
    assert by_kind["add"].name == "服务响应速度"


def test_nobody_who_is_against_us_is_asked_to_argue_for_us() -> None:
    against = Stakeholder(id="s1", name="周岚", attitude=-1, influence=5)
    case = open_case(stakeholders=(against,))
    board = board_of(case)
    assert all(one.who == () for one in arguments(dossier_of(case), board, flips_of(board)))


def test_once_criteria_are_closed_the_offer_is_written_and_after_the_deadline_nothing_is_argued() -> None:
    closed = Tender(issued=TODAY, deadline=TODAY + dt.timedelta(days=5), compulsory=True)
    for tender, kinds in ((closed, {"write"}), (Tender(deadline=TODAY - dt.timedelta(days=1)), set())):
        case = replace(open_case(), tender=tender)
        board = board_of(case)
        found = arguments(dossier_of(case), board, flips_of(board, [SPEED]))
        assert {one.kind for one in found} == kinds


@pytest.mark.parametrize(
    ("kind", "tender", "key"),
    [
        ("private", Tender(), "criteria.window.open_private"),
        ("public", Tender(), "criteria.window.open_public"),
        (None, Tender(), "criteria.window.open_unknown"),
        ("public", Tender(issued=TODAY, deadline=TODAY + dt.timedelta(days=21)), "criteria.window.issued"),
        ("public", Tender(issued=TODAY, deadline=TODAY + dt.timedelta(days=5)), "criteria.window.closed"),
        ("private", Tender(issued=TODAY, deadline=TODAY - dt.timedelta(days=1)), "criteria.window.handed_in"),
    ],
)
def test_how_criteria_can_still_be_moved(kind: Any, tender: Tender, key: str) -> None:
    case = replace(open_case(), account=replace(invited().account, kind=kind), tender=tender)
    assert window(dossier_of(case)).key == key


# ---------------------------------------------------------------- a rival met again and again
@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("恒拓", "恒拓科技股份有限公司", "contained"),
        ("固力潤滑有限公司", "固力润滑", "same"),
        ("Nortek Ltd", "NORTEK", "same"),
        ("Nortek", "Nortek Systems GmbH", "contained"),
        ("Nor", "Nortek", None),
        ("海川", "山海川流", "contained"),
        ("有限公司", "固力", None),
        ("", "固力", None),
        ("海川", "明澜", None),
    ],
)
def test_names_that_may_be_one_company(one: str, other: str, like: str | None) -> None:
    assert alike(one, other) == like
    assert alike(other, one) == like


def test_cancelled_sales_count_for_nothing_and_few_prove_nothing() -> None:
    met = [
        Encounter(result="won", theirs=False, features={"coach": True}),
        Encounter(result="lost", theirs=True, features={"coach": False}),
        Encounter(result="cancelled", theirs=False, features={"coach": True}),
        Encounter(result=None, theirs=False),
    ]
    record = record_of(met)
    assert (record.ours, record.theirs, record.open) == (Ratio(won=1, of=2), 1, 1)
    (coach,) = record.worked
    assert not coach.tells


def test_twenty_sales_tell_what_a_handful_does_not() -> None:
    met = [Encounter(result="won", theirs=False, features={"our_criteria": True})] * 9
    met += [Encounter(result="lost", theirs=True, features={"our_criteria": False})] * 9
    (ours,) = record_of(met).worked
    assert ours.tells


def test_without_any_sale_anything_may_be() -> None:
    assert Ratio(won=0, of=0).interval == (0.0, 1.0)
    low, high = Ratio(won=3, of=4).interval
    assert low < 0.75 < high
