"""The planned calls and the own questions of the demo book."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tongpin.crm import clock
from tongpin.crm.calls.actions import Asking, add_own_question, plan_call
from tongpin.crm.calls.selectors import calls_page
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.method.calls import call_plan
from tongpin.method.wording import render


def load_calls(*, admin: User, told: Mapping[str, Any]) -> None:
    """Plans calls as their owners would have, with the questions proposed on the day of loading."""
    for question in told["questions"]:
        add_own_question(user=admin, **question)
    found = {row.code: row for row in Opportunity.objects.select_related("owner")}
    for line in told["calls"]:
        if line["case"] in found:
            _plan(found[line["case"]], line["who"], clock.today() + dt.timedelta(days=line["in_days"]))


def _plan(opportunity: Opportunity, who: str, day: dt.date) -> None:
    page = calls_page(user=opportunity.owner, opportunity_id=opportunity.pk)
    lang = page.dossier.case.lang
    found = call_plan(page.dossier, who, lang, questions=page.bank)
    plan_call(
        user=opportunity.owner,
        opportunity_id=opportunity.pk,
        date=day,
        who=who,
        wanted=render(found.wanted, lang),
        least=render(found.least, lang),
        questions=[Asking(item.kind, item.text, item.key) for item in found.questions],
    )
