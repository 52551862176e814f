"""Concerns read in notes: proposed with their words when a note is saved, then taken up or struck by somebody."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from tongpin.crm import judging, records
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.concerns.actions import CONCERN_EDITABLE
from tongpin.crm.concerns.models import Concern, ConcernHint
from tongpin.crm.errors import TongpinError
from tongpin.crm.notices.models import Notice
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.opportunities.policy import get_opportunity, who_see
from tongpin.crm.users.models import Role, User
from tongpin.method.not_chosen import open_again
from tongpin.method.reading.concerns import ConcernHit, concerns_in
from tongpin.method.reading.shape import Reading
from tongpin.method.wording import quoted, say

MOST_PROPOSED = 40
READ = frozenset({"in", "out"})
WRITTEN = frozenset({"email"})
"""What the customer wrote himself: "we" in it is the customer."""
AGAINST_US = frozenset({"lost"})


class Hint(NamedTuple):
    """Words (`start` to `end` of the entry's `text`) that betray a concern; `who` is the code of the stakeholder who
    seems to hold it."""

    id: int
    sign: str
    kind: str | None
    behind: str | None
    severity: int | None
    start: int
    end: int
    text: str
    entry: str
    date: dt.date
    activity_id: int
    who: str
    name: str

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]


# ---------------------------------------------------------------- proposing
def propose_concerns(
    activity: Activity, reading: Reading, *, present: Sequence[Stakeholder] = (), anew: bool = True
) -> None:
    """Keeps what concerns an entry's text betrays; `anew`: in place of what it told before. What somebody has decided
    on stays decided. `present`: who was there; of one alone, it is his. Writes nothing where nothing is betrayed."""
    decided = _forget_proposed([activity.pk]) if anew else frozenset()
    ConcernHint.objects.bulk_create(_proposals(activity, reading, decided, _holder(present)))


def look_for_concerns(*, user: User, opportunity_id: int) -> int:
    """Reads all entries of an opportunity for concerns; tells how many wait for a decision."""
    with transaction.atomic():
        opportunity = get_opportunity(user, opportunity_id, "change", lock=True)
        activities = list(
            Activity.objects.filter(opportunity=opportunity).order_by("pk").prefetch_related("participations")
        )
        decided = _forget_proposed([activity.pk for activity in activities])
        fresh: list[ConcernHint] = []
        for activity in activities:
            there = [row.stakeholder_id for row in activity.participations.all()]
            reading = judging.kept_reading(activity.reading) or judging.read_text(activity.text)
            fresh += _proposals(activity, reading, decided, there[0] if len(there) == 1 else None)
        return len(ConcernHint.objects.bulk_create(fresh, batch_size=500))


def _proposals(
    activity: Activity, reading: Reading, decided: Collection[tuple[int, str]], holder: int | None
) -> Iterator[ConcernHint]:
    if activity.direction not in READ:
        return
    theirs = activity.direction == "in" and activity.kind in WRITTEN
    for hit in concerns_in(activity.text, theirs=theirs, signals=reading.signals):
        if not _is_decided(activity.pk, activity.text[hit.start : hit.end], decided):
            yield _hint(activity, hit, holder)


def _is_decided(activity: int, words: str, decided: Iterable[tuple[int, str]]) -> bool:
    """Whether somebody has decided on these words, on more of them or on some of them."""
    return any(pk == activity and (told in words or words in told) for pk, told in decided)


def _hint(activity: Activity, hit: ConcernHit, holder: int | None) -> ConcernHint:
    return ConcernHint(
        opportunity_id=activity.opportunity_id,
        activity=activity,
        start=hit.start,
        end=hit.end,
        sign=hit.sign,
        kind=hit.kind,
        behind=hit.behind,
        severity=hit.severity,
        stakeholder_id=holder,
    )


def _holder(present: Sequence[Stakeholder]) -> int | None:
    return present[0].pk if len(present) == 1 else None


def _forget_proposed(activities: Sequence[int]) -> frozenset[tuple[int, str]]:
    """Takes away what nobody has decided on; returns the words on which somebody has."""
    hints = ConcernHint.objects.filter(activity__in=activities)
    hints.filter(state="proposed").delete()
    rows = hints.values_list("activity", "start", "end", "activity__text")
    taken = Concern.objects.filter(activity__in=activities).exclude(words="")
    return frozenset(
        [*((activity, text[start:end]) for activity, start, end, text in rows), *taken.values_list("activity", "words")]
    )


# ---------------------------------------------------------------- deciding
def hints_of(opportunity: Opportunity) -> list[Hint]:
    """What waits for a decision in an opportunity that came through its gate, the latest entry first."""
    rows = ConcernHint.objects.filter(opportunity=opportunity, state="proposed").order_by("-activity__date", "pk")
    columns = ("id", "sign", "kind", "behind", "severity", "start", "end")
    entry = ("activity__text", "activity__code", "activity__date", "activity")
    person = ("stakeholder__code", "stakeholder__person__name")
    found = rows.values_list(*columns, *entry, *person)[:MOST_PROPOSED]
    return [Hint._make([*values[:-2], values[-2] or "", values[-1] or ""]) for values in found]


def confirm_concern(*, user: User, hint_id: int, who: str | None = None, **facts: Any) -> Concern:
    """Makes a concern of proposed words, with the entry and the words as its evidence. `facts` say otherwise than what
    was read: columns of `CONCERN_EDITABLE`; `who` is the code of whoever holds it. Raises `decided` for one that waits
    no more."""
    with records.work_on_record(user, ConcernHint, hint_id, "confirm_concern") as (hint, opportunity, deed):
        _refuse_decided(hint)
        words = hint.activity.text[hint.start : hint.end]
        read: dict[str, Any] = {name: getattr(hint, name) for name in ("kind", "behind", "severity", "stakeholder")}
        read |= {"date": hint.activity.date, "words": words, "text": words}
        fresh = Concern(opportunity=opportunity, activity=hint.activity, **read)
        if who is not None:
            fresh.stakeholder = records.stakeholder_of(opportunity, who) if who else None
        for name, value in records.checked_changes(fresh, facts, CONCERN_EDITABLE).items():
            setattr(fresh, name, value)
        concern = deed.make(records.checked(fresh))
        deed.change(hint, state="confirmed", concern=concern)
        return concern


def strike_concern(*, user: User, hint_id: int) -> None:
    """The words betray no concern: not proposed again."""
    with records.work_on_record(user, ConcernHint, hint_id, "strike_concern") as (hint, _opportunity, deed):
        _refuse_decided(hint)
        deed.change(hint, state="struck")


def _refuse_decided(hint: ConcernHint) -> None:
    if hint.state != "proposed":
        raise TongpinError("decided", _("Somebody has decided on these words already."), 409)


# ---------------------------------------------------------------- a decision that opens again
def notice_reopened(deed: Gesture, activity: Activity) -> None:
    """Tells whoever sells here, and who leads him, that a decision that went against us is open again."""
    opportunity = activity.opportunity
    against = opportunity.result in AGAINST_US or (not opportunity.result and opportunity.position == "not_chosen")
    if not against or activity.direction not in READ:
        return
    place = open_again(activity.text)
    if place is None:
        return
    users = [opportunity.owner]
    if opportunity.team_id is not None:
        users += User.objects.filter(role=Role.MANAGER, team=opportunity.team_id, is_active=True)
    seeing = who_see(opportunity, users)
    words = quoted(activity.text[place[0] : place[1]])
    text = judging.kept(say("not_chosen.told", who=str(deed.user), words=words))
    others = dict.fromkeys(user.pk for user in users if user.pk in seeing and user.pk != deed.user.pk)
    deed.make_all(Notice, [Notice(opportunity=opportunity, user_id=pk, kind="alarm", text=text) for pk in others])
