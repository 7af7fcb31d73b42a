"""The market as a whole: size and forecast, and how it came to its base."""

from __future__ import annotations

from collections.abc import Sequence

from cdmo_cli.market import metrics
from cdmo_cli.report import numbers, sentences
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Item, KeyFigure, Row, Section, Table
from cdmo_cli.report.findings import known, verb
from cdmo_cli.report.sections import common, moves, wording


def section(context: Context) -> list[Section]:
    """The chapter; nothing when the workbook has neither a size nor a growth rate."""
    view = context.view
    if not view.years:
        return []
    prose = context.points(*context.prose("market"))
    forecast = common.forecast_years(view)
    if len(forecast) < 2:
        return [_one_year(context, prose)]
    items: tuple[Item, ...] = (
        _forecast(context, forecast),
        *prose,
        *_history(context),
        *moves.area(context),
        *_sensitivity(context),
        *moves.shares(context),
        *_past(context),
    )
    name = f"{view.what} and forecast" if common.ahead(view) else view.what
    return [Section("market", name, heading(context), lead(context), (), items)]


def values(context: Context) -> dict[int, float]:
    """Year → size of the whole market."""
    return {year: figure.value for year, figure in context.view.series().items()}


def heading(context: Context) -> str:
    """The year in which the market turns, else the round number that it passes, else its growth."""
    view = context.view
    past = not common.ahead(view)
    subject = f"The {view.noun}"
    turns = passes = None
    if view.cube.kind == "currency":
        ahead = {year: value for year, value in values(context).items() if view.start <= year <= view.final}
        turns = sentences.turns(ahead, subject, past=past)
        passes = sentences.milestone(values(context), view.start, view.money, subject, past=past)
    return wording.headline(turns, passes, growth_heading(context), f"{subject} from {view.period}")


def growth_heading(context: Context) -> str | None:
    """`The market grows 5.2 % a year to 2031`."""
    span = context.view.span()
    if span is None or not known(span.cagr) or round(span.cagr, 1) == 0:
        return None
    verbs = ("grows", "shrinks") if common.ahead(context.view) else ("grew", "shrank")
    verb = verbs[0] if span.cagr > 0 else verbs[1]
    return f"The {context.view.noun} {verb} {numbers.percent(abs(span.cagr))} a year to {context.view.final}"


def lead(context: Context, *, full: bool = True) -> str:
    """What the growth comes to; `full` says what was assumed, too."""
    view = context.view
    span = view.span()
    if span is None:
        return ""
    text = sentences.join(
        sentences.compounding(span.first.value, span.last.value, span.cagr, span.end - span.start),
        sentences.last_step(values(context), view.money, view.start, view.final, past=not common.ahead(view))
        if view.cube.kind == "currency"
        else None,
    )
    if not known(span.first.value, span.last.value):
        where = "Sizes, by year, type and region, are in the full report."
        rate = f"Growth of {numbers.percent(span.cagr)} a year is the one headline figure of this sample. "
        return (rate if known(span.cagr) else "") + where
    if view.cube.assumed and full:
        text = f"{text} The workbook states no size: an index stands for it ({_assumed(common.assumed(view))})."
    return text


def _assumed(text: str) -> str:
    return numbers.bind(text.removeprefix("index, ").replace(" = ", f"{numbers.NBSP}={numbers.NBSP}"))


def _forecast(context: Context, years: Sequence[int]) -> Exhibit:
    """The columns on the table that explains them: total, types, regions."""
    view = context.view
    shown = common.thinned(years)
    span = view.span()
    length = view.final - view.start
    added = span.added if span else float("nan")
    title = f"{view.what} from {view.period}"
    if known(added) and round(added, view.money.decimals) != 0 and view.cube.kind == "currency":
        tense = "is" if common.ahead(view) else "was"
        move = f"{tense} {'added' if added > 0 else 'lost'}"
        title = f"{view.money.about(abs(added))} {move} in {numbers.words(length)} year{'s' if length > 1 else ''}"
    if view.cube.kind == "index" and span is not None and known(span.last.value):
        first, last = numbers.number(span.first.value, 0), view.money.figure(span.last.value)
        title = f"An index of {first} in {view.start} becomes {last} in {view.final}"
    big = None
    if view.cube.kind == "currency" and span is not None:
        unit = f"{view.money.scale} {view.money.currency}".strip() if view.money.currency else view.money.unit
        what, shown_size = ("lost", -added) if known(added) and added < 0 else ("added", added)
        big = (view.money.figure(shown_size), f"{unit} {what} between {view.start} and {view.final}")
    groups = [
        group for group in (_group(context, "type"), _group(context, "application"), _group(context, "region")) if group
    ]
    rows: list[tuple[str, dict[str, str]]] = [(_whole(context), {})]
    cells = list(common.positions(view.series().values()))
    for _, members in groups:
        for _, chosen in members:
            cells += common.positions(view.size(year, **chosen) for year in shown)
    subtitle = f"{common.measure(view)}, {common.place(view)}, {common.years_words(view, shown)}"
    table = common.years_table(view, title, rows[0], groups, shown, growth=True)
    notes = [f"% a year is the compound annual growth rate from {view.start} to {view.final}."]
    if groups:
        notes.append("Parts may not add up because of rounding.")
    if view.cube.assumed:
        notes.append(f"Assumed: {common.assumed(view)}.")
    return common.years_exhibit(
        context, title, subtitle, table, shown, {}, view.origin(cells), figure=big, note=context.note(*notes)
    )


