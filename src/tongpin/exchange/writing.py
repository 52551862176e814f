"""A case as YAML: keys in the order of the schema, what is unknown left out, long words readable."""

import re
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from tongpin.method.case import Case

WIDTH = 110
LONG = 90
_STR = "tag:yaml.org,2002:str"
_AWKWARD = re.compile(r"^\s|\s$|  |[\t\r\x85\u2028\u2029]|[ ]\n|\n[ ]")


def dump(case: Case) -> str:
    """Text that `load` turns into the same case again."""
    return yaml.serialize(_node(case), Dumper=_Dumper, allow_unicode=True, width=WIDTH)


class _Dumper(yaml.SafeDumper):
    """Lists stand indented below their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _node(value: Any) -> yaml.Node:
    if is_dataclass(value):
        known = ((part.name, getattr(value, part.name)) for part in fields(value) if not _is_default(value, part))
        return _mapping(known)
    if isinstance(value, dict):
        return _mapping(value.items())
    if isinstance(value, tuple):
        return yaml.SequenceNode(
            "tag:yaml.org,2002:seq", items := [_node(item) for item in value], flow_style=_short(items)
        )
    return _scalar(value)


def _is_default(value: Any, part: "Field[Any]") -> bool:
    default = part.default_factory() if part.default_factory is not MISSING else part.default
    return default is not MISSING and getattr(value, part.name) == default


def _mapping(pairs: Any) -> yaml.MappingNode:
    made = [(_text(key), _node(value)) for key, value in pairs]
    return yaml.MappingNode("tag:yaml.org,2002:map", made, flow_style=False)


def _short(items: list[yaml.Node]) -> bool:
    """Names and roles stand on one line: [s1, s2]."""
    words = [item.value for item in items if isinstance(item, yaml.ScalarNode) and "\n" not in item.value]
    return len(words) == len(items) and sum(map(len, words)) < LONG


def _scalar(value: Any) -> yaml.ScalarNode:
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return yaml.ScalarNode("tag:yaml.org,2002:null", "null")
    if isinstance(value, bool):
        return yaml.ScalarNode("tag:yaml.org,2002:bool", str(value).lower())
    if isinstance(value, date):
        return yaml.ScalarNode("tag:yaml.org,2002:timestamp", value.isoformat())
    number = format(value, "f") if isinstance(value, Decimal) else str(value)
    return yaml.ScalarNode("tag:yaml.org,2002:float" if "." in number else "tag:yaml.org,2002:int", number)


def _text(words: str) -> yaml.ScalarNode:
    return yaml.ScalarNode(_STR, words, style=_style(words))


def _style(words: str) -> str | None:
    """Plain where YAML allows it; paragraphs as they are; a long line folded; what is awkward in quotes."""
    if _AWKWARD.search(words) or words == "unknown":  # bare, it would read as nothing known
        return '"'
    if "\n" in words:
        return "|"
    return ">" if len(words) > LONG else None
