"""The sets of labels on one side of a block: which dimension each is, and what can only be seen in all of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from cdmo_cli.market.decide import OWN, Decision, decide, section_of
from cdmo_cli.market.registry import Registry
from cdmo_cli.market.resolve import Lexicon, is_rest, is_total
from cdmo_cli.market.words import key, slug
from cdmo_cli.tables.model import Block, Label, Line, Measure
from cdmo_cli.tables.periods import find_period, read_period
from cdmo_cli.tables.units import currency_of, find_unit
from cdmo_cli.tables.words import is_missing, measure_in

Side = Literal["row", "column"]
Spot = tuple[int, int]  # row and column of a label
_MEASURE_HEADINGS = frozenset(("measure", "metric", "indicator", "measurement"))
_CODE_WORDS = frozenset(("code", "codes", "iso", "iso2", "iso3", "id"))
# Headings of columns that say something of a figure and are no dimension; "" for what is not kept.
ATTRIBUTES: Mapping[str, str] = {
    **dict.fromkeys(("source", "sources", "reference", "url", "link", "evidence"), "source"),
    **dict.fromkeys(
        ("year end", "fiscal year end", "fiscal year ended", "year ended", "period end", "fy end"), "year_end"
    ),
    **dict.fromkeys(("kind", "kind of revenue", "revenue kind", "revenue of", "scope", "perimeter"), "kind"),
    **dict.fromkeys(("headquarters", "headquarter", "hq", "head office", "registered office"), "headquarters"),
    **dict.fromkeys(("from", "base currency", "from currency"), "from"),
    **dict.fromkeys(("to", "quote currency", "to currency"), "to"),
    **dict.fromkeys(("basis", "rate basis", "rate type"), "basis"),
    **dict.fromkeys(("note", "notes", "comment", "comments", "remark", "remarks", "as printed", "printed"), "note"),
    **dict.fromkeys(("file", "sheet", "cell"), ""),
    **dict.fromkeys(("unit", "currency", "status", "scale", "decimals", "period"), ""),
}
# Attributes whose heading is an everyday word: their values must look the part.
_TELLING_VALUES: Mapping[str, Callable[[str], object]] = {
    "from": currency_of,
    "to": currency_of,
    "kind": re.compile(r"cdmo|group|company|total", re.I).search,
    "basis": re.compile(r"average|end|spot|closing", re.I).search,
}
# Marks of missing values that, at the head of a line, are names: sites A, B, C; samples S and X; NA, North America.
_NAMES_AS_LABELS = frozenset(("C", "S", "X", "A.", "K.", "NA", "NS", "ND"))
_OUTER_AND_INNER = 2
_CROSSED_SHARE = 0.6  # so many of the names that are set in stand under several others
_NO_NAMES = frozenset(("of which", "including", "thereof", "davon", "darunter", "memo", "memo items"))


@dataclass
class Slot:
    """The labels of one label column (of rows) or header row (of columns)."""

    heading: str
    texts: dict[str, None] = field(default_factory=dict)
    decision: Decision = OWN
    own: str | None = None  # code of the workbook's own dimension; None: the labels tell lines apart by themselves
    attribute: str | None = None  # not a dimension but something said of the figures
    flat: bool = True  # no label stands under another
    totals: int = 0
    whole: bool = False  # one of the labels says by itself that it is the whole: World, Total
    fragments: dict[Spot, str] = field(default_factory=dict)  # names over two cells → the member
    levels: dict[int, str] = field(default_factory=dict)  # depth → dimension that its labels mostly are of
    over: dict[Spot, str] = field(default_factory=dict)  # in a flat list: the region that a label stands under


def slot_number(side: Side, label: Label, crossed: frozenset[int] = frozenset()) -> int:
    """Which slot a label is in: its column for rows, its row for columns. In a column of `crossed` what is set in is
    a slot of its own, with a negative number."""
    if side == "row":
        return -label.column if label.depth and label.column in crossed else label.column
    return label.row


def crossed_columns(block: Block, side: Side, lines: Sequence[Line], lexicon: Lexicon) -> frozenset[int]:
    """The label columns in which two dimensions stand: the same names are set in under several others (Phase I and
    Phase II under each region)."""
    if side == "column" or block.layout == "long":
        return frozenset()
    over: dict[int, dict[str, set[str]]] = {}
    for line in lines:
        if len(line.labels) != _OUTER_AND_INNER:
            continue
        outer, inner = line.labels
        if outer.column == inner.column and inner.depth and is_name(inner.text, lexicon) and not is_rest(inner.text):
            over.setdefault(inner.column, {}).setdefault(inner.text, set()).add(outer.text)
    return frozenset(
        column
        for column, inner in over.items()
        if len(inner) > 1 and sum(len(outer) > 1 for outer in inner.values()) >= _CROSSED_SHARE * len(inner)
    )


def read_slots(
    block: Block, side: Side, lines: Sequence[Line], hints: Sequence[str], lexicon: Lexicon, registry: Registry
) -> tuple[dict[int, Slot], frozenset[int]]:
    """The slots of one side, decided, and the columns that hold two; the workbook's own dimensions are added to the
    registry."""
    crossed = crossed_columns(block, side, lines, lexicon)
    slots = _collected(side, lines, crossed)
    for slot in slots.values():
        _decide(slot, block, side, hints, lexicon)
    _drop_codes(slots)
    for slot in slots.values():
        if slot.attribute is None and not slot.decision.dimensions and len(block.figures):
            _own_dimension(slot, block, side, lines, lexicon, registry)
    for number, slot in slots.items():
        if slot.decision.dimensions:
            labels = [
                label for line in lines for label in line.labels[-1:] if slot_number(side, label, crossed) == number
            ]
            _survey(slot, labels, block, lexicon, registry)
    return slots, crossed


def _collected(side: Side, lines: Sequence[Line], crossed: frozenset[int]) -> dict[int, Slot]:
    slots: dict[int, Slot] = {}
    for line in lines:
        seen: set[int] = set()
        for label in line.labels:
            number = slot_number(side, label, crossed)
            slot = slots.get(number)
            if slot is None:
                slot = slots[number] = Slot(label.heading if number > 0 else "")
            if label.text not in slot.texts:
                slot.texts[label.text] = None
                slot.totals += label.total
                slot.whole = slot.whole or is_total(label.text)
            slot.flat = slot.flat and number not in seen
            seen.add(number)
    return slots


def _decide(slot: Slot, block: Block, side: Side, hints: Sequence[str], lexicon: Lexicon) -> None:
    heading = key(slot.heading)
    slot.attribute = _attribute(slot, heading, block, lexicon) if side == "row" else None
    if slot.attribute is None and block.measure == "rate" and not lexicon.headed(slot.heading):
        slot.attribute = ""  # the labels name currencies, which `currencies` reads
    if slot.attribute is not None:
        return
    if slot.heading and (side == "column" or lexicon.headed(slot.heading)):
        hints = [slot.heading]
    else:
        layout = "Company" if block.layout == "company" and side == "row" else ""
        hints = [hint for hint in (slot.heading, layout, *hints) if hint]
    names = [t for t in _sample(slot) if is_name(t, lexicon)]
    slot.decision = decide(names, hints, lexicon, headed=bool(lexicon.headed(slot.heading)))


def _attribute(slot: Slot, heading: str, block: Block, lexicon: Lexicon) -> str | None:
    if heading in _MEASURE_HEADINGS and all(measure_of(text) for text in slot.texts):
        return "measure"
    if heading.endswith("as printed"):
        return "note"
    name = ATTRIBUTES.get(heading)
    if block.layout == "claims" and name == "source" and len(block.label_columns) == 1:
        return None  # who claims it
    looks = _TELLING_VALUES.get(name or "")
    if looks is None or block.layout == "company" or all(looks(text) for text in slot.texts):
        return name
    return None


def _drop_codes(slots: Mapping[int, Slot]) -> None:
    """A column of country codes beside one of names says the same again."""
    for slot in slots.values():
        family = slot.decision.dimensions
        coded = bool(set(key(slot.heading).split()) & _CODE_WORDS)
        if family and coded and any(s is not slot and s.decision.dimensions == family for s in slots.values()):
            slot.attribute, slot.decision = "", OWN


def _own_dimension(
    slot: Slot, block: Block, side: Side, lines: Sequence[Line], lexicon: Lexicon, registry: Registry
) -> None:
    """Give the workbook's own set of labels a dimension, where it is needed to tell the lines apart."""
    if not any(is_name(text, lexicon) for text in _sample(slot)) or (side == "column" and _told_apart(lines)):
        return
    default = "Series" if side == "column" else {"claims": "Publisher"}.get(block.layout, "Item")
    heading = slot.heading if _names_dimension(slot.heading) else default
    known = None if heading == slot.heading else registry.own_of(slug(text) for text in _sample(slot))
    slot.own = known or registry.own(slug(heading), heading)


