"""How rules speak of cells: what a figure is called, how numbers and lists are written, where labels lead."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from cdmo_cli.address import a1
from cdmo_cli.identities import outcomes
from cdmo_cli.identities.model import Candidate, Component, Identity, Judged
from cdmo_cli.market.model import MEASURES
from cdmo_cli.rules.model import Expected, Finding, Place, Severity, Suspect
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.model import Block, Line

LONGEST = 80
"""Characters of a label in a sentence."""

LISTED = 4
"""Longer lists are cut in messages; all places are in `related`."""


def place(subject: Subject, position: int) -> Place:
    """Where a cell stands."""
    return Place(*subject.judgement.system.cells.place(position))


def block_of(subject: Subject, position: int) -> Block | None:
    """The table that an observation stands in; None for a cell that only a formula uses."""
    observations = subject.model.observations
    if position >= len(observations):
        return None
    return block_at(subject, place(subject, position))


def block_at(subject: Subject, at: Place) -> Block | None:
    """The table that a cell, a label or a figure, belongs to."""
    for tables in subject.tables:
        if tables.sheet == at.sheet:
            return next((block for block in tables.blocks if (at.row, at.column) in block.range), None)
    return None


def path(subject: Subject, position: int) -> tuple[str, ...]:
    """The labels that lead to a cell: those of its row, then those of its column with its period."""
    found = place(subject, position)
    block = block_of(subject, position)
    if block is None:
        return _surroundings(subject, found)
    row = next((line for line in block.rows if line.index == found.row), None)
    column = next((line for line in block.columns if line.index == found.column), None)
    return (*_labels(row), *_labels(column))


def _labels(line: Line | None) -> tuple[str, ...]:
    if line is None:
        return ()
    texts = tuple(label.text for label in line.labels)
    period = (str(line.period),) if line.period is not None else ()
    measure = (line.measure,) if line.measure is not None and not texts else ()
    return (*texts, *period, *measure)


def _surroundings(subject: Subject, found: Place) -> tuple[str, ...]:
    """The nearest text to the left of a cell and the nearest above it."""
    if found.sheet >= len(subject.workbook.sheets):
        return ()
    sheet = subject.workbook.sheets[found.sheet]
    left = (sheet.value(found.row, column) for column in range(found.column - 1, sheet.left - 1, -1))
    above = (sheet.value(row, found.column) for row in range(found.row - 1, sheet.top - 1, -1))
    texts = (
        next((value for value in line if isinstance(value, str) and value.strip()), None) for line in (left, above)
    )
    return tuple(text.strip() for text in texts if text is not None)


def name(subject: Subject, position: int) -> str:
    """What a figure is called in a sentence: its members and period, or the labels beside it."""
    observations = subject.model.observations
    if position >= len(observations):
        texts = (short(text) for text in _surroundings(subject, place(subject, position)))
        return " · ".join(texts) or place_name(subject, position)
    who = _member_names(subject, position)
    period = int(observations.period[position])
    when = f" {observations.periods[period]}" if period >= 0 else ""
    return f"{who}{when}"


def place_name(subject: Subject, position: int) -> str:
    """The address of a cell, with its sheet's name."""
    found = place(subject, position)
    return f"{sheet_name(subject, found.sheet)}!{a1(found.row, found.column)}"


def sheet_name(subject: Subject, sheet: int) -> str:
    """The name of a sheet."""
    sheets = subject.workbook.sheets
    return sheets[sheet].name if 0 <= sheet < len(sheets) else str(sheet + 1)


def member(subject: Subject, position: int) -> str:
    """The members of a figure without its period: "Biologics, Europe", or "The total"."""
    return _member_names(subject, position)


def _member_names(subject: Subject, position: int) -> str:
    observations = subject.model.observations
    if position >= len(observations):
        texts = _surroundings(subject, place(subject, position))
        return short(texts[0]) if texts else place_name(subject, position)
    names: list[str] = []
    inner = {d.within for d in subject.model.dimensions if d.within and named(subject, d.code, position)}
    for dimension in subject.model.dimensions:
        if named(subject, dimension.code, position) and dimension.code not in inner:
            names.append(short(dimension.members[int(observations.members[dimension.code][position])].label))
    if names:
        return ", ".join(names)
    labels = _labels(next((r for r in _rows(subject, position) if r.index == int(observations.row[position])), None))
    return short(labels[-1]) if labels else "The total"


