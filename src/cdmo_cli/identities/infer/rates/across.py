"""Rates that follow from two other items line by line: shares, growth, CAGR and differences beside their figures."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np

from cdmo_cli.identities.infer.model import Flags, Floats, Ints
from cdmo_cli.identities.infer.rates.scene import NEAR, WINDOW, Relation, Scene, spans
from cdmo_cli.identities.infer.rates.weighing import Kind, Weighed, agreeing, predicted, spread
from cdmo_cli.identities.infer.rates.words import years_of

VERIFIED = 8  # best candidates of an item that are weighed on all lines
SCREENED = 1.5  # digits that a candidate must have on the probes
LONGEST = 40  # years of a CAGR
VARIANTS: tuple[tuple[Kind, float], ...] = (("share", 100.0), ("share", 1.0), ("growth", 100.0), ("growth", 1.0))

NOTHING = Weighed(np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.bool_), 0, 0.0)


def across(scene: Scene, item: int) -> list[Relation]:
    """The readings of one item as a rate of two others, the best candidates weighed on all lines."""
    probes = scene.probes(item)
    operands = scene.operands(item, WINDOW if scene.percent(item) else NEAR)
    if len(probes) < 2 or len(operands) < 2:
        return []
    found = _ratios(scene, item, operands, probes)
    if _may_be_difference(scene, item):
        found += _differences(scene, item, operands, probes)
    if scene.hints[item].cagr or (scene.hints[item].growth and years_of(scene.heads[item])):
        found += _cagrs(scene, item, operands, probes)
    return [scene.weighed(relation) for relation in found]


def _relation(
    scene: Scene, kind: Kind, factor: float, years: float, item: int, first: int, second: int, tried: int
) -> Relation:
    lines = np.arange(scene.figures.value.shape[1], dtype=np.int64)
    relation = Relation(kind, factor, years, item, first, second, lines, lines, NOTHING, tried)
    return replace(relation, bonus=_bonus(scene, relation))


def _ratios(scene: Scene, item: int, operands: Ints, probes: Ints) -> list[Relation]:
    """Shares and growth: all pairs of operands at once, on the probe lines."""
    rate, half = scene.figures.value[item, probes], scene.figures.half[item, probes]
    x, h = scene.figures.value[np.ix_(operands, probes)], scene.figures.half[np.ix_(operands, probes)]
    there = scene.figures.number[np.ix_(operands, probes)]
    ratio, slack, sure = predicted("share", 1.0, 1.0, x[:, None, :], x[None, :, :], h[:, None, :], h[None, :, :])
    live = sure & there[:, None, :] & there[None, :, :]
    telling = live & (ratio != 0) & (ratio != 1)
    width = spread(rate)
    found = []
    counts = bool((h == 0.5).all())
    for kind, factor in VARIANTS:
        if not _may_be(scene, item, kind):
            continue
        off = np.abs(ratio - rate / factor - (kind == "growth"))
        score = agreeing(off, slack + half / factor, width / factor, live, telling)
        if counts:  # they are not rounded
            exact = agreeing(off, np.broadcast_to(half / factor + 1e-9, off.shape), width / factor, live, telling)
            score = np.maximum(score, exact)
        score[~_of_one_kind(scene, kind, operands)] = -np.inf
        for a, b in _best(score):
            first, second = int(operands[a]), int(operands[b])
            if kind == "share" or _order(scene, first, second) >= 0:
                tried = len(operands) * (len(operands) - 1) * 2
                found.append(_relation(scene, kind, factor, 1.0, item, first, second, tried))
    return found


def _best(score: Floats) -> list[tuple[int, int]]:
    """The best pairs of two different operands."""
    np.fill_diagonal(score, -np.inf)
    flat = score.ravel()
    count = min(VERIFIED, len(flat))
    top = np.argpartition(-flat, count - 1)[:count]
    top = top[np.argsort(-flat[top], kind="stable")]
    return [divmod(int(i), score.shape[1]) for i in top.tolist() if flat[i] >= SCREENED]


def _may_be(scene: Scene, item: int, kind: Kind) -> bool:
    """Whether the label of an item leaves it open to be a share, or growth."""
    said = scene.hints[item]
    changes = said.change or said.growth or said.cagr
    if kind == "share":
        return said.share or not (changes or said.no_share)
    return changes or not said.share


def _of_one_kind(scene: Scene, kind: Kind, operands: Ints) -> Flags:
    """The pairs of operands that may be compared: both amounts or, unless for a share, both rates."""
    rates = np.array([scene.percent(i) for i in operands.tolist()], dtype=np.bool_)
    same = rates[:, None] == rates[None, :]
    return np.asarray(same & ~rates[:, None] if kind == "share" else same)


def _order(scene: Scene, first: int, second: int) -> int:
    """1 where the period of the first item is the later one, −1 where it is the earlier, 0 where none can be told."""
    later, earlier = scene.period(first), scene.period(second)
    if later is None or earlier is None or later.through is not None or earlier.through is not None:
        return 0
    return (later > earlier) - (later < earlier)


def _may_be_difference(scene: Scene, item: int) -> bool:
    said = scene.hints[item]
    return (said.change or said.balance) and not (said.growth and said.percent and said.cagr)


def _differences(scene: Scene, item: int, operands: Ints, probes: Ints) -> list[Relation]:
    rate, half = scene.figures.value[item, probes], scene.figures.half[item, probes]
    x, h = scene.figures.value[np.ix_(operands, probes)], scene.figures.half[np.ix_(operands, probes)]
    there = scene.figures.number[np.ix_(operands, probes)]
    expected, slack, _ = predicted("difference", 1.0, 1.0, x[:, None, :], x[None, :, :], h[:, None, :], h[None, :, :])
    live = there[:, None, :] & there[None, :, :]
    telling = live & (expected != 0) & (x[:, None, :] != 0) & (x[None, :, :] != 0)
    score = agreeing(np.abs(expected - rate), slack + half, spread(rate), live, telling)
    tried = len(operands) * (len(operands) - 1)
    found = []
    for a, b in _best(score):
        first, second = int(operands[a]), int(operands[b])
        way = _order(scene, first, second)
        if way < 0:
            continue
        if way > 0 or (item > max(first, second) and (scene.hints[item].change or spans(scene.figures.value[item]))):
            found.append(_relation(scene, "difference", 1.0, 1.0, item, first, second, tried))
    return found


def _cagrs(scene: Scene, item: int, operands: Ints, probes: Ints) -> list[Relation]:
    """The rate that leads from one figure to another in n years: n by the headings, else by the figures."""
    said = years_of(scene.axis.labels[item]) or years_of(scene.heads[item])
    rate, half = scene.figures.value[item, probes], scene.figures.half[item, probes]
    figures = [i for i in operands.tolist() if not scene.percent(i)]
    years = {i: period.year for i in figures if (period := scene.period(i)) is not None}
    tried = len(figures) * max(len(figures) - 1, 1) * 2
    scored: list[tuple[float, Relation]] = []
    for second, first in permutations(figures, 2):
        n: int | None = None
        if first in years and second in years:
            n = years[first] - years[second]
            if n < 1 or (said is not None and said != (years[second], years[first])):
                continue
        for factor in (100.0, 1.0):
            spanned = n or _fitting(scene, rate / factor, first, second, probes)
            if spanned is None:
                continue
            ends = [(scene.figures.value[i, probes], scene.figures.half[i, probes]) for i in (first, second)]
            expected, slack, sure = predicted("cagr", factor, spanned, ends[0][0], ends[1][0], ends[0][1], ends[1][1])
            live = sure & scene.figures.number[first, probes] & scene.figures.number[second, probes]
            score = agreeing(np.abs(expected - rate), slack + half, spread(rate), live, ends[0][0] != ends[1][0])
            if float(score) >= SCREENED:
                readings = tried if n else tried * LONGEST
                scored.append((float(score), _relation(scene, "cagr", factor, spanned, item, first, second, readings)))
    scored.sort(key=lambda pair: -pair[0])
    return [relation for _, relation in scored[:VERIFIED]]


def _fitting(scene: Scene, rate: Floats, first: int, second: int, probes: Ints) -> int | None:
    """The whole number of years that most lines ask for."""
    one, two = scene.figures.value[first, probes], scene.figures.value[second, probes]
    sure = (one > 0) & (two > 0) & (one != two) & (rate > -1) & (rate != 0)
    if sure.sum() < 2:
        return None
    asked = np.log(one[sure] / two[sure]) / np.log1p(rate[sure])
    n = round(float(np.median(asked)))
    near = np.abs(asked - n) <= 0.15 * max(abs(n), 1)
    return n if 2 <= n <= LONGEST and near.mean() >= 0.6 else None


def _bonus(scene: Scene, relation: Relation) -> float:
    """What labels and places say for one reading beside another one of equal evidence."""
    labels, said = scene.axis.labels, scene.hints[relation.rate]
    bonus = -0.03 * min(abs(relation.first - relation.rate) + abs(relation.second - relation.rate), 40)
    if relation.kind == "share":
        bonus += 1.0 * said.share
        bonus += 1.0 * (relation.second in scene.wholes.get(relation.first, ()))
        bonus += 0.5 * bool(np.isin(relation.second, scene.totals))
        bonus += 0.5 * (labels[relation.first].strip().lower() == labels[relation.rate].strip().lower() != "")
        return bonus
    bonus += 0.5 * (_order(scene, relation.first, relation.second) > 0)
    if relation.kind == "growth":
        return bonus + 1.0 * (said.growth or said.change) + 0.5 * spans(scene.figures.value[relation.rate])
    return bonus + 1.0 * (said.cagr if relation.kind == "cagr" else said.change)
