"""A case of one's own from a closed opportunity: which names must go, and a first text without them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from tongpin.crm.accounts.models import Person
from tongpin.crm.activities.models import Activity
from tongpin.crm.criteria.models import Criterion
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Competitor, Opportunity, OpportunityShare, Stakeholder
from tongpin.crm.opportunities.policy import get_opportunity, visible
from tongpin.crm.people.models import Mention
from tongpin.crm.practice.policy import may_coach
from tongpin.crm.team.models import TeamMember
from tongpin.crm.users.models import User
from tongpin.method.anonymous import Bearer, hide
from tongpin.method.case import Language, Stage
from tongpin.method.reading import read_note

MOST = 60
"""So many closed opportunities, and entries of one, are offered."""


class Closed(NamedTuple):
    """A closed opportunity to make a case from."""

    id: int
    title: str
    account: str
    result: str
    result_on: dt.date | None


class Told(NamedTuple):
    """An entry of it whose words may become the case, names already taken out."""

    id: int
    date: dt.date
    text: str


class Draft(NamedTuple):
    """A first text without names, in the language of the opportunity; ``taken``: the names that stood in it.

    ``stage`` and ``mistakes`` as the reader takes the words; the maker decides.
    """

    title: str
    text: str
    lang: Language
    taken: tuple[str, ...]
    stage: Stage
    mistakes: tuple[str, ...]


def for_makers(user: User) -> None:
    """Raises `not_allowed` for anybody but a manager or an administrator."""
    if not may_coach(user):
        raise TongpinError("not_allowed", _("A manager or an administrator makes practice cases."), 403)


def closed_opportunities(*, user: User) -> list[Closed]:
    """Those that the user sees, the latest first."""
    for_makers(user)
    found = visible(user).exclude(result=None).order_by("-result_on", "-pk")
    columns = ("pk", "title", "account__name", "result", "result_on")
    return [Closed._make(row) for row in found.values_list(*columns)[:MOST]]


def closed_opportunity(user: User, opportunity_id: int) -> Opportunity:
    """One of them. Raises `not_found`, or `still_open`: what is still going on is nobody's lesson yet."""
    for_makers(user)
    opportunity = get_opportunity(user, opportunity_id, beside=("account", "owner"))
    if opportunity.result is None:
        message = _("This opportunity is still open. A practice case is made once it is closed.")
        raise TongpinError("still_open", message, 409)
    return opportunity


def entries_of(*, user: User, opportunity_id: int) -> list[Told]:
    """Its entries with words, in order, without names."""
    opportunity = closed_opportunity(user, opportunity_id)
    bearers = bearers_of(opportunity)
    rows = Activity.objects.filter(opportunity=opportunity).exclude(text="").order_by("date", "pk")[:MOST]
    return [Told(row.pk, row.date, hide(row.text, bearers, opportunity.lang).text) for row in rows]


def draft_of(*, user: User, opportunity_id: int, activity_id: int) -> Draft:
    """A first text from an entry. Raises `not_found`, `still_open`, `not_allowed`."""
    opportunity = closed_opportunity(user, opportunity_id)
    bearers = bearers_of(opportunity)
    row = Activity.objects.filter(opportunity=opportunity, pk=activity_id).first()
    hidden = hide(row.text if row else "", bearers, opportunity.lang)
    reading = read_note(hidden.text, opportunity.lang)
    mistakes = tuple(dict.fromkeys(hit.code for hit in reading.mistakes))
    title = hide(opportunity.account.industry, bearers, opportunity.lang).text
    return Draft(title, hidden.text, opportunity.lang, hidden.taken, reading.stage, mistakes)


def bearers_of(opportunity: Opportunity) -> tuple[Bearer, ...]:
    """Everybody whose name may not stand in a case: their people, their company, ours, our people, rivals."""
    return (
        *_their_people(opportunity),
        Bearer(names=(opportunity.account.name,), standing="customer"),
        *_rivals(opportunity),
        Bearer(names=_named(_our_people(opportunity)), standing="colleague"),
        Bearer(names=(opportunity.our_company,), standing="ours"),
    )


def _their_people(opportunity: Opportunity) -> Iterator[Bearer]:
    people = Person.objects.filter(account_id=opportunity.account_id)
    for name, others, title in people.values_list("name", "other_names", "title"):
        yield Bearer(names=_named([name, *others]), standing="person", label=title)
    spoken_of = Mention.objects.filter(opportunity=opportunity).values_list("name", flat=True)
    yield Bearer(names=_named(spoken_of), standing="person")


def _rivals(opportunity: Opportunity) -> Iterator[Bearer]:
    names = [*Competitor.objects.filter(opportunity=opportunity).values_list("name", flat=True)]
    for points in Criterion.objects.filter(opportunity=opportunity).values_list("rivals", flat=True):
        names += points
    for attitudes in Stakeholder.objects.filter(opportunity=opportunity).values_list("attitude_to_rivals", flat=True):
        names += attitudes
    yield Bearer(names=_named([*names, opportunity.result_winner]), standing="rival")


def _our_people(opportunity: Opportunity) -> Iterator[str]:
    yield from User.objects.exclude(name="").values_list("name", flat=True)
    yield opportunity.owner.username
    members = TeamMember.objects.filter(opportunity=opportunity).values_list("name", "written", "user__name")
    entries = Activity.objects.filter(opportunity=opportunity).values_list("by", "recorded_by__name")
    shares = OpportunityShare.objects.filter(opportunity=opportunity).values_list("user__name", "user__username")
    ties = Stakeholder.objects.filter(opportunity=opportunity).values_list("owner")
    for rows in (members, entries.distinct(), shares, ties):
        for row in rows:
            yield from (name for name in row if name)


def _named(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
