"""People found in notes: proposed with their words when a note is saved, then confirmed or struck by somebody."""

import datetime as dt
from collections.abc import Container, Iterator, Sequence
from typing import Any, NamedTuple, cast

from django.db import transaction
from django.db.models import QuerySet

from tongpin.crm import records
from tongpin.crm.accounts.models import Person
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.notices.news import tell_change
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.people.models import Mention
from tongpin.crm.prepared import Prepared
from tongpin.crm.team.models import TeamMember
from tongpin.crm.users.models import User
from tongpin.method.changes import Change
from tongpin.method.names import LIKELY, Named, alike
from tongpin.method.reading.mentions import Found, mentions_in
from tongpin.method.sides import member_of

MOST_PROPOSED = 40
_Key = tuple[int, str, str, str]
"""Entry, aspect, name and value."""
OWN = -1
"""Stands for whoever a note names, among the persons on record."""


class Proposed(NamedTuple):
    """Words (`start` to `end` of the entry's `text`) that tell something of a person; `who` is the code of the
    stakeholder they seem to mean, empty for somebody new."""

    id: int
    aspect: str
    name: str
    value: str
    text: str
    start: int
    end: int
    entry: str
    date: dt.date
    activity_id: int
    who: str
    called: str


class _Part(NamedTuple):
    """What is on record of a stakeholder and the person behind."""

    person: int
    name: str
    title: str
    department: str
    other_names: list[str]
    roles: list[str]
    attitude: int | None
    last_contact: dt.date | None
    known: dict[str, dict[str, str]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.name, *self.other_names) if name)


# Asked each time a note is saved.
_PARTS = Prepared(
    lambda ids: (
        Stakeholder.objects.filter(opportunity__in=ids)
        .order_by("pk")
        .values_list(
            "person",
            *(f"person__{name}" for name in ("name", "title", "department", "other_names")),
            *("roles", "attitude", "last_contact", "known"),
        )
    )
)
_MEMBERS = Prepared(
    lambda ids: TeamMember.objects.filter(opportunity__in=ids).order_by("pk").values_list("pk", "name", "function")
)


# ---------------------------------------------------------------- proposing
def propose(activity: Activity, *, anew: bool = True) -> None:
    """Keeps what an entry's text tells of people; `anew`: in place of what it told before. What is on record already
    is left out, and so is what somebody has decided on."""
    decided = _forget_proposed([activity.pk]) if anew else set()
    Mention.objects.bulk_create(list(_proposals([activity], decided)))


def _proposals(activities: Sequence[Activity], decided: Container[_Key]) -> Iterator[Mention]:
    """What entries of one opportunity tell; the people on record are asked for once."""
    here = activities[0].opportunity_id
    parts = [_Part._make(row) for row in _PARTS.rows([here])]
    known = tuple(name for part in parts for name in part.names)
    members = [Named(id=pk, name=name, title=function) for pk, name, function in _MEMBERS.rows([here])]
    for activity in activities:
        told = mentions_in(activity.text, known=known)
        ours = [Named(id=0, name=member_of(activity.by).name), *members]
        strangers = {name for name in {found.name for found in told} if not _is_one_of(ours, name)}
        meant = {name: _meant(name, parts) for name in strangers}
        for found in told:
            key = (activity.pk, found.aspect, found.name, found.value)
            part = meant.get(found.name)
            if found.name in strangers and key not in decided and not _on_record(found, part, activity):
                person = None if part is None else part.person
                yield Mention(opportunity_id=here, activity=activity, person_id=person, **_columns(found))


def _is_one_of(people: Sequence[Named], name: str) -> bool:
    """Whether a note calls one of these so: the same name, or surname and title."""
    if any(name == person.name for person in people):
        return True
    pairs = alike([*people, Named(id=OWN, name=name)])
    return any(OWN in (pair.one, pair.other) and pair.likely >= LIKELY for pair in pairs)


def _forget_proposed(activities: Sequence[int]) -> set[_Key]:
    """Takes away what nobody has decided on; returns what somebody has."""
    mentions = Mention.objects.filter(activity__in=activities)
    mentions.filter(state="proposed").delete()
    return set(mentions.values_list("activity", "aspect", "name", "value"))


def proposed_of(*, user: User, opportunity_id: int) -> list[Proposed]:
    """What waits for a decision in an opportunity that the user sees: each thing once, from the latest entry."""
    opportunity = get_opportunity(user, opportunity_id)
    parts = {
        person: (code, name)
        for person, code, name in Stakeholder.objects.filter(opportunity=opportunity).values_list(
            "person", "code", "person__name"
        )
    }
    rows = Mention.objects.filter(opportunity=opportunity, state="proposed").order_by("-activity__date", "pk")
    columns = ("id", "aspect", "name", "value", "start", "end", "person")
    entry = ("activity__text", "activity__code", "activity__date", "activity")
    found: dict[tuple[str, str, str], Proposed] = {}
    for pk, aspect, name, value, start, end, person, *words in rows.values_list(*columns, *entry):
        text, code, date, activity = words
        meant = parts.get(person, ("", name))
        found.setdefault(
            (name, aspect, value), Proposed(pk, aspect, name, value, text, start, end, code, date, activity, *meant)
        )
    return list(found.values())[:MOST_PROPOSED]


def _columns(found: Found) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("aspect", "name", "value", "start", "end")}


