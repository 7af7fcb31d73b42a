"""What `cdmo export-pdf` does once its options are read: checks the files, makes their reports, writes and tells."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import sys
from collections.abc import Generator, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cdmo_cli import streams
from cdmo_cli.batch import Outcome
from cdmo_cli.check import Verdict
from cdmo_cli.commands import files as paths
from cdmo_cli.commands import judging, rendering, run, viewer
from cdmo_cli.commands.judging import Plan
from cdmo_cli.commands.progress import Progress
from cdmo_cli.commands.rendering import Job
from cdmo_cli.config import Attach, Settings
from cdmo_cli.errors import CdmoError, InputError, OutputError, UsageError
from cdmo_cli.market.model import Model
from cdmo_cli.report import Edition, Options, Printed, brand, prove_sample
from cdmo_cli.rules.subject import Subject

EDITIONS: dict[str, tuple[Edition, ...]] = {"sample": ("sample",), "full": ("full",), "both": ("full", "sample")}
STDOUT = Path("-")
_MOST_OPENED = 2


@dataclass(frozen=True)
class Request:
    """What was asked for beside the settings, and where these are from. `attach` is what the command line says, `given`
    names the settings of the report that are from there, too."""

    files: tuple[Path, ...]
    output: Path | None = None
    with_findings: bool = False
    draft: bool = False
    show: bool = False
    force: bool = False
    attach: Attach | None = None
    config: Path | None = None
    given: frozenset[str] = frozenset()

    @property
    def to_stdout(self) -> bool:
        return self.output in (STDOUT, Path("/dev/stdout"))


def export(request: Request, settings: Settings) -> int:
    """Make the reports: the exit code, which is the worst of all files. Raises CdmoError before anything is written."""
    wanted = EDITIONS[settings.edition]
    request = replace(request, files=tuple(paths.inputs(request.files)))
    _refuse(request, wanted)
    targets = _targets(request, wanted)
    for remark in brand.examine(settings.report, settings.report.format, request.config, request.given):
        streams.note(f"note: {remark}")
    plan = judging.plan(settings)
    options = Options(
        request.with_findings,
        settings.report.format,
        request.draft,
        settings.report.attach,
        settings.report,
        settings.sample,
        _known(settings, plan) if "sample" in wanted else (),
    )
    if request.with_findings and "full" not in wanted:
        streams.note("note: the findings stand in the full edition only: --edition full or both")
    with Progress() as progress:
        code, jobs = _jobs(request, plan, options, targets, progress)
        made, written = _make(jobs, request, progress)
    if request.show:
        for path in written:
            viewer.show(path)
    return max(code, made)


def _refuse(request: Request, wanted: Sequence[Edition]) -> None:
    """Raises UsageError for options that do not go together."""
    several = len(request.files) > 1
    if request.to_stdout:
        if several or len(wanted) > 1:
            raise UsageError("-o - writes a single PDF", hint="give one FILE, and --edition sample or full")
        if request.show:
            raise UsageError("--open needs a file, and -o - writes none", hint="leave one of them out")
        if sys.stdout.isatty():
            raise UsageError("a PDF is nothing for the terminal", hint="send it to a program or a file: -o - > out.pdf")
    if request.show and len(request.files) * len(wanted) > _MOST_OPENED:
        raise UsageError("--open shows the reports of one workbook", hint="give one FILE")
    if request.attach == "source" and "full" not in wanted:
        raise UsageError(
            "the author’s file would give away what the sample hides: the sample never carries it",
            hint="--edition full, or --attach values",
        )


def _targets(request: Request, wanted: Sequence[Edition]) -> dict[tuple[Path, Edition], Path]:
    """Where each report goes. Raises UsageError and OutputError where it cannot, before any work is done."""
    if request.to_stdout:
        return {(file, edition): STDOUT for file in request.files for edition in wanted}
    named = request.output is not None and request.output.suffix.lower() == ".pdf" and not request.output.is_dir()
    if named and len(request.files) > 1:
        raise UsageError("one name for several workbooks", hint="give a folder: -o out/", path=request.output)
    targets = {
        (file, edition): target(file, request.output, edition, draft=request.draft)
        for file in request.files
        for edition in wanted
    }
    taken: dict[Path, Path] = {}
    for (file, _), path in targets.items():
        other = taken.setdefault(path, file)
        if other != file:
            raise UsageError(
                f"the reports of {other} and {file} would be one file",
                hint="export them one by one, each with an -o of its own",
                path=path,
            )
    for path in targets.values():
        paths.may_write(path, request.files, force=request.force)
        _may_hold(path)
    return targets


def _may_hold(path: Path) -> None:
    """Raises OutputError where the folder of a file is none or must not be written to, before a report is made."""
    if paths.is_stream(path):
        return
    folder = next(above for above in path.absolute().parents if above.exists())
    hint = "give another folder: -o out/"
    if not folder.is_dir():
        raise OutputError(f"cannot be written: {folder} is no folder", hint=hint, path=path)
    if not os.access(folder, os.W_OK):
        raise OutputError(f"cannot be written: the folder {folder} is read-only", hint=hint, path=path)


def target(file: Path, output: Path | None, edition: Edition, *, draft: bool = False) -> Path:
    """Where an edition goes. The edition is always in the name, whatever name was given: `acme.pdf` becomes
    `acme-sample.pdf`, a draft `acme-sample-draft.pdf`. An existing folder, or a name without an ending, is a folder.

    Raises UsageError for another ending.
    """
    ending = f"-{edition}-draft" if draft else f"-{edition}"
    if output is not None and output.suffix.lower() not in ("", ".pdf") and not output.is_dir():
        raise UsageError(
            f"cdmo writes PDF, not {output.suffix}", hint="give a name that ends in .pdf, or a folder", path=output
        )
    if output is None or output.is_dir() or output.suffix.lower() != ".pdf":
        return (output or Path()) / f"{file.stem}{ending}.pdf"
    stem = output.stem
    return output if stem.lower().endswith(ending) else output.with_name(f"{stem}{ending}.pdf")


def _known(settings: Settings, plan: Plan) -> tuple[Model, ...]:
    """The tables that readers know anyway. Raises CdmoError where one cannot be read, or holds no figure: whoever names
    it counts on the sample being safe against it."""
    from cdmo_cli import pipeline

    models = []
    for path in settings.sample.known:
        model = pipeline.understand(paths.must_exist(path), taxonomy=plan.orders.taxonomy).model
        if not len(model.observations):
            raise InputError(
                "no figures were understood in it, so that readers would know nothing of it",
                hint=f"`cdmo inspect {path}` says what was understood",
                path=path,
            )
        models.append(model)
    return tuple(models)


def _jobs(
    request: Request,
    plan: Plan,
    options: Options,
    targets: dict[tuple[Path, Edition], Path],
    progress: Progress,
) -> tuple[int, list[Job]]:
    """The reports to be made of the files that pass the check, and the exit code for the others."""
    files = request.files
    progress.stage(f"reading and checking {files[0] if len(files) == 1 else f'{len(files)} workbooks'}")
    code, jobs = 0, []
    for outcome in run.examine_all(files, plan):
        if outcome.value is None:
            code = max(code, _complain(outcome, progress))
            continue
        verdict = run.verdict_of([outcome], plan)
        if _stopped(request, outcome.path, verdict, plan, progress):
            code = max(code, 1)
            continue
        try:
            own = _for_file(options, outcome.path, outcome.value)
            own = _proved(own, outcome.value.model, {edition for _, edition in targets}, progress)
        except CdmoError as error:
            code = max(code, _complain(Outcome(outcome.path, error=error), progress))
            continue
        jobs += [
            _job(outcome.value, verdict, own, outcome.path, edition, path)
            for (file, edition), path in targets.items()
            if file == outcome.path
        ]
    return code, jobs


def _for_file(options: Options, path: Path, subject: Subject) -> Options:
    """The options with what belongs to a file: what was judged in it, and where it is to be attached, its bytes.

    Raises InputError where it was changed since it was read.
    """
    from cdmo_cli.read.reader import load

    source = load(path) if options.attach == "source" and not options.draft else None
    if source is not None and hashlib.sha256(source).hexdigest() != subject.workbook.sha256:
        raise InputError("was changed while it was checked", hint="run it again", path=path)
    return replace(options, judgement=subject.judgement, source=source)


def _proved(options: Options, model: Model, wanted: Set[Edition], progress: Progress) -> Options:
    """The options with the proof of the sample, where another edition would be rendered in vain without it. Raises
    CdmoError."""
    if not wanted > {"sample"}:
        return options
    return replace(options, proved=prove_sample(model, replace(options, progress=progress.step)))


def _job(subject: Subject, verdict: Verdict, options: Options, path: Path, edition: Edition, to: Path) -> Job:
    if edition == "sample":  # the author's file would give everything away
        options = replace(options, attach="values" if options.attach == "source" else options.attach, source=None)
    else:
        options = replace(options, proved=None)
    return Job(path, edition, to, subject.model, rendering.light(verdict), options, tuple(subject.tables))


def _make(jobs: Sequence[Job], request: Request, progress: Progress) -> tuple[int, list[Path]]:
    """Render and write: the exit code, and what was written. Of a workbook all editions are written, or none."""
    code = 0
    written: list[Path] = []
    with contextlib.closing(_rendered(jobs, progress, several=len(request.files) > 1)) as rendered:
        for _, of_file in itertools.groupby(rendered, key=lambda pair: pair[0].path):
            printed: list[tuple[Job, Printed]] = []
            failed: dict[str, int] = {}  # both editions often fail for one reason: it is said once
            for job, outcome in of_file:
                if outcome.value is not None:
                    printed.append((job, outcome.value))
                elif str(outcome.error) not in failed:
                    failed[str(outcome.error)] = _complain(outcome, progress)
            code = max(code, max(failed.values()) if failed else _put_all(printed, request, progress, written))
    return code, written


def _rendered(
    jobs: Sequence[Job], progress: Progress, *, several: bool
) -> Generator[tuple[Job, Outcome[Printed]], None, None]:
    """The jobs with what became of them; says which is waited for."""
    with contextlib.closing(rendering.render_all(jobs, progress.step)) as outcomes:
        for number, job in enumerate(jobs, start=1):
            of = f" of {job.path} ({number} of {len(jobs)})" if several else ""
            progress.stage(f"rendering the {job.edition} edition{of}")
            yield job, next(outcomes)


def _put_all(printed: Sequence[tuple[Job, Printed]], request: Request, progress: Progress, written: list[Path]) -> int:
    """Write the reports of a workbook and name them: the exit code. Adds to `written` what was."""
    _remark(printed, progress)
    try:
        if request.to_stdout:
            progress.data(printed[0][1].data)
            return 0
        _put([(job.target, made.data) for job, made in printed])
        written += [job.target for job, _ in printed]
        for job, _ in printed:
            progress.result(f"{job.target}\n")
    except CdmoError as error:
        return _complain(Outcome(printed[0][0].path, error=error), progress)
    return 0


def _put(reports: Sequence[tuple[Path, bytes]]) -> None:
    """Write files, all or none: a file takes its place once the next has. Raises OutputError."""
    (path, data), *others = reports

    def fill(temporary: Path) -> None:
        temporary.write_bytes(data)
        if others:
            _put(others)

    paths.write(path, fill)


def _remark(printed: Sequence[tuple[Job, Printed]], progress: Progress) -> None:
    """Say what is to be said of the reports of a workbook; what holds for all its editions once."""
    remarks: dict[str, list[Edition]] = {}
    for job, made in printed:
        for remark in made.remarks:
            remarks.setdefault(remark, []).append(job.edition)
    for remark, editions in remarks.items():
        of = f"{editions[0]} edition: " if len(editions) < max(len(printed), 2) else ""
        progress.note(f"note: {of}{remark}")


def _complain(outcome: Outcome[Any], progress: Progress) -> int:
    """Print the error of a file: its exit code."""
    progress.rest()
    run.complain([outcome])
    return outcome.error.exit_code if outcome.error is not None else 2


def _stopped(request: Request, file: Path, verdict: Verdict, plan: Plan, progress: Progress) -> bool:
    """Whether findings stop the export, said so: those at or above `fail_on` that are neither waived nor known from the
    baseline, and do not rest on an inferred sum."""
    fail_on = plan.settings.fail_on
    findings = [reported.finding for reported in verdict.active()]
    stopping = sum(judging.fails(finding.severity, fail_on) and finding.evidence != "inferred" for finding in findings)
    if stopping:
        many = stopping != 1
        of = f" of {file}" if len(request.files) > 1 else ""
        progress.note(f"stopped: {stopping} finding{'s' if many else ''}; nothing{of} was written")
        shows = f"`cdmo validate {file}` shows {'them' if many else 'it'}"
        progress.note(f"hint: {shows}; --fail-on never renders the report all the same")
    return stopping > 0
