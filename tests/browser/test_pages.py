"""What people do on the pages, in a real browser, on a phone and on a large screen."""

import re

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, OpenPage, comes_to
from tests.crm.builders import TODAY, plant
from tests.web import plain_reader
from tongpin.crm import clock, judging
from tongpin.crm.demo import PASSWORD
from tongpin.crm.models import Finding, GateRecord, Signal
from tongpin.crm.opportunities.actions import import_cases
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import Role, Team, User
from tongpin.exchange.demo import demo_cases
from tongpin.method.reading import asked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

# Every element that reaches beyond the window, unless something around it scrolls.
BEYOND = """() => {
  const wide = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > wide) found.push(`page ${document.documentElement.scrollWidth}`);
  const scrolls = (item) => {
    for (let up = item.parentElement; up; up = up.parentElement)
      if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  for (const item of document.querySelectorAll("body *")) {
    const box = item.getBoundingClientRect();
    if (box.width && box.height && box.right > wide + 1 && !scrolls(item))
      found.push(`${item.tagName} ${(item.textContent || "").trim().slice(0, 40)} ${Math.round(box.right)}`);
  }
  return found;
}"""

# Words and marks of the two tracks that leave the paper, and words that lie on one another.
TRACKS = """() => {
  const found = [];
  for (const picture of document.querySelectorAll("svg.tracks")) {
    if (!picture.getBoundingClientRect().width) continue;
    const paper = picture.viewBox.baseVal, texts = [...picture.querySelectorAll("text")];
    const boxes = texts.map((text) => [text.textContent, text.getBBox()]);
    for (const [words, box] of boxes)
      if (box.x < -1 || box.x + box.width > paper.width + 1 || box.y + box.height > paper.height + 1)
        found.push(`off the paper: ${words}`);
    for (let a = 0; a < boxes.length; a++)
      for (let b = 0; b < a; b++) {
        const [one, left] = boxes[a], [other, right] = boxes[b];
        const wide = Math.min(left.x + left.width, right.x + right.width) - Math.max(left.x, right.x);
        const tall = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y);
        if (wide > 1.5 && tall > 4) found.push(`${one} on ${other}`);
      }
  }
  return found;
}"""


# Whether the present tab stands within the window from side to side.
IN_SIGHT = """() => {
  const box = document.querySelector(".tabs [aria-current]").getBoundingClientRect();
  return box.left >= 0 && box.right <= innerWidth;
}"""


@pytest.fixture(autouse=True)
def _set_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "read_note", plain_reader.read_note)
    monkeypatch.setattr(asked, "read_note", plain_reader.read_note)
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def alice(db: None) -> User:
    """Owns the opportunity."""
    user = User(username="alice", name="陈静", team=Team.objects.create(name="华东大客户部"), language="zh-hans")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def maria(alice: User) -> User:
    """Her manager."""
    return User.objects.create(username="maria", name="王强", team=alice.team, role=Role.MANAGER, language="zh-hans")


@pytest.fixture
def opportunity(alice: User) -> Opportunity:
    return plant(alice)


def test_signing_in_and_choosing_a_language(open_page: OpenPage, alice: User) -> None:
    page = open_page("/", size=NARROW)
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    page.get_by_role("button", name="English").click()
    page.get_by_label("User name or e-mail").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="今日", exact=True)).to_be_visible()  # her own language wins
    page.goto("/profile")
    page.get_by_label("繁體中文").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("語言已變更")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hant")


def test_a_pasted_note_lights_up_and_moves_the_odds(open_page: OpenPage, alice: User, opportunity: Opportunity) -> None:
    page = open_page(f"/note?opportunity={opportunity.pk}", user=alice, size=NARROW)
    page.get_by_label("客户说了什么？").fill("招标文件下周一发。😀")
    page.get_by_role("button", name="解读").click()
    expect(page.locator("#lit .note-text mark")).to_have_text("招标文件")
    row = page.locator("ul.odds li", has_text="招标")
    before = row.inner_text()
    page.locator("[data-reads]").check()
    expect(page.locator("#lit .note-text mark.struck")).to_have_text("招标文件")
    expect(row).not_to_have_text(before, use_inner_text=True)
    page.locator("[data-reads]").uncheck()
    expect(page.locator("#lit .note-text mark.proposed")).to_have_text("招标文件")
    page.get_by_role("button", name="保存记录").click()
    expect(page.locator("#e03 mark")).to_have_text("招标文件")
    assert opportunity.activities.count() == 3


