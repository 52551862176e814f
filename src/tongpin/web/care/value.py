"""The value ledger 价值账 of an account: what we added and what it cost them, how they rate us and rivals, what records
propose (METHOD 10.4)."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.crm import clock
from tongpin.crm.accounts.models import Account
from tongpin.crm.accounts.policy import get_account
from tongpin.crm.care import value_actions as actions
from tongpin.crm.care.models import ValueEntry, ValueRating
from tongpin.crm.care.value_selectors import Proposed, ValuePage, money_told, proposed_line, value_line, value_page
from tongpin.crm.opportunities.policy import not_found
from tongpin.method.care.value import Comparison, Span
from tongpin.method.serving import COSTS
from tongpin.web.care.value_forms import LineForm, RatingForm
from tongpin.web.care.value_words import SOURCES, VERDICT_CSS, VERDICTS, points_told, value_kinds
from tongpin.web.cited import day
from tongpin.web.forms import PlainForm
from tongpin.web.money import full_amount
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import KNOWLEDGE, told

YEARS_BACK = 50


# ---------------------------------------------------------------- the page
@page
def value(request: SignedIn, account_id: int) -> HttpResponse:
    """The ledger of a year, how they rate us and rivals, what records propose."""
    found = value_page(user=request.user, account_id=account_id, year=asked_year(request.GET.get("year", "")))
    compared = _asked_rival(found.compared, request.GET.get("rival", ""))
    names = value_kinds()
    context = {
        "area": "accounts",
        "care_tab": "value",
        "account": found.account,
        "may_change": found.may_change,
        "year": found.year,
        "years": found.years,
        "sums": [_sum(item) for item in found.ledger.sums],
        "bare": found.ledger.bare,
        "missing": [names[kind] for kind in found.ledger.missing] if found.entries else [],
        "lines": [_line(row, names) for row in found.entries],
        "proposed": [_proposal(item, names) for item in found.proposed],
        "steps": [{"kind": names[step.kind], "do": told(step.do), "why": told(step.why)} for step in found.steps],
        "suppliers": _suppliers(found),
        "compared": compared and _compared(compared, names),
        "rivals": [item.rival for item in found.compared],
        "chart": compared and _chart(compared, names),
    }
    return render(request, "care/value.html", context)


def asked_year(asked: str) -> int | None:
    """A year that somebody asked for; ``None`` where it is none, or far from ours."""
    if asked.isascii() and asked.isdigit() and len(asked) == 4:
        year = int(asked)
        return year if abs(clock.today().year - year) <= YEARS_BACK else None
    return None


def _asked_rival(compared: Iterable[Comparison], asked: str) -> Comparison | None:
    known = [item for item in compared if item.lead is not None]
    return next((item for item in known if item.rival == asked), known[0] if known else None)


def _sum(item: Any) -> dict[str, str]:
    return {
        "currency": item.currency,
        "added": full_amount(item.added, item.currency),
        "cost": full_amount(item.cost, item.currency),
        "net": _signed(item.net, item.currency),
        "confirmed": _signed(item.net_confirmed, item.currency),
    }


def _signed(amount: Any, currency: str) -> str:
    return f"−{full_amount(-amount, currency)}" if amount < 0 else full_amount(amount, currency)


def _line(row: ValueEntry, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "text": row.text,
        "kind": names[row.kind],
        "cost": row.kind in COSTS,
        "day": day(row.date),
        "amount": full_amount(row.amount, row.currency),
        "reckoned": row.reckoned,
        "confirmed": row.state == "confirmed",
        "state": KNOWLEDGE[row.state],
        "who": row.person.name if row.person else "",
        "words": row.words,
        "sale": str(row.opportunity) if row.opportunity else "",
        "href": _record_of(row),
    }


def _record_of(row: ValueEntry) -> str:
    """Where the record behind a line is."""
    if row.opportunity_id is None:
        return ""
    tab, anchor = ("timeline", f"#{row.activity.code}") if row.activity else ("delivery", "")
    return f"{reverse('opportunity', args=[row.opportunity_id])}?tab={tab}{anchor}"


def _proposal(item: Proposed, names: dict[str, str]) -> dict[str, Any]:
    seen = item.seen
    asked = urlencode({"sale": item.opportunity_id, "place": item.place})
    return {
        "sale_id": item.opportunity_id,
        "sale": item.opportunity,
        "place": item.place,
        "asked": asked,
        "text": told(seen.text),
        "kind": names[seen.kind],
        "cost": seen.kind in COSTS,
        "source": SOURCES[seen.source],
        "day": day(seen.date),
        "entry": seen.entry,
    }


def _suppliers(found: ValuePage) -> list[dict[str, Any]]:
    """We and the rivals, each with what is rated; rivals met here come even where nobody has asked yet."""
    rows = {"": [row for row in found.ratings if not row.rival]}
    for name in (*found.rivals, *(row.rival for row in found.ratings if row.rival)):
        rows.setdefault(name, [row for row in found.ratings if row.rival == name])
    return [
        {
            "rival": name,
            "name": name or pgettext("value", "We"),
            "rated": len(ratings),
            "confirmed": sum(row.state == "confirmed" for row in ratings),
            "asked": urlencode({"rival": name}),
        }
        for name, ratings in rows.items()
    ]


def _compared(item: Comparison, names: dict[str, str]) -> dict[str, Any]:
    assert item.lead is not None  # noqa: S101 - only those that can be compared are shown
    return {
        "rival": item.rival,
        "rated": item.rated,
        "lead": _span(item.lead),
        "verdict": VERDICTS[item.verdict or "open"],
        "css": VERDICT_CSS[item.verdict or "open"],
        "rows": [
            {
                "kind": names[side.kind],
                "ours": _span(side.ours),
                "theirs": _span(side.theirs),
                "verdict": VERDICTS[side.verdict] if side.verdict else "",
                "css": VERDICT_CSS[side.verdict] if side.verdict else "",
            }
            for side in item.sides
        ],
    }


def _span(span: Span | None) -> str:
    if span is None:
        return "–"
    if span.low == span.high:
        return points_told(span.middle)
    return _("%(middle)s (%(low)s to %(high)s)") % {
        "middle": points_told(span.middle),
        "low": points_told(span.low),
        "high": points_told(span.high),
    }


def _chart(item: Comparison, names: dict[str, str]) -> dict[str, Any]:
    """Our lead kind by kind: a dot, and behind it the range in which it may lie."""
    leads = [(names[side.kind], lead) for side in reversed(item.sides) if (lead := side.lead) is not None]
    return {
        "grid": {"left": 12, "right": 24, "top": 12, "bottom": 40, "containLabel": True},
        "xAxis": {
            "type": "value",
            "min": -4,
            "max": 4,
            "name": _("← they are ahead · we are ahead →"),
            "nameLocation": "middle",
            "nameGap": 26,
        },
        "yAxis": {"type": "category", "data": [name for name, _lead in leads]},
        "series": [
            _bars([lead.low for _name, lead in leads], opacity=0),
            _bars([lead.high - lead.low for _name, lead in leads], opacity=0.35),
            {"type": "scatter", "symbolSize": 11, "data": [lead.middle for _name, lead in leads], "z": 3},
        ],
    }


def _bars(data: list[float], *, opacity: float) -> dict[str, Any]:
    return {
        "type": "bar",
        "stack": "range",
        "stackStrategy": "all",
        "silent": True,
        "barWidth": 10,
        "itemStyle": {"opacity": opacity},
        "data": data,
    }


# ---------------------------------------------------------------- deeds
@page
def add_line(request: SignedIn, account_id: int) -> HttpResponse:
    """A new line; the address may name a proposal of the records that it is made of."""
    row = get_account(request.user, account_id, change=True)
    proposed = _asked_proposal(request, account_id)
    form = LineForm(request.POST or None, initial=_initial(proposed))
    form.prepare(row)
    named = {} if proposed is None else _named(proposed)
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.add_value(user=request.user, account_id=account_id, **values, **named),
        _("Saved."),
    ):
        return redirect(_back(account_id))
    hints = money_told(user=request.user, opportunity_id=proposed.opportunity_id) if proposed else []
    return _show(request, form, _("A line of the value ledger"), row, intro=_hint(hints))


def _hint(hints: Iterable[Any]) -> str:
    """Amounts that needs of this sale tell, to reckon with."""
    said = [
        _("“%(text)s” cost them %(money)s") % {"text": item.text[:80], "money": full_amount(item.money, item.currency)}
        + (_(" (%(reckoned)s)") % {"reckoned": item.reckoned[:80]} if item.reckoned else "")
        for item in hints
    ]
    return _("What going without cost them, by their needs: %(said)s") % {"said": _("; ").join(said)} if said else ""


def _initial(proposed: Proposed | None) -> dict[str, Any]:
    first = {"date": clock.today(), "state": "assumed", "currency": "CNY", "kind": "service"}
    if proposed is None:
        return first
    return {**first, "date": proposed.seen.date, "kind": proposed.seen.kind, "text": _wording(proposed)}


def _asked_proposal(request: SignedIn, account_id: int) -> Proposed | None:
    sale, place = request.GET.get("sale", ""), request.GET.get("place", "")
    if not (sale.isascii() and sale.isdigit() and len(sale) < 12 and place):
        return None
    return proposed_line(user=request.user, account_id=account_id, opportunity_id=int(sale), place=place)


def _wording(proposed: Proposed) -> str:
    """In the language of the sale, not in that of whoever takes it: it can stand in the yearly review."""
    with translation.override(proposed.lang.lower()):
        return told(proposed.seen.text)


def _named(proposed: Proposed) -> dict[str, Any]:
    """What ties a line to its record."""
    return {
        "opportunity_id": proposed.opportunity_id,
        "entry": proposed.seen.entry,
        "words": proposed.seen.words,
    }


@button
def take(request: SignedIn, account_id: int) -> HttpResponse:
    """Takes what a record proposes as it stands."""
    sale = request.POST.get("sale", "")
    place = request.POST.get("place", "")
    number = int(sale) if sale.isascii() and sale.isdigit() and len(sale) < 12 else 0
    proposed = proposed_line(user=request.user, account_id=account_id, opportunity_id=number, place=place)
    if proposed is None:
        raise not_found()
    actions.add_value(
        user=request.user,
        account_id=account_id,
        text=_wording(proposed),
        kind=proposed.seen.kind,
        date=proposed.seen.date,
        **_named(proposed),
    )
    done(request, _("Taken into the ledger."))
    return redirect(_back(account_id, proposed.seen.date.year))


@page
def change_line(request: SignedIn, account_id: int, value_id: int) -> HttpResponse:
    """Changes a line, or removes it."""
    row = get_account(request.user, account_id, change=True)
    kept = value_line(user=request.user, account_id=account_id, value_id=value_id)
    form = LineForm(request.POST or None, initial={name: getattr(kept, name) for name in LineForm.base_fields})
    form.prepare(row)
    form.guarded = True
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_value(user=request.user, value_id=value_id, **values),
        _("Saved."),
    ):
        return redirect(_back(account_id, kept.date.year))
    remove = reverse("remove_value", args=[account_id, value_id])
    return _show(request, form, _("A line of the value ledger"), row, remove=remove)


@button
def confirm(request: SignedIn, account_id: int, value_id: int) -> HttpResponse:
    """One of theirs has said that it is so."""
    kept = value_line(user=request.user, account_id=account_id, value_id=value_id)
    actions.confirm_value(user=request.user, value_id=value_id)
    done(request, _("Confirmed."))
    return redirect(_back(account_id, kept.date.year))


@button
def remove_line(request: SignedIn, account_id: int, value_id: int) -> HttpResponse:
    """Takes a line away."""
    kept = value_line(user=request.user, account_id=account_id, value_id=value_id)
    actions.remove_value(user=request.user, value_id=value_id)
    done(request, _("Removed."))
    return redirect(_back(account_id, kept.date.year))


@page
def rate(request: SignedIn, account_id: int) -> HttpResponse:
    """How they see us, or a rival named in the address."""
    row = get_account(request.user, account_id, change=True)
    rival = request.GET.get("rival", "").strip()[:200]
    kept = {item.kind: item for item in ValueRating.objects.filter(account=row, rival=rival)}
    first: dict[str, Any] = {f"points_{kind}": str(item.points) for kind, item in kept.items()}
    newest = max(kept.values(), key=lambda item: item.date, default=None)
    first |= {"state": "assumed", "date": clock.today(), "reason": newest.reason if newest else ""}
    form = RatingForm(request.POST or None, initial=first)
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.rate_value(
            user=request.user,
            account_id=account_id,
            rival=rival,
            points=form.points(),
            **{name: values[name] for name in ("state", "date", "reason")},
        ),
        _("Saved."),
    ):
        return redirect(_back(account_id) + "#rivals")
    title = _("How they see %(name)s") % {"name": rival} if rival else _("How they see us")
    intro = _(
        "From −2 to 2, as they put it. Of a cost too more points are better for them. Leave open what nobody knows."
    )
    return _show(request, form, title, row, intro=intro)


def _back(account_id: int, year: int | None = None) -> str:
    asked = f"?year={year}" if year and year != clock.today().year else ""
    return reverse("account_value", args=[account_id]) + asked


def _show(request: SignedIn, form: PlainForm, title: str, account: Account, **more: Any) -> HttpResponse:
    context = {
        "area": "accounts",
        "form": form,
        "title": title,
        "head": account.name,
        "back": _back(account.pk),
        **more,
    }
    return render(request, "opportunity/form.html", context, status=422 if form.is_bound else 200)
