"""The deal file: one opportunity as YAML that a person can write by hand (docs: the deal file's page of the manual)."""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tongpin.exchange import checks
from tongpin.exchange.writing import dump
from tongpin.method.case import Case
from tongpin.method.located import Fault, Faults, build
from tongpin.method.playbook import versions_in_the_box
from tongpin.method.wording import say

__all__ = ["Loaded", "decode", "dump", "load", "load_with_warnings", "read", "shift"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case, and what a person should look at again though the file was taken."""

    case: Case
    warnings: tuple[Fault, ...]


def load(text: str, file: str, playbooks: checks.Versions | None = None) -> Case:
    """The case in a deal file's text; `file` is the name told in faults. Raises `Faults` with every fault.

    `playbooks` are the names and versions that it may run on: those in the box, unless others are told.
    """
    return load_with_warnings(text, file, playbooks).case


def load_with_warnings(text: str, file: str, playbooks: checks.Versions | None = None) -> Loaded:
    """The same with warnings: weights that do not sum to 100, a timeline out of order, entries after `today`."""
    case, faults, lines = build(Case, text.removeprefix("\ufeff"), file)
    known = versions_in_the_box() if playbooks is None else playbooks
    found = checks.check(text.removeprefix("\ufeff"), file, lines, known)
    if case is None or faults or found:
        raise Faults([*faults, *found])
    warnings = checks.warnings(case, file, lines)
    in_order = tuple(sorted(case.timeline, key=lambda entry: entry.date))
    return Loaded(replace(case, timeline=in_order), tuple(warnings))


def read(path: Path, playbooks: checks.Versions | None = None) -> Case:
    """The case in a file, as :func:`load` takes it.

    Raises `Faults`, also for a file that is no UTF-8, and `OSError` where it cannot be read.
    """
    return load(decode(path.read_bytes(), str(path)), str(path), playbooks)


def decode(raw: bytes, file: str) -> str:
    """Text of UTF-8 bytes, with or without a byte order mark. Raises `Faults` for other bytes."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Faults([Fault(file, line, say("faults.not_utf8", byte=error.start + 1))]) from error


def shift(case: Case, days: int) -> Case:
    """The same story told `days` later (or earlier, where negative)."""
    return _shifted(case, timedelta(days=days))


def _shifted(value: Any, by: timedelta) -> Any:
    if isinstance(value, date):
        return value + by
    if isinstance(value, tuple):
        return tuple(_shifted(item, by) for item in value)
    if isinstance(value, dict):
        return {key: _shifted(item, by) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: _shifted(getattr(value, part.name), by) for part in fields(value)})
    return value
