"""Amounts of money and percentages in tender papers, exact: figures, Chinese numerals in small and in capital writing.

Works on folded text (:mod:`~tongpin.method.tendering.paper`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_CURRENCIES = {
    "CNY": r"人民币|rmb|cny|¥|￥",
    "TWD": r"新台币|新臺币|台币|nt\$|ntd|twd",
    "HKD": r"港币|港元|港幣|hk\$|hkd",
    "SGD": r"s\$|sgd|新加坡元",
    "USD": r"美元|美金|us\$|usd",
    "EUR": r"欧元|eur|€",
    "GBP": r"英镑|gbp|£",
    "JPY": r"日元|jpy",
    "INR": r"₹|rs\.?|inr",
    "AUD": r"a\$|aud",
    "MYR": r"rm|myr",
    "MOP": r"澳门元|mop\$?",
    "CAD": r"c\$|cad",
    "NZD": r"nz\$|nzd",
    "CHF": r"瑞士法郎|chf",
    "NOK": r"nok",
    "SEK": r"sek",
    "DKK": r"dkk",
    "KRW": r"韩元|krw|₩",
    "THB": r"泰铢|thb",
    "ZAR": r"zar",
    "AED": r"aed",
}
_NAMED = "|".join(f"(?:{words})" for words in _CURRENCIES.values())
_EUROPEAN = (
    r"\d{1,3}(?:[ .]\d{3})+,\d{2}(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?![\d,])|\d{1,3}(?: \d{3})+(?= ?(?:eur|€))"
    r"|(?<=[a-z]{3} )\d{1,3}(?: \d{3})+(?!\d)"
)
"""4 750 000,00 and 1.250.000,00: blank or point between thousands, a comma before cents."""
_FIGURES = rf"(?:{_EUROPEAN}|(?:\d{{1,3}}(?:,\d{{2,3}})+|\d+)(?:\.\d+)?)"
_SMALL = "零壹贰叁肆伍陆柒捌玖一二三四五六七八九两参"
_CHINESE = rf"[{_SMALL}十拾][{_SMALL}拾佰仟万亿十百千\s]*"
_TIMES = {
    "crores": 10**7,
    "crore": 10**7,
    "lakhs": 10**5,
    "lakh": 10**5,
    "亿": 10**8,
    "百万": 10**6,
    "万": 10**4,
    "千": 1000,
    "billion": 10**9,
    "bn": 10**9,
    "million": 10**6,
    "m": 10**6,
    "thousand": 1000,
    "k": 1000,
}
_SUM = re.compile(
    rf"(?P<before>{_NAMED}|\$)?\s*[:(]?\s*(?:大写\s*:?\s*)?"
    rf"(?:(?P<figures>(?<![\d.]){_FIGURES})\s*[()]?\s*(?P<times>亿|百万|万|千(?=元)|(?:crores?|lakhs?|billion|bn|million|thousand|m|k)\b)?\s*[)]?"
    rf"(?P<rest>(?<=万)\d,\d{{3}}(?![\d,.]))?"
    rf"|(?P<chinese>{_CHINESE}))\s*"
    rf"(?P<after>{_NAMED}|元|圆|dollars|pounds|euros?)?(?P<coins>[{_SMALL}]角(?:[{_SMALL}]分)?|[{_SMALL}]分)?"
)
_PERCENT = re.compile(
    r"(?P<percent>\d+(?:\.\d+)?)\s*(?:%|percent|per cent)|百分之(?P<chinese>[一二两三四五六七八九十]{1,3})"
)
_VALUES = {
    char: number
    for number, chars in enumerate(("零", "壹一", "贰二两", "叁三参", "肆四", "伍五", "陆六", "柒七", "捌八", "玖九"))
    for char in chars
}
_UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_NO_SUM = re.compile(r"\s*(?:年|月|日|时|点|分|天|个|台|套|项|名|人|家|楼|号|室|层|条|次|份|份|页|%|:|米|公里|吨|升)")


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount with its currency (empty where none is named) and its words. ``sure``: a unit of money stands there."""

    amount: Decimal
    currency: str
    start: int
    end: int
    sure: bool


def sums_in(text: str, start: int, end: int, *, times: int = 1) -> Iterator[Sum]:
    """Amounts in a part of folded text, in order. ``times``: what a bare figure counts, as the label says (万元)."""
    for found in _SUM.finditer(text, start, end):
        sum_ = _sum(found, times)
        if sum_ is not None:
            yield sum_


def percents_in(text: str, start: int, end: int) -> Iterator[tuple[Decimal, int, int]]:
    """Percentages in a part of folded text, with their places."""
    for found in _PERCENT.finditer(text, start, end):
        number = Decimal(found["percent"]) if found["percent"] else chinese_number(found["chinese"])
        if number is not None:
            yield number, found.start(), found.end()


def _sum(found: re.Match[str], times: int) -> Sum | None:
    named = bool(found["before"] or found["after"])
    if not named and _NO_SUM.match(found.string, found.end()):
        return None
    if found["figures"]:
        amount = _figures(found["figures"])
        own = _TIMES.get(found["times"] or "", 0)
        # "(万元) 125" counts ten thousands; "(万元) 1,250,000 元" was written out.
        amount *= own or (1 if found["after"] or amount >= 100_000 else times)
        amount += _figures(found["rest"] or "0")
        sure = named or bool(own)
    else:
        number = chinese_number(found["chinese"])
        if number is None or not (found["after"] or found["before"]):
            return None
        amount, sure = number + _coins(found["coins"]), True
    return Sum(_plain(amount), _currency(found), _first(found), found.end(), sure)


def _figures(words: str) -> Decimal:
    if re.fullmatch(_EUROPEAN.replace("(?= ?(?:eur|€))", "").replace("(?<=[a-z]{3} )", ""), words):
        return Decimal(words.replace(" ", "").replace(".", "").replace(",", "."))
    return Decimal(words.replace(",", ""))


def _first(found: re.Match[str]) -> int:
    """Where the words of the sum begin, without the blanks before it."""
    return found.start() + len(found[0]) - len(found[0].lstrip(" \t:(\n"))


def _plain(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


def _currency(found: re.Match[str]) -> str:
    for words in (found["before"], found["after"]):
        for code, pattern in _CURRENCIES.items():
            if words and re.fullmatch(pattern, words):
                return code
    return ""


def _coins(words: str | None) -> Decimal:
    if not words:
        return Decimal(0)
    jiao = _VALUES[words[0]] if "角" in words else 0
    fen = _VALUES[words[-2]] if words.endswith("分") else 0
    return Decimal(jiao) / 10 + Decimal(fen) / 100


def chinese_number(words: str) -> Decimal | None:
    """A number in Chinese numerals, small or capital (壹佰贰拾伍万, 一百二十五万); ``None`` where it is none."""
    total = section = digit = 0
    for char in words:
        if char.isspace():
            continue
        if char in _VALUES:
            digit = _VALUES[char]
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in "万亿":
            total = (total + section + digit) * (10**4 if char == "万" else 10**8)
            section = digit = 0
        else:
            return None
    return Decimal(total + section + digit) if words.strip() else None
