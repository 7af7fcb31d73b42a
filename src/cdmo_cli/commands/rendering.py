"""Reports made in worker processes, where there are several: an edition of a workbook each."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing import active_children
from pathlib import Path

from cdmo_cli import batch, report
from cdmo_cli.batch import Outcome
from cdmo_cli.check import Verdict
from cdmo_cli.errors import CdmoError
from cdmo_cli.market.model import Model
from cdmo_cli.report import Edition, Options, Printed, isolation, templating
from cdmo_cli.report.pdf import Outside
from cdmo_cli.tables.model import SheetTables

MOST = batch.processors()
"""Reports that are made at a time: a processor each."""
_GLANCE = 0.2  # seconds between two looks at what a worker is at
_ENDING = 5.0  # seconds at most that a worker which was told to end is waited for


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


def render_all(jobs: Sequence[Job], tell: Callable[[str], None]) -> Generator[Outcome[Printed], None, None]:
    """The reports in the order of the jobs, each as soon as it is there. `tell` hears of the steps within the report
    that is waited for.

    Renders leave their temporary files in a folder that goes at the end: a worker that is ended takes none away.
    """
    if len(jobs) == 1 or MOST < 2:
        jobs = [_telling(job, tell) for job in jobs]
        yield from batch.stream(jobs, render, _path, _died, workers=1)
        return
    with (
        tempfile.TemporaryDirectory(prefix="cdmo-", ignore_cleanup_errors=True) as folder,
        isolation.variable("TMPDIR", folder),  # the first that Python looks at, on Windows too
    ):
        steps = [Step(Path(folder) / f"step-{number}") for number in range(len(jobs))]
        jobs = [_telling(job, step) for job, step in zip(jobs, steps, strict=True)]
        stream = batch.stream(jobs, render, _path, _died, workers=MOST)
        try:
            for step in steps:
                with _followed(step, tell):
                    outcome = next(stream)
                yield outcome
        finally:
            if isinstance(stream, Generator):
                stream.close()
            for worker in active_children():  # one that is ended may still be writing into the folder
                worker.join(_ENDING)


@dataclass(frozen=True)
class Step:
    """What a report in another process is at, in a file: called there, read here."""

    path: Path

    def __call__(self, what: str) -> None:
        with contextlib.suppress(OSError):  # no report fails because nobody hears of it
            self.path.write_text(what, encoding="utf-8")

    def read(self) -> str:
        """The last step; "" where there is none yet, or where it is just being written."""
        try:
            return self.path.read_text(encoding="utf-8", errors="ignore")
        except OSError:
            return ""


@contextlib.contextmanager
def _followed(step: Step, tell: Callable[[str], None]) -> Iterator[None]:
    """Tell of the steps of a report while it is waited for."""
    over = threading.Event()

    def follow() -> None:
        last = ""
        while not over.wait(_GLANCE):
            now = step.read()
            if now and now != last:
                last = now
                tell(now)

    follower = threading.Thread(target=follow, daemon=True)
    follower.start()
    try:
        yield
    finally:
        over.set()
        follower.join()


def _telling(job: Job, tell: Callable[[str], None]) -> Job:
    return replace(job, options=replace(job.options, progress=tell))


def render(job: Job) -> Printed:
    """Make a report. What is said of templates and style sheets names the user's file where it can be found there."""
    folder = job.options.report.templates
    try:
        made = report.produce(job.model, job.verdict, job.edition, job.options, job.tables)
    except Outside as error:
        error.path = templating.mentioned(folder, error.address) or error.path
        raise
    return replace(made, remarks=tuple(templating.located(folder, remark) for remark in made.remarks))


def light(verdict: Verdict) -> Verdict:
    """A verdict without the workbooks that it was reached on, which no report needs: it goes to another process."""
    return replace(verdict, files=tuple(replace(file, workbook=None) for file in verdict.files))


def _path(job: Job) -> Path:
    return job.path


def _died(path: Path) -> CdmoError:
    return CdmoError(
        "the process that made its report was ended", hint="there may be too little memory: export it alone", path=path
    )
