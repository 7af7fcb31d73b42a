"""The colours of the report that is being made, by role. A chart names roles; what they look like is the brand's.

The categorical colours are five of M. Okabe and K. Ito, "Color Universal Design" (2008), less the vermilion, which is
too near to the highlight.
"""

from __future__ import annotations

from typing import Final

from cdmo_cli.report import colours
from cdmo_cli.report.colours import RAMP, ROLES
from cdmo_cli.report.style import current

__all__ = ["RAMP", "ROLES", "colour", "contrast", "luminance", "ramp", "segments", "text_on", "year_on"]

_GREYS: Final = ("bar", "tint", "context", "secondary")


def colour(role: str) -> str:
    """The hex value of a role; a hex value is its own."""
    return current().palette.colour(role)


def luminance(role: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    return colours.luminance(colour(role))


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    return colours.contrast(colour(first), colour(second))


def text_on(fill: str) -> str:
    """The text role, ink or paper, that reads best on a fill; black where a brand's ink is too pale for it."""
    best = max(("ink", "paper"), key=lambda role: contrast(role, fill))
    return best if contrast(best, fill) >= colours.READABLE else "#000000"


def year_on(dot: str) -> str:
    """The text role that reads best on a dot of the cover."""
    return max(("cover-year", "paper"), key=lambda role: contrast(role, dot))


def ramp(count: int) -> tuple[str, ...]:
    """`count` colours from the first to the last of the cover's ramp."""
    ends = [[int(value[start : start + 2], 16) for start in (1, 3, 5)] for value in current().palette.ramp]
    steps = [index / (count - 1) if count > 1 else 1.0 for index in range(count)]
    mixed = [[round(a + (b - a) * step) for a, b in zip(*ends, strict=True)] for step in steps]
    return tuple("#{:02X}{:02X}{:02X}".format(*channels) for channels in mixed)


def segments(count: int, highlight: int | None) -> tuple[str, ...]:
    """Roles for the parts of a whole: one highlight among greys, or, where none is chosen and greys would not do,
    the categorical colours. Neighbours always differ; beyond five the colours repeat."""
    if not count:
        return ()
    if highlight is None and count > 2:
        return tuple(f"category-{index % 5 + 1}" for index in range(count))
    chosen = highlight % count if highlight is not None else None
    greys = iter(_GREYS * (count // len(_GREYS) + 1))
    return tuple("highlight" if index == chosen else next(greys) for index in range(count))
