"""Loyalty 客户忠诚: who drifts away and why, one account's story, forecasts against what happened (METHOD 10.5)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from tongpin.crm import clock
from tongpin.crm.accounts.models import Account
from tongpin.crm.accounts.policy import get_account
from tongpin.crm.care import loyalty_actions as actions
from tongpin.crm.care.loyalty_selectors import AccountLoyalty, ReferralRow, SegmentRate, account_loyalty, loyalty_page
from tongpin.crm.care.models import LoyaltyReading, Referral
from tongpin.crm.opportunities.policy import not_found, visible
from tongpin.method.care.drift import Drift, Fact
from tongpin.method.care.drift_check import Band, Check
from tongpin.method.care.loyalty import Facet, Move
from tongpin.method.criteria.encounters import Ratio
from tongpin.web.care.value_forms import people_of
from tongpin.web.care.value_words import REFERRAL_STATES, SCALES, TREND_CSS, TRENDS, figure, loyalty_kinds
from tongpin.web.cited import day
from tongpin.web.forms import Day, Line, OneOf, PlainForm, Text
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import SEGMENTS, told

MOST_WHY = 3
MOST_SALES = 200
HIGH, RAISED = 0.4, 0.2
"""From these chances on a customer is marked."""


class ReadingForm(PlainForm):
    """What was read or told of loyalty."""

    WIDE = frozenset({"words"})
    kind = forms.ChoiceField(label=pgettext_lazy("reading", "What was read"))
    value = forms.DecimalField(label=gettext_lazy("Figure"), max_digits=7, decimal_places=2)
    date = Day(label=gettext_lazy("Date"))
    person_id = forms.TypedChoiceField(label=gettext_lazy("Who told it"), coerce=int, empty_value=None, required=False)
    words = Line(label=gettext_lazy("Their words"), required=False, max_length=2000)

    def prepare(self, account: Account) -> None:
        """Choices that depend on the account and the reader's language."""
        names = loyalty_kinds()
        self.choose("kind", [(kind, f"{names[kind]} · {SCALES[kind]}") for kind in names])
        self.choose("person_id", people_of(account), empty="–")


class ReferralForm(PlainForm):
    """They named us to another company."""

    WIDE = frozenset({"to"})
    to = Line(label=gettext_lazy("To whom they named us"))
    date = Day(label=gettext_lazy("Date"))
    person_id = forms.TypedChoiceField(label=gettext_lazy("Who named us"), coerce=int, empty_value=None, required=False)
    state = OneOf(REFERRAL_STATES, label=gettext_lazy("What came of it"))
    opportunity_id = forms.TypedChoiceField(
        label=gettext_lazy("The sale that came of it"), coerce=int, empty_value=None, required=False
    )
    note = Text(label=pgettext_lazy("referral", "Note"), required=False, rows=2)

    def prepare(self, request: SignedIn, account: Account) -> None:
        """Choices that depend on what the user sees."""
        sales = visible(request.user).exclude(account=account).order_by("-pk")[:MOST_SALES]
        self.choose("person_id", people_of(account), empty="–")
        self.choose("opportunity_id", [(str(sale.pk), str(sale)) for sale in sales], empty="–")


# ---------------------------------------------------------------- all customers
@page
def loyalty(request: SignedIn) -> HttpResponse:
    """The customers of the user, the most endangered first."""
    found = loyalty_page(user=request.user)
    rows = [{"id": row.account_id, "name": row.account, **_drift(row.drift)} for row in found.rows]
    context = {
        "area": "accounts",
        "rows": [row for row in rows if row["why"]],
        "steady": [row for row in rows if not row["why"]],
        "counts": [(SEGMENTS[segment], count) for segment, count in found.counts.items() if segment != "prospect"],
        "moves": [{"id": pk, "name": name, **_move(move)} for pk, name, move in found.moves],
        "rates": [_rate(row) for row in found.rates],
        "check": _check(found.check),
        "more": found.more,
        "may_keep": found.may_keep,
    }
    return render(request, "care/loyalty.html", context)


@button
def keep(request: SignedIn) -> HttpResponse:
    """Keeps the forecasts of today, to be checked in a year."""
    count = actions.keep_forecasts(user=request.user)
    message = ngettext("Kept %(count)s forecast.", "Kept %(count)s forecasts.", count) % {"count": count}
    done(request, message if count else _("All forecasts of this month are kept already."), undo=bool(count))
    return redirect("loyalty")


