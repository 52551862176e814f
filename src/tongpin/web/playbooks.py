"""Playbooks 流程: read them, adapt a copy."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.playbooks.actions import adapt_playbook
from tongpin.crm.playbooks.selectors import playbook_of, playbook_text, playbooks
from tongpin.crm.users.policy import may_adapt_playbooks
from tongpin.method import playbook as method
from tongpin.method.located import Faults
from tongpin.method.playbook import Playbook
from tongpin.web.pages import SignedIn, done, elsewhere, page
from tongpin.web.playbook_faults import fault_lines
from tongpin.web.texts import kind_name, reading_language, stage_name

LONGEST = 200_000


@page
def list_playbooks(request: SignedIn) -> HttpResponse:
    """Those in the box, then the organisation's own."""
    lang = reading_language()
    rows = [
        {
            "name": row.playbook.name,
            "title": row.playbook.title[lang],
            "about": row.playbook.about[lang],
            "version": row.playbook.version,
            "in_the_box": row.in_the_box,
            "made_from": row.made_from,
            "used_by": row.used_by,
            "steps": len(row.playbook.selling_steps),
            "standard": row.playbook.name == method.DEFAULT,
        }
        for row in sorted(playbooks(), key=lambda row: row.playbook.name != method.DEFAULT)
    ]
    context = {"area": "library", "rows": rows, "may_adapt": may_adapt_playbooks(request.user)}
    return render(request, "playbooks.html", context)


@page
def read_playbook(request: SignedIn, name: str) -> HttpResponse:
    """Buying steps beside the selling steps that fit them, with the gates between."""
    row = next((row for row in playbooks() if row.playbook.name == name), None)
    if row is None:
        raise not_found()
    book = _version(request, row.playbook)
    lang = reading_language()
    context = {
        "area": "library",
        "name": name,
        "title": book.title[lang],
        "about": book.about[lang],
        "version": book.version,
        "newest": row.playbook.version,
        "versions": [] if row.in_the_box else range(row.playbook.version, 0, -1),
        "pairs": pairs_of(book),
        "dwell": [(stage_name(stage), round(days)) for stage, days in book.dwell_days.items()],
        "gates": [(gate.title[lang], gate.forced_odds) for gate in book.gates],
        "may_adapt": may_adapt_playbooks(request.user),
    }
    return render(request, "playbook.html", context)


def _version(request: SignedIn, newest: Playbook) -> Playbook:
    wanted = request.GET.get("version", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 5):
        return newest
    try:
        return playbook_of(newest.name, int(wanted))
    except KeyError:
        raise not_found() from None


def pairs_of(book: Playbook) -> list[dict[str, Any]]:
    """Each selling step with the buying steps that it meets; a buying step is told at the first that meets it."""
    lang = reading_language()
    told_already: set[str] = set()
    pairs = []
    for step in book.selling_steps:
        bought = [item for item in book.purchase_steps if set(item.stages) & set(step.stages)]
        pairs.append(
            {
                "title": step.title[lang],
                "does": step.does[lang],
                "actions": [kind_name(kind) for kind in step.actions],
                "stages": [stage_name(stage) for stage in step.stages],
                "bought": [item.title[lang] for item in bought if item.id not in told_already],
                "gate": step.gate.title[lang] if step.gate else "",
            }
        )
        told_already |= {item.id for item in bought}
    return pairs


@page
def adapt(request: SignedIn, name: str) -> HttpResponse:
    """A copy in an editor; all faults are told at once with their lines, and nothing is kept while there is one."""
    if not may_adapt_playbooks(request.user):
        raise TongpinError("not_allowed", _("A manager or an administrator adapts playbooks."), 403)
    try:
        source = playbook_text(name)
    except KeyError:
        raise not_found() from None
    if request.method != "POST":
        return _editor(request, name, source)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if len(text) > LONGEST:
        lengths = {"most": LONGEST, "length": len(text)}
        told = (
            _("A playbook has at most %(most)d characters; this text has %(length)d. Nothing has been kept.") % lengths
        )
        return _editor(request, name, text, refused=told, status=422)
    try:
        kept = adapt_playbook(user=request.user, text=text, made_from=name)
    except Faults as found:
        return _editor(request, name, text, faults=fault_lines(found.faults), status=422)
    except TongpinError as error:
        return _editor(request, name, text, refused=error.message, status=error.status)
    done(request, _("Kept as version %(version)s.") % {"version": kept.version}, undo=False)
    return elsewhere(request, reverse("playbook", args=[kept.name]))


def _editor(request: SignedIn, name: str, text: str, *, status: int = 200, **more: Any) -> HttpResponse:
    boxed = name in method.shipped()
    context = {"area": "library", "name": name, "text": text, "boxed": boxed, "status": status, **more}
    return render(request, "adapt.html", context, status=status)
