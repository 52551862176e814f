"""Flags for compliance, and the audit trail."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tongpin.crm.audit.selectors import verify_chain, visible_log
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.selectors import flagged
from tongpin.crm.users.models import Role
from tongpin.web.logs import log_rows
from tongpin.web.pages import SignedIn, page
from tongpin.web.rows import cards_of
from tongpin.web.texts import known, told

SEES_LOG = frozenset({Role.ADMIN, Role.AUDITOR, Role.COMPLIANCE})
LOG_ROWS = 100


@page
def flags(request: SignedIn) -> HttpResponse:
    """Opportunities with legal flags, each with the law and what to do."""
    found = flagged(user=request.user)
    cards = cards_of(row.opportunity for row in found)
    rows = [
        {
            "card": card,
            "flags": [
                {
                    "name": known(f"law.{flag.code}.name", flag.code),
                    "why": told(flag.why),
                    "law": told(flag.law),
                    "do": known(f"law.{flag.code}.do"),
                    "entry": flag.entry,
                }
                for flag in row.flags
            ],
        }
        for card, row in zip(cards, found, strict=True)
    ]
    return render(request, "flags.html", {"area": "flags", "rows": rows})


@page
def audit(request: SignedIn) -> HttpResponse:
    """The log, newest first; whoever sees all of it may have the chain verified."""
    if request.user.role not in SEES_LOG:
        raise TongpinError("not_allowed", _("The audit trail is for administrators, auditors and compliance."), 403)
    before = request.GET.get("before", "")
    log = visible_log(request.user)
    if before.isascii() and before.isdigit() and len(before) < 16:
        log = log.filter(pk__lt=int(before))
    rows = log_rows(log, LOG_ROWS)
    may_verify = request.user.role in {Role.ADMIN, Role.AUDITOR}
    context = {
        "area": "audit",
        "log": rows,
        "linked": True,
        "more": rows[-1].number if len(rows) == LOG_ROWS else None,
        "may_verify": may_verify,
        "report": verify_chain() if may_verify and "verify" in request.GET else None,
    }
    return render(request, "audit.html", context)
