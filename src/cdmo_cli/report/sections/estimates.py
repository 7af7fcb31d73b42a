"""What publishers print: their sizes, years and growth rates side by side, where a workbook has nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cdmo_cli.market.metrics import cagr
from cdmo_cli.market.model import MEASURES
from cdmo_cli.report import numbers
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Row, Section, Table
from cdmo_cli.report.findings import known
from cdmo_cli.report.sections import common

_MOST = 60  # lines: two pages
_FEW = 3  # estimates of one year that make a range
_WORD = "contradicts"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A line of a table of estimates: `sizes` by year as printed, `rate` in percent a year, NaN where hidden."""

    publisher: str
    about: str  # the market that the publisher means
    sizes: tuple[tuple[int, float], ...]
    rate: float | None
    unit: str
    place: tuple[int, int]  # sheet and row
    positions: tuple[int, ...]

    @property
    def known(self) -> bool:
        """Whether all that the publisher prints may be seen."""
        return known(*(size for _, size in self.sizes), *(() if self.rate is None else (self.rate,)))

    @property
    def implied(self) -> float | None:
        """The growth between its first and its last size, percent a year."""
        if len(self.sizes) < 2:
            return None
        (start, first), (end, last) = self.sizes[0], self.sizes[-1]
        return cagr(first, last, end - start)


def estimates(context: Context) -> list[Estimate]:
    """Every publisher's estimate in reading order; none where the workbook has a market of its own."""
    data = context.view.model.observations
    if context.view.years or "publisher" not in data.members:
        return []
    lines: dict[tuple[int, int], list[int]] = defaultdict(list)
    for position in (data.members["publisher"] >= 0).nonzero()[0].tolist():
        lines[int(data.sheet[position]), int(data.row[position])].append(position)
    return [_estimate(context, place, found) for place, found in lines.items()]


def _estimate(context: Context, place: tuple[int, int], line: Sequence[int]) -> Estimate:
    model, data = context.view.model, context.view.model.observations
    names = {
        code: model.dimension(code).members[int(column[line[0]])].label
        for code, column in data.members.items()
        if column[line[0]] >= 0
    }
    sizes, rate, unit = [], None, ""
    for position in line:
        value = context.view.printed(position)
        of = data.units[int(data.unit[position])] if data.unit[position] >= 0 else None
        measure = MEASURES[int(data.measure[position])]
        if measure == "cagr":
            rate = value * (of.scale if of else 0.01) * 100
        elif measure == "revenue" and data.period[position] >= 0:
            sizes.append((data.periods[int(data.period[position])].year, value))
            unit = of.text if of else ""
    publisher = names.pop("publisher")
    return Estimate(publisher, ", ".join(names.values()), tuple(sorted(sizes)), rate, unit, place, tuple(line))


def section(context: Context) -> list[Section]:
    """The chapter; nothing where there are fewer than two estimates."""
    found = estimates(context)
    if len(found) < 2:
        return []
    return [
        Section(
            "estimates",
            "Published estimates",
            _count(found),
            "",
            (),
            (_exhibit(context, found),),
        )
    ]


def contradicting(context: Context, found: Sequence[Estimate]) -> frozenset[tuple[int, int]]:
    """The lines that hold an error: an estimate whose growth rate its own sizes do not give, if they may be seen."""
    if context.verdict is None:
        return frozenset()
    lines = {estimate.place for estimate in found if estimate.known}
    errors = [each.finding for each in context.verdict.findings if each.finding.severity == "error"]
    places = [finding.place for finding in errors if finding.rule.startswith("R2")]
    return frozenset((place.sheet, place.row) for place in places if place is not None) & lines


def heading(context: Context, found: Sequence[Estimate]) -> str:
    """`Seven of 26 published estimates contradict themselves`, else how many there are."""
    wrong = len(contradicting(context, found))
    if not wrong or not all(estimate.known for estimate in found):
        return _count(found)
    count, words = numbers.words(len(found)), numbers.words(wrong)
    themselves = "contradict themselves" if wrong > 1 else "contradicts itself"
    return f"{words[:1].upper()}{words[1:]} of {count} published estimates {themselves}"


def _count(found: Sequence[Estimate]) -> str:
    count = numbers.words(len(found))
    return f"{count[:1].upper()}{count[1:]} published estimates, side by side"


def lead(context: Context, found: Sequence[Estimate]) -> str:
    """How far apart the estimates of the year are that most of them name."""
    if not all(estimate.known for estimate in found):
        return "Sizes, years and growth rates of every estimate are in the full report."
    named: dict[tuple[int, str], list[float]] = defaultdict(list)
    for estimate in found:
        for year, size in estimate.sizes:
            named[year, estimate.unit].append(size)
    (year, unit), sizes = max(named.items(), key=lambda each: len(each[1]), default=((0, ""), []))
    if len(sizes) < _FEW or min(sizes) <= 0:
        return ""
    low, high = numbers.number(min(sizes)), numbers.number(max(sizes))
    text = f"The {numbers.words(len(sizes))} sizes for {year} run from {low} to {high} {unit}".rstrip() + "."
    if len({estimate.about for estimate in found}) > 1:
        text += " The publishers do not all mean the same market."
    return text


def _exhibit(context: Context, found: Sequence[Estimate]) -> Exhibit:
    units = {estimate.unit for estimate in found if estimate.sizes}
    unit = units.pop() if len(units) == 1 else ""
    wrong = contradicting(context, found)
    columns = (
        Column("Market", 32, text=True),
        Column("Year", 10),
        Column("Size", 15),
        Column("Year", 10),
        Column("Size", 15),
        Column("CAGR, %", 16),
        Column("From sizes, %", 21),
        Column("Verdict", 21, text=True, emphasis="highlight"),
    )
    title = "Sizes and growth rates as publishers print them"
    shown = found[:_MOST]
    some = f", {_MOST} of {len(found)}" if len(found) > _MOST else ""
    table = Table(
        title,
        unit or "as printed",
        columns,
        tuple(_row(estimate, contradicts=estimate.place in wrong) for estimate in shown),
        common.FULL - sum(column.width for column in columns),
        dense=True,
    )
    notes = ["From sizes: the compound annual growth rate between the two sizes, computed."]
    if wrong:
        notes.append(f"‘{_WORD}’: the printed rate is not what the printed sizes give, within their rounding.")
    return Exhibit(
        title,
        f"{', '.join(part for part in ('Market size', unit) if part)}, and compound annual growth rate from the first "
        f"to the last year{some}",
        context.view.origin(position for estimate in shown for position in estimate.positions),
        table=table,
        note=context.note(*notes),
    )


def _row(estimate: Estimate, *, contradicts: bool) -> Row:
    first = _size(estimate, 0) if estimate.sizes else ("–", "–")
    last = _size(estimate, -1) if len(estimate.sizes) > 1 else ("–", "–")
    rates = (numbers.number(rate, 2) if rate is not None else "–" for rate in (estimate.rate, estimate.implied))
    word = _WORD if contradicts else ""
    marked = frozenset({6}) if contradicts else frozenset()
    return Row(estimate.publisher, (estimate.about, *first, *last, *rates, word), marked=marked)


def _size(estimate: Estimate, at: int) -> tuple[str, str]:
    year, size = estimate.sizes[at]
    return str(year), numbers.number(size)
