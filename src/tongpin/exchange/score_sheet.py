"""The score sheet 评分表 as Excel: one for the customer's desk without a word of ours, one for our own.

The customer's has empty columns for suppliers, with totals that reckon themselves; it never shows what we believe of
anybody's points. Ours shows everybody's, as far as we know.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from tongpin.exchange.sheets import Block, Column, Formula, Leaf, Value, write_xlsx
from tongpin.method.criteria.board import Board
from tongpin.method.criteria.flips import Flip

SUPPLIERS = 3
"""Empty columns on the customer's sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWords:
    """What stands on the sheets, in one language. ``lines`` below the title; ``supplier`` has a place for a letter."""

    sheet: str
    title: str
    lines: tuple[str, ...]
    number: str
    criterion: str
    points: str
    must: str
    met: str
    supplier: str
    total: str
    musts: str
    notes: tuple[str, ...] = ()


def for_customer(board: Board, words: SheetWords, *, added: Flip | None = None) -> bytes:
    """An empty score sheet: musts to tick, criteria with their points of a hundred, a column for each supplier.

    With ``added`` our proposals stand among the criteria, and the others keep their proportions.
    """
    columns = (
        Column(title=words.number, kind="number", width=6),
        Column(title=words.criterion, width=40),
        Column(title=words.points, kind="number", width=10),
        *(
            Column(title=words.supplier.format(letter="ABC"[n]), kind="number", width=14, fill=True)
            for n in range(SUPPLIERS)
        ),
    )
    empty: tuple[Value, ...] = (None,) * SUPPLIERS
    weights = _weights(board, added)
    rows = [(number, name, weight, *empty) for number, (name, weight) in enumerate(weights, 1)]
    sums = tuple(Formula(text=f"SUM({letter}{{first}}:{letter}{{last}})") for letter in "DEF")
    whole = Formula(text="SUM(C{first}:C{last})", value=sum((weight for _name, weight in weights), Decimal(0)))
    blocks = [Block(columns=columns, rows=rows, total=(None, words.total, whole, *sums), notes=words.notes)]
    if board.musts:
        blocks.insert(0, _musts(board, words, columns))
    return write_xlsx([_leaf(words, blocks)], title=words.title)


def for_us(board: Board, words: SheetWords, names: Mapping[str, str]) -> bytes:
    """The board as we see it; ``names``: what each supplier is called on the sheet."""
    called = [names.get(name, name) for name in board.suppliers]
    columns = (
        Column(title=words.number, kind="number", width=6),
        Column(title=words.criterion, width=40),
        Column(title=words.points, kind="number", width=10),
        *(Column(title=name, kind="number", width=14) for name in called),
    )
    rows: list[tuple[Value, ...]] = []
    for number, line in enumerate(board.lines, 1):
        reached = (None if rating is None else _figure(line.weight * rating) for rating in line.ratings)
        rows.append((number, line.name, _figure(line.weight), *reached))
    totals = [
        Formula(text=f"SUM({letter}{{first}}:{letter}{{last}})", value=_sum(row[3 + place] for row in rows))
        for place, letter in enumerate(_letters(len(called)))
    ]
    whole = Formula(text="SUM(C{first}:C{last})", value=_sum(row[2] for row in rows))
    blocks = [Block(columns=columns, rows=rows, total=(None, words.total, whole, *totals), notes=words.notes)]
    return write_xlsx([_leaf(words, blocks)], title=words.title)


def _leaf(words: SheetWords, blocks: Sequence[Block]) -> Leaf:
    return Leaf(name=words.sheet, title=words.title, lines=words.lines, blocks=tuple(blocks), landscape=True)


def _musts(board: Board, words: SheetWords, columns: tuple[Column, ...]) -> Block:
    heads = (
        columns[0],
        columns[1],
        Column(title=words.must, width=10),
        *(Column(title=column.title, width=14, fill=True) for column in columns[3:]),
    )
    rows = [(number, must.name, words.met, *(None,) * SUPPLIERS) for number, must in enumerate(board.musts, 1)]
    return Block(columns=heads, rows=rows, title=words.musts)


def _weights(board: Board, added: Flip | None) -> list[tuple[str, Decimal]]:
    """Names and points, a hundred in all. With proposals in whole points, ours rounded up."""
    if added is None:
        names, weights = [line.name for line in board.lines], [line.weight for line in board.lines]
        return list(zip(names, _shared(weights, 100, Fraction(1, 100)), strict=True))
    new = [(change.name, Decimal(ceil(change.after))) for change in added.changes]
    left = 100 - int(sum(weight for _name, weight in new))
    shared = _shared([line.weight for line in board.lines], left, Fraction(1))
    return [*zip((line.name for line in board.lines), shared, strict=True), *new]


def _shared(weights: Sequence[Fraction], whole: int, step: Fraction) -> list[Decimal]:
    """So many points shared out by weight, in steps: the largest remainders get what rounding down leaves."""
    total = sum(weights, Fraction(0))
    exact = [weight * whole / total / step for weight in weights]
    steps = [floor(part) for part in exact]
    rest = int(whole / step) - sum(steps)
    for place in sorted(range(len(exact)), key=lambda place: steps[place] - exact[place])[:rest]:
        steps[place] += 1
    return [_figure(count * step) for count in steps]


def _figure(number: Fraction) -> Decimal:
    return round(Decimal(number.numerator) / Decimal(number.denominator), 2).normalize() + 0


def _sum(values: Iterable[Value]) -> Decimal:
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))


def _letters(count: int) -> list[str]:
    """Letters of the columns from D on."""
    numbers = range(4, 4 + count)
    return [chr(64 + n) if n <= 26 else chr(64 + (n - 1) // 26) + chr(65 + (n - 1) % 26) for n in numbers]
