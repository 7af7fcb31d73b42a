"""What a report costs beside plain WeasyPrint on the same HTML with the same options: time and memory, in one run.

Run as `python benchmarks/report.py [--rounds N] [WORKBOOK ...]`; without workbooks the sample. Four things are timed,
in turn, each in a process of its own: `report.produce`, which is everything from the model to the bytes (the proof that
the sample is safe, the chapters, their HTML, the attached workbook, the PDF); of that the PDF alone; plain WeasyPrint,
which writes the same HTML as PDF/A-3a with an attachment; and a draft. Reading and checking the workbook, and imports,
are outside of all of them. Seconds are those of the processor, since nothing here waits.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "cdmo-outsourcing.xlsx"
WAYS = ("produce", "pdf", "plain", "draft")
EDITIONS = ("full", "sample")

MEASURED = """
import json, resource, sys, time
from pathlib import Path

import weasyprint

from cdmo_cli import check, pipeline, report
from cdmo_cli.report import Options, pdf

path, edition, way = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
subject = pipeline.examine(path)
verdict = check.check([subject])
options = Options(judgement=subject.judgement, draft=way == "draft")
arguments = (subject.model, verdict, edition, options, subject.tables)
if way in ("pdf", "plain"):
    html = report.compose(*arguments)
    carried = [pdf.Enclosure("values.xlsx", bytes(60_000), "application/octet-stream", "values")]
began = time.process_time()
if way in ("produce", "draft"):
    pages = report.produce(*arguments).pages
elif way == "pdf":
    pages = pdf.pdf(html, epoch=0, enclosures=carried).pages
else:
    document = weasyprint.HTML(string=html).render()
    document.write_pdf(
        pdf_variant="pdf/a-3a",
        pdf_identifier=b"0123456789abcdef",
        attachments=[weasyprint.Attachment(string="0" * 60_000, name="values.xlsx", relationship="Data")],
    )
    pages = len(document.pages)
seconds = time.process_time() - began
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20, pages]))
"""


@dataclass(frozen=True)
class Cost:
    """Seconds of each round, most memory in MiB, and pages."""

    seconds: tuple[float, ...]
    memory: float
    pages: int

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def run(path: Path, edition: str, way: str) -> tuple[float, float, int]:
    """Seconds, MiB and pages of one run."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", MEASURED, str(path), edition, way],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{path} {edition} {way} failed:\n{done.stderr}")
    seconds, memory, pages = json.loads(done.stdout)
    return seconds, memory, pages


def costs(path: Path, edition: str, rounds: int) -> dict[str, Cost]:
    """Every way in turn, so that what else the machine does falls on all of them."""
    found: dict[str, list[tuple[float, float, int]]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way in WAYS:
            found[way].append(run(path, edition, way))
    return {
        way: Cost(
            tuple(seconds for seconds, _, _ in each), statistics.median(memory for _, memory, _ in each), each[0][2]
        )
        for way, each in found.items()
    }


def ratio(ours: Cost, theirs: Cost) -> str:
    """The median of the rounds' ratios, and the lowest and highest of them."""
    each = [a / b for a, b in zip(ours.seconds, theirs.seconds, strict=True)]
    return f"{statistics.median(each):.2f} ({min(each):.2f} to {max(each):.2f})"


def table(path: Path, rounds: int) -> Sequence[str]:
    """A line an edition and way."""
    lines = []
    for edition in EDITIONS:
        found = costs(path, edition, rounds)
        plain = found["plain"]
        for way, cost in found.items():
            each = cost.median / cost.pages
            lines.append(
                f"{path.name:24s} {edition:7s} {way:8s} {cost.median:6.2f} s {cost.pages:4d} pages {each:6.3f} s a page"
                f" {cost.memory:5.0f} MiB   {ratio(cost, plain)} of plain"
            )
    return lines


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("workbooks", nargs="*", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    args = options.parse_args()
    for path in args.workbooks or (SAMPLE,):
        print("\n".join(table(path, args.rounds)))


if __name__ == "__main__":
    main()
