"""What a tender paper says, each fact with its words: proposed, and a fact only when somebody has confirmed it.

Rules and lists of our own over :mod:`~tongpin.method.tendering.labels`; no network, a few milliseconds a notice.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from tongpin.method.datafiles import load_data
from tongpin.method.tendering import dates
from tongpin.method.tendering.amounts import amounts
from tongpin.method.tendering.breaks import Unbroken, unbroken
from tongpin.method.tendering.labels import Anchor, anchors_of, value_of
from tongpin.method.tendering.paper import LONGEST, Paper, heading_level, paper_of
from tongpin.method.tendering.parties import organisations
from tongpin.method.tendering.people import contacts

Field = Literal[
    "buyer",
    "number",
    "title",
    "agency",
    "budget",
    "ceiling",
    "issued",
    "documents_from",
    "documents_until",
    "clarifications_until",
    "deadline",
    "opening",
    "place",
    "bond",
    "contact",
    "qualifications",
    "formula",
    "deliverables",
    "compulsory",
]
FIELDS: tuple[Field, ...] = Field.__args__  # type: ignore[attr-defined]
MOST_WORDS = 1500
"""Characters of a fact that is a passage."""
_NUMBER = re.compile(
    r"[\s:#.|\"'“(\[【《-]*(?:为|是)?[\s:]*(?P<number>[a-z\d\u4e00-\u9fff〔\[(【][^\s,，。;；、|\"'“”《》]*"
    r"(?:(?<=[a-z]) (?=\d)[^\s,，。;；、|]+)?)"
)
_OWN_BRACKET = re.compile(r"\[[a-z\d]{2,10}\][a-z\d]")
"""A bracket that belongs to the number: [350800]FRZB[GK]2026011."""
_BARE_NUMBER = re.compile(
    r"[\u4e00-\u9fffa-z]{1,12}[〔\[(【]\s*20\d\d\s*[〕\])】][\u4e00-\u9fffa-z\d-]{0,14}?第?\d{1,6}号"
)
_IN_BRACKETS = re.compile(r"[\u4e00-\u9fff]{2,}[(\[【〔](?P<number>(?=[^)]*[a-z])[a-z\d][\w/.-]{4,})[)\]】〕]?")
"""A project's name with its number behind: 图书采购（PLZC2026-X-0019）."""
_CODE = r"(?=[a-z\d/-]*\d)[a-z][a-z\d]{0,13}(?:[-/][a-z\d]+){0,4}[-/](?=[a-z]*\d)[a-z\d]{2,}"
_NAMED_CODE = re.compile(
    rf"(?:[(]|\bre\s*:\s*(?:enquiry|inquiry|tender|quotation)?\s*|关于|\b(?:enquiry|inquiry)\s+)(?P<number>{_CODE})(?=[)\s,.;:]|号)"
    r"|第(?P<whole>\d+(?:/[a-z\d]+)+)号"
)
"""A number without a label, in a title or a subject: 文件（DK-BX-2026-04）, 关于AB-26-033号…, Re: Enquiry AB-3391."""
_IN_SUBJECT = re.compile(rf"[^\n]{{2,60}}?[ 】](?P<number>{_CODE})(?= |$)")
"""A number that ends the first line: 主题：【询价】前照灯支架 SOR-HJ-2026-0455."""
_BEHIND_NAME = re.compile(
    r"[^\n]{2,60}?[,;、/\s]\s*(?P<number>[a-z]{1,12}[(〔\[]?[\u4e00-\u9fff]?[)〕\]]?[a-z\d()〔〕\[\]/-]{0,24}\d号?)"
    r"(?=[\s,.。;)]|$)"
)
"""项目名称及编号: the name first, then the number."""
_ENGLISH_NUMBER = re.compile(
    r"(?<![\w/.-])(?:[a-z\d]{1,8}[-/]){0,3}(?:rfb|rfp|rfq|rft|itt|itq|ifb|itb|nit|eoi)[-/#][\w/.-]*\d[\w/-]*"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a field with its words (``start``, ``end`` in code points of the text, half open).

    ``value``: a day as 2026-05-20, with its hour as "2026-05-20 09:30", empty where the words name a day that the
    calendar does not have; money as "1250000.00" with its currency behind
    it where one is named; a bond also as "2%", or "none"; else the words themselves.
    """

    field: Field
    value: str
    start: int
    end: int


def facts_in(text: str) -> tuple[Fact, ...]:
    """The facts of a notice or tender document, in the order of ``FIELDS``; of contacts all, the best first."""
    whole = unbroken(text[:LONGEST])
    paper = paper_of(whole.text)
    anchors = anchors_of(paper)
    money = (Fact(one.field, one.value, one.start, one.end) for one in amounts(paper, anchors))
    found = [*_parties(paper, anchors), *money, *_days(paper, anchors), *_words(paper, anchors)]
    if len(whole.cuts) > 1:
        # The words stand in the text as it came, over its broken lines.
        found = [_moved(fact, whole) for fact in found]
    return tuple(sorted(found, key=lambda fact: FIELDS.index(fact.field)))


def _moved(fact: Fact, whole: Unbroken) -> Fact:
    end = whole.place(fact.end - 1) + 1 if fact.end > fact.start else whole.place(fact.end)
    return replace(fact, start=whole.place(fact.start), end=end)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of the data file."""
    return re.compile(load_data("tendering")[name], re.MULTILINE)


# ---------------------------------------------------------------- names and numbers
def _parties(paper: Paper, anchors: Sequence[Anchor]) -> Iterator[Fact]:
    buyers, agencies = organisations(paper, anchors, "buyer"), organisations(paper, anchors, "agency")
    agency = agencies[0].text if agencies else ""
    for buyer in (name for name in buyers if name.text != agency):
        yield Fact("buyer", buyer.text, buyer.start, buyer.end)
        break
    if agencies:
        yield Fact("agency", agency, agencies[0].start, agencies[0].end)
    told: set[str] = set()
    for contact in contacts(paper, anchors):
        if contact.told not in told and len(told) < 3:
            told.add(contact.told)
            yield Fact("contact", contact.told, contact.start, contact.end)
    yield from _number(paper, anchors)


def _number(paper: Paper, anchors: Sequence[Anchor]) -> Iterator[Fact]:
    found = []
    for anchor in anchors:
        if anchor.field != "number" or (anchor.strength == 1 and not anchor.leads):
            continue
        place = _numbered(paper, anchor)
        if place is not None:
            found.append((-anchor.strength, place))
    for anchor in anchors:
        if anchor.field == "title" and "编号" in paper.folded[anchor.start : anchor.end] and anchor.leads:
            match = _BEHIND_NAME.match(paper.folded, anchor.value, anchor.stop)
            if match:
                found.append((-1, match.span("number")))
    found += [(0, place) for place in _bare_numbers(paper)]
    if found:
        start, end = min(found)[1]
        yield Fact("number", paper.words(start, end), start, end)


def _bare_numbers(paper: Paper) -> Iterator[tuple[int, int]]:
    """Numbers without a label at the beginning of a paper."""
    for bare in (_BARE_NUMBER, _ENGLISH_NUMBER, _NAMED_CODE):
        match = bare.search(paper.folded[:1500])
        if match:
            yield match.span(match.lastgroup or 0)
    first = next((line for line in paper.lines if line.start < line.end), None)
    ending = _IN_SUBJECT.match(paper.folded, first.start, first.end) if first else None
    if ending:
        yield ending.span("number")


def _numbered(paper: Paper, anchor: Anchor) -> tuple[int, int] | None:
    """The number behind a label: it holds a figure, and no bracket that was opened before it."""
    begin = anchor.value if anchor.mapped else anchor.end
    found = _NUMBER.match(paper.folded, begin, max(anchor.stop, begin))
    if found is None:
        return None
    start, end = found.span("number")
    if _OWN_BRACKET.match(paper.folded, start - 1, end):
        start -= 1
    words = paper.folded[start:end]
    for opening, closing in ("()", "[]", "【】", "〔〕"):
        if words.count(closing) > words.count(opening):
            words = words[: words.rindex(closing) if words.count(opening) else words.index(closing)]
        elif words.count(opening) > words.count(closing) and words.rindex(opening):
            words = words[: words.rindex(opening)]
    words = words.rstrip(".:)]】'\"") if words.count("(") < words.count(")") else words.rstrip(".:'\"")
    inside = _IN_BRACKETS.fullmatch(words)
    if inside:
        start, words = start + inside.start("number"), inside["number"]
    wrong = re.match(r"(?:为|是|of|is|and|to)$", words) or re.fullmatch(r"\d{4}年.*|\d{1,2}", words)
    return (start, start + len(words)) if re.search(r"\d", words) and not wrong else None


# ---------------------------------------------------------------- days
def _days(paper: Paper, anchors: Sequence[Anchor]) -> Iterator[Fact]:
    year = usual_year(paper)
    deadline = dates.deadline(paper, anchors, year)
    opening = dates.opening(paper, anchors, year, deadline)
    from_, until = dates.documents(paper, anchors, year)
    from_ = from_ or dates.first_behind(paper, anchors, "documents_from", year)
    until = until or dates.first_behind(paper, anchors, "documents_until", year)
    days = {
        "issued": dates.issued(paper, anchors, year),
        "documents_from": from_,
        "documents_until": until,
        "clarifications_until": dates.first_behind(paper, anchors, "clarifications", year),
        "deadline": deadline,
        "opening": opening,
    }
    for field, moment in days.items():
        if moment is not None:
            hour = f" {moment.hour}" if moment.hour and field in ("deadline", "opening") else ""
            yield Fact(field, f"{moment.day.isoformat()}{hour}", moment.start, moment.end)  # type: ignore[arg-type]
            continue
        place = dates.no_day_behind(paper, anchors, field, year)
        if place is not None:
            yield Fact(field, "", *place)  # type: ignore[arg-type]


def usual_year(paper: Paper) -> int | None:
    """The year that most days of a paper are in, for days told without one."""
    years = Counter(int(year) for year in re.findall(r"(?<!\d)(20[2-9]\d)(?!\d)", paper.folded))
    return years.most_common(1)[0][0] if years else None


# ---------------------------------------------------------------- words and passages
def _words(paper: Paper, anchors: Sequence[Anchor]) -> Iterator[Fact]:
    yield from _line(paper, anchors, "title")
    yield from _place(paper, anchors)
    yield from _formula(paper)
    for field in ("qualifications", "deliverables"):
        yield from _passage(paper, field)
    for value, words in load_data("tendering")["compulsory"].items():
        found = re.search(words, paper.folded)
        if found and not (
            value == "true" and re.search(r"非|不属于", paper.folded[max(0, found.start() - 3) : found.start()])
        ):
            yield Fact("compulsory", value, found.start(), found.end())
            break


def _line(paper: Paper, anchors: Sequence[Anchor], field: Field) -> Iterator[Fact]:
    for anchor in sorted((one for one in anchors if one.field == field), key=lambda one: -one.strength):
        place = value_of(paper, anchor)
        if place is not None and place[1] - place[0] >= 4 and (anchor.strength > 1 or anchor.leads):
            words = re.split(r"[。;；]|\s{3,}", paper.text[place[0] : place[1]])[0].rstrip(" ，,")
            if len(words) >= 4:
                yield Fact(field, " ".join(words.split()), place[0], place[0] + len(words))
                return


def _place(paper: Paper, anchors: Sequence[Anchor]) -> Iterator[Fact]:
    """Where bids are handed in or opened: a bare "地点" counts below the deadline or the opening only."""
    here = ""
    for anchor in anchors:
        if anchor.field in ("deadline", "opening", "documents"):
            here = anchor.field
        if anchor.field != "place" or (anchor.strength == 1 and here not in ("deadline", "opening")):
            continue
        place = value_of(paper, anchor)
        words = re.split(r"[。;；]|\s{3,}", paper.text[place[0] : place[1]])[0].rstrip(" ，,") if place else ""
        if place and len(words) >= 4 and not re.match("同|見|见|详见|same", words):
            yield Fact("place", " ".join(words.split()), place[0], place[0] + len(words))
            return


def _formula(paper: Paper) -> Iterator[Fact]:
    """The sentence that says how offers are compared; one that gives the price its points is the best."""
    sentences = re.finditer(r"[^。\n]{4,400}", paper.folded)
    found = [one for one in sentences if pattern("methods").search(one[0]) and not _is_bare_heading(one[0])]
    if found:
        best = max(found, key=lambda one: (bool(re.search(r"\d\s*(?:分|%|points)", one[0])), -one.start()))
        start = best.start() + len(best[0]) - len(best[0].lstrip())
        yield Fact("formula", paper.words(start, best.end()), start, best.end())


def _is_bare_heading(words: str) -> bool:
    """ "3. Evaluation criteria" says nothing yet."""
    return words.isascii() and len(words.strip()) < 40 and not re.search(r"\d\s*(?:%|points)", words)


def _passage(paper: Paper, field: Literal["qualifications", "deliverables"]) -> Iterator[Fact]:
    """The part under a heading that speaks of the field, up to the next heading of its kind."""
    wanted = re.compile(load_data("tendering")["passages"][field])
    for number, line in enumerate(paper.lines):
        words = paper.folded[line.start : line.end]
        found = wanted.search(words)
        titled = not line.heading and len(words.strip()) > 14 and not words.rstrip().endswith(":")
        if found is None or found.start() > 24 or titled:
            continue
        end = _passage_end(paper, number)
        start = (
            line.start + line.heading
            if len(words) - found.end() > 14
            else paper.lines[min(number + 1, len(paper.lines) - 1)].start
        )
        told = paper.words(start, end)
        if len(told) >= 10:
            yield Fact(field, told, start, end)
            return


def _passage_end(paper: Paper, number: int) -> int:
    level = heading_level(paper, number)
    last = number
    for below in range(number + 1, len(paper.lines)):
        line = paper.lines[below]
        if line.end - paper.lines[number].start > MOST_WORDS:
            break
        if heading_level(paper, below) and (not level or heading_level(paper, below) <= level):
            break
        if line.start < line.end:
            last = below
    return paper.lines[last].end
