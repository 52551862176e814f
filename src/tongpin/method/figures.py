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


@dataclass(frozen=True, slots=True)
class Day:
    """Days of the calendar as month and day (1231), ``low`` to ``high``: a part of a month is several."""

    low: float
    high: float
    start: int
    end: int


def figures_in(text: str) -> Iterator[Figure]:
    """Every figure in folded, lower-case text. A date (5月20日, 2026-03-02) is none."""
    for match in _figure_pattern().finditer(text):
        low = value_of(match["low"])
        high = value_of(match["high"]) if match["high"] else low
        if low is None or high is None or _is_calendar(match, low):
            continue
        times = _data()["multipliers"].get(match["times"] or "", 1)
        half = 0.5 if match["half"] else _rest(match, times)
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


def _rest(match: re.Match[str], times: float) -> float:
    """What follows a multiplier, in parts of it: 4万8 is 4.8, 八万六千四 is 8.64, 71万4千 is 71.4."""
    rest = match["rest"]
    if not rest or times < 10_000:
        return 0.0
    thousands, _, hundreds = rest.strip().partition("千")
    written = (value_of(thousands) or 0.0), (value_of(hundreds.strip()) or 0.0)
    return float((written[0] * 1000 + written[1] * 100) / times) if "千" in rest or written[0] < 10 else 0.0


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


def days_in(text: str) -> Iterator[Day]:
    """Every day of the calendar in a text, a part of a month (end of June) as its first and last one."""
    calendar = _data()["calendar"]
    for pattern in ("iso", "chinese", "english"):
        for match in re.finditer(calendar[pattern], text):
            parts = match.groupdict()
            month, days = _month(parts), _days_of(parts, calendar["parts"])
            if parts.get("name") in calendar["words"] and not _is_month(match, calendar["before"]):
                continue
            if month is not None and days is not None and 1 <= month <= 12 and 1 <= days[0] <= days[1] <= 31:
                yield Day(month * 100 + days[0], month * 100 + days[1], match.start(), match.end())


def _is_month(match: re.Match[str], before: str) -> bool:
    """Whether "may" or "march" is a month: with a day, a part, a year, or after a word of time."""
    alone = not any(match.groupdict().get(name) for name in ("day", "day2", "part"))
    return not alone or bool(re.search(before, match.string[: match.start()]))


def _month(parts: dict[str, str | None]) -> int | None:
    name = parts.get("name")
    if name:
        return int(_data()["calendar"]["months"].index(name[:3])) + 1
    value = value_of(parts.get("month") or "")
    return None if value is None else int(value)


def _days_of(parts: dict[str, str | None], ends: dict[str, list[int]]) -> tuple[int, int] | None:
    """The first and last day that are meant; a bare month is all of it."""
    written = parts.get("day") or parts.get("day2")
    if written:
        value = value_of(written)
        return None if value is None else (int(value), int(value))
    part = parts.get("part")
    if part:
        first, last = ends[re.sub(r"^the | (?:of|in)$", "", part)]
        return first, last
    return 1, 31


def percent(tenths: str, more: str | None) -> float | None:
    """Per cent off of a Chinese discount: 九 (折) is 10, 九五 is 5, 85 is 15, 8.5 is 15."""
    value = value_of(tenths)
    if value is None:
        return None
    if more:
        value += (value_of(more) or 0) / 10
    paid = value * 10 if value < 10 else value
    return round(100 - paid, 2) if 10 <= paid < 100 else None


def value_of(written: str) -> float | None:
    """The number that a word or numerals write: 1,200, twelve, 二十四; None where it is none."""
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
    # 2m is two million only where it is money.
    times = "|".join(sorted((name for name in data["multipliers"] if name != "m"), key=len, reverse=True))
    units = "|".join(
        rf"{name}s?\b" if name.isascii() else name for name in sorted(data["durations"], key=len, reverse=True)
    )
    return re.compile(
        rf"(?P<currency>[¥￥$€£]|nt\$|hk\$|rmb|usd|eur|gbp|sgd|人民币|新台币|港币)?\s*"
        rf"(?P<minus>零下|负|(?<![\d\w])[-−](?=\d))?\s*(?<![\d.,/])(?<![\d一二三四五六七八九十]月)(?<!\d年)(?<![a-z\d]-)(?P<low>{number})(?!\d)"
        rf"(?:\s*(?:-|–|—|~|～|到|至|to|or)\s*(?P<high>{number}))?"
        rf"\s*(?P<times>(?:{times}|(?(currency)m))(?![a-z]))?(?P<rest>(?<=万)\s*(?:[\d一二三四五六七八九]\s*千\s*[\d一二三四五六七八九]?|[\d一二三四五六七八九](?![\d台套个年月天周]))"
        rf"(?!\d))?(?P<half>个?半)?"
        rf"\s*(?P<coin>元|块钱?|美元|美金|欧元|港元|台币|yuan|dollars?|euros?|pounds?|rmb|cny|usd|eur|gbp)?"
        rf"(?:\s*-?\s*个?(?P<unit>{units})(?!\s*\d|[一二三四五六七八九十]+[日号]))?"
    )


def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_data("statements")
    return data
