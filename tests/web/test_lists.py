"""Today, board, list: what is in them, how they are narrowed, what they cost."""

import csv
import io

import pytest
from django.test import Client
from django.utils import translation

from tests.crm.builders import plant
from tests.web.conftest import Visit
from tongpin.crm.opportunities import reach, selectors
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.web.lists import harmless

SENSELESS = (
    *("page=-1", "page=1000000000", "page=abc", "page=%00", "sort=drop%20table", "stage=moon", "grade=Z", "owner=x"),
    *("owner=99999999999999999999", "fit=sideways", "state=gone", "search=%00%F0%9F%98%80%E2%80%AE", "unknown=1"),
)


@pytest.mark.parametrize("query", SENSELESS)
@pytest.mark.parametrize("path", ["/opportunities", "/board", "/csv", "/accounts", "/audit"])
def test_senseless_addresses_get_a_clean_answer(
    at: Visit, auditor: User, opportunity: Opportunity, path: str, query: str
) -> None:
    assert at(auditor).get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("query", ["?tab=%00", "?tab=timeline&before=-1", "?tab=timeline&before=99999999999999999999"])
def test_senseless_tabs_get_a_clean_answer(at: Visit, alice: User, opportunity: Opportunity, query: str) -> None:
    assert at(alice).get(f"/opportunities/{opportunity.pk}{query}").status_code == 200


@pytest.mark.parametrize(("path", "most"), [("/", 24), ("/board", 11), ("/opportunities", 7), ("/accounts", 8)])
def test_a_page_costs_as_many_queries_for_one_as_for_twenty(
    at: Visit, alice: User, maria: User, path: str, most: int, django_assert_max_num_queries
) -> None:
    for number in range(20):
        plant(alice, code=f"plant-{number}")
    client = at(maria)
    with django_assert_max_num_queries(most):
        answer = client.get(path)
    assert "东湖钢厂" in answer.content.decode()


def test_today_says_what_to_do_with_whom_and_why(at: Visit, alice: User, opportunity: Opportunity) -> None:
    answer = at(alice).get("/")
    action = answer.context["actions"][0]
    assert action["do"]
    assert action["why"]
    assert action["card"].amount == "¥2.58m"
    promise = answer.context["promises"][0]
    assert (promise["text"], promise["late"]) == ("安排试用", 1)


def test_today_names_the_gates_in_reach_and_what_they_lack(
    at: Visit, alice: User, charlie: User, opportunity: Opportunity
) -> None:
    near = at(alice).get("/").context["gates"]
    assert [(item["gate"], len(item["missing"])) for item in near] == [(opportunity.next_gate, 1)]
    shown = at(alice).get("/").content.decode()
    assert f"/opportunities/{opportunity.pk}?tab=overview#{opportunity.next_gate}" in shown
    assert at(charlie).get("/").context["gates"] == []


def test_a_gate_that_lacks_much_or_lies_elsewhere_is_not_in_reach(
    at: Visit, alice: User, opportunity: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "MOST_MISSING", 0)
    assert at(alice).get("/").context["gates"] == []
    monkeypatch.setattr(reach, "MOST_MISSING", 2)
    Opportunity.objects.update(stage="relationship")
    assert reach.gates_in_reach(user=alice) == []


def test_an_empty_day_says_what_to_do_first(at: Visit, charlie: User) -> None:
    shown = at(charlie).get("/").content.decode()
    assert "Begin with one customer" in shown
    assert "/accounts/add" in shown


def test_the_board_has_the_seven_stages_of_the_customer(at: Visit, alice: User, opportunity: Opportunity) -> None:
    lanes = at(alice).get("/board").context["lanes"]
    assert [lane["stage"] for lane in lanes][0::6] == ["need", "relationship"]
    here = [lane for lane in lanes if lane["count"]]
    assert [lane["stage"] for lane in here] == [opportunity.stage]
    assert here[0]["chosen"]  # a phone shows the first column that has cards


def test_filters_narrow_and_say_when_nothing_is_left(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client = at(alice)
    assert client.get("/opportunities?search=东湖").context["total"] == 1
    assert client.get("/opportunities?search=方敏").context["total"] == 1
    nothing = client.get("/opportunities?search=没有这家")
    assert nothing.context["total"] == 0
    assert "No opportunity fits these filters" in nothing.content.decode()


def test_a_column_sorts_and_turns_round(at: Visit, alice: User, opportunity: Opportunity) -> None:
    heads = {head["title"]: head for head in at(alice).get("/opportunities?sort=amount").context["heads"]}
    assert heads["Amount"]["order"] == "ascending"
    assert "sort=-amount" in heads["Amount"]["address"]
    assert heads["Grade"]["order"] == "none"


def _file(client: Client, query: str = "") -> list[list[str]]:
    text = b"".join(client.get(f"/csv{query}").streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_file_holds_no_formula(at: Visit, alice: User, opportunity: Opportunity) -> None:
    Opportunity.objects.filter(pk=opportunity.pk).update(title='=HYPERLINK("http://x","y")')
    rows = _file(at(alice))
    assert rows[1][0] == '\'=HYPERLINK("http://x","y")'
    assert "¥2,580,000" in rows[1]


def test_the_file_holds_all_that_the_user_sees_in_the_order_of_the_list(
    at: Visit, alice: User, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "ROWS_PER_BATCH", 5)
    for number in range(12):
        row = plant(alice, code=f"plant-{number}")
        Opportunity.objects.filter(pk=row.pk).update(title=f"钢厂 {number:02d}", grade="B" if number % 2 else "C")
    assert [row[0] for row in _file(at(alice), "?sort=-title")[1:]] == [f"钢厂 {n:02d}" for n in reversed(range(12))]
    assert len(_file(at(alice), "?grade=B")) == 7
    assert len(_file(at(charlie))) == 1


def test_the_file_is_in_the_language_of_who_asked(at: Visit, alice: User, opportunity: Opportunity) -> None:
    User.objects.filter(pk=alice.pk).update(language="zh-hant")
    answer = at(alice).get("/csv")
    with translation.override("en"):  # whatever the next request speaks
        text = b"".join(answer.streaming_content).decode()
    assert "客戶的階段" in text or "客戶階段" in text
    assert "Grade" not in text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", " =1", "－1"])
def test_cells_that_a_spreadsheet_would_run_are_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_a_stranger_finds_nothing_in_the_lists(at: Visit, charlie: User, opportunity: Opportunity) -> None:
    for path in ("/", "/board", "/opportunities", "/accounts"):
        assert "东湖" not in at(charlie).get(path).content.decode()
    assert len(_file(at(charlie))) == 1


def test_pages_of_a_long_list_can_be_turned(at: Visit, alice: User) -> None:
    for number in range(52):
        plant(alice, code=f"plant-{number}")
    client = at(alice)
    first, last = client.get("/opportunities"), client.get("/opportunities?page=2")
    assert (len(first.context["cards"]), len(last.context["cards"])) == (50, 2)
    assert "page=2" in first.context["after"]
    assert last.context["after"] == ""
    board = client.get("/board").context["lanes"]
    assert max(lane["more"] for lane in board) == 22
    assert [lane["sum"] for lane in board if lane["count"]] == ["the first 30: ¥77.4m"]
