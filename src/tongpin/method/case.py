"""A case: one opportunity as plain data, the same from the database, a deal file or a test.

Whatever is absent is *unknown*, never "no": optional fields are ``None``. The field names and types are the
schema of the deal file; :mod:`tongpin.method.located` builds cases from YAML by these annotations.
"""

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from tongpin.method import sides

Language = Literal["zh-Hans", "zh-Hant", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-Hans", "zh-Hant", "en")

Stage = Literal["need", "screening", "criteria", "tender", "commitment", "implementation", "relationship"]
STAGES: tuple[Stage, ...] = (
    "need",
    "screening",
    "criteria",
    "tender",
    "commitment",
    "implementation",
    "relationship",
)
Phase = Literal["need", "evaluation", "resolution", "implementation", "relationship"]
PHASES: tuple[Phase, ...] = ("need", "evaluation", "resolution", "implementation", "relationship")
PHASE_OF: dict[Stage, Phase] = {
    "need": "need",
    "screening": "evaluation",
    "criteria": "evaluation",
    "tender": "evaluation",
    "commitment": "resolution",
    "implementation": "implementation",
    "relationship": "relationship",
}

AccountKind = Literal["private", "state_owned", "public"]
Segment = Literal["prospect", "first_time", "repeat", "loyal"]
Position = Literal["unknown", "favourite", "contender", "filler", "chosen", "not_chosen"]
Result = Literal["won", "lost", "cancelled", "part"]
Role = Literal[
    "decision_maker",
    "influencer",
    "gatekeeper",
    "executor",
    "user",
    "technical_adviser",
    "finance_controller",
    "coach",
    "receptive",
    "dissatisfied",
    "power",
]
ROLES: tuple[Role, ...] = Role.__args__  # type: ignore[attr-defined]
EntryKind = Literal[
    "visit",
    "call",
    "email",
    "demo",
    "quote",
    "proposal",
    "site_visit",
    "tender_doc",
    "bid",
    "negotiation",
    "contract",
    "delivery",
    "training",
    "complaint",
    "review",
    "care",
    "sample",
    "company_tour",
    "reference_visit",
    "discount",
    "executive_visit",
]
ENTRY_KINDS: tuple[EntryKind, ...] = EntryKind.__args__  # type: ignore[attr-defined]
Direction = Literal["in", "out", "internal"]
NeedType = Literal["org", "personal"]
NeedStrength = Literal["implied", "explicit"]
NeedOrigin = Literal["customers_customer", "customers_rival", "customer"]
CriterionKind = Literal["must", "scored"]
ConcernStatus = Literal["open", "answered", "in_progress", "brushed_off", "refused"]
CommitmentStatus = Literal[
    "open",
    "kept",
    "broken",
    "overdue",
    "slipping",
    "vague",
    "weak",
    "unclear",
    "not_binding",
    "cannot_be_met",
]
EvidenceState = Literal["proposed", "confirmed", "struck"]
FindingState = Literal["open", "disputed", "settled"]
MeetingOutcome = Literal["order", "advance", "continuation", "no_sale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    name: str = ""
    industry: str = ""
    region: str = ""
    size: str = ""
    history: str = ""
    credit: str = ""
    kind: AccountKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    result: Result
    date: dt.date | None = None
    reason: str = ""
    winner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookRef:
    name: str
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """``amount`` in ``currency`` (ISO 4217). ``crm_stage`` and ``crm_probability`` (percent) are what somebody typed
    into an older system: kept, shown, and never evidence of the customer's stage."""

    name: str = ""
    amount: Decimal | None = None
    currency: str = "CNY"
    expected_close: dt.date | None = None
    budget_confirmed: bool | None = None
    project_initiated: bool | None = None
    formal_tender: bool | None = None
    our_product_fits: bool | None = None
    crm_stage: str = ""
    crm_probability: Decimal | None = None
    segment: Segment | None = None
    position: Position | None = None
    outcome: Outcome | None = None
    playbook: PlaybookRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Competitor:
    name: str
    position: str = ""
    strengths: str = ""
    weaknesses: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder:
    """``attitude`` to us -2..2; ``influence`` 1..5; ``share`` of the decision in percent. As the salesperson believes
    them: they may be wrong. ``known`` says by aspect (``ASPECTS`` of :mod:`~tongpin.method.sides`) how they are known;
    an aspect that it does not name is assumed.
    """

    id: str
    name: str = ""
    title: str = ""
    department: str = ""
    roles: tuple[Role, ...] = ()
    attitude: int | None = None
    influence: int | None = None
    last_contact: dt.date | None = None
    owner: str = ""
    attitude_to_rivals: dict[str, int] = field(default_factory=dict)
    share: Decimal | None = None
    expectations: str = ""
    worries: str = ""
    habits: str = ""
    known: dict[str, sides.Known] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. ``direction``: ``in`` begun by the customer, ``out`` by us, ``internal`` among us."""

    id: str
    date: dt.date
    kind: EntryKind
    direction: Direction = "out"
    by: str = ""
    who: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    date: dt.date
    text: str
    who: str = ""
    type: NeedType = "org"
    strength: NeedStrength = "implied"
    origin: NeedOrigin | None = None
    money: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """``ours`` and ``rivals`` are points out of ``weight``; weights are normalised where they are compared."""

    name: str
    since: dt.date | None = None
    weight: Decimal | None = None
    ours: Decimal | None = None
    rivals: dict[str, Decimal] = field(default_factory=dict)
    kind: CriterionKind | None = None
    set_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    date: dt.date
    bidder: str
    price: Decimal | None = None
    rank: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    date: dt.date
    text: str
    who: str = ""
    status: ConcernStatus = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """``by`` is a stakeholder's id or free text (one of ours, a company)."""

    date: dt.date
    text: str
    by: str = ""
    due: dt.date | None = None
    status: CommitmentStatus = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A reading of a result measure; value and target are text with their unit."""

    date: dt.date
    name: str
    value: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    contract_signed: dt.date | None = None
    go_live: dt.date | None = None
    acceptance: dt.date | None = None
    metrics: tuple[Metric, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    issued: dt.date | None = None
    clarifications_until: dt.date | None = None
    deadline: dt.date | None = None
    opening: dt.date | None = None
    award: dt.date | None = None
    compulsory: bool | None = None
    bond: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    by: str
    date: dt.date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRecord:
    gate: str
    met: dt.date | None = None
    shown_by: tuple[str, ...] = ()
    override: Override | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationRecord:
    """``answers`` by element of METHOD 4.1 (``need``, ``budget``, ``competition``, ...), as a person wrote them."""

    answers: dict[str, str] = field(default_factory=dict)
    reviewed: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A signal in an entry's text as a person left it; offsets in code points, half open."""

    entry: str
    signal: str
    start: int | None = None
    end: int | None = None
    state: EvidenceState = "proposed"
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRecord:
    code: str
    entry: str
    state: FindingState = "open"
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    entry: str
    wanted: str = ""
    outcome: MeetingOutcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    id: str
    title: str = ""
    lang: Language = "zh-Hans"
    today: dt.date
    our_side: sides.OurSide = field(default_factory=sides.OurSide)
    account: Account = Account()
    opportunity: Opportunity = Opportunity()
    competitors: tuple[Competitor, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    timeline: tuple[Entry, ...] = ()
    needs: tuple[Need, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    bids: tuple[Bid, ...] = ()
    concerns: tuple[Concern, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    implementation: Implementation = Implementation()
    tender: Tender = Tender()
    gates: tuple[GateRecord, ...] = ()
    qualification: QualificationRecord = QualificationRecord()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[FindingRecord, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    influence_lines: tuple[sides.InfluenceLine, ...] = ()
    counterparts: tuple[sides.Counterpart, ...] = ()
    settlements: tuple[sides.Settlement, ...] = ()
    plan: tuple[sides.Task, ...] = ()
    sales_meetings: tuple[sides.SalesMeeting, ...] = ()

    def at(self, day: dt.date) -> "Case":
        """The case as it stood at the end of ``day``.

        Dated items after it are cut. Unless ``day`` is today or later, fields that only tell the present are
        unknown: opportunity flags, roles, attitudes, influence (DEALFILE, ``--as-of``).
        """
        if day >= self.today:
            return self if day == self.today else replace(self, today=day)
        entries = tuple(entry for entry in self.timeline if entry.date <= day)
        kept = {entry.id for entry in entries}
        return replace(
            self,
            today=day,
            opportunity=_without_present(self.opportunity),
            stakeholders=tuple(_stranger(person) for person in self.stakeholders),
            timeline=entries,
            needs=tuple(need for need in self.needs if need.date <= day),
            criteria=tuple(item for item in self.criteria if item.since is not None and item.since <= day),
            bids=tuple(bid for bid in self.bids if bid.date <= day),
            concerns=tuple(replace(item, status="open") for item in self.concerns if item.date <= day),
            commitments=tuple(replace(item, status="open") for item in self.commitments if item.date <= day),
            implementation=_implementation_at(self.implementation, day),
            tender=_tender_at(self.tender, day),
            gates=tuple(gate for gate in (_gate_at(record, day) for record in self.gates) if gate is not None),
            qualification=_qualification_at(self.qualification, day),
            evidence=tuple(item for item in self.evidence if item.entry in kept),
            findings=tuple(item for item in self.findings if item.entry in kept),
            meetings=tuple(item for item in self.meetings if item.entry in kept),
            our_side=sides.our_side_at(self.our_side, day),
            influence_lines=(),
            counterparts=sides.counterparts_at(self.counterparts, day),
            settlements=sides.settlements_at(self.settlements, day),
            plan=sides.plan_at(self.plan, day),
            sales_meetings=tuple(item for item in self.sales_meetings if item.date <= day),
        )

    def so_far(self) -> "Case":
        """The case without what is dated after its day: a contract, start or acceptance that is only planned."""
        facts = _implementation_at(self.implementation, self.today)
        return self if facts == self.implementation else replace(self, implementation=facts)

    def person(self, person_id: str) -> Stakeholder | None:
        return next((person for person in self.stakeholders if person.id == person_id), None)

    def entry(self, entry_id: str) -> Entry | None:
        return next((entry for entry in self.timeline if entry.id == entry_id), None)


def _without_present(opportunity: Opportunity) -> Opportunity:
    return Opportunity(
        name=opportunity.name,
        amount=opportunity.amount,
        currency=opportunity.currency,
        segment=opportunity.segment,
        playbook=opportunity.playbook,
    )


def _stranger(person: Stakeholder) -> Stakeholder:
    return Stakeholder(
        id=person.id, name=person.name, title=person.title, department=person.department, owner=person.owner
    )


def _past(moment: dt.date | None, day: dt.date) -> dt.date | None:
    return moment if moment is not None and moment <= day else None


def _implementation_at(facts: Implementation, day: dt.date) -> Implementation:
    return Implementation(
        contract_signed=_past(facts.contract_signed, day),
        go_live=_past(facts.go_live, day),
        acceptance=_past(facts.acceptance, day),
        metrics=tuple(metric for metric in facts.metrics if metric.date <= day),
    )


def _tender_at(tender: Tender, day: dt.date) -> Tender:
    """A timetable is known from the day the tender is issued; the award only once it has come."""
    if tender.issued is None or tender.issued > day:
        return Tender()
    return replace(tender, award=_past(tender.award, day))


def _gate_at(record: GateRecord, day: dt.date) -> GateRecord | None:
    met = _past(record.met, day)
    override = record.override if record.override is not None and record.override.date <= day else None
    return replace(record, met=met, override=override) if met or override else None


def _qualification_at(record: QualificationRecord, day: dt.date) -> QualificationRecord:
    return record if _past(record.reviewed, day) else QualificationRecord()
