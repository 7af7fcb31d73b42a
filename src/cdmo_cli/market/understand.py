"""From blocks to a model: every figure becomes an observation that knows its members and its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli.market.axes import Axis, read_axis
from cdmo_cli.market.context import context_of, varied_in
from cdmo_cli.market.currencies import add_currencies
from cdmo_cli.market.facts import TAXONOMY, TEXTS, Facts, read_facts, read_texts, with_own_taxonomy
from cdmo_cli.market.figures import Columns, Frame, Ints, Pools, joined, read_figures, with_context
from cdmo_cli.market.model import Model, Naming, Observations, Taxonomy
from cdmo_cli.market.placement import as_placed
from cdmo_cli.market.registry import Registry
from cdmo_cli.market.resolve import Lexicon
from cdmo_cli.market.subject import of_market, title_of
from cdmo_cli.market.tidy import tidied
from cdmo_cli.market.words import key
from cdmo_cli.read.model import Sheet, Workbook
from cdmo_cli.tables.model import Block, SheetTables


def understand(workbook: Workbook, tables: Sequence[SheetTables], taxonomy: Taxonomy) -> Model:
    """The model of a workbook, from what `read` and `tables` made of it.

    Never raises for what the data says: labels that name nothing known become members of their own, and each
    is listed in `names` with how it was understood. A sheet "Taxonomy" in the workbook is worked into the
    taxonomy first; the sheets "Taxonomy" and "Texts" hold no figures.
    """
    vocabulary = with_own_taxonomy(workbook, taxonomy)
    lexicon, registry = Lexicon(vocabulary), Registry(vocabulary)
    facts = read_facts(workbook, tables)
    titles = {title for sheet in tables for title in (sheet.name, *(b.title for b in sheet.blocks)) if title}
    loose = varied_in(sorted(titles), lexicon)
    builder = _Builder(lexicon, registry, facts, {s.index: s for s in workbook.sheets}, loose)
    for sheet in tables:
        if key(sheet.name) not in (TAXONOMY, TEXTS):
            for block in sheet.blocks:
                builder.add(block, sheet)
    observations = builder.observations()
    return Model(
        taxonomy=vocabulary,
        observations=observations,
        dimensions=as_placed(registry.dimensions(), observations),
        names=tuple(builder.names),
        facts=facts.facts,
        texts=read_texts(workbook),
        sheets=tuple(s.name for s in sorted(workbook.sheets, key=lambda s: s.index)),
        path=str(workbook.path),
        title=title_of(tables),
        market=taxonomy.market if of_market(taxonomy, builder.names, lexicon.geography) else "",
    )


@dataclass(frozen=True, slots=True)
class _Part:
    sheet: int
    block: int
    columns: Columns


class _Builder:
    """Collects the observations of one workbook, block by block."""

    def __init__(
        self,
        lexicon: Lexicon,
        registry: Registry,
        facts: Facts,
        sheets: Mapping[int, Sheet],
        loose: frozenset[str],
    ) -> None:
        self.lexicon, self.registry, self.facts, self.sheets, self.loose = lexicon, registry, facts, sheets, loose
        self.frame = Frame(facts.facts, facts.unit, frozenset(d.code for d in lexicon.taxonomy.dimensions))
        self.names: list[Naming] = []
        self.parts: list[_Part] = []
        self.pools = Pools()
        self.blocks = 0

    def add(self, block: Block, tables: SheetTables) -> None:
        """Take in one block: its facts, its names and its observations."""
        position, self.blocks = self.blocks, self.blocks + 1
        sheet = self.sheets[block.sheet]
        block = tidied(block, sheet)
        used = frozenset(self.facts.used.get(block.sheet, ()))
        if block.layout == "pairs" and self._only_facts(block, used):
            return
        context = self._context(block, tables)
        hints = [t for t in (block.title, tables.name) if t]
        rows = read_axis(block, position, "row", hints, context, self.lexicon, self.registry)
        columns = read_axis(block, position, "column", hints[:1], context, self.lexicon, self.registry)
        self.names += rows.names + columns.names
        if not len(block.figures):
            return
        found = read_figures(block, sheet, rows, columns, self.frame, self.pools, used)
        add_currencies(found, block, sheet)
        self._apply(context, found, rows, columns)
        self._imply(found)
        self.parts.append(_Part(block.sheet, position, found))

    def _only_facts(self, block: Block, used: frozenset[tuple[int, int]]) -> bool:
        """Whether a list of pairs says something of the report alone."""
        cells = zip(block.figures.row.tolist(), block.figures.column.tolist(), strict=True)
        return any(cell in block.range for cell in used) and all(cell in used for cell in cells)

    def _context(self, block: Block, tables: SheetTables) -> dict[str, str]:
        """The member that the title or the sheet's name fixes, by dimension."""
        titles = [block.title] if block.title else []
        if not titles:
            titles = [note.text for note in block.notes if note.kind == "title"]
        found = {}
        for dimension, match in context_of([*titles, tables.name], self.lexicon, self.loose).items():
            if match.made is not None:
                self.registry.add(match.made)
            if match.member is not None:
                found[dimension] = match.member
        return found

    def _apply(self, context: Mapping[str, str], found: Columns, rows: Axis, columns: Axis) -> None:
        for dimension, member in context.items():
            varied = dimension in rows.members or dimension in columns.members
            if varied and not self._only_below(dimension, member, rows, columns):
                continue
            with_context(found, dimension, self.registry.index(dimension, member))

    def _only_below(self, dimension: str, member: str, rows: Axis, columns: Axis) -> bool:
        """Whether a block names no other member of the dimension: its countries merely stand in that region."""
        index = self.registry.index(dimension, member)
        seen = {i for axis in (rows, columns) for i in axis.members.get(dimension, ())}
        return seen <= {index, -1}

    def _imply(self, found: Columns) -> None:
        """A country's figure is its region's too: the region that it stands under, else the taxonomy's."""
        for code in list(found.members):
            outer = self.registry.within(code)
            if outer is None:
                continue
            parents = np.array([*self.registry.parents(code), -1], dtype=np.int32)[found.members[code]]
            held = found.members.get(outer)
            found.members[outer] = parents if held is None else np.where(held >= 0, held, parents).astype(np.int32)

    def observations(self) -> Observations:
        """All parts as one set of parallel columns, in the order they were taken in."""
        parts = self.parts
        codes = [d.code for d in self.registry.dimensions() if any(d.code in p.columns.members for p in parts)]
        attributes = {}
        start = 0
        for part in parts:
            attributes.update({start + at: told for at, told in part.columns.attributes.items()})
            start += len(part.columns)

        def held(part: _Part, code: str) -> Ints:
            own = part.columns.members.get(code)
            return own if own is not None else np.full(len(part.columns), -1, dtype=np.int32)

        return Observations(
            sheet=joined([np.full(len(p.columns), p.sheet, dtype=np.int32) for p in parts], np.int32),
            row=joined([p.columns.row for p in parts], np.int32),
            column=joined([p.columns.column for p in parts], np.int32),
            block=joined([np.full(len(p.columns), p.block, dtype=np.int32) for p in parts], np.int32),
            value=joined([p.columns.value for p in parts], np.float64),
            decimals=joined([p.columns.decimals for p in parts], np.int8),
            measure=joined([p.columns.measure for p in parts], np.int8),
            status=joined([p.columns.status for p in parts], np.int8),
            period=joined([p.columns.period for p in parts], np.int32),
            unit=joined([p.columns.unit for p in parts], np.int32),
            members={code: joined([held(p, code) for p in parts], np.int32) for code in codes},
            periods=tuple(self.pools.periods),
            units=tuple(self.pools.units),
            attributes=attributes,
        )
