"""What a note would change, before it is kept; and what was found in one that was."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, OuterRef, Subquery

from tongpin.crm import clock, judging, records
from tongpin.crm.activities.models import Activity
from tongpin.crm.casefile import UNJUDGED, case_files
from tongpin.crm.needs.models import NeedHint
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.people.models import Mention
from tongpin.crm.playbooks.selectors import playbook_of
from tongpin.crm.prepared import Prepared
from tongpin.crm.users.models import User
from tongpin.method.case import Direction, Entry, EntryKind
from tongpin.method.reading.shape import Reading
from tongpin.method.standing import Standing

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the reader finds in a note, and where the opportunity would stand with it; the note's entry is `DRAFT`."""

    reading: Reading
    before: Standing
    after: Standing


def preview_note(
    *,
    user: User,
    opportunity_id: int,
    text: str,
    date: dt.date | None = None,
    kind: EntryKind = "visit",
    direction: Direction = "out",
    who: Sequence[str] = (),
    struck: tuple[tuple[int, int], ...] = (),
) -> Preview:
    """Reads a note and judges with it, keeping nothing. `struck`: words (start, end) that the user took back."""
    opportunity = get_opportunity(user, opportunity_id, "change")
    today = clock.today()
    file = case_files([opportunity.pk], today, without=UNJUDGED)[opportunity.pk]
    playbook = playbook_of(*file.playbook)
    readings = judging.stored_readings(file)
    before = judging.fresh_standing(opportunity)
    words = records.storable_text(text)
    entry = Entry(id=DRAFT, date=date or today, kind=kind, direction=direction, who=tuple(who), text=words)
    timeline = sorted((*file.case.timeline, entry), key=lambda item: item.date)
    reading = judging.read_on(judging.read_fresh(words), words, struck)
    case = replace(file.case, timeline=tuple(timeline))
    after = judging.judge_case(case, readings={**readings, DRAFT: reading}, playbook=playbook).standing
    return Preview(reading, before, after)


def waiting_in(activity: Activity) -> tuple[int, int]:
    """How many needs and how many things about people an entry tells that wait for a decision."""
    needs, mentions = next(_WAITING.rows([activity.pk]))
    return needs or 0, mentions or 0


def _waiting(table: type[NeedHint] | type[Mention]) -> Subquery:
    of_entry = table._default_manager.filter(activity=OuterRef("pk"), state="proposed").order_by()
    return Subquery(of_entry.values("activity").annotate(count=Count("pk")).values("count"))


# Asked each time a note is saved.
_WAITING = Prepared(lambda ids: Activity.objects.filter(pk__in=ids).values_list(_waiting(NeedHint), _waiting(Mention)))
