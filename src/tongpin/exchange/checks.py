"""What the types of a deal file cannot say: names that name nobody, numbers out of range, ids given twice.

The checks read the plain tree of the file, not the case: a file with a fault in its types has no case yet, and its
author wants to hear of all faults at once. What the schema complains about already is passed over here.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

import yaml

from tongpin.method.case import Case
from tongpin.method.datafiles import load_data
from tongpin.method.located import Fault, Faults, Lines, compose
from tongpin.method.possible import oddities
from tongpin.method.sides import ASPECTS, member_of
from tongpin.method.vocabulary import kinds
from tongpin.method.wording import say

Path = tuple[str | int, ...]
Versions = Mapping[str, Collection[int]]
"""Playbooks that are here: name to versions."""
MOST_VERSIONS = 32767
MOST_MONEY = Decimal("9999999999999.99")
MOST_MEASURED = Decimal("99999999999.9999")
MOST_POINTS = Decimal("999999.999999")
LONGEST_ID = 100
_CITES = (
    *(("evidence", "entry"), ("findings", "entry"), ("meetings", "entry"), ("gates", "shown_by")),
    *(("influence_lines", "entry"), ("settlements", "first"), ("settlements", "second")),
    *(("needs", "entry"), ("criteria", "entry"), ("concerns", "entry"), ("tickets", "entry")),
)
_IDS = (("stakeholders", "id"), ("timeline", "id"), ("tickets", "id"), ("gates", "gate"), ("meetings", "entry"))
_NEED_NO_ENTRY = {"influence_lines", "needs", "criteria", "concerns", "tickets"}
_TOGETHER = (
    *(("influence_lines", ("speaker", "listener")), ("counterparts", ("ours", "who"))),
    ("settlements", ("topic", "first", "second")),
)
"""Keys that tell the items of a part apart."""
_CURRENCY = re.compile(r"[A-Z]{3}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def check(text: str, file: str, lines: Lines, playbooks: Versions) -> list[Fault]:
    """Every fault beyond the schema's; none for a text that is no YAML mapping (the schema tells that)."""
    try:
        tree = _plain(compose(text, file))
    except Faults:
        return []
    checker = _Checker(file, lines, playbooks)
    checker.check(tree)
    return [*checker.faults, *(fault for fault, impossible in _oddities(file, lines, _today(tree)) if impossible)]


def warnings(case: Case, file: str, lines: Lines) -> list[Fault]:
    """What is allowed and yet probably not meant."""
    odd = [fault for fault, impossible in _oddities(file, lines, case.today) if not impossible]
    return [*_weights(case, file, lines), *_shares(case, file, lines), *_order(case, file, lines), *odd]


def _oddities(file: str, lines: Lines, today: date) -> Iterator[tuple[Fault, bool]]:
    """What contradicts itself in any part that could be read, and whether that is impossible."""
    for path, part in lines.parts.items():
        for odd in oddities(part, today):
            yield Fault(file, lines.of(*path, odd.field), odd.message), odd.impossible


def _today(tree: dict[str, Any]) -> date:
    """The day the case is looked at; the last day of all where the file does not tell it."""
    try:
        return date.fromisoformat(tree.get("today", ""))
    except (TypeError, ValueError):
        return date.max


def _weights(case: Case, file: str, lines: Lines) -> Iterator[Fault]:
    weights = [criterion.weight for criterion in case.criteria if criterion.weight is not None]
    if weights and sum(weights) != 100:
        yield Fault(file, lines.of("criteria"), say("faults.weights_not_100", sum=str(sum(weights))))


def _shares(case: Case, file: str, lines: Lines) -> Iterator[Fault]:
    told = sum((person.share for person in case.stakeholders if person.share is not None), Decimal(0))
    if told > 100:
        yield Fault(file, lines.of("stakeholders"), say("faults.shares_above_100", sum=f"{told.normalize():f}"))


def _order(case: Case, file: str, lines: Lines) -> Iterator[Fault]:
    latest = date.min
    for index, entry in enumerate(case.timeline):
        line = lines.of("timeline", index, "date")
        if entry.date < latest:
            yield Fault(file, line, say("faults.out_of_order", entry=entry.id))
        if entry.date > case.today:
            yield Fault(file, line, say("faults.after_today", entry=entry.id, today=case.today.isoformat()))
        latest = max(latest, entry.date)


