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
from tongpin.crm.delivery.models import Implementation, Invoice, Metric, Receipt
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
from tongpin.crm.partners.models import (
    Clearance,
    Declaration,
    Gift,
    ImproperRequest,
    Introduction,
    Partner,
    PartnerAgreement,
    PartnerPayment,
    PaymentApproval,
    ReceiptRate,
    Statement,
    StatementLine,
)
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
    "Clearance",
    "Commitment",
    "Competitor",
    "Component",
    "ComponentProof",
    "Concern",
    "CostLine",
    "Counterpart",
    "Criterion",
    "CriterionCare",
    "Declaration",
    "Department",
    "Distinct",
    "Erasure",
    "ExchangeRate",
    "Finding",
    "GateRecord",
    "GateShown",
    "Gift",
    "Implementation",
    "ImproperRequest",
    "InfluenceLine",
    "Introduction",
    "Invoice",
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
    "Partner",
    "PartnerAgreement",
    "PartnerPayment",
    "PaymentApproval",
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
    "Receipt",
    "ReceiptRate",
    "Requirement",
    "Rival",
    "SalesMeeting",
    "Seat",
    "Settlement",
    "Signal",
    "SolutionTemplate",
    "Stakeholder",
    "Statement",
    "StatementLine",
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
