"""Needs read in notes: proposed with their words when a note is saved, then made needs of or struck by somebody."""

import datetime as dt
from collections.abc import Container, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.activities.models import Activity
from tongpin.crm.errors import TongpinError
from tongpin.crm.needs.actions import NEED
from tongpin.crm.needs.models import Need, NeedHint
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.prepared import Prepared
from tongpin.crm.users.models import User
from tongpin.method.names import LIKELY, Named, alike
from tongpin.method.reading.needs import NeedHit, money_in, needs_in

MOST_PROPOSED = 40
READ = frozenset({"in", "out"})
"""What we say among ourselves tells of the customer at second hand, and mostly of us."""
_STRANGER = -1


class Hint(NamedTuple):
    """Words (`start` to `end` of the entry's `text`) that seem to tell a need; `who` is the code of the stakeholder who
    seems to have it."""

    id: int
    type: str
    strength: str
    origin: str | None
    words: str
    start: int
    end: int
    text: str
    entry: str
    date: dt.date
    activity_id: int
    who: str
    name: str

    @property
    def money(self) -> Decimal | None:
        """What the words say that it costs."""
        return money_in(self.words)


class _Known(NamedTuple):
    id: int
    name: str
    title: str
    other_names: list[str]


# Asked each time a note is saved.
_PEOPLE = Prepared(
    lambda ids: (
        Stakeholder.objects.filter(opportunity__in=ids)
        .order_by("pk")
        .values_list("pk", "person__name", "person__title", "person__other_names")
    )
)


# ---------------------------------------------------------------- proposing
def propose_needs(activity: Activity, *, anew: bool = True) -> None:
    """Keeps what needs an entry's text tells; `anew`: in place of what it told before. What somebody has decided on
    stays decided."""
    decided = _forget_proposed([activity.pk]) if anew else frozenset()
    NeedHint.objects.bulk_create(list(_proposals([activity], decided)))


def look_for_needs(*, user: User, opportunity_id: int) -> int:
    """Reads all entries of an opportunity for needs; tells how many wait for a decision."""
    with transaction.atomic():
        opportunity = get_opportunity(user, opportunity_id, "change", lock=True)
        activities = list(Activity.objects.filter(opportunity=opportunity).order_by("pk"))
        if not activities:
            return 0
        decided = _forget_proposed([activity.pk for activity in activities])
        return len(NeedHint.objects.bulk_create(_proposals(activities, decided), batch_size=500))


def _proposals(activities: Sequence[Activity], decided: Container[tuple[int, str]]) -> Iterator[NeedHint]:
    """What entries of one opportunity tell; its people are asked for once."""
    here = activities[0].opportunity_id
    people = [_Known._make(row) for row in _PEOPLE.rows([here])]
    names = tuple(name for person in people for name in (person.name, *person.other_names) if name)
    for activity in activities:
        if activity.direction not in READ:
            continue
        for hit in needs_in(activity.text, known=names):
            words = activity.text[hit.start : hit.end]
            if (activity.pk, words) not in decided:
                yield _hint(here, activity, hit, words, people)


def _hint(here: int, activity: Activity, hit: NeedHit, words: str, people: Sequence[_Known]) -> NeedHint:
    return NeedHint(
        opportunity_id=here,
        activity=activity,
        start=hit.start,
        end=hit.end,
        text=words,
        type=hit.type,
        strength=hit.strength,
        origin=hit.origin,
        stakeholder_id=_meant(hit.who, people) if hit.who else None,
    )


def _meant(name: str, people: Sequence[_Known]) -> int | None:
    """Whom a name in a note seems to mean: the likeliest of the opportunity, if one is likeliest."""
    same = [person.id for person in people if name in (person.name, *person.other_names)]
    if same:
        return same[0] if len(same) == 1 else None
    known = [Named(id=person.id, name=person.name, title=person.title) for person in people if person.name]
    pairs = [pair for pair in alike([*known, Named(id=_STRANGER, name=name)]) if _STRANGER in (pair.one, pair.other)]
    pairs = [pair for pair in pairs if pair.likely >= LIKELY]
    if not pairs or (len(pairs) > 1 and pairs[0].likely == pairs[1].likely):
        return None
    return pairs[0].other if pairs[0].one == _STRANGER else pairs[0].one


def _forget_proposed(activities: Sequence[int]) -> frozenset[tuple[int, str]]:
    """Takes away what nobody has decided on; returns what somebody has."""
    hints = NeedHint.objects.filter(activity__in=activities)
    hints.filter(state="proposed").delete()
    taken = Need.objects.filter(activity__in=activities).exclude(words="")
    return frozenset([*hints.values_list("activity", "text"), *taken.values_list("activity", "words")])


# ---------------------------------------------------------------- deciding
def hints_of(opportunity: Opportunity) -> list[Hint]:
    """What waits for a decision in an opportunity that came through its gate, the latest entry first."""
    rows = NeedHint.objects.filter(opportunity=opportunity, state="proposed").order_by("-activity__date", "pk")
    columns = ("id", "type", "strength", "origin", "text", "start", "end")
    entry = ("activity__text", "activity__code", "activity__date", "activity")
    person = ("stakeholder__code", "stakeholder__person__name")
    found = rows.values_list(*columns, *entry, *person)[:MOST_PROPOSED]
    return [Hint._make([*values[:-2], values[-2] or "", values[-1] or ""]) for values in found]


def confirm_need(*, user: User, hint_id: int, who: str | None = None, **facts: Any) -> Need:
    """Makes a need of proposed words, with the entry and the words as its evidence. `facts` say otherwise than what
    was read: columns of `NEED`; `who` is the code of whoever has it. Raises `decided` for one that waits no more."""
    with records.work_on_record(user, NeedHint, hint_id, "confirm_need") as (hint, opportunity, deed):
        _refuse_decided(hint)
        read: dict[str, Any] = {name: getattr(hint, name) for name in ("text", "type", "strength", "origin")}
        read |= {"date": hint.activity.date, "words": hint.text, "money": money_in(hint.text)}
        fresh = Need(opportunity=opportunity, activity=hint.activity, stakeholder=hint.stakeholder, **read)
        if who is not None:
            fresh.stakeholder = records.stakeholder_of(opportunity, who) if who else None
        for name, value in records.checked_changes(fresh, facts, NEED).items():
            setattr(fresh, name, value)
        need = deed.make(records.checked(fresh))
        deed.change(hint, state="confirmed", need=need)
        return need


def strike_need(*, user: User, hint_id: int) -> None:
    """The words tell no need: not proposed again."""
    with records.work_on_record(user, NeedHint, hint_id, "strike_need") as (hint, _opportunity, deed):
        _refuse_decided(hint)
        deed.change(hint, state="struck")


def _refuse_decided(hint: NeedHint) -> None:
    if hint.state != "proposed":
        raise TongpinError("decided", _("Somebody has decided on these words already."), 409)