def _drift(drift: Drift) -> dict[str, Any]:
    worries = [fact for fact in drift.facts if not fact.good]
    css = "wrong" if drift.chance >= HIGH else "early" if drift.chance >= RAISED and worries else ""
    return {
        "segment": SEGMENTS[drift.segment],
        "chance": drift.chance,
        "low": drift.low,
        "high": drift.high,
        "css": css,
        "why": [told(fact.text) for fact in worries[:MOST_WHY]],
        "do": [told(sentence) for sentence in drift.do],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "day": day(move.date),
        "before": SEGMENTS[move.before],
        "after": SEGMENTS[move.after],
        "css": "" if move.kind == "told" else "tag-fits" if move.up else "tag-wrong",
        "why": told(move.why),
        "sale": move.sale,
    }


def _rate(row: SegmentRate) -> dict[str, Any]:
    low, high = row.own.interval
    return {
        "name": SEGMENTS[row.segment],
        "own": _of(row.own),
        "share": row.own.won / row.own.of if row.own.of else None,
        "low": low,
        "high": high,
        "rate": row.rate.rate,
        "own_weight": 1 - row.rate.default_share,
    }


def _of(ratio: Ratio) -> str:
    return _("%(won)s of %(of)s") % {"won": ratio.won, "of": ratio.of} if ratio.of else "–"


def _check(found: Check) -> dict[str, Any]:
    return {
        "bands": [_band(band) for band in found.bands],
        "decided": found.decided,
        "waiting": found.waiting,
        "expected": round(found.expected, 1),
        "drifted": found.drifted,
        "brier": found.brier,
        "plain": found.plain,
        "correction": round(found.correction, 2),
        "enough": found.enough,
    }


def _band(band: Band) -> dict[str, Any]:
    low, high = band.drifted.interval
    return {
        "low": band.low,
        "high": min(band.high, 1.0),
        "mean": band.mean,
        "drifted": _of(band.drifted),
        "share": band.drifted.won / band.drifted.of if band.drifted.of else None,
        "share_low": low,
        "share_high": high,
    }


# ---------------------------------------------------------------- one account
@page
def account(request: SignedIn, account_id: int) -> HttpResponse:
    """Segment and moves, drift with its reasons, readings, referrals, kept forecasts."""
    found = account_loyalty(user=request.user, account_id=account_id)
    kinds = loyalty_kinds()
    context = {
        "area": "accounts",
        "care_tab": "loyalty",
        "account": found.account,
        "may_change": found.may_change,
        "segment": SEGMENTS[found.segment],
        "moves": [_seen_move(move, found) for move in reversed(found.moves)],
        "drift": found.drift and {**_drift(found.drift), "unknown": len(found.drift.unknown)},
        "facts": [_fact(fact, found) for fact in found.drift.facts] if found.drift else [],
        "facets": [_facet(facet, kinds) for facet in found.facets],
        "answering": found.answering,
        "bought": {
            "told": _of(Ratio(won=found.bought.won, of=found.bought.decided)),
            "last": day(found.bought.last),
            "rhythm": found.bought.rhythm,
        },
        "readings": [_reading(row, kinds) for row in found.readings],
        "referrals": [_referral(row) for row in found.referrals],
        "forecasts": [
            {"day": day(item.date), "chance": item.chance, "happened": item.happened} for item in found.forecasts
        ],
    }
    return render(request, "care/account_loyalty.html", context)


def _seen_move(move: Move, found: AccountLoyalty) -> dict[str, Any]:
    return {**_move(move), "sale": move.sale if move.sale in found.sales else 0}


def _fact(fact: Fact, found: AccountLoyalty) -> dict[str, Any]:
    """A reason with the way to its record."""
    href = ""
    if fact.sale in found.sales:
        tab = f"?tab=timeline#{fact.entry}" if fact.entry else ""
        href = reverse("opportunity", args=[fact.sale]) + tab
    return {"text": told(fact.text), "good": fact.good, "day": day(fact.date), "href": href}


def _facet(facet: Facet, kinds: dict[str, str]) -> dict[str, Any]:
    return {
        "name": kinds[facet.kind],
        "scale": SCALES[facet.kind],
        "last": figure(facet.kind, facet.last.value) if facet.last else "",
        "day": day(facet.last.date) if facet.last else "",
        "trend": TRENDS[facet.trend] if facet.trend else "",
        "css": TREND_CSS[facet.trend] if facet.trend else "",
        "before": figure(facet.kind, facet.before.value) if facet.before else "",
        "well": facet.well,
    }


