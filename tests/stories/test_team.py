"""Our team in a tender, told by four people of ours at their browsers: a coach leaves; two promise different dates."""

import datetime as dt

import pytest
from django.test import Client

from tests.crm.builders import TODAY, plant
from tongpin.crm.activities.actions import record_activity
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.bids.actions import set_tender
from tongpin.crm.casefile import case_of
from tongpin.crm.judging import standing_of
from tongpin.crm.models import Counterpart, Seat, Settlement, Stakeholder, StoredStanding, TeamMember
from tongpin.crm.opportunities.actions import share_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.people import add_stakeholder, update_stakeholder
from tongpin.crm.organisation.actions import add_seat
from tongpin.crm.users.models import User
from tongpin.method.standing import Mistake


@pytest.fixture(autouse=True)
def _quick_method() -> None:
    """The real method judges here: what it finds is what the story is about."""


@pytest.fixture
def tender(alice: User, bob: User) -> Opportunity:
    """A steel works in the middle of its tender. Alice sells; Bob, the engineer, is on the team and may write."""
    made = plant(alice)
    coach = Stakeholder.objects.get(opportunity=made, code="s2")
    update_stakeholder(user=alice, stakeholder_id=coach.pk, roles=["coach"], attitude=2, owner="陈静")
    set_tender(user=alice, opportunity_id=made.pk, issued=dt.date(2026, 2, 20), deadline=dt.date(2026, 3, 25))
    for title, holder in (("设备部长", "周明"), ("采购科长", "方敏")):
        add_seat(user=alice, account_id=made.account_id, title=title, holder=holder)
    share_opportunity(user=alice, opportunity_id=made.pk, with_user=bob, may_change=True)
    at(alice).post(f"/opportunities/{made.pk}/team/add", {"colleague": bob.pk, "function": "销售工程师"})
    return made


def at(user: User) -> Client:
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def link_of(page: str, words: str) -> str:
    """The address of the first link or button with these words."""
    return page.split(words)[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")


def test_a_coach_leaves_in_the_middle_of_a_tender(
    alice: User, bob: User, maria: User, charlie: User, tender: Opportunity
) -> None:
    page = f"/opportunities/{tender.pk}"
    chart = f"/accounts/{tender.account_id}/chart"
    seat = Seat.objects.get(title="采购科长")

    # Alice hears that the coach goes, and vacates her seat in the chart. Bob and Maria find it on Today, Charlie not.
    at(alice).post(f"{chart}/seats/{seat.pk}/vacate", {"vacate-until": TODAY.isoformat()})
    for user in (bob, maria):
        news = read(at(user), "/").split('id="news"')[1].split("</section>")[0]
        assert "方敏" in news
        assert f"{page}?tab=people" in news
    assert "方敏" not in read(at(charlie), "/")
    assert "方敏" not in read(at(alice), "/").split('id="do"')[0]  # she did it herself

    # On the team's page the coach is marked as gone, and leaves no hole that somebody would have to fill.
    team = read(at(bob), f"{page}?tab=team")
    assert "has left the seat" in team
    assert "方敏 (" not in team

    # A successor takes the seat; the team hears of it. He has a say, so he becomes part of the buying centre.
    at(alice).post(f"{chart}/seats/{seat.pk}/holder", {"holder-name": "钱新", "holder-since": TODAY.isoformat()})
    assert "钱新" in read(at(bob), "/").split('id="news"')[1].split("</section>")[0]
    add_stakeholder(
        user=alice, opportunity_id=tender.pk, name="钱新", title="采购科长", roles=["executor"], influence=4
    )

    # Nobody of ours knows him: a hole, with a proposal. The colleague who is named takes it over with one button.
    team = read(at(bob), f"{page}?tab=team")
    todo = team.split('id="todo"')[1].split('id="members"')[0]
    assert "钱新 (" in todo
    before = todo.split("钱新 (")[1]
    assert "takes it over" in before
    form = link_of(before, "takes it over")
    member = TeamMember.objects.get(pk=int(form.split("/counterparts/")[1].split("/")[0]))
    at(bob).post(form, {"state": "started", "we_promise": "一周内登门拜访", "due": "2026-03-09", "promise": "open"})
    tie = Counterpart.objects.get(opportunity=tender)
    assert (tie.member, tie.stakeholder.person.name, tie.promised) == (member, "钱新", TODAY)
    assert "钱新 (" not in read(at(bob), f"{page}?tab=team")

    # Bob has read his news; Maria has not.
    client = at(bob)
    while 'id="news-' in (news := read(client, "/")):
        number = news.split('id="news-')[1].split('"')[0]
        client.post(f"/news/{number}/seen")
    assert 'class="count"' not in read(client, "/board")
    assert 'class="count"' in read(at(maria), "/board")
    assert verify_chain().holds


def _mistakes(opportunity: Opportunity) -> tuple[Mistake, ...]:
    return standing_of(StoredStanding.objects.get(opportunity=opportunity).standing).mistakes


def test_two_of_ours_promise_different_delivery_dates(alice: User, bob: User, maria: User, tender: Opportunity) -> None:
    page = f"/opportunities/{tender.pk}"

    # Li writes to the minister of equipment; nothing is wrong yet.
    note = {"opportunity": tender.pk, "date": "2026-02-24", "kind": "email", "direction": "out", "who": "s1"}
    first = at(bob).post("/note", {**note, "by": "李伟", "text": "周部长，交货期45天。", "do": "save"}, follow=True)
    assert "Two stories" not in first.content.decode()

    # Wang's quotation says something else. Whoever brings it in is told at once, with both quotations.
    quote = {**note, "date": "2026-02-26", "kind": "quote", "by": "王强", "text": "报价书：交货至少六十天，含税。"}
    second = at(maria).post("/note", {**quote, "do": "save"}, follow=True).content.decode()
    warning = second.split("Two stories")[1].split("</div>")[0]
    assert "45天" in warning
    assert "六十天" in warning

    # The team's page lays them side by side, with who said it, when and to whom, above everything else.
    team = read(at(alice), f"{page}?tab=team")
    assert team.index('id="story"') < team.index('id="todo"')
    quotes = team.split("<blockquote")[1:]
    assert [by in quote for by, quote in zip(("李伟", "王强"), quotes, strict=True)] == [True, True]
    assert "inconsistent_message" in [item.code for item in _mistakes(tender)]

    # Alice settles it: the quotation holds, Li tells the customer. Two days later he has.
    at(alice).post(link_of(team, "Say which holds"), {"which": "second", "tells": "李伟"})
    settled = Settlement.objects.get(opportunity=tender)
    assert "六十天" in settled.holds
    assert "does not know yet" in read(at(bob), f"{page}?tab=team")
    record_activity(
        user=bob, opportunity_id=tender.pk, kind="email", who=["s1"], text="更正：交货至少六十天，之前说的45天作废。"
    )
    at(bob).post(f"{page}/story/{settled.pk}/told", {"on": TODAY.isoformat()})
    assert "李伟 told the customer on 2026-03-02" in read(at(maria), f"{page}?tab=team")

    # The mistake stays on record, and its repair says what was settled; the file keeps it too.
    (mistake,) = [item for item in _mistakes(tender) if item.code == "inconsistent_message"]
    assert mistake.repair.key == "findings.story_told"
    assert case_of(tender.pk, TODAY).settlements[0].told == TODAY
    assert verify_chain().holds
