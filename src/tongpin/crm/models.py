"""Django looks for tables here; each area keeps its own."""

from tongpin.crm.accounts.models import Account, BudgetRound, Person
from tongpin.crm.activities.models import Activity, Meeting, Participation
from tongpin.crm.audit.models import ChainHead, LogEntry
from tongpin.crm.bids.models import (
    Approval,
    ApprovalLimit,
    Award,
    Bid,
    BidCost,
    BidLine,
    BidSheet,
    ExchangeRate,
    Lesson,
    Phase,
    PriceBelief,
    Requirement,
    Tender,
    TenderDocument,
    TenderFinding,
)
from tongpin.crm.calls.models import Call, CallQuestion, OwnQuestion, Parcel
from tongpin.crm.concerns.models import Commitment, Concern
from tongpin.crm.criteria.models import Criterion, CriterionCare
from tongpin.crm.delivery.models import Implementation, Metric
from tongpin.crm.evidence.models import Finding, Signal
from tongpin.crm.gates.models import GateRecord, GateShown, QualificationRecord
from tongpin.crm.needs.models import Benefit, CostLine, Need, NeedHint, PainSheet
from tongpin.crm.notices.models import Notice
from tongpin.crm.offers.models import (
    Component,
    ComponentProof,
    Proposal,
    ProposalLine,
    ProposalNeed,
    ProposalProof,
    SolutionTemplate,
    TemplatePart,
)
from tongpin.crm.opportunities.models import (
    Competitor,
    Opportunity,
    OpportunityShare,
    Stakeholder,
    StoredStanding,
)
from tongpin.crm.organisation.models import ApprovalRule, Department, Seat, Tenure
from tongpin.crm.people.models import Distinct, Erasure, InfluenceLine, Mention
from tongpin.crm.plans.models import SalesMeeting, Task
from tongpin.crm.playbooks.models import KeptPlaybook
from tongpin.crm.practice.models import OwnPractice, PracticeAnswer
from tongpin.crm.proofs.models import Proof
from tongpin.crm.rivals.models import PriceSeen, Rival, Strength
from tongpin.crm.team.models import Counterpart, Settlement, TeamMember
from tongpin.crm.users.models import Team, User

__all__ = [
    "Account",
    "Activity",
    "Approval",
    "ApprovalLimit",
    "ApprovalRule",
    "Award",
    "Benefit",
    "Bid",
    "BidCost",
    "BidLine",
    "BidSheet",
    "BudgetRound",
    "Call",
    "CallQuestion",
    "ChainHead",
    "Commitment",
    "Competitor",
    "Component",
    "ComponentProof",
    "Concern",
    "CostLine",
    "Counterpart",
    "Criterion",
    "CriterionCare",
    "Department",
    "Distinct",
    "Erasure",
    "ExchangeRate",
    "Finding",
    "GateRecord",
    "GateShown",
    "Implementation",
    "InfluenceLine",
    "KeptPlaybook",
    "Lesson",
    "LogEntry",
    "Meeting",
    "Mention",
    "Metric",
    "Need",
    "NeedHint",
    "Notice",
    "Opportunity",
    "OpportunityShare",
    "OwnPractice",
    "OwnQuestion",
    "PainSheet",
    "Parcel",
    "Participation",
    "Person",
    "Phase",
    "PracticeAnswer",
    "PriceBelief",
    "PriceSeen",
    "Proof",
    "Proposal",
    "ProposalLine",
    "ProposalNeed",
    "ProposalProof",
    "QualificationRecord",
    "Requirement",
    "Rival",
    "SalesMeeting",
    "Seat",
    "Settlement",
    "Signal",
    "SolutionTemplate",
    "Stakeholder",
    "StoredStanding",
    "Strength",
    "Task",
    "Team",
    "TeamMember",
    "TemplatePart",
    "Tender",
    "TenderDocument",
    "TenderFinding",
    "Tenure",
    "User",
]
