"""Everyone on the customer's side as cards: what we believe of each, how we know it, and how old that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tongpin.crm.opportunities.page import OpportunityPage, StakeholderRow
from tongpin.crm.people.selectors import PeoplePage
from tongpin.method.beliefs import Belief, belief_of
from tongpin.method.case import Stakeholder
from tongpin.method.influence import Share
from tongpin.method.people import gap_to
from tongpin.method.sides import ASPECTS, Aspect, Knowledge
from tongpin.web.cited import day
from tongpin.web.texts import ATTITUDES, KNOWLEDGE, ROLES, known, reading_language, stage_short, told

FADED = 0.3
"""Below this sureness a belief is shown as faded: an assumption after four months, a confirmed one after two years."""
SIGNS = {None: "?", -2: "−−", -1: "−", 0: "○", 1: "+", 2: "++"}
COLOURS = {None: "", -2: "tag-wrong", -1: "tag-wrong", 0: "", 1: "tag-fits", 2: "tag-fits"}


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How something is known: ``state`` assumed or confirmed, in ``words`` with its age; ``entry`` shows it."""

    state: str
    words: str
    faded: bool
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectLine:
    """One thing that is believed of a person, and the address where one says how it is known."""

    name: str
    value: str
    how: How
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A person with prepared strings. ``unknown``: the aspects of which nothing is known."""

    code: str
    href: str
    edit: str
    name: str
    post: str
    key: bool
    gone: bool
    roles: list[str]
    sign: str
    colour: str
    attitude: str
    how: How | None
    own: float
    effective: float
    why: list[str]
    gap: str
    facts: list[tuple[str, str]]
    aspects: list[AspectLine]
    unknown: str


def cards_of(found: OpportunityPage, page: PeoplePage, key: set[str]) -> list[Card]:
    """The weightiest first, who has left last."""
    maker = _Maker(found, page, key)
    people = zip(page.dossier.case.stakeholders, page.centre.shares, strict=True)
    return sorted(
        (maker.card(person, share) for person, share in people), key=lambda card: (card.gone, -card.effective)
    )


class _Maker:
    def __init__(self, found: OpportunityPage, page: PeoplePage, key: set[str]) -> None:
        self.dossier = page.dossier
        self.key = key
        self.language = get_language()
        self.rows = {row.code: row for row in found.people}
        self.stages = {item.person: stage_short(item.stage) for item in found.standing.by_person}
        self.address = reverse("opportunity", args=[found.opportunity.pk])
        self.person = reverse("person", args=[0]).removesuffix("0")
        self.names = {aspect: known(f"beliefs.aspects.{aspect}") for aspect in ASPECTS}

    def card(self, person: Stakeholder, share: Share) -> Card:
        row, values = self.rows[person.id], values_of(person)
        return Card(
            code=person.id,
            href=f"{self.person}{row.person_id}",
            edit=f"{self.address}/records/stakeholder/{row.id}",
            name=self.dossier.names[person.id],
            post=" · ".join(part for part in (person.title, person.department) if part),
            key=person.id in self.key,
            gone=person.gone_by(self.dossier.today),
            roles=[role_name(role) for role in person.roles],
            sign=SIGNS[person.attitude],
            colour=COLOURS[person.attitude],
            attitude=attitude_name(person.attitude),
            how=None if person.attitude is None else self._how(person, "attitude"),
            own=share.own,
            effective=share.effective,
            why=[told(why) for why in share.why],
            gap=told(gap_to(self.dossier, person)),
            facts=self._facts(person),
            aspects=[self._line(person, row, aspect, value) for aspect, value in values.items() if value],
            unknown=joined(self.names[aspect] for aspect, value in values.items() if not value),
        )

    def _facts(self, person: Stakeholder) -> list[tuple[str, str]]:
        facts = [
            (_("Last contact"), day(self.dossier.last_contact(person))),
            (_("Our contact"), person.owner),
            (_("This person’s own stage"), self.stages.get(person.id, "")),
            (
                _("Attitude to rivals"),
                joined(f"{name} {SIGNS.get(figure, figure)}" for name, figure in person.attitude_to_rivals.items()),
            ),
        ]
        return [(name, value) for name, value in facts if value]

    def _how(self, person: Stakeholder, aspect: Aspect) -> How:
        return how_of(belief_of(person, aspect, self.dossier.today), self.language)

    def _line(self, person: Stakeholder, row: StakeholderRow, aspect: Aspect, value: str) -> AspectLine:
        return AspectLine(
            name=self.names[aspect],
            value=value,
            how=self._how(person, aspect),
            href=f"{self.address}/people/{row.id}/{aspect}",
        )


def values_of(person: Stakeholder) -> dict[Aspect, str]:
    """What is believed of a person by aspect; empty where nothing is."""
    return {
        "roles": joined(map(role_name, person.roles)),
        "attitude": attitude_name(person.attitude) if person.attitude is not None else "",
        "influence": f"{person.influence}/5" if person.influence else "",
        "share": "" if person.share is None else f"{person.share.normalize():f}%",
        "expectations": person.expectations,
        "worries": person.worries,
        "habits": person.habits,
    }


def how_of(belief: Belief, language: str | None = None) -> How:
    """A belief in words: confirmed or assumed, how long ago. ``language``: the active one, if it is at hand."""
    faded = belief.sureness < FADED
    words = _how(belief.state, belief.age_days, faded, language or get_language())
    return How(state=belief.state, words=words, faded=faded, entry=belief.entry)


# Hundreds of beliefs on a page share a few dozen wordings: each is told once in each language.
@lru_cache(maxsize=4096)
def _how(state: Knowledge, days: int | None, faded: bool, _language: str | None) -> str:
    return " · ".join([str(KNOWLEDGE[state]), _age(days), *([_("faded")] if faded else [])])


def _age(days: int | None) -> str:
    if days is None:
        return _("no date")
    if days == 0:
        return _("today")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


def attitude_name(attitude: int | None) -> str:
    return _attitude(attitude, get_language())


@lru_cache(maxsize=64)
def _attitude(attitude: int | None, _language: str | None) -> str:
    return _("Attitude unknown") if attitude is None else str(ATTITUDES[str(attitude)])


def role_name(role: str) -> str:
    return _role(role, get_language())


@lru_cache(maxsize=256)
def _role(role: str, _language: str | None) -> str:
    return str(ROLES.get(role, role))


def joined(names: Iterable[str]) -> str:
    """Names with the comma of the reader's language."""
    return (", " if reading_language() == "en" else "、").join(names)


def points(share: float) -> str:
    """The index from -1 to 1 as people read it: −40, 0, +40."""
    figure = round(100 * share)
    return f"{figure:+d}".replace("-", "−") if figure else "0"
