"""The page by its format. Text is 174 mm wide on both, so that exhibits keep their geometry; only heights differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Format = Literal["a4", "letter"]
TEXT_WIDTH: Final = 174.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its margins in millimetres. The side margins are equal and follow from the width of the text."""

    name: str
    width: float
    height: float
    top: float
    bottom: float

    @property
    def side(self) -> float:
        """The left margin and the right."""
        return (self.width - TEXT_WIDTH) / 2

    @property
    def text_height(self) -> float:
        """What is left between the margins."""
        return self.height - self.top - self.bottom


A4: Final = Page("A4", 210.0, 297.0, top=22.0, bottom=20.0)
LETTER: Final = Page("letter", 215.9, 279.4, top=20.0, bottom=18.0)
PAGES: Final[dict[Format, Page]] = {"a4": A4, "letter": LETTER}


def page_height(format: Format) -> float:
    """The height of the text on a page of this format, in millimetres: 255.0 on A4, 241.4 on letter."""
    return PAGES[format].text_height
