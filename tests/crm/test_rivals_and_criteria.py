"""The criteria board and rivals' files: what is kept, who may, what is taken back, what worked in our own history."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.crm.builders import TODAY, everything, plant
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.bids.actions import add_bid
from tongpin.crm.casefile import case_of
from tongpin.crm.criteria import actions as criteria
from tongpin.crm.criteria.pasting import read_scoring_table
from tongpin.crm.criteria.selectors import criteria_page, play_page
from tongpin.crm.errors import TongpinError
from tongpin.crm.models import Criterion, Proof, TenderDocument
from tongpin.crm.opportunities.actions import close_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.rivals import actions as rivals
from tongpin.crm.rivals.models import PriceSeen, Rival, Strength
from tongpin.crm.rivals.selectors import proposals, rival_file, rival_rows
from tongpin.crm.users.models import Role, User

Deed = Callable[[User, Opportunity], Any]
TABLE = [(1, ["评分项", "分值", "我方", "固力"]), (2, ["价格", "60", "40", "55"]), (3, ["供货周期", "40", "38", "20"])]


@pytest.fixture
def filed(alice: User, opportunity: Opportunity) -> Opportunity:
    """The steel works with two criteria, a rival's file with a price, a strength of ours."""
    here = {"user": alice, "opportunity_id": opportunity.pk}
    criteria.add_criterion(
        name="价格",
        weight=Decimal(60),
        ours=Decimal(40),
        rivals={"固力": 55},
        cares=["s2"],
        entry="e01",
        **here,  # type: ignore[arg-type]
    )
    criteria.add_criterion(name="油品检测", weight=Decimal(40), ours=Decimal(38), rivals={"固力": 20}, **here)  # type: ignore[arg-type]
    rival = rivals.add_rival(user=alice, name="固力润滑", other_names=["Guli"], plays="低价进，再涨")
    rivals.add_price_seen(user=alice, rival_id=rival.pk, date=TODAY, low=Decimal(90), high=Decimal(110), source="客户")
    rivals.add_strength(user=alice, name="油品检测", ours=Decimal(95), others=Decimal(50))
    return opportunity


def rival_id() -> int:
    return Rival.objects.get().pk


def competitor(o: Opportunity) -> int:
    return o.competitors.get().pk


def criterion(name: str) -> int:
    return Criterion.objects.get(name=name).pk


UNDOABLE: dict[str, Deed] = {
    "add_criterion": lambda u, o: criteria.add_criterion(user=u, opportunity_id=o.pk, name="交期", cares=["s1", "s2"]),
    "update_criterion": lambda u, o: criteria.update_criterion(
        user=u, criterion_id=criterion("价格"), weight=Decimal(50), cares=["s1"], entry="e02", state="confirmed"
    ),
    "remove_criterion": lambda u, o: criteria.remove_criterion(user=u, criterion_id=criterion("价格")),
    "bring_in_criteria": lambda u, o: criteria.bring_in_criteria(
        user=u, opportunity_id=o.pk, rows=read_scoring_table(TABLE).rows, entry="e01"
    ),
    "add_rival": lambda u, o: rivals.add_rival(user=u, name="远油"),
    "update_rival": lambda u, o: rivals.update_rival(user=u, rival_id=rival_id(), other_names=["GL"], note="x"),
    "link_rival": lambda u, o: rivals.link_rival(user=u, competitor_id=competitor(o), rival_id=rival_id()),
    "file_rival": lambda u, o: rivals.file_rival(user=u, competitor_id=competitor(o)),
    "add_price_seen": lambda u, o: rivals.add_price_seen(user=u, rival_id=rival_id(), date=TODAY, low=Decimal(5)),
    "update_price_seen": lambda u, o: rivals.update_price_seen(
        user=u, price_id=PriceSeen.objects.get().pk, low=Decimal(80), product="46# 液压油"
    ),
    "remove_price_seen": lambda u, o: rivals.remove_price_seen(user=u, price_id=PriceSeen.objects.get().pk),
    "add_strength": lambda u, o: rivals.add_strength(user=u, name="驻厂"),
    "update_strength": lambda u, o: rivals.update_strength(
        user=u, strength_id=Strength.objects.get().pk, ours=Decimal(80)
    ),
}


@pytest.mark.parametrize("verb", UNDOABLE)
def test_what_was_done_is_logged_and_taken_back(alice: User, filed: Opportunity, verb: str) -> None:
    before = everything()
    UNDOABLE[verb](alice, filed)
    assert everything() != before
    assert LogEntry.objects.filter(user=alice, verb=verb).exists()
    assert undo_last_gesture(user=alice) == verb
    assert everything() == before


