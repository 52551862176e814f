"""The button that takes back what was just done: that, and nothing that was done before or since."""

import re

import pytest

from tests.web.conftest import Visit
from tongpin.crm.models import Concern
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User


@pytest.fixture
def path(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}"


def offered(page: str) -> str:
    """The gesture that the page offers to take back; empty where it offers none."""
    found = re.search(r'name="gesture" value="([0-9a-f-]{36})"', page)
    return found[1] if found else ""


def concern(text: str) -> dict[str, str]:
    return {"text": text, "date": "2026-03-02", "status": "open"}


def test_what_was_done_since_in_another_window_stays(at: Visit, alice: User, path: str) -> None:
    client = at(alice)
    before = Concern.objects.count()
    first = offered(client.post(f"{path}/records/concern/add", concern("怕停产"), follow=True).content.decode())
    second = offered(client.post(f"{path}/records/concern/add", concern("怕漏油"), follow=True).content.decode())
    assert first != second
    late = client.post("/undo", {"next": path, "gesture": first})
    assert late.status_code == 409
    assert "something else since" in late.content.decode()
    assert Concern.objects.count() == before + 2
    client.post("/undo", {"next": path, "gesture": second})
    assert Concern.objects.filter(text="怕停产").exists()
    assert not Concern.objects.filter(text="怕漏油").exists()


def test_where_nothing_changed_nothing_is_offered_to_be_taken_back(at: Visit, alice: User, path: str) -> None:
    client = at(alice)
    client.post(f"{path}/records/concern/add", concern("怕停产"), follow=True)
    made = Concern.objects.get(text="怕停产")
    again = {"text": made.text, "date": made.date.isoformat(), "status": made.status}
    again["seen"] = re.findall(
        r'name="seen" value="(\w+)"', client.get(f"{path}/records/concern/{made.pk}").content.decode()
    )[0]
    saved = client.post(f"{path}/records/concern/{made.pk}", again, follow=True).content.decode()
    assert "Saved." in saved
    assert offered(saved) == ""
    taken = client.post(f"{path}/needs/take", follow=True).content.decode()
    assert offered(taken) == ""
