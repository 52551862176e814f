"""The days of a tender in its papers: until when one may bid, when bids are opened, when documents may be had."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from tongpin.method.datafiles import load_data
from tongpin.method.tendering.labels import Anchor
from tongpin.method.tendering.moments import Moment, hours_at, moments_in, no_days_in, span_in
from tongpin.method.tendering.paper import Paper

FAR = 90
"""Characters between a label and its day."""
_SENTENCE_BEFORE = 160
_SENTENCE_END = re.compile(r"[.;]\s+(?=[a-z(])|\n\s*\n")


@dataclass(frozen=True, slots=True)
class _Told:
    """A moment with how surely it is the one asked for; the higher the surer."""

    sure: float
    moment: Moment


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_data("tendering")[name])


@lru_cache(maxsize=4)
def moments_of(paper: Paper, year: int | None) -> tuple[Moment, ...]:
    """All moments of a paper; asked for each label."""
    return tuple(moments_in(paper.folded, year=year))


def deadline(paper: Paper, anchors: Sequence[Anchor], year: int | None) -> Moment | None:
    """Until when bids must be in."""
    found = [
        told
        for anchor in anchors
        if anchor.field == "deadline" and not _anothers(paper, anchor)
        for told in _behind(paper, anchor, year)
    ]
    found += _bound_in_chinese(paper, year)
    found += _bound_in_english(paper, year)
    best = _best(found)
    return _end_of(paper, best, year) if best is not None else None


_EACH_DAY = re.compile(r"[^。;；\n]{0,12}?每(?:个?工作)?[日天][^。;；\n\d]{0,8}(?=\d)")


def _end_of(paper: Paper, moment: Moment, year: int | None) -> Moment:
    """The end, where bids are taken from one day to another ("10月12日至10月16日，每日9:00-17:00") or for an hour."""
    stop = min(len(paper.folded), moment.end + 40)
    span = span_in(paper.folded, moment.start, stop, year=year)
    if (
        span is not None
        and span[0].day == moment.day < span[1].day
        and not re.search(r"[。;\n]", paper.folded[moment.end : span[1].start])
    ):
        moment = replace(span[1], start=moment.start)
        each = _EACH_DAY.match(paper.folded, moment.end)
        if not moment.hour and each:
            hours = hours_at(paper.folded, each.end())
            moment = replace(moment, hour=hours[1], end=hours[2]) if hours else moment
    return replace(moment, hour=moment.until, until="") if moment.until else moment


def opening(paper: Paper, anchors: Sequence[Anchor], year: int | None, deadline: Moment | None) -> Moment | None:
    """When bids are opened; at the deadline where the paper says so."""
    here = [anchor for anchor in anchors if anchor.field == "opening"]
    found = [told for anchor in here for told in _behind(paper, anchor, year)]
    found += _followed_by(paper, year)
    best = _best(found)
    if best is None and deadline is not None:
        return _at_deadline(paper, anchors, deadline)
    return best


def _at_deadline(paper: Paper, anchors: Sequence[Anchor], deadline: Moment) -> Moment | None:
    """The deadline with the words that say that bids are opened then; ``None`` where none do."""
    for anchor in (anchor for anchor in anchors if anchor.field == "opening"):
        same = _pattern("same").search(paper.folded, anchor.end, min(anchor.end + 60, len(paper.folded)))
        if same:
            return replace(deadline, start=anchor.start, end=same.end())
        if _named_with(paper, anchor, anchors):
            return deadline
    if _both_in_one(paper, anchors):
        return deadline
    together = _pattern("same_opening").search(paper.folded)
    return replace(deadline, start=together.start(), end=together.end()) if together else None


def _both_in_one(paper: Paper, anchors: Sequence[Anchor]) -> bool:
    """Whether the label of the deadline names the opening too: 递交响应文件及评审时间."""
    labels = (paper.folded[one.start : one.end + 8] for one in anchors if one.field == "deadline" and one.leads)
    return any(_pattern("both").match(label) for label in labels)


def _named_with(paper: Paper, anchor: Anchor, anchors: Sequence[Anchor]) -> bool:
    """Whether one label names deadline and opening together: 提交投标文件截止时间、开标时间和地点."""
    return any(
        one.field == "deadline"
        and 0 <= anchor.start - one.end <= 3
        and "\n" not in paper.folded[one.end : anchor.start]
        for one in anchors
    )


def documents(paper: Paper, anchors: Sequence[Anchor], year: int | None) -> tuple[Moment | None, Moment | None]:
    """From when until when the documents may be had."""
    for anchor in anchors:
        if anchor.field != "documents":
            continue
        end = min(len(paper.folded), anchor.end + 260)
        span = span_in(paper.folded, anchor.value, max(anchor.stop, end), year=year)
        if span is not None and span[0].start - anchor.value < 160:
            return span
    return None, None


def issued(paper: Paper, anchors: Sequence[Anchor], year: int | None) -> Moment | None:
    """The day of the notice: as its label says, or as it is signed at the end."""
    told = first_behind(paper, [one for one in anchors if one.strength > 1 or one.leads], "issued", year)
    if told is not None:
        return told
    return _signed(paper) or _at_top(paper)


def _at_top(paper: Paper) -> Moment | None:
    """A day that ends one of the first lines, as in a letter's head."""
    for line in [line for line in paper.lines if line.start < line.end][:6]:
        moment = next(moments_in(paper.folded, line.start, line.end, year=None), None)
        if moment is not None and line.end - moment.end <= 1 and moment.start - line.start <= 16 and not moment.hour:
            return moment
    return None


