"""Components, templates and proposals: a compressor house sells to a steel works, version by version."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.crm.builders import TODAY, everything, plant
from tongpin.crm.activities.actions import record_activity
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.concerns.actions import add_commitment
from tongpin.crm.errors import TongpinError
from tongpin.crm.models import Activity, Benefit, Need, Proof
from tongpin.crm.needs.actions import add_need, update_need
from tongpin.crm.offers import actions as shop
from tongpin.crm.offers import proposing
from tongpin.crm.offers.models import Component, Proposal, ProposalLine, SolutionTemplate, TemplatePart
from tongpin.crm.offers.selectors import (
    components,
    decided,
    groundwork,
    proposal_page,
    proposals_of,
    template_view,
    templates,
)
from tongpin.crm.opportunities.actions import close_opportunity, share_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.method.offers import next_steps

Deed = Callable[[User, Proposal], Any]
D = Decimal


@pytest.fixture
def template(maria: User) -> SolutionTemplate:
    """An oil service for steel works: oil, an analysis, and training that may be left out."""
    found = shop.add_template(
        user=maria, name="设备润滑全程服务", kind="whole_course", industry="钢铁", introduction="先把停机原因找出来。"
    )
    oil = shop.add_component(user=maria, name="抗磨液压油", unit="吨", price=D("21500"), cost=D("17000"), vat=D(13))
    test = shop.add_component(user=maria, name="油液检测", kind="service", unit="次", price=D("680"), vat=D(6))
    abroad = shop.add_component(user=maria, name="Course", kind="service", price=D("900"), currency="USD", vat=D(0))
    shop.add_part(user=maria, template_id=found.pk, component_id=oil.pk, quantity=D(12))
    shop.add_part(user=maria, template_id=found.pk, component_id=test.pk, quantity=D(24))
    shop.add_part(user=maria, template_id=found.pk, component_id=abroad.pk, optional=True)
    return found


@pytest.fixture
def need(alice: User, opportunity: Opportunity) -> Need:
    return add_need(user=alice, opportunity_id=opportunity.pk, text="少停机", date=TODAY, money=D(90000))


@pytest.fixture
def proof() -> Proof:
    return Proof.objects.create(title="北岭轧钢三年无一次油品停机", customer="北岭轧钢")


@pytest.fixture
def proposal(alice: User, opportunity: Opportunity, template: SolutionTemplate, need: Need, proof: Proof) -> Proposal:
    return proposing.make_proposal(
        user=alice,
        opportunity_id=opportunity.pk,
        title="润滑方案",
        template_id=template.pk,
        needs=[need.pk],
        proofs=[proof.pk],
        valid_until=TODAY + dt.timedelta(days=30),
    )


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(TongpinError) as error:
        deed()
    return error.value.code


def line(proposal: Proposal, name: str) -> ProposalLine:
    return proposal.lines.get(name=name)


def send(user: User, proposal: Proposal, **facts: Any) -> Proposal:
    return proposing.send_proposal(user=user, proposal_id=proposal.pk, **{"text": "发了方案", **facts})


# ---------------------------------------------------------------- components and templates
def test_a_salesperson_uses_templates_and_does_not_change_them(alice: User, template: SolutionTemplate) -> None:
    component, part = Component.objects.first(), TemplatePart.objects.first()
    assert component is not None
    assert part is not None
    deeds: tuple[Callable[[], object], ...] = (
        lambda: shop.add_component(user=alice, name="x"),
        lambda: shop.update_component(user=alice, component_id=component.pk, price=D(1)),
        lambda: shop.add_template(user=alice, name="x"),
        lambda: shop.update_template(user=alice, template_id=template.pk, retired=True),
        lambda: shop.add_part(user=alice, template_id=template.pk, component_id=component.pk),
        lambda: shop.update_part(user=alice, part_id=part.pk, quantity=D(2)),
        lambda: shop.remove_part(user=alice, part_id=part.pk),
    )
    assert [refused(deed) for deed in deeds] == ["not_allowed"] * len(deeds)
    assert len(templates()) == 1


def test_a_component_names_what_proves_it(maria: User, proof: Proof) -> None:
    made = shop.add_component(user=maria, name="过滤小车", proofs=[proof.pk])
    assert [(row.name, row.proofs) for row in components()] == [("过滤小车", 1)]
    shop.update_component(user=maria, component_id=made.pk, proofs=[])
    assert components()[0].proofs == 0
    assert refused(lambda: shop.update_component(user=maria, component_id=made.pk, proofs=[99])) == "invalid"


@pytest.mark.parametrize("facts", [{"price": D(-1)}, {"vat": D(101)}, {"name": "  "}, {"kind": "magic"}])
def test_a_component_is_checked(maria: User, facts: dict[str, Any]) -> None:
    assert refused(lambda: shop.add_component(user=maria, **{"name": "油", **facts})) == "invalid"


def test_a_template_adds_up_by_currency_without_what_may_be_left_out(template: SolutionTemplate) -> None:
    view = template_view(template.pk)
    assert {currency: sums.net for currency, sums in view.sums().items()} == {"CNY": D("274320.00")}
    assert view.score.decided == 0


def test_less_than_nothing_is_no_part(maria: User, template: SolutionTemplate) -> None:
    part = template.parts.all()[0]
    assert refused(lambda: shop.update_part(user=maria, part_id=part.pk, quantity=D(-1))) == "invalid"


# ---------------------------------------------------------------- a proposal
def test_a_proposal_starts_from_the_parts_of_a_template(alice: User, proposal: Proposal, need: Need) -> None:
    page = proposal_page(user=alice, proposal_id=proposal.pk)
    assert [(row.name, row.quantity, row.price, row.optional) for row in page.lines] == [
        ("抗磨液压油", D(12), D(21500), False),
        ("油液检测", D(24), D(680), False),
        ("Course", D(1), None, True),  # a price in dollars is not turned into yuan by the way
    ]
    assert (page.totals.net, page.totals.tax, page.totals.gross) == (D(274320), D("34519.20"), D("308839.20"))
    assert [row.id for row in page.needs] == [need.pk]
    assert page.changes == ()


def test_prices_of_the_library_change_no_proposal(alice: User, maria: User, proposal: Proposal) -> None:
    oil = Component.objects.get(name="抗磨液压油")
    shop.update_component(user=maria, component_id=oil.pk, price=D(30000))
    assert line(proposal, "抗磨液压油").price == D(21500)


def test_what_was_sent_stays_and_a_new_version_tells_what_changed(alice: User, proposal: Proposal) -> None:
    send(alice, proposal)
    assert refused(lambda: proposing.update_proposal(user=alice, proposal_id=proposal.pk, title="x")) == "already_sent"
    assert refused(lambda: proposing.add_line(user=alice, proposal_id=proposal.pk, name="x")) == "already_sent"
    assert refused(lambda: proposing.remove_proposal(user=alice, proposal_id=proposal.pk)) == "already_sent"
    second = proposing.renew_proposal(user=alice, proposal_id=proposal.pk)
    assert (second.series, second.version, second.state) == (1, 2, "draft")
    proposing.update_line(user=alice, line_id=line(second, "抗磨液压油").pk, price=D(20900))
    proposing.remove_line(user=alice, line_id=line(second, "Course").pk)
    proposing.add_line(user=alice, proposal_id=second.pk, name="现场过滤", quantity=D(2), price=D(1500), vat=D(6))
    page = proposal_page(user=alice, proposal_id=second.pk)
    assert [(item.kind, item.name) for item in page.changes] == [
        ("price", "抗磨液压油"),
        ("added", "现场过滤"),
        ("removed", "Course"),
    ]
    assert [row.need_id for row in second.needs.all()] == [row.need_id for row in proposal.needs.all()]
    assert [item.proposal.version for item in proposals_of(user=alice, opportunity_id=proposal.opportunity_id)] == [
        2,
        1,
    ]
    assert refused(lambda: proposing.renew_proposal(user=alice, proposal_id=proposal.pk)) == "draft_waiting"


def test_a_new_version_leaves_behind_a_need_that_turned_out_to_be_a_persons(
    alice: User, proposal: Proposal, need: Need
) -> None:
    send(alice, proposal)
    update_need(user=alice, need_id=need.pk, type="personal")
    second = proposing.renew_proposal(user=alice, proposal_id=proposal.pk)
    assert (second.version, second.needs.count(), proposal.needs.count()) == (2, 0, 1)


def test_sending_writes_the_timeline_and_is_one_gesture(alice: User, proposal: Proposal) -> None:
    send(alice, proposal, who=["s1"], text="润滑方案第一版交给周部长")
    entry = Activity.objects.get(opportunity=proposal.opportunity_id, kind="proposal")
    assert (entry.direction, entry.date, entry.text) == ("out", TODAY, "润滑方案第一版交给周部长")
    assert Proposal.objects.get(pk=proposal.pk).sent_on == TODAY
    assert undo_last_gesture(user=alice) == "send_proposal"
    assert not Activity.objects.filter(pk=entry.pk).exists()
    assert Proposal.objects.get(pk=proposal.pk).state == "draft"


def test_nothing_is_sent_tomorrow_twice_or_empty(alice: User, proposal: Proposal) -> None:
    assert refused(lambda: send(alice, proposal, sent_on=TODAY + dt.timedelta(days=1))) == "invalid"
    empty = proposing.make_proposal(user=alice, opportunity_id=proposal.opportunity_id, title="空")
    assert refused(lambda: send(alice, empty)) == "nothing_offered"
    send(alice, proposal)
    assert refused(lambda: send(alice, proposal)) == "already_sent"


def test_only_what_was_sent_is_won_or_lost(alice: User, proposal: Proposal) -> None:
    def decide(state: str) -> Proposal:
        return proposing.decide_proposal(user=alice, proposal_id=proposal.pk, state=state)

    assert refused(lambda: decide("won")) == "not_sent"
    send(alice, proposal)
    assert decide("lost").state == "lost"
    assert decide("sent").state == "sent"
    assert refused(lambda: decide("draft")) == "not_sent"


@pytest.mark.parametrize(
    "facts", [{"quantity": D(-1)}, {"price": D(-1)}, {"vat": D(200)}, {"name": " "}, {"price": D("1e15")}]
)
def test_a_line_is_checked(alice: User, proposal: Proposal, facts: dict[str, Any]) -> None:
    deed = lambda: proposing.add_line(user=alice, proposal_id=proposal.pk, **{"name": "油", **facts})  # noqa: E731
    assert refused(deed) == "invalid"


def test_an_offer_does_not_end_before_it_is_written(alice: User, proposal: Proposal) -> None:
    early = TODAY - dt.timedelta(days=1)
    deed = lambda: proposing.update_proposal(user=alice, proposal_id=proposal.pk, valid_until=early)  # noqa: E731
    assert refused(deed) == "invalid"


def test_a_line_moves_up_and_the_first_stays(alice: User, proposal: Proposal) -> None:
    proposing.raise_line(user=alice, line_id=line(proposal, "油液检测").pk)
    proposing.raise_line(user=alice, line_id=line(proposal, "油液检测").pk)
    page = proposal_page(user=alice, proposal_id=proposal.pk)
    assert [row.name for row in page.lines] == ["油液检测", "抗磨液压油", "Course"]


# ---------------------------------------------------------------- what is not for paper
def test_personal_needs_and_benefits_never_come_on_paper(alice: User, proposal: Proposal, need: Need) -> None:
    personal = add_need(
        user=alice, opportunity_id=proposal.opportunity_id, text="想在退休前办成一件事", date=TODAY, type="personal"
    )
    deed = lambda: proposing.update_proposal(user=alice, proposal_id=proposal.pk, needs=[personal.pk])  # noqa: E731
    assert refused(deed) == "invalid"
    facts: dict[str, Any] = {"opportunity": proposal.opportunity, "need": need, "text": "停机少"}
    Benefit.objects.create(kind="customer", **facts)
    Benefit.objects.create(kind="esteem", **facts)
    page = proposal_page(user=alice, proposal_id=proposal.pk)
    assert [row.kind for row in page.benefits] == ["customer"]
    assert page.left_out == 1
    assert personal.pk not in {row.id for row in groundwork(user=alice, opportunity_id=proposal.opportunity_id).needs}


def test_only_what_the_customer_wrote_is_quoted(alice: User, proposal: Proposal, need: Need) -> None:
    for kind, direction, quoted in (("visit", "out", ""), ("email", "in", "月月停机"), ("visit", "in", "")):
        entry = record_activity(
            user=alice, opportunity_id=proposal.opportunity_id, kind=kind, direction=direction, text="月月停机，受不了"
        )
        Need.objects.filter(pk=need.pk).update(activity=entry, words="月月停机")
        assert proposal_page(user=alice, proposal_id=proposal.pk).needs[0].words == quoted


def test_needs_of_another_sale_are_refused(alice: User, proposal: Proposal) -> None:
    other = plant(alice, code="plant-2")
    deed = lambda: proposing.update_proposal(  # noqa: E731
        user=alice, proposal_id=proposal.pk, needs=[other.needs.all()[0].pk]
    )
    assert refused(deed) == "invalid"


# ---------------------------------------------------------------- who may
def test_who_only_looks_changes_nothing(alice: User, bob: User, charlie: User, proposal: Proposal) -> None:
    share_opportunity(user=alice, opportunity_id=proposal.opportunity_id, with_user=bob)
    assert proposal_page(user=bob, proposal_id=proposal.pk).proposal == proposal
    first = proposal.lines.all()[0].pk
    for user, told in ((bob, "not_allowed"), (charlie, "not_found")):
        deeds: tuple[Callable[[], object], ...] = (
            lambda user=user: proposing.update_proposal(user=user, proposal_id=proposal.pk, title="x"),  # type: ignore[misc]
            lambda user=user: proposing.add_line(user=user, proposal_id=proposal.pk, name="x"),  # type: ignore[misc]
            lambda user=user: proposing.update_line(user=user, line_id=first, price=D(1)),  # type: ignore[misc]
            lambda user=user: proposing.remove_line(user=user, line_id=first),  # type: ignore[misc]
            lambda user=user: proposing.raise_line(user=user, line_id=first),  # type: ignore[misc]
            lambda user=user: proposing.renew_proposal(user=user, proposal_id=proposal.pk),  # type: ignore[misc]
            lambda user=user: send(user, proposal),  # type: ignore[misc]
            lambda user=user: proposing.remove_proposal(user=user, proposal_id=proposal.pk),  # type: ignore[misc]
            lambda user=user: proposing.make_proposal(  # type: ignore[misc]
                user=user, opportunity_id=proposal.opportunity_id, title="x"
            ),
        )
        assert [refused(deed) for deed in deeds] == [told] * len(deeds)
    assert refused(lambda: proposal_page(user=charlie, proposal_id=proposal.pk)) == "not_found"
    assert refused(lambda: proposal_page(user=alice, proposal_id=999)) == "not_found"


# ---------------------------------------------------------------- which template wins where
def test_decided_sales_count_once_for_each_template(alice: User, proposal: Proposal) -> None:
    send(alice, proposal)
    second = proposing.renew_proposal(user=alice, proposal_id=proposal.pk)
    send(alice, second)
    assert decided() == []
    close_opportunity(user=alice, opportunity_id=proposal.opportunity_id, result="won", reason="服务好")
    assert [(item.industry, item.won) for item in decided()] == [("钢铁", True)]
    proposing.decide_proposal(user=alice, proposal_id=second.pk, state="lost")
    assert [item.won for item in decided()] == [True]  # the first version stands for the sale, which was won
    assert template_view(proposal.template_id or 0).score.won == 1


def test_a_cancelled_purchase_tells_nothing_of_a_template(alice: User, proposal: Proposal) -> None:
    send(alice, proposal)
    close_opportunity(user=alice, opportunity_id=proposal.opportunity_id, result="cancelled", reason="停建")
    assert decided() == []


def test_templates_of_the_trade_come_first(alice: User, maria: User, proposal: Proposal) -> None:
    shop.add_template(user=maria, name="医院方案", industry="医院")
    shop.add_template(user=maria, name="Oil for steel", industry="steel", lang="en")
    found = groundwork(user=alice, opportunity_id=proposal.opportunity_id)
    assert [view.template.name for view in found.templates] == ["设备润滑全程服务", "医院方案", "Oil for steel"]


def test_what_both_sides_promised_becomes_the_next_steps(alice: User, opportunity: Opportunity) -> None:
    due = TODAY + dt.timedelta(days=5)
    add_commitment(user=alice, opportunity_id=opportunity.pk, text="停机日安排换油", date=TODAY, due=due, by="s1")
    found = groundwork(user=alice, opportunity_id=opportunity.pk)
    told = next_steps(found.promised, due, "zh-Hans").splitlines()
    assert told[:2] == ["# 接下来的安排", "1. 2026-03-07 前：周明——停机日安排换油"]
    assert next_steps((), None, "en").splitlines()[-1] == "3. You tell us how and when you decide"


# ---------------------------------------------------------------- undone
UNDOABLE: dict[str, Deed] = {
    "make_proposal": lambda u, p: proposing.make_proposal(
        user=u,
        opportunity_id=p.opportunity_id,
        title="第二个",
        template_id=p.template_id,
        needs=[p.needs.all()[0].need_id],
    ),
    "update_proposal": lambda u, p: proposing.update_proposal(
        user=u, proposal_id=p.pk, title="新题", terms="货到 30 天", needs=[], proofs=[]
    ),
    "add_line": lambda u, p: proposing.add_line(user=u, proposal_id=p.pk, name="备件"),
    "update_line": lambda u, p: proposing.update_line(user=u, line_id=p.lines.all()[0].pk, quantity=D("1.5")),
    "raise_line": lambda u, p: proposing.raise_line(user=u, line_id=line(p, "Course").pk),
    "remove_line": lambda u, p: proposing.remove_line(user=u, line_id=line(p, "Course").pk),
    "remove_proposal": lambda u, p: proposing.remove_proposal(user=u, proposal_id=p.pk),
    "send_proposal": lambda u, p: send(u, p, who=["s1"]),
}
KEPT: dict[str, Callable[[User, SolutionTemplate], Any]] = {
    "add_component": lambda u, t: shop.add_component(user=u, name="油", proofs=[Proof.objects.create(title="证").pk]),
    "update_component": lambda u, t: shop.update_component(
        user=u, component_id=t.parts.all()[0].component_id, price=D(1), retired=True
    ),
    "add_template": lambda u, t: shop.add_template(user=u, name="新"),
    "update_template": lambda u, t: shop.update_template(user=u, template_id=t.pk, name="新名", retired=True),
    "add_part": lambda u, t: shop.add_part(user=u, template_id=t.pk, component_id=t.parts.all()[0].component_id),
    "update_part": lambda u, t: shop.update_part(user=u, part_id=t.parts.all()[0].pk, quantity=D(3)),
    "remove_part": lambda u, t: shop.remove_part(user=u, part_id=t.parts.all()[0].pk),
}


@pytest.mark.parametrize("verb", UNDOABLE)
def test_a_deed_on_a_proposal_is_logged_and_can_be_taken_back(alice: User, proposal: Proposal, verb: str) -> None:
    before = everything()
    UNDOABLE[verb](alice, proposal)
    logged = LogEntry.objects.filter(user=alice, verb=verb)
    assert logged.exists()
    assert set(logged.values_list("opportunity_id", flat=True)) == {proposal.opportunity_id}
    assert everything() != before
    assert undo_last_gesture(user=alice) == verb
    assert everything() == before
    assert verify_chain().holds


def test_a_new_version_can_be_taken_back(alice: User, proposal: Proposal) -> None:
    send(alice, proposal)
    before = everything()
    proposing.renew_proposal(user=alice, proposal_id=proposal.pk)
    assert undo_last_gesture(user=alice) == "renew_proposal"
    assert everything() == before


@pytest.mark.parametrize("verb", KEPT)
def test_a_deed_on_the_library_is_logged_and_can_be_taken_back(
    maria: User, template: SolutionTemplate, verb: str
) -> None:
    KEPT[verb](maria, template)
    assert undo_last_gesture(user=maria) == verb
    assert LogEntry.objects.filter(verb=verb).exists()
    assert verify_chain().holds


def test_a_library_of_many_asks_the_database_no_more(
    maria: User, alice: User, proposal: Proposal, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        templates()
    with django_assert_num_queries(9):
        proposal_page(user=alice, proposal_id=proposal.pk)
    for number in range(5):
        more = shop.add_template(user=maria, name=f"方案 {number}")
        shop.add_part(user=maria, template_id=more.pk, component_id=Component.objects.all()[0].pk)
        proposing.add_line(user=alice, proposal_id=proposal.pk, name=f"行 {number}")
    with django_assert_num_queries(3):
        templates()
    with django_assert_num_queries(9):
        proposal_page(user=alice, proposal_id=proposal.pk)
    with django_assert_num_queries(3):
        proposals_of(user=alice, opportunity_id=proposal.opportunity_id)
