"""The debrief where there is no network: nothing is lost, nothing is written twice (issue 4, A1)."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.browser.conftest import NARROW, PATIENCE, _session_cookie, comes_to
from tests.browser.cut_line import CutLine
from tests.crm.builders import TODAY, plant
from tests.web import plain_reader
from tongpin.crm import clock, judging
from tongpin.crm.calls import actions
from tongpin.crm.calls.models import Call, CallQuestion, Parcel
from tongpin.crm.models import Activity, Commitment, Meeting
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import Team, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
WORDS = "每周停两次机，谁都头疼。"
# What the draft of this page has kept of the first answer, the first promise and the outcome.
DRAFTED = """async () => {
  const user = document.querySelector("script[data-user]").dataset.user;
  const kept = new Map((await self.outbox.draft(`${user} ${location.pathname}`))?.fields);
  return ["q0-answer", "what0", "said"].map((name) => kept.get(name) ?? "");
}"""
Phone = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def _set_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "read_note", plain_reader.read_note)
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def alice(db: None) -> User:
    team = Team.objects.create(name="华东大客户部")
    user = User.objects.create(username="alice", name="陈静", team=team, language="zh-hans")
    user.set_password("quiet-harbour-7")
    user.save()
    return user


@pytest.fixture
def opportunity(alice: User) -> Opportunity:
    return plant(alice)


@pytest.fixture
def call(alice: User, opportunity: Opportunity) -> Call:
    asked = [actions.Asking("problem", "哪一步最费神？"), actions.Asking("implication", "停一次损失多少？")]
    return actions.plan_call(
        user=alice, opportunity_id=opportunity.pk, date=TODAY, who="s1", wanted="约现场测试", questions=asked
    )


@pytest.fixture
def line(live_server: object) -> Iterator[CutLine]:
    where = urlsplit(live_server.url)  # type: ignore[attr-defined]
    made = CutLine((where.hostname or "", where.port or 0))
    yield made
    made.close()


@pytest.fixture
def phone(chromium: Browser, line: CutLine) -> Iterator[Phone]:
    """A phone whose owner is signed in; its only way to the server is the line."""
    made: list[BrowserContext] = []

    def opened(user: User) -> BrowserContext:
        url = f"http://localhost:{line.port}"
        context = chromium.new_context(base_url=url, locale="zh-CN", viewport={"width": NARROW[0], "height": NARROW[1]})
        context.set_default_timeout(1000 * PATIENCE)
        context.add_cookies([_session_cookie(user, url)])
        made.append(context)
        return context

    yield opened
    for context in made:
        for page in context.pages:
            with suppress(PlaywrightError):
                page.wait_for_load_state("networkidle", timeout=5000)
        context.close()


def at_hand(context: BrowserContext) -> Page:
    """The page of the calls, once they are kept for where there is no network."""
    page = context.new_page()
    page.goto("/calls")
    expect(page.locator("[data-at-hand]")).to_be_visible()
    return page


def write(page: Page, call: Call) -> None:
    """The debrief, filled in as one would in the car park."""
    page.goto(f"/opportunities/{call.opportunity_id}/calls/{call.pk}/debrief")
    page.locator("textarea[name=q0-answer]").fill(WORDS)
    page.get_by_role("button", name="争取的那件事").click()
    page.get_by_role("button", name="一周内").first.click()
    page.get_by_text("有进展", exact=True).click()


def send(page: Page) -> None:
    page.get_by_role("button", name="记录下来").click()


def waiting(page: Page) -> int:
    return int(page.evaluate("self.outbox.parcels().then((found) => found.length)"))


def eventually(holds: Callable[[], bool | None]) -> None:
    """Asks again for some seconds: pages and the service worker act on their own time. A condition that returns
    nothing holds unless it raises; the database in memory is now and then locked by a request under way."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if holds() is not False:
                return
        except (AssertionError, OperationalError, PlaywrightError):
            if time.monotonic() > until:
                raise
        assert time.monotonic() < until, "it never came to hold"
        time.sleep(0.2)


def sent(page: Page) -> None:
    """Tries to send until nothing waits, as the page itself does every half minute."""

    def tried() -> bool:
        page.evaluate("void self.trySending()")
        page.wait_for_timeout(300)
        return waiting(page) == 0

    eventually(tried)


