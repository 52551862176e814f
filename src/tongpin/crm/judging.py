"""From rows to a standing and back into columns, within the transaction of the write."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.casefile import UNJUDGED, CaseFile, case_files
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity, StoredStanding
from tongpin.crm.playbooks.selectors import newest, playbook_of
from tongpin.method.case import Case, Evidence, PlaybookRef
from tongpin.method.judge import judge, read_without
from tongpin.method.playbook import DEFAULT, Playbook
from tongpin.method.reading import read_asking, read_note
from tongpin.method.reading.shape import Reading
from tongpin.method.standing import Standing
from tongpin.method.wording import Say
from tongpin.ports.model_endpoint import ChatEndpoint, ModelEndpoint, NoEndpoint

Said = Opportunity.PlaybookSaid


@dataclass(frozen=True, slots=True)
class Judged:
    """A standing with what of it is kept: the columns of the opportunity, and the whole as JSON."""

    standing: Standing
    columns: Mapping[str, Any]
    kept: str


def read_text(text: str, struck: tuple[tuple[int, int], ...] = ()) -> Reading:
    """What an entry's text says to our own reader; `struck` words (start, end) are passed over."""
    return read_without(text, struck, read=read_note)


def read_on(whole: Reading, text: str, struck: tuple[tuple[int, int], ...]) -> Reading:
    """What is left of a reading, whoever made it, without struck words: the odds are our own reader's, and neither are
    the other signals dropped nor do new ones come in their stead."""
    return read_without(text, struck, read=lambda _text, struck=(): read_note(text, struck=struck) if struck else whole)


def model_endpoint() -> ModelEndpoint:
    """The language model that the administrator has set, or none."""
    if not settings.MODEL_ENDPOINT_URL:
        return NoEndpoint()
    return ChatEndpoint(
        address=settings.MODEL_ENDPOINT_URL,
        model=settings.MODEL_ENDPOINT_NAME,
        seconds=settings.MODEL_ENDPOINT_SECONDS,
        key=settings.MODEL_ENDPOINT_KEY,
    )


@lru_cache(maxsize=64)
def read_fresh(text: str) -> Reading:
    """What a person's text says: to the model that the administrator has set, or to our own reader.

    Never to be called within a transaction, for a model may take its time. Remembered, so that a note that was shown
    before it was saved is not sent twice.
    """
    return read_asking(text, model_endpoint())


def readings_of(case: Case) -> dict[str, Reading]:
    """The readings of all entries, made anew."""
    return {entry.id: read_text(entry.text, _struck(case, entry.id)) for entry in case.timeline}


def judge_case(case: Case, *, readings: Mapping[str, Reading], playbook: Playbook) -> Judged:
    """The standing of a case on its day, against what this organisation has won and lost so far."""
    standing = judge(case, readings=readings, playbook=playbook, history=own_history(clock.today()))
    return Judged(standing, _columns(case, standing), kept(standing))


@lru_cache(maxsize=1)
def own_history(_day: dt.date) -> Mapping[str, tuple[int, int]]:
    """(won, closed) by segment, over all opportunities that were won, in part or whole, or lost. Counted once a day:
    one more closed opportunity moves nobody's odds within hours."""
    closed = Opportunity.objects.filter(result__in=["won", "part", "lost"]).order_by()
    counted = closed.values_list("segment").annotate(won=Count("id", filter=~Q(result="lost")), closed=Count("id"))
    return {segment or "": (won, count) for segment, won, count in counted}


def judge_anew(opportunity: Opportunity) -> Standing:
    """Judges one opportunity from its rows as they are now, and keeps the result."""
    today = clock.today()
    file = case_files([opportunity.pk], today, without=UNJUDGED)[opportunity.pk]
    judged = judge_case(file.case, readings=stored_readings(file), playbook=playbook_of(*file.playbook))
    changed = [name for name, value in judged.columns.items() if getattr(opportunity, name) != value]
    for name in changed:
        setattr(opportunity, name, judged.columns[name])
    if changed:
        opportunity.save(update_fields=changed)
    if not StoredStanding.objects.filter(opportunity=opportunity).update(standing=judged.kept):
        StoredStanding.objects.create(opportunity=opportunity, standing=judged.kept)
    return judged.standing


def fresh_standing(opportunity: Opportunity) -> Standing:
    """The standing as of today: the stored one, or judged anew where days have passed since."""
    if opportunity.judged_on == clock.today() and hasattr(opportunity, "stored"):
        return standing_of(opportunity.stored.standing)
    with transaction.atomic():
        return judge_anew(opportunity)


