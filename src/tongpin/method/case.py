"""A case: one opportunity as plain data, the same from the database, a deal file or a test.

Whatever is absent is *unknown*, never "no": optional fields are ``None``. The field names and types are the
schema of the deal file; :mod:`tongpin.method.located` builds cases from YAML by these annotations.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from tongpin.method import selling, serving, sides

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
OPEN_PROMISES: tuple[CommitmentStatus, ...] = ("open", "overdue", "slipping", "vague", "weak", "unclear", "not_binding")
"""Neither kept nor broken, and nobody has said that it cannot be met."""
EvidenceState = Literal["proposed", "confirmed", "struck"]
FindingState = Literal["open", "disputed", "settled"]
MeetingOutcome = Literal["order", "advance", "continuation", "no_sale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """``credit``: what is known of its ability to pay; ``credit_code``: its 统一社会信用代码 (METHOD 13.5)."""

    name: str = ""
    industry: str = ""
    region: str = ""
    size: str = ""
    history: str = ""
    credit: str = ""
    kind: AccountKind | None = None
    credit_code: str = ""


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
    an aspect that it does not name is assumed. From the day ``left`` on he is no longer with the customer.
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
    left: dt.date | None = None

    def gone_by(self, day: dt.date) -> bool:
        """Whether he has left the customer by the end of a day."""
        return self.left is not None and self.left <= day


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. ``direction``: ``in`` begun by the customer, ``out`` by us, ``internal`` among us.
    ``functions``: what the contact served, where somebody said so (METHOD 10.1)."""

    id: str
    date: dt.date
    kind: EntryKind
    direction: Direction = "out"
    by: str = ""
    who: tuple[str, ...] = ()
    text: str = ""
    functions: tuple[serving.ContactFunction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """``implication``: what follows if nothing is done; ``payoff``: what it is worth to them when it is solved;
    ``severity`` 1..5; ``money``: what going without costs, ``reckoned`` how. ``words`` of ``entry`` show it."""

    date: dt.date
    text: str
    who: str = ""
    type: NeedType = "org"
    strength: NeedStrength = "implied"
    origin: NeedOrigin | None = None
    money: Decimal | None = None
    implication: str = ""
    payoff: str = ""
    severity: int | None = None
    reckoned: str = ""
    entry: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """``ours`` and ``rivals`` are points out of ``weight``; weights are normalised where they are compared.

    ``state``: whether they were told or guessed, by ``entry``; ``reason`` says what our points rest on; ``cares`` are
    the ids of those to whom it matters.
    """

    name: str
    since: dt.date | None = None
    weight: Decimal | None = None
    ours: Decimal | None = None
    rivals: dict[str, Decimal] = field(default_factory=dict)
    kind: CriterionKind | None = None
    set_by: str = ""
    state: sides.Knowledge = "assumed"
    entry: str = ""
    reason: str = ""
    cares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    date: dt.date
    bidder: str
    price: Decimal | None = None
    rank: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A worry of the customer's. ``severity`` 1..5; ``plan`` is what we do about it, ``owner`` who of us by ``due``.
    ``words`` of ``entry`` betray it."""

    date: dt.date
    text: str
    who: str = ""
    status: ConcernStatus = "open"
    kind: serving.ConcernKind | None = None
    behind: serving.ConcernBehind | None = None
    severity: int | None = None
    plan: str = ""
    owner: str = ""
    due: dt.date | None = None
    settled: dt.date | None = None
    entry: str = ""
    words: str = ""


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
    measures: tuple[serving.Measure, ...] = ()
    milestones: tuple[serving.Milestone, ...] = ()
    expectations: tuple[serving.Expectation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """``budget`` and ``bond_amount`` in the opportunity's currency; hours as they are written ("09:30")."""

    issued: dt.date | None = None
    clarifications_until: dt.date | None = None
    deadline: dt.date | None = None
    opening: dt.date | None = None
    award: dt.date | None = None
    compulsory: bool | None = None
    bond: str = ""
    formula: str = ""
    number: str = ""
    buyer: str = ""
    agency: str = ""
    contact: str = ""
    place: str = ""
    budget: Decimal | None = None
    bond_amount: Decimal | None = None
    documents_from: dt.date | None = None
    documents_until: dt.date | None = None
    deadline_hour: str = ""
    opening_hour: str = ""


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
    questions: tuple[selling.Question, ...] = ()
    benefits: tuple[selling.Benefit, ...] = ()
    awards: tuple[selling.Award, ...] = ()
    tickets: tuple[serving.Ticket, ...] = ()

    @property
    def present(self) -> tuple[Stakeholder, ...]:
        """The people who are with the customer today; who has left is gone."""
        return tuple(person for person in self.stakeholders if not person.gone_by(self.today))

    def person(self, person_id: str) -> Stakeholder | None:
        return next((person for person in self.stakeholders if person.id == person_id), None)

    def entry(self, entry_id: str) -> Entry | None:
        return next((entry for entry in self.timeline if entry.id == entry_id), None)
