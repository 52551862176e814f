"""The tab of our team: who is on it, who stands with whom, what we told in two ways; news of people on Today."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.crm.builders import TODAY, plant
from tests.web.conftest import Visit
from tongpin.crm.activities.actions import edit_activity, record_note
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.models import Counterpart, Person, Settlement, Stakeholder, TeamMember
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.people import add_stakeholder
from tongpin.crm.organisation.actions import add_seat, vacate_seat
from tongpin.crm.team.actions import add_member, set_counterpart
from tongpin.crm.users.models import User

YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def path(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}"


@pytest.fixture
def wu(alice: User, opportunity: Opportunity) -> TeamMember:
    """An engineer of ours who does not sign in."""
    return add_member(user=alice, opportunity_id=opportunity.pk, name="吴师傅", function="售后工程师", level="staff")


def shown(client: Client, path: str, more: str = "") -> str:
    answer = client.get(f"{path}?tab=team{more}")
    assert answer.status_code == 200
    return answer.content.decode()


def chen(opportunity: Opportunity) -> TeamMember:
    return TeamMember.objects.get(opportunity=opportunity, name="陈静")


def promise(user: User, member: TeamMember, who: str, words: str, **facts: Any) -> Counterpart:
    return set_counterpart(
        user=user,
        opportunity_id=member.opportunity_id,
        member_id=member.pk,
        who=who,
        state="steady",
        we_promise=words,
        **facts,
    )


# ---------------------------------------------------------------- members
def test_a_colleague_or_anybody_by_name_joins_and_one_leaves(
    at: Visit, alice: User, bob: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    assert "李伟 · 华东大客户部" in client.get(f"{path}/team/add").content.decode()
    client.post(f"{path}/team/add", {"colleague": bob.pk, "function": "pre-sales engineer", "since": "2026-02-01"})
    client.post(f"{path}/team/add", {"name": "何岚", "function": "副总经理", "level": "executive"})
    joined = TeamMember.objects.get(opportunity=opportunity, name="李伟")
    assert (joined.user, joined.since) == (bob, dt.date(2026, 2, 1))
    assert TeamMember.objects.get(name="何岚").since == TODAY
    page = shown(client, path).split('id="members"')[1]
    assert page.index("Executive") < page.index("何岚") < page.index("Staff") < page.index("pre-sales engineer")
    client.post(f"{path}/team/{joined.pk}/leave")
    page = shown(client, path)
    assert "1 has left" in page
    assert "2026-02-01–2026-03-02" in page
    client.post("/undo", {"next": path})
    assert TeamMember.objects.get(pk=joined.pk).until is None


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"name": " "}, "Say who joins the team."),
        ({"name": "陈静"}, "is on the team already"),
        ({"name": "何岚", "colleague": "own"}, "not both"),
    ],
)
def test_who_joins_is_said_once(at: Visit, alice: User, path: str, form: dict[str, Any], fault: str) -> None:
    sent = {name: alice.pk if value == "own" else value for name, value in form.items()}
    answer = at(alice).post(f"{path}/team/add", sent)
    assert answer.status_code == 422
    assert fault in answer.content.decode()


def test_nobody_leaves_before_he_came(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    member = chen(opportunity)
    form = {"function": "销售", "level": "staff", "since": "2026-02-01", "until": "2026-01-01"}
    answer = at(alice).post(f"{path}/team/{member.pk}", form)
    assert answer.status_code == 422
    assert "cannot come before the day of joining" in answer.content.decode()
    at(alice).post(f"{path}/team/{member.pk}", {**form, "until": ""})
    member.refresh_from_db()
    assert (member.level, member.since, member.until) == ("staff", dt.date(2026, 2, 1), None)


def test_a_member_who_may_not_see_the_opportunity_is_pointed_out(
    at: Visit, alice: User, bob: User, charlie: User, opportunity: Opportunity, path: str
) -> None:
    add_member(user=alice, opportunity_id=opportunity.pk, name="李伟", colleague=bob)
    assert "does not see this opportunity" not in shown(at(alice), path)
    add_member(user=alice, opportunity_id=opportunity.pk, name="Charlie", colleague=charlie)
    assert shown(at(alice), path).count("does not see this opportunity") == 1


# ---------------------------------------------------------------- who stands with whom
def test_a_tie_is_written_into_its_cell_with_promise_and_date(
    at: Visit, alice: User, opportunity: Opportunity, path: str, wu: TeamMember
) -> None:
    client = at(alice)
    cell = f"{path}/counterparts/{wu.pk}/with/s1"
    assert cell in shown(client, path)
    form = {
        "state": "steady",
        "they_expect": "少停机",
        "we_promise": "换油方案",
        "due": "2026-03-20",
        "promise": "open",
    }
    client.post(cell, form)
    tie = Counterpart.objects.get(member=wu)
    assert (tie.stakeholder.code, tie.we_promise, tie.promised) == ("s1", "换油方案", TODAY)
    page = shown(client, path)
    assert "</span> Steady" in page
    assert "换油方案" in page
    client.post(f"{path}/counterparts/{tie.pk}/remove")
    assert not Counterpart.objects.exists()
    client.post("/undo", {"next": path})
    assert Counterpart.objects.get().we_promise == "换油方案"


def test_what_follows_from_the_timeline_is_told_from_what_somebody_wrote(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    record_note(user=alice, opportunity_id=opportunity.pk, text="看了现场。", who=["s1"])
    page = shown(at(alice), path)
    assert "not written down" in page
    assert "met 1 time<" in page


def test_holes_crossed_lines_unequal_levels_and_late_promises_are_listed_and_marked(
    at: Visit, alice: User, opportunity: Opportunity, path: str, wu: TeamMember
) -> None:
    add_stakeholder(
        user=alice, opportunity_id=opportunity.pk, name="钱总", title="总经理", roles=["power"], influence=5
    )
    add_stakeholder(
        user=alice, opportunity_id=opportunity.pk, name="马总", title="副总经理", roles=["power"], influence=5
    )
    promise(alice, chen(opportunity), "s1", "六周交货", due=TODAY)
    promise(alice, wu, "s1", "十周交货")
    promise(alice, wu, "s2", "价目表", promised=YESTERDAY, due=YESTERDAY)
    promise(alice, wu, "s3", "")
    page = shown(at(alice), path)
    todos, matrix = page.split('id="todo"')[1].split('id="counterparts"')
    for word in ("Promise overdue", "Crossed lines", "Nobody of ours", "Unequal levels"):
        assert todos.count(word) == 1
        assert word in matrix  # in words, not by colour alone
    assert todos.index("Promise overdue") < todos.index("Crossed lines") < todos.index("Nobody of ours")
    assert "六周交货" in todos
    assert "What 吴师傅 promised" in todos


def test_a_hole_is_filled_with_one_button(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    client = at(alice)
    hole = shown(client, path).split("方敏 (")[1]
    address = hole.split("takes it over")[0].rsplit('href="', 1)[1].split('"')[0]
    assert address == f"{path}/counterparts/{chen(opportunity).pk}/with/s2"
    client.post(address, {"state": "started", "promise": "open"})
    assert "方敏 (" not in shown(client, path)


def test_a_pair_is_chosen_from_lists_and_never_twice(
    at: Visit, alice: User, opportunity: Opportunity, path: str, wu: TeamMember
) -> None:
    client = at(alice)
    page = client.get(f"{path}/counterparts/add?who=s2").content.decode()
    assert '<option value="s2" selected>' in page
    form = {"member": wu.pk, "who": "s2", "state": "strained", "promise": "open"}
    client.post(f"{path}/counterparts/add", form)
    assert Counterpart.objects.get().state == "strained"
    answer = client.post(f"{path}/counterparts/add", {**form, "state": "steady"})
    assert answer.status_code == 422
    assert "already" in answer.content.decode()
    assert Counterpart.objects.get().state == "strained"


def test_a_large_customer_is_shown_by_level_and_department(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    for number in range(3):
        add_stakeholder(
            user=alice, opportunity_id=opportunity.pk, name=f"组长{number}", title="班组长", department="轧钢车间"
        )
    chart_says = add_seat(
        user=alice, account_id=opportunity.account_id, title="设备部长", holder="周明", level="executive"
    )
    assert chart_says.level == "executive"
    page = shown(at(alice), path, "&view=areas").split('id="counterparts"')[1]
    assert "0 of 3 have one of ours" in page
    assert "轧钢车间" in page
    assert page.index("Executive") < page.index("Manager")


def test_who_left_his_seat_is_marked_and_leaves_no_hole(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    seat = add_seat(user=alice, account_id=opportunity.account_id, title="设备部长", holder="周明")
    assert "Nobody of ours" in shown(at(alice), path)
    vacate_seat(user=alice, seat_id=seat.pk)
    page = shown(at(alice), path)
    assert "has left the seat" in page
    assert page.index('id="with-s2"') < page.index('id="with-s1"')
    assert "周明 (" not in page.split('id="todo"')[1].split('id="counterparts"')[0]


def test_a_reader_sees_it_all_and_changes_nothing(
    at: Visit, alice: User, bob: User, opportunity: Opportunity, path: str, wu: TeamMember
) -> None:
    promise(alice, wu, "s1", "十周交货")
    page = shown(at(bob), path)
    assert "十周交货" in page
    assert "counterparts/" not in page
    for address in ("/team/add", f"/team/{wu.pk}", f"/counterparts/{wu.pk}/with/s1", "/counterparts/add", "/story"):
        assert at(bob).get(f"{path}{address}").status_code == 403
    assert at(bob).post(f"{path}/team/{wu.pk}/leave").status_code == 403


def test_strangers_and_records_of_another_opportunity_are_not_found(
    at: Visit, alice: User, charlie: User, opportunity: Opportunity, path: str, wu: TeamMember
) -> None:
    other = f"/opportunities/{plant(alice, code='plant-2').pk}"
    for address in (f"/team/{wu.pk}", f"/counterparts/{wu.pk}/with/s1", "/counterparts/add", "/story"):
        assert at(charlie).get(f"{path}{address}").status_code == 404
    for address in (f"/team/{wu.pk}", f"/counterparts/{wu.pk}/with/s1", "/story?topic=price&first=e01&second=e02"):
        assert at(alice).get(f"{other}{address}").status_code == 404
    assert at(alice).get(f"{path}/counterparts/{wu.pk}/with/nobody").status_code == 404
    assert at(alice).post(f"{path}/story/999/told").status_code == 404


# ---------------------------------------------------------------- one story
def two_stories(client: Client, opportunity: Opportunity) -> str:
    """What the page says after the second of two notes; both tell another delivery time."""
    for kind, by, text in (("email", "李伟", "交货期45天。"), ("quote", "王强", "交货至少六十天。")):
        form = {"opportunity": opportunity.pk, "text": text, "date": "2026-02-20", "kind": kind, "direction": "out"}
        answer = client.post("/note", {**form, "by": by, "who": "s1", "do": "save"}, follow=True)
    return str(answer.content.decode())


def test_a_note_that_contradicts_an_earlier_one_says_so_at_once(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    told = two_stories(at(alice), opportunity)
    warning = told.split("note-early")[1].split("</div>")[0]
    assert "45天" in warning
    assert "六十天" in warning
    assert f'href="{path}?tab=team#story"' in warning


def test_both_quotations_stand_side_by_side_until_it_is_settled_and_the_customer_knows(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    two_stories(client, opportunity)
    page = shown(client, path).split('id="story"')[1]
    assert "Not settled" in page
    quotes = page.split("<blockquote")[1:3]
    for quote, by, words in zip(quotes, ("李伟", "王强"), ("45天", "六十天"), strict=True):
        assert by in quote
        assert words in quote.split("<mark")[1].split("</mark>")[0]
        assert "to 周明" in quote
    address = page.split("Say which holds")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "六十天" in client.get(address).content.decode()
    assert client.post(address, {"which": "other", "words": " "}).status_code == 422
    client.post(address, {"which": "second", "tells": "陈静"})
    settled = Settlement.objects.get()
    assert "六十天" in settled.holds
    assert settled.tells == "陈静"
    page = shown(client, path)
    assert "the customer does not know yet" in page
    assert page.index('id="story"') < page.index('id="todo"')  # it presses until the customer knows
    assert client.post(f"{path}/story/{settled.pk}/told", {"on": "2026-03-03"}).status_code == 422
    client.post(f"{path}/story/{settled.pk}/told", {"on": "2026-03-01"})
    page = shown(client, path)
    assert "陈静 told the customer on 2026-03-01" in page
    assert page.index('id="counterparts"') < page.index('id="story"')
    assert "Put right" in client.get(f"{path}?tab=overview").content.decode()


def test_another_word_on_what_holds_has_to_be_told_anew(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    two_stories(client, opportunity)
    page = shown(client, path)
    address = page.split("Say which holds")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    client.post(address, {"which": "first", "tells": "陈静"})
    settled = Settlement.objects.get()
    client.post(f"{path}/story/{settled.pk}/told")
    settled.refresh_from_db()
    assert settled.told == TODAY
    form = client.get(address).content.decode()
    seen = form.split('name="seen" value="')[1].split('"')[0]
    client.post(address, {"which": "other", "words": "分两批，45天和60天", "tells": "陈静", "seen": seen})
    settled.refresh_from_db()
    assert (settled.holds, settled.told) == ("分两批，45天和60天", None)


def test_what_was_settled_stays_as_history_when_the_words_are_gone(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    two_stories(client, opportunity)
    address = shown(client, path).split("Say which holds")[0].rsplit('href="', 1)[1].split('"')[0]
    client.post(address.replace("&amp;", "&"), {"which": "first", "tells": "陈静"})
    edit_activity(user=alice, activity_id=opportunity.activities.get(code="e04").pk, text="报价书寄出。")
    page = shown(client, path).split('id="story"')[1]
    assert "报价书寄出" in page
    assert "陈静 tells the customer" in page
    assert "/story?" not in page  # there is nothing left to be said of which holds


def test_names_and_words_are_shown_as_they_are_written(at: Visit, alice: User) -> None:
    nasty = "<i>丙</i>"
    made = plant(alice, code="plant-9")
    client, path = at(alice), f"/opportunities/{made.pk}"
    member = add_member(user=alice, opportunity_id=made.pk, name=nasty, function=nasty)
    add_stakeholder(user=alice, opportunity_id=made.pk, name=nasty, title=nasty, department=nasty)
    promise(alice, member, "s3", nasty)
    form = {"opportunity": made.pk, "date": "2026-02-20", "kind": "email", "direction": "out", "do": "save"}
    for words in ("交货期45天", "交货至少六十天"):
        told = client.post("/note", {**form, "by": nasty, "who": "s3", "text": nasty + words + nasty}, follow=True)
    for page in (told.content.decode(), shown(client, path), shown(client, path, "&view=areas")):
        assert nasty not in page
    assert shown(client, path).count("&lt;i&gt;丙") > 8


# ---------------------------------------------------------------- news
def test_news_of_people_stand_on_today_until_they_are_seen(
    at: Visit, alice: User, maria: User, opportunity: Opportunity
) -> None:
    seat = add_seat(user=alice, account_id=opportunity.account_id, title="设备部长", holder="周明")
    assert 'id="news"' not in at(maria).get("/").content.decode()
    vacate_seat(user=alice, seat_id=seat.pk)
    client = at(maria)
    page = client.get("/").content.decode()
    assert "周明" in page.split('id="news"')[1]
    assert '<span class="count" title="News">1</span>' in client.get("/board").content.decode()
    number = page.split('id="news-')[1].split('"')[0]
    at(alice).post(f"/news/{number}/seen")  # somebody else's
    assert 'id="news"' in client.get("/").content.decode()
    client.post(f"/news/{number}/seen")
    assert 'id="news"' not in client.get("/").content.decode()


# ---------------------------------------------------------------- how many queries
@pytest.mark.parametrize("more", ["", "&view=areas"])
def test_queries_do_not_grow_with_both_sides(
    at: Visit, alice: User, opportunity: Opportunity, path: str, more: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        member = add_member(user=alice, opportunity_id=opportunity.pk, name=f"同事{number}", function="技术支持")
        add_stakeholder(user=alice, opportunity_id=opportunity.pk, name=f"客户{number}", title="工程师")
        promise(alice, member, "s1", f"承诺{number}", due=YESTERDAY)
    client = at(alice)
    with django_assert_max_num_queries(48):
        assert "客户7" in shown(client, path, more)


def test_who_comes_a_moment_too_late_is_told_so(
    at: Visit, alice: User, opportunity: Opportunity, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a form what was typed stays; a button answers with a page that says why."""
    make = Gesture.make

    def late(self: Gesture, row: Any) -> Any:
        if isinstance(row, Counterpart):
            Counterpart.objects.create(opportunity=opportunity, member=row.member, stakeholder=row.stakeholder)
        if isinstance(row, Stakeholder):
            Stakeholder.objects.create(opportunity=opportunity, person=row.person, code=row.code)
        return make(self, row)

    monkeypatch.setattr(Gesture, "make", late)
    member = TeamMember.objects.get(name="陈静")
    form = {"state": "steady", "promise": "open", "since": "2026-03-01"}
    answer = at(alice).post(f"{path}/counterparts/{member.pk}/with/s1", form)
    assert answer.status_code == 422
    assert "A colleague changed the same thing at this very moment" in answer.content.decode()
    assert 'value="2026-03-01"' in answer.content.decode()
    assert not Counterpart.objects.exists()
    somebody = Person.objects.create(account=opportunity.account, name="高远")
    pressed = at(alice).post(f"{path}/people/bring-in/{somebody.pk}")
    assert pressed.status_code == 409
    assert "A colleague changed the same thing at this very moment" in pressed.content.decode()
    assert Stakeholder.objects.count() == 2
