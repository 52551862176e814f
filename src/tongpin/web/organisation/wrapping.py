"""Names and titles in lines that fit a width; nothing is cut off."""

import re

from tongpin.web.tracks.paper import width_of

# A Chinese character, or a run of anything else up to and with the space or stroke behind it.
_PIECES = re.compile(r"[\u3000-\u9fff\uf900-\uffef]|[^\s\u3000-\u9fff\uf900-\uffef/·-]*[\s/·-]?")


def wrapped(text: str, size: float, room: float) -> tuple[str, ...]:
    """The text in lines no wider than ``room`` where it has a place to break; a longer word is broken anywhere."""
    if width_of(text, size, bold=True) <= room:
        return (text,)
    lines = [""]
    for piece in (piece for piece in _PIECES.findall(text) if piece):
        for part in _parts(piece, size, room):
            if lines[-1] and width_of(lines[-1] + part.rstrip(), size, bold=True) > room:
                lines.append("")
            lines[-1] += part
    return tuple(line.strip() for line in lines if line.strip())


def _parts(piece: str, size: float, room: float) -> list[str]:
    if width_of(piece, size, bold=True) <= room:
        return [piece]
    each = max(int(room / size), 1)
    return [piece[start : start + each] for start in range(0, len(piece), each)]
