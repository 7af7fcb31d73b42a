"""Sums that the taxonomy declares: a whole and the members that make it up, in every context of the workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cdmo_cli.identities.keys import Index, Key, Members
from cdmo_cli.identities.missing import NULL, ZERO, Gaps, Reading, gaps, label
from cdmo_cli.identities.model import Cell, Evidence, Identity, Lacking, Missing
from cdmo_cli.market.axes import is_of_which
from cdmo_cli.market.model import Dimension, Member
from cdmo_cli.read.model import Value

AMOUNTS = frozenset({"revenue", "count", "value"})

MOST_EMPTY = 3
"""In a sum with more empty cells they are a habit of the table, and no figures that were lost."""

_OUTSIDE = re.compile(
    r"not in(?:cluded in)?(?: the)? total|excluded from(?: the)? total|memo\b"
    r"|^(?:check(?:sum)?|control|differences?|discrepanc(?:y|ies)|variance|differenz|abweichung|kontrolle|prüfung)\b",
    re.IGNORECASE,
)


def partitions(
    index: Index, mode: Missing, value: Callable[[Cell], Value], blank: Callable[[Cell, int], int]
) -> Iterator[Identity | Lacking]:
    """All sums of amounts and shares, over every dimension and context, and those that lack figures.

    Figures of one table go together; only where no table holds two parts are the parts gathered from several
    (a sheet a region). The total of the same table is preferred to one of another sheet. `mode` says what becomes of
    sums that lack figures; `value` gives the content of a cell, `blank` a position to an empty one that is
    a part like another.
    """
    families = {
        (dimension, whole): parts
        for (dimension, whole), parts in _families(index, mode).items()
        if _adds_up(index, index.model.dimensions[dimension], whole.members)
    }
    lines = gaps(index, families, mode, value)
    for (dimension, whole), parts in families.items():
        for group in _groups(index, dimension, parts):
            if mode == "non_zero" and not index.model.observations.value[list(group)].any():
                continue
            group = _above_total(index, dimension, whole, group)
            found = (_shares if whole.measure == "share" else _amounts)(index, lines, dimension, whole, group)
            for item, zeros in found:
                yield _with_zeros(item, [blank(cell, group[0]) for cell in zeros] if len(zeros) <= MOST_EMPTY else [])
    yield from lines.unprinted()


def _with_zeros(item: Identity | Lacking, blanks: Sequence[int]) -> Identity | Lacking:
    """A sum with its empty cells as parts: one of them may be a figure that was deleted."""
    if isinstance(item, Lacking) or not blanks:
        return item
    parts = (*item.parts, *blanks)
    return replace(item, parts=parts, signs=(1,) * len(parts))


def _families(index: Index, mode: Missing) -> Mapping[tuple[int, Key], list[int]]:
    """The observations that are parts of the same whole along a dimension, by that dimension and the whole.

    Where sums that lack figures are not told of, parts of an amount that no table prints for any period are left out:
    there is nothing to hold them against.
    """
    found: dict[tuple[object, ...], list[int]] = {}  # by numbers, which are quicker to look up than keys
    wholes: dict[tuple[object, ...], tuple[int, Key]] = {}
    printed = {(key.measure, key.currency, key.members) for key in index.positions}
    overlapping, leaves = _no_parts(index), dict[tuple[bool, ...], list[int]]()
    for key, positions in index.positions.items():
        measure, currency, members = key.measure, key.currency, key.members
        named = tuple([member >= 0 for member in members])
        if named not in leaves:
            leaves[named] = index.leaf(members)
        added: list[int] | None = None
        for dimension in leaves[named]:
            if (dimension, members[dimension]) in overlapping:
                continue
            above = index.parent(members, dimension)
            if mode == "non_null" and measure != "share" and (measure, currency, above) not in printed:
                continue
            if added is None:
                added = [position for position in positions if adds(index, position)]
            if not added:
                break
            name = (dimension, measure, id(key.period), currency, above)
            if name not in found:
                found[name] = []
                wholes[name] = dimension, Key(measure, key.period, currency, above)
            found[name].extend(added)
    families: dict[tuple[int, Key], list[int]] = {}
    for whole_name, parts in found.items():
        families.setdefault(wholes[whole_name], []).extend(parts)
    return families


def _no_parts(index: Index) -> frozenset[tuple[int, int]]:
    """The members that are never a part: known groupings, which overlap others (EMEA), lines that say so or check the
    table, and an "of which" line beside what it is part of."""
    codes = {(naming.dimension, naming.member) for naming in index.model.names if naming.how == "grouping"}
    return frozenset(
        (d, m)
        for d, dimension in enumerate(index.model.dimensions)
        for m, member in enumerate(dimension.members)
        if (dimension.code, member.code) in codes
        or (not member.known and _OUTSIDE.search(member.label))
        or (not _own(index, dimension) and index.parents[d][m] < 0 and is_of_which(member.label))
    )


def adds(index: Index, position: int) -> bool:
    """Whether a figure can be a part or a total: a percentage that is no share is a rate of something."""
    measure = index.keys[position].measure
    if measure not in AMOUNTS or position in index.marks.rates:
        return measure == "share"
    unit = int(index.model.observations.unit[position])
    return unit < 0 or index.model.observations.units[unit].kind != "percent"


def _adds_up(index: Index, home: Dimension, whole: Members) -> bool:
    """Whether the members of a dimension are known to make up that whole at all."""
    codes = [d.code for d in index.model.dimensions]
    if whole[codes.index(home.code)] >= 0:
        return True
    if home.within is not None:
        return home.within in codes and whole[codes.index(home.within)] >= 0
    return home.partition or _own(index, home)


def _own(index: Index, home: Dimension) -> bool:
    return index.model.taxonomy.dimension(home.code) is None


def _only_shown(index: Index, dimension: int, whole: Key, parts: Sequence[int]) -> bool:
    """Whether only the sheet says that these are parts: of a dimension of its own, or members that the taxonomy does
    not know set in under one of the same dimension."""
    home = index.model.dimensions[dimension]
    if _own(index, home):
        return True
    members = (home.members[index.keys[part].members[dimension]] for part in parts)
    return whole.members[dimension] >= 0 and not any(member.known for member in members)


def _groups(index: Index, dimension: int, parts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Sets of parts that were printed together, each member once."""
    blocks: dict[tuple[int, int], list[int]] = {}
    for part in parts:
        blocks.setdefault(index.block(part), []).append(part)
    member = {part: index.keys[part].members[dimension] for part in parts}
    gathered = {block: found for block, found in blocks.items() if len({member[p] for p in found}) > 1}
    if not gathered:
        first: dict[int, int] = {}
        for part in sorted(parts):
            first.setdefault(member[part], part)
        yield tuple(first.values())
        return
    for found in gathered.values():
        yield from _each_once(index, member, sorted(found))


