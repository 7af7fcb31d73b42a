"""Parts of a whole as lying bars: shares of base, growth and final year with their flow, 100 % bars, one single bar."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cdmo_cli.report.charts.drawing import Anchor, Drawing, Mark, drawing, polygon, rect, stroke, text
from cdmo_cli.report.charts.model import FlowBar, FlowBars, HundredPercent, OneBar, Stack
from cdmo_cli.report.charts.palette import segments, text_on
from cdmo_cli.report.charts.scales import finite
from cdmo_cli.report.charts.text import measure, shorten, wrap

_TINTS = {"highlight": "highlight-tint", "bar": "tint", "tint": "band", "context": "chip", "secondary": "context"}
_PAD = 8.0
_BREAK = 1.0  # of white between segments
_CAP = 2.0


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part's place in its bar."""

    index: int
    left: float
    right: float
    share: float  # percent

    @property
    def width(self) -> float:
        return self.right - self.left


def _shares(values: Sequence[float], left: float, right: float) -> tuple[_Segment, ...] | None:
    """The parts side by side, or None where shares make no sense: a negative or missing part, or nothing at all."""
    known = [finite(value) for value in values]
    sizes = [value for value in known if value is not None and value >= 0]
    total = sum(sizes)
    if len(sizes) < len(values) or total <= 0:
        return None
    edges = [left]
    for size in sizes:
        edges.append(edges[-1] + size / total * (right - left))
    return tuple(
        _Segment(index, start, end, size / total * 100)
        for index, (start, end, size) in enumerate(zip(edges, edges[1:], sizes, strict=False))
    )


def _fill(segment: _Segment, last: int, role: str, top: float, height: float, forecast: bool) -> Iterator[Mark]:
    """A segment's rectangle with white before its right neighbour; a forecast is tinted below a cap."""
    width = segment.width - (_BREAK if segment.index < last and segment.width > 2 * _BREAK else 0.0)
    if width < 0.01:
        return
    if not forecast:
        yield rect(segment.left, top, width, height, role, "segment")
        return
    yield rect(segment.left, top, width, height, _tint(role), "segment")
    yield rect(segment.left, top, width, _CAP, role, "cap")


def _tint(role: str) -> str:
    return _TINTS.get(role, "band")


# Flow bars

_BAR = 32.0
_PERCENT = 13.0
_TEXT = 8.0


@dataclass(frozen=True, slots=True)
class _Row:
    bar: FlowBar
    segments: tuple[_Segment, ...]
    named: bool  # the first bar names the segments
    top: float
    outside: tuple[str, ...]  # lines for what finds no room in the bar

    def height(self, pitch: float) -> float:
        """From its top to that of the next row: more where lines stand outside of the bar."""
        return max(pitch, 30.0 + 10.0 * len(self.outside) + 8.0)


def flow_bars(chart: FlowBars) -> Drawing:
    """The geometry of share bars with the flow of the highlighted segment between them."""
    rows: list[_Row] = []
    top = 0.0
    for bar in chart.bars:
        parts = _shares([part.value for part in bar.parts], chart.left, chart.width)
        if parts is not None and len(parts) == len(chart.segments):
            rows.append(_Row(bar, parts, not rows, top, _outside(chart, bar, parts, not rows)))
            top += rows[-1].height(chart.pitch)
    roles = segments(len(chart.segments), chart.highlight)
    chosen = chart.highlight % max(len(chart.segments), 1)
    marks: list[Mark] = []
    for row, below in pairwise(rows):
        marks.append(_flow(row.segments[chosen], row.top + _BAR, below.segments[chosen], below.top))
    for row in rows:
        marks += _flow_row(chart, row, roles)
    height = rows[-1].top + max(_BAR, 30.0 + 10.0 * len(rows[-1].outside)) if rows else _BAR
    return drawing("flow-bars", chart.width, height, chart.alt, marks, chart.words.full_labels)


def _flow(above: _Segment, bottom: float, below: _Segment, top: float) -> Mark:
    corners = [(above.left, bottom + 1), (above.right, bottom + 1), (below.right, top - 1), (below.left, top - 1)]
    return polygon(corners, "flow", "flow")


