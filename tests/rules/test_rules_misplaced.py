"""A country in another region than the taxonomy's, where the sheet's own sums decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdmo_cli import pipeline
from cdmo_cli.rules import g404


@pytest.mark.parametrize(("mexico", "severity"), [("2450;2648", "warning"), ("4450;5648", "error")])
def test_sums_that_hold_make_it_a_warning(tmp_path: Path, mexico: str, severity: str) -> None:
    lines = [
        "Market size, USD million",
        "Region;2024;2025",
        "North America;70550;75011",
        "  United States;61200;64994",
        "  Canada;6900;7369",
    ]
    lines += [f"  Mexico;{mexico}", "Europe;43770;45967", "World;114320;120978"]
    path = tmp_path / "regions.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    (found,) = g404.check(pipeline.examine(path))
    assert (found.severity, found.place.row) == (severity, 6)
    assert found.message.startswith("“Mexico” stands under North America, but belongs to Latin America")
