"""The colours by role. A chart names roles; only this module knows their values.

Contrast is the ratio of WCAG 2.2, success criterion 1.4.3. The categorical colours are five of M. Okabe and K. Ito,
"Color Universal Design" (2008), less the vermilion, which is too near to the highlight.
"""

from __future__ import annotations

from typing import Final

ROLES: Final[dict[str, str]] = {
    "paper": "#FFFFFF",
    "ink": "#0B2233",  # text, axes, and the cover's ground
    "secondary": "#3E5468",
    "note": "#566B7E",
    "highlight": "#C2430A",
    "bar": "#7D93A8",
    "tint": "#C9D4DE",  # a forecast bar, below its cap
    "highlight-tint": "#F6CDB6",
    "flow": "#FBE7DB",  # half the highlight tint: flows between bars
    "context": "#B4C2CF",
    "hairline": "#DCE4EB",
    "band": "#F2F5F8",
    "chip": "#E4EAF0",
    "sequential-1": "#E4ECF2",
    "sequential-2": "#BFD1DF",
    "sequential-3": "#8FAFC6",
    "sequential-4": "#47789A",
    "sequential-5": "#17486B",
    "category-1": "#0072B2",
    "category-2": "#E69F00",
    "category-3": "#009E73",
    "category-4": "#56B4E9",
    "category-5": "#CC79A7",
    "cover-dot": "#9FB6C9",
}
RAMP: Final = ("#F7C65A", "#E25A1C")  # the cover's growth, first to last year
_GREYS: Final = ("bar", "tint", "context", "secondary")


def colour(role: str) -> str:
    """The hex value of a role; a hex value is its own."""
    return role if role.startswith("#") else ROLES[role]


def luminance(role: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    value = colour(role)
    channels = [int(value[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def text_on(fill: str) -> str:
    """The text role, ink or paper, that reads best on a fill."""
    return max(("ink", "paper"), key=lambda role: contrast(role, fill))


def ramp(count: int) -> tuple[str, ...]:
    """`count` colours from the first to the last of the cover's ramp."""
    ends = [[int(value[start : start + 2], 16) for start in (1, 3, 5)] for value in RAMP]
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
