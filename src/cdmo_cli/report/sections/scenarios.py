"""What else may come: the scenarios of the workbook beside its forecast, with what would bring each about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdmo_cli.market import metrics
from cdmo_cli.market.cube import Figure
from cdmo_cli.market.headline import BASE_CASE
from cdmo_cli.report import numbers
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Item, KeyFigure, Point, Row, Section, Table
from cdmo_cli.report.findings import known
from cdmo_cli.report.sections import common

_DIMENSION, _BASE = BASE_CASE
_MOST = 5


@dataclass(frozen=True)
class Scenario:
    """A scenario: its sizes from the first year that it has in common with the forecast, growth in percent a year."""

    label: str
    sizes: Mapping[int, Figure]
    rate: float | None
    base: bool = False

    @property
    def final(self) -> float:
        return self.sizes[max(self.sizes)].value

    @property
    def words(self) -> str:
        """The name inside a sentence: `the low case`."""
        common_noun = self.label.split()[-1:] in (["case"], ["scenario"]) and self.label[1:].islower()
        return f"the {self.label[:1].lower()}{self.label[1:]}" if common_noun else f"‘{self.label}’"


def section(context: Context) -> list[Section]:
    """The chapter; nothing unless there are two scenarios with a size in the last year."""
    found = scenarios(context)
    if len(found) < 2:
        return []
    items: tuple[Item, ...] = (
        _lines(context, found),
        _table(context, found),
        *context.points(*context.prose("scenarios", "scenario")),
    )
    return [
        Section(
            "scenarios",
            "Scenarios",
            _heading(context, found),
            _lead(context, found),
            _figures(context, found),
            items,
        )
    ]


def point(context: Context) -> Point | None:
    """The chapter in a point of the summary; None where there is no chapter, or its figures are hidden."""
    view = context.view
    found = scenarios(context)
    if len(found) < 2 or not known(*(each.final for each in found)) or view.cube.kind != "currency":
        return None
    high, low, base = found[0], found[-1], _base(found)
    if high.final <= low.final:
        return None
    text = f"In {view.final} {low.words} ends at {view.money.full(low.final)} and {high.words} at "
    text += f"{view.money.full(high.final)}."
    if base is not None and base not in (low, high):
        text += f" The forecast of this report, {view.money.full(base.final)}, is {base.words}."
    return Point(_heading(context, found), (numbers.bind(text),))


def scenarios(context: Context) -> list[Scenario]:
    """The scenarios with a size of the whole market in the last year, the largest last year first where all are known;
    the forecast stands for the base case where the workbook has none of its own."""
    view = context.view
    members = view.members(_DIMENSION)[:_MOST]
    if not members or view.start == view.final:
        return []
    forecast = {year: figure for year, figure in view.series().items() if year >= view.start}
    found = []
    if forecast and not any(member.code == _BASE for member in members):
        span = view.span()
        found.append(Scenario("Forecast", forecast, span.cagr if span else None, base=True))
    for member in members:
        own = {_DIMENSION: member.code}
        sizes = {year: figure for year, figure in view.series(**own).items() if view.start <= year <= view.final}
        if view.final not in sizes:
            continue
        if view.start in forecast:
            sizes = {view.start: forecast[view.start], **sizes}  # the scenarios part after it
        span = view.span(None, None, **own)
        found.append(Scenario(member.label, sizes, span.cagr if span else _rate(sizes), base=member.code == _BASE))
    ends = [each for each in found if view.final in each.sizes]
    if known(*(each.final for each in ends)):
        ends.sort(key=lambda each: -each.final)
    return ends


def _rate(sizes: Mapping[int, Figure]) -> float | None:
    start, end = min(sizes), max(sizes)
    return metrics.cagr(sizes[start].value, sizes[end].value, end - start)


def _all_known(found: Sequence[Scenario]) -> bool:
    return all(known(*(figure.value for figure in each.sizes.values())) for each in found)


def _base(found: Sequence[Scenario]) -> Scenario | None:
    return next((each for each in found if each.base), None)


def _heading(context: Context, found: Sequence[Scenario]) -> str:
    """What holds in every scenario, else how far they lie apart."""
    view = context.view
    count = numbers.words(len(found))
    neutral = f"{count[:1].upper()}{count[1:]} scenarios to {view.final}"
    rates = [each.rate for each in found if each.rate is not None]
    if len(rates) < len(found) or not known(*rates, *(each.final for each in found)):
        return neutral
    high, low = found[0], found[-1]
    least, most = round(rates[-1], 1), round(rates[0], 1)
    if high.final <= low.final:
        return f"All {count} scenarios come to the same size in {view.final}"
    subject = f"the {view.noun}"
    if least > 0 and not low.base:
        return f"Even in {low.words} {subject} grows {numbers.percent(rates[-1])} a year"
    if most < 0 and not high.base:
        return f"Even in {high.words} {subject} shrinks {numbers.percent(-rates[0])} a year"
    growing = [each for each, rate in zip(found, rates, strict=True) if round(rate, 1) > 0]
    if len(growing) == 1 and least < 0:
        return f"Only in {growing[0].words} {subject} grows to {view.final}"
    if least < 0 < most and len(growing) == len(found) - 1:
        return f"Only in {low.words} {subject} shrinks to {view.final}"
    if view.cube.kind != "currency":
        return neutral
    return f"In {view.final} {view.money.about(high.final - low.final)} lies between the scenarios"


def _lead(context: Context, found: Sequence[Scenario]) -> str:
    """How far the outermost scenarios end from the base."""
    view = context.view
    base = _base(found)
    if not known(*(each.final for each in found)):
        return "The size in every scenario, its growth and its distance from the base are in the full report."
    if base is None or len(found) < 2:
        return ""
    parts = []
    for each in (found[-1], found[0]):
        away = each.final - base.final
        if not each.base and round(away, view.money.decimals) != 0:
            side = "above" if away > 0 else "below"
            parts.append((f"{each.words} ends {view.money.full(abs(away))} {side}", side))
    if not parts:
        return ""
    text = " and ".join(words for words, _ in parts)
    return f"{text[:1].upper()}{text[1:]} {base.words} in {view.final}."


def _figures(context: Context, found: Sequence[Scenario]) -> tuple[KeyFigure, ...]:
    """The last year in the lowest, the base and the highest scenario; in the order given where sizes are hidden."""
    view = context.view
    base = _base(found)
    low, high = (found[-1], found[0]) if known(*(each.final for each in found)) else (found[0], found[-1])
    chosen = list(dict.fromkeys(id(each) for each in (low, base or low, high)))
    by_id = {id(each): each for each in found}
    money = view.money
    return tuple(
        KeyFigure(
            numbers.number(each.final, 0 if abs(each.final) >= 100 else money.decimals),
            f"{each.label} in {view.final}",
            f"{numbers.percent(each.rate)} a year from {view.start}" if each.rate is not None else "",
            before=money.currency,
            after=money.short,
            highlight=each.base,
        )
        for each in (by_id[key] for key in chosen)
    )


def _origin(context: Context, found: Sequence[Scenario]) -> str:
    return context.view.origin(common.positions(figure for each in found for figure in each.sizes.values()))


def _rates_title(found: Sequence[Scenario]) -> str | None:
    """`Between the low case and the high case lie 2.9 percentage points of growth a year`."""
    high, low = found[0], found[-1]
    if high.rate is None or low.rate is None or not known(high.rate, low.rate) or len(found) < 2:
        return None
    apart = round(high.rate, 1) - round(low.rate, 1)
    if round(apart, 1) <= 0:
        return None
    return f"Between {low.words} and {high.words} lie {numbers.points(apart)} of growth a year"


def _lines(context: Context, found: Sequence[Scenario]) -> Exhibit:
    """The sizes up to the base, and from there a line a scenario."""
    view = context.view
    title = f"{view.what} by scenario"
    past = {year: figure for year, figure in view.series().items() if year < view.start}
    shown = {each.label: {**(past if each.base else {}), **each.sizes} for each in found}
    values = [figure.value for sizes in shown.values() for figure in sizes.values()]
    base = _base(found)
    chart: charts.AnyChart
    if known(*values):
        high, low = found[0], found[-1]
        if high.final > low.final and view.cube.kind == "currency":
            title = (
                f"In {view.final} {view.money.full(high.final - low.final)} lies between {low.words} and {high.words}"
            )
        chart = charts.Lines(
            alt=title,
            series=tuple(
                charts.Series(
                    each.label,
                    tuple(charts.Point(year, figure.value) for year, figure in shown[each.label].items()),
                    highlight=each.base,
                )
                for each in found
            ),
            number=view.money.figure,
            tick=common.tick,
            forecast_from=common.last_known(view),
            height=150.0,
        )
    else:
        chart = common.hatch(view, left=0.0, right=charts.FULL_WIDTH, height=110.0)
    years = sorted({year for sizes in shown.values() for year in sizes})
    dashes = "; dashed: forecast" if common.last_known(view) is not None else ""
    alone = f" Before {view.start} there is one line for all." if past and base is not None else ""
    return Exhibit(
        title,
        f"{common.measure(view)}, {common.place(view)}, {common.years_words(view, years)}{dashes}",
        _origin(context, found),
        chart=chart,
        note=context.note(alone.strip()),
    )


def _table(context: Context, found: Sequence[Scenario]) -> Exhibit:
    """Sizes at both ends, growth, and the distance to the base."""
    view = context.view
    money = view.money
    base = _base(found)
    title = _rates_title(found) or f"Size and growth in {numbers.words(len(found))} scenarios"
    rows = []
    for each in found:
        away = each.final - base.final if base is not None else float("nan")
        cells = [
            money.figure(each.sizes[view.start].value) if view.start in each.sizes else "–",
            money.figure(each.final),
            numbers.number(each.rate) if each.rate is not None else "–",
        ]
        if base is not None:
            relative = 100 * away / base.final if base.final else float("nan")
            cells += ["", ""] if each.base else [money.change(away), numbers.signed(relative)]
        rows.append(
            Row(
                each.label,
                tuple(cells),
                emphasis="highlight" if each.base else "",
                marked=frozenset({1} if each.base else ()),
            )
        )
    heads = [(str(view.start), "muted"), (str(view.final), "strong"), ("% a year", "")]
    if base is not None:
        heads += [(f"To {base.words.removeprefix('the ')}", ""), ("Difference, %", "")]
    width = (common.FULL - common.LABELS) / len(heads)
    columns = tuple(Column(head, width, emphasis=emphasis) for head, emphasis in heads)  # type: ignore[arg-type]
    differs = f" and difference to {base.words} in {view.final}" if base is not None else ""
    return Exhibit(
        title,
        f"{common.measure(view)}, {view.start} and {common.final_words(view)}, growth{differs}",
        _origin(context, found),
        table=Table(title, money.unit, columns, tuple(rows), common.LABELS),
        note=context.note(
            f"% a year is the compound annual growth rate from {view.start} to {view.final}.", _differs(context, base)
        ),
    )


def _differs(context: Context, base: Scenario | None) -> str:
    """That the workbook's base case is not its forecast, where that is so as printed."""
    view = context.view
    forecast = view.size(view.final)
    if base is None or forecast is None or not known(base.final, forecast.value):
        return ""
    if view.money.figure(base.final) == view.money.figure(forecast.value):
        return ""
    return f"The forecast of the other chapters is {view.money.full(forecast.value)}, not that of {base.words}."
