"""Every write to users and teams."""

from django.conf import settings
from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import Role, Team, User
from tongpin.crm.users.policy import may_administer
from tongpin.method.possible import LONGEST_NAME


def change_language(*, user: User, language: str) -> User:
    """A user's own language: a code of settings.LANGUAGES, or empty for the browser's choice."""
    if language and language not in dict(settings.LANGUAGES):
        raise TongpinError("unknown_language", _("Choose one of the languages offered."), 422)
    with gesture(user, "change_language") as deed:
        deed.change(user, language=language)
    return user


def create_first_user(*, username: str, name: str, password: str) -> User:
    """The administrator of an empty installation."""
    if User.objects.exists():
        raise TongpinError("not_allowed", _("Sign in as an administrator to add users."), 403)
    first = User.objects.create_user(username, password=password, name=name, role=Role.ADMIN)
    with gesture(first, "create_first_user") as deed:
        deed.note_done(first)
    return first


def create_user(
    *,
    by: User,
    username: str,
    name: str,
    password: str,
    role: str = Role.SALESPERSON,
    team: str = "",
    language: str = "",
) -> User:
    """A new user, made by an administrator. A team that is not there yet is made with him."""
    if not may_administer(by):
        raise TongpinError("not_allowed", _("An administrator looks after users."), 403)
    fresh = User(username=username, name=name, role=role, language=language)
    fresh.set_password(password)
    with gesture(by, "create_user") as deed:
        fresh.team = Team.objects.get_or_create(name=team)[0] if team else None
        return deed.make(fresh)


def move_to_team(*, by: User, user: User, team: str) -> User:
    """Moves a user, and his opportunities with him, to another team; an administrator does that."""
    if not may_administer(by):
        raise TongpinError("not_allowed", _("An administrator looks after users."), 403)
    named = records.require_text(team, field="team", message=_("Give the team a name."), longest=LONGEST_NAME)
    with gesture(by, "move_to_team") as deed:
        deed.change(user, team=Team.objects.get_or_create(name=named)[0])
        for opportunity in Opportunity.objects.select_for_update().filter(owner=user):
            deed.change(opportunity, team=user.team)
    return user
