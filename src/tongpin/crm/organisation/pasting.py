"""Rows copied from Excel into an organisation chart: looked at first, with every fault by its line, then brought in."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.utils.translation import gettext as _

from tongpin.crm import judging, records
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.accounts.policy import get_account
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.organisation.actions import MOST_SEATS
from tongpin.crm.organisation.models import Department, Seat, Tenure
from tongpin.crm.users.models import User
from tongpin.method.datafiles import load_data
from tongpin.method.organisation import Seat as SeatShape
from tongpin.method.organisation import in_order, level_of, loops
from tongpin.method.possible import LONGEST_NAME
from tongpin.method.sides import Level

COLUMNS = ("department", "title", "level", "name", "reports_to")
MOST_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedSeat:
    """A row; ``above`` is the place (from 0) of the row that it reports to."""

    line: int
    department: str
    title: str
    level: Level | None
    name: str
    reports_to: str
    above: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedFault:
    """What is wrong on a line (from 1) of what was pasted."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What was understood. Nothing is brought in while there are faults."""

    seats: tuple[PastedSeat, ...]
    faults: tuple[PastedFault, ...]


def read_paste(text: str) -> Pasted:
    """Rows of department, title, level, name, reports to; with a line of column names in any order, or without one in
    this order. ``reports_to`` is the name or the title of another row."""
    if len(text) > MOST_CHARACTERS:
        return Pasted(
            seats=(), faults=(PastedFault(line=1, message=_("This is too much at once. Paste it in parts.")),)
        )
    rows = [(line, cells) for line, cells in _rows(records.storable_text(text)) if any(cells)]
    order = _header(rows[0][1]) if rows else None
    body = rows[1:] if order else rows
    seats = [_seat(line, cells, order or dict(zip(COLUMNS, range(5), strict=True))) for line, cells in body]
    faults = [fault for seat, (_line, cells) in zip(seats, body, strict=True) for fault in _faults_of(seat, cells)]
    placed, more = _placed(seats)
    if len(seats) > MOST_SEATS:
        more.append(PastedFault(line=1, message=_("A chart holds at most %(most)s seats.") % {"most": MOST_SEATS}))
    if not seats:
        more.append(PastedFault(line=1, message=_("There are no rows here. Copy them from Excel with their columns.")))
    return Pasted(seats=tuple(placed), faults=tuple(sorted([*faults, *more], key=lambda fault: fault.line)))


def paste_chart(*, user: User, account_id: int, text: str) -> int:
    """Brings the rows in, all or none; returns how many seats were made. Raises `bad_rows` with the faults."""
    pasted = read_paste(text)
    if pasted.faults:
        first = pasted.faults[0]
        message = _("Line %(line)s: %(fault)s") % {"line": first.line, "fault": first.message}
        raise TongpinError("bad_rows", message, 422, faults=pasted.faults)
    with gesture(user, "paste_chart") as deed:
        account = get_account(user, account_id, change=True)
        made = _write(deed, account, pasted.seats)
        judging.judge_account(account.pk)
        return len(made)


def _write(deed: Gesture, account: Account, rows: Sequence[PastedSeat]) -> dict[int, Seat]:
    """Seats by the place of their row: level by level, one statement for each, as a seat names the one above."""
    departments = _departments(deed, account, rows)
    first = Seat.objects.filter(account=account).count()
    made: dict[int, Seat] = {}
    for together in _by_depth(rows):
        fresh = [
            Seat(
                account=account,
                title=rows[place].title,
                level=rows[place].level,
                department=departments.get(rows[place].department),
                reports_to=None if rows[place].above is None else made[rows[place].above or 0],
                place=first + place,
            )
            for place in together
        ]
        made |= dict(zip(together, deed.make_all(Seat, fresh), strict=True))
    people = _people(deed, account, rows)
    held = [(row, made[place]) for place, row in enumerate(rows) if row.name]
    deed.make_all(Tenure, [Tenure(account=account, seat=seat, person=people[row.line]) for row, seat in held])
    return made


def _by_depth(rows: Sequence[PastedSeat]) -> list[list[int]]:
    """Places of rows, the topmost first."""
    depths: dict[int, list[int]] = {}
    for depth, seat in in_order([SeatShape(id=place, reports_to=row.above) for place, row in enumerate(rows)]):
        depths.setdefault(depth, []).append(seat.id)
    return [depths[depth] for depth in sorted(depths)]


