"""Playbooks by name and version, shipped or the organisation's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Max

from tongpin.crm.opportunities.models import Opportunity
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


def known_versions() -> dict[str, set[int]]:
    """Every playbook that is here with all its versions, in the box or kept."""
    known = {name: set(versions) for name, versions in method.versions_in_the_box().items()}
    for name, version in KeptPlaybook.objects.order_by().values_list("name", "version"):
        known.setdefault(name, set()).add(version)
    return known


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


@dataclass(frozen=True, slots=True)
class PlaybookRow:
    """A playbook that an opportunity can run on; `made_from` is empty for those in the box."""

    playbook: Playbook
    in_the_box: bool
    made_from: str
    used_by: int


def playbooks() -> list[PlaybookRow]:
    """The newest version of every playbook, those in the box first; `used_by` counts open opportunities."""
    used = dict(Opportunity.objects.filter(result=None).order_by().values_list("playbook_name").annotate(Count("id")))
    boxed = [PlaybookRow(book, True, "", used.get(name, 0)) for name, book in method.shipped().items()]
    newest_own: dict[str, tuple[int, str]] = {}
    own = KeptPlaybook.objects.exclude(name__in=method.shipped()).order_by("name", "version")
    for name, version, made_from in own.values_list("name", "version", "made_from"):
        newest_own[name] = version, made_from
    return boxed + [
        PlaybookRow(playbook_of(name, version), False, made_from, used.get(name, 0))
        for name, (version, made_from) in newest_own.items()
    ]


def playbook_text(name: str, version: int | None = None) -> str:
    """The YAML of a playbook (the newest version unless given), to be read or adapted. Raises `KeyError`."""
    shipped = method.shipped().get(name)
    if shipped is not None and version in {None, shipped.version}:
        return method.source(name)
    kept = KeptPlaybook.objects.filter(name=name, **({} if version is None else {"version": version}))
    text = kept.order_by("-version").values_list("text", flat=True).first()
    if text is None:
        raise KeyError(name)
    return text
