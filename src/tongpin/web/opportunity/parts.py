"""The kinds of records of an opportunity that have the same three forms: add, change, remove."""

from django.utils.translation import gettext_lazy as _

from tongpin.crm.bids import actions as bids
from tongpin.crm.concerns import actions as concerns
from tongpin.crm.criteria import actions as criteria
from tongpin.crm.criteria.selectors import who_cares
from tongpin.crm.delivery import actions as delivery
from tongpin.crm.models import Bid, Commitment, Competitor, Concern, Criterion, InfluenceLine, Metric, Need, Stakeholder
from tongpin.crm.needs import actions as needs
from tongpin.crm.opportunities import people
from tongpin.crm.people import actions as known
from tongpin.web.opportunity import forms
from tongpin.web.opportunity.bid_parts import BID_PARTS
from tongpin.web.opportunity.criteria_forms import CriterionForm
from tongpin.web.opportunity.part import Part

PARTS: dict[str, Part] = {
    "need": Part(
        table=Need,
        form=forms.NeedForm,
        add=needs.add_need,
        update=needs.update_need,
        remove=needs.remove_need,
        key="need_id",
        tab="needs",
        title=_("Needs"),
        adding=_("Add a need"),
        empty=_("No need is recorded. What is it that they want to be rid of, or to reach?"),
        columns=(("who", "stakeholder__code"),),
    ),
    "criterion": Part(
        table=Criterion,
        form=CriterionForm,
        add=criteria.add_criterion,
        update=criteria.update_criterion,
        remove=criteria.remove_criterion,
        key="criterion_id",
        tab="criteria",
        title=_("Purchase criteria"),
        adding=_("Add a criterion"),
        empty=_("No criterion is recorded. Ask what counts, how much, and who decided that."),
        columns=(("entry", "activity__code"),),
        beside=who_cares,
    ),
    "concern": Part(
        table=Concern,
        form=forms.ConcernForm,
        add=concerns.add_concern,
        update=concerns.update_concern,
        remove=concerns.remove_concern,
        key="concern_id",
        tab="customer",
        title=_("Concerns"),
        adding=_("Add a concern"),
        empty=_("No concern is recorded. Unspoken is not absent."),
        columns=(("who", "stakeholder__code"),),
    ),
    "commitment": Part(
        table=Commitment,
        form=forms.CommitmentForm,
        add=concerns.add_commitment,
        update=concerns.update_commitment,
        remove=concerns.remove_commitment,
        key="commitment_id",
        tab="customer",
        title=_("Commitments"),
        adding=_("Add a commitment"),
        empty=_("Nobody has promised anything yet. Every meeting should end in a commitment by the customer."),
        columns=(("person", "stakeholder__code"),),
    ),
    "stakeholder": Part(
        table=Stakeholder,
        form=forms.StakeholderForm,
        add=people.add_stakeholder,
        update=people.update_stakeholder,
        remove=people.remove_stakeholder,
        key="stakeholder_id",
        tab="people",
        title=_("People at the customer’s"),
        adding=_("Add a person"),
        empty=_("Nobody is known yet. Who has the problem, who decides, who buys?"),
        columns=(("name", "person__name"), ("title", "person__title"), ("department", "person__department")),
    ),
    "competitor": Part(
        table=Competitor,
        form=forms.CompetitorForm,
        add=people.add_competitor,
        update=people.update_competitor,
        remove=people.remove_competitor,
        key="competitor_id",
        tab="people",
        title=_("Rivals"),
        adding=_("Add a rival"),
        empty=_("No rival is recorded."),
    ),
    "line": Part(
        table=InfluenceLine,
        form=forms.LineForm,
        change=forms.HeardForm,
        add=known.draw_line,
        update=known.change_line,
        remove=known.erase_line,
        key="line_id",
        tab="people",
        title=_("Who listens to whom"),
        adding=_("Draw a line"),
        empty=_("No line is drawn yet. Whose opinion does the one who decides trust?"),
        columns=(("entry", "activity__code"),),
    ),
    "bid": Part(
        table=Bid,
        form=forms.BidForm,
        add=bids.add_bid,
        update=bids.update_bid,
        remove=bids.remove_bid,
        key="bid_id",
        tab="tender",
        view="price",
        title=_("Offers"),
        adding=_("Add an offer"),
        empty=_("No offer of ours or of a rival is recorded."),
    ),
    "metric": Part(
        table=Metric,
        form=forms.MetricForm,
        add=delivery.add_metric,
        update=delivery.update_metric,
        remove=delivery.remove_metric,
        key="metric_id",
        tab="delivery",
        title=_("Measured results"),
        adding=_("Add a reading"),
        empty=_("No result has been measured yet."),
    ),
    **BID_PARTS,
}