def _whole(context: Context) -> str:
    """What the line of the whole is called."""
    if context.view.noun == "total":
        return "Total"
    return "All outsourcing" if "outsourcing" in context.view.name.casefold() else "Whole market"


def _group(context: Context, code: str) -> tuple[str, list[tuple[str, dict[str, str]]]] | None:
    """A dimension's lines, largest first; None when it has no sizes or too many for a page."""
    view = context.view
    items = common.ranked(view, common.changes(view, code), "last")
    if not 2 <= len(items) <= common.MOST_GROUPED:
        return None
    return f"By {view.model.dimension(code).label.lower()}", [(item.label, {code: item.member.code}) for item in items]


def _history(context: Context) -> list[Exhibit]:
    """The years up to the base, each with what it added; compound growth, and growth fitted to all of them."""
    view = context.view
    past = [year for year in view.years if year <= view.start]
    if len(past) < 3 or view.cube.kind != "currency":
        return []
    shown = past[-common.MOST_YEARS :]
    series = values(context)
    title = _history_title(context, shown)
    width = common.pitch(shown)
    columns = tuple(
        Column(str(year), width, emphasis="strong" if year in (shown[0], shown[-1]) else "") for year in shown
    )
    money = view.money
    before = [series.get(year - 1) for year in shown]
    added = tuple(money.change(series[y] - b) if b is not None else "–" for y, b in zip(shown, before, strict=True))
    growth = tuple(numbers.signed(100 * (series[y] / b - 1)) if b else "–" for y, b in zip(shown, before, strict=True))
    rows = (
        Row(view.what, tuple(money.figure(series[year]) for year in shown), kind="total"),
        Row(f"Added in the year, {money.unit}", added),
        Row("Growth in the year, %", growth),
    )
    table = Table(title, money.unit, columns, rows, common.LABELS)
    cells = common.positions(view.series()[year] for year in shown)
    subtitle = f"{common.measure(view)}, {common.place(view)}, {shown[0]} to {shown[-1]}"
    figure, note = _pace(context, shown)
    return [
        common.years_exhibit(
            context,
            title,
            subtitle,
            table,
            shown,
            {},
            view.origin(cells),
            figure=figure,
            note=context.note(note),
            height=104.0,
        )
    ]


def _pace(context: Context, shown: Sequence[int]) -> tuple[tuple[str, str] | None, str]:
    """Compound growth as a large figure, with the growth fitted to all sizes, and how that is done."""
    span = context.view.span(shown[0], shown[-1])
    if span is None:
        return None, ""
    sizes = {year: values(context)[year] for year in shown}
    fitted = metrics.log_linear(sizes) if known(*sizes.values()) else None
    words = f"a year, {shown[0]} to {shown[-1]}"
    if fitted is None:
        return (numbers.percent(span.cagr), f"{words}, compound"), ""
    note = (
        f"{numbers.percent(span.cagr)}: compound, from the first year to the last. Fitted: least squares of the "
        "logarithm of size on year, which hangs less on these two."
    )
    return (numbers.percent(span.cagr), f"{words}; {numbers.percent(fitted)} fitted to all sizes"), note


def _history_title(context: Context, shown: Sequence[int]) -> str:
    """What turns where the forecast begins, else how the market came there."""
    view = context.view
    past, ahead = view.span(shown[0], shown[-1]), view.span()
    subject = f"The {view.noun}"
    pace = grew = None
    if past is not None and ahead is not None and common.ahead(view) and shown[-1] == view.start:
        pace = sentences.pace(subject, past.cagr, ahead.cagr, view.start)
    if past is not None and known(past.cagr) and round(past.cagr, 1) != 0:
        move = "grew" if past.cagr > 0 else "shrank"
        grew = f"From {shown[0]} to {shown[-1]} the {view.noun} {move} {numbers.percent(abs(past.cagr))} a year"
    turns = sentences.turns({year: values(context)[year] for year in shown}, subject, past=True)
    return wording.headline(turns, pace, grew, f"{subject} from {shown[0]} to {shown[-1]}")


