"""What every layout is made of: units, headings of years, typed numbers, and what stands around a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layouts_canvas import Canvas, Look, Truth, Value
from layouts_habits import Habits
from layouts_market import Market

UNITS: tuple[tuple[str, str, float], ...] = (
    ("USD million", "USD", 1e6),
    ("USD Million", "USD", 1e6),
    ("US$ mn", "USD", 1e6),
    ("$ bn", "USD", 1e9),
    ("EUR m", "EUR", 1e6),
    ("USD billions", "USD", 1e9),
    ("Mio. EUR", "EUR", 1e6),
    ("USD bn", "USD", 1e9),
    ("GBP mn", "GBP", 1e6),
    ("CHF m", "CHF", 1e6),
    ("€ bn", "EUR", 1e9),
    ("Mrd. EUR", "EUR", 1e9),
    ("US$ '000", "USD", 1e3),
    ("JPY bn", "JPY", 1e9),
    ("$M", "USD", 1e6),
    ("USDm", "USD", 1e6),
    ("millions of US dollars", "USD", 1e6),
    ("USD Mn", "USD", 1e6),
    ("US$ Billion", "USD", 1e9),
    ("€ million", "EUR", 1e6),
    ("INR crore", "INR", 1e7),
    ("USD, millions", "USD", 1e6),
    ("million USD", "USD", 1e6),
)


@dataclass(frozen=True)
class Money:
    """The unit of the sizes, as printed and as meant."""

    text: str
    currency: str
    scale: float


@dataclass(frozen=True)
class Head:
    """The heading of a year."""

    year: int
    text: int | str
    status: str | None = None
    fiscal: bool = False


@dataclass
class Style:
    """The numbers of one book: as cells of a workbook, or as text of a CSV with `decimal` as its mark."""

    habits: Habits
    market: Market
    text: bool = False
    decimal: str = "."
    thousands: str = ""

    @property
    def money(self) -> Money:
        return Money(*self.habits.pick("unit", UNITS))

    def size(self, value: float) -> tuple[Value, str]:
        """The cell and the number format of a size."""
        decimals = self.market.decimals
        if self.text:
            return self.typed(value, decimals), "General"
        kind = self.habits.pick("size as", ("number", "format", "text", "symbol"))
        if kind == "text":
            return f"{value:,.{decimals}f}", "General"
        mask = "#,##0" + (f".{'0' * decimals}" if decimals else "")
        if kind == "symbol" and self.money.currency == "USD":
            return value, f'"$"{mask}'
        return (int(value) if decimals == 0 else value), mask if kind == "format" else "General"

    def typed(self, value: float, decimals: int) -> str:
        """A number as typed in a text file."""
        written = f"{abs(value):,.{decimals}f}".replace(",", "t").replace(".", self.decimal)
        return ("-" if value < 0 else "") + written.replace("t", self.thousands)

    def ratio(self, fraction: float, *, sign_told: bool = True) -> tuple[Value, str, float]:
        """The cell, its number format and the printed value (as a fraction) of a percentage.

        `sign_told`: whether a heading says that it is a percentage, so that the bare number will do.
        """
        places = self.habits.pick("percent decimals", (1, 2))
        percent = round(100 * fraction, places)
        kinds = ("text", "number") if self.text else ("format", "text", "number")
        kind = self.habits.pick("percent as", kinds)
        if kind == "number" and sign_told:
            typed = self.typed(percent, places)
            if self.text and percent < 0:
                typed = self._negative(percent, places)
            return (typed if self.text else percent), "General", percent / 100
        if kind == "text" or self.text:
            return self._negative(percent, places, "%"), "General", percent / 100
        return round(percent / 100, places + 2), f"0.{'0' * places}%", percent / 100

    def _negative(self, percent: float, places: int, sign: str = "") -> str:
        gap = self.habits.pick("percent sign", ("", " ")) if sign else ""
        typed = self.typed(abs(percent), places)
        if percent >= 0:
            return f"{typed}{gap}{sign}"
        pattern = self.habits.pick("negative as", ("-{}", "({})", "−{}"))
        return pattern.format(f"{typed}{gap}{sign}")

    # -- truths

    def truth_size(self, value: float, members: dict[str, str], head: Head) -> Truth:
        money = self.money
        return Truth(
            "revenue", value * money.scale, members, (head.year, None), money.currency, head.status, head.fiscal
        )

    def heads(self, suffix: str = "") -> list[Head]:
        """The headings of the market's years; `suffix` stands behind each."""
        years = self.market.years
        base = years[min(len(years) - 1, max(0, len(years) // 2 - 1))]
        notation = self.habits.pick(
            "years as",
            (
                "number",
                "text",
                "A/E/F",
                "A/F",
                "base",
                "FY24",
                "FY2024",
                "2025e",
                "2025 F",
                "2025 (F)",
                "CY",
                "FY24A",
                "2025*",
            ),
        )
        made = [_head(notation, year, base) for year in years]
        if self.text or suffix:
            return [Head(h.year, f"{h.text}{suffix}", h.status, h.fiscal) for h in made]
        return made


def _head(notation: str, year: int, base: int) -> Head:
    after = "estimate" if year == base + 1 else "forecast"
    letter = "A" if year <= base else "E" if year == base + 1 else "F"
    status = "actual" if year <= base else "forecast"
    mark = letter.replace("E", "F")
    return {
        "number": Head(year, year),
        "text": Head(year, str(year)),
        "A/E/F": Head(year, f"{year}{letter}", "actual" if year <= base else after),
        "A/F": Head(year, f"{year}{mark}", status),
        "base": Head(year, f"{year} (Base)" if year == base else year, "base" if year == base else None),
        "FY24": Head(year, f"FY{year % 100:02}", None, True),
        "FY2024": Head(year, f"FY{year}", None, True),
        "2025e": Head(year, f"{year}e" if year > base else year, "estimate" if year > base else None),
        "2025 F": Head(year, f"{year} {mark}", status),
        "2025 (F)": Head(year, f"{year} (F)" if year > base else year, "forecast" if year > base else None),
        "CY": Head(year, f"CY{year}"),
        "FY24A": Head(year, f"FY{year % 100:02}{mark}", status, True),
        "2025*": Head(year, f"{year}*" if year > base else year),
    }[notation]


@dataclass(frozen=True)
class Start:
    """Where a table begins and which of its places say the unit."""

    row: int
    column: int
    unit_in: str  # corner, header, column; elsewhere it is said outside of the table


def opening(
    canvas: Canvas,
    style: Style,
    subject: str,
    *,
    at: tuple[int, int] | None = None,
    places: Sequence[str] = ("line", "title", "corner", "header", "column", "above right", "sentence", "row"),
    name: str = "",
) -> Start:
    """Write the title and the unit above a table. `subject` is what the title says: "Market size by region"."""
    habits, money = style.habits, style.money
    row, column = at or habits.pick("start", ((1, 1), (3, 2), (7, 3), (2, 2), (2, 1)))
    unit_in = habits.pick(f"unit in{name}", places)
    titled = habits.pick(f"title{name}", ("plain", "table 1", "upper", "none"))
    title = {"plain": subject, "table 1": f"Table 1: {subject}", "upper": subject.upper(), "none": ""}[titled]
    if unit_in == "title":
        pattern = habits.pick("unit in title", ("{} ({})", "{}, {}", "{} - {}", "{} [{}]", "{} in {}"))
        title = pattern.format(title or subject, money.text)
    if title:
        canvas.put(row, column, title, Look(bold=habits.maybe("bold title")))
        row += 1
    if unit_in == "line":
        pattern = habits.pick(
            "unit line", ("{}", "in {}", "({})", "Figures in {}", "All values in {}", "Unit: {}", "[{}]")
        )
        canvas.put(row, column, pattern.format(money.text))
        row += 1
    elif unit_in == "sentence":
        canvas.put(row, column, f"All figures in {money.text} unless otherwise stated")
        row += 1
    row += habits.pick("gap above", (1, 0, 2)) if title or unit_in in ("line", "sentence") else 0
    if unit_in == "above right":
        canvas.put(row, column + min(2, len(style.market.years)), money.text)
        habits.fixed["group header"] = False  # where would the unit stand then
        row += 1
    return Start(row, column, unit_in)


def closing(canvas: Canvas, style: Style, row: int, column: int) -> int:
    """Notes beneath a table; returns the next free row."""
    habits = style.habits
    kind = habits.pick("notes beneath", ("none", "source", "source and note", "close"))
    if kind == "none":
        return row
    row += 0 if kind == "close" else 1
    canvas.put(row, column, "Source: company reports, interviews, own model of 12 May 2025")
    if kind == "source and note":
        row += 1
        canvas.put(row, column, "Note: figures may not add up due to rounding; 2024 is the base year of 3 scenarios")
    return row + 1
