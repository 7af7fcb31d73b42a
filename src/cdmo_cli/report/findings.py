"""What the figures say: plain rules over unrounded numbers, each with its condition.

Every function answers None when its condition does not hold or a figure is missing or hidden (NaN), so that a heading
is only ever a claim that was checked.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdmo_cli.market import metrics
from cdmo_cli.market.model import Member


@dataclass(frozen=True, slots=True)
class Change:
    """A member over the forecast span: first and last size, growth (percent a year), what it adds.

    `whole` is the first and last size of what the members are parts of, where that is known: the members shown may
    be some of its parts only, and a share is one of the whole.
    """

    member: Member
    first: float
    last: float
    cagr: float
    added: float
    whole: tuple[float, float] | None = None

    @property
    def label(self) -> str:
        return self.member.label


def known(*values: float) -> bool:
    """Whether all figures are numbers: there, and not hidden."""
    return all(math.isfinite(value) for value in values)


def named(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Those that a heading may name: not "Rest of ...", and nothing hidden."""
    if not all(known(change.first, change.last, change.added) for change in changes):
        return ()
    return tuple(change for change in changes if not change.member.rest)


def top(changes: Sequence[Change], attribute: str) -> Change | None:
    """The named member with the most of something, alone at the top, even with the rest."""
    candidates = named(changes)
    if len(candidates) < 2:
        return None

    def key(change: Change) -> float:
        return float(getattr(change, attribute))

    ranked = sorted(changes, key=key, reverse=True)
    if ranked[0].member.rest or math.isclose(key(ranked[0]), key(ranked[1]), rel_tol=1e-9):
        return None
    if attribute == "cagr" and round(key(ranked[0]), 1) == round(key(ranked[1]), 1):
        return None  # as printed neither is faster
    return ranked[0] if known(key(ranked[0])) else None


_ROUNDED = 0.5  # points by which parts may exceed their whole, as printed figures are rounded


def totals(changes: Sequence[Change]) -> tuple[float, float]:
    """First and last size of the whole that the members are parts of: the whole's own, else their sum."""
    whole = changes[0].whole if changes else None
    return whole or (sum(each.first for each in changes), sum(each.last for each in changes))


def share_of_growth(change: Change, changes: Sequence[Change]) -> float | None:
    """The part of all growth that a member brings, percent; None unless every member grows or stands still, and for
    more than all of it: what is not shown then shrinks."""
    first, last = totals(changes)
    total = last - first
    if not known(total) or total <= 0 or any(each.added < 0 for each in changes):
        return None
    part = 100 * change.added / total
    return part if part <= 100 + _ROUNDED else None


def base_share(change: Change, changes: Sequence[Change]) -> float | None:
    """The part of the first year's total, percent."""
    total = totals(changes)[0]
    return 100 * change.first / total if known(total) and total > 0 else None


def final_share(change: Change, changes: Sequence[Change]) -> float | None:
    """The part of the last year's total, percent."""
    total = totals(changes)[1]
    return 100 * change.last / total if known(total) and total > 0 else None


def of_ten(percent: float) -> int | None:
    """`6` for "six of every ten": only where a tenth is not far from the truth (2 points), from 2 to 9."""
    tenths = round(percent / 10)
    return tenths if 2 <= tenths <= 9 and abs(percent - 10 * tenths) <= 2 else None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A round number that a series passes: in `year`, or `by` then where years before it are missing."""

    threshold: float
    year: int
    exact: bool


def milestone(series: Mapping[int, float], start: int) -> Milestone | None:
    """The roundest number that the series passes after `start`; the last of several.

    Round are multiples of a power of ten, then of half of it. The year counts only when every
    earlier year lies below the number and every later one at or above it.
    """
    years = sorted(year for year in series if year >= start)
    if len(years) < 2 or not known(*series.values()):
        return None
    low, high = series[years[0]], max(series[year] for year in years[1:])
    if low <= 0 or high <= low:
        return None
    power = 10.0 ** math.floor(math.log10(high))
    for step in (power, power / 2):
        threshold = math.floor(high / step) * step
        if threshold <= low or math.isclose(threshold, low):
            continue
        year = next(year for year in years if series[year] >= threshold)
        after = [series[later] for later in years if later >= year]
        earlier = [series[before] for before in sorted(series) if before < year]
        if all(value >= threshold for value in after) and all(value < threshold for value in earlier):
            return Milestone(threshold, year, year - 1 in series)
    return None


def overtakes(chaser: Mapping[int, float], leader: Mapping[int, float]) -> int | None:
    """The first year in which one series is above another that led until then and stays behind; None otherwise."""
    years = sorted(chaser.keys() & leader.keys())
    if len(years) < 2 or not known(*(chaser[y] for y in years), *(leader[y] for y in years)):
        return None
    ahead = [chaser[year] > leader[year] for year in years]
    if ahead[0] or not ahead[-1]:
        return None
    first = ahead.index(True)
    return years[first] if all(ahead[first:]) and years[first] - years[first - 1] == 1 else None


def same_order(changes: Sequence[Change]) -> bool | None:
    """Whether the ranking by size is the same at both ends; None where figures are hidden or tied."""
    if not all(known(change.first, change.last) for change in changes) or len(changes) < 2:
        return None
    first = sorted(changes, key=lambda change: change.first, reverse=True)
    last = sorted(changes, key=lambda change: change.last, reverse=True)
    if len({change.first for change in changes}) < len(changes) or len({change.last for change in changes}) < len(
        changes
    ):
        return None
    return [change.member.code for change in first] == [change.member.code for change in last]


def together(changes: Sequence[Change], least: float = 60.0) -> tuple[Change, Change, float] | None:
    """The two named members that bring the most of the growth, and its part in percent, when it is at least so much."""
    if len(named(changes)) < 3:
        return None
    ranked = sorted(named(changes), key=lambda change: change.added, reverse=True)[:2]
    parts = [share_of_growth(change, changes) for change in ranked]
    if parts[0] is None or parts[1] is None or parts[0] + parts[1] < least or parts[0] + parts[1] > 99:
        return None
    if any(each.member.rest and each.added >= ranked[1].added for each in changes):
        return None
    return ranked[0], ranked[1], parts[0] + parts[1]


def without(change: Change, changes: Sequence[Change], years: int) -> float | None:
    """Growth of the others together, percent a year."""
    first, last = totals(changes)
    first, last = first - change.first, last - change.last
    if not known(first, last) or first <= 0 or last <= 0 or years <= 0:
        return None
    return float(100 * ((last / first) ** (1 / years) - 1))


@dataclass(frozen=True, slots=True)
class Move:
    """A member's share of the whole at both ends, percent, and how far it moved, in basis points."""

    change: Change
    first: float
    last: float

    @property
    def points(self) -> float:
        """The move in basis points."""
        return metrics.share_change(self.first, self.last)


