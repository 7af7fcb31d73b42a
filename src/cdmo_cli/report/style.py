"""How the report that is being made looks and writes: colours, fonts, page, and the locale of its numbers.

A style is a frozen value. Because every chart, sentence and table asks for it, it is not handed through hundreds of
calls but set for the time of one report, as `decimal.localcontext` does it: `with using(style): ...`. It is a context
variable, so that reports made side by side, in threads or tasks, never see each other's, and what was set before is
back afterwards, also after an error. Outside of any report the style is the house's.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel import Locale

from cdmo_cli.report.colours import HOUSE, Palette
from cdmo_cli.report.faces import Family, house_sans, house_serif
from cdmo_cli.report.page import A4, Page


@dataclass(frozen=True, eq=False)
class Style:
    """Colours, fonts, page and locale of a report, and the folder of the templates that take the place of others."""

    palette: Palette = HOUSE
    sans: Family = field(default_factory=house_sans)
    serif: Family = field(default_factory=house_serif)
    locale: Locale = field(default_factory=lambda: Locale("en", "GB"))
    page: Page = A4
    templates: Path | None = None

    @property
    def language(self) -> str:
        """The language that the report is written in, for `lang` and the names of months: English, of the locale's
        country where that speaks English."""
        tag = str(self.locale).replace("_", "-")
        return tag if self.locale.language == "en" else "en"


@cache
def _house() -> Style:
    return Style()


_STYLE: ContextVar[Style | None] = ContextVar("style", default=None)


def current() -> Style:
    """The style of the report that is being made."""
    return _STYLE.get() or _house()


@contextlib.contextmanager
def using(style: Style) -> Iterator[Style]:
    """Make what is inside in this style."""
    token = _STYLE.set(style)
    try:
        yield style
    finally:
        _STYLE.reset(token)
