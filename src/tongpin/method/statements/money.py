"""Prices, discounts and terms of payment that are stated."""

from collections.abc import Iterator

from tongpin.method.figures import Figure, duration_days, percent, value_of
from tongpin.method.statements.clauses import Clause, Sentence
from tongpin.method.statements.told import Told, pattern, patterns


# ---------------------------------------------------------------- price
def prices(sentence: Sentence) -> Iterator[Told]:
    """Prices of ours; ``part`` is what one is the price of (each, a year, a month), with or without tax."""
    for figure in sentence.figures:
        if duration_days(figure.unit) is not None or not _is_price(sentence, figure):
            continue
        part = " ".join(_basis(sentence.clause_at(figure.start), figure))
        yield sentence.told("price", figure.low, figure.high, figure.start, figure.end, part=part)


def _basis(clause: Clause, figure: Figure) -> list[str]:
    start = figure.start - clause.start
    around = clause.text[max(start - 32, 0) : figure.end - clause.start + 16]
    return [name for name, words in patterns("basis") if words.search(around)]


def _is_price(sentence: Sentence, figure: Figure) -> bool:
    clause = sentence.clause_at(figure.start)
    told = clause.said or pattern("topics.price.offered").search(clause.text)
    if not (told and sentence.ours(figure.start)) or pattern("topics.price.not_near").search(clause.text):
        return False
    if figure.money:
        return (
            figure.currency or bool(pattern("topics.price.near").search(sentence.text)) or bool(_basis(clause, figure))
        )
    return not figure.unit and _is_bare_price(sentence.text, figure)


def _is_bare_price(text: str, figure: Figure) -> bool:
    """2200 一张, a unit price of 1,160: a figure without a currency beside words of price."""
    before, after = text[max(figure.start - 14, 0) : figure.start], text[figure.end : figure.end + 8]
    amount = figure.low >= 100 and pattern("topics.price.before").search(before)
    return bool(amount or pattern("topics.price.after").match(after))


# ---------------------------------------------------------------- discount
def discounts(sentence: Sentence) -> Iterator[Told]:
    """Discounts as per cent off: 九折, 15% off list, no discount."""
    if not pattern("discount.near").search(sentence.text):
        return
    for match in pattern("discount.zhe").finditer(sentence.text):
        off = percent(match["zhe"], match["more"])
        if off is not None and sentence.ours(match.start()):
            yield sentence.told("discount", off, off, *match.span())
    for clause in sentence.clauses:
        if pattern("discount.words").search(clause.text) and not pattern("discount.not_near").search(clause.text):
            for match in pattern("discount.share").finditer(clause.text):
                off, start = value_of(match["v"]), clause.start + match.start()
                if off is not None and sentence.ours(start):
                    yield sentence.told("discount", off, off, start, clause.start + match.end())
    for match in pattern("discount.none").finditer(sentence.text):
        if sentence.ours(match.start()):
            yield sentence.told("discount", 0, 0, *match.span())


# ---------------------------------------------------------------- terms of payment
def payments(sentence: Sentence) -> Iterator[Told]:
    """Shares by when they are due, days of credit, nothing or everything in advance."""
    if not pattern("payment.near").search(sentence.text):
        return
    for found in (*_shares(sentence), *_whole(sentence), *_credit(sentence), *_splits(sentence)):
        if sentence.ours(found[2]):
            part, value, start, end = found
            yield sentence.told("payment_terms", value, value, start, end, part=part)


Found = tuple[str, float, int, int]
"""Part, value, start and end of what is said of payment."""


def _shares(sentence: Sentence) -> Iterator[Found]:
    for clause in sentence.clauses:
        if pattern("payment.not_near").search(clause.text):
            continue
        for match in pattern("payment.share").finditer(clause.text):
            due = _due(clause, match.start(), match.end())
            share = _share(match["v"], match["cheng"], match["part"])
            if due is not None and share is not None:
                yield due, share, clause.start + match.start(), clause.start + match.end()


def _share(v: str | None, cheng: str | None, part: str | None) -> float | None:
    if v:
        return value_of(v)
    if cheng:
        tenths = value_of(cheng)
        return tenths * 10 if tenths is not None else None
    return {"half": 50.0, "一半": 50.0, "third": 100 / 3, "quarter": 25.0}.get((part or "").split()[-1])


def _due(clause: Clause, start: int, end: int) -> str | None:
    """When a share is due: by the words nearest to it in its clause, those before a share a little preferred."""
    best: tuple[float, str] | None = None
    for due, words in patterns("payment.due"):
        for match in words.finditer(clause.text):
            away = start - match.end() if match.end() <= start else match.start() - end + 1.5
            if -1 <= away <= 40 and (best is None or away < best[0]):
                best = away, due
    return best[1] if best else None


def _whole(sentence: Sentence) -> Iterator[Found]:
    for name, share in (("none", 0.0), ("all", 100.0)):
        for match in pattern(f"payment.{name}").finditer(sentence.text):
            yield "advance", share, match.start(), match.end()


def _credit(sentence: Sentence) -> Iterator[Found]:
    for match in pattern("payment.days").finditer(sentence.text):
        written = next(group for group in match.groups() if group)
        days = value_of(written)
        if days is not None:
            yield "days", days, match.start(), match.end()


def _splits(sentence: Sentence) -> Iterator[Found]:
    """40/50/10, 三六一: the first share is due in advance."""
    for match in pattern("payment.split").finditer(sentence.text):
        shares = [float(part) for part in match.groups()[:4] if part] or [value_of(char) or 0.0 for char in match["cn"]]
        whole = 10 if sum(shares) == 10 else 1
        if len(shares) > 1 and sum(shares) * whole == 100:
            yield "advance", shares[0] * whole, match.start(), match.end()