def judge_account(account_id: int) -> None:
    """Judges the open opportunities of an account, whose facts have changed."""
    for opportunity in Opportunity.objects.select_for_update().filter(account=account_id, result=None):
        judge_anew(opportunity)


def judge_parts_of(people: Iterable[int]) -> None:
    """Judges the open opportunities in which any of these persons has a part: he has come, moved or gone."""
    concerned = Opportunity.objects.filter(result=None, stakeholders__person__in=list(people))
    for opportunity in Opportunity.objects.select_for_update().filter(pk__in=concerned.values("pk")).order_by("pk"):
        judge_anew(opportunity)


def judge_stale(limit: int = 500) -> int:
    """Judges opportunities whose standing is of an earlier day, open ones first; tells how many.

    Days pass without anyone writing: silence, due dates and the grade move with them.
    """
    today = clock.today()
    stale = Opportunity.objects.exclude(judged_on=today).order_by(F("result").asc(nulls_first=True), "judged_on", "pk")
    ids = list(stale.values_list("pk", flat=True)[:limit])
    for pk in ids:
        with transaction.atomic():
            judge_anew(Opportunity.objects.select_for_update().get(pk=pk))
    return len(ids)


def standing_of(kept_standing: str) -> Standing:
    """A standing as it was kept."""
    return msgspec.json.decode(kept_standing, type=Standing)


def kept_reading(stored: str) -> Reading | None:
    """A reading as it was kept; none where an entry has none yet (after an undo, say)."""
    return msgspec.json.decode(stored, type=Reading) if stored else None


def said(kept_sentence: str) -> Say:
    """A sentence as it was kept."""
    return msgspec.json.decode(kept_sentence, type=Say)


def kept(value: Standing | Reading | Say) -> str:
    """JSON for a column."""
    return msgspec.json.encode(value).decode()


def playbook_for(wanted: PlaybookRef | None) -> tuple[Playbook, Said]:
    """The playbook that a case runs on, and how much of it was said. Raises `TongpinError` where it is not here."""
    name = DEFAULT if wanted is None else wanted.name
    version = newest(name) if wanted is None or wanted.version is None else wanted.version
    try:
        playbook = playbook_of(name, version or 0)
    except KeyError:
        told = name if wanted is None or wanted.version is None else f"{name} {wanted.version}"
        raise TongpinError(
            "unknown_playbook", _("There is no playbook “%(name)s” here.") % {"name": told}, 422
        ) from None
    if wanted is None:
        return playbook, Said.NOTHING
    return playbook, Said.NAME if wanted.version is None else Said.VERSION


def stored_readings(file: CaseFile) -> dict[str, Reading]:
    """The readings as they were kept; an entry that has none yet is read."""
    return {
        entry.id: kept_reading(file.readings[entry.id]) or read_text(entry.text, _struck(file.case, entry.id))
        for entry in file.case.timeline
    }


def _struck(case: Case, entry: str) -> tuple[tuple[int, int], ...]:
    return tuple(span for item in case.evidence if item.entry == entry and (span := _struck_span(item)))


def _struck_span(item: Evidence) -> tuple[int, int] | None:
    if item.state != "struck" or item.start is None or item.end is None:
        return None
    return item.start, item.end


def _columns(case: Case, standing: Standing) -> dict[str, Any]:
    missing = next((gate.gate for gate in standing.gates if not gate.met and not gate.forced), "")
    action = standing.next_actions[0] if standing.next_actions else None
    return {
        "stage": standing.stage,
        "stage_certainty": standing.certain,
        "step_by_gates": standing.selling_step.by_gates,
        "step_by_actions": standing.selling_step.by_actions or "",
        "step_offset": standing.selling_step.offset,
        "next_gate": missing,
        "grade": standing.grade.letter,
        "qualification": standing.qualification.result,
        "review_on": standing.qualification.review_on,
        "win_estimate": standing.win.estimate,
        "win_low": standing.win.low,
        "win_high": standing.win.high,
        "at_stake": float(case.opportunity.amount or 0) * standing.win.estimate,
        "mistake_count": sum(mistake.state == "open" for mistake in standing.mistakes),
        "flag_count": len(standing.flags),
        "next_action": "" if action is None else msgspec.json.encode(action).decode(),
        "last_activity_on": max((entry.date for entry in case.timeline if entry.date <= case.today), default=None),
        "judged_on": standing.as_of,
    }
