"""Text in columns for terminals on which a Chinese character takes two places."""

import re
import unicodedata
from collections.abc import Iterator

_NEVER_FIRST = set("，。；：！？、）」』”’》〉】…—％%),.;:!?]}")
_PIECE = re.compile(r"\s+|[\u0021-\u2e7f\uff61-\uffdc]+|.", re.DOTALL)


def width_of(text: str) -> int:
    """Places that a text takes."""
    return sum(map(_places, text))


def padded(text: str, width: int) -> str:
    """The text filled up with spaces to a width."""
    return text + " " * max(0, width - width_of(text))


def wrapped(text: str, width: int, *, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most `width` places; the first begins with `first`, the others with `rest` (as many spaces)."""
    follow = " " * width_of(first) if rest is None else rest
    lines, line = [], first
    for piece in _pieces(text, width - max(width_of(first), width_of(follow))):
        begun = line in {first, follow}
        if piece == "\n" or (not begun and width_of(line) + width_of(piece) > width and piece[0] not in _NEVER_FIRST):
            lines.append(line.rstrip())
            line, begun = follow, True
        if not piece.isspace() or not begun:
            line += "" if piece == "\n" else piece
    return [*lines, line.rstrip()]


def _pieces(text: str, most: int) -> Iterator[str]:
    """What is not torn: a word, a Chinese character, a space, a new line. A word longer than a line is."""
    for piece in _PIECE.findall(text):
        if piece.isspace():
            yield "\n" if "\n" in piece else " "
        elif width_of(piece) <= max(most, 2):
            yield piece
        else:
            yield from piece


def _places(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
