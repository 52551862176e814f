"""Calendar files (RFC 5545): a sales meeting as an event, tasks as to-dos.

A meeting has a day, and an hour where one is set; tasks have days. A calendar that gets the same ``uid`` again
replaces what it has if ``sequence`` is higher.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

LONGEST = 75
"""Octets in a line, without its end (RFC 5545, 3.1)."""
PRODUCT = "-//Tongpin//Sales meetings//EN"
# What no line may hold: control characters but the tab; line ends are told as \\n.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ENDS = re.compile("\r\n|\r|\u2028|\u2029|\x85")

TodoState = Literal["NEEDS-ACTION", "COMPLETED", "CANCELLED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A meeting on a day, or from ``starts`` (aware) for so many ``minutes``; ``stamp``: when it was written last
    (aware)."""

    uid: str
    sequence: int
    stamp: dt.datetime
    day: dt.date
    title: str
    starts: dt.datetime | None = None
    minutes: int = 20
    about: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """A task; ``done`` is the day on which it was done."""

    uid: str
    sequence: int
    stamp: dt.datetime
    title: str
    about: str = ""
    due: dt.date | None = None
    state: TodoState = "NEEDS-ACTION"
    done: dt.date | None = None
    address: str = ""


def calendar(items: Iterable[Event | Todo]) -> bytes:
    """The file, UTF-8 with CRLF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for item in items:
        lines += _event(item) if isinstance(item, Event) else _todo(item)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield from _common(event)
    if event.starts is not None:
        yield f"DTSTART:{_moment(event.starts)}"
        yield f"DTEND:{_moment(event.starts + dt.timedelta(minutes=event.minutes))}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + dt.timedelta(days=1):%Y%m%d}"
        # A meeting of twenty minutes takes nobody's whole day.
        yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _todo(todo: Todo) -> Iterator[str]:
    yield "BEGIN:VTODO"
    yield from _common(todo)
    if todo.due is not None:
        yield f"DUE;VALUE=DATE:{todo.due:%Y%m%d}"
    yield f"STATUS:{todo.state}"
    if todo.state == "COMPLETED" and todo.done is not None:
        yield f"COMPLETED:{todo.done:%Y%m%d}T000000Z"
        yield "PERCENT-COMPLETE:100"
    yield "END:VTODO"


def _common(item: Event | Todo) -> Iterator[str]:
    yield f"UID:{escaped(item.uid)}"
    yield f"DTSTAMP:{_moment(item.stamp)}"
    yield f"SEQUENCE:{item.sequence}"
    yield f"SUMMARY:{escaped(item.title)}"
    if item.about:
        yield f"DESCRIPTION:{escaped(item.about)}"
    if item.address:
        yield f"URL:{item.address}"


def _moment(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Text as a property value: backslash, semicolon, comma and line end told by a backslash (RFC 5545, 3.3.11)."""
    plain = _CONTROLS.sub("", _ENDS.sub("\n", text))
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> bytes:
    """The line with its end, folded at 75 octets and never within a character: a Chinese one takes three."""
    parts: list[bytes] = []
    part = b""
    for char in line:
        octets = char.encode("utf-8", "replace")
        # Every part but the first begins with a space that counts too.
        if len(part) + len(octets) > LONGEST - bool(parts):
            parts.append(part)
            part = b""
        part += octets
    return b"\r\n ".join([*parts, part]) + b"\r\n"
