"""Values in text: money, shares, spans of time, days of the calendar, quantities and bare numbers, each with its place.

Digits, Chinese numerals and English number words, as ranges too. What a value is stated of is not said here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from tongpin.method.datafiles import load_data

ValueKind = Literal["money", "share", "span", "day", "ahead", "quantity", "count", "number"]


@dataclass(frozen=True, slots=True)
class Value:
    """``low`` to ``high`` in the base unit of its kind; ``start`` and ``end`` in the text, half open.

    Money as written; a share in per cent (``unit`` "off" where a 折 tells what is left to pay); a span in days; a day
    as [year]month day (1231, 20261231) with ``unit`` "by" where it is a last day; ahead in days from the day of the
    text, or months from it (``unit`` "month": 131 is the last day of the next month).
    """

    kind: ValueKind
    low: float
    high: float
    unit: str
    start: int
    end: int


@lru_cache(maxsize=512)
def values_in(text: str) -> tuple[Value, ...]:
    """Every value of folded, lower-case text, in order; where two readings overlap, the longer one counts."""
    splits = list(_splits(text))
    others = [*_days(text), *_fractions(text), *_figures(text)]
    if splits:
        others = [one for one in others if not any(one.start < part.end and part.start < one.end for part in splits)]
    found = sorted([*splits, *others], key=lambda one: (one.start, -one.end))
    kept: list[Value] = []
    for value in found:
        if kept and value.start < kept[-1].end:
            if value.end - value.start > kept[-1].end - kept[-1].start:
                kept[-1] = value
            continue
        kept.append(value)
    return tuple(kept)


ONE = frozenset({"一", "半", "a", "an"})
"""Words that count nothing where no unit follows: 一起, a day's visit."""
WORKING_DAY = 1.4
"""Days of the calendar that a working day takes on average; many who say days mean working days."""


# ---------------------------------------------------------------- numbers
def number_of(written: str) -> float | None:
    """The number that digits or words write: 1,200, twelve, 二十四, 七八 (7); None where it is none."""
    plain = written.replace(",", "").replace(" and ", " ").strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    if plain in _data()["number_words"]:
        return float(_data()["number_words"][plain])
    return _english(plain) if plain.isascii() else _chinese(plain)


def _english(words: str) -> float | None:
    values = _data()["number_words"]
    total, found = 0.0, False
    for word in re.split(r"[\s-]+", words):
        if word == "hundred":
            total = (total or 1) * 100
        elif word in values:
            total += values[word]
        else:
            return None
        found = True
    return total if found else None


def _chinese(numerals: str) -> float | None:
    values = _data()["numerals"]
    section, digit, last = 0.0, 0.0, 1.0
    for char in numerals:
        value = values.get(char)
        if value is None:
            return None
        if value >= 10:
            section += (digit or 1) * value
            digit, last = 0, value
        else:
            digit, last = value, last if value else 1
    # 三千八 is 3800, 九百八 is 980; 三千零八 is 3008.
    return section + digit * (last / 10 if last >= 100 else 1) if numerals else None


# ---------------------------------------------------------------- figures
def _figures(text: str) -> Iterator[Value]:
    for match in _figure_pattern().finditer(text):
        ends = _ends(match)
        if ends is None:
            continue
        value = _measured(text, match, *ends)
        if value is not None and not (value.kind == "number" and match["low"] in ONE):
            yield value


def _ends(match: re.Match[str]) -> tuple[float, float] | None:
    """Lowest and highest as written, without multiplier: 六到八, two or three, 七八 (周)."""
    written = match["low"]
    if re.fullmatch("[一二两三四五六七八九]{2}", written):
        first, second = (_chinese(char) or 0.0 for char in written)
        if match.string[match.end() : match.end() + 1] == "折":
            return first, first
        return (first, second) if second == first + 1 else None
    low = number_of(written)
    high = number_of(match["high"]) if match["high"] else low
    return None if low is None or high is None else (min(low, high), max(low, high))


