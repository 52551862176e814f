"""What the page of one opportunity reads; its tabs read the rest when they are opened."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from tongpin.crm import judging
from tongpin.crm.activities.models import Activity, Participation
from tongpin.crm.bids.models import Bid, Tender
from tongpin.crm.casefile import DELIVERY, TENDER
from tongpin.crm.concerns.models import Commitment, Concern
from tongpin.crm.criteria.models import Criterion
from tongpin.crm.delivery.models import Implementation, Metric
from tongpin.crm.evidence.models import Finding, Signal
from tongpin.crm.gates.models import GateRecord, QualificationRecord
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.models import Competitor, Opportunity, OpportunityShare, Stakeholder
from tongpin.crm.opportunities.policy import Verb, get_opportunity, may
from tongpin.crm.playbooks.selectors import playbook_of
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


@dataclass(frozen=True, slots=True)
class Records:
    """Everything else that belongs to the opportunity, for the tabs: rows with their `id`."""

    competitors: tuple[Row, ...]
    needs: tuple[Row, ...]
    criteria: tuple[Row, ...]
    concerns: tuple[Row, ...]
    commitments: tuple[Row, ...]
    bids: tuple[Row, ...]
    metrics: tuple[Row, ...]
    tender: Row
    implementation: Row
    qualification: Row


def opportunity_page(*, user: User, opportunity_id: int) -> OpportunityPage:
    """The page of an opportunity that the user sees; judged anew first where its standing is of an earlier day."""
    get_opportunity(user, opportunity_id)
    opportunity = Opportunity.objects.select_related("account", "owner", "team", "stored").get(pk=opportunity_id)
    return OpportunityPage(
        opportunity=opportunity,
        standing=judging.fresh_standing(opportunity),
        playbook=playbook_of(opportunity.playbook_name, opportunity.playbook_version),
        may=frozenset(verb for verb in VERBS if may(user, verb, opportunity)),
        entries=_entries(opportunity),
        signals=tuple(
            SignalRow._make(values)
            for values in Signal.objects.filter(opportunity=opportunity)
            .order_by("activity__date", "activity_id", "start", "id")
            .values_list(*["activity__code" if name == "entry" else name for name in SignalRow._fields])
        ),
        people=people_of(opportunity),
        gates=_rows(GateRecord, opportunity, "gate", "met", "override_by", "override_on", "override_reason"),
        findings=_rows(Finding, opportunity, "code", "activity__code", "state", "by", "reason", "decided_at"),
        shares=_rows(OpportunityShare, opportunity, "user_id", "user__name", "may_change"),
    )


def records_of(*, user: User, opportunity_id: int) -> Records:
    """The records behind the tabs of an opportunity that the user sees."""
    opportunity = get_opportunity(user, opportunity_id)
    who = ("stakeholder__code", "stakeholder__person__name")
    return Records(
        competitors=_rows(Competitor, opportunity, "name", "position", "strengths", "weaknesses"),
        needs=_rows(Need, opportunity, "date", "type", "text", "strength", "origin", "money", *who),
        criteria=_rows(Criterion, opportunity, "since", "name", "weight", "ours", "rivals", "kind", "set_by"),
        concerns=_rows(Concern, opportunity, "date", "text", "status", *who),
        commitments=_rows(Commitment, opportunity, "date", "by", "text", "due", "status", *who),
        bids=_rows(Bid, opportunity, "date", "bidder", "price", "rank", "note"),
        metrics=_rows(Metric, opportunity, "date", "name", "value", "target"),
        tender=_one(Tender, opportunity, *TENDER),
        implementation=_one(Implementation, opportunity, *DELIVERY),
        qualification=_one(QualificationRecord, opportunity, "answers", "reviewed"),
    )


def people_of(opportunity: Opportunity) -> tuple[StakeholderRow, ...]:
    """The stakeholders of an opportunity."""
    of_person = {name: f"person__{name}" for name in ("name", "title", "department")}
    columns = [of_person.get(name, name) for name in StakeholderRow._fields]
    rows = Stakeholder.objects.filter(opportunity=opportunity).order_by("id").values_list(*columns)
    return tuple(StakeholderRow._make(values) for values in rows)


def _entries(opportunity: Opportunity) -> tuple[EntryRow, ...]:
    who: defaultdict[int, list[str]] = defaultdict(list)
    present = Participation.objects.filter(opportunity=opportunity).order_by("id")
    for activity, person in present.values_list("activity_id", "stakeholder__code"):
        who[activity].append(person)
    of_meeting = {"wanted": "meeting__wanted", "outcome": "meeting__outcome"}
    columns = [of_meeting.get(name, name) for name in EntryRow._fields if name != "who"]
    rows = Activity.objects.filter(opportunity=opportunity).order_by("date", "id").values_list(*columns)
    return tuple(EntryRow._make([*values, tuple(who[values[0]])]) for values in rows)


def _rows(table: Any, opportunity: Opportunity, *columns: str) -> tuple[Row, ...]:
    return tuple(table.objects.filter(opportunity=opportunity).order_by("id").values("id", *columns))


def _one(table: Any, opportunity: Opportunity, *columns: str) -> Row:
    """The one row of a table, or all its columns empty."""
    return table.objects.filter(pk=opportunity.pk).values(*columns).first() or dict.fromkeys(columns)
