"""How people get numbers wrong: how likely a printed figure is to be a slip of a true one.

The priors are flat on purpose: uniform ones locate errors as well as fitted ones. The likelihood of a slip is one
over the number of outcomes that it could have had.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SWAPPED = "two digits swapped"
FAR_SWAPPED = "two digits swapped at a distance"
MISTYPED = "a digit mistyped"
TWICE_MISTYPED = "two digits mistyped"
DROPPED = "a digit dropped"
ADDED = "a digit too many"
DOUBLED = "a digit doubled"
POWER = "a power of ten"
SIGN = "the sign"
ANYTHING = "another value"
UNLIKE = "out of line with its row and column"
BLANK = "left blank"
NEIGHBOUR = "repeats the figure beside it"
OMITTED = "leaves out one of its parts"
COUNTED_TWICE = "counts one of its parts twice"
STALE = "not added up again after a change"
UNCALCULATED = "its formula was not recalculated"

PRIOR = {
    SWAPPED: 0.2,
    FAR_SWAPPED: 0.02,
    MISTYPED: 0.2,
    TWICE_MISTYPED: 0.03,
    DROPPED: 0.15,
    ADDED: 0.05,
    DOUBLED: 0.05,
    POWER: 0.12,
    SIGN: 0.08,
    ANYTHING: 0.05,
    BLANK: 0.05,
    NEIGHBOUR: 0.05,
    OMITTED: 0.05,
    COUNTED_TWICE: 0.02,
    STALE: 0.02,
}

MOST_DIGITS = 12
"""A figure of more digits was not typed."""

FEWEST_DIGITS = 2
"""Any figure may be wrong in a hundred ways at the least."""

POWERS = (1, 2, 3, -1, -2, -3)


@dataclass(frozen=True, slots=True)
class Slip:
    """What may have made the printed figure of a true one; `weight` is the prior times the likelihood."""

    cause: str
    weight: float


def slips(true: float, printed: float, decimals: int) -> Iterator[Slip]:
    """The slips that make `printed` of `true`, for figures written with so many decimals at most."""
    if printed == true:
        return
    if printed == -true:
        yield Slip(SIGN, PRIOR[SIGN])
        return
    if printed * true < 0:
        return
    printed, true, places = abs(printed), abs(true), max(decimals, 0)
    if any(_close(moved, true) for moved in _moved(printed, places)):
        yield Slip(POWER, PRIOR[POWER] / len(POWERS))
    stated, meant = _written(printed, true, places)
    if max(len(stated), len(meant)) <= MOST_DIGITS + 1:
        yield from _replaced(meant.replace(".", ""), stated.replace(".", ""))
        yield from _lengthened(meant, stated)


def _moved(printed: float, places: int) -> Iterator[float]:
    """The figure with its point elsewhere. Of one in another unit the table shows no more decimals than of the others,
    302.31 for 302305.49; but a decimal point that slipped keeps all digits."""
    for power in POWERS:
        moved = float(f"{printed * 10.0**power:.12g}")
        shown = round(moved, places)
        if shown and (_close(shown, moved) or (power < -1 and shown >= 10.0 ** (1 - places))):
            yield shown


def anything(true: float, printed: float, decimals: int) -> Slip:
    """Any figure for any other: all figures of as many digits are as likely."""
    digits = _most_digits(true, printed, decimals)
    return Slip(ANYTHING, PRIOR[ANYTHING] * 10.0**-digits)


def left_blank(true: float, decimals: int) -> Slip:
    """No figure where there ought to be one, whichever it is."""
    return Slip(BLANK, PRIOR[BLANK] * 10.0 ** -_most_digits(true, true, decimals))


def repeated(printed: float, decimals: int, usual: float) -> Slip:
    """The figure beside it, where a share `usual` of figures repeat another rightly."""
    chance = 10.0 ** -_most_digits(printed, printed, decimals)
    return Slip(NEIGHBOUR, PRIOR[NEIGHBOUR] / 4 * min(1.0, chance / usual))


def _most_digits(true: float, printed: float, decimals: int) -> int:
    """Digits that tell something: of the zeros at the end only the first does."""
    digits = max(_digits(text.rstrip("0")) + 1 for text in _written(abs(printed), abs(true), max(decimals, 0)))
    return min(max(digits, FEWEST_DIGITS), 9)


def _written(printed: float, true: float, places: int) -> tuple[str, str]:
    """Both figures with as many decimals as one of them needs: nobody types the zeros at the end."""
    stated, meant = f"{printed:.{places}f}", f"{true:.{places}f}"
    if not places:
        return stated, meant
    idle = min(len(text) - len(text.rstrip("0")) for text in (stated, meant))
    end = -idle - 1 if idle == places else -idle
    return (stated[:end], meant[:end]) if idle else (stated, meant)


def _replaced(meant: str, stated: str) -> Iterator[Slip]:
    """Digits in the wrong place, and wrong digits in their place."""
    count = len(meant)
    if not count - 2 <= len(stated) <= count:
        return
    stated = stated.zfill(count)  # a zero in front is no longer seen
    wrong = [i for i in range(count) if meant[i] != stated[i]]
    if len(wrong) == 1:
        yield Slip(MISTYPED, PRIOR[MISTYPED] / (9 * count))
    if len(wrong) != 2:
        return
    first, second = wrong
    pairs = count * (count - 1) / 2
    if meant[first] == stated[second] and meant[second] == stated[first]:
        if second == first + 1:
            yield Slip(SWAPPED, PRIOR[SWAPPED] / (count - 1))
        else:
            yield Slip(FAR_SWAPPED, PRIOR[FAR_SWAPPED] / pairs)
    yield Slip(TWICE_MISTYPED, PRIOR[TWICE_MISTYPED] / (81 * pairs))


def _lengthened(meant: str, stated: str) -> Iterator[Slip]:
    """Digits dropped, added or doubled; zeros at the end of the decimals are typed or not."""
    lost = max(sum(_same(rest, stated) for _, rest in _shorter(text)) / _digits(text) for text in _typed(meant))
    if lost:
        yield Slip(DROPPED, PRIOR[DROPPED] * lost)
    for text in _typed(stated):
        doubled = [twin for twin, rest in _shorter(text) if _same(rest, meant)]
        if doubled:
            yield Slip(ADDED, PRIOR[ADDED] * len(doubled) / (10 * _digits(text)))
            if any(doubled):
                yield Slip(DOUBLED, PRIOR[DOUBLED] / max(_digits(text) - 1, 1))
            return


def _typed(text: str) -> list[str]:
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return [text] if short == text else [text, short]


def _shorter(text: str) -> Iterator[tuple[bool, str]]:
    """The text without each of its digits in turn, and whether that digit was the same as the one before it."""
    for i, digit in enumerate(text):
        if digit != ".":
            yield i > 0 and text[i - 1] == digit, text[:i] + text[i + 1 :]


def _digits(text: str) -> int:
    return len(text) - text.count(".")


def _same(text: str, number: str) -> bool:
    return text.strip(".") != "" and _close(float(text), float(number))


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def likely_truths(printed: float, decimals: int) -> Iterator[float]:
    """The figures that one slip leads to `printed` from: where to look if very many figures would do."""
    places = max(decimals, 0)
    text = f"{abs(printed):.{places}f}"
    sign = -1.0 if printed < 0 else 1.0
    yield -printed
    for moved in _moved(abs(printed), places):
        yield sign * moved
    if _digits(text) > MOST_DIGITS:
        return
    for digit in range(1, 10):  # dropped with zeros behind it: 1023 becomes 23
        yield sign * (digit * 10.0 ** (len(text.partition(".")[0]) + (printed != 0)) + abs(printed))
    for typed in _typed(text):
        for i, old in enumerate(typed):
            for new in "0123456789":
                if old != ".":
                    yield sign * float(typed[:i] + new + typed[i + 1 :])
                yield sign * round(float(typed[:i] + new + typed[i:]), places)
        for _, rest in _shorter(typed):
            yield sign * float(f"0{rest}")
    for i in range(len(text)):
        other = i + 2 if text[i + 1 : i + 2] == "." else i + 1
        if other < len(text) and text[i] != ".":
            yield sign * float(text[:i] + text[other] + text[i + 1 : other] + text[i] + text[other + 1 :])
