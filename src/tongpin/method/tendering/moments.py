"""Days and hours in tender papers: of the western and of the Taiwanese calendar, in figures, in Chinese, in English.

Works on folded text (:mod:`~tongpin.method.tendering.paper`). A day that the calendar does not have is none.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ROC = 1911
"""Year 1 of the Taiwanese calendar is 1912."""
_DIGITS = "零一二三四五六七八九"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ZH = r"[一二三四五六七八九十]{1,3}"
_DAY = re.compile(
    r"(?<![\d.])(?:"
    r"(?P<y1>(?:19|20)\d\d)\s*(?:年|[-/.])\s*(?P<m1>\d{1,2})\s*(?:月|[-/.])\s*(?P<d1>\d{1,2})(?!\d)\s*日?"
    r"|(?:中华)?(?:民国\s*)?(?P<roc>1[0-4]\d)\s*(?:年|[-/.])\s*(?P<m2>\d{1,2})\s*(?:月|[-/.])\s*(?P<d2>\d{1,2})(?!\d)\s*日?"
    rf"|(?P<y3>[{_DIGITS}]{{4}})\s*年\s*(?P<m3>{_ZH})\s*月\s*(?P<d3>{_ZH})\s*日"
    rf"|(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?[\s-]*(?:(?:day\s+)?of\s+)?(?P<m4>{_MONTH})\.?,?(?:[\s-]*(?P<y4>20\d\d))?\b"
    rf"|(?P<m5>{_MONTH})\.?\s+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y5>20\d\d))?"
    r"|(?P<same>同日|当日|当天|\bsame day(?= at))(?=\s*(?:上午|下午|晚上|中午|at \d|\d))"
    r"|(?P<d6>\d{1,2})(?P<by>[/.-])(?P<m6>\d{1,2})(?P=by)(?P<y6>20\d\d)(?!\d)"
    rf"|(?P<m7>\d{{1,2}}|{_ZH})\s*月\s*(?P<d7>\d{{1,2}}|{_ZH})\s*[日号]"
    r")"
)
_WEEKDAY = (
    r"(?:星期[一二三四五六日天]|周[一二三四五六日]|(?<=\()[一二三四五六日](?=\))"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)"
)
_ZONE = (
    r"(?:北京时间|当地时间|台北时间|香港时间|本地时间"
    r"|[a-z]{2,12} (?:standard |daylight )?time|gmt|bst|utc|cet|cest|hkt|sgt)"
)
_BETWEEN = (
    rf"(?:下班(?:之?前)?)?[\s,(\[/]*(?:{_WEEKDAY})?[\s,)(\]]*(?:{_ZONE})?[\s,):]*"
    r"(?:at\b|t(?=\d)|up ?to\b|by\b|before\b|till\b|的|于)?\s*"
)
_PART = r"(?P<part>上午|下午|早上|早|中午|正午|晚上|晚|凌晨|傍晚|am|pm)?\s*"
_HOUR = (
    rf"(?:{_PART}(?P<h>\d{{1,2}}|{_ZH})\s*"
    r"(?:[:.](?P<mi>[0-5]\d)(?::[0-5]\d)?|[时点]\s*(?:(?P<mz>\d{1,2}|[零一二三四五六十]{1,3})\s*分?|(?P<half>半)|[整正])?)"
    r"\s*(?:时|分|整|正)?\s*(?P<ap>a\.?m\b\.?|p\.?m\b\.?|noon|midday)?"
    r"|(?P<h12>\d{1,2})\s*(?P<ap12>a\.?m\b\.?|p\.?m\b\.?|noon|midday)"
    r"|(?P<h24>[01]\d|2[0-3])(?P<m24>[0-5]\d)(?:\s*(?:hours|hrs|h)\b|(?<=日\d{4})(?!\d))"
    r"|(?P<noon>noon|midday|中午|正午))(?:\s*(?:hours|hrs|h)\b)?"
)
_AFTER = re.compile(_BETWEEN + _HOUR)
_UNTIL = re.compile(rf"\s*(?:-|~|至|到)\s*{_HOUR}")
_BEFORE = re.compile(
    _HOUR + rf"[ \n,]*(?:\(?(?:{_ZONE}|[a-z]{{2,5}})\)?)?[ \n,]*(?:local time)?[ \n,]*(?:on\b|of\b)?"
    r"[ \n]*(?:the\b)?[ \n]*(?:same day)?"
    rf"[ \n,]*(?:{_WEEKDAY})?[ \n,]*(?:the\b)?[ \n]*\Z"
)
_AFTERNOON = ("下午", "晚上", "晚", "傍晚", "pm")
_LEAP = 2024
"""The year in which a day without one is tried: one that has a 29 February."""
_REACH = 60
"""Characters before a day in which its hour may stand."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, its hour as "09:30" where one is told, and its words. ``year_known``: whether the year stands there;
    ``until``: a later hour of the same day, where it is a span ("8:30~9:30")."""

    day: dt.date
    hour: str
    start: int
    end: int
    year_known: bool = True
    until: str = ""


def moments_in(text: str, start: int = 0, end: int | None = None, *, year: int | None = None) -> Iterator[Moment]:
    """Moments in a part of folded text, in order; one without its year takes that of the one before it, or ``year``."""
    stop = len(text) if end is None else end
    last = year
    here: dt.date | None = None
    for found in _DAY.finditer(text, start, stop):
        day, known = (here, True) if found["same"] else _day(found, last)
        if day is None:
            continue
        last, here = day.year, day
        yield _with_hour(text, Moment(day, "", found.start(), found.end(), known), start, stop)


def no_days_in(text: str, start: int, end: int, *, year: int | None = None) -> Iterator[tuple[int, int]]:
    """Places of folded text that are written as a day and name none that the calendar has: 30 February."""
    for found in _DAY.finditer(text, start, end):
        if not found["same"] and _day(found, year or _LEAP)[0] is None:
            yield found.start(), _without_blanks(text, found.end())


def span_in(text: str, start: int, end: int, *, year: int | None = None) -> tuple[Moment, Moment] | None:
    """The first "from … to …" in a part of folded text; a year told once serves both."""
    found = list(moments_in(text, start, end, year=year))
    later = list(_DAY.finditer(text, start, end))
    if len(found) < 2 and len(later) >= 2:
        # "28 April to 20 May 2026": the first takes the year of the second.
        given = next((moment.day.year for moment in found), None)
        found = list(moments_in(text, start, end, year=given))
    for first, second in pairwise(found):
        between = text[first.end : second.start]
        joined = re.search(r"(?<![发交送寄投运达])[至到]|-|~|\bto\b|until|till|\band\b|through|截止|止", between)
        if joined and len(between) < 40 and first.day <= second.day:
            return first, second
    return None


def _day(found: re.Match[str], year: int | None) -> tuple[dt.date | None, bool]:
    parts = found.groupdict()
    n = next(number for number in range(1, 8) if parts[f"d{number}"])
    known = True
    if n == 2:
        given: int | None = int(parts["roc"]) + _ROC
    elif n == 7 or parts[f"y{n}"] is None:
        given, known = year, False
    else:
        given = _number(parts[f"y{n}"])
    month, day = _number(parts[f"m{n}"]), _number(parts[f"d{n}"])
    if n == 6 and month > 12:
        month, day = day, month
    if given is None:
        return None, False
    try:
        return dt.date(given, month, day), known
    except ValueError:
        return None, False


def _number(words: str) -> int:
    """A year, month, day or hour, in figures, in Chinese or as an English month."""
    if words.isdigit():
        return int(words)
    if words[:3] in MONTHS:
        return MONTHS.index(words[:3]) + 1
    if len(words) == 4:
        return int("".join(str(_DIGITS.index(char)) for char in words))
    tens, ten, ones = words.rpartition("十")
    high = (_DIGITS.index(tens) if tens else 1) * 10 if ten else 0
    return high + (_DIGITS.index(ones[-1]) if ones else 0)


def _with_hour(text: str, moment: Moment, start: int, end: int) -> Moment:
    after = _AFTER.match(text, moment.end, min(end, moment.end + _REACH))
    if after is not None and (hour := _hour(after)):
        later = _UNTIL.match(text, after.end(), end)
        until = _later(after, later, hour) if later else ""
        stop = later.end() if later and until else after.end()
        return replace(moment, hour=hour, end=_without_blanks(text, stop), until=until)
    begin = max(start, moment.start - _REACH)
    before = _BEFORE.search(text[begin : moment.start])
    if before is not None and (hour := _hour(before)):
        return replace(moment, hour=hour, start=begin + before.start())
    return moment


def hours_at(text: str, start: int) -> tuple[str, str, int] | None:
    """A span of hours ("9:00-17:00") that begins at a place of folded text: its two ends, and where it ends."""
    first = re.compile(_HOUR).match(text, start)
    second = _UNTIL.match(text, first.end()) if first else None
    if first is None or second is None:
        return None
    begin = _hour(first)
    until = _later(first, second, begin)
    return (begin, until, _without_blanks(text, second.end())) if begin and until else None


def _later(first: re.Match[str], second: re.Match[str], hour: str) -> str:
    """The end of a span of hours, in the part of the day that its beginning names ("下午2:30-3:00")."""
    until = _hour(second)
    if until and until <= hour and not second["part"] and first["part"] in _AFTERNOON:
        until = f"{int(until[:2]) + 12:02d}{until[2:]}" if until < "12" else until
    return until if until > hour else ""


def _without_blanks(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _hour(found: re.Match[str]) -> str:
    parts = found.groupdict()
    if parts["h24"]:
        return f"{parts['h24']}:{parts['m24']}"
    if parts["noon"]:
        return "12:00"
    hour = _number(parts["h"] or parts["h12"])
    minute = _minutes(parts)
    noon = (parts["ap"] or parts["ap12"] or "").replace(".", "")
    afternoon = parts["part"] in _AFTERNOON or noon == "pm" or (parts["part"] in ("中午", "正午") and hour < 6)
    if afternoon and hour < 12:
        hour += 12
    if noon == "am" and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else ("23:59" if (hour, minute) == (24, 0) else "")


def _minutes(parts: dict[str, str | None]) -> int:
    if parts["half"]:
        return 30
    if parts["mi"]:
        return int(parts["mi"])
    words = (parts["mz"] or "0").lstrip("零") or "0"
    return _number(words)
