"""Every write to playbooks."""

import re

from django.utils.translation import gettext as _

from tongpin.crm.audit.gesture import gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.playbooks.models import KeptPlaybook
from tongpin.crm.playbooks.selectors import newest
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_adapt_playbooks
from tongpin.method import playbook as method
from tongpin.method.playbook import Playbook

_VERSION = re.compile(r"^version:.*$", re.MULTILINE)


def adapt_playbook(*, user: User, text: str, made_from: str = "") -> KeptPlaybook:
    """Keeps a playbook of the organisation's own as a new version of its name.

    Raises `located.Faults` with every fault and its line, `not_allowed`, or `shipped_name` where the copy still has
    the name of a playbook in the box.
    """
    if not may_adapt_playbooks(user):
        raise TongpinError("not_allowed", _("A manager or an administrator adapts playbooks."), 403)
    playbook = method.parse(text, f"{made_from or 'playbook'}.yaml")
    if playbook.name in method.shipped():
        message = _("“%(name)s” is the name of a playbook in the box; give your copy a name of its own.")
        raise TongpinError("shipped_name", message % {"name": playbook.name}, 422)
    with gesture(user, "adapt_playbook") as deed:
        version = (newest(playbook.name) or 0) + 1
        kept = _VERSION.sub(f"version: {version}", text, count=1)
        return deed.make(
            KeptPlaybook(
                name=playbook.name,
                version=version,
                text=kept,
                made_from=made_from[:100],
                made_by=user,
            )
        )


def keep_shipped(playbook: Playbook) -> None:
    """Copies a shipped playbook that somebody starts on, so that it outlives the release that brought it."""
    if playbook.name in method.shipped():
        KeptPlaybook.objects.get_or_create(
            name=playbook.name, version=playbook.version, defaults={"text": method.source(playbook.name)}
        )
