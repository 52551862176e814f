"""Short ways to an opportunity with a history."""

import datetime as dt
from typing import Any

from django.apps import apps

from tongpin.crm.opportunities.actions import import_cases
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.exchange import dealfile
from tongpin.method.case import Case

TODAY = dt.date(2026, 3, 2)
PLANT = """
id: plant-1
title: 东湖钢厂液压油
today: 2026-03-02
our_side: {company: 澄岳, team: [陈静 (销售)]}
account: {name: 东湖钢厂, industry: 钢铁, region: 湖北}
opportunity: {name: 液压油年度采购, amount: 2580000, expected_close: 2026-06-30}
competitors:
  - {name: 固力, strengths: 价格低}
stakeholders:
  - {id: s1, name: 周明, title: 设备部长, roles: [decision_maker], attitude: 1, influence: 5}
  - {id: s2, name: 方敏, title: 采购科长, roles: [executor], influence: 3, last_contact: 2026-01-05}
timeline:
  - {id: e01, date: 2026-01-05, kind: visit, who: [s2], text: 方科长说今年预算批了，两百多万。}
  - {id: e02, date: 2026-02-10, kind: quote, who: [s1], text: 周部长没细问，我先把报价发了过去。}
needs:
  - {date: 2026-01-05, who: s2, text: 停机少一点, strength: implied}
concerns:
  - {date: 2026-02-10, who: s1, text: 换牌号会不会出事}
commitments:
  - {date: 2026-02-10, by: s1, text: 安排试用, due: 2026-03-01}
"""


def import_case(*, user: User, case: Case) -> Opportunity:
    """One case, brought in by its owner."""
    return import_cases(user=user, cases=[case])[0]


def plant(owner: User, code: str = "plant-1") -> Opportunity:
    """A steel works that buys hydraulic oil, imported by its owner."""
    return import_case(user=owner, case=dealfile.load(PLANT.replace("plant-1", code), "plant.yaml"))


APART = {"logentry", "chainhead", "storedstanding"}


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, but the log and what is judged."""
    judged = Opportunity.UNLOGGED
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in judged}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in apps.get_app_config("crm").get_models()
        if model._meta.model_name not in APART
    }