def _measured(text: str, match: re.Match[str], low: float, high: float) -> Value | None:
    times = _data()["multipliers"].get(match["times"] or "", 1)
    more = (0.5 if match["half"] else 0.0) + _rest(match["rest"], times)
    low, high = (low + more) * times, (high + more) * times
    unit = _unit_pattern().match(text, match.end())
    kind, name, factor, end = "number", "", 1.0, match.end()
    if unit is not None:
        kind, name, factor = _unit(unit)
        end = unit.end()
    sign = -1 if match["minus"] else 1
    start = (
        match.start("minus") if match["minus"] else match.start("currency") if match["currency"] else match.start("low")
    )
    if kind == "zhe":
        off = _paid(match["low"], low)
        return None if off is None else Value("share", off, off, "off", start, end)
    if kind == "span" and _is_calendar(match, name, low, unit):
        return None
    if kind in {"number", "count"} and (match["currency"] or (match["times"] and kind == "number")):
        kind, name, factor, end = "money", match["currency"] or "", 1.0, match.end()
    if kind == "number" and (counted := _COUNTED.match(text, end)) and counted["what"] not in _no_things():
        kind, name = "count", counted["what"].removesuffix("s")
    end = match.start() + len(match.string[match.start() : end].rstrip())
    half = factor / 2 if unit is not None and unit["half"] and kind == "span" else 0.0
    least = 1.0 if kind == "span" and factor == WORKING_DAY else factor
    return Value(kind, sign * low * least + half, sign * high * factor + half, name, start, end)  # type: ignore[arg-type]


_COUNTED = re.compile(r"(?:(?<= )| )(?P<what>[a-z]{3,})")


def _rest(rest: str | None, times: float) -> float:
    """What follows a multiplier, in parts of it: 4万8 is 4.8, 八万六千四 is 8.64."""
    if not rest or times < 10_000:
        return 0.0
    thousands, mark, hundreds = rest.strip().partition("千")
    first, second = number_of(thousands.strip()) or 0.0, number_of(hundreds.strip()) or 0.0
    if mark:
        return (first * 1000 + second * 100) / times
    return first * 1000 / times if first < 10 else first / times


def _unit(match: re.Match[str]) -> tuple[str, str, float]:
    written = match["unit"].strip()
    found = _units().get(written) or _units().get(written.removesuffix("s"))
    return found or ("count", written, 1.0)


def _paid(written: str, value: float) -> float | None:
    """Per cent off of what is left to pay: 九 (折) is 10, 九五 and 95 are 5, 8.5 is 15."""
    if re.fullmatch("[一二三四五六七八九]{2}", written):
        value = (_chinese(written[0]) or 0) * 10 + (_chinese(written[1]) or 0)
    paid = value * 10 if value < 10 else value
    return round(100 - paid, 2) if 10 <= paid < 100 else None


def _is_calendar(match: re.Match[str], unit: str, value: float, told: re.Match[str] | None) -> bool:
    """2026年, 6月 and 15日 after a month are days of the calendar and no spans of time."""
    written = told["unit"].strip() if told else ""
    if written == "年":
        return 1900 < value < 2200 or bool(re.fullmatch(r"2\d", match["low"]))
    if written in {"月", "月份"}:
        return not match["half"]
    return written in {"日", "号"} and match.string[: match.start()].rstrip().endswith("月")


# ---------------------------------------------------------------- fractions and named shares
def _fractions(text: str) -> Iterator[Value]:
    for name, words in _shares():
        for match in words.finditer(text):
            if name == "百分之":
                amount = number_of(match["n"])
            elif name == "分之":
                whole, part = number_of(match["d"]), number_of(match["n"])
                amount = 100 * part / whole if whole and part is not None else None
            else:
                amount = float(name)
            if amount is not None:
                yield Value("share", amount, amount, "", match.start(), match.end())


