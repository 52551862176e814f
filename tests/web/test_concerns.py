"""The tab of concerns and promises: the radar, meetings, the risk plan on paper, the contract; outcomes over all."""

import io
from typing import Any

import pytest
from docx import Document
from pytest_django import DjangoAssertNumQueries

from tests.web.conftest import Visit
from tongpin.crm.concerns import actions
from tongpin.crm.concerns.models import Concern, ConcernHint, Risk
from tongpin.crm.contracts.models import ContractTerm
from tongpin.crm.opportunities.actions import close_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

TOLD = "王厂长说你们比别家贵，再研究研究。<b>万一出了问题谁负责</b>？"


@pytest.fixture
def path(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}"


@pytest.fixture
def told(at: Visit, alice: User, opportunity: Opportunity) -> Opportunity:
    form = {"opportunity": opportunity.pk, "text": TOLD, "date": "2026-02-20", "kind": "visit", "direction": "out"}
    at(alice).post("/note", {**form, "who": ["s1"], "do": "save"})
    return opportunity


def test_words_become_a_concern_are_worded_or_struck(at: Visit, alice: User, told: Opportunity, path: str) -> None:
    client = at(alice)
    shown = client.get(f"{path}?tab=customer").content.decode()
    assert "比别家贵" in shown
    assert "<b>万一" not in shown, "a note is shown, never obeyed"
    dear, blame = ConcernHint.objects.order_by("pk")
    client.post(f"{path}/concerns/{dear.pk}/confirm")
    assert client.post(f"{path}/concerns/{dear.pk}/confirm").status_code == 409
    concern = Concern.objects.latest("pk")
    shown = client.get(f"{path}?tab=customer").content.decode()
    assert f"/entries/{concern.activity_id}" in shown, "it opens to its evidence"
    assert "Ask " in shown
    assert "No discount and no push" in shown
    form = {
        "text": "怕担责",
        "date": "2026-02-20",
        "kind": "inherent",
        "behind": "career",
        "severity": "5",
        "who": "s2",
    }
    client.post(f"{path}/concerns/{blame.pk}/word", form)
    worded = Concern.objects.latest("pk")
    assert (worded.text, worded.severity, worded.words != "") == ("怕担责", 5, True)
    client.post(f"{path}/concerns/look")
    for hint in ConcernHint.objects.filter(state="proposed"):
        client.post(f"{path}/concerns/{hint.pk}/strike")
    assert not ConcernHint.objects.filter(state="proposed").exists()


def test_an_answer_is_planned_with_its_words_and_settled(at: Visit, alice: User, told: Opportunity, path: str) -> None:
    client = at(alice)
    client.post(f"{path}/concerns/{ConcernHint.objects.order_by('pk')[0].pk}/confirm")
    concern = Concern.objects.latest("pk")
    asked = client.get(f"{path}/concerns/{concern.pk}/plan?answer=ask_behind").content.decode()
    assert "worries most apart from the price" in asked
    assert client.get(f"{path}/concerns/{concern.pk}/plan?answer=nothing").status_code == 200
    assert client.post(f"{path}/concerns/{concern.pk}/plan", {"plan": ""}).status_code == 422
    client.post(f"{path}/concerns/{concern.pk}/plan", {"plan": "周三单独问他", "due": "2026-03-05"})
    assert "周三单独问他" in client.get(f"{path}?tab=customer").content.decode()
    client.post(f"{path}/concerns/{concern.pk}/settle")
    assert Concern.objects.get(pk=concern.pk).status == "answered"
    assert client.get(f"{path}/concerns/999999/plan").status_code == 404


