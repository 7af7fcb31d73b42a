"""Reports made in worker processes, where there are several: an edition of a workbook each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cdmo_cli import batch, report
from cdmo_cli.batch import Outcome
from cdmo_cli.check import Verdict
from cdmo_cli.errors import CdmoError
from cdmo_cli.market.model import Model
from cdmo_cli.report import Edition, Options, Printed
from cdmo_cli.tables.model import SheetTables

MOST = batch.processors()
"""Reports that are made at a time: a processor each."""


@dataclass(frozen=True)
class Job:
    """A report to be made: of which file, which edition, and where it goes."""

    path: Path
    edition: Edition
    target: Path
    model: Model
    verdict: Verdict
    options: Options
    tables: tuple[SheetTables, ...]


def render_all(jobs: Sequence[Job], tell: Callable[[str], None]) -> Iterator[Outcome[Printed]]:
    """The reports in the order of the jobs, each as soon as it is there. `tell` hears of the steps within a report as
    long as it is made in this process, which is the case of a single one."""
    if len(jobs) == 1 or MOST < 2:
        jobs = [replace(job, options=replace(job.options, progress=tell)) for job in jobs]
    return batch.stream(jobs, render, _path, _died, workers=MOST)


def render(job: Job) -> Printed:
    """Make a report."""
    return report.produce(job.model, job.verdict, job.edition, job.options, job.tables)


def light(verdict: Verdict) -> Verdict:
    """A verdict without the workbooks that it was reached on, which no report needs: it goes to another process."""
    return replace(verdict, files=tuple(replace(file, workbook=None) for file in verdict.files))


def _path(job: Job) -> Path:
    return job.path


def _died(path: Path) -> CdmoError:
    return CdmoError(
        "the process that made its report was ended", hint="there may be too little memory: export it alone", path=path
    )
