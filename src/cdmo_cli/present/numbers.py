"""Numbers as they stand in the terminal: constant decimals, thousands with commas, a minus sign that is one."""

from __future__ import annotations


def decimals_for(largest: float) -> int:
    """The decimals of a column whose largest figure that is: about four digits."""
    if largest >= 1000:
        return 0
    if largest >= 10:
        return 1
    return 2 if largest >= 1 else 3


def fixed(value: float, decimals: int) -> str:
    """`1,234.5`; never "−0.0"."""
    return f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", "−")


def signed(value: float, decimals: int) -> str:
    """`+37.4`, `−1.2`, and `0.0` without a sign."""
    text = fixed(value, decimals)
    return f"+{text}" if round(value, decimals) > 0 else text


def percent(value: float, decimals: int = 1) -> str:
    """`5.2 %`."""
    return f"{fixed(value, decimals)} %"
