"""Words of a note that light up: a text and spans in it, cut into pieces that a template can mark."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

RANK = ("mistake", "struck", "proposed", "confirmed")
"""Where spans overlap, the piece is shown as the last of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """``start``/``end`` in code points, half open; ``css``: one of ``RANK``; ``tells``: the name of what is there."""

    start: int
    end: int
    css: str
    tells: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text between two ends of spans; ``css`` is empty where nothing lights up, ``id`` set on a span's first piece."""

    text: str
    css: str = ""
    tells: str = ""
    id: str = ""


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The whole text in pieces. Spans that lie outside it are cut to it or left out."""
    inside = [span for span in spans if 0 <= span.start < min(span.end, len(text))]
    cuts = sorted({0, len(text), *(span.start for span in inside), *(min(span.end, len(text)) for span in inside)})
    return [_piece(text, start, end, inside) for start, end in pairwise(cuts) if start < end]


def _piece(text: str, start: int, end: int, spans: Sequence[Span]) -> Piece:
    over = [span for span in spans if span.start <= start and end <= span.end]
    if not over:
        return Piece(text=text[start:end])
    top = max(over, key=lambda span: RANK.index(span.css))
    begins = next((span.id for span in over if span.start == start and span.id), "")
    tells = " · ".join(dict.fromkeys(span.tells for span in over))
    return Piece(text=text[start:end], css=top.css, tells=tells, id=begins)


def around(text: str, start: int | None, end: int | None, reach: int = 28) -> tuple[str, str, str]:
    """What stands before, at and after some words; the beginning of the text where no words are named."""
    if start is None or end is None or not 0 <= start < end:
        return "", "", _cut_end(text, 4 * reach)
    before = text[max(0, start - reach) : start]
    after = text[end : end + reach]
    return ("…" if start > reach else "") + before, text[start:end], after + ("…" if end + reach < len(text) else "")


def _cut_end(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}…"
