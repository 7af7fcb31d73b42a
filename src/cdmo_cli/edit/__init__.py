"""Changed copies of an xlsx or xlsm workbook: some bytes of some parts are replaced, all others stay as they are."""

from __future__ import annotations

from collections.abc import Iterable

from cdmo_cli.edit.model import Annotated, Entry, Kind, Mark

__all__ = ["Annotated", "Entry", "Kind", "Mark", "annotate"]


def annotate(data: bytes, marks: Iterable[Mark]) -> Annotated:
    """A copy of an xlsx or xlsm file in which the marked cells have the colour of their kind and a note.

    Number formats, fonts and borders of these cells stay, and so do formulas with their calculated values, charts,
    pictures, pivot tables, macros, names and the notes of others: a note is written below one that is there. Only the
    sheets that have a mark, the styles, and the parts for notes are changed, and in these only the bytes that must be.

    Marks in merged cells go to the cell that shows. A cell in which people talk to each other (a threaded comment) is
    coloured and gets no note, as Excel would lose one of both; `remarks` says so.

    Raises InputError for a file that is damaged or beyond the limits, ValueError for a sheet that it does not have.
    """
    from cdmo_cli.edit.marking import marked

    return marked(data, marks)
