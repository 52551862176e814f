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
from tongpin.crm.opportunities.models import (
    Competitor,
    Opportunity,
    OpportunityShare,
    Stakeholder,
    StoredStanding,
)
from tongpin.crm.playbooks.models import KeptPlaybook
from tongpin.crm.users.models import Team, User

__all__ = [
    "Account",
    "Activity",
    "Bid",
    "ChainHead",
    "Commitment",
    "Competitor",
    "Concern",
    "Criterion",
    "Finding",
    "GateRecord",
    "GateShown",
    "Implementation",
    "KeptPlaybook",
    "LogEntry",
    "Meeting",
    "Metric",
    "Need",
    "Opportunity",
    "OpportunityShare",
    "Participation",
    "Person",
    "QualificationRecord",
    "Signal",
    "Stakeholder",
    "StoredStanding",
    "Team",
    "Tender",
    "User",
]
