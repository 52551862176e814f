"""The yearly review as a page of HTML for the PDF program: a cover, then a paper of a few pages; charts are drawn."""

from collections.abc import Sequence
from html import escape

from tongpin.exchange.office.letter_page import FONTS
from tongpin.exchange.office.review import Cell, Table, Tile
from tongpin.exchange.office.typeset import INK, LINE, SOFT, TONES, clean, fractions
from tongpin.exchange.office.yearly import Curve, Labels, Yearly

MAIN = TONES["customer"]
STYLE = """
@page { size: A4; margin: 18mm 18mm 20mm; @bottom-left { content: FOOTER; font: 8pt FONTS; color: #SOFT; }
  @bottom-right { content: counter(page); font: 8pt FONTS; color: #SOFT; } }
@page :first { margin: 0; @bottom-left { content: none; } @bottom-right { content: none; } }
* { box-sizing: border-box; }
body { margin: 0; font: 10pt/1.55 FONTS; color: #INK; overflow-wrap: anywhere; }
.cover { height: 296mm; padding: 28mm 24mm 24mm 34mm; border-left: 12mm solid #MAIN; position: relative;
  break-after: page; }
.cover .sender { font-size: 13pt; font-weight: 700; color: #MAIN; }
.cover .kind { margin-top: 58mm; font-size: 13pt; color: #SOFT; letter-spacing: 0.06em; }
.cover h1 { margin: 3mm 0 6mm; font-size: 28pt; line-height: 1.3; font-weight: 700; }
.cover .period { font-size: 13pt; color: #SOFT; }
.cover .word { margin-top: 16mm; font-size: 12pt; line-height: 1.7; max-width: 128mm; }
h2 { margin: 8mm 0 3mm; padding-bottom: 1.2mm; font-size: 14pt; color: #MAIN; border-bottom: 1.2pt solid #MAIN;
  break-after: avoid; }
h2:first-child { margin-top: 0; }
p { margin: 0 0 2mm; } .quiet { font-size: 8.8pt; color: #SOFT; }
.tiles { display: flex; gap: 5mm; margin: 3mm 0 4mm; }
.tile { flex: 1; border-top: 2pt solid #MAIN; padding-top: 1.6mm; }
.tile b { display: block; font-size: 15pt; line-height: 1.35; }
.curves { display: flex; flex-wrap: wrap; gap: 5mm 6mm; }
.curve { flex: 0 0 84mm; break-inside: avoid; } .curve b { display: block; min-height: 9mm; }
.curve svg { width: 84mm; height: 46mm; } .alone .curve { flex: 0 0 150mm; }
.alone .curve b { min-height: 0; } .alone .curve svg { width: 150mm; height: 82mm; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; margin: 1mm 0 2mm; font-size: 9.2pt;
  line-height: 1.42; }
thead { display: table-header-group; } tr { break-inside: avoid; }
th { text-align: left; font-weight: 700; color: #SOFT; background: #F1F4F7; padding: 1.6mm 2mm; }
td { padding: 1.6mm 2mm; border-bottom: 0.6pt solid #LINE; vertical-align: top; }
ol { margin: 0 0 4mm; padding-left: 6.5mm; } li { margin-bottom: 1.4mm; }
.thanks { font-size: 12pt; font-weight: 700; color: #MAIN; margin-top: 6mm; }
"""
WIDTH, HEIGHT = 340.0, 186.0
LEFT, RIGHT, ABOVE, BELOW = 12.0, 62.0, 14.0, 22.0
LETTERS = f'font-size="9.5" fill="#{SOFT}"'


def yearly_page(review: Yearly) -> str:
    """The whole page, everything inside it; every text is escaped."""
    style = STYLE.replace("FOOTER", _css_text(review.footer)).replace("FONTS", FONTS[review.lang])
    for name, colour in (("SOFT", SOFT), ("INK", INK), ("LINE", LINE), ("MAIN", MAIN)):
        style = style.replace(f"#{name}", f"#{colour}")
    parts = [
        _cover(review),
        _glance(review),
        _curves(review),
        *(_table(table) for table in review.tables if table.rows),
        _ahead(review),
    ]
    head = f'<meta charset="utf-8"><title>{_text(f"{review.kind} · {review.title}")}</title><style>{style}</style>'
    return f'<!doctype html><html lang="{review.lang}"><head>{head}</head><body>{"".join(parts)}</body></html>'


def _cover(review: Yearly) -> str:
    word = f'<div class="word">{_lines(review.word)}</div>' if review.word.strip() else ""
    return (
        f'<section class="cover"><div class="sender">{_text(review.sender)}&nbsp;</div>'
        f'<div class="kind">{_text(review.kind)}</div><h1>{_text(review.title)}</h1>'
        f'<div class="period">{_text(review.period)}</div>{word}</section>'
    )


def _glance(review: Yearly) -> str:
    if not review.tiles:
        return ""
    return f'<h2>{_text(review.labels.glance)}</h2><div class="tiles">{"".join(map(_tile, review.tiles))}</div>'


def _tile(tile: Tile) -> str:
    return (
        f'<div class="tile"><span class="quiet">{_text(tile.label)}</span><b>{_text(tile.value)}</b>'
        f'<span class="quiet">{_text(tile.detail)}</span></div>'
    )