def _told_apart(lines: Sequence[Line]) -> bool:
    """Whether periods, measures and units alone make every line a different one."""
    signatures = {(line.period, line.status, line.measure, line.unit) for line in lines}
    return len(signatures) == len(lines)


# -- what only the whole set shows


def _survey(
    slot: Slot,
    labels: Sequence[Label],
    block: Block,
    lexicon: Lexicon,
    registry: Registry,
) -> None:
    """`labels`: the innermost ones of the slot's lines."""
    family = slot.decision.dimensions
    votes: dict[int, Counter[str]] = {}
    for label in labels:
        match = lexicon.find(label.text, family)
        if match is not None and match.dimension is not None:
            votes.setdefault(label.depth, Counter())[match.dimension] += 1
    slot.levels = {depth: counts.most_common(1)[0][0] for depth, counts in votes.items()}
    if block.layout != "long":
        slot.fragments = _fragments(labels, family, lexicon, registry)
        if slot.flat:
            slot.over = _regions_over(labels, family, lexicon, registry)


def _fragments(
    labels: Sequence[Label], family: frozenset[str], lexicon: Lexicon, registry: Registry
) -> dict[Spot, str]:
    """Names such as "Saudi" and "Arabia" in two neighbouring cells, neither of which is a name by itself."""
    found = {}
    for first, second in pairwise(labels):
        step = (second.row - first.row, second.column - first.column)
        if step not in ((1, 0), (0, 1)) or first.total or second.total:
            continue
        if lexicon.find(first.text, family) or lexicon.find(second.text, family):
            continue
        whole = lexicon.find(f"{first.text} {second.text}", family)
        if whole is not None and whole.how in ("name", "alias", "new") and whole.member is not None:
            if whole.made is not None:
                registry.add(whole.made)
            found[first.row, first.column] = found[second.row, second.column] = whole.member
    return found


