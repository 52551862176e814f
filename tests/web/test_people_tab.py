"""The people of an opportunity: who decides, how far they are for us, how we know it, and what if it were otherwise."""

from xml.etree import ElementTree

import pytest

from tests.crm.builders import everything
from tests.web.conftest import Visit
from tongpin.crm.accounts.actions import create_account
from tongpin.crm.models import InfluenceLine, LogEntry, Person, Stakeholder
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.people import add_stakeholder, update_stakeholder
from tongpin.crm.organisation.actions import add_seat, vacate_seat
from tongpin.crm.people.actions import draw_line, say_how_known
from tongpin.crm.users.models import User
from tongpin.web.opportunity.people_picture import drawn as people_drawn


@pytest.fixture
def path(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}"


@pytest.fixture
def tab(path: str) -> str:
    return f"{path}?tab=people"


def chief(opportunity: Opportunity) -> Stakeholder:
    return Stakeholder.objects.get(opportunity=opportunity, code="s1")


def card_of(page: str, code: str) -> str:
    return page.split(f'<article class="item" id="{code}">')[1].split("</article>")[0]


# ---------------------------------------------------------------- what it says
def test_it_says_who_decides_how_far_they_are_and_what_to_do(at: Visit, alice: User, tab: str) -> None:
    answer = at(alice).get(tab)
    shown = answer.content.decode()
    for text in ("How far they are for us", "Roles reached", "Key persons now", "The way in", "Still to be learned"):
        assert text in shown
    assert answer.context["support"]["index"].startswith("+")
    assert next(row["name"] for row in answer.context["key_persons"]) == "周明"
    assert sum(card.effective for card in answer.context["cards"]) == pytest.approx(1)
    groups = {group["name"]: group for group in answer.context["support"]["groups"]}
    assert all(group["people"] and group["why"] and group["repair"] for group in groups.values())


def test_the_index_opens_to_the_people_it_is_made_of(
    at: Visit, alice: User, opportunity: Opportunity, tab: str
) -> None:
    update_stakeholder(user=alice, stakeholder_id=chief(opportunity).pk, attitude=-2)
    groups = at(alice).get(tab).context["support"]["groups"]
    assert ("s1", "周明") in next(group for group in groups if group["name"] == "Active opponents")["people"]


def test_assumed_and_confirmed_are_told_apart_by_word_and_border(
    at: Visit, alice: User, opportunity: Opportunity, tab: str
) -> None:
    before = card_of(at(alice).get(tab).content.decode(), "s1")
    assert "held-assumed" in before
    assert "Assumed · " in before
    say_how_known(user=alice, stakeholder_id=chief(opportunity).pk, aspect="attitude", state="confirmed", entry="e02")
    after = card_of(at(alice).get(tab).content.decode(), "s1")
    assert "held-confirmed" in after
    assert "Confirmed · today" in after
    assert f"/opportunities/{opportunity.pk}?tab=timeline#e02" in after


def test_an_old_assumption_is_shown_as_faded(at: Visit, alice: User, opportunity: Opportunity, tab: str) -> None:
    known = {"attitude": {"state": "assumed", "since": "2025-06-01"}}
    Stakeholder.objects.filter(pk=chief(opportunity).pk).update(known=known)
    card = card_of(at(alice).get(tab).content.decode(), "s1")
    assert "held-assumed faded" in card
    assert "274 days ago · faded" in card


def test_what_is_said_anew_is_assumed_again(alice: User, opportunity: Opportunity) -> None:
    row = chief(opportunity)
    say_how_known(user=alice, stakeholder_id=row.pk, aspect="attitude", state="confirmed", entry="e02")
    update_stakeholder(user=alice, stakeholder_id=row.pk, attitude=-1, roles=["decision_maker"])
    row.refresh_from_db()
    assert row.known["attitude"] == {"state": "assumed", "since": "2026-03-02"}
    assert "roles" not in row.known  # said again, not said anew


def test_where_nobody_is_known_it_says_what_to_find_out_first(at: Visit, alice: User, opportunity: Opportunity) -> None:
    path = f"/accounts/{opportunity.account_id}/open"
    at(alice).post(path, {"name": "导轨油"})
    fresh = Opportunity.objects.get(name="导轨油")
    shown = at(alice).get(f"/opportunities/{fresh.pk}?tab=people").content.decode()
    assert "Who has the problem, who decides, who buys?" in shown
    assert "Map of the people" not in shown


