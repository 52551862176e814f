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
_COMMISSIONED = re.compile(r"受(?P<name>[^\s,，。;；:：]{4,40}?)的?委托")
_SUBJECT = re.compile(
    r"(?:^|[\n。])\s*(?P<name>[\u4e00-\u9fff()]{3,30}"
    r"(?:公司|集团|医院|学院|大学|学校|中学|小学|中心|局|院|银行|委员会|政府|厂|站|馆|所))"
    r"(?:\([^()\n]{0,24}\))?(?:拟|就|现就|现对|现拟|因|将|决定|根据|关于)"
)
_AGENT = re.compile(r"(?P<name>[\u4e00-\u9fff()]{4,30})(?:\([^()\n]{0,24}\))?\s*受[^。;；\n]{2,40}?委托")
_CALLED = re.compile(
    r"(?P<name>[\u4e00-\u9fffa-z()·]{4,40})[(]\s*(?:以下|下称)?(?:简称)?\s*[\"'“”:：「]*"
    r"(?:招标人|采购人|采购方|甲方|买方|业主|招标方|机关|本机关|需求方)[\"'“”」]*\s*[)]"
)
_ENGLISH_NAME = r"(?:[Tt]he\s+)?(?P<name>[A-Z][\w&.'’-]*(?:[ ](?:[A-Z][\w&.'’-]*|of|and|for|the|de|on|&)){0,9})"
_ENGLISH = (
    re.compile(
        _ENGLISH_NAME + r"\s*\((?:hereinafter\s+|herein\s+)?(?:referred to as\s+|called\s+)?(?:the\s+)?"
        r"[\"'“‘]?(?:the\s+)?(?:[A-Z]\w+\s+)?"
        r"(?:Purchaser|Employer|Client|Buyer|Authority|Company|Council|Entity|Agency|Trust|University|Customer)\b"
    ),
    re.compile(r"(?i:on behalf of|for and on behalf of)\s+" + _ENGLISH_NAME),
    re.compile(
        _ENGLISH_NAME
        + r",?\s*(?:\([A-Z]{2,8}\),?\s*)?(?:now\s+|hereby\s+|is\s+)?(?:invit(?:es|ing)|wish(?:es|ing)\s+to|intends\s+to"
        r"|seek(?:s|ing)|requests?\s+(?:sealed|proposals|quotations|tenders|bids)|is looking to|requires)\b"
    ),
)
_NO_BUYER = re.compile(
    r"(?:Tenders?|Bids?|This|These|We|All|Each|Any|Our|It|Invitation|Request|Notice|Sealed|Eligible)\b"
)
_PHONE = re.compile(
    r"(?<!\d)(?<!\d[.,/:-])(?:(?:\(?\+\s?|00)\d{1,3}\)?[\s-]?)?"
    r"(?:\(?0\d{1,4}\)?[\s-]?|\(\d{2,4}\)[\s-]?|\d{2}[ ](?=\d{3}[ ]))?\d{3,5}(?:[\s-]?\d{2,5}){1,3}(?!\d|[.]\d)"
    r"(?:\s*(?:转|分机|ext\.?|extension|x|#|-)\s*\d{1,6})?"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ZH_PERSON = re.compile(
    r"[\u4e00-\u9fff·]{1,5}?(?:先生|女士|小姐|老师|老師|工程师|工程師|[\u4e00-\u9fff]长|[\u4e00-\u9fff]長"
    r"|主任|经理|經理|专员|專員|干事|幹事|工|总)?(?![\u4e00-\u9fff])"
)
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:处|處|科|室|部|课|課|股|中心|办|辦|院|校|司|组(?!长)|組(?!長))\s*"
    r"(?=[\u4e00-\u9fff]{2,5}(?![\u4e00-\u9fff]))"
)
_EN_PERSON = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+)?[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*){0,3}"
    r"(?:,\s*[A-Z][A-Za-z ]{3,40}?(?=[,;\n(]|$))?"
)
_NO_PERSON = re.compile(
    r"[\u4e00-\u9fff]*(?:电话|传真|地址|邮箱|公司|医院|大学|中心|部门|科室|采购|招标|信息|方式|邮编|及|如下|见|详见|同上|办公室|委员会|学院)"
)
FAR = 260
"""Characters behind a person in which his telephone may stand."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its words; ``strength``: how sure it is that it belongs there."""

    text: str
    start: int
    end: int
    strength: float


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom one may call: the words from ``start`` to ``end`` hold name and telephone or mail."""

    party: Party
    name: str
    phone: str
    start: int
    end: int

    @property
    def told(self) -> str:
        return " ".join(part for part in (self.name, self.phone) if part)


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
    begin = start
    while begin < stop and paper.text[begin] in _TRIM:
        begin += 1
    while stop > begin and paper.text[stop - 1] in _TRIM:
        stop -= 1
    words = "".join(paper.text[begin:stop].split("\n"))
    if not 2 <= len(words) <= 80 or not re.search(r"[\u4e00-\u9fffA-Za-z]", words):
        return None
    begin += 4 * words.lower().startswith("the ")
    return Name(_tidy(words).removeprefix("The ").removeprefix("the "), begin, stop, 0)


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
    for found in _AGENT.finditer(paper.folded[:6000]):
        name = organisation_at(paper, found.start("name"), found.end("name"))
        if name is not None and _ends_like_one(name.text):
            yield Name(name.text, name.start, name.end, 2.5)


def _told_so(paper: Paper) -> Iterator[Name]:
    """The buyer as a sentence names him."""
    head = paper.folded[:6000]
    for pattern, sure in ((_COMMISSIONED, 4.2), (_CALLED, 4.0)):
        for found in pattern.finditer(head):
            name = organisation_at(paper, found.start("name"), found.end("name"))
            if name is not None and _ends_like_one(name.text):
                yield Name(name.text, name.start, name.end, sure)
    for found in _SUBJECT.finditer(head[:1500]):
        name = organisation_at(paper, found.start("name"), found.end("name"))
        if name is not None:
            yield Name(name.text, name.start, name.end, 3)
    for number, pattern in enumerate(_ENGLISH):
        for found in pattern.finditer(paper.text[:6000]):
            name = Name(found["name"], found.start("name"), found.end("name"), 0)
            invites = number == 2 and " " in name.text and not _NO_BUYER.match(name.text)
            if _ends_like_one(name.text) or number == 0 or invites:
                yield Name(name.text, name.start, name.end, 3.9 - number * 0.2)
    yield from _in_title(paper)


def _in_title(paper: Paper) -> Iterator[Name]:
    """At the beginning of the title, where nothing else names the buyer."""
    for line in [line for line in paper.lines if line.start < line.end][:4]:
        title = paper.folded[line.start : line.end]
        found = re.match(_titled(), title)
        if found and re.search(r"公告|招标|采购|询价|磋商|谈判|比选|邀请", title):
            start = line.start + found.start("name")
            yield Name(paper.text[start : line.start + found.end("name")], start, line.start + found.end("name"), 1)
            return
        words = paper.text[line.start : line.end].strip()
        if re.fullmatch(r"[\u4e00-\u9fff()（）]{4,30}|[A-Z][A-Za-z&.,' -]{5,60}", words) and _ends_like_one(words):
            begin = line.start + paper.text[line.start : line.end].index(words)
            yield Name(words, begin, begin + len(words), 0.8)
            return


@cache
def _titled() -> re.Pattern[str]:
    """An organisation at the beginning of a title, with what belongs to it: 某市政府环境保护局."""
    ending = "|".join(_endings()[0])
    longer = "|".join(one for one in _endings()[0] if len(one) > 1 or one in "局厂站馆")
    return re.compile(
        rf"\s*(?:关于)?(?P<name>[\u4e00-\u9fff()]{{2,30}}?(?:{ending})(?:[\u4e00-\u9fff()]{{0,8}}?(?:{longer}))?)"
        r"(?=[\u4e00-\u9fffa-z\d“\"(]{2,}|\s*$)"
    )


# ---------------------------------------------------------------- people
def party_of(line: str) -> Party:
    """Whose block a line of folded text opens; empty where it opens none."""
    words = re.sub(r"\s", "", line).lstrip("0123456789.、)( 一二三四五六七八九十")
    for party, heads in load_data("tendering")["parties"].items():
        if any(words.startswith(head.replace(" ", "")) for head in heads):
            return party  # type: ignore[no-any-return]  # the data names no others
    return ""


def contacts(paper: Paper, anchors: Sequence[Anchor]) -> list[Contact]:
    """Whom one may call, the best first: of the project, of the buyer, of the agency; who hears complaints is left
    out."""
    found: list[Contact] = []
    parties: dict[int, Party] = {}
    opened: Party = ""
    row = -1
    for anchor in anchors:
        for number in range(row + 1, paper.row_at(anchor.start) + 1):
            line = paper.lines[number]
            here = party_of(paper.folded[line.start : line.end])
            if here or line.heading >= 2:
                opened, parties = here or (opened if not _is_chapter(paper, number) else ""), {}
        row = max(row, paper.row_at(anchor.start))
        if anchor.field in ("buyer", "agency") and anchor.leads:
            parties[anchor.column] = anchor.field  # type: ignore[assignment]
        party = parties.get(anchor.column, opened) or parties.get(0, "")
        _take(paper, anchor, party, found)
    if not any(contact.phone for contact in found):
        found += _called_by_title(paper)
    order = {"project": 0, "buyer": 1, "": 2, "agency": 3}
    kept = [contact for contact in found if contact.party in order and (contact.phone or contact.name)]
    return sorted(kept, key=lambda contact: (not contact.phone, not contact.name, order[contact.party], contact.start))


def _called_by_title(paper: Paper) -> Iterator[Contact]:
    """Somebody with his title before a telephone, without any label: "姜经理收，0635-8888001"."""
    for found in _PHONE.finditer(paper.folded):
        before = paper.text[max(0, found.start() - 16) : found.start()]
        named = re.search(
            r"([\u4e00-\u9fff]{1,3}(?:先生|女士|小姐|老师|老師|经理|經理|主任|[\u4e00-\u9fff]长|[\u4e00-\u9fff]長|工|总))[^\u4e00-\u9fff]{0,4}(?:收|处)?[^\u4e00-\u9fff]{0,4}$",
            before,
        )
        if named and sum(char.isdigit() for char in found[0]) >= 7:
            start = max(0, found.start() - 16) + named.start(1)
            yield Contact("", named[1][-4:], paper.text[found.start() : found.end()].strip(), start, found.end())


def _is_chapter(paper: Paper, number: int) -> bool:
    line = paper.lines[number]
    return bool(
        re.match(r"\s*(?:第|[一二三四五六七八九十]{1,3}[、.]|\d{1,2}[、. ](?!\d))", paper.folded[line.start : line.end])
    )


def _take(paper: Paper, anchor: Anchor, party: Party, found: list[Contact]) -> None:
    """What one label tells: a new person, or the telephone of the one before."""
    if anchor.field not in ("person", "phone", "mail"):
        return
    place = value_of(paper, anchor) or _asked_for(paper, anchor)
    if place is None:
        return
    start, end = place
    words = paper.folded[start:end]
    reached = _MAIL.search(words) if anchor.field == "mail" else _phone(words)
    name = _person(paper, start, start + reached.start() if reached else end) if anchor.field != "mail" else None
    told = paper.text[start + reached.start() : start + reached.end()].strip() if reached else ""
    last = next((at for at in range(len(found) - 1, -1, -1) if found[at].party == party), None)
    if name is None and not told:
        return
    if name is None and last is not None and not found[last].phone and start - found[last].end < FAR:
        found[last] = Contact(
            party, found[last].name, told, found[last].start, start + (reached.end() if reached else 0)
        )
    elif name is not None or anchor.field == "phone":
        stop = start + reached.end() if reached else (name.end if name else end)
        begin = min(name.start if name else stop, start + reached.start() if reached else stop)
        found.append(Contact(party, name.text if name else "", told, begin, stop))


def _asked_for(paper: Paper, anchor: Anchor) -> tuple[int, int] | None:
    """ "请联系王工": the name follows at once."""
    asks = re.match(
        r"(?:查询)?(?:请|洽)|[\u4e00-\u9fff]{0,4}(?:人|电话|手机|方式)$|contact$|tel$|phone$",
        paper.folded[anchor.start : anchor.end],
    )
    behind = paper.folded[anchor.end : anchor.end + 8]
    capital = paper.text[anchor.end + 1 : anchor.end + 2].isupper()
    follows = capital or re.match(r"\s?[\u4e00-\u9fff]{1,4}[\s,(、]|\s[(+\d]|\d", behind)
    return (anchor.end, anchor.stop) if asks and follows else None


def _phone(words: str) -> re.Match[str] | None:
    return next((one for one in _PHONE.finditer(words) if sum(char.isdigit() for char in one[0]) >= 7), None)


def _person(paper: Paper, start: int, end: int) -> Name | None:
    words = paper.text[start:end]
    left = len(words) - len(words.lstrip(_TRIM + ",，"))
    plain = words.strip(_TRIM + ",，")
    if not plain:
        return None
    if re.search(r"[\u4e00-\u9fff]", plain):
        return _chinese_person(plain, start + left)
    english = _EN_PERSON.match(plain)
    return Name(english[0].strip(" ,"), start + left, start + left + english.end(), 0) if english else None


def _chinese_person(words: str, start: int) -> Name | None:
    """A name, with the office before it left out; ``None`` where something else stands there."""
    office = _OFFICE.match(words)
    skipped = office.end() if office else 0
    plain = words[skipped:]
    # "王 明": names of two characters are spread to the width of three.
    spread = re.match(r"([\u4e00-\u9fff])\s([\u4e00-\u9fff])(?![\u4e00-\u9fff])", plain)
    found = spread or _ZH_PERSON.match(plain)
    if found is None or _NO_PERSON.match(plain):
        return None
    return Name(re.sub(r"\s", "", found[0]), start + skipped, start + skipped + found.end(), 0)
