"""The organisation chart in a real browser: dragged, typed, tapped, searched, saved."""

import pytest
from django.db.models import Q
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, OpenPage, comes_to, fits_the_window
from tests.crm.builders import TODAY
from tongpin.crm import clock
from tongpin.crm.accounts.actions import create_account
from tongpin.crm.accounts.models import Account
from tongpin.crm.organisation.models import Seat, Tenure
from tongpin.crm.organisation.pasting import paste_chart
from tongpin.crm.users.models import Team, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

HOSPITAL = """部门\t岗位\t姓名\t上级
院办\t院长\t周海明\t
医务部\t医务部主任\t王建国\t周海明
放射科\t放射科主任\t林芳\t医务部主任
放射科\t技师\t赵亮\t林芳
设备科\t设备科科长\t\t院长
"""
WHERE = """(id) => {
  const at = tongpinChart.map().$id(id).renderedPosition();
  const box = document.getElementById("chart-map").getBoundingClientRect();
  return [at.x + box.x, at.y + box.y];
}"""
CENTRED = """() => {
  const map = tongpinChart.map(), at = map.nodes(".chosen").renderedPosition();
  return Math.abs(at.x - map.width() / 2) < 5 && Math.abs(at.y - map.height() / 2) < 5;
}"""
LOW = "() => document.getElementById('seat-panel').getBoundingClientRect().top > 300"  # a sheet at the bottom
CHOSEN = "() => tongpinChart.map().nodes('.chosen').map((seat) => seat.data('title')).join()"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def alice(db: None) -> User:
    """Keeps the account."""
    return User.objects.create(username="alice", name="陈静", team=Team.objects.create(name="华东"), language="zh-hans")


@pytest.fixture
def account(alice: User) -> Account:
    made = create_account(user=alice, name="北江医院")
    paste_chart(user=alice, account_id=made.pk, text=HOSPITAL)
    return made


def seat(title: str) -> Seat:
    return Seat.objects.get(title=title)


def place(page: Page, title: str) -> tuple[float, float]:
    """Where a seat is on the screen."""
    x, y = page.evaluate(WHERE, str(seat(title).pk))
    return x, y


def drag(page: Page, title: str, onto: str) -> None:
    page.mouse.move(*place(page, title))
    page.mouse.down()
    page.mouse.move(*place(page, onto), steps=8)
    page.mouse.up()


def test_a_seat_is_dragged_onto_its_superior_and_put_back(open_page: OpenPage, alice: User, account: Account) -> None:
    page = open_page(f"/accounts/{account.pk}/chart", user=alice)
    drag(page, "技师", onto="设备科科长")
    expect(page.get_by_text("“赵亮 · 技师”的上级已改为“设备科科长”")).to_be_visible()
    assert seat("技师").reports_to == seat("设备科科长")
    expect(page.locator("#chart-map canvas").first).to_be_visible()  # drawn anew in place
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已撤销")).to_be_visible()
    assert seat("技师").reports_to == seat("放射科主任")
    page.goto(f"/accounts/{account.pk}/chart")
    drag(page, "院长", onto="技师")
    expect(page.get_by_text("最终会成为自己的上级")).to_be_visible()
    assert seat("院长").reports_to is None


def test_the_keyboard_goes_from_seat_to_seat_and_fills_a_vacant_one(
    open_page: OpenPage, alice: User, account: Account
) -> None:
    page = open_page(f"/accounts/{account.pk}/chart", user=alice)
    page.locator("#chart-map").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    comes_to(page, CHOSEN, "医务部主任")
    page.keyboard.press("ArrowRight")
    comes_to(page, CHOSEN, "设备科科长")
    expect(page.locator("#chart-told")).to_have_text("设备科科长, 设备科")
    page.keyboard.press("Enter")
    panel = page.locator("#seat-panel")
    expect(panel.get_by_role("heading", name="空缺")).to_be_focused()
    panel.locator("summary", has_text="任职人").click()
    panel.get_by_label("或新认识的人").fill("段伟")
    panel.get_by_label("或新认识的人").press("Enter")
    expect(panel.get_by_role("heading", name="段伟")).to_be_visible()
    assert Tenure.objects.get(seat=seat("设备科科长"), ended=False).person.name == "段伟"
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_on_a_phone_a_seat_is_tapped_and_gets_another_superior(
    open_page: OpenPage, alice: User, account: Account
) -> None:
    page = open_page(f"/accounts/{account.pk}/chart", user=alice, size=NARROW, has_touch=True, is_mobile=True)
    page.locator("#chart-map").scroll_into_view_if_needed()
    expect(page.get_by_text("点一下岗位即可打开")).to_be_visible()
    page.touchscreen.tap(*place(page, "医务部主任"))
    panel = page.locator("#seat-panel")
    expect(panel.get_by_role("heading", name="王建国")).to_be_visible()
    comes_to(page, LOW, True)
    panel.get_by_text("更换上级").click()
    panel.get_by_label("上级").select_option(label="设备科科长")
    panel.get_by_role("button", name="保存").locator("visible=true").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert seat("医务部主任").reports_to == seat("设备科科长")
    fits_the_window(page)


def test_search_finds_and_centres_and_files_are_saved(open_page: OpenPage, alice: User, account: Account) -> None:
    page = open_page(f"/accounts/{account.pk}/chart", user=alice)
    field = page.get_by_label("在图中查找")
    field.fill("林芳")
    field.press("Enter")
    comes_to(page, CHOSEN, "放射科主任")
    expect(page.locator("#chart-found")).to_have_text("1/1")
    comes_to(page, CENTRED, True)
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG").click()
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as saved:
        page.get_by_role("link", name="SVG").click()
    assert "林芳" in saved.value.path().read_text(encoding="utf-8")
    field.fill("没有此人")
    field.press("Enter")
    expect(page.get_by_text("没有符合“没有此人”的岗位")).to_be_visible()


def test_rows_are_pasted_and_the_chart_is_edited_without_scripts(
    open_page: OpenPage, alice: User, account: Account
) -> None:
    page = open_page(f"/accounts/{account.pk}/chart", user=alice, java_script_enabled=False)
    expect(page.locator(".chart-still img")).to_be_visible()
    page.get_by_role("link", name="从 Excel 粘贴").click()
    page.get_by_label("各行").fill("岗位\t姓名\t上级\n药剂科主任\t许静\t\n药师\t罗敏\t许静")
    page.get_by_role("button", name="先核对").click()
    expect(page.get_by_text("读懂了 2 行")).to_be_visible()
    page.get_by_role("button", name="录入").click()
    page.get_by_role("link", name="表格").click()
    page.get_by_role("link", name="药师").click()
    page.get_by_text("职务、部门、级别").click()
    page.get_by_label("职务").locator("visible=true").first.fill("主管药师")
    page.get_by_role("button", name="保存").locator("visible=true").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert Seat.objects.filter(Q(title="主管药师") & Q(reports_to__title="药剂科主任")).exists()
