"""Tables of records: tidy lists, claims, companies, assumptions and exchange rates."""

from __future__ import annotations

from layouts_canvas import Canvas, Look, Truth, Value
from layouts_habits import Habits
from layouts_market import Axis, Part
from layouts_style import Head, Start, Style, closing

BOLD = Look(bold=True)


def write_long(canvas: Canvas, style: Style, start: Start) -> int:
    """A row an observation: dimensions, year, perhaps measure, unit, status and note, in any order."""
    habits = style.habits
    axes = style.market.axes
    columns = _long_columns(habits, axes, start.unit_in)
    names = {axis.heading: _renamed(habits, axis) for axis in axes}
    names |= {
        "year": habits.pick("year heading", ("Year", "Yr", "Period", "year")),
        "value": habits.pick("value heading", ("Value", "Val", "Amount", "Revenue", "Market size", "value")),
        "unit": habits.pick("unit heading", ("Unit", "unit", "UoM")),
        "currency": "Currency",
        "scale": "Scale",
        "status": habits.pick("status heading", ("Status", "Type of figure", "A/F")),
        "note": "Note",
        "id": habits.pick("id heading", ("ID", "No.", "Record")),
        "measure": habits.pick("measure heading", ("Measure", "Metric", "Indicator")),
    }
    if start.unit_in == "header":
        names["value"] += habits.pick("unit in header", (" ({})", ", {}", " [{}]")).format(style.money.text)
    for i, column in enumerate(columns):
        canvas.put(start.row, start.column + i, names[column], BOLD)
    row = start.row
    for entry in _long_entries(habits, style):
        row += 1
        _long_row(canvas, style, columns, start, row, entry)
    return row + 1


def _renamed(habits: Habits, axis: Axis) -> str:
    other = {
        "Type": ("Type", "Market segment", "Segment"),
        "Region": ("Region", "Geography", "Market"),
        "Country": ("Country", "Geography"),
    }
    return habits.pick(f"heading {axis.heading}", other.get(axis.heading, (axis.heading,)))


def _long_columns(habits: Habits, axes: tuple[Axis, ...], unit_in: str) -> list[str]:
    columns = [*(axis.heading for axis in axes), "year", "value"]
    if unit_in == "column":
        columns.append("unit")
    elif unit_in == "currency":
        columns += ["currency", "scale"]
    optional = ("status", "note", "id", "measure")
    columns += [name for name in optional if habits.maybe(f"{name} column")]
    if habits.pick("column order", ("usual", "mixed")) == "mixed":
        habits.random("order").shuffle(columns)
    return columns


def _long_entries(habits: Habits, style: Style) -> list[tuple[tuple[Part | None, ...], int, str]]:
    axes = style.market.axes
    choices: list[list[Part | None]] = [[*axis.parts] for axis in axes]
    if habits.pick("total rows", (True, False)):
        choices = [[*parts, None] for parts in choices]
    pairs: list[tuple[Part | None, ...]] = [(a,) for a in choices[0]]
    if len(axes) > 1:
        pairs = [(a, b) for a in choices[0] for b in choices[1]]
    found = [(pair, year, "revenue") for pair in pairs for year in style.market.years]
    if habits.maybe("measure column") and habits.maybe("shares too"):
        found += [(pair, year, "share") for pair in pairs for year in style.market.years[:2]]
    if habits.maybe("mixed rows"):
        habits.random("rows").shuffle(found)
    return found


