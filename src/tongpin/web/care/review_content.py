"""What the yearly review of an account tells: items to tick, each as the customer would read it, and the paper made of
those that are ticked. It knows no grades, chances, attitudes, people of theirs or words of our own notes."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongpin.crm.care.value_selectors import YearFacts
from tongpin.exchange.office import Cell, Curve, Table, Tile, Yearly
from tongpin.exchange.office.yearly import Labels
from tongpin.method.adoption.readings import number_in, within_band
from tongpin.method.care.loyalty import Sale
from tongpin.method.care.value import Line
from tongpin.method.case import Case, Language, Metric
from tongpin.method.serving import COSTS, Expectation, Measure, Milestone, Ticket
from tongpin.method.trouble import answered_after
from tongpin.web.care.value_words import value_kinds
from tongpin.web.cited import day
from tongpin.web.money import full_amount

Section = Literal["results", "promises", "done", "value", "cost", "trouble", "ahead"]
MOST_POINTS = 26
OURS, SHORT = 30, 8
"""So many characters of a note of ours in a row, or the whole of a shorter one, are no wording for a customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that may stand in the review. ``ours``: its wording comes from a note of ours or names one of their
    people or a rival, so that it only goes in after somebody has read it. One of the rest says what it is."""

    key: str
    section: Section
    text: str
    detail: str = ""
    ours: bool = False
    measure: tuple[Measure, tuple[Metric, ...]] | None = None
    expectation: Expectation | None = None
    step: Milestone | None = None
    line: Line | None = None
    ticket: Ticket | None = None

    @property
    def more(self) -> str:
        """What the paper tells beside it: how an amount was reckoned, the cause of trouble."""
        return self.line.reckoned if self.line else self.ticket.cause if self.ticket else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What somebody adds for this review: a word to open it, and lines for the year ahead."""

    word: str = ""
    ahead: tuple[str, ...] = ()


