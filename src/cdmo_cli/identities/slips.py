"""How people get numbers wrong: the true values that a printed one may be a slip of, and how likely each slip is.

Slips are generated backwards from the printed digits. The weight of a true value is π(slip) · P(printed | true,
slip), where P is one over the number of outcomes that the slip could have had. The priors π are flat on purpose:
uniform ones locate errors as well as fitted ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SWAPPED = "two digits swapped"
MISTYPED = "a digit mistyped"
DROPPED = "a digit dropped"
ADDED = "a digit too many"
DOUBLED = "a digit doubled"
POWER = "a power of ten"
SIGN = "the sign"
ANYTHING = "another value"

PRIOR = {
    SWAPPED: 0.2,
    MISTYPED: 0.2,
    DROPPED: 0.15,
    ADDED: 0.05,
    DOUBLED: 0.05,
    POWER: 0.12,
    SIGN: 0.08,
    ANYTHING: 0.05,
}

MOST_DIGITS = 12
"""A figure of more digits was not typed."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A true value of which the printed one may be a slip; `weight` is π · P."""

    value: float
    cause: str
    weight: float


def slips(printed: float, decimals: int) -> Iterator[Slip]:
    """All single slips that could have made `printed`, for figures written with that many decimals."""
    places = max(decimals, 0)
    text = f"{abs(printed):.{places}f}"
    digits = text.replace(".", "")
    sign = -1.0 if printed < 0 else 1.0
    if printed == 0 or len(digits) > MOST_DIGITS:
        return

    def slip(changed: str, point: int, cause: str, chance: float) -> Slip:
        return Slip(sign * int(changed or "0") / 10.0**point, cause, PRIOR[cause] * chance)

    count = len(digits)
    for i in range(count - 1):
        if digits[i] != digits[i + 1]:
            swapped = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
            yield slip(swapped, places, SWAPPED, 1 / (count - 1))
    for i, old in enumerate(digits):
        for new in "0123456789":
            if new != old:
                yield slip(digits[:i] + new + digits[i + 1 :], places, MISTYPED, 1 / (9 * count))
    yield from _lengths(text, places, sign)
    for power in (1, 2, 3, -1, -2, -3):
        yield Slip(float(f"{printed * 10.0**power:.12g}"), POWER, PRIOR[POWER] / 6)
    yield Slip(-printed, SIGN, PRIOR[SIGN])


def _lengths(text: str, places: int, sign: float) -> Iterator[Slip]:
    """Digits dropped, added or doubled: the number as it would have been typed, without trailing zeros."""
    typed = text.rstrip("0").rstrip(".") if "." in text else text
    whole, _, fraction = typed.partition(".")
    digits, point = whole + fraction, len(whole)
    count = len(digits)
    for i in range(count + 1):
        for new in "0123456789":
            for in_whole in {i <= point, i < point} if i == point else {i < point}:
                after = len(fraction) + (0 if in_whole else 1)
                if after <= places and not (i == 0 and new == "0"):
                    value = int(digits[:i] + new + digits[i:]) / 10.0**after
                    yield Slip(sign * value, DROPPED, PRIOR[DROPPED] / (count + 1))
    for i in range(count):
        after = len(fraction) - (0 if i < point else 1)
        value = sign * int(digits[:i] + digits[i + 1 :] or "0") / 10.0**after
        yield Slip(value, ADDED, PRIOR[ADDED] / (10 * count))
        if i and digits[i] == digits[i - 1]:
            yield Slip(value, DOUBLED, PRIOR[DOUBLED] / max(count - 1, 1))
