"""What every command does with its files: reads and judges them all, and tells of those that could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

from cdmo_cli import batch, check, pipeline, streams
from cdmo_cli.batch import Outcome
from cdmo_cli.check import Report, Unreadable, Verdict
from cdmo_cli.commands.files import inputs, must_exist
from cdmo_cli.config import FailOn
from cdmo_cli.market import load_taxonomy
from cdmo_cli.market.model import Taxonomy
from cdmo_cli.pipeline import Understood
from cdmo_cli.present.inspection import Inspection, inspect
from cdmo_cli.rules.subject import Subject

_RANK = {"info": 0, "warning": 1, "error": 2, "never": 3}


def understand_all(files: Sequence[Path], taxonomy: Path | None) -> list[Outcome[Understood]]:
    """Every file as a market, in order. Raises ConfigError for the taxonomy, UsageError where there is no file."""
    return batch.run(inputs(files), partial(_understand, taxonomy=load_taxonomy(taxonomy)))


def examine_all(files: Sequence[Path], taxonomy: Path | None) -> list[Outcome[Subject]]:
    """Every file understood and judged, in order. Raises as `understand_all`."""
    return batch.run(inputs(files), partial(_examine, taxonomy=load_taxonomy(taxonomy)))


def check_all(files: Sequence[Path], taxonomy: Path | None) -> list[Outcome[Report]]:
    """What the rules say of every file, in order. Raises as `understand_all`."""
    return batch.run(inputs(files), partial(_check, taxonomy=load_taxonomy(taxonomy)))


def inspect_all(files: Sequence[Path], taxonomy: Path | None) -> list[Outcome[Inspection]]:
    """What was understood of every file, in order. Raises as `understand_all`."""
    return batch.run(inputs(files), partial(_inspect, taxonomy=load_taxonomy(taxonomy)))


def _understand(path: Path, taxonomy: Taxonomy) -> Understood:
    return pipeline.understand(must_exist(path), taxonomy=taxonomy)


def _examine(path: Path, taxonomy: Taxonomy) -> Subject:
    return pipeline.examine(must_exist(path), taxonomy)


def _check(path: Path, taxonomy: Taxonomy) -> Report:
    return check.report(_examine(path, taxonomy))


def _inspect(path: Path, taxonomy: Taxonomy) -> Inspection:
    return inspect(_examine(path, taxonomy))


def verdict_of(outcomes: Sequence[Outcome[Subject]]) -> Verdict:
    """The verdict on files that were judged; those that could not be read stand in it with their error."""
    return check.together([_unreadable(o) if o.value is None else check.report(o.value) for o in outcomes])


def verdict_on(outcomes: Sequence[Outcome[Report]]) -> Verdict:
    """The same of files that were checked already."""
    return check.together([_unreadable(o) if o.value is None else o.value for o in outcomes])


def _unreadable(outcome: Outcome[Any]) -> Unreadable:
    return Unreadable(str(outcome.path), outcome.error.message if outcome.error is not None else "")


def complain(outcomes: Iterable[Outcome[Any]]) -> bool:
    """Print the error of every file that could not be read; whether there was one."""
    failed = [(outcome.path, outcome.error) for outcome in outcomes if outcome.error is not None]
    for path, error in failed:
        streams.note(f"error: {error}" if error.path is not None else f"error: {path}: {error}")
        if error.hint:
            streams.note(f"hint: {error.hint}")
    return bool(failed)


def fails(severity: Literal["error", "warning", "info"], fail_on: FailOn) -> bool:
    """Whether a finding of that severity makes a run fail."""
    return _RANK[severity] >= _RANK[fail_on]
