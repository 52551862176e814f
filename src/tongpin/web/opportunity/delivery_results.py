"""Results: what was expected beside what came, measures with their band, how the customer gets on, and warnings."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.delivery.measuring import band_of
from tongpin.crm.delivery.models import AdoptionAlarm, Expectation, Measure, Metric
from tongpin.crm.delivery.selectors import Results, results_of
from tongpin.crm.delivery.warning import reasons_of
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.method import case as shapes
from tongpin.method import serving
from tongpin.method.adoption import PERIODS, target_reached
from tongpin.method.adoption.readings import is_well, number_in
from tongpin.method.standing import Adoption, Standing
from tongpin.web.cited import Citations, day
from tongpin.web.opportunity.delivery_words import ALARM_CSS, ALARMS, BETTER, SOURCES, STATE_CSS, STATES
from tongpin.web.opportunity.loading import light_case
from tongpin.web.texts import ADOPTION, told


def results_view(_request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the view shows."""
    results = results_of(found.opportunity)
    return {
        "adoption": _adoption(found),
        "alarms": [_alarm(row) for row in results.alarms],
        "settled_alarms": any(row.state != "open" for row in results.alarms),
        "expectations": [_expectation(row, results) for row in results.expectations],
        "measures": [row | {"chart_name": f"chart-of-measure-{place}"} for place, row in enumerate(_measures(results))],
    }


# ---------------------------------------------------------------- how they get on
def _adoption(page: OpportunityPage) -> dict[str, Any] | None:
    standing: Standing = page.standing
    found = standing.adoption
    if found is None:
        return None
    citations = Citations(light_case(page), standing.signals)
    return {
        "period": ADOPTION[found.period],
        "odds": [(ADOPTION[name], chance) for name, chance in zip(PERIODS, found.odds, strict=False)],
        "dip": round(found.dip * 100),
        "complaint": round(found.complaint * 100),
        "weeks": found.weeks_ahead,
        "why": [told(why) for why in found.why],
        "support": told(found.support),
        "helps": [told(item) for item in found.helps],
        "cited": citations.of(found.entries),
        "chart": _curve(found) if len(found.track) > 1 else None,
        "rows": [
            (day(item.day), [_percent(chance) for chance in item.odds], _percent(item.complaint))
            for item in reversed(found.track)
        ],
        "heads": [ADOPTION[name] for name in PERIODS],
    }


def _curve(found: Adoption) -> dict[str, Any]:
    """The odds of the three periods one upon the other, and the chance of a complaint as a line."""
    days = [day(item.day) for item in found.track]
    layers = [
        {
            "name": str(ADOPTION[name]),
            "type": "line",
            "stack": "odds",
            "areaStyle": {"opacity": 0.35},
            "showSymbol": False,
            "lineStyle": {"width": 1},
            "data": [round(100 * item.odds[place]) for item in found.track],
        }
        for place, name in enumerate(PERIODS)
    ]
    complaint = {
        "name": _("Complaint ahead"),
        "type": "line",
        "showSymbol": False,
        "lineStyle": {"width": 3, "type": "dashed"},
        "data": [round(100 * item.complaint) for item in found.track],
    }
    return {
        "grid": {"left": 48, "right": 16, "top": 80, "bottom": 32},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": days, "boundaryGap": False},
        "yAxis": {"type": "value", "max": 100, "name": "%"},
        "series": [*layers, complaint],
    }


def _alarm(row: AdoptionAlarm) -> dict[str, Any]:
    first, *more = reasons_of(row)
    return {
        "id": row.pk,
        "day": day(row.date),
        "text": told(first),
        "reasons": [told(reason) for reason in more],
        "state": ALARMS[row.state or "open"],
        "css": ALARM_CSS[row.state or "open"],
        "open": row.state == "open",
        "answer": row.answer,
    }


# ---------------------------------------------------------------- expected and come
def _expectation(row: Expectation, results: Results) -> dict[str, Any]:
    newest = next((item for item in reversed(results.readings) if row.measure and item.name == row.measure), None)
    return {
        "id": row.pk,
        "text": row.text,
        "who": "" if row.stakeholder is None else row.stakeholder.person.name,
        "source": SOURCES[row.source or "promise"],
        "recorded": day(row.date),
        "due": day(row.due),
        "late": row.state == "open" and row.due is not None and row.due < clock.today(),
        "measure": row.measure,
        "target": row.target,
        "reading": "" if newest is None else f"{newest.value} ({day(newest.date)})",
        "reached": None if newest is None else _reached(row, newest, results),
        "open": row.state == "open",
        "state": STATES[row.state or "open"],
        "css": STATE_CSS[row.state or "open"],
        "result": row.result,
        "words": row.words,
        "entry": "" if row.activity is None else row.activity.code,
        "edit": reverse("change_record", args=[row.opportunity_id, "expectation", row.pk]),
    }


