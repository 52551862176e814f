"""What a note would change, before it is kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tongpin.crm import clock, judging, records
from tongpin.crm.casefile import case_files
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.playbooks.selectors import playbook_of
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
    file = case_files([opportunity.pk], today, whole=False)[opportunity.pk]
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
