"""The colours by role: those of the house, and those that follow from a brand's four.

Contrast and luminance are those of WCAG 2.2 (success criterion 1.4.3, "relative luminance"). Hue and colourfulness are
taken in Oklab (B. Ottosson, "A perceptual color space for image processing", 2020).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cdmo_cli.errors import TemplateError

ROLES: Final[dict[str, str]] = {
    "paper": "#FFFFFF",
    "ink": "#0B2233",  # text and axes
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
    "cover": "#0B2233",  # the ground of the cover and of the order panel
    "cover-text": "#FFFFFF",
    "cover-secondary": "#C9D4DE",
    "cover-period": "#F7C65A",
    "cover-warm": "#F49A3C",
    "cover-rule": "#E25A1C",
    "cover-dot": "#9FB6C9",
    "cover-year": "#061520",  # on a dot: 4.5:1 on the last of the ramp too
}
RAMP: Final = ("#F7C65A", "#E25A1C")  # the cover's growth, first to last year

# What follows from what. A derived colour has the luminance of the house's, so that all contrasts stay, and the hue
# and colourfulness that stand to the brand's colour as the house's stand to the house's.
_FROM: Final[dict[str, str]] = {
    "secondary": "ink",
    "note": "ink",
    "tint": "bar",
    "context": "bar",
    "hairline": "bar",
    "band": "bar",
    "chip": "bar",
    "sequential-1": "bar",
    "sequential-2": "bar",
    "sequential-3": "bar",
    "sequential-4": "bar",
    "sequential-5": "bar",
    "highlight-tint": "highlight",
    "flow": "highlight",
    "cover-warm": "highlight",
    "cover-rule": "highlight",
    "cover-dot": "bar",
}
READABLE: Final = 4.5


@dataclass(frozen=True)
class Palette:
    """Every role's colour as #RRGGBB, and the two ends of the cover's ramp."""

    roles: Mapping[str, str]
    ramp: tuple[str, str]

    def colour(self, role: str) -> str:
        """The hex value of a role; a hex value is its own. Raises TemplateError for another name: only a template's
        author writes one."""
        if role.startswith("#"):
            return role
        if role not in self.roles:
            from rapidfuzz import process

            near = process.extractOne(role, self.roles.keys(), score_cutoff=60)
            hint = f"did you mean ‘{near[0]}’?" if near else f"the colours are {', '.join(self.roles)}"
            raise TemplateError(f"there is no colour ‘{role}’", hint=hint)
        return self.roles[role]


HOUSE: Final = Palette(MappingProxyType(ROLES), RAMP)


def luminance(value: str) -> float:
    """Relative luminance of #RRGGBB, 0 to 1 (WCAG 2.2)."""
    red, green, blue = _linear(value)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def palette(ink: str = "", highlight: str = "", bar: str = "", cover: str = "") -> Palette:
    """The colours of a brand: those that it names ("" where it does not), and all others as they follow from them."""
    named = {"ink": ink, "highlight": highlight, "bar": bar, "cover": cover or ink}
    roles = ROLES | {role: value.upper() for role, value in named.items() if value}
    for role, parent in _FROM.items():
        if roles[parent] != ROLES[parent]:
            roles[role] = _as_house(ROLES[role], ROLES[parent], roles[parent])
    first, last = RAMP
    if roles["highlight"] != ROLES["highlight"]:
        first, last = (_as_house(end, ROLES["highlight"], roles["highlight"]) for end in RAMP)
    if roles != ROLES:
        roles["cover-year"] = "#000000"  # black or white is readable on every dot
        first, last = (readable(end, roles["cover"], 2.0) for end in (first, last))
    return Palette(MappingProxyType(_on_cover(roles, first)), (first, last))


def _on_cover(roles: dict[str, str], period: str) -> dict[str, str]:
    """The roles with those that stand on the cover made readable there, whatever its ground."""
    ground = roles["cover"]
    best = max(("#FFFFFF", roles["ink"]), key=lambda value: contrast(value, ground))
    roles["cover-text"] = best if contrast(best, ground) >= READABLE else "#000000"
    dark = roles["cover-text"] != "#FFFFFF"
    roles["cover-secondary"] = readable(roles["secondary"] if dark else roles["tint"], ground)
    roles["cover-period"] = readable(period, ground)
    roles["cover-warm"] = readable(roles["cover-warm"], ground)
    roles["cover-rule"] = readable(roles["cover-rule"], ground, 3.0)
    roles["cover-dot"] = readable(roles["cover-dot"], ground, 3.0)
    return roles


def readable(value: str, ground: str, ratio: float = READABLE) -> str:
    """The colour, or the nearest of its hue, lighter or darker, that has this contrast to a ground: to the other end
    of the scale from where the ground is, black or white where no shade of it reaches."""
    if contrast(value, ground) >= ratio:
        return value
    level = luminance(ground) + 0.05
    lighter, darker = level * ratio - 0.05, level / ratio - 0.05
    here = luminance(value)
    wanted = lighter if lighter <= 1 and (darker < 0 or lighter - here < here - darker) else darker
    step = 1.004 if wanted >= level else 1 / 1.004
    while 0 < wanted < 1:  # a colour is written in whole steps: the first that reaches the ratio
        found = with_luminance(value, wanted)
        if contrast(found, ground) >= ratio:
            return found
        wanted = (wanted + 0.05) * step - 0.05
    return "#FFFFFF" if wanted >= 1 else "#000000"


def with_luminance(value: str, wanted: float) -> str:
    """The colour of the same hue and, where the screen can show it, the same colourfulness, of that luminance."""
    _, a, b = _oklab(value)
    return _at_luminance(a, b, wanted)


def _as_house(role: str, parent: str, brand: str) -> str:
    """The brand's counterpart of a role's house colour."""
    (_, a, b), (_, pa, pb), (_, ba, bb) = (_oklab(value) for value in (role, parent, brand))
    turn = math.atan2(b, a) - math.atan2(pb, pa) + math.atan2(bb, ba)
    chroma = math.hypot(a, b) * math.hypot(ba, bb) / max(math.hypot(pa, pb), 1e-6)
    return _at_luminance(chroma * math.cos(turn), chroma * math.sin(turn), luminance(role))


def _at_luminance(a: float, b: float, wanted: float) -> str:
    """The lightness that gives a luminance, found by halving; colourfulness yields where the screen ends."""
    for fade in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0):
        low, high = 0.0, 1.0
        for _ in range(40):
            middle = (low + high) / 2
            if _luminance_of(_rgb(middle, a * fade, b * fade)) < wanted:
                low = middle
            else:
                high = middle
        channels = _rgb(high, a * fade, b * fade)
        if all(-0.002 <= channel <= 1.002 for channel in channels):
            break
    return "#" + "".join(f"{round(255 * _gamma(channel)):02X}" for channel in channels)


def _luminance_of(channels: tuple[float, float, float]) -> float:
    red, green, blue = channels
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: str) -> tuple[float, float, float]:
    channels = [int(value[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def _gamma(channel: float) -> float:
    c = min(max(channel, 0.0), 1.0)
    return float(12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055)


def _oklab(value: str) -> tuple[float, float, float]:
    red, green, blue = _linear(value)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _rgb(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
