"""Who buys, who runs the tender, and whom one may call: names, people and telephones in tender papers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import simplified
from tongpin.method.tendering.labels import Anchor, value_of
from tongpin.method.tendering.paper import Paper

Party = Literal["buyer", "agency", "project", "watch", ""]
_CUT = re.compile(
    r"[,，。;；]|\((?:以下|下称|简称|联系|盖章|公章|委托|hereinafter|the\s+[\"'])"
    r"|(?:地址|联系人|电话|联系方式|address|tel)\s*[:：]|\s{2,}|\t|\n| (?:of|at|has|is|invites|wishes)\b"
)
_TRIM = " \t:：、\"'“”‘’《》[]【】*-—_.·"
_COMMISSIONED = re.compile(r"受(?P<name>[^\s,，。;；:：]{4,40}?)(?:的|之|所)?委[托任派]")
_SUBJECT = re.compile(
    r"(?:^|[\n。!:])[ ]*(?P<name>[\u4e00-\u9fff()]{3,30}"
    r"(?:公司|集团|医院|学院|大学|学校|中学|小学|中心|局|院|银行|[委员金协学商合]会|政府|厂|站|馆|所|署|厅|处))"
    r"(?:\([^()\n]{0,24}\))?(?:拟|就|现就|现对|现拟|因|将|决定|根据|关于|为|需|计划|诚邀|现诚邀"
    r"|现公开|通知|通告|公布|特此|[ \n]*(?:现诚邀|现邀请|现就|兹|谨此))"
)
_INTRODUCED = re.compile(
    r"(?:^|[\n。])[ ]*(?P<name>[\u4e00-\u9fff()]{3,30})\((?:以下|下)?简?称(?:为|:)?\s*[\"'“”「『]?"
    r"(?![^()]*(?:代理|机构))[^()\n]{1,14}\)(?!\s*[受接])"
)
"""Who introduces himself by a short name: 某某物流有限公司（下称“某某物流”）."""
_AGENT = re.compile(r"(?P<name>[\u4e00-\u9fff()]{4,30})(?:\([^()\n]{0,24}\))?\s*接?受[^。;；\n]{2,60}?委托")
_AGENT_BEHIND = re.compile(
    r"受[^。;；\n]{2,60}?委托[,，]\s*(?P<name>[\u4e00-\u9fff()]{4,30}?(?:公司|中心|院|局))"
    r"(?=[^\u4e00-\u9fff]|对|就|拟|组织|现|负责|进行|采用|作为)"
)
_CALLED = re.compile(
    r"(?P<name>[\u4e00-\u9fffa-z()·]{4,40})[(]\s*(?:以下|下称)?(?:简称)?\s*[\"'“”:：「]*"
    r"(?:招标人|采购人|采购方|甲方|买方|业主|招标方|机关|本机关|需求方|[本我](?:公司|单位|[会校院厂局行馆所站社司]))[\"'“”」]*\s*[)]"
)
_OURSELVES = re.compile(r"[我本贵](?:公司|法团|单位|集团|中心|[会校院厂局行馆所站社司镇])(?![\u4e00-\u9fff]{4})")
_WE = re.compile(
    r"[我本](?:公司|单位|集团|中心|[会校院厂局行馆所站社司])[(](?P<name>[\u4e00-\u9fffa-z]{2,30}(?:\([\u4e00-\u9fff]{2,8}\)[\u4e00-\u9fff]{2,16})?)[)]"
)
"""Who writes a letter: 我校（某某学院）."""
_ENGLISH_NAME = (
    r"(?:[Tt]he\s+)?(?P<name>[A-Z][\w&.'’-]*(?:(?:[ ](?:of|and|for|the|de|du|on|&))*[ ](?:[A-Z][\w&.'’-]*|plc)){0,9})"
)
_ENGLISH = (
    re.compile(
        _ENGLISH_NAME + r"\s*\((?:hereinafter\s+|herein\s+)?(?:referred to as\s+|called\s+)?(?:the\s+)?"
        r"[\"'“‘]?(?:the\s+)?(?:[A-Z]\w+\s+)?"
        r"(?:Purchaser|Employer|Client|Buyer|Authority|Company|Council|Entity|Agency|Trust|University|Customer)\b"
    ),
    re.compile(r"(?i:on behalf of|for and on behalf of)\s+" + _ENGLISH_NAME),
    re.compile(r"(?m:^)[ ]*(?i:from)\s*:\s*(?:[A-Z][^,\n]{2,30},[ ]*)?" + _ENGLISH_NAME + r"(?=\s*(?:$|\n))"),
    re.compile(
        _ENGLISH_NAME
        + r",?\s*(?:\([A-Z]{2,8}\),?\s*)?(?:now\s+|hereby\s+|is\s+)?(?:invit(?:es|ing)|wish(?:es|ing)\s+to"
        r"|(?:intends|proposes|plans)\s+to|seek(?:s|ing)|request(?:s|ing)?\s+(?:sealed|proposals|quotations|tenders|bids|quotes|offers)"
        r"|is looking to|requires)\b"
    ),
)
_NO_BUYER = re.compile(
    r"(?:Tenders?|Bids?|This|These|We|All|Each|Any|Our|It|Invitation|Request|Notice|Sealed|Eligible)\b"
)


_ALONE = re.compile(
    r"(?!.*(?:公告|通知|邀[请請]|文件))[\u4e00-\u9fff()（）]{4,30}"
    r"|[A-Z][A-Za-z&.,'’-]*(?: (?:[A-Z&][A-Za-z&.,'’-]*|of|and|for|the|de|on)){1,9}"
)
_OFFICE = re.compile(
    r"(?:(?:招标|采购|招采|物资|设备|总务|后勤|资产|基建|装备|医学|国有|实验室|供应|政府|合同)[与和及、]?){1,4}"
    r"(?:管理|保障|服务|供应|事务)?(?:办公室|办|部|处|科|中心|组)"
)
"""The part of a house that buys for it: never the buyer itself."""
_SECTION = re.compile(r"[\u4e00-\u9fff]{2,8}[科处室股部]")
"""A part of a house that a contact sits in."""
_ROW = re.compile(r"(?:^| )\d+ [\u4e00-\u9fff]|[\u4e00-\u9fff] \d+(?= |$)")
"""A row of a table that was written as a line: 1 显微镜 1 套."""
_ADDRESS = re.compile(r"\([^()]*(?:[路街道巷段]|大道)[^()]*[号楼室][^()]*\)")
_ROLE = r"(?:采购人|招标人|业主|买方|甲方|采购单位|招标单位|上级|[我本贵该])"


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its words; ``strength``: how sure it is that it belongs there."""

    text: str
    start: int
    end: int
    strength: float