def test_meetings_show_what_was_wanted_and_what_came(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    shown = at(alice).get(f"{path}?tab=customer&view=promises").content.decode()
    assert "What meetings came to" in shown
    assert "No action of the customer with a date was agreed" in shown


def test_the_risk_plan_is_a_paper_for_both(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    client = at(alice)
    assert client.get(f"{path}/risks/plan.docx").status_code == 404
    client.post(
        f"{path}/records/risk/add",
        {"text": "到货晚", "bearer": "ours", "we_do": "备一台借用机", "they_do": "", "state": "open"},
    )
    risk = Risk.objects.get()
    assert "备一台借用机" in client.get(f"{path}?tab=customer&view=risks").content.decode()
    paper = Document(io.BytesIO(client.get(f"{path}/risks/plan.docx").content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert {risk.text, "备一台借用机", "供方", "签字"} <= set(cells), (
        "in the language of the case, whatever the reader's"
    )


def test_the_contract_says_what_still_stands_in_the_way(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    view = f"{path}?tab=customer&view=contract"
    assert "It is signed" in client.get(view).content.decode()
    term = {
        "text": "责任",
        "kind": "liability",
        "theirs": "无上限",
        "red_line": "合同额",
        "crosses": "on",
        "state": "open",
    }
    client.post(f"{path}/records/term/add", term)
    shown = client.get(view).content.decode()
    assert "the contract cannot be signed" in shown
    assert "It is signed" not in shown
    refused = client.post(f"{path}/contract/sign", {"date": "2026-03-01"})
    assert refused.status_code == 422
    assert "red line" in refused.content.decode()
    client.post(f"{path}/contract/ask", {"reason": "客户坚持"})
    assert "beyond the red line, asked" in client.get(view).content.decode()
    assert "Contract terms" in client.get(f"{path}?tab=tender&view=decision").content.decode()
    client.post(f"{path}/records/term/{ContractTerm.objects.get().pk}", {**term, "state": "refused"})
    client.post(f"{path}/contract", {"number": "A-1", "amount": "1,200"})
    assert "A-1" in client.get(view).content.decode()
    assert client.post(f"{path}/contract/sign", {"date": "2026-03-01"}).status_code == 302
    assert "signed " in client.get(view).content.decode()


def test_a_lost_sale_says_when_to_stop(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    close_opportunity(user=alice, opportunity_id=opportunity.pk, result="lost", reason="价格", winner="固力")
    shown = at(alice).get(f"{path}?tab=customer").content.decode()
    assert "Lost to 固力: congratulate" in shown


def test_who_only_looks_finds_no_buttons(at: Visit, auditor: User, told: Opportunity, path: str) -> None:
    shown = at(auditor).get(f"{path}?tab=customer").content.decode()
    assert "比别家贵" in shown
    assert "/confirm" not in shown
    hint = ConcernHint.objects.order_by("pk")[0]
    assert at(auditor).post(f"{path}/concerns/{hint.pk}/confirm").status_code in {403, 404}


def test_a_stranger_finds_nothing(at: Visit, charlie: User, told: Opportunity, path: str) -> None:
    client = at(charlie)
    for address in ("?tab=customer", "/risks/plan.docx", "/contract/sign", "/contract"):
        assert client.get(f"{path}{address}").status_code == 404


@pytest.mark.parametrize(("view", "most"), [("radar", 50), ("promises", 27), ("risks", 27), ("contract", 52)])
def test_queries_do_not_grow_with_what_is_shown(
    at: Visit,
    alice: User,
    told: Opportunity,
    path: str,
    view: str,
    most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": told.pk}
    for number in range(5):
        made = actions.add_concern(text=f"怕 {number}", date=told.activities.first().date, who="s1", **here)  # type: ignore[union-attr]
        actions.add_risk(text=f"险 {number}", concern_id=made.pk, **here)
    client = at(alice)
    with django_assert_max_num_queries(most):
        assert client.get(f"{path}?tab=customer&view={view}").status_code == 200


def test_outcomes_over_all(
    at: Visit,
    alice: User,
    maria: User,
    charlie: User,
    told: Opportunity,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = at(maria)
    with django_assert_max_num_queries(10):
        shown = client.get("/outcomes").content.decode()
    assert "钢铁" in shown, "the trade of the customer whose people were met"
    assert "钢铁" not in at(charlie).get("/outcomes").content.decode()