def _meant(name: str, parts: Sequence[_Part]) -> _Part | None:
    """Whom a name in a note seems to mean: the likeliest of the opportunity, if one is likeliest."""
    by_id = {part.person: part for part in parts}
    same = [part for part in by_id.values() if name in part.names]
    if len(same) == 1:
        return same[0]
    named = [Named(id=pk, name=part.name, title=part.title) for pk, part in by_id.items()]
    pairs = [pair for pair in alike([*named, Named(id=OWN, name=name)]) if OWN in (pair.one, pair.other)]
    if not pairs or (len(pairs) > 1 and pairs[0].likely == pairs[1].likely):
        return None
    return by_id[pairs[0].other if pairs[0].one == OWN else pairs[0].one]


def _on_record(found: Found, part: _Part | None, activity: Activity) -> bool:
    """Whether the records say so already."""
    if part is None:
        return False
    known = part.known.get({"role": "roles"}.get(found.aspect, found.aspect), {}).get("state") == "confirmed"
    said: dict[str, bool] = {
        "name": True,
        "title": found.value in part.title,
        "department": found.value in part.department,
        "role": found.value in part.roles and known,
        "attitude": found.value == str(part.attitude) and known,
        "contact": part.last_contact is not None and part.last_contact >= activity.date,
        "change": False,
    }
    return said[found.aspect]


# ---------------------------------------------------------------- deciding
def confirm_mention(*, user: User, mention_id: int, who: str = "") -> Stakeholder:
    """Takes what words tell for true, of the stakeholder `who` (a code), or of whom they seem to mean; somebody who is
    not there yet becomes a stakeholder."""
    with records.work_on_record(user, Mention, mention_id, "confirm_mention") as (mention, opportunity, deed):
        return _confirm(deed, mention, opportunity, who)


def confirm_person(*, user: User, opportunity_id: int, name: str, who: str = "") -> Stakeholder:
    """Takes everything for true that waits of whoever notes call `name`. Raises `not_found` where nothing waits."""
    with records.work_on(user, opportunity_id, "confirm_person") as (opportunity, deed):
        # The oldest first, so that what was told last holds.
        waiting = Mention.objects.filter(opportunity=opportunity, name=name, state="proposed")
        waiting = waiting.order_by("activity__date", "pk")
        part: Stakeholder | None = None
        for pk in list(waiting.values_list("pk", flat=True)):
            mention = Mention.objects.select_related("activity", "person").get(pk=pk)
            if mention.state == "proposed":
                part = _confirm(deed, mention, opportunity, part.code if part else who)
        if part is None:
            raise not_found()
        return part


def strike_mention(*, user: User, mention_id: int) -> None:
    """The words do not tell that: not proposed again, nor the same of other entries."""
    with records.work_on_record(user, Mention, mention_id, "strike_mention") as (mention, _opportunity, deed):
        for row in _same(mention):
            deed.change(row, state="struck")


def _confirm(deed: Gesture, mention: Mention, opportunity: Opportunity, who: str) -> Stakeholder:
    part = _part_of(deed, mention, opportunity, who)
    _apply(deed, mention, part)
    for row in Mention.objects.filter(opportunity=opportunity, name=mention.name, person=None):
        deed.change(row, person=part.person)
    for row in _same(mention):
        deed.change(row, state="confirmed", person=part.person)
    return part


def _same(mention: Mention) -> "QuerySet[Mention]":
    """The same thing told of the same person, in all entries, not decided yet."""
    return Mention.objects.filter(
        opportunity=mention.opportunity_id,
        name=mention.name,
        aspect=mention.aspect,
        value=mention.value,
        state="proposed",
    )


def look_through(*, user: User, opportunity_id: int) -> int:
    """Looks for people in all entries of an opportunity; tells how many things wait for a decision."""
    with transaction.atomic():
        opportunity = get_opportunity(user, opportunity_id, "change", lock=True)
        activities = list(Activity.objects.filter(opportunity=opportunity).order_by("pk"))
        if not activities:
            return 0
        decided = _forget_proposed([activity.pk for activity in activities])
        return len(Mention.objects.bulk_create(_proposals(activities, decided), batch_size=500))


def _part_of(deed: Gesture, mention: Mention, opportunity: Opportunity, who: str) -> Stakeholder:
    if who:
        part = records.stakeholder_of(opportunity, who)
        names = [*part.person.other_names, mention.name]
        if mention.name not in (part.person.name, *part.person.other_names):
            deed.change(part.person, other_names=names)
        return part
    known = Stakeholder.objects.filter(opportunity=opportunity, person=mention.person_id).first()
    if known is not None:
        return known
    taken = Stakeholder.objects.filter(opportunity=opportunity).values_list("code", flat=True)
    person = mention.person or deed.make(Person(account_id=opportunity.account_id, name=mention.name))
    return deed.make(Stakeholder(opportunity=opportunity, person=person, code=records.next_code(taken, "s")))


def _apply(deed: Gesture, mention: Mention, part: Stakeholder) -> None:
    """What the words tell, as a fact with the entry that shows it."""
    day = mention.activity.date
    how = {"state": "confirmed", "since": day.isoformat(), "entry": mention.activity.code}
    if mention.aspect in {"title", "department"}:
        deed.change(part.person, **{mention.aspect: mention.value})
    elif mention.aspect == "role":
        roles = list(dict.fromkeys([*part.roles, mention.value]))
        deed.change(part, roles=roles, known=part.known | {"roles": how})
    elif mention.aspect == "attitude" and part.known.get("attitude", {}).get("since", "") <= how["since"]:
        deed.change(part, attitude=int(mention.value), known=part.known | {"attitude": how})
    elif mention.aspect == "contact":
        deed.change(part, last_contact=max(filter(None, (part.last_contact, day))))
    elif mention.aspect == "change":
        title = part.person.title
        tell_change(deed, part.person, cast("Change", mention.value), title=title, new_title=title)
