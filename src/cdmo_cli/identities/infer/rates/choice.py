"""Which readings of the items of an axis as rates are more than chance, and on which lines each of them speaks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cdmo_cli.identities.infer.model import Flags, Pattern
from cdmo_cli.identities.infer.rates.across import across
from cdmo_cli.identities.infer.rates.along import along
from cdmo_cli.identities.infer.rates.likely import likely
from cdmo_cli.identities.infer.rates.scene import OF_A_LINE, Relation, Scene, Shape, rate_items
from cdmo_cli.identities.infer.rates.weighing import predicted

HOLDS, SAID_HOLDS = 0.8, 0.7  # of its lines a relation holds on, less where the label says that it is one
LINES, FEWEST = 3, 2  # that tell something; the least where the label says it and they tell more
SAID, GUESSED = 1.0, 3.0  # digits beyond what the number of readings tried explains, by what the label says
FAMILY = 2  # rates of one shape that make others of that shape likely
POOLED = 3  # weak rates of one shape that may do so together
ABOVE = 0.2  # of the shares that may be more than the whole
FINER = 10.0  # times more digits in a rate than its figures can give: computed from others; it must nearly always hold
ALWAYS = 0.95


def chosen(view: Scene, sums: Sequence[Pattern]) -> list[Relation]:
    """The best reading of every item that has a good one."""
    said_as_sum = {(p.total, frozenset(p.parts)) for p in sums if len(p.parts) == 2}
    best: dict[int, Relation] = {}
    rest: dict[int, list[Relation]] = {}
    named, others = rate_items(view)
    for item in [*named, *likely(view, others).tolist()]:
        readings = [r for r in across(view, item) + along(view, item) if not _said(r, said_as_sum)]
        readings.sort(key=lambda r: -r.rank)
        accepted = [r for r in readings if _enough(view, r)]
        if accepted:
            best[item] = accepted[0]
        else:
            rest[item] = readings
    best.update(_of_a_family(view, best, rest))
    narrowed = [n for r in _uncrossed(best) if (n := _narrowed(view, r)) is not None]
    return _not_alone(view, _narrowed_together(narrowed))


def _said(relation: Relation, sums: set[tuple[int, frozenset[int]]]) -> bool:
    """Whether a difference is a sum that was found: a = r + b."""
    return relation.kind == "difference" and (relation.first, frozenset((relation.rate, relation.second))) in sums


def labelled(view: Scene, relation: Relation) -> bool:
    """Whether the label of the rates says that they are of this kind."""
    said = view.hints[relation.rate]
    if relation.kind == "share":
        return said.share or said.percent or view.percent(relation.rate)
    if relation.kind == "difference":
        return said.change or said.balance
    return said.growth or said.change or said.cagr or (said.percent and not said.share)


def _enough(view: Scene, relation: Relation) -> bool:
    """Whether a reading is more than chance: the evidence must outweigh the number of readings tried."""
    weighed = relation.weighed
    said = labelled(view, relation)
    holds = ALWAYS if weighed.finer > FINER else SAID_HOLDS if said else HOLDS
    if weighed.ratio < holds or weighed.telling < FEWEST or not _possible(view, relation):
        return False
    if not said and (weighed.telling < LINES or not _sensible(view, relation)):
        return False
    need = math.log10(max(relation.tried, 1)) + (SAID if said and _known_wholes(view, relation) else GUESSED)
    return weighed.evidence >= need + (weighed.telling < LINES)


def _possible(view: Scene, relation: Relation) -> bool:
    """Not a share where most are above the whole, nor a rate of a constant such as 100, which is the figure itself."""
    lines = np.flatnonzero(relation.weighed.hit)
    if relation.kind == "share":
        rate = view.figures.value[relation.rate, lines]
        if (np.abs(rate) > relation.factor * 1.001).mean() > ABOVE:
            return False
    if relation.kind == "difference":
        return True
    second = view.figures.value[relation.second, relation.second_lines[lines]]
    tens = np.log10(np.maximum(np.abs(second), 1e-300))
    powers = bool((np.abs(tens - np.rint(tens)) < 1e-9).all())
    constant = bool((second == second[0]).all())
    if relation.how == OF_A_LINE:
        return not powers or labelled(view, relation)
    return not constant or (labelled(view, relation) and not powers)


def _known_wholes(view: Scene, relation: Relation) -> bool:
    """Whether the line whose shares are printed is a total, or is printed as the whole itself."""
    if relation.how != OF_A_LINE:
        return True
    wholes = np.unique(relation.second_lines[relation.second_lines >= 0])
    rate, half = view.figures.value[relation.rate, wholes], view.figures.half[relation.rate, wholes]
    itself = np.abs(rate - relation.factor) <= half
    return all(own or line in view.line_totals for line, own in zip(wholes.tolist(), itself.tolist(), strict=True))


def _sensible(view: Scene, relation: Relation) -> bool:
    """What a reading without a word for it must be like: a share of a larger whole, of parts that are known ones."""
    if relation.kind != "share":
        return relation.kind == "growth"
    rate = view.figures.value[relation.rate, relation.weighed.hit]
    if (rate < 0).any() or (rate > relation.factor * 1.001).any():
        return False
    if relation.how == OF_A_LINE:
        return relation.factor == 100 or bool((np.abs(rate - relation.factor) < 1e-9).any())
    known = relation.second in view.wholes.get(relation.first, ())
    return known or relation.factor == 100


def _of_a_family(view: Scene, best: dict[int, Relation], rest: dict[int, list[Relation]]) -> dict[int, Relation]:
    """Items that stand to their operands as others do whose rates were accepted, or that are sure only together."""
    shapes = Counter(shape for relation in best.values() for shape in relation.shapes)
    likely = {
        item: [r for r in readings if r.weighed.ratio >= HOLDS and r.weighed.evidence >= 1 and labelled(view, r)]
        for item, readings in rest.items()
    }
    pooled: dict[Shape, list[Relation]] = {}
    for readings in likely.values():
        for shape, relation in {shape: r for r in reversed(readings) for shape in r.shapes}.items():
            pooled.setdefault(shape, []).append(relation)
    for shape, relations in pooled.items():
        evidence = sum(relation.weighed.evidence for relation in relations)
        if len(relations) >= POOLED and evidence >= math.log10(relations[0].tried) + GUESSED + 1:
            shapes[shape] += FAMILY
    added = {}
    for item, readings in likely.items():
        for relation in readings:
            if any(shapes[shape] >= FAMILY for shape in relation.shapes) and _possible(view, relation):
                added[item] = relation
                break
    return added


def _uncrossed(best: dict[int, Relation]) -> list[Relation]:
    """Without readings in which two items explain each other: the stronger one stands."""
    kept: list[Relation] = []
    used: dict[int, set[int]] = {}
    for relation in sorted(best.values(), key=lambda r: -r.rank):
        if any(relation.rate in used.get(operand, ()) for operand in (relation.first, relation.second)):
            continue
        used[relation.rate] = {relation.first, relation.second}
        kept.append(relation)
    return kept


def _narrowed(view: Scene, relation: Relation) -> Relation | None:
    """Only the lines on which it speaks: not those where the figures' difference is printed, or a zero in the place of
    a rate, and not the lines at an end of which none holds."""
    weighed = relation.weighed
    live = weighed.live.copy()
    missed = live & ~weighed.hit
    if missed.any():
        value, half = view.figures.value, view.figures.half
        rate = value[relation.rate]
        live &= ~(missed & (rate == 0))
        one, two = relation.first_lines, relation.second_lines
        first, second = value[relation.first, one], value[relation.second, two]
        off, slack, _ = predicted(
            "difference", 1.0, 1.0, first, second, half[relation.first, one], half[relation.second, two]
        )
        live &= ~(missed & (np.abs(rate - off) <= slack + half[relation.rate]))
        live &= ~_ends(live, weighed.hit)
    kept = replace(weighed, live=live)
    return replace(relation, weighed=kept) if kept.ratio >= SAID_HOLDS else None


def _narrowed_together(relations: list[Relation]) -> list[Relation]:
    """Without the lines on which most of the relations of one shape do not hold: those are no figures of that kind."""
    groups: dict[Shape, list[Relation]] = {}
    for relation in relations:
        groups.setdefault(relation.shapes[0], []).append(relation)
    result = []
    for group in groups.values():
        live = np.sum([r.weighed.live for r in group], axis=0)
        missed = np.sum([r.weighed.live & ~r.weighed.hit for r in group], axis=0)
        outside = (missed >= 2) & (missed * 2 > live)
        for relation in group:
            weighed = replace(relation.weighed, live=relation.weighed.live & ~outside)
            result.append(replace(relation, weighed=weighed))
    return result


def _not_alone(view: Scene, relations: list[Relation]) -> list[Relation]:
    """Without fractions that nothing calls a share and that no other part of the same whole stands beside: a ratio."""
    wholes = Counter((r.second, r.second_lines.tobytes()) for r in relations if r.kind == "share")
    return [
        r
        for r in relations
        if r.kind != "share" or r.factor != 1 or labelled(view, r) or wholes[r.second, r.second_lines.tobytes()] > 1
    ]


def _ends(live: Flags, hit: Flags) -> Flags:
    """Three and more lines at an end on which it does not hold: another part of the table."""
    outside = np.zeros(len(live), dtype=np.bool_)
    for way in (1, -1):
        places = np.flatnonzero(live)[::way]
        holds = hit[places]
        run = int(np.argmax(holds)) if holds.any() else len(holds)
        if run >= 3:
            outside[places[:run]] = True
    return outside
