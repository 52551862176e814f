"""Calendar files as Outlook and phones read them."""

import datetime as dt
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tongpin.exchange.calendars import Event, Todo, calendar, escaped, folded

STAMP = dt.datetime(2026, 3, 2, 17, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
MEETING = Event(
    uid="m1@tongpin",
    sequence=2,
    stamp=STAMP,
    day=dt.date(2026, 2, 28),
    title="液压油：销售例会",
    about="问周明；带上报价\n决定：试用",
)


def unfolded(file: bytes) -> list[str]:
    """The content lines, as a reader puts them together again."""
    assert file.endswith(b"\r\n")
    return file.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def test_a_meeting_takes_its_day_and_says_which_version_it_is() -> None:
    lines = unfolded(calendar([MEETING]))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    for line in ("UID:m1@tongpin", "SEQUENCE:2", "DTSTAMP:20260302T093000Z", "DTSTART;VALUE=DATE:20260228"):
        assert line in lines
    assert "DTEND;VALUE=DATE:20260301" in lines  # the day after, exclusive
    assert "DESCRIPTION:问周明；带上报价\\n决定：试用" in lines


def test_a_meeting_with_an_hour_stands_at_that_hour() -> None:
    half_past_two = dt.datetime(2026, 2, 28, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    lines = unfolded(calendar([replace(MEETING, starts=half_past_two, minutes=20)]))
    assert {"DTSTART:20260228T063000Z", "DTEND:20260228T065000Z"} <= set(lines)
    assert "TRANSP:TRANSPARENT" not in lines


def test_a_task_tells_its_day_and_its_state() -> None:
    todo = Todo(uid="t1", sequence=0, stamp=STAMP, title="安排试用", due=dt.date(2026, 3, 9))
    done = Todo(uid="t2", sequence=1, stamp=STAMP, title="x", state="COMPLETED", done=dt.date(2026, 3, 5))
    lines = unfolded(calendar([todo, done]))
    assert lines.count("BEGIN:VTODO") == 2
    for line in ("DUE;VALUE=DATE:20260309", "STATUS:NEEDS-ACTION", "STATUS:COMPLETED", "COMPLETED:20260305T000000Z"):
        assert line in lines


@given(st.text(max_size=200))
def test_what_is_escaped_and_folded_comes_back(text: str) -> None:
    line = folded("SUMMARY:" + escaped(text))
    for part in line.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(part) <= 75
        part.decode("utf-8")  # no character is cut
    (back,) = unfolded(line)
    plain = re.sub("\r\n|\r|\u2028|\u2029|\x85", "\n", text)
    assert unescaped(back.removeprefix("SUMMARY:")) == re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", plain)


def test_chinese_is_folded_between_characters() -> None:
    line = folded("SUMMARY:" + "招" * 60)
    assert [len(part) for part in line.removesuffix(b"\r\n").split(b"\r\n")] == [74, 73, 43]


def test_nobody_smuggles_a_property_in_by_a_line_end() -> None:
    lines = unfolded(calendar([Event(uid="u", sequence=0, stamp=STAMP, day=STAMP.date(), title="a\r\nATTENDEE:x")]))
    assert not [line for line in lines if line.startswith("ATTENDEE")]
