"""The settings of the report: whose it is, how it looks, and what its sample edition shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from cdmo_cli.config.table import Listed, Table

Format = Literal["a4", "letter"]
Attach = Literal["values", "source", "none"]
Headline = Literal["growth", "base", "final", "none"]

File = Annotated[Path, Field(strict=False)]


class Colours(Table):
    """Colours of a brand as #RRGGBB; all others follow from them."""

    ink: str = ""
    """Text and rules."""
    highlight: str = ""
    """What a heading is about: the only strong colour."""
    bars: str = ""
    """All other bars, dots and lines."""
    cover: str = ""
    """The ground of the cover and of the order panel."""

    @field_validator("ink", "highlight", "bars", "cover")
    @classmethod
    def _is_a_colour(cls, value: str) -> str:
        if value and not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
            raise ValueError("input should be a colour such as #0B2233")
        return value.upper()


class Fonts(Table):
    """Font files (woff2, ttf or otf), relative to the configuration's folder."""

    sans: File | None = None
    """For headings, tables and charts."""
    serif: File | None = None
    """For prose."""


class ReportSettings(Table):
    """Whose report it is, and how it looks."""

    publisher: str = ""
    """The publisher's name; without it the workbook's."""
    logo: File | None = None
    """An SVG or PNG file, relative to the configuration's folder."""
    locale: str = "en_GB"
    """How numbers and dates are written, by Babel's name of a locale."""
    format: Format = "a4"
    """The size of the page."""
    templates: File | None = None
    """A folder whose files take the place of the templates of the same name."""
    attach: Attach = "values"
    """What the full edition carries: a workbook of values and their cells, the author's own file, or nothing."""
    colours: Colours = Colours()
    """Colours of the brand."""
    fonts: Fonts = Fonts()
    """Fonts of the brand."""
    links: dict[str, str] = Field(default_factory=dict)
    """Addresses by what they are for: enquire, purchase, sample. {id} stands for the report's id."""
    texts: dict[str, str] = Field(default_factory=dict)
    """Words that take the place of the report's own, by name."""


class SampleSettings(Table):
    """What the sample edition shows. Everything else is hidden, and so is what would give it away."""

    headline: Headline = "growth"
    """The one figure of the whole market: its growth, its size in the base year or in the final year, or none."""
    table: str = "auto"
    """The table of one past year: `auto`, `none`, or a dimension and a year such as `type 2019`."""
    figures: Listed = ()
    """Single figures, in the words of the texts' tokens: `size Biologics 2024`, `share Europe 2024`, `cagr API`."""
    sections: Listed = ()
    """Chapters whose figures are shown: `by-type`, `regions`, `companies`."""
    regions: Listed = ()
    """Regions all of whose figures are shown."""
    keep: Listed = ()
    """Figures that must stay, whatever else has to be hidden to protect the others."""
    margin: Annotated[float, Field(gt=0, lt=100, strict=False)] = 10.0
    """Percent: a hidden figure is safe where it might as well be smaller and larger by so much."""
    known: tuple[File, ...] = Field(default=(), strict=False)
    """Tables of figures that readers know anyway."""


def report_from_folder(report: ReportSettings, folder: Path) -> ReportSettings:
    """The same with its paths laid from a folder."""
    fonts: dict[str, Any] = {"sans": _laid(report.fonts.sans, folder), "serif": _laid(report.fonts.serif, folder)}
    update: dict[str, Any] = {
        "logo": _laid(report.logo, folder),
        "templates": _laid(report.templates, folder),
        "fonts": report.fonts.model_copy(update=fonts),
    }
    return report.model_copy(update=update)


def sample_from_folder(sample: SampleSettings, folder: Path) -> SampleSettings:
    """The same with its paths laid from a folder."""
    return sample.model_copy(update={"known": tuple(folder / path for path in sample.known)})


def _laid(path: Path | None, folder: Path) -> Path | None:
    return path and folder / path