def _signed(paper: Paper) -> Moment | None:
    for line in reversed(paper.lines):
        words = paper.folded[line.start : line.end].strip()
        if not words:
            continue
        moment = next(moments_in(paper.folded, line.start, line.end, year=None), None)
        if moment is not None and moment.end - moment.start >= len(words) - 4:
            return moment
        if line.start < len(paper.folded) * 0.7:
            return None
    return None


def no_day_behind(paper: Paper, anchors: Sequence[Anchor], field: str, year: int | None) -> tuple[int, int] | None:
    """The words behind a label of a field that are written as a day and name none: what a misprint leaves."""
    labels = {"documents_from": "documents", "documents_until": "documents", "clarifications_until": "clarifications"}
    for anchor in anchors:
        if anchor.field not in (field, labels.get(field)) or _anothers(paper, anchor):
            continue
        for place in no_days_in(paper.folded, anchor.value, anchor.stop, year=year):
            if place[0] - anchor.value <= FAR and "。" not in paper.folded[anchor.value : place[0]]:
                return place
    return None


def first_behind(paper: Paper, anchors: Sequence[Anchor], field: str, year: int | None) -> Moment | None:
    """The first day behind the surest label of a field."""
    return _best([told for anchor in anchors if anchor.field == field for told in _behind(paper, anchor, year)])


def _best(found: Sequence[_Told]) -> Moment | None:
    """The surest; of equals the first, and rather one with its hour."""
    if not found:
        return None
    return max(found, key=lambda told: (told.sure + 0.6 * bool(told.moment.hour), -told.moment.start)).moment


def _anothers(paper: Paper, anchor: Anchor) -> bool:
    """Whether what stands before the label makes it the end of something else: of registration, of questions."""
    before = paper.folded[max(0, anchor.start - 24) : anchor.start]
    return bool(_pattern("not_deadline").search(before))


def _behind(paper: Paper, anchor: Anchor, year: int | None) -> Iterator[_Told]:
    """The day behind a label; where a change is announced, the day that holds now."""
    if anchor.strength == 1 and not anchor.leads:
        return
    end = anchor.stop
    here = (one for one in moments_of(paper, year) if anchor.value <= one.start < end)
    found = [moment for moment in here if _near(paper, anchor, moment)]
    if not found:
        return
    sure = anchor.strength + 0.4 * anchor.leads
    changed = _pattern("changed").search(paper.folded, anchor.end, end)
    later = [moment for moment in found if changed and moment.start >= changed.end()]
    if _pattern("before_change").search(paper.folded[max(0, anchor.start - 20) : anchor.start]) and not later:
        sure -= 2
    changing = _pattern("changed").search(paper.folded[max(0, anchor.start - 14) : anchor.start])
    yield _Told(sure + (1.5 if later or changing else 0), later[0] if later else found[0])


def _near(paper: Paper, anchor: Anchor, moment: Moment) -> bool:
    between = paper.folded[anchor.value : moment.start]
    return len(between) <= FAR and "。" not in between and between.count("\n") <= 2


def _followed_by(paper: Paper, year: int | None) -> Iterator[_Told]:
    """ "…在三楼会议室公开开标"."""
    for moment in moments_of(paper, year):
        if _pattern("before_opening").match(paper.folded, moment.end, min(len(paper.folded), moment.end + 110)):
            # "2:30-3:00，3:00准时开启": bids are taken until they are opened.
            yield _Told(2.6, replace(moment, hour=moment.until) if moment.until else moment)


def _bound_in_chinese(paper: Paper, year: int | None) -> Iterator[_Told]:
    """ "…前递交投标文件", "投标文件须于…前上传"."""
    for moment in moments_of(paper, year):
        if "前" not in paper.folded[moment.start : moment.end] and not _pattern("bound").match(
            paper.folded, moment.end
        ):
            continue
        before = re.split(r"[。;；\n]", paper.folded[max(0, moment.start - 50) : moment.start])[-1]
        behind = re.split(
            r"[。;；]|\n\s*\n|\n(?=\s*[(\d一二三四五六七八九十])", paper.folded[moment.end : moment.end + 70]
        )[0]
        words = f"{before}|{behind}"
        refused = _pattern("not_offers").search(before[-24:] + behind[:40]) and not _pattern("sealed").search(
            behind[:40]
        )
        if _pattern("handing_in").search(words) and _pattern("offers").search(words) and not refused:
            yield _Told(2.6 if _pattern("handing_in").search(behind) else 2.4, moment)


def _bound_in_english(paper: Paper, year: int | None) -> Iterator[_Told]:
    """ "… no later than 12:00 on 20 May 2026", in a sentence about tenders."""
    for moment in moments_of(paper, year):
        before = paper.folded[max(0, moment.start - _SENTENCE_BEFORE) : moment.start]
        if not _pattern("bound_in_english").search(before):
            continue
        behind = paper.folded[moment.end : moment.end + 60]
        sentence = _SENTENCE_END.split(before)[-1] + _SENTENCE_END.split(behind)[0]
        if _pattern("of_offers").search(sentence) and not _pattern("not_of_offers").search(sentence):
            yield _Told(2.5, moment)
