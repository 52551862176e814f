"""Every write to rivals' files, the prices seen of them, and our own strengths."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Competitor
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.rivals.models import PriceSeen, Rival, Strength
from tongpin.crm.rivals.policy import may_retire_rivals, may_write_rivals
from tongpin.crm.users.models import User

RIVAL = ("name", "other_names", "strengths", "weaknesses", "plays", "catalogue", "note")
PRICE = ("date", "product", "low", "high", "currency", "source", "opportunity_code")
STRENGTH = ("name", "description", "ours", "others")
Row = TypeVar("Row", bound=models.Model)


def add_rival(*, user: User, name: str, other_names: Sequence[str] = (), **facts: Any) -> Rival:
    """Opens a rival's file; `facts` are the other columns of `RIVAL`. Raises `name_taken`."""
    with _writing(user, "add_rival") as deed:
        called = records.require_text(name, field="name", message=_("A rival needs a name."))
        _refuse_taken(called)
        return deed.make(records.checked(Rival(name=called, other_names=_names(other_names), **facts)))


def update_rival(*, user: User, rival_id: int, **changes: Any) -> Rival:
    """Changes columns of `RIVAL`. Raises `name_taken`."""
    with _writing(user, "update_rival") as deed:
        row = _row(Rival, rival_id)
        if "name" in changes:
            changes["name"] = records.require_text(changes["name"], field="name", message=_("A rival needs a name."))
            _refuse_taken(changes["name"], but=row)
        if "other_names" in changes:
            changes["other_names"] = _names(changes["other_names"])
        deed.change(row, **records.checked_changes(row, changes, RIVAL))
        return row


def remove_rival(*, user: User, rival_id: int) -> None:
    """Takes a file away with its prices; sales in which the rival was met keep its name."""
    with _retiring(user, "remove_rival") as deed:
        row = _row(Rival, rival_id)
        for met in row.met.all():
            deed.change(met, rival=None)
        deed.remove_all(row.prices.all())
        deed.remove(row)


def link_rival(*, user: User, competitor_id: int, rival_id: int | None) -> Competitor:
    """Says which rival's file a rival of an opportunity belongs to; ``None``: to none."""
    with records.work_on_record(user, Competitor, competitor_id, "link_rival") as (row, _opportunity, deed):
        deed.change(row, rival=None if rival_id is None else _row(Rival, rival_id))
        return row


def file_rival(*, user: User, competitor_id: int) -> Rival:
    """Opens a file for a rival of an opportunity, with what is known of it there, and links the two.

    Raises `name_taken` where there is a file of that name.
    """
    if not may_write_rivals(user):
        raise _not_allowed()
    with records.work_on_record(user, Competitor, competitor_id, "file_rival") as (row, _opportunity, deed):
        _refuse_taken(row.name)
        file = Rival(name=row.name, strengths=row.strengths, weaknesses=row.weaknesses)
        deed.make(records.checked(file))
        deed.change(row, rival=file)
        return file


# ---------------------------------------------------------------- prices seen
def add_price_seen(*, user: User, rival_id: int, **facts: Any) -> PriceSeen:
    """Keeps a price range of a rival; `facts` are columns of `PRICE`. Raises `invalid` for a range upside down."""
    with _writing(user, "add_price_seen") as deed:
        row = PriceSeen(rival=_row(Rival, rival_id), **facts)
        _refuse_upside_down(row)
        return deed.make(records.checked(row))


def update_price_seen(*, user: User, price_id: int, **changes: Any) -> PriceSeen:
    """Changes columns of `PRICE`."""
    with _writing(user, "update_price_seen") as deed:
        row = _row(PriceSeen, price_id)
        deed.change(row, **records.checked_changes(row, changes, PRICE))
        _refuse_upside_down(row)
        return row


def remove_price_seen(*, user: User, price_id: int) -> None:
    """Takes a price away that was wrong."""
    with _writing(user, "remove_price_seen") as deed:
        deed.remove(_row(PriceSeen, price_id))


# ---------------------------------------------------------------- our strengths
def add_strength(*, user: User, name: str, **facts: Any) -> Strength:
    """Keeps something we are good at; `facts` are the other columns of `STRENGTH`, points of a hundred."""
    with _writing(user, "add_strength") as deed:
        called = records.require_text(name, field="name", message=_("A strength needs a name."))
        return deed.make(records.checked(Strength(name=called, **facts)))


def update_strength(*, user: User, strength_id: int, **changes: Any) -> Strength:
    """Changes columns of `STRENGTH`."""
    with _writing(user, "update_strength") as deed:
        row = _row(Strength, strength_id)
        deed.change(row, **records.checked_changes(row, changes, STRENGTH))
        return row


def retire_strength(*, user: User, strength_id: int, retired: bool = True) -> Strength:
    """Proposes a strength no more, or again."""
    with _retiring(user, "retire_strength") as deed:
        row = _row(Strength, strength_id)
        deed.change(row, retired=retired)
        return row


# ---------------------------------------------------------------- shared
@contextmanager
def _writing(user: User, verb: str) -> Iterator[Gesture]:
    if not may_write_rivals(user):
        raise _not_allowed()
    with gesture(user, verb) as deed:
        yield deed


@contextmanager
def _retiring(user: User, verb: str) -> Iterator[Gesture]:
    if not may_retire_rivals(user):
        message = _("Only a manager or an administrator takes things out of the library for everybody.")
        raise TongpinError("not_allowed", message, 403)
    with gesture(user, verb) as deed:
        yield deed


def _not_allowed() -> TongpinError:
    return TongpinError("not_allowed", _("You may look at the records, but not change them."), 403)


def _row(table: type[Row], pk: int) -> Row:
    found = table._default_manager.select_for_update().filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _names(names: Sequence[str]) -> list[str]:
    """Names without blanks, each once."""
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def _refuse_taken(name: str, but: Rival | None = None) -> None:
    others = Rival.objects.filter(name__iexact=name.strip())
    if (others if but is None else others.exclude(pk=but.pk)).exists():
        raise TongpinError("name_taken", _("There is a file of “%(name)s” already.") % {"name": name}, 409)


def _refuse_upside_down(row: PriceSeen) -> None:
    if row.low is None and row.high is None:
        raise records.invalid(low=_("Give a price, or a range from low to high."))
    if row.low is not None and row.high is not None and row.low > row.high:
        raise records.invalid(high=_("The high end lies below the low one."))
