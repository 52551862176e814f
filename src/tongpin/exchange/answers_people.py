"""The people on the customer's side as `tongpin diagnose --json` answers them, beside the standing."""

from typing import Any

from tongpin.method.beliefs import belief_of
from tongpin.method.buying_centre import BuyingCentre
from tongpin.method.case import Language, Stakeholder
from tongpin.method.dossier import Dossier
from tongpin.method.entry_path import Path
from tongpin.method.influence import Share
from tongpin.method.people import gap_to
from tongpin.method.wording import render

DIGITS = 4


def people_answer(dossier: Dossier, centre: BuyingCentre, lang: Language) -> dict[str, Any]:
    """Keys `buying_centre`, `support`, `departures`, `entry_path`, `entry_alternative` and `still_to_learn`."""
    backing = centre.backing
    return {
        "buying_centre": [
            _person(dossier, person, share, lang)
            for person, share in zip(dossier.case.stakeholders, centre.shares, strict=True)
        ],
        "support": {
            "index": round(backing.index, DIGITS),
            "low": round(backing.low, DIGITS),
            "high": round(backing.high, DIGITS),
            "coverage": round(backing.coverage, DIGITS),
            "uncovered": [list(need.roles) for need in backing.needs if not need.covered],
            "groups": [
                {"code": group.code, "who": list(group.people), "repair": render(group.repair, lang)}
                for group in backing.groups
            ],
        },
        "entry_path": _path(centre.entry.path, lang),
        "entry_alternative": _path(centre.entry.alternative, lang),
        "departures": [
            {
                "who": departure.person,
                "left": departure.left.isoformat(),
                "share": round(departure.share, DIGITS),
                "roles": list(departure.roles),
                "listeners": list(departure.listeners),
                "ours": list(departure.ours),
                "depended": [render(what, lang) for what in departure.depended],
            }
            for departure in centre.departures
        ],
        "still_to_learn": [
            {"item": item.item, "question": render(item.question, lang), "who": list(item.who)}
            for item in centre.still_open
        ],
    }


def _person(dossier: Dossier, person: Stakeholder, share: Share, lang: Language) -> dict[str, Any]:
    belief = belief_of(person, "attitude", dossier.today)
    return {
        "who": person.id,
        "roles": list(person.roles),
        "share": round(share.own, DIGITS),
        "effective": round(share.effective, DIGITS),
        "why": [render(why, lang) for why in share.why],
        "attitude": person.attitude,
        "attitude_known": belief.state,
        "attitude_sure": round(belief.sureness, DIGITS) if person.attitude is not None else 0.0,
        "attitude_age_days": belief.age_days,
        "gap": render(gap_to(dossier, person), lang),
        "left": person.left.isoformat() if person.left else None,
    }


def _path(path: Path | None, lang: Language) -> dict[str, Any] | None:
    if path is None:
        return None
    return {
        "chance": round(path.chance, DIGITS),
        "steps": [
            {
                "who": step.person,
                "through": step.through or None,
                "part": step.part,
                "chance": round(step.chance, DIGITS),
                "why": render(step.why, lang),
            }
            for step in path.steps
        ],
    }
