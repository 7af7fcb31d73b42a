"""Single values as formulas take them: in arithmetic, as text, in comparisons, each as Excel does."""

from __future__ import annotations

import re

from cdmo_cli.identities.functions import CannotTell, Fault
from cdmo_cli.read.model import ErrorValue, Value

Scalar = float | bool | str | None  # None for a blank cell

PLAIN_NUMBER = re.compile(r"\s*[-+]?\d+(?:\.\d+)?\s*")
_CLOSE = 1e-13  # relative: Excel takes numbers for equal that differ less, but not always


def plain(value: Value) -> Scalar:
    """A stored value. Raises Fault for an error, CannotTell for dates and times."""
    if isinstance(value, ErrorValue):
        raise Fault(value.code)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return float(value)
    raise CannotTell  # dates and times: numbers in Excel, counted from 1900 or 1904


def as_number(value: Scalar) -> float:
    """A value in arithmetic: blank is 0, TRUE is 1, a text that is plainly a number counts as one."""
    if value is None:
        return 0.0
    if isinstance(value, str):
        if PLAIN_NUMBER.fullmatch(value):
            return float(value)
        if any(character.isdigit() for character in value):
            raise CannotTell  # "1,234", "5 %", "1 May": it depends on the settings of the computer
        raise Fault("#VALUE!")
    return float(value)


def as_text(value: Scalar) -> str:
    """A value as & joins it. Raises CannotTell for numbers with decimals."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if value != int(value) or abs(value) >= 1e15:
        raise CannotTell
    return str(int(value))


def compared(operator: str, left: Scalar, right: Scalar) -> bool:
    """`=`, `<` and so on: numbers before texts before TRUE and FALSE, texts without regard to case."""
    one, other = _ranked(left, right), _ranked(right, left)
    if isinstance(one[1], float) and isinstance(other[1], float) and one != other:
        apart = abs(one[1] - other[1])
        if apart <= _CLOSE * max(abs(one[1]), abs(other[1])):
            raise CannotTell
    if operator in ("=", "<>"):
        return (one == other) == (operator == "=")
    less = one < other
    return (
        (less or one == other)
        if operator == "<="
        else less
        if operator == "<"
        else not less and (operator == ">=" or one != other)
    )


def _ranked(value: Scalar, beside: Scalar) -> tuple[int, float | str | bool]:
    if value is None:
        value = "" if isinstance(beside, str) else False if isinstance(beside, bool) else 0.0
    if isinstance(value, bool):
        return 2, value
    return (1, value.casefold()) if isinstance(value, str) else (0, value)