def _departments(deed: Gesture, account: Account, seats: Sequence[PastedSeat]) -> Mapping[str, Department]:
    known = {department.name: department for department in Department.objects.filter(account=account)}
    missing = dict.fromkeys(row.department for row in seats if row.department and row.department not in known)
    made = deed.make_all(Department, [Department(account=account, name=name) for name in missing])
    return known | {department.name: department for department in made}


def _people(deed: Gesture, account: Account, seats: Sequence[PastedSeat]) -> Mapping[int, Person]:
    """A person for each row with a name, by line: somebody of the account who sits nowhere yet, or a new one."""
    free: dict[str, list[Person]] = {}
    for person in Person.objects.filter(account=account).exclude(tenures__ended=False).order_by("pk"):
        free.setdefault(person.name, []).append(person)
    found: dict[int, Person] = {}
    fresh: list[tuple[int, Person]] = []
    for row in (row for row in seats if row.name):
        if free.get(row.name):
            found[row.line] = free[row.name].pop(0)
        else:
            fresh.append((row.line, Person(account=account, name=row.name, title=row.title, department=row.department)))
    made = deed.make_all(Person, [person for _line, person in fresh])
    return found | {line: person for (line, _person), person in zip(fresh, made, strict=True)}


# ---------------------------------------------------------------- what the rows say
def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells): tabs between cells as Excel copies them, else commas. A quoted cell may have several lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    dialect = "excel-tab" if "\t" in lines else "excel"
    reader = csv.reader(io.StringIO(lines), dialect=dialect)
    try:
        for cells in reader:
            yield reader.line_num, [" ".join(cell.split()) for cell in cells]
    except csv.Error:
        return


def _header(cells: Sequence[str]) -> dict[str, int] | None:
    """Where each column stands, if the cells are column names; else None."""
    known = {word: column for column, words in _column_words().items() for word in words}
    found = {known[cell.lower()]: place for place, cell in enumerate(cells) if cell.lower() in known}
    return found if "title" in found or "name" in found else None


@cache
def _column_words() -> Mapping[str, Sequence[str]]:
    columns: Mapping[str, Sequence[str]] = load_data("levels")["columns"]
    return columns


def _seat(line: int, cells: Sequence[str], order: Mapping[str, int]) -> PastedSeat:
    told = {column: cells[place] for column, place in order.items() if place < len(cells)}
    title = told.get("title", "")
    return PastedSeat(
        line=line,
        department=told.get("department", ""),
        title=title,
        level=_level(told.get("level", "")) or level_of(title),
        name=told.get("name", ""),
        reports_to=told.get("reports_to", ""),
    )


def _level(word: str) -> Level | None:
    levels: Mapping[Level, Sequence[str]] = load_data("levels")["level_words"]
    return next((level for level, words in levels.items() if word.lower() in words), None)


def _faults_of(seat: PastedSeat, cells: Sequence[str]) -> Iterator[PastedFault]:
    if not seat.title and not seat.name:
        yield PastedFault(line=seat.line, message=_("A row needs a title or a name."))
    if any(len(cell) > LONGEST_NAME for cell in cells):
        message = _("A cell has more than %(most)s characters; this looks like a note, not like a title or name.")
        yield PastedFault(line=seat.line, message=message % {"most": LONGEST_NAME})


def _placed(seats: Sequence[PastedSeat]) -> tuple[list[PastedSeat], list[PastedFault]]:
    """The rows with the place of the one that each reports to, and the faults of these lines."""
    by_name: dict[str, list[int]] = {}
    for index, seat in enumerate(seats):
        for word in {seat.name, seat.title} - {""}:
            by_name.setdefault(word, []).append(index)
    faults: list[PastedFault] = []
    placed: list[PastedSeat] = []
    for seat in seats:
        found = by_name.get(seat.reports_to, []) if seat.reports_to else []
        named = [index for index in found if seats[index].name == seat.reports_to] or found
        if seat.reports_to and len(named) != 1:
            faults.append(PastedFault(line=seat.line, message=_not_one(seat.reports_to, len(named))))
        above = named[0] if len(named) == 1 else None
        placed.append(replace(seat, title=seat.title or seat.name, above=above))
    for index in loops({index: seat.above for index, seat in enumerate(placed)}):
        message = _("“%(name)s” would report to itself in the end.")
        faults.append(PastedFault(line=placed[index].line, message=message % {"name": _called(placed[index])}))
    return placed, faults


def _not_one(name: str, count: int) -> str:
    if count:
        return _("“%(name)s” stands in %(count)s rows; write the name of one person.") % {"name": name, "count": count}
    return _("“%(name)s” is in none of these rows; write a name or a title that is.") % {"name": name}


def _called(seat: PastedSeat) -> str:
    return seat.name or seat.title
