"""Computes parsed formulas over stored values, as Excel does; what is not certain cannot be told."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from cdmo_cli.identities.functions import OF_NUMBERS, OVER_NUMBERS, CannotTell, Fault, average, checked
from cdmo_cli.identities.model import Cell
from cdmo_cli.identities.parse import COMPARISONS, Call, Node, Number, Ref, Text
from cdmo_cli.identities.scalars import PLAIN_NUMBER, Scalar, as_number, as_text, compared, plain
from cdmo_cli.read.model import Sheet, Workbook

_CRITERION = re.compile(r"(<=|>=|<>|=|<|>)?(.*)", re.DOTALL)


class Evaluator:
    """Computes formulas over the stored values of a workbook.

    `largest` is the largest number met while the last formula was computed. Raises CannotTell where a value, a function
    or a reference is not certain, and from the moment when more than `most_cells` cells were read.
    """

    def __init__(self, workbook: Workbook, most_cells: int) -> None:
        self.sheets = workbook.sheets
        self.names = {sheet.name.casefold(): position for position, sheet in enumerate(workbook.sheets)}
        self.left = most_cells
        self.empty: dict[int, frozenset[tuple[int, int]]] = {}
        self.home: Cell = (0, 0, 0)
        self.largest = 0.0

    def value(self, tree: Node, home: Cell) -> Scalar:
        """What a formula gives that stands in the cell `home`. Raises CannotTell and Fault."""
        self.home = home
        self.largest = 0.0
        return self.scalar(tree)

    def scalar(self, node: Node) -> Scalar:
        """One value. Raises CannotTell and Fault."""
        if isinstance(node, Number):
            return self.met(node.value)
        if isinstance(node, Text):
            return node.value
        if isinstance(node, Ref):
            cells = node.cells
            if (cells.top, cells.left) != (cells.bottom, cells.right):
                raise CannotTell
            return next(self.cells(node))
        return self.call(node.name, node.arguments)

    def call(self, name: str, arguments: Sequence[Node]) -> Scalar:
        """What a function or an operator gives. Raises CannotTell and Fault."""
        if name in _LAZY:
            return _LAZY[name](self, arguments)
        if name in OVER_NUMBERS:
            numbers = [number for argument in arguments for number in self.numbers(argument)]
            return self.met(OVER_NUMBERS[name](numbers))
        if name in COMPARISONS and len(arguments) == 2:
            return compared(name, self.scalar(arguments[0]), self.scalar(arguments[1]))
        if name == "&":
            return "".join(as_text(self.scalar(argument)) for argument in arguments)
        if name not in OF_NUMBERS:
            raise CannotTell
        counts, function = OF_NUMBERS[name]
        if len(arguments) not in counts:
            raise CannotTell
        return self.met(checked(function, [self.number(argument) for argument in arguments]))

    def number(self, node: Node) -> float:
        """One value as arithmetic takes it. Raises CannotTell and Fault."""
        return self.met(as_number(self.scalar(node)))

    def met(self, number: float) -> float:
        """A number on its way, noted if it is the largest. Raises Fault where it is none."""
        if not math.isfinite(number):
            raise Fault("#NUM!")
        self.largest = max(self.largest, abs(number))
        return number

    def numbers(self, node: Node) -> Iterator[float]:
        """The numbers of an argument of SUM: of references those that are numbers, of anything else its value."""
        if isinstance(node, Ref):
            yield from (self.met(value) for value in self.plain_numbers(node))
        else:
            yield self.number(node)

    def plain_numbers(self, ref: Ref) -> Iterator[float]:
        """As `cells`, those that are numbers: row by row, for long ranges."""
        position = self.sheet_of(ref)
        sheet, cells = self.sheets[position], ref.cells
        if position == self.home[0] and self.home[1:] in cells:
            raise CannotTell  # it refers to itself
        first, last = max(cells.left - sheet.left, 0), cells.right - sheet.left + 1
        unknown = self.uncalculated(position)
        for row in range(max(cells.top, sheet.top), min(cells.bottom, sheet.bottom) + 1):
            values = sheet.rows[row - sheet.top][first : max(last, 0)]
            self.left -= len(values)
            if self.left < 0 or any((row, sheet.left + first + i) in unknown for i in range(len(values)) if unknown):
                raise CannotTell
            for value in values:
                if isinstance(value, bool | str) or value is None:
                    continue
                number = plain(value)
                if isinstance(number, float):
                    yield number

    def uncalculated(self, position: int) -> frozenset[tuple[int, int]]:
        """The formulas of a sheet that hold no value."""
        if position not in self.empty:
            formulas = self.sheets[position].formulas or {}
            self.empty[position] = frozenset(cell for cell, formula in formulas.items() if not formula.cached)
        return self.empty[position]

    def cells(self, ref: Ref) -> Iterator[Scalar]:
        """The values of a range in reading order, blanks included, as far as its sheet reaches."""
        position = self.sheet_of(ref)
        sheet = self.sheets[position]
        cells, home = ref.cells, self.home
        if position == home[0] and home[1:] in cells:
            raise CannotTell  # it refers to itself
        if (cells.top, cells.left) == (cells.bottom, cells.right):
            yield self.one(sheet, cells.top, cells.left)
            return
        for row in range(max(cells.top, sheet.top), min(cells.bottom, sheet.bottom) + 1):
            for column in range(max(cells.left, sheet.left), min(cells.right, sheet.right) + 1):
                yield self.one(sheet, row, column)

    def sheet_of(self, ref: Ref) -> int:
        """The sheet that a reference leads to. Raises CannotTell for one that is not there."""
        position = self.home[0] if ref.sheet is None else self.names.get(ref.sheet.casefold(), -1)
        if position < 0:
            raise CannotTell
        return position

    def one(self, sheet: Sheet, row: int, column: int) -> Scalar:
        """A stored value. Raises CannotTell for dates and for formulas that hold none, Fault for an error."""
        self.left -= 1
        if self.left < 0:
            raise CannotTell
        value = sheet.value(row, column)
        if value is None and sheet.formulas and (row, column) in sheet.formulas:
            raise CannotTell
        return plain(value)

    def same_shape(self, refs: Sequence[Node], *, cut: bool = True) -> list[list[Scalar]]:
        """The values of ranges of one shape, each in reading order; without `cut` whole columns are too long.

        Raises CannotTell for anything else.
        """
        ranges = [(self.sheets[self.sheet_of(ref)], ref.cells) for ref in refs if isinstance(ref, Ref)]
        shapes = {(cells.bottom - cells.top + 1, cells.right - cells.left + 1) for _, cells in ranges}
        own = any(sheet.index == self.home[0] and self.home[1:] in cells for sheet, cells in ranges)
        if len(ranges) != len(refs) or len(shapes) != 1 or own:
            raise CannotTell
        height, width = shapes.pop()
        inner_height = min(height, max(sheet.bottom - cells.top + 1 for sheet, cells in ranges))
        inner_width = min(width, max(sheet.right - cells.left + 1 for sheet, cells in ranges))
        if not cut and (inner_height, inner_width) != (height, width):
            raise CannotTell
        return [
            [
                self.one(sheet, row, column)
                for row in range(cells.top, cells.top + inner_height)
                for column in range(cells.left, cells.left + inner_width)
            ]
            for sheet, cells in ranges
        ]


# Functions that look at their arguments themselves


def _if(evaluator: Evaluator, arguments: Sequence[Node]) -> Scalar:
    if not 2 <= len(arguments) <= 3:
        raise CannotTell
    condition = _truth(evaluator.scalar(arguments[0]))
    if condition:
        return _or_zero(evaluator, arguments[1])
    return _or_zero(evaluator, arguments[2]) if len(arguments) == 3 else False


def _or_zero(evaluator: Evaluator, node: Node) -> Scalar:
    return 0.0 if isinstance(node, Call) and not node.name else evaluator.scalar(node)


def _truth(value: Scalar) -> bool:
    if isinstance(value, str):
        raise CannotTell
    return bool(value)


def _if_fault(codes: frozenset[str] | None) -> Callable[[Evaluator, Sequence[Node]], Scalar]:
    """IFERROR, or IFNA: only for those codes."""

    def caught(evaluator: Evaluator, arguments: Sequence[Node]) -> Scalar:
        if len(arguments) != 2:
            raise CannotTell
        try:
            return evaluator.scalar(arguments[0])
        except Fault as fault:
            if codes is not None and fault.args[0] not in codes:
                raise
            return _or_zero(evaluator, arguments[1])

    return caught


def _logical(join: Callable[[Sequence[bool]], bool]) -> Callable[[Evaluator, Sequence[Node]], Scalar]:
    def joined(evaluator: Evaluator, arguments: Sequence[Node]) -> Scalar:
        return join([_truth(evaluator.scalar(argument)) for argument in arguments])

    return joined


def _not(evaluator: Evaluator, arguments: Sequence[Node]) -> Scalar:
    if len(arguments) != 1:
        raise CannotTell
    return not _truth(evaluator.scalar(arguments[0]))


def _count(evaluator: Evaluator, arguments: Sequence[Node]) -> Scalar:
    if not all(isinstance(argument, Ref) for argument in arguments):
        raise CannotTell
    values = (value for argument in arguments if isinstance(argument, Ref) for value in evaluator.cells(argument))
    return float(sum(isinstance(value, float) for value in values))


def _counta(evaluator: Evaluator, arguments: Sequence[Node]) -> Scalar:
    if not all(isinstance(argument, Ref) for argument in arguments):
        raise CannotTell
    values = (value for argument in arguments if isinstance(argument, Ref) for value in evaluator.cells(argument))
    return float(sum(value is not None for value in values))


def _sumproduct(evaluator: Evaluator, arguments: Sequence[Node]) -> Scalar:
    columns = evaluator.same_shape(arguments)
    products = (
        math.prod(value if isinstance(value, float) else 0.0 for value in values)
        for values in zip(*columns, strict=True)
    )
    return evaluator.met(math.fsum(evaluator.met(product) for product in products))


_SUBTOTALS = {1: "AVERAGE", 4: "MAX", 5: "MIN", 6: "PRODUCT", 9: "SUM"}


def _subtotal(evaluator: Evaluator, arguments: Sequence[Node]) -> Scalar:
    """SUBTOTAL leaves out other subtotals, and hidden rows in a way that the file does not fully tell."""
    what = int(evaluator.number(arguments[0])) % 100 if arguments else 0
    if what not in _SUBTOTALS:
        raise CannotTell
    numbers: list[float] = []
    for ref in arguments[1:]:
        if not isinstance(ref, Ref):
            raise CannotTell
        sheet, cells = evaluator.sheets[evaluator.sheet_of(ref)], ref.cells
        if any(cells.top <= row <= cells.bottom for row in sheet.hidden_rows) or sheet.styles is None:
            raise CannotTell
        for row in range(max(cells.top, sheet.top), min(cells.bottom, sheet.bottom) + 1):
            for column in range(max(cells.left, sheet.left), min(cells.right, sheet.right) + 1):
                formula = (sheet.formulas or {}).get((row, column))
                if (sheet.index, row, column) == evaluator.home:
                    raise CannotTell
                if formula is not None and "SUBTOTAL(" in formula.text.upper():
                    continue
                value = evaluator.one(sheet, row, column)
                if isinstance(value, float):
                    numbers.append(evaluator.met(value))
    return evaluator.met(OVER_NUMBERS[_SUBTOTALS[what]](numbers))


def _conditional(*, several: bool, mean: bool, counts: bool) -> Callable[[Evaluator, Sequence[Node]], Scalar]:
    """SUMIF (range, criterion, summed), SUMIFS (summed, range, criterion ...) and the same for AVERAGE and COUNT."""

    def over(evaluator: Evaluator, arguments: Sequence[Node]) -> Scalar:
        if several and not counts:
            summed, pairs = arguments[0] if arguments else None, list(arguments[1:])
        else:
            summed = arguments[2] if len(arguments) == 3 and not several else arguments[0] if arguments else None
            pairs = list(arguments if several else arguments[:2])
        if summed is None or len(pairs) < 2 or len(pairs) % 2:
            raise CannotTell
        values, *tested = evaluator.same_shape([summed, *pairs[::2]], cut=not counts)
        meets = [_criterion(evaluator.scalar(node)) for node in pairs[1::2]]
        chosen = [
            value
            for value, *others in zip(values, *tested, strict=True)
            if all(meet(other) for meet, other in zip(meets, others, strict=True))
        ]
        numbers = [evaluator.met(value) for value in chosen if isinstance(value, float)]
        if counts:
            return float(len(chosen))
        return evaluator.met(average(numbers) if mean else math.fsum(numbers))

    return over


def _criterion(wanted: Scalar) -> Callable[[Scalar], bool]:
    """The test that SUMIF makes of a criterion: a value, or a text such as ">=5". Raises CannotTell for wildcards."""
    operator, target = "=", wanted
    if isinstance(wanted, str):
        match = _CRITERION.fullmatch(wanted)
        if match is None or any(sign in wanted for sign in "*?~") or not match[2].strip():
            raise CannotTell
        operator, target = match[1] or "=", match[2]
        if PLAIN_NUMBER.fullmatch(target):
            target = float(target)
        elif operator not in ("=", "<>") or target[:1].isdigit():
            raise CannotTell
    if target is None or isinstance(target, bool):
        raise CannotTell
    kind = type(target)

    def meets(value: Scalar) -> bool:
        if isinstance(value, str) and kind is float and any(character.isdigit() for character in value):
            raise CannotTell  # a number kept as text may count as one
        if not isinstance(value, kind):
            return operator == "<>"
        return compared(operator, value, target)

    return meets


_LAZY: Mapping[str, Callable[[Evaluator, Sequence[Node]], Scalar]] = {
    "IF": _if,
    "IFERROR": _if_fault(None),
    "IFNA": _if_fault(frozenset({"#N/A"})),
    "AND": _logical(all),
    "OR": _logical(any),
    "NOT": _not,
    "TRUE": lambda evaluator, arguments: True,
    "FALSE": lambda evaluator, arguments: False,
    "COUNT": _count,
    "COUNTA": _counta,
    "SUMPRODUCT": _sumproduct,
    "SUBTOTAL": _subtotal,
    "SUMIF": _conditional(several=False, mean=False, counts=False),
    "SUMIFS": _conditional(several=True, mean=False, counts=False),
    "AVERAGEIF": _conditional(several=False, mean=True, counts=False),
    "AVERAGEIFS": _conditional(several=True, mean=True, counts=False),
    "COUNTIF": _conditional(several=False, mean=False, counts=True),
    "COUNTIFS": _conditional(several=True, mean=False, counts=True),
}
