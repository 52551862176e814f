"""The kinds of records of a bid that have the same three forms: costs, price lines, rivals' prices, awards, lessons,
phases."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.bids import awarding, sheet
from tongpin.crm.models import Award, BidCost, BidLine, Lesson, Phase, PriceBelief
from tongpin.web.opportunity import bid_forms as forms
from tongpin.web.opportunity.part import Part

BID_PARTS: dict[str, Part] = {
    "cost": Part(
        table=BidCost,
        form=forms.CostForm,
        add=sheet.add_cost,
        update=sheet.update_cost,
        remove=sheet.remove_cost,
        key="cost_id",
        tab="tender",
        view="price",
        title=_("Costs"),
        adding=_("Add a cost"),
        empty=_("No cost is recorded: without costs no price is safe."),
    ),
    "price_line": Part(
        table=BidLine,
        form=forms.PriceLineForm,
        add=sheet.add_price_line,
        update=sheet.update_price_line,
        remove=sheet.remove_price_line,
        key="line_id",
        tab="tender",
        view="price",
        title=_("Our price line by line"),
        adding=_("Add a line"),
        empty=_("No line yet. Keep goods, installation and services apart: each has its own rate of tax."),
    ),
    "price_belief": Part(
        table=PriceBelief,
        form=forms.BeliefForm,
        add=sheet.believe_price,
        update=sheet.update_price_belief,
        remove=sheet.remove_price_belief,
        key="belief_id",
        tab="tender",
        view="price",
        title=_("What rivals may ask"),
        adding=_("Add a rival’s price"),
        empty=_("Nothing is estimated. Earlier awards, list prices and what the customer lets slip give a range."),
    ),
    "award": Part(
        table=Award,
        form=forms.AwardForm,
        add=awarding.add_award,
        update=awarding.update_award,
        remove=awarding.remove_award,
        key="award_id",
        tab="tender",
        view="decision",
        title=pgettext_lazy("bid", "Award"),
        adding=_("Add an award"),
        empty=_("No award is recorded. Where several suppliers win a part, add each with its share."),
    ),
    "lesson": Part(
        table=Lesson,
        form=forms.LessonForm,
        add=awarding.add_lesson,
        update=awarding.update_lesson,
        remove=awarding.remove_lesson,
        key="lesson_id",
        tab="tender",
        view="decision",
        title=_("What we learned"),
        adding=_("Add a lesson"),
        empty=_("Nothing yet. Ask the customer why, won or lost: the answer belongs to the next sale."),
    ),
    "phase": Part(
        table=Phase,
        form=forms.PhaseForm,
        add=awarding.add_phase,
        update=awarding.update_phase,
        remove=awarding.remove_phase,
        key="phase_id",
        tab="tender",
        view="decision",
        title=pgettext_lazy("bid", "Phases"),
        adding=_("Add a phase"),
        empty=_("None. Where the purchase comes in parts, say which result opens the next one."),
    ),
}
