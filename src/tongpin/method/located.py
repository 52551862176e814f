"""YAML that a person wrote, read with the line of everything, so that every fault can be told at once and in its place.

The schema is a frozen dataclass: :func:`build` walks its annotations and collects all faults instead of stopping at
the first. Scalars are taken as they were typed (``no`` is the text "no", not false) and converted by the type the
schema asks for. Aliases are refused, so that a small file cannot unfold into a huge one.
"""

import types
from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from tongpin.method.wording import Say, quoted, render, say

MAX_CHARACTERS = 4_000_000
MAX_DEPTH = 24
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNKNOWN = {"", "~", "null", "unknown"}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, on which line (from 1), and what would be right."""

    file: str
    line: int
    message: Say

    def told(self, lang: str) -> str:
        return f"{self.file}:{self.line}: {render(self.message, lang)}"  # type: ignore[arg-type]


class Faults(ValueError):
    """A file could not be taken. ``faults`` holds every one of them, in order of their lines; never empty."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
        super().__init__("\n".join(fault.told("en") for fault in self.faults))


def compose(text: str, file: str) -> yaml.Node:
    """The document as nodes. Raises :class:`Faults` for text that is no mapping, too long, too deep or has aliases."""
    if len(text) > MAX_CHARACTERS:
        raise Faults([Fault(file, 1, say("faults.too_long", most=MAX_CHARACTERS))])
    try:
        _refuse_tricks(text, file)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise Faults(
            [Fault(file, _error_line(error, text), say("faults.not_yaml", problem=_problem(error)))]
        ) from error
    if not isinstance(root, yaml.MappingNode):
        raise Faults([Fault(file, 1, say("faults.not_mapping"))])
    return root


def build(schema: type[T], text: str, file: str) -> tuple[T | None, list[Fault], "Lines"]:
    """An instance of ``schema`` from YAML text.

    Returns the instance (``None`` where a fault leaves no way to make it), all faults, and where each value stands.
    """
    builder = _Builder(file)
    try:
        value = builder.convert(compose(text, file), schema, ())
    except Faults as stopped:
        return None, list(stopped.faults), Lines({})
    return (None if value is _FAULTY else value), builder.faults, Lines(builder.lines, builder.parts)


@dataclass(frozen=True, slots=True)
class Lines:
    """Line of a value by its path, such as ``("timeline", 3, "date")``; falls back to what encloses it.

    ``parts``: every dataclass that could be made, by its path, though the whole may be faulty.
    """

    known: dict[tuple[str | int, ...], int]
    parts: dict[tuple[str | int, ...], object] = field(default_factory=dict)

    def of(self, *path: str | int) -> int:
        while path and path not in self.known:
            path = path[:-1]
        return self.known.get(path, 1)


_FAULTY = object()


