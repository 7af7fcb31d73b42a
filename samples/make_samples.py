"""Write every sample: `python samples/make_samples.py [FOLDER]`, by default into samples/ itself.

The files are the same bytes on every run: nothing in them depends on the clock, on chance or on the machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from making import as_published, layouts, outsourcing, plain

FILES: Mapping[str, Callable[[Path], None]] = {
    "cdmo-outsourcing.xlsx": outsourcing.write,
    "as-published.xlsx": as_published.write,
    "layouts/wide-indent.xlsx": layouts.wide_indent,
    "layouts/long.csv": plain.long,
    "layouts/cross-table.xlsx": layouts.cross_table,
    "layouts/claims.csv": plain.claims,
    "layouts/stacked-blocks.xlsx": layouts.stacked_blocks,
    "layouts/sheet-per-region.xlsx": layouts.sheet_per_region,
    "layouts/two-header-rows.xlsx": layouts.two_header_rows,
    "layouts/years-down.xlsx": layouts.years_down,
    "layouts/companies.xlsx": layouts.companies,
    "layouts/assumptions-fx.xlsx": layouts.assumptions_fx,
    "layouts/semicolons-decimal-commas.csv": plain.semicolons,
    "layouts/tabs.tsv": plain.tabs,
    "layouts/no-template.csv": plain.no_template,
}


def make(folder: Path) -> list[Path]:
    """Write all files into the folder and return their paths."""
    paths = []
    for name, write in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
        paths.append(path)
    return paths


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for written in make(target):
        print(written)
