"""Sums to which a number was added by hand, as in =SUM(B4:B9)+3.5."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cdmo_cli.identities.parse import Call, Node, Number, Ref, parse
from cdmo_cli.rules import sheetcells
from cdmo_cli.rules.model import Place
from cdmo_cli.rules.subject import Subject, once

_PLUS_NUMBER = re.compile(r"[-+(,;]\s*\d|\d\s*[-+]")

COMPLEMENTS = (1.0, 100.0)
"""=SUM(B4:B9)-1 and =SUM(B4:B9)-100 are checks of shares."""


@once
def lines(subject: Subject) -> tuple[tuple[Place, ...], ...]:
    """The sums with such a number, those together that have the same number in the same formula."""
    found: dict[tuple[int, str], list[Place]] = {}
    for at, sheet, formula in sheetcells.formulas(subject):
        if added(formula.text) is not None and sheetcells.number(sheet, at.row, at.column) is not None:
            found.setdefault(sheetcells.form(subject, at), []).append(at)
    return tuple(tuple(places) for places in found.values())


def added(formula: str) -> float | None:
    """The number that a formula adds to a sum over a range or to several cells; None for none, or for a complement."""
    tree = parse(formula) if _PLUS_NUMBER.search(formula) else None
    if tree is None:
        return None
    terms = list(_terms(tree, 1))
    numbers = [sign * term.value for sign, term in terms if isinstance(term, Number)]
    sums = any(isinstance(t, Call) and t.name in ("SUM", "SUBTOTAL") for _, t in terms)
    several = all(isinstance(t, Ref | Number) for _, t in terms) and len(terms) - len(numbers) > 1
    total = sum(numbers)
    if not numbers or not (sums or several) or not total or (abs(total) in COMPLEMENTS):
        return None
    return total


def _terms(node: Node, sign: int) -> Iterator[tuple[int, Node]]:
    if isinstance(node, Call) and node.name in ("+", "-") and len(node.arguments) == 2:
        yield from _terms(node.arguments[0], sign)
        yield from _terms(node.arguments[1], sign if node.name == "+" else -sign)
    elif isinstance(node, Call) and node.name == "SUM" and any(isinstance(a, Number) for a in node.arguments):
        for argument in node.arguments:
            yield sign, argument if isinstance(argument, Number) else Call("SUM", (argument,))
    elif isinstance(node, Call) and node.name == "neg":
        yield from _terms(node.arguments[0], -sign)
    else:
        yield sign, node