def moves(changes: Sequence[Change]) -> tuple[Move, ...]:
    """How every named member's share moves; none unless all are known and the whole is positive at both ends."""
    found = []
    for change in named(changes):
        first, last = base_share(change, changes), final_share(change, changes)
        if first is None or last is None:
            return ()
        found.append(Move(change, first, last))
    return tuple(found)


_MOVED = 50.0
"""Basis points from which on a share's move is worth a heading."""


def gainer(changes: Sequence[Change]) -> Move | None:
    """The named member that gains most share, alone, and half a percentage point or more; none where the rest gains
    as much."""
    return _furthest(changes, 1)


def loser(changes: Sequence[Change]) -> Move | None:
    """The named member that loses most share, under the same conditions."""
    return _furthest(changes, -1)


def _furthest(changes: Sequence[Change], sign: int) -> Move | None:
    found = sorted(moves(changes), key=lambda move: -sign * move.points)
    if len(changes) < 2 or not found or sign * found[0].points < _MOVED:
        return None
    if len(found) > 1 and math.isclose(found[0].points, found[1].points, abs_tol=0.5):
        return None
    rest = [
        metrics.share_change(first, last)
        for each in changes
        if each.member.rest
        and (first := base_share(each, changes)) is not None
        and (last := final_share(each, changes)) is not None
    ]
    return None if any(sign * points >= sign * found[0].points for points in rest) else found[0]


def shrinking(changes: Sequence[Change]) -> tuple[Change, ...] | None:
    """The members that lose size; None where a figure is hidden."""
    if not all(known(change.first, change.last, change.added) for change in changes):
        return None
    return tuple(change for change in changes if change.added < 0)


def concentrating(changes: Sequence[Change]) -> float | None:
    """By how many points the Herfindahl-Hirschman index of the members' shares rises (falls, where negative); None
    unless the members are all of the whole at both ends."""
    if not changes or not all(known(change.first, change.last) for change in changes):
        return None
    first, last = totals(changes)
    ends = ([change.first for change in changes], [change.last for change in changes])
    if first <= 0 or last <= 0 or any(value < 0 for end in ends for value in end):
        return None
    if any(abs(sum(end) - whole) > _WHOLE * whole for end, whole in zip(ends, (first, last), strict=True)):
        return None
    indices = [
        metrics.hhi([100 * value / whole for value in end]) for end, whole in zip(ends, (first, last), strict=True)
    ]
    return indices[1] - indices[0]


_WHOLE = 0.005
"""The part of a whole by which its parts may miss it, as printed figures are rounded."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The year in which a series is highest (`peak`) or lowest, with only rises or falls on either side."""

    year: int
    peak: bool


def turn(series: Mapping[int, float], least: float = 0.005) -> Turn | None:
    """Where a series turns, if it does so once and visibly, by `least` of its size on both sides. Every year between
    the first and the last must be there."""
    years = sorted(series)
    if len(years) < 3 or years[-1] - years[0] != len(years) - 1 or not known(*series.values()):
        return None
    steps = [series[later] - series[earlier] for earlier, later in itertools.pairwise(years)]
    rising = [step > 0 for step in steps]
    switches = [place for place, (a, b) in enumerate(itertools.pairwise(rising), start=1) if a != b]
    if len(switches) != 1 or any(step == 0 for step in steps):
        return None
    year = years[switches[0]]
    size = abs(series[year])
    if not size or min(abs(series[years[0]] - series[year]), abs(series[years[-1]] - series[year])) < least * size:
        return None
    return Turn(year, rising[0])


_SINGULAR = ("region", "country", "state", "province", "county", "city", "nation", "company", "publisher")


def plural(member: Member) -> bool:
    """Whether a member's name takes a plural verb: "Biologics grow", but "Texas grows" and "API grows".

    Names of places and companies are singular, and so are abbreviations; an ending in s decides for the rest.
    """
    word = member.label.split()[-1] if member.label.split() else ""
    if member.dimension in _SINGULAR or word.isupper():
        return False
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def verb(subject: Change | Member, singular: str, several: str) -> str:
    """The form of a verb that suits a member's name."""
    return several if plural(subject.member if isinstance(subject, Change) else subject) else singular
