"""A letter as a page of HTML for the PDF program: everything inside it, every text escaped."""

from collections.abc import Iterable
from html import escape

from tongpin.exchange.office.letter import Block, Grid, Heading, Letter, Points, Quote, Words
from tongpin.exchange.office.typeset import INK, LINE, SOFT, TONES, clean
from tongpin.method.case import Language

FONTS: dict[Language, str] = {
    "zh-Hans": '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif',
    "zh-Hant": '"Noto Sans CJK TC", "Source Han Sans TC", "Microsoft JhengHei", "PingFang TC", sans-serif',
    "en": '"Inter", "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans", "Noto Sans CJK SC", sans-serif',
}
MAIN = TONES["customer"]
STYLE = """
@page { size: A4; margin: 20mm 20mm 22mm; @bottom-left { content: FOOTER; font: 8pt FONTS; color: #SOFT; }
  @bottom-right { content: counter(page); font: 8pt FONTS; color: #SOFT; } }
@page :first { margin: 0; @bottom-left { content: none; } @bottom-right { content: none; } }
* { box-sizing: border-box; }
body { margin: 0; font: 10.5pt/1.6 FONTS; color: #INK; overflow-wrap: anywhere; }
.cover { height: 296mm; padding: 28mm 24mm 24mm 34mm; border-left: 12mm solid #MAIN; position: relative;
  break-after: page; }
.cover .sender { font-size: 13pt; font-weight: 700; color: #MAIN; }
.cover .kind { margin-top: 62mm; font-size: 12pt; color: #SOFT; letter-spacing: 0.06em; }
.cover h1 { margin: 3mm 0 8mm; font-size: 27pt; line-height: 1.3; font-weight: 700; }
.cover .to { font-size: 15pt; }
.cover dl { position: absolute; left: 34mm; right: 24mm; bottom: 26mm; margin: 0; border-top: 0.6pt solid #LINE;
  padding-top: 5mm; font-size: 10pt; }
.cover dl div { margin-bottom: 1.4mm; }
.cover dt { display: inline-block; width: 34mm; color: #SOFT; } .cover dd { display: inline; margin: 0; }
h2 { margin: 9mm 0 3mm; padding-bottom: 1.2mm; font-size: 14.5pt; color: #MAIN; border-bottom: 1.2pt solid #MAIN;
  break-after: avoid; }
h2:first-child { margin-top: 0; }
p { margin: 0 0 2.2mm; orphans: 2; widows: 2; } .strong { margin-top: 4mm; font-weight: 700; break-after: avoid; }
.quiet { font-size: 9pt; color: #SOFT; }
ul, ol { margin: 0 0 3mm; padding-left: 6.5mm; } li { margin-bottom: 1.2mm; }
blockquote { margin: 1mm 0 3mm; padding: 0.6mm 0 0.6mm 4mm; border-left: 2.4pt solid #LINE; color: #SOFT; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; margin: 2mm 0 3mm; font-size: 9.5pt;
  line-height: 1.45; }
thead { display: table-header-group; }
th { text-align: left; font-weight: 700; color: #SOFT; background: #F1F4F7; padding: 1.8mm 2mm;
  vertical-align: bottom; }
td { padding: 1.8mm 2mm; border-bottom: 0.6pt solid #LINE; vertical-align: top; } tr { break-inside: avoid; }
.right { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td .more { display: block; font-size: 8.5pt; color: #SOFT; }
tfoot { display: table-row-group; }
tfoot td { border: 0; padding: 1.2mm 2mm; text-align: right; }
tfoot tr:last-child td { font-weight: 700; font-size: 11pt; }
"""


def letter_page(letter: Letter) -> str:
    """The whole page."""
    style = STYLE.replace("FOOTER", _css_text(letter.footer)).replace("FONTS", FONTS[letter.lang])
    for name, colour in (("SOFT", SOFT), ("INK", INK), ("LINE", LINE), ("MAIN", MAIN)):
        style = style.replace(f"#{name}", f"#{colour}")
    title = _text(f"{letter.title} · {letter.to}" if letter.to else letter.title)
    body = _cover(letter) + "<main>" + "".join(map(_block, letter.blocks)) + "</main>"
    head = f'<meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    return f'<!doctype html><html lang="{letter.lang}"><head>{head}</head><body>{body}</body></html>'


def _cover(letter: Letter) -> str:
    facts = "".join(f"<div><dt>{_text(label)}</dt><dd>{_text(value)}</dd></div>" for label, value in letter.facts)
    parts = (
        f'<div class="sender">{_text(letter.sender)}&nbsp;</div><div class="kind">{_text(letter.kind)}</div>'
        f'<h1>{_text(letter.title)}</h1><div class="to">{_text(letter.to)}</div><dl>{facts}</dl>'
    )
    return f'<section class="cover">{parts}</section>'


def _block(block: Block) -> str:
    match block:
        case Heading(text):
            return f"<h2>{_text(text)}</h2>"
        case Words(text, look):
            return "".join(f'<p class="{look}">{_text(line)}</p>' for line in text.splitlines() if line.strip())
        case Points(lines, numbered):
            name = "ol" if numbered else "ul"
            return f"<{name}>{''.join(f'<li>{_text(line)}</li>' for line in lines)}</{name}>"
        case Quote(text, by):
            said = f'<div class="quiet">{_text(by)}</div>' if by else ""
            return f"<blockquote>{_lines(text)}{said}</blockquote>"
        case Grid():
            return _grid(block)


def _grid(grid: Grid) -> str:
    whole = sum(grid.shares)
    columns = "".join(f'<col style="width: {100 * share / whole:.2f}%">' for share in grid.shares)
    head = _row(grid.head, grid.right, "th")
    rows = "".join(_row(row, grid.right, "td") for row in grid.rows)
    # A sum is longer than its parts: where there is room it takes the last two columns.
    last = 2 if len(grid.head) > 3 else 1
    span = len(grid.head) - last
    feet = "".join(
        f'<tr><td colspan="{span}">{_text(label)}</td><td class="right" colspan="{last}">{_text(value)}</td></tr>'
        for label, value in grid.feet
    )
    foot = f"<tfoot>{feet}</tfoot>" if feet else ""
    return f"<table><colgroup>{columns}</colgroup><thead>{head}</thead><tbody>{rows}</tbody>{foot}</table>"


def _row(cells: Iterable[str], right: frozenset[int], tag: str) -> str:
    made = (
        f"<{tag}{' class=right' if number in right else ''}>{_cell(cell, strong=number == 0 and tag == 'td')}</{tag}>"
        for number, cell in enumerate(cells)
    )
    return f"<tr>{''.join(made)}</tr>"


def _cell(text: str, *, strong: bool) -> str:
    first, _end, rest = clean(text).partition("\n")
    told = f"<strong>{escape(first)}</strong>" if strong else escape(first)
    return f'{told}<span class="more">{_lines(rest)}</span>' if rest else told


def _text(text: str) -> str:
    return escape(clean(text))


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in clean(text).splitlines())


def _css_text(text: str) -> str:
    """A text as a string of CSS: whatever could end it is written as its number."""
    return (
        '"' + "".join(char if char.isalnum() or char in " ·-.," else f"\\{ord(char):x} " for char in clean(text)) + '"'
    )
