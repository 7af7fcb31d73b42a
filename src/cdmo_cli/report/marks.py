"""The publisher's mark as it stands on a page: the logo in its size, or the house's dots."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from cdmo_cli.report import charts
from cdmo_cli.report.charts.model import Logo
from cdmo_cli.report.logo import Picture
from cdmo_cli.report.style import current

_WIDE = 1.8  # of its height: a logo that holds the publisher's name


@dataclass(frozen=True)
class Mark:
    """A picture on a page: its data URI, its size in millimetres, its alternative text, and whether it is wide enough
    to hold the publisher's name."""

    uri: str
    width: float
    height: float
    alt: str = ""
    says_name: bool = False


def cover_mark(logo: Picture | None, publisher: str) -> Mark:
    """The mark at the head of the cover: 7 mm high, a logo 9 mm."""
    if logo is None:
        return Mark(_dots("cover", 20.0), 7.06, 7.06, "Mark of dots")
    alt = f"Logo of {publisher}" if publisher else "Logo of the publisher"
    shown = _seen(logo, "cover", "paper")
    return Mark(shown.uri, *_within(shown.ratio, 70.0, 9.0), alt, says_name=logo.ratio > _WIDE)


def head_mark(logo: Picture | None) -> Mark:
    """The mark in the running head: 4.2 mm high."""
    if logo is None:
        return Mark(_dots("paper", 12.0), 4.2, 4.2)
    shown = _seen(logo, "paper", "cover")
    return Mark(shown.uri, *_within(shown.ratio, 26.0, 4.2))


def _seen(logo: Picture, ground: str, plate: str) -> Picture:
    """The logo, on a plate where it could not be seen on the ground."""
    palette = current().palette
    return logo if logo.seen_on(palette.colour(ground)) else logo.on_plate(palette.colour(plate))


def _within(ratio: float, width: float, height: float) -> tuple[float, float]:
    """The largest size of a picture that is no wider and no higher."""
    return (width, width / ratio) if ratio * height > width else (ratio * height, height)


def _dots(ground: str, width: float) -> str:
    drawn = str(charts.draw(Logo(alt="", ground="cover" if ground == "cover" else "paper", width=width)))
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode("utf-8")).decode("ascii")
