"""The organisation chart's pages: map, table, one seat, rows from Excel, way of approving, and who may do what."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tests.web.conftest import Visit
from tongpin.crm.accounts.actions import create_person
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.opportunities.actions import open_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.organisation.models import ApprovalRule, Department, Seat, Tenure
from tongpin.crm.organisation.pasting import paste_chart, read_paste
from tongpin.crm.users.models import User

HOSPITAL = """部门\t岗位\t姓名\t上级
院办\t院长\t周海明\t
医务部\t医务部主任\t王建国\t周海明
放射科\t放射科主任\t林芳\t医务部主任
放射科\t技师\t赵亮\t林芳
设备科\t设备科科长\t\t院长
"""


@pytest.fixture
def account(opportunity: Opportunity, alice: User) -> Account:
    """With five seats, one of them vacant."""
    paste_chart(user=alice, account_id=opportunity.account_id, text=HOSPITAL)
    return opportunity.account


@pytest.fixture
def seat(account: Account) -> Callable[[str], Seat]:
    """A seat by its title."""
    return lambda title: Seat.objects.get(account=account, title=title)


def address(account: Account, rest: str = "") -> str:
    return f"/accounts/{account.pk}/chart{rest}"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


# ---------------------------------------------------------------- to look at
def test_the_map_the_table_and_the_picture_tell_the_same_facts(at: Visit, alice: User, account: Account) -> None:
    client = at(alice)
    scene = client.get(address(account)).context["scene"]
    assert {(seat["name"], seat["title"]) for seat in scene["seats"]} == {
        ("周海明", "院长"),
        ("王建国", "医务部主任"),
        ("林芳", "放射科主任"),
        ("赵亮", "技师"),
        ("", "设备科科长"),
    }
    assert len(scene["lines"]) == 4
    table = text_of(client.get(address(account, "?view=table")))
    picture = text_of(client.get(address(account, ".svg")))
    for words in ("周海明", "王建国", "林芳", "赵亮", "设备科科长", "○ Vacant", "放射科"):
        assert words in table
        assert words in picture
    assert [row["depth"] for row in client.get(address(account, "?view=table")).context["rows"]] == [0, 1, 2, 3, 1]


def test_a_vacant_seat_shows_in_grey_too(at: Visit, alice: User, account: Account) -> None:
    picture = text_of(at(alice).get(address(account, ".svg")))
    assert len(re.findall(r'<rect[^>]*stroke-dasharray="6 4"', picture)) == 1
    assert picture.count("○ Vacant") == 1


def test_what_somebody_typed_is_never_markup(at: Visit, alice: User, account: Account) -> None:
    Seat.objects.filter(title="技师").update(title="</script><script>alert(1)</script>")
    client = at(alice)
    for rest in ("", "?view=table", ".svg"):
        assert "<script>alert" not in text_of(client.get(address(account, rest)))
    kept = re.search(r'id="chart-scene" type="application/json">(.*?)</script>', text_of(client.get(address(account))))
    assert kept is not None
    assert any("alert(1)" in seat["title"] for seat in json.loads(kept[1])["seats"])


def test_an_empty_chart_says_what_to_do_first(at: Visit, alice: User, opportunity: Opportunity) -> None:
    shown = text_of(at(alice).get(address(opportunity.account)))
    assert "Copy the columns" in shown
    assert address(opportunity.account, "/paste") in shown


def test_a_chart_of_any_size_costs_the_same_queries(
    at: Visit, alice: User, account: Account, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = "\n".join(f"科{number % 9}\t员{number}\t\t人{number}\t{'人0' if number else ''}" for number in range(150))
    paste_chart(user=alice, account_id=account.pk, text=rows)
    chosen = Seat.objects.filter(account=account).first()
    assert chosen is not None
    client = at(alice)
    for rest, most in (("", 10), ("?view=table", 10), (f"?seat={chosen.pk}", 12), (f"/seats/{chosen.pk}", 12)):
        with django_assert_max_num_queries(most):
            assert client.get(address(account, rest)).status_code == 200


def test_a_very_large_chart_is_drawn_from_its_top_and_the_rest_is_found(
    at: Visit, alice: User, account: Account
) -> None:
    lines = ["组\t总\t\t总经理甲\t", *(f"组\t主任{number}\t\t主{number}\t总经理甲" for number in range(9))]
    lines += [f"组\t员{number}\t\t人{number}\t主{number % 9}" for number in range(700)]
    paste_chart(user=alice, account_id=account.pk, text="\n".join(lines))
    client = at(alice)
    whole = client.get(address(account))
    assert len(whole.context["scene"]["seats"]) == 600
    assert "600 of 715 seats are drawn" in text_of(whole)
    assert any("more below" in seat["label"] for seat in whole.context["scene"]["seats"])
    below = Seat.objects.get(title="主任3")
    part = client.get(address(account, f"?below={below.pk}")).context["scene"]["seats"]
    assert {seat["title"] for seat in part} == {"主任3", *(f"员{n}" for n in range(700) if n % 9 == 3)}
    deep = Seat.objects.get(title="员699")
    opened = client.get(address(account, f"?seat={deep.pk}")).context
    assert deep.pk in {seat["id"] for seat in opened["scene"]["seats"]}
    table = client.get(address(account, "?view=table&search=人699"))
    assert [row["holder"] for row in table.context["rows"]] == ["人699"]
    assert client.get(address(account, "?view=table")).context["pages"] == 8


@pytest.mark.parametrize(
    "query", ["?seat=%00", "?below=-1", "?page=x&view=table", "?view=table&search=%00🙂", "?seat=9e9"]
)
def test_senseless_addresses_get_a_clean_answer(at: Visit, alice: User, account: Account, query: str) -> None:
    assert at(alice).get(address(account, query)).status_code == 200


# ---------------------------------------------------------------- who may what
PAGES = ("", ".svg", "?view=table", "/seats/{seat}", "/add", "/paste", "/rules/add", "/departments/{department}")
DEEDS = ("/drop", "/seats/{seat}/change", "/seats/{seat}/move", "/seats/{seat}/remove", "/seats/{seat}/vacate")


def test_strangers_find_nothing_and_change_nothing(at: Visit, charlie: User, account: Account) -> None:
    known = {"seat": Seat.objects.get(title="技师").pk, "department": Department.objects.get(name="设备科").pk}
    client = at(charlie)
    for rest in PAGES:
        answer = client.get(address(account, rest.format(**known)))
        assert answer.status_code == 404, rest
        assert "周海明" not in text_of(answer)
    for rest in DEEDS:
        assert client.post(address(account, rest.format(**known))).status_code == 404, rest
    assert Seat.objects.filter(account=account).count() == 5


@pytest.mark.parametrize("reader", ["bob", "auditor"])
def test_readers_see_the_chart_without_forms(
    at: Visit, account: Account, reader: str, request: pytest.FixtureRequest
) -> None:
    client = at(request.getfixturevalue(reader))
    pk = Seat.objects.get(title="技师").pk
    for rest in ("", f"?seat={pk}", f"/seats/{pk}", "?view=table"):
        shown = text_of(client.get(address(account, rest)))
        assert "赵亮" in shown or json.dumps("赵亮") in shown  # the map's data are JSON
        assert not re.search(rf'method="post"[^>]*action="{address(account)}', shown)
        assert "data-change" not in shown
    assert client.get(address(account, "/add")).status_code == 403
    assert client.post(address(account, f"/seats/{pk}/remove")).status_code == 403


def test_a_seat_of_another_account_is_not_there(at: Visit, alice: User, account: Account) -> None:
    other = Account.objects.create(name="别家", owner=alice)
    pk = Seat.objects.get(title="技师").pk
    client = at(alice)
    assert client.get(address(other, f"/seats/{pk}")).status_code == 404
    assert client.post(address(other, f"/seats/{pk}/remove")).status_code == 404


# ---------------------------------------------------------------- one seat
Change = Callable[..., Any]


@pytest.fixture
def send(at: Visit, alice: User, account: Account, seat: Callable[[str], Seat]) -> Change:
    """Sends a form of a seat's panel as Alice; goes to the page that follows."""

    def sent(title: str, form: str, **values: object) -> Any:
        return at(alice).post(address(account, f"/seats/{seat(title).pk}/{form}"), values, follow=True)

    return sent