def test_striking_one_signal_of_a_note_ticks_no_other(
    open_page: OpenPage, alice: User, opportunity: Opportunity
) -> None:
    page = open_page(f"/note?opportunity={opportunity.pk}", user=alice, size=NARROW)
    page.locator("#id_text").fill("预算批了，下周发招标文件。")
    page.locator("button[value=read]").click()
    page.locator("input[name=struck]").first.check()
    expect(page.locator("mark.struck")).to_have_text("预算批了")
    expect(page.locator("input[name=struck]:checked")).to_have_count(1)


def test_a_double_click_saves_a_note_once(open_page: OpenPage, alice: User, opportunity: Opportunity) -> None:
    page = open_page(f"/note?opportunity={opportunity.pk}", user=alice, size=WIDE)
    page.locator("#id_text").fill("招标文件下周一发。")
    page.locator("button[value=save]").dblclick()
    page.wait_for_url("**/opportunities/*")
    assert opportunity.activities.filter(text="招标文件下周一发。").count() == 1


def test_a_signal_is_struck_in_the_timeline_and_taken_back(
    open_page: OpenPage, alice: User, opportunity: Opportunity
) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=timeline", user=alice)
    signal = Signal.objects.get(opportunity=opportunity, kind="budget_approved")
    page.locator("#e01").get_by_role("button", name="划掉").click()
    expect(page.locator("#e01 mark")).to_have_class("struck")
    signal.refresh_from_db()
    assert signal.state == "struck"
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("#e01 mark")).to_have_class("proposed")


