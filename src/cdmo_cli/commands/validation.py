"""What `cdmo validate` does once its options are read: judges the files, writes and shows, and gives the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cdmo_cli import streams
from cdmo_cli.batch import Outcome
from cdmo_cli.check import Report, Verdict
from cdmo_cli.commands import annotate, baselines, judging, run
from cdmo_cli.commands import files as paths
from cdmo_cli.commands.judging import Plan
from cdmo_cli.config import Settings
from cdmo_cli.errors import UsageError
from cdmo_cli.present import validate as present
from cdmo_cli.present.validate import Format


@dataclass(frozen=True)
class Request:
    """What was asked for beside the settings: the files, and what is to be written."""

    files: tuple[Path, ...]
    output_format: Format = "full"
    output: Path | None = None
    write_baseline: Path | None = None
    annotate: Path | None = None
    force: bool = False


@dataclass(frozen=True)
class Checked:
    """The files of a run, checked."""

    plan: Plan
    outcomes: Sequence[Outcome[Report]]
    verdict: Verdict

    @property
    def reports(self) -> list[Report]:
        return [outcome.value for outcome in self.outcomes if outcome.value is not None]


def validate(request: Request, settings: Settings) -> int:
    """Check the files and show the verdict: the exit code. Raises CdmoError before anything is read or written."""
    _refuse(request)
    plan = judging.plan(_start(settings, request))
    for target in (request.output, request.write_baseline):
        if target is not None:
            paths.may_write(target, request.files, force=request.force or target == request.write_baseline)
    if request.annotate is not None:
        annotate.may_annotate(request.files, request.annotate, force=request.force)
    checked = check(request.files, plan)
    if request.write_baseline is not None:
        checked = _with_baseline(checked, request.write_baseline, force=request.force)
    text = present.render(checked.verdict, request.output_format, to_file=request.output is not None, folder=Path.cwd())
    if request.output is None:
        streams.emit(text)
    else:
        paths.write_text(request.output, text)
    if request.annotate is not None:
        annotate.write(checked.verdict, request.files[0], request.annotate)
    for line in judging.remarks(checked.plan, checked.reports, checked.verdict):
        streams.note(f"note: {line}")
    for line in judging.uncovered(checked.plan, checked.verdict):
        streams.note(f"too little checked: {line}")
    return 2 if run.complain(checked.outcomes) else judging.exit_code(checked.plan, checked.verdict)


def _refuse(request: Request) -> None:
    """Raises UsageError where two things would be written to the same file."""
    asked = {"--output": request.output, "--write-baseline": request.write_baseline, "--annotate": request.annotate}
    taken: dict[Path, str] = {}
    for option, target in asked.items():
        if target is not None and (other := taken.setdefault(target.resolve(), option)) != option:
            raise UsageError(f"{other} and {option} name the same file", hint="give two names", path=target)


def _start(settings: Settings, request: Request) -> Settings:
    """The settings of the run: one that writes a baseline does not begin with an older one."""
    return settings if request.write_baseline is None else settings.model_copy(update={"baseline": None})


def check(files: Sequence[Path], plan: Plan) -> Checked:
    """Judge and check the files."""
    outcomes = run.check_all(files, plan)
    return Checked(plan, outcomes, run.verdict_on(outcomes, plan))


def _with_baseline(checked: Checked, file: Path, *, force: bool) -> Checked:
    """Write the findings as a baseline: from now on they are known."""
    written = baselines.write(file, checked.verdict, force=force)
    count, others = written.findings, written.files_kept
    kept = f"; entries of {others} file{'s' if others != 1 else ''} that were not checked are kept" if others else ""
    streams.note(f"wrote {count} finding{'s' if count != 1 else ''} as the baseline {file}{kept}")
    plan = replace(checked.plan, baseline=written.kept)
    return Checked(plan, checked.outcomes, run.verdict_on(checked.outcomes, plan))
