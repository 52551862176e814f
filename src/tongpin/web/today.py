"""Today 今日: what I should do now, most valuable first, with why."""

from django.http import HttpResponse
from django.shortcuts import render

from tongpin.crm import clock
from tongpin.crm.opportunities.reach import gates_in_reach
from tongpin.crm.opportunities.selectors import today as todays
from tongpin.crm.plans.selectors import my_tasks
from tongpin.crm.users.policy import may_write
from tongpin.web.cited import day
from tongpin.web.pages import SignedIn, page
from tongpin.web.rows import cards_of
from tongpin.web.texts import reading_language, told


@page
def today(request: SignedIn) -> HttpResponse:
    """Next actions, his own tasks, promises due and gates in reach."""
    found = todays(user=request.user)
    near = gates_in_reach(user=request.user)
    lang = reading_language()
    cards = cards_of(item.opportunity for item in found.actions)
    now = clock.today()
    context = {
        "area": "today",
        "may_write": may_write(request.user),
        "day": now,
        "actions": [
            {"card": card, "do": told(item.action.do), "why": told(item.action.why)}
            for card, item in zip(cards, found.actions, strict=True)
        ],
        "promises": [
            {
                "id": item.opportunity_id,
                "title": item.title,
                "text": item.text,
                "by": item.by,
                "due": day(item.due),
                "late": (now - item.due).days,
            }
            for item in found.promises
        ],
        "tasks": [
            {
                "id": item.id,
                "opportunity": item.opportunity_id,
                "title": item.title,
                "text": item.text,
                "who": item.who,
                "wanted": item.wanted,
                "due": day(item.due),
                "late": (now - item.due).days,
            }
            for item in my_tasks(user=request.user)
        ],
        "gates": [
            {
                "card": card,
                "gate": item.gate.id,
                "title": item.gate.title[lang],
                "missing": [told(sentence) for sentence in item.missing],
            }
            for card, item in zip(cards_of(item.opportunity for item in near), near, strict=True)
        ],
    }
    return render(request, "today.html", context)