@pytest.mark.parametrize(
    ("verb", "deed"),
    [
        ("remove_rival", lambda u: rivals.remove_rival(user=u, rival_id=rival_id())),
        ("retire_strength", lambda u: rivals.retire_strength(user=u, strength_id=Strength.objects.get().pk)),
    ],
)
def test_only_a_manager_takes_out_of_the_library(
    alice: User, maria: User, filed: Opportunity, verb: str, deed: Callable[[User], Any]
) -> None:
    rivals.link_rival(user=alice, competitor_id=competitor(filed), rival_id=rival_id())
    with pytest.raises(TongpinError) as refused:
        deed(alice)
    assert refused.value.code == "not_allowed"
    before = everything()
    deed(maria)
    assert everything() != before
    assert undo_last_gesture(user=maria) == verb
    assert everything() == before


def test_who_only_looks_writes_nothing(alice: User, filed: Opportunity) -> None:
    auditor = User.objects.create_user("auditor", role=Role.AUDITOR)
    for deed in (UNDOABLE["add_rival"], UNDOABLE["add_strength"], UNDOABLE["add_price_seen"], UNDOABLE["file_rival"]):
        with pytest.raises(TongpinError) as refused:
            deed(auditor, filed)
        assert refused.value.code == "not_allowed"


def test_a_stranger_reaches_no_board(charlie: User, filed: Opportunity) -> None:
    for call in (
        lambda: criteria_page(user=charlie, opportunity_id=filed.pk),
        lambda: play_page(user=charlie, opportunity_id=filed.pk),
        lambda: UNDOABLE["bring_in_criteria"](charlie, filed),
        lambda: UNDOABLE["link_rival"](charlie, filed),
    ):
        with pytest.raises(TongpinError) as refused:
            call()
        assert refused.value.code == "not_found"


# ---------------------------------------------------------------- the board
def test_the_board_is_read_whole_and_its_ids_fit(alice: User, filed: Opportunity) -> None:
    page = criteria_page(user=alice, opportunity_id=filed.pk)
    assert [item.name for item in page.dossier.case.criteria] == ["价格", "油品检测"]
    assert page.ids == tuple(Criterion.objects.order_by("pk").values_list("pk", flat=True))
    assert page.dossier.case.criteria[0].cares == ("s2",)
    assert page.dossier.case.criteria[0].entry == "e01"
    assert page.board.rivals == ("固力",)
    assert page.flips is not None
    assert [(item.name, item.rival) for item in page.proposals] == [("固力", "固力润滑")]