def _plain(node: yaml.Node) -> Any:
    """Mappings, lists and the typed text of scalars; an empty scalar is None."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(child) for key, child in node.value if isinstance(key, yaml.ScalarNode)}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child) for child in node.value]
    empty = isinstance(node, yaml.ScalarNode) and not node.style and node.value in {"", "~", "null"}
    return None if empty else node.value


@dataclass
class _Checker:
    file: str
    lines: Lines
    playbooks: Versions
    faults: list[Fault] = field(default_factory=list)

    def check(self, tree: dict[str, Any]) -> None:
        self._characters(tree, ())
        self._ids(tree)
        self._numbers(tree)
        self._references(tree)
        self._vocabulary(tree)
        self._playbook(_mapping(_mapping(tree.get("opportunity")).get("playbook")))
        self._spans(tree)

    def _fault(self, path: Path, message: str, **values: str | int) -> None:
        where = ".".join(str(step) for step in path)
        self.faults.append(Fault(self.file, self.lines.of(*path), say(f"faults.{message}", where=where, **values)))

    # ---- every value
    def _characters(self, node: Any, path: Path) -> None:
        for where, text in _scalars(node, path):
            if _UNSTORABLE.search(text):
                self._fault(where, "unstorable_character")

    # ---- ids
    def _ids(self, tree: dict[str, Any]) -> None:
        self._id(tree.get("id"), ("id",))
        for part, key in _IDS:
            seen: set[str] = set()
            for path, item in _items(tree, part):
                self._id(item.get(key), (*path, key), seen)
        seen = set()
        for part, keys in _TOGETHER:
            together: set[str] = set()
            for path, item in _items(tree, part):
                self._once(" – ".join(str(item.get(key)) for key in keys), path, together)
        for path, item in _items(tree, "findings"):
            if isinstance(item.get("code"), str) and isinstance(item.get("entry"), str):
                self._once(f"{item['code']} {item['entry']}", path, seen)

    def _id(self, value: Any, path: Path, seen: set[str] | None = None) -> None:
        if value == "" or (isinstance(value, str) and len(value) > LONGEST_ID):
            self._fault(path, "bad_id", most=LONGEST_ID)
        elif isinstance(value, str):
            self._once(value, path, set() if seen is None else seen)

    def _once(self, value: str, path: Path, seen: set[str]) -> None:
        if value in seen:
            self._fault(path, "id_twice", id=value)
        seen.add(value)

    # ---- numbers
    def _numbers(self, tree: dict[str, Any]) -> None:
        opportunity = _mapping(tree.get("opportunity"))
        self._money(opportunity.get("amount"), ("opportunity", "amount"))
        self._between(opportunity.get("crm_probability"), ("opportunity", "crm_probability"), 0, 100)
        currency = opportunity.get("currency")
        if isinstance(currency, str) and not _CURRENCY.fullmatch(currency):
            self._fault(("opportunity", "currency"), "currency", got=currency[:20])
        self._between(
            _mapping(opportunity.get("playbook")).get("version"), ("opportunity", "playbook"), 1, MOST_VERSIONS
        )
        for path, item in _items(tree, "stakeholders"):
            self._between(item.get("attitude"), (*path, "attitude"), -2, 2)
            self._between(item.get("influence"), (*path, "influence"), 1, 5)
            self._share(item.get("share"), (*path, "share"))
            for rival, attitude in _mapping(item.get("attitude_to_rivals")).items():
                self._between(attitude, (*path, "attitude_to_rivals", rival), -2, 2)
        self._grades(tree)
        for path, item in _items(tree, "needs"):
            self._money(item.get("money"), (*path, "money"))
        for path, item in _items(tree, "bids"):
            self._money(item.get("price"), (*path, "price"))
            self._between(item.get("rank"), (*path, "rank"), 1, 999)
        for path, item in _items(tree, "awards"):
            self._money(item.get("price"), (*path, "price"))
            self._share(item.get("share"), (*path, "share"))
        for key in ("budget", "bond_amount"):
            self._money(_mapping(tree.get("tender")).get(key), ("tender", key))
        for path, item in _items(tree, "criteria"):
            self._points(item, path)

    def _grades(self, tree: dict[str, Any]) -> None:
        """Whole numbers on a short scale."""
        for path, item in _items(tree, "influence_lines"):
            self._between(item.get("strength"), (*path, "strength"), 1, 3)
        for part in ("needs", "concerns", "tickets"):
            for path, item in _items(tree, part):
                self._between(item.get("severity"), (*path, "severity"), 1, 5)

    def _share(self, value: Any, path: Path) -> None:
        self._between(value, path, 0, 100)
        number = _number(value)
        if number is not None and 0 <= number <= 100 and number != round(number, 6):
            self._fault(path, "too_fine", most=6)

    def _points(self, item: dict[str, Any], path: Path) -> None:
        points = [(("rivals", rival), value) for rival, value in _mapping(item.get("rivals")).items()]
        for keys, value in [(("weight",), item.get("weight")), (("ours",), item.get("ours")), *points]:
            self._amount(value, (*path, *keys), most=MOST_POINTS, decimals=6)

    def _money(self, value: Any, path: Path) -> None:
        self._amount(value, path, most=MOST_MONEY, decimals=2)

    def _amount(self, value: Any, path: Path, *, most: Decimal, decimals: int) -> None:
        number = _number(value)
        if number is None:
            return
        if number < 0:
            self._fault(path, "negative", got=value[:60])
        elif number > most:
            self._fault(path, "too_large", most=str(most))
        elif number != round(number, decimals):
            self._fault(path, "too_fine", most=decimals)

    def _between(self, value: Any, path: Path, low: int, high: int) -> None:
        number = _number(value)
        if number is not None and not low <= number <= high:
            self._fault(path, "out_of_range", got=value[:60], low=low, high=high)

    # ---- names of others
    def _references(self, tree: dict[str, Any]) -> None:
        people = _ids_of(tree, "stakeholders")
        entries = _ids_of(tree, "timeline")
        for path, item in _items(tree, "timeline"):
            self._known(item.get("who"), (*path, "who"), people, "unknown_person")
        for part in ("needs", "concerns", "counterparts", "plan", "questions", "benefits", "tickets"):
            for path, item in _items(tree, part):
                needed = part == "counterparts"
                self._known(item.get("who"), (*path, "who"), people, "unknown_person", needed=needed)
        for part, key in _CITES:
            for path, item in _items(tree, part):
                needed = part not in _NEED_NO_ENTRY
                self._known(item.get(key), (*path, key), entries, "unknown_entry", needed=needed)
        for path, item in _items(tree, "stakeholders"):
            for aspect, facts in _mapping(item.get("known")).items():
                self._known(_mapping(facts).get("entry"), (*path, "known", aspect, "entry"), entries, "unknown_entry")
        for path, item in _items(tree, "criteria"):
            self._known(item.get("cares"), (*path, "cares"), people, "unknown_person")
        needs = {item["text"] for _, item in _items(tree, "needs") if isinstance(item.get("text"), str)}
        for path, item in _items(tree, "benefits"):
            self._known(item.get("need"), (*path, "need"), needs, "unknown_need", needed=True)
        self._lines(tree, people)
        self._ours(tree)
        self._served(_mapping(tree.get("implementation")), people, entries)

    def _served(self, facts: dict[str, Any], people: set[str], entries: set[str]) -> None:
        """What stands below ``implementation``: expectations name people and entries, measures are there once."""
        for path, item in _items(facts, "expectations"):
            self._known(item.get("who"), ("implementation", *path, "who"), people, "unknown_person")
            self._known(item.get("entry"), ("implementation", *path, "entry"), entries, "unknown_entry")
        seen: set[str] = set()
        for path, item in _items(facts, "measures"):
            self._id(item.get("name"), ("implementation", *path, "name"), seen)
            for key in ("baseline", "low", "high"):
                self._measured(item.get(key), ("implementation", *path, key))

    def _measured(self, value: Any, path: Path) -> None:
        """A figure of any sign, as a column keeps it."""
        number = _number(value)
        if number is not None and abs(number) > MOST_MEASURED:
            self._fault(path, "too_large", most=str(MOST_MEASURED))
        elif number is not None and number != round(number, 4):
            self._fault(path, "too_fine", most=4)

    def _lines(self, tree: dict[str, Any], people: set[str]) -> None:
        for path, item in _items(tree, "influence_lines"):
            for key in ("speaker", "listener"):
                self._known(item.get(key), (*path, key), people, "unknown_person", needed=True)
            if item.get("speaker") and item.get("speaker") == item.get("listener"):
                self._fault((*path, "listener"), "own_listener")

    def _ours(self, tree: dict[str, Any]) -> None:
        """Everyone of ours has a name, once; counterparts name one of them."""
        side = _mapping(tree.get("our_side"))
        ours = {member_of(name).name for name in self._names(side, "team", ("our_side", "team"))}
        named = [item.get("name") for _, item in _items(side, "members")]
        ours |= {name for name in named if isinstance(name, str)}
        seen: set[str] = set()
        for path, item in _items(side, "members"):
            self._id(item.get("name"), ("our_side", *path, "name"), seen)
        for path, item in _items(tree, "counterparts"):
            self._known(item.get("ours"), (*path, "ours"), ours, "unknown_member", needed=True)

    def _names(self, side: dict[str, Any], part: str, path: Path) -> list[str]:
        found = side.get(part)
        names = list(found if isinstance(found, list) else ())
        for index, name in enumerate(names):
            if isinstance(name, str) and not name.strip():
                self._fault((*path, index), "bad_id", most=LONGEST_ID)
        return [name for name in names if isinstance(name, str)]

    def _known(self, named: Any, path: Path, known: set[str], message: str, *, needed: bool = False) -> None:
        """``needed``: empty names nobody, and somebody must be named. Whoever is listed must be somebody, too."""
        names = list(enumerate(named)) if isinstance(named, list) else [(None, named)]
        for index, name in names:
            if isinstance(name, str) and name not in known and (name or needed or index is not None):
                here = path if index is None else (*path, index)
                self._fault(here, message, id=name[:60], known=", ".join(sorted(known))[:300] or "-")

    # ---- words of the method
    def _vocabulary(self, tree: dict[str, Any]) -> None:
        for part, key, known in (("evidence", "signal", _signals()), ("findings", "code", _mistakes())):
            for path, item in _items(tree, part):
                named = item.get(key)
                if isinstance(named, str) and named not in known:
                    near = ", ".join(get_close_matches(named, known, n=5, cutoff=0.4)) or "-"
                    self._fault((*path, key), f"unknown_{key}", got=named[:60], near=near)
        for path, item in _items(tree, "settlements"):
            topic = item.get("topic")
            if isinstance(topic, str) and topic not in _topics():
                self._fault((*path, "topic"), "unknown_topic", got=topic[:60], known=", ".join(_topics()))
        for path, item in _items(tree, "stakeholders"):
            for aspect in _mapping(item.get("known")).keys() - set(ASPECTS):
                self._fault((*path, "known", aspect), "unknown_aspect", got=aspect[:60], known=", ".join(ASPECTS))

    def _playbook(self, wanted: dict[str, Any]) -> None:
        name, version = wanted.get("name"), _number(wanted.get("version"))
        path = ("opportunity", "playbook")
        if not isinstance(name, str):
            return
        if name not in self.playbooks:
            known = ", ".join(sorted(self.playbooks))
            self._fault((*path, "name"), "unknown_playbook", got=name[:60], known=known)
        elif version is not None and 1 <= version <= MOST_VERSIONS and version not in self.playbooks[name]:
            known = ", ".join(map(str, sorted(self.playbooks[name])))
            self._fault((*path, "version"), "unknown_version", name=name, got=str(version), known=known)

    # ---- words in an entry
    def _spans(self, tree: dict[str, Any]) -> None:
        texts = {item.get("id"): item.get("text") or "" for _, item in _items(tree, "timeline")}
        for path, item in _items(tree, "evidence"):
            start, end = _number(item.get("start")), _number(item.get("end"))
            text = texts.get(item.get("entry"))
            if (start is None) != (end is None):
                self._fault(path, "half_span")
            elif start is not None and end is not None and isinstance(text, str) and not 0 <= start < end <= len(text):
                self._fault(path, "bad_span", length=len(text))


def _signals() -> frozenset[str]:
    return frozenset(kinds())


def _mistakes() -> frozenset[str]:
    return frozenset(load_data("mistakes")["codes"])


def _topics() -> tuple[str, ...]:
    return tuple(load_data("consistency")["topics"])


def _scalars(node: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node, str):
        yield path, node
    children: Iterable[tuple[str | int, Any]] = ()
    if isinstance(node, dict):
        children = node.items()
        yield from (((*path, key), key) for key in node)
    elif isinstance(node, list):
        children = enumerate(node)
    for key, child in children:
        yield from _scalars(child, (*path, key))


def _items(tree: dict[str, Any], part: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    found = tree.get(part)
    for index, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, dict):
            yield (part, index), item


def _ids_of(tree: dict[str, Any], part: str) -> set[str]:
    return {item["id"] for _, item in _items(tree, part) if isinstance(item.get("id"), str)}


def _mapping(node: Any) -> dict[str, Any]:
    return node if isinstance(node, dict) else {}


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(value.replace("_", "")) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
