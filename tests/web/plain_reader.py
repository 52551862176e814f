"""A reader that knows four words: what a page shows of them does not change when the real one learns."""

from tongpin.method.case import STAGES, Stage
from tongpin.method.reading.shape import MistakeHit, Reading, SignalHit

WORDS: dict[str, tuple[str, Stage]] = {
    "预算批了": ("budget_approved", "screening"),
    "招标文件": ("tender_issued", "tender"),
    "验收": ("accepted_in_use", "implementation"),
}


def read_note(text: str, lang: str | None = None, struck: tuple[tuple[int, int], ...] = ()) -> Reading:
    found = [(text.find(words), words) for words in WORDS if words in text]
    hits = [
        SignalHit(WORDS[words][0], start, start + len(words), 0.8, WORDS[words][1])
        for start, words in found
        if not any(a < start + len(words) and start < b for a, b in struck)
    ]
    said = {hit.says for hit in hits}
    odds = [0.7 if stage in said else 0.05 for stage in STAGES]
    price = text.find("报价")
    mistakes = () if price < 0 else (MistakeHit("premature_quote", price, price + 2, 0.9),)
    return Reading("zh-Hans", tuple(odd / sum(odds) for odd in odds), tuple(hits), mistakes)