class _Builder:
    """Walks nodes by a schema's annotations; ``faults`` and ``lines`` fill on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.lines: dict[tuple[str | int, ...], int] = {}
        self.parts: dict[tuple[str | int, ...], object] = {}

    def convert(self, node: yaml.Node, wanted: Any, path: tuple[str | int, ...]) -> Any:
        self.lines[path] = _line(node)
        if is_dataclass(wanted):
            return self._dataclass(node, wanted, path)
        origin = get_origin(wanted)
        if origin in (Union, types.UnionType):
            return self._optional(node, wanted, path)
        if origin is tuple:
            return self._sequence(node, get_args(wanted)[0], path)
        if origin is dict:
            return self._mapping(node, get_args(wanted)[1], path)
        return self._scalar(node, wanted, path)

    def _optional(self, node: yaml.Node, wanted: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(node, yaml.ScalarNode) and not node.style and node.value.lower() in _UNKNOWN:
            return None
        inner = next(choice for choice in get_args(wanted) if choice is not type(None))
        return self.convert(node, inner, path)

    def _dataclass(self, node: yaml.Node, wanted: Any, path: tuple[str | int, ...]) -> Any:
        if not isinstance(node, yaml.MappingNode):
            return self._fault(node, "faults.wanted_mapping", path)
        known = _schema_fields(wanted)
        values: dict[str, Any] = {}
        for key, child in self._pairs(node, path):
            if key not in known:
                self._unknown_key(child, key, known)
                continue
            field, hint = known[key]
            if _is_absent(child, hint, field):
                self.lines[(*path, key)] = _line(child)
                continue
            values[key] = self.convert(child, hint, (*path, key))
        missing = [name for name, (field, _) in known.items() if name not in values and _is_required(field)]
        for name in missing:
            self._fault(node, "faults.missing_key", path, key=name)
        if missing or any(value is _FAULTY for value in values.values()):
            return _FAULTY
        made = self.parts[path] = wanted(**values)
        return made

    def _sequence(self, node: yaml.Node, inner: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(node, yaml.ScalarNode) and not node.style and node.value.lower() in _UNKNOWN:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            return self._fault(node, "faults.wanted_list", path)
        made = [self.convert(child, inner, (*path, index)) for index, child in enumerate(node.value)]
        return _FAULTY if any(item is _FAULTY for item in made) else tuple(made)

    def _mapping(self, node: yaml.Node, inner: Any, path: tuple[str | int, ...]) -> Any:
        if not isinstance(node, yaml.MappingNode):
            return self._fault(node, "faults.wanted_mapping", path)
        made = {key: self.convert(child, inner, (*path, key)) for key, child in self._pairs(node, path)}
        return _FAULTY if any(item is _FAULTY for item in made.values()) else made

    def _pairs(self, node: yaml.MappingNode, path: tuple[str | int, ...]) -> list[tuple[str, yaml.Node]]:
        pairs: dict[str, yaml.Node] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(key_node, "faults.key_not_text", path)
            elif key_node.value in pairs:
                self._fault(key_node, "faults.key_twice", path, key=key_node.value)
            else:
                pairs[key_node.value] = child
        return list(pairs.items())

    def _scalar(self, node: yaml.Node, wanted: Any, path: tuple[str | int, ...]) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            return self._fault(node, "faults.wanted_value", path)
        if get_origin(wanted) is Literal:
            return self._choice(node, get_args(wanted), path)
        try:
            return _SCALARS[wanted](node.value if not _is_null(node) else "")
        except (ValueError, InvalidOperation):
            return self._fault(node, f"faults.wanted_{wanted.__name__.lower()}", path, got=node.value[:60])

    def _choice(self, node: yaml.ScalarNode, choices: tuple[Any, ...], path: tuple[str | int, ...]) -> Any:
        if node.value in choices:
            return node.value
        return self._fault(
            node, "faults.wanted_choice", path, got=node.value[:60], choices=", ".join(map(str, choices))
        )

    def _unknown_key(self, node: yaml.Node, key: str, known: Iterable[str]) -> None:
        self.faults.append(
            Fault(self.file, _line(node), say("faults.unknown_key", key=key[:60], known=", ".join(sorted(known))))
        )

    def _fault(self, node: yaml.Node, message: str, path: tuple[str | int, ...], **values: str) -> Any:
        where = ".".join(str(step) for step in path) or "-"
        self.faults.append(Fault(self.file, _line(node), say(message, where=where, **values)))
        return _FAULTY


def _date(text: str) -> date:
    return date.fromisoformat(text[:10]) if len(text) == 10 else _refuse(text)


def _decimal(text: str) -> Decimal:
    number = Decimal(text.replace("_", ""))
    return number if number.is_finite() and abs(number) < Decimal("1e18") else _refuse(text)


def _bool(text: str) -> bool:
    truth = {"true": True, "false": False}.get(text.lower())
    return _refuse(text) if truth is None else truth


def _text(text: str) -> str:
    return text


def _refuse(text: str) -> Any:
    raise ValueError(text)


_SCALARS: dict[type, Callable[[str], Any]] = {
    str: _text,
    int: int,
    float: float,
    Decimal: _decimal,
    bool: _bool,
    date: _date,
}


@cache
def _schema_fields(schema: Any) -> dict[str, tuple["Field[Any]", Any]]:
    hints = get_type_hints(schema)
    return {field.name: (field, hints[field.name]) for field in fields(schema)}


def _is_required(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _is_absent(node: yaml.Node, hint: Any, field: "Field[Any]") -> bool:
    """An empty value says nothing: the field keeps its default."""
    return _is_null(node) and hint is not str and not _is_required(field)


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in {"", "~", "null"}


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _refuse_tricks(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise Faults([Fault(file, line, say("faults.alias"))])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise Faults([Fault(file, line, say("faults.too_deep", most=MAX_DEPTH))])


def _error_line(error: yaml.YAMLError, text: str) -> int:
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1
    mark = getattr(error, "problem_mark", None)
    return int(mark.line) + 1 if mark else 1


def _problem(error: yaml.YAMLError) -> Say:
    if isinstance(error, yaml.reader.ReaderError):
        return say("faults.bad_character")
    return quoted(str(getattr(error, "problem", None) or error).splitlines()[0])
