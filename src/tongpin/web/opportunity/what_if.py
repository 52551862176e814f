"""What would move if somebody felt otherwise about us, or were gone. Looked at, never saved."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.crm.people.selectors import PeoplePage
from tongpin.method.backing import Backing, Group, backing_of, with_attitude, without_person
from tongpin.method.case import Case
from tongpin.method.dossier import Dossier
from tongpin.method.judge import dossier_of
from tongpin.method.people import key_persons
from tongpin.web.opportunity.person_cards import joined, points
from tongpin.web.texts import ATTITUDES, Texts, told

GONE, UNKNOWN = "gone", "unknown"
THOUGHTS: Texts = {
    **{figure: ATTITUDES[figure] for figure in ("2", "1", "0", "-1", "-2")},
    UNKNOWN: gettext_lazy("Attitude unknown"),
    GONE: gettext_lazy("Is no longer there"),
}
MOST = 12
MOVED = 0.005
"""Half a percentage point of the decision is worth a line."""


def what_if(request: HttpRequest, page: PeoplePage) -> dict[str, Any]:
    """The form with what is supposed so far, and what would move. ``if`` in the address: "s1:2", "s2:gone"."""
    dossier = page.dossier
    supposed = _supposed(request, dossier)
    present = ((person.id, dossier.names[person.id]) for person in dossier.present)
    shown: dict[str, Any] = {
        "people": format_html_join("", '<option value="{}">{}</option>', present),
        "thoughts": THOUGHTS.items(),
        "supposed": [
            {"value": f"{code}:{thought}", "name": dossier.names[code], "thought": THOUGHTS[thought]}
            for code, thought in supposed.items()
        ],
    }
    if supposed:
        shown["rows"] = list(_moved(dossier, page.centre.backing, supposed))
    return shown


def _supposed(request: HttpRequest, dossier: Dossier) -> dict[str, str]:
    """What is supposed of whom; what the address says of nobody here, or nonsense, is passed over."""
    told_so = [value.rpartition(":") for value in request.GET.getlist("if")]
    pairs = [(code, thought) for code, _colon, thought in told_so]
    pairs.append((request.GET.get("whose", ""), request.GET.get("then", "")))
    found = {code: thought for code, thought in pairs if code in dossier.names and thought in THOUGHTS}
    return dict(list(found.items())[-MOST:])


def _supposing(case: Case, supposed: dict[str, str]) -> Case:
    for code, thought in supposed.items():
        if thought == GONE:
            case = without_person(case, code)
        else:
            case = with_attitude(case, code, None if thought == UNKNOWN else int(thought))
    return case


def _moved(before: Dossier, backing: Backing, supposed: dict[str, str]) -> Iterator[dict[str, str]]:
    """Rows: what, before, after."""
    after = dossier_of(_supposing(before.case, supposed), before.playbook, before.readings)
    other = backing_of(after)
    yield _row(_("Support index"), _index(backing), _index(other))
    yield _row(_("Roles reached"), f"{backing.coverage:.0%}", f"{other.coverage:.0%}")
    yield _row(_("Key persons now"), *(joined(person.name for person in key_persons(it)) for it in (before, after)))
    groups = ({group.code: group for group in it.groups} for it in (backing, other))
    yield from _changed_groups(before, *groups)
    for code, name in before.names.items():
        was, is_now = before.shares[code], after.shares.get(code, 0.0)
        if abs(was - is_now) >= MOVED:
            yield _row(_("Share of %(name)s") % {"name": name}, f"{was:.0%}", f"{is_now:.0%}")


def _changed_groups(dossier: Dossier, was: dict[str, Group], is_now: dict[str, Group]) -> Iterator[dict[str, str]]:
    for code, group in {**was, **is_now}.items():
        people = [found[code].people if code in found else () for found in (was, is_now)]
        if people[0] != people[1]:
            yield _row(told(group.name), *(joined(dossier.names[who] for who in whose) for whose in people))


def _row(what: str, before: str, after: str) -> dict[str, str]:
    return {"what": what, "before": before or "–", "after": after or "–"}


def _index(backing: Backing) -> str:
    low, middle, high = (points(value) for value in (backing.low, backing.index, backing.high))
    return _("%(index)s (%(low)s to %(high)s)") % {"index": middle, "low": low, "high": high}
