"""The labels of a block's rows or columns to members: one index a line and dimension, and how each was named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from cdmo_cli.market.decide import section_of
from cdmo_cli.market.model import Member, Naming
from cdmo_cli.market.registry import Registry
from cdmo_cli.market.resolve import Lexicon, Match, is_rest, is_total
from cdmo_cli.market.slots import Side, Slot, is_nothing, measure_of, read_slots, says_what, slot_number
from cdmo_cli.market.words import slug
from cdmo_cli.tables.model import Block, Label, Line, Measure
from cdmo_cli.tables.words import measure_in

_OF_WHICH = re.compile(r"(?:of which|thereof|davon|darunter|including)\b(?=.*\w)", re.IGNORECASE)


def is_of_which(text: str) -> bool:
    """Whether a label names a part of the line above it and says so: "of which vaccines", "davon Impfstoffe"."""
    return _OF_WHICH.match(text.strip(" -–—•:")) is not None


@dataclass
class Axis:
    """The lines of one side: `members[d][i]` is the member of line i in dimension d, −1 for none."""

    size: int
    members: dict[str, list[int]] = field(default_factory=dict)
    measures: dict[int, Measure] = field(default_factory=dict)
    attributes: dict[int, dict[str, str]] = field(default_factory=dict)
    names: list[Naming] = field(default_factory=list)

    def set(self, line: int, dimension: str, index: int) -> None:
        if dimension not in self.members:
            self.members[dimension] = [-1] * self.size
        self.members[dimension][line] = index


def read_axis(
    block: Block,
    position: int,
    side: Side,
    hints: Sequence[str],
    context: Mapping[str, str],
    lexicon: Lexicon,
    registry: Registry,
) -> Axis:
    """Resolve the labels of one side of a block.

    `position` is the block's number in the model. `hints` may name the dimension where no heading does (title,
    sheet name); `context` has the member that holds for the whole block, by dimension.
    """
    lines = block.rows if side == "row" else block.columns
    return _Reader(block, position, side, lines, hints, context, lexicon, registry).read()


class _Reader:
    def __init__(
        self,
        block: Block,
        position: int,
        side: Side,
        lines: Sequence[Line],
        hints: Sequence[str],
        context: Mapping[str, str],
        lexicon: Lexicon,
        registry: Registry,
    ) -> None:
        self.block, self.position, self.side, self.lines = block, position, side, lines
        self.hints, self.context, self.lexicon, self.registry = hints, context, lexicon, registry
        self.axis = Axis(len(lines))
        self.named: set[tuple[object, ...]] = set()
        self.crossed: frozenset[int] = frozenset()
        self.above: dict[int, str | None] = {}  # slot → the member of the line before that is no "of which"

    def read(self) -> Axis:
        slots, self.crossed = read_slots(self.block, self.side, self.lines, self.hints, self.lexicon, self.registry)
        section: frozenset[str] = frozenset()
        for i, line in enumerate(self.lines):
            section = self._line(i, line, slots, section)
        return self.axis

    # -- one line

    def _line(self, i: int, line: Line, slots: Mapping[int, Slot], section: frozenset[str]) -> frozenset[str]:
        under: str | None = None
        own_parent: dict[str, str] = {}
        for label in line.labels:
            slot = slots[slot_number(self.side, label, self.crossed)]
            if is_nothing(label.text):
                continue
            if slot.attribute is not None:
                self._attribute(i, slot.attribute, label.text)
                continue
            announced = section_of(label.text, self.lexicon)
            if announced is not None:
                section = announced
                continue
            if slot.decision.dimensions:
                number = slot_number(self.side, label, self.crossed)
                if under is None and is_of_which(label.text):
                    self._known(i, label, slot, section, self.above.get(number))
                    continue
                under = self._known(i, label, slot, section, under) or under
                self.above[number] = under
            elif slot.own is not None:
                self._own(i, label, slot, own_parent, line)
            elif label.total or is_total(label.text):
                self._name(label, "total", None, None, None)
            else:
                self._figure_word(i, label.text, line)
        return section

    def _attribute(self, i: int, name: str, text: str) -> None:
        if name == "measure":
            measure = measure_of(text)
            if measure is not None:
                self.axis.measures[i] = measure
        elif name and text:
            self.axis.attributes.setdefault(i, {})[name] = text

    def _known(self, i: int, label: Label, slot: Slot, section: frozenset[str], under: str | None) -> str | None:
        """A label of a dimension of the taxonomy; returns the member for what stands under it."""
        family = slot.decision.dimensions
        if slot.decision.mixed and section:
            family = frozenset(c for s in section for c in self.lexicon.family(s))
        cell = (label.row, label.column)
        under = under or slot.over.get(cell) or self._context_over(family)
        if cell in slot.fragments:
            member = slot.fragments[cell]
            dimension = self._home(member, family)
            self._set(i, dimension, member, under)
            self._name(label, "split", dimension, member, under, (member,))
            return member
        match = self.lexicon.find(label.text, family, under)
        if label.total or is_total(label.text):
            match = (match if match and match.how == "name" else None) or self.lexicon.whole_of(label.text, family)
            if match is None and not (slot.whole and not is_total(label.text)):
                self._name(label, "total", None, None, under)
                return None
            match = match or self._partial(label, slot, family)
        if match is None and says_what(label.text, self.lexicon):
            return None
        if match is None and not self._must_name(slot):
            return None
        if match is None:
            match = self._unknown(label, family, slot, under)
        if match.made is not None:
            made = match.made if match.made.parent or match.made.rest else self._placed(match.made, under)
            self.registry.add(made)
        if match.dimension is None or match.member is None:
            return None
        self._set(i, match.dimension, match.member, under)
        self._name(label, match.how, match.dimension, match.member, under, match.candidates)
        return match.member

    def _partial(self, label: Label, slot: Slot, family: frozenset[str]) -> Match:
        """`IDA total` beside `World`: a sum of some members that the taxonomy does not know, never the whole."""
        headed = self.lexicon.headed(slot.heading) & family
        dimension = next(iter(headed)) if len(headed) == 1 else self._outermost(family)
        made = Member(slug(label.text), label.text, dimension, known=False)
        return Match("grouping", dimension, made.code, (), made)

    def _must_name(self, slot: Slot) -> bool:
        """A list without figures that happens to hold names of an open dimension says nothing of its other words."""
        if len(self.block.figures) or slot.decision.hinted:
            return True
        return not any(self.lexicon.is_open(code) for code in slot.decision.dimensions)

    def _placed(self, made: Member, under: str | None) -> Member:
        """A member that the taxonomy does not know, put where it stands."""
        over = self.registry.find(under) if under is not None else None
        if over is None or over.code == made.code:
            return made
        homes = (made.dimension, self.registry.within(made.dimension))
        return replace(made, parent=over.code) if over.dimension in homes else made

    def _unknown(self, label: Label, family: frozenset[str], slot: Slot, under: str | None) -> Match:
        near = self.lexicon.nearest(label.text, family)
        headed = self.lexicon.headed(slot.heading) & family
        level = slot.levels.get(label.depth)
        dimension = next(iter(headed)) if len(headed) == 1 else level or self._outermost(family)
        over = self.registry.find(under) if under is not None else None
        if over is not None:
            inner = next((c for c in family if self.registry.within(c) == over.dimension), None)
            dimension = inner or dimension
        segment = (over is not None and over.dimension == dimension) or is_of_which(label.text)  # is in no sum of all
        how: Literal["new", "unknown"] = (
            "new" if (segment or self.lexicon.is_open(dimension)) and not near else "unknown"
        )
        made = Member(slug(label.text), label.text, dimension, known=False, rest=is_rest(label.text))
        return Match(how, dimension, made.code, near, made)

    def _outermost(self, family: frozenset[str]) -> str:
        return next((c for c in sorted(family) if self.registry.within(c) not in family), min(family))

    def _context_over(self, family: Iterable[str]) -> str | None:
        """The member of the block's context that labels of the family stand under."""
        for code in family:
            outer = self.registry.within(code)
            if outer is not None and outer in self.context:
                return self.context[outer]
        return None

    def _home(self, member: str, family: Iterable[str]) -> str:
        for code in family:
            try:
                self.registry.index(code, member)
            except KeyError:
                continue
            return code
        return min(family)

    def _set(self, i: int, dimension: str, member: str, under: str | None) -> None:
        self.axis.set(i, dimension, self.registry.index(dimension, member))
        outer = self.registry.within(dimension)
        if outer is not None and under is not None:
            over = self.registry.find(under)
            if over is not None and over.dimension == outer:
                self.axis.set(i, outer, self.registry.index(outer, under))

    def _own(self, i: int, label: Label, slot: Slot, parents: dict[str, str], line: Line) -> None:
        """A label that only the workbook knows: a member of its own dimension, under the label before it."""
        dimension = slot.own or ""
        if self._figure_word(i, label.text, line):
            return
        if is_total(label.text) or (label.total and slot.totals == 1):
            self._name(label, "total", dimension, None, parents.get(dimension))
            return
        parent = parents.get(dimension)
        code = slug(label.text)
        member = self._own_member(dimension, code, label.text, parent)
        parents[dimension] = member
        self.axis.set(i, dimension, self.registry.index(dimension, member))
        self._name(label, "own", dimension, member, parent)

    def _figure_word(self, i: int, text: str, line: Line) -> bool:
        """Take a label such as "CAGR" for the measure of its line; False for any other label."""
        if not says_what(text, self.lexicon):
            return False
        measure = measure_in(text)[0]
        if measure is not None and line.measure is None:
            self.axis.measures[i] = measure
        return measure is not None or line.period is not None or line.unit is not None

    def _own_member(self, dimension: str, code: str, text: str, parent: str | None) -> str:
        """Its code: the slug, with the parent's before it where the same word stands under several parents."""
        found = self._same(dimension, code)
        if found is not None and found.parent != parent and parent is not None:
            code = f"{parent}-{code}"
        elif found is not None and found.parent != parent:
            return found.code
        self.registry.add(Member(code, text, dimension, parent=parent, rest=is_rest(text), known=False))
        return code

    def _same(self, dimension: str, code: str) -> Member | None:
        try:
            return self.registry.member(dimension, self.registry.index(dimension, code))
        except KeyError:
            return None

    def _name(
        self,
        label: Label,
        how: Literal["name", "alias", "new", "own", "total", "grouping", "merged", "split", "unknown"],
        dimension: str | None,
        member: str | None,
        under: str | None,
        candidates: tuple[str, ...] = (),
    ) -> None:
        """Note how a label was understood: once a cell, and in a long table once a name."""
        cell: tuple[object, ...] = (label.row, label.column)
        if self.block.layout == "long":
            cell = (label.column, label.text, under)
        if cell in self.named:
            return
        self.named.add(cell)
        self.axis.names.append(
            Naming(
                sheet=self.block.sheet,
                block=self.position,
                row=label.row,
                column=label.column,
                text=label.text,
                how=how,
                dimension=dimension,
                member=member,
                under=under if under != member else None,
                candidates=candidates,
            )
        )
