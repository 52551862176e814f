"""The numbers that Word makes by itself before paragraphs: 1.2, （一）, 第三条; a paper's clauses are known by them.

Follows numbering.xml of ECMA-376, part 17.9, as far as tender documents need it; bullets have no number.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_SMALL_ROMAN = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
MOST_STYLES = 50
"""Styles that a style may rest on before we believe that they go round."""


@dataclass(frozen=True, slots=True)
class Level:
    """How a level is written: ``text`` as "%1.%2", ``kind`` of its figures, the number it begins with."""

    kind: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """Lists of a document by their id, the list and level of each style, and how far each list has counted."""

    lists: Mapping[str, Mapping[int, Level]]
    shared: Mapping[str, str]
    styles: Mapping[str, tuple[str, int]]
    counted: dict[str, dict[int, int]] = field(default_factory=dict)

    def before(self, paragraph: Element) -> str:
        """The number of a paragraph, which is counted by this; empty where it has none."""
        number, level = self._place(paragraph)
        levels = self.lists.get(number, {})
        if level not in levels:
            return ""
        # Lists of one form count on together.
        counted = self.counted.setdefault(self.shared.get(number, number), {})
        counted[level] = counted.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counted if one > level]:
            del counted[deeper]
        return _written(levels, level, counted)

    def _place(self, paragraph: Element) -> tuple[str, int]:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return "", 0
        style = properties.find(f"{_W}pStyle")
        named = self.styles.get(_value(style), ("", 0))
        own = properties.find(f"{_W}numPr")
        if own is None:
            return named
        number, level = _number_of(own)
        return number or named[0], level if level is not None else named[1]


def numbering_of(numbering: Element | None, styles: Element | None) -> Numbering:
    """The lists of a document as its parts tell them; none where a part is missing."""
    if numbering is None:
        return Numbering({}, {}, {})
    forms = {_attribute(one, "abstractNumId"): one for one in numbering.findall(f"{_W}abstractNum")}
    lists: dict[str, dict[int, Level]] = {}
    shared: dict[str, str] = {}
    for one in numbering.findall(f"{_W}num"):
        number, form = _attribute(one, "numId"), _value(one.find(f"{_W}abstractNumId"))
        if form not in forms:
            continue
        levels = dict(_levels(forms[form])) | dict(_overrides(one))
        lists[number] = levels | dict(_begun_anew(one, levels))
        # A list that begins anew by itself counts for itself.
        shared[number] = f"list {number}" if one.find(f"{_W}lvlOverride") is not None else f"form {form}"
    return Numbering(lists, shared, dict(_numbered_styles(styles)) if styles is not None else {})


def _levels(form: Element) -> Iterator[tuple[int, Level]]:
    for level in form.findall(f"{_W}lvl"):
        place = _whole(_attribute(level, "ilvl"))
        if place is not None and place < LEVELS:
            yield place, _level(level)


def _level(level: Element) -> Level:
    start = _whole(_value(level.find(f"{_W}start")))
    kind = _value(level.find(f"{_W}numFmt")) or "decimal"
    return Level(kind=kind, text=_value(level.find(f"{_W}lvlText")), start=1 if start is None else start)


def _overrides(one: Element) -> Iterator[tuple[int, Level]]:
    for override in one.findall(f"{_W}lvlOverride"):
        place, level = _whole(_attribute(override, "ilvl")), override.find(f"{_W}lvl")
        if place is not None and place < LEVELS and level is not None:
            yield place, _level(level)


def _begun_anew(one: Element, levels: Mapping[int, Level]) -> Iterator[tuple[int, Level]]:
    for override in one.findall(f"{_W}lvlOverride"):
        place = _whole(_attribute(override, "ilvl"))
        start = _whole(_value(override.find(f"{_W}startOverride")))
        if place is not None and place in levels and start is not None:
            yield place, replace(levels[place], start=start)


def _numbered_styles(styles: Element) -> Iterator[tuple[str, tuple[str, int]]]:
    """List and level of each style, its own or those of the style that it rests on."""
    known = {_attribute(style, "styleId"): style for style in styles.findall(f"{_W}style")}
    for name in known:
        at, number, level = name, "", None
        for _step in range(MOST_STYLES):
            style = known.get(at)
            if style is None or number:
                break
            own = style.find(f"{_W}pPr/{_W}numPr")
            if own is not None:
                number, deep = _number_of(own)
                level = deep if level is None else level
            at = _value(style.find(f"{_W}basedOn"))
        if number:
            yield name, (number, level or 0)


def _number_of(properties: Element) -> tuple[str, int | None]:
    return _value(properties.find(f"{_W}numId")), _whole(_value(properties.find(f"{_W}ilvl")))


# ---------------------------------------------------------------- figures
def _written(levels: Mapping[int, Level], level: int, counted: Mapping[int, int]) -> str:
    here = levels[level]
    if here.kind in ("bullet", "none"):
        return ""
    told = here.text
    for place in range(level + 1):
        if f"%{place + 1}" in told:
            kind = levels[place].kind if place in levels else "decimal"
            number = counted.get(place, levels[place].start if place in levels else 1)
            told = told.replace(f"%{place + 1}", _figures(kind, number))
    return told.strip()


def _figures(kind: str, number: int) -> str:
    if number < 0:
        return str(number)
    return KINDS.get(kind, str)(number)


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """12 as 十二, 105 as 一百〇五; above 9999 the plain figures."""
    if not 0 < number < 10_000:
        return str(number) if number else digits[0]
    told = ""
    for place, digit in enumerate(reversed(str(number))):
        if digit != "0":
            told = digits[int(digit)] + (units[place - 1] if place else "") + told
        elif told and not told.startswith(digits[0]):
            told = digits[0] + told
    return told[1:] if 10 <= number < 20 and units[0] == "十" else told


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    told = ""
    for value, sign in (*_ROMAN, *_SMALL_ROMAN):
        told, number = told + sign * (number // value), number % value
    return told


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


def _one_by_one(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


KINDS: Mapping[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": _one_by_one,
    "taiwaneseDigital": _one_by_one,
    "chineseLegalSimplified": lambda number: chinese(number, _CAPITALS, "拾佰仟"),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % 12],
}


# ---------------------------------------------------------------- XML
def _attribute(element: Element | None, name: str) -> str:
    return "" if element is None else element.get(f"{_W}{name}", "")


def _value(element: Element | None) -> str:
    return _attribute(element, "val")


def _whole(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 6 else None