def _table(table: Table) -> str:
    columns = "".join(f'<col style="width: {100 * share:.2f}%">' for share in fractions(table.shares))
    head = "".join(f"<th>{_text(text)}</th>" for text in table.head)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    lead = f"<p>{_lines(table.lead)}</p>" if table.lead else ""
    note = f'<p class="quiet">{_lines(table.note)}</p>' if table.note else ""
    body = f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<h2>{_text(table.title)}</h2>{lead}{body}{note}"


def _cell(cell: Cell) -> str:
    told = f"<b>{_lines(cell.text)}</b>" if cell.bold else _lines(cell.text)
    colour = f' style="color: #{TONES[cell.tone]}"' if cell.tone else ""
    return f"<td{colour}>{told}</td>"


def _ahead(review: Yearly) -> str:
    thanks = f'<p class="thanks">{_text(review.labels.thanks)}</p>'
    if not review.ahead:
        return thanks
    items = "".join(f"<li>{_text(text)}</li>" for text in review.ahead)
    return f"<h2>{_text(review.labels.ahead)}</h2><ol>{items}</ol>{thanks}"


# ---------------------------------------------------------------- charts
def _curves(review: Yearly) -> str:
    if not review.curves:
        return ""
    drawn = "".join(
        f'<div class="curve"><b>{_text(curve.told)}</b>{_drawn(curve, review.labels)}</div>' for curve in review.curves
    )
    alone = " alone" if len(review.curves) == 1 else ""
    return f'<h2>{_text(review.labels.results)}</h2><div class="curves{alone}">{drawn}</div>'


def _drawn(curve: Curve, labels: Labels) -> str:
    """The readings over the band in which they are well, with the line of what was before."""
    values = [value for _day, value in curve.points]
    edges = [edge for edge in (curve.low, curve.high, curve.before) if edge is not None]
    low, high = _ends([*values, *edges])

    def y(value: float) -> float:
        return ABOVE + (HEIGHT - ABOVE - BELOW) * (high - value) / (high - low)

    steps = max(len(values) - 1, 1)
    xs = [LEFT + (WIDTH - LEFT - RIGHT) * index / steps for index in range(len(values))]
    parts = [
        _band(labels, None if curve.high is None else y(curve.high), None if curve.low is None else y(curve.low)),
        _before(curve, labels, y(curve.before)) if curve.before is not None else "",
        f'<polyline fill="none" stroke="#{MAIN}" stroke-width="2.4" points="{_places(xs, [y(v) for v in values])}"/>',
        *(f'<circle cx="{x:.1f}" cy="{y(v):.1f}" r="3.2" fill="#{MAIN}"/>' for x, v in zip(xs, values, strict=True)),
        _figures(curve, xs, [y(value) for value in values]),
    ]
    return f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">{"".join(parts)}</svg>'


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """Where the axis begins and ends: a little beyond the figures."""
    low, high = min(values), max(values)
    spare = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    return low - spare, high + spare


def _band(labels: Labels, top: float | None, bottom: float | None) -> str:
    """Where it is well; a band with one edge goes on to the end of the picture."""
    if top is None and bottom is None:
        return ""
    start = ABOVE if top is None else top
    end = HEIGHT - BELOW if bottom is None else bottom
    told = _beside(labels.target, (start + end) / 2)
    return (
        f'<rect x="{LEFT}" y="{start:.1f}" width="{WIDTH - LEFT - RIGHT}" height="{max(end - start, 0):.1f}"'
        f' fill="#{TONES["fits"]}" fill-opacity="0.12"/>{told}'
    )


def _before(curve: Curve, labels: Labels, y: float) -> str:
    line = f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#{TONES["early"]}"'
    return f'{line} stroke-dasharray="4 3"/>{_beside(f"{labels.before} {_plain(curve.before or 0)}", y)}'


def _beside(text: str, y: float) -> str:
    """A word to the right of the picture."""
    return f'<text {LETTERS} x="{WIDTH - RIGHT + 5:.1f}" y="{y + 3:.1f}">{_text(text)}</text>'


def _figures(curve: Curve, xs: Sequence[float], ys: Sequence[float]) -> str:
    """The first and the last figure with their days."""
    last = len(xs) - 1
    told = []
    for index in sorted({0, last}):
        day, value = curve.points[index]
        anchor = "start" if index == 0 and last else "end" if index == last and last else "middle"
        told.append(
            f'<text {LETTERS} x="{xs[index]:.1f}" y="{ys[index] - 7:.1f}" text-anchor="{anchor}">{_plain(value)}</text>'
            f'<text {LETTERS} x="{xs[index]:.1f}" y="{HEIGHT - 8:.1f}" text-anchor="{anchor}">{_text(day)}</text>'
        )
    return "".join(told)


def _plain(value: float) -> str:
    return f"{value:.10g}"


def _places(xs: Sequence[float], ys: Sequence[float]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))


def _text(text: str) -> str:
    return escape(clean(text))


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in clean(text).splitlines())


def _css_text(text: str) -> str:
    """A text as a string of CSS: whatever could end it is written as its number."""
    return (
        '"' + "".join(char if char.isalnum() or char in " ·-.," else f"\\{ord(char):x} " for char in clean(text)) + '"'
    )