def test_pages_ask_the_same_number_of_questions_for_two_criteria_and_sixty(
    alice: User, filed: Opportunity, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(37) as few:
        criteria_page(user=alice, opportunity_id=filed.pk)
    rows = read_scoring_table([(n, [f"指标{n}", "2", "1", "1"]) for n in range(1, 60)]).rows
    criteria.bring_in_criteria(user=alice, opportunity_id=filed.pk, rows=rows)
    with django_assert_num_queries(len(few)):
        criteria_page(user=alice, opportunity_id=filed.pk)


def test_a_proof_is_of_the_library(alice: User, filed: Opportunity) -> None:
    proof = Proof.objects.create(title="三年对比报告")
    criteria.update_criterion(user=alice, criterion_id=criterion("价格"), proof_id=proof.pk)
    assert criteria_page(user=alice, opportunity_id=filed.pk).proofs == {0: "三年对比报告"}
    with pytest.raises(TongpinError) as refused:
        criteria.update_criterion(user=alice, criterion_id=criterion("价格"), proof_id=proof.pk + 1)
    assert refused.value.code == "invalid"


def test_cares_name_people_of_this_opportunity(alice: User, filed: Opportunity) -> None:
    with pytest.raises(TongpinError) as refused:
        criteria.update_criterion(user=alice, criterion_id=criterion("价格"), cares=["s9"])
    assert refused.value.code == "unknown_person"


def test_a_tender_document_that_names_the_rival_is_a_reason(alice: User, filed: Opportunity) -> None:
    before = play_page(user=alice, opportunity_id=filed.pk).authors
    TenderDocument.objects.create(
        opportunity=filed, name="招标文件", text="须提供固力润滑原厂授权，粘度 46.7 mm。", date=TODAY
    )
    rivals.link_rival(user=alice, competitor_id=competitor(filed), rival_id=rival_id())
    after = play_page(user=alice, opportunity_id=filed.pk).authors
    assert {reason.factor.key for reason in after.reasons} >= {"criteria.because.named", "criteria.because.narrow"}
    assert (after.chance or 0) > (before.chance or 0)


# ---------------------------------------------------------------- the customer's own table
def test_a_scoring_table_is_taken_over_and_told_again(alice: User, filed: Opportunity) -> None:
    made, changed = criteria.bring_in_criteria(
        user=alice, opportunity_id=filed.pk, rows=read_scoring_table(TABLE).rows, entry="e01"
    )
    assert (made, changed) == (1, 1)
    told = {item.name: item for item in case_of(filed.pk, TODAY).criteria}
    assert told["供货周期"].weight == 40
    assert told["供货周期"].rivals == {"固力": Decimal(20)}
    assert told["供货周期"].state == "confirmed"
    assert told["价格"].state == "confirmed"
    assert told["价格"].cares == ("s2",), "what the table does not tell stays"
    again = criteria.bring_in_criteria(user=alice, opportunity_id=filed.pk, rows=read_scoring_table(TABLE).rows)
    assert again == (0, 0)


def test_too_many_criteria_are_refused(alice: User, opportunity: Opportunity) -> None:
    rows = read_scoring_table([(n, [f"k{n}", "1"]) for n in range(1, 500)]).rows
    criteria.bring_in_criteria(user=alice, opportunity_id=opportunity.pk, rows=rows)
    more = read_scoring_table([(n, [f"m{n}", "1"]) for n in range(1, 3)]).rows
    with pytest.raises(TongpinError) as refused:
        criteria.bring_in_criteria(user=alice, opportunity_id=opportunity.pk, rows=more)
    assert refused.value.code == "too_many"


# ---------------------------------------------------------------- rivals
def test_a_name_is_proposed_with_the_reason_and_never_linked_by_itself(alice: User, filed: Opportunity) -> None:
    (proposal,) = proposals(user=alice)
    assert (proposal.name, proposal.rival, proposal.why) == ("固力", "固力润滑", "contained")
    assert filed.competitors.get().rival_id is None
    rivals.link_rival(user=alice, competitor_id=proposal.competitor_id, rival_id=proposal.rival_id)
    assert proposals(user=alice) == ()
    assert rival_rows(user=alice)[0].met == 1


def test_two_files_of_one_name_are_refused(alice: User, filed: Opportunity) -> None:
    for deed in (
        lambda: rivals.add_rival(user=alice, name="固力润滑"),
        lambda: rivals.update_rival(user=alice, rival_id=rivals.add_rival(user=alice, name="远油").pk, name="固力润滑"),
    ):
        with pytest.raises(TongpinError) as refused:
            deed()
        assert refused.value.code == "name_taken"


def test_a_price_range_upside_down_or_empty_is_refused(alice: User, filed: Opportunity) -> None:
    for facts in ({"low": Decimal(9), "high": Decimal(8)}, {}):
        with pytest.raises(TongpinError) as refused:
            rivals.add_price_seen(user=alice, rival_id=rival_id(), date=TODAY, **facts)
        assert refused.value.code == "invalid"


def test_the_file_tells_where_we_met_and_what_worked(alice: User, charlie: User, filed: Opportunity) -> None:
    sold = [(filed, "won", True), (plant(alice, "plant-2"), "lost", False), (plant(alice, "plant-3"), "won", True)]
    for opportunity, result, ours in sold:
        for row in opportunity.competitors.all():
            rivals.link_rival(user=alice, competitor_id=row.pk, rival_id=rival_id())
        if ours:
            criteria.add_criterion(user=alice, opportunity_id=opportunity.pk, name="检测", set_by="us")
        else:
            criteria.add_criterion(user=alice, opportunity_id=opportunity.pk, name="价格", set_by="固力润滑有限公司")
        add_bid(user=alice, opportunity_id=opportunity.pk, date=TODAY, bidder="固力润滑", price=Decimal(100))
        winner = "" if result == "won" else "固力润滑"
        close_opportunity(user=alice, opportunity_id=opportunity.pk, result=result, reason="x", winner=winner)
    file = rival_file(user=alice, rival_id=rival_id())
    assert (file.record.ours.won, file.record.ours.of, file.record.theirs) == (2, 3, 1)
    worked = {one.feature: one for one in file.record.worked}
    assert (worked["our_criteria"].having.won, worked["our_criteria"].having.of) == (2, 2)
    assert (worked["our_criteria"].lacking.won, worked["our_criteria"].lacking.of) == (0, 1)
    assert len(file.asked) == 3
    hidden = rival_file(user=charlie, rival_id=rival_id())
    assert hidden.met == ()
    assert hidden.record.ours.of == 0
    assert hidden.asked == ()
    assert hidden.rival.plays == "低价进，再涨", "what we kept of the rival is for everybody"


def test_the_file_asks_as_much_for_one_sale_as_for_four(
    alice: User, filed: Opportunity, django_assert_num_queries: Any
) -> None:
    rivals.link_rival(user=alice, competitor_id=competitor(filed), rival_id=rival_id())
    with django_assert_num_queries(15) as one:
        rival_file(user=alice, rival_id=rival_id())
    for code in ("plant-2", "plant-3", "plant-4"):
        rivals.link_rival(user=alice, competitor_id=competitor(plant(alice, code)), rival_id=rival_id())
    with django_assert_num_queries(len(one)):
        assert len(rival_file(user=alice, rival_id=rival_id()).met) == 4