def _sensitivity(context: Context) -> list[Exhibit]:
    """What another growth rate would make of the final year."""
    view = context.view
    span = view.span()
    if span is None or view.cube.kind != "currency" or view.final - view.start < 2 or not common.ahead(view):
        return []
    money = view.money
    steps = (-2.0, -1.0, 0.0, 1.0, 2.0)
    sizes = [span.first.value * (1 + (span.cagr + step) / 100) ** (span.end - span.start) for step in steps]
    title = f"The {view.noun} in {view.final} at other growth rates"
    if known(*sizes):
        title = (
            f"One point less growth a year takes {money.full(sizes[2] - sizes[1])} from the {view.noun} of {view.final}"
        )
    rows = tuple(
        Row(
            "As forecast" if not step else f"{numbers.signed(step, 0)} percentage point{'s' if abs(step) > 1 else ''}",
            (
                numbers.number(span.cagr + step),
                money.figure(size),
                money.change(size - sizes[2]) if step else "",
                numbers.signed(100 * (size / sizes[2] - 1)) if step and sizes[2] else "",
            ),
            emphasis="" if step else "highlight",
            marked=frozenset() if step else frozenset({1}),
        )
        for step, size in zip(steps, sizes, strict=True)
    )
    width = (common.FULL - common.LABELS) / 4
    columns = (
        Column("% a year", width),
        Column(f"Size in {view.final}", width, emphasis="strong"),
        Column("Difference", width),
        Column("Difference, %", width),
    )
    return [
        Exhibit(
            title,
            f"{common.measure(view)}, {view.final}, if it grew faster or more slowly from {view.start}, computed",
            view.origin(common.positions((span.first, span.last))),
            table=Table(title, "Growth a year", columns, rows, common.LABELS),
            note=context.note("Arithmetic on the forecast, not a scenario of the workbook."),
        )
    ]


def _past(context: Context) -> tuple[Exhibit, ...]:
    """The sizes of one past year: the table that the sample shows too, so that both editions number alike."""
    view = context.view
    year, code = view.past or (0, None)
    if code is None:
        return ()  # a year without a split stands among the years before the base
    dimension = view.model.dimension(code)
    members = view.members(dimension.code)
    sizes = [view.size(year, **{dimension.code: member.code}) for member in members]
    whole = view.size(year)
    title = f"The {view.noun} by {dimension.label.lower()} in {year}"
    shares = [
        (size.value / whole.value, member)
        for member, size in zip(members, sizes, strict=True)
        if size and whole and whole.value
    ]
    if known(*(share for share, _ in shares)):
        shares.sort(key=lambda share: -share[0])
    if len(shares) > 1 and shares[0][0] > shares[1][0] and not shares[0][1].rest:
        part = numbers.percent(100 * shares[0][0], 0)
        title = f"{shares[0][1].label} {verb(shares[0][1], 'was', 'were')} {part} of the {view.noun} in {year}"
    rows = [
        Row(member.label, (view.money.figure(size.value),)) for member, size in zip(members, sizes, strict=True) if size
    ]
    if whole is not None:
        rows.append(Row(f"All {dimension.plural.lower()}", (view.money.figure(whole.value),), kind="total"))
    columns = (Column(str(year), 20.0, emphasis="strong"),)
    return (
        Exhibit(
            title,
            f"{common.measure(view)}, {common.place(view)}, {year}",
            view.origin(common.positions((*sizes, whole))),
            table=Table(title, view.money.unit, columns, tuple(rows), common.LABELS),
            note=context.note(),
        ),
    )


def _one_year(context: Context, prose: Sequence[Item]) -> Section:
    """A workbook with a single year."""
    view = context.view
    year = view.final
    size = view.size(year)
    heading = f"The {view.noun} in {year}"
    if size is not None and known(size.value):
        heading = f"The {view.noun} stands at {view.money.about(size.value)} in {year}"
    figures = size_figure(context)
    return Section(
        "market", view.what, heading, "The workbook holds one year; it has no forecast.", figures, tuple(prose)
    )


def size_figure(context: Context) -> tuple[KeyFigure, ...]:
    """The size of the last year as a key figure."""
    view = context.view
    size = view.size(view.final) if view.final else None
    if size is None or view.cube.kind != "currency":
        return ()
    money = view.money
    start = view.size(view.start)
    note = f"{money.brief(start.value)} in {view.start}" if start is not None and view.start != view.final else ""
    shown = numbers.number(size.value, 0 if abs(size.value) >= 100 else money.decimals)
    return (KeyFigure(shown, f"{view.what} in {view.final}", note, before=money.currency, after=money.short),)
