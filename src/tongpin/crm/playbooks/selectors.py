"""Playbooks by name and version, shipped or the organisation's own."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Max

from tongpin.crm.playbooks.models import KeptPlaybook
from tongpin.method import playbook as method
from tongpin.method.playbook import Playbook


def newest(name: str) -> int | None:
    """The newest version of a playbook; None where there is no such playbook."""
    return newest_versions([name]).get(name)


def newest_versions(names: Iterable[str]) -> dict[str, int]:
    """The newest version of each playbook that is here; a shipped one is as new as the release."""
    wanted = set(names)
    shipped = {name: playbook.version for name, playbook in method.shipped().items() if name in wanted}
    own = wanted - shipped.keys()
    if not own:
        return shipped
    kept = KeptPlaybook.objects.filter(name__in=own).values_list("name").annotate(Max("version"))
    return {**shipped, **dict(kept)}


def playbook_of(name: str, version: int) -> Playbook:
    """A version of a playbook. Raises `KeyError` where there is no such version."""
    shipped = method.shipped().get(name)
    return shipped if shipped is not None and shipped.version == version else _kept(name, version)


@lru_cache(maxsize=64)
def _kept(name: str, version: int) -> Playbook:
    """A version never changes, so it is parsed once."""
    text = KeptPlaybook.objects.filter(name=name, version=version).values_list("text", flat=True).first()
    if text is None:
        raise KeyError(f"{name} {version}")
    return method.parse(text, f"{name}.yaml")
