"""Shows what was understood of files in the terminal: tables, members, labels in doubt, identities, and gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cdmo_cli.address import a1
from cdmo_cli.market.model import Dimension, Member, Naming
from cdmo_cli.present.console import words
from cdmo_cli.present.inspection import Inspection, TableView

if TYPE_CHECKING:
    from rich.console import Console

RELATIONS_SHOWN = 40  # rows and columns of totals and rates
MEMBERS_SHOWN = 40  # of a dimension; a workbook may have thousands of its own


def print_inspections(inspections: Sequence[Inspection], console: Console) -> None:
    """Print all files, one after the other."""
    for number, inspection in enumerate(inspections):
        if number:
            console.print()
        _print_file(inspection, console)
        _print_tables(inspection, console)
        _print_members(inspection, console)
        _print_doubts(inspection, console)
        _print_identities(inspection, console)
        _print_gaps(inspection, console)


def _print_file(inspection: Inspection, console: Console) -> None:
    tables = [table for sheet in inspection.sheets for table in sheet.tables]
    counts = (
        (len(inspection.sheets), "sheet"),
        (len(tables), "table"),
        (len(inspection.model.observations), "figure"),
    )
    said = ", ".join(f"{count:,} {word}{'s' if count != 1 else ''}" for count, word in counts)
    console.print(words(inspection.path, "bold"), soft_wrap=True)
    console.print(words(f"{inspection.format}: {said}", "dim"))
    for note in inspection.notes:
        console.print(words(f"note: {note}", "dim"))
    if inspection.unavailable:
        told = ", ".join(inspection.unavailable)
        console.print(words(f"note: the format {inspection.format} does not give {told}", "dim"))


def _print_tables(inspection: Inspection, console: Console) -> None:
    from rich import box
    from rich.table import Table

    grid = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for heading, widest in (("sheet", 18), ("range", 9), ("layout", 10)):
        grid.add_column(heading, overflow="fold", max_width=widest)
    grid.add_column("figures", justify="right", no_wrap=True)
    grid.add_column("of", overflow="fold")
    grid.add_column("periods", overflow="fold", min_width=9)
    grid.add_column("by", overflow="fold")
    for sheet in inspection.sheets:
        name = sheet.name if sheet.visible else f"{sheet.name} (hidden)"
        for table in sheet.tables:
            kind = "\n".join(part for part in (table.measure, table.unit) if part)
            cells = [name, table.range, table.layout, f"{table.figures:,}", kind, _periods(table)]
            grid.add_row(*(words(cell) for cell in [*cells, ", ".join(table.dimensions)]))
            name = ""
        if not sheet.tables:
            grid.add_row(words(name), words("no table", "dim"))
    console.print()
    console.print(grid)


def _periods(table: TableView) -> str:
    if len(table.periods) < 2:
        return "".join(table.periods)
    return f"{table.periods[0]} … {table.periods[-1]}"


def _print_members(inspection: Inspection, console: Console) -> None:
    """Every dimension with the members that have figures or are named, parts behind their whole."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold", max_width=26)
    grid.add_column(overflow="fold")
    dimensions = dict(inspection.members)
    for dimension, shown in inspection.members:
        if any(other.code == dimension.within for other in dimensions):
            continue  # shown within the other
        inner = [(other, codes) for other, codes in inspection.members if other.within == dimension.code]
        wholes = dict(_wholes(dimension, shown, inner))
        if any(wholes.values()):
            grid.add_row(words(dimension.label, "bold"))
            for label, parts in wholes.items():
                grid.add_row(words(f"  {label}"), words(_list(parts)))
        else:
            grid.add_row(words(dimension.label, "bold"), words(_list(list(wholes))))
    if inspection.members:
        console.print()
        console.print(grid)


def _wholes(
    dimension: Dimension, shown: frozenset[str], inner: Sequence[tuple[Dimension, frozenset[str]]]
) -> Iterator[tuple[str, list[str]]]:
    """The outermost members that are shown, each with its parts that are."""
    own = _by_parent(dimension, shown)
    within = [_by_parent(other, codes) for other, codes in inner]
    for member in dimension.members:
        if member.code not in shown or member.parent in shown:
            continue
        parts = _parts(own, member.code)
        for inside in within:
            parts += [part.label for part in inside.get(member.code, ())]
        yield member.label, parts


