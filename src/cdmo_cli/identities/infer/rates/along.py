"""Rates that follow from one other item along its lines: growth from period to period, shares of its own total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cdmo_cli.identities.infer.model import Floats, Ints
from cdmo_cli.identities.infer.rates.across import NOTHING, SCREENED
from cdmo_cli.identities.infer.rates.scene import NEAR, OF_A_LINE, WINDOW, Relation, Scene, spans
from cdmo_cli.identities.infer.rates.weighing import agreeing, predicted, spread

LAGS = (1, 2, 4, 12)  # the period before; its like of the year before where half-years, quarters or months alternate
WHOLES = 200  # lines that are all tried as the whole of shares
ENDS = 20  # of longer items, the first and last lines
ONE_WHOLE, ALONE = 0.2, 0.5  # of the probes that one whole must explain, by whether the label speaks of a rate
OF_ONE_WHOLE = 2  # lines that a whole needs
SWITCH = 1.5  # failing lines that it takes to change from one whole to another
GROUPED = 5000  # lines of an item whose groups are told apart


def along(scene: Scene, item: int) -> list[Relation]:
    """The readings of one item as a rate along another one, weighed on all lines."""
    said = scene.hints[item]
    probes = scene.probes(item)
    if len(probes) < 2:
        return []
    operands = scene.operands(item, WINDOW if scene.percent(item) else NEAR)
    operands = np.array([i for i in operands.tolist() if not scene.percent(i)], dtype=np.int64)
    if not len(operands):
        return []
    found: list[Relation] = []
    changes = said.change or said.growth or said.cagr
    if changes or not said.share:
        found += _growth(scene, item, operands, probes)
    if said.share or not (changes or said.no_share):
        found += _shares(scene, item, operands, probes)
    return found


def _growth(scene: Scene, item: int, operands: Ints, probes: Ints) -> list[Relation]:
    """Growth of one operand from a line some places before to the line of the rate, or to one shifted against it."""
    value, number, half = scene.figures.value, scene.figures.number, scene.figures.half
    steps = _steps(scene, item)
    rate, own = value[item, probes], half[item, probes]
    tried = len(operands) * max(len(steps), 1) * 2
    width = spread(rate)
    found = []
    for shift, lag in steps:
        ends = [_at(probes + shift, value.shape[1]), _at(probes + shift - lag, value.shape[1])]
        later, earlier = (np.ix_(operands, np.maximum(lines, 0)) for lines in ends)
        ratio, slack, sure = predicted("share", 1.0, 1.0, value[later], value[earlier], half[later], half[earlier])
        live = sure & (ends[0] >= 0) & (ends[1] >= 0) & number[later] & number[earlier]
        for factor in (100.0, 1.0):
            off = np.abs(ratio - 1 - rate / factor)
            score = agreeing(off, slack + own / factor, width / factor, live, ratio != 1)
            for place in np.flatnonzero(score >= SCREENED).tolist():
                found.append(_grown(scene, item, int(operands[place]), (shift, lag), factor, tried))
    return found


def _steps(scene: Scene, item: int) -> list[tuple[int, int]]:
    """By how many lines the later figure is shifted against the rate, and by how many the earlier one is before it.

    A table of growth below its figures begins with the second year, in the column of the first one.
    """
    count, way = scene.figures.value.shape[1], scene.line_order
    lags = LAGS if scene.percent(item) else LAGS[:1]
    steps = [(0, lag * sign) for lag in lags for sign in (1, -1) if lag <= count - 2 and sign != -way]
    if scene.percent(item) and scene.axis.direction == "rows" and count > 3:
        steps.append((1, 1))
    return steps


def _at(lines: Ints, count: int) -> Ints:
    """Lines, −1 for those that are not there."""
    return np.where((lines >= 0) & (lines < count), lines, -1)


def _grown(scene: Scene, item: int, operand: int, step: tuple[int, int], factor: float, tried: int) -> Relation:
    shift, lag = step
    count = scene.figures.value.shape[1]
    lines = np.arange(count, dtype=np.int64)
    said = scene.hints[item]
    bonus = 1.0 * (said.growth or said.change) + 0.5 * spans(scene.figures.value[item]) - 0.03 * abs(operand - item)
    relation = Relation(
        "growth",
        factor,
        1.0,
        item,
        operand,
        operand,
        _at(lines + shift, count),
        _at(lines + shift - lag, count),
        NOTHING,
        tried,
        bonus - abs(shift),
        f"along {lag}" + (" shifted" if shift else ""),
    )
    return scene.weighed(relation)


def _shares(scene: Scene, item: int, operands: Ints, probes: Ints) -> list[Relation]:
    """Shares of the total line of an operand."""
    candidates = _whole_lines(scene)
    value, number, half = scene.figures.value, scene.figures.number, scene.figures.half
    rate, own = value[item, probes], half[item, probes]
    x, h = value[np.ix_(operands, probes)], half[np.ix_(operands, probes)]
    y, g = value[np.ix_(operands, candidates)], half[np.ix_(operands, candidates)]
    ratio, slack, sure = predicted("share", 1.0, 1.0, x[:, None, :], y[:, :, None], h[:, None, :], g[:, :, None])
    live = sure & number[np.ix_(operands, probes)][:, None, :] & number[np.ix_(operands, candidates)][:, :, None]
    tried = len(operands) * len(candidates) * 2
    found: list[Relation] = []
    for factor in (100.0, 1.0):
        off = np.abs(ratio - rate / factor)
        hit = live & (off <= slack + own / factor)
        worth = agreeing(off, slack + own / factor, spread(rate) / factor, hit, ratio != 1)
        agree = (hit & (ratio != 1)).sum(axis=2).max(axis=1)
        enough = max(2.0, (ONE_WHOLE if scene.percent(item) else ALONE) * len(probes))
        for place in np.flatnonzero((worth.max(axis=1) >= SCREENED) & (agree >= enough)).tolist():
            operand = int(operands[place])
            if not (scene.percent(item) or value[operand, number[operand]].min(initial=0.0) >= 0):
                continue
            found += _of_wholes(scene, item, operand, candidates, factor, tried)
    return found


def _whole_lines(scene: Scene) -> Ints:
    """The lines that may be wholes: all of a short item; of a long one totals, and its ends."""
    count = scene.figures.value.shape[1]
    if count <= WHOLES:
        return np.arange(count, dtype=np.int64)
    ends = {*range(ENDS), *range(count - ENDS, count)}
    totals = sorted(scene.line_totals)[:WHOLES]
    return np.array(sorted(ends.union(totals)), dtype=np.int64)


def _of_wholes(
    scene: Scene, item: int, operand: int, candidates: Ints, factor: float, tried: int
) -> Iterator[Relation]:
    """Shares of one line, or of a few: each group of lines of its own total."""
    value, number, half = scene.figures.value, scene.figures.number, scene.figures.half
    rate, count = value[item], value.shape[1]
    itself = np.abs(rate[candidates] - factor) <= half[item, candidates] + 1e-9 * factor
    named = np.array([int(line) in scene.line_totals for line in candidates.tolist()])
    trusted = (number[item, candidates] & itself) | named | scene.hints[item].share
    candidates, named = candidates[trusted & number[operand, candidates]], named[trusted & number[operand, candidates]]
    places = np.flatnonzero(number[item] & number[operand])
    if not len(candidates) or not len(places):
        return
    ratio, slack, sure = predicted(
        "share",
        factor,
        1.0,
        value[operand, places][None, :],
        value[operand, candidates][:, None],
        half[operand, places][None, :],
        half[operand, candidates][:, None],
    )
    hit = sure & (np.abs(ratio - rate[places]) <= slack + half[item, places])
    telling = hit & (ratio != 0) & (ratio != factor)
    far = np.abs(candidates[:, None] - places[None, :]) / count
    chosen = _path(np.where(hit, 0.0, 1.0) + 0.001 * far, SWITCH - 0.5 * named)
    for whole in np.unique(chosen).tolist():
        if telling[whole, chosen == whole].sum() < OF_ONE_WHOLE:
            chosen[chosen == whole] = -1
    if (chosen < 0).all():
        return
    seconds = np.full(count, -1, dtype=np.int64)
    seconds[places] = np.where(chosen >= 0, candidates[chosen], -1)
    left = places[chosen < 0]
    seconds[left] = _usual(seconds, left)
    lines = np.arange(count, dtype=np.int64)
    bonus = 1.0 * scene.hints[item].share - 0.03 * abs(operand - item)
    relation = Relation("share", factor, 1.0, item, operand, operand, lines, seconds, NOTHING, tried, bonus, OF_A_LINE)
    relation = scene.weighed(relation)
    if not itself.any():  # all that is told by shares which are proportional to the operand is the whole
        known = _of_the_whole(scene, relation)
        weighed = replace(relation.weighed, evidence=min(relation.weighed.evidence, known))
        relation = replace(relation, weighed=weighed)
    yield relation


def _of_the_whole(scene: Scene, relation: Relation) -> float:
    """Digits of the wholes that the shares tell: of each one what its lines leave of it, by interval."""
    value, half = scene.figures.value, scene.figures.half
    digits = 0.0
    wholes = np.unique(relation.second_lines[relation.second_lines >= 0])
    for whole in wholes.tolist():
        places = np.flatnonzero(relation.weighed.hit & (relation.second_lines == whole) & (value[relation.rate] != 0))
        if len(places):
            part = value[relation.first, places]
            rate, own = np.abs(value[relation.rate, places]), half[relation.rate, places]
            width = own / rate + half[relation.first, places] / np.maximum(np.abs(part), 1e-300)
            digits += float(np.clip(-np.log10(np.maximum(2 * width.min(), 1e-8)), 0.0, 8.0))
            digits += float(whole in scene.line_totals)
    return digits - (len(wholes) - 1) * float(np.log10(max(len(scene.line_heads), 1)))


def _path(cost: Floats, switch: Floats) -> Ints:
    """The candidate for each line that costs least in all, changes from one candidate to another included (Viterbi).

    cost: candidates × lines; switch: what a change to each candidate costs.
    """
    count = cost.shape[1]
    if count > GROUPED:
        return np.full(count, int(np.argmin(cost.sum(axis=1) + switch)), dtype=np.int64)
    total = cost[:, 0] + switch
    before = np.zeros(cost.shape, dtype=np.int64)
    stay = np.arange(len(cost))
    for line in range(1, count):
        best = int(np.argmin(total))
        changed = total[best] + switch < total
        before[:, line] = np.where(changed, best, stay)
        total = np.where(changed, total[best] + switch, total) + cost[:, line]
    path = np.zeros(count, dtype=np.int64)
    path[-1] = int(np.argmin(total))
    for line in range(count - 1, 0, -1):
        path[line - 1] = before[path[line], line]
    return path


def _usual(seconds: Ints, lines: Ints) -> Ints:
    """The whole of the nearest line that has one."""
    known = np.flatnonzero(seconds >= 0)
    place = np.clip(np.searchsorted(known, lines), 0, len(known) - 1)
    left = np.maximum(place - 1, 0)
    nearer = np.abs(known[left] - lines) <= np.abs(known[place] - lines)
    return seconds[np.where(nearer, known[left], known[place])]
