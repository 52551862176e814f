"""What the page of one opportunity reads; its tabs read the rest when they are opened."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from tongpin.crm import judging
from tongpin.crm.activities.models import Activity, Participation
from tongpin.crm.concerns.models import Commitment
from tongpin.crm.evidence.models import Finding, Signal
from tongpin.crm.gates.models import GateRecord, QualificationRecord
from tongpin.crm.opportunities.models import Competitor, Opportunity, OpportunityShare, Stakeholder
from tongpin.crm.opportunities.policy import Verb, get_opportunity, may
from tongpin.crm.playbooks.selectors import playbook_of
from tongpin.crm.prepared import Prepared
from tongpin.crm.users.models import User
from tongpin.method.playbook import Playbook
from tongpin.method.standing import Standing

VERBS: tuple[Verb, ...] = ("see", "change", "share", "manage")
Row = Mapping[str, Any]


class EntryRow(NamedTuple):
    """An entry of the timeline; `who` are codes of stakeholders, `wanted` and `outcome` those of a meeting."""

    id: int
    code: str
    date: dt.date
    kind: str
    direction: str
    by: str
    text: str
    wanted: str | None
    outcome: str | None
    who: tuple[str, ...]


class SignalRow(NamedTuple):
    """A signal in an entry, to be shown on its words and confirmed or struck."""

    id: int
    entry: str
    kind: str
    start: int | None
    end: int | None
    words: str
    says: str
    confidence: float | None
    source: str
    state: str
    by: str


class StakeholderRow(NamedTuple):
    """A person's part in the opportunity."""

    id: int
    code: str
    person_id: int
    name: str
    title: str
    department: str
    roles: list[str]
    attitude: int | None
    influence: int | None
    last_contact: dt.date | None
    owner: str
    attitude_to_rivals: dict[str, int]


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    """One opportunity as its page shows it. `may`: what this user may do with it."""

    opportunity: Opportunity
    standing: Standing
    playbook: Playbook
    may: frozenset[Verb]
    entries: tuple[EntryRow, ...]
    signals: tuple[SignalRow, ...]
    people: tuple[StakeholderRow, ...]
    gates: tuple[Row, ...]
    findings: tuple[Row, ...]
    shares: tuple[Row, ...]


@dataclass(frozen=True)
class Records:
    """What some tabs show beside the page: rows with their `id`, each kind asked for when it is first read."""

    opportunity: Opportunity

    @cached_property
    def commitments(self) -> tuple[Row, ...]:
        return _COMMITMENTS.rows(self.opportunity)

    @cached_property
    def qualification(self) -> Row:
        """How it was assessed; empty columns where nobody has."""
        columns = ("answers", "reviewed")
        found = QualificationRecord.objects.filter(pk=self.opportunity.pk).values(*columns).first()
        return found or dict.fromkeys(columns)


def opportunity_page(*, user: User, opportunity_id: int) -> OpportunityPage:
    """The page of an opportunity that the user sees; judged anew first where its standing is of an earlier day."""
    opportunity = get_opportunity(user, opportunity_id, beside=("account", "owner", "team", "stored"))
    return OpportunityPage(
        opportunity=opportunity,
        standing=judging.fresh_standing(opportunity),
        playbook=playbook_of(opportunity.playbook_name, opportunity.playbook_version),
        may=frozenset(verb for verb in VERBS if may(user, verb, opportunity)),
        entries=_entries(opportunity),
        signals=tuple(map(SignalRow._make, _SIGNALS.values(opportunity))),
        people=people_of(opportunity),
        gates=_GATES.rows(opportunity),
        findings=_FINDINGS.rows(opportunity),
        shares=_SHARES.rows(opportunity),
    )


def records_of(*, user: User, opportunity_id: int) -> Records:
    """The records behind the tabs of an opportunity that the user sees."""
    return Records(get_opportunity(user, opportunity_id))


def people_of(opportunity: Opportunity) -> tuple[StakeholderRow, ...]:
    """The stakeholders of an opportunity."""
    return tuple(map(StakeholderRow._make, _PEOPLE.values(opportunity)))


def competitors_of(opportunity: Opportunity) -> tuple[Row, ...]:
    """The rivals in an opportunity."""
    return _COMPETITORS.rows(opportunity)


def _entries(opportunity: Opportunity) -> tuple[EntryRow, ...]:
    who: defaultdict[int, list[str]] = defaultdict(list)
    for activity, person in _WHO_WAS_THERE.values(opportunity):
        who[activity].append(person)
    return tuple(EntryRow._make([*values, tuple(who[values[0]])]) for values in _ENTRIES.values(opportunity))


class _Rows:
    """Rows of a table that belong to an opportunity."""

    def __init__(self, table: Any, *columns: str, order: Sequence[str] = ("id",)) -> None:
        self.columns = columns
        self.prepared = Prepared(
            lambda ids: table.objects.filter(opportunity_id__in=ids).order_by(*order).values_list(*columns)
        )

    def values(self, opportunity: Opportunity) -> Iterator[tuple[Any, ...]]:
        return self.prepared.rows([opportunity.pk])

    def rows(self, opportunity: Opportunity) -> tuple[Row, ...]:
        return tuple(dict(zip(self.columns, values, strict=True)) for values in self.values(opportunity))


_OF_PERSON = {name: f"person__{name}" for name in ("name", "title", "department")}
_OF_MEETING = {"wanted": "meeting__wanted", "outcome": "meeting__outcome"}
_WHO = ("stakeholder__code", "stakeholder__person__name")
_ENTRIES = _Rows(
    Activity, *[_OF_MEETING.get(name, name) for name in EntryRow._fields if name != "who"], order=("date", "id")
)
_WHO_WAS_THERE = _Rows(Participation, "activity_id", "stakeholder__code")
_SIGNALS = _Rows(
    Signal,
    *["activity__code" if name == "entry" else name for name in SignalRow._fields],
    order=("activity__date", "activity_id", "start", "id"),
)
_PEOPLE = _Rows(Stakeholder, *[_OF_PERSON.get(name, name) for name in StakeholderRow._fields])
_GATES = _Rows(GateRecord, "id", "gate", "met", "override_by", "override_on", "override_reason")
_FINDINGS = _Rows(Finding, "id", "code", "activity__code", "state", "by", "reason", "decided_at")
_SHARES = _Rows(OpportunityShare, "id", "user_id", "user__name", "may_change")
_COMPETITORS = _Rows(Competitor, "id", "name", "position", "strengths", "weaknesses")
_COMMITMENTS = _Rows(Commitment, "id", "date", "by", "text", "due", "status", *_WHO)
