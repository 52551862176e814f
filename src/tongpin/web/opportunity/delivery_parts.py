"""The records of a delivery that have the usual three forms."""

from django.utils.translation import gettext_lazy as _

from tongpin.crm.delivery import measuring, planning
from tongpin.crm.delivery.models import Expectation, Instalment, Measure, Milestone
from tongpin.web.opportunity import delivery_forms
from tongpin.web.opportunity.part import Part

DELIVERY_PARTS: dict[str, Part] = {
    "milestone": Part(
        table=Milestone,
        form=delivery_forms.MilestoneForm,
        add=planning.add_milestone,
        update=planning.update_milestone,
        remove=planning.remove_milestone,
        key="milestone_id",
        tab="delivery",
        title=_("Milestones"),
        adding=_("Add a milestone"),
        empty=_("No milestone is planned."),
    ),
    "instalment": Part(
        table=Instalment,
        form=delivery_forms.InstalmentForm,
        add=planning.add_instalment,
        update=planning.update_instalment,
        remove=planning.remove_instalment,
        key="instalment_id",
        tab="delivery",
        title=_("Parts of the price"),
        adding=_("Add a part"),
        empty=_("No part of the price is planned."),
    ),
    "expectation": Part(
        table=Expectation,
        form=delivery_forms.ExpectationForm,
        add=planning.add_expectation,
        update=planning.update_expectation,
        remove=planning.remove_expectation,
        key="expectation_id",
        tab="delivery",
        view="results",
        title=_("What they expect"),
        adding=_("Add an expectation"),
        empty=_("No expectation is recorded."),
        columns=(("who", "stakeholder__code"),),
    ),
    "measure": Part(
        table=Measure,
        form=delivery_forms.MeasureForm,
        add=measuring.add_measure,
        update=measuring.update_measure,
        remove=measuring.remove_measure,
        key="measure_id",
        tab="delivery",
        view="results",
        title=_("Result measures"),
        adding=_("Add a measure"),
        empty=_("No result measure is agreed."),
    ),
}
