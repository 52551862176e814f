"""Our team in a real browser: a tap on a cell opens its form in place; two stories are settled on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE, OpenPage, fits_the_window
from tests.crm.builders import TODAY, plant
from tongpin.crm.activities.actions import record_activity
from tongpin.crm.models import Counterpart, Settlement
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.team.actions import add_member
from tongpin.crm.users.models import User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.usefixtures("plain_reading"),
]


@pytest.fixture
def opportunity(alice: User) -> Opportunity:
    made = plant(alice)
    add_member(user=alice, opportunity_id=made.pk, name="赵敏", function="售前工程师")
    for by, text in (("陈静", "交货期45天。"), ("赵敏", "交货至少六十天。")):
        record_activity(user=alice, opportunity_id=made.pk, kind="email", by=by, who=["s2"], text=text)
    return made


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["screen", "phone"])
def test_a_tap_on_a_cell_opens_its_form_in_place(
    open_page: OpenPage, alice: User, opportunity: Opportunity, size: tuple[int, int]
) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=team", user=alice, size=size)
    page.get_by_label("陈静 with 方敏").click()
    form = page.locator("#slot-tie .the-form")
    expect(form).to_contain_text("陈静 with 方敏")
    form.get_by_label("What we promised").fill("价目表")
    form.get_by_label("Due").fill("2026-03-20")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("#with-s2")).to_contain_text("价目表")
    assert Counterpart.objects.get().we_promise == "价目表"
    fits_the_window(page)


def test_on_a_phone_each_of_theirs_is_a_list_of_ours(
    open_page: OpenPage, alice: User, opportunity: Opportunity
) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=team", user=alice, size=NARROW)
    expect(page.locator("#with-s2 td:visible")).to_have_count(2)  # both wrote to her
    expect(page.locator("#with-s1 td:visible")).to_have_count(0)
    page.locator("#with-s1").get_by_role("link", name="Choose somebody of ours").click()
    expect(page.get_by_label("With whom")).to_have_value("s1")


def test_two_stories_are_settled_where_they_stand(open_page: OpenPage, alice: User, opportunity: Opportunity) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=team", user=alice, size=NARROW)
    story = page.locator("#story")
    expect(story.locator("mark")).to_have_count(2)
    story.get_by_role("link", name="Say which holds").click()
    story.get_by_label("六十天").check()
    story.get_by_label("Who tells the customer").select_option("赵敏")
    story.get_by_role("button", name="Save").click()
    expect(story).to_contain_text("the customer does not know yet")
    story.get_by_role("button", name="The customer has been told").click()
    expect(story).to_contain_text("赵敏 told the customer on 2026-03-02")
    assert Settlement.objects.get().told == TODAY
