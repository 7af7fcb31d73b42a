"""Makes the two pictures of README.md: a finding as the terminal shows it, and a page of the report.

usage: python tools/pictures.py (in .venv; needs pdftoppm, Debian's poppler-utils)
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from cdmo_cli.check import check
from cdmo_cli.market import load_taxonomy
from cdmo_cli.pipeline import examine
from cdmo_cli.present.validate_full import print_verdict

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
SHEET, CELL, WRONG = "Type x region", "D15", 24.5  # 25.4 with two digits swapped
PAGE = "6"
NAVY, PALE = (11, 34, 51), (228, 236, 242)
RED, GREEN, YELLOW, BLUE, PINK, CYAN = (
    (255, 122, 82), (122, 201, 143), (247, 198, 90), (143, 175, 198), (214, 160, 200), (120, 200, 210),
)  # fmt: skip
THEME = TerminalTheme(NAVY, PALE, [NAVY, RED, GREEN, YELLOW, BLUE, PINK, CYAN, PALE])


def spoilt(folder: Path) -> Path:
    """A sample as values only, one figure with two digits swapped."""
    book = openpyxl.load_workbook(ROOT / "samples" / "layouts" / "cross-table.xlsx", data_only=True)
    book[SHEET][CELL] = WRONG
    path = folder / "model.xlsx"
    book.save(path)
    return path


def finding(path: Path) -> str:
    """What `cdmo validate` shows, as an SVG that asks for no font from elsewhere."""
    os.chdir(path.parent)
    verdict = check([examine(Path(path.name), load_taxonomy())])
    console = Console(record=True, width=84, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    print_verdict(verdict, console)
    svg = console.export_svg(title=f"cdmo validate {path.name}", theme=THEME, unique_id="finding")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, Menlo, Consolas")


def page(folder: Path) -> bytes:
    """One page of the full edition as a PNG."""
    workbook = ROOT / "samples" / "cdmo-outsourcing.xlsx"
    cdmo = [sys.executable, "-m", "cdmo_cli", "export-pdf", str(workbook), "--edition", "full", "-o", str(folder)]
    subprocess.run(cdmo, check=True)
    pdf = str(folder / "cdmo-outsourcing-full.pdf")
    command = ["pdftoppm", "-r", "84", "-f", PAGE, "-l", PAGE, "-singlefile", "-png", pdf]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def main() -> None:
    """Write both pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (PICTURES / "page.png").write_bytes(page(folder))
        (PICTURES / "finding.svg").write_text(finding(spoilt(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
