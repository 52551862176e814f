"""For whom it was written, and the late play, in the reader's words."""

from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm.criteria.selectors import PlayPage
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.method.criteria.plays import Play
from tongpin.method.wording import say
from tongpin.web.cited import Citations
from tongpin.web.texts import POSITIONS, known, told

SURE = 0.5


def play_shown(page: PlayPage, found: OpportunityPage) -> dict[str, Any]:
    """What the view shows."""
    citations = Citations(page.dossier.case, page.dossier.signals)
    authors, late = page.authors, page.late
    names = page.dossier.names
    return {
        "chance": authors.chance,
        "leaning": _leaning(authors.chance),
        "rival": authors.rival,
        "reasons": [
            {
                "says": told(reason.factor),
                "effect": f"{100 * reason.effect:+.0f}".replace("-", "−"),
                "for_another": reason.effect > 0,
                "cited": citations.of(reason.entries),
            }
            for reason in authors.reasons
        ],
        "place": str(POSITIONS.get(authors.place.position, "")),
        "odds": [
            {"name": str(POSITIONS[name]), "chance": chance}
            for name, chance in authors.place.odds
            if name in POSITIONS and name != "unknown"
        ],
        "place_why": [told(why) for why in authors.place.why],
        "place_cited": citations.of(authors.place.entries),
        "needed": late.needed,
        "late_why": told(late.why),
        "rules": late.rules,
        "plays": [_play(play, names, first=place == 0) for place, play in enumerate(late.plays)],
        "refused_plays": [{"name": known(f"plays.names.{name}", name), "why": told(why)} for name, why in late.refused],
        "never": told(say("plays.never")),
    }


def _leaning(chance: float | None) -> str:
    if chance is None:
        return ""
    if chance >= 0.75:
        return _("It was most likely written for another.")
    if chance >= SURE:
        return _("It was rather written for another.")
    if chance >= 0.25:
        return _("Nothing proves that it was written for another; keep looking.")
    return _("It does not look as if it was written for another.")


def _play(play: Play, names: Any, *, first: bool) -> dict[str, Any]:
    return {
        "name": known(f"plays.names.{play.name}", play.name),
        "fit": play.fit,
        "first": first,
        "why": [told(why) for why in play.why],
        "against": [told(why) for why in play.against],
        "do": told(play.do),
        "cost": told(play.cost),
        "words": told(play.words),
        "who": names.get(play.who, ""),
    }
