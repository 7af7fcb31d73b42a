"""Tables of other shapes: years down, two dimensions crossed, two header rows."""

from __future__ import annotations

from layouts_canvas import Canvas, Look, Truth
from layouts_market import Axis, Part
from layouts_style import Head, Start, Style, closing
from layouts_wide import TOTALS

BOLD = Look(bold=True)


def write_years_down(canvas: Canvas, style: Style, axis: Axis, start: Start) -> int:
    """Years down, members across, a total and its growth at the right."""
    habits, row = style.habits, start.row
    place = habits.pick("total", ("last", "first", "none"))
    parts: list[Part | None] = [*axis.parts]
    parts = [*parts, None] if place == "last" else [None, *parts] if place == "first" else parts
    corner = habits.pick("year heading", ("Year", "", "Period", "Years"))
    if start.unit_in == "corner":
        corner = habits.pick("unit in corner", ("{0} ({1})", "{1}", "in {1}")).format("Year", style.money.text)
    if habits.maybe("heading over members"):
        canvas.put(row, start.column + 1, axis.heading, BOLD)
        if not style.text and len(parts) > 1:
            canvas.merges.append((row, start.column + 1, row, start.column + len(parts)))
        row += 1
    canvas.put(row, start.column, corner or None, BOLD)
    suffix = f" ({style.money.text})" if start.unit_in == "header" else ""
    for i, part in enumerate(parts):
        label = part.label if part else habits.pick("total as", TOTALS)
        canvas.put(row, start.column + 1 + i, label + suffix, BOLD)
    growth = start.column + 1 + len(parts) if place == "last" and habits.maybe("growth column") else None
    if growth is not None:
        canvas.put(
            row, growth, habits.pick("growth as", ("Growth (%)", "y/y growth, %", "YoY growth", "Growth %")), BOLD
        )
    heads = style.heads()
    for i, head in enumerate(heads):
        row += 1
        canvas.put(row, start.column, head.text if not style.text else str(head.text))
        for j, part in enumerate(parts):
            size = style.market.size(head.year, part)
            value, mask = style.size(size)
            truth = style.truth_size(size, part.members if part else {}, head)
            canvas.figure(row, start.column + 1 + j, value, truth, Look(format=mask))
        if growth is not None:
            _growth(canvas, style, row, growth, heads, i)
    return closing(canvas, style, row + 1, start.column)


def _growth(canvas: Canvas, style: Style, row: int, column: int, heads: list[Head], at: int) -> None:
    if at == 0:
        canvas.put(row, column, style.habits.pick("first growth", (None, "n/a", "–")))
        return
    rate = style.market.size(heads[at].year) / style.market.size(heads[at - 1].year) - 1
    value, mask, printed = style.ratio(rate)
    truth = Truth("growth", printed, {}, (heads[at].year, None), None, heads[at].status, heads[at].fiscal)
    canvas.figure(row, column, value, truth, Look(format=mask))


def write_cross(canvas: Canvas, style: Style, start: Start, year: int, *, dated: str) -> int:
    """Two dimensions crossed for one year; `dated` says where the year stands: elsewhere, corner or above."""
    habits, row = style.habits, start.row
    down, across = style.market.axes
    if dated == "above":
        canvas.put(row, start.column, year if not style.text else str(year), BOLD)
        row += 1
    corner = habits.pick("corner", (down.heading, f"{down.heading} / {across.heading}", ""))
    if start.unit_in == "corner":
        corner = f"{down.heading} ({style.money.text})"
    if dated == "corner":
        corner = str(year)
    canvas.put(row, start.column, corner or None, BOLD)
    total = habits.pick("total as", TOTALS)
    totals = habits.pick("totals", ("both", "none", "rows", "columns"))
    columns: list[Part | None] = [*across.parts, *([None] if totals in ("both", "columns") else [])]
    rows: list[Part | None] = [*down.parts, *([None] if totals in ("both", "rows") else [])]
    for j, part in enumerate(columns):
        canvas.put(row, start.column + 1 + j, part.label if part else total, BOLD)
    for first in rows:
        row += 1
        canvas.put(row, start.column, first.label if first else total, Look(bold=first is None))
        for j, second in enumerate(columns):
            size = style.market.size(year, first, second)
            members = {**(first.members if first else {}), **(second.members if second else {})}
            value, mask = style.size(size)
            canvas.figure(
                row, start.column + 1 + j, value, style.truth_size(size, members, Head(year, year)), Look(format=mask)
            )
    return row + 1


