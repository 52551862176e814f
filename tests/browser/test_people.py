"""The people of an opportunity in a real browser: the map, how something is known, what if, two records of one."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, OpenPage
from tests.crm.builders import plant
from tongpin.crm.models import InfluenceLine, LogEntry, Person, Stakeholder
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.people.actions import draw_line
from tongpin.crm.users.models import User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.usefixtures("plain_reading"),
]


@pytest.fixture
def opportunity(alice: User) -> Opportunity:
    made = plant(alice)
    draw_line(user=alice, opportunity_id=made.pk, speaker="s2", listener="s1", strength=3)
    return made


STILL = """() => new Promise((done) => {
  let before = "";
  const look = () => {
    const { x, y, width, height } = document.querySelector("#people-map").getBoundingClientRect();
    const now = [x, y, width, height].join(" ");
    if (now === before) { done(); } else { before = now; requestAnimationFrame(() => requestAnimationFrame(look)); }
  };
  look();
})"""
"""Waits until the map stands where it stood two frames ago: a tap on a page that still scrolls goes beside."""


def tap_on_map(page: Page, code: str) -> None:
    page.evaluate(STILL)
    box = page.locator("#people-map").bounding_box()
    x, y = page.evaluate("(code) => peopleMap.at(code)", code)
    assert box is not None
    page.mouse.click(box["x"] + x, box["y"] + y)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["screen", "phone"])
def test_the_map_is_drawn_and_a_tap_opens_the_person(
    open_page: OpenPage, alice: User, opportunity: Opportunity, size: tuple[int, int]
) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=people", user=alice, size=size)
    expect(page.locator("#people-map")).to_have_attribute("data-drawn", "2")
    details = page.locator("#s2 details")
    expect(details).not_to_have_attribute("open", "")
    page.locator("#map").scroll_into_view_if_needed()
    tap_on_map(page, "s2")
    if details.get_attribute("open") is None:
        # On a busy machine the map may still be taking its size when it is first tapped: a person taps again.
        page.wait_for_timeout(1000)
        tap_on_map(page, "s2")
    expect(details).to_have_attribute("open", "")
    expect(page).to_have_url(re.compile(r"#s2$"))


def test_the_map_is_saved_as_a_picture(open_page: OpenPage, alice: User, opportunity: Opportunity) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=people", user=alice, accept_downloads=True)
    expect(page.locator("#people-map")).to_have_attribute("data-drawn", "2")
    with page.expect_download() as download:
        page.locator("#map").get_by_role("button", name="PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as download:
        page.locator("#map").get_by_role("link", name="SVG").click()
    assert download.value.suggested_filename == f"people-{opportunity.pk}.svg"
    assert "周明" in download.value.path().read_text(encoding="utf-8")


def test_a_confirmation_in_place_changes_the_card_and_the_map(
    open_page: OpenPage, alice: User, opportunity: Opportunity
) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=people", user=alice)
    card = page.locator("#s1")
    expect(card.locator(".tag.held-assumed")).to_have_count(1)
    card.get_by_text("Reasons and details").click()
    card.locator("dd", has_text="Leans to us").get_by_text("How do we know?").click()
    form = card.locator(".the-form form").first
    form.get_by_label("Which entry shows it?").select_option("e02")
    form.get_by_role("button", name="Confirmed").click()
    expect(page.locator("#s1 .tag.held-confirmed")).to_have_count(1)
    expect(page.locator("#people-map")).to_have_attribute("data-drawn", "2")
    assert Stakeholder.objects.get(code="s1").known["attitude"]["entry"] == "e02"
    page.locator(".undo button").click()
    expect(page.locator("#s1 .tag.held-assumed")).to_have_count(1)


def test_what_if_moves_the_figures_in_place_and_saves_nothing(
    open_page: OpenPage, alice: User, opportunity: Opportunity
) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=people", user=alice)
    log = LogEntry.objects.count()
    part = page.locator("#what-if")
    part.get_by_label("Person").select_option("s1")
    part.get_by_label("Suppose").select_option("-2")
    part.get_by_role("button", name="See what moves").click()
    expect(part.locator("tr", has_text="Active opponents")).to_contain_text("周明")
    part.get_by_label("Person").select_option("s2")
    part.get_by_label("Suppose").select_option("gone")
    part.get_by_role("button", name="See what moves").click()
    expect(part.get_by_role("checkbox")).to_have_count(2)
    assert LogEntry.objects.count() == log


def test_without_scripts_the_facts_are_there_and_a_line_is_drawn(
    open_page: OpenPage, alice: User, opportunity: Opportunity
) -> None:
    InfluenceLine.objects.all().delete()
    page = open_page(f"/opportunities/{opportunity.pk}?tab=people", user=alice, java_script_enabled=False)
    expect(page.locator("#people-map")).to_be_hidden()
    page.get_by_text("The same as a table").click()
    expect(page.locator(".map-table table")).to_contain_text("方敏")
    page.get_by_role("link", name="Draw a line").click()
    page.get_by_label("Who listens").select_option("s1")
    page.get_by_label("Listens to").select_option("s2")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#line")).to_contain_text("周明 listens to 方敏")


def test_two_records_become_one_on_the_account_page(open_page: OpenPage, alice: User, opportunity: Opportunity) -> None:
    Person.objects.create(account_id=opportunity.account_id, name="方科长")
    page = open_page(f"/accounts/{opportunity.account_id}", user=alice)
    page.get_by_role("button", name="One person: 方敏").click()
    expect(page.locator("#names")).to_contain_text("方科长")
    assert Person.objects.filter(account_id=opportunity.account_id).count() == 2