def _rows(subject: Subject, position: int) -> Sequence[Line]:
    block = block_of(subject, position)
    return block.rows if block is not None and block.layout in ("wide", "claims", "company", "cross") else ()


def named(subject: Subject, dimension: str, position: int) -> bool:
    """Whether a figure is one of a member of that dimension."""
    column = subject.model.observations.members.get(dimension)
    return column is not None and int(column[position]) >= 0


def measure(subject: Subject, position: int) -> str:
    """The measure of a figure; "value" for a cell that only a formula uses."""
    observations = subject.model.observations
    return MEASURES[int(observations.measure[position])] if 0 <= position < len(observations) else "value"


COMPUTED = 2
MOST_DECIMALS = 6


def decimals(subject: Subject, position: int) -> int:
    """How many decimals a figure is shown with: those of its granularity; two where it was computed, not written."""
    half = float(subject.judgement.system.cells.half[position])
    if half <= 0:
        written = _shortest(float(subject.judgement.system.cells.value[position]) * _hundred(subject, position))
    else:
        written = round(-math.log10(2 * half)) - (2 if _hundred(subject, position) != 1 else 0)
    return COMPUTED if written > MOST_DECIMALS else max(written, 0)


def _shortest(value: float) -> int:
    text = f"{value:.9f}".rstrip("0")
    return len(text.partition(".")[2])


def _hundred(subject: Subject, position: int) -> float:
    """100 for a fraction that its format shows as a percentage, else 1."""
    observations = subject.model.observations
    if position >= len(observations) or int(observations.unit[position]) < 0:
        return 1.0
    unit = observations.units[int(observations.unit[position])]
    return 100.0 if unit.kind == "percent" and unit.scale == 1 else 1.0


def shown(subject: Subject, position: int, value: float | None = None, places: int | None = None) -> str:
    """A figure in a cell's unit (its own value for None) as that cell prints it: decimals, percent sign."""
    own = float(subject.judgement.system.cells.value[position]) if value is None else value
    count = decimals(subject, position) if places is None else places
    return f"{number(own * _hundred(subject, position), count)}{percent_sign(subject, position)}"


def apart(subject: Subject, position: int, stated: float, computed: float, least: int = 0) -> tuple[str, str]:
    """Two figures in a cell's unit, with as many decimals as it takes to tell them apart."""
    for places in range(max(decimals(subject, position), least), 2 * MOST_DECIMALS):
        texts = shown(subject, position, stated, places), shown(subject, position, computed, places)
        if texts[0] != texts[1]:
            return texts
    return shown(subject, position, stated), shown(subject, position, computed)


def number(value: float, places: int) -> str:
    """A number with a fixed count of decimals and groups of thousands: 1,234.5."""
    text = f"{value:,.{max(places, 0)}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.replace("-", "")


def percent_sign(subject: Subject, position: int) -> str:
    """What follows a figure of that cell: " %" where it is printed in percent."""
    observations = subject.model.observations
    if position >= len(observations) or int(observations.unit[position]) < 0:
        return ""
    unit = observations.units[int(observations.unit[position])]
    return " %" if unit.kind == "percent" and unit.scale in (0.01, 1) else ""


def short(text: str) -> str:
    """A label on one line, cut where it is longer than a name can be."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def listing(words: Iterable[str], most: int = LISTED) -> str:
    """A, B and C; longer lists end in "and 5 more"."""
    items = list(words)
    if len(items) > most:
        return f"{', '.join(items[: most - 1])} and {len(items) - most + 1} more"
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def expected(judged: Judged) -> Expected | None:
    """Where the total or rate ought to be; None where nothing can be said."""
    if not math.isfinite(judged.value):
        return None
    return Expected(judged.value, judged.low, judged.high)


def severity(identity: Identity, judged: Judged) -> Severity:
    """Error where no rounding explains it and the identity is known to hold; else warning."""
    return "error" if judged.outcome == "impossible" and identity.evidence != "inferred" else "warning"


def impact(subject: Subject, identity: Identity, judged: Judged) -> float:
    """The gap in units of the headline figure's currency, or in points for shares and rates."""
    if not math.isfinite(judged.gap):
        return 0.0
    position = identity.total if identity.total >= 0 else identity.parts[0]
    return amount(subject, position, judged.gap)


