"""Identities that the workbook itself writes down as formulas; they are judged on the values kept beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from cdmo_cli.identities.model import Cell, Identity, Kind
from cdmo_cli.identities.parse import Call, Node, Number, Ref, Text, parse
from cdmo_cli.read.model import Sheet, Workbook

MOST_CELLS = 20_000
"""A range of more cells is not followed."""

MOST_REFERENCES = 1_000_000
"""In all; running totals over long columns would grow with the square of their length."""


@dataclass
class Numbering:
    """Gives every numeric cell its position: observations have theirs, others get one when first met."""

    workbook: Workbook
    known: dict[Cell, int]
    observations: int  # a cell may hold two of them, so that this can be more than `known` has
    extra: list[Cell] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def value(self, cell: Cell) -> float | None:
        """The number in a cell; None for text, dates, blanks and errors."""
        sheet, row, column = cell
        value = self.workbook.sheets[sheet].value(row, column)
        return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)

    def position(self, cell: Cell) -> int | None:
        """The position of a numeric cell; None where there is no number."""
        if cell in self.known:
            return self.known[cell]
        value = self.value(cell)
        if value is None or value != value or abs(value) == float("inf"):
            return None
        return self.add(cell, value)

    def add(self, cell: Cell, value: float) -> int:
        """Gives a cell that has none its position."""
        self.known[cell] = self.observations + len(self.extra)
        self.extra.append(cell)
        self.values.append(value)
        return self.known[cell]


def formulas(workbook: Workbook, numbering: Numbering, is_rate: Callable[[int], bool]) -> Iterator[Identity]:
    """The identities of all formulas whose form is simple and whose value is kept.

    `is_rate` says of a position whether it holds a percentage: in =B4*C2 that cell is the share.
    """
    sheets = {sheet.name.casefold(): position for position, sheet in enumerate(workbook.sheets)}
    left = MOST_REFERENCES
    for position, sheet in enumerate(workbook.sheets):
        for (row, column), formula in (sheet.formulas or {}).items():
            if not formula.cached or left <= 0:
                continue
            tree = parse(formula.text)
            home = numbering.position((position, row, column)) if tree is not None else None
            if tree is None or home is None:
                continue
            found = _Reader(sheet, position, sheets, numbering, is_rate).identity(home, _bare(tree))
            if found is not None:
                left -= len(found.parts)
                yield found


def _bare(node: Node) -> Node:
    """Without an IFERROR around it."""
    while isinstance(node, Call) and node.name == "IFERROR" and node.arguments:
        node = node.arguments[0]
    return node


@dataclass
class _Reader:
    """Reads one formula as an identity of cells."""

    sheet: Sheet
    home: int
    sheets: Mapping[str, int]
    numbering: Numbering
    is_rate: Callable[[int], bool]

    def identity(self, cell: int, tree: Node) -> Identity | None:
        return self.linear(cell, tree) or self.rate(cell, tree) or self.projection(cell, tree)

    def linear(self, cell: int, tree: Node) -> Identity | None:
        """=SUM(B4:B9), =SUBTOTAL(9,B4:B9), =A+B−C, =Other!B4."""
        terms = self.terms(tree)
        if not terms or cell in terms or any(abs(sign) != 1 for sign in terms.values()):
            return None
        kind: Kind = "sum" if all(sign > 0 for sign in terms.values()) else "difference"
        return Identity(kind, cell, tuple(terms), tuple(terms.values()), "formula", cell=cell)

    def terms(self, node: Node) -> dict[int, int] | None:
        """Position → coefficient of a sum of cells; None if it is anything else."""
        if isinstance(node, Ref):
            positions = self.positions(node) if node.cells.a1.count(":") == 0 else None
            return dict.fromkeys(positions, 1) if positions else None
        if isinstance(node, Number | Text):
            return None
        if node.name == "SUM" and node.arguments:
            parts = [self.range_terms(argument) for argument in node.arguments]
        elif node.name == "SUBTOTAL" and len(node.arguments) > 1 and _adds_up(node.arguments[0]):
            parts = [self.range_terms(argument, beside_subtotals=True) for argument in node.arguments[1:]]
        elif node.name in ("+", "-"):
            parts = [self.terms(argument) for argument in node.arguments]
            if node.name == "-" and parts[1] is not None:
                parts[1] = {position: -sign for position, sign in parts[1].items()}
        elif node.name == "neg":
            inner = self.terms(node.arguments[0])
            return None if inner is None else {position: -sign for position, sign in inner.items()}
        else:
            return None
        return _merged(parts)

    def range_terms(self, node: Node, *, beside_subtotals: bool = False) -> dict[int, int] | None:
        if isinstance(node, Ref):
            positions = self.positions(node, beside_subtotals=beside_subtotals)
            return None if positions is None else dict.fromkeys(positions, 1)
        return None if beside_subtotals else self.terms(node)

    def positions(self, ref: Ref, *, beside_subtotals: bool = False) -> list[int] | None:
        """The numeric cells of a reference, other subtotals left out on demand.

        None when its sheet is unknown, it is too large, or it holds hidden rows, which a subtotal may leave out.
        """
        home = self.home if ref.sheet is None else self.sheets.get(ref.sheet.casefold())
        if home is None:
            return None
        sheet, cells = self.numbering.workbook.sheets[home], ref.cells
        rows = range(max(cells.top, sheet.top), min(cells.bottom, sheet.bottom) + 1)
        columns = range(max(cells.left, sheet.left), min(cells.right, sheet.right) + 1)
        if len(rows) * len(columns) > MOST_CELLS:
            return None
        if beside_subtotals and any(row in sheet.hidden_rows for row in rows):
            return None
        places = ((row, column) for row in rows for column in columns)
        if beside_subtotals:
            places = (place for place in places if not _is_subtotal(sheet, place))
        found = (self.numbering.position((home, row, column)) for row, column in places)
        return [position for position in found if position is not None]

    def one(self, node: Node) -> int | None:
        """The position of a single cell."""
        if isinstance(node, Ref) and node.cells.top == node.cells.bottom and node.cells.left == node.cells.right:
            positions = self.positions(node)
            return positions[0] if positions else None
        return None

    def rate(self, cell: int, tree: Node) -> Identity | None:
        """=A/B, =B/A−1, =(B−A)/A, =(B/A)^(1/n)−1, =RRI(n,A,B), each also times 100."""
        tree, factor = _times_hundred(tree)
        found = self.plain_rate(tree)
        if found is None or cell in found[1]:
            return None
        kind, parts, years = found
        return Identity(kind, cell, parts, (1, 1), "formula", years=years, cell=cell, factor=factor)

    def plain_rate(self, tree: Node) -> tuple[Kind, tuple[int, int], float] | None:
        """The growth or CAGR that a formula states plainly, with its two end points and its years, else None."""
        if not isinstance(tree, Call):
            return None
        if tree.name == "RRI" and len(tree.arguments) == 3:
            years = self.number(tree.arguments[0])
            ends = self.both(tree.arguments[2], tree.arguments[1])
            return ("cagr", ends, years) if ends and years and years > 0 else None
        if tree.name == "-" and _is_one(tree.arguments[1]):
            return self.grown(tree.arguments[0])
        if tree.name == "/":
            top, bottom = tree.arguments
            if isinstance(top, Call) and top.name == "-" and self.one(top.arguments[1]) == self.one(bottom):
                ends = self.both(top.arguments[0], bottom)
                return ("growth", ends, 1.0) if ends else None
            ends = self.both(top, bottom)
            return ("share", ends, 1.0) if ends else None
        return None

    def grown(self, ratio: Node) -> tuple[Kind, tuple[int, int], float] | None:
        """B/A, or (B/A)^(1/n), of which one will be taken away."""
        if not isinstance(ratio, Call):
            return None
        if ratio.name in ("^", "POWER") and len(ratio.arguments) == 2:
            exponent = self.number(ratio.arguments[1])
            base = ratio.arguments[0]
            ends = self.both(*base.arguments) if isinstance(base, Call) and base.name == "/" else None
            return ("cagr", ends, 1 / exponent) if ends and exponent and exponent > 0 else None
        ends = self.both(*ratio.arguments) if ratio.name == "/" else None
        return ("growth", ends, 1.0) if ends else None

    def both(self, later: Node, earlier: Node) -> tuple[int, int] | None:
        first, second = self.one(later), self.one(earlier)
        return None if first is None or second is None or first == second else (first, second)

    def projection(self, cell: int, tree: Node) -> Identity | None:
        """=A*share, =A*(1+g), =A*(1+c)^n: the rate is the identity's total, this cell the later figure."""
        if not isinstance(tree, Call) or tree.name != "*":
            return None
        for base, factor in (tree.arguments, tree.arguments[::-1]):
            whole = self.one(base)
            if whole is None:
                continue
            kind, rate, years = self.multiplier(factor)
            if rate is not None and rate not in (cell, whole) and whole != cell:
                return Identity(kind, rate, (cell, whole), (1, 1), "formula", years=years, cell=cell)
        return None

    def multiplier(self, node: Node) -> tuple[Kind, int | None, float]:
        """What a figure is multiplied with: a share, a growth or a CAGR, its cell where it has one, and the years."""
        share = self.one(node)
        if share is not None:
            return "share", share if self.is_rate(share) else None, 1.0
        years: float | None = None
        if isinstance(node, Call) and node.name in ("^", "POWER") and len(node.arguments) == 2:
            years = self.number(node.arguments[1])
            node = node.arguments[0]
            if years is None or years <= 0:
                return "cagr", None, 1.0
        if isinstance(node, Call) and node.name == "+":
            for one, rate in (node.arguments, node.arguments[::-1]):
                if _is_one(one):
                    return "growth" if years is None else "cagr", self.one(rate), years or 1.0
        return "growth", None, 1.0

    def number(self, node: Node) -> float | None:
        """The value of an exponent or a count of years."""
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Ref):
            position = self.one(node)
            home = self.home if node.sheet is None else self.sheets.get(node.sheet.casefold())
            if position is None or home is None:
                return None
            return self.numbering.value((home, node.cells.top, node.cells.left))
        if isinstance(node, Text):
            return None
        if node.name in ("COLUMNS", "ROWS") and node.arguments and isinstance(node.arguments[0], Ref):
            cells = node.arguments[0].cells
            return float(cells.right - cells.left + 1 if node.name == "COLUMNS" else cells.bottom - cells.top + 1)
        values = [self.number(argument) for argument in node.arguments]
        if len(values) == 1 and values[0] is not None and node.name == "neg":
            return -values[0]
        if len(values) != 2 or values[0] is None or values[1] is None:
            return None
        return _arithmetic(node.name, values[0], values[1])


def _adds_up(function: Node) -> bool:
    """Whether a SUBTOTAL of that number is a sum."""
    return isinstance(function, Number) and function.value in (9, 109)


def _is_subtotal(sheet: Sheet, place: tuple[int, int]) -> bool:
    formula = (sheet.formulas or {}).get(place)
    return formula is not None and "SUBTOTAL(" in formula.text.upper()


def _arithmetic(operator: str, left: float, right: float) -> float | None:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    return left / right if operator == "/" and right else None


def _merged(parts: list[dict[int, int] | None]) -> dict[int, int] | None:
    merged: dict[int, int] = {}
    for part in parts:
        if part is None:
            return None
        for position, sign in part.items():
            merged[position] = merged.get(position, 0) + sign
    return merged


def _times_hundred(tree: Node) -> tuple[Node, float]:
    if isinstance(tree, Call) and tree.name == "*":
        left, right = tree.arguments
        if isinstance(right, Number) and right.value == 100:
            return left, 100.0
        if isinstance(left, Number) and left.value == 100:
            return right, 100.0
    return tree, 1.0


def _is_one(node: Node) -> bool:
    return isinstance(node, Number) and node.value == 1
