"""The people of the permission tests, and a method that is quick where its judgement is not what is tested."""

import pytest

from tests.crm import fakes
from tests.crm.builders import TODAY, plant
from tongpin.crm import clock, judging
from tongpin.crm.care import loyalty_selectors
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import Role, Team, User
from tongpin.method.reading import asked


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(name="华东大客户部")


@pytest.fixture
def alice(team: Team) -> User:
    """Owns the opportunities."""
    return User.objects.create(username="alice", name="陈静", team=team)


@pytest.fixture
def bob(team: Team) -> User:
    """In the same team; sees what is shared with him."""
    return User.objects.create(username="bob", name="李伟", team=team)


@pytest.fixture
def charlie(db: None) -> User:
    """A stranger: a salesperson of another team."""
    return User.objects.create(username="charlie", name="Charlie", team=Team.objects.create(name="West"))


@pytest.fixture
def maria(team: Team) -> User:
    """Manages Alice's and Bob's team."""
    return User.objects.create(username="maria", name="王强", team=team, role=Role.MANAGER)


@pytest.fixture(autouse=True)
def _quick_method(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "read_note", fakes.read_note)
    monkeypatch.setattr(asked, "read_note", fakes.read_note)
    monkeypatch.setattr(judging, "judge", fakes.judge)


@pytest.fixture(autouse=True)
def _history() -> None:
    judging.own_history.cache_clear()
    loyalty_selectors.decided_check.cache_clear()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create(username="admin", name="管理员", role=Role.ADMIN)


@pytest.fixture
def auditor(db: None) -> User:
    return User.objects.create(username="auditor", role=Role.AUDITOR)


@pytest.fixture
def officer(db: None) -> User:
    """The compliance officer."""
    return User.objects.create(username="compliance", role=Role.COMPLIANCE)


@pytest.fixture
def opportunity(alice: User) -> Opportunity:
    """Alice's."""
    return plant(alice)