def test_a_seat_is_renamed_filled_vacated_and_taken_out(send: Change, seat: Callable[[str], Seat]) -> None:
    send("技师", "change", **{"facts-title": "主管技师", "facts-department": "影像中心", "facts-level": "staff"})
    changed = seat("主管技师")
    assert (changed.level, str(changed.department)) == ("staff", "影像中心")
    send("设备科科长", "holder", **{"holder-name": "段伟", "holder-since": "2026-01-05"})
    assert Tenure.objects.get(seat=seat("设备科科长"), ended=False).person.name == "段伟"
    shown = send("设备科科长", "vacate", **{"vacate-until": "2026-02-01"})
    assert "段伟" in text_of(shown)  # who sat here before
    send("设备科科长", "remove")
    assert not Seat.objects.filter(title="设备科科长").exists()


def test_somebody_known_takes_a_seat(send: Change, alice: User, account: Account, seat: Callable[[str], Seat]) -> None:
    person = create_person(user=alice, account_id=account.pk, name="段伟")
    send("设备科科长", "holder", **{"holder-person": person.pk})
    assert Tenure.objects.get(seat=seat("设备科科长"), ended=False).person_id == person.pk


def test_a_seat_goes_below_another_one_and_gets_one_below(send: Change, seat: Callable[[str], Seat]) -> None:
    send("技师", "move", **{"move-above": seat("设备科科长").pk})
    assert seat("技师").reports_to == seat("设备科科长")
    send("技师", "below", **{"below-title": "学员", "below-holder": "小陈"})
    assert seat("学员").reports_to == seat("技师")


