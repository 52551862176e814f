"""Figures in text: digits, Chinese numerals and English number words, with range and unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tongpin.method.datafiles import load_data


@dataclass(frozen=True, slots=True)
class Figure:
    """``low`` to ``high`` as written in ``unit`` (empty where none follows); places in the text, half open.

    ``money``: a currency, a coin or a multiplier (98万) stands with it; ``currency``: one of the first two.
    """

    low: float
    high: float
    unit: str
    money: bool
    currency: bool
    start: int
    end: int


def figures_in(text: str) -> Iterator[Figure]:
    """Every figure in folded, lower-case text. A date (5月20日, 2026-03-02) is none."""
    for match in _figure_pattern().finditer(text):
        low = _value(match["low"])
        high = _value(match["high"]) if match["high"] else low
        if low is None or high is None or _is_calendar(match, low):
            continue
        times = _data()["multipliers"].get(match["times"] or "", 1)
        half = 0.5 if match["half"] else 0.0
        sign = -1 if match["minus"] else 1
        unit = (match["unit"] or "").removesuffix("s")
        money = bool(match["currency"] or match["coin"] or match["times"])
        yield Figure(
            low=sign * (min(low, high) + half) * times,
            high=sign * (max(low, high) + half) * times,
            unit=unit,
            money=money and not unit,
            currency=bool(match["currency"] or match["coin"]) and not unit,
            start=match.start(),
            end=match.end(),
        )


def _is_calendar(match: re.Match[str], value: float) -> bool:
    """2026年, 6月 and 15日 after a month are days of the calendar and no spans of time."""
    unit = match["unit"]
    after_month = match.string[: match.start()].rstrip().endswith("月")
    month = unit == "月" and "个" not in match[0]
    return (unit == "年" and value > 1900) or month or (unit == "日" and after_month)


def duration_days(unit: str) -> float | None:
    """Days in a unit of time; None for other units."""
    days: dict[str, float] = _data()["durations"]
    return days.get(unit)


def days_in(text: str) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, month, day) of every day of the calendar; a part of a month (end of June) by its last day."""
    calendar = _data()["calendar"]
    for pattern in ("iso", "chinese", "english"):
        for match in re.finditer(calendar[pattern], text):
            parts = match.groupdict()
            month = _month(parts)
            day = _day_of(parts, calendar["parts"])
            if month is not None and day is not None and 1 <= month <= 12 and 1 <= day <= 31:
                yield match.start(), match.end(), month, day


def _month(parts: dict[str, str | None]) -> int | None:
    name = parts.get("name")
    if name:
        return int(_data()["calendar"]["months"].index(name[:3])) + 1
    value = _value(parts.get("month") or "")
    return None if value is None else int(value)


def _day_of(parts: dict[str, str | None], ends: dict[str, int]) -> int | None:
    """The day, or the last one of the part of a month; None for a bare month."""
    written = parts.get("day") or parts.get("day2")
    if written:
        value = _value(written)
        return None if value is None else int(value)
    part = parts.get("part")
    return ends.get(part) if part else None


def percent(tenths: str, more: str | None) -> float | None:
    """Per cent off of a Chinese discount: 九 (折) is 10, 九五 is 5, 85 is 15, 8.5 is 15."""
    value = _value(tenths)
    if value is None:
        return None
    if more:
        value += (_value(more) or 0) / 10
    paid = value * 10 if value < 10 else value
    return round(100 - paid, 2) if 10 <= paid < 100 else None


def _value(written: str) -> float | None:
    plain = written.replace(",", "").strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    words: dict[str, float] = _data()["number_words"]
    return float(words[plain]) if plain in words else _chinese(plain)


def _chinese(numerals: str) -> float | None:
    """二十四, 一百二十, 两: up to thousands."""
    values: dict[str, int] = _data()["numerals"]
    total, digit = 0, 0
    for char in numerals:
        value = values.get(char)
        if value is None:
            return None
        if value >= 10:
            total += (digit or 1) * value
            digit = 0
        else:
            digit = value
    return float(total + digit) if numerals else None


@cache
def _figure_pattern() -> re.Pattern[str]:
    data = _data()
    words = "|".join(sorted((word for word in data["number_words"] if len(word) > 1), key=len, reverse=True))
    number = rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[零一两二三四五六七八九十百千]+|\b(?:{words})\b"
    times = "|".join(sorted(data["multipliers"], key=len, reverse=True))
    units = "|".join(
        rf"{name}s?\b" if name.isascii() else name for name in sorted(data["durations"], key=len, reverse=True)
    )
    return re.compile(
        rf"(?P<currency>[¥￥$€£]|nt\$|hk\$|rmb|usd|eur|gbp|sgd|人民币|新台币|港币)?\s*"
        rf"(?P<minus>零下|负|(?<![\d\w])[-−](?=\d))?\s*(?<![\d.,/月年])(?<![a-z\d]-)(?P<low>{number})(?!\d)"
        rf"(?:\s*(?:-|–|—|~|～|到|至|to|or)\s*(?P<high>{number}))?"
        rf"\s*(?P<times>(?:{times})(?![a-z]))?(?P<half>个?半)?"
        rf"\s*(?P<coin>元|块钱?|美元|美金|欧元|港元|台币|yuan|dollars?|euros?|pounds?|rmb|cny|usd|eur|gbp)?"
        rf"(?:\s*-?\s*个?(?P<unit>{units})(?!\s*\d|[一二三四五六七八九十]+[日号]))?"
    )


def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_data("statements")
    return data