def _each_once(index: Index, member: Mapping[int, int], parts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Parts of one table as sets that hold each member once: by column or by row where a member stands twice."""
    observations = index.model.observations
    for line in (None, observations.column, observations.row):
        sets: dict[int, list[int]] = {}
        for part in parts:
            sets.setdefault(-1 if line is None else int(line[part]), []).append(part)
        if all(len({member[p] for p in found}) == len(found) for found in sets.values()):
            yield from (tuple(found) for found in sets.values() if len(found) > 1)
            return


def _above_total(index: Index, dimension: int, whole: Key, parts: tuple[int, ...]) -> tuple[int, ...]:
    """Without the lines below the total that the taxonomy does not know, where all that it knows stand above."""
    o, members = index.model.observations, index.model.dimensions[dimension].members
    foreign = {p for p in parts if _is_foreign(members[index.keys[p].members[dimension]])}
    known = tuple(p for p in parts if p not in foreign)
    if not foreign or not known or _completeness(index, dimension, whole.members, known) != ((), True):
        return parts
    for total in index.positions.get(whole, ()):
        if index.block(total) != index.block(parts[0]):
            continue
        for across, along in ((o.column, o.row), (o.row, o.column)):
            in_line = all(across[p] == across[total] for p in parts)
            if in_line and all(along[p] < along[total] for p in known):
                return tuple(p for p in parts if p not in foreign or along[p] < along[total])
    return parts


def _is_foreign(member: Member) -> bool:
    """Whether only the workbook has that member: no country that the taxonomy leaves out, and no rest."""
    return not member.known and not member.rest and member.iso is None


def as_written(index: Index, sums: Sequence[Identity], written: Sequence[Identity]) -> list[Identity]:
    """Without the sums whose total's own formula adds up all their known members and leaves out only such among them
    as the taxonomy does not know: what a member is that only the workbook has, the workbook says. A line before the
    first figure of the formula or behind its last one may have been added later, and forgotten."""
    o = index.model.observations
    formulas: dict[int, list[set[int]]] = {}
    for identity in written:
        if identity.kind == "sum" and all(sign == 1 for sign in identity.signs):
            formulas.setdefault(identity.total, []).append(set(identity.parts))
    codes = {dimension.code: i for i, dimension in enumerate(index.model.dimensions)}

    def among(figures: Collection[int], others: Collection[int]) -> bool:
        spans = [[int(along[p]) for p in others] for along in (o.row, o.column)]
        places = [(int(o.row[p]), int(o.column[p])) for p in figures]
        return all(any(min(s) < at < max(s) for at, s in zip(place, spans, strict=True)) for place in places)

    def leaves_out_foreign(identity: Identity) -> bool:
        """Whether the formula of the total adds all known parts, and leaves out only unknown ones among them."""
        at = codes[identity.dimension]
        members = index.model.dimensions[at].members
        known, foreign = set[int](), set[int]()
        for part in (part for part in identity.parts if part < len(index.keys)):
            (foreign if _is_foreign(members[index.keys[part].members[at]]) else known).add(part)
        added = formulas.get(identity.total, [])
        return bool(known) and any(
            known <= parts <= known | foreign and foreign - parts and among(foreign - parts, parts) for parts in added
        )

    return [i for i in sums if i.dimension not in codes or i.evidence != "declared" or not leaves_out_foreign(i)]


def _amounts(
    index: Index, lines: Gaps, dimension: int, whole: Key, parts: tuple[int, ...]
) -> Iterator[tuple[Identity | Lacking, Sequence[Cell]]]:
    unlisted, closed = _completeness(index, dimension, whole.members, parts)
    read = lines.reading(dimension, whole, parts, unlisted, closed=closed)
    if read.relation == "equal" and not read.missing and len(parts) < 2:
        return
    evidence: Evidence = "inferred" if _only_shown(index, dimension, whole, parts) else "declared"
    totals = list(_totals(index, whole, parts, aligned=evidence == "inferred"))
    missing = read.missing
    if not totals and lines.mode in ZERO | NULL and lines.total_is_missing(whole, parts):
        totals, missing = [-1], (*missing, label(index, whole))
    if totals and (not read.known or (totals == [-1] and lines.mode in NULL)):
        yield lines.lacking(dimension, whole, parts, missing, totals[0] if totals[0] >= 0 else None), ()
        return
    for total in totals:
        held = _as_figures_tell(index, lines, read, total, parts, closed=closed and not unlisted, evidence=evidence)
        found = Identity(
            kind="sum",
            total=total,
            parts=parts,
            signs=(1,) * len(parts),
            evidence=evidence,
            relation=held.relation,
            dimension=index.model.dimensions[dimension].code,
            missing=held.missing if total >= 0 else missing,
            openly=bool(held.missing) and set(held.missing) <= set(held.unknown),
            pattern=_pattern(index, dimension, whole, parts),
        )
        yield found, held.zeros


def _as_figures_tell(
    index: Index, lines: Gaps, read: Reading, total: int, parts: Sequence[int], *, closed: bool, evidence: Evidence
) -> Reading:
    """In a list that has to be complete: a missing figure is nothing where the others make up the total; where they
    come to less, it is what they leave."""
    if lines.mode != "non_null" or not closed or not (read.empty or read.unknown):
        return read
    rest = _rest(index, total, parts)
    if rest == 0 and len(parts) > 1:
        return replace(read, relation="equal", missing=())
    if rest > 0 and evidence == "declared":
        return replace(read, relation="at most", missing=(*read.unknown, *read.empty), zeros=())
    return read


def _rest(index: Index, total: int, parts: Sequence[int]) -> float:
    """What the parts leave of their total, 0 where that is within rounding."""
    o = index.model.observations
    scales = [unit.scale for unit in o.units] + [1.0]
    figures = [total, *parts]
    base = [float(o.value[p]) * scales[int(o.unit[p])] for p in figures]
    widths = [0.5 * 10.0 ** -float(max(int(o.decimals[p]), 0)) * scales[int(o.unit[p])] for p in figures]
    rest = base[0] - sum(base[1:])
    return 0.0 if abs(rest) <= sum(widths) else rest


def _totals(index: Index, whole: Key, parts: Sequence[int], *, aligned: bool) -> Iterable[int]:
    """The totals to hold the parts against: those of the same table in the parts' own column or row, named ones
    before figures that nothing heads; else the nearest one, unless only `aligned` ones of a table will do."""
    observations = index.model.observations
    same = [p for p in index.positions.get(whole, ()) if index.block(p) == index.block(parts[0]) and adds(index, p)]
    across = (observations.column, index.marks.unnamed_row), (observations.row, index.marks.unnamed_column)
    for line, unnamed in across if len(same) > 1 or aligned else ():
        found = [p for p in same if all(line[p] == line[part] for part in parts)]
        if found:
            return [p for p in found if p not in unnamed] or found
    if same and aligned:
        return ()
    nearest = index.nearest(whole, parts[0])
    return () if nearest is None or not adds(index, nearest) else (nearest,)


def _shares(
    index: Index, lines: Gaps, dimension: int, whole: Key, parts: tuple[int, ...]
) -> Iterator[tuple[Identity | Lacking, Sequence[Cell]]]:
    """Shares make up the share of what they are part of, or 100 % of it: whichever they come nearer to."""
    unlisted, closed = _completeness(index, dimension, whole.members, parts)
    read = lines.reading(dimension, whole, parts, unlisted, closed=closed)
    own = _only_shown(index, dimension, whole, parts)
    alone = own or (read.relation == "equal" and not read.missing) or not lines.is_list(dimension, whole, parts)
    if len(parts) < 2 and alone:
        return
    if not read.known:
        yield lines.lacking(dimension, whole, parts, read.missing), ()
        return
    scale = _scales(index)
    summed = sum(index.model.observations.value[p] * scale[p] for p in parts)
    printed = index.nearest(whole, parts[0])
    choices: list[tuple[float, int]] = [(1.0, -1)]
    if printed is not None:
        choices.insert(0, (float(index.model.observations.value[printed]) * scale[printed], printed))
    outermost = all(m < 0 for m in whole.members)
    if outermost and printed is not None and index.block(printed) == index.block(parts[0]):
        choices = choices[:1]
    target, total = min(choices, key=lambda choice: abs(choice[0] - summed))
    if not outermost and read.relation == "at most" and printed is not None and summed <= choices[0][0]:
        target, total = choices[0]
    found = Identity(
        kind="sum",
        total=total,
        parts=parts,
        signs=(1,) * len(parts),
        evidence="inferred" if own or (total < 0 and not outermost) else "declared",
        relation=read.relation,
        constant=0.0 if total >= 0 else target,
        dimension=index.model.dimensions[dimension].code,
        missing=read.missing,
        pattern=_pattern(index, dimension, whole, parts),
    )
    yield found, read.zeros


def _scales(index: Index) -> Sequence[float]:
    observations = index.model.observations
    scales = [unit.scale for unit in observations.units]
    return [scales[unit] if unit >= 0 else 1.0 for unit in observations.unit.tolist()]


def _completeness(index: Index, dimension: int, whole: Members, parts: Sequence[int]) -> tuple[tuple[str, ...], bool]:
    """The labels of the known members that the parts lack, and whether the list is one that has to be complete.

    A "Rest of" member completes its siblings; without one the list has to be complete where the dimension is flagged
    as a partition whose taxonomy knows no such member. A dimension of the workbook's own is taken as it stands.
    """
    home = index.model.dimensions[dimension]
    present = {index.keys[part].members[dimension] for part in parts}
    if _own(index, home):
        return (), True
    up = index.parents[dimension]
    code = _outer(index, home, whole)
    siblings = [
        i
        for i, member in enumerate(home.members)
        if up[i] == whole[dimension] and (whole[dimension] >= 0 or home.within is None or member.parent == code)
    ]
    if any(home.members[i].rest for i in present):
        return (), True
    missing = tuple(home.members[i].label for i in siblings if i not in present and _expected(home, i))
    open_end = any(home.members[i].rest and home.members[i].known for i in siblings)
    return missing, home.partition and not open_end


def _outer(index: Index, home: Dimension, whole: Members) -> str | None:
    if home.within is None:
        return None
    outer = next(i for i, d in enumerate(index.model.dimensions) if d.code == home.within)
    return index.model.dimensions[outer].members[whole[outer]].code if whole[outer] >= 0 else None


def _expected(home: Dimension, member: int) -> bool:
    return home.members[member].known and not home.members[member].rest


def _pattern(index: Index, dimension: int, whole: Key, parts: Sequence[int]) -> str:
    sheet, block = index.block(parts[0])
    members = ",".join(str(m) for m in whole.members)
    return f"{sheet}/{block}/{whole.measure}/{dimension}/{members}/{whole.currency}"
