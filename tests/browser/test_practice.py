"""Practice in a real browser: by thumb without scripts, and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, OpenPage, fits_the_window
from tongpin.crm.practice.models import PracticeAnswer
from tongpin.crm.users.models import User
from tongpin.method.practice import shipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
CASE = shipped()["office-fitout"]
ASKED = f"/practice?case={CASE.id}"


@pytest.fixture
def alice() -> User:
    return User.objects.create(username="alice", name="陈静")


def test_a_thumb_answers_on_a_phone_without_scripts(open_page: OpenPage, alice: User) -> None:
    page = open_page(ASKED, user=alice, size=NARROW, java_script_enabled=False)
    page.get_by_text("购买承诺").click()
    page.get_by_text(CASE.best.text["zh-Hans"]).click()
    page.get_by_role("button", name="提交答案").click()
    expect(page.locator(".score .big")).to_have_text("100")
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_role("link", name="下一题").click()
    expect(page.get_by_role("button", name="提交答案")).to_be_visible()


def test_the_keyboard_alone_answers(open_page: OpenPage, alice: User) -> None:
    page = open_page(ASKED, user=alice, size=NARROW, language="en")
    fits_the_window(page)
    page.locator("input[name=stage]").first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".score .big")).to_be_visible()
    kept = PracticeAnswer.objects.get()
    assert (kept.stage, kept.move) == ("commitment", CASE.moves[0].id)
    fits_the_window(page)