def _splits(text: str) -> Iterator[Value]:
    """The parts of a payment told by their figures alone: 三七, 三三四, 3:5:2, 30-60-10."""
    for match in _SPLIT.finditer(text):
        parts = list(_PART.finditer(text, *match.span()))
        amounts = [number_of(part[0]) or 0.0 for part in parts]
        if sum(amounts) in (10, 100):
            factor = 100 / sum(amounts)
            for part, amount in zip(parts, amounts, strict=True):
                yield Value("share", amount * factor, amount * factor, "", *part.span())


_SPLIT = re.compile(
    r"(?<![零一二两三四五六七八九十百千万])[一二三四五六七八九]{2,4}(?![零一二两三四五六七八九十百千万折成])"
    r"|(?<![\d.:/-])\d{1,2}(?:([:：/-])\d{1,2})(?:\1\d{1,2}){0,3}(?![\d.:/-])"
)
_PART = re.compile(r"\d+|[一二三四五六七八九]")


# ---------------------------------------------------------------- days
def _days(text: str) -> Iterator[Value]:
    calendar = _data()["calendar"]
    for form in ("iso", "chinese", "english"):
        for match in _pattern(f"calendar.{form}").finditer(text):
            parts = match.groupdict()
            if parts.get("name") in calendar["words"] and not _is_month(match):
                continue
            ends = _calendar_days(parts, calendar)
            if ends is not None:
                yield Value("day", *ends, _last(text, match), match.start(), match.end())
    for entry in _named_days() if _any_named_day().search(text) else ():
        for match in entry[3].finditer(text):
            unit = _last(text, match) if entry[2] == "date" else "" if entry[2] == "span" else entry[2]
            kind: ValueKind = _NAMED_KINDS.get(entry[2], "ahead")
            yield Value(kind, entry[0], entry[1], unit, *match.span())


_NAMED_KINDS: dict[str, ValueKind] = {"date": "day", "span": "span"}


def _calendar_days(parts: dict[str, str | None], calendar: dict[str, Any]) -> tuple[float, float] | None:
    month = _month(parts, calendar)
    days = _days_of(parts, calendar["parts"])
    if month is None or days is None or not (1 <= month <= 12 and 1 <= days[0] <= days[1] <= 31):
        return None
    year = number_of(parts.get("year") or parts.get("year2") or "") or 0.0
    year = 2000 + year if 0 < year < 100 else year
    return year * 10000 + month * 100 + days[0], year * 10000 + month * 100 + days[1]


def _month(parts: dict[str, str | None], calendar: dict[str, Any]) -> int | None:
    name = parts.get("name")
    if name:
        return int(calendar["months"].index(name[:3])) + 1
    value = number_of(parts.get("month") or parts.get("month2") or "")
    return None if value is None else int(value)


def _days_of(parts: dict[str, str | None], ends: dict[str, list[int]]) -> tuple[int, int] | None:
    """The first and last day that are meant; a bare month is all of it."""
    written = parts.get("day") or parts.get("day2")
    if written:
        value = number_of(written)
        return None if value is None else (int(value), int(value))
    part = parts.get("part")
    if part:
        first, last = ends[re.sub(r"^the | (?:of|in)$", "", part.strip())]
        return first, last
    return 1, 31


def _is_month(match: re.Match[str]) -> bool:
    """Whether "may" or "march" is a month: with a day, a part, a year, or after a word of time."""
    alone = not any(match.groupdict().get(name) for name in ("day", "day2", "part", "year2"))
    return not alone or bool(_pattern("calendar.before").search(match.string[: match.start()]))


def _last(text: str, match: re.Match[str]) -> str:
    before, after = text[max(match.start() - 18, 0) : match.start()], text[match.end() : match.end() + 5]
    return "by" if _pattern("deadline.before").search(before) or _pattern("deadline.after").match(after) else ""