# ---------------------------------------------------------------- organisations
def organisations(paper: Paper, anchors: Sequence[Anchor], field: Literal["buyer", "agency"]) -> list[Name]:
    """Names of the buyer or of the agency, the surest first."""
    found = [name for anchor in anchors if anchor.field == field for name in _behind(paper, anchor)]
    found += _in_block(paper, field)
    if field == "buyer":
        found += _told_so(paper)
    else:
        found += _commissioned(paper)
    return sorted(found, key=lambda name: (-name.strength, name.start))


def _behind(paper: Paper, anchor: Anchor) -> Iterator[Name]:
    place = value_of(paper, anchor)
    if place is None or (anchor.strength == 1 and not anchor.leads):
        return
    name = organisation_at(paper, *place)
    if name is None:
        return
    sure = anchor.strength + (1.5 if _ends_like_one(name.text) else -1.5) + (0.5 if anchor.leads else 0)
    yield Name(name.text, name.start, name.end, sure)


def organisation_at(paper: Paper, start: int, end: int) -> Name | None:
    """The name that stands at the beginning of a place; a line that breaks within a name goes on below."""
    end = _unbroken(paper, start, end)
    cut = _CUT.search(paper.folded, start, end)
    stop = cut.start() if cut and cut.start() > start else end
    begin, stop = _core(paper.folded, start, stop)
    stop = _before_blank(paper.folded, begin, stop)
    while begin < stop and paper.text[begin] in _TRIM:
        begin += 1
    while stop > begin and paper.text[stop - 1] in _TRIM:
        stop -= 1
    if paper.text[stop - 1 : stop] in ("(", "（") or _opens_less(paper.folded[begin:stop]):
        stop -= 1
    stop = _without_office(paper.folded, begin, stop)
    words = "".join(paper.text[begin:stop].split("\n"))
    if _OFFICE.fullmatch(paper.folded, begin, stop) or _ROW.search(paper.folded, begin, stop):
        return None
    if ":" in paper.folded[begin:stop]:
        return None
    if _OURSELVES.match(paper.folded, begin, stop):
        return None
    if not 2 <= len(words) <= 80 or not re.search(r"[\u4e00-\u9fffA-Za-z]", words):
        return None
    begin += 4 * words.lower().startswith("the ")
    return Name(_tidy(words).removeprefix("The ").removeprefix("the "), begin, stop, 0)


