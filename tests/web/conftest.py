"""People at their browsers. The reader knows three words here; the judgement is the real one."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.crm.builders import TODAY, plant
from tests.web import plain_reader
from tongpin.crm import clock, judging
from tongpin.crm.opportunities.actions import share_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import Role, Team, User
from tongpin.method.reading import asked

Visit = Callable[..., Client]


@pytest.fixture(autouse=True)
def _plain_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "read_note", plain_reader.read_note)
    monkeypatch.setattr(asked, "read_note", plain_reader.read_note)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(name="华东大客户部")


@pytest.fixture
def alice(team: Team) -> User:
    """Owns the opportunity."""
    return User.objects.create(username="alice", name="陈静", team=team, language="en")


@pytest.fixture
def bob(team: Team, opportunity: Opportunity, alice: User) -> User:
    """In the same team; may look at Alice's opportunity."""
    user = User.objects.create(username="bob", name="李伟", team=team, language="en")
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=user)
    return user


@pytest.fixture
def charlie(db: None) -> User:
    """A stranger from another team."""
    return User.objects.create(username="charlie", name="Charlie", team=Team.objects.create(name="West"), language="en")


@pytest.fixture
def maria(team: Team) -> User:
    """Manages Alice and Bob."""
    return User.objects.create(username="maria", name="王强", team=team, role=Role.MANAGER, language="en")


@pytest.fixture
def auditor(db: None) -> User:
    return User.objects.create(username="auditor", name="Auditor", role=Role.AUDITOR, language="en")


@pytest.fixture
def officer(db: None) -> User:
    """The compliance officer."""
    return User.objects.create(username="compliance", name="Officer", role=Role.COMPLIANCE, language="en")


@pytest.fixture
def opportunity(alice: User) -> Opportunity:
    """Alice's: hydraulic oil for a steel works, a visit and a quotation."""
    return plant(alice)


@pytest.fixture
def at(db: None) -> Visit:
    """A browser in which somebody has signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
