"""Bid or no bid, and what came of it 投标决策与授标: worth, reasons, approvals, awards, lessons, phases."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.crm.bids.deciding import DecisionPage, decision_page, given_away
from tongpin.crm.bids.models import Approval
from tongpin.crm.bids.policy import may_answer
from tongpin.crm.bids.reckoning import Reckoning, reckoning_of, step_of
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.crm.users.models import User
from tongpin.method.bidding.deciding import Decision, decide
from tongpin.method.bidding.limits import Step
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.opportunity.bid_forms import APPROVAL_KINDS, LESSON_KINDS, PHASE_STATES, AnswerForm
from tongpin.web.opportunity.bid_price import chance, percent
from tongpin.web.opportunity.parts import PARTS
from tongpin.web.opportunity.records import Place, Row, Section, Tag
from tongpin.web.pages import user_of
from tongpin.web.texts import Texts, told

ADVICE: Texts = {
    "bid": gettext_lazy("Bid"),
    "no_bid": gettext_lazy("Do not bid"),
    "open": gettext_lazy("Not to be decided yet"),
}
ADVICE_CSS = {"bid": "fits", "no_bid": "wrong", "open": "early"}
STATES: Texts = {
    "asked": gettext_lazy("Waits for an answer"),
    "granted": gettext_lazy("Agreed"),
    "refused": gettext_lazy("Refused"),
    "withdrawn": gettext_lazy("Taken back"),
}
STATE_CSS = {"asked": "tag-early", "granted": "tag-fits", "refused": "tag-wrong", "withdrawn": ""}
ROLES: Texts = {"manager": gettext_lazy("a manager"), "admin": gettext_lazy("an administrator")}
PHASE_CSS = {"open": "tag-early", "done": "tag-fits"}


def decision_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the view shows."""
    user, opportunity = user_of(request), found.opportunity
    reckoning = reckoning_of(opportunity)
    page = decision_page(opportunity, found.standing, reckoning)
    decision = decide(page.stakes)
    left = Decimal(100) - given_away(page.awards)
    return {
        "ended_reason": opportunity.result_reason,
        "advice": str(ADVICE[decision.advice]),
        "advice_css": ADVICE_CSS[decision.advice],
        "reasons": reasons_of(decision),
        "worth": worth_rows(decision, reckoning),
        "break_even": chance(decision.worth.break_even) if decision.worth and decision.worth.break_even else "",
        "decided": _approval(page.decided, found, user, page) if page.decided else None,
        "approvals": [_approval(item, found, user, page) for item in page.approvals],
        "needed": [] if opportunity.result else needed_words(page, reckoning),
        "sections": sections_of(found, page),
        "left": percent(left) if page.awards and left else "",
        "phases": [
            {"id": row["id"], "name": row["name"], "next": row["next_id"]}
            for row in page.phases
            if row["state"] == "planned" and row["next_id"] is None
        ],
    }


def reasons_of(decision: Decision) -> list[dict[str, str]]:
    """Why, the weightiest first."""
    return [{"css": ADVICE_CSS[reason.side], "text": told(reason.says)} for reason in decision.reasons]


def worth_rows(decision: Decision, reckoning: Reckoning) -> list[dict[str, str]]:
    """What bidding is worth at the lowest, likeliest and highest chance."""
    worth, gain, cost = decision.worth, reckoning.gain, reckoning.bidding
    if worth is None or gain is None or cost is None:
        return []
    names = (_("at the lowest"), _("most likely"), _("at the highest"))
    return [
        {
            "name": str(name),
            "chance": chance(share),
            "margin": full_amount(_whole(gain), reckoning.currency),
            "cost": full_amount(_whole(cost), reckoning.currency),
            "worth": signed(_whole(value), reckoning.currency),
            "css": "text-wrong" if value < 0 else "",
        }
        for name, share, value in zip(names, decision.chances, (worth.low, worth.likely, worth.high), strict=True)
    ]


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1))


def signed(amount: Decimal, currency: str) -> str:
    """An amount that may be below zero: −¥20,000."""
    return f"−{full_amount(-amount, currency)}" if amount < 0 else full_amount(amount, currency)


