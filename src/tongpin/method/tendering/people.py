"""Whom one may call: people with their telephones in tender papers; who hears complaints is none of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tongpin.method.tendering.labels import Anchor, value_of
from tongpin.method.tendering.paper import Paper
from tongpin.method.tendering.parties import Name, Party, party_of

_TRIM = " \t:：、\"'“”‘’《》[]【】*-—_.·"
_PHONE = re.compile(
    r"(?<!\d)(?<!\d[.,/:-])(?:\+\d{1,3}(?:[ ]\d{1,4}){3,6}(?!\d)|(?:(?:\(?\+\s?|00)\d{1,3}\)?[\s-]?)?"
    r"(?:\(0\d{1,4}\)[\s-]?|0\d{1,4}[\s-]?|\(\d{2,4}\)[\s-]?|\d{2}[ ](?=\d{3,4}[ ]))?"
    r"\d{3,5}(?:[\s-]?\d{2,5}){1,3}(?!\d|[.]\d))"
    r"(?:\s*(?:转|分机|ext\.?|extension|x|#|-)\s*\d{1,6})?"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ZH_PERSON = re.compile(
    r"[\u4e00-\u9fff·]{1,5}?(?:先生|女士|小姐|老师|老師|工程师|工程師|[\u4e00-\u9fff]长|[\u4e00-\u9fff]長"
    r"|主任|姑娘|经理|經理|副理|襄理|协理|協理|总监|總監|主管|专员|專員|干事|幹事|工|总)?(?![\u4e00-\u9fff])"
)
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:处|處|科|室|部|课|課|股|中心|办|辦|院|校|司|组(?!长)|組(?!長))[\s(（/—–-]*"
    r"(?=[\u4e00-\u9fff]{2,5}(?![\u4e00-\u9fff]))"
)
_EN_PERSON = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+)?[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*){0,3}"
    r"(?:,\s*[A-Z][A-Za-z ]{3,40}?(?=[,;\n(]|$))?"
)
_TITLE = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:经理|經理|主管|专员|專員|主任|助理|秘书|秘書|专责|管理员|工程师|工程師)"
    r"[ \u3000]+(?=[\u4e00-\u9fff])"
)
"""What somebody is, before his name: 采购经理 卓凡."""
_EN_CALL = re.compile(
    r"\b(?:[Cc]all|[Cc]ontact|[Tt]elephone|[Pp]hone|[Rr]ing|[Ss]peak to|[Ss]peak with"
    r"|(?:queries|questions|enquiries|inquiries)"
    r" (?:may be (?:sent|addressed|directed) )?to)\s+(?:the [A-Z][\w ]{3,40},\s*)?"
    r"(?P<name>(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+)?[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*){0,3})"
    r"(?:,[^,.;\n]{3,40},)?(?:[^.;\n]{0,40}?\s(?:on|at|by|tel\.?|phone)\s*:?\s*(?=[(+\d])|\s*[(,]\s*(?=[(+\d]))"
)
_IN_BRACKETS = re.compile(r"\s*[(（]\s*(?=[\u4e00-\u9fff]{2,5}\s*[)）,，;；])")
"""Who answers, behind the telephone: 0553-5550808（陶老师）."""
_NO_PERSON = re.compile(
    r"[\u4e00-\u9fff]*(?:电话|传真|地址|邮箱|公司|医院|大学|中心|部门|科室|采购|招标|信息|方式|邮编|及|如下|见|详见|同上|办公室|委员会|学院)"
)
FAR = 260
"""Characters behind a person in which his telephone may stand."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom one may call: the words from ``start`` to ``end`` hold name and telephone or mail. ``column``: that of his
    cell in the line."""

    party: Party
    name: str
    phone: str
    start: int
    end: int
    column: int = 0

    @property
    def told(self) -> str:
        return " ".join(part for part in (self.name, self.phone) if part)


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
    found += _asked_to_call(paper, found)
    if not any(contact.phone for contact in found):
        found += _called_by_title(paper)
    order = {"project": 0, "buyer": 1, "": 2, "agency": 3}
    kept = [contact for contact in found if contact.party in order and (contact.phone or contact.name)]
    return sorted(kept, key=lambda contact: (not contact.phone, not contact.name, order[contact.party], contact.start))


_CALL = re.compile(
    r"(?<![参公])[与向](?:我[司院校局方])?(?P<who>[\u4e00-\u9fff]{2,14}?)(?:\([^()\n]{0,16}\))?\s*(?:联系|联络|查询|接洽|洽询|洽)"
)
_WHO = re.compile(
    r"(?:[\u4e00-\u9fff]*(?:主任|经理|主管|[部科处组院校]长|秘书|干事|助理|[处科室部股]|工程师|测量师|建筑师|督察|[专文委]员))??"
    r"(?P<name>[\u4e00-\u9fff]{1,3}(?:女士|先生|小姐|姑娘|老师|经理|副理|襄理|协理|总监|主任|主管|工程师|[部科处组院校股]长|工|总))"
)


_CALLED_BY_NUMBER = re.compile(
    r"\s*(?:与|找|向|联络|联系|洽)(?P<who>[\u4e00-\u9fff]{2,14}?)(?=联系|联络|咨询|查询|接洽|洽|[。,;)\s]|$)"
)
"""Whom to ask for, behind the telephone: 致电2183 5550联络采购部林先生."""


def _asked_to_call(paper: Paper, known: Sequence[Contact]) -> Iterator[Contact]:
    """Whom a sentence asks to call, in the ways of the three languages; nobody twice."""
    told = {contact.name for contact in known if contact.phone}
    for contact in [*_call_with(paper), *_call_number(paper), *_call_in_english(paper)]:
        if contact.name not in told:
            told.add(contact.name)
            yield contact


def _call_with(paper: Paper) -> Iterator[Contact]:
    """ "请致电 5555 0192 与行政主任陈女士联络", "请与樊经理联系（023-55501234）"."""
    for found in _CALL.finditer(paper.folded):
        who = _WHO.fullmatch(found["who"])
        if who is None:
            continue
        start, end = found.start("who") + who.start("name"), found.start("who") + who.end("name")
        name = paper.text[start:end]
        before = _phone(paper.folded[max(0, found.start() - 24) : found.start()])
        behind = _phone(re.split("[。;；]", paper.folded[found.end() : found.end() + 40])[0])
        if before:
            at = max(0, found.start() - 24) + before.start()
            yield Contact("project", name, before[0].strip(), at, end)
        elif behind:
            yield Contact("project", name, behind[0].strip(), start, found.end() + behind.end())


def _call_number(paper: Paper) -> Iterator[Contact]:
    """ "致电2183 5550联络采购部林先生", "拨打0453-5552266找贺主任咨询"."""
    for phone in _PHONE.finditer(paper.folded):
        asked = _CALLED_BY_NUMBER.match(paper.folded, phone.end())
        who = _WHO.fullmatch(asked["who"]) if asked else None
        if asked and who and sum(char.isdigit() for char in phone[0]) >= 7:
            start, end = asked.start("who") + who.start("name"), asked.start("who") + who.end("name")
            yield Contact("project", paper.text[start:end], phone[0].strip(), phone.start(), end)


def _call_in_english(paper: Paper) -> Iterator[Contact]:
    """ "In case of difficulty call Priya Raman, Procurement Officer, on 01632 960442"."""
    for found in _EN_CALL.finditer(paper.text):
        phone = _PHONE.match(paper.folded, found.end())
        if phone is not None:
            yield Contact("project", found["name"], phone[0].strip(), found.start("name"), phone.end())


_TITLED = re.compile(
    r"((?:(?<=负责人)|(?<=負責人)|(?<=[找寻]))[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]{1,3}(?:先生|女士|小姐|老师|老師|经理|經理|主任"
    r"|[\u4e00-\u9fff]长|[\u4e00-\u9fff]長|工|总))[^\u4e00-\u9fff]{0,4}(?:收|处)?[^\u4e00-\u9fff]{0,4}$"
)


def _called_by_title(paper: Paper) -> Iterator[Contact]:
    """Somebody with his title before a telephone, without any label: "姜经理收，0635-8888001"."""
    for found in _PHONE.finditer(paper.folded):
        before = paper.text[max(0, found.start() - 16) : found.start()]
        named = _TITLED.search(before)
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
    if name is None and reached:
        name = (
            _before(paper, start, start + reached.start())
            or _in_brackets(paper, start + reached.end())
            or _signed_above(paper, anchor.start)
        )
    if name is None and not told:
        return
    last = _waiting(found, party, anchor) if name is None else None
    if last is not None and start - found[last].end < FAR:
        found[last] = replace(found[last], phone=told, end=start + (reached.end() if reached else 0))
    elif name is not None or anchor.field == "phone":
        ends = [start + reached.end()] if reached else []
        stop = max([*ends, name.end] if name else ends, default=end)
        begin = min(name.start if name else stop, start + reached.start() if reached else stop)
        found.append(Contact(party, name.text if name else "", told, begin, stop, anchor.column))


def _waiting(found: Sequence[Contact], party: Party, anchor: Anchor) -> int | None:
    """Whose telephone a label tells: of the last of his party in the same column, else of the last of his party; where
    no party is known, of whoever came last. ``None`` where he has one."""
    places = range(len(found) - 1, -1, -1)
    same = [at for at in places if found[at].party == party]
    below = [at for at in same if found[at].column == anchor.column and not found[at].phone]
    if not same and not party and found and anchor.field == "phone":
        same = [len(found) - 1]
    best = next(iter([*below, *same]), None)
    return best if best is not None and not found[best].phone else None


_SIGNED = re.compile(
    r"(?i:regards|sincerely|faithfully|behalf),?\s*\n+\s*(?P<name>[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*){1,3})[ ]*"
    r"(?:\n[^\n:]{2,60}){0,3}\n\s*\Z"
)
"""Who signs a letter, above his telephone."""
_SIGNED_LINE = re.compile(r"\s*(?P<name>[\u4e00-\u9fff]{2,3})\s*[/|｜·]\s*[\u4e00-\u9fff]{2,12}\s*")


_LAST_WORD = re.compile(r"[\s,，:：、](?P<name>[\u4e00-\u9fff]{2,4})[\s,，:：(（]*\Z")


def _before(paper: Paper, start: int, end: int) -> Name | None:
    """The name right before a telephone, behind that of his office: 望湖街道办事处 鲍主任 0551-…."""
    found = _LAST_WORD.search(paper.text[start:end])
    return _chinese_person(found["name"], start + found.start("name")) if found else None


def _in_brackets(paper: Paper, start: int) -> Name | None:
    found = _IN_BRACKETS.match(paper.text, start)
    return _chinese_person(re.split("[)）,，;；]", paper.text[found.end() :][:6])[0], found.end()) if found else None


def _signed_above(paper: Paper, start: int) -> Name | None:
    row = paper.row_at(start)
    above = _SIGNED_LINE.fullmatch(paper.text, paper.lines[row - 1].start, paper.lines[row - 1].end) if row else None
    if above:
        return _chinese_person(above["name"], above.start("name"))
    begin = paper.lines[max(0, row - 6)].start
    found = _SIGNED.search(paper.text[begin : paper.lines[row].start])
    return Name(found["name"], begin + found.start("name"), begin + found.end("name"), 0) if found else None


def _asked_for(paper: Paper, anchor: Anchor) -> tuple[int, int] | None:
    """ "请联系王工": the name follows at once."""
    asks = re.match(
        r"(?:查询)?(?:请|洽)|[\u4e00-\u9fff]{0,4}(?:人|电话|手机|方式)$|contact$|tel$|phone$| to$"
        r"|[\u4e00-\u9fff]{0,4}咨询$",
        paper.folded[anchor.start : anchor.end],
    )
    behind = paper.folded[anchor.end : anchor.end + 12]
    capital = paper.text[anchor.end + 1 : anchor.end + 2].isupper()
    follows = capital or re.match(r"\s?[\u4e00-\u9fff]{1,9}[\s,(、]|\s[(+\d]|\d", behind)
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
    office = _TITLE.match(words) or _OFFICE.match(words)
    skipped = office.end() if office else 0
    plain = words[skipped:]
    # "王 明": names of two characters are spread to the width of three.
    spread = re.match(r"([\u4e00-\u9fff])\s([\u4e00-\u9fff])(?![\u4e00-\u9fff])", plain)
    found = spread or _ZH_PERSON.match(plain)
    if found is None or _NO_PERSON.match(plain):
        return None
    return Name(re.sub(r"\s", "", found[0]), start + skipped, start + skipped + found.end(), 0)