def _reading(row: LoyaltyReading, kinds: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": kinds[row.kind],
        "value": figure(row.kind, row.value),
        "day": day(row.date),
        "who": row.person.name if row.person else "",
        "words": row.words,
    }


def _referral(row: ReferralRow) -> dict[str, Any]:
    kept = row.referral
    return {
        "id": kept.pk,
        "to": kept.to,
        "day": day(kept.date),
        "who": kept.person.name if kept.person else "",
        "state": REFERRAL_STATES[kept.state],
        "won": kept.state == "won",
        "note": kept.note,
        "sale": row.sale,
    }


# ---------------------------------------------------------------- deeds
@page
def add_reading(request: SignedIn, account_id: int) -> HttpResponse:
    """A new reading."""
    row = get_account(request.user, account_id, change=True)
    form = ReadingForm(request.POST or None, initial={"date": clock.today()})
    form.prepare(row)
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.add_loyalty_reading(user=request.user, account_id=account_id, **values),
        _("Saved."),
    ):
        return redirect(_back(account_id, "readings"))
    return _show(request, form, _("A reading of loyalty"), row)


@page
def change_reading(request: SignedIn, account_id: int, reading_id: int) -> HttpResponse:
    """Changes a reading, or removes it."""
    row = get_account(request.user, account_id, change=True)
    kept = _kept(LoyaltyReading, account_id, reading_id)
    form = ReadingForm(request.POST or None, initial=_initial(kept, ReadingForm.base_fields))
    form.prepare(row)
    form.guarded = True
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_loyalty_reading(user=request.user, reading_id=reading_id, **values),
        _("Saved."),
    ):
        return redirect(_back(account_id, "readings"))
    remove = reverse("remove_loyalty_reading", args=[account_id, reading_id])
    return _show(request, form, _("A reading of loyalty"), row, remove=remove)


@button
def remove_reading(request: SignedIn, account_id: int, reading_id: int) -> HttpResponse:
    """Takes a reading away."""
    _kept(LoyaltyReading, account_id, reading_id)
    actions.remove_loyalty_reading(user=request.user, reading_id=reading_id)
    done(request, _("Removed."))
    return redirect(_back(account_id, "readings"))


@page
def add_referral(request: SignedIn, account_id: int) -> HttpResponse:
    """Somebody of theirs named us."""
    row = get_account(request.user, account_id, change=True)
    form = ReferralForm(request.POST or None, initial={"date": clock.today(), "state": "named"})
    form.prepare(request, row)
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.add_referral(user=request.user, account_id=account_id, **values),
        _("Saved."),
    ):
        return redirect(_back(account_id, "referrals"))
    return _show(request, form, pgettext("loyalty", "A referral"), row)


@page
def change_referral(request: SignedIn, account_id: int, referral_id: int) -> HttpResponse:
    """Changes a referral, or removes it."""
    row = get_account(request.user, account_id, change=True)
    kept = _kept(Referral, account_id, referral_id)
    form = ReferralForm(request.POST or None, initial=_initial(kept, ReferralForm.base_fields))
    form.prepare(request, row)
    form.guarded = True
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_referral(user=request.user, referral_id=referral_id, **values),
        _("Saved."),
    ):
        return redirect(_back(account_id, "referrals"))
    remove = reverse("remove_referral", args=[account_id, referral_id])
    return _show(request, form, pgettext("loyalty", "A referral"), row, remove=remove)


@button
def remove_referral(request: SignedIn, account_id: int, referral_id: int) -> HttpResponse:
    """Takes a referral away."""
    _kept(Referral, account_id, referral_id)
    actions.remove_referral(user=request.user, referral_id=referral_id)
    done(request, _("Removed."))
    return redirect(_back(account_id, "referrals"))


def _initial(kept: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in names}


def _kept(table: Any, account_id: int, pk: int) -> Any:
    found = table.objects.filter(pk=pk, account=account_id).first()
    if found is None:
        raise not_found()
    return found


def _back(account_id: int, anchor: str) -> str:
    return reverse("account_loyalty", args=[account_id]) + f"#{anchor}"


def _show(request: SignedIn, form: PlainForm, title: str, account: Account, **more: Any) -> HttpResponse:
    back = reverse("account_loyalty", args=[account.pk])
    context = {"area": "accounts", "form": form, "title": title, "head": account.name, "back": back, **more}
    return render(request, "opportunity/form.html", context, status=422 if form.is_bound else 200)