def write_two_headers(canvas: Canvas, style: Style, start: Start) -> int:
    """Two header rows: measures over years, or the members of a second dimension over years."""
    habits, row = style.habits, start.row
    market = style.market
    heads = style.heads()
    groups: list[tuple[str, str, Part | None]] = []
    if len(market.axes) > 1:
        groups = [(part.label, "revenue", part) for part in market.axes[1].parts]
    else:
        value = habits.pick("value group", ("Value", "Revenue", "Market size", "Sales"))
        if start.unit_in == "header":
            value = f"{value} ({style.money.text})"
        groups = [
            (value, "revenue", None),
            (habits.pick("share group", ("Share (%)", "Share", "% of total")), "share", None),
        ]
        groups += (
            [(habits.pick("growth group", ("Growth (%)", "Growth", "y/y")), "growth", None)]
            if habits.pick("with growth", (True, False)) and len(heads) > 1
            else []
        )
    nest = habits.pick("years on top", (False, True))
    pairs = [(g, h) for h in heads for g in groups] if nest else [(g, h) for g in groups for h in heads]
    width = len(groups) if nest else len(heads)
    for i in range(0, len(pairs), width):
        top = pairs[i][1].text if nest else pairs[i][0][0]
        column = start.column + 1 + i
        canvas.put(row, column, top, BOLD)
        if habits.pick("merged", (True, False)) and width > 1 and not style.text:
            canvas.merges.append((row, column, row, column + width - 1))
    corner = market.axes[0].heading
    if start.unit_in == "corner":
        corner = f"{corner} ({style.money.text})"
    canvas.put(row + habits.pick("corner row", (0, 1)), start.column, corner, BOLD)
    for i, (group, head) in enumerate(pairs):
        canvas.put(row + 1, start.column + 1 + i, group[0] if nest else head.text, BOLD)
    row += 2
    total = habits.pick("total", ("last", "none")) == "last"
    for part in [*market.axes[0].parts, *([None] if total else [])]:
        canvas.put(row, start.column, part.label if part else habits.pick("total as", TOTALS), Look(bold=part is None))
        for i, (group, head) in enumerate(pairs):
            _two_header_cell(canvas, style, row, start.column + 1 + i, part, group, head)
        row += 1
    return closing(canvas, style, row, start.column)


def _two_header_cell(
    canvas: Canvas,
    style: Style,
    row: int,
    column: int,
    part: Part | None,
    group: tuple[str, str, Part | None],
    head: Head,
) -> None:
    _, measure, second = group
    market = style.market
    members = {**(part.members if part else {}), **(second.members if second else {})}
    size = market.size(head.year, part, second)
    if measure == "revenue":
        value, mask = style.size(size)
        canvas.figure(row, column, value, style.truth_size(size, members, head), Look(format=mask))
        return
    before = head.year - 1
    if measure == "growth" and before not in market.years:
        canvas.put(row, column, style.habits.pick("first growth", ("n/a", None, "–")))
        return
    rate = size / market.size(head.year) if measure == "share" else size / market.size(before, part) - 1
    value, mask, printed = style.ratio(rate, sign_told="%" in group[0])
    truth = Truth(measure, printed, members, (head.year, None), None, head.status, head.fiscal)
    canvas.figure(row, column, value, truth, Look(format=mask))
