"""Today 今日: what I should do now, most valuable first, with why."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tongpin.crm import clock
from tongpin.crm.bids.papers_page import tender_dates
from tongpin.crm.bids.reckoning import waiting_for
from tongpin.crm.calls.selectors import my_calls
from tongpin.crm.notices.selectors import News, news_of, seen
from tongpin.crm.opportunities.reach import gates_in_reach
from tongpin.crm.opportunities.selectors import today as todays
from tongpin.crm.plans.selectors import my_tasks
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_write
from tongpin.web.budgets import prompt_rows
from tongpin.web.care.pages import care_lines
from tongpin.web.cited import day
from tongpin.web.money import short_amount
from tongpin.web.opportunity.bid_forms import APPROVAL_KINDS
from tongpin.web.opportunity.calls import card_of
from tongpin.web.pages import SignedIn, button, page
from tongpin.web.partners.waiting import waiting_words
from tongpin.web.rows import cards_of
from tongpin.web.service import pressing_cards
from tongpin.web.texts import reading_language, told


@page
def today(request: SignedIn) -> HttpResponse:
    """Next actions, his own tasks, promises due and gates in reach."""
    found = todays(user=request.user)
    near = gates_in_reach(user=request.user)
    lang = reading_language()
    cards = cards_of(item.opportunity for item in found.actions)
    now = clock.today()
    news = news_of(user=request.user)
    context = {
        "area": "today",
        "may_write": may_write(request.user),
        "day": now,
        "news": [news_row(item) for item in news],
        "news_waiting": len(news),
        "money": prompt_rows(request.user),
        "care": care_lines(request.user),
        "calls": [card_of(row, now) for row in my_calls(user=request.user, ahead=0)],
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
        "waiting": [*waiting_rows(request.user), *waiting_words(request.user)],
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
        "troubles": pressing_cards(request.user),
        "tenders": [
            {
                "id": item.opportunity_id,
                "title": item.title,
                "step": told(item.date.says),
                "hour": item.date.hour,
                "day": day(item.date.day),
                "left": (item.date.day - now).days,
            }
            for item in tender_dates(user=request.user)
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


def waiting_rows(user: User) -> list[dict[str, Any]]:
    """What waits for this user's word, with prepared strings."""
    return [
        {
            "href": f"{reverse('opportunity', args=[item.opportunity_id])}?tab=tender&view=decision#approval-{item.id}",
            "kind": APPROVAL_KINDS[item.kind],
            "title": item.opportunity,
            "amount": short_amount(item.amount, item.currency),
            "margin": "" if item.margin is None else f"{item.margin:.1f}%",
            "reason": item.reason,
            "asked_by": item.asked_by,
            "asked_on": day(item.asked_on),
        }
        for item in waiting_for(user=user)
    ]


NEWS = {
    "alarm": "chart-line",
    "approval": "gavel",
    "person_joined": "user-plus",
    "person_left": "user-off",
    "person_moved": "arrow-right",
    "ticket": "alert-triangle",
}
NEWS_TABS = {
    "alarm": "delivery&view=results",
    "approval": "tender&view=decision",
    "contradiction": "team#story",
    "task_due": "team",
    "ticket": "delivery&view=service",
}


def news_row(news: News) -> dict[str, Any]:
    """A piece of news with prepared strings, and where one does something about it."""
    # A decision that opens again is told as an alarm, and is dealt with where the doubts are.
    tab = "customer" if news.text.key.startswith("not_chosen") else NEWS_TABS.get(news.kind, "people")
    return {
        "id": news.id,
        "icon": NEWS.get(news.kind, "info-circle"),
        "text": told(news.text),
        "day": day(timezone.localdate(news.at)),
        "title": news.opportunity,
        "href": f"{reverse('opportunity', args=[news.opportunity_id])}?tab={tab}",
    }


@button
def seen_news(request: SignedIn, notice_id: int) -> HttpResponse:
    """The reader has seen a piece of his news."""
    seen(user=request.user, notice_id=notice_id)
    return redirect("today")
