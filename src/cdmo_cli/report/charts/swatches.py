"""The key of a sequential scale: labelled swatches, as a list or in a line."""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.report.charts.drawing import Mark, rect, text
from cdmo_cli.report.charts.model import Format, Words
from cdmo_cli.report.charts.scales import Bins
from cdmo_cli.report.charts.text import measure

PITCH = 12.5
_SIZE = 7.5
_WORDS = 14.0  # where the words begin
_HEADING = 12.5


def entries(classes: Bins, number: Format, tick: Format | None, words: Words, only: float) -> list[tuple[str, str]]:
    """Role and words of each class, the highest first. `only` is the value that a single class stands for."""
    low_format = tick or number
    listed = []
    for role, (low, high) in zip(classes.roles, classes.bounds(), strict=True):
        if low is None and high is None:
            label = number(only)
        elif low is None:
            label = words.below.format(high=low_format(classes.breaks[0]))
        elif high is None:
            label = words.at_least.format(low=low_format(low))
        elif high <= low:
            label = number(low)
        else:
            label = words.between.format(low=low_format(low), high=number(high))
        listed.append((role, label))
    return listed[::-1]


def size(listed: list[tuple[str, str]], heading: str) -> tuple[float, float]:
    """Width and height of the list."""
    widths = [_WORDS + measure(label, _SIZE) for _, label in listed]
    width = max([measure(heading, _SIZE, 600), *widths], default=0.0)
    return width, PITCH * len(listed) + (_HEADING if heading else 0.0)


def column(listed: list[tuple[str, str]], heading: str, left: float, top: float) -> Iterator[Mark]:
    """The swatches one below the other."""
    if heading:
        yield text(left, top + 7.5, heading, size=_SIZE, weight=600, fill="secondary", name="key-heading")
        top += _HEADING
    for place, (role, label) in enumerate(listed):
        y = top + place * PITCH
        yield rect(left, y + 1.0, 10.0, 10.0, role, "swatch")
        yield text(left + _WORDS, y + 8.75, label, size=_SIZE, fill="secondary", name="key")


def line(
    listed: list[tuple[str, str]], heading: str, left: float, top: float, right: float
) -> tuple[list[Mark], float]:
    """The swatches side by side, the lowest first, from `left`, or from the chart's edge where that spares a second
    line; and where they end below."""
    marks: list[Mark] = []
    whole = sum(_WORDS + measure(label, _SIZE) + 10.0 for _, label in listed) + measure(heading, _SIZE, 600)
    if whole > right - left:
        left = 0.0
    x = left
    if heading:
        marks.append(text(x, top + 8.75, heading, size=_SIZE, weight=600, fill="secondary", name="key-heading"))
        x += measure(heading, _SIZE, 600) + 10.0
    for role, label in reversed(listed):
        width = _WORDS + measure(label, _SIZE)
        if x > left and x + width > right:
            x, top = left, top + PITCH
        marks.append(rect(x, top + 1.0, 10.0, 10.0, role, "swatch"))
        marks.append(text(x + _WORDS, top + 8.75, label, size=_SIZE, fill="secondary", name="key"))
        x += width + 10.0
    return marks, top + PITCH