def _core(folded: str, start: int, end: int) -> tuple[int, int]:
    """A name without the verb that leads to it (受某某公司) and without the sentence that goes on behind it."""
    led, goes_on = _sentence_around()
    before = led.match(folded, start, end)
    begin = before.end() if before else start
    behind = goes_on.search(folded, begin, end)
    return begin, behind.start() if behind else end


def _without_office(folded: str, start: int, end: int) -> int:
    """Where a name ends that its own address in brackets follows, or the office of it that buys: 某某医院采购办公室."""
    address = _ADDRESS.search(folded, start, end)
    stop = address.start() if address and address.end() == end and address.start() > start else end
    parts = (_OFFICE,) if _ends_like_one(folded[start:stop]) else (_OFFICE, _SECTION)
    places = (place for part in parts for place in range(start + 4, stop) if part.fullmatch(folded, place, stop))
    return next((place for place in places if _ends_like_one(folded[start:place])), stop)


def _before_blank(folded: str, start: int, end: int) -> int:
    """Where a name ends that somebody's name follows: 某某局 范科长."""
    blank = re.search(r"(?<=[\u4e00-\u9fff)]) ", folded[start:end])
    if blank is None or _ends_like_one(folded[start:end]) or not _ends_like_one(folded[start : start + blank.start()]):
        return end
    return start + blank.start()


def _opens_less(words: str) -> bool:
    return words.endswith(")") and words.count(")") > words.count("(")


@cache
def _sentence_around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load_data("tendering")["names"]
    return re.compile(data["led_by"]), re.compile(
        rf"(?<=[司团院学校局厅署会府心行所厂站馆处社部])(?:{data['goes_on']})"
    )


def _tidy(words: str) -> str:
    """Without the blanks that a laid-out paper puts between Chinese characters."""
    words = re.sub(r"(?<=[\u4e00-\u9fff）)])\s+(?=[\u4e00-\u9fff（(])", "", words)
    return " ".join(words.split())


def _unbroken(paper: Paper, start: int, end: int) -> int:
    row = paper.row_at(start)
    if row + 1 >= len(paper.lines) or end < paper.lines[row].end or _ends_like_one(paper.text[start:end]):
        return end
    below = paper.lines[row + 1]
    words = paper.folded[below.start : below.end]
    ending = re.match(rf"\s*[\u4e00-\u9fff]{{0,14}}?(?:{'|'.join(_endings()[0])})(?=\s|$|[,，。;；(])", words)
    long_enough = end - paper.lines[row].start >= 18
    return below.start + ending.end() if ending and long_enough and not below.heading and ":" not in words else end


@cache
def _endings() -> tuple[tuple[str, ...], frozenset[str]]:
    data = load_data("tendering")
    return tuple(sorted(data["endings"], key=len, reverse=True)), frozenset(data["english_endings"])


def _ends_like_one(words: str) -> bool:
    plain = words.strip().rstrip(")）").lower()
    chinese, english = _endings()
    if re.search(r"[\u4e00-\u9fff]", plain):
        return simplified(plain).endswith(chinese)
    return bool(english & set(re.findall(r"[a-z.]+", plain.replace(",", " "))))


def _in_block(paper: Paper, field: str) -> Iterator[Name]:
    """ "名称：…" below a heading of the party."""
    for line in paper.lines:
        here = party_of(paper.folded[line.start : line.end])
        if here != field:
            continue
        block = paper.folded[line.end : line.end + 160]
        named = re.match(r"\s*(?:\d[.、)]?\s*)?名\s*称\s*[::]?\s*", block)
        if named:
            start = line.end + named.end()
            cell = paper.cell_at(start)
            name = organisation_at(paper, start, cell.end) if cell else None
            if name is not None:
                yield Name(name.text, name.start, name.end, 5)


def _commissioned(paper: Paper) -> Iterator[Name]:
    """The agency as "某某受…委托" names it."""
    head = paper.folded[:6000]
    for found in [*_AGENT.finditer(head), *_AGENT_BEHIND.finditer(head)]:
        name = organisation_at(paper, found.start("name"), found.end("name"))
        if name is not None and _ends_like_one(name.text):
            yield Name(name.text, name.start, name.end, 2.5)