def test_faults_stand_at_their_field_and_nothing_is_lost(send: Change, seat: Callable[[str], Seat]) -> None:
    answer = send("技师", "vacate", **{"vacate-until": "31.2.2026"})
    assert answer.status_code == 422
    assert "31.2.2026" in text_of(answer)
    answer = send("院长", "move", **{"move-above": seat("技师").pk})
    assert answer.status_code == 422
    assert "would report to itself" in text_of(answer)
    assert "Somebody sits here" in text_of(send("技师", "remove"))
    assert Seat.objects.filter(title="技师").exists()


def test_a_dragged_seat_can_be_put_back(at: Visit, alice: User, account: Account, seat: Callable[[str], Seat]) -> None:
    client = at(alice)
    dragged = {"seat": seat("技师").pk, "onto": seat("设备科科长").pk}
    answer = client.post(address(account, "/drop"), dragged, follow=True)
    assert "now reports to" in text_of(answer)
    assert seat("技师").reports_to == seat("设备科科长")
    client.post("/undo", {"next": address(account)})
    assert seat("技师").reports_to == seat("放射科主任")
    looped = client.post(address(account, "/drop"), {"seat": seat("院长").pk, "onto": seat("技师").pk}, follow=True)
    assert "would report to itself" in text_of(looped)
    assert seat("院长").reports_to is None


