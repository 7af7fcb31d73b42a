"""From marks to a changed package: sheet by sheet the colours, the notes and their boxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from cdmo_cli.address import a1
from cdmo_cli.edit import notes, shapes
from cdmo_cli.edit.draft import Draft, missing
from cdmo_cli.edit.model import KINDS, Annotated, Entry, Mark
from cdmo_cli.edit.notes import Notes
from cdmo_cli.edit.sheet import SheetPart
from cdmo_cli.edit.styles import Styles

Cell = tuple[int, int]

SIGNED = "the file is digitally signed: the signature does not hold for the copy"
_THREADS_SHOWN = 5


def marked(data: bytes, marks: Iterable[Mark]) -> Annotated:
    """As `edit.annotate` says."""
    by_sheet: dict[str, list[Mark]] = {}
    for mark in marks:
        by_sheet.setdefault(mark.sheet, []).append(mark)
    if not by_sheet:
        return Annotated(data)
    draft = Draft(data)
    styles = Styles(draft)
    remarks = [SIGNED] if draft.signed else []
    for name, own in by_sheet.items():
        threads = _sheet(draft, styles, draft.worksheet(name), own)
        remarks += [_about_threads(name, threads)] if threads else []
    styles.save()
    return Annotated(draft.packed(), tuple(remarks))


def _sheet(draft: Draft, styles: Styles, part: str, marks: Sequence[Mark]) -> list[Cell]:
    """Mark a sheet; the cells whose notes have no place, as people talk in them."""
    sheet = SheetPart(draft.content(part), part)
    cells = _by_cell(sheet, marks)
    formats = {cell: partial(styles.marked, kind=found[0].kind) for cell, found in cells.items()}
    entries = {
        cell: tuple(dict.fromkeys(entry for mark in found for entry in mark.entries)) for cell, found in cells.items()
    }
    drawing, threads = _write_notes(draft, sheet, part, {cell: own for cell, own in entries.items() if own})
    draft.replace(part, sheet.changed(formats, drawing, draft.relations_namespace))
    return threads


def _by_cell(sheet: SheetPart, marks: Sequence[Mark]) -> dict[Cell, list[Mark]]:
    """The marks of each cell, the strongest first; of one kind in the order given."""
    cells: dict[Cell, list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: -KINDS.index(mark.kind)):
        cells.setdefault(sheet.showing(mark.row, mark.column), []).append(mark)
    return cells


def _write_notes(
    draft: Draft, sheet: SheetPart, part: str, entries: dict[Cell, tuple[Entry, ...]]
) -> tuple[str | None, list[Cell]]:
    """Write the notes of a sheet; the relation to their drawing where it is new, and the cells left out."""
    known_part = next(iter(draft.related(part, "comments").values()), None)
    data = draft.content(known_part) if known_part is not None else None
    old = Notes(data, known_part or "", draft.main)
    threads = [cell for cell in entries if old.is_thread(cell)]
    new: dict[Cell, Sequence[Entry]] = {cell: own for cell, own in entries.items() if cell not in threads}
    if not new:
        return None, threads
    if known_part is None:
        known_part = draft.new_name("xl/comments", ".xml")
        draft.relate(part, "comments", known_part)
        draft.declare(known_part, notes.CONTENT_TYPE)
    draft.replace(known_part, old.written(new))
    return _draw(draft, sheet, part, new, old.cells), threads


def _draw(
    draft: Draft, sheet: SheetPart, part: str, new: dict[Cell, Sequence[Entry]], old: Sequence[Cell]
) -> str | None:
    """Draw the boxes of the notes; the relation to the drawing where it is new."""
    lines = {cell: notes.lines(own) for cell, own in new.items()}
    block = shapes.last_block(map(draft.content, draft.parts(".vml"))) + 1
    relation = sheet.drawing_of_notes
    if relation is not None:
        target = draft.related(part, "vmlDrawing").get(relation)
        if target is None:
            raise missing(part, "drawing of its notes")
        boxes = {cell: count for cell, count in lines.items() if cell not in old}
        higher = {cell: count + 2 for cell, count in lines.items() if cell in old}
        data = shapes.grown(draft.content(target), higher, sheet.geometry)
        draft.replace(target, shapes.drawn(data, target, boxes, sheet.geometry, block))
        return None
    target = draft.new_name("xl/drawings/vmlDrawing", ".vml")
    usual = dict.fromkeys(old, 4)  # notes that no box shows: some programs write such
    boxes = {**usual, **{cell: count + usual.get(cell, 0) for cell, count in lines.items()}}
    draft.replace(target, shapes.drawn(shapes.new_drawing(), target, boxes, sheet.geometry, block))
    draft.declare_all("vml", shapes.CONTENT_TYPE, target)
    return draft.relate(part, "vmlDrawing", target)


def _about_threads(sheet: str, cells: Sequence[Cell]) -> str:
    named = ", ".join(a1(*cell) for cell in cells[:_THREADS_SHOWN])
    more = f" and {len(cells) - _THREADS_SHOWN} more" if len(cells) > _THREADS_SHOWN else ""
    return f"‘{sheet}’ {named}{more}: coloured without a note, as there is a threaded comment"