def _flow_row(chart: FlowBars, row: _Row, roles: Sequence[str]) -> Iterator[Mark]:
    label = shorten(row.bar.label, chart.left - _PAD, 8.5, 600)
    note = shorten(row.bar.note, chart.left - _PAD, _TEXT)
    yield text(0, row.top + 12.75, label, size=8.5, weight=600, name="label", full=row.bar.label)
    yield text(0, row.top + 24.5, note, size=_TEXT, fill="secondary", name="note", full=row.bar.note)
    for place, line in enumerate(row.outside):
        yield text(0, row.top + 35.5 + 10.0 * place, line, size=7.5, fill="note", name="outside")
    last = len(row.segments) - 1
    for segment in row.segments:
        role = roles[segment.index]
        yield from _fill(segment, last, role, row.top, _BAR, row.bar.forecast)
        ground = _tint(role) if row.bar.forecast else role
        yield from _inside(chart, row, segment, last, text_on(ground))


def _inside(chart: FlowBars, row: _Row, segment: _Segment, last: int, fill: str) -> Iterator[Mark]:
    """The share and, where there is room, its text: from the left, in the last segment from the right."""
    percent, words = chart.percent(segment.share), _part_text(chart, row.bar, segment.index, row.named)
    both, alone = _room(percent, words, segment.width)
    if not alone:
        return
    at_end = segment.index == last and last > 0
    x = segment.right - _PAD if at_end else segment.left + _PAD
    y = row.top + 20.25
    beside = measure(percent, _PERCENT, 600) + 6.0
    anchor: Anchor = "end" if at_end else "start"
    yield text(x, y, percent, size=_PERCENT, weight=600, fill=fill, anchor=anchor, name="share")
    if both and words:
        yield text(x - beside if at_end else x + beside, y, words, fill=fill, anchor=anchor, name="part")


def _part_text(chart: FlowBars, bar: FlowBar, index: int, named: bool) -> str:
    return chart.segments[index] if named else bar.parts[index].text


def _room(percent: str, words: str, width: float) -> tuple[bool, bool]:
    """Whether share and text fit into a segment, and whether the share alone does."""
    alone = measure(percent, _PERCENT, 600) + 2 * _PAD
    return alone + 6.0 + measure(words, _TEXT) + 2.0 <= width, alone <= width


def _outside(chart: FlowBars, bar: FlowBar, parts: Sequence[_Segment], named: bool) -> tuple[str, ...]:
    """What has no room in its segment, below the bar's own label: its name and what is missing."""
    pieces = []
    for segment in parts:
        percent, words = chart.percent(segment.share), _part_text(chart, bar, segment.index, named)
        both, alone = _room(percent, words, segment.width)
        if alone and (both or not words):
            continue
        name = chart.segments[segment.index]
        amount = "" if named else words
        figures = ", ".join(figure for figure in ("" if alone and amount else percent, amount) if figure)
        pieces.append(f"{name} {figures}")
    lines: list[str] = []
    for piece in pieces:
        joined = f"{lines[-1]} · {piece}" if lines else piece
        if lines and measure(joined, 7.5) <= chart.left - _PAD:
            lines[-1] = joined
        else:
            lines.extend(wrap(piece, chart.left - _PAD, 7.5))
    return tuple(lines)


# 100 % bars

_NAMES = 14.0
_MOST = 5  # segments that colours tell apart


def hundred_percent(chart: HundredPercent) -> Drawing:
    """The geometry of 100 % bars; names above the first, shares that find no room at the right."""
    chart = _few(chart)
    roles = segments(len(chart.segments), chart.highlight)
    gutter = 0.0
    for _ in range(2):  # a gutter narrows the bars, and narrower bars may need a wider one
        left_out = [_unfit(chart, stack, chart.width - chart.left - gutter) for stack in chart.stacks]
        widest = max((measure(words, 7.5) for words in left_out), default=0.0)
        gutter = min(widest + 5.0, (chart.width - chart.left) * 0.45) if widest else gutter
    right = chart.width - gutter
    marks: list[Mark] = []
    first = next((parts for stack in chart.stacks if (parts := _shares(stack.values, chart.left, right))), None)
    names, top = _segment_names(chart, first, roles, right)
    marks += names
    for place, stack in enumerate(chart.stacks):
        marks += _stack(chart, stack, top + place * (chart.row + 4.0), right, roles)
    height = top + len(chart.stacks) * (chart.row + 4.0) - (4.0 if chart.stacks else 0.0)
    return drawing("hundred-percent", chart.width, height, chart.alt, marks, chart.words.full_labels)