def _long_row(
    canvas: Canvas,
    style: Style,
    columns: list[str],
    start: Start,
    row: int,
    entry: tuple[tuple[Part | None, ...], int, str],
) -> None:
    habits = style.habits
    pair, year, measure = entry
    members: dict[str, str] = {}
    for part in pair:
        members |= part.members if part else {}
    axes = {axis.heading: part for axis, part in zip(style.market.axes, pair, strict=True)}
    head = next(h for h in style.heads() if h.year == year)
    base = style.market.years[len(style.market.years) // 2]
    status = head.status
    size = style.market.size(year, *pair)
    share = size / style.market.size(year)
    if "status" in columns and head.status is None:
        status = "actual" if year <= base else "forecast"
    total = habits.pick("total as", ("Total", "All", "World", "Global"))
    scale = {1e3: "thousand", 1e6: "million", 1e9: "billion", 1e7: "crore"}[style.money.scale]
    words = {
        "year": head.text if not style.text else str(head.text),
        "status": {"actual": "Actual", "estimate": "Estimate", "base": "Base"}.get(status or "", "Forecast"),
        "unit": style.money.text if measure == "revenue" else "%",
        "currency": style.money.currency if measure == "revenue" else None,
        "scale": scale if measure == "revenue" else "0.01",
        "note": f"row of {year}" if row % 3 == 0 else None,
        "id": row + 1000,
        "measure": {
            "revenue": habits.pick("revenue called", ("Revenue", "Market size", "Sales", "Value")),
            "share": "Market share, %",
        }[measure],
    }
    for i, column in enumerate(columns):
        at = start.column + i
        if column in axes:
            part = axes[column]
            canvas.put(row, at, part.label if part else total)
        elif column == "value" and measure == "revenue":
            value, mask = style.size(size)
            truth = style.truth_size(size, members, Head(year, year, status, head.fiscal))
            canvas.figure(row, at, value, truth, Look(format=mask))
        elif column == "value":
            percent = round(100 * share, 1)
            cell = style.typed(percent, 1) if style.text else percent
            canvas.figure(
                row, at, cell, Truth("share", percent / 100, members, (year, None), None, status, head.fiscal)
            )
        else:
            canvas.put(row, at, words[column])


CLAIMS = (
    ("Publisher", "Size ({u})", "Year", "Size ({u})", "Year", "CAGR (%)"),
    ("Publisher", "Market size ({u})", "Year", "Market size ({u})", "Year", "CAGR"),
    ("Source", "Start year", "Start value ({u})", "End year", "End value ({u})", "CAGR %"),
    ("Research firm", "Base year", "Base value, {u}", "Forecast year", "Forecast value, {u}", "CAGR"),
    ("publisher", "v0 ({u})", "y0", "v1 ({u})", "y1", "cagr_pct"),
    ("Publisher", "From", "Size ({u})", "To", "Size ({u})", "CAGR, %"),
)


def write_claims(canvas: Canvas, style: Style, start: Start) -> int:
    """What publishers claim: a size and its year, twice, and a growth rate."""
    habits = style.habits
    heads = [text.format(u=style.money.text) for text in habits.pick("claims as", CLAIMS)]
    note = habits.maybe("note column")
    for i, text in enumerate([*heads, *(["Notes"] if note else [])]):
        canvas.put(start.row, start.column + i, text, BOLD)
    first_size = 2 if "ize" not in heads[1] and not heads[1].startswith("v0") else 1
    first_year = 3 - first_size
    draw = habits.random("claims")
    for row in range(start.row + 1, start.row + 1 + draw.randint(3, 8)):
        first, second = draw.choice(["North", "East", "Blue", "True"]), draw.choice(["view", "gate", "stone", "path"])
        name = f"{first}{second} Research {row}"
        y0 = draw.randint(2021, 2025)
        y1 = y0 + draw.randint(3, 9)
        v0 = round(draw.uniform(90, 300), 1)
        rate = round(100 * draw.uniform(0.02, 0.12), 1)
        v1 = round(v0 * (1 + rate / 100) ** (y1 - y0), 2)
        members = {"*publisher": name}
        canvas.put(row, start.column, name)
        for year, value, at in ((y0, v0, 0), (y1, v1, 2)):
            canvas.put(row, start.column + first_year + at, year if not style.text else str(year))
            truth = style.truth_size(value, members, Head(year, year))
            canvas.figure(row, start.column + first_size + at, style.typed(value, 2) if style.text else value, truth)
        cell, mask, printed = style.ratio(rate / 100)
        canvas.figure(row, start.column + 5, cell, Truth("cagr", printed, members, (y0, y1)), Look(format=mask))
        if note:
            canvas.put(row, start.column + 6, draw.choice(["CMO only", "press release of 2025", "12 pages"]))
    return closing(canvas, style, start.row + 10, start.column)


COMPANY = (
    ("Company", "Revenue", "Currency", "Unit", "Fiscal year"),
    ("Company", "Revenue ({u})", "Fiscal year"),
    ("Company", "Headquarters", "Revenue ({u})", "FY", "Source"),
    ("Player", "Fiscal year", "Sales ({u})", "Market share (%)"),
    ("Rank", "Company", "Revenue {y} ({u})", "Share {y} (%)", "Employees"),
    ("Company", "Revenue", "Currency", "Fiscal year", "Year end", "Kind"),
)
_SCALES = {1e3: "thousand", 1e6: "million", 1e9: "billion", 1e7: "crore"}


def write_company(canvas: Canvas, style: Style, axis: Axis, start: Start) -> int:
    """Companies with their revenue, year and whatever else is known."""
    habits = style.habits
    heads = habits.pick("companies as", COMPANY)
    year = 2023
    draw = habits.random("companies")
    money = style.money
    sizes = {part.label: round(draw.uniform(50, 900), style.market.decimals) for part in axis.parts}
    if heads[-1] == "Kind":
        money_scale = 1.0
        sizes = {label: float(round(size)) * 1e6 for label, size in sizes.items()}
    else:
        money_scale = money.scale
    for i, text in enumerate(heads):
        canvas.put(start.row, start.column + i, text.format(u=money.text, y=year), BOLD)
    fiscal = any(text in ("Fiscal year", "FY") for text in heads)
    for number, part in enumerate(axis.parts, 1):
        row = start.row + number
        told = year if not fiscal else draw.choice([2022, 2023, 2024])
        for i, text in enumerate(heads):
            column = start.column + i
            words: dict[str, Value] = {
                "Company": part.label,
                "Player": part.label,
                "Currency": money.currency,
                "Unit": _SCALES[money.scale],
                "Rank": number,
                "Fiscal year": told,
                "FY": told,
                "Source": "Annual report 2023",
                "Headquarters": "Basel, 4002",
                "Year end": f"{told}-12-31",
                "Kind": "CDMO",
            }
            if text in words:
                canvas.put(row, column, str(words[text]) if style.text else words[text])
            elif text.startswith(("Revenue", "Sales")):
                size = sizes[part.label]
                shown = style.typed(size, 0 if money_scale == 1 else style.market.decimals) if style.text else size
                truth = Truth("revenue", size * money_scale, part.members, (told, None), money.currency)
                canvas.figure(row, column, shown, truth)
            elif text == "Employees":
                count = draw.randint(500, 20000)
                canvas.figure(
                    row, column, str(count) if style.text else count, Truth("count", count, part.members, None)
                )
            else:
                value, mask, printed = style.ratio(sizes[part.label] / 10000)
                canvas.figure(
                    row, column, value, Truth("share", printed, part.members, (told, None)), Look(format=mask)
                )
    return closing(canvas, style, start.row + len(axis.parts) + 1, start.column)


def write_assumptions(canvas: Canvas, style: Style, start: Start) -> int:
    """Names and values beneath one another, and exchange rates."""
    habits, money = style.habits, style.money
    draw = habits.random("assumptions")
    a = draw.randint(2021, 2025)
    b = a + draw.randint(3, 8)
    unit_column = habits.pick("unit column", (True, False))
    heads = habits.pick(
        "pairs heading",
        (
            ("Assumption", "Value", "Unit"),
            ("Parameter", "Value", "Unit"),
            ("Item", "Value", "Unit"),
            ("Input", "Amount", "Unit"),
        ),
    )
    row = start.row
    if habits.pick("with heading", (True, False)):
        for i, text in enumerate(heads[: 3 if unit_column else 2]):
            canvas.put(row, start.column + i, text, BOLD)
        row += 1
    v0, rate = round(draw.uniform(100, 300), 1), round(draw.uniform(2, 12), 1)
    v1 = round(v0 * (1 + rate / 100) ** (b - a), 1)
    lines: list[tuple[str, float, Truth]] = []
    for year, value in ((a, v0), (b, v1)):
        name = habits.pick(
            "size called",
            ("Market size {}", "Market size, {}", "Market size in {}", "Revenue {}", "Global market size {}"),
        ).format(year)
        lines.append((name, value, style.truth_size(value, {}, Head(year, year))))
    for name, value, truth in lines:
        unit = money.text
        canvas.put(row, start.column, name if unit_column else f"{name} ({unit})")
        canvas.figure(row, start.column + 1, style.typed(value, 1) if style.text else value, truth)
        if unit_column:
            canvas.put(row, start.column + 2, unit)
        row += 1
    name = habits.pick(
        "rate called", ("CAGR {a}-{b}", "CAGR {a}–{b}", "CAGR ({a}-{b})", "Growth rate p.a. (CAGR) {a}-{b}")
    ).format(a=a, b=b)
    canvas.put(row, start.column, name)
    cell, mask, printed = style.ratio(rate / 100, sign_told=unit_column)
    canvas.figure(row, start.column + 1, cell, Truth("cagr", printed, {}, (a, b)), Look(format=mask))
    if unit_column and mask == "General" and "%" not in str(cell):
        canvas.put(row, start.column + 2, "%")
    row += 2
    if habits.pick("with rates", (True, False)):
        row = _rates(canvas, style, start.column, row)
    return row


def _rates(canvas: Canvas, style: Style, column: int, row: int) -> int:
    habits = style.habits
    canvas.put(
        row, column, habits.pick("rates title", ("Exchange rates", "FX rates", "Exchange rates (per USD)")), BOLD
    )
    row += 1
    draw = habits.random("rates")
    years = [2022, 2023, 2024]
    canvas.put(row, column, habits.pick("rates corner", ("Currency", "Pair", "Currency pair")), BOLD)
    for i, year in enumerate(years):
        canvas.put(row, column + 1 + i, str(year) if style.text else year, BOLD)
    for pair in ("EUR/USD", "USD/CHF", "GBP/USD"):
        row += 1
        canvas.put(row, column, pair)
        for i, year in enumerate(years):
            rate = round(draw.uniform(0.8, 1.3), 4)
            canvas.figure(
                row,
                column + 1 + i,
                style.typed(rate, 4) if style.text else rate,
                Truth("rate", rate, {}, (year, None)),
            )
    return row + 1
