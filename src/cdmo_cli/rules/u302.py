"""Amounts in several currencies are added up or compared.

**What it checks.** Sums written as formulas whose parts are in different currencies; and tables of the market in
which some members are in one currency and others in another, with no conversion of either.

**Why it matters.** Ten million yen and ten million dollars do not make twenty million of anything.

**How to mend it.** Convert all parts at stated rates into one currency, in a column of its own, and add up that one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cdmo_cli.address import a1
from cdmo_cli.market.model import MEASURES
from cdmo_cli.rules import revenues, sheetcells, words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("U302", "currencies-mixed")

MIXED_TABLES = frozenset({"wide", "cross", "years down", "long"})


def check(subject: Subject) -> Iterator[Finding]:
    """Findings on sums, then on the tables without such a sum."""
    currencies = {unit.currency for unit in subject.model.observations.units if unit.currency}
    if len(currencies) < 2:
        return
    told: set[tuple[int, int]] = set()
    for line in _sums(subject):
        told |= {words.block_number(subject, parts[0]) for _, parts in line}
        yield _sum(subject, line)
    yield from _tables(subject, told)


def _sums(subject: Subject) -> list[list[tuple[int, list[int]]]]:
    """Sums written as formulas over amounts of several currencies, each total with its parts, line by line."""
    lines: dict[tuple[int, str], list[tuple[int, list[int]]]] = {}
    for identity in subject.judgement.system.identities:
        if identity.evidence != "formula" or identity.kind not in ("sum", "difference") or identity.total < 0:
            continue
        parts = [p for p in identity.parts if _currency(subject, p) is not None]
        if len({_currency(subject, p) for p in parts}) > 1:
            form = sheetcells.form(subject, words.place(subject, identity.total))
            lines.setdefault(form, []).append((identity.total, parts))
    return list(lines.values())


def _currency(subject: Subject, position: int) -> str | None:
    unit = revenues.unit_of(subject, position)
    return unit.currency if unit is not None and unit.kind == "currency" else None


def _sum(subject: Subject, line: list[tuple[int, list[int]]]) -> Finding:
    total, parts = line[0]
    others = [words.place(subject, other) for other, _ in line[1:]]
    currencies: dict[str, int] = {}
    for part in parts:
        currencies.setdefault(_currency(subject, part) or "", part)
    at = words.place(subject, total)
    told = words.listing(f"{revenues.money(subject, p)} for {words.member(subject, p)}" for p in currencies.values())
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=f"The sum in {a1(at.row, at.column)} adds up amounts in {words.listing(currencies)}: {told}"
        f"{sheetcells.so_do(others)}",
        place=at,
        observed=float(subject.judgement.system.cells.value[total]),
        related=(*(words.place(subject, p) for p in parts), *others),
        evidence="formula",
        impact=words.amount(subject, total),
        labels=words.path(subject, total),
    )


def _tables(subject: Subject, told: set[tuple[int, int]]) -> Iterator[Finding]:
    """Tables of one period's amounts in several currencies, where nothing is printed in two of them."""
    data = subject.model.observations
    codes = [d.code for d in subject.model.taxonomy.dimensions if not d.open and d.code in data.members]
    if not codes:
        return
    known = np.array([*(unit.kind == "currency" for unit in data.units), False])[data.unit]
    chosen = known & (data.measure == MEASURES.index("revenue"))
    tables: dict[tuple[int, int], dict[str, list[int]]] = {}
    members: dict[tuple[int, ...], set[str]] = {}
    for position in np.flatnonzero(chosen).tolist():
        named = tuple(int(column[position]) for column in data.members.values())
        currency = data.units[int(data.unit[position])].currency or ""
        members.setdefault(named, set()).add(currency)
        if any(int(data.members[code][position]) >= 0 for code in codes):
            table = int(data.sheet[position]), int(data.block[position])
            tables.setdefault(table, {}).setdefault(currency, []).append(position)
    for table, currencies in tables.items():
        block = words.block_of(subject, next(iter(currencies.values()))[0])
        if len(currencies) < 2 or table in told or block is None or block.layout not in MIXED_TABLES:
            continue
        firsts = [positions[0] for positions in currencies.values()]
        if all(len(members[tuple(int(column[p]) for column in data.members.values())]) == 1 for p in firsts):
            yield _table(subject, currencies)


def _table(subject: Subject, currencies: dict[str, list[int]]) -> Finding:
    told = words.listing(f"{words.member(subject, found[0])} in {currency}" for currency, found in currencies.items())
    fewest = min(currencies.values(), key=len)
    first = fewest[0]
    others = [positions[0] for positions in currencies.values() if positions is not fewest]
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"One table gives amounts in {words.listing(currencies)} and converts none of them: {told}",
        place=words.place(subject, first),
        observed=float(subject.judgement.system.cells.value[first]),
        related=tuple(words.place(subject, p) for p in others),
        evidence="inferred",
        labels=words.path(subject, first),
    )


RULE = Rule(*NAMES, "error", "Amounts in several currencies are added up or set side by side unconverted", check)