def _by_parent(dimension: Dimension, shown: frozenset[str]) -> dict[str, list[Member]]:
    """The members that are shown, by the code of what they stand under."""
    found: dict[str, list[Member]] = {}
    for member in dimension.members:
        if member.code in shown and member.parent is not None:
            found.setdefault(member.parent, []).append(member)
    return found


def _parts(by_parent: Mapping[str, Sequence[Member]], whole: str) -> list[str]:
    """The labels of all that stands under a member in its own dimension, each before its own parts."""
    found: list[str] = []
    for member in by_parent.get(whole, ()):
        if member.code != whole:
            found += [member.label, *_parts(by_parent, member.code)]
    return found


def _list(labels: Sequence[str]) -> str:
    more = f" … and {len(labels) - MEMBERS_SHOWN:,} more" if len(labels) > MEMBERS_SHOWN else ""
    return ", ".join(labels[:MEMBERS_SHOWN]) + more


_DOUBT = {
    "unknown": "not known",
    "merged": "several names in one cell",
    "split": "a part of one name",
    "grouping": "a grouping that overlaps members",
}


def _print_doubts(inspection: Inspection, console: Console) -> None:
    doubtful = [naming for naming in inspection.model.names if naming.how in _DOUBT]
    if not doubtful:
        return
    console.print()
    console.print(words("Labels in doubt", "bold"))
    for naming in doubtful:
        place = f"{inspection.model.sheets[naming.sheet]}!{a1(naming.row, naming.column)}"
        near = ", ".join(_label(inspection, naming, code) for code in naming.candidates)
        console.print(words(f"  {place}  “{naming.text}”: {_DOUBT[naming.how]}{f' ({near})' if near else ''}"))


def _label(inspection: Inspection, naming: Naming, code: str) -> str:
    dimensions = inspection.model.dimensions
    near = [d for d in dimensions if d.code == naming.dimension] or list(dimensions)
    return next((m.label for d in near for m in d.members if m.code == code), code)


def _print_identities(inspection: Inspection, console: Console) -> None:
    found = [identity for sheet in inspection.sheets for identity in sheet.identities]
    console.print()
    if not found:
        console.print(words("No sum, share or rate was found that could be checked."))
        return
    sources = Counter(identity.evidence for identity in found)
    outcomes = Counter(identity.verdict for identity in found if identity.strength != "weak")
    weak = sum(identity.strength == "weak" for identity in found)
    told = ", ".join(f"{sources[word]:,} {word}" for word in ("declared", "formula", "inferred") if sources[word])
    console.print(words(f"{len(found):,} sums, shares and rates found ({told}):", "bold"))
    held = f"  {outcomes['exact']:,} exact, {outcomes['rounding']:,} within rounding"
    perhaps = f"; {weak:,} that may be none are not judged" if weak else ""
    console.print(words(f"{held}, {outcomes['impossible']:,} impossible{perhaps}"))
    _print_relations(inspection, console)
    if outcomes["impossible"]:
        console.print(words(f"  `cdmo validate {inspection.path}` says what is wrong", "bold"), soft_wrap=True)


def _print_relations(inspection: Inspection, console: Console) -> None:
    """Rows and columns of totals and rates, sheet by sheet: what they are made of, and whether it is so."""
    from rich import box
    from rich.table import Table

    grid = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for heading, widest in (("sheet", 14), ("total or rate", 13), ("is", 30), ("in", 14), ("holds", 20), ("by", 8)):
        grid.add_column(heading, overflow="fold", max_width=widest)
    left = 0
    for sheet in inspection.sheets:
        name = sheet.name
        for relation in sheet.relations:
            if grid.row_count >= RELATIONS_SHOWN:
                left += 1
                continue
            cells = (name, relation.name, relation.of, relation.where, relation.holds, relation.evidence)
            grid.add_row(*(words(cell) for cell in cells))
            name = ""
    if grid.row_count:
        console.print()
        console.print(grid)
    if left:
        console.print(words(f"… and {left:,} more rows and columns; --format json has all", "dim"))


def _print_gaps(inspection: Inspection, console: Console) -> None:
    gaps = [(sheet.name, gap) for sheet in inspection.sheets for gap in sheet.not_understood]
    if gaps:
        console.print()
        console.print(words("Not understood", "bold"))
    for name, gap in gaps:
        console.print(words(f"  {name}!{gap.range.a1}: {gap.why}"))