def amount(subject: Subject, position: int, value: float | None = None) -> float:
    """A figure of a cell's unit (its own value for None) in units of the headline figure, or in points."""
    cells = subject.judgement.system.cells
    own = float(cells.value[position]) if value is None else value
    base = abs(own * float(cells.scale[position]))
    if measure(subject, position) in ("share", "growth", "cagr"):
        return round(base * 100, 6)
    return round(base / headline_scale(subject), 6)


def headline_scale(subject: Subject) -> float:
    """The scale of the first currency unit: what impacts are counted in; 1 where there is none."""
    return next((unit.scale for unit in subject.model.observations.units if unit.kind == "currency"), 1.0) or 1.0


def suspects(subject: Subject, found: Sequence[Candidate]) -> tuple[Suspect, ...]:
    """The judgement's candidates as a finding carries them."""
    return tuple(
        Suspect(
            place(subject, c.cell),
            c.value,
            c.cause,
            c.probability,
            c.settles,
            shown(subject, c.cell, c.value) if c.value is not None else "",
        )
        for c in found
    )


def judged_finding(
    subject: Subject, rule: tuple[str, str], component: Component, identity: Identity, judged: Judged, message: str
) -> Finding:
    """A finding on one failing identity; the suspects stand with the leading one of its component."""
    cells = subject.judgement.system.cells
    at = identity.total if identity.total >= 0 else identity.parts[0]
    if identity.evidence == "formula" and identity.cell >= 0:
        at = identity.cell
    leads = component.identities[0] == judged.identity
    stated = float(cells.value[identity.total]) if identity.total >= 0 else judged.value + judged.gap
    observed, between, moved = stated, expected(judged), impact(subject, identity, judged)
    if identity.total < 0:  # the parts are what was printed, the constant is what they should come to
        constant = identity.constant / outcomes.unit(cells, identity)
        observed = judged.value
        spread = (judged.high if math.isfinite(judged.high) else 2 * judged.value - judged.low) - judged.value
        between = Expected(constant, constant - spread, constant + spread)
    elif at != identity.total:  # =A*(1+g): the cell that shows the product is at fault, not the rate
        observed, between = float(cells.value[at]), Expected(*(product(subject, identity),) * 3)
        moved = amount(subject, at, observed - between.low)
    return Finding(
        rule=rule[0],
        name=rule[1],
        severity=severity(identity, judged),
        message=message,
        place=place(subject, at),
        observed=observed,
        expected=between,
        related=tuple(place(subject, cell) for cell in identity.cells if cell != at),
        evidence=identity.evidence,
        suspects=suspects(subject, component.suspects) if leads else (),
        undecided=component.undecided if leads else False,
        group=f"c{component.identities[0]}" if len(component.identities) > 1 else None,
        impact=moved,
        labels=path(subject, at),
    )


def stale(subject: Subject, identity: Identity) -> str | None:
    """What to say of a product (=A*share, =A*(1+g)) whose formula gives another value; None for anything else."""
    if identity.evidence != "formula" or identity.cell == identity.total:
        return None
    value = float(subject.judgement.system.cells.value[identity.cell])
    stated, computed = apart(subject, identity.cell, value, product(subject, identity))
    return f"{name(subject, identity.cell)} shows {stated}, but its formula gives {computed}"


def product(subject: Subject, identity: Identity) -> float:
    """The later figure as the rate and the earlier one give it, as stored."""
    cells = subject.judgement.system.cells
    rate, base = float(cells.value[identity.total]) / identity.factor, float(cells.value[identity.parts[1]])
    return base * rate if identity.kind == "share" else float(base * (1 + rate) ** identity.years)