def settled(call: Call) -> None:
    """Everything of the call stands on the server, once."""
    eventually(lambda: stands_once(call))


def stands_once(call: Call) -> None:
    call.refresh_from_db()
    assert call.state == "held"
    assert Activity.objects.filter(opportunity=call.opportunity, text__contains=WORDS).count() == 1
    assert CallQuestion.objects.filter(answer=WORDS).count() == 1
    assert Commitment.objects.filter(opportunity=call.opportunity, text="约现场测试").count() == 1
    assert Meeting.objects.filter(opportunity=call.opportunity).count() == 1
    assert Parcel.objects.count() == 1


def test_written_without_a_network_kept_over_a_reload_and_sent_once(
    phone: Phone, line: CutLine, alice: User, call: Call
) -> None:
    page = at_hand(phone(alice))
    line.break_off()
    write(page, call)
    send(page)
    expect(page.locator("[data-kept]")).to_be_visible()
    page.reload()
    expect(page.locator("[data-kept]")).to_be_visible()
    assert not Parcel.objects.exists()
    page.goto("/calls")
    expect(page.locator("[data-parcels] .item")).to_have_count(1)

    line.mend()
    page.get_by_role("button", name="立即发送").click()
    expect(page.locator("[data-waiting-list]")).to_be_hidden()
    settled(call)
    page.reload()
    page.evaluate("self.trySending()")
    assert waiting(page) == 0
    settled(call)


def test_with_a_network_it_is_written_at_once(phone: Phone, alice: User, call: Call) -> None:
    page = phone(alice).new_page()
    write(page, call)
    send(page)
    page.wait_for_url("**tab=timeline**")
    expect(page.get_by_text("拜访已记录").first).to_be_visible()
    settled(call)
    assert waiting(page) == 0


def test_an_answer_lost_on_the_way_back_does_not_write_twice(
    phone: Phone, line: CutLine, alice: User, call: Call
) -> None:
    page = phone(alice).new_page()
    write(page, call)
    # The browser itself repeats what breaks off on a connection that it had used before; so more than once.
    line.swallow, line.times = b"POST /outbox", 3
    send(page)
    eventually(lambda: Parcel.objects.count() == 1)
    sent(page)
    assert line.times < 3
    settled(call)


def test_two_tabs_send_at_once_and_one_is_written(phone: Phone, line: CutLine, alice: User, call: Call) -> None:
    context = phone(alice)
    first = at_hand(context)
    second = context.new_page()
    second.goto("/calls")
    line.break_off()
    write(first, call)
    send(first)
    expect(first.locator("[data-kept]")).to_be_visible()
    line.mend()
    for page in (first, second):
        page.evaluate("void self.trySending()")
    eventually(lambda: waiting(second) == 0)
    settled(call)


def test_a_killed_tab_loses_no_word_of_a_draft(phone: Phone, line: CutLine, alice: User, call: Call) -> None:
    context = phone(alice)
    page = at_hand(context)
    line.break_off()
    write(page, call)
    expect(page.locator("[data-draft]")).to_be_visible()
    comes_to(page, DRAFTED, [WORDS, "约现场测试", "advance"])
    page.close(run_before_unload=False)
    again = context.new_page()
    again.goto(f"/opportunities/{call.opportunity_id}/calls/{call.pk}/debrief")
    expect(again.locator("textarea[name=q0-answer]")).to_have_value(WORDS)
    expect(again.locator("input[name=what0]")).to_have_value("约现场测试")
    expect(again.locator("input[name=said][value=advance]")).to_be_checked()


def test_a_tab_killed_while_sending_leaves_the_parcel_to_be_sent(
    phone: Phone, line: CutLine, alice: User, call: Call
) -> None:
    context = phone(alice)
    page = at_hand(context)
    line.break_off()
    write(page, call)
    send(page)
    expect(page.locator("[data-kept]")).to_be_visible()
    page.close(run_before_unload=False)
    line.mend()
    again = context.new_page()
    again.goto("/offline")
    sent(again)
    settled(call)


