"""Who hears of a change at the customer's: everybody of ours on an open opportunity that it touches (METHOD 6.6)."""

from collections.abc import Iterable, Sequence

from tongpin.crm import clock, judging
from tongpin.crm.accounts.models import Person
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.casefile import CaseFile, case_files
from tongpin.crm.notices.models import Notice
from tongpin.crm.opportunities.models import Opportunity, OpportunityShare, Stakeholder
from tongpin.crm.playbooks.selectors import playbook_of
from tongpin.crm.team.models import TeamMember
from tongpin.crm.users.models import Role, User
from tongpin.method.changes import Change, change_told
from tongpin.method.judge import dossier_of
from tongpin.method.wording import Say

KINDS = {"left": "person_left", "joined": "person_joined", "moved": "person_moved"}


def tell_change(deed: Gesture, person: Person, change: Change, *, title: str = "", new_title: str = "") -> None:
    """Writes the news of a person's change to colleagues on the open opportunities that name him; of somebody who
    joins, to those on all open ones of his account."""
    parts = dict(Stakeholder.objects.filter(person=person).values_list("opportunity", "code"))
    concerned = Opportunity.objects.filter(account=person.account_id, result=None)
    if change != "joined":
        concerned = concerned.filter(pk__in=parts)
    opportunities = list(concerned.order_by("pk"))
    files = case_files([opportunity.pk for opportunity in opportunities], clock.today())
    listeners = _listeners(opportunities)
    notices = [
        Notice(opportunity=opportunity, user_id=user, kind=KINDS[change], text=judging.kept(text))
        for opportunity in opportunities
        for text in [_text(files[opportunity.pk], parts.get(opportunity.pk, ""), change, person.name, title, new_title)]
        for user in sorted(listeners[opportunity.pk] - {deed.user.pk})
    ]
    deed.make_all(Notice, notices)


def _text(file: CaseFile, part: str, change: Change, name: str, title: str, new_title: str) -> Say:
    dossier = dossier_of(file.case, playbook_of(*file.playbook), judging.stored_readings(file))
    return change_told(dossier, change, person=part, name=name, title=title, new_title=new_title)


def _listeners(opportunities: Sequence[Opportunity]) -> dict[int, set[int]]:
    """Users by opportunity: owner, those it is shared with, our team on it today, and the owner's manager."""
    ids = [opportunity.pk for opportunity in opportunities]
    found = {opportunity.pk: {opportunity.owner_id} for opportunity in opportunities}
    present = TeamMember.objects.filter(opportunity__in=ids, until=None).exclude(user=None)
    for pairs in (
        OpportunityShare.objects.filter(opportunity__in=ids).values_list("opportunity", "user"),
        present.values_list("opportunity", "user"),
        _managers(opportunities),
    ):
        for opportunity, user in pairs:
            found[opportunity].add(user)
    active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    return {opportunity: users & active for opportunity, users in found.items()}


def _managers(opportunities: Sequence[Opportunity]) -> Iterable[tuple[int, int]]:
    teams = {opportunity.team_id for opportunity in opportunities if opportunity.team_id is not None}
    leading = list(User.objects.filter(role=Role.MANAGER, team__in=teams).values_list("pk", "team"))
    for opportunity in opportunities:
        yield from ((opportunity.pk, user) for user, team in leading if team == opportunity.team_id)
