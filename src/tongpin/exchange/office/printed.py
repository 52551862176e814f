"""A paper as a page of HTML that a PDF is made of: A4, one page where it fits, fonts of the machine."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

from tongpin.exchange.office.review import Cell, Paper, Table, Tile
from tongpin.exchange.office.typeset import INK, LINE, SOFT, TAGS, TONES, clean, fractions

STYLE = """
@page { size: A4; margin: 11mm 13mm 13mm; @bottom-left { content: "%(footer)s"; font: 7.5pt %(font)s; color: #%(soft)s }
  @bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt %(font)s; color: #%(soft)s } }
body { font: 8.4pt/1.27 %(font)s; color: #%(ink)s; margin: 0 }
h1 { font-size: 15pt; margin: 0 0 1mm } h2 { font-size: 9.8pt; margin: 2.2mm 0 0.6mm; color: #%(head)s }
p { margin: 0 0 1mm } .soft { color: #%(soft)s; font-size: 8pt }
.tiles { display: flex; gap: 3mm; margin: 2mm 0 }
.tile { flex: 1; border-top: 1.6pt solid #%(line)s; padding-top: 1mm } .tile b { font-size: 11.5pt; display: block }
.box { border-left: 3pt solid; padding: 1.4mm 3mm; background: #f4f6f8; margin-bottom: 1.5mm }
.box b { font-size: 10pt }
table { width: 100%%; border-collapse: collapse; table-layout: fixed } thead { display: table-header-group }
tr { break-inside: avoid }
th, td { text-align: left; vertical-align: top; padding: 0.35mm 1mm; overflow-wrap: anywhere }
th { background: #f4f6f8; font-weight: 600; color: #%(soft)s; font-size: 7.8pt }
td { border-bottom: 0.5pt solid #%(line)s }
h2 { break-after: avoid }
.beside { display: flex; gap: 6mm } .beside > div { flex: 1; min-width: 0 }
"""
FONTS = {
    "zh-Hans": '"Noto Sans CJK SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif',
    "zh-Hant": '"Noto Sans CJK TC", "Microsoft JhengHei", "WenQuanYi Micro Hei", sans-serif',
    "en": 'Arial, "Liberation Sans", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif',
}


def printed(told: Paper) -> str:
    """The whole page, styles inside; every text of a user is escaped."""
    tags = TAGS[told.lang]
    tag = tags[0] if told.lang == "en" else tags[1]
    footer = clean(told.footer).replace("\\", "").replace('"', "”").replace("\n", " ").replace("<", "‹")
    style = STYLE % {
        "font": FONTS[told.lang],
        "footer": footer,
        "soft": SOFT,
        "ink": INK,
        "line": LINE,
        "head": TONES["customer"],
    }
    parts = [
        f"<h1>{_safe(told.title)}</h1>",
        f'<p class="soft">{_safe("  ·  ".join(told.about))}</p>',
        f'<div class="tiles">{"".join(map(_tile, told.tiles))}</div>',
        '<div class="box"><span class="soft">{}</span><br><b>{}</b></div>'.format(*map(_safe, told.obstacle)),
        *(_beside(half, tables) for half, tables in groupby(told.tables, key=lambda table: table.half)),
        *(f'<p class="soft">{_safe(line)}</p>' for line in told.notes),
    ]
    title = f"<title>{_safe(told.title)}</title>"
    head = f'<head><meta charset="utf-8">{title}<style>{style}</style></head>'
    return f'<!doctype html><html lang="{tag}">{head}<body>{"".join(parts)}</body></html>'


def _safe(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br>")


def _tile(tile: Tile) -> str:
    colour = f' style="border-color:#{TONES[tile.tone]}"' if tile.tone else ""
    detail = f'<span class="soft">{_safe(tile.detail)}</span>'
    label = f'<span class="soft">{_safe(tile.label)}</span>'
    return f'<div class="tile"{colour}>{label}<b>{_safe(tile.value)}</b>{detail}</div>'


def _beside(half: bool, tables: Iterable[Table]) -> str:
    """Tables one below the other, or half ones beside one another."""
    shown = [_table(table) for table in tables if table.rows]
    if not half:
        return "".join(shown)
    return f'<div class="beside">{"".join(f"<div>{table}</div>" for table in shown)}</div>'


def _table(table: Table) -> str:
    columns = "".join(f'<col style="width:{100 * share:.2f}%">' for share in fractions(table.shares))
    head = "".join(f"<th>{_safe(text)}</th>" for text in table.head)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    lead = f'<p class="soft">{_safe(table.lead)}</p>' if table.lead else ""
    note = f'<p class="soft">{_safe(table.note)}</p>' if table.note else ""
    body = f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<h2>{_safe(table.title)}</h2>{lead}{body}{note}"


def _cell(cell: Cell) -> str:
    text = f"<b>{_safe(cell.text)}</b>" if cell.bold else _safe(cell.text)
    colour = f' style="color:#{TONES[cell.tone]}"' if cell.tone else ""
    return f"<td{colour}>{text}</td>"