def _reached(row: Expectation, newest: Metric, results: Results) -> bool | None:
    """Whether the newest reading is what they expected: by the target that was told, else as its measure says."""
    measure = next((_band(item) for item in results.measures if item.name == row.measure), None)
    reading = _shape(newest)
    return target_reached(replace(reading, target=row.target), measure) if row.target else is_well(reading, measure)


# ---------------------------------------------------------------- measured
def _measures(results: Results) -> list[dict[str, Any]]:
    known = [_measure(row, [item for item in results.readings if item.name == row.name]) for row in results.measures]
    names = {row.name for row in results.measures}
    loose = dict.fromkeys(item.name for item in results.readings if item.name not in names)
    return known + [_unnamed(name, [item for item in results.readings if item.name == name]) for name in loose]


def _measure(row: Measure, readings: Sequence[Metric]) -> dict[str, Any]:
    shape = _band(row)
    rows = [_reading(item, is_well(_shape(item), shape)) for item in reversed(readings)]
    return {
        "id": row.pk,
        "name": row.name,
        "better": BETTER[row.better or "higher"],
        "band": band_of(row.low, row.high, row.unit),
        "baseline": "" if row.baseline is None else f"{row.baseline.normalize():f} {row.unit}".strip(),
        "note": row.note,
        "rows": rows,
        "newest": rows[0] if rows else None,
        "chart": _chart(shape, readings),
        "edit": reverse("change_record", args=[row.opportunity_id, "measure", row.pk]),
    }


def _unnamed(name: str, readings: Sequence[Metric]) -> dict[str, Any]:
    """Readings of a measure about which nothing else is kept."""
    rows = [_reading(item, is_well(_shape(item), None)) for item in reversed(readings)]
    shape = serving.Measure(name=name)
    return {"id": 0, "name": name, "rows": rows, "newest": rows[0], "chart": _chart(shape, readings)}


def _band(row: Measure) -> serving.Measure:
    return serving.Measure(
        name=row.name, unit=row.unit, better=row.better or "higher", baseline=row.baseline, low=row.low, high=row.high
    )


def _shape(item: Metric) -> shapes.Metric:
    return shapes.Metric(date=item.date, name=item.name, value=item.value, target=item.target)


def _reading(item: Metric, within: bool | None) -> dict[str, Any]:
    return {
        "id": item.pk,
        "day": day(item.date),
        "value": item.value,
        "target": item.target,
        "within": within,
        "edit": reverse("change_record", args=[item.opportunity_id, "metric", item.pk]),
    }


def _chart(measure: serving.Measure, readings: Sequence[Metric]) -> dict[str, Any] | None:
    """A line with the band in which it is well; none for fewer than two readings."""
    points = [(item.date.isoformat(), figure) for item in readings if (figure := number_in(item.value)) is not None]
    if len(points) < 2:
        return None
    series: dict[str, Any] = {"name": measure.name, "type": "line", "data": points, "symbolSize": 7}
    if measure.baseline is not None:
        label = {"formatter": _("before"), "position": "insideEndTop"}
        before = [{"yAxis": float(measure.baseline)}]
        series["markLine"] = {"silent": True, "symbol": "none", "label": label, "data": before}
    edges = [float(edge) for edge in (measure.low, measure.high, measure.baseline) if edge is not None]
    figures = [figure for _day, figure in points] + edges
    margin = (max(figures) - min(figures) or 1.0) * 0.1
    lowest, highest = _round(min(figures) - (margin if min(figures) else 0)), _round(max(figures) + margin)
    if measure.low is not None or measure.high is not None:
        area = [{"yAxis": _edge(measure.low, lowest)}, {"yAxis": _edge(measure.high, highest)}]
        series["markArea"] = {"silent": True, "itemStyle": {"color": "#1a7f4b", "opacity": 0.12}, "data": [area]}
    return {
        "grid": {"left": 56, "right": 16, "top": 32, "bottom": 32},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "time"},
        "yAxis": {
            "type": "value",
            "name": measure.unit,
            "min": lowest,
            "max": highest,
        },
        "series": [series],
    }


def _edge(value: Decimal | None, none: float) -> float:
    return none if value is None else float(value)


def _round(figure: float) -> float:
    """To three figures, for an axis."""
    return float(f"{figure:.3g}")


def _percent(chance: float) -> str:
    return f"{round(100 * chance)} %"
