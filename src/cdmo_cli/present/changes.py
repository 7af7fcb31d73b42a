"""Shows in the terminal what is new and what is mended since the run before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdmo_cli.address import a1
from cdmo_cli.check import Reported
from cdmo_cli.check.changes import Changes
from cdmo_cli.present.console import words

if TYPE_CHECKING:
    from rich.console import Console


def print_changes(changes: Changes, console: Console) -> None:
    """Print a line for each finding that came or went."""
    counts = f"{len(changes.new)} new, {len(changes.mended)} mended"
    console.print(words(f"Since the last check: {counts}.", "bold"), soft_wrap=True)
    for sign, style, items in (("mended", "green", changes.mended), ("new", "red", changes.new)):
        for path, item in items:
            said = f"  {sign:<6}  {item.finding.rule} {_where(path, item)}: {item.finding.message}"
            console.print(words(said, style), soft_wrap=True)


def _where(path: str, item: Reported) -> str:
    place = item.finding.place
    if place is None or item.sheet is None:
        return path
    return f"{path} › {item.sheet} › {a1(place.row, place.column)}"