def _few(chart: HundredPercent) -> HundredPercent:
    """At most five segments: of more, the highlighted and the largest keep their place, and the others are one."""
    count = len(chart.segments)
    if count <= _MOST:
        return chart
    chosen = None if chart.highlight is None else chart.highlight % count
    sizes = [sum(finite(stack.values[index]) or 0.0 for stack in chart.stacks) for index in range(count)]
    order = sorted(range(count), key=lambda index: (index != chosen, -sizes[index]))
    kept = sorted(order[: _MOST - 1])
    rest = order[_MOST - 1 :]
    return replace(
        chart,
        segments=(*(chart.segments[index] for index in kept), chart.words.others.format(count=len(rest))),
        stacks=tuple(
            replace(stack, values=(*(stack.values[index] for index in kept), _together(stack, rest)))
            for stack in chart.stacks
        ),
        highlight=None if chosen is None else kept.index(chosen),
    )


def _together(stack: Stack, parts: Sequence[int]) -> float:
    """The sum of some parts; none where one of them is missing or negative, so that the bar stays empty as before."""
    values = [stack.values[index] for index in parts]
    return math.nan if any(value < 0 for value in values) else sum(values)


def _stack(chart: HundredPercent, stack: Stack, top: float, right: float, roles: Sequence[str]) -> Iterator[Mark]:
    baseline = top + chart.row / 2 + 2.9
    label = shorten(stack.label, chart.left - _PAD, 8.5, 400)
    yield text(0, baseline, label, size=8.5, name="label", full=stack.label)
    parts = _shares(stack.values, chart.left, right)
    if parts is None:
        yield rect(chart.left, top, right - chart.left, chart.row, "band", "empty")
        return
    for part in parts:
        role = roles[part.index]
        categorical = role.startswith("category")
        tinted = stack.forecast and not categorical
        yield from _fill(part, len(parts) - 1, role, top, chart.row, tinted)
        words = chart.percent(part.share)
        if _fits(words, part):
            fill = text_on(_tint(role) if tinted else role)
            yield text(
                (part.left + part.right) / 2, baseline, words, weight=600, fill=fill, anchor="middle", name="share"
            )
    unfit = _unfit(chart, stack, right - chart.left)
    if unfit:
        room = chart.width - right - 5.0
        words = shorten(unfit, room, 7.5)
        yield text(right + 5.0, baseline, words, size=7.5, fill="secondary", name="outside", full=unfit)


def _fits(words: str, part: _Segment) -> bool:
    return measure(words, 8.0, 600) + 3.0 <= part.width


def _unfit(chart: HundredPercent, stack: Stack, width: float) -> str:
    """The shares that find no room in their segments, with their names; the last segment's needs none, it stands
    beside."""
    parts = _shares(stack.values, 0.0, width) or ()
    pieces: list[str] = []
    for part in parts:
        words = chart.percent(part.share)
        if part.share > 0 and not _fits(words, part):
            beside = part.index == len(parts) - 1 and not pieces
            pieces.append(words if beside else f"{chart.segments[part.index]} {words}")
    return " · ".join(pieces)


def _segment_names(
    chart: HundredPercent, first: Sequence[_Segment] | None, roles: Sequence[str], right: float
) -> tuple[list[Mark], float]:
    """Names above the segments of the first bar; where they would touch, a line of swatches; and where the bars
    begin."""
    if first is None:
        return [], 0.0
    placed: list[Mark] = []
    reached = chart.left - 1.0
    for part in first:
        width = measure(chart.segments[part.index], 8.0, 600)
        start = min(part.left, right - width)
        if start < reached or start < part.left - part.width:
            return _swatches(chart, roles)
        role = roles[part.index]
        fill = "highlight" if role == "highlight" else "secondary"
        placed.append(text(start, 8.0, chart.segments[part.index], weight=600, fill=fill, name="segment-name"))
        reached = start + width + 6.0
    return placed, _NAMES


