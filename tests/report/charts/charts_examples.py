"""One chart of each kind, for the tests."""

from __future__ import annotations

from cdmo_cli.report.charts import model as m


def one(value: float) -> str:
    return f"{value:,.1f}".replace("-", "−")


def whole(value: float) -> str:
    return f"{value:,.0f}".replace("-", "−")


def signed(value: float) -> str:
    return f"{value:+,.1f}".replace("-", "−")


def percent(value: float) -> str:
    return f"{value:.0f}\u00a0%"


REGIONS = {
    "Asia-Pacific": (59.4, 68.4, 96.7),
    "North America": (84.8, 92.2, 113.4),
    "Europe": (42.4, 45.9, 55.9),
    "Latin America": (14.8, 16.6, 21.8),
    "Middle East & Africa": (10.6, 11.6, 14.5),
}
YEARS = (2024, 2026, 2031)


def series(lead: str = "Asia-Pacific") -> tuple[m.Series, ...]:
    return tuple(
        m.Series(name, tuple(m.Point(year, value) for year, value in zip(YEARS, values, strict=True)), name == lead)
        for name, values in REGIONS.items()
    )


def growth() -> tuple[m.Bar, ...]:
    return tuple(m.Bar(name, values[-1] - values[0], name == "Asia-Pacific") for name, values in REGIONS.items())


def sizes(*values: float | None, base: int = 0) -> tuple[m.Column, ...]:
    last = len(values) - 1
    return tuple(
        m.Column(
            str(2024 - base + index),
            value,
            "history" if index < base else "base" if index == base else "forecast",
            index == last and index > base,
        )
        for index, value in enumerate(values)
    )


ALT = "The market passes USD 300 billion in 2031"

EXAMPLES: dict[str, m.AnyChart] = {
    "columns": m.Columns(
        alt=ALT, columns=sizes(212.0, 246.8, 302.3), number=one, bracket=m.Bracket("+42.6\u00a0%", "in 7 years")
    ),
    "ranked-bars": m.RankedBars(alt=ALT, bars=growth(), number=signed),
    "lollipops": m.Lollipops(
        alt=ALT,
        bars=(m.Bar("Second", 2.06), m.Bar("First", 7.49, True, True)),
        number=one,
        tick=whole,
        heading="USD billion",
    ),
    "flow-bars": m.FlowBars(
        alt=ALT,
        segments=("Small molecules", "Biologics"),
        percent=percent,
        bars=(
            m.FlowBar("Market in 2024", "USD 212.0 billion", (m.Part(135.7), m.Part(76.3))),
            m.FlowBar("Growth", "USD 90.3 billion", (m.Part(36.6, "USD 36.6 bn"), m.Part(53.7, "USD 53.7 bn"))),
            m.FlowBar("Market in 2031", "USD 302.3 billion", (m.Part(172.3), m.Part(130.0)), forecast=True),
        ),
    ),
    "hundred-percent": m.HundredPercent(
        alt=ALT,
        segments=("Small molecules", "Biologics"),
        stacks=(m.Stack("2024", (135.7, 76.3)), m.Stack("2031", (172.3, 130.0), True)),
        percent=percent,
        highlight=1,
    ),
    "one-bar": m.OneBar(
        alt=ALT,
        groups=(
            m.Group("Four largest: 10.0 %", (3.53, 3.4, 2.08, 0.97), "highlight"),
            m.Group("Six more: 2.4 %", (2.4,), "bar"),
            m.Group("Everyone else: 87.7 %", (87.7,), "rest"),
        ),
    ),
    "small-multiples": m.SmallMultiples(alt=ALT, series=series(), number=whole, tick=whole, forecast_from=2024),
    "lines": m.Lines(alt=ALT, series=series(), number=one, tick=whole, forecast_from=2026),
    "stacked-area": m.StackedArea(alt=ALT, series=series(), number=one, tick=whole, forecast_from=2026),
    "slope": m.Slope(
        alt=ALT,
        changes=tuple(m.Change(name, values[0], values[-1]) for name, values in REGIONS.items()),
        start="2024",
        end="2031",
        number=one,
    ),
    "tile-map": m.TileMap(
        alt=ALT,
        tiles=(m.Tile("china", "CHN", 7.5), m.Tile("india", "IND", 9.9), m.Tile("japan", "JPN", 3.3)),
        number=one,
        heading="% a year",
    ),
    "heat": m.Heat(
        alt=ALT,
        rows=("Small molecules", "Biologics"),
        columns=("Europe", "Middle East & Africa"),
        values=((30.0, 7.5), (12.4, None)),
        number=one,
        heading="USD billion",
    ),
    "waterfall": m.Waterfall(
        alt=ALT,
        start=m.Bar("2024", 212.0),
        steps=growth(),
        end=m.Bar("2031", 302.3),
        number=one,
        step_number=signed,
    ),
    "spiral": m.Spiral(alt=ALT, base=m.Size("2024", 80), forecast=(m.Size("2025", 90), m.Size("2026", 101))),
    "hatch": m.Hatch(
        alt=ALT, heading="In the full report", lines=("Not drawn from data",), bands=(("Base", 1), ("Forecast", 7))
    ),
    "watermark": m.Watermark(alt=ALT),
    "logo": m.Logo(alt=ALT),
}
