"""What every command does with its files: reads and judges them all, and tells of those that could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from cdmo_cli import batch, check, pipeline, streams
from cdmo_cli.batch import Outcome
from cdmo_cli.check import Report, Unreadable, Verdict
from cdmo_cli.commands.files import inputs, must_exist
from cdmo_cli.commands.judging import Orders, Plan, known, shortfall
from cdmo_cli.market import load_taxonomy
from cdmo_cli.market.model import Taxonomy
from cdmo_cli.pipeline import Understood
from cdmo_cli.present.inspection import Inspection, inspect
from cdmo_cli.rules.subject import Subject


def understand_all(files: Sequence[Path], taxonomy: Path | None) -> list[Outcome[Understood]]:
    """Every file as a market, in order. Raises ConfigError for the taxonomy, UsageError where there is no file."""
    return batch.run(inputs(files), partial(_understand, taxonomy=load_taxonomy(taxonomy)))


def examine_all(files: Sequence[Path], plan: Plan) -> list[Outcome[Subject]]:
    """Every file understood and judged, in order. Raises UsageError where there is no file."""
    return batch.run(inputs(files), partial(_examine, orders=plan.orders))


def check_all(files: Sequence[Path], plan: Plan) -> list[Outcome[Report]]:
    """What the rules say of every file, in order. Raises UsageError where there is no file."""
    return batch.run(inputs(files), partial(_check, orders=plan.orders))


def inspect_all(files: Sequence[Path], plan: Plan) -> list[Outcome[Inspection]]:
    """What was understood of every file, in order. Raises UsageError where there is no file."""
    return batch.run(inputs(files), partial(_inspect, orders=plan.orders))


def _understand(path: Path, taxonomy: Taxonomy) -> Understood:
    return pipeline.understand(must_exist(path), taxonomy=taxonomy)


def _examine(path: Path, orders: Orders) -> Subject:
    subject = pipeline.examine(must_exist(path), orders.taxonomy, orders.missing(path), orders.needs(path))
    return replace(subject, waivers=orders.waivers(path), today=orders.today)


def _check(path: Path, orders: Orders) -> Report:
    return check.report(_examine(path, orders), orders.checks(path))


def _inspect(path: Path, orders: Orders) -> Inspection:
    return inspect(_examine(path, orders))


def verdict_of(outcomes: Sequence[Outcome[Subject]], plan: Plan) -> Verdict:
    """The verdict on files that were judged; those that could not be read stand in it with their error."""
    checked = (_unreadable(o) if o.value is None else _report(o.value, o.path, plan) for o in outcomes)
    return _together(list(checked), plan)


def verdict_on(outcomes: Sequence[Outcome[Report]], plan: Plan) -> Verdict:
    """The same of files that were checked already."""
    return _together([_unreadable(o) if o.value is None else o.value for o in outcomes], plan)


def _report(subject: Subject, path: Path, plan: Plan) -> Report:
    return check.report(subject, plan.orders.checks(path))


def _together(reports: Sequence[Report | Unreadable], plan: Plan) -> Verdict:
    verdict = check.together(reports, known(plan, [r.file.path for r in reports if isinstance(r, Report)]))
    return replace(verdict, files=tuple(replace(file, shortfall=shortfall(plan, file)) for file in verdict.files))


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