def _swatches(chart: HundredPercent, roles: Sequence[str]) -> tuple[list[Mark], float]:
    marks: list[Mark] = []
    whole = sum(measure(name, 8.0) + 26.0 for name in chart.segments) - 12.0
    left = chart.left if whole <= chart.width - chart.left else 0.0
    x, y = left, 0.0
    for role, name in zip(roles, chart.segments, strict=False):
        words = shorten(name, chart.width - left - 14.0, 8.0)
        width = 14.0 + measure(words, 8.0)
        if x > left and x + width > chart.width:
            x, y = left, y + 12.0
        marks.append(rect(x, y + 1.0, 9.0, 8.0, role, "swatch"))
        marks.append(text(x + 13.0, y + 8.0, words, fill="secondary", name="segment-name", full=name))
        x += width + 12.0
    return marks, y + _NAMES + 1.0


# One bar

_ONE = 26.5
_TONES = {"highlight": "highlight", "bar": "bar", "rest": "chip"}


def one_bar(chart: OneBar) -> Drawing:
    """The geometry of one bar: a group's text in it where it fits, the first above it, the others below on leaders."""
    values = [value for group in chart.groups for value in group.values]
    parts = _shares(values, 0.0, chart.width)
    if parts is None or not chart.groups[0].values:
        return drawing("one-bar", chart.width, _ONE, chart.alt, [rect(0, 0, chart.width, _ONE, "band", "empty")])
    over = len(chart.groups[0].values) > 1
    top = 20.0 if over else 0.0
    marks: list[Mark] = []
    below: list[tuple[float, str, str]] = []
    left = iter(parts)
    for place, group in enumerate(chart.groups):
        own = [next(left) for _ in group.values]
        if not own:
            continue
        role = _TONES[group.tone]
        for part in own:
            marks += _fill(part, len(parts) - 1, role, top, _ONE, False)
        fill = "highlight" if group.tone == "highlight" else "secondary"
        if place == 0 and over:
            words = shorten(group.text, chart.width, 8.5, 600)
            marks.append(text(0, 12.0, words, size=8.5, weight=600, fill=fill, name="group", full=group.text))
        elif len(own) == 1 and measure(group.text, 8.5) + 2 * _PAD <= own[0].width:
            marks.append(_within(group.text, own[0], chart.width, top, role))
        else:
            below.append(((own[0].left + own[-1].right) / 2, group.text, fill))
    marks += _leaders(below, chart.width, top + _ONE)
    height = top + _ONE + (14.0 * len(below) + 1.0 if below else 0.0)
    return drawing("one-bar", chart.width, height, chart.alt, marks, chart.words.full_labels)


def _within(words: str, part: _Segment, width: float, top: float, role: str) -> Mark:
    at_end = part.right > width - 0.5 and part.left > 0.5
    x = part.right - _PAD if at_end else part.left + _PAD
    return text(x, top + 16.5, words, size=8.5, fill=text_on(role), anchor="end" if at_end else "start", name="group")


def _leaders(below: Sequence[tuple[float, str, str]], width: float, bottom: float) -> Iterator[Mark]:
    """Texts below the bar, each at the end of a line from its group; the leftmost hangs lowest, clear of the
    others' texts."""
    count = len(below)
    for place, (x, words, fill) in enumerate(below):
        y = bottom + 8.0 + 14.0 * (count - 1 - place)
        room_right = width - x - 10.0
        shown = shorten(words, max(room_right, x - 10.0), 8.5, 600)
        to_right = measure(shown, 8.5, 600) <= room_right
        end = x + 7.0 if to_right else x - 7.0
        yield stroke([(x, bottom), (x, y), (end, y)], "bar", 0.75, name="leader")
        anchor: Anchor = "start" if to_right else "end"
        start = end + 3.0 if to_right else end - 3.0
        yield text(start, y + 3.0, shown, size=8.5, weight=600, fill=fill, anchor=anchor, name="group", full=words)