def test_words_selected_in_the_text_are_marked(open_page: OpenPage, alice: User, opportunity: Opportunity) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=timeline", user=alice)
    page.locator("#e02").get_by_role("link", name="标出漏掉的字词").click()
    form = page.locator("#e02 form[data-marks]")
    expect(form.get_by_label("字词")).to_be_visible()
    page.evaluate(
        """() => {
          const text = document.querySelector("#text-e02").firstChild, range = document.createRange();
          range.setStart(text, 0);
          range.setEnd(text, 3);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    expect(form.get_by_label("字词")).to_have_value("周部长")
    form.get_by_label("说明什么").fill("看不到需要")
    form.get_by_role("button", name="保存").click()
    expect(page.locator("#e02 mark.confirmed")).to_have_text("周部长")
    marked = Signal.objects.get(opportunity=opportunity, source="person")
    assert (marked.kind, marked.start, marked.end) == ("no_need_seen", 0, 3)


def test_a_record_is_added_in_place_and_a_fault_keeps_what_was_typed(
    open_page: OpenPage, alice: User, opportunity: Opportunity
) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=needs", user=alice, size=NARROW)
    page.get_by_role("link", name="添加需求").click()
    form = page.locator("#slot-need form")
    form.get_by_role("textbox", name="需求").fill("停机一小时损失八万")
    form.get_by_label("不解决的代价").fill("八万")
    form.get_by_role("button", name="保存").click()
    expect(page.locator("#slot-need .invalid")).to_be_visible()
    expect(page.locator("#slot-need").get_by_role("textbox", name="需求")).to_have_value("停机一小时损失八万")
    page.locator("#slot-need").get_by_label("不解决的代价").fill("80,000")
    page.locator("#slot-need").get_by_role("button", name="保存").click()
    expect(page.locator("#slot-need form")).to_have_count(0)
    expect(page.get_by_text("停机一小时损失八万").first).to_be_visible()
    need = opportunity.needs.get(text="停机一小时损失八万")
    assert need.money == 80_000
    page.locator(f'a[href*="/records/need/{need.pk}"]').first.click()
    page.get_by_role("button", name="删除").click()
    expect(page.get_by_text("停机一小时损失八万")).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("停机一小时损失八万").first).to_be_visible()


def test_a_manager_forces_a_gate_with_his_reason(open_page: OpenPage, maria: User, opportunity: Opportunity) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}", user=maria)
    page.get_by_role("button", name="往前走").click()
    gate = page.locator("#g1_assessed_graded")
    expect(gate.get_by_text("还没达成")).to_be_visible()
    gate.get_by_label("仍要强制放行").fill("总部要求先投")
    gate.get_by_role("button", name="强制放行").click()
    expect(page.locator("#g1_assessed_graded").get_by_text("王强 强制放行：总部要求先投")).to_be_visible()
    assert GateRecord.objects.get(opportunity=opportunity).override_reason == "总部要求先投"


def test_a_mistake_is_disputed(open_page: OpenPage, alice: User, opportunity: Opportunity) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}", user=alice, size=NARROW)
    found = page.locator("#mistakes .item").first
    found.get_by_text("这不算失误").click()
    found.get_by_label("为什么不算").fill("客户自己要的报价")
    found.get_by_role("button", name="提出异议").click()
    expect(page.locator("#mistakes").get_by_text("有异议").first).to_be_visible()
    assert Finding.objects.get(opportunity=opportunity).reason == "客户自己要的报价"


def test_the_two_tracks_are_saved_as_svg_and_png(open_page: OpenPage, alice: User, opportunity: Opportunity) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}", user=alice)
    with page.expect_download() as saved:
        page.get_by_role("link", name="SVG").click()
    assert saved.value.suggested_filename == "plant-1.svg"
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG").click()
    assert saved.value.suggested_filename == "plant-1.png"
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    assert saved.value.path().stat().st_size > 20_000


def test_pages_read_without_scripts(open_page: OpenPage, alice: User, opportunity: Opportunity) -> None:
    page = open_page("/", user=alice, java_script_enabled=False)
    page.get_by_role("link", name="东湖钢厂液压油").first.click()
    expect(page.get_by_role("heading", name="液压油年度采购")).to_be_visible()
    page.get_by_role("link", name="疑虑与承诺").click()
    page.get_by_role("link", name="添加疑虑").click()
    page.get_by_label("疑虑（客户原话）").fill("怕换了没人管")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("怕换了没人管")).to_be_visible()


# ---------------------------------------------------------------- looks
PATHS = ("/", "/board", "/opportunities", "/note", "/accounts", "/playbooks", "/playbooks/industrial-six", "/profile")
TABS = (
    *("overview", "timeline", "people", "needs", "criteria", "customer"),
    *("worth", "offer", "tender", "delivery", "record"),
)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_nothing_reaches_beyond_the_window(
    open_page: OpenPage, alice: User, size: tuple[int, int], language: str
) -> None:
    cases = [case for case in demo_cases(TODAY) if case.id in ("demo-05", "demo-06", "demo-16", "demo-26")]
    with translation.override(language):
        found = import_cases(user=alice, cases=cases)
    User.objects.filter(pk=alice.pk).update(language=language)
    page = open_page("/", user=alice, size=size)
    for path in PATHS:
        page.goto(path)
        comes_to(page, BEYOND, [])
    for number, opportunity in enumerate(found):
        for tab in TABS if number == 0 else TABS[:2]:
            page.goto(f"/opportunities/{opportunity.pk}?tab={tab}")
            comes_to(page, BEYOND, [])
            comes_to(page, TRACKS, [])


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_the_present_tab_is_in_sight_and_no_stage_is_cut_in_two(
    open_page: OpenPage, alice: User, opportunity: Opportunity, size: tuple[int, int]
) -> None:
    User.objects.filter(pk=alice.pk).update(language="en")
    page = open_page("/", user=alice, size=size, language="en")
    for tab in TABS:
        page.goto(f"/opportunities/{opportunity.pk}?tab={tab}")
        comes_to(page, IN_SIGHT, True)
    page.goto(f"/opportunities/{opportunity.pk}")
    # A single word never stands on two lines.
    cut = "names => names.filter((name) => !name.textContent.includes(' ') && name.offsetHeight > 30).length"
    assert page.locator("#stage .odds li > :first-child").evaluate_all(cut) == 0


def test_the_keyboard_reaches_the_content(open_page: OpenPage, alice: User, opportunity: Opportunity) -> None:
    page: Page = open_page("/opportunities", user=alice)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#content$"))
