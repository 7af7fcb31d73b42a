"""Members down, years across, as analysts vary it: hierarchy, totals, growth columns, rows of shares beneath."""

from __future__ import annotations

from dataclasses import dataclass, replace

from layouts_canvas import PLAIN, Canvas, Look, Truth
from layouts_habits import Habits
from layouts_market import Axis, Part
from layouts_style import Head, Start, Style, closing

TOTALS = ("Total", "World", "Global", "All", "Gesamt", "Grand total", "Total market", "TOTAL")
CAGRS = (
    "CAGR {a}-{b}",
    "CAGR {a}–{b}",
    "CAGR (%)",
    "CAGR '{c}–'{d}",
    "CAGR ({a}-{b})",
    "CAGR {a}-{b} (%)",
    "CAGR",
    "{a}-{b} CAGR",
    "CAGR % {a}-{b}",
    "CAGR {a}-{d}",
    "CAGR {a} to {b}",
    "CAGR\n{a}-{b}",
)


@dataclass(frozen=True)
class Row:
    """A row of figures: its labels by column, and what it is about (None for the whole)."""

    labels: tuple[str | None, ...]
    part: Part | None
    look: Look = PLAIN
    level: int = 0  # of the outline
    total: bool = False


@dataclass(frozen=True)
class Grid:
    """The columns of a table: labels from `labels` on, and where the years, the growth and the notes stand."""

    number: int | None
    labels: int
    unit: int | None
    years: int
    cagr: int | None
    notes: int | None


def write_wide(canvas: Canvas, style: Style, axis: Axis, start: Start, around: dict[str, str] | None = None) -> int:
    """One table; `around` is what the sheet or the title fixes for all of its figures. Returns the next free row."""
    habits, around = style.habits, around or {}
    gap = " " if style.text else habits.pick("unit below year", (" ", "\n"))
    heads = style.heads(f"{gap}({style.money.text})" if start.unit_in == "header" else "")
    two = axis.nested and habits.pick("hierarchy", HIERARCHIES) == "two columns"
    grid = _grid(habits, start, two, len(heads))
    row = _header(canvas, style, axis, start, grid, heads, two)
    for entry in rows_of(habits, axis, two):
        if entry is None:
            row += 1
            continue
        _figures(canvas, style, grid, row, entry, heads, around, start.unit_in == "column")
        row += 1
        row = _beneath(canvas, style, grid, row, entry, heads, around)
    row = _section(canvas, style, axis, grid, row, heads, around)
    return closing(canvas, style, row, start.column)


HIERARCHIES = ("indent", "spaces", "outline", "bold", "two columns", "dashes")


def _grid(habits: Habits, start: Start, two: bool, count: int) -> Grid:
    column = start.column
    number = column if habits.maybe("number column") else None
    column += number is not None
    labels = column
    column += 2 if two else 1
    unit = column if start.unit_in == "column" else None
    column += unit is not None
    column += habits.maybe("spacer before years")
    years = column
    column += count
    cagr = notes = None
    if count > 1 and habits.pick("cagr", (True, False)):
        cagr = column + habits.maybe("spacer before cagr")
        column = cagr + 1
    if habits.maybe("notes column"):
        notes = column
    return Grid(number, labels, unit, years, cagr, notes)