def test_who_was_signed_out_keeps_it_signs_in_and_it_is_sent(phone: Phone, alice: User, call: Call) -> None:
    page = phone(alice).new_page()
    write(page, call)
    Session.objects.all().delete()
    send(page)
    expect(page.locator("[data-kept]")).to_be_visible()
    eventually(lambda: waiting(page) == 1)
    page.goto("/account/login/?next=/calls")
    page.locator("input[name=login]").fill("alice")
    page.locator("input[name=password]").fill("quiet-harbour-7")
    page.locator("main button[type=submit], main button:not([type])").first.click()
    page.wait_for_url("**/calls")
    sent(page)
    settled(call)


def test_what_one_wrote_is_not_sent_in_the_name_of_another(
    phone: Phone, line: CutLine, alice: User, call: Call
) -> None:
    context = phone(alice)
    page = at_hand(context)
    line.break_off()
    write(page, call)
    send(page)
    expect(page.locator("[data-kept]")).to_be_visible()
    other = User.objects.create(username="olga", name="Olga", team=alice.team, language="en")
    context.add_cookies([_session_cookie(other, f"http://localhost:{line.port}")])
    line.mend()
    page.goto("/calls")
    page.evaluate("self.trySending()")
    assert waiting(page) == 1
    assert not Parcel.objects.exists()
    expect(page.locator("[data-waiting-list]")).to_be_hidden()


def test_what_the_server_refuses_stays_with_the_reason(phone: Phone, line: CutLine, alice: User, call: Call) -> None:
    page = at_hand(phone(alice))
    line.break_off()
    write(page, call)
    send(page)
    expect(page.locator("[data-kept]")).to_be_visible()
    actions.drop_call(user=alice, call_id=call.pk)
    line.mend()
    page.goto("/calls")
    expect(page.locator("[data-parcels] [data-problem]")).to_contain_text("已经记录过，或者拜访已取消")
    assert not Parcel.objects.exists()


def test_taken_back_to_be_changed_and_sent_changed(phone: Phone, line: CutLine, alice: User, call: Call) -> None:
    page = at_hand(phone(alice))
    line.break_off()
    write(page, call)
    send(page)
    page.get_by_role("button", name="取回修改").click()
    page.locator("textarea[name=note]").fill("门卫说下周检修。")
    page.wait_for_timeout(1100)  # within a second it would pass for a double click
    line.mend()
    send(page)
    sent(page)
    settled(call)
    assert Activity.objects.filter(text__contains="门卫说下周检修").count() == 1


def test_signing_out_leaves_no_page_behind(phone: Phone, line: CutLine, alice: User, call: Call) -> None:
    page = at_hand(phone(alice))
    page.locator(".menu summary").first.click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/account/login/**")
    eventually(lambda: page.evaluate("caches.keys().then((names) => !names.includes('pages'))"))
    line.break_off()
    page.goto("/calls")
    expect(page.get_by_text("现在没有网络")).to_be_visible()
    expect(page.get_by_text("周明")).to_have_count(0)


def test_without_a_script_it_is_a_form_as_any_other(
    chromium: Browser, live_server: object, alice: User, call: Call
) -> None:
    url = live_server.url  # type: ignore[attr-defined]
    context = chromium.new_context(base_url=url, locale="zh-CN", java_script_enabled=False)
    context.set_default_timeout(1000 * PATIENCE)
    context.add_cookies([_session_cookie(alice, url)])
    page = context.new_page()
    page.goto(f"/opportunities/{call.opportunity_id}/calls/{call.pk}/debrief")
    page.locator("textarea[name=q0-answer]").fill(WORDS)
    page.locator("input[name=what0]").fill("约现场测试")
    page.locator("input[name=due0]").fill((TODAY + dt.timedelta(days=7)).isoformat())
    page.get_by_role("button", name="记录下来").click()
    page.wait_for_url("**tab=timeline**")
    settled(call)
    assert Meeting.objects.get().outcome == "advance"
    context.close()


def test_it_is_told_in_under_a_minute(phone: Phone, alice: User, call: Call) -> None:
    """Not by the clock: as few taps and fields as a debrief can have. One answer typed, four taps."""
    page = phone(alice).new_page()
    page.goto(f"/opportunities/{call.opportunity_id}/calls/{call.pk}/debrief")
    page.locator("textarea[name=q0-answer]").fill(WORDS)
    for name in ("争取的那件事", "一周内", "记录下来"):
        page.get_by_role("button", name=name).first.click()
    page.wait_for_url("**tab=timeline**")
    assert Meeting.objects.get().outcome == "advance"
