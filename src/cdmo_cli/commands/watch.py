"""`cdmo validate --watch`: checks again whenever a file is saved, and tells what is new and what is mended.

A spreadsheet program saves in its own way: it may write the file anew, or another one that it then renames. So the
folders are watched, and what counts is that the files have changed and then kept still. While a file cannot be read
it is tried again for a while, since it may be half written; only then is that reported.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdmo_cli import config, streams
from cdmo_cli.check.changes import Found, changes, found
from cdmo_cli.commands import judging, run
from cdmo_cli.commands.files import inputs
from cdmo_cli.commands.judging import Plan
from cdmo_cli.commands.validation import Checked, Request, check
from cdmo_cli.config import Settings
from cdmo_cli.errors import CdmoError, UsageError
from cdmo_cli.present import validate as present
from cdmo_cli.present.changes import print_changes
from cdmo_cli.present.console import drawn

FORMATS = ("full", "concise")
STILL = 0.2  # seconds through which nothing may change before a file counts as saved
PATIENCE = 3.0  # seconds for which a file that cannot be read is tried again
LOOK = 1000  # milliseconds after which the files are looked at though the system told of no change

Stamps = Mapping[Path, tuple[int, int] | None]


class _NobodyReads(Exception):
    """The reader of the pipe has left; `code` is that of the last verdict."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class _Round:
    """One check: its settings (None where they could not be read), what was found so far in each file, and the state
    of the files from before it began, so that what is saved meanwhile is not missed."""

    settings: Settings | None
    findings: Found
    stamps: Stamps


def watch(request: Request, config_file: Path | None, given: Mapping[str, Any]) -> int:
    """Check, wait for a change, check again; Ctrl-C ends it, and that nobody reads what it prints any more: the exit
    code of the verdict. Raises UsageError for options that have no meaning here, and CdmoError for the settings with
    which it starts."""
    _refuse(request)
    try:
        last = _first(request, config_file, given)
        while True:
            _tell(request)
            watched = _watched(request, config_file, last.settings)
            _wait(watched, {**_stamps(watched), **last.stamps})
            _settle(watched)
            last = _again(request, config_file, given, last)
    except _NobodyReads as left:
        return left.code


def _refuse(request: Request) -> None:
    if request.output or request.write_baseline or request.annotate:
        raise UsageError("--watch writes no file", hint="leave out --output, --write-baseline and --annotate")
    if request.output_format not in FORMATS:
        raise UsageError(f"--watch has no use for --format {request.output_format}", hint="use full or concise")


def _tell(request: Request) -> None:
    names = ", ".join(map(str, request.files)) if len(request.files) <= 3 else f"{len(request.files)} files"
    streams.note(f"watching {names}; Ctrl-C ends it")


def _first(request: Request, config_file: Path | None, given: Mapping[str, Any]) -> _Round:
    stamps = _stamps(_watched(request, config_file, None))
    settings = config.load(config_file, **given)
    checked = check(request.files, judging.plan(settings))
    _show(checked, request, "")
    return _Round(settings, found(checked.verdict), stamps)


def _again(request: Request, config_file: Path | None, given: Mapping[str, Any], last: _Round) -> _Round:
    """Check with the settings as they are now. What cannot be done is said, and the next change awaited."""
    watched = _watched(request, config_file, last.settings)
    stamps = _stamps(watched)
    try:
        settings = config.load(config_file, **given)
        checked, stamps = _patiently(request, judging.plan(settings), watched)
    except CdmoError as error:
        streams.note(f"error: {error}")
        if error.hint:
            streams.note(f"hint: {error.hint}")
        return _Round(None, last.findings, stamps)
    now = found(checked.verdict)
    difference = changes(last.findings, now)
    clock = time.strftime("%H:%M:%S")
    if difference.new or difference.mended or any(outcome.error for outcome in checked.outcomes):
        _show(checked, request, f"\n{clock} checked again\n")
        _print(drawn(lambda console: print_changes(difference, console)), checked)
    else:
        count = len(checked.verdict.active())
        _print(f"{clock} checked again: no change, {count} finding{'s' * (count != 1)}\n", checked)
    return _Round(settings, {**last.findings, **now}, stamps)


def _patiently(request: Request, plan: Plan, watched: Sequence[Path]) -> tuple[Checked, Stamps]:
    """Check, and tell the state of the files from before; while one of them cannot be read, for at most `PATIENCE`
    seconds, try again."""
    until = time.monotonic() + PATIENCE
    while True:
        stamps = _stamps(watched)
        checked = check(request.files, plan)
        if time.monotonic() >= until or not any(outcome.error for outcome in checked.outcomes):
            return checked, stamps
        time.sleep(STILL)


def _show(checked: Checked, request: Request, head: str) -> None:
    _print(head + present.render(checked.verdict, request.output_format, to_file=False), checked)
    for line in judging.uncovered(checked.plan, checked.verdict):
        streams.note(f"too little checked: {line}")
    run.complain(checked.outcomes)


def _print(text: str, checked: Checked) -> None:
    if not streams.emit(text):
        unread = any(outcome.error for outcome in checked.outcomes)
        raise _NobodyReads(2 if unread else judging.exit_code(checked.plan, checked.verdict))


def _watched(request: Request, config_file: Path | None, settings: Settings | None) -> list[Path]:
    """The files of the run and those that its settings come from, also where they are yet to be made."""
    here = Path.cwd()
    sources: list[Path | None] = [config_file] if config_file is not None else [here / "cdmo.toml"]
    with contextlib.suppress(CdmoError):  # of what cannot be read the check tells
        sources.append(config.found(config_file))
    named = [settings.taxonomy, settings.baseline] if settings is not None else []
    return list(dict.fromkeys(path.absolute() for path in (*inputs(request.files), *sources, *named) if path))


def _stamps(files: Iterable[Path]) -> Stamps:
    """What tells one state of a file from another: when it was written and its length; None where it is not there."""
    return {file: _stamp(file) for file in files}


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def _wait(files: list[Path], before: Stamps) -> None:
    """Return when a file is not as it was before."""
    from watchfiles import watch as wake

    folders = {file.parent for file in files if file.parent.is_dir()}
    names = {file.name for file in files}
    for _ in wake(
        *folders,
        watch_filter=lambda _, path: Path(path).name in names,
        recursive=False,
        debounce=200,
        rust_timeout=LOOK,
        yield_on_timeout=True,
    ):
        if any(now != before.get(file) for file, now in _stamps(files).items()):
            return


def _settle(files: list[Path]) -> None:
    """Return when the files have kept still, or after a while if they never do."""
    until = time.monotonic() + PATIENCE
    last, now = None, _stamps(files)
    while now != last and time.monotonic() < until:
        time.sleep(STILL)
        last, now = now, _stamps(files)
