"""The sales meeting on a phone and on a desk: agenda, tasks with a tap, results in place."""

import pytest

from tests.browser.conftest import NARROW, OpenPage, fits_the_window
from tests.crm.builders import TODAY, plant
from tests.web import plain_reader
from tongpin.crm import clock, judging
from tongpin.crm.models import Commitment, SalesMeeting, Task
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import Team, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture(autouse=True)
def _set_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "read_note", plain_reader.read_note)
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def alice(db: None) -> User:
    """Owns the opportunity."""
    team = Team.objects.create(name="华东大客户部")
    return User.objects.create(username="alice", name="陈静", team=team, language="zh-hans")


@pytest.fixture
def opportunity(alice: User) -> Opportunity:
    return plant(alice)


def test_a_meeting_is_called_and_a_point_becomes_a_task_that_is_done(
    open_page: OpenPage, alice: User, opportunity: Opportunity
) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=plan", user=alice, size=NARROW)
    page.get_by_role("link", name="生成议程").click()
    page.get_by_label("其他人和其他部门").fill("财务部；服务部")
    page.get_by_role("button", name="召集会议").click()
    page.get_by_text("财务部；服务部").wait_for()
    assert SalesMeeting.objects.get().invited[-2:] == ["财务部", "服务部"]

    page.get_by_role("button", name="列为任务").first.click()
    page.locator("#plan .item").first.wait_for()
    task = Task.objects.get()
    row = page.locator(f"#task-{task.pk}")
    row.get_by_role("link", name="修改").click()
    row.get_by_label("要客户作出的承诺").fill("同意两周试用")
    row.get_by_role("button", name="保存").click()
    row.get_by_text("要拿到的承诺").wait_for()

    row.get_by_text("填写结果").click()
    row.get_by_label("结果（一两句话）").fill("谈妥了")
    row.get_by_label("客户已作出这个承诺").check()
    row.get_by_role("button", name="已完成").click()
    page.get_by_text("1 项已有结果的任务").click()
    row.get_by_text("客户已承诺").wait_for()
    task.refresh_from_db()
    assert (task.status, task.result) == ("done", "谈妥了")
    assert Commitment.objects.filter(text="同意两周试用").exists()
    fits_the_window(page)


def test_both_files_of_the_review_are_saved(open_page: OpenPage, alice: User, opportunity: Opportunity) -> None:
    page = open_page(f"/opportunities/{opportunity.pk}?tab=plan", user=alice)
    for name, ending in (("PowerPoint", "pptx"), ("Word", "docx")):
        with page.expect_download() as saved:
            page.get_by_role("link", name=name).click()
        assert saved.value.suggested_filename == f"tongpin-{opportunity.pk}.{ending}"