def items_of(facts: YearFacts) -> list[Item]:
    """All that there is, section by section."""
    found: list[Item] = []
    for pk, case in facts.cases.items():
        found += [*_results(pk, case, facts), *_promises(pk, case, facts)]
        found += [*_done(pk, case, facts), *_trouble(pk, case, facts), *_plans(pk, case, facts)]
    found += _values(facts)
    notes = {entry.text.strip() for case in facts.cases.values() for entry in case.timeline}
    words = _Ours(
        notes="\n".join(notes),
        short=frozenset(note for note in notes if SHORT <= len(note) < OURS),
        names=frozenset(
            name
            for case in facts.cases.values()
            for name in (*(one.name for one in case.stakeholders), *(one.name for one in case.competitors))
            if len(name) > 1
        ),
    )
    return [replace(item, ours=any(map(words.stand_in, (item.text, item.detail, item.more)))) for item in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ours:
    """What tells that a text is no wording for a customer: all notes of ours, the short ones apart, and names."""

    notes: str
    short: frozenset[str]
    names: frozenset[str]

    def stand_in(self, text: str) -> bool:
        """Whether a piece of a note or a name stands in a text."""
        pieces = (text[start : start + OURS] for start in range(0, len(text) - OURS + 1, 5))
        return any(piece in self.notes for piece in pieces) or any(one in text for one in (*self.short, *self.names))


def _results(pk: int, case: Case, facts: YearFacts) -> Iterator[Item]:
    told = case.implementation
    for measure in told.measures:
        mine = [metric for metric in told.metrics if metric.name == measure.name and _in(metric.date, facts)]
        readings = tuple(sorted((one for one in mine if number_in(one.value) is not None), key=lambda one: one.date))
        if readings:
            text = _result_told(measure, readings)
            yield Item(key=f"m:{pk}:{measure.name}", section="results", text=text, measure=(measure, readings))


def _result_told(measure: Measure, readings: Sequence[Metric]) -> str:
    values = {"name": measure.name, "now": readings[-1].value, "first": readings[0].value}
    if measure.baseline is not None:
        before = f"{measure.baseline.normalize():f} {measure.unit}".strip()
        told = _("%(name)s: %(before)s before, now %(now)s") % {**values, "before": before}
    elif len(readings) > 1:
        told = _("%(name)s: from %(first)s to %(now)s") % values
    else:
        told = _("%(name)s: %(now)s") % values
    return told + (_(" – on target") if within_band(readings[-1], measure) else "")


def _promises(pk: int, case: Case, facts: YearFacts) -> Iterator[Item]:
    """What was settled in the year, or is open."""
    for number, item in enumerate(case.implementation.expectations):
        settled = item.state != "open" and _in(item.settled or item.date, facts)
        if item.date <= facts.last and (settled or item.state == "open"):
            yield Item(
                key=f"e:{pk}:{number}",
                section="promises",
                text=item.text,
                detail=_promise_told(item),
                expectation=item,
            )


def _promise_told(item: Expectation) -> str:
    state = {
        "met": pgettext("promise", "came as promised"),
        "missed": pgettext("promise", "did not come as promised"),
        "open": pgettext("promise", "under way"),
    }[item.state]
    return _("%(name)s: %(text)s") % {"name": state, "text": item.result} if item.result else state


def _done(pk: int, case: Case, facts: YearFacts) -> Iterator[Item]:
    for number, step in enumerate(case.implementation.milestones):
        if step.done is not None and _in(step.done, facts):
            yield Item(key=f"d:{pk}:{number}", section="done", text=step.name, detail=day(step.done), step=step)


def _trouble(pk: int, case: Case, facts: YearFacts) -> Iterator[Item]:
    for ticket in case.tickets:
        if _in(ticket.reported, facts):
            detail = _solved_told(ticket)
            yield Item(key=f"t:{pk}:{ticket.id}", section="trouble", text=ticket.text, detail=detail, ticket=ticket)


def _solved_told(ticket: Ticket) -> str:
    if ticket.solved is None:
        return _("being worked on")
    days = (ticket.solved - ticket.reported).days
    if not days:
        return _("solved the same day")
    return ngettext("solved after %(days)s day", "solved after %(days)s days", days) % {"days": days}


def _plans(pk: int, case: Case, facts: YearFacts) -> Iterator[Item]:
    """Steps of the delivery that are not done: those of the year that are overdue without a day that has passed."""
    for number, step in enumerate(case.implementation.milestones):
        if step.done is None and step.due is not None and step.due >= facts.first:
            ahead = _("%(name)s, by %(day)s") % {"name": step.name, "day": day(step.due)}
            text = ahead if step.due > facts.last else step.name
            yield Item(key=f"n:{pk}:{number}", section="ahead", text=text, step=step)


def _values(facts: YearFacts) -> Iterator[Item]:
    for line in reversed(facts.ledger.lines):
        section: Section = "cost" if line.kind in COSTS else "value"
        detail = full_amount(line.amount, line.currency)
        yield Item(key=f"v:{line.id}", section=section, text=line.text, detail=detail, line=line)


def _in(date: dt.date, facts: YearFacts) -> bool:
    return facts.first <= date <= facts.last


# ---------------------------------------------------------------- the paper
def yearly_of(facts: YearFacts, kept: Collection[Item], wording: Wording, lang: Language) -> Yearly:
    """The review of the items that are kept. To be called in the language that it is written in."""
    period = _("%(first)s to %(last)s") % {"first": _on_paper(facts.first), "last": _on_paper(facts.last)}
    kind = _("Yearly review of our work together")
    return Yearly(
        lang=lang,
        kind=kind,
        title=facts.account.name,
        sender=facts.sender,
        period=period,
        about=(period,),
        footer=" · ".join(part for part in (facts.sender, facts.account.name, period) if part),
        word=wording.word,
        tiles=tuple(_tiles(facts, kept)),
        curves=tuple(_curve(item) for item in kept if item.measure),
        tables=(_promise_table(kept), _value_table(kept), _cost_table(kept), _trouble_table(kept), _done_table(kept)),
        ahead=(*(item.text for item in kept if item.section == "ahead"), *wording.ahead),
        labels=Labels(
            glance=_("The year at a glance"),
            results=_("Your results"),
            ahead=_("The year ahead"),
            thanks=_("Thank you for your trust."),
            target=pgettext("chart", "target"),
            before=pgettext("chart", "before"),
        ),
    )


def _on_paper(date: dt.date) -> str:
    return date_format(date, pgettext("day on paper", "j F Y"))


def _tiles(facts: YearFacts, kept: Collection[Item]) -> Iterator[Tile]:
    """Four figures at most, each of what stands in the review."""
    began = _began(facts)
    if began is not None:
        yield Tile(label=_("Together since"), value=str(began.year), detail=_since(began, facts.last), tone="customer")
    settled = [item.expectation for item in kept if item.expectation and item.expectation.state != "open"]
    if settled:
        met = sum(one.state == "met" for one in settled)
        told = {"won": met, "of": len(settled)}
        yield Tile(label=_("Promises kept"), value=_("%(won)s of %(of)s") % told, tone="customer")
    tickets = [item.ticket for item in kept if item.ticket]
    if tickets:
        solved = sum(one.solved is not None for one in tickets)
        told = {"won": solved, "of": len(tickets)}
        yield Tile(
            label=_("Trouble solved"), value=_("%(won)s of %(of)s") % told, detail=_answer(tickets), tone="customer"
        )
    lines = [item.line for item in kept if item.line and item.section == "value"]
    for total, currency in _sums(lines)[:1]:
        detail = _confirmed_told(lines, total, currency)
        yield Tile(label=_("Value in money"), value=full_amount(total, currency), detail=detail, tone="customer")


def _confirmed_told(lines: Sequence[Line], total: Decimal, currency: str) -> str:
    """How much of a sum the customer has confirmed."""
    said = {one: amount for amount, one in _sums(line for line in lines if line.state == "confirmed")}
    confirmed = said.get(currency, Decimal(0))
    if not confirmed:
        return _("our estimate, not yet confirmed by you")
    if confirmed == total:
        return _("all of it confirmed by you")
    return _("of which you confirmed %(amount)s") % {"amount": full_amount(confirmed, currency)}


def _began(facts: YearFacts) -> dt.date | None:
    """The first order by our records; ``None`` where there were orders before them."""
    days = [(day, case) for case in facts.cases.values() if (day := _ordered(case)) is not None and day <= facts.last]
    first = min(days, key=lambda pair: pair[0], default=None)
    return first[0] if first is not None and first[1].opportunity.segment in (None, "prospect") else None


def _ordered(case: Case) -> dt.date | None:
    outcome, signed = case.opportunity.outcome, case.implementation.contract_signed
    if outcome is None:
        return signed
    return Sale(id=0, result=outcome.result, ended=outcome.date, signed=signed).ordered


def _since(began: dt.date, last: dt.date) -> str:
    years = last.year - began.year + 1
    return _("year %(number)s of our work together") % {"number": years}


def _answer(tickets: Iterable[Ticket]) -> str:
    hours = [hours for ticket in tickets if (hours := answered_after(ticket)) is not None]
    if not hours:
        return ""
    middle = round(median(hours))
    if not middle:
        return _("first answer the same day")
    return ngettext("first answer after %(hours)s hour", "first answer after %(hours)s hours", middle) % {
        "hours": middle
    }


def _curve(item: Item) -> Curve:
    assert item.measure is not None  # noqa: S101 - only results are drawn
    measure, readings = item.measure
    points = [(day(one.date), number_in(one.value)) for one in readings[-MOST_POINTS:]]
    return Curve(
        name=measure.name,
        unit=measure.unit,
        told=item.text,
        points=tuple((told, value) for told, value in points if value is not None),
        low=_float(measure.low),
        high=_float(measure.high),
        before=_float(measure.baseline),
    )


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _promise_table(kept: Iterable[Item]) -> Table:
    return Table(
        title=_("What was promised, and what came"),
        head=(_("What was promised"), _("By when"), _("What came")),
        shares=(5, 1.7, 4),
        rows=tuple(
            (
                Cell(text=item.text, bold=True),
                Cell(text=day(item.expectation.due) or "–"),
                Cell(text=item.detail, tone=_promise_tone(item.expectation)),
            )
            for item in kept
            if item.expectation
        ),
    )


def _promise_tone(item: Expectation) -> Literal["fits", "early", ""]:
    return "fits" if item.state == "met" else "early" if item.state == "missed" else ""


def _value_table(kept: Collection[Item]) -> Table:
    return _money_table(_("What it brought you"), [item.line for item in kept if item.line and item.section == "value"])


def _cost_table(kept: Collection[Item]) -> Table:
    return _money_table(_("What it took of you"), [item.line for item in kept if item.line and item.section == "cost"])


def _money_table(title: str, lines: Sequence[Line]) -> Table:
    names = value_kinds()
    sums = [_sum_row(lines, total, currency) for total, currency in _sums(lines)]
    note = _("What you have not confirmed is our estimate: please tell us where it is wrong.")
    return Table(
        title=title,
        head=(_("What"), pgettext("value", "Kind"), _("In money"), _("How it is reckoned")),
        shares=(4.2, 1.5, 1.9, 3.4),
        rows=(*(_money_row(line, names[line.kind]) for line in lines), *sums),
        note=note if any(line.state == "assumed" and line.amount is not None for line in lines) else "",
    )


def _sum_row(lines: Sequence[Line], total: Decimal, currency: str) -> tuple[Cell, ...]:
    told = _confirmed_told(lines, total, currency)
    return (
        Cell(text=_("Total"), bold=True),
        Cell(text=""),
        Cell(text=full_amount(total, currency), bold=True),
        Cell(text=told, tone="quiet"),
    )


def _money_row(line: Line, kind: str) -> tuple[Cell, ...]:
    amount = full_amount(line.amount, line.currency)
    if amount and line.state == "assumed":
        amount = _("%(amount)s (estimate)") % {"amount": amount}
    return Cell(text=line.text, bold=True), Cell(text=kind), Cell(text=amount or "–"), Cell(text=line.reckoned or "–")


def _sums(lines: Iterable[Line | None]) -> list[tuple[Decimal, str]]:
    """By currency, the most lines first."""
    told = [line for line in lines if line is not None and line.amount is not None]
    currencies = dict.fromkeys(line.currency for line in told)
    found = [
        (sum((line.amount for line in told if line.currency == one and line.amount), Decimal(0)), one)
        for one in currencies
    ]
    return sorted(found, key=lambda item: -sum(line.currency == item[1] for line in told))


def _trouble_table(kept: Iterable[Item]) -> Table:
    return Table(
        title=_("What went wrong, and how it ended"),
        head=(_("What you told us"), pgettext("trouble", "When"), pgettext("trouble", "How it ended"), _("Cause")),
        shares=(4.4, 1.7, 2.2, 2.8),
        rows=tuple(
            (
                Cell(text=item.text, bold=True),
                Cell(text=day(item.ticket.reported)),
                Cell(text=item.detail, tone="fits" if item.ticket.solved else "early"),
                Cell(text=item.ticket.cause or "–"),
            )
            for item in kept
            if item.ticket
        ),
    )


def _done_table(kept: Iterable[Item]) -> Table:
    done = sorted(
        ((item.step.done, item) for item in kept if item.section == "done" and item.step and item.step.done),
        key=lambda pair: pair[0],
    )
    return Table(
        title=_("What we did together"),
        head=(_("Date"), _("What")),
        shares=(1.7, 8),
        rows=tuple((Cell(text=day(date)), Cell(text=item.text, bold=True)) for date, item in done),
    )