def _approval(row: Approval, found: OpportunityPage, user: User, page: DecisionPage) -> dict[str, Any]:
    opportunity = found.opportunity
    waits = row.state == "asked"
    needed = page.rules.role_for(step_of(row, opportunity.currency)) or "manager"
    answers = waits and may_answer(user, row, opportunity, needed)
    return {
        "id": row.pk,
        "kind": str(APPROVAL_KINDS[row.kind]),
        "state": str(STATES[row.state]),
        "css": STATE_CSS[row.state],
        "amount": full_amount(row.amount, opportunity.currency),
        "margin": percent(row.margin),
        "reason": row.reason,
        "asked_by": str(row.asked_by),
        "asked_on": day(row.asked_on),
        "answered_by": str(row.answered_by) if row.answered_by else "",
        "answered_on": day(row.answered_on),
        "answer": row.answer,
        "waits_for": str(ROLES[needed]) if waits else "",
        "form": AnswerForm(prefix=f"a{row.pk}") if answers else None,
        "may_withdraw": waits and row.asked_by_id == user.pk,
    }


def needed_words(page: DecisionPage, reckoning: Reckoning) -> list[dict[str, str]]:
    """Whose word the price needs as it stands, and whether it has it: a word holds for the price and margin it was
    given for."""
    margin = None if reckoning.margin is None else round(reckoning.margin, 6)
    if reckoning.ours is None:
        return []
    amount, currency = reckoning.ours, reckoning.currency
    return [_needed(page, Step(kind="price", amount=amount, currency=currency, margin=margin, on=reckoning.on))]


def _needed(page: DecisionPage, step: Step) -> dict[str, str]:
    role = page.rules.role_for(step)
    given = any(
        item.kind == step.kind and item.state == "granted" and (item.amount, item.margin) == (step.amount, step.margin)
        for item in page.approvals
    )
    name = str(APPROVAL_KINDS[step.kind])
    if not role:
        return {"css": "fits", "text": _("%(what)s: within our own limits.") % {"what": name}}
    if given:
        return {"css": "fits", "text": _("%(what)s: agreed as it stands.") % {"what": name}}
    return {"css": "early", "text": _("%(what)s: needs the word of %(who)s.") % {"what": name, "who": ROLES[role]}}


# ---------------------------------------------------------------- awards, lessons, phases
def sections_of(found: OpportunityPage, page: DecisionPage) -> list[Section]:
    """Sections like those of other records."""
    currency = found.opportunity.currency
    return [
        _section(found, "award", [_award(row, _place(found, "award", row), currency) for row in page.awards]),
        _section(found, "lesson", [_lesson(row, _place(found, "lesson", row)) for row in page.lessons]),
        _section(found, "phase", [_phase(row, _place(found, "phase", row), currency) for row in page.phases]),
    ]


def _section(found: OpportunityPage, name: str, rows: list[Row]) -> Section:
    part = PARTS[name]
    return Section(
        part=name,
        title=str(part.title),
        adding=str(part.adding),
        empty=str(part.empty),
        add=reverse("add_record", args=[found.opportunity.pk, name]),
        rows=rows,
    )


def _place(found: OpportunityPage, name: str, row: Mapping[str, Any]) -> Place:
    return Place(f"{name}-{row['id']}", reverse("change_record", args=[found.opportunity.pk, name, row["id"]]))


def _award(row: Mapping[str, Any], place: Place, currency: str) -> Row:
    share = percent(row["share"], 0 if row["share"] % 1 == 0 else 1)
    tags = [Tag(share, "tag-fits" if row["ours"] else "")]
    facts = [(_("Price"), full_amount(row["price"], currency)), (_("Date"), day(row["date"]))]
    return Row(
        place=place, title=row["bidder"], text=row["reason"], tags=tags, facts=[fact for fact in facts if fact[1]]
    )


def _lesson(row: Mapping[str, Any], place: Place) -> Row:
    about = row["rival"] or _("about ourselves")
    facts = [(_("Next time"), row["do_next"]), (_("Date"), day(row["date"]))]
    return Row(
        place=place,
        title=row["text"],
        tags=[Tag(str(LESSON_KINDS[row["kind"]])), Tag(about)],
        facts=[fact for fact in facts if fact[1]],
    )


def _phase(row: Mapping[str, Any], place: Place, currency: str) -> Row:
    facts = [
        (_("Opens when"), row["condition"]),
        (_("Amount"), full_amount(row["amount"], currency)),
        (_("Expected on"), day(row["opens"])),
    ]
    return Row(
        place=place,
        title=f"{row['number']}. {row['name']}",
        tags=[Tag(str(PHASE_STATES[row["state"]]), PHASE_CSS.get(row["state"], ""))],
        facts=[fact for fact in facts if fact[1]],
    )