# ---------------------------------------------------------------- how we know
def test_an_attitude_is_confirmed_by_an_entry_and_taken_back(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client, row = at(alice), chief(opportunity)
    form = f"{path}/people/{row.pk}/attitude"
    assert "换牌号" not in client.get(form).content.decode()
    assert "周部长没细问" in client.get(form).content.decode()  # entries to choose from
    answer = client.post(form, {"since": "2026-02-10", "entry": "e02", "state": "confirmed"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.known["attitude"] == {"state": "confirmed", "since": "2026-02-10", "entry": "e02"}
    client.post("/undo", {"next": path})
    row.refresh_from_db()
    assert "attitude" not in row.known


@pytest.mark.parametrize(
    ("aspect", "form", "status"),
    [
        ("attitude", {"since": "2026-02-10"}, 422),  # no button pressed
        ("attitude", {"since": "", "state": "confirmed"}, 422),
        ("attitude", {"since": "2026-02-10", "state": "confirmed", "entry": "e99"}, 422),
        ("shoe-size", {"since": "2026-02-10", "state": "confirmed"}, 404),
    ],
)
def test_how_it_is_known_is_refused_with_a_reason(
    at: Visit, alice: User, opportunity: Opportunity, path: str, aspect: str, form: dict[str, str], status: int
) -> None:
    assert at(alice).post(f"{path}/people/{chief(opportunity).pk}/{aspect}", form).status_code == status


def test_who_may_only_look_confirms_nothing(
    at: Visit, bob: User, charlie: User, opportunity: Opportunity, path: str, tab: str
) -> None:
    form = f"{path}/people/{chief(opportunity).pk}/attitude"
    assert at(bob).get(form).status_code == 403
    assert at(charlie).get(form).status_code == 404
    shown = at(bob).get(tab).content.decode()
    assert form not in shown
    assert "Note the answer" not in shown
    assert "See what moves" in shown  # to look is all it takes


# ---------------------------------------------------------------- lines
def test_a_line_is_drawn_made_stronger_and_erased(
    at: Visit, alice: User, opportunity: Opportunity, path: str, tab: str
) -> None:
    client = at(alice)
    drawn = {"listener": "s1", "speaker": "s2", "strength": "2", "state": "assumed", "entry": "e01"}
    assert client.post(f"{path}/records/line/add", drawn).status_code == 302
    page = client.get(tab)
    assert "周明 listens to 方敏" in page.content.decode()
    assert page.context["scene"]["lines"] == [{"from": "s2", "to": "s1", "strength": 2, "assumed": True}]
    heard = {card.code: card for card in page.context["cards"]}["s2"]
    assert heard.effective > heard.own
    assert any("周明" in why for why in heard.why)
    line = InfluenceLine.objects.get()
    seen = client.get(f"{path}/records/line/{line.pk}").content.decode().split('name="seen" value="')[1].split('"')[0]
    form = {"strength": "3", "state": "confirmed", "entry": "e02", "seen": seen}
    assert client.post(f"{path}/records/line/{line.pk}", form).status_code == 302
    line.refresh_from_db()
    assert (line.strength, line.state, line.activity.code) == (3, "confirmed", "e02")
    client.post(f"{path}/records/line/{line.pk}/remove")
    assert not InfluenceLine.objects.exists()
    client.post("/undo", {"next": path})
    assert InfluenceLine.objects.get().strength == 3


def test_nobody_listens_to_himself(at: Visit, alice: User, path: str) -> None:
    drawn = {"listener": "s1", "speaker": "s1", "strength": "2", "state": "assumed"}
    answer = at(alice).post(f"{path}/records/line/add", drawn)
    assert answer.status_code == 422
    assert "Nobody listens to himself" in answer.content.decode()


def test_the_table_says_what_the_map_says(at: Visit, alice: User, opportunity: Opportunity, tab: str) -> None:
    draw_line(user=alice, opportunity_id=opportunity.pk, speaker="s2", listener="s1", strength=3)
    context = at(alice).get(tab).context
    assert [row["code"] for row in context["scene_rows"]] == [person["id"] for person in context["scene"]["people"]]
    row = next(row for row in context["scene_rows"] if row["code"] == "s1")
    assert row["listens_to"] == "方敏 (Nearly always, Assumed)"
    assert row["attitude"] == "+ Leans to us"


# ---------------------------------------------------------------- what if
def rows_of(answer) -> dict[str, tuple[str, str]]:
    return {row["what"]: (row["before"], row["after"]) for row in answer.context["what_if"]["rows"]}


def test_what_if_shows_before_and_after_and_writes_nothing(
    at: Visit, alice: User, opportunity: Opportunity, tab: str
) -> None:
    client = at(alice)
    client.get(tab)
    before, log = everything(), LogEntry.objects.count()
    rows = rows_of(client.get(f"{tab}&whose=s1&then=-2"))
    was, then = rows["Support index"]
    assert was.startswith("+")
    assert then.startswith("−")
    assert rows["Active opponents"] == ("–", "周明")
    gone = rows_of(client.get(f"{tab}&if=s1:gone"))
    assert gone["Key persons now"] == ("周明, 方敏", "方敏")
    assert gone["Share of 周明"][1] == "0%"
    assert (everything(), LogEntry.objects.count()) == (before, log)


def test_suppositions_add_up_and_nonsense_is_passed_over(at: Visit, alice: User, tab: str) -> None:
    answer = at(alice).get(f"{tab}&if=s1:2&if=s9:2&if=s2:king&if=x&whose=s2&then=-2")
    assert [item["value"] for item in answer.context["what_if"]["supposed"]] == ["s1:2", "s2:-2"]
    assert "rows" not in at(alice).get(f"{tab}&if=s9:gone&whose=&then=2").context["what_if"]


# ---------------------------------------------------------------- questions
def test_the_note_page_shows_the_question_and_who_is_asked(at: Visit, alice: User, tab: str) -> None:
    client = at(alice)
    learn = client.get(tab).context["learn"]
    item = next(item for item in [*learn["first"], *learn["rest"]] if item["people"])
    shown = client.get(item["href"]).content.decode()
    assert item["question"] in shown
    assert f'value="{item["people"][0][0]}" class="form-check-input" id="id_who_' in shown
    assert item["question"] not in client.get(item["href"].replace("ask=", "ask=x")).content.decode()


def test_everything_that_is_believed_of_a_person_can_be_typed(
    at: Visit, alice: User, opportunity: Opportunity, path: str, tab: str
) -> None:
    typed = {
        "name": "赵工",
        "roles": ["user"],
        "attitude": "1",
        "share": "12.5",
        "expectations": "好维护",
        "worries": "停机",
        "habits": "先看样机",
    }
    assert at(alice).post(f"{path}/records/stakeholder/add", typed).status_code == 302
    card = next(card for card in at(alice).get(tab).context["cards"] if card.name == "赵工")
    values = {line.name: line.value for line in card.aspects}
    assert values["Share of the decision"] == "12.5%"
    assert {"好维护", "停机", "先看样机"} <= set(values.values())
    assert at(alice).post(f"{path}/records/stakeholder/add", {**typed, "share": "101"}).status_code == 422


# ---------------------------------------------------------------- forty people
@pytest.fixture
def crowd(alice: User, opportunity: Opportunity) -> Opportunity:
    for number in range(38):
        add_stakeholder(user=alice, opportunity_id=opportunity.pk, name=f"员工{number}", roles=["user"], attitude=1)
        if number:
            draw_line(user=alice, opportunity_id=opportunity.pk, speaker=f"s{number + 2}", listener=f"s{number + 3}")
    return opportunity


def test_forty_people_cost_as_many_queries_as_two(
    at: Visit, alice: User, crowd: Opportunity, tab: str, django_assert_max_num_queries
) -> None:
    client = at(alice)
    client.get(tab)
    with django_assert_max_num_queries(38):
        answer = client.get(f"{tab}&whose=s1&then=gone")
    assert len(answer.context["cards"]) == 40


# ---------------------------------------------------------------- who has left, and who was never seen
def test_who_has_left_is_named_with_what_hung_on_him(
    at: Visit, alice: User, opportunity: Opportunity, tab: str
) -> None:
    draw_line(user=alice, opportunity_id=opportunity.pk, speaker="s1", listener="s2")
    seat = add_seat(user=alice, account_id=opportunity.account_id, title="设备部长", holder="周明")
    assert "Has left the customer" not in at(alice).get(tab).content.decode()
    vacate_seat(user=alice, seat_id=seat.pk)
    answer = at(alice).get(tab)
    (gone,) = answer.context["departures"]
    assert gone["name"] == "周明"
    assert {"There is no decision maker now", "方敏 listened to him"} <= set(gone["depended"])
    assert "Has left the customer" in answer.content.decode()
    assert [card.code for card in answer.context["cards"]] == ["s2", "s1"]
    assert [person["id"] for person in answer.context["scene"]["people"]] == ["s2"]
    assert answer.context["scene"]["lines"] == []


def test_without_a_chart_the_day_of_leaving_is_typed(
    at: Visit, alice: User, opportunity: Opportunity, path: str, tab: str
) -> None:
    client, part = at(alice), chief(opportunity)
    form = {"name": "周明", "title": "设备部长", "roles": ["decision_maker"], "attitude": "1", "left": "2026-03-01"}
    page = client.get(f"{path}/records/stakeholder/{part.pk}").content.decode()
    form["seen"] = page.split('name="seen" value="')[1].split('"')[0]
    assert client.post(f"{path}/records/stakeholder/{part.pk}", form).status_code == 302
    assert client.get(tab).context["departures"][0]["name"] == "周明"


def test_a_seat_where_nobody_is_known_is_named_and_its_holder_brought_in(
    at: Visit, alice: User, opportunity: Opportunity, path: str, tab: str
) -> None:
    add_seat(user=alice, account_id=opportunity.account_id, title="总经理", level="executive", holder="高远")
    client = at(alice)
    answer = client.get(tab)
    (seat,) = answer.context["blind"]
    assert (seat["title"], seat["holder"], seat["who"]) == ("总经理", "高远", "")
    assert "Add 高远 to the people here" in answer.content.decode()
    address = f"{path}/people/bring-in/{seat['person']}"
    assert client.post(address)["Location"].endswith("tab=people#s3")
    client.post(address)
    assert Stakeholder.objects.filter(opportunity=opportunity).count() == 3
    (seat,) = client.get(tab).context["blind"]
    assert (seat["who"], seat["person"]) == ("s3", None)
    assert "none of us has met him" in seat["sight"]


def test_nobody_of_another_company_is_brought_in(
    at: Visit, alice: User, charlie: User, opportunity: Opportunity, path: str
) -> None:
    account = create_account(user=alice, name="西山钢厂")
    stranger = Person.objects.create(account=account, name="外人")
    assert at(alice).post(f"{path}/people/bring-in/{stranger.pk}").status_code == 404
    own = Person.objects.create(account=opportunity.account, name="高远")
    assert at(charlie).post(f"{path}/people/bring-in/{own.pk}").status_code == 404
    assert Stakeholder.objects.filter(opportunity=opportunity).count() == 2


# ---------------------------------------------------------------- the map as a file
def test_the_map_is_a_file_that_stands_alone_and_escapes_what_was_typed(
    at: Visit, alice: User, opportunity: Opportunity, path: str, tab: str
) -> None:
    add_stakeholder(user=alice, opportunity_id=opportunity.pk, name="<b>赵 & Co</b>", roles=["user"], attitude=-1)
    draw_line(user=alice, opportunity_id=opportunity.pk, speaker="s2", listener="s1")
    draw_line(user=alice, opportunity_id=opportunity.pk, speaker="s1", listener="s2")
    assert "/people.svg?save" in at(alice).get(tab).content.decode()
    answer = at(alice).get(f"{path}/people.svg?save")
    assert answer["Content-Disposition"] == f'attachment; filename="people-{opportunity.pk}.svg"'
    drawn = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    texts = [node.text for node in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert any(text and text.startswith("★ 周明") for text in texts)
    assert any(text and "<b>赵 & Co</b>" in text for text in texts)
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}line"))) == 2
    assert "href" not in answer.content.decode()


def test_strangers_get_no_map(at: Visit, charlie: User, path: str) -> None:
    assert at(charlie).get(f"{path}/people.svg").status_code == 404


@pytest.mark.parametrize("count", [0, 1, 6, 7, 40])
def test_nobody_stands_on_another_in_the_file(count: int) -> None:
    people = [
        {
            "id": f"s{n}",
            "name": f"员工{n}",
            "post": "",
            "share": 1 / count,
            "sign": "?",
            "lean": 0,
            "assumed": True,
            "key": False,
        }
        for n in range(count)
    ]
    drawn = ElementTree.fromstring(people_drawn({"people": people, "lines": []}, title="x"))  # noqa: S314 - our own
    places = {(node.get("cx"), node.get("cy")) for node in drawn.iter("{http://www.w3.org/2000/svg}circle")}
    assert len(places) == count
