"""Served well, a customer comes with new needs: they become a sale of their own, linked to the old (METHOD 9.4)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from tongpin.crm import clock, judging, records
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.casefile import WITH_LEAVING
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.actions import begin_opportunity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.users.models import User
from tongpin.method.case import Segment

KEPT_OF_NEEDS = (
    *("date", "type", "text", "strength", "origin", "money"),
    *("implication", "payoff", "severity", "reckoned", "words"),
)
KEPT_OF_PEOPLE = (
    "code",
    "roles",
    "attitude",
    "influence",
    "last_contact",
    "owner",
    "expectations",
    "worries",
    "habits",
)
LOYAL_FROM = 3
"""So many orders won make a customer loyal; fewer, one that buys again."""


def grow_opportunity(
    *, user: User, opportunity_id: int, name: str, need_ids: Sequence[int] = (), amount: Decimal | None = None
) -> Opportunity:
    """Opens a sale with the same customer from needs of this one. It takes over those needs and the people who are
    still there, as we know them: assumed, until somebody confirms it for the new purchase."""
    with records.work_on(user, opportunity_id, "grow_opportunity") as (opportunity, deed):
        needs = list(Need.objects.filter(opportunity=opportunity, pk__in=need_ids).order_by("pk"))
        if not needs:
            raise records.invalid(need_ids=_("Choose the needs that the new sale is about."))
        fresh = begin_opportunity(
            deed,
            account_id=opportunity.account_id,
            name=name,
            currency=opportunity.currency,
            amount=amount,
            segment=_segment(opportunity),
            our_company=opportunity.our_company,
        )
        deed.change(fresh, origin=opportunity)
        people = _bring_people(deed, opportunity, fresh)
        _bring_needs(deed, needs, fresh, people)
        judging.judge_anew(fresh)
        return fresh


def _segment(opportunity: Opportunity) -> Segment:
    won = Opportunity.objects.filter(account=opportunity.account_id, result__in=("won", "part")).count()
    return "loyal" if won >= LOYAL_FROM else "repeat"


def _bring_people(deed: Gesture, opportunity: Opportunity, fresh: Opportunity) -> dict[int, Stakeholder]:
    """The people of the old sale, by their part in it, who have not left."""
    there = Q(gone_on=None) | Q(gone_on__gt=clock.today())
    present = list(WITH_LEAVING.filter(there, opportunity=opportunity).order_by("pk"))
    made = deed.make_all(
        Stakeholder,
        [
            Stakeholder(
                opportunity=fresh, person_id=part.person_id, **{name: getattr(part, name) for name in KEPT_OF_PEOPLE}
            )
            for part in present
        ],
    )
    return {part.pk: row for part, row in zip(present, made, strict=True)}


def _bring_needs(deed: Gesture, needs: Iterable[Need], fresh: Opportunity, people: dict[int, Stakeholder]) -> None:
    deed.make_all(
        Need,
        [
            Need(
                opportunity=fresh,
                stakeholder=people.get(need.stakeholder_id or 0),
                **{name: getattr(need, name) for name in KEPT_OF_NEEDS},
            )
            for need in needs
        ],
    )
