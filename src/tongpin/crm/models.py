"""Django looks for tables here; each area keeps its own."""

from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.activities.models import Activity, Meeting, Participation
from tongpin.crm.audit.models import ChainHead, LogEntry
from tongpin.crm.bids.models import Bid, Tender
from tongpin.crm.concerns.models import Commitment, Concern
from tongpin.crm.criteria.models import Criterion
from tongpin.crm.delivery.models import Implementation, Metric
from tongpin.crm.evidence.models import Finding, Signal
from tongpin.crm.gates.models import GateRecord, GateShown, QualificationRecord
from tongpin.crm.needs.models import Need
from tongpin.crm.notices.models import Notice
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
from tongpin.crm.team.models import Counterpart, Settlement, TeamMember
from tongpin.crm.users.models import Team, User

__all__ = [
    "Account",
    "Activity",
    "ApprovalRule",
    "Bid",
    "ChainHead",
    "Commitment",
    "Competitor",
    "Concern",
    "Counterpart",
    "Criterion",
    "Department",
    "Distinct",
    "Erasure",
    "Finding",
    "GateRecord",
    "GateShown",
    "Implementation",
    "InfluenceLine",
    "KeptPlaybook",
    "LogEntry",
    "Meeting",
    "Mention",
    "Metric",
    "Need",
    "Notice",
    "Opportunity",
    "OpportunityShare",
    "OwnPractice",
    "Participation",
    "Person",
    "PracticeAnswer",
    "QualificationRecord",
    "SalesMeeting",
    "Seat",
    "Settlement",
    "Signal",
    "Stakeholder",
    "StoredStanding",
    "Task",
    "Team",
    "TeamMember",
    "Tender",
    "Tenure",
    "User",
]