def _group_header(canvas: Canvas, style: Style, grid: Grid, row: int, heads: list[Head]) -> int:
    """Perhaps a row that says which years are past and which are forecasts; how many rows it takes."""
    habits = style.habits
    if not habits.maybe("group header") or any(h.status for h in heads):
        return 0
    split = max(1, len(heads) // 2)
    groups = [(0, split, habits.pick("past", ("Historical", "Actual"))), (split, len(heads), "Forecast")]
    for first, end, text in groups:
        if end > first:
            canvas.put(row, grid.years + first, text, Look(bold=habits.pick("bold header", (True, False))))
            if end - first > 1 and not style.text:
                canvas.merges.append((row, grid.years + first, row, grid.years + end - 1))
            status = "actual" if first == 0 else "forecast"
            heads[first:end] = [replace(h, status=status) for h in heads[first:end]]
    return 1


def _corner(style: Style, axis: Axis, start: Start, two: bool) -> list[str]:
    """What stands over the labels."""
    habits = style.habits
    heading = habits.pick("corner", (axis.heading, "", "Segment", f"By {axis.heading.lower()}"))
    if start.unit_in == "corner":
        pattern = habits.pick("unit in corner", ("{0} ({1})", "{1}", "{0}, {1}", "in {1}", "({1})"))
        heading = pattern.format(axis.heading, style.money.text)
    if not two:
        return [heading]
    outer, _, inner = axis.heading.partition(" / ")
    labels = [outer, inner] if inner else [heading, "Country"]
    if start.unit_in == "corner" and style.money.text not in labels[0]:
        labels[0] = f"{labels[0]} ({style.money.text})"
    return labels


def _header(canvas: Canvas, style: Style, axis: Axis, start: Start, grid: Grid, heads: list[Head], two: bool) -> int:
    habits, row = style.habits, start.row
    bold = Look(bold=habits.pick("bold header", (True, False)))
    row += _group_header(canvas, style, grid, row, heads)
    if grid.number is not None:
        canvas.put(row, grid.number, habits.pick("number heading", ("No.", "#", "ID", "Rank")), bold)
    for i, text in enumerate(_corner(style, axis, start, two)):
        canvas.put(row, grid.labels + i, text or None, bold)
    if grid.unit is not None:
        canvas.put(row, grid.unit, habits.pick("unit heading", ("Unit", "Units", "Currency / unit")), bold)
    for i, head in enumerate(heads):
        canvas.put(row, grid.years + i, head.text, bold)
    if grid.cagr is not None:
        a, b = heads[0].year, heads[-1].year
        text = habits.pick("cagr as", CAGRS).format(a=a, b=b, c=f"{a % 100:02}", d=f"{b % 100:02}")
        canvas.put(row, grid.cagr, text.replace("\n", " ") if style.text else text, bold)
    if grid.notes is not None:
        canvas.put(row, grid.notes, habits.pick("notes heading", ("Notes", "Comment", "Source")), bold)
    if start.unit_in == "row":
        row += 1
        for i in range(len(heads)):
            canvas.put(row, grid.years + i, style.money.text)
        if grid.cagr is not None:
            canvas.put(row, grid.cagr, "%")
    return row + 1 + habits.maybe("gap below header")


def rows_of(habits: Habits, axis: Axis, two: bool) -> list[Row | None]:
    """The rows in the order in which they stand; None is an empty one."""
    last = habits.pick("subtotal", ("first", "last")) == "last"
    spaced = axis.nested and habits.maybe("spacer rows")
    found: list[Row | None] = []
    for part in axis.parts:
        parent = _parent_row(habits, part, two, last)
        children = [_child_row(habits, part, child, two, i == 0 and last) for i, child in enumerate(part.parts)]
        found += [*children, parent] if last else [parent, *children]
        if spaced:
            found.append(None)
    place = habits.pick("total", ("last", "first", "none"))
    label = habits.pick("total as", TOTALS)
    total = Row((label,), None, Look(bold=habits.pick("bold total", (True, False))), total=True)
    gap: list[Row | None] = [None] if habits.maybe("spacer at total") and not spaced else []
    if place == "last":
        return [*found, *gap, total]
    return [total, *gap, *found] if place == "first" else found


def _parent_row(habits: Habits, part: Part, two: bool, last: bool) -> Row:
    if two and part.parts:
        return Row((part.label, habits.pick("subtotal as", ("Total", "All") if last else ("Total", None, "All"))), part)
    bold = bool(part.parts) and habits.pick("hierarchy", HIERARCHIES) in ("bold", "outline") and not last
    label = f"Total {part.label}" if last and part.parts else part.label
    return Row((label,), part, Look(bold=bold or (last and bool(part.parts))))


def _child_row(habits: Habits, parent: Part, child: Part, two: bool, first: bool) -> Row:
    how = habits.pick("hierarchy", HIERARCHIES)
    if two:
        repeated = habits.pick("parent label", ("repeated", "once")) == "repeated"
        return Row((parent.label if repeated or first else None, child.label), child)
    label = {"spaces": f"   {child.label}", "dashes": f"- {child.label}"}.get(how, child.label)
    return Row((label,), child, Look(indent=1 if how == "indent" else 0), level=1 if how == "outline" else 0)


def _figures(
    canvas: Canvas,
    style: Style,
    grid: Grid,
    row: int,
    entry: Row,
    heads: list[Head],
    around: dict[str, str],
    units: bool,
) -> None:
    habits, bold = style.habits, entry.look.bold
    draw = habits.random(f"row {row}")
    members = {**around, **(entry.part.members if entry.part else {})}
    if grid.number is not None and not entry.total:
        canvas.put(row, grid.number, row if not style.text else str(row))
    for i, label in enumerate(entry.labels):
        mark = habits.pick("footnote mark", ("", "*", "¹", " (a)"))
        marked = label is not None and draw.random() < 0.2 and i == 0 and not entry.total
        canvas.put(row, grid.labels + i, f"{label}{mark}" if marked else label, entry.look)
    if entry.level and not style.text:
        canvas.outline[row] = entry.level
    if units and grid.unit is not None:
        canvas.put(row, grid.unit, style.money.text)
    missing = habits.pick("missing as", ("", "n/a", "–", "blank", "-", "n.a."))
    for i, head in enumerate(heads):
        if missing and entry.part is not None and not entry.part.parts and draw.random() < 0.1:
            canvas.put(row, grid.years + i, None if missing == "blank" else missing)
            continue
        size = style.market.size(head.year, entry.part)
        value, mask = style.size(size)
        canvas.figure(row, grid.years + i, value, style.truth_size(size, members, head), Look(bold, 0, mask))
    if grid.cagr is not None:
        _cagr(canvas, style, grid.cagr, row, entry, heads, members)
    if grid.notes is not None and draw.random() < 0.5:
        canvas.put(
            row, grid.notes, draw.choice(["estimate", "see p. 12", "2 interviews", "restated in 2023", "OECD, 2024"])
        )


def _cagr(
    canvas: Canvas, style: Style, column: int, row: int, entry: Row, heads: list[Head], members: dict[str, str]
) -> None:
    first, last = heads[0], heads[-1]
    ends = style.market.size(first.year, entry.part), style.market.size(last.year, entry.part)
    rate = (ends[1] / ends[0]) ** (1 / (last.year - first.year)) - 1
    value, mask, printed = style.ratio(rate)
    stated = style.habits.pick("cagr as", CAGRS) not in ("CAGR (%)", "CAGR")
    truth = Truth(
        "cagr", printed, members, (first.year, last.year), fiscal=first.fiscal and not stated, implied=not stated
    )
    canvas.figure(row, column, value, truth, Look(entry.look.bold, 0, mask))


def _beneath(
    canvas: Canvas, style: Style, grid: Grid, row: int, entry: Row, heads: list[Head], around: dict[str, str]
) -> int:
    """A row of shares or of growth under each row of sizes."""
    kind = style.habits.pick("rows beneath", ("none", "share", "growth"))
    if kind == "none" or (kind == "share" and entry.total) or (kind == "growth" and len(heads) == 1):
        return row
    texts = (
        ("Share, %", "% of total", "Market share (%)")
        if kind == "share"
        else ("Growth, %", "y/y growth (%)", "% growth")
    )
    label = style.habits.pick(f"{kind} as", texts)
    column = grid.labels + len(entry.labels) - 1
    canvas.put(row, column, f"  {label}" if style.habits.maybe("spaces beneath") else label)
    members = {**around, **(entry.part.members if entry.part else {})}
    _ratios(canvas, style, grid, row, entry.part, heads, members, kind)
    return row + 1


def _section(
    canvas: Canvas, style: Style, axis: Axis, grid: Grid, row: int, heads: list[Head], around: dict[str, str]
) -> int:
    """All rows again beneath the sizes, as shares or as growth, under a heading of its own."""
    kind = style.habits.pick("section beneath", ("none", "share", "growth"))
    if (kind == "growth" and len(heads) == 1) or kind == "none":
        return row
    if style.habits.pick("rows beneath", ("none", "share", "growth")) != "none":
        return row
    row += style.habits.pick("gap before section", (1, 0))
    text = {"share": "Market share (%)", "growth": "Growth (%)"}[kind]
    canvas.put(row, grid.labels, text, Look(bold=True))
    if style.habits.pick("years again", (True, False)):
        for i, head in enumerate(style.heads()):
            canvas.put(row, grid.years + i, head.text if not style.text else str(head.text))
    for part in axis.parts:
        row += 1
        canvas.put(row, grid.labels, part.label)
        _ratios(canvas, style, grid, row, part, heads, {**around, **part.members}, kind)
    return row + 1


def _ratios(
    canvas: Canvas,
    style: Style,
    grid: Grid,
    row: int,
    part: Part | None,
    heads: list[Head],
    members: dict[str, str],
    kind: str,
) -> None:
    for i, head in enumerate(heads):
        size = style.market.size(head.year, part)
        if kind == "growth" and i == 0:
            text = style.habits.pick("first growth", (None, "n/a", "–"))
            canvas.put(row, grid.years, text)
            continue
        rate = (
            size / style.market.size(head.year)
            if kind == "share"
            else size / style.market.size(heads[i - 1].year, part) - 1
        )
        value, mask, printed = style.ratio(rate)
        truth = Truth(kind, printed, members, (head.year, None), fiscal=head.fiscal)
        canvas.figure(row, grid.years + i, value, truth, Look(False, 0, mask))
