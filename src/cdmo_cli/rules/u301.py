"""Figures that are off by a factor of a thousand or a million.

**What it checks.** Figures against their neighbours in time: one year, or a run of years, that is a thousand or a
million times as large as the years beside it (or as small), while the figure so corrected continues them. Whole lines
that their sums show to be off by that factor. And tables against their twins: figures of the same name that another
table prints a thousand times as large, which means that one of the two states the wrong unit. A single cell that a
failing sum names already is not named again; sums and rates that fail for no other reason are grouped below.

**Why it matters.** Millions taken for billions is the largest mistake a market model can hold and one of the easiest
to make: a pasted column in another unit.

**How to mend it.** Bring the figures to the unit of their table, or correct the unit in its heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from cdmo_cli.address import Range
from cdmo_cli.identities.scales import POWERS, Run, Scaled
from cdmo_cli.market.model import MEASURES
from cdmo_cli.rules import causes, revenues, words
from cdmo_cli.rules.model import Expected, Finding, Rule, Suspect
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.units import unit_name

NAMES = ("U301", "factor-of-a-thousand")

FEWEST_TWINS = 3

LIKELY = 0.99
"""How likely the factor is where correcting it settles failing sums or rates besides."""

_TIMES = {3: "a thousand times", 6: "a million times", -3: "a thousandth of", -6: "a millionth of"}


def check(subject: Subject) -> Iterator[Finding]:
    """Findings on figures that are off together, then on tables with twins."""
    for number, found in enumerate(subject.scaled):
        yield _together(subject, found, causes.of_factor(number))
    yield from _twins(subject)


def _together(subject: Subject, found: Scaled, group: str) -> Finding:
    """One finding for all figures of a table that are off by the same factor."""
    cells = subject.judgement.system.cells
    run = max(found.runs, key=lambda one: float(cells.base[one.positions[0]]))
    first = run.positions[0]
    corrected, half = (float(x[first]) * 10.0**-found.power for x in (cells.value, cells.half))
    others = [p for p in found.positions if p != first]
    count = len(found.positions)
    more = f"; so {'is 1 more figure' if count == 2 else f'are {count - 1} more figures'}" if count > 1 else ""
    more = f"{more} in {_bounds(subject, found)}" if more else ""
    settles = len(found.identities)
    suspect = Suspect(
        words.place(subject, first),
        corrected,
        "a factor of a thousand" if abs(found.power) == 3 else "a factor of a million",
        LIKELY,
        settles,
        words.shown(subject, first, corrected),
    )
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error" if subject.model.market or settles else "warning",
        message=f"{words.name(subject, first)} is {words.shown(subject, first)}, about {_TIMES[found.power]} what"
        f" {_shown_by(subject, run)}{more}",
        place=words.place(subject, first),
        observed=float(cells.value[first]),
        expected=Expected(corrected, corrected - half, corrected + half),
        related=tuple(words.place(subject, p) for p in (*run.beside, *others)),
        evidence="inferred",
        suspects=(suspect,) if settles else (),
        group=group,
        explains=True,
        impact=sum(words.amount(subject, p, float(cells.value[p]) * (1 - 10.0**-found.power)) for p in found.positions),
        labels=words.path(subject, first),
    )


def _shown_by(subject: Subject, run: Run) -> str:
    if not run.beside:
        return "its sums need"
    beside = words.listing(f"{_when(subject, p)} is {words.shown(subject, p)}" for p in run.beside)
    return f"the {'years beside it have' if len(run.beside) > 1 else 'year beside it has'}: {beside}"


def _when(subject: Subject, position: int) -> str:
    period = revenues.period_of(subject, position)
    return str(period) if period is not None else words.name(subject, position)


def _bounds(subject: Subject, found: Scaled) -> str:
    data = subject.model.observations
    rows, columns = data.row[list(found.positions)], data.column[list(found.positions)]
    return Range(int(rows.min()), int(columns.min()), int(rows.max()), int(columns.max())).a1


# -- tables and their twins


def _twins(subject: Subject) -> Iterator[Finding]:
    """Pairs of tables that print the same figures, all of them a thousand or a million times as large in one."""
    data = subject.model.observations
    cells = subject.judgement.system.cells
    with_currency = np.array([*(unit.kind == "currency" for unit in data.units), False])[data.unit]
    amounts = with_currency & (data.measure == MEASURES.index("revenue")) & (data.period >= 0) & (data.value > 0)
    chosen = np.flatnonzero(amounts)
    if len(chosen) < 2 * FEWEST_TWINS:
        return
    currency = [unit.currency or "" for unit in data.units]
    places: dict[tuple[object, ...], list[int]] = {}
    for position in chosen.tolist():
        members = tuple(int(column[position]) for column in data.members.values())
        kind = data.attributes.get(position, {}).get("kind")
        places.setdefault((int(data.period[position]), currency[int(data.unit[position])], members, kind), []).append(
            position
        )
    tables: dict[tuple[int, int, int, int], list[tuple[int, int, int]]] = {}
    for positions in places.values():
        for second in positions[1:]:
            first = positions[0]
            key = (
                *(int(data.sheet[first]), int(data.block[first])),
                *(int(data.sheet[second]), int(data.block[second])),
            )
            if key[:2] != key[2:]:
                tables.setdefault(key, []).append((first, second, _power(cells.base, cells.base_half, first, second)))
    for pairs in tables.values():
        powers = {power for *_, power in pairs}
        if len(pairs) >= FEWEST_TWINS and len(powers) == 1 and 0 not in powers:
            yield _twin(subject, pairs)


def _power(base: npt.NDArray[np.float64], half: npt.NDArray[np.float64], first: int, second: int) -> int:
    """The power of ten by which the second figure is too large; 0 where it is none of them."""
    for power in POWERS:
        scaled = float(base[second]) / 10.0**power
        if abs(scaled - base[first]) <= half[first] + half[second] / 10.0**power:
            return power
    return 0


def _twin(subject: Subject, pairs: Sequence[tuple[int, int, int]]) -> Finding:
    first, second, power = pairs[0]
    data = subject.model.observations
    units = [data.units[int(data.unit[p])] for p in (first, second)]
    meant = unit_name(units[1].currency, units[1].scale / 10.0**power)
    cells = subject.judgement.system.cells
    value, half = float(cells.value[second]) * 10.0**-power, float(cells.half[second]) * 10.0**-power
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=f"{words.name(subject, second)} is {revenues.money(subject, second)} here and"
        f" {revenues.money(subject, first)} in {words.place_name(subject, first)}, {_TIMES[power]} it, and so are all"
        f" {len(pairs)} figures that both tables print: one of the two has the wrong unit (here {meant} would do)",
        place=words.place(subject, second),
        observed=float(cells.value[second]),
        expected=Expected(value, value - half, value + half),
        related=(words.place(subject, first), *(words.place(subject, p) for _, p, _ in pairs[1:])),
        evidence="inferred",
        impact=words.amount(subject, second, float(cells.value[second]) - value),
        labels=words.path(subject, second),
    )


RULE = Rule(*NAMES, "error", "Figures a thousand or a million times too large or too small", check)