# ---------------------------------------------------------------- the knowledge in the data file
@cache
def _figure_pattern() -> re.Pattern[str]:
    data = _data()
    word = "|".join(sorted((word for word in data["number_words"]), key=len, reverse=True))
    digits = r"\d一二三四五六七八九"
    han = "".join(data["numerals"])
    words = rf"(?:{word}|hundred)(?:(?: and |[\s-])(?:{word}|hundred))*"
    number = rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{han}]+|\b(?:{words})\b"
    # 2m is two million only where it is money.
    times = "|".join(sorted((word for word in data["multipliers"] if word != "m"), key=len, reverse=True))
    return re.compile(
        rf"(?P<currency>{data['currencies']})?[ ]?"
        rf"(?P<minus>零下|负|(?<![\d\w])[-−](?=\d)|minus )?[ ]?"
        rf"(?<![\d.,/])(?<!\d:)(?<![a-z\d]-)(?<![a-z])(?P<low>{number})(?!\d|:\d\d)"
        rf"(?:[ ]?(?:{times})(?=[ ]?(?:-|–|—|~|～|到|至|to)[ ]?(?:{data['currencies']})?(?:{number})[ ]?(?:{times})))?"
        rf"(?:[ ]?(?:-|–|—|~|～|到|至|or|to|(?<=between \d )and)[ ]?"
        rf"(?:{data['currencies']})?(?P<high>{number})(?![\d月]))?"
        rf"[ ]?(?P<times>(?:{times}|(?(currency)m))(?![a-z]))?"
        rf"(?P<rest>(?<=万)[ ]?(?:[{digits}]\s*千\s*[{digits}]?|[{digits}](?![\d台套个年月天周]))(?!\d))?"
        rf"(?P<half>个?半(?=[年月天周日小]|个|\s*(?:months?|years?)))?"
    )


@cache
def _unit_pattern() -> re.Pattern[str]:
    written = sorted(_units(), key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in written if word.isascii() and word[-1].isalnum())
    other = "|".join(re.escape(word) for word in written if not (word.isascii() and word[-1].isalnum()))
    return re.compile(
        rf"[ ]?-?[ ]?(?:(?:full|whole|clear|straight|solid|further) )?(?:多|余|来|几|整)?个??"
        rf"(?P<unit>(?:{latin})s?(?![a-z])|(?:{other}))(?P<half>半(?![年月成]))?"
    )


@cache
def _no_things() -> frozenset[str]:
    """English words behind a number that do not tell what is counted."""
    return frozenset(_data()["no_things"].split())


@cache
def _units() -> dict[str, tuple[str, str, float]]:
    """Written unit → kind, name, factor."""
    data = _data()
    found: dict[str, tuple[str, str, float]] = {}
    for name, writings in data["quantities"].items():
        found |= {word: ("quantity", name, float(factor)) for word, factor in writings.items()}
    found |= {word: ("count", word, 1.0) for word in data["counters"].split()}
    for word, days in data["durations"].items():
        found[word] = "span", "", float(days)
        if not word.isascii() and not word.startswith(("个", "月")):
            found["个" + word] = found[word]
    found |= {word: ("share", "", float(factor)) for word, factor in data["shares"].items()}
    found |= dict.fromkeys(data["coins"].split(), ("money", "", 1.0))
    found["折"] = ("zhe", "", 1.0)
    return found


@cache
def _shares() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(words)) for name, words in _data()["fractions"].items())


@cache
def _named_days() -> tuple[tuple[float, float, str, re.Pattern[str]], ...]:
    return tuple((low, high, unit, re.compile(words)) for low, high, unit, words in _data()["named_days"])


@cache
def _any_named_day() -> re.Pattern[str]:
    """All of them at once: most texts name none."""
    return re.compile("|".join(entry[3].pattern for entry in _named_days()))


@cache
def _pattern(path: str) -> re.Pattern[str]:
    group, name = path.split(".")
    return re.compile(_data()[group][name])


def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_data("values")
    return data
