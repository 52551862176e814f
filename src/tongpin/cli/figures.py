"""The figures of the reader, told to a person."""

from collections.abc import Iterator, Mapping, Sequence
from gettext import gettext as _

from tongpin.cli.terminal import language_of_terminal
from tongpin.exchange.terminal_text import padded, width_of, wrapped
from tongpin.method.case import STAGES
from tongpin.method.reading.evaluation import Figures
from tongpin.method.wording import render, say

WIDTH = 100
Row = Sequence[str]


def lines(figures: Mapping[str, Figures], texts: Mapping[str, str]) -> Iterator[str]:
    """All tables. ``figures``: all notes under ``all``, then by language; ``texts`` of the notes by id."""
    whole = figures["all"]
    yield from _table([["", _("all"), *list(figures)[1:]], *_overview(list(figures.values()))])
    yield from ("", _("How sure, and how often right"))
    yield from _table([[_("sure"), _("notes"), _("on average"), _("right")], *_calibration(whole)])
    yield from ("", _("True stage (rows) and what was read (columns)"))
    yield from _table([["", *map(_short, STAGES)], *_confusion(whole)])
    if whole.worst:
        yield from ("", _("Worst misses"))
        yield from _worst(whole, texts)


def _overview(columns: Sequence[Figures]) -> Iterator[Row]:
    yield [_("notes"), *(str(column.notes) for column in columns)]
    yield [_("stage right"), *(_percent(column.stage) for column in columns)]
    yield [_("phase right"), *(_percent(column.phase) for column in columns)]
    yield [_("log loss"), *(f"{column.log_loss:.3f}" for column in columns)]
    yield [_("calibration error"), *(f"{column.calibration_error:.3f}" for column in columns)]
    yield [_("mistakes: precision"), *(f"{column.mistakes_precision:.2f}" for column in columns)]
    yield [_("mistakes: recall"), *(f"{column.mistakes_recall:.2f}" for column in columns)]
    yield [_("mistakes: F1"), *(f"{column.mistakes_f1:.2f}" for column in columns)]
    yield [_("words shared with the expert's: F1"), *(_number(column.span_f1) for column in columns)]
    yield [_("notes with a shared span"), *(_percent(column.span_found) for column in columns)]
    yield [_("without its words the stage is less likely"), *(_percent(column.deletion_lowers) for column in columns)]


def _calibration(figures: Figures) -> Iterator[Row]:
    for low, count, mean, share in figures.calibration:
        yield [f"{100 * low:.0f}–{100 * low + 10:.0f} %", str(count), _percent(mean), _percent(share)]


def _confusion(figures: Figures) -> Iterator[Row]:
    for stage in STAGES:
        read = figures.confusion.get(stage, {})
        yield [_short(stage), *(str(read.get(other) or "·") for other in STAGES)]


def _worst(figures: Figures, texts: Mapping[str, str]) -> Iterator[str]:
    for note, stage, read, odds in figures.worst:
        told = {"note": note, "stage": _short(stage), "odds": _percent(odds), "read": _short(read)}
        yield _("%(note)s: %(stage)s, given %(odds)s; read as %(read)s") % told
        yield from wrapped(" ".join(texts[note].split()), WIDTH, first="    ")


def _short(stage: str) -> str:
    return render(say(f"stages.short.{stage}"), language_of_terminal())


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _table(rows: Sequence[Row]) -> Iterator[str]:
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *others = (
            padded(cell, width) if number == 0 else " " * (width - width_of(cell)) + cell
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join([first, *others]).rstrip()
