"""Worth winning? Can we win? Part by part from what the case knows (METHOD 4.2).

Unknown is not average: it stays unknown. Worth: this order and the customer's influence, against the cost of the
pursuit and what else we could do. Can: strength against rivals, unique value, relations.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from tongpin.method.case import Criterion
from tongpin.method.criteria import criteria_margin, set_by_us
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.reading.script import heard
from tongpin.method.standing import WorthPart
from tongpin.method.winning import support
from tongpin.method.wording import Say, joined, listed, quoted, say


def worth_parts(dossier: Dossier) -> tuple[WorthPart, ...]:
    """What speaks for and against the effort. What else the same people could win, no single case tells."""
    return (_order(dossier), _influence(dossier), _effort(dossier), _unknown("alternatives"))


def chance_parts(dossier: Dossier) -> tuple[WorthPart, ...]:
    """What speaks for and against our winning it."""
    return (_strength(dossier), _unique(dossier), _relations(dossier))


def worth_score(parts: Sequence[WorthPart]) -> float | None:
    """0..1: what it brings, of what is known, less what the pursuit eats; ``None`` while the amount is not known."""
    weights: Mapping[str, float] = load_data("worth")["weights"]
    scores = {part.name: part.score for part in parts if part.score is not None}
    if "order" not in scores:
        return None
    brings = {name: weight for name, weight in weights.items() if name in scores}
    value = sum(weight * scores[name] for name, weight in brings.items()) / sum(brings.values())
    return round(value * scores.get("effort", 1.0), 3)


def told(first: Say, parts: Sequence[WorthPart]) -> Say:
    """A sentence, then what is known of the parts, then the names of those that are not."""
    sentences = [first, *(part.says for part in parts if part.known)]
    open_parts = [part.says for part in parts if not part.known]
    if open_parts:
        sentences.append(say("worth.unknown", names=joined(open_parts)))
    return joined(sentences)


def to_find_out(parts: Sequence[WorthPart]) -> Iterator[Say]:
    """How to learn what is unknown and can be learnt."""
    for part in parts:
        if not part.known and part.name in load_data("worth")["find_out"]:
            yield say(f"worth.find_out.{part.name}")


def amount_in_cny(dossier: Dossier) -> Decimal | None:
    opportunity = dossier.case.opportunity
    rate = load_data("qualification")["worth"]["rates"].get(opportunity.currency)
    return None if opportunity.amount is None or rate is None else opportunity.amount * Decimal(str(rate))


def _unknown(name: str) -> WorthPart:
    return WorthPart(name=name, score=None, says=say(f"worth.names.{name}"), known=False)


def _order(dossier: Dossier) -> WorthPart:
    amount = amount_in_cny(dossier)
    if amount is None:
        return _unknown("order")
    steps = load_data("qualification")["worth"]["amount_steps"]
    score = (0.2, 0.5, 0.8, 1.0)[sum(1 for step in steps if amount >= step)]
    opportunity = dossier.case.opportunity
    says = say("worth.parts.order", amount=f"{opportunity.amount:,.0f}", currency=opportunity.currency)
    return WorthPart(name="order", score=score, says=says)


def _influence(dossier: Dossier) -> WorthPart:
    """A reference or a referral shows it; else words of the account or of an answer."""
    data = load_data("worth")
    shown = dossier.seen(*data["reference_signals"], sure=0.5)
    if shown:
        says = say("worth.parts.reference", words=say(f"signals.{shown[-1].kind}.name"))
        entries = dossier.entries_of(shown)
        return WorthPart(name="influence", score=data["influence"]["reference"], says=says, entries=entries)
    account = dossier.case.account
    answer = dossier.case.qualification.answers.get("grade_size", "")
    for text in (account.size, account.region, account.history, account.industry, answer):
        match = re.search(data["leading"], heard(text), re.IGNORECASE)
        if match is not None:
            says = say("worth.parts.leading", words=quoted(text))
            return WorthPart(name="influence", score=data["influence"]["leading"], says=says)
    return _unknown("influence")


def _effort(dossier: Dossier) -> WorthPart:
    amount = amount_in_cny(dossier)
    if not amount:
        return _unknown("effort")
    data = load_data("worth")
    acts = [entry for entry in dossier.case.timeline if entry.direction != "in"]
    share = float(sum(data["costs"][entry.kind] for entry in acts) / amount)
    says = say("worth.parts.effort", count=len(acts), share=round(100 * share, 1))
    return WorthPart(name="effort", score=round(1 - min(1.0, share / data["effort_most"]), 3), says=says)


def _strength(dossier: Dossier) -> WorthPart:
    """By score on the customer's criteria, else by the rank of our bid."""
    data = load_data("worth")["strength"]
    margin = criteria_margin(dossier.case)
    if margin is not None:
        points = round(100 * abs(margin))
        says = say("worth.parts.even")
        if points:
            ahead = margin > 0
            says = say("worth.parts.ahead", points=points) if ahead else say("worth.parts.behind", points=points)
        return WorthPart(name="strength", score=max(0.0, min(1.0, data["even"] + margin)), says=says)
    company = dossier.case.our_side.company
    ranks = [bid.rank for bid in dossier.case.bids if bid.bidder == company and bid.rank is not None]
    if not ranks:
        return _unknown("strength")
    name = "first" if ranks[-1] == 1 else "behind"
    return WorthPart(name="strength", score=data[name], says=say(f"worth.parts.ranked_{name}"))


def _unique(dossier: Dossier) -> WorthPart:
    data = load_data("worth")["unique"]
    scored = [item for item in dossier.case.criteria if item.weight and item.ours is not None and item.rivals]
    ahead = [item.name for item in scored if _lead(item) >= data["lead"]]
    if ahead:
        says = say("worth.parts.unique", names=listed(ahead))
        return WorthPart(name="unique", score=data["some"], says=says)
    if scored:
        return WorthPart(name="unique", score=data["none"], says=say("worth.parts.nothing_unique"))
    seen = dossier.seen("our_strength_in_criteria", sure=0.5)
    if seen or set_by_us(dossier.case):
        says, entries = say("worth.parts.unique_told"), dossier.entries_of(seen)
        return WorthPart(name="unique", score=data["told"], says=says, entries=entries)
    return _unknown("unique")


def _lead(criterion: Criterion) -> float:
    """Ahead of the best rival on a scored criterion, in parts of its weight."""
    best = max(criterion.rivals.values())
    return float(((criterion.ours or Decimal(0)) - best) / (criterion.weight or Decimal(1)))


def _relations(dossier: Dossier) -> WorthPart:
    attitude = support(dossier)
    if attitude is None:
        answer = dossier.case.qualification.answers.get("relations", "").strip()
        return WorthPart(name="relations", score=None, says=quoted(answer)) if answer else _unknown("relations")
    says = say("worth.parts.relations", attitude=f"{attitude:+.1f}")
    return WorthPart(name="relations", score=round((attitude + 2) / 4, 3), says=says)