def test_in_a_large_chart_the_superior_is_typed(
    at: Visit, alice: User, account: Account, seat: Callable[[str], Seat], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tongpin.web.organisation.forms.MOST_LISTED", 2)
    client = at(alice)
    for typed in ("院长", "周海明", f"#{seat('院长').pk}"):
        client.post(address(account, "/add"), {"title": f"秘书{typed}", "reports_to_id": typed})
        assert seat(f"秘书{typed}").reports_to == seat("院长")
    answer = client.post(address(account, "/add"), {"title": "秘书", "reports_to_id": "没有此人"})
    assert answer.status_code == 422
    assert "There is no seat “没有此人”" in text_of(answer)


# ---------------------------------------------------------------- rows from Excel
def test_rows_are_looked_at_before_they_come_in(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client, account = at(alice), opportunity.account
    looked = client.post(address(account, "/paste"), {"rows": HOSPITAL, "do": "look"})
    assert "5 rows are understood" in text_of(looked)
    assert [row["above"] for row in looked.context["rows"]] == ["", "周海明", "王建国", "林芳", "周海明"]
    assert not Seat.objects.exists()
    client.post(address(account, "/paste"), {"rows": HOSPITAL, "do": "save"})
    assert Seat.objects.filter(account=account).count() == 5
    client.post("/undo")
    assert not Seat.objects.exists()


def test_faulty_rows_are_told_by_line_and_stay_out(at: Visit, alice: User, opportunity: Opportunity) -> None:
    rows = "岗位\t姓名\t上级\n院长\t周海明\t\n科长\t林芳\t谁\n"
    answer = at(alice).post(address(opportunity.account, "/paste"), {"rows": rows, "do": "save"})
    assert "Line 3: “谁” is in none of these rows" in text_of(answer)
    assert "林芳" in text_of(answer)
    assert not Seat.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_people_known_already_are_offered_as_rows(
    at: Visit, alice: User, opportunity: Opportunity, language: str
) -> None:
    User.objects.filter(pk=alice.pk).update(language=language)
    rows = at(alice).get(address(opportunity.account, "/paste")).context["form"]["rows"].value()
    with translation.override(language):
        pasted = read_paste(rows)
    assert not pasted.faults
    assert {row.name for row in pasted.seats} == set(
        Person.objects.filter(account=opportunity.account).values_list("name", flat=True)
    )
    assert rows.splitlines()[0].count("\t") == 4


# ---------------------------------------------------------------- approving, departments
def test_their_way_of_approving_is_added_to_and_shortened(
    at: Visit, alice: User, account: Account, seat: Callable[[str], Seat]
) -> None:
    client = at(alice)
    client.post(address(account, "/rules/add"), {"act": "signs", "seat_id": seat("院长").pk, "from_amount": "500,000"})
    shown = text_of(client.get(address(account)))
    assert "周海明 · 院长" in shown
    assert "from ¥500,000 upwards" in shown
    nobody = client.post(address(account, "/rules/add"), {"act": "reviews"})
    assert nobody.status_code == 422
    client.post(address(account, f"/rules/{ApprovalRule.objects.get().pk}/remove"))
    assert not ApprovalRule.objects.exists()


def test_an_amount_is_in_the_currency_in_which_they_buy(
    at: Visit, alice: User, account: Account, seat: Callable[[str], Seat]
) -> None:
    open_opportunity(user=alice, account_id=account.pk, name="CT", currency="HKD")
    client = at(alice)
    assert '<option value="HKD" selected>' in client.get(address(account, "/rules/add")).content.decode()
    form = {"act": "signs", "seat_id": seat("院长").pk, "from_amount": "500,000"}
    client.post(address(account, "/rules/add"), form)
    client.post(address(account, "/rules/add"), {**form, "from_amount": "20,000", "currency": "USD"})
    shown = text_of(client.get(address(account)))
    assert "from HK$500,000 upwards" in shown
    assert "from US$20,000 upwards" in shown
    assert client.post(address(account, "/rules/add"), {**form, "currency": "XYZ"}).status_code == 422


def test_a_department_gets_another_name_and_place(at: Visit, alice: User, account: Account) -> None:
    client: Client = at(alice)
    radiology, medicine = (Department.objects.get(name=name) for name in ("放射科", "医务部"))
    client.post(address(account, f"/departments/{radiology.pk}"), {"name": "影像科", "parent": medicine.pk})
    radiology.refresh_from_db()
    assert (radiology.name, radiology.parent) == ("影像科", medicine)
    looped = client.post(address(account, f"/departments/{medicine.pk}"), {"name": "医务部", "parent": radiology.pk})
    assert looped.status_code == 422
    assert "would report to itself" in text_of(looped)