def _regions_over(
    labels: Sequence[Label], family: frozenset[str], lexicon: Lexicon, registry: Registry
) -> dict[Spot, str]:
    """In a list without any indentation a country stands under the region named before it (or after it), if most
    of the countries there belong to it."""
    inner = next((c for c in family if registry.within(c) in family), None)
    if inner is None:
        return {}
    outer = registry.within(inner)
    best: tuple[int, dict[Spot, str]] = (0, {})
    for ordered in (labels, labels[::-1]):
        current: str | None = None
        agree = differ = 0
        under: dict[Spot, str] = {}
        for label in ordered:
            match = lexicon.find(label.text, family) or lexicon.whole_of(label.text, family)
            if match is not None and match.dimension == outer:
                current = match.member
            elif label.total or is_total(label.text) or (match is not None and match.dimension != inner):
                current = None
            elif current is not None:
                under[label.row, label.column] = current
                if match is not None and match.made is None and match.dimension == inner and match.member is not None:
                    parent = registry.member(inner, registry.index(inner, match.member)).parent
                    agree, differ = agree + (parent == current), differ + (parent != current)
        if agree > best[0] and agree >= 2 * differ:
            best = (agree, under)
    return best[1]


# -- single labels


def is_nothing(text: str) -> bool:
    """Whether a label stands for no name at all: –, n/a, "of which"."""
    return (is_missing(text) and text.strip() not in _NAMES_AS_LABELS) or key(text) in _NO_NAMES


def is_name(text: str, lexicon: Lexicon) -> bool:
    """Whether a label is a name, and not the word for a figure, a section or nothing."""
    return not is_nothing(text) and not says_what(text, lexicon) and section_of(text, lexicon) is None


def says_what(text: str, lexicon: Lexicon) -> bool:
    """Whether a label only says what or when is measured, which `tables` has read already."""
    return is_figure_word(text) and lexicon.find(text) is None


def _sample(slot: Slot) -> list[str]:
    """At most a thousand or so of many labels, evenly spread: enough to tell what they are."""
    texts = list(slot.texts)
    return texts[:: max(1, len(texts) // 1000)]


def is_figure_word(text: str) -> bool:
    """Whether a label only says what, when or in which unit is measured: "Market size 2024, USD billion"."""
    if read_period(text) is not None:
        return True
    dated = find_period(text)
    rest = dated[1] if dated is not None else text
    in_unit = find_unit(rest)
    rest = in_unit[1] if in_unit is not None else rest
    measure, rest = measure_in(rest)
    again = measure_in(rest)[1] if measure is not None else rest  # "Growth rate (CAGR)" says it twice
    bare = not rest or not again or is_total(rest)  # "Global market size"
    return bare and (measure is not None or dated is not None or in_unit is not None)


def _names_dimension(heading: str) -> bool:
    return 0 < len(heading) <= 60 and any(c.isalpha() for c in heading) and not is_figure_word(heading)


def measure_of(text: str) -> Measure | None:
    """The measure that a cell of a "Measure" column names."""
    words = key(text)
    for name in ("revenue", "share", "growth", "cagr", "count", "index", "rate", "price", "value"):
        if words == name:
            return name
    return measure_in(text)[0]
