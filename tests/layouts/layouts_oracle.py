"""Whether cdmo reads a written book as it was meant: every figure, and nothing but the figures."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from pathlib import Path

from layouts_canvas import Book, Canvas, Truth, Value

from cdmo_cli.address import a1
from cdmo_cli.check import check
from cdmo_cli.market.model import MEASURES, STATUSES, Model
from cdmo_cli.pipeline import ALL, judge, understand
from cdmo_cli.rules.model import Finding


def misread(book: Book, path: Path) -> list[str]:
    """What differs between the book and what is read of it, in words; the book is written to `path`."""
    book.write(path)
    model = understand(path, ALL).model
    seen = _observed(model)
    wrong: list[str] = []
    own: dict[str, set[str]] = {}
    for sheet, canvas in enumerate(book.sheets):
        for (row, column), truth in canvas.truths.items():
            place = f"{canvas.name}!{a1(row, column)}"
            found = seen.pop((sheet, row, column), [])
            if len(found) != 1:
                wrong.append(f"{place}: {'not read' if not found else 'read twice'}: {truth}")
                continue
            wrong += [f"{place}: {what}" for what in _differences(model, found[0], truth, own)]
    wrong += [f"{book.sheets[s].name}!{a1(r, c)}: read as a figure" for s, r, c in seen]
    wrong += [f"{heading} is in several dimensions: {codes}" for heading, codes in own.items() if len(codes) > 1]
    return wrong


def _observed(model: Model) -> dict[tuple[int, int, int], list[int]]:
    observations = model.observations
    seen: dict[tuple[int, int, int], list[int]] = {}
    cells = zip(observations.sheet.tolist(), observations.row.tolist(), observations.column.tolist(), strict=True)
    for at, cell in enumerate(cells):
        seen.setdefault(cell, []).append(at)
    return seen


def _differences(model: Model, at: int, truth: Truth, own: dict[str, set[str]]) -> list[str]:
    observations = model.observations
    unit = observations.units[observations.unit[at]] if observations.unit[at] >= 0 else None
    period = observations.periods[observations.period[at]] if observations.period[at] >= 0 else None
    measure = MEASURES[observations.measure[at]]
    status = STATUSES[observations.status[at]] if observations.status[at] >= 0 else None
    value = float(observations.value[at]) * (unit.scale if unit else 1.0)
    wrong = []
    if measure != truth.measure:
        wrong.append(f"measure {measure}, not {truth.measure}")
    if not math.isclose(value, truth.value, rel_tol=1e-9, abs_tol=1e-12):
        wrong.append(f"value {value}, not {truth.value}")
    if (unit.currency if unit else None) != truth.currency:
        wrong.append(f"currency {unit.currency if unit else None}, not {truth.currency}")
    read = (period.year, period.through) if period else None
    if read is None and truth.implied:
        pass
    elif read != truth.period or (period is not None and truth.period is not None and period.fiscal != truth.fiscal):
        wrong.append(f"period {period}, not {truth.period}{' fiscal' if truth.fiscal else ''}")
    if truth.status is not None and status != truth.status:
        wrong.append(f"status {status}, not {truth.status}")
    members = {
        code: model.dimension(code).members[indices[at]].label
        for code, indices in observations.members.items()
        if indices[at] >= 0
    }
    return wrong + _member_differences(members, truth.members, own, {d.code for d in model.taxonomy.dimensions})


def _member_differences(
    read: Mapping[str, str], truth: Mapping[str, str], own: dict[str, set[str]], known: set[str]
) -> list[str]:
    """A dimension of the workbook's own may have any code, but the same one for all of its members."""
    rest = dict(read)
    wrong = []
    for dimension, label in truth.items():
        if not dimension.startswith("*"):
            if rest.pop(dimension, None) != label:
                wrong.append(f"{dimension} {read.get(dimension)}, not {label}")
            continue
        codes = [code for code, seen in rest.items() if seen == label and code not in known]
        if not codes:
            wrong.append(f"{dimension[1:]}: {dict(read)}, not {label}")
            continue
        own.setdefault(dimension, set()).add(codes[0])
        del rest[codes[0]]
    return wrong + [f"{dimension} {label}, which nothing says" for dimension, label in rest.items()]


def errors(path: Path) -> list[Finding]:
    """The errors of `cdmo validate` on a file."""
    verdict = check([judge(understand(path, ALL))])
    return [r.finding for r in verdict.findings if r.finding.severity == "error"]


def false_alarms(book: Book, path: Path) -> list[str]:
    """What `cdmo validate` calls an error in a book whose figures are all true."""
    book.write(path)
    return [f"{finding.rule} {finding.message}" for finding in errors(path)]


def unnoticed(book: Book, path: Path, chance: random.Random) -> list[str]:
    """Change one part of a printed total far beyond rounding; the words are empty if an error names the sum."""
    choices = [
        (sheet, part, wholes)
        for sheet, canvas in enumerate(book.sheets)
        for part, truth in canvas.truths.items()
        if truth.measure == "revenue" and not _has_parts(canvas, truth)
        for wholes in [_wholes_of(canvas, truth)]
        if wholes and _raised(canvas.cells[part][0]) is not None
    ]
    if not choices:
        return []
    sheet, part, wholes = chance.choice(choices)
    canvas = book.sheets[sheet]
    value, look = canvas.cells[part]
    canvas.cells[part] = (_raised(value), look)
    book.write(path)
    found = errors(path)
    canvas.cells[part] = (value, look)
    places = {(p.sheet, p.row, p.column) for f in found if f.rule.startswith("T") for p in (f.place, *f.related) if p}
    if (sheet, *part) in places and any((sheet, *whole) in places for whole in wholes):
        return []
    said = [f"{f.rule} {f.message}" for f in found][:3]
    return [f"{canvas.name}!{a1(*part)} changed to {_raised(value)}, total {a1(*wholes[0])}: {said}"]


def _raised(value: Value) -> Value:
    """A number well above; None where the change could pass for rounding."""
    if isinstance(value, int | float):
        return round(value * 1.5, 2) if value > 50 else None
    digits = [i for i, letter in enumerate(value or "") if letter.isdigit()]
    if value is None or len(digits) < 4 or value[digits[0]] == "9":
        return None
    return f"{value[: digits[0]]}{int(value[digits[0]]) + 1}{value[digits[0] + 1 :]}"


def _wholes_of(canvas: Canvas, truth: Truth) -> list[tuple[int, int]]:
    """The cells of the nearest total of a figure in its sheet: it may stand in several tables."""
    wholes = {
        cell: other.members
        for cell, other in canvas.truths.items()
        if other.measure == "revenue" and other.period == truth.period and _within(truth, other)
    }
    nearest = max((len(members) for members in wholes.values()), default=0)
    return [cell for cell, members in wholes.items() if len(members) == nearest]


def _has_parts(canvas: Canvas, truth: Truth) -> bool:
    return any(
        t.measure == "revenue" and t.period == truth.period and _within(t, truth) for t in canvas.truths.values()
    )


def _within(part: Truth, whole: Truth) -> bool:
    return whole.members.items() < part.members.items()