def _told_so(paper: Paper) -> Iterator[Name]:
    """The buyer as a sentence names him."""
    head = paper.folded[:6000]
    for pattern, sure in ((_COMMISSIONED, 4.2), (_WE, 4.1), (_CALLED, 4.0), (_INTRODUCED, 3.2)):
        for found in pattern.finditer(head):
            name = organisation_at(paper, found.start("name"), found.end("name"))
            known = name is not None and (_ends_like_one(name.text) or pattern is _COMMISSIONED)
            if name is not None and known and not re.match(_ROLE, name.text):
                yield Name(name.text, name.start, name.end, sure)
    for found in _SUBJECT.finditer(head[:1500]):
        name = organisation_at(paper, found.start("name"), found.end("name"))
        if name is not None:
            yield Name(name.text, name.start, name.end, 3)
    for number, pattern in enumerate(_ENGLISH):
        for found in pattern.finditer(paper.text[:6000]):
            name = Name(found["name"], found.start("name"), found.end("name"), 0)
            invites = number == 3 and " " in name.text and not _NO_BUYER.match(name.text)
            generic = " " not in name.text and _ends_like_one(name.text)
            if (_ends_like_one(name.text) or number == 0 or invites) and not generic:
                yield Name(name.text, name.start, name.end, 3.9 - number * 0.2)
    yield from _in_title(paper)
    yield from _signed(paper)
    yield from _spoken_of(paper)


def _signed(paper: Paper) -> Iterator[Name]:
    """Who signs: an organisation alone in one of the last lines, without the office of it that wrote."""
    for line in [line for line in paper.lines if line.start < line.end][-3:]:
        words = paper.folded[line.start : line.end]
        found = re.fullmatch(
            rf"\s*(?P<name>[\u4e00-\u9fff()]{{3,30}}(?:{_long_endings()}))[\u4e00-\u9fff]{{0,8}}(?:\s*\(盖?公?章\))?\s*",
            words,
        )
        if found and line.start > len(paper.folded) / 2 and not _OURSELVES.match(words.strip()):
            start, end = line.start + found.start("name"), line.start + found.end("name")
            end = _without_office(paper.folded, start, end)
            yield Name(_tidy(paper.text[start:end]), start, end, 1.2)


@cache
def _long_endings() -> str:
    return "|".join(one for one in _endings()[0] if len(one) > 1 or one in "局厂站馆")


def _in_title(paper: Paper) -> Iterator[Name]:
    """At the beginning of the title, where nothing else names the buyer."""
    for line in [line for line in paper.lines if line.start < line.end][:4]:
        title = paper.folded[line.start : line.end]
        found = re.match(_titled(), title)
        if found and re.search(r"公告|招标|采购|询价|磋商|谈判|比选|邀请| 书?函\s*$", title):
            start = line.start + found.start("name")
            yield Name(paper.text[start : line.start + found.end("name")], start, line.start + found.end("name"), 1)
            return
        for cell in line.cells:
            words = paper.text[cell.start : cell.end]
            if _ALONE.fullmatch(words) and _ends_like_one(words):
                yield Name(words, cell.start, cell.end, 0.8)
                return


def _spoken_of(paper: Paper) -> Iterator[Name]:
    """The first company or office with which a line or sentence begins, where nothing tells more."""
    for found in re.finditer(
        rf"(?:^|[\n。:,])[ ]*(?P<name>[\u4e00-\u9fff]{{3,20}}?(?:{_long_endings()}))", paper.folded[:1500]
    ):
        name = organisation_at(paper, found.start("name"), found.end("name"))
        if name is not None and not re.match(r"[各有本该贵全]", name.text):
            yield Name(name.text, name.start, name.end, 0.2)
            return


@cache
def _titled() -> re.Pattern[str]:
    """An organisation at the beginning of a title, with what belongs to it: 某市政府环境保护局."""
    ending, longer = "|".join(_endings()[0]), _long_endings()
    return re.compile(
        rf"\s*(?:【[^】\n]{{1,20}}】\s*)?(?:关于)?(?P<name>[\u4e00-\u9fff()]{{2,30}}?(?:{ending})(?:[\u4e00-\u9fff()]{{0,8}}?(?:{longer})){{0,3}})"
        r"(?=\s*[\u4e00-\u9fffa-z\d“\"(]{2,}|\s*$)"
    )


def party_of(line: str) -> Party:
    """Whose block a line of folded text opens; empty where it opens none."""
    words = re.sub(r"\s", "", line).lstrip("0123456789.、)( 一二三四五六七八九十")
    for party, heads in load_data("tendering")["parties"].items():
        if any(words.startswith(head.replace(" ", "")) for head in heads):
            return party  # type: ignore[no-any-return]  # the data names no others
    return ""
