"""The functions of a spreadsheet over plain numbers, as Excel computes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation

NOISE = 1e-12
"""Relative: what binary arithmetic leaves of a whole number."""


class CannotTell(Exception):
    """What the formula gives is not certain here."""


class Fault(Exception):
    """The formula gives an error; the code is the argument."""


def checked(function: Callable[..., float], arguments: Sequence[float]) -> float:
    """What a function gives. Raises Fault where it has no result."""
    try:
        return function(*arguments)
    except ZeroDivisionError:
        raise Fault("#DIV/0!") from None
    except (ValueError, OverflowError, InvalidOperation):
        raise Fault("#NUM!") from None


# Functions over numbers, in ranges and outside of them


def average(numbers: Sequence[float]) -> float:
    """The arithmetic mean. Raises Fault for none."""
    if not numbers:
        raise Fault("#DIV/0!")
    return math.fsum(numbers) / len(numbers)


def _median(numbers: Sequence[float]) -> float:
    if not numbers:
        raise Fault("#NUM!")
    ordered, middle = sorted(numbers), len(numbers) // 2
    return ordered[middle] if len(numbers) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


OVER_NUMBERS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "SUM": math.fsum,
    "AVERAGE": average,
    "MIN": lambda numbers: min(numbers, default=0.0),
    "MAX": lambda numbers: max(numbers, default=0.0),
    "PRODUCT": lambda numbers: math.prod(numbers) if numbers else 0.0,
    "MEDIAN": _median,
}


# Functions of single numbers


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent == 0:
        raise ValueError
    if base < 0 and exponent != int(exponent):
        raise CannotTell  # an error in Excel, the real root in LibreOffice
    return math.pow(base, exponent)


def _rounding(mode: str) -> Callable[..., float]:
    def rounded(number: float, places: float = 0.0) -> float:
        """To that many decimals, of the fifteen digits that a spreadsheet shows."""
        exact = Decimal(f"{number:.15g}")
        result = exact.quantize(Decimal(1).scaleb(-int(places)), rounding=mode)
        if mode != ROUND_HALF_UP and result == exact and float(exact) != number:
            raise CannotTell  # on the edge, but for noise: programs differ
        return float(result)

    return rounded


def _int(number: float) -> float:
    """The next whole number below. Raises CannotTell for one that is whole but for noise."""
    nearest = round(number)
    if number != nearest and abs(number - nearest) <= NOISE * max(abs(number), 1.0):
        raise CannotTell
    return float(math.floor(number))


def _mod(number: float, divisor: float) -> float:
    return number - divisor * _int(number / divisor)


OF_NUMBERS: Mapping[str, tuple[tuple[int, ...], Callable[..., float]]] = {
    "+": ((2,), lambda a, b: a + b),
    "-": ((2,), lambda a, b: a - b),
    "*": ((2,), lambda a, b: a * b),
    "/": ((2,), lambda a, b: a / b),
    "^": ((2,), _power),
    "POWER": ((2,), _power),
    "neg": ((1,), lambda a: -a),
    "ABS": ((1,), abs),
    "SIGN": ((1,), lambda a: float((a > 0) - (a < 0))),
    "SQRT": ((1,), math.sqrt),
    "EXP": ((1,), math.exp),
    "LN": ((1,), math.log),
    "LOG10": ((1,), math.log10),
    "LOG": ((1, 2), lambda a, base=10.0: math.log(a, base)),
    "INT": ((1,), _int),
    "TRUNC": ((1, 2), _rounding(ROUND_DOWN)),
    "MOD": ((2,), _mod),
    "ROUND": ((2,), _rounding(ROUND_HALF_UP)),
    "ROUNDUP": ((2,), _rounding(ROUND_UP)),
    "ROUNDDOWN": ((2,), _rounding(ROUND_DOWN)),
    "RRI": ((3,), lambda years, first, last: _power(last / first, 1 / years) - 1),
    "PI": ((0,), lambda: math.pi),
}
